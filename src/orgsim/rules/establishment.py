"""The establishment at the opening: rows of posts become slots, and people take their places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orgsim.model.organisation import Funding, Rank, Slot, Standing

__all__ = ["Posts", "held_slots", "seat_roster", "slots_of"]

_MARKS = {Standing.AUTHORISED: "", Standing.SUPERNUMERARY: "s", Standing.GRASSROOTS: ""}


@dataclass(frozen=True, slots=True)
class Posts:
    """Slots that are alike: ``count`` of one title and standing in one unit, ``filled`` of them held."""

    unit: str
    title: str
    rank: Rank
    standing: Standing
    funding: Funding
    group: str
    count: int
    filled: int


def _slot_ids(posts: Posts, count: int) -> list[str]:
    mark = _MARKS[posts.standing]
    return [f"{posts.unit}/{posts.title}/{mark}{number:03d}" for number in range(1, count + 1)]


def slots_of(rows: Iterable[Posts], units: Iterable[str], holders: Mapping[str, str]) -> dict[str, tuple[Slot, ...]]:
    """Return the slots of each unit, in the order of their ids.

    Parameters
    ----------
    units
        All units; one without posts has no slots.
    holders
        The person in each slot that is held.

    Examples
    --------
    >>> office = Posts("office", "clerk", Rank.STAFF, Standing.AUTHORISED, Funding.STATE, "clerks", 2, 1)
    >>> [(slot.id, slot.holder) for slot in slots_of([office], ["office"], {"office/clerk/001": "p1"})["office"]]
    [('office/clerk/001', 'p1'), ('office/clerk/002', None)]
    """
    slots: dict[str, list[Slot]] = {unit: [] for unit in sorted(units)}
    for row in rows:
        slots[row.unit].extend(
            Slot(key, row.title, row.rank, row.standing, row.funding, row.group, holders.get(key))
            for key in _slot_ids(row, row.count)
        )
    return {unit: tuple(sorted(found, key=lambda slot: slot.id)) for unit, found in slots.items()}


def held_slots(rows: Iterable[Posts]) -> dict[str, list[str]]:
    """Return the ids of the held slots of each staff group, sorted: the first ``filled`` of each row."""
    held: dict[str, list[str]] = {}
    for row in rows:
        if row.filled:
            held.setdefault(row.group, []).extend(_slot_ids(row, row.filled))
    return {group: sorted(held[group]) for group in sorted(held)}


def seat_roster(rows: Iterable[Posts], people: Mapping[tuple[str, str, Standing], Iterable[str]]) -> dict[str, str]:
    """Return the person in each held slot: people of one unit, title and standing sit in the order of their ids.

    Parameters
    ----------
    people
        The ids of people by unit, title and standing; as many as slots are held.
    """
    return {
        slot: person
        for row in rows
        for slot, person in zip(
            _slot_ids(row, row.filled), sorted(people.get((row.unit, row.title, row.standing), ())), strict=True
        )
    }
