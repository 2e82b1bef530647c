"""Money: salaries by the month, and what leavers get. Added up exactly within a purse, then rounded to whole units."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Books, Interval, Lanes
from orgsim.engine.kernel.selection import Chosen, where
from orgsim.engine.plan import Plan, Purses, Structure
from orgsim.rules.law.pay import PER_MILLE

__all__ = ["pay_leavers", "pay_salaries"]

SCALE = 100 * PER_MILLE
"""Pay is counted in hundredths of a coefficient, and its rates in thousandths."""

PAY_OF = {"early_retired": "early_retirement_pay", "severed": "severance_pay", "contract_ended": "contract_end_pay"}


def pay_salaries(
    lanes: Lanes,
    books: Books,
    structure: Structure,
    plan: Plan,
    interval: Interval,
    others: Chosen,
    gone: Chosen,
    day: NDArray[np.floating],
) -> None:
    """Pay everybody for the months of an interval, but nobody for those after a leaver's last day.

    A month is paid to whoever is in post on its first day, at the pay step of 1 January. ``others`` are
    :meth:`~orgsim.engine.kernel.lanes.Lanes.others`; ``day`` is when each of the ``gone`` left, in days from the start
    of the interval.
    """
    tables, purses = plan.tables, structure.purses
    first = interval.first_paid_month - tables.first_month
    months = slice(first, first + len(interval.paid))
    leadership = tables.leadership[structure.rank]
    people = plan.population
    monthly = (_coefficient(plan, interval, people.grade, people.started) + leadership)[:, None] * lanes.occupied
    monthly[others] = _coefficient(plan, interval, lanes.grade[others], lanes.started[others]) + leadership[others[0]]
    coefficients = np.add.reduceat(monthly[purses.by_purse], purses.starts, axis=0, dtype=np.int64)
    paid = np.searchsorted(interval.paid, day, side="left")
    purse, group = purses.of_row[gone[0]], plan.group[gone[0]]
    for name, rate in (("salaries", tables.pay_rate), ("contributions", tables.contribution_rate)):
        owed = np.concatenate([np.zeros((len(rate), 1), np.int64), np.cumsum(rate[:, months], axis=1)], axis=1)
        money = owed[purses.group, -1][:, None] * coefficients
        np.subtract.at(money, (purse, gone[1]), monthly[gone] * (owed[group, -1] - owed[group, paid]))
        books.pay(name, _rounded(money), purses)
    _pay_protected(lanes, books, structure, plan, interval, gone, paid)


def _coefficient(
    plan: Plan, interval: Interval, grade: NDArray[np.int8], started: NDArray[np.int16]
) -> NDArray[np.int32]:
    served = np.clip(interval.january - started, 0, plan.tables.coefficient.shape[1] - 1)
    return plan.tables.coefficient[grade, served]


def _pay_protected(
    lanes: Lanes,
    books: Books,
    structure: Structure,
    plan: Plan,
    interval: Interval,
    gone: Chosen,
    paid: NDArray[np.integer],
) -> None:
    """Pay leaders who lost the title what the title gave more than their post gives now, as long as it is protected."""
    tables, purses = plan.tables, structure.purses
    now = tables.leadership[structure.rank][:, None]
    people = where(lanes.occupied & (lanes.kept > now) & (lanes.kept_until >= interval.first_paid_month))
    if not len(people[0]):
        return
    most = np.full(lanes.occupied.shape, len(interval.paid), np.int64)
    most[gone] = paid
    months = np.minimum(lanes.kept_until[people] - interval.first_paid_month + 1, most[people])
    first = interval.first_paid_month - tables.first_month
    owed = np.concatenate([[0], np.cumsum(tables.base_salary[first : first + len(interval.paid)])])
    extra = (lanes.kept[people] - now[people[0], 0]).astype(np.int64) * owed[months] * PER_MILLE
    money = np.zeros((len(purses.unit), lanes.occupied.shape[1]), np.int64)
    np.add.at(money, (purses.of_row[people[0]], people[1]), extra)
    books.pay("protected_allowances", _rounded(money), purses)


def _rounded(money: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round to whole units, a half upwards."""
    return (2 * money + SCALE) // (2 * SCALE)


def pay_leavers(
    books: Books,
    structure: Structure,
    cause: str,
    gone: Chosen,
    amounts: tuple[NDArray[np.int64], NDArray[np.int64] | None],
) -> None:
    """Enter what leavers are paid, and what leaving early costs a pension fund."""
    amount, strain = amounts
    purses: Purses = structure.purses
    for name, values in ((PAY_OF[cause], amount), ("early_pensions", strain)):
        if values is not None:
            money = np.zeros((len(purses.unit), books.owed.shape[1]), np.int64)
            np.add.at(money, (purses.of_row[gone[0]], gone[1]), values)
            books.pay(name, money, purses)
