"""The published senior and junior files: text, columns and cells.

Columns are known by their names without case, signs and what stands in brackets, so that the files of all years
are read. Columns with personal data are never kept: of a name only the words "vacant", "eliminated" and "not in
post" are looked for. Files that are compressed with gzip are read as they are.
"""

import csv
import gzip
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from orgsim.errors import InputError, Message, Place, Problem, RunError, did_you_mean
from orgsim.io.tables import filled_lines
from orgsim.model.organogram import Finding, Mark

__all__ = ["MARKS", "PublishedFile", "number"]

_LARGEST = 64_000_000
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?|[0-9]{1,3}(,[0-9]{3}){1,2}(\.[0-9]{1,9})?")
_SPACES = re.compile(r"\s+")

_SHARED = {
    "department": ("parent department",),
    "organisation": ("organisation",),
    "unit": ("unit",),
    "occupation": ("professional occupational group", "profession"),
}
_SENIOR = {
    **_SHARED,
    "reference": ("post unique reference",),
    "grade": ("grade",),
    "title": ("job title",),
    "reports_to": ("reports to senior post",),
    "fte": ("fte",),
    "low": ("actual pay floor",),
    "high": ("actual pay ceiling",),
}
_JUNIOR = {
    **_SHARED,
    "reports_to": ("reporting senior post",),
    "grade": ("grade",),
    "title": ("generic job title",),
    "fte": ("number of posts in fte",),
    "low": ("payscale minimum",),
    "high": ("payscale maximum",),
}
_MAY_LACK = frozenset({"occupation", "low", "high"})
_UNUSED = frozenset({"salary cost of reports"})
MARKS: tuple[tuple[str, Mark], ...] = (
    ("not in post", "not-in-post"),
    ("eliminated", "eliminated"),
    ("vacant", "vacant"),
    ("vacancy", "vacant"),
)
"""Words that say of a row that nobody holds the post, and what they mean."""


def number(text: str) -> Decimal | None:
    """Return a number exactly as it is written; ``None`` if it is none.

    Examples
    --------
    >>> number("1,234.50"), number("N/D")
    (Decimal('1234.50'), None)
    """
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def _normal(header: str) -> str:
    """Return the name of a column without case, signs and brackets."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\(.*?\)", " ", header.lower())))


@dataclass(frozen=True)
class PublishedFile:
    """A file as it was read: its rows, each with its line, and the columns that were left out."""

    name: str
    kind: Literal["senior", "junior"]
    encoding: str
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    left_out: tuple[str, ...]

    @classmethod
    def read(cls, path: Path, kind: Literal["senior", "junior"]) -> "PublishedFile":
        """Read a file; its rows are whole, and it has the columns of its kind."""
        text, encoding = _text(path)
        lines: list[tuple[int, list[str]]] = []
        try:
            lines.extend(filled_lines(text))
        except csv.Error as error:
            place = Place(path.name, lines[-1][0] + 1 if lines else 1)
            fault = Message("from here on, a double quote is out of place or not closed ({error})", error=error)
            raise InputError(path.name, [Problem(place, "", fault)]) from error
        if len(lines) < 2:
            raise InputError(path.name, [Problem(Place(path.name), "", Message("there are no rows below a header"))])
        (line, header), rows = lines[0], lines[1:]
        position = _columns(path.name, line, header, kind)
        faults = list(_ragged(path.name, header, rows))
        if faults:
            raise InputError(path.name, faults)
        used = {*position.values()}
        left_out = tuple(
            name for place, name in enumerate(header) if name and place not in used and _normal(name) not in _UNUSED
        )
        names = [place for place, name in enumerate(header) if _normal(name) == "name"]
        cells = tuple((line, _cells(position, names, row)) for line, row in rows)
        return cls(path.name, kind, encoding, cells, left_out)

    def findings(self) -> Iterator[Finding]:
        """Yield what is odd about the file itself and the numbers in it."""
        if self.encoding != "UTF-8":
            message = Message(
                "the {kind} file is not UTF-8; it was read as {encoding}", kind=self.kind, encoding=self.encoding
            )
            yield Finding("encoding", self.kind, message, 1)
        if self.left_out:
            message = Message(
                "columns of the {kind} file that are not kept: {listed}",
                kind=self.kind,
                listed=", ".join(self.left_out),
            )
            yield Finding("left-out", self.kind, message, len(self.left_out))
        if odd := self._strange(("fte",), _NO_FTE):
            yield _unreadable(self.kind, "fte-unreadable", odd)
        if odd := self._strange(("low", "high"), _NO_PAY):
            yield _unreadable(self.kind, "pay-unreadable", odd)

    def _strange(self, columns: tuple[str, ...], allowed: frozenset[str]) -> list[tuple[int, str]]:
        """Return the rows, each with its first cell of some columns that is neither a number nor allowed."""
        found = ((line, [cells.get(name, "") for name in columns]) for line, cells in self.rows)
        strange = ((line, [text for text in texts if _strange(text, allowed)]) for line, texts in found)
        return [(line, texts[0]) for line, texts in strange if texts]


_NO_FTE = frozenset({""})
_NO_PAY = frozenset({"", "n/d", "n/a", "nd", "na"})
"""What stands where pay is not disclosed or there is none."""


def _strange(text: str, allowed: frozenset[str]) -> bool:
    return text.lower() not in allowed and number(text) is None


def _unreadable(
    file: Literal["senior", "junior"], kind: Literal["fte-unreadable", "pay-unreadable"], odd: list[tuple[int, str]]
) -> Finding:
    words = sorted({text for _, text in odd})
    shown = ", ".join(f"'{word if len(word) <= 40 else '…' + word[-39:]}'" for word in words[:3])
    more = Message(" and {count} more", count=len(words) - 3) if len(words) > 3 else ""
    rows = f"{len(odd):,} {file} row{'s' if len(odd) > 1 else ''}"
    what = (
        Message("an FTE that is no number and counts nothing")
        if kind == "fte-unreadable"
        else Message("pay that is no number")
    )
    message = Message(
        "{rows} {verb} {what}: {shown}{more}",
        rows=rows,
        verb="have" if len(odd) > 1 else "has",
        what=what,
        shown=shown,
        more=more,
    )
    return Finding(kind, file, message, len(odd), Decimal(0), tuple(line for line, _ in odd))


def _text(path: Path) -> tuple[str, str]:
    """Return the text of a file and its encoding: UTF-8, UTF-16 if marked so, or else that of Windows."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        fault = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise RunError(Message("{path} cannot be read: {fault}", path=path, fault=fault)) from error
    if len(content) > _LARGEST:
        raise RunError(
            Message("{path} has more than {largest:,} bytes; published files are smaller", path=path, largest=_LARGEST)
        )
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise RunError(Message("{path} is a workbook; save its sheet as CSV first", path=path))
    for encoding, name in (("utf-16", "UTF-16"),) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS:
        try:
            return unicodedata.normalize("NFC", content.decode(encoding)), name
        except UnicodeDecodeError:
            continue
    raise RunError(Message("{path} is no text that can be read; save it as CSV in UTF-8", path=path))


