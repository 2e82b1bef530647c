"""The cells of a list: what is read from each, and what is said of one that cannot be read."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from orgsim.errors import Message, Problem
from orgsim.io.importing.grids import Grid
from orgsim.io.importing.headers import Heading
from orgsim.io.importing.keys import spelled
from orgsim.io.spreadsheets import Value
from orgsim.io.validation import shown
from orgsim.model.dates import month_index

__all__ = ["ListRow", "Month", "coefficient", "counted", "is_total", "list_rows", "month", "text", "written"]

_YEARS = range(1900, 2100)
_DATE = Message("a date such as 31/12/1980, 12/1980 or 1980")
_DAY_FIRST = re.compile(r"(?:([0-9]{1,2})[/.-])?([0-9]{1,2})[/.-]([0-9]{4})(?:[T ].*)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?(?:[T ].*)?")
_FORMULA = re.compile(r"[=@+]|-[0-9]")
_LOST = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]")
_NUMBERS = re.compile(r"\(?[0-9]{1,2}\)?")
_TOTALS = ("tổng cộng", "tổng số", "người lập", "thủ trưởng đơn vị")
_ACROSS = frozenset({"unit", "title", "contract", "grade", "boss", "kind"})
"""Fields whose merged cells hold for every row that they cover."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month; if only the year is known, it is July."""

    index: int
    known: bool


@dataclass(frozen=True, slots=True)
class ListRow:
    """A filled row beneath the heading of a list."""

    grid: Grid
    heading: Heading
    at: int
    spread: Mapping[tuple[int, int], tuple[int, int]]

    def cell(self, field: str) -> Value:
        """Return what stands in the column of a field; ``None`` if it is empty or there is no such column."""
        column = self.heading.columns.get(field)
        if column is None:
            return None
        row = self.at
        if self.spread:
            row, column = self.spread.get((row, column), (row, column))
        return self.grid.rows[row][column]

    def is_error(self, field: str) -> bool:
        """Say whether the cell of a field shows an error such as #REF!."""
        return bool(self.grid.errors) and (self.at, self.heading.columns.get(field, -1)) in self.grid.errors

    def problem(self, field: str, message: str) -> Problem:
        """Say what is wrong with the cell of a field; with the row, if there is no such column."""
        return Problem(self.grid.place(self.at, self.heading.columns.get(field, -1)), "", message)

    @property
    def filled(self) -> list[Value]:
        """The filled cells, also of columns that are not used."""
        return [cell for cell in self.grid.rows[self.at] if cell is not None]


def list_rows(grid: Grid, heading: Heading) -> Iterator[ListRow]:
    """Yield the filled rows beneath a heading, without one that numbers the columns."""
    across = {heading.columns[field] for field in _ACROSS & heading.columns.keys()}
    spread = dict(_spread(grid.spans, across))
    for at in range(heading.last + 1, len(grid.rows)):
        row = ListRow(grid, heading, at, spread)
        if row.filled and not (at == heading.last + 1 and _numbers_columns(row.filled)):
            yield row


def _spread(
    spans: Iterable[tuple[int, int, int, int]], across: set[int]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for first, left, last, right in spans:
        if left == right and left in across:
            yield from (((row, left), (first, left)) for row in range(first + 1, last + 1))


def _numbers_columns(cells: Iterable[Value]) -> bool:
    """Say whether a row has the numbers 1, 2, 3 … of the columns, or letters and then numbers."""
    texts = [str(cell).strip() for cell in cells]
    return len(texts) > 1 and all(_NUMBERS.fullmatch(one) or (len(one) == 1 and one.isalpha()) for one in texts)


def written(cell: Value) -> str:
    """Return the text of a cell on one line; a number is written out, a code that is text keeps its zeros.

    Examples
    --------
    >>> written("000123"), written(123), written("Phòng\\n Nội vụ"), written(None)
    ('000123', '123', 'Phòng Nội vụ', '')
    """
    if isinstance(cell, str):
        return " ".join(cell.split()) if not cell.isalnum() else cell
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


@lru_cache(maxsize=65536)
def text(cell: Value, what: str) -> str:
    """Read words.

    Raises
    ------
    ValueError
        If they are a formula that was typed as text, or have signs that cannot be read.
    """
    words = written(cell)
    if _FORMULA.match(words):
        raise ValueError(
            Message(
                "expected {what}, found the formula {words}; a text must not begin so", what=what, words=shown(words)
            )
        )
    if _LOST.search(words):
        raise ValueError(
            Message(
                "expected {what}, found {words}, in which a letter was lost; type it again",
                what=what,
                words=shown(words),
            )
        )
    return words.removeprefix("- ")


def month(cell: Value, what: str) -> Month:
    """Read a date, of which the month counts.

    Raises
    ------
    ValueError
        If it is none; the message says what was expected and found.

    Examples
    --------
    >>> month("05/11/1975", "a date of birth").index == 12 * 1975 + 10, month(1980, "a date of birth")
    (True, Month(index=23766, known=False))
    """
    if isinstance(cell, dt.date):
        found = _month_of_date(cell)
    elif isinstance(cell, str):
        found = _month_of_text(written(cell))
    else:
        found = _month_of_year(cell) if isinstance(cell, int) else None
    if found is not None:
        return found
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise ValueError(
            Message(
                "expected {what}, found the number {cell}; format the cell as a date, or type {date}",
                what=what,
                cell=cell,
                date=_DATE,
            )
        )
    raise ValueError(
        Message("expected {what} ({date}), found {written}", what=what, date=_DATE, written=shown(written(cell)))
    )


def _month_of_date(day: dt.date) -> Month | None:
    return Month(month_index(day), known=True) if day.year in _YEARS else None


def _month_of_year(year: int) -> Month | None:
    return Month(month_index(dt.date(year, 7, 1)), known=False) if year in _YEARS else None


@lru_cache(maxsize=65536)
def _month_of_text(words: str) -> Month | None:
    if words.isascii() and words.isdigit() and len(words) == 4:
        return _month_of_year(int(words))
    day_first, year_first = _DAY_FIRST.fullmatch(words), _YEAR_FIRST.fullmatch(words)
    if day_first:
        day, of_year, year = day_first.groups()
    elif year_first:
        year, of_year, day = year_first.groups()
    else:
        return None
    try:
        return _month_of_date(dt.date(int(year), int(of_year), int(day or 1)))
    except ValueError:
        return None


def coefficient(cell: Value) -> Decimal | None:
    """Read a coefficient, with a comma or a point.

    Raises
    ------
    ValueError
        If it is no number.

    Examples
    --------
    >>> coefficient("2,34"), coefficient(3)
    (Decimal('2.34'), Decimal('3'))
    """
    words = written(cell).replace(",", ".")
    if not words:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,20})?", words):
        raise ValueError(Message("expected a coefficient such as 2,34, found {written}", written=shown(written(cell))))
    return Decimal(words).quantize(Decimal("0.001")).normalize()


def counted(cell: Value) -> int | None:
    """Read a number of posts.

    Raises
    ------
    ValueError
        If it is no whole number.
    """
    words = written(cell)
    if not words:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", words):
        raise ValueError(Message("expected a whole number of posts, found {words}", words=shown(words)))
    return int(words)


def is_total(words: str) -> bool:
    """Say whether a row is a sum or a signature beneath a list, by its first words.

    Examples
    --------
    >>> is_total("Tổng số: 12 người"), is_total("Cộng"), is_total("Công an phường")
    (True, True, False)
    """
    first = spelled(words)
    return first in ("cộng", "total") or first.startswith(_TOTALS)
