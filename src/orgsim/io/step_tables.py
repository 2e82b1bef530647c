"""Steps in a CSV table: a row is a step, a column a field of it; see :mod:`.fields` and :mod:`.cells`."""

import csv
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from orgsim.errors import Message, Place, Problem
from orgsim.io.fields import Fields
from orgsim.io.files import Source, read_source
from orgsim.io.item_rows import Grid, header_faults, read_items
from orgsim.io.tables import filled_lines
from orgsim.io.yaml_files import Document, Mark, no_document
from orgsim.model.steps import Step

__all__ = ["parse_step_table", "read_step_table", "step_fields"]


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
        fault = Problem(
            Place(source.name), "", Message("a double quote is out of place or not closed ({error})", error=error)
        )
        return Document(source.name, digest=source.digest, problems=(fault,))
    if len(lines) < 2:
        fault = Problem(
            Place(source.name), "", Message("the table has no steps; it needs a row of column names and then rows")
        )
        return Document(source.name, digest=source.digest, problems=(fault,))
    grid, fields = Grid(source.name, lines), step_fields()
    problems = [*header_faults(grid, fields.all, "step")]
    if problems:
        return Document(source.name, digest=source.digest, problems=tuple(problems))
    read = read_items(fields, grid)
    marks = {("steps",): Mark((lines[0][0], 1)), **{("steps", *keys): mark for keys, mark in read.marks.items()}}
    return Document(source.name, {"steps": read.items}, marks, source.digest, tuple(read.problems))


@cache
def step_fields() -> Fields:
    """Return the fields of steps, by operator."""
    return Fields(TypeAdapter(Step))
