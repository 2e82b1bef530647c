"""The cells in a sheet of an .xlsx or .ods file, found without reading them: how far they go, which are formulas."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["OdsSheet", "Scanned", "ods_sheets", "scan_xlsx_sheet"]


@dataclass(frozen=True, slots=True)
class Scanned:
    """The extent of a sheet, and which cells, as (line, column) from 1, are formulas and errors."""

    lines: int = 0
    columns: int = 0
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()


_XLSX = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*?)(/?)>(?:\s*<(?:\w+:)?(f|v|is)\b(?:[^>]*>(TRUE|FALSE)\(\)<)?)?")
# LibreOffice keeps a truth as the formula TRUE() or FALSE(), which is a value as any other.
_AT = re.compile(rb"""\br\s*=\s*["']([A-Z]*)([0-9]+)["']""")
_IS_TRUTH = re.compile(rb"""table:formula=["']of:=(?:TRUE|FALSE)\(\)["']""")
_IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")


def scan_xlsx_sheet(content: bytes) -> Scanned:
    """Scan the part of an .xlsx file that has the cells of a sheet.

    Examples
    --------
    >>> scan_xlsx_sheet(b'<row r="7"><c r="A7"/><c r="C7"><f>1+1</f><v>2</v></c></row>')
    Scanned(lines=7, columns=3, formulas=frozenset({(7, 3)}), errors=frozenset())
    """
    line = column = lines = columns = 0
    formulas, errors = set(), set()
    for tag, attributes, closed, first, truth in _XLSX.findall(content):
        at = _AT.search(attributes)
        if tag == b"row":
            line, column = int(at[2][:9]) if at else line + 1, 0
            continue
        if at:
            line, column = int(at[2][:9]), _number(at[1])
        else:
            column += 1
        if closed:
            continue
        lines, columns = max(lines, line), max(columns, column)
        if first == b"f" and not truth:
            formulas.add((line, column))
        if b"e" in attributes and _IS_ERROR.search(attributes):
            errors.add((line, column))
    return Scanned(lines, columns, frozenset(formulas), frozenset(errors))


def _number(letters: bytes) -> int:
    """Return the number of a column from its letters."""
    number = 0
    for letter in letters[:9]:
        number = number * 26 + letter - 64
    return number


_ODS = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])([^>]*?)(/?)>")
_NAME = re.compile(rb"""\btable:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*["']([0-9]+)["']""")


@dataclass
class OdsSheet:
    """What was counted so far of a sheet of an .ods file."""

    name: str = ""
    line: int = 0
    column: int = 0
    lines: int = 0
    columns: int = 0
    repeated: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)

    def row(self, attributes: bytes) -> None:
        """Begin a row."""
        self.line, self.column, self.repeated = self.line + self.repeated, 0, _times(attributes)

    def cell(self, attributes: bytes, *, empty: bool) -> None:
        """Take in a cell, or several alike."""
        times = _times(attributes)
        if not empty or b"office:value-type" in attributes:
            self.lines = max(self.lines, self.line + self.repeated)
            self.columns = max(self.columns, self.column + times)
            if b"table:formula" in attributes and not _IS_TRUTH.search(attributes):
                self.formulas.add((self.line + 1, self.column + 1))
            if b'calcext:value-type="error"' in attributes:
                self.errors.add((self.line + 1, self.column + 1))
        self.column += times


def _times(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1][:9]) if found else 1


def ods_sheets(content: bytes) -> Iterator[OdsSheet]:
    """Scan the part of an .ods file that has the sheets; rows and cells may stand there once for many."""
    sheet = OdsSheet()
    for closing, tag, attributes, closed in _ODS.findall(content):
        if closing:
            if tag == b"table":
                yield sheet
        elif tag == b"table":
            found = _NAME.search(attributes)
            sheet = OdsSheet(html.unescape((found[1] or found[2] or b"").decode("utf-8")) if found else "")
        elif tag == b"table-row":
            sheet.row(attributes)
        else:
            sheet.cell(attributes, empty=bool(closed))
