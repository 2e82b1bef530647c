"""Lists read as a whole: every file, what was found in it, and the units and people that follow."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orgsim.errors import InputError, Message, Place, Problem
from orgsim.io.importing.grids import Grid, read_grids
from orgsim.io.importing.headers import Heading, find_heading
from orgsim.io.importing.keys import spelled
from orgsim.io.importing.mapping import ImportMapping, proposed_mapping
from orgsim.io.importing.people import PeopleRead, read_people
from orgsim.io.importing.quality import Finding, list_findings, staff_findings, unit_findings
from orgsim.io.importing.settle import Staff, opening_year, settle
from orgsim.io.importing.units import Units, UnitsRead, listed_units, named_units, read_units
from orgsim.io.law import read_law
from orgsim.io.validation import shown
from orgsim.model.law import Law
from orgsim.rules.law.code import LawError, grade_scales, parameter_on, provisions
from orgsim.rules.law.pay import PAY
from orgsim.rules.retirement import AGE

__all__ = ["ListFound", "Lists", "read_lists"]

_USUAL_YEAR = 2025
_ALIKE = 12
"""Cells of a column with the same fault that are told one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class ListFound:
    """A list: its file and sheet, where its heading stands, which column holds what, and how many rows it has."""

    file: str
    kind: str
    line: int
    columns: Mapping[str, str]
    rows: int


@dataclass(frozen=True)
class Lists:
    """Everything that was read.

    Parameters
    ----------
    name
        What the organisation is called.
    mapping
        How the lists were read, as plain values; see :mod:`.mapping`.
    problems
        What must be put right before a scenario can be made, in order.
    findings
        What a reader should know.
    """

    name: str
    found: tuple[ListFound, ...]
    units: Units
    staff: tuple[Staff, ...]
    opening: dt.date
    law: Law
    mapping: Mapping[str, Any]
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]

    @property
    def retire(self) -> bool:
        """Whether the law sets a retirement age."""
        return bool(provisions(self.law, AGE))


def read_lists(
    paths: Sequence[Path],
    *,
    name: str,
    jurisdiction: str = "vietnam",
    mapping: ImportMapping | None = None,
    sheet: str | None = None,
    opening: int | None = None,
) -> Lists:
    """Read staff lists and unit lists.

    Parameters
    ----------
    paths
        Files in .xlsx, .xls, .ods, .csv or .tsv; each sheet with a heading is a list.
    name
        What the organisation is called; the name of the unit that is made if the lists have no highest one.
    jurisdiction
        Whose law applies.
    mapping
        How columns and words are read; else by the names that orgsim knows.
    sheet
        The only sheet to read of every file.
    opening
        The year on whose first day the simulation begins; else the year after the latest start of service.

    Raises
    ------
    InputError
        If a file cannot be read, or no list is found. What is wrong within lists is told by ``problems``.
    """
    law = read_law(jurisdiction)
    used = mapping or ImportMapping()
    grids = list(_grids(paths, sheet))
    headed = [(grid, heading) for grid in grids if (heading := _heading(grid, used, sheet)) is not None]
    if not any(heading.kind == "people" for _, heading in headed):
        raise InputError(", ".join(map(str, paths)), map(_no_list, grids))
    grades = list(grade_scales(law, dt.date(opening or _USUAL_YEAR, 1, 1)))
    of_units = [(read_units(*one), one) for one in headed if one[1].kind == "units"]
    of_people = [(read_people(*one, used.words, grades), one) for one in headed if one[1].kind == "people"]
    rows = [row for read, _ in of_units for row in read.entries]
    entries = [entry for read, _ in of_people for entry in read.entries]
    units = listed_units(rows, name) if rows else named_units([one.unit for one in entries], name)
    first = dt.date(opening or opening_year(entries) or _USUAL_YEAR, 1, 1)
    staff, faults = settle(entries, units, opening=first, law=law, grades=grades)
    reads: list[tuple[UnitsRead | PeopleRead, tuple[Grid, Heading]]] = [*of_units, *of_people]
    findings = [
        *_passed_over(grids, [grid for grid, _ in headed]),
        *(found for read, one in reads for found in list_findings(*one, read.passed, read.sections)),
        *staff_findings(entries, staff, opening=first, law=law),
        *unit_findings(units, staff),
    ]
    return Lists(
        name=name,
        found=tuple(_told(*one, len(read.entries)) for read, one in reads),
        units=units,
        staff=tuple(staff),
        opening=first,
        law=law,
        mapping=proposed_mapping([heading for _, heading in headed], _words(read for read, _ in of_people), used),
        problems=tuple(
            _gathered(
                [
                    *(one for read, _ in reads for one in read.problems),
                    *units.problems,
                    *faults,
                    *(_unpaid(law, first, headed[0][0].file) if grades else ()),
                ]
            )
        ),
        findings=tuple(findings),
    )


