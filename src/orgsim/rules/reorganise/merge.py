"""Mergers: absorb (sáp nhập), consolidate (hợp nhất), merge villages (sáp nhập thôn).

What becomes of each attribute of the units that merge is written in :mod:`orgsim.rules.reorganise.attributes`.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from orgsim.errors import Message, StepError
from orgsim.model.organisation import Rank, Slot, Standing, Unit
from orgsim.model.steps import Absorb, Consolidate, Merger, MergeVillages, NewUnit
from orgsim.rules.reorganise.choose import by_id, idle_posts, ranked
from orgsim.rules.reorganise.draft import Draft, known_unit, known_units

__all__ = ["absorb", "consolidate", "hand_over", "may_end", "merge_villages", "new_unit", "remapped"]


def absorb(draft: Draft, step: Absorb) -> None:
    """Let a unit take in others, which end; it keeps its identity, its boss and its heads."""
    survivor, absorbed = _survivor(draft, step.into, step.absorbed, "absorbed")
    lost = _merge(draft, (survivor.id, *absorbed), survivor, step.deputies)
    _abolish(draft, step, survivor.id, lost)


def consolidate(draft: Draft, step: Consolidate) -> None:
    """Let units become one new unit, whose boss is outside them; the first-named gives the heads."""
    units = known_units(draft, step.units, "units")
    for position, unit in enumerate(units):
        may_end(draft, unit, "units", position)
    merged = new_unit(draft, step.into, "into", ending=units)
    lost = _merge(draft, units, merged, step.deputies)
    _abolish(draft, step, merged.id, lost)


def merge_villages(draft: Draft, step: MergeVillages) -> None:
    """Let villages end in one of them; of each elected place one stays."""
    survivor, villages = _survivor(draft, step.into, step.villages, "villages")
    for field, unit in ((("into",), survivor.id), *((("villages", n), unit) for n, unit in enumerate(villages))):
        if any(slot.standing is not Standing.GRASSROOTS for slot in draft.slots[unit]):
            raise StepError(
                Message("'{unit}' has posts or contracts and is no village; use absorb or consolidate", unit=unit),
                *field,
            )
        if draft.units[unit].reports_to != survivor.reports_to:
            raise StepError(
                Message(
                    "'{unit}' reports to '{reports_to}' and '{id}' to '{reports_to2}'; villages of two "
                    "communes cannot merge, move one first",
                    unit=unit,
                    reports_to=draft.units[unit].reports_to,
                    id=survivor.id,
                    reports_to2=survivor.reports_to,
                ),
                *field,
            )
    own = {slot.id for slot in draft.slots[survivor.id]}
    _merge(draft, (survivor.id, *villages), survivor, deputies="all")
    first: set[str] = set()
    for slot in sorted(draft.slots[survivor.id], key=lambda slot: (slot.id not in own, slot.id)):
        if slot.title in first and slot.id not in own:
            draft.end(survivor.id, [slot])
        first.add(slot.title)


def _survivor(draft: Draft, into: str, ending: Sequence[str], field: str) -> tuple[Unit, tuple[str, ...]]:
    """Return the unit that goes on and those that end in it."""
    absorbed = known_units(draft, ending, field)
    survivor = known_unit(draft, into, "into")
    for position, unit in enumerate(absorbed):
        may_end(draft, unit, field, position)
        if unit == survivor.id:
            raise StepError(
                Message("unit '{unit}' cannot absorb itself; name another unit", unit=unit), field, position
            )
        if unit in draft.bosses(survivor.id):
            raise StepError(
                Message(
                    "'{unit}' is above '{id}' and cannot be absorbed by it; let it absorb '{id}'",
                    unit=unit,
                    id=survivor.id,
                ),
                field,
                position,
            )
    return survivor, absorbed


def may_end(draft: Draft, unit: str, *field: str | int) -> None:
    """Refuse the end of the boundary and of the top."""
    if unit == draft.boundary:
        raise StepError(
            Message("'{unit}' is the boundary of the modelled organisation and cannot end", unit=unit), *field
        )
    if draft.units[unit].reports_to is None:
        raise StepError(Message("'{unit}' is the top of the hierarchy and cannot end", unit=unit), *field)


def new_unit(draft: Draft, unit: NewUnit, *field: str | int, ending: Sequence[str] = ()) -> Unit:
    """Return a new unit, whose id must be free and whose boss must go on; ``ending`` are the units that end for it."""
    if unit.id in draft.units and unit.id not in ending:
        raise StepError(Message("unit '{id}' exists already; give the new unit another id", id=unit.id), *field, "id")
    known_unit(draft, unit.reports_to, *field, "reports_to")
    for end in ending:
        if end == unit.reports_to or end in draft.bosses(unit.reports_to):
            raise StepError(
                Message(
                    "the new unit cannot report to '{reports_to}', which is '{end}' or under it and ends",
                    reports_to=unit.reports_to,
                    end=end,
                ),
                *field,
                "reports_to",
            )
    return Unit(unit.id, unit.name, unit.name_vi, unit.kind, unit.counted_as, unit.reports_to)


def _merge(draft: Draft, parts: Sequence[str], merged: Unit, deputies: int | str) -> set[str]:
    """Join the parts, in this order of precedence, into the merged unit; return the slots that lose their titles."""
    kept_heads, lost = _titles(draft, parts, deputies)
    slots = [slot for part in parts for slot in by_id(draft.slots[part])]
    hand_over(draft, parts, merged.id)
    for part in parts:
        del draft.units[part], draft.slots[part]
    draft.units[merged.id] = merged
    draft.slots[merged.id] = tuple(by_id(_without_title(slot, lost) for slot in slots))
    for part in parts:
        if part != merged.id:
            draft.descend(part, [(merged.id, Fraction(1))])
    draft.succeed(merged.id, _successions([s for s in slots if s.id in lost and s.rank is Rank.HEAD], kept_heads))
    draft.end(merged.id, [s for s in draft.slots[merged.id] if s.id in lost and s.standing is Standing.GRASSROOTS])
    return lost


def hand_over(draft: Draft, parts: Sequence[str], heir: str) -> None:
    """Give the subordinates, duties, sites and marks of units to their heir."""
    for part in parts:
        if part == heir:
            continue
        for unit in draft.reports(part):
            if unit not in parts:
                draft.units[unit] = replace(draft.units[unit], reports_to=heir)
        for duty in draft.duties_of(part):
            draft.duties[duty] = replace(draft.duties[duty], owner=heir)
        for site in draft.sites_of(part):
            draft.sites[site] = replace(draft.sites[site], unit=heir)
    remapped(draft, dict.fromkeys(parts, heir))


def remapped(draft: Draft, heirs: dict[str, str]) -> None:
    """Let dotted lines, hosts, birthplaces and restrictions of units be those of their heirs."""
    lines = {(heirs.get(start, start), heirs.get(end, end)) for start, end in draft.dotted}
    dotted = frozenset(line for line in lines if line[0] != line[1])
    draft.dotted = draft.dotted if dotted == draft.dotted else dotted
    restricted = frozenset((heirs.get(unit, unit), title) for unit, title in draft.restricted)
    draft.restricted = draft.restricted if restricted == draft.restricted else restricted
    for key, secondment in draft.seconded.items():
        if secondment.host in heirs:
            draft.seconded = draft.seconded.set(key, replace(secondment, host=heirs[secondment.host]))
    for person, home in draft.natives.items():
        if home in heirs:
            draft.natives = draft.natives.set(person, heirs[home])


def _titles(draft: Draft, parts: Sequence[str], kept_deputies: int | str) -> tuple[list[Slot], set[str]]:
    """Return the heads that stay, and the slots of either rank that lose their leader's title."""
    leading = next((part for part in parts if ranked(draft, part, Rank.HEAD)), parts[0])
    kept_heads = ranked(draft, leading, Rank.HEAD)
    heads = [slot for part in parts if part != leading for slot in ranked(draft, part, Rank.HEAD)]
    deputies = [slot for part in parts for slot in ranked(draft, part, Rank.DEPUTY)]
    kept = kept_deputies if isinstance(kept_deputies, int) else len(deputies)
    if kept > len(deputies):
        raise StepError(
            Message("{kept} deputies cannot stay: the units have {count} together", kept=kept, count=len(deputies)),
            "deputies",
        )
    return kept_heads, {slot.id for slot in (*heads, *deputies[kept:])}


