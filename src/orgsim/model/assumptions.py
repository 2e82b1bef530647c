"""Assumptions: every number the engine reads that is not the law, and every choice made where sources are silent."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from pydantic import Field, model_validator

from orgsim.model.closed import Closed, Confidence, Identifier, Share, Text
from orgsim.model.organisation import Sex

__all__ = ["Assumptions", "Entrants", "Rates", "Stated", "Statement", "rows_for"]

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
    sex: Sex | None = None
    """Rows that name a sex, a contract or both are for these people only, and the other rows are not for them."""
    contract: str | None = None


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


class MergerStress(Closed):
    """Those in a unit that a merger made or enlarged resign more often, or less, for a time."""

    factor: Annotated[float, Field(ge=0, le=10)]
    """On the hazard of resigning."""
    months: Annotated[int, Field(ge=1, le=240)]
    """For so many months from the day of the merger on."""


class Overload(Closed):
    """Those in a unit with many vacant posts resign more often in the year that follows."""

    vacant_share: Annotated[float, Field(gt=0, le=1)]
    """The share of vacant posts on 31 December from which on a unit is overloaded."""
    factor: Annotated[float, Field(ge=0, le=10)]
    """On the hazard of resigning."""


class EntrantShare(Closed):
    """A share of recruits who have this age and sex."""

    age: Annotated[int, Field(ge=15, le=70)]
    sex: Sex
    share: Share
    contract: str | None = None
    """The contract of these recruits; that of all recruits if left out."""


class Entrants(Closed):
    """Who is recruited."""

    profile: Annotated[tuple[EntrantShare, ...], Field(min_length=1)]
    """Ages and sexes of recruits; the shares add up to 1."""
    grade: dict[str, str]
    """The grade of a recruit, by staff group of the post."""
    contract: str
    """The regular contract: who is on it may rise, and be moved from beyond the establishment to a post."""

    @model_validator(mode="after")
    def _whole(self) -> "Entrants":
        total = sum(row.share for row in self.profile)
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the shares of the profile add up to {total:g}; they must add up to 1")
        return self


def rows_for(rows: Sequence[AgeHazard], sex: Sex, contract: str) -> list[AgeHazard]:
    """Return the rows for people of a sex and a contract: those that name both, or else the contract, the sex, neither.

    Examples
    --------
    >>> women, all_others = AgeHazard(age_from=0, hazard=0.1, sex="female"), AgeHazard(age_from=0, hazard=0.2)
    >>> [row.hazard for row in rows_for([women, all_others], Sex.FEMALE, "permanent")]
    [0.1]
    """
    named = ((sex, contract), (None, contract), (sex, None), (None, None))
    found = ([row for row in rows if (row.sex, row.contract) == name] for name in named)
    return next((some for some in found if some), [])


class Rates(Closed):
    """The values the engine reads."""

    quit_hazard: Stated[Annotated[tuple[AgeHazard, ...], Field(min_length=1)]]
    quit_multiplier: Stated[dict[str, Annotated[float, Field(ge=0)]]]
    """A factor on the quit hazard for every staff group."""
    after_merger: Stated[MergerStress] | None = None
    """Nothing changes for those in merged units if left out."""
    overload: Stated[Overload] | None = None
    """Vacant posts change nothing for the others if left out."""
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

    @model_validator(mode="after")
    def _everybody_may_quit(self) -> "Rates":
        for contract in self.compulsory_retirement.value:
            for sex in Sex:
                if not rows_for(self.quit_hazard.value, sex, contract):
                    raise ValueError(
                        f"'quit_hazard' has no row for '{sex.value}' on contract '{contract}'; add rows that name "
                        f"neither sex nor contract, or these"
                    )
        return self


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
