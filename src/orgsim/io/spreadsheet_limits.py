"""What a spreadsheet file holds, found before it is read: whether it is what its name says, and not too large.

A file of a few kilobytes can unpack to gigabytes, or have one cell in the last row of the last column; the library that
reads cells would fill the memory with it. So .xlsx and .ods are unpacked here, within limits, and their cells counted.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from orgsim.errors import Message
from orgsim.io.spreadsheet_scans import Scanned, ods_sheets, scan_xlsx_sheet
from orgsim.io.xls_records import XlsError, xls_sheets

__all__ = [
    "LARGEST_FILE",
    "MOST_CELLS",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "MOST_SHEETS",
    "Refused",
    "Scanned",
    "contents_within_limits",
]

LARGEST_FILE = 64_000_000
"""Bytes of a file on the disk."""
LARGEST_UNPACKED = 200_000_000
"""Bytes of the parts of an .xlsx or .ods file, unpacked; pictures do not count."""
MOST_SHEETS = 200
MOST_ROWS = 200_000
"""Down to the last filled row of a sheet."""
MOST_COLUMNS = 1_000
"""Up to the last filled column of a sheet."""
MOST_CELLS = 4_000_000
"""Filled rows times columns, of all sheets together."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_LOCKED_TEXT = Message("it is locked with a password; save it without one and name that file")
_SAVE = Message("Save it as .xlsx (in Excel: 'Excel Workbook') and name that file")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Refused(Exception):
    """A file that is not read; the message says why, and the way out."""


def contents_within_limits(suffix: str, content: bytes) -> tuple[Mapping[str, Scanned], bytes]:
    """Look into a file, and return what can be read without danger.

    Parameters
    ----------
    suffix
        The ending of its name in small letters, with the dot.

    Returns
    -------
        What was found of each sheet, by name, or of an .xls file by number after a NUL. And the content to be read:
        the parts of the file that matter, as they were counted.

    Raises
    ------
    Refused
        If it is not to be read.
    """
    if suffix not in (".xlsx", ".xls", ".ods"):
        macros = (
            Message(" It may hold macros, which are never run or read.")
            if suffix in (".xlsm", ".xltm", ".xlsb")
            else ""
        )
        raise Refused(
            Message(
                "'{ending}' is not read as a spreadsheet.{macros} {save}",
                ending=suffix or Message("a file without an ending"),
                macros=macros,
                save=_SAVE,
            )
        )
    if not content:
        raise Refused(Message("the file is empty"))
    if content.startswith(_OLE):
        if _LOCKED in content:
            raise Refused(_LOCKED_TEXT)
        if suffix != ".xls":
            raise Refused(
                Message(
                    "it is an old Excel file (.xls) by its content; rename it to end in .xls, or {save}", save=_save()
                )
            )
        return _scan_xls(content), content
    if not content.startswith(_ZIP):
        text = b"\x00" not in content[:1000]
        what = (
            Message("text, perhaps a table separated by commas: name it .csv")
            if text
            else Message("no spreadsheet, or a broken one")
        )
        raise Refused(Message("by its content it is {what}", what=what))
    if suffix == ".xls":
        raise Refused(Message("it is a newer file (.xlsx or .ods) by its content; rename it"))
    parts = _unpacked(content)
    scanned = _scan_xlsx(parts) if suffix == ".xlsx" else _scan_ods(parts)
    _hold_limits(scanned)
    return scanned, _packed(parts)


def _scan_xls(content: bytes) -> dict[str, Scanned]:
    try:
        sheets, locked = xls_sheets(content)
    except XlsError as error:
        raise Refused(
            Message("the file is broken ({error}); open it, save it anew and name that file", error=error)
        ) from error
    if locked:
        raise Refused(_LOCKED_TEXT)
    _count_sheets(len(sheets))
    scanned = {
        f"\0{number}": Scanned(sheet.lines, sheet.columns, frozenset(sheet.formulas))
        for number, sheet in enumerate(sheets, start=1)
    }
    _hold_limits(scanned)
    return scanned


