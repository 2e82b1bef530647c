"""Who sits where: rotation, competition, secondment with recall, and places closed to natives."""

from orgsim.errors import Message, StepError, did_you_mean
from orgsim.model.organisation import Secondment, Slot, Standing
from orgsim.model.steps import AppointByCompetition, Recall, RestrictPlace, Rotate, Second
from orgsim.rules.reorganise.choose import by_id, chosen, one_titled, titled
from orgsim.rules.reorganise.draft import Draft, known_unit, known_units

__all__ = ["appoint_by_competition", "recall", "refuse_natives", "restrict_place", "rotate", "second"]


def rotate(draft: Draft, step: Rotate) -> None:
    """Let the leaders of a ring of units move on by one."""
    units = known_units(draft, step.ring, "ring")
    posts: list[tuple[str, str]] = []
    for position, unit in enumerate(units):
        slot = one_titled(draft, unit, step.title, Message("a ring needs one of each unit"), "ring", position)
        if slot.holder is None:
            raise StepError(
                Message("nobody holds '{id}'; leave '{unit}' out of the ring", id=slot.id, unit=unit), "ring", position
            )
        if posts and slot.standing is not draft.slot(*posts[0]).standing:
            raise StepError(
                Message("'{posts}' and '{id}' are not both posts of the establishment", posts=posts[0][1], id=slot.id),
                "ring",
                position,
            )
        posts.append((unit, slot.id))
    # A ring is a chain of exchanges with its first post: each one puts one leader in place.
    for post in posts[1:]:
        draft.exchange(posts[0], post)
    for position, (unit, key) in enumerate(posts):
        refuse_natives(draft, unit, draft.slot(unit, key), "ring", position)


def appoint_by_competition(draft: Draft, step: AppointByCompetition) -> None:
    """Let the first holder of the candidates' title take a post of each chosen unit."""
    if step.title == step.candidates:
        raise StepError(
            Message("'{title}' is the post and the candidates' title; name two titles", title=step.title), "candidates"
        )
    for unit, field in chosen(draft, step):
        post = one_titled(draft, unit, step.title, Message("a competition fills one"), *field)
        able = [slot for slot in titled(draft, unit, step.candidates, "candidates") if slot.holder is not None]
        if not able:
            raise StepError(
                Message("nobody in '{unit}' holds a post titled '{candidates}'", unit=unit, candidates=step.candidates),
                *field,
            )
        if able[0].standing is not post.standing:
            raise StepError(
                Message("'{id}' and '{id2}' are not both posts of the establishment", id=able[0].id, id2=post.id),
                *field,
            )
        if step.incumbent == "exchanges":
            draft.exchange((unit, able[0].id), (unit, post.id))
        else:
            draft.move_holder((unit, able[0].id), (unit, post.id))
        refuse_natives(draft, unit, draft.slot(unit, post.id), *field)
        refuse_natives(draft, unit, draft.slot(unit, able[0].id), *field)


def second(draft: Draft, step: Second) -> None:
    """Send people to a host unit; they keep their slots."""
    known_unit(draft, step.origin, "origin")
    known_unit(draft, step.to, "to")
    if step.origin == step.to:
        raise StepError(Message("people of '{origin}' cannot be seconded to it", origin=step.origin), "to")
    able = [slot for slot in titled(draft, step.origin, step.title, "title") if slot.standing is Standing.AUTHORISED]
    free = by_id(slot for slot in able if slot.holder is not None and slot.id not in draft.seconded)
    if step.people > len(free):
        raise StepError(
            Message(
                "{people} people cannot be seconded: in '{origin}' {count} titled '{title}' work at home",
                people=step.people,
                origin=step.origin,
                count=len(free),
                title=step.title,
            ),
            "people",
        )
    for slot in free[: step.people]:
        draft.seconded = draft.seconded.set(slot.id, Secondment(step.to, step.id))
    draft.slots[step.origin] = draft.slots[step.origin]  # what is counted in the unit changed


def recall(draft: Draft, step: Recall) -> None:
    """Let everyone whom a step seconded return."""
    away = {key: secondment for key, secondment in draft.seconded.items() if secondment.step == step.seconded_by}
    if not away:
        guess = did_you_mean(step.seconded_by, {secondment.step for secondment in draft.seconded.values()})
        raise StepError(
            Message(
                "nobody is away whom a step '{seconded_by}' seconded{guess}", seconded_by=step.seconded_by, guess=guess
            ),
            "seconded_by",
        )
    for unit in sorted(draft.before.slots):
        if any(slot.id in away for slot in draft.slots[unit]):
            draft.slots[unit] = draft.slots[unit]  # what is counted in the unit changes
    for key in away:
        draft.seconded = draft.seconded.delete(key)


def restrict_place(draft: Draft, step: RestrictPlace) -> None:
    """Close a title in each chosen unit to the natives of the unit."""
    for unit, field in chosen(draft, step):
        if (unit, step.title) in draft.restricted:
            raise StepError(
                Message("'{title}' of '{unit}' is closed to natives already", title=step.title, unit=unit), *field
            )
        draft.restricted |= {(unit, step.title)}
        for slot in titled(draft, unit, step.title, "title"):
            refuse_natives(draft, unit, slot, *field)


def refuse_natives(draft: Draft, unit: str, slot: Slot, *field: str | int) -> None:
    """Refuse that a native of the unit holds a slot whose title is closed to them."""
    if (unit, slot.title) in draft.restricted and draft.natives.get(slot.holder or "") == unit:
        raise StepError(
            Message(
                "'{holder}' is a native of '{unit}' and may not be its '{title}'; rotate or appoint another first",
                holder=slot.holder,
                unit=unit,
                title=slot.title,
            ),
            *field,
        )
