"""The ledger: what each step did, in counts and by name."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields

from orgsim.model.organisation import Funding, Organisation, Rank, Slot, Standing

__all__ = ["History", "LedgerEntry", "Tally", "slots_by_id", "tally"]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of an organisation, or of a part of it.

    ``people`` hold posts or supernumerary places, ``part_timers`` hold grassroots places.
    """

    units: int
    posts: int
    funded_posts: int
    heads: int
    deputies: int
    supernumerary: int
    grassroots: int
    people: int
    part_timers: int
    duties: int
    open_sites: int

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What one step did.

    ``before`` and ``after`` count everything modelled, ``inside_before`` and ``inside_after`` only what
    is within the boundary. The other fields name the slots and units concerned:

    ``abolished``
        Slots that were posts before and are not any more; a held one goes on as supernumerary.
    ``ended``
        Abolished slots that nobody held: they exist no longer.
    ``released``
        Slots whose holder leaves the organisation on the date of the step.
    ``successions``
        Pairs ``(from, to)``: if nobody holds ``to``, the holder of ``from`` takes it.
    ``descents``
        Pairs ``(old unit, new unit)`` of the lineage.
    ``crossed_in``, ``crossed_out``
        Slots that crossed the boundary.
    """

    step: str
    op: str
    date: dt.date
    before: Tally
    after: Tally
    inside_before: Tally
    inside_after: Tally
    abolished: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    successions: tuple[tuple[str, str], ...] = ()
    descents: tuple[tuple[str, str], ...] = ()
    crossed_in: tuple[str, ...] = ()
    crossed_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """An organisation through a roadmap: the opening, and after each step the organisation and the entry."""

    opening: Organisation
    moments: tuple[tuple[Organisation, LedgerEntry], ...]

    @property
    def closing(self) -> Organisation:
        """The organisation after the last step."""
        return self.moments[-1][0] if self.moments else self.opening

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """The ledger."""
        return tuple(entry for _, entry in self.moments)

    def on(self, date: dt.date) -> Organisation:
        """Return the organisation as it is on a day, the steps of that day included."""
        reached = [organisation for organisation, entry in self.moments if entry.date <= date]
        return reached[-1] if reached else self.opening


def tally(organisation: Organisation, *, inside: bool) -> Tally:
    """Count an organisation, or only what is within its boundary (the boundary unit itself is no unit then)."""
    units = organisation.inside if inside else organisation.units.keys()
    slots = [slot for unit in units for slot in organisation.slots[unit]]
    posts = [slot for slot in slots if slot.standing is Standing.AUTHORISED]
    return Tally(
        units=len(units) - (1 if inside else 0),
        posts=len(posts),
        funded_posts=sum(slot.funding is Funding.STATE for slot in posts),
        heads=sum(slot.rank is Rank.HEAD for slot in slots),
        deputies=sum(slot.rank is Rank.DEPUTY for slot in slots),
        supernumerary=sum(slot.standing is Standing.SUPERNUMERARY for slot in slots),
        grassroots=sum(slot.standing is Standing.GRASSROOTS for slot in slots),
        people=sum(slot.holder is not None and slot.standing is not Standing.GRASSROOTS for slot in slots),
        part_timers=sum(slot.holder is not None and slot.standing is Standing.GRASSROOTS for slot in slots),
        duties=sum(duty.owner in units for duty in organisation.duties.values()),
        open_sites=sum(site.open and site.unit in units for site in organisation.sites.values()),
    )


def slots_by_id(organisation: Organisation) -> Mapping[str, tuple[str, Slot]]:
    """Return each slot with its unit, by the slot's id."""
    return {slot.id: (unit, slot) for unit in sorted(organisation.slots) for slot in organisation.slots[unit]}
