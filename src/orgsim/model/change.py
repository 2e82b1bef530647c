"""The organisation after a change, at a cost that grows with the change and not with the organisation."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from immutables import Map

from orgsim.errors import Message, StructureError
from orgsim.model.organisation import NONE, Duty, Ids, Organisation, Secondment, Site, Slot, Unit

__all__ = ["Change", "changed", "touched_units"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two organisations: new values by id, ``None`` for what ends; the rest as a whole."""

    units: Mapping[str, Unit | None] = field(default_factory=dict)
    slots: Mapping[str, tuple[Slot, ...] | None] = field(default_factory=dict)
    duties: Mapping[str, Duty | None] = field(default_factory=dict)
    sites: Mapping[str, Site | None] = field(default_factory=dict)
    dotted: frozenset[tuple[str, str]] = frozenset()
    seconded: Map[str, Secondment] = field(default_factory=Map)
    natives: Map[str, str] = field(default_factory=Map)
    restricted: frozenset[tuple[str, str]] = frozenset()


def changed(before: Organisation, change: Change) -> Organisation:
    """Return an organisation after a change, checked where it differs.

    It equals the organisation made anew from the same units, slots, duties and sites, which checks everything;
    a test holds the two against each other.

    Raises
    ------
    StructureError
        If a changed unit has no boss or stands in a circle, or something belongs to a unit that ended.
    """
    after: Organisation = object.__new__(Organisation)
    fields: dict[str, object] = {
        "units": _updated(before.units, change.units),
        "slots": _updated(before.slots, change.slots),
        "duties": _updated(before.duties, change.duties),
        "sites": _updated(before.sites, change.sites),
        "reports": _regrouped(before.reports, before.units, change.units, lambda unit: unit.reports_to),
        "duties_of": _regrouped(before.duties_of, before.duties, change.duties, lambda duty: duty.owner),
        "sites_of": _regrouped(before.sites_of, before.sites, change.sites, lambda site: site.unit),
        "boundary": before.boundary,
        "dotted": change.dotted,
        "seconded": change.seconded,
        "natives": change.natives,
        "restricted": change.restricted,
    }
    # The constructor would check all of it again; the indexes stand where they are cached.
    after.__dict__.update(fields)
    faults = list(_faults(before, after, change))
    if faults:
        raise StructureError("; ".join(faults))
    touched = touched_units(before, after, change)
    after.__dict__["tallies"] = _recounted(before, after, touched)
    return after


def touched_units(before: Organisation, after: Organisation, change: Change) -> frozenset[str]:
    """Return the units in which anything differs: what they are, what is theirs, or on which side of the boundary."""
    touched = {*change.units, *change.slots}
    for old, new in (*_pairs(before.duties, change.duties), *_pairs(before.sites, change.sites)):
        touched.update(_home(thing) for thing in (old, new) if thing is not None)
    for key in change.units:
        sides = {side.is_inside(key) for side in (before, after) if key in side.units}
        if len(sides) == 2:
            touched.update(before.under(key), after.under(key))
    return frozenset(touched)


def _home(thing: Duty | Site) -> str:
    return thing.owner if isinstance(thing, Duty) else thing.unit


def _recounted(before: Organisation, after: Organisation, touched: Iterable[str]) -> object:
    """Return the counts of an organisation from those before it: only what was touched is counted."""
    everywhere, inside = before.tallies
    sides = []
    for organisation in (before, after):
        here = [key for key in touched if key in organisation.units]
        within = {key for key in here if organisation.is_inside(key)}
        sides.append((organisation.count(within), organisation.count(key for key in here if key not in within)))
    (was_in, was_out), (now_in, now_out) = sides
    return everywhere - was_in - was_out + now_in + now_out, inside - was_in + now_in


def _updated(values: Mapping[str, T], change: Mapping[str, T | None]) -> Map[str, T]:
    assert isinstance(values, Map)
    if not change:
        return values
    updated = values.mutate()
    for key, value in change.items():
        if value is not None:
            updated[key] = value
        elif key in updated:
            del updated[key]
    return updated.finish()


def _pairs(values: Mapping[str, T], change: Mapping[str, T | None]) -> Iterator[tuple[T | None, T | None]]:
    return ((values.get(key), new) for key, new in change.items())


def _regrouped(
    groups: Map[str, Ids], values: Mapping[str, T], change: Mapping[str, T | None], group: Callable[[T], str | None]
) -> Map[str, Ids]:
    """Return groups of ids after a change of what they stand for."""
    for key, (old, new) in zip(change, _pairs(values, change), strict=True):
        was, now = (None if thing is None else group(thing) for thing in (old, new))
        if was == now:
            continue
        if was is not None:
            rest = groups[was].delete(key)
            groups = groups.set(was, rest) if rest else groups.delete(was)
        if now is not None:
            groups = groups.set(now, groups.get(now, NONE).set(key, None))
    return groups


def _faults(before: Organisation, after: Organisation, change: Change) -> Iterator[str]:
    """Yield what is wrong where the organisation differs."""
    ended = {key for key, unit in change.units.items() if unit is None and key in before.units}
    for _, unit in sorted(change.units.items()):
        if unit is not None:
            yield from _hierarchy_faults(before, after, unit)
    for key in sorted(ended):
        for what, left in (
            ("reports to", after.reports),
            ("belongs to", after.duties_of),
            ("belongs to", after.sites_of),
        ):
            yield from (
                Message("'{thing}' {what} '{key}', which ended", thing=thing, what=what, key=key)
                for thing in sorted(left.get(key, NONE))[:3]
            )
    if before.boundary in ended:
        yield Message("the boundary '{boundary}' is not a unit", boundary=before.boundary)
    for key in sorted(change.units.keys() | change.slots.keys()):
        if (key in after.units) != (key in after.slots):
            yield Message("slots are given for other units than exist: '{key}'", key=key)
    for key, duty in sorted(change.duties.items()):
        if duty is not None and duty.owner not in after.units:
            yield Message("duty '{key}' belongs to no unit ('{owner}')", key=key, owner=duty.owner)
    for key, site in sorted(change.sites.items()):
        if site is not None and site.unit not in after.units:
            yield Message("site '{key}' belongs to no unit ('{unit}')", key=key, unit=site.unit)
    marks = ("dotted", "seconded", "natives", "restricted")
    if ended or any(getattr(before, name) is not getattr(after, name) for name in marks):
        yield from after.stray_marks()


def _hierarchy_faults(before: Organisation, after: Organisation, unit: Unit) -> Iterator[str]:
    old = before.units.get(unit.id)
    if old is not None and old.reports_to == unit.reports_to:
        return
    if unit.reports_to is None:
        yield Message("unit '{id}' reports to nobody; only the top may", id=unit.id)
        return
    line = {unit.id}
    boss: str | None = unit.reports_to
    while boss is not None:
        if boss not in after.units:
            yield Message("unit '{id}' reports to '{boss}', which is not a unit", id=unit.id, boss=boss)
            return
        if boss in line:
            yield Message("units report to each other in a circle: {listed}", listed=", ".join(sorted(line)[:5]))
            return
        line.add(boss)
        boss = after.units[boss].reports_to
