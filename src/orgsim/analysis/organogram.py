"""Two snapshots of one body, held against each other: an observed ledger of units, posts and FTE.

Posts are known again by their reference, and nothing else: a body that gives the reference of a post to another
one makes it look moved. Names of units are known again whatever their case. All sums are exact.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from orgsim.analysis.organogram_values import (
    NOTHING,
    GradeChange,
    OrganogramDiff,
    PostChange,
    PostWhat,
    Snapshot,
    UnitChange,
    UnitFlow,
)
from orgsim.errors import ConservationError
from orgsim.model.organogram import JuniorGroup, Organogram, SeniorPost
from orgsim.rules.organogram.keys import lasting_reference, slug, unit_key
from orgsim.rules.organogram.lines import units_of

__all__ = ["diff_organograms"]


def diff_organograms(before: Organogram, after: Organogram) -> OrganogramDiff:
    """Return what changed from one snapshot to another.

    If one has no junior file, senior posts alone are compared.

    Raises
    ------
    ConservationError
        If opening and changes of a unit do not make its closing: a fault of orgsim.

    Examples
    --------
    >>> def post(reference, unit, fte="1"):
    ...     return SeniorPost(2, reference, "T", "SCS1", unit, "XX", Decimal(fte), None, "")
    >>> old = Organogram("D", "D", None, (post("007", "Land Forces"), post("8", "Staff")), ())
    >>> new = Organogram("D", "D", None, (post("7", "Army", "0.8"), post("9", "Staff")), ())
    >>> found = diff_organograms(old, new)
    >>> [(unit.what, unit.unit, unit.into) for unit in found.units]
    [('renamed', 'land-forces', 'army')]
    >>> [(post.reference, *post.what) for post in found.posts]
    [('007', 'carried', 'resized'), ('8', 'abolished'), ('9', 'created')]
    """
    seniors_only = before.juniors is None or after.juniors is None
    unclear = _unclear(before) | _unclear(after)
    one, two = (_Side(side, () if seniors_only else side.juniors or (), unclear) for side in (before, after))
    units = _units(one, two)
    heirs = {unit.unit: unit.into for unit in units if unit.into}
    changes = _posts(one, two, heirs)
    flows = _flows(one, two, heirs)
    return OrganogramDiff(
        before=one.said,
        after=two.said,
        seniors_only=seniors_only,
        units=units,
        posts=changes,
        kept=len(one.posts.keys() & two.posts.keys()),
        flows=flows,
        total=_total(flows),
        grades=_grades(one, two),
    )


@dataclass(frozen=True)
class _Post:
    """A senior post that can be known again; the rows that share its reference are one post."""

    reference: str
    title: str
    unit: str
    grades: tuple[str, ...]
    fte: Decimal


@dataclass(frozen=True)
class _Side:
    """A snapshot, and its senior posts by lasting reference, without those that are unclear in either snapshot."""

    organogram: Organogram
    juniors: tuple[JuniorGroup, ...]
    unclear: frozenset[str]

    @property
    def rows(self) -> tuple[SeniorPost | JuniorGroup, ...]:
        return (*self.organogram.seniors, *self.juniors)

    @cached_property
    def posts(self) -> Mapping[str, _Post]:
        return {
            key: _Post(
                reference=rows[0].reference,
                title=rows[0].title,
                unit=unit_key(rows[0].unit),
                grades=tuple(sorted({row.grade for row in rows})),
                fte=sum((row.fte or NOTHING for row in rows), NOTHING),
            )
            for key, rows in sorted(_by_reference(self.organogram).items())
            if key not in self.unclear
        }

    @cached_property
    def untraced(self) -> Mapping[str, Decimal]:
        """The FTE by unit of senior rows that cannot be known again."""
        return _by_unit(row for row in self.organogram.seniors if lasting_reference(row.reference) not in self.posts)

    @cached_property
    def junior(self) -> Mapping[str, Decimal]:
        return _by_unit(self.juniors)

    @cached_property
    def whole(self) -> Mapping[str, Decimal]:
        return _by_unit(self.rows)

    @property
    def names(self) -> Mapping[str, str]:
        return {unit: name for unit, name in units_of(self.organogram).items() if unit in self.whole}

    @property
    def said(self) -> Snapshot:
        day = self.organogram.day
        return Snapshot(
            organisation=self.organogram.organisation,
            day=str(day) if day else "",
            senior_fte=self.organogram.senior_fte,
            junior_fte=sum(self.junior.values(), NOTHING),
        )


def _by_reference(organogram: Organogram) -> dict[str, list[SeniorPost]]:
    found: dict[str, list[SeniorPost]] = {}
    for row in organogram.seniors:
        if (reference := lasting_reference(row.reference)) is not None:
            found.setdefault(reference, []).append(row)
    return found


def _unclear(organogram: Organogram) -> frozenset[str]:
    """Return references that stand in several units, or that two posts have but for zeros in front or case."""
    rows = _by_reference(organogram).items()
    return frozenset(key for key, found in rows if len({(unit_key(row.unit), row.reference) for row in found}) > 1)


def _by_unit(rows: Iterable[SeniorPost | JuniorGroup]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        unit = unit_key(row.unit)
        found[unit] = found.get(unit, NOTHING) + (row.fte or NOTHING)
    return found


def _units(before: _Side, after: _Side) -> tuple[UnitChange, ...]:
    """Return the units that ended, with their heirs, and those that began, with the unit that gave most posts."""
    ended, began = before.names.keys() - after.names.keys(), after.names.keys() - before.names.keys()
    kept = before.posts.keys() & after.posts.keys()
    ways = Counter((before.posts[post].unit, after.posts[post].unit) for post in kept)
    found = [_ended(unit, before.names[unit], ways, began) for unit in sorted(ended)]
    renamed = {unit.into for unit in found if unit.what == "renamed"}
    for unit in sorted(began - renamed):
        known, most, _ = _most((there, here) for (here, there), n in ways.items() for _ in range(n) if there == unit)
        found.append(UnitChange(what="began", unit=unit, name=after.names[unit], known_again=known, there=most))
    return tuple(found)


def _ended(unit: str, name: str, ways: Mapping[tuple[str, str], int], began: Iterable[str]) -> UnitChange:
    known, most, into = _most(way for way, n in ways.items() for _ in range(n) if way[0] == unit)
    if 2 * most <= known:
        return UnitChange(what="ended", unit=unit, name=name, known_again=known)
    whole = sum(n for (_, there), n in ways.items() if there == into)
    renamed = into in began and 2 * most > whole
    return UnitChange(
        what="renamed" if renamed else "merged", unit=unit, name=name, into=into, known_again=known, there=most
    )


def _most(pairs: Iterable[tuple[str, str]]) -> tuple[int, int, str]:
    """Count the second ones of pairs: all of them, and the most frequent one, the first by name of equals."""
    count = Counter(second for _, second in pairs)
    if not count:
        return 0, 0, ""
    first = min(count, key=lambda one: (-count[one], one))
    return count.total(), count[first], first


def _posts(before: _Side, after: _Side, heirs: Mapping[str, str]) -> tuple[PostChange, ...]:
    found = []
    for reference in sorted(before.posts.keys() | after.posts.keys()):
        old, new = before.posts.get(reference), after.posts.get(reference)
        either = old or new
        assert either
        if what := _happened(old, new, heirs):
            change = PostChange(
                what=what,
                reference=either.reference,
                title=either.title,
                unit_before=old.unit if old else "",
                unit_after=new.unit if new else "",
                grade_before=" / ".join(old.grades) if old else "",
                grade_after=" / ".join(new.grades) if new else "",
                fte_before=old.fte if old else NOTHING,
                fte_after=new.fte if new else NOTHING,
            )
            found.append(change)
    return tuple(found)


def _happened(old: _Post | None, new: _Post | None, heirs: Mapping[str, str]) -> tuple[PostWhat, ...]:
    if old is None:
        return ("created",)
    if new is None:
        return ("abolished",)
    what: list[PostWhat] = []
    if old.unit != new.unit:
        what.append("carried" if heirs.get(old.unit) == new.unit else "moved")
    if {slug(grade) for grade in old.grades} != {slug(grade) for grade in new.grades}:
        what.append("regraded")
    if old.fte != new.fte:
        what.append("resized")
    return tuple(what)


def _flows(before: _Side, after: _Side, heirs: Mapping[str, str]) -> tuple[UnitFlow, ...]:
    names = dict(sorted({**before.names, **after.names}.items()))
    amounts: dict[tuple[str, str], Decimal] = {}

    def add(unit: str, flow: str, fte: Decimal) -> None:
        amounts[unit, flow] = amounts.get((unit, flow), NOTHING) + fte

    for reference in sorted(before.posts.keys() | after.posts.keys()):
        old, new = before.posts.get(reference), after.posts.get(reference)
        if old is None or new is None:
            if old is not None:
                add(old.unit, "abolished", old.fte)
            if new is not None:
                add(new.unit, "created", new.fte)
            continue
        if old.unit != new.unit:
            way = "carried" if heirs.get(old.unit) == new.unit else "moved"
            add(old.unit, f"{way}_out", old.fte)
            add(new.unit, f"{way}_in", old.fte)
        add(new.unit, "resized", new.fte - old.fte)
    for unit, heir in heirs.items():
        add(unit, "carried_out", before.junior.get(unit, NOTHING))
        add(heir, "carried_in", before.junior.get(unit, NOTHING))
        add(unit, "junior", before.junior.get(unit, NOTHING))
        add(heir, "junior", -before.junior.get(unit, NOTHING))
    for unit in names:
        add(unit, "junior", after.junior.get(unit, NOTHING) - before.junior.get(unit, NOTHING))
        add(unit, "untraced", after.untraced.get(unit, NOTHING) - before.untraced.get(unit, NOTHING))
        add(unit, "opening", before.whole.get(unit, NOTHING))
        add(unit, "closing", after.whole.get(unit, NOTHING))
    found = tuple(
        UnitFlow(unit=unit, name=name, **{flow: fte for (where, flow), fte in amounts.items() if where == unit})
        for unit, name in names.items()
    )
    for flow in found:
        if flow.explained != flow.closing:
            raise ConservationError(f"unit '{flow.unit}': {flow.explained} FTE are explained, {flow.closing} are there")
    return found


_FLOWS = tuple(name for name in UnitFlow.model_fields if name not in ("unit", "name"))


def _total(flows: Iterable[UnitFlow]) -> UnitFlow:
    """Return all units together; what moved or was carried between them comes as often as it goes."""
    rows = tuple(flows)
    sums = {name: sum((getattr(flow, name) for flow in rows), NOTHING) for name in _FLOWS}
    total = UnitFlow(unit="", name="", **sums)
    if total.moved_in != total.moved_out or total.carried_in != total.carried_out or total.explained != total.closing:
        raise ConservationError(f"all units: {total.explained} FTE are explained, {total.closing} are there")
    return total


def _grades(before: _Side, after: _Side) -> tuple[GradeChange, ...]:
    names: dict[str, str] = {}
    sums: tuple[dict[str, Decimal], dict[str, Decimal]] = ({}, {})
    for side, found in zip((before, after), sums, strict=True):
        for row in side.rows:
            grade = slug(row.grade)
            names.setdefault(grade, row.grade)
            found[grade] = found.get(grade, NOTHING) + (row.fte or NOTHING)
    return tuple(
        GradeChange(
            grade=grade,
            name=names[grade],
            opening=sums[0].get(grade, NOTHING),
            change=sums[1].get(grade, NOTHING) - sums[0].get(grade, NOTHING),
            closing=sums[1].get(grade, NOTHING),
        )
        for grade in sorted(names)
    )
