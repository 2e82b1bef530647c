"""What steps name: units, slots of a title, and posts that may go, each found or refused in words."""

from collections.abc import Iterable

from orgsim.errors import Message, StepError, did_you_mean
from orgsim.model.organisation import Rank, Slot, Standing
from orgsim.model.steps import UnitChoice
from orgsim.rules.reorganise.draft import Draft, known_units

__all__ = ["Path", "by_id", "chosen", "idle_posts", "one_titled", "ranked", "titled"]

Path = tuple[str | int, ...]
"""The way to a field of a step."""


def chosen(draft: Draft, step: UnitChoice) -> list[tuple[str, Path]]:
    """Return the units a step concerns, each with the field that chose it: those named, or those of a kind, sorted."""
    if step.kind is None:
        return [(unit, ("units", position)) for position, unit in enumerate(known_units(draft, step.units, "units"))]
    kinds = {unit: draft.units[unit].kind for unit in sorted(draft.before.inside)}
    found: list[tuple[str, Path]] = [(unit, ("kind",)) for unit, kind in kinds.items() if kind == step.kind]
    if not found:
        guess = did_you_mean(step.kind, kinds.values())
        raise StepError(
            Message("no unit within the boundary is of kind '{kind}'{guess}", kind=step.kind, guess=guess), "kind"
        )
    return found


def by_id(slots: Iterable[Slot]) -> list[Slot]:
    """Sort slots by id."""
    return sorted(slots, key=lambda slot: slot.id)


def ranked(draft: Draft, unit: str, rank: Rank) -> list[Slot]:
    """Return the slots of a unit that lead it, or a part of it, by id."""
    return by_id(slot for slot in draft.slots[unit] if slot.rank is rank)


def titled(draft: Draft, unit: str, title: str, *field: str | int) -> list[Slot]:
    """Return the posts and grassroots places of a title in a unit, by id; at least one.

    Raises
    ------
    StepError
        If there is none.
    """
    slots = [slot for slot in draft.slots[unit] if slot.standing is not Standing.SUPERNUMERARY]
    found = by_id(slot for slot in slots if slot.title == title)
    if not found:
        guess = did_you_mean(title, {slot.title for slot in slots})
        raise StepError(
            Message("'{unit}' has no post titled '{title}'{guess}", unit=unit, title=title, guess=guess), *field
        )
    return found


def one_titled(draft: Draft, unit: str, title: str, what_for: str, *field: str | int) -> Slot:
    """Return the only post of a title in a unit; ``what_for`` ends the sentence that refuses several."""
    found = titled(draft, unit, title, *field)
    if len(found) != 1:
        raise StepError(
            Message(
                "'{unit}' has {count} posts titled '{title}'; {what_for}",
                unit=unit,
                count=len(found),
                title=title,
                what_for=what_for,
            ),
            *field,
        )
    return found[0]


def idle_posts(draft: Draft, unit: str) -> list[Slot]:
    """Return the posts of a unit that may be abolished, the vacant ones first and the last ids first.

    They lead nothing, and nobody has the right to return to them.
    """
    slots = (s for s in draft.slots[unit] if s.rank is Rank.STAFF and s.standing is Standing.AUTHORISED)
    from_last = sorted((s for s in slots if s.id not in draft.seconded), key=lambda slot: slot.id, reverse=True)
    return sorted(from_last, key=lambda slot: slot.holder is not None)
