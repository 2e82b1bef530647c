"""Assumptions: every number the engine reads that is not the law, and every choice made where sources are silent."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from orgsim.errors import Message
from orgsim.model.closed import Closed, Confidence, Identifier, Share, Text
from orgsim.model.organisation import Sex
from orgsim.model.ranges import Range

__all__ = [
    "Assumptions",
    "Entrants",
    "Fixed",
    "Ranged",
    "Rates",
    "Stated",
    "Statement",
    "at_settings",
    "ranged",
    "rows_for",
]

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


def _no_range(given: object) -> None:
    if given is not None:
        raise ValueError(
            Message("a range makes no sense here, since nothing grows or shrinks by a factor; leave it out")
        )


class Fixed(Stated[T], Generic[T]):
    """A value that no range can stretch."""

    range: Annotated[None, BeforeValidator(_no_range)] = None
    """Must be left out."""


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


_NUMBERS: dict[type[Closed], tuple[str, ...]] = {
    AgeHazard: ("hazard",),
    DeathHazard: ("male", "female"),
    Leadership: ("head", "deputy"),
    MergerStress: ("factor",),
    Overload: ("factor",),
}
"""What a factor multiplies; ages, months and shares stay."""


def _scaled(value: object, factor: float) -> object:
    if isinstance(value, tuple):
        return tuple(_scaled(row, factor) for row in value)
    if isinstance(value, dict):
        return {key: _scaled(part, factor) for key, part in value.items()}
    if isinstance(value, Closed):
        return value.model_copy(update={name: getattr(value, name) * factor for name in _NUMBERS[type(value)]})
    assert isinstance(value, int | float)
    return value * factor


class Ranged(Stated[T], Generic[T]):
    """A value that may have a range, if it is not known well."""

    range: Range | None = None
    """Within what the value may lie; ``orgsim sensitivity`` varies it, all else takes the value as it is stated."""

    @field_validator("range")
    @classmethod
    def _within_limits(cls, range: Range | None, info: ValidationInfo) -> Range | None:  # noqa: A002
        if range is None or "value" not in info.data:
            return range
        value = info.data["value"]
        if range.of == "value" and not isinstance(value, int | float):
            raise ValueError(
                Message("'of: value' is for a single number; say 'of: factor', which multiplies every number")
            )
        mode = value if range.of == "value" else 1
        if not range.low <= mode <= range.high:
            what = (
                Message("the stated value {mode:g}", mode=mode)
                if range.of == "value"
                else Message("the factor 1, which is the stated value,")
            )
            raise ValueError(
                Message(
                    "{what} is not from {low:g} to {high:g}; the range must include it",
                    what=what,
                    low=range.low,
                    high=range.high,
                )
            )
        for end in (range.low, range.high):
            cls._check_limits(end, end if range.of == "value" else _scaled(value, end))
        return range

    @classmethod
    def _check_limits(cls, end: float, value: object) -> None:
        allowed = TypeAdapter[object](cls.model_fields["value"].rebuild_annotation())
        try:
            allowed.validate_python(allowed.dump_python(value))  # dumped, since what is an instance is taken as sound
        except ValidationError as error:
            fault = error.errors()[0]
            where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"])
            most = fault["ctx"]["le"]
            message = Message(
                "value{where} would be {result:g} at the end {end:g}; it must be at most {most:g}",
                where=where,
                result=fault["input"],
                end=end,
                most=most,
            )
            raise ValueError(message) from None

    @property
    def setting(self) -> float:
        """The place of the stated value in its range: the value itself, or factor 1."""
        if self.range is None or self.range.of == "factor":
            return 1.0
        assert isinstance(self.value, int | float)
        return self.value

    def at(self, setting: float) -> "Ranged[T]":
        """Return the value at another place of its range.

        Examples
        --------
        >>> range = Range(of="factor", low=0.5, high=2, shape="uniform", reason="Nobody knows")
        >>> stated = Ranged[float](value=0.4, unit="1", reason="r", source="s", confidence="assumed", range=range)
        >>> stated.at(2).value
        0.8
        """
        assert self.range
        value = setting if self.range.of == "value" else _scaled(self.value, setting)
        return self.model_copy(update={"value": value})


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
            raise ValueError(
                Message("the shares of the profile add up to {total:g}; they must add up to 1", total=total)
            )
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

    quit_hazard: Ranged[Annotated[tuple[AgeHazard, ...], Field(min_length=1)]]
    quit_multiplier: Ranged[dict[str, Annotated[float, Field(ge=0)]]]
    """A factor on the quit hazard for every staff group."""
    after_merger: Ranged[MergerStress] | None = None
    """Nothing changes for those in merged units if left out."""
    overload: Ranged[Overload] | None = None
    """Vacant posts change nothing for the others if left out."""
    death_hazard: Ranged[Annotated[tuple[DeathHazard, ...], Field(min_length=1)]]
    death_multiplier: Ranged[Annotated[float, Field(ge=0)]]
    compulsory_retirement: Fixed[dict[str, bool]]
    """Whether compulsory retirement applies, for every contract."""
    leadership: Ranged[Leadership]
    facts: Fixed[dict[str, FactValue]]
    """What the law asks about people and the tables do not tell; see :data:`orgsim.rules.law.facts.FACTS`."""
    entrants: Fixed[Entrants]
    discount_rate: Ranged[Annotated[float, Field(ge=0, le=1)]]
    """By how much money of a year later counts less."""

    @model_validator(mode="after")
    def _everybody_may_quit(self) -> "Rates":
        for contract in self.compulsory_retirement.value:
            for sex in Sex:
                if not rows_for(self.quit_hazard.value, sex, contract):
                    raise ValueError(
                        Message(
                            "'quit_hazard' has no row for '{value}' on contract '{contract}'; add rows that name "
                            "neither sex nor contract, or these",
                            value=sex.value,
                            contract=contract,
                        )
                    )
        return self


def ranged(rates: Rates) -> dict[str, Ranged[Any]]:
    """Return the values that have a range, by name, in the order of :class:`Rates`."""
    values = {name: getattr(rates, name) for name in type(rates).model_fields}
    return {name: value for name, value in values.items() if isinstance(value, Ranged) and value.range}


def at_settings(rates: Rates, settings: Mapping[str, float]) -> Rates:
    """Return the values with some at other places of their ranges.

    Parameters
    ----------
    settings
        By name of a value that has a range: the value itself, or a factor, as the range is of.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> rates = read_scenario(Path("src/orgsim/io/small")).assumptions.rates
    >>> at_settings(rates, {"leadership": 1.2}).leadership.value
    Leadership(head=0.6, deputy=0.36)
    """
    return rates.model_copy(update={name: getattr(rates, name).at(setting) for name, setting in settings.items()})


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
