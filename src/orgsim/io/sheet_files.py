"""The sheets of a workbook, read and put together again as the files of a scenario."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orgsim.errors import Message, Problem, did_you_mean
from orgsim.io.cells import read_cell, written
from orgsim.io.forms import MAIN
from orgsim.io.item_rows import Grid, header_faults, put, read_items
from orgsim.io.sheets import (
    ASSUMPTIONS_FILE,
    FILE,
    HINDCAST_FILE,
    ITEM_SHEETS,
    KEY_SHEETS,
    NOTES,
    README,
    TABLE_SHEETS,
    ItemSheet,
    KeySheet,
    Owner,
    TableSheet,
    key_path,
)
from orgsim.io.spreadsheets import Sheet, Spreadsheet
from orgsim.io.tables import month
from orgsim.io.validation import shown
from orgsim.io.yaml_files import Document, Keys, Mark

__all__ = ["SHEETS", "SheetFiles"]

_File = tuple[Owner, str]
"""Whose file it is, and its name if a column gives it."""
SHEETS: tuple[TableSheet | ItemSheet | KeySheet, ...] = (*TABLE_SHEETS, *ITEM_SHEETS, *KEY_SHEETS)
"""All that are read, in the order in which they are."""
_SHOWN = 20
"""More formulas of one sheet are counted, not listed."""


@dataclass
class SheetFiles:
    """The state of one pass over the sheets."""

    book: Spreadsheet
    tables: dict[str, list[tuple[int, list[str]]]] = field(default_factory=dict)
    values: dict[_File, dict[str, Any]] = field(default_factory=dict)
    marks: dict[_File, dict[Keys, Mark]] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)
    filed: list[tuple[str, Problem]] = field(default_factory=list)

    def take(self, sheet: Sheet) -> None:
        """Take in a sheet, or say that it is none of those that are read."""
        by_name = {one.name.casefold(): one for one in SHEETS}
        name = sheet.name.casefold()
        if name == README.casefold() or name.startswith(NOTES):
            return
        if name not in by_name:
            hint = did_you_mean(sheet.name, [one.name for one in by_name.values()])
            way = Message("; to keep it for yourself, begin its name with 'Notes'")
            self.faults.append(
                Problem(
                    sheet.place(), "", Message("this sheet is not read{hint}", hint=hint if "mean" in hint else way)
                )
            )
            return
        self.faults.extend(_untyped(sheet))
        kind, grid = by_name[name], _grid(sheet)
        if isinstance(kind, ItemSheet):
            self.items(kind, grid)
        elif isinstance(kind, KeySheet):
            self.keys(kind, grid)
        else:
            months = {name for name, read in kind.columns.cells.items() if read is month}
            names = grid.header if grid.rows else []
            self.tables[kind.name] = [
                (line, [_text(cell, is_month=name in months) for name, cell in zip(names, cells, strict=True)])
                for line, cells in grid.rows
            ]

    def items(self, kind: ItemSheet, grid: Grid) -> None:
        """Take in the rows of a sheet of items, each into its file."""
        if not grid.rows:
            return
        by_file = kind.owner == "file"
        known = [*kind.columns, *([(FILE,)] if by_file else [])]
        faults = [*header_faults(grid, known, kind.what)]
        if by_file and FILE not in grid.header:
            faults.append(Problem(grid.place(grid.rows[0][0]), "", Message("column '{file}' is missing", file=FILE)))
        self.faults.extend(faults)
        if faults:
            return
        read = read_items(kind.fields, grid, beside=frozenset({FILE}) if by_file else frozenset())
        self.faults.extend(read.problems)
        cells = dict(grid.rows)
        marks: list[dict[Keys, Mark]] = [{} for _ in read.items]
        for (position, *keys), mark in read.marks.items():
            marks[int(position)][tuple(keys)] = mark
        for position, (item, line) in enumerate(zip(read.items, read.lines, strict=True)):
            name = self.file(grid, line, grid.header.index(FILE), cells[line]) if by_file else ""
            if name or not by_file:
                self.item(kind, grid, (kind.owner, name), item, marks[position])

    def file(self, grid: Grid, line: int, column: int, cells: Sequence[object]) -> str:
        """Return the file that a row names, or note that it names none."""
        file, place = _text(cells[column]), grid.place(line, column + 1)
        if not file:
            self.faults.append(
                Problem(place, FILE, Message("this cell is empty; name the file to which the row belongs"))
            )
        elif file != MAIN:
            what = Message("no roadmap or step file that the scenario names is '{file}'", file=file)
            self.filed.append((file, Problem(place, FILE, what)))
            return file
        return ""

    def item(self, kind: ItemSheet, grid: Grid, file: _File, item: dict[str, Any], marks: Mapping[Keys, Mark]) -> None:
        """Put an item into its file: at the end of its list, or as the file itself."""
        value, own = self.values.setdefault(file, {}), self.marks.setdefault(file, {})
        if not kind.at:
            if (place := own.get(("id",))) is not None and "id" in item:
                fault = Message("this file has a row already, on line {value}", value=place.value[0])
                self.faults.append(Problem(grid.place(marks[()].value[0]), FILE, fault))
                return
            value.update(item)
            own.update(marks)
            return
        inner: Any = value
        for part in kind.at[:-1]:
            inner = inner.setdefault(part, {})
        last = kind.at[-1]
        if not isinstance(inner.setdefault(last, []), list):
            fault = Message("'{listed}' is given in another sheet already", listed=".".join(map(str, kind.at)))
            self.faults.append(Problem(grid.place(marks[()].value[0]), "", fault))
            return
        items = inner[last]
        own.setdefault(kind.at, Mark((grid.rows[0][0], 0), sheet=grid.sheet))
        own.update({(*kind.at, len(items), *keys): mark for keys, mark in marks.items()})
        items.append(item)

    def keys(self, kind: KeySheet, grid: Grid) -> None:
        """Take in the rows of a sheet of keys and values."""
        if not grid.rows:
            return
        columns = ([FILE] if kind.owner == "file" else []) + ["key", "value"]
        line, header = grid.rows[0][0], grid.header
        if header != columns:
            fault = Message(
                "expected the columns {listed}, found {part}",
                listed=", ".join(columns),
                part=", ".join(header) or Message("none"),
            )
            self.faults.append(Problem(grid.place(line), "", fault))
            return
        for line, cells in grid.rows[1:]:
            by_file = kind.owner == "file"
            file = (kind.owner, self.file(grid, line, 0, cells) if by_file else "")
            key, cell = _text(cells[-2]), cells[-1]
            at, value_at = (line, len(columns) - 1), (line, len(columns))
            path = key_path(key) if key else None
            if path is None or not isinstance(path[0], str):
                self.faults.append(
                    Problem(
                        grid.place(*at),
                        "",
                        Message("expected a key such as 'horizon.start', found {key}", key=shown(key)),
                    )
                )
                continue
            if cell is None or (by_file and not file[1]):
                continue
            if kind.owner == "scenario" and path[0] == "hindcast" and len(path) > 1:
                file, path = ("hindcast", ""), path[1:]
            try:
                value = read_cell(kind.kinds(path), cell)
            except ValueError as error:
                self.faults.append(Problem(grid.place(*value_at), key, Message("expected {error}", error=error)))
                continue
            mark = Mark(value_at, at, grid.sheet)
            own = self.marks.setdefault(file, {})
            there = own.get(path)
            if not put(self.values.setdefault(file, {}), path, value, (), own, mark):
                where = Message(", on line {value}", value=there.value[0]) if there else ""
                self.faults.append(
                    Problem(grid.place(*at), "", Message("'{key}' is given already{where}", key=key, where=where))
                )

    def documents(self) -> dict[str, Document]:
        """Return what was read as files; what the scenario does not name is named as it usually is."""
        documents = {}
        main = self.values.get(("scenario", ""), {})
        if self.book.sheet("Scenario") is not None and main:
            self.name_files(main)
            documents[MAIN] = self.document(MAIN, ("scenario", ""))
        for owner in ("assumptions", "hindcast"):
            if (owner, "") in self.values and isinstance(name := main.get(owner), str):
                documents[name] = self.document(name, (owner, ""))
        for name in self.named():
            documents.setdefault(name, self.document(name, ("file", name)))
        return documents

    def document(self, name: str, file: _File) -> Document:
        """Return a file as a document."""
        return Document(name, self.values[file], self.marks[file], self.book.digest)

    def named(self) -> list[str]:
        """Return the files that columns name."""
        return [name for owner, name in self.values if owner == "file"]

    def name_files(self, main: dict[str, Any]) -> None:
        """Name in ``scenario.yaml`` the files of sheets that it does not name."""
        for sheet in TABLE_SHEETS:
            named = main.setdefault(sheet.keys[0], {})
            rows = self.tables.get(sheet.name, ())
            if isinstance(named, dict) and (len(rows) > 1 or (rows and sheet.needed)):
                named.setdefault(sheet.keys[1], sheet.file)
        if assumed := self.values.get(("assumptions", "")):
            main.setdefault("assumptions", ASSUMPTIONS_FILE)
            assumed.setdefault("statements", [])
        if ("hindcast", "") in self.values:
            main.setdefault("hindcast", HINDCAST_FILE)
        files = {name: self.values["file", name] for name in self.named()}
        steps = {str(name) for value in files.values() for name in value.get("step_files", ())}
        roadmaps = [name for name, value in files.items() if "summary" in value and name not in steps]
        laws = [name for name, value in files.items() if "scheme" in value and "parameters" in value]
        for key, found in (("roadmaps", roadmaps), ("instruments", laws)):
            if found:
                main.setdefault(key, found)


def _grid(sheet: Sheet) -> Grid:
    """Return the filled rows of a sheet, without the notes."""
    rows = [(line, [_stripped(cell) for cell in row]) for line, row in enumerate(sheet.rows, start=1)]
    filled = [(line, row) for line, row in rows if any(cell is not None for cell in row)]
    if filled and str(filled[0][1][-1]).casefold() in NOTES:
        filled = [(line, row[:-1]) for line, row in filled]
        filled = [(line, row) for line, row in filled if any(cell is not None for cell in row)]
    return Grid(sheet.name, filled, sheet=str(sheet.place()))


def _stripped(cell: object) -> object:
    return (cell.strip() or None) if isinstance(cell, str) else cell


def _text(cell: object, *, is_month: bool = False) -> str:
    """Return a cell as a table has it; a spreadsheet makes a date of a month that is typed as 2015-01."""
    if is_month and isinstance(cell, dt.date):
        return f"{cell:%Y-%m}"
    return "" if cell is None else written(cell)


def _untyped(sheet: Sheet) -> Iterator[Problem]:
    """Yield formulas, errors and merged cells: what a cell of them says, cannot be known for sure."""
    for cells, what in (
        (sheet.formulas - sheet.errors, Message("this is a formula; copy the cell and paste its value")),
        (sheet.errors, Message("this cell shows an error; write its value")),
    ):
        for line, column in sorted(cells)[:_SHOWN]:
            yield Problem(sheet.place(line, column), "", what)
        if len(cells) > _SHOWN:
            yield Problem(
                sheet.place(),
                "",
                Message("and so are {count:,} more cells of this sheet: {what}", count=len(cells) - _SHOWN, what=what),
            )
    for area in sheet.merged[:_SHOWN]:
        yield Problem(sheet.place(), "", Message("the cells {area} are merged; unmerge them and fill each", area=area))
