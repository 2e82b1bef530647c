"""What a reader should know of lists before anything is made of them: doubtful, odd or missing, counted and placed."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from orgsim.errors import Message, Place
from orgsim.io.importing.cells import ListRow
from orgsim.io.importing.grids import Grid
from orgsim.io.importing.headers import Heading
from orgsim.io.importing.keys import plain
from orgsim.io.importing.people import Entry
from orgsim.io.importing.settle import Staff
from orgsim.io.importing.units import Units
from orgsim.model.dates import month_index
from orgsim.model.law import Law
from orgsim.model.organisation import Rank, Standing
from orgsim.rules.law.code import grade_scales

__all__ = ["Finding", "counts", "list_findings", "staff_findings", "unit_findings"]

_OLD, _YOUNG = 65 * 12, 18 * 12
_UNREAD = frozenset({"", "stt", "tt", "so tt", "so thu tu", "no", "ghi chu", "note", "notes", "remarks"})
"""Columns of which nobody expects that they are read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader of lists should know; it keeps nothing from being imported.

    Parameters
    ----------
    kind
        A word by which programs know it.
    count
        How many rows, cells, units or columns it is about.
    places
        Where, in order.
    """

    kind: str
    message: str
    count: int
    places: tuple[Place, ...] = ()


def _found(kind: str, message: str, places: Iterable[Place]) -> Iterator[Finding]:
    """Yield a finding if it is about anything."""
    where = tuple(places)
    if where:
        yield Finding(kind, message, len(where), where)


def list_findings(
    grid: Grid, heading: Heading, passed: Sequence[ListRow], sections: Sequence[ListRow]
) -> Iterator[Finding]:
    """Yield what is odd about one list: columns and rows that are not read, formulas."""
    used = set(heading.columns.values())
    unread = [at for at, name in enumerate(heading.texts) if at not in used and plain(name) not in _UNREAD]
    names = ", ".join(f"'{heading.texts[at]}'" for at in unread if at not in heading.rivals)
    plainly = [grid.place(heading.row, at) for at in unread if at not in heading.rivals]
    yield from _found("columns-not-read", Message("columns that are not read: {names}", names=names), plainly)
    for at, field in sorted(heading.rivals.items()):
        chosen = heading.texts[heading.columns[field]]
        message = Message(
            "'{texts}' would do for {field} too; '{chosen}' is read. The mapping can say otherwise",
            texts=heading.texts[at],
            field=field,
            chosen=chosen,
        )
        yield Finding("column-in-doubt", message, 1, (grid.place(heading.row, at),))
    yield from _found(
        "rows-passed-over",
        Message("rows passed over: sums, signatures, headings"),
        (row.grid.place(row.at) for row in passed),
    )
    message = Message("headings that were taken for the unit of the rows beneath")
    yield from _found("sections", message, (row.grid.place(row.at) for row in sections))
    formulas = sorted((row, column) for row, column in grid.formulas if column in used and row > heading.last)
    yield from _found(
        "formulas",
        Message("formulas, of which the value last worked out is read"),
        (grid.place(*at) for at in formulas),
    )


def staff_findings(
    entries: Sequence[Entry], staff: Sequence[Staff], *, opening: dt.date, law: Law
) -> Iterator[Finding]:
    """Yield what is odd about people: perhaps twice in the lists, of an unusual age, retired, with another's pay."""
    first: dict[tuple[str, int], Entry] = {}
    named = [(entry, entry.birth.index) for entry in entries if entry.birth and entry.name]
    again = [one for one, born in named if first.setdefault((one.name.casefold(), born), one) is not one]
    yield from _found("perhaps-twice", Message("the same name and birth as in a row above"), _places(again, "name"))
    start = month_index(opening)
    message = Message("65 years or older on {opening}", opening=opening)
    yield from _found(
        "old", message, _places([one.entry for one in staff if start - one.birth >= _OLD and not one.gone], "birth")
    )
    young = [one.entry for one in staff if one.started - one.birth < _YOUNG]
    yield from _found("young", Message("younger than 18 at the start of service"), _places(young, "started"))
    gone = [one.entry for one in staff if one.gone]
    message = Message("retired by law before {opening}; they are left out, and their posts are vacant", opening=opening)
    yield from _found("retired", message, _places(gone, "birth"))
    years = [entry for entry in entries if entry.birth and not entry.birth.known]
    yield from _found(
        "birth-year-only", Message("only the year of birth is given; July is assumed"), _places(years, "birth")
    )
    scales = grade_scales(law, opening)
    steps = {
        grade: {Decimal(str(round(scale.first + scale.step * n, 3))).normalize() for n in range(scale.steps)}
        for grade, scale in scales.items()
    }
    odd = [
        entry
        for entry in entries
        if entry.coefficient is not None and entry.grade in steps and entry.coefficient not in steps[entry.grade]
    ]
    message = Message("coefficients that are no step of the grade; the grade is kept, the pay follows from it")
    yield from _found("coefficient-of-another-grade", message, _places(odd, "coefficient"))


def _places(entries: Iterable[Entry], field: str) -> Iterator[Place]:
    yield from (entry.row.problem(field, "").place for entry in entries)


def unit_findings(units: Units, staff: Sequence[Staff]) -> Iterator[Finding]:
    """Yield what is odd about units: names alike, nobody there, several heads, more people than posts."""
    names = sorted((plain(unit.name), unit.name) for unit in units.made)
    for _, alike in groupby(names, key=lambda name: name[0]):
        shown = sorted({name for _, name in alike})
        if len(shown) > 1:
            message = Message(
                "units whose names differ in accents only: {listed}. If they are one, write it one way",
                listed=", ".join(shown),
            )
            yield Finding("units-alike", message, len(shown))
    held: dict[str, list[Staff]] = {}
    for one in staff:
        held.setdefault(one.unit, []).append(one)
    listed = [unit for unit in units.made if unit.row]
    bosses = {unit.boss for unit in units.made}
    empty = [unit for unit in listed if unit.id not in held and unit.id not in bosses]
    yield from _found("units-without-people", Message("units without people"), (_place(unit.row) for unit in empty))
    for unit in listed:
        posts = sum(one.standing is Standing.AUTHORISED for one in held.get(unit.id, ()))
        if unit.establishment is not None and posts > unit.establishment:
            message = Message(
                "over establishment: {name}, {establishment} posts and {posts} people in them",
                name=unit.name,
                establishment=unit.establishment,
                posts=posts,
            )
            yield Finding("over-establishment", message, posts - unit.establishment, (_place(unit.row),))
    for unit in units.made:
        heads = [one for one in held.get(unit.id, ()) if one.rank is Rank.HEAD and one.standing is Standing.AUTHORISED]
        if len(heads) > 1:
            titles = ", ".join(sorted({one.title_text for one in heads}))
            message = Message(
                "{count} heads of {name}: {titles}. Under words.rank of the mapping, a title may be staff",
                count=len(heads),
                name=unit.name,
                titles=titles,
            )
            yield Finding("several-heads", message, len(heads), tuple(_places((one.entry for one in heads), "title")))


def _place(row: ListRow | None) -> Place:
    assert row
    return row.grid.place(row.at)


def counts(staff: Sequence[Staff]) -> Mapping[str, int]:
    """Return how many people are authorised, beyond the establishment, and part-timers."""
    return {standing.value: sum(one.standing is standing and not one.gone for one in staff) for standing in Standing}