def _grids(paths: Sequence[Path], sheet: str | None) -> Iterator[Grid]:
    faults: list[Problem] = []
    for path in paths:
        try:
            yield from read_grids(path, sheet)
        except InputError as error:
            faults += error.problems
    if faults:
        raise InputError(", ".join(map(str, paths)), faults)


def _heading(grid: Grid, mapping: ImportMapping, sheet: str | None) -> Heading | None:
    if sheet is None and (grid.hidden or spelled(grid.file.partition("!")[2]) in map(spelled, mapping.skip)):
        return None
    return find_heading(grid.rows, mapping.aliases)


def _no_list(grid: Grid) -> Problem:
    texts = [cell for row in grid.rows[:30] for cell in row if isinstance(cell, str)]
    seen = (
        Message("its first texts are {listed}", listed=", ".join(map(shown, texts[:4])))
        if texts
        else Message("there is no text in it")
    )
    expected = "such as 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Đơn vị', 'Chức vụ', 'Ngày vào ngành'"
    fault = Message(
        "expected a staff list, with a row of column names {expected}; found none in the first 30 rows: {seen}",
        expected=expected,
        seen=seen,
    )
    return Problem(Place(grid.file), "", fault)


def _passed_over(grids: Sequence[Grid], lists: Sequence[Grid]) -> Iterator[Finding]:
    for grid in grids:
        if not any(grid is one for one in lists):
            why = Message("it is hidden") if grid.hidden else Message("no staff list and no unit list was found in it")
            yield Finding("sheet-passed-over", Message("passed over: {why}", why=why), 1, (Place(grid.file),))


def _unpaid(law: Law, opening: dt.date, file: str) -> Iterator[Problem]:
    """Yield an opening on which a law with pay scales sets no pay."""
    try:
        for name in ("grades", *PAY):
            parameter_on(law, name, opening)
    except LawError:
        fault = Message(
            "the law of '{jurisdiction}' that orgsim has sets no pay on {opening}, the opening",
            jurisdiction=law.jurisdiction,
            opening=opening,
        )
        yield Problem(Place(file), "", Message("{fault}; set --opening to a later year", fault=fault))


def _told(grid: Grid, heading: Heading, rows: int) -> ListFound:
    columns = {field: heading.texts[column] for field, column in heading.columns.items()}
    return ListFound(grid.file, heading.kind, grid.lines[heading.row], columns, rows)


def _words(reads: Iterable[PeopleRead]) -> dict[str, dict[str, str | None]]:
    met: dict[str, dict[str, str | None]] = {}
    for read in reads:
        for about, words in read.words.items():
            met.setdefault(about, {}).update(words)
    return met


def _gathered(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems in order; of many cells of a column with the same fault, the first ones and how many follow."""
    alike: dict[tuple[str, int, str], list[Problem]] = {}
    for problem in sorted(set(problems)):
        alike.setdefault((problem.place.file, problem.place.column, problem.message), []).append(problem)
    for same in alike.values():
        if len(same) <= _ALIKE:
            yield from same
        else:
            yield from same[: _ALIKE - 1]
            more, last = len(same) - _ALIKE + 1, same[-1].place
            yield replace(
                same[_ALIKE - 1],
                message=Message(
                    "{message_} (so are {number:,} more, to {last})",
                    message_=same[0].message,
                    number=more - 1,
                    last=last,
                ),
            )
