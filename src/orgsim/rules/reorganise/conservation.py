"""The proof after every step: no person, slot, duty, site or coin was lost or invented.

The laws, by name and not only in number:

=========  =====================================================================================
slots      those before and those created are those after and those ended; the title and group of
           each stay as they were, and a created one is vacant
people     those before are those after and those released; nobody changes slot but by a succession
           or an exchange
posts      those before and those created are those after and those abolished
standing   an abolished post that goes on is supernumerary; every other slot counts as before
rank       a slot may lose a leader's title and never gains one
money      only a change of funding lets another source pay for a slot
duties     those before and those begun are those after and those ended, each of its unit or of an
           heir of it, unless the step gives it away
sites      the same, each of its unit or of an heir of it; only closing sites closes any
units      those before and those that came are those after and those that ended; who ended has
           heirs, whose shares add up to 1
seconded   keep their slots; a secondment begins and ends only by its steps, or with the slot
=========  =====================================================================================
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from orgsim.errors import ConservationError, Message
from orgsim.model.ledger import LedgerEntry, tally
from orgsim.model.organisation import NONE, Ids, Organisation, Rank, Slot, Standing

__all__ = ["check_conservation"]

_MOVES_SLOTS = ("transfer_posts", "joint_office")
_SECONDS = ("second", "recall")


class _View(NamedTuple):
    """The part of an organisation that is looked at: its slots with their units, and the units with their sides."""

    slots: Mapping[str, Slot]
    homes: Mapping[str, str]
    owners: Mapping[str, str]
    places: Mapping[str, str]
    inside: Mapping[str, bool]
    twice: tuple[str, ...]


def check_conservation(
    before: Organisation, after: Organisation, entry: LedgerEntry, units: Collection[str] | None = None
) -> None:
    """Hold a step's ledger entry against the organisations before and after it.

    Nothing is taken from the operator but its entry; all is counted again, by name.

    Parameters
    ----------
    units
        The units outside which nothing differs, so that nothing there must be looked at; all, if it is left out.

    Raises
    ------
    ConservationError
        With everything that does not add up.
    """
    old, new = _view(before, units), _view(after, units)
    faults = [
        *_slot_faults(before, old, new, entry),
        *_place_faults(before, after, old, new, entry),
        *_unit_faults(before, after, old, new, entry),
        *_secondment_faults(before, after, new, entry),
        *_count_faults(before, after, entry, old, new),
    ]
    if faults:
        raise ConservationError(f"step '{entry.step}' ({entry.op}) does not conserve: " + "; ".join(faults))


def _view(organisation: Organisation, units: Collection[str] | None) -> _View:
    looked_at = sorted(organisation.units if units is None else (unit for unit in units if unit in organisation.units))
    slots: dict[str, Slot] = {}
    homes: dict[str, str] = {}
    twice: list[str] = []
    for unit in looked_at:
        here = {slot.id: slot for slot in organisation.slots[unit]}
        if len(here) != len(organisation.slots[unit]) or not slots.keys().isdisjoint(here):
            twice += sorted(key for key in here if key in slots) or [Message("one of '{unit}'", unit=unit)]
        slots |= here
        homes |= dict.fromkeys(here, unit)
    return _View(
        slots,
        homes,
        _members(organisation.duties_of, looked_at),
        _members(organisation.sites_of, looked_at),
        {unit: organisation.is_inside(unit) for unit in looked_at},
        tuple(twice),
    )


def _members(groups: Mapping[str, Ids], units: Iterable[str]) -> dict[str, str]:
    return {member: unit for unit in units for member in groups.get(unit, NONE)}


def _slot_faults(before: Organisation, old: _View, new: _View, entry: LedgerEntry) -> Iterator[str]:
    """Yield what is wrong with slots, their holders, standing, rank and funding."""
    yield from _listed("slots twice in one organisation", new.twice)
    yield from _unequal("slots", [*old.slots, *entry.created], [*new.slots, *entry.ended])
    moving = {key for pair in (*entry.successions, *entry.exchanges) for key in pair}
    yield from _listed("people who change places with slots that are not there", moving - old.slots.keys())
    seated = _seated(old.slots, entry)
    released = [seated.get(key) or Message("nobody in {key}", key=key) for key in entry.released]
    yield from _unequal("people", _holders(old.slots), [*_holders(new.slots), *released])
    yield from _created_faults(before, new, entry)
    authorised = [key for key in entry.created if key in new.slots and _is_post(new.slots[key])]
    yield from _unequal("posts", [*_posts(old.slots), *authorised], [*_posts(new.slots), *entry.abolished])
    abolished = set(entry.abolished)
    faults: dict[str, list[str]] = {}
    for key, b in new.slots.items():
        a = old.slots.get(key)
        if a is None or (a is b and key not in abolished and seated[key] == b.holder):
            continue
        for fault, found in (
            ("another holder without a succession", b.holder != seated[key]),
            ("another title or group", (a.title, a.group) != (b.title, b.group)),
            ("a leader's title gained", b.rank not in {a.rank, Rank.STAFF}),
            ("another standing", b.standing is not (Standing.SUPERNUMERARY if key in abolished else a.standing)),
            ("another source pays", a.funding is not b.funding and entry.op != "change_funding"),
        ):
            if found:
                faults.setdefault(fault, []).append(key)
    for fault, keys in faults.items():
        yield from _listed(fault, keys)


def _created_faults(before: Organisation, new: _View, entry: LedgerEntry) -> Iterator[str]:
    """Yield slots that are said to be created and were there before, or are held."""
    if not entry.created:
        return
    created = set(entry.created)
    yield from _listed("created slots that existed before", (s.id for s in before.every_slot if s.id in created))
    held = (key for key in created if key in new.slots and new.slots[key].holder is not None)
    yield from _listed("created slots that are held", held)


def _seated(old: Mapping[str, Slot], entry: LedgerEntry) -> dict[str, str | None]:
    """Return who must sit where after the successions and exchanges and before anybody is released."""
    seated = {key: slot.holder for key, slot in old.items()}
    for origin, place in entry.successions:
        if seated.get(place, "") is None and origin in seated:
            seated[place], seated[origin] = seated[origin], None
    for one, two in entry.exchanges:
        if one in seated and two in seated:
            seated[one], seated[two] = seated[two], seated[one]
    return seated


def _place_faults(
    before: Organisation, after: Organisation, old: _View, new: _View, entry: LedgerEntry
) -> Iterator[str]:
    """Yield what is wrong with duties and sites, and what is not where it must be."""
    yield from _unequal("duties", [*old.owners, *entry.duties_begun], [*new.owners, *entry.duties_ended])
    yield from _unequal("sites", list(old.places), list(new.places))
    sites = [(before.sites[key], after.sites[key]) for key in sorted(old.places.keys() & new.places.keys())]
    yield from _listed("sites reopened", (a.id for a, b in sites if b.open and not a.open))
    closed = [a.id for a, b in sites if a.open and not b.open]
    if entry.op != "close_sites":
        yield from _listed("sites closed", closed)
    elif not closed:
        yield "no site closed"
    heirs: dict[str, set[str]] = {}
    for descent in entry.descents:
        heirs.setdefault(descent.origin, set()).add(descent.heir)

    def strayed(was: str, now: str) -> bool:
        return now not in heirs.get(was, {was})

    moved = [(key, old.homes[key], unit) for key, unit in new.homes.items() if old.homes.get(key, unit) != unit]
    yield from _unequal("slots moved", [key for key, _, _ in moved], entry.moved)
    given = [key for key, owner in new.owners.items() if old.owners.get(key, owner) != owner]
    yield from _unequal("duties moved", given, entry.duties_moved)
    if entry.op not in _MOVES_SLOTS:
        yield from _listed("slots in another unit", (key for key, was, now in moved if strayed(was, now)))
        yield from _listed(
            "slots of a unit that has heirs",
            (key for key, unit in new.homes.items() if old.homes.get(key) == unit and strayed(unit, unit)),
        )
    if entry.op != "transfer_duties":
        duties = sorted(old.owners.keys() & new.owners.keys())
        yield from _listed("duties of another unit", (k for k in duties if strayed(old.owners[k], new.owners[k])))
    yield from _listed("sites of another unit", (a.id for a, b in sites if strayed(a.unit, b.unit)))


def _unit_faults(
    before: Organisation, after: Organisation, old: _View, new: _View, entry: LedgerEntry
) -> Iterator[str]:
    """Yield what is wrong with units, their heirs, the boundary and what crossed it."""
    came = {*(descent.heir for descent in entry.descents), *entry.founded} - old.inside.keys()
    gone = {descent.origin for descent in entry.descents if descent.origin not in after.units}
    yield from _unequal("units", [*old.inside, *came], [*new.inside, *gone])
    shares: dict[str, Fraction] = {}
    for descent in entry.descents:
        shares[descent.origin] = shares.get(descent.origin, Fraction(0)) + descent.share
    yield from _listed("shares that do not add up to 1", (origin for origin, share in shares.items() if share != 1))
    if after.boundary != before.boundary:
        yield Message(
            "the boundary is '{boundary}' and was '{boundary2}'", boundary=after.boundary, boundary2=before.boundary
        )
    if all(old.inside.values()) and all(new.inside.values()):
        crossed_in, crossed_out = list[str](), list[str]()
    else:
        sides = [(key, old.inside[old.homes[key]], new.inside[new.homes[key]]) for key in new.homes if key in old.homes]
        crossed_in = [key for key, was, now in sides if now and not was]
        crossed_out = [key for key, was, now in sides if was and not now]
    yield from _unequal("crossings in", crossed_in, entry.crossed_in)
    yield from _unequal("crossings out", crossed_out, entry.crossed_out)


def _secondment_faults(before: Organisation, after: Organisation, new: _View, entry: LedgerEntry) -> Iterator[str]:
    """Yield what is wrong with those who work elsewhere for a time."""
    if before.seconded is after.seconded:
        return
    yield from _listed(
        "secondments of nobody",
        (key for key in after.seconded if key in new.slots and new.slots[key].holder is None),
    )
    if entry.op in _SECONDS:
        return
    moved = {key for pair in (*entry.successions, *entry.exchanges) for key in pair}
    changed = set(before.seconded) ^ set(after.seconded)
    yield from _listed("secondments begun or ended by another step", changed - moved - set(entry.ended))


def _count_faults(
    before: Organisation, after: Organisation, entry: LedgerEntry, old: _View, new: _View
) -> Iterator[str]:
    """Yield which counts of the entry are not those of the organisations."""
    for name, counted, organisation, inside in (
        ("before", entry.before, before, False),
        ("after", entry.after, after, False),
        ("inside_before", entry.inside_before, before, True),
        ("inside_after", entry.inside_after, after, True),
    ):
        if counted != tally(organisation, inside=inside):
            yield Message("the entry's count '{name}' is not that of the organisation", name=name)
    change = after.count(new.inside) - before.count(old.inside)
    if entry.after - entry.before != change:
        yield "the counts of the entry differ by something else than what changed"


def _unequal(what: str, expected: Sequence[str], found: Sequence[str]) -> Iterator[str]:
    """Yield what is expected and not found, or found and not expected; what comes twice is counted twice."""
    if len(expected) == len(found) == len(set(expected)) and set(expected) == set(found):
        return
    wanted, counted = Counter(expected), Counter(found)
    yield from _listed(f"{what} lost", (wanted - counted).elements())
    yield from _listed(f"{what} invented", (counted - wanted).elements())


def _listed(fault: str, keys: Iterable[str]) -> Iterator[str]:
    found = sorted(keys)
    if found:
        yield f"{fault}: {', '.join(found[:3])}" + (
            Message(" and {count} more", count=len(found) - 3) if len(found) > 3 else ""
        )


def _holders(slots: Mapping[str, Slot]) -> list[str]:
    return [slot.holder for slot in slots.values() if slot.holder is not None]


def _posts(slots: Mapping[str, Slot]) -> list[str]:
    return [key for key, slot in slots.items() if _is_post(slot)]


def _is_post(slot: Slot) -> bool:
    return slot.standing is Standing.AUTHORISED
