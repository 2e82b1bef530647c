"""What an old Excel file (.xls) holds, found before it is read: its sheets, how far they go, which cells are formulas.

Notes
-----
The file is a compound file [MS-CFB]_: sectors, chained by a table, make the stream ``Workbook``. That is a row of
records [MS-XLS]_: two bytes of kind, two of length, and the content, which of a cell begins with row and column.

.. [MS-CFB] Microsoft, Compound File Binary File Format, 2.2 to 2.6.
.. [MS-XLS] Microsoft, Excel Binary File Format (.xls) Structure, 2.3 and 2.4.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["XlsError", "XlsSheet", "xls_sheets"]

_SECTOR_NUMBERS = 0xFFFFFFFA
_BOF, _EOF, _FILEPASS, _FORMULA, _MULRK = 0x0809, 0x0A, 0x2F, 0x06, 0xBD
_CELLS = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x0205, 0x00D6, _FORMULA, _MULRK})
_SMALL = 4096
_FILLED_LENGTH = 6
"""Bytes of row, column and format, with which every cell begins."""


class XlsError(Exception):
    """A file that cannot be followed; the message says why."""


@dataclass
class XlsSheet:
    """How far a sheet goes, and its formulas as (line, column) from 1."""

    lines: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)


def xls_sheets(content: bytes) -> tuple[list[XlsSheet], bool]:
    """Return the sheets of a file in the order of their records, and whether it is locked with a password.

    Raises
    ------
    XlsError
        If it is broken, or has no stream of a workbook.
    """
    sheets: list[XlsSheet] = []
    depth = 0
    for kind, record in _records(_stream(content)):
        if kind == _FILEPASS:
            return sheets, True
        if kind == _BOF:
            depth += 1
            if depth == 1:
                sheets.append(XlsSheet())
        elif kind == _EOF:
            depth -= 1
        elif kind in _CELLS and len(record) >= _FILLED_LENGTH and sheets and depth == 1:
            row, column = struct.unpack_from("<HH", record)
            last = struct.unpack("<H", record[-2:])[0] if kind == _MULRK else column
            sheet = sheets[-1]
            sheet.lines, sheet.columns = max(sheet.lines, row + 1), max(sheet.columns, last + 1)
            if kind == _FORMULA:
                sheet.formulas.add((row + 1, column + 1))
    return sheets[1:], False  # the first is that of the workbook as a whole


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _stream(content: bytes) -> bytes:
    """Return the stream of the workbook."""
    try:
        size = 1 << struct.unpack_from("<H", content, 30)[0]
        count, directory = struct.unpack_from("<I", content, 44)[0], struct.unpack_from("<I", content, 48)[0]
        more, more_count = struct.unpack_from("<II", content, 68)
        if size not in (512, 4096):
            raise XlsError(f"sectors of {size} bytes")
        tables = [number for number in struct.unpack_from("<109I", content, 76) if number < _SECTOR_NUMBERS]
        for _ in range(min(more_count, len(content) // size)):
            numbers = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
            tables += [number for number in numbers[:-1] if number < _SECTOR_NUMBERS]
            more = numbers[-1]
        chain: list[int] = []
        for number in tables[:count]:
            chain += struct.unpack_from(f"<{size // 4}I", content, (number + 1) * size)
        after_header = content[size:] if size == 512 else content[4096:]
        entries = _chained(after_header, chain, directory, size)
        start, length = _workbook(entries)
        if length >= _SMALL:
            return _chained(after_header, chain, start, size)[:length]
        # A small stream lies in the stream of the first entry, in sectors of its own.
        small_table = _chained(after_header, chain, struct.unpack_from("<I", content, 60)[0], size)
        small_chain = list(struct.unpack(f"<{len(small_table) // 4}I", small_table))
        small = _chained(after_header, chain, struct.unpack_from("<I", entries, 116)[0], size)
        return _chained(small, small_chain, start, 64)[:length]
    except struct.error as error:
        raise XlsError(str(error)) from error


def _chained(content: bytes, chain: list[int], start: int, size: int) -> bytes:
    parts = []
    for _ in range(len(chain)):
        if start >= len(chain):
            break
        parts.append(content[start * size : (start + 1) * size])
        start = chain[start]
    else:
        raise XlsError("a chain of sectors without an end")
    return b"".join(parts)


def _workbook(entries: bytes) -> tuple[int, int]:
    """Return the first sector and the length of the stream of the workbook."""
    for at in range(0, len(entries) - 127, 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if name.lower() in ("workbook", "book"):
            start, size = struct.unpack_from("<II", entries, at + 116)
            return start, size
    raise XlsError("there is no workbook in it")
