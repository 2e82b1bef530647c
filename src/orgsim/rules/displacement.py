"""What a reduction in force leads to: who is released, who moves down, who is separated (5 CFR part 351).

Whoever is lowest on the register of a competitive level is released first (§ 351.601). The released then compete
once more, the highest first: each takes the place of somebody of lower standing, who is displaced and competes in turn
(§ 351.701). Nobody displaces a person of higher standing, so nobody moves twice, and the chains end. Vacant positions
are not offered here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Literal

from orgsim.errors import Message, did_you_mean
from orgsim.rules.retention import Employee, Preference, RetentionError, RetentionRules, TenureGroup, standing

__all__ = ["CompetitiveLevel", "Displacement", "Outcome", "reduce_force"]

Right = Literal["bump", "retreat"]


@dataclass(frozen=True, slots=True)
class CompetitiveLevel:
    """Positions in one competitive area that are so alike that their holders can take each other's place."""

    id: str
    area: str
    grade: int


@dataclass(frozen=True, slots=True)
class Displacement:
    """A person takes the position of another, by a right to bump or to retreat."""

    person: str
    right: Right
    level: str
    displaced: str


@dataclass(frozen=True)
class Outcome:
    """What comes of a reduction.

    ``released`` are those who lose their position first, the lowest standing first within each level;
    ``displacements`` follow each other in time; ``placed`` has the level of everybody who stays; ``separated`` have
    no right left, in the order in which they lose it.
    """

    released: tuple[str, ...]
    displacements: tuple[Displacement, ...]
    placed: Mapping[str, str]
    separated: tuple[str, ...]


def reduce_force(
    people: Iterable[Employee], levels: Iterable[CompetitiveLevel], cuts: Mapping[str, int], rules: RetentionRules
) -> Outcome:
    """Take positions away and follow the displacements until nobody has a right left.

    Parameters
    ----------
    cuts
        How many positions each competitive level loses; all of them are held.

    Raises
    ------
    RetentionError
        If a person or level is given twice, a level does not exist, or more positions are taken than are held.

    Notes
    -----
    Offered is the position with the least loss of grade; of several, that of the person of lowest standing. To bump
    is to displace somebody of a lower tenure group or subgroup, in work that one can do or has done; to retreat,
    somebody of the same subgroup and later service date, in a level where one had a position before. Whoever is rated
    2 retreats only from people rated 2 or lower (§ 351.701(d)). People of group III, and those whose latest rating
    is lower than 2, have neither right.

    Examples
    --------
    >>> import datetime as dt
    >>> rules = RetentionRules((0, 0, 12, 16, 20), 3, 2, 3, 3, 5)
    >>> levels = [CompetitiveLevel("analyst", "city", 12), CompetitiveLevel("clerk", "city", 9)]
    >>> career, since = TenureGroup.CAREER, dt.date(2010, 5, 1)
    >>> people = [Employee("ann", "analyst", career, Preference.A, since, (3,), qualified=frozenset({"clerk"})),
    ...           Employee("bob", "clerk", career, Preference.B, since, (4,))]
    >>> found = reduce_force(people, levels, {"analyst": 1}, rules)
    >>> found.displacements
    (Displacement(person='ann', right='bump', level='clerk', displaced='bob'),)
    >>> found.separated
    ('bob',)
    """
    staff, known = list(people), list(levels)
    _check(staff, known, cuts)
    race = _Race({one.id: one for one in staff}, {one.id: one for one in known}, rules)
    released = [person for level in sorted(cuts) for person in race.release(level, cuts[level])]
    waiting = [race.standings[person] for person in released]
    heapify(waiting)
    made: list[Displacement] = []
    separated: list[str] = []
    while waiting:
        person = heappop(waiting).person
        move = race.best(person)
        if move is None:
            separated.append(person)
            continue
        made.append(move)
        race.take(move)
        heappush(waiting, race.standings[move.displaced])
    placed = {person: level for level in sorted(race.holders) for person in sorted(race.holders[level])}
    assert len(placed) + len(separated) == len(staff)
    return Outcome(tuple(released), tuple(made), placed, tuple(separated))


