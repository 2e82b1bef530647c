"""The proof after every step: no person, slot, duty, site or coin was lost or invented.

The laws, by name and not only in number:

=========  =====================================================================================
slots      those before are those after and those ended; title and group of each stay as they were
people     those before are those after and those released; nobody changes slot but by a succession
posts      those before are those after and those abolished
standing   an abolished post that goes on is supernumerary; every other slot counts as before
rank       a slot may lose a leader's title and never gains one
money      only a change of funding lets another source pay for a slot
duties     the same, each of its unit or of what that became, unless the step gives it away
sites      the same, each of its unit or of what that became; only closing sites closes any
units      those before and those that came are those after and those that ended in another
=========  =====================================================================================
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from orgsim.errors import ConservationError
from orgsim.model.ledger import LedgerEntry, slots_by_id, tally
from orgsim.model.organisation import Organisation, Rank, Slot, Standing

__all__ = ["check_conservation"]


def check_conservation(before: Organisation, after: Organisation, entry: LedgerEntry) -> None:
    """Hold a step's ledger entry against the organisations before and after it.

    Nothing is taken from the operator but its entry; all is counted again, by name.

    Raises
    ------
    ConservationError
        With everything that does not add up.
    """
    faults = [
        *_slot_faults(before, after, entry),
        *_place_faults(before, after, entry),
        *_unit_faults(before, after, entry),
        *_count_faults(before, after, entry),
    ]
    if faults:
        raise ConservationError(f"step '{entry.step}' ({entry.op}) does not conserve: " + "; ".join(faults))


def _slot_faults(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    """Yield what is wrong with slots, their holders, standing, rank and funding."""
    old = {slot.id: slot for slot in before.every_slot}
    new = {slot.id: slot for slot in after.every_slot}
    yield from _unequal("slots", old, [*new, *entry.ended])
    seated = _seated(old, entry.successions)
    released = [seated.get(key) or f"nobody in {key}" for key in entry.released]
    yield from _unequal("people", _holders(old.values()), [*_holders(new.values()), *released])
    yield from _unequal("posts", _posts(old.values()), [*_posts(new.values()), *entry.abolished])
    abolished = set(entry.abolished)
    both = [(old[key], new[key]) for key in sorted(old.keys() & new.keys())]
    yield from _listed("another holder without a succession", (b.id for a, b in both if b.holder != seated[a.id]))
    yield from _listed("another title or group", (a.id for a, b in both if (a.title, a.group) != (b.title, b.group)))
    yield from _listed("a leader's title gained", (a.id for a, b in both if b.rank not in {a.rank, Rank.STAFF}))
    yield from _listed(
        "another standing",
        (a.id for a, b in both if b.standing is not (Standing.SUPERNUMERARY if a.id in abolished else a.standing)),
    )
    if entry.op != "change_funding":
        yield from _listed("another source pays", (a.id for a, b in both if a.funding != b.funding))


def _seated(old: Mapping[str, Slot], successions: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """Return who must sit where after the successions and before anybody is released."""
    seated = {key: slot.holder for key, slot in old.items()}
    for origin, place in successions:
        if seated.get(place, "") is None and origin in seated:
            seated[place], seated[origin] = seated[origin], None
    return seated


def _place_faults(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    """Yield what is wrong with duties and sites, and what is not where it must be."""
    yield from _unequal("duties", before.duties, after.duties)
    yield from _unequal("sites", before.sites, after.sites)
    sites = [(before.sites[key], after.sites[key]) for key in sorted(before.sites.keys() & after.sites.keys())]
    yield from _listed("sites reopened", (a.id for a, b in sites if b.open and not a.open))
    closed = [a.id for a, b in sites if a.open and not b.open]
    if entry.op != "close_sites":
        yield from _listed("sites closed", closed)
    elif not closed:
        yield "no site closed"
    heirs = dict(entry.descents)
    if entry.op != "transfer_posts":
        old, new = slots_by_id(before), slots_by_id(after)
        homes = ((key, old[key][0], new[key][0]) for key in sorted(old.keys() & new.keys()))
        yield from _listed("slots in another unit", (key for key, was, now in homes if now != heirs.get(was, was)))
    if entry.op != "transfer_duties":
        duties = (
            (key, before.duties[key], after.duties[key]) for key in sorted(before.duties.keys() & after.duties.keys())
        )
        yield from _listed(
            "duties of another unit", (key for key, a, b in duties if b.owner != heirs.get(a.owner, a.owner))
        )
    yield from _listed("sites of another unit", (a.id for a, b in sites if b.unit != heirs.get(a.unit, a.unit)))


def _unit_faults(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    """Yield what is wrong with units, the boundary and what crossed it."""
    came = {descendant for _, descendant in entry.descents} - set(before.units)
    gone = {ancestor for ancestor, _ in entry.descents} - set(after.units)
    yield from _unequal("units", [*before.units, *came], [*after.units, *gone])
    if after.boundary != before.boundary:
        yield f"the boundary is '{after.boundary}' and was '{before.boundary}'"
    was = {key: unit in before.inside for key, (unit, _) in slots_by_id(before).items()}
    now = {key: unit in after.inside for key, (unit, _) in slots_by_id(after).items()}
    both = was.keys() & now.keys()
    yield from _unequal("crossings in", (key for key in both if now[key] and not was[key]), entry.crossed_in)
    yield from _unequal("crossings out", (key for key in both if was[key] and not now[key]), entry.crossed_out)


def _count_faults(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    """Yield which counts of the entry are not those of the organisations."""
    for name, counted, organisation, inside in (
        ("before", entry.before, before, False),
        ("after", entry.after, after, False),
        ("inside_before", entry.inside_before, before, True),
        ("inside_after", entry.inside_after, after, True),
    ):
        if counted != tally(organisation, inside=inside):
            yield f"the entry's count '{name}' is not that of the organisation"


def _unequal(what: str, expected: Iterable[str], found: Iterable[str]) -> Iterator[str]:
    wanted, counted = Counter(list(expected)), Counter(list(found))
    yield from _listed(f"{what} lost", (wanted - counted).elements())
    yield from _listed(f"{what} invented", (counted - wanted).elements())


def _listed(fault: str, keys: Iterable[str]) -> Iterator[str]:
    found = sorted(keys)
    if found:
        yield f"{fault}: {', '.join(found[:3])}" + (f" and {len(found) - 3} more" if len(found) > 3 else "")


def _holders(slots: Iterable[Slot]) -> list[str]:
    return [slot.holder for slot in slots if slot.holder is not None]


def _posts(slots: Iterable[Slot]) -> list[str]:
    return [slot.id for slot in slots if slot.standing is Standing.AUTHORISED]
