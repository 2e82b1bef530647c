"""Writing a scenario as a workbook to be filled in: frozen headers, lists of words, a sheet that explains."""

import csv
import datetime as dt
import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from orgsim.errors import Message, RunError
from orgsim.io.book_sheets import BookSheet, book_sheets
from orgsim.io.contents import Contents
from orgsim.io.fields import column_path, plain_path
from orgsim.io.sheets import NOTES, README
from orgsim.io.spreadsheet_limits import MOST_COLUMNS, MOST_ROWS

__all__ = ["Explained", "explained", "write_workbook"]

_LONGEST_TEXT = 32_767
"""Characters of a cell."""
_LONGEST_LIST = 255
"""Characters of a list of words that stands in the validation itself."""
_WORDS = "Notes on words"
"""The hidden sheet of longer lists; its name begins as those that are not read."""
_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 – a fixed day, so that the same scenario gives the same bytes


class Explained(NamedTuple):
    """What a column holds, in both languages, and an example."""

    english: str
    vietnamese: str
    example: str


@cache
def _explanations() -> Mapping[tuple[str, str], Explained]:
    text = (files("orgsim.io") / "columns.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["sheet"], row["column"]): Explained(row["english"], row["vietnamese"], row["example"]) for row in rows}


def explained(sheet: str, column: str) -> Explained:
    """Return what a column of a sheet holds; columns of one name hold the same unless a sheet says otherwise.

    Examples
    --------
    >>> explained("Units", "reports_to").english
    'The id of the unit above; empty for the top'
    """
    plain = plain_path(column_path(column))
    known = _explanations()
    keys = [(sheet, ".".join(plain)), (sheet, plain[-1]), ("*", ".".join(plain[-2:])), ("*", plain[-1])]
    return next(known[key] for key in keys if key in known)


def write_workbook(contents: Contents, path: Path) -> None:
    """Write a scenario as a workbook, whole or not at all. The same contents give the same bytes.

    Raises
    ------
    RunError
        If the file exists, cannot be written, or something is too long for a sheet.
    """
    if path.exists():
        raise RunError(Message("{path} exists; name a file that does not exist yet", path=path))
    sheets = book_sheets(contents)
    for sheet in sheets:
        _check(sheet)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        with xlsxwriter.Workbook(partial, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            book.set_properties({"title": str(contents.main["name"]), "created": _MADE})
            _Writing(book).all(sheets)
        partial.rename(path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise RunError(Message("{path} cannot be written: {error}", path=path, error=error)) from error
    finally:
        partial.unlink(missing_ok=True)


def _check(sheet: BookSheet) -> None:
    if len(sheet.header) >= MOST_COLUMNS or max(sheet.rows, default=0) > MOST_ROWS:
        raise RunError(
            Message(
                "sheet '{name}' would have {number:,} rows and {count:,} columns; a workbook has at most "
                "{most_rows:,} and {most_columns:,}: keep this scenario as a folder",
                name=sheet.name,
                number=max(sheet.rows, default=0),
                count=len(sheet.header),
                most_rows=MOST_ROWS,
                most_columns=MOST_COLUMNS,
            )
        )
    for line, row in sheet.rows.items():
        for name, cell in zip(sheet.header, row, strict=True):
            if isinstance(cell, str) and len(cell) > _LONGEST_TEXT:
                raise RunError(
                    Message(
                        "a text is too long for a cell of a workbook ({count:,} characters; at most "
                        "{longest_text:,}): sheet '{name}', line {line}, column '{name2}'",
                        count=len(cell),
                        longest_text=_LONGEST_TEXT,
                        name=sheet.name,
                        line=line,
                        name2=name,
                    )
                )


class _Writing:
    """The workbook while it is written, and its formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "num_format": "@"})
        self.text = book.add_format({"num_format": "@"})
        self.long = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.plain = book.add_format({"num_format": "General"})
        self.lists: dict[tuple[str, ...], str] = {}

    def page(self, name: str) -> Any:
        """Add a sheet that is printed across, all its columns on one page."""
        page = self.book.add_worksheet(name)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page

    def all(self, sheets: tuple[BookSheet, ...]) -> None:
        """Write the sheets, first the one that explains them."""
        self.read_me(sheets)
        pages = [(sheet, self.page(sheet.name)) for sheet in sheets]
        words = self.book.add_worksheet(_WORDS)
        words.hide()
        for sheet, page in pages:
            self.sheet(sheet, page, words)

    def read_me(self, sheets: tuple[BookSheet, ...]) -> None:
        """Write what every sheet and column is for."""
        page = self.page(README)
        page.set_column(0, 1, 22, self.long)
        page.set_column(2, 3, 62, self.long)
        page.set_column(4, 4, 28, self.long)
        line = 0
        for english, vietnamese in _introduction():
            page.set_row(line, 15 * (1 + len(vietnamese) // 55))
            page.write_string(line, 2, english, self.long)
            page.write_string(line, 3, vietnamese, self.long)
            line += 1
        line += 1
        for column, title in enumerate(("Sheet", "Column", "What it holds", "Nội dung", "Example")):
            page.write_string(line, column, title, self.head)
        for sheet in sheets:
            for name in dict.fromkeys(".".join(plain_path(column_path(name))) for name in sheet.header):
                line += 1
                about = explained(sheet.name, name)
                page.set_row(line, 15 * (1 + max(max(map(len, about[:2])) // 55, len(about.example) // 25)))
                for at, text in enumerate((sheet.name, name, *about)):
                    page.write_string(line, at, text, self.long)

    def sheet(self, sheet: BookSheet, page: Any, words: Any) -> None:
        """Write one sheet."""
        header = [*sheet.header, NOTES[0]]
        page.freeze_panes(1, 1)
        page.repeat_rows(0)
        for column, name in enumerate(header):
            page.write_string(0, column, name, self.head)
            texts = [str(row[column]) for row in sheet.rows.values() if column < len(sheet.header) and row[column]]
            numbers = bool(texts) and all(
                not isinstance(row[column], str) for row in sheet.rows.values() if row[column] is not None
            )
            page.set_column(
                column,
                column,
                min(60, max(10, len(name) + 2, *map(len, texts))) if texts else len(name) + 4,
                self.plain if numbers or name == "value" else self.text,
            )
            if name in sheet.words:
                self.choice(page, column, sheet.words[name], words)
        for line, row in sheet.rows.items():
            for column, cell in enumerate(row):
                self.cell(page, line - 1, column, cell, is_date=(line, column + 1) in sheet.dates)

    def cell(self, page: Any, row: int, column: int, cell: object, *, is_date: bool) -> None:
        """Write one cell."""
        if cell is None:
            return
        if isinstance(cell, int | float):
            page.write_number(row, column, cell, self.plain)
        elif is_date and (date := _date(str(cell))) is not None:
            page.write_datetime(row, column, date, self.date)
        else:
            page.write_string(row, column, str(cell), self.text)

    def choice(self, page: Any, column: int, allowed: tuple[str, ...], words: Any) -> None:
        """Let a column have one of some words only."""
        source: Any = list(allowed)
        if len(",".join(allowed)) > _LONGEST_LIST:
            if allowed not in self.lists:
                number = len(self.lists)
                words.write_column(0, number, allowed)
                self.lists[allowed] = f"='{_WORDS}'!{xl_range_abs(0, number, len(allowed) - 1, number)}"
            source = self.lists[allowed]
        page.data_validation(1, column, MOST_ROWS - 1, column, {"validate": "list", "source": source})


def _date(text: str) -> dt.date | None:
    """Return a date that a workbook can hold without doubt."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.year > 1900 and date.isoformat() == text else None


def _introduction() -> Iterator[tuple[str, str]]:
    """Yield what stands above the explanations of the columns."""
    for (sheet, column), found in _explanations().items():
        if sheet == README:
            yield (found.english, found.vietnamese) if column else ("", "")
