"""The organisation: units, slots, duties and sites, at one moment.

Words
-----
unit
    A node of the organisation: agency, division, school, commune, village, association.
slot
    A post or a supernumerary place. It keeps its identity through every reorganisation.
post
    A slot that is authorised; the authorised posts together are the *establishment*.
supernumerary
    The place of a person employed beyond the establishment, run off over time.
grassroots
    A part-time place outside the establishment, such as a village head's. The ledger counts it; the
    engine does not simulate its holder, who is elected and neither recruited nor retired.
boundary
    The unit whose subtree is the modelled organisation; all other units are outside it, and moving a
    unit across the boundary changes nothing else.
secondment
    A person works in a host unit for a time, keeps the slot at home, and has the right to return to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property

import networkx as nx
from immutables import Map

from orgsim.errors import Message, StructureError
from orgsim.model.tally import Tally

__all__ = [
    "NONE",
    "Duty",
    "Funding",
    "Ids",
    "Organisation",
    "Person",
    "Rank",
    "Secondment",
    "Sex",
    "Site",
    "Slot",
    "Standing",
    "Unit",
    "grouped",
    "hierarchy_faults",
]

Ids = Map[str, None]
"""A set of ids that shares its structure with the sets it was made from."""


class Rank(StrEnum):
    """What a slot leads: a unit, a part of it, or nothing."""

    HEAD = "head"
    DEPUTY = "deputy"
    STAFF = "staff"


class Standing(StrEnum):
    """How a slot counts: in the establishment, beyond it, or outside it."""

    AUTHORISED = "authorised"
    SUPERNUMERARY = "supernumerary"
    GRASSROOTS = "grassroots"


class Funding(StrEnum):
    """Who pays for a slot."""

    STATE = "state"
    OWN = "own-revenue"
    PROVINCE = "province"
    OUTSIDE = "outside"


class Sex(StrEnum):
    """Sex, as the retirement and mortality tables know it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class Person:
    """A person at the start of the horizon; ``birth`` and ``started`` are months (:mod:`orgsim.model.dates`).

    ``rating`` is that of the work, higher being better; ``None`` if there is none.
    """

    id: str
    birth: int
    sex: Sex
    started: int
    grade: str
    contract: str
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the organisation.

    ``counted_as`` names the group in which the unit is counted (agencies, associations, villages …);
    ``reports_to`` is the boss, ``None`` at the top.
    """

    id: str
    name: str
    name_vi: str
    kind: str
    counted_as: str
    reports_to: str | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A post or a supernumerary place; ``group`` is the staff group, ``holder`` the id of a person."""

    id: str
    title: str
    rank: Rank
    standing: Standing
    funding: Funding
    group: str
    holder: str | None


@dataclass(frozen=True, slots=True)
class Duty:
    """A task for which exactly one unit is accountable.

    ``function`` names what is done, whoever does it and wherever: two duties of one function overlap.
    """

    id: str
    name: str
    name_vi: str
    owner: str
    function: str


@dataclass(frozen=True, slots=True)
class Site:
    """A place of work of a unit, such as a satellite school site (điểm trường)."""

    id: str
    name: str
    unit: str
    open: bool


@dataclass(frozen=True, slots=True)
class Secondment:
    """The holder of a slot works in the host unit; ``step`` sent them there."""

    host: str
    step: str


