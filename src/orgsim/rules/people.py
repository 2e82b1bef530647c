"""People made from margins: for each staff group the shares of ages, sexes, services, grades and contracts.

They have exactly the numbers that the shares give; how the features go together is random, within what
is possible. They are nobody.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal, TypeVar

import numpy as np

from orgsim.errors import Message, OrgsimError
from orgsim.model.law import Law
from orgsim.model.organisation import Person, Sex
from orgsim.rules.apportion import largest_remainder
from orgsim.rules.retirement import retirement_month

__all__ = [
    "Band",
    "Margins",
    "MarginsError",
    "Traits",
    "earliest_birth",
    "number_people",
    "synthesise",
]

T = TypeVar("T")
ADULT = 18 * 12
"""The age in months at which service starts at the earliest in people who are made."""
_OLDEST = 110 * 12


@dataclass(frozen=True, slots=True, order=True)
class Band:
    """Completed years, both ends included."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


@dataclass(frozen=True)
class Margins:
    """The shares of one staff group; each mapping adds up to 1."""

    age: Mapping[Band, Fraction]
    sex: Mapping[Sex, Fraction]
    service: Mapping[Band, Fraction]
    grade: Mapping[str, Fraction]
    contract: Mapping[str, Fraction]


class MarginsError(OrgsimError):
    """Margins that nobody can have: too few people are young or old enough for a band."""

    def __init__(self, margin: Literal["age", "service"], band: Band, message: str) -> None:
        super().__init__(message)
        self.margin = margin
        self.band = band


@dataclass(frozen=True, slots=True)
class Traits:
    """A person without a name; ``birth`` and ``started`` are months."""

    birth: int
    sex: Sex
    started: int
    grade: str
    contract: str


def _dealt(count: int, margin: Mapping[T, Fraction]) -> list[T]:
    quotas = largest_remainder(count, list(margin.values()))
    return [value for value, quota in zip(margin, quotas, strict=True) for _ in range(quota)]


def _shuffled(values: Sequence[T], stream: np.random.Generator) -> list[T]:
    return [values[place] for place in stream.permutation(len(values))]


def earliest_birth(law: Law, sex: Sex, start: int) -> int:
    """Return the first month of birth with which a person need not have retired before the month ``start``.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> from orgsim.model.dates import month_text, parse_month
    >>> month_text(earliest_birth(read_law("vietnam"), Sex.FEMALE, parse_month("2015-01")))
    '1960-01'
    """
    births = range(start - _OLDEST, start)
    if retirement_month(law, births[0], sex) is None:
        return births[0]
    # Who is born later never retires earlier, so the months can be bisected.
    return births[0] + bisect_left(births, start, key=lambda birth: retirement_month(law, birth, sex) or start)


def synthesise(
    group: str, count: int, margins: Margins, *, seed: int, start: int, law: Law, compulsory: Mapping[str, bool]
) -> list[Traits]:
    """Make the people of a staff group.

    Parameters
    ----------
    group
        The name of the group; it and the seed address the random draws, so groups do not disturb each other.
    start
        The month in which the horizon starts. Nobody is past retirement then.
    compulsory
        Whether compulsory retirement applies, by contract.

    Returns
    -------
        ``count`` people in random order. Each margin has the exact numbers of :func:`largest_remainder`, and
        everybody started at the age of 18 or later.

    Raises
    ------
    MarginsError
        If too few people can have an age or a service, whatever the draws.

    Notes
    -----
    Ages are handed out from the oldest band on, each to people whom the law lets work at that age, and then
    services from the longest on, each to people old enough. Who fits a band fits every lower one, so
    ages are found if there are any, and services if there are any for these ages.
    """
    stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=tuple(group.encode())))

    earliest = {sex: earliest_birth(law, sex, start) for sex in Sex}

    @cache
    def births(band: Band, sex: Sex, contract: str) -> range:
        """Return the months of birth that give an age of the band and let the person be in service."""
        first = start - 12 * band.last - 11
        return range(max(first, earliest[sex]) if compulsory[contract] else first, start - 12 * band.first + 1)

    def room(sex: Sex, contract: str) -> int:
        return sum(len(births(band, sex, contract)) for band in margins.age)

    sexes, contracts = _dealt(count, margins.sex), _dealt(count, margins.contract)
    pairs = list(zip(_shuffled(sexes, stream), _shuffled(contracts, stream), strict=True))
    grades = _shuffled(_dealt(count, margins.grade), stream)
    try:
        ages = _ages(margins, pairs, births, stream)
    except MarginsError:
        # Contracts without retirement do most for those who retire first: the pairing that allows the most.
        sexes.sort(key=lambda sex: min(room(sex, contract) for contract in margins.contract))
        contracts.sort(key=lambda contract: compulsory[contract])
        pairs = list(zip(sexes, contracts, strict=True))
        ages = _ages(margins, pairs, births, stream)
    possible = [births(age, *pair) for age, pair in zip(ages, pairs, strict=True)]
    services = _services(margins, possible, start, stream)
    people = []
    for months, service, grade, (sex, contract) in zip(possible, services, grades, pairs, strict=True):
        birth = _one_of(_old_enough(months, service, start), stream)
        first_start = max(start - 12 * service.last - 11, birth + ADULT)
        started = _one_of(range(first_start, start - 12 * service.first + 1), stream)
        people.append(Traits(birth, sex, started, grade, contract))
    return _shuffled(people, stream)


