"""Adjustments within units: close sites, reduce the establishment, unify titles, change funding."""

from dataclasses import replace

from orgsim.errors import StepError, did_you_mean
from orgsim.model.organisation import Organisation, Rank, Slot, Standing
from orgsim.model.steps import ChangeFunding, CloseSites, ReduceEstablishment, UnifyTitles, UnitChoice
from orgsim.rules.reorganise.draft import Draft, known_unit, known_units

__all__ = ["change_funding", "close_sites", "reduce_establishment", "unify_titles"]


def close_sites(draft: Draft, step: CloseSites) -> None:
    """Close sites; their people stay with the unit."""
    for position, key in enumerate(step.sites):
        if key not in draft.sites:
            raise StepError(f"no site '{key}'{did_you_mean(key, draft.sites)}", "sites", position)
        if not draft.sites[key].open:
            raise StepError(f"site '{key}' is closed already", "sites", position)
        draft.sites[key] = replace(draft.sites[key], open=False)


def reduce_establishment(draft: Draft, step: ReduceEstablishment) -> None:
    """Abolish posts that lead nothing: vacant ones first, then from the last id on."""
    for unit, cut in sorted(step.cuts.items()):
        known_unit(draft, unit, "cuts", unit)
        able = [s for s in draft.slots[unit] if s.rank is Rank.STAFF and s.standing is Standing.AUTHORISED]
        if cut > len(able):
            raise StepError(f"{cut} posts cannot go: '{unit}' has {len(able)} that lead nothing", "cuts", unit)
        from_last = sorted(able, key=lambda slot: slot.id, reverse=True)
        draft.abolish(unit, sorted(from_last, key=lambda slot: slot.holder is not None)[:cut])


def unify_titles(draft: Draft, step: UnifyTitles) -> None:
    """In each unit let the holder of one title hold another too, and free the other's post.

    If nobody holds the kept post, the holder of the freed one takes it. A freed post becomes a staff post,
    or is abolished; then a holder stays beyond the establishment or leaves, as the step says.
    """
    if step.keep == step.free:
        raise StepError(f"'{step.keep}' is kept and freed; name two titles", "free")
    for position, unit in enumerate(_chosen(draft, step)):
        field: tuple[str | int, ...] = ("kind",) if step.kind is not None else ("units", position)
        kept = _titled(draft, unit, step.keep, "keep")
        freed = _titled(draft, unit, step.free, "free")
        if len(kept) != 1:
            raise StepError(f"'{unit}' has {len(kept)} posts titled '{step.keep}'; one person needs one", *field)
        for slot in freed:
            _free(draft, unit, slot, kept[0], step)


def _titled(draft: Draft, unit: str, title: str, field: str) -> list[Slot]:
    slots = [slot for slot in draft.slots[unit] if slot.standing is not Standing.SUPERNUMERARY]
    found = sorted((slot for slot in slots if slot.title == title), key=lambda slot: slot.id)
    if not found:
        guess = did_you_mean(title, {slot.title for slot in slots})
        raise StepError(f"'{unit}' has no post titled '{title}'{guess}", field)
    return found


def _free(draft: Draft, unit: str, slot: Slot, kept: Slot, step: UnifyTitles) -> None:
    if slot.standing is Standing.GRASSROOTS and (step.freed_person == "stays" or step.freed_post == "staff"):
        raise StepError(
            f"'{slot.id}' is outside the establishment: its holder cannot stay beyond it; "
            f"write freed_post: abolish and freed_person: released",
            "freed_person",
        )
    if step.freed_post == "staff" and step.freed_person == "released":
        raise StepError("the freed post goes on as a staff post, so its holder stays; write stays", "freed_person")
    draft.succeed(unit, [(slot.id, kept.id)])
    now = {candidate.id: candidate for candidate in draft.slots[unit]}[slot.id]
    if step.freed_post == "staff":
        draft.revise(unit, {slot.id: replace(now, rank=Rank.STAFF)})
    elif step.freed_person == "released":
        draft.end(unit, [now])
    else:
        draft.abolish(unit, [now])


def change_funding(draft: Draft, step: ChangeFunding) -> None:
    """Let another source pay for all slots of units; nobody moves."""
    for position, unit in enumerate(_chosen(draft, step)):
        field: tuple[str | int, ...] = ("kind",) if step.kind is not None else ("units", position)
        if not draft.slots[unit]:
            raise StepError(f"'{unit}' has no posts or places that anybody pays for", *field)
        if all(slot.funding is step.funding for slot in draft.slots[unit]):
            raise StepError(f"'{unit}' is paid from '{step.funding}' already", *field)
        draft.slots[unit] = tuple(replace(slot, funding=step.funding) for slot in draft.slots[unit])


def _chosen(draft: Draft, step: UnitChoice) -> tuple[str, ...]:
    """Return the units a step concerns: those named, or those of a kind within the boundary, sorted."""
    if step.kind is None:
        return known_units(draft, step.units, "units")
    organisation: Organisation = draft.organisation()
    kinds = {unit: draft.units[unit].kind for unit in sorted(organisation.inside)}
    chosen = tuple(unit for unit, kind in kinds.items() if kind == step.kind)
    if not chosen:
        guess = did_you_mean(step.kind, kinds.values())
        raise StepError(f"no unit within the boundary is of kind '{step.kind}'{guess}", "kind")
    return chosen
