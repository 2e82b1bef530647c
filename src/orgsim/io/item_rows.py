"""Rows of a table whose columns are fields: each row becomes an item of a list of a YAML file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orgsim.errors import Message, Place, Problem, did_you_mean
from orgsim.io.cells import read_cell
from orgsim.io.fields import Fields, column_path, plain_path
from orgsim.io.validation import shown
from orgsim.io.yaml_files import Keys, Mark

__all__ = ["Grid", "Items", "header_faults", "put", "read_items"]


@dataclass(frozen=True, slots=True)
class Grid:
    """Filled rows of a table, each with its line; the first is the header.

    ``sheet`` is how places name the sheet of a workbook; it is empty for a file, whose name is ``file`` then.
    """

    file: str
    rows: Sequence[tuple[int, Sequence[object]]]
    sheet: str = ""

    def place(self, line: int = 0, column: int = 0) -> Place:
        """Return a place in it."""
        return Place(self.sheet or self.file, line, column, in_sheet=bool(self.sheet))

    @property
    def header(self) -> list[str]:
        """The names of the columns; empty where there is none."""
        return ["" if cell is None else str(cell).strip() for cell in self.rows[0][1]]


@dataclass(frozen=True, slots=True)
class Items:
    """What rows became: items, the line of each, where their values stand (keys begin with the position), problems."""

    items: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    marks: dict[Keys, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def header_faults(grid: Grid, known: Iterable[tuple[str, ...]], what: str) -> Iterator[Problem]:
    """Yield columns that are no field, and those that come twice.

    Parameters
    ----------
    known
        The ways to the fields, without positions.
    what
        What an item is, such as ``step``.
    """
    line, header = grid.rows[0][0], grid.header
    names = {".".join(path) for path in known}
    for position, name in enumerate(header, start=1):
        if ".".join(plain_path(column_path(name))) not in names:
            hint = did_you_mean(".".join(plain_path(column_path(name))), names)
            yield Problem(
                grid.place(line, position),
                "",
                Message(
                    "unknown column '{name}'{hint}",
                    name=name,
                    hint=hint or Message("; it is no field of a {what}", what=what),
                ),
            )
        elif name in header[: position - 1]:
            yield Problem(
                grid.place(line, position),
                "",
                Message("column '{name}' is already column {first}", name=name, first=header.index(name) + 1),
            )


def read_items(fields: Fields, grid: Grid, *, beside: frozenset[str] = frozenset()) -> Items:
    """Read every row after a sound header as an item.

    Parameters
    ----------
    beside
        Columns that are no fields of the item.
    """
    found = Items()
    names = grid.header
    columns = [(at, column_path(name)) for at, name in enumerate(names) if name and name not in beside]
    # The tag says what the other cells of its row mean.
    columns.sort(key=lambda column: column[1] != (fields.tag,))
    for line, cells in grid.rows[1:]:
        if len(cells) != len(names):
            fault = Message("this row has {count} cells, the header has {count2}", count=len(cells), count2=len(names))
            found.problems.append(Problem(grid.place(line), "", fault))
            continue
        item: dict[str, Any] = {}
        at: Keys = (len(found.items),)
        found.marks[at] = Mark((line, 0), sheet=grid.sheet)
        for column, path in columns:
            cell = cells[column]
            if cell in ("", None):
                continue
            here = (line, column + 1)
            try:
                value = read_cell(fields.kinds(item, path), cell)
            except ValueError as error:
                fault = Message("expected {error}", error=error)
                found.problems.append(Problem(grid.place(*here), names[column], fault))
                continue
            if put(item, path, value, at, found.marks, Mark(here, here, grid.sheet)):
                continue
            fault = Message("this cell and another of its row exclude each other; found {cell}", cell=shown(cell))
            found.problems.append(Problem(grid.place(*here), names[column], fault))
        found.items.append({name: item[name] for name in _in_order(names, item)})
        found.lines.append(line)
    return found


def _in_order(names: Sequence[str], item: Mapping[str, Any]) -> list[str]:
    """Return the fields of an item in the order of the columns."""
    return [name for name in dict.fromkeys(str(column_path(name)[0]) for name in names if name) if name in item]


def put(step: Any, path: Keys, value: object, at: Keys, marks: dict[Keys, Mark], mark: Mark) -> bool:
    """Put a value at its place in an item, and note where it stands; say whether there was room for it.

    Parameters
    ----------
    at
        The way to the item, with which the keys of the marks begin.
    """
    inner = step
    for position, part in enumerate(path):
        last = position == len(path) - 1
        empty: Any = [] if not last and isinstance(path[position + 1], int) else {}
        at = (*at, part)
        marks.setdefault(at, mark)
        if isinstance(inner, list) and isinstance(part, int):
            inner.extend({} for _ in range(part + 1 - len(inner)))
        elif not isinstance(inner, dict) or isinstance(part, int):
            return False
        elif not last:
            inner.setdefault(part, empty)
        if last:
            if isinstance(inner, dict) and part in inner:
                return False
            inner[part] = value
            marks[at] = mark
        inner = inner[part]
    _mark_inner(value, at, marks, mark)
    return True


def _mark_inner(value: object, at: Keys, marks: dict[Keys, Mark], mark: Mark) -> None:
    """Note that everything inside a value stands in the same cell."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        marks[(*at, key)] = mark
        _mark_inner(part, (*at, key), marks, mark)
