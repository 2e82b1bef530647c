"""Money: salaries by the month, and what leavers get. Added up exactly within a purse, then rounded to whole units."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.books import Books, added, owner_sums
from orgsim.engine.kernel.lanes import Cells, Lanes, cells_of
from orgsim.engine.kernel.wages import rounded
from orgsim.engine.plan import Interval, Plan, Structure
from orgsim.rules.law.pay import PER_MILLE

__all__ = ["SALARIES", "pay_leavers", "pay_salaries"]

SALARIES = frozenset({"salaries", "contributions", "protected_allowances"})
"""The money that is paid by the month."""

PAY_OF = {"early_retired": "early_retirement_pay", "severed": "severance_pay", "contract_ended": "contract_end_pay"}


def pay_salaries(lanes: Lanes, books: Books, structure: Structure, plan: Plan, gone: Cells) -> None:
    """Pay everybody for the months of the interval, but nobody for those after a leaver's last day.

    A month is paid to whoever is in post on its first day, at the pay step of 1 January. ``gone`` are those who leave
    in the interval.
    """
    interval, tables, purses = plan.intervals[lanes.interval], plan.tables, structure.purses
    first = interval.first_paid_month - tables.first_month
    months = slice(first, first + len(interval.paid))
    _bring_up_to_date(lanes, structure, plan, interval)
    coefficients = _coefficients(lanes, structure)
    paid = np.searchsorted(interval.paid, lanes.last_day(gone), side="left")
    rows, columns = lanes.split(gone)
    group, lost = plan.group[rows], lanes.pay.reshape(-1)[gone].astype(np.int64)
    place = purses.of_row[rows] * lanes.width + columns
    for name, rate in (("salaries", tables.pay_rate), ("contributions", tables.contribution_rate)):
        if name not in books.money:
            continue
        owed = np.concatenate([np.zeros((len(rate), 1), np.int64), np.cumsum(rate[:, months], axis=1)], axis=1)
        money = owed[purses.group, -1][:, None] * coefficients
        money -= added(place, lost * (owed[group, -1] - owed[group, paid]), money.size).reshape(money.shape)
        books.pay(name, rounded(money), purses)
    if "protected_allowances" in books.money and lanes.kept.size:
        _pay_protected(lanes, books, structure, plan, interval, gone, paid)


def _bring_up_to_date(lanes: Lanes, structure: Structure, plan: Plan, interval: Interval) -> None:
    """Enter the coefficients of the interval, all of them in January, and where something changed since."""
    own = _coefficient(plan, interval)
    leadership = plan.tables.leadership[structure.rank].astype(np.int64)
    if interval.begins_year:
        same = np.greater(lanes.there(), lanes.moved, out=lanes.mask)
        of_row = (own[: len(plan.slots)] + leadership).astype(lanes.pay.dtype)
        np.multiply(same, of_row[:, None], out=lanes.pay)
        changed = lanes.others()
    else:
        led = np.flatnonzero(structure.rank != lanes.paid_ranks)
        lanes.pay_anew((led[:, None] * lanes.width + np.arange(lanes.width)).reshape(-1))
        changed = np.concatenate(lanes.unpaid)
    lanes.unpaid.clear()
    lanes.paid_ranks = structure.rank
    there = lanes.code.reshape(-1)[changed] > lanes.nobody
    rows, _ = lanes.split(changed)
    lanes.pay.reshape(-1)[changed] = there * (own[lanes.who.reshape(-1)[changed]] + leadership[rows])


def _coefficients(lanes: Lanes, structure: Structure) -> NDArray[np.int64]:
    """Add up the coefficients of everybody, in hundredths: ``(purses, lanes)``."""
    purses, runs = structure.purses, structure.purses.runs
    # Two bytes times fewer than 2¹⁶ rows fit into four.
    kind = np.int32 if lanes.pay.itemsize == 2 and runs.longest < 2**16 else np.int64
    by_run = np.empty((len(runs.first), lanes.width), kind)
    for n, (first, last) in enumerate(runs.slices):
        np.add.reduce(lanes.pay[first:last], axis=0, dtype=kind, out=by_run[n])
    total = np.zeros((len(purses.unit), lanes.width), np.int64)
    owner_sums(by_run, runs, total)
    return total


def _coefficient(plan: Plan, interval: Interval) -> NDArray[np.int64]:
    """Return what grade and service give everybody who may be employed, at the pay step of 1 January."""
    served = np.clip(interval.january - plan.people.started, 0, plan.tables.coefficient.shape[1] - 1)
    return plan.tables.coefficient[plan.people.grade, served].astype(np.int64)


def _pay_protected(
    lanes: Lanes,
    books: Books,
    structure: Structure,
    plan: Plan,
    interval: Interval,
    gone: Cells,
    paid: NDArray[np.integer],
) -> None:
    """Pay leaders who lost the title what the title gave more than their post gives now, as long as it is protected."""
    tables, purses = plan.tables, structure.purses
    now = tables.leadership[structure.rank]
    keeps = (lanes.kept > now[:, None]) & (lanes.kept_until >= interval.first_paid_month)
    people = cells_of(keeps & lanes.there())
    if not len(people):
        return
    until = np.full(len(people), len(interval.paid), np.int64)
    leaver = np.minimum(np.searchsorted(gone, people), max(0, len(gone) - 1))
    leaves = gone[leaver] == people if len(gone) else np.zeros(len(people), np.bool_)
    until[leaves] = paid[leaver[leaves]]
    rows, columns = lanes.split(people)
    last = lanes.kept_until.reshape(-1)[people].astype(np.int64)
    months = np.minimum(last - interval.first_paid_month + 1, until)
    first = interval.first_paid_month - tables.first_month
    owed = np.concatenate([[0], np.cumsum(tables.base_salary[first : first + len(interval.paid)])])
    extra = (lanes.kept.reshape(-1)[people] - now[rows]).astype(np.int64) * owed[months] * PER_MILLE
    size = len(purses.unit) * lanes.width
    money = added(purses.of_row[rows] * lanes.width + columns, extra, size).reshape(-1, lanes.width)
    books.pay("protected_allowances", rounded(money), purses)


def pay_leavers(
    books: Books,
    structure: Structure,
    cause: str,
    gone: Cells,
    amounts: tuple[NDArray[np.int64], NDArray[np.int64] | None],
) -> None:
    """Enter what leavers are paid, and what leaving early costs a pension fund."""
    amount, strain = amounts
    for name, values in ((PAY_OF[cause], amount), ("early_pensions", strain)):
        if values is not None and name in books.money:
            books.hand_out(name, gone, values, structure)
