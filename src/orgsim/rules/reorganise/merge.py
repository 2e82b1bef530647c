"""Mergers: absorb (sáp nhập) and consolidate (hợp nhất).

What a merger does to each attribute is decided here and nowhere else:

===================  =====================================================================
slots and holders    all go to the merged unit, under their own ids
head's title         the survivor's or first-named unit's heads keep it, or those of the next unit
                     that has any; the others lose it
who becomes head     the holder, unless the place is vacant; then a head who lost the title and has
                     the same title and standing, or else only the same standing
deputy's title       as many as the step says keep it, the survivor's or first-named first
posts                as many as the step says are abolished
grassroots places    one that loses a leader's title ends, and its holder leaves: it is no post and
                     there is no establishment to be beyond
duties, sites        all go to the merged unit
subordinate units    report to the merged unit
dotted lines         end at the merged unit; one that would join it to itself goes
funding              stays that of each slot
name, kind, boss     the survivor's, or those of the new unit
===================  =====================================================================
"""

from collections.abc import Sequence
from dataclasses import replace

from orgsim.errors import StepError
from orgsim.model.organisation import Rank, Slot, Standing, Unit
from orgsim.model.steps import Absorb, Consolidate, Merger
from orgsim.rules.reorganise.draft import Draft, known_unit, known_units

__all__ = ["absorb", "consolidate"]


def absorb(draft: Draft, step: Absorb) -> None:
    """Let a unit take in others, which end; it keeps its identity, its boss and its heads."""
    absorbed = known_units(draft, step.absorbed, "absorbed")
    survivor = known_unit(draft, step.into, "into")
    for position, unit in enumerate(absorbed):
        _may_end(draft, unit, "absorbed", position)
        if unit == survivor.id:
            raise StepError(f"unit '{unit}' cannot absorb itself; name another unit", "absorbed", position)
        if unit in _bosses(draft, survivor.id):
            raise StepError(
                f"'{unit}' is above '{survivor.id}' and cannot be absorbed by it; let it absorb '{survivor.id}'",
                "absorbed",
                position,
            )
    _merge(draft, step, (survivor.id, *absorbed), survivor)


def consolidate(draft: Draft, step: Consolidate) -> None:
    """Let units become one new unit, whose boss is outside them; the first-named gives the heads."""
    units = known_units(draft, step.units, "units")
    for position, unit in enumerate(units):
        _may_end(draft, unit, "units", position)
    into = step.into
    if into.id in draft.units and into.id not in units:
        raise StepError(f"unit '{into.id}' exists already; give the new unit another id", "into", "id")
    known_unit(draft, into.reports_to, "into", "reports_to")
    for unit in units:
        if unit == into.reports_to or unit in _bosses(draft, into.reports_to):
            raise StepError(
                f"the new unit cannot report to '{into.reports_to}', which is '{unit}' or under it and ends",
                "into",
                "reports_to",
            )
    merged = Unit(into.id, into.name, into.name_vi, into.kind, into.counted_as, into.reports_to)
    _merge(draft, step, units, merged)


def _may_end(draft: Draft, unit: str, *field: str | int) -> None:
    if unit == draft.boundary:
        raise StepError(f"'{unit}' is the boundary of the modelled organisation and cannot end", *field)
    if draft.units[unit].reports_to is None:
        raise StepError(f"'{unit}' is the top of the hierarchy and cannot end", *field)


def _bosses(draft: Draft, unit: str) -> list[str]:
    """Return the units above a unit, nearest first."""
    line = []
    boss = draft.units[unit].reports_to
    while boss is not None:
        line.append(boss)
        boss = draft.units[boss].reports_to
    return line


def _merge(draft: Draft, step: Merger, parts: Sequence[str], merged: Unit) -> None:
    """Join the parts, in this order of precedence, into the merged unit."""
    kept_heads, lost = _titles(draft, step, parts)
    slots = [slot for part in parts for slot in sorted(draft.slots[part], key=lambda slot: slot.id)]
    for part in parts:
        del draft.units[part], draft.slots[part]
    became = dict.fromkeys(parts, merged.id)
    draft.units[merged.id] = merged
    draft.units = {
        key: replace(unit, reports_to=became.get(unit.reports_to or "", unit.reports_to))
        for key, unit in draft.units.items()
    }
    draft.duties = {key: replace(duty, owner=became.get(duty.owner, duty.owner)) for key, duty in draft.duties.items()}
    draft.sites = {key: replace(site, unit=became.get(site.unit, site.unit)) for key, site in draft.sites.items()}
    lines = {(became.get(start, start), became.get(end, end)) for start, end in draft.dotted}
    draft.dotted = frozenset(line for line in lines if line[0] != line[1])
    draft.slots[merged.id] = tuple(sorted((_without_title(slot, lost) for slot in slots), key=lambda slot: slot.id))
    draft.descents += [(part, merged.id) for part in parts if part != merged.id]
    draft.succeed(merged.id, _successions([s for s in slots if s.id in lost and s.rank is Rank.HEAD], kept_heads))
    draft.end(merged.id, [s for s in draft.slots[merged.id] if s.id in lost and s.standing is Standing.GRASSROOTS])
    _abolish(draft, step, merged.id, lost)


def _titles(draft: Draft, step: Merger, parts: Sequence[str]) -> tuple[list[Slot], set[str]]:
    """Return the heads that stay, and the slots of either rank that lose their leader's title."""
    leading = next((part for part in parts if _ranked(draft, part, Rank.HEAD)), parts[0])
    kept_heads = _ranked(draft, leading, Rank.HEAD)
    heads = [slot for part in parts if part != leading for slot in _ranked(draft, part, Rank.HEAD)]
    deputies = [slot for part in parts for slot in _ranked(draft, part, Rank.DEPUTY)]
    kept = len(deputies) if step.deputies == "all" else step.deputies
    if kept > len(deputies):
        raise StepError(f"{kept} deputies cannot stay: the units have {len(deputies)} together", "deputies")
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


def _ranked(draft: Draft, unit: str, rank: Rank) -> list[Slot]:
    return sorted((slot for slot in draft.slots[unit] if slot.rank is rank), key=lambda slot: slot.id)


def _without_title(slot: Slot, lost: set[str]) -> Slot:
    # A grassroots place that loses its title ends; it keeps its rank until then.
    if slot.id not in lost or slot.standing is Standing.GRASSROOTS:
        return slot
    return replace(slot, rank=Rank.STAFF)


def _abolish(draft: Draft, step: Merger, unit: str, lost: set[str]) -> None:
    """Abolish posts without a title: those that just lost it first, then vacant ones, then from the last id on."""
    able = [s for s in draft.slots[unit] if s.rank is Rank.STAFF and s.standing is Standing.AUTHORISED]
    if step.abolish > len(able):
        raise StepError(
            f"{step.abolish} posts cannot be abolished: the merged unit has {len(able)} that lead nothing", "abolish"
        )
    from_last = sorted(able, key=lambda slot: slot.id, reverse=True)
    first = sorted(from_last, key=lambda slot: (slot.id not in lost, slot.holder is not None))
    draft.abolish(unit, first[: step.abolish])