_ENCODINGS = (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"))


def _columns(file: str, line: int, header: list[str], kind: Literal["senior", "junior"]) -> dict[str, int]:
    """Return where each column stands; a file of the other kind is recognised."""
    known = _SENIOR if kind == "senior" else _JUNIOR
    normal = [_normal(name) for name in header]
    found = {
        field: next(normal.index(name) for name in names if name in normal)
        for field, names in known.items()
        if any(name in normal for name in names)
    }
    missing = [field for field in known if field not in found and field not in _MAY_LACK]
    if not missing:
        return found
    mark = "reporting senior post" if kind == "senior" else "post unique reference"
    if mark in normal:
        other = "junior" if kind == "senior" else "senior"
        fault = Message("this is a {other} file; the senior file comes first, then the junior one", other=other)
        raise InputError(file, [Problem(Place(file, line), "", fault)])
    faults = [
        Problem(
            Place(file, line),
            "",
            Message(
                "there is no column '{known}', which a {kind} file has{guess}",
                known=known[field][0],
                kind=kind,
                guess=did_you_mean(known[field][0], [name for name in normal if name]),
            ),
        )
        for field in missing
    ]
    raise InputError(file, faults)


def _ragged(file: str, header: list[str], rows: Iterable[tuple[int, list[str]]]) -> Iterator[Problem]:
    for line, cells in rows:
        if len(cells) < len(header) or any(cells[len(header) :]):
            fault = Message("this row has {count} cells, the header has {count2}", count=len(cells), count2=len(header))
            yield Problem(Place(file, line), "", fault)


def _cells(position: Mapping[str, int], names: Iterable[int], row: list[str]) -> dict[str, str]:
    """Return the cells of a row by field; of a name nothing but its mark is kept."""
    cells = {field: _SPACES.sub(" ", row[place]) for field, place in position.items()}
    said = " ".join([*(row[place] for place in names), cells.get("reference", ""), cells["title"]]).lower()
    return cells | {"mark": next((mark for word, mark in MARKS if re.search(rf"\b{word}", said)), "")}
