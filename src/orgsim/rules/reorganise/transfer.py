"""Transfers: units to another boss, posts to another unit, duties to another owner."""

from dataclasses import replace

from orgsim.errors import StepError, did_you_mean
from orgsim.model.organisation import Standing
from orgsim.model.steps import MoveUnit, TransferDuties, TransferPosts
from orgsim.rules.reorganise.draft import Draft, known_unit, known_units

__all__ = ["move_unit", "transfer_duties", "transfer_posts"]


def move_unit(draft: Draft, step: MoveUnit) -> None:
    """Let units report to another boss, with everything that is theirs and under them."""
    units = known_units(draft, step.units, "units")
    known_unit(draft, step.to, "to")
    for position, unit in enumerate(units):
        boss: str | None = step.to
        while boss is not None:
            if boss == unit:
                raise StepError(f"'{unit}' cannot report to '{step.to}', which is itself or under it", "to")
            boss = draft.units[boss].reports_to
        if draft.units[unit].reports_to == step.to:
            raise StepError(f"'{unit}' already reports to '{step.to}'", "units", position)
        if draft.units[unit].reports_to is None:
            raise StepError(f"'{unit}' is the top of the hierarchy and reports to nobody", "units", position)
        draft.units[unit] = replace(draft.units[unit], reports_to=step.to)


def transfer_posts(draft: Draft, step: TransferPosts) -> None:
    """Move posts of one title to another unit, in the order of their ids, each with its holder."""
    origin, receiver = known_unit(draft, step.origin, "origin"), known_unit(draft, step.to, "to")
    if origin == receiver:
        raise StepError(f"posts cannot move from '{origin.id}' to itself", "to")
    posts = [slot for slot in draft.slots[origin.id] if slot.standing is Standing.AUTHORISED]
    able = sorted((slot for slot in posts if slot.title == step.title), key=lambda slot: slot.id)
    if not able:
        guess = did_you_mean(step.title, {slot.title for slot in posts})
        raise StepError(f"'{origin.id}' has no post titled '{step.title}'{guess}", "title")
    if step.posts > len(able):
        raise StepError(f"{step.posts} posts cannot move: '{origin.id}' has {len(able)} titled '{step.title}'", "posts")
    moving = {slot.id for slot in able[: step.posts]}
    kept = tuple(slot for slot in draft.slots[origin.id] if slot.id not in moving)
    received = (*draft.slots[receiver.id], *able[: step.posts])
    draft.slots[origin.id] = kept
    draft.slots[receiver.id] = tuple(sorted(received, key=lambda slot: slot.id))


def transfer_duties(draft: Draft, step: TransferDuties) -> None:
    """Give duties new owners; no post and no person moves."""
    named: set[str] = set()
    for position, transfer in enumerate(step.duties):
        if transfer.duty not in draft.duties:
            guess = did_you_mean(transfer.duty, draft.duties)
            raise StepError(f"no duty '{transfer.duty}'{guess}", "duties", position, "duty")
        if transfer.duty in named:
            raise StepError(f"duty '{transfer.duty}' is named twice; it can have one owner", "duties", position, "duty")
        named.add(transfer.duty)
        known_unit(draft, transfer.to, "duties", position, "to")
        if draft.duties[transfer.duty].owner == transfer.to:
            raise StepError(f"'{transfer.to}' already has duty '{transfer.duty}'", "duties", position, "to")
        draft.duties[transfer.duty] = replace(draft.duties[transfer.duty], owner=transfer.to)
