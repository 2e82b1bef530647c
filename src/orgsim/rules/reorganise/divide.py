"""Divisions: split (chia), spin off (tách) and dissolve (giải thể), by shares or by lists."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from orgsim.errors import Message, StepError, did_you_mean
from orgsim.model.organisation import Rank, Slot, Standing, Unit
from orgsim.model.steps import Dissolve, Portion, SpinOff, Split
from orgsim.rules.apportion import dealt
from orgsim.rules.reorganise.choose import Path, by_id
from orgsim.rules.reorganise.draft import Draft, known_unit
from orgsim.rules.reorganise.merge import may_end, new_unit, remapped

__all__ = ["dissolve", "spin_off", "split"]

_RANKS = {Rank.HEAD: 0, Rank.DEPUTY: 1, Rank.STAFF: 2}


def split(draft: Draft, step: Split) -> None:
    """Let a unit end and become new ones; every slot, duty, site and subordinate goes to exactly one of them."""
    known_unit(draft, step.unit, "unit")
    may_end(draft, step.unit, "unit")
    hands = _portions(draft, step.unit, step.into, "into", whole=True)
    parts = _new_parts(draft, step, ending=(step.unit,))
    _end_divided(draft, step.unit)
    _add_parts(draft, parts)
    _hand_out(draft, list(zip((part.id for part in step.into), step.into, hands, strict=True)), "into")
    _mark_descent(draft, step.unit, [part.id for part in step.into], step.into, hands)


def spin_off(draft: Draft, step: SpinOff) -> None:
    """Let a unit give a part of what is its to new units, and go on."""
    known_unit(draft, step.unit, "unit")
    hands = _portions(draft, step.unit, step.into, "into", whole=False)
    total = len(draft.slots[step.unit])
    _add_parts(draft, _new_parts(draft, step, ending=()))
    for hand in hands:
        draft.take(step.unit, hand)
    _hand_out(draft, list(zip((part.id for part in step.into), step.into, hands, strict=True)), "into")
    shares = [_share(part, hand, total) for part, hand in zip(step.into, hands, strict=True)]
    rest = (step.unit, 1 - sum(shares, Fraction(0)))
    draft.descend(step.unit, [*zip((part.id for part in step.into), shares, strict=True), rest])


def dissolve(draft: Draft, step: Dissolve) -> None:
    """Let a unit end; others receive its slots without leaders' titles, or abolished, and all else by name."""
    known_unit(draft, step.unit, "unit")
    may_end(draft, step.unit, "unit")
    for position, receiver in enumerate(step.receivers):
        known_unit(draft, receiver.to, "receivers", position, "to")
        if receiver.to == step.unit:
            raise StepError(
                Message("'{unit}' ends and can receive nothing", unit=step.unit), "receivers", position, "to"
            )
    hands = _portions(draft, step.unit, step.receivers, "receivers", whole=True)
    _end_divided(draft, step.unit)
    to = [receiver.to for receiver in step.receivers]
    bare = [[replace(slot, rank=Rank.STAFF) for slot in hand] for hand in hands]
    _hand_out(draft, list(zip(to, step.receivers, bare, strict=True)), "receivers")
    for unit, hand in zip(to, bare, strict=True):
        draft.end(unit, [slot for slot in hand if slot.standing is Standing.GRASSROOTS])
        if step.posts == "abolish":
            kept = {slot.id for slot in draft.slots[unit]}
            draft.abolish(unit, [s for s in hand if s.standing is Standing.AUTHORISED and s.id in kept])
    _mark_descent(draft, step.unit, to, step.receivers, hands)


def _end_divided(draft: Draft, unit: str) -> None:
    del draft.units[unit], draft.slots[unit]


def _new_parts(draft: Draft, step: Split | SpinOff, ending: Sequence[str]) -> list[Unit]:
    parts: list[Unit] = []
    for position, part in enumerate(step.into):
        if part.id in (other.id for other in parts):
            raise StepError(Message("unit '{id}' is named twice; name it once", id=part.id), "into", position, "id")
        parts.append(new_unit(draft, part, "into", position, ending=ending))
    return parts


def _add_parts(draft: Draft, parts: Iterable[Unit]) -> None:
    for part in parts:
        draft.units[part.id] = part
        draft.slots[part.id] = ()


def _portions(draft: Draft, unit: str, portions: Sequence[Portion], field: str, *, whole: bool) -> list[list[Slot]]:
    """Return the slots of each portion; refuse what is not the unit's, given twice or, if all must go, to nobody."""
    for what, owned in (
        ("duties", draft.duties_of(unit)),
        ("sites", draft.sites_of(unit)),
        ("subordinates", draft.reports(unit)),
    ):
        _check_names(unit, portions, field, what, owned, whole=whole)
    shares = [portion.fraction for portion in portions]
    slots = sorted(draft.slots[unit], key=lambda slot: (_RANKS[slot.rank], slot.title, slot.id))
    if all(share is not None for share in shares):
        return _by_shares(slots, [share for share in shares if share is not None], field, whole=whole)
    if any(share is not None for share in shares):
        raise StepError(Message("give a share to each, or lists to each"), field)
    return _by_lists(unit, slots, portions, field, whole=whole)


