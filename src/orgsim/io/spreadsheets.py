"""Spreadsheet files: .xlsx, .xls and .ods, opened within limits, as sheets of typed cells.

:func:`open_spreadsheet` gives every sheet with its cells from A1 on, where each stands, and which are formulas, errors
or merged. What a sheet means is for the caller. A file that is locked, broken, too large or something else is refused
with one :class:`~orgsim.errors.InputError` that says so, before much memory is used. The file itself is only read.
"""

import datetime as dt
import hashlib
import io
import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from orgsim.errors import InputError, Message, Place, Problem, column_letters, did_you_mean, message_of
from orgsim.io.spreadsheet_limits import LARGEST_FILE, MOST_SHEETS, Refused, Scanned, contents_within_limits

__all__ = ["SUFFIXES", "Sheet", "Spreadsheet", "Value", "open_spreadsheet"]

SUFFIXES = (".xlsx", ".xls", ".ods")
"""The endings of the files that are read."""

Value = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
"""A cell: text (in normal form C, line ends ``\\n``), a number, a truth, a date, a date with a time, a time, a length
of time; ``None`` if it is empty. A whole number is an ``int``, whatever its format."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its cells.

    Parameters
    ----------
    name
        As it stands on the tab, in normal form C.
    file
        The name of the file, without folders.
    rows
        From A1 on, all of one length, to the last filled row and column. The cell in line 11, column 6 (F11) is
        ``rows[10][5]``.
    merged
        The areas of merged cells, such as ``A6:D6``; only the first cell of each has a value. Unknown for .ods.
    formulas
        Lines and columns, from 1, of the cells that are formulas; their values are those that were last worked out.
    errors
        Lines and columns of the cells that show an error such as #REF!; their values are ``None``. Unknown for .xls.
    hidden
        Whether the sheet cannot be seen.
    """

    name: str
    file: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[str, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False

    def place(self, line: int = 0, column: int = 0) -> Place:
        """Return a place that is written as ``book.xlsx!Sheet:F11``; line and column from 1, 0 for all of them.

        Examples
        --------
        >>> str(Sheet("Units", "city.xlsx", ()).place(11, 6))
        'city.xlsx!Units:F11'
        """
        return Place(f"{self.file}!{self.name}", line, column, in_sheet=True)


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A spreadsheet file: its sheets in order, hidden ones too, and the SHA-256 of its bytes."""

    path: Path
    sheets: tuple[Sheet, ...]
    digest: str

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet of a name, in small or capital letters; ``None`` if there is none."""
        wanted = unicodedata.normalize("NFC", name).casefold()
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == wanted), None)


def open_spreadsheet(path: Path) -> Spreadsheet:
    """Read a spreadsheet file.

    Raises
    ------
    InputError
        With one problem: there is no such file, it is not what its name says, locked with a password, broken, holds
        macros, or is larger than :mod:`.spreadsheet_limits` allow.
    """
    try:
        content = _bytes(path)
        scanned, readable = contents_within_limits(path.suffix.lower(), content)
        sheets = tuple(_sheets(path.name, readable, scanned))
    except Refused as error:
        raise InputError(str(path), [Problem(Place(path.name), "", message_of(error))]) from error
    return Spreadsheet(path, sheets, hashlib.sha256(content).hexdigest())


def _bytes(path: Path) -> bytes:
    if not path.exists():
        beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = did_you_mean(path.name, [name for name in beside if name.lower().endswith(SUFFIXES)])
        raise Refused(Message("there is no file '{path}'{hint}", path=path, hint=hint))
    if not path.is_file():
        raise Refused(Message("'{path}' is not a file", path=path))
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(
                Message(
                    "the file has {size:.0f} MB; at most {most:.0f} MB are read. Remove pictures and "
                    "sheets that are not needed",
                    size=path.stat().st_size / 1000000.0,
                    most=LARGEST_FILE / 1000000.0,
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise Refused(Message("it cannot be read: {reason}", reason=error.strerror or error)) from error


def _sheets(file: str, content: bytes, scanned: Mapping[str, Scanned]) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheet_names) > MOST_SHEETS:
            raise Refused(
                Message(
                    "it has {count:,} sheets; at most {most_sheets} are read",
                    count=len(book.sheet_names),
                    most_sheets=MOST_SHEETS,
                )
            )
        for number, seen in enumerate(book.sheets_metadata, start=1):
            if seen.typ != SheetTypeEnum.WorkSheet:
                continue  # a chart has no cells
            found = scanned.get(seen.name) or scanned.get(f"\0{number}", Scanned())
            hidden = seen.visible != SheetVisibleEnum.Visible
            sheet = book.get_sheet_by_name(seen.name)
            name = unicodedata.normalize("NFC", seen.name)
            rows = tuple(tuple(map(_value, row)) for row in sheet.to_python(skip_empty_area=False))
            yield Sheet(name, file, rows, _merged(sheet), found.formulas, found.errors, hidden)
    except PasswordError as error:
        raise Refused(Message("it is locked with a password; save it without one and name that file")) from error
    except (CalamineError, OSError, ValueError) as error:
        raise Refused(
            Message("the file is broken ({error}); open it, save it anew and name that file", error=error)
        ) from error


def _value(found: Any) -> Value:
    if isinstance(found, str):
        return unicodedata.normalize("NFC", found.replace("\r\n", "\n").replace("\r", "\n")) or None
    if isinstance(found, float) and not math.isfinite(found):
        return str(found)
    if isinstance(found, float) and found.is_integer() and abs(found) < 2**53:
        return int(found)
    value: Value = found
    return value


def _merged(sheet: CalamineSheet) -> tuple[str, ...]:
    ends = sheet.merged_cell_ranges or ()
    return tuple(f"{_address(*first)}:{_address(*last)}" for first, last in ends)


def _address(row: int, column: int) -> str:
    return f"{column_letters(column + 1)}{row + 1}"
