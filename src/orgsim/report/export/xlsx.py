"""Writing sheets as an Excel file: native tables and charts, formats of numbers, widths, frozen heads, pages of A4.

Excel reads a text that begins with ``=`` as a formula if it is written as a value, as the name of a series or as the
title of a chart. Here texts are written as texts, and marked so that they stay texts when somebody edits the cell;
series are named by cells; titles of charts begin with words of ours.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from orgsim.errors import RunError
from orgsim.report.export.drawing import chart_of
from orgsim.report.export.paper import (
    CHART_HEIGHT,
    ROW_HEIGHT,
    Part,
    lines,
    page_starts,
    row_height,
    scale,
    widths,
)
from orgsim.report.export.sheets import Block, Entry, Field, Kind, Numeral, Sheet

__all__ = ["write_sheets"]

_LONGEST_TEXT = 32_767
_LONGEST_HEAD = 255
_MOST_ROWS = 1_048_576
"""The limits of Excel."""

_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # Excel knows no zones
"""Said to be when a file was made: the true time would change the bytes of the same comparison."""

_CHART_ROWS = CHART_HEIGHT // ROW_HEIGHT + 1

_NUMBERS: Mapping[Kind, str] = {
    "text": "General",
    "whole": "#,##0_)",
    "mean": "#,##0.0_)",
    "ratio": "#,##0.00_)",
    "share": "0.0%_)",
    "money": "#,##0_)",
    "year": "0",
}
"""Each leaves a little room on its right, where words may follow."""

_DATES = {"en": "d mmm yyyy", "vi": "dd/mm/yyyy"}


@dataclass(frozen=True, slots=True)
class _Formats:
    """The formats of a file: of cells and heads by kind, of titles and sentences."""

    cells: Mapping[Kind, Format]
    heads: Mapping[bool, Format]
    title: Format
    caption: Format
    sentence: Format


def write_sheets(path: Path, sheets: Sequence[Sheet], *, title: str, lang: str) -> None:
    """Write sheets as an Excel file; tables without rows, and sheets without anything, are left out.

    Raises
    ------
    RunError
        If the tables of a sheet have more rows than Excel.
    """
    for sheet in sheets:
        _check_size(sheet)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(str(path), options)
    book.set_properties({"title": _clipped(title, 255), "created": _MADE})
    formats = _formats(book, lang)
    for sheet in sheets:
        blocks = [block for block in sheet.blocks if block.rows]
        if blocks or sheet.sentences:
            _write_sheet(book, sheet, blocks, formats, title)
    book.close()


def _check_size(sheet: Sheet) -> None:
    rows = sum(len(block.rows) + 4 + _CHART_ROWS for block in sheet.blocks) + len(sheet.sentences)
    if rows > _MOST_ROWS:
        raise RunError(
            f"the sheet '{sheet.name}' would have {rows:,} rows, and Excel has {_MOST_ROWS:,}; write it with --csv or "
            "--parquet"
        )


def _formats(book: Workbook, lang: str) -> _Formats:
    text = {"text_wrap": True, "valign": "top", "quote_prefix": True}
    head = text | {"bold": True, "valign": "bottom", "bottom": 1}
    cells = {kind: book.add_format({"num_format": code, "valign": "top"}) for kind, code in _NUMBERS.items()}
    cells["text"] = book.add_format(text)
    cells["date"] = book.add_format({"num_format": _DATES[lang], "valign": "top", "align": "left"})
    cells["year"] = book.add_format({"num_format": "0", "valign": "top", "align": "left"})
    return _Formats(
        cells=cells,
        heads={False: book.add_format(head), True: book.add_format(head | {"align": "right"})},
        title=book.add_format({"bold": True, "font_size": 15, "quote_prefix": True}),
        caption=book.add_format({"bold": True, "font_size": 12, "quote_prefix": True}),
        sentence=book.add_format(text),
    )


def _write_sheet(book: Workbook, sheet: Sheet, blocks: Sequence[Block], formats: _Formats, title: str) -> None:
    page = book.add_worksheet(sheet.name)
    wide = widths(blocks)
    for column, width in enumerate(wide):
        page.set_column(column, column, width)
    page.write_string(0, 0, _clipped(sheet.title, _LONGEST_TEXT), formats.title)
    row, height = _write_sentences(page, sheet.sentences, wide, formats)
    parts = [Part(0, height)]
    for number, block in enumerate(blocks, 1):
        head = row + 2
        page.write_string(head - 1, 0, _clipped(block.title, _LONGEST_TEXT), formats.caption)
        height = _write_block(page, head, block, wide, formats, f"{sheet.key}_{number}")
        parts.append(Part(head - 1, height + 2 * ROW_HEIGHT))
        row = head + len(block.rows) + 1
        if block.chart:
            drawn = chart_of(book, sheet.name, head, block, block.chart)
            page.insert_chart(row + 1, 0, drawn, {"object_position": 2, "description": block.chart.title})
            parts.append(Part(row, CHART_HEIGHT + 2 * ROW_HEIGHT, chart=True))
            row += _CHART_ROWS + 1
    single = parts[1].row + 2 if len(blocks) == 1 else 1
    _set_up(page, single, title)
    percent = scale(wide, charted=any(part.chart for part in parts))
    page.set_h_pagebreaks(page_starts(parts, percent))


def _write_sentences(
    page: Worksheet, sentences: Sequence[str], wide: Sequence[float], formats: _Formats
) -> tuple[int, int]:
    """Write each sentence into a cell as wide as the table; return the next row, and the height of all."""
    total = 2 * ROW_HEIGHT
    for row, sentence in enumerate(sentences, 1):
        page.merge_range(row, 0, row, len(wide) - 1, "", formats.sentence)
        page.write_string(row, 0, _clipped(sentence, _LONGEST_TEXT), formats.sentence)
        height = ROW_HEIGHT * lines(sentence, 0.95 * sum(wide))
        page.set_row_pixels(row, height)
        total += height
    return len(sentences) + 1, total


def _write_block(page: Worksheet, head: int, block: Block, wide: Sequence[float], formats: _Formats, name: str) -> int:
    """Write a table with its heads in a row, and return its height."""
    names = _unique(_clipped(field.head, _LONGEST_HEAD - 6) or " " for field in block.fields)
    columns = [
        {"header": text, "header_format": formats.heads[_on_the_right(field)]}
        for text, field in zip(names, block.fields, strict=True)
    ]
    style = {"style": "Table Style Light 1", "autofilter": len(block.rows) > _CHART_ROWS, "name": name}
    page.add_table(head, 0, head + len(block.rows), len(columns) - 1, {"columns": columns, **style})
    total = row_height(names, [0.8 * width for width in wide])
    page.set_row_pixels(head, total)
    for row, entries in enumerate(block.rows, head + 1):
        for column, (field, entry) in enumerate(zip(block.fields, entries, strict=True)):
            _write_entry(page, row, column, entry, field.kind, formats.cells)
        height = row_height(entries, wide)
        if height > ROW_HEIGHT:
            page.set_row_pixels(row, height)
        total += height
    return total


def _on_the_right(field: Field) -> bool:
    return field.kind not in ("text", "date", "year")


def _write_entry(
    page: Worksheet, row: int, column: int, entry: Entry, kind: Kind, cells: Mapping[Kind, Format]
) -> None:
    if isinstance(entry, Numeral):
        page.write_number(row, column, entry.value, cells[entry.kind])
    elif isinstance(entry, str):
        page.write_string(row, column, _clipped(entry, _LONGEST_TEXT), cells["text"])
    elif isinstance(entry, dt.date):
        page.write_datetime(row, column, entry, cells["date"])
    elif entry is not None:
        page.write_number(row, column, entry, cells[kind])


def _clipped(text: str, most: int) -> str:
    """Return a text in composed letters, with its end left out if Excel could not hold it."""
    composed = unicodedata.normalize("NFC", text)
    return composed if len(composed) <= most else f"{composed[: most - 1]}…"


def _unique(heads: Iterable[str]) -> list[str]:
    """Give a number to each head that comes again; Excel repairs a file in which two columns of a table have one name.

    Examples
    --------
    >>> _unique(["Plan: mean", "plan: mean", "Year"])
    ['Plan: mean', 'plan: mean (2)', 'Year']
    """
    seen: set[str] = set()
    found = []
    for head in heads:
        name, number = head, 1
        while name.casefold() in seen:
            number += 1
            name = f"{head} ({number})"
        seen.add(name.casefold())
        found.append(name)
    return found


def _set_up(page: Worksheet, below: int, title: str) -> None:
    """Freeze what is above a row and repeat its last row on every page; make the pages A4 across."""
    page.freeze_panes(below, 0)
    page.repeat_rows(below - 1)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    page.set_header(f"&L{_clipped(title, 120).replace('&', '&&')}&R&A")
    page.set_footer("&Lorgsim&R&P / &N")
