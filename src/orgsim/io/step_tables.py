"""Steps in a CSV table: a row is a step, a column a field of it.

A column is named after the field, with a dot before an inner field and the position, from 1, in a list of
groups of fields: ``into.id``, ``into.2.share``. A cell of a plain list has its items separated by semicolons;
an empty cell leaves the field out.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from orgsim.errors import Place, Problem, did_you_mean
from orgsim.io.files import Source, read_source
from orgsim.io.tables import filled_lines
from orgsim.io.yaml_files import Document, Keys, Mark, no_document
from orgsim.model.steps import Step

__all__ = ["parse_step_table", "read_step_table"]

_STEP: TypeAdapter[Step] = TypeAdapter(Step)


def read_step_table(folder: Path, name: str, named: Place, subject: str) -> Document:
    """Read a table of steps of a folder; the place and subject are for when there is no such file."""
    return parse_step_table(read_source(folder, name, named, subject))


def parse_step_table(source: Source) -> Document:
    """Read a table of steps as the document that a YAML file of the same steps gives.

    Examples
    --------
    >>> table = "id,op,units,to\\nmove,move_unit,a; b,c\\n"
    >>> parse_step_table(Source("steps.csv", table)).value
    {'steps': [{'id': 'move', 'op': 'move_unit', 'units': ['a', 'b'], 'to': 'c'}]}
    """
    if source.text is None:
        return no_document(source.name, *source.problems)
    try:
        lines = list(filled_lines(source.text))
    except csv.Error as error:
        fault = Problem(Place(source.name), "", f"a double quote is out of place or not closed ({error})")
        return Document(source.name, digest=source.digest, problems=(fault,))
    if len(lines) < 2:
        fault = Problem(Place(source.name), "", "the table has no steps; it needs a row of column names and then rows")
        return Document(source.name, digest=source.digest, problems=(fault,))
    (top, header), *rows = lines
    paths = [_path(name) for name in header]
    problems = [*_header_faults(Place(source.name, top), header, paths)]
    if problems:
        return Document(source.name, digest=source.digest, problems=tuple(problems))
    steps: list[Any] = []
    marks: dict[Keys, Mark] = {("steps",): Mark((top, 1))}
    for line, cells in rows:
        if len(cells) != len(header):
            found = f"this row has {len(cells)} cells, the header has {len(header)}"
            problems.append(Problem(Place(source.name, line), "", found))
            continue
        step: dict[str, Any] = {}
        at: Keys = ("steps", len(steps))
        marks[at] = Mark((line, 0))
        for column, (path, cell) in enumerate(zip(paths, cells, strict=True), start=1):
            if cell:
                _put(step, path, _value(path, cell), at, marks, Mark((line, column), (line, column)))
        steps.append(step)
    return Document(source.name, {"steps": steps}, marks, source.digest, tuple(problems))


def _path(name: str) -> Keys:
    return tuple(int(part) - 1 if re.fullmatch(r"[1-9][0-9]?", part) else part for part in name.split("."))


def _header_faults(place: Place, header: list[str], paths: list[Keys]) -> Iterator[Problem]:
    known = _columns()
    for position, (name, path) in enumerate(zip(header, paths, strict=True), start=1):
        here = Place(place.file, place.line, position)
        plain = _plain(path)
        if plain not in known:
            hint = did_you_mean(".".join(plain), {".".join(column) for column in known})
            yield Problem(here, "", f"unknown column '{name}'{hint or '; it is no field of a step'}")
        elif name in header[: position - 1]:
            yield Problem(here, "", f"column '{name}' is already column {header.index(name) + 1}")


def _plain(path: Keys) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _value(path: Keys, cell: str) -> object:
    """Return a cell as the field wants it: a list, a number or a text."""
    kind = _columns()[_plain(path)]
    if kind == "list":
        return [item.strip() for item in cell.split(";")]
    return int(cell) if kind == "number" and re.fullmatch(r"[0-9]{1,9}", cell) else cell


def _put(step: Any, path: Keys, value: object, at: Keys, marks: dict[Keys, Mark], mark: Mark) -> None:
    """Put a value at its place in a step, and note where it stands."""
    inner = step
    for position, part in enumerate(path):
        last = position == len(path) - 1
        empty: Any = [] if not last and isinstance(path[position + 1], int) else {}
        at = (*at, part)
        marks.setdefault(at, mark)
        if isinstance(inner, list):
            assert isinstance(part, int)
            inner.extend({} for _ in range(part + 1 - len(inner)))
        elif not last:
            inner.setdefault(part, empty)
        if last:
            inner[part] = value
        inner = inner[part]
    if isinstance(value, list):
        marks.update({(*at, number): mark for number in range(len(value))})


@cache
def _columns() -> Mapping[tuple[str, ...], str]:
    """Return what each column of any step holds, from the schema of steps."""
    schema = _STEP.json_schema()
    found: dict[tuple[str, ...], str] = {}
    for model in schema["$defs"].values():
        if "op" in model.get("properties", {}):
            found |= dict(_fields(schema, model, ()))
    return found


def _fields(root: Mapping[str, Any], model: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
    for name, given in model["properties"].items():
        options = [given, *given.get("anyOf", ())]
        inner = [item for option in options for item in (option, option.get("items", {})) if "$ref" in item]
        kinds = {option.get("type") for option in options}
        targets = [root["$defs"][item["$ref"].rpartition("/")[2]] for item in inner]
        deeper = [target for target in targets if "properties" in target]
        for target in deeper:
            yield from _fields(root, target, (*path, name))
        if not deeper and "object" not in kinds:
            yield (*path, name), "list" if "array" in kinds else "number" if "integer" in kinds else "text"