def _check_names(
    unit: str, portions: Sequence[Portion], field: str, what: str, owned: Sequence[str], *, whole: bool
) -> None:
    seen: set[str] = set()
    for position, portion in enumerate(portions):
        for number, key in enumerate(getattr(portion, what)):
            path: Path = (field, position, what, number)
            if key not in owned:
                raise StepError(
                    Message(
                        "'{key}' is none of the {what} of '{unit}'{guess}",
                        key=key,
                        what=what,
                        unit=unit,
                        guess=did_you_mean(key, owned),
                    ),
                    *path,
                )
            if key in seen:
                raise StepError(Message("'{key}' is given twice; it can go to one unit", key=key), *path)
            seen.add(key)
    left = [key for key in owned if key not in seen]
    if whole and left:
        more = Message(" and {count} more", count=len(left) - 1) if len(left) > 1 else ""
        raise StepError(
            Message(
                "'{unit}' ends, and '{left}'{more} of its {what} would be nobody's; give it to one",
                unit=unit,
                left=left[0],
                more=more,
                what=what,
            ),
            field,
        )


def _by_shares(slots: Sequence[Slot], shares: Sequence[Fraction], field: str, *, whole: bool) -> list[list[Slot]]:
    total = sum(shares, Fraction(0))
    if total > 1 or (whole and total != 1):
        raise StepError(
            Message(
                "the shares add up to {total}; they must add up to {limit}",
                total=total,
                limit="1" if whole else Message("at most 1"),
            ),
            field,
        )
    return dealt(slots, [*shares, 1 - total])[: len(shares)]


def _by_lists(
    unit: str, slots: Sequence[Slot], portions: Sequence[Portion], field: str, *, whole: bool
) -> list[list[Slot]]:
    left = {slot.id: slot for slot in by_id(slots)}
    known = dict(left)
    hands: list[list[Slot]] = [[] for _ in portions]
    for position, portion in enumerate(portions):
        for number, key in enumerate(portion.slots):
            if key not in left:
                fault = (
                    Message("slot '{key}' is given twice", key=key)
                    if key in known
                    else Message("'{unit}' has no slot '{key}'", unit=unit, key=key)
                )
                guess = "" if key in known else did_you_mean(key, known)
                raise StepError(Message("{fault}{guess}", fault=fault, guess=guess), field, position, "slots", number)
            hands[position].append(left.pop(key))
    for position, portion in enumerate(portions):
        for title, count in sorted(portion.posts.items()):
            able = [slot for slot in left.values() if slot.title == title]
            if count > len(able):
                guess = did_you_mean(title, {slot.title for slot in known.values()}) if not able else ""
                raise StepError(
                    Message(
                        "{count} slots titled '{title}' cannot go: '{unit}' has {count2} that are not given yet{guess}",
                        count=count,
                        title=title,
                        unit=unit,
                        count2=len(able),
                        guess=guess,
                    ),
                    field,
                    position,
                    "posts",
                    title,
                )
            hands[position] += [left.pop(slot.id) for slot in able[:count]]
    if whole and left:
        raise StepError(
            Message(
                "'{unit}' ends, and {count} of its slots would be nobody's, first '{found}'; give them to one",
                unit=unit,
                count=len(left),
                found=next(iter(left)),
            ),
            field,
        )
    return hands


def _hand_out(draft: Draft, receivers: Sequence[tuple[str, Portion, Sequence[Slot]]], field: str) -> None:
    """Give each receiver its portion and the slots dealt to it."""
    for to, portion, slots in receivers:
        draft.add(to, slots)
        for duty in portion.duties:
            draft.duties[duty] = replace(draft.duties[duty], owner=to)
        for site in portion.sites:
            draft.sites[site] = replace(draft.sites[site], unit=to)
        for below in portion.subordinates:
            draft.units[below] = replace(draft.units[below], reports_to=to)
    for position, (to, portion, _) in enumerate(receivers):
        for number, below in enumerate(portion.subordinates):
            if below == to or _in_a_circle(draft, below):
                fault = Message("'{below}' cannot report to '{to}', which is itself or under it", below=below, to=to)
                raise StepError(fault, field, position, "subordinates", number)


def _in_a_circle(draft: Draft, unit: str) -> bool:
    """Say whether the line of bosses of a unit comes back to it or to one of them."""
    line, boss = {unit}, draft.units[unit].reports_to
    while boss is not None:
        if boss in line:
            return True
        line.add(boss)
        boss = draft.units[boss].reports_to
    return False


def _share(portion: Portion, slots: Sequence[Slot], total: int) -> Fraction:
    """Return the share of a unit that a portion is: the share as stated, or else that of its slots."""
    if portion.fraction is not None:
        return portion.fraction
    return Fraction(len(slots), total) if total else Fraction(0)


def _mark_descent(
    draft: Draft, unit: str, heirs: Sequence[str], portions: Sequence[Portion], hands: Sequence[Sequence[Slot]]
) -> None:
    """Note the heirs of a unit that ended; what cannot be divided is that of the heir with the largest share."""
    total = sum(len(hand) for hand in hands)
    shares = [_share(portion, hand, total) for portion, hand in zip(portions, hands, strict=True)]
    if not sum(shares):
        shares = [Fraction(1, len(heirs))] * len(heirs)
    together: dict[str, Fraction] = {}
    for heir, share in zip(heirs, shares, strict=True):
        together[heir] = together.get(heir, Fraction(0)) + share
    draft.descend(unit, list(together.items()))
    largest = max(together, key=lambda heir: together[heir])
    remapped(draft, {unit: largest})
