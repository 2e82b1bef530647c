"""Transfers: units to another boss, posts and people to another unit, duties to another owner."""

from dataclasses import replace

from orgsim.errors import Message, StepError, did_you_mean
from orgsim.model.organisation import Duty, Standing
from orgsim.model.steps import AdjustDuties, MoveUnit, TransferDuties, TransferPeople, TransferPosts
from orgsim.rules.reorganise.choose import by_id, titled
from orgsim.rules.reorganise.draft import Draft, known_unit, known_units
from orgsim.rules.reorganise.seat import refuse_natives

__all__ = ["adjust_duties", "move_unit", "transfer_duties", "transfer_people", "transfer_posts"]


def move_unit(draft: Draft, step: MoveUnit) -> None:
    """Let units report to another boss, with everything that is theirs and under them."""
    units = known_units(draft, step.units, "units")
    known_unit(draft, step.to, "to")
    for position, unit in enumerate(units):
        if unit == step.to or unit in draft.bosses(step.to):
            raise StepError(
                Message("'{unit}' cannot report to '{to}', which is itself or under it", unit=unit, to=step.to), "to"
            )
        if draft.units[unit].reports_to == step.to:
            raise StepError(Message("'{unit}' already reports to '{to}'", unit=unit, to=step.to), "units", position)
        draft.units[unit] = replace(draft.units[unit], reports_to=step.to)


def transfer_posts(draft: Draft, step: TransferPosts) -> None:
    """Move posts of one title to another unit, in the order of their ids, each with its holder."""
    origin, receiver = known_unit(draft, step.origin, "origin"), known_unit(draft, step.to, "to")
    if origin == receiver:
        raise StepError(Message("posts cannot move from '{id}' to itself", id=origin.id), "to")
    posts = [slot for slot in draft.slots[origin.id] if slot.standing is Standing.AUTHORISED]
    able = by_id(slot for slot in posts if slot.title == step.title)
    if not able:
        guess = did_you_mean(step.title, {slot.title for slot in posts})
        raise StepError(
            Message("'{id}' has no post titled '{title}'{guess}", id=origin.id, title=step.title, guess=guess), "title"
        )
    if step.posts > len(able):
        raise StepError(
            Message(
                "{posts} posts cannot move: '{id}' has {count} titled '{title}'",
                posts=step.posts,
                id=origin.id,
                count=len(able),
                title=step.title,
            ),
            "posts",
        )
    moving = able[: step.posts]
    draft.take(origin.id, moving)
    draft.add(receiver.id, moving)
    for slot in moving:
        refuse_natives(draft, receiver.id, slot, "to")


def transfer_people(draft: Draft, step: TransferPeople) -> None:
    """Move people to vacant posts, both in the order of the slots' ids; the posts stay."""
    known_unit(draft, step.origin, "origin")
    known_unit(draft, step.to, "to")
    if (step.origin, step.title) == (step.to, step.to_title):
        raise StepError(Message("people cannot move to the posts that they leave"), "to_title")
    held = [slot for slot in draft.slots[step.origin] if slot.holder is not None]
    able = [slot for slot in held if slot.standing is not Standing.GRASSROOTS]
    leaving = by_id(slot for slot in able if slot.title == step.title)
    if not leaving:
        guess = did_you_mean(step.title, {slot.title for slot in able})
        raise StepError(
            Message(
                "nobody in '{origin}' holds a post titled '{title}'{guess}",
                origin=step.origin,
                title=step.title,
                guess=guess,
            ),
            "title",
        )
    posts = [s for s in titled(draft, step.to, step.to_title, "to_title") if s.standing is Standing.AUTHORISED]
    vacant = [slot for slot in posts if slot.holder is None]
    for count, what in (
        (len(leaving), f"'{step.origin}' has"),
        (len(vacant), Message("'{to}' has vacant posts for", to=step.to)),
    ):
        if step.people > count:
            raise StepError(
                Message("{people} people cannot move: {what} {count}", people=step.people, what=what, count=count),
                "people",
            )
    for slot, place in zip(leaving[: step.people], vacant, strict=False):
        draft.move_holder((step.origin, slot.id), (step.to, place.id))
        if slot.standing is Standing.SUPERNUMERARY:
            draft.end(step.origin, [draft.slot(step.origin, slot.id)])
        refuse_natives(draft, step.to, draft.slot(step.to, place.id), "to")


def transfer_duties(draft: Draft, step: TransferDuties) -> None:
    """Give duties new owners; no post and no person moves."""
    named: set[str] = set()
    for position, transfer in enumerate(step.duties):
        _known_duty(draft, transfer.duty, named, "duties", position, "duty")
        known_unit(draft, transfer.to, "duties", position, "to")
        if draft.duties[transfer.duty].owner == transfer.to:
            raise StepError(
                Message("'{to}' already has duty '{duty}'", to=transfer.to, duty=transfer.duty),
                "duties",
                position,
                "to",
            )
        draft.duties[transfer.duty] = replace(draft.duties[transfer.duty], owner=transfer.to)


def adjust_duties(draft: Draft, step: AdjustDuties) -> None:
    """Let duties end and new ones begin."""
    named: set[str] = set()
    for position, key in enumerate(step.ends):
        _known_duty(draft, key, named, "ends", position)
        del draft.duties[key]
        draft.duties_ended.append(key)
    for position, duty in enumerate(step.begins):
        if duty.id in draft.duties or duty.id in draft.before.duties or duty.id in draft.duties_begun:
            raise StepError(
                Message("duty '{id}' exists already; give the new one another id", id=duty.id), "begins", position, "id"
            )
        known_unit(draft, duty.owner, "begins", position, "owner")
        draft.duties[duty.id] = Duty(duty.id, duty.name, duty.name_vi, duty.owner, duty.function)
        draft.duties_begun.append(duty.id)


def _known_duty(draft: Draft, duty: str, named: set[str], *field: str | int) -> None:
    """Refuse a duty that does not exist or is named twice; note that it is named."""
    if duty in named:
        raise StepError(Message("duty '{duty}' is named twice; name it once", duty=duty), *field)
    if duty not in draft.duties:
        raise StepError(Message("no duty '{duty}'{guess}", duty=duty, guess=did_you_mean(duty, draft.duties)), *field)
    named.add(duty)
