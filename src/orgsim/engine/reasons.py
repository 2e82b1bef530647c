"""Which steps of a morning changed which slot, and in what."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from orgsim.model.ledger import History, LedgerEntry
from orgsim.model.organisation import Organisation, Rank, Slot, Standing

__all__ = ["Aspect", "Morning", "mornings"]

Aspect = Literal["unit", "post", "rank", "funding"]
"""In what a slot changes: the unit, or the side of the boundary; whether it is a post; its rank; who pays."""

Steps = tuple[str, ...]


@dataclass(frozen=True)
class Morning:
    """The steps of one day; ``changed`` has the ids of those that changed an aspect of a slot."""

    entries: tuple[LedgerEntry, ...]
    changed: Mapping[tuple[str, Aspect], Steps]

    @property
    def steps(self) -> Steps:
        """The ids of all steps."""
        return tuple(entry.step for entry in self.entries)

    def reasons(self, slot: str, aspect: Aspect, unit: str) -> Steps:
        """Return the steps that changed an aspect of a slot which was in a unit before.

        A place that exists in this replication only, because somebody still sits where the post has ended, follows its
        unit: the steps that ended or moved that one changed the place.
        """
        found = self.changed.get((slot, aspect))
        if found is None:
            found = tuple(e.step for e in self.entries if any(descent.origin == unit for descent in e.descents))
        if not found:
            found = tuple(entry.step for entry in self.entries if entry.crossed_in or entry.crossed_out)
        return found or self.steps

    def movers(self, origin: str, place: str) -> Steps:
        """Return the steps that let the holder of a slot take another one, or both change places; perhaps none."""
        return tuple(
            entry.step
            for entry in self.entries
            if (origin, place) in entry.successions or {(origin, place), (place, origin)} & set(entry.exchanges)
        )


def mornings(history: History) -> dict[dt.date, Morning]:
    """Return the steps of each day that has some.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario
    >>> plan = compile_plan(read_scenario(Path("scenarios/mong-cai")), "as-decreed")
    >>> mornings(plan.history)[dt.date(2016, 4, 1)].steps
    ('op3-centre', 'op3-extension', 'op3-duty')
    """
    before, found = history.opening, {}
    for day, moments in groupby(history.moments, key=lambda moment: moment[1].date):
        entries: list[LedgerEntry] = []
        changed: dict[tuple[str, Aspect], Steps] = {}
        for after, entry in moments:
            entries.append(entry)
            for key in _changes(before, after, entry):
                changed[key] = (*changed.get(key, ()), entry.step)
            before = after
        found[day] = Morning(tuple(entries), changed)
    return found


def _changes(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[tuple[str, Aspect]]:
    """Yield what one step changed of which slot."""
    touched = [unit for unit in after.slots if before.slots.get(unit) is not after.slots[unit]]
    touched += [unit for unit in before.slots if unit not in after.slots]
    was, now = _placed(before, touched), _placed(after, touched)
    for slot in sorted({*was, *now}):
        old, new = was.get(slot), now.get(slot)
        if old and new and old[0] != new[0]:
            yield slot, "unit"
        if _post(old) != _post(new):
            yield slot, "post"
        if old and _rank(old) is not _rank(new):
            yield slot, "rank"
        if old and new and old[1].funding is not new[1].funding:
            yield slot, "funding"
    yield from ((slot, "unit") for slot in (*entry.crossed_in, *entry.crossed_out) if slot not in entry.moved)


def _placed(organisation: Organisation, units: list[str]) -> dict[str, tuple[str, Slot]]:
    return {slot.id: (unit, slot) for unit in units for slot in organisation.slots.get(unit, ())}


def _post(placed: tuple[str, Slot] | None) -> bool:
    return placed is not None and placed[1].standing is Standing.AUTHORISED


def _rank(placed: tuple[str, Slot] | None) -> Rank:
    """Return the rank; whoever sits in a place that has ended leads nothing."""
    return placed[1].rank if placed else Rank.STAFF
