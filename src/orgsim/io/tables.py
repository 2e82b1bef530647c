"""CSV tables: every cell is read or its fault is told with line and column."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from orgsim.errors import Message, Place, Problem, did_you_mean, message_of
from orgsim.io.files import Source, read_source
from orgsim.io.validation import expected, shown
from orgsim.model.closed import Identifier
from orgsim.model.dates import parse_month

__all__ = [
    "Columns",
    "OneWord",
    "Row",
    "Table",
    "area",
    "filled_lines",
    "identifier",
    "if_known",
    "month",
    "parse_table",
    "read_table",
    "statements",
    "table_of",
    "word",
]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Cell = Callable[[str], object]
"""Reads the text of a cell; raises ``ValueError`` with what was expected."""

_IDENTIFIER = TypeAdapter(Identifier)


@dataclass(frozen=True, slots=True)
class Columns(Generic[T]):
    """The columns of a table: what each holds, what a row becomes, and which columns are unique together.

    A column that is left out is read as one whose cells are all empty, so it must be one that may be empty.
    """

    row: Callable[..., T]
    cells: Mapping[str, Cell]
    unique: tuple[str, ...]
    may_be_empty: frozenset[str] = frozenset({"assumes"})
    may_be_left_out: frozenset[str] = frozenset()

    def needed(self, header: list[str]) -> list[str]:
        """Return the columns that a header lacks and must have."""
        return [name for name in self.cells if name not in header and name not in self.may_be_left_out]


@dataclass(frozen=True, slots=True)
class Row(Generic[T_co]):
    """A sound row and where it stands."""

    file: str
    line: int
    columns: Mapping[str, int]
    value: T_co

    def problem(self, column: str, message: str) -> Problem:
        """Say what is wrong with a cell."""
        return Problem(Place(self.file, self.line, self.columns[column]), column, message)


@dataclass(frozen=True, slots=True)
class Table(Generic[T_co]):
    """The sound rows of a table.

    ``texts`` holds what stands in each column, in the unsound rows too; it is ``None`` if the table
    could not be read.
    """

    file: str
    rows: tuple[Row[T_co], ...] = ()
    texts: Mapping[str, frozenset[str]] | None = None
    digest: str = ""
    problems: tuple[Problem, ...] = field(default=())

    def names(self, column: str) -> frozenset[str] | None:
        """Return what stands in a column; ``None`` if the table could not be read."""
        return None if self.texts is None else self.texts[column]


def identifier(text: str) -> str:
    """Read an identifier."""
    try:
        return _IDENTIFIER.validate_python(text)
    except ValidationError:
        raise ValueError(expected(_IDENTIFIER.json_schema(), {})) from None


def words(text: str) -> str:
    """Read words for a reader."""
    return text


def rating(text: str) -> int:
    """Read a rating from 1 to 100; higher is better."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= 100:
        raise ValueError(Message("a whole number from 1 to 100"))
    return int(text)


def whole(text: str) -> int:
    """Read a whole number of at least 0."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(Message("a whole number of at least 0"))
    return int(text)


def area(text: str) -> Fraction:
    """Read an area, exactly as it is written."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) or not Fraction(text):
        raise ValueError(Message("a number above 0 such as 12.5, or nothing if it is not known"))
    return Fraction(text)


def if_known(read: Cell) -> Cell:
    """Return the reader of a cell in which nothing stands if nothing is known."""
    return lambda text: read(text) if text else None


def share(text: str) -> Fraction:
    """Read a share, exactly as it is written."""
    if not re.fullmatch(r"[0-9](\.[0-9]{1,18})?", text) or Fraction(text) > 1:
        raise ValueError(Message("a share from 0 to 1 such as 0.25"))
    return Fraction(text)


