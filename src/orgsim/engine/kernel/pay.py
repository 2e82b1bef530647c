"""Money: salaries by the month, and benefits of leavers. Whole currency units, never rounded."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Books, Interval, Lanes, unit_sums
from orgsim.engine.kernel.selection import Chosen
from orgsim.engine.plan import Plan, Structure
from orgsim.model.assumptions import LeavingPay

__all__ = ["pay_benefits", "pay_salaries"]


def pay_salaries(
    lanes: Lanes,
    books: Books,
    structure: Structure,
    plan: Plan,
    interval: Interval,
    gone: Chosen,
    day: NDArray[np.floating],
) -> None:
    """Pay everybody for the months of an interval, and take back those after a leaver's last day.

    A month is paid to whoever is in post on its first day, at the pay step of 1 January. ``day`` is when
    each of the ``gone`` left, in days from the start of the interval.
    """
    tables = plan.tables
    first = interval.first_paid_month - tables.first_month
    owed = np.concatenate([[0], np.cumsum(tables.base_salary[first : first + len(interval.paid)])])
    served = np.clip(interval.january - lanes.started, 0, tables.coefficient.shape[1] - 1)
    monthly = tables.coefficient[lanes.grade, served]
    monthly += tables.leadership[structure.rank][:, None]
    monthly *= lanes.occupied
    unpaid = owed[-1] - owed[np.searchsorted(interval.paid, day, side="left")]
    books.by_unit["salaries"] += owed[-1] * unit_sums(monthly, structure, books.units)
    books.total["salaries"] += owed[-1] * monthly[structure.inside].sum(axis=0, dtype=np.int64)
    books.record("salaries", gone, structure, -unpaid * monthly[gone])


def pay_benefits(
    lanes: Lanes,
    books: Books,
    structure: Structure,
    plan: Plan,
    gone: Chosen,
    rule: LeavingPay,
    month: int,
) -> None:
    """Pay leavers at the end of ``month`` a number of half months of their pay in that month."""
    tables = plan.tables
    served = (month - lanes.started[gone]).astype(np.int64)
    half_months = rule.base + rule.per_year_of_service * np.maximum(0, served // 12 - rule.service_from)
    if rule.per_year_early:
        sex = lanes.female.view(np.int8)[gone]
        retirement = tables.retirement_month[sex, lanes.birth[gone] - tables.first_birth]
        half_months += rule.per_year_early * np.maximum(0, (retirement.astype(np.int64) - month) // 12)
    step = np.clip(served, 0, tables.coefficient.shape[1] - 1)
    monthly = tables.coefficient[lanes.grade[gone], step] + tables.leadership[structure.rank[gone[0]]]
    # A base salary is a multiple of 200, so that half a month of a hundredth is a whole number.
    half_rate = int(tables.base_salary[month - tables.first_month]) // 2
    books.record("benefits", gone, structure, monthly * half_rate * half_months)
