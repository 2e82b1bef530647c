"""Adjustments within units: names, sites, the establishment, titles, funding, contracts."""

from dataclasses import replace

from orgsim.errors import Message, StepError, did_you_mean
from orgsim.model.organisation import Rank, Slot, Standing
from orgsim.model.steps import (
    ChangeFunding,
    CloseSites,
    EndPlaces,
    NewPosts,
    ReduceEstablishment,
    Rename,
    SetEstablishment,
    UnifyTitles,
)
from orgsim.rules.reorganise.choose import Path, by_id, chosen, idle_posts, one_titled, titled
from orgsim.rules.reorganise.draft import Draft, known_unit
from orgsim.rules.reorganise.found import new_slots

__all__ = [
    "change_funding",
    "close_sites",
    "end_contracts",
    "reduce_establishment",
    "rename",
    "set_establishment",
    "unify_titles",
]


def rename(draft: Draft, step: Rename) -> None:
    """Give a unit another name, kind or group."""
    unit = known_unit(draft, step.unit, "unit")
    renamed = replace(
        unit,
        name=step.name or unit.name,
        name_vi=step.name_vi or unit.name_vi,
        kind=step.new_kind or unit.kind,
        counted_as=step.counted_as or unit.counted_as,
    )
    if renamed == unit:
        raise StepError(Message("'{id}' has these names, kind and group already", id=unit.id), "unit")
    draft.units[unit.id] = renamed


def close_sites(draft: Draft, step: CloseSites) -> None:
    """Close sites; their people stay with the unit."""
    for position, key in enumerate(step.sites):
        if key not in draft.sites:
            raise StepError(
                Message("no site '{key}'{guess}", key=key, guess=did_you_mean(key, draft.sites)), "sites", position
            )
        if not draft.sites[key].open:
            raise StepError(Message("site '{key}' is closed already", key=key), "sites", position)
        draft.sites[key] = replace(draft.sites[key], open=False)


def set_establishment(draft: Draft, step: SetEstablishment) -> None:
    """Give each chosen unit exactly the posts that the step says."""
    wanted: dict[str, NewPosts] = {}
    for position, given in enumerate(step.posts):
        if given.title in wanted:
            raise StepError(
                Message("title '{title}' is given twice; give its posts once", title=given.title),
                "posts",
                position,
                "title",
            )
        wanted[given.title] = given
    for unit, field in chosen(draft, step):
        posts = [slot for slot in draft.slots[unit] if slot.standing is Standing.AUTHORISED]
        found: dict[str, list[Slot]] = {}
        for slot in posts:
            if slot.title in wanted or step.others == "abolish":
                found.setdefault(slot.title, []).append(slot)
        for title in sorted(wanted.keys() | found.keys()):
            _set_posts(draft, unit, found.get(title, []), wanted.get(title), field)


def _set_posts(draft: Draft, unit: str, found: list[Slot], wanted: NewPosts | None, field: Path) -> None:
    """Abolish or create posts of one title until there are as many as wanted."""
    spare = len(found) - (wanted.count if wanted else 0)
    if spare < 0:
        assert wanted
        draft.add(unit, new_slots(draft, unit, wanted.model_copy(update={"count": -spare}), Standing.AUTHORISED))
    if spare <= 0:
        return
    able = [slot for slot in found if slot.id not in draft.seconded]
    if spare > len(able):
        raise StepError(
            Message(
                "{spare} posts titled '{title}' of '{unit}' cannot go: the holders of {seconded} are "
                "seconded and have the right to return; recall them first",
                spare=spare,
                title=found[0].title,
                unit=unit,
                seconded=len(found) - len(able),
            ),
            *field,
        )
    from_last = sorted(able, key=lambda slot: slot.id, reverse=True)
    draft.abolish(unit, sorted(from_last, key=lambda slot: slot.holder is not None)[:spare])


def reduce_establishment(draft: Draft, step: ReduceEstablishment) -> None:
    """Abolish posts that lead nothing: vacant ones first, then from the last id on."""
    for unit, cut in sorted(step.cuts.items()):
        known_unit(draft, unit, "cuts", unit)
        able = idle_posts(draft, unit)
        if cut > len(able):
            raise StepError(
                Message(
                    "{cut} posts cannot go: '{unit}' has {count} that lead nothing", cut=cut, unit=unit, count=len(able)
                ),
                "cuts",
                unit,
            )
        draft.abolish(unit, able[:cut])


def unify_titles(draft: Draft, step: UnifyTitles) -> None:
    """In each unit let the holder of one title hold another too, and free the other's post.

    If nobody holds the kept post, the holder of the freed one takes it. A freed post becomes a staff post,
    or is abolished; then a holder stays beyond the establishment or leaves, as the step says.
    """
    if step.keep == step.free:
        raise StepError(Message("'{keep}' is kept and freed; name two titles", keep=step.keep), "free")
    for unit, field in chosen(draft, step):
        titled(draft, unit, step.keep, "keep")
        freed = titled(draft, unit, step.free, "free")
        kept = one_titled(draft, unit, step.keep, Message("one person needs one"), *field)
        for slot in freed:
            _free(draft, unit, slot, kept, step)


def _free(draft: Draft, unit: str, slot: Slot, kept: Slot, step: UnifyTitles) -> None:
    if slot.standing is Standing.GRASSROOTS and (step.freed_person == "stays" or step.freed_post == "staff"):
        raise StepError(
            Message(
                "'{id}' is outside the establishment: its holder cannot stay beyond it; write "
                "freed_post: abolish and freed_person: released",
                id=slot.id,
            ),
            "freed_person",
        )
    if step.freed_post == "staff" and step.freed_person == "released":
        raise StepError(
            Message("the freed post goes on as a staff post, so its holder stays; write stays"), "freed_person"
        )
    if slot.id in draft.seconded and step.freed_post == "abolish":
        raise StepError(
            Message("the holder of '{id}' is seconded and has the right to return; recall them first", id=slot.id),
            "free",
        )
    draft.succeed(unit, [(slot.id, kept.id)])
    now = draft.slot(unit, slot.id)
    if step.freed_post == "staff":
        draft.revise(unit, {slot.id: replace(now, rank=Rank.STAFF)})
    elif step.freed_person == "released":
        draft.end(unit, [now])
    else:
        draft.abolish(unit, [now])


def change_funding(draft: Draft, step: ChangeFunding) -> None:
    """Let another source pay for all slots of units; nobody moves."""
    for unit, field in chosen(draft, step):
        if not draft.slots[unit]:
            raise StepError(Message("'{unit}' has no posts or places that anybody pays for", unit=unit), *field)
        if all(slot.funding is step.funding for slot in draft.slots[unit]):
            raise StepError(
                Message("'{unit}' is paid from '{funding}' already", unit=unit, funding=step.funding), *field
            )
        draft.slots[unit] = tuple(replace(slot, funding=step.funding) for slot in draft.slots[unit])


def end_contracts(draft: Draft, step: EndPlaces) -> None:
    """End supernumerary places and let their holders leave, from the last slot id on."""
    for unit, count in sorted(step.places.items()):
        known_unit(draft, unit, "places", unit)
        able = by_id(slot for slot in draft.slots[unit] if slot.standing is Standing.SUPERNUMERARY)
        if count > len(able):
            raise StepError(
                Message(
                    "{count} contracts cannot end: '{unit}' has {count2} places beyond the establishment",
                    count=count,
                    unit=unit,
                    count2=len(able),
                ),
                "places",
                unit,
            )
        draft.end(unit, able[-count:])
