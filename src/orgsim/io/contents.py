"""What a scenario says, file by file, whatever its form; and the same as a folder of files."""

import csv
import datetime as dt
import io
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ruamel.yaml import YAML

from orgsim.errors import Message, RunError
from orgsim.io.cells import cells_of, written
from orgsim.io.fields import column_name
from orgsim.io.folder import Folder
from orgsim.io.forms import MAIN, Form
from orgsim.io.sheets import TABLE_SHEETS
from orgsim.io.step_tables import step_fields

__all__ = ["Contents", "contents_of", "row_table", "write_folder"]

_NAMES = frozenset(
    {("assumptions",), ("hindcast",), ("instruments",), ("roadmaps",), ("step_files",)}
    | {sheet.keys for sheet in TABLE_SHEETS}
)
"""Where names of files stand."""
_FIRST, _LAST = ("id", "op", "programme", "date"), ("legal_basis", "reason", "assumes")
"""Columns that a reader looks for on the left, and on the right."""
Rows = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Contents:
    """The YAML files (and tables of steps) as plain values, and the tables as rows of texts, each with its line."""

    documents: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, Rows]

    @property
    def main(self) -> Mapping[str, Any]:
        """The file ``scenario.yaml``."""
        return self.documents[MAIN]


def contents_of(form: Form, read: Folder) -> Contents:
    """Return what a sound scenario says, from what was read."""
    documents = {one.file: _canonical(one.value, ()) for one in read.documents if isinstance(one.value, dict)}
    tables = {}
    for sheet in TABLE_SHEETS:
        name = read.main.get(*sheet.keys)
        if isinstance(name, str):
            tables[PurePosixPath(name).as_posix()] = form.rows(sheet.columns, name)
    return Contents(documents, tables)


def _canonical(value: Any, path: tuple[str, ...]) -> Any:
    """Return a file in which names of files are written in one way, without ``./``."""
    if isinstance(value, dict):
        return {key: _canonical(part, (*path, key)) for key, part in value.items()}
    if path in _NAMES:
        names = value if isinstance(value, list) else [value]
        found = [PurePosixPath(name).as_posix() if isinstance(name, str) else name for name in names]
        return found if isinstance(value, list) else found[0]
    return value


def write_folder(contents: Contents, folder: Path) -> None:
    """Write a scenario as a folder of files, whole or not at all.

    Raises
    ------
    RunError
        If the folder exists or cannot be written.
    """
    if folder.exists():
        raise RunError(Message("{folder} exists; name a folder that does not exist yet", folder=folder))
    partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
    try:
        for name, value in contents.documents.items():
            _write(partial / name, _step_table(value) if name.endswith(".csv") else _yaml(value))
        for name, rows in contents.tables.items():
            _write(partial / name, _csv(rows))
        partial.rename(folder)
    except OSError as error:
        raise RunError(
            Message("{folder} cannot be written: {reason}", folder=folder, reason=error.strerror or error)
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _yaml(value: Mapping[str, Any]) -> str:
    written = YAML()
    written.default_flow_style = False
    written.indent(mapping=2, sequence=4, offset=2)
    written.width = 120
    text = io.StringIO()
    written.dump(_dated(value), text)
    return text.getvalue()


def _dated(value: object) -> object:
    """Return texts that are dates as dates, which need no quotes."""
    if isinstance(value, Mapping):
        return {key: _dated(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_dated(part) for part in value]
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _csv(rows: Rows) -> str:
    """Write rows so that each is on its line, as far as lines within cells leave room."""
    text, next_line = io.StringIO(), 1
    writer = csv.writer(text, lineterminator="\n")
    for line, cells in rows:
        text.write("\n" * (line - next_line))
        writer.writerow(cells)
        next_line = max(line, next_line) + 1 + sum(cell.count("\n") for cell in cells)
    return text.getvalue()


def row_table(fields: Mapping[Any, Any], items: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the columns that items need, in the order of the fields, and the cells of each by column.

    Examples
    --------
    >>> fields = {("id",): frozenset({"text"}), ("sites",): frozenset({"list"})}
    >>> row_table(fields, [{"sites": ["a", "b"], "id": "one"}])
    (['id', 'sites'], [{'sites': 'a; b', 'id': 'one'}])
    """
    order = {path: number for number, path in enumerate(fields)}
    rows: list[dict[str, Any]] = []
    found: dict[str, tuple[int, ...]] = {}
    for item in items:
        cells = list(cells_of(fields, item))
        rows.append({column_name(path): cell for path, cell in cells})
        found |= {column_name(path): _sort_key(order, path) for path, _ in cells}
    return sorted(found, key=found.__getitem__), rows


def _sort_key(order: Mapping[Any, int], path: tuple[str | int, ...]) -> tuple[int, ...]:
    """Return where a column stands: by its outermost field, then by positions, then by the inner field."""
    group = 0 if path[0] in _FIRST else 2 if path[0] in _LAST else 1
    first = (
        _FIRST.index(path[0])
        if path[0] in _FIRST
        else next(number for known, number in order.items() if known[0] == path[0])
    )
    positions = [part for part in path if isinstance(part, int)]
    plain = tuple(part for part in path if isinstance(part, str))
    return (group, first, *positions, order.get(plain, 0))


def _step_table(value: Mapping[str, Any]) -> str:
    header, rows = row_table(step_fields().all, value["steps"])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([written(row[name]) if name in row else "" for name in header] for row in rows)
    return text.getvalue()
