"""What is true after every step, counted anew from the whole organisations and not from what a step says."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import networkx as nx

from orgsim.errors import ConservationError, StructureError
from orgsim.model.ledger import LedgerEntry
from orgsim.model.organisation import Organisation, Rank, Slot, Standing
from orgsim.rules.reorganise import check_conservation

__all__ = ["INVARIANTS", "Invariant", "broken"]

Check = Callable[[Organisation, Organisation, LedgerEntry], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that every step keeps: its name, what it says, and what finds breaches of it."""

    name: str
    statement: str
    breaches: Check


def broken(before: Organisation, after: Organisation, entry: LedgerEntry) -> list[str]:
    """Return every breach of an invariant by a step; none if all is well.

    Parameters
    ----------
    before, after, entry
        The organisation before a step, what :func:`~orgsim.rules.reorganise.apply` returned for it, and its entry.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> from orgsim.rules.reorganise import apply
    >>> town = read_scenario(Path("src/orgsim/io/small")).organisation
    >>> from orgsim.testing import step_of
    >>> broken(town, *apply(town, step_of(op="close_sites", sites=["north-main"])))
    []
    """
    return [
        f"{invariant.name}: {breach}" for invariant in INVARIANTS for breach in invariant.breaches(before, after, entry)
    ]


def _people(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    was, now = _holders(before), _holders(after)
    gone = was - now
    if now - was:
        yield f"{sorted(now - was)[:3]} came from nowhere"
    if len(gone) != len(entry.released):
        yield f"{len(gone)} people are gone ({sorted(gone)[:3]}), and {len(entry.released)} were released"


def _holders(organisation: Organisation) -> Counter[str]:
    return Counter(slot.holder for slot in organisation.every_slot if slot.holder is not None)


def _posts(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    was, now = (_ids(o, Standing.AUTHORISED) for o in (before, after))
    created = set(entry.created) & now
    if was | created != now | set(entry.abolished):
        yield f"posts {sorted((was | created) ^ (now | set(entry.abolished)))[:3]} are neither kept nor abolished"
    if len(was) + len(created) != len(now) + len(entry.abolished):
        yield "a post is abolished or created twice"


def _ids(organisation: Organisation, standing: Standing) -> set[str]:
    return {slot.id for slot in organisation.every_slot if slot.standing is standing}


def _duties(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    if {*before.duties, *entry.duties_begun} != {*after.duties, *entry.duties_ended}:
        yield "a duty is lost or invented"
    for key, duty in sorted(after.duties.items()):
        if duty.owner not in after.units:
            yield f"duty '{key}' is nobody's"


def _sites(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    if set(before.sites) != set(after.sites):
        yield "a site is lost or invented"
    closed = [key for key, site in before.sites.items() if site.open and not after.sites[key].open]
    if closed and entry.op != "close_sites":
        yield f"{sorted(closed)[:3]} closed by the way"


def _money(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    was, now = (Counter(_paid(o)) for o in (before, after))
    if was != now and not (entry.op == "change_funding" or entry.created or entry.ended):
        yield f"the sources pay for {dict(now - was)} more slots and {dict(was - now)} less"


def _paid(organisation: Organisation) -> Iterator[str]:
    return (str(slot.funding) for slot in organisation.every_slot)


def _hierarchy(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    if not nx.is_arborescence(after.chart):
        yield "the units are no arborescence"
    if after.boundary != before.boundary:
        yield "the boundary is another one"


def _anew(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    try:
        anew = Organisation(
            units=dict(after.units),
            slots=dict(after.slots),
            duties=dict(after.duties),
            sites=dict(after.sites),
            dotted=after.dotted,
            boundary=after.boundary,
            seconded=dict(after.seconded),
            natives=dict(after.natives),
            restricted=after.restricted,
        )
    except StructureError as error:
        yield str(error)
        return
    for name in ("reports", "duties_of", "sites_of", "tallies"):
        if getattr(anew, name) != getattr(after, name):
            yield f"'{name}' is not what a count of everything gives"
    if (entry.after, entry.inside_after) != anew.tallies:
        yield "the ledger's counts are not what a count of everything gives"


def _lineage(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    shares: Counter[str] = Counter()
    for descent in entry.descents:
        shares[descent.origin] += descent.share  # type: ignore[assignment]
        if descent.heir not in after.units:
            yield f"the heir '{descent.heir}' does not exist"
        if not 0 <= descent.share <= 1:
            yield f"'{descent.heir}' has a share of {descent.share}"
    for origin, share in sorted(shares.items()):
        if Fraction(share) != 1:
            yield f"the shares of '{origin}' add up to {share}"
    for unit in sorted(set(before.units) - set(after.units) - set(shares)):
        yield f"'{unit}' ended without an heir"
    for unit in sorted(set(after.units) - set(before.units) - {d.heir for d in entry.descents} - set(entry.founded)):
        yield f"'{unit}' came from nowhere"


def _leaders(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    old, new = ({slot.id: slot for slot in o.every_slot} for o in (before, after))
    for rank in (Rank.HEAD, Rank.DEPUTY):
        had = {key for key, slot in old.items() if slot.rank is rank}
        has = {key for key, slot in new.items() if slot.rank is rank}
        lost = {key for key in had if _without(new.get(key), rank)}
        gained = {key for key in has if key in entry.created}
        if len(had) - len(lost) + len(gained) != len(has):
            yield f"{len(had)} slots of rank {rank}, {len(lost)} lost and {len(gained)} created do not make {len(has)}"


def _without(slot: Slot | None, rank: Rank) -> bool:
    return slot is None or slot.rank is not rank


def _proof(before: Organisation, after: Organisation, entry: LedgerEntry) -> Iterator[str]:
    try:
        check_conservation(before, after, entry)
    except ConservationError as error:
        yield str(error)


INVARIANTS = (
    Invariant("people", "Everyone is there after a step as before, or is named as released; nobody comes.", _people),
    Invariant("posts", "Every post before or created is there after, or is named as abolished.", _posts),
    Invariant("duties", "Every duty has one owner that exists; none is lost, and none begins unnamed.", _duties),
    Invariant("sites", "Every site is there after a step; only closing sites closes any.", _sites),
    Invariant("money", "Who pays for a slot changes by a change of funding only.", _money),
    Invariant("hierarchy", "The units are an arborescence, and the boundary stays.", _hierarchy),
    Invariant("counts", "Counts and indexes are what a count of the whole organisation gives.", _anew),
    Invariant("lineage", "Every unit that ended has heirs, and the shares of each unit add up to 1.", _lineage),
    Invariant("leaders", "Leaders before are those after and those who lost their titles.", _leaders),
    Invariant(
        "proof", "The proof of conservation holds over the whole organisation, not only where it changed.", _proof
    ),
)
"""All invariants, in the order in which they are checked."""
