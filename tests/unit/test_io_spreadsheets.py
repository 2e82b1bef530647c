"""Spreadsheet files: typed cells with their places, and every file that is none is refused soon and in plain words."""

import datetime as dt
import io
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from orgsim.errors import InputError
from orgsim.io.spreadsheets import Spreadsheet, open_spreadsheet

CELLS: tuple[list[object], ...] = (
    ["000001", "NO", "Nguyễn Thị Ánh", 5, 0.1, True, "=1+1"],
    [dt.date(2015, 1, 31), dt.datetime(2015, 1, 31, 4, 5), None, "two\nlines"],  # noqa: DTZ001
)


def written(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        fill(book)
    return path


def simple(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Vị trí")
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    for row, cells in enumerate(CELLS):
        for column, cell in enumerate(cells):
            if isinstance(cell, dt.date):
                sheet.write_datetime(row, column, cell, date)
            else:
                sheet.write(row, column, cell)


def changed(path: Path, name: str, content: bytes) -> Path:
    """Replace a part of a file."""
    parts = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in parts.infolist():
            archive.writestr(entry.filename, content if entry.filename == name else parts.read(entry))
        if name not in parts.namelist():
            archive.writestr(name, content)
    return path


def peak() -> int:
    """Return the most memory that was ever used, in kilobytes; 0 where it is not known."""
    if sys.platform != "linux":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def refused(path: Path) -> str:
    with pytest.raises(InputError) as error:
        open_spreadsheet(path)
    (problem,) = error.value.problems
    return str(problem)


def test_cells_keep_their_types_and_places(tmp_path: Path) -> None:
    book = open_spreadsheet(written(tmp_path / "a.xlsx", simple))
    sheet = book.sheet("VỊ TRÍ")
    assert sheet is not None
    assert [list(row) for row in sheet.rows] == [list(CELLS[0]), [*CELLS[1], None, None, None]]
    assert str(sheet.place(11, 6)) == "a.xlsx!Vị trí:F11"
    assert type(sheet.rows[0][3]) is int
    assert sheet.formulas == frozenset()


def test_formulas_errors_and_merged_cells_are_known(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
        sheet.merge_range(3, 0, 4, 2, "title")

    (sheet,) = open_spreadsheet(written(tmp_path / "a.xlsx", fill)).sheets
    assert sheet.rows[0][0] == 2
    assert sheet.formulas == {(1, 1), (2, 2)}
    assert sheet.errors == {(2, 2)}
    assert sheet.merged == ("A4:C5",)


def test_a_truth_that_libreoffice_keeps_as_a_formula_is_a_value(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", simple)
    sheet = b'<row r="1"><c r="A1" t="b"><f aca="false">TRUE()</f><v>1</v></c></row>'
    changed(path, "xl/worksheets/sheet1.xml", _sheet(sheet))
    (read,) = open_spreadsheet(path).sheets
    assert (read.rows, read.formulas) == (((True,),), frozenset())


def _sheet(rows: bytes) -> bytes:
    kind = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return b"<worksheet " + kind + b"><sheetData>" + rows + b"</sheetData></worksheet>"


def _far(path: Path) -> None:
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    changed(written(path, simple), "xl/worksheets/sheet1.xml", _sheet(far))


def _wide(path: Path) -> None:
    changed(written(path, simple), "xl/worksheets/sheet1.xml", _sheet(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'))


def _unplaced_row(path: Path) -> None:
    far = b'<row r="1"><c><v>1</v></c></row><row r="999999"><c><v>1</v></c></row>'
    changed(written(path, simple), "xl/worksheets/sheet1.xml", _sheet(far))


def _bomb(path: Path) -> None:
    changed(written(path, simple), "xl/worksheets/sheet1.xml", b" " * 250_000_000)


def _many_sheets(path: Path) -> None:
    sheets = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(1, 1001))
    kinds = (
        b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    book = b"<workbook " + kinds + b"><sheets>" + sheets + b"</sheets></workbook>"
    changed(written(path, simple), "xl/workbook.xml", book)


def _million_rows(path: Path) -> None:
    rows = b'<row><c t="n"><v>1</v></c></row>' * 1_000_000
    changed(written(path, simple), "xl/worksheets/sheet1.xml", _sheet(rows))


def _entities(path: Path) -> None:
    changed(written(path, simple), "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>')


def _cut(path: Path) -> None:
    written(path, simple)
    path.write_bytes(path.read_bytes()[:3000])


def _damaged(path: Path) -> None:
    changed(written(path, simple), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='1'><c r='A1'>")


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")


def _locked(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a cell far off": ("a.xlsx", _far, "sheet 'Vị trí' goes on to row 1,048,576; at most 200,000 rows are read. "),
    "a wide sheet": ("a.xlsx", _wide, "sheet 'Vị trí' goes on to column 16,384; at most 1,000 columns are read. "),
    "cells without places": ("a.xlsx", _unplaced_row, "sheet 'Vị trí' goes on to row 999,999; at most 200,000 rows "),
    "a zip bomb": ("a.xlsx", _bomb, "unpacked, it would have 250 MB; at most 200 MB are read"),
    "1,000 sheets": ("a.xlsx", _many_sheets, "it has 1,000 sheets; at most 200 are read"),
    "a million rows": ("a.xlsx", _million_rows, "sheet 'Vị trí' goes on to row 1,000,000; at most 200,000 rows "),
    "entities": ("a.xlsx", _entities, "'xl/workbook.xml' in it declares entities, which no spreadsheet needs"),
    "a file that is cut off": ("a.xlsx", _cut, "the file is broken (File is not a zip file); open it, save it anew "),
    "a damaged sheet": ("a.xlsx", _damaged, "the file is broken ("),
    "another zip": ("a.xlsx", _other_zip, "there is no 'xl/workbook.xml' in it; it is no spreadsheet, or a broken "),
    "a password": ("a.xlsx", _locked, "it is locked with a password; save it without one and name that file"),
    "an old file": (
        "a.xlsx",
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        "it is an old Excel file (.xls) by its content; rename it to end in .xls, or save it as .xlsx",
    ),
    "a broken old file": (
        "a.xls",
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        "the file is broken (",
    ),
    "a new file": (
        "a.xls",
        lambda path: written(path, simple),
        "it is a newer file (.xlsx or .ods) by its content",
    ),
    "text": (
        "a.xlsx",
        lambda path: path.write_text("id,name"),
        "by its content it is text, perhaps a table",
    ),
    "bytes": ("a.xlsx", lambda path: path.write_bytes(bytes(range(256))), "by its content it is no spreadsheet, or a "),
    "nothing": ("a.xlsx", lambda path: path.write_bytes(b""), "the file is empty"),
    "a name with macros": (
        "a.xlsm",
        lambda path: written(path, simple),
        "'.xlsm' is not read as a spreadsheet. It",
    ),
    "macros": (
        "a.xlsx",
        lambda path: changed(written(path, simple), "xl/vbaProject.bin", b"x"),
        "it holds macros, which are never run or read. Save it as .xlsx",
    ),
    "a folder": ("a.xlsx", lambda path: path.mkdir(), "is not a file"),
    "no file": ("a.xlsx", lambda path: written(path.with_name("b.xlsx"), simple), "; did you mean 'b.xlsx'?"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_spreadsheet_is_refused_with_a_reason(case: str, tmp_path: Path) -> None:
    name, make, reason = BAD[case]
    make(tmp_path / name)
    before = time.process_time(), peak()
    told = refused(tmp_path / name)
    assert told.startswith(f"{name}: ")
    assert reason in told
    assert time.process_time() - before[0] < 5
    assert peak() - before[1] < 400_000


def test_an_entry_that_says_it_is_smaller_than_it_is_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", simple)
    changed(path, "xl/sharedStrings.xml", b"<sst>" + b" " * 5_000_000 + b"</sst>")
    content = path.read_bytes()
    size = (5_000_011).to_bytes(4, "little")
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, (11).to_bytes(4, "little")))
    assert "the file is broken (Bad CRC-32" in refused(path)


@pytest.mark.parametrize("rows", [20_000])
def test_a_staff_list_of_twenty_thousand_is_read_in_a_second(rows: int, tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_row(row, 0, [f"{row:06d}", "Nguyễn Văn A", row, 0.5, "office"])

    path = written(tmp_path / "a.xlsx", fill)
    before = time.process_time()
    book: Spreadsheet = open_spreadsheet(path)
    assert time.process_time() - before < 3
    assert len(book.sheets[0].rows) == rows
    assert book.sheets[0].rows[1][0] == "000001"
