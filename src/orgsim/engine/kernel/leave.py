"""Leaving: resignation and death by hazard, and compulsory retirement by the day."""

import numpy as np

from orgsim.engine.kernel.lanes import Books, Interval, Lanes
from orgsim.engine.kernel.pay import pay_salaries
from orgsim.engine.kernel.selection import where
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
    tables, rows = plan.tables, plan.group[:, None]
    years = np.float32(interval.days / interval.year_days)
    sex = lanes.female.view(np.int8)
    age = (interval.january - lanes.birth) // 12
    quit_hazard = tables.quit_hazard[rows, age]
    death_hazard = tables.death_hazard[sex, age]
    retirement_day = tables.retirement_day[sex, lanes.birth - tables.first_birth]
    retires = tables.retires[lanes.contract]
    leaves = lanes.quit_clock < quit_hazard * years
    leaves |= lanes.death_clock < death_hazard * years
    leaves |= retires & (retirement_day <= interval.start + interval.days)
    leaves &= lanes.occupied
    gone = where(leaves)

    with np.errstate(divide="ignore"):
        days = np.stack(
            [
                lanes.quit_clock[gone] / quit_hazard[gone] * interval.year_days,
                lanes.death_clock[gone] / death_hazard[gone] * interval.year_days,
                np.where(retires[gone], retirement_day[gone] - interval.start, np.inf),
            ]
        )
    first = days.argmin(axis=0)
    pay_salaries(lanes, books, structure, plan, interval, gone, days.min(axis=0))
    for code, cause in enumerate(("resigned", "died", "retired")):
        books.record(cause, (gone[0][first == code], gone[1][first == code]), structure)
    from_posts = lanes.authorised[gone] & structure.inside[gone[0]]
    books.vacated += np.bincount(gone[1][from_posts], minlength=BLOCK)
    lanes.occupied[gone] = False
    lanes.quit_clock -= quit_hazard * years
    lanes.death_clock -= death_hazard * years
