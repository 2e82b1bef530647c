"""A scenario as the sheets of a workbook: their rows and cells. How they look is for :mod:`.write_workbook`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from orgsim.io.cells import cells_of, in_cell, written
from orgsim.io.contents import Contents, row_table
from orgsim.io.fields import Kinds, column_path, plain_path
from orgsim.io.sheets import (
    ASSUMPTIONS_FILE,
    FILE,
    HINDCAST_FILE,
    ITEM_SHEETS,
    KEY_SHEETS,
    TABLE_SHEETS,
    ItemSheet,
    KeySheet,
    TableSheet,
    key_name,
)
from orgsim.io.tables import Columns, OneWord
from orgsim.io.yaml_files import Keys

__all__ = ["BookSheet", "book_sheets"]

_FEW = 14
"""So many columns of a sheet are written even if they are empty, so that a planner sees what there is."""
_BASIC = {
    "Steps": ("id", "op", "date", "legal_basis", "reason", "assumes"),
    "Programmes": ("id", "programme", "name", "name_vi", "legal_basis", "reason", "assumes"),
}
_OPTIONAL = frozenset({"Leader norms", "Hindcast", "Law"})
"""Sheets that are left out if they have no rows."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet: its columns, its rows by line (the header is line 1), and the words that a column allows.

    A cell is a text, a number or ``None``; of the columns ``dates``, the texts are dates.
    """

    name: str
    header: Sequence[str]
    rows: Mapping[int, Sequence[object]]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: frozenset[tuple[int, int]] = frozenset()


def book_sheets(contents: Contents) -> tuple[BookSheet, ...]:
    """Return the sheets of a sound scenario, in the order in which a planner fills them."""
    keys = {one.name: one for one in KEY_SHEETS}
    found = [_key_sheet(keys["Scenario"], contents)]
    found += [sheet for kind in TABLE_SHEETS if (sheet := _table_sheet(kind, contents)) is not None]
    found += [_item_sheet(kind, contents) for kind in ITEM_SHEETS]
    found.insert(-2, _key_sheet(keys["Assumptions"], contents))
    found.append(_key_sheet(keys["Law"], contents))
    return tuple(sheet for sheet in found if sheet.rows or sheet.name not in _OPTIONAL)


def _table_sheet(kind: TableSheet, contents: Contents) -> BookSheet | None:
    name = _at(contents.main, kind.keys)
    words = {
        column: tuple(str(word) for word in read.kind)
        for column, read in kind.columns.cells.items()
        if isinstance(read, OneWord)
    }
    if not isinstance(name, str):
        return BookSheet(kind.name, list(kind.columns.cells), {}, words) if kind.keys[1] == "posts" else None
    (first, header), *rows = contents.tables[name]
    cells = {
        line - first + 1: [_number(kind.columns, *cell) for cell in zip(header, row, strict=True)] for line, row in rows
    }
    return BookSheet(kind.name, header, cells, words)


def _number(columns: Columns[Any], column: str, text: str) -> object:
    """Return a text of a table as a number, if its column has numbers and none of its digits is lost."""
    if not _NUMBER.fullmatch(text):
        return text or None
    value = columns.cells[column](text)
    number = float(text) if "." in text else int(text)
    if isinstance(value, int | Fraction) and Fraction(value) == Fraction(written(_stored(number))):
        return number
    return text


def _stored(number: float) -> float | int:
    """Return a number as a workbook keeps it, with sixteen digits."""
    stored = float(f"{number:.16G}")
    return int(stored) if isinstance(number, int) else stored


def _item_sheet(kind: ItemSheet, contents: Contents) -> BookSheet:
    files, items = _items(kind, contents)
    columns = kind.columns
    used, rows = row_table(columns, items)
    leaves = [".".join(path) for path, kinds in columns.items() if "items" not in kinds]
    header = leaves if len(leaves) <= _FEW else used or list(_BASIC.get(kind.name, ()))
    header = [FILE, *header] if kind.owner == "file" else header
    cells = {
        line: [row.get(name) if name != FILE else file for name in header]
        for line, (file, row) in enumerate(zip(files, rows, strict=True), start=2)
    }
    kinds = [columns.get(plain_path(column_path(name)), frozenset()) for name in header]
    typed = {line: [_cell(found, cell) for found, cell in zip(kinds, row, strict=True)] for line, row in cells.items()}
    dates = frozenset(
        (line, column)
        for line, row in typed.items()
        for column, (found, cell) in enumerate(zip(kinds, row, strict=True), start=1)
        if "date" in found and cell is not None
    )
    return BookSheet(kind.name, header, typed, _words(kind, header), dates)


def _items(kind: ItemSheet, contents: Contents) -> tuple[list[str], list[Mapping[str, Any]]]:
    """Return the items of a sheet, and the file of each."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for name in _files(kind.owner, contents, steps=bool(kind.at)):
        value = contents.documents[name]
        if not kind.at:
            found.append((name, {key: part for key, part in value.items() if key not in kind.without}))
        else:
            found.extend((name, item) for item in _at(value, kind.at) or ())
    return [name for name, _ in found], [item for _, item in found]


