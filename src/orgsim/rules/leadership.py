"""The leadership-surplus ledger: leaders of merged units against the norm, and when the surplus must be gone."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orgsim.model.dates import month_index, month_start
from orgsim.model.ledger import History, LedgerEntry
from orgsim.model.norms import LeadershipNorm
from orgsim.model.organisation import Organisation, Rank

__all__ = ["Surplus", "due_day", "leadership_surplus"]


@dataclass(frozen=True, slots=True)
class Surplus:
    """The leaders of one unit after a step that gave it parts of others.

    ``found`` are the head and deputy slots of its parts before the step, ``lost`` those of them that lost the title
    by it, ``kept`` those that stay; ``found = lost + kept``. Of these ``surplus`` are beyond the norm, and ``due`` is
    the day by which they must be gone; ``cleared`` is the day from which the structure has no more than the norm, if
    there is one, and ``left`` the surplus at the end.
    """

    unit: str
    step: str
    date: dt.date
    found: int
    lost: int
    kept: int
    surplus: int
    due: dt.date
    cleared: dt.date | None
    left: int


def leadership_surplus(history: History, norms: Iterable[LeadershipNorm]) -> tuple[Surplus, ...]:
    """Hold the leaders of every unit that a merger made or enlarged against the norm of its kind.

    Parameters
    ----------
    norms
        One for each kind that has a norm; a step before a norm is in force is not held against it.

    Returns
    -------
        One row for each unit and step, in the order of steps; also where nobody is beyond the norm.
    """
    by_kind = {norm.kind: norm for norm in norms}
    rows: list[Surplus] = []
    before = history.opening
    evenings = {entry.date: after for after, entry in history.moments}
    for after, entry in history.moments:
        for unit in dict.fromkeys(descent.heir for descent in entry.descents):
            norm = by_kind.get(after.units[unit].kind)
            if norm is not None and entry.date >= norm.in_force_from:
                rows.append(_row(evenings, before, after, entry, unit, norm))
        before = after
    return tuple(rows)


def _row(
    evenings: Mapping[dt.date, Organisation],
    before: Organisation,
    after: Organisation,
    entry: LedgerEntry,
    unit: str,
    norm: LeadershipNorm,
) -> Surplus:
    parts = {descent.origin for descent in entry.descents if descent.heir == unit} | {unit}
    here = {slot.id for slot in after.slots[unit]}
    old = [slot for part in sorted(parts) if part in before.units for slot in before.slots[part]]
    led = {slot.id for slot in old if slot.rank is not Rank.STAFF and (slot.id in here or slot.id in entry.ended)}
    kept = {slot.id for slot in after.slots[unit] if slot.id in led and slot.rank is not Rank.STAFF}
    # Only evenings are looked at, so that a nation's thousands of steps of one day cost one look a unit.
    left = {date: _surplus(evening, unit, norm) for date, evening in evenings.items() if date >= entry.date}
    return Surplus(
        unit=unit,
        step=entry.step,
        date=entry.date,
        found=len(led),
        lost=len(led) - len(kept),
        kept=len(kept),
        surplus=_surplus(after, unit, norm),
        due=due_day(entry.date, norm.grace_months),
        cleared=next((date for date, surplus in left.items() if not surplus), None),
        left=list(left.values())[-1],
    )


def _surplus(organisation: Organisation, unit: str, norm: LeadershipNorm) -> int:
    """Count the leaders beyond the norm; a unit that has ended has none."""
    ranks = [slot.rank for slot in organisation.slots.get(unit, ())]
    return max(0, ranks.count(Rank.HEAD) - norm.heads) + max(0, ranks.count(Rank.DEPUTY) - norm.deputies)


def due_day(date: dt.date, months: int) -> dt.date:
    """Return the same day so many months later; the first of the month after, where that month has no such day.

    Examples
    --------
    >>> due_day(dt.date(2025, 7, 1), 60).isoformat()
    '2030-07-01'
    """
    month = month_index(date) + months
    start = month_start(month)
    following = month_start(month + 1)
    return min(start + dt.timedelta(days=date.day - 1), following)
