"""Lists as they stand in files: rows of cells, each with its place."""

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from orgsim.errors import InputError, Message, Place, Problem, did_you_mean, message_of
from orgsim.io.importing.encodings import decode_text
from orgsim.io.spreadsheet_limits import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS
from orgsim.io.spreadsheets import SUFFIXES, Sheet, Value, open_spreadsheet

__all__ = ["Grid", "read_grids"]

_TEXTS = (".csv", ".tsv", ".txt")
_SEPARATORS = ",;\t|"
_LOOKED_AT = 30
_SAYS = re.compile(r"sep=(.)\r?\n")


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet, or a table of texts.

    Parameters
    ----------
    file
        ``book.xlsx!Sheet`` or ``list.csv``.
    lines
        The line of each row, from 1.
    spans
        Areas of merged cells: first row, first column, last row, last column, from 0.
    formulas, errors
        Row and column, from 0, of cells that are formulas, or show an error.
    """

    file: str
    rows: tuple[tuple[Value, ...], ...]
    lines: Sequence[int]
    in_sheet: bool
    hidden: bool = False
    spans: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()

    def place(self, row: int, column: int = -1) -> Place:
        """Return the place of a cell, or of a row; both from 0."""
        return Place(self.file, self.lines[row], column + 1, in_sheet=self.in_sheet)


def read_grids(path: Path, sheet: str | None = None) -> tuple[Grid, ...]:
    """Read the sheets of a spreadsheet file, or a table of texts.

    Parameters
    ----------
    path
        Ends in .xlsx, .xls, .ods, .csv, .tsv or .txt.
    sheet
        The only sheet to read; a table of texts has none.

    Raises
    ------
    InputError
        If the file cannot be read, is too large, or has no such sheet.
    """
    try:
        if path.suffix.lower() in _TEXTS:
            if sheet is not None:
                raise ValueError(
                    Message(
                        "a {ending} file has no sheet '{sheet}'; leave --sheet out",
                        ending=path.suffix.lower(),
                        sheet=sheet,
                    )
                )
            return (_texts(path),)
        if path.suffix.lower() in (".doc", ".docx", ".pdf"):
            raise ValueError(Message("documents are not read; copy the table into a sheet and save it as .xlsx"))
        book = open_spreadsheet(path)
        if sheet is None:
            return tuple(_sheet(one) for one in book.sheets)
        found = book.sheet(sheet)
        if found is None:
            raise ValueError(
                Message(
                    "there is no sheet '{sheet}'{guess}",
                    sheet=sheet,
                    guess=did_you_mean(sheet, [one.name for one in book.sheets]),
                )
            )
        return (_sheet(found),)
    except ValueError as error:
        raise InputError(str(path), [Problem(Place(path.name), "", message_of(error))]) from error


def _sheet(sheet: Sheet) -> Grid:
    return Grid(
        f"{sheet.file}!{sheet.name}",
        sheet.rows,
        range(1, len(sheet.rows) + 1),
        in_sheet=True,
        hidden=sheet.hidden,
        spans=tuple(map(_span, sheet.merged)),
        formulas=frozenset((line - 1, column - 1) for line, column in sheet.formulas),
        errors=frozenset((line - 1, column - 1) for line, column in sheet.errors),
    )


def _span(area: str) -> tuple[int, int, int, int]:
    first, last = (re.fullmatch(r"([A-Z]+)([0-9]+)", corner) for corner in area.split(":"))
    assert first
    assert last
    return int(first[2]) - 1, _column(first[1]), int(last[2]) - 1, _column(last[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _texts(path: Path) -> Grid:
    text = decode_text(_bytes(path))
    if not text.strip():
        raise ValueError(Message("the file is empty"))
    said = _SAYS.match(text)
    separator = said[1] if said else _separator(text)
    rows: list[tuple[Value, ...]] = []
    lines: list[int] = []
    try:
        for line, cells in _filled(text, separator):
            if said and line == 1:
                continue
            if len(cells) > MOST_COLUMNS:
                raise ValueError(
                    Message(
                        "line {line} has {count:,} cells; at most {most_columns:,} are read",
                        line=line,
                        count=len(cells),
                        most_columns=MOST_COLUMNS,
                    )
                )
            if len(rows) == MOST_ROWS:
                raise ValueError(
                    Message("it has more than {most_rows:,} rows; share them out among files", most_rows=MOST_ROWS)
                )
            rows.append(tuple(cell or None for cell in cells))
            lines.append(line)
    except csv.Error as error:
        at = lines[-1] + 1 if lines else 1
        raise ValueError(
            Message("from line {at} on, a double quote is out of place or not closed ({error})", at=at, error=error)
        ) from error
    width = max(map(len, rows), default=0)
    return Grid(path.name, tuple(row + (None,) * (width - len(row)) for row in rows), lines, in_sheet=False)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = did_you_mean(path.name, [name for name in beside if name.lower().endswith((*SUFFIXES, *_TEXTS))])
        raise ValueError(
            Message("'{path}' is not a file", path=path)
            if path.exists()
            else Message("there is no file '{path}'{hint}", path=path, hint=hint)
        )
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise ValueError(
                Message(
                    "the file has {size:.0f} MB; at most {most:.0f} MB are read",
                    size=size / 1000000.0,
                    most=LARGEST_FILE / 1000000.0,
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise ValueError(Message("it cannot be read: {reason}", reason=error.strerror or error)) from error


def _separator(text: str) -> str:
    """Return the sign that divides the column names into most cells, or else the first rows most evenly.

    A comma divides the numbers of a list with semicolons too, but no names of columns: these have no digits.
    """

    def fit(sign: str) -> tuple[int, int]:
        rows: list[list[str]] = []
        with contextlib.suppress(csv.Error):  # told when the whole is read
            rows.extend(cells for _, cells in islice(_filled(text, sign), _LOOKED_AT))
        names = [sum(map(bool, cells)) for cells in rows if not re.search(r"[0-9]", "".join(cells))]
        widths = Counter(map(len, rows))
        return max(names, default=0), max(((width - 1) * count for width, count in widths.items()), default=0)

    return max(_SEPARATORS, key=fit)


def _filled(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each filled row starts, and its cells without blanks around them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    for cells in reader:
        stripped = [cell.strip().replace("\r\n", "\n") for cell in cells]
        if any(stripped):
            yield start, stripped
        start = reader.line_num + 1