def _files(owner: str, contents: Contents, *, steps: bool = False) -> list[str]:
    """Return the files that a sheet describes, those of steps first if they are asked for."""
    main = contents.main
    if owner == "scenario":
        return ["scenario.yaml"]
    if owner in ("assumptions", "hindcast"):
        return [main[owner]] if isinstance(main.get(owner), str) else []
    roadmaps = list(main["roadmaps"])
    shared = [name for road in roadmaps for name in contents.documents[road].get("step_files", ())] if steps else []
    return list(dict.fromkeys([*shared, *roadmaps]))


def _at(value: Mapping[str, Any], path: Sequence[str | int]) -> Any:
    found: Any = value
    for part in path:
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _words(kind: ItemSheet, header: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the words of the columns that hold one of some words."""
    words = {name: kind.fields.words.get(plain_path(column_path(name)), ()) for name in header}
    return {name: allowed for name, allowed in words.items() if allowed}


def _key_sheet(kind: KeySheet, contents: Contents) -> BookSheet:
    by_file = kind.owner == "file"
    files = [str(name) for name in contents.main.get("instruments", ())] if by_file else _files(kind.owner, contents)
    rows: list[list[object]] = []
    dates = set()
    for name in files:
        for path, cell in _leaves(kind, contents.documents[name], ()):
            if kind.owner == "scenario" and _is_usual(path, cell, contents):
                continue
            rows.append([*([name] if by_file else []), key_name(path), _cell(kind.kinds(path), cell)])
            if "date" in kind.kinds(path):
                dates.add((len(rows) + 1, len(rows[-1])))
    if kind.owner == "scenario" and isinstance(contents.main.get("hindcast"), str):
        rows.append(["hindcast.roadmap", contents.documents[contents.main["hindcast"]]["roadmap"]])
    header = [*([FILE] if by_file else []), "key", "value"]
    return BookSheet(kind.name, header, dict(enumerate(rows, start=2)), dates=frozenset(dates))


def _leaves(kind: KeySheet, value: object, path: Keys) -> Iterator[tuple[Keys, object]]:
    """Yield the ways and values of what a sheet of keys has."""
    if path in kind.elsewhere or value is None:
        return
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _leaves(kind, part, (*path, key))
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        for position, part in enumerate(value):
            yield from _leaves(kind, part, (*path, position))
    elif isinstance(value, list):
        yield path, next((cell for _, cell in cells_of({("_",): frozenset({"list"})}, {"_": value})), "[]")
    else:
        yield path, "{}" if value == {} else in_cell(value)


def _is_usual(path: Keys, cell: object, contents: Contents) -> bool:
    """Say whether a name of a file is the one that is meant if none is given."""
    if path == ("assumptions",):
        return cell == ASSUMPTIONS_FILE
    if path == ("hindcast",):
        return cell == HINDCAST_FILE
    for sheet in TABLE_SHEETS:
        if path == sheet.keys:
            return cell == sheet.file and (sheet.needed or len(contents.tables[str(cell)]) > 1)
    return path in (("roadmaps",), ("instruments",))


def _cell(kinds: Kinds, cell: object) -> object:
    """Return a cell as it is stored: a truth is the word for it, a number of more digits than a workbook keeps a text.

    A cell that is a truth looks otherwise in every language, and some programs make a formula of it.
    """
    if not isinstance(cell, int | float):
        return cell
    if isinstance(cell, bool) or not kinds & {"whole", "number"} or _stored(cell) != cell:
        return written(cell)
    return cell