def _save() -> str:
    return _SAVE[0].lower() + _SAVE[1:]


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts that hold cells, texts and formats, by name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kept = [entry for entry in archive.infolist() if _matters(entry.filename)]
            size = sum(entry.file_size for entry in kept)
            if size > LARGEST_UNPACKED:
                raise Refused(
                    Message(
                        "unpacked, it would have {size:,.0f} MB; at most {most:.0f} MB are read",
                        size=size / 1000000.0,
                        most=LARGEST_UNPACKED / 1000000.0,
                    )
                )
            if any(entry.filename.lower().endswith("vbaproject.bin") for entry in archive.infolist()):
                raise Refused(Message("it holds macros, which are never run or read. {save}", save=_SAVE))
            # zipfile stops at the declared size, so that an entry cannot unpack to more than was counted.
            return {entry.filename: archive.read(entry) for entry in kept}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Refused(
            Message("the file is broken ({error}); open it, save it anew and name that file", error=error)
        ) from error
    except RuntimeError as error:
        raise Refused(_LOCKED_TEXT) from error


def _matters(name: str) -> bool:
    return name == "mimetype" or name.endswith((".xml", ".rels"))


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as a file that holds nothing else."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return whole.getvalue()


def _hold_limits(scanned: Mapping[str, Scanned]) -> None:
    cells = 0
    for name, sheet in scanned.items():
        for found, most, what in ((sheet.lines, MOST_ROWS, "rows"), (sheet.columns, MOST_COLUMNS, "columns")):
            if found > most:
                raise Refused(
                    Message(
                        "sheet {called} goes on to {what} {found:,}; at most {most:,} {what2} are read. Delete "
                        "what stands far off, or share the rows out among files",
                        called=_called(name),
                        what=what[:-1],
                        found=found,
                        most=most,
                        what2=what,
                    )
                )
        cells += sheet.lines * sheet.columns
    if cells > MOST_CELLS:
        raise Refused(
            Message(
                "its sheets have {cells:,} cells; at most {most_cells:,} are read", cells=cells, most_cells=MOST_CELLS
            )
        )


def _called(name: str) -> str:
    return name[1:] if name.startswith("\0") else f"'{name}'"


def _count_sheets(count: int) -> None:
    if not count:
        raise Refused(Message("there is no sheet in it; it is no spreadsheet, or a broken one"))
    if count > MOST_SHEETS:
        raise Refused(
            Message("it has {count:,} sheets; at most {most_sheets} are read", count=count, most_sheets=MOST_SHEETS)
        )


def _xml(parts: Mapping[str, bytes], name: str) -> ET.Element:
    content = parts.get(name)
    if content is None:
        raise Refused(Message("there is no '{name}' in it; it is no spreadsheet, or a broken one", name=name))
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused(Message("'{name}' in it declares entities, which no spreadsheet needs", name=name))
    try:
        return ET.fromstring(content)  # noqa: S314 – entities were refused above
    except ET.ParseError as error:
        raise Refused(Message("'{name}' in it is broken ({error})", name=name, error=error)) from error


def _scan_xlsx(parts: Mapping[str, bytes]) -> dict[str, Scanned]:
    book = _xml(parts, "xl/workbook.xml")
    found = [element for element in book.iter() if element.tag.endswith("}sheet")]
    _count_sheets(len(found))
    targets = {
        element.get("Id"): element.get("Target", "")
        for element in _xml(parts, "xl/_rels/workbook.xml.rels")
        if element.get("TargetMode") != "External"
    }
    strict = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
    scanned = {}
    for element in found:
        target = targets.get(element.get(_RELATION) or element.get(strict), "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        scanned[element.get("name", "")] = scan_xlsx_sheet(_utf8(parts.get(name, b"")))
    return scanned


def _utf8(content: bytes) -> bytes:
    if b"\x00" in content:
        raise Refused(Message("a sheet in it is not written in UTF-8; open it, save it anew and name that file"))
    return content


def _scan_ods(parts: Mapping[str, bytes]) -> dict[str, Scanned]:
    manifest = parts.get("META-INF/manifest.xml", b"")
    if b"encryption-data" in manifest:
        raise Refused(_LOCKED_TEXT)
    if "content.xml" not in parts:
        raise Refused(Message("there is no 'content.xml' in it; it is no spreadsheet, or a broken one"))
    sheets = list(ods_sheets(_utf8(parts["content.xml"])))
    _count_sheets(len(sheets))
    return {
        sheet.name: Scanned(sheet.lines, sheet.columns, frozenset(sheet.formulas), frozenset(sheet.errors))
        for sheet in sheets
    }
