"""Assumptions: every number the engine reads that is not the law, and every choice made where sources are silent."""

import datetime as dt
from typing import Annotated, Generic, TypeVar

from pydantic import Field, model_validator

from orgsim.model.closed import Closed, Confidence, Identifier, Share, Text
from orgsim.model.organisation import Sex

__all__ = ["Assumptions", "Entrants", "GradeScale", "LeavingPay", "Rates", "Stated", "Statement"]

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


class GradeScale(Closed):
    """The pay coefficients of a grade: first step, increase and number of steps, months on each."""

    first: Coefficient
    step: Coefficient
    steps: Annotated[int, Field(ge=1)]
    months_per_step: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _hundredths(self) -> "GradeScale":
        for value in (self.first, self.step):
            if abs(100 * value - round(100 * value)) > 1e-9:
                raise ValueError(f"{value} has more than two decimals; money is counted exactly in hundredths")
        return self


class BaseSalary(Closed):
    """The monthly amount that a pay coefficient of 1 stands for, from a date on."""

    date: dt.date
    amount: Annotated[int, Field(gt=0)]

    @model_validator(mode="after")
    def _exact(self) -> "BaseSalary":
        if self.amount % 200:
            raise ValueError(
                f"{self.amount} is not a multiple of 200; hundredths and half months of it would not be exact"
            )
        return self


class Leadership(Closed):
    """Pay coefficients added for leaders."""

    head: Coefficient
    deputy: Coefficient


class LeavingPay(Closed):
    """A benefit in half months of pay: base + a number per year early + a number per year of service."""

    base: Annotated[int, Field(ge=0)]
    """Half months for everyone."""
    per_year_early: Annotated[int, Field(ge=0)]
    """Half months for each whole year before the retirement age."""
    per_year_of_service: Annotated[int, Field(ge=0)]
    """Half months for each whole year of service after ``service_from``."""
    service_from: Annotated[int, Field(ge=0)]
    """Years of service that earn nothing here."""


class Benefits(Closed):
    """What a leaver is paid, by route."""

    early_retirement: LeavingPay
    severance: LeavingPay
    contract_end: LeavingPay


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
    grades: Stated[dict[str, GradeScale]]
    base_salary: Stated[Annotated[tuple[BaseSalary, ...], Field(min_length=1)]]
    leadership: Stated[Leadership]
    benefits: Stated[Benefits]
    entrants: Stated[Entrants]


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
