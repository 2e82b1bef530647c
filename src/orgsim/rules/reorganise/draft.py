"""What every operator works with: an organisation taken apart, and a record of what happened to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from orgsim.errors import StepError, did_you_mean
from orgsim.model.organisation import Duty, Organisation, Rank, Site, Slot, Standing, Unit

__all__ = ["Draft", "known_unit", "known_units"]


@dataclass(slots=True)
class Draft:
    """An organisation in the hands of one operator, and the names for the ledger entry.

    The draft is private to one call of :func:`~orgsim.rules.reorganise.apply`; the organisation it was
    taken from is never touched.
    """

    units: dict[str, Unit]
    slots: dict[str, tuple[Slot, ...]]
    duties: dict[str, Duty]
    sites: dict[str, Site]
    dotted: frozenset[tuple[str, str]]
    boundary: str
    abolished: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    successions: list[tuple[str, str]] = field(default_factory=list)
    descents: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, organisation: Organisation) -> "Draft":
        """Take an organisation apart."""
        return cls(
            units=dict(organisation.units),
            slots=dict(organisation.slots),
            duties=dict(organisation.duties),
            sites=dict(organisation.sites),
            dotted=organisation.dotted,
            boundary=organisation.boundary,
        )

    def organisation(self) -> Organisation:
        """Put the organisation together again; it checks itself."""
        return Organisation(self.units, self.slots, self.duties, self.sites, self.dotted, self.boundary)

    def revise(self, unit: str, revised: Mapping[str, Slot]) -> None:
        """Replace slots of a unit by id."""
        self.slots[unit] = tuple(revised.get(slot.id, slot) for slot in self.slots[unit])

    def abolish(self, unit: str, posts: Iterable[Slot]) -> None:
        """Abolish posts: a held one becomes a supernumerary staff place, a vacant one ends."""
        going = {slot.id: slot for slot in posts}
        self.abolished += sorted(going)
        self.ended += sorted(key for key, slot in going.items() if slot.holder is None)
        places = {
            key: replace(slot, standing=Standing.SUPERNUMERARY, rank=Rank.STAFF)
            for key, slot in going.items()
            if slot.holder is not None
        }
        self.slots[unit] = tuple(
            places.get(slot.id, slot) for slot in self.slots[unit] if slot.id not in going or slot.id in places
        )

    def end(self, unit: str, slots: Iterable[Slot]) -> None:
        """End slots whose holders leave the organisation."""
        going = {slot.id: slot for slot in slots}
        self.released += sorted(key for key, slot in going.items() if slot.holder is not None)
        self.abolished += sorted(key for key, slot in going.items() if slot.standing is Standing.AUTHORISED)
        self.ended += sorted(going)
        self.slots[unit] = tuple(slot for slot in self.slots[unit] if slot.id not in going)

    def succeed(self, unit: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Note who follows whom, and let the first held slot's holder take a kept slot that is vacant."""
        for origin, place in pairs:
            self.successions.append((origin, place))
            by_id = {slot.id: slot for slot in self.slots[unit]}
            if by_id[place].holder is None and by_id[origin].holder is not None:
                taken = replace(by_id[place], holder=by_id[origin].holder)
                self.revise(unit, {place: taken, origin: replace(by_id[origin], holder=None)})


def known_unit(draft: Draft, unit: str, *field_path: str | int) -> Unit:
    """Return a unit that a step names.

    Raises
    ------
    StepError
        If it does not exist, or not any more.
    """
    if unit not in draft.units:
        raise StepError(f"no unit '{unit}' exists on this date{did_you_mean(unit, draft.units)}", *field_path)
    return draft.units[unit]


def known_units(draft: Draft, units: Iterable[str], field_name: str) -> tuple[str, ...]:
    """Return the units that a step names, each once.

    Raises
    ------
    StepError
        If one does not exist or is named twice.
    """
    seen: list[str] = []
    for position, unit in enumerate(units):
        known_unit(draft, unit, field_name, position)
        if unit in seen:
            raise StepError(f"unit '{unit}' is named twice; name it once", field_name, position)
        seen.append(unit)
    return tuple(seen)