@dataclass(frozen=True, repr=False)
class Organisation:
    """Units in one hierarchy, with their slots, duties and sites. Never changed: a step returns a new one.

    Parameters
    ----------
    units
        The units by id.
    slots
        The slots of each unit, by unit id; every unit has an entry, which may be empty.
    duties, sites
        By id.
    dotted
        Further reporting lines ``(from, to)`` beside the hierarchy.
    boundary
        The id of the unit whose subtree is the modelled organisation.
    seconded
        Who works elsewhere for a time, by the id of the slot that they keep.
    natives
        The unit of which a person is a native, by the person's id, where it is known.
    restricted
        Pairs ``(unit, title)``: no native of the unit may hold that title in it.

    Raises
    ------
    StructureError
        If the units are not one hierarchy, or something belongs to a unit that does not exist. All
        faults are listed.
    """

    units: Mapping[str, Unit]
    slots: Mapping[str, tuple[Slot, ...]]
    duties: Mapping[str, Duty]
    sites: Mapping[str, Site]
    dotted: frozenset[tuple[str, str]]
    boundary: str
    seconded: Mapping[str, Secondment] = field(default_factory=dict)
    natives: Mapping[str, str] = field(default_factory=dict)
    restricted: frozenset[tuple[str, str]] = frozenset()

    def __repr__(self) -> str:
        # Whole for an example of a test; a nation would fill the memory of whoever prints it.
        if len(self.units) <= _SHOWN:
            return f"Organisation({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in fields(self))})"
        return f"<Organisation of {len(self.units)} units, boundary '{self.boundary}'>"

    def __post_init__(self) -> None:
        # Maps share what a step leaves alone, so that a thousand organisations cost little more than one.
        for name in ("units", "slots", "duties", "sites", "seconded", "natives"):
            object.__setattr__(self, name, Map(getattr(self, name)))
        faults = [*hierarchy_faults(self.units), *self._stray_references()]
        if faults:
            raise StructureError("; ".join(faults))

    def _stray_references(self) -> Iterator[str]:
        """Yield what belongs to a unit that does not exist, and slots or holders that appear twice."""
        known, keyed = self.units, set(self.slots)
        if self.boundary not in known:
            yield Message("the boundary '{boundary}' is not a unit", boundary=self.boundary)
        if keyed != set(known):
            yield Message("slots are given for other units than exist: {sorted}", sorted=sorted(keyed ^ set(known))[:5])
        for key, duty in sorted(self.duties.items()):
            if duty.owner not in known:
                yield Message("duty '{key}' belongs to no unit ('{owner}')", key=key, owner=duty.owner)
        for key, site in sorted(self.sites.items()):
            if site.unit not in known:
                yield Message("site '{key}' belongs to no unit ('{unit}')", key=key, unit=site.unit)
        seen: set[str] = set()
        held: dict[str, str] = {}
        for slot in self.every_slot:
            if slot.id in seen:
                yield Message("slot '{id}' exists twice", id=slot.id)
            seen.add(slot.id)
            if slot.holder is not None and slot.holder in held:
                yield Message("person '{holder}' holds two slots", holder=slot.holder)
            if slot.holder is not None:
                held[slot.holder] = slot.id
        yield from self.stray_marks()
        for key in sorted(set(self.seconded) - set(held.values())):
            yield Message("nobody holds slot '{key}' and can be seconded from it", key=key)

    def stray_marks(self) -> Iterator[str]:
        """Yield dotted lines, secondments, natives and restrictions of units that do not exist."""
        known = self.units
        yield from (
            Message("dotted line {line} ends at no unit", line=line)
            for line in sorted(self.dotted)
            if not all(map(known.__contains__, line))
        )
        for key, secondment in sorted(self.seconded.items()):
            if secondment.host not in known:
                yield Message("the holder of '{key}' is seconded to no unit ('{host}')", key=key, host=secondment.host)
        for person, home in sorted(self.natives.items()):
            if home not in known:
                yield Message("person '{person}' is a native of no unit ('{home}')", person=person, home=home)
        for unit, title in sorted(self.restricted):
            if unit not in known:
                yield Message("title '{title}' is restricted in no unit ('{unit}')", title=title, unit=unit)

    @cached_property
    def chart(self) -> "nx.DiGraph[str]":
        """The line hierarchy: edges point from the boss to the unit that reports to it. Frozen."""
        chart = _chart(self.units)
        nx.freeze(chart)
        return chart

    @cached_property
    def inside(self) -> frozenset[str]:
        """The ids of the units within the boundary."""
        return frozenset(self.under(self.boundary))

    @cached_property
    def reports(self) -> Map[str, Ids]:
        """The units that report to each unit; one to which nobody reports may have no entry."""
        return grouped((key, unit.reports_to) for key, unit in self.units.items())

    @cached_property
    def duties_of(self) -> Map[str, Ids]:
        """The duties of each unit; one without duties may have no entry."""
        return grouped((key, duty.owner) for key, duty in self.duties.items())

    @cached_property
    def sites_of(self) -> Map[str, Ids]:
        """The sites of each unit; one without sites may have no entry."""
        return grouped((key, site.unit) for key, site in self.sites.items())

    @cached_property
    def tallies(self) -> tuple[Tally, Tally]:
        """Counts of everything, and of what is within the boundary; the boundary unit itself is no unit then."""
        return self.count(self.units), self.count(self.inside) - Tally(units=1)

    @property
    def every_slot(self) -> Iterator[Slot]:
        """The slots of all units, in the order of the units' ids."""
        return (slot for unit in sorted(self.slots) for slot in self.slots[unit])

    def bosses(self, unit: str) -> Iterator[str]:
        """Yield the units above a unit, nearest first."""
        boss = self.units[unit].reports_to
        while boss is not None:
            yield boss
            boss = self.units[boss].reports_to

    def is_inside(self, unit: str) -> bool:
        """Say whether a unit is within the boundary."""
        return unit == self.boundary or self.boundary in self.bosses(unit)

    def under(self, unit: str) -> Iterator[str]:
        """Yield a unit and all units under it; the order has no meaning."""
        yield unit
        for below in self.reports.get(unit, NONE):
            yield from self.under(below)

    def count(self, units: Iterable[str]) -> Tally:
        """Count units and what belongs to them, in one pass over their slots."""
        # Plain numbers and not a counter: a nation has half a million slots.
        number = duties = open_sites = 0
        heads = deputies = seconded = supernumerary = grassroots = people = part_timers = 0
        paid_by = dict.fromkeys(Funding, 0)
        for unit in units:
            number += 1
            duties += len(self.duties_of.get(unit, NONE))
            open_sites += sum(self.sites[site].open for site in self.sites_of.get(unit, NONE))
            for slot in self.slots[unit]:
                held = slot.holder is not None
                if slot.rank is not Rank.STAFF:
                    heads += slot.rank is Rank.HEAD
                    deputies += slot.rank is Rank.DEPUTY
                if slot.standing is Standing.GRASSROOTS:
                    grassroots += 1
                    part_timers += held
                    continue
                people += held
                if slot.standing is Standing.AUTHORISED:
                    paid_by[slot.funding] += 1
                else:
                    supernumerary += 1
            if self.seconded:
                seconded += sum(slot.id in self.seconded for slot in self.slots[unit])
        return Tally(
            units=number,
            posts=sum(paid_by.values()),
            funded_posts=paid_by[Funding.STATE],
            own_revenue_posts=paid_by[Funding.OWN],
            province_posts=paid_by[Funding.PROVINCE],
            outside_posts=paid_by[Funding.OUTSIDE],
            heads=heads,
            deputies=deputies,
            supernumerary=supernumerary,
            grassroots=grassroots,
            people=people,
            part_timers=part_timers,
            seconded=seconded,
            duties=duties,
            open_sites=open_sites,
        )


