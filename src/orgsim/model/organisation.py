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
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cached_property

import networkx as nx

from orgsim.errors import StructureError

__all__ = ["Duty", "Funding", "Organisation", "Person", "Rank", "Sex", "Site", "Slot", "Standing", "Tally", "Unit"]


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
    """A person at the start of the horizon; ``birth`` and ``started`` are months (:mod:`orgsim.model.dates`)."""

    id: str
    birth: int
    sex: Sex
    started: int
    grade: str
    contract: str


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
    """A function for which exactly one unit is accountable."""

    id: str
    name: str
    name_vi: str
    owner: str


@dataclass(frozen=True, slots=True)
class Site:
    """A place of work of a unit, such as a satellite school site (điểm trường)."""

    id: str
    name: str
    unit: str
    open: bool


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


@dataclass(frozen=True)
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

    def __post_init__(self) -> None:
        faults = [*hierarchy_faults(self.units), *self._stray_references()]
        if faults:
            raise StructureError("; ".join(faults))

    def _stray_references(self) -> Iterator[str]:
        """Yield what belongs to a unit that does not exist, and slots or holders that appear twice."""
        known = self.units.keys()
        if self.boundary not in known:
            yield f"the boundary '{self.boundary}' is not a unit"
        if self.slots.keys() != known:
            yield f"slots are given for other units than exist: {sorted(self.slots.keys() ^ known)[:5]}"
        yield from (
            f"duty '{d.id}' belongs to no unit ('{d.owner}')" for d in self.duties.values() if d.owner not in known
        )
        yield from (
            f"site '{s.id}' belongs to no unit ('{s.unit}')" for s in self.sites.values() if s.unit not in known
        )
        yield from (f"dotted line {line} ends at no unit" for line in sorted(self.dotted) if not known >= set(line))
        seen: set[str] = set()
        held: set[str] = set()
        for slot in self.every_slot:
            if slot.id in seen:
                yield f"slot '{slot.id}' exists twice"
            seen.add(slot.id)
            if slot.holder is not None and slot.holder in held:
                yield f"person '{slot.holder}' holds two slots"
            if slot.holder is not None:
                held.add(slot.holder)

    @cached_property
    def chart(self) -> "nx.DiGraph[str]":
        """The line hierarchy: edges point from the boss to the unit that reports to it. Frozen."""
        chart = _chart(self.units)
        nx.freeze(chart)
        return chart

    @cached_property
    def inside(self) -> frozenset[str]:
        """The ids of the units within the boundary."""
        return frozenset({self.boundary} | nx.descendants(self.chart, self.boundary))

    @cached_property
    def tallies(self) -> tuple[Tally, Tally]:
        """Counts of everything, and of what is within the boundary; the boundary unit itself is no unit then."""
        everywhere = _tally(self, self.units.keys())
        inside = _tally(self, self.inside)
        return everywhere, replace(inside, units=inside.units - 1)

    @property
    def every_slot(self) -> Iterator[Slot]:
        """The slots of all units, in the order of the units' ids."""
        return (slot for unit in sorted(self.slots) for slot in self.slots[unit])


def _tally(organisation: Organisation, units: Collection[str]) -> Tally:
    """Count the given units and what belongs to them, in one pass over the slots."""
    posts = funded = heads = deputies = supernumerary = grassroots = people = part_timers = 0
    for unit in units:
        for slot in organisation.slots[unit]:
            held = slot.holder is not None
            heads += slot.rank is Rank.HEAD
            deputies += slot.rank is Rank.DEPUTY
            if slot.standing is Standing.GRASSROOTS:
                grassroots += 1
                part_timers += held
                continue
            people += held
            if slot.standing is Standing.AUTHORISED:
                posts += 1
                funded += slot.funding is Funding.STATE
            else:
                supernumerary += 1
    return Tally(
        units=len(units),
        posts=posts,
        funded_posts=funded,
        heads=heads,
        deputies=deputies,
        supernumerary=supernumerary,
        grassroots=grassroots,
        people=people,
        part_timers=part_timers,
        duties=sum(duty.owner in units for duty in organisation.duties.values()),
        open_sites=sum(site.open and site.unit in units for site in organisation.sites.values()),
    )


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
    yield from (f"unit '{u.id}' reports to '{u.reports_to}', which is not a unit" for u in strays)
    tops = sorted(u.id for u in units.values() if u.reports_to is None)
    if not tops:
        yield "no unit is the top: every unit reports to another"
    if len(tops) > 1:
        yield f"{len(tops)} units report to nobody ({', '.join(tops[:5])}); only the top may"
    if len(tops) != 1 or strays:
        return
    chart = _chart(units)
    # One top, one boss each and all reached: an arborescence, so no cycle can hide.
    reached: set[str] = nx.descendants(chart, tops[0])
    lost = sorted(set(units) - {tops[0]} - reached)
    if lost:
        yield f"units report to each other in a circle: {', '.join(lost[:5])}"
