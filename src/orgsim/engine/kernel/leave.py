"""Leaving: resignation and death by hazard, and compulsory retirement by the day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Books, Interval, Lanes
from orgsim.engine.kernel.pay import pay_salaries
from orgsim.engine.kernel.selection import Chosen, where
from orgsim.engine.plan import Plan, Structure
from orgsim.engine.streams import BLOCK

__all__ = ["leave"]


def leave(lanes: Lanes, books: Books, structure: Structure, plan: Plan, interval: Interval) -> None:
    """Let people leave over an interval, and pay salaries for it.

    A clock runs down by hazard × years; whoever's clock runs out leaves on that day. Whoever reaches the
    retirement day leaves then. Of quitting, death and retirement the first in time counts. The age
    that sets a hazard is that of 1 January, in completed years, so that an event in mid-year, which cuts
    the year into intervals, changes nobody's fate.
    """
    years = np.float32(interval.days / interval.year_days)
    others = lanes.others()
    rows = _Fate.of_rows(plan, interval)
    own = _Fate.of_people(lanes, plan, interval, others)
    leaves = lanes.quit_clock < (rows.quit_hazard * years)[:, None]
    leaves |= lanes.death_clock < (rows.death_hazard * years)[:, None]
    leaves[rows.retires_by(interval)] = True
    quit_clock, death_clock = lanes.quit_clock[others], lanes.death_clock[others]
    quits, deaths = own.quit_hazard * years, own.death_hazard * years
    leaves[others] = (quit_clock < quits) | (death_clock < deaths) | own.retires_by(interval)
    leaves &= lanes.occupied
    gone = where(leaves)

    fate = _Fate.of_people(lanes, plan, interval, gone)
    with np.errstate(divide="ignore"):
        days = np.stack(
            [
                lanes.quit_clock[gone] / fate.quit_hazard * interval.year_days,
                lanes.death_clock[gone] / fate.death_hazard * interval.year_days,
                np.where(fate.retires, fate.retirement_day - interval.start, np.inf),
            ]
        )
    first = days.argmin(axis=0)
    pay_salaries(lanes, books, structure, plan, interval, others, gone, days.min(axis=0))
    for code, cause in enumerate(("resigned", "died", "retired")):
        books.record(cause, (gone[0][first == code], gone[1][first == code]), structure)
    from_posts = lanes.authorised[gone] & structure.inside[gone[0]]
    books.vacated += np.bincount(gone[1][from_posts], minlength=BLOCK)
    lanes.occupied[gone] = False
    lanes.quit_clock -= (rows.quit_hazard * years)[:, None]
    lanes.death_clock -= (rows.death_hazard * years)[:, None]
    lanes.quit_clock[others] = quit_clock - quits
    lanes.death_clock[others] = death_clock - deaths


@dataclass(frozen=True, slots=True)
class _Fate:
    """What threatens some people over an interval: two hazards [1/year], and the day after the last by law."""

    quit_hazard: NDArray[np.float32]
    death_hazard: NDArray[np.float32]
    retires: NDArray[np.bool_]
    retirement_day: NDArray[np.int32]

    @classmethod
    def _of(
        cls,
        plan: Plan,
        interval: Interval,
        group: NDArray[np.intp],
        birth: NDArray[np.int16],
        female: NDArray[np.bool_],
        contract: NDArray[np.int8],
    ) -> "_Fate":
        tables, sex = plan.tables, female.view(np.int8)
        age = (interval.january - birth) // 12
        return cls(
            tables.quit_hazard[group, age],
            tables.death_hazard[sex, age],
            tables.retires[contract],
            tables.retirement_day[sex, birth - tables.first_birth],
        )

    @classmethod
    def of_rows(cls, plan: Plan, interval: Interval) -> "_Fate":
        """Return those of the opening's people, by row."""
        people = plan.population
        return cls._of(plan, interval, plan.group, people.birth, people.female, people.contract)

    @classmethod
    def of_people(cls, lanes: Lanes, plan: Plan, interval: Interval, chosen: Chosen) -> "_Fate":
        """Return those of the people in some rows and lanes."""
        group = plan.group[chosen[0]]
        return cls._of(plan, interval, group, lanes.birth[chosen], lanes.female[chosen], lanes.contract[chosen])

    def retires_by(self, interval: Interval) -> NDArray[np.bool_]:
        """Return who reaches the day within the interval."""
        reached: NDArray[np.bool_] = self.retires & (self.retirement_day <= interval.start + interval.days)
        return reached