class _Race:
    """The holders of each level while people are released and displaced."""

    def __init__(
        self, people: Mapping[str, Employee], levels: Mapping[str, CompetitiveLevel], rules: RetentionRules
    ) -> None:
        self.people, self.levels, self.rules = people, levels, rules
        self.standings = {person: standing(one, rules) for person, one in people.items()}
        self.holders: dict[str, set[str]] = {level: set() for level in levels}
        for one in people.values():
            self.holders[one.level].add(one.id)

    def lowest_first(self, level: str) -> list[str]:
        return sorted(self.holders[level], key=self.standings.__getitem__, reverse=True)

    def release(self, level: str, count: int) -> list[str]:
        released = self.lowest_first(level)[:count]
        self.holders[level].difference_update(released)
        return released

    def take(self, move: Displacement) -> None:
        self.holders[move.level].remove(move.displaced)
        self.holders[move.level].add(move.person)

    def best(self, person: str) -> Displacement | None:
        """Return the displacement with the least loss of grade, of the lowest standing; ``None`` without a right."""
        one = self.people[person]
        if one.tenure is TenureGroup.TERM or one.ratings[-1] < self.rules.assignment_rating:
            return None
        able = [move for level in one.qualified | one.held if (move := self._offer(one, level)) is not None]
        able.sort(key=lambda move: self.standings[move.displaced], reverse=True)
        return max(able, key=lambda move: self.levels[move.level].grade, default=None)

    def _offer(self, one: Employee, level: str) -> Displacement | None:
        own, there = self.levels[one.level], self.levels.get(level)
        if there is None or there.id == own.id or there.area != own.area or there.grade > own.grade:
            return None
        for person in self.lowest_first(level):
            if right := self._right(one, self.people[person], level):
                return Displacement(one.id, right, level, person)
        return None

    def _right(self, one: Employee, other: Employee, level: str) -> Right | None:
        down = self.levels[one.level].grade - self.levels[level].grade
        mine, theirs = (one.tenure, one.preference), (other.tenure, other.preference)
        if mine < theirs:
            return "bump" if down <= self.rules.bump_grades else None
        later = self.standings[other.id].service > self.standings[one.id].service
        if mine > theirs or not later or level not in one.held:
            return None
        lowest = self.rules.assignment_rating
        spared = one.ratings[-1] == lowest < other.ratings[-1]
        disabled = one.preference is Preference.AD
        most = self.rules.retreat_grades_disabled if disabled else self.rules.retreat_grades
        return "retreat" if down <= most and not spared else None


def _check(people: Sequence[Employee], levels: Sequence[CompetitiveLevel], cuts: Mapping[str, int]) -> None:
    known, held = {level.id for level in levels}, Counter(one.level for one in people)
    faults = [
        Message("the {what} '{one}' is given twice", what=what, one=one)
        for what, given in (("level", levels), ("person", people))
        for one, times in sorted(Counter(one.id for one in given).items())
        if times > 1
    ]
    faults += [
        Message(
            "'{id}' is in the level '{level}', which does not exist{guess}",
            id=one.id,
            level=one.level,
            guess=did_you_mean(one.level, known),
        )
        for one in people
        if one.level not in known
    ]
    for level, count in sorted(cuts.items()):
        if level not in known:
            faults.append(
                Message("there is no level '{level}' to cut{guess}", level=level, guess=did_you_mean(level, known))
            )
        elif not 0 <= count <= held[level]:
            faults.append(
                Message(
                    "{count} positions cannot be taken from the level '{level}', which has {held}",
                    count=count,
                    level=level,
                    held=held[level],
                )
            )
    if faults:
        raise RetentionError("; ".join(faults))
