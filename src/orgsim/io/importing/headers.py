"""Finding the row of column names in a list, and what each column holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from orgsim.io.importing.aliases import PEOPLE, Aliases
from orgsim.io.importing.keys import plain
from orgsim.io.spreadsheets import Value

__all__ = ["Heading", "Kind", "find_heading"]

Kind = Literal["people", "units"]
_SEARCHED = 30
_NEEDED: Mapping[Kind, tuple[int, tuple[frozenset[str], ...]]] = {
    "people": (3, (frozenset({"id", "name", "given_name"}), frozenset({"title", "birth", "started", "birth_of_men"}))),
    "units": (2, (frozenset({"id", "name"}), frozenset({"boss", "kind", "establishment"}))),
}
"""How many fields a list of a kind has at least, and groups of which it has one field each."""

_PERSONAL = frozenset(name for field in ("birth", "started", "sex", "grade", "coefficient") for name in PEOPLE[field])
"""Names of columns that no unit list has."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The column names of a list.

    Parameters
    ----------
    row, last
        The first and the last row of the names, from 0; two rows if some names have a common head.
    texts
        The name of each column; that of a column under a common head is ``Head / name``.
    columns
        The column of each field that was found, from 0.
    rivals
        Further columns that would fit a field.
    """

    kind: Kind
    row: int
    last: int
    texts: tuple[str, ...]
    columns: Mapping[str, int]
    rivals: Mapping[int, str]

    @property
    def unused(self) -> tuple[str, ...]:
        """The named columns that hold no field, in order."""
        used = set(self.columns.values())
        return tuple(text for column, text in enumerate(self.texts) if text and column not in used)


def find_heading(rows: Sequence[Sequence[Value]], aliases: Mapping[Kind, Aliases]) -> Heading | None:
    """Return the heading with most fields among the first 30 rows; ``None`` if there is no list.

    Parameters
    ----------
    aliases
        The names of the fields for each kind of list that may be found.

    Examples
    --------
    >>> from orgsim.io.importing.aliases import PEOPLE, UNITS
    >>> rows = [("UBND TP",), (), ("STT", "Họ và tên", "Ngày sinh", "Chức vụ"), (1, "Lê A", "1/2/1980", "Kế toán")]
    >>> found = find_heading(rows, {"people": PEOPLE, "units": UNITS})
    >>> found.kind, found.row, found.columns, found.unused
    ('people', 2, {'name': 1, 'birth': 2, 'title': 3}, ('STT',))
    """
    found = (
        _matched(kind, row, last, texts, names)
        for row, last, texts in _candidates(rows)
        for kind, names in aliases.items()
    )
    sound = [heading for heading in found if _is_list(heading)]
    return max(sound, key=lambda one: (len(one.columns), one.last - one.row, -one.row), default=None)


def _candidates(rows: Sequence[Sequence[Value]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for row, cells in enumerate(rows[:_SEARCHED]):
        if sum(isinstance(cell, str) for cell in cells) < 2:
            continue
        yield row, row, tuple(_text(cell) for cell in cells)
        if row + 1 < len(rows) and _is_under(cells, rows[row + 1]):
            yield row, row + 1, tuple(_joined(cells, rows[row + 1]))


def _text(cell: Value) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _is_under(head: Sequence[Value], below: Sequence[Value]) -> bool:
    """Say whether a row has names under common heads only: beneath empty cells, or beside one to the right."""
    filled = [column for column, cell in enumerate(below) if cell is not None]
    return bool(filled) and all(
        isinstance(below[column], str)
        and (head[column] is None or (column + 1 < len(head) and head[column + 1] is None))
        for column in filled
    )


def _joined(head: Sequence[Value], below: Sequence[Value]) -> Iterator[str]:
    above = ""
    for top, under in zip(head, below, strict=True):
        above = _text(top) or above
        yield " / ".join(part for part in (above, _text(under)) if part) if under else _text(top)


def _matched(kind: Kind, row: int, last: int, texts: tuple[str, ...], aliases: Aliases) -> Heading:
    ranks = {name: (place, field) for field, names in aliases.items() for place, name in enumerate(names)}
    best: dict[str, tuple[int, int]] = {}
    fits: dict[int, str] = {}
    for column, text in enumerate(texts):
        # Under a common head that says nothing here, such as 'Pay', the name alone counts.
        rank = ranks.get(plain(text)) or ranks.get(plain(text.rpartition(" / ")[2]))
        if rank is not None:
            fits[column] = rank[1]
            best[rank[1]] = min(best.get(rank[1], (rank[0], column)), (rank[0], column))
    columns = {field: best[field][1] for field in aliases if field in best}
    chosen = set(columns.values())
    return Heading(kind, row, last, texts, columns, {at: field for at, field in fits.items() if at not in chosen})


def _is_list(heading: Heading) -> bool:
    least, groups = _NEEDED[heading.kind]
    fields = heading.columns.keys()
    if heading.kind == "units" and any(plain(text) in _PERSONAL for text in heading.texts):
        return False
    return len(fields) >= least and all(fields & group for group in groups)
