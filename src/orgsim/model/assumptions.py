"""Assumptions: every number the engine reads that is not the law, and every choice made where sources are silent."""

from typing import Annotated, Generic, TypeVar

from pydantic import Field, model_validator

from orgsim.model.closed import Closed, Confidence, Identifier, Share, Text
from orgsim.model.organisation import Sex

__all__ = ["Assumptions", "Entrants", "Rates", "Stated", "Statement"]

T = TypeVar("T")
Hazard = Annotated[float, Field(ge=0, le=2)]
Coefficient = Annotated[float, Field(ge=0, le=20)]


class Stated(Closed, Generic[T]):
    """A value with its unit, its reason, its source and how sure it is."""

    value: T
    unit: Text
    reason: Text
    source: Text
    confidence: Confidence


class AgeHazard(Closed):
    """Leavers per person-year from an age on, until the next row."""

    age_from: Annotated[int, Field(ge=0, le=100)]
    hazard: Hazard


class DeathHazard(Closed):
    """Deaths per person-year from an age on, until the next row."""

    age_from: Annotated[int, Field(ge=0, le=100)]
    male: Hazard
    female: Hazard


class Leadership(Closed):
    """Pay coefficients added for leaders."""

    head: Coefficient
    deputy: Coefficient


FactValue = bool | float | dict[str, bool | float]
"""The value of a fact for everybody, or for every staff group."""


class EntrantShare(Closed):
    """A share of recruits who have this age and sex."""

    age: Annotated[int, Field(ge=15, le=70)]
    sex: Sex
    share: Share


class Entrants(Closed):
    """Who is recruited."""

    profile: Annotated[tuple[EntrantShare, ...], Field(min_length=1)]
    """Ages and sexes of recruits; the shares add up to 1."""
    grade: dict[str, str]
    """The grade of a recruit, by staff group of the post."""
    contract: str

    @model_validator(mode="after")
    def _whole(self) -> "Entrants":
        total = sum(row.share for row in self.profile)
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the shares of the profile add up to {total:g}; they must add up to 1")
        return self


class Rates(Closed):
    """The values the engine reads."""

    quit_hazard: Stated[Annotated[tuple[AgeHazard, ...], Field(min_length=1)]]
    quit_multiplier: Stated[dict[str, Annotated[float, Field(ge=0)]]]
    """A factor on the quit hazard for every staff group."""
    death_hazard: Stated[Annotated[tuple[DeathHazard, ...], Field(min_length=1)]]
    death_multiplier: Stated[Annotated[float, Field(ge=0)]]
    compulsory_retirement: Stated[dict[str, bool]]
    """Whether compulsory retirement applies, for every contract."""
    leadership: Stated[Leadership]
    facts: Stated[dict[str, FactValue]]
    """What the law asks about people and the tables do not tell; see :data:`orgsim.rules.law.facts.FACTS`."""
    entrants: Stated[Entrants]
    discount_rate: Stated[Annotated[float, Field(ge=0, le=1)]]
    """By how much money of a year later counts less."""


class Statement(Closed):
    """A choice made where the sources are silent; tables, steps and programmes refer to it by its id."""

    id: Identifier
    statement: Text
    statement_vi: Text
    reason: Text


class Assumptions(Closed):
    """The assumptions file."""

    rates: Rates
    statements: tuple[Statement, ...]
