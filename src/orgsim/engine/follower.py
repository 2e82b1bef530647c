"""Following one replication: a watch that holds lanes against what they were, after every part of a year."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.events import Somebody
from orgsim.engine.fates import RETIRED, interval_of
from orgsim.engine.kernel.lanes import Cells, Lanes
from orgsim.engine.plan import Plan, Structure
from orgsim.engine.tables import Codes
from orgsim.model.ledger import slots_by_id
from orgsim.model.organisation import Person, Sex
from orgsim.model.scenario import Scenario

__all__ = ["Change", "Follower", "Leaver", "Move", "opening_people"]

People = tuple[Somebody | None, ...]


class Move(NamedTuple):
    """Somebody goes from a row to another one; ``exchanged`` if whoever sits there comes back."""

    origin: int
    place: int
    person: Somebody
    exchanged: bool


class Leaver(NamedTuple):
    """Somebody leaves a row; ``fate`` is the natural cause (:mod:`orgsim.engine.fates`) and the day, if it is one."""

    row: int
    person: Somebody
    fate: tuple[int, dt.date] | None


@dataclass(frozen=True, eq=False)
class Change:
    """What a part of a year changed in one replication, by rows of the plan; ``day`` is its last.

    ``posts_before`` and ``posts`` ``(slots,)`` say which slots are posts, ``who_before`` and ``who`` who holds them.
    ``come`` are the rows of recruits.
    """

    day: dt.date
    phase: str
    programme: int | None
    before: Structure
    after: Structure
    posts_before: NDArray[np.bool_]
    posts: NDArray[np.bool_]
    who_before: People
    who: People
    moves: tuple[Move, ...]
    gone: tuple[Leaver, ...]
    come: tuple[int, ...]


def opening_people(scenario: Scenario, plan: Plan) -> People:
    """Return who holds each slot at the opening."""
    placed = slots_by_id(plan.history.opening)
    holders = [placed[slot][1].holder if slot in placed else None for slot in plan.slots]
    return tuple(None if holder is None else Somebody(scenario.people[holder]) for holder in holders)


class Follower:
    """Watches one of some lanes, and hands over what every part of a year changed."""

    def __init__(self, scenario: Scenario, plan: Plan, column: int, tell: Callable[[Change], None]) -> None:
        self._plan, self._column, self._codes, self._tell = plan, column, Codes.of(scenario), tell
        self._structure, self._posts = plan.opening, plan.opening.authorised.copy()
        self._before = opening_people(scenario, plan)
        self._who = list(self._before)
        self._moves: list[Move] = []
        self._gone: list[Leaver] = []

    def moving(self, lanes: Lanes, origins: Cells, places: Cells) -> None:
        """Remember who moves to a free slot; whoever sat there when the part began has left since."""
        for origin, place in zip(self._rows(lanes, origins), self._rows(lanes, places), strict=True):
            if self._who[place] is not None:
                self._leave(lanes, place)
            self._seat(origin, place, self._who[origin], exchanged=False)
            self._who[origin] = None

    def exchanging(self, lanes: Lanes, ones: Cells, twos: Cells) -> None:
        """Remember who changes places."""
        for one, two in zip(self._rows(lanes, ones), self._rows(lanes, twos), strict=True):
            first, second = self._who[one], self._who[two]
            self._seat(one, two, first, exchanged=True)
            self._seat(two, one, second, exchanged=True)

    def over(self, lanes: Lanes, phase: str, structure: Structure, programme: int | None) -> None:
        """Find out what a part of the year did, and hand it over."""
        posts, held = lanes.posts[:, self._column].copy(), lanes.occupied()[:, self._column]
        known = np.array([person is not None for person in self._who], np.bool_)
        for row in np.flatnonzero(known & ~held).tolist():
            self._leave(lanes, row)
        come = tuple(np.flatnonzero(held & ~known).tolist())
        for row in come:
            self._who[row] = self._recruit(lanes, row)
        self._tell(
            Change(
                day=self._evening(lanes) if phase != "reorganise" else self._morning(lanes),
                phase=phase,
                programme=programme,
                before=self._structure,
                after=structure,
                posts_before=self._posts,
                posts=posts,
                who_before=self._before,
                who=tuple(self._who),
                moves=tuple(self._moves),
                gone=tuple(sorted(self._gone, key=lambda leaver: leaver.row)),
                come=come,
            )
        )
        self._structure, self._posts, self._before = structure, posts, tuple(self._who)
        self._moves, self._gone = [], []

    def _rows(self, lanes: Lanes, cells: Cells) -> list[int]:
        rows, columns = lanes.split(cells)
        return [int(row) for row in rows[columns == self._column]]

    def _seat(self, origin: int, place: int, person: Somebody | None, *, exchanged: bool) -> None:
        self._who[place] = person
        if person is not None:
            self._moves.append(Move(origin, place, person, exchanged))

    def _leave(self, lanes: Lanes, row: int) -> None:
        person = self._who[row]
        assert person is not None
        self._gone.append(Leaver(row, person, self._fate(lanes, row)))
        self._who[row] = None

    def _fate(self, lanes: Lanes, row: int) -> tuple[int, dt.date] | None:
        code = lanes.code[row : row + 1, self._column]
        if not code[0]:  # taken by a step or a programme
            return None
        interval, cause = interval_of(code)
        start = self._plan.intervals[int(interval[0])].start
        last = int(lanes.last_day(np.array([row * lanes.width + self._column]))[0])
        # Whom the law retires is in service to the end of the day before.
        day = max(start + last - (cause[0] == RETIRED), start)
        return int(cause[0]), dt.date.fromordinal(int(day))

    def _recruit(self, lanes: Lanes, row: int) -> Somebody:
        people, number = self._plan.people, int(lanes.who[row, self._column])
        year = self._evening(lanes).year
        person = Person(
            id=f"{self._plan.slots[row]}@{year}",
            birth=int(people.birth[number]),
            sex=Sex.FEMALE if people.female[number] else Sex.MALE,
            started=int(people.started[number]),
            grade=self._codes.grades[people.grade[number]],
            contract=self._codes.contracts[people.contract[number]],
        )
        return Somebody(person, year)

    def _morning(self, lanes: Lanes) -> dt.date:
        """Return the first day of the interval that begins now."""
        return dt.date.fromordinal(self._plan.intervals[lanes.interval].start)

    def _evening(self, lanes: Lanes) -> dt.date:
        """Return the last day of the interval that is over."""
        return dt.date.fromordinal(self._plan.intervals[lanes.interval - 1].end - 1)
