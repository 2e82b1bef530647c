"""The proof after every step: no person, slot, duty, site or coin was lost or invented."""

from collections import Counter
from collections.abc import Iterable, Iterator

from orgsim.errors import ConservationError
from orgsim.model.ledger import LedgerEntry, slots_by_id, tally
from orgsim.model.organisation import Organisation, Slot, Standing

__all__ = ["check_conservation"]


def check_conservation(before: Organisation, after: Organisation, entry: LedgerEntry) -> None:
    """Hold a step's ledger entry against the organisations before and after it.

    Nothing is taken from the operator but its entry; all is counted again, by name.

    Raises
    ------
    ConservationError
        With everything that does not add up.
    """
    faults = [*_faults(before, after, entry)]
    if faults:
        raise ConservationError(f"step '{entry.step}' ({entry.op}) does not conserve: " + "; ".join(faults))


def _faults(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    old, new = slots_by_id(before), slots_by_id(after)
    old_slots, new_slots = ({key: slot for key, (_, slot) in pairs.items()} for pairs in (old, new))
    yield from _unequal("slots", old_slots, [*new_slots, *entry.ended])
    released = [old_slots[key].holder or f"nobody in {key}" for key in entry.released]
    yield from _unequal("people", _holders(old_slots.values()), [*_holders(new_slots.values()), *released])
    posts = [key for key, slot in new_slots.items() if slot.standing is Standing.AUTHORISED]
    yield from _unequal(
        "posts",
        [key for key, slot in old_slots.items() if slot.standing is Standing.AUTHORISED],
        [*posts, *entry.abolished],
    )
    yield from _unequal("duties", before.duties, after.duties)
    yield from _unequal("sites", before.sites, after.sites)
    reopened = [key for key, site in after.sites.items() if site.open and not before.sites[key].open]
    if reopened:
        yield f"sites reopened: {reopened}"
    came = {descendant for _, descendant in entry.descents} - set(before.units)
    gone = {ancestor for ancestor, _ in entry.descents} - set(after.units)
    yield from _unequal("units", [*before.units, *came], [*after.units, *gone])
    yield from _unequal(
        "crossings in",
        [key for key, (unit, _) in new.items() if unit in after.inside and old[key][0] not in before.inside],
        entry.crossed_in,
    )
    yield from _unequal(
        "crossings out",
        [key for key, (unit, _) in new.items() if unit not in after.inside and old[key][0] in before.inside],
        entry.crossed_out,
    )
    if entry.op != "change_funding":
        moved = [key for key in new_slots if new_slots[key].funding is not old_slots[key].funding]
        if moved:
            yield f"another source pays for {moved[:3]}"
    for name, organisation, inside in (
        ("before", before, False),
        ("after", after, False),
        ("inside_before", before, True),
        ("inside_after", after, True),
    ):
        if getattr(entry, name) != tally(organisation, inside=inside):
            yield f"the entry's count '{name}' is not that of the organisation"


def _unequal(what: str, expected: Iterable[str], found: Iterable[str]) -> Iterator[str]:
    wanted, counted = Counter(list(expected)), Counter(list(found))
    if lost := sorted((wanted - counted).elements()):
        yield f"{what} lost: {', '.join(lost[:3])}"
    if invented := sorted((counted - wanted).elements()):
        yield f"{what} invented: {', '.join(invented[:3])}"


def _holders(slots: Iterable[Slot]) -> list[str]:
    return [slot.holder for slot in slots if slot.holder is not None]
