"""How a sheet fits on paper: widths of columns, heights of rows, the scale of A4 pages across, and where they end."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from orgsim.report.export.sheets import Block, Entry, Kind, Numeral

__all__ = ["CHART_HEIGHT", "CHART_WIDTH", "ROW_HEIGHT", "Part", "lines", "page_starts", "row_height", "scale", "widths"]

ROW_HEIGHT, CHART_HEIGHT, CHART_WIDTH = 20, 300, 960
"""Pixels, of which Excel has 96 to an inch."""

_NARROWEST, _WIDEST, _MOST_LINES = 9, 48, 20
"""Of a column, in digits; and of a row, in lines."""

_DIGITS: dict[Kind, int] = {"mean": 1, "ratio": 2}

_DIGIT, _GUTTER = 7, 5
"""Pixels of a digit, and those at the sides of a column."""

_PAGE_WIDTH, _PAGE_HEIGHT = 10.69 * 96, 6.7 * 96
"""What margins leave of A4 across, in pixels."""

_SURE = 0.93
"""Other fonts are a little wider and higher than those for which widths and heights are worked out."""


def widths(blocks: Sequence[Block]) -> list[float]:
    """Return how wide the columns of a sheet are, in digits, so that all its tables are legible.

    Examples
    --------
    >>> from orgsim.report.export.sheets import Field
    >>> widths([Block("", (Field("Roadmap"), Field("Cost", "money")), (("As decreed, as it was", 1e12),))])
    [22, 18]
    """
    found: list[float] = [_NARROWEST] * max((len(block.fields) for block in blocks), default=6)
    for block in blocks:
        for column, field in enumerate(block.fields):
            word = max((len(word) for word in field.head.split()), default=0)
            cells = max((_length(row[column], field.kind) for row in block.rows), default=0)
            wanted = max(cells + 1, 1.2 * word + 1, len(field.head) / 3)
            found[column] = max(found[column], min(wanted, _WIDEST))
    return found if len(found) > 1 else [*found, _WIDEST]


def _length(entry: Entry, kind: Kind) -> int:
    if isinstance(entry, Numeral):
        return _length(entry.value, entry.kind)
    if isinstance(entry, str):
        return max((len(line) for line in entry.splitlines()), default=0)
    if isinstance(entry, int | float):
        return len(f"{entry:,.{_DIGITS.get(kind, 0)}f}")
    return 11 if entry is not None else 0


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column.

    Examples
    --------
    >>> lines("One tenth fewer posts", 12), lines("One", 12), lines("", 12)
    (2, 1, 1)
    """
    if len(text) < width and "\n" not in text:
        return 1
    return min(_MOST_LINES, sum(max(1, len(textwrap.wrap(line, int(width)))) for line in text.splitlines()))


def row_height(texts: Sequence[object], column_widths: Sequence[float]) -> int:
    """Return how high a row must be for its texts, in pixels; what is no text takes a line."""
    most = max(
        (lines(text, width) for text, width in zip(texts, column_widths, strict=False) if isinstance(text, str)),
        default=1,
    )
    return ROW_HEIGHT * most


def scale(column_widths: Sequence[float], *, charted: bool) -> int:
    """Return at how many percent all columns, and charts if there are any, fit on a page."""
    wide = sum(_DIGIT * width + _GUTTER for width in column_widths)
    return max(10, min(100, int(100 * _SURE * _PAGE_WIDTH / max(wide, CHART_WIDTH if charted else 0))))


@dataclass(frozen=True, slots=True)
class Part:
    """What stays together on a page if it can: a table with its title, or a chart; its first row, and its height."""

    row: int
    height: int
    chart: bool = False


def page_starts(parts: Sequence[Part], percent: int) -> list[int]:
    """Return the rows before which a new page begins, so that no chart is cut, and no table that fits on a page.

    The first part is what is above the first table, and stays with it.

    Examples
    --------
    >>> page_starts([Part(0, 40), Part(1, 400), Part(21, 340, chart=True), Part(39, 200)], 100)
    [21]
    """
    room = _SURE * _PAGE_HEIGHT * 100 / percent - ROW_HEIGHT
    used, starts = 0.0, []
    for position, part in enumerate(parts):
        after = parts[position + 1] if position + 1 < len(parts) else None
        drawn = after.height if after is not None and after.chart else 0
        together = part.height + drawn if part.height + drawn <= room else part.height
        opens = position > 1 or part.chart
        if opens and used + together > room and (part.chart or together <= room):
            starts.append(part.row)
            used = 0
        used = (used + part.height) % room if used + part.height > room else used + part.height
    return starts