def _successions(lost: Sequence[Slot], kept: Sequence[Slot]) -> list[tuple[str, str]]:
    """Return which head that lost the title follows into which that is kept; heads of the same title first."""
    pairs = []
    for slot in lost:
        alike = [head for head in kept if head.standing is slot.standing]
        same = [head for head in alike if head.title == slot.title]
        if alike:
            pairs.append((not same, slot.id, (same or alike)[0].id))
    return [(origin, place) for _, origin, place in sorted(pairs, key=lambda pair: pair[0])]


def _without_title(slot: Slot, lost: set[str]) -> Slot:
    # A grassroots place that loses its title ends; it keeps its rank until then.
    if slot.id not in lost or slot.standing is Standing.GRASSROOTS:
        return slot
    return replace(slot, rank=Rank.STAFF)


def _abolish(draft: Draft, step: Merger, unit: str, lost: set[str]) -> None:
    """Abolish posts without a title: those that just lost it first, then vacant ones, then from the last id on."""
    able = idle_posts(draft, unit)
    if step.abolish > len(able):
        raise StepError(
            Message(
                "{abolish} posts cannot be abolished: the merged unit has {count} that lead nothing",
                abolish=step.abolish,
                count=len(able),
            ),
            "abolish",
        )
    draft.abolish(unit, sorted(able, key=lambda slot: slot.id not in lost)[: step.abolish])
