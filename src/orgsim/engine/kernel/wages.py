"""What people are paid a month: the value of those who come, go and stay."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Lanes
from orgsim.engine.plan import Plan, Structure
from orgsim.rules.law.pay import PER_MILLE

__all__ = ["EXACT", "SCALE", "opening_payroll", "payroll", "rounded", "wages"]

SCALE = 100 * PER_MILLE
"""Pay is counted in hundredths of a coefficient, and its rates in thousandths."""

EXACT = 2**53
"""Doubles count exactly up to here."""

_TOGETHER = 2048
"""Rows that are multiplied at once, so that room for work stays small."""


def rounded(money: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return whole units of money counted by ``SCALE``, a half upwards.

    Examples
    --------
    >>> rounded(np.array([149_999, 150_000])).tolist()
    [1, 2]
    """
    return (2 * money + SCALE) // (2 * SCALE)


def wages(
    plan: Plan, structure: Structure, rows: NDArray[np.integer], people: NDArray[np.integer], month: int
) -> NDArray[np.int64]:
    """Return the monthly pay of people in some rows, at the pay step of January and the rates of a month, by ``SCALE``.

    Parameters
    ----------
    rows, people
        Rows of slots and numbers in ``Plan.people``, of the same shape.
    month
        As in :mod:`orgsim.model.dates`.
    """
    tables = plan.tables
    served = np.clip(month // 12 * 12 - plan.people.started[people], 0, tables.coefficient.shape[1] - 1)
    coefficient = tables.coefficient[plan.people.grade[people], served] + tables.leadership[structure.rank[rows]]
    rate = tables.pay_rate[plan.group[rows], month - tables.first_month]
    pay: NDArray[np.int64] = coefficient.astype(np.int64) * rate
    return pay


def opening_payroll(plan: Plan) -> int:
    """Return the monthly pay of the opening within the boundary, at the rates of its month, in whole units."""
    rows = np.flatnonzero(plan.opening.inside & plan.people.occupied[: len(plan.slots)])
    return int(rounded(wages(plan, plan.opening, rows, rows, 12 * plan.years[0]).sum()))


def payroll(lanes: Lanes, structure: Structure, month: int) -> NDArray[np.int64]:
    """Add up the monthly pay of everybody within the boundary, shape ``(lanes,)``, by ``SCALE``."""
    slots, total = np.arange(len(lanes.plan.slots)), np.zeros(lanes.width, np.int64)
    stayed = np.greater(lanes.there(), lanes.moved, out=lanes.mask)
    own = np.where(structure.inside, wages(lanes.plan, structure, slots, slots, month), 0)
    for first in range(0, len(slots), _TOGETHER):
        some = slice(first, first + _TOGETHER)
        # Doubles are several times faster, and count exactly as far as that.
        kind = np.float64 if int(own[some].sum()) < EXACT else np.int64
        total += (own[some].astype(kind) @ stayed[some].astype(kind)).astype(np.int64)
    cells = lanes.within(structure, lanes.others())
    rows, columns = lanes.split(cells)
    np.add.at(total, columns, wages(lanes.plan, structure, rows, lanes.who.reshape(-1)[cells], month))
    return total