NONE: Ids = Map()
_SHOWN = 20
"""Units up to which an organisation is shown whole."""


def grouped(members: Iterable[tuple[str, str | None]]) -> Map[str, Ids]:
    """Collect members by group; who is in no group is left out.

    Examples
    --------
    >>> sorted(grouped([("a", "x"), ("b", "x"), ("c", None)])["x"])
    ['a', 'b']
    """
    groups: dict[str, dict[str, None]] = {}
    for member, group in members:
        if group is not None:
            groups.setdefault(group, {})[member] = None
    return Map({group: Map(found) for group, found in groups.items()})


def _chart(units: Mapping[str, Unit]) -> "nx.DiGraph[str]":
    chart: nx.DiGraph[str] = nx.DiGraph()
    chart.add_nodes_from(sorted(units))
    chart.add_edges_from((u.reports_to, u.id) for _, u in sorted(units.items()) if u.reports_to is not None)
    return chart


def hierarchy_faults(units: Mapping[str, Unit]) -> Iterator[str]:
    """Yield why units are not one hierarchy: one top, one boss for every other unit, no cycle.

    Examples
    --------
    >>> boss = Unit("a", "A", "A", "office", "agency", "b")
    >>> list(hierarchy_faults({"a": boss}))
    ["unit 'a' reports to 'b', which is not a unit", 'no unit is the top: every unit reports to another']
    """
    strays = [u for _, u in sorted(units.items()) if u.reports_to is not None and u.reports_to not in units]
    yield from (
        Message("unit '{id}' reports to '{reports_to}', which is not a unit", id=u.id, reports_to=u.reports_to)
        for u in strays
    )
    tops = sorted(u.id for u in units.values() if u.reports_to is None)
    if not tops:
        yield Message("no unit is the top: every unit reports to another")
    if len(tops) > 1:
        yield Message(
            "{count} units report to nobody ({listed}); only the top may", count=len(tops), listed=", ".join(tops[:5])
        )
    if len(tops) != 1 or strays:
        return
    chart = _chart(units)
    # One top, one boss each and all reached: an arborescence, so no cycle can hide.
    reached: set[str] = nx.descendants(chart, tops[0])
    lost = sorted(set(units) - {tops[0]} - reached)
    if lost:
        yield Message("units report to each other in a circle: {listed}", listed=", ".join(lost[:5]))
