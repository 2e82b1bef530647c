"""What every operator works with: an organisation taken apart, and a record of what happened to it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeVar

from immutables import Map

from orgsim.errors import Message, StepError, did_you_mean
from orgsim.model.change import Change
from orgsim.model.ledger import Descent
from orgsim.model.organisation import NONE, Duty, Organisation, Rank, Secondment, Site, Slot, Standing, Unit

__all__ = ["Draft", "Overlay", "known_unit", "known_units"]

T = TypeVar("T")


class Overlay(MutableMapping[str, T]):
    """A mapping that is written beside another one, which stays as it is; ``changes`` is all that was written."""

    def __init__(self, base: Mapping[str, T]) -> None:
        self.base = base
        self.changes: dict[str, T | None] = {}

    def __getitem__(self, key: str) -> T:
        value = self.changes[key] if key in self.changes else self.base[key]
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: T) -> None:
        self.changes[key] = value

    def __delitem__(self, key: str) -> None:
        self.changes[key] = None

    def __iter__(self) -> Iterator[str]:
        yield from (key for key in self.base if key not in self.changes)
        yield from (key for key, value in self.changes.items() if value is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, key: object) -> bool:
        return self.changes[key] is not None if key in self.changes else key in self.base


@dataclass(slots=True)
class Draft:
    """An organisation in the hands of one operator, and the names for the ledger entry.

    The draft is private to one call of :func:`~orgsim.rules.reorganise.apply`; the organisation it was
    taken from is never touched. The lists are those of :class:`~orgsim.model.ledger.LedgerEntry`.
    """

    step: str
    before: Organisation
    units: Overlay[Unit]
    slots: Overlay[tuple[Slot, ...]]
    duties: Overlay[Duty]
    sites: Overlay[Site]
    dotted: frozenset[tuple[str, str]]
    seconded: Map[str, Secondment]
    natives: Map[str, str]
    restricted: frozenset[tuple[str, str]]
    boundary: str
    abolished: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    successions: list[tuple[str, str]] = field(default_factory=list)
    exchanges: list[tuple[str, str]] = field(default_factory=list)
    descents: list[Descent] = field(default_factory=list)
    founded: list[str] = field(default_factory=list)
    duties_begun: list[str] = field(default_factory=list)
    duties_ended: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, organisation: Organisation, step: str) -> "Draft":
        """Take an organisation apart for a step."""
        return cls(
            step=step,
            before=organisation,
            units=Overlay(organisation.units),
            slots=Overlay(organisation.slots),
            duties=Overlay(organisation.duties),
            sites=Overlay(organisation.sites),
            dotted=organisation.dotted,
            seconded=Map(organisation.seconded),
            natives=Map(organisation.natives),
            restricted=organisation.restricted,
            boundary=organisation.boundary,
        )

    @property
    def change(self) -> Change:
        """All that differs from the organisation before."""
        return Change(
            units=self.units.changes,
            slots=self.slots.changes,
            duties=self.duties.changes,
            sites=self.sites.changes,
            dotted=self.dotted,
            seconded=self.seconded,
            natives=self.natives,
            restricted=self.restricted,
        )

    def reports(self, unit: str) -> list[str]:
        """Return the units that report to a unit, sorted."""
        return self._members(self.before.reports.get(unit, NONE), self.units, unit, lambda found: found.reports_to)

    def duties_of(self, unit: str) -> list[str]:
        """Return the duties of a unit, sorted."""
        return self._members(self.before.duties_of.get(unit, NONE), self.duties, unit, lambda found: found.owner)

    def sites_of(self, unit: str) -> list[str]:
        """Return the sites of a unit, sorted."""
        return self._members(self.before.sites_of.get(unit, NONE), self.sites, unit, lambda found: found.unit)

    @staticmethod
    def _members(known: Iterable[str], things: Overlay[T], unit: str, home: Callable[[T], str | None]) -> list[str]:
        unchanged = (key for key in known if key not in things.changes)
        changed = (key for key, thing in things.changes.items() if thing is not None and home(thing) == unit)
        return sorted([*unchanged, *changed])

    def bosses(self, unit: str) -> Iterator[str]:
        """Yield the units above a unit, nearest first."""
        boss = self.units[unit].reports_to
        while boss is not None:
            yield boss
            boss = self.units[boss].reports_to

    def revise(self, unit: str, revised: Mapping[str, Slot]) -> None:
        """Replace slots of a unit by id."""
        self.slots[unit] = tuple(revised.get(slot.id, slot) for slot in self.slots[unit])

    def add(self, unit: str, slots: Iterable[Slot]) -> None:
        """Give slots to a unit, beside those it has."""
        self.slots[unit] = tuple(sorted((*self.slots[unit], *slots), key=lambda slot: slot.id))

    def take(self, unit: str, slots: Iterable[Slot]) -> None:
        """Take slots from a unit."""
        going = {slot.id for slot in slots}
        self.slots[unit] = tuple(slot for slot in self.slots[unit] if slot.id not in going)

    def found(self, unit: Unit) -> None:
        """Bring a unit into being that stems from no other."""
        self.units[unit.id] = unit
        self.slots[unit.id] = ()
        self.founded.append(unit.id)

    def descend(self, origin: str, heirs: Sequence[tuple[str, Fraction]]) -> None:
        """Note which units a unit becomes, and to which shares."""
        self.descents += [Descent(origin, heir, share) for heir, share in heirs]

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
        self.take(unit, going.values())
        for key in going:
            if key in self.seconded:
                self.seconded = self.seconded.delete(key)

    def succeed(self, unit: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Note who follows whom, and let the first held slot's holder take a kept slot that is vacant."""
        for origin, place in pairs:
            self.move_holder((unit, origin), (unit, place))

    def move_holder(self, origin: tuple[str, str], place: tuple[str, str]) -> None:
        """Note that the holder of a slot takes another one if it is vacant, and let them; each is ``(unit, slot)``."""
        self.successions.append((origin[1], place[1]))
        for unit in (origin[0], place[0]):
            self.slots[unit] = self.slots[unit]  # the proof looks at both, also where nobody moves here
        leaving, taken = self.slot(*origin), self.slot(*place)
        if taken.holder is None and leaving.holder is not None:
            self.revise(place[0], {taken.id: replace(taken, holder=leaving.holder)})
            self.revise(origin[0], {leaving.id: replace(leaving, holder=None)})
            self.follow_person(leaving.id, taken.id)

    def exchange(self, first: tuple[str, str], second: tuple[str, str]) -> None:
        """Let the holders of two slots change places; each is ``(unit, slot)``."""
        one, two = self.slot(*first), self.slot(*second)
        self.exchanges.append((one.id, two.id))
        self.revise(first[0], {one.id: replace(one, holder=two.holder)})
        self.revise(second[0], {two.id: replace(two, holder=one.holder)})
        self.follow_person(one.id, two.id)

    def slot(self, unit: str, key: str) -> Slot:
        """Return a slot of a unit."""
        return next(slot for slot in self.slots[unit] if slot.id == key)

    def follow_person(self, origin: str, place: str) -> None:
        """Let secondments follow the people of two slots who changed places; a vacant slot has none."""
        first, second = self.seconded.get(origin), self.seconded.get(place)
        for key, secondment in ((origin, second), (place, first)):
            if secondment is not None:
                self.seconded = self.seconded.set(key, secondment)
            elif key in self.seconded:
                self.seconded = self.seconded.delete(key)


def known_unit(draft: Draft, unit: str, *field_path: str | int) -> Unit:
    """Return a unit that a step names.

    Raises
    ------
    StepError
        If it does not exist, or not any more.
    """
    if unit not in draft.units:
        error = StepError(
            Message("no unit '{unit}' exists on this date{guess}", unit=unit, guess=did_you_mean(unit, draft.units)),
            *field_path,
        )
        error.missing_unit = unit
        raise error
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
            raise StepError(Message("unit '{unit}' is named twice; name it once", unit=unit), field_name, position)
        seen.append(unit)
    return tuple(seen)