def _old_enough(births: range, service: Band, start: int) -> range:
    """Return the months of birth that allow a service of the band."""
    return births[: max(0, start - 12 * service.first - ADULT + 1 - births.start)]


def _one_of(values: Sequence[int], stream: np.random.Generator) -> int:
    return values[int(stream.integers(len(values)))]


def _ages(
    margins: Margins,
    pairs: Sequence[tuple[Sex, str]],
    births: Callable[[Band, Sex, str], range],
    stream: np.random.Generator,
) -> list[Band]:
    def chance(band: Band, person: int) -> int:
        return len(births(band, *pairs[person]))

    def fault(band: Band, short: int, free: int) -> MarginsError:
        message = Message(
            "{short} are {band} years old, but the law lets only {free} of them serve still",
            short=short,
            band=band,
            free=free,
        )
        return MarginsError("age", band, message)

    return _hand_out(len(pairs), margins.age, chance, fault, stream)


def _services(margins: Margins, births: Sequence[range], start: int, stream: np.random.Generator) -> list[Band]:
    def chance(band: Band, person: int) -> int:
        return len(_old_enough(births[person], band, start))

    def fault(band: Band, short: int, free: int) -> MarginsError:
        old_enough = Message(
            "only {free} are {age} or older (without those who served longer)", free=free, age=band.first + 18
        )
        message = Message(
            "{short} have served {band} years, but {old_enough}", short=short, band=band, old_enough=old_enough
        )
        return MarginsError("service", band, message)

    return _hand_out(len(births), margins.service, chance, fault, stream)


def _hand_out(
    count: int,
    margin: Mapping[Band, Fraction],
    chance: Callable[[Band, int], int],
    fault: Callable[[Band, int, int], MarginsError],
    stream: np.random.Generator,
) -> list[Band]:
    """Give each person a band, from the highest on.

    The chances are as the months of birth with which a person can have the band, so that people who can
    have it only just, such as a woman in the month in which she retires, are not drawn as if they all did.
    """
    quotas = dict(zip(margin, largest_remainder(count, list(margin.values())), strict=True))
    given: dict[int, Band] = {}
    for band in sorted(margin, reverse=True):
        chances = {person: chance(band, person) for person in range(count) if person not in given}
        free = [person for person, months in chances.items() if months]
        if len(free) < quotas[band]:
            raise fault(band, quotas[band], len(free))
        # The first arrivals of Poisson processes with these rates: a weighted draw without replacement.
        arrivals = stream.standard_exponential(len(free)) / np.array([chances[person] for person in free])
        given |= {free[place]: band for place in np.argsort(arrivals)[: quotas[band]]}
    return [given[person] for person in range(count)]


def number_people(seated: Mapping[str, Traits]) -> tuple[dict[str, Person], dict[str, str]]:
    """Name people who were made, in the order of their slots.

    Returns
    -------
        The people by id, and the person in each slot.
    """
    holders = {slot: f"p{number:05d}" for number, slot in enumerate(sorted(seated), start=1)}
    people = {}
    for slot, key in holders.items():
        traits = seated[slot]
        people[key] = Person(key, traits.birth, traits.sex, traits.started, traits.grade, traits.contract)
    return people, holders
