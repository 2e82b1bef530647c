"""Instruments of law as data: dated, cited parameters."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from orgsim.model.closed import Closed, Confidence, Identifier, Text

__all__ = ["AgeRule", "Instrument", "Law", "RetirementAges"]

Months = Annotated[int, Field(ge=0)]


class AgeRule(Closed):
    """A retirement age in months that rises each calendar year up to a highest age.

    The age for the year ``y`` is ``min(months + yearly_rise * (y - base_year), highest)``.
    """

    months: Months
    base_year: int
    yearly_rise: Months
    highest: Months


class RetirementAges(Closed):
    """The retirement ages of men and women, by the calendar year in which the age is reached."""

    male: AgeRule
    female: AgeRule


class Instrument(Closed):
    """One legal instrument and the parameters it sets."""

    id: Identifier
    title: Text
    title_vi: Text
    article: Text
    source: Text
    confidence: Confidence
    first_year: int
    """The first calendar year to which the parameters apply."""
    last_year: int | None = None
    """The last calendar year to which they apply; none if they are in force until further notice."""
    retirement_ages: RetirementAges


class Law(Closed):
    """The law of a jurisdiction: instruments that follow each other in time. None: nobody must retire."""

    jurisdiction: Identifier
    instruments: tuple[Instrument, ...]
    read_on: dt.date | None = None
    """The day on which the sources were last read."""