def month(text: str) -> int:
    """Read a month."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            raise ValueError(text)
        return parse_month(text)
    except ValueError:
        raise ValueError(Message("a month such as 2015-01")) from None


def statements(text: str) -> tuple[str, ...]:
    """Read ids of statements, separated by semicolons."""
    return tuple(identifier(part.strip()) for part in text.split(";")) if text else ()


class _UnknownWord(ValueError):
    """A word that is none of the allowed ones; the message is whole."""


@dataclass(frozen=True, slots=True)
class OneWord:
    """The reader of one of some words."""

    kind: type[StrEnum]

    def __call__(self, text: str) -> object:
        """Read a word."""
        if text not in list(self.kind):
            raise _UnknownWord(Message("unknown word '{text}'{guess}", text=text, guess=did_you_mean(text, self.kind)))
        return self.kind(text)


def word(kind: type[StrEnum]) -> Cell:
    """Return the reader of one of some words."""
    return OneWord(kind)


def read_table(columns: Columns[T], folder: Path, name: str, named: Place, subject: str = "") -> Table[T]:
    """Read a CSV table of a folder; the place and subject are for when there is no such file."""
    return parse_table(columns, read_source(folder, name, named, subject))


def parse_table(columns: Columns[T], source: Source) -> Table[T]:
    """Read CSV text with a header row; blanks around a cell and wholly empty rows do not count."""
    if source.text is None:
        return Table(source.name, problems=source.problems)
    lines: list[tuple[int, list[str]]] = []
    try:
        lines.extend(filled_lines(source.text))
    except csv.Error as error:
        place = Place(source.name, lines[-1][0] + 1 if lines else 1)
        fault = Problem(
            place, "", Message("from here on, a double quote is out of place or not closed ({error})", error=error)
        )
        return Table(source.name, digest=source.digest, problems=(fault,))
    return table_of(columns, source.name, lines, source.digest)


def table_of(columns: Columns[T], name: str, lines: Sequence[tuple[int, list[str]]], digest: str = "") -> Table[T]:
    """Read filled rows of texts, each with its line, the header first."""
    if not lines:
        fault = Problem(
            Place(name),
            "",
            Message("the table is empty; it needs the columns {listed}", listed=", ".join(columns.cells)),
        )
        return Table(name, digest=digest, problems=(fault,))
    line, header = lines[0]
    faults = list(_header_faults(columns, Place(name, line), header))
    if len(set(filter(None, header))) < len(list(filter(None, header))) or columns.needed(header):
        return Table(name, digest=digest, problems=tuple(faults))
    rows = _Rows(columns, name, header)
    for line, cells in lines[1:]:
        rows.add(line, cells)
    texts = {name: frozenset(found) for name, found in rows.texts.items()}
    return Table(name, tuple(rows.sound), texts, digest, (*faults, *rows.problems))


def filled_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each filled row starts, and its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    for cells in reader:
        stripped = [cell.strip().replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
        if any(stripped):
            yield start, stripped
        start = reader.line_num + 1


def _header_faults(columns: Columns[T], place: Place, header: list[str]) -> Iterator[Problem]:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        yield Problem(
            place, "", Message("the columns are not separated by commas; save the table as comma-separated (CSV)")
        )
        return
    missing, unused = columns.needed(header), [name for name in columns.cells if name not in header]
    for position, name in enumerate(header, start=1):
        here = Place(place.file, place.line, position)
        if not name:
            yield Problem(here, "", Message("column {position} has no name; delete it", position=position))
        elif name not in columns.cells:
            hint = did_you_mean(name, unused) or Message("; no further column is allowed")
            yield Problem(here, "", Message("unknown column '{name}'{hint}", name=name, hint=hint))
        elif name in header[: position - 1]:
            yield Problem(
                here,
                "",
                Message("column '{name}' is already column {first}", name=name, first=header.index(name) + 1),
            )
    if missing:
        which = ", ".join(f"'{name}'" for name in missing)
        yield Problem(
            place,
            "",
            Message("column {which} is missing", which=which)
            if len(missing) == 1
            else Message("columns {which} are missing", which=which),
        )


class _Rows(Generic[T]):
    """The state of one pass over the rows of a table."""

    def __init__(self, columns: Columns[T], file: str, header: list[str]) -> None:
        self.columns = columns
        self.file = file
        self.header = header
        self.position = {name: header.index(name) + 1 for name in columns.cells if name in header}
        self.first: dict[tuple[str, ...], int] = {}
        self.texts: dict[str, set[str]] = {name: set() for name in columns.cells}
        self.sound: list[Row[T]] = []
        self.problems: list[Problem] = []

    def add(self, line: int, cells: list[str]) -> None:
        """Take in a row: as a sound one, or as a problem."""
        text = dict(zip(self.header, cells, strict=False))
        for name in self.texts.keys() & text.keys():
            self.texts[name].add(text[name])
        if len(cells) != len(self.header):
            hint = (
                Message("; put a cell that contains a comma in double quotes") if len(cells) > len(self.header) else ""
            )
            found = Message(
                "this row has {count} cells, the header has {count2}{hint}",
                count=len(cells),
                count2=len(self.header),
                hint=hint,
            )
            self.problems.append(Problem(Place(self.file, line), "", found))
            return
        values: dict[str, object] = {}
        faults = [*self.unread(line, text, values), *self.repeated(line, text)]
        self.problems.extend(faults)
        if not faults:
            self.sound.append(Row(self.file, line, self.position, self.columns.row(**values)))

    def unread(self, line: int, text: Mapping[str, str], values: dict[str, object]) -> Iterator[Problem]:
        """Read the cells of a row into values; yield what cannot be read."""
        for name, read in self.columns.cells.items():
            cell, place = text.get(name, ""), Place(self.file, line, self.position.get(name, 0))
            if not cell and name not in self.columns.may_be_empty:
                yield Problem(place, name, Message("this cell is empty"))
                continue
            try:
                values[name] = read(cell)
            except _UnknownWord as error:
                yield Problem(place, name, message_of(error))
            except ValueError as error:
                yield Problem(place, name, Message("expected {error}, found {cell}", error=error, cell=shown(cell)))

    def repeated(self, line: int, text: Mapping[str, str]) -> Iterator[Problem]:
        key = tuple(text[name] for name in self.columns.unique)
        if all(key) and self.first.setdefault(key, line) != line:
            place = Place(self.file, line, self.position[self.columns.unique[0]])
            what = " and ".join(f"{name} '{value}'" for name, value in zip(self.columns.unique, key, strict=True))
            yield Problem(
                place,
                "",
                Message(
                    "{what} {plural} already on line {first}",
                    what=what,
                    plural="is" if len(key) == 1 else "are",
                    first=self.first[key],
                ),
            )
