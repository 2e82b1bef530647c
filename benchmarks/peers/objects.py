"""The rules of the reference workload for tools in which a person is an object."""

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

from benchmarks.reference import (
    CONTRACT,
    DEPUTIES_KEPT,
    DEPUTY,
    DIES,
    EARLY,
    HEAD,
    OTHER_DEPUTY,
    OTHER_STAFF,
    QUITS,
    RESIGNATION,
    STAFF,
    YEARS,
    retirement_ages,
)

RESIGNED, DIED, RETIRED, RETIRED_EARLY, DISMISSED = range(5)
"""The causes of leaving, in the order of ``CAUSES``."""
RETIRE: Final = [retirement_ages(year) for year in range(YEARS + 1)]
_QUITS, _DIES = QUITS.tolist(), DIES.tolist()
_LAST_BAND = len(RESIGNATION) - 1


class Person(Protocol):
    """What the rules ask of a person."""

    woman: int
    age: int
    tenure: int
    rank: int
    contract: int


P = TypeVar("P", bound=Person)


def cause_of_leaving(person: Person, year: int, uniform: float) -> int | None:
    """Return why a person leaves before reductions, or None who stays; ``uniform`` is the draw of the year."""
    band = min((person.age - 20) // 5, _LAST_BAND)
    quits = _QUITS[person.woman][person.contract][band]
    if uniform < quits:
        return RESIGNED
    if uniform < quits + _DIES[person.woman][person.contract][band]:
        return DIED
    return RETIRED if person.age >= RETIRE[year][person.woman] else None


def rank_after_merger(people: Sequence[Person]) -> None:
    """Give the people of a merged unit their ranks; they come in the order of slots, which a sort keeps."""
    for rank, kept, below in ((HEAD, 1, DEPUTY), (DEPUTY, DEPUTIES_KEPT, STAFF)):
        holders = [person for person in people if person.rank == rank]
        holders.sort(key=lambda person: -person.tenure)
        for person in holders[kept:]:
            person.rank = below


def removal_key(person: Person, retire: int) -> tuple[int, int]:
    """Return the class and the place in it of a person in the order of removal."""
    if person.contract:
        return CONTRACT, person.tenure
    if person.age >= retire - 5 and person.tenure >= 20:
        return EARLY, 64 - person.age
    return (OTHER_STAFF if person.rank == STAFF else OTHER_DEPUTY), person.tenure


def reduce(people: Sequence[P], allowed: int, year: int) -> tuple[list[tuple[P, int]], int]:
    """Return who of a unit is removed, with the cause, and what it costs; they come in the order of slots."""
    surplus = len(people) - allowed
    if surplus <= 0:
        return [], 0
    retire = RETIRE[year]
    able = [(removal_key(person, retire[person.woman]), person) for person in people if person.rank != HEAD]
    able.sort(key=lambda keyed: keyed[0])
    removed, cost = [], 0
    for (kind, _), person in able[: min(surplus, max(1, len(people) // 20))]:
        tenure = person.tenure
        if kind == EARLY:
            half_months = 6 * (retire[person.woman] - person.age) + tenure
        else:
            half_months = (2 if kind == CONTRACT else 3) * tenure
        cost += half_months * (20 + min(tenure // 3, 12) + 10 * person.rank)
        removed.append((person, RETIRED_EARLY if kind == EARLY else DISMISSED))
    return removed, cost


def hires(leavers: int, headcount: int, allowed: int) -> int:
    """Return how many people a unit hires, from the leavers of the year and the headcount without them."""
    return min(leavers // 2, max(allowed - headcount, 0))
