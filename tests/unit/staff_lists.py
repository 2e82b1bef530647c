"""Small staff lists and unit lists, as files."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from orgsim.io.importing.lists import Lists, read_lists

Row = list[object]
Rows = Sequence[Sequence[object]]
PEOPLE: Row = [
    "STT",
    "Mã",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Đơn vị",
    "Chức vụ",
    "Ngày vào ngành",
    "Ngạch",
    "Hợp đồng",
]
UNITS: Row = ["Mã đơn vị", "Tên đơn vị", "Loại", "Đơn vị cấp trên", "Biên chế giao"]
AN: Row = [
    1,
    "001",
    "Nguyễn Văn An",
    dt.date(1970, 3, 1),
    "Nam",
    "Phòng Nội vụ",
    "Trưởng phòng",
    "01/09/1995",
    "01.002",
    "Công chức",
]
BINH: Row = [
    2,
    "002",
    "Trần Thị Bình",
    "15/8/1982",
    "Nữ",
    "Phòng Nội vụ",
    "Phó trưởng phòng",
    "9/2006",
    "01.003",
    "Công chức",
]
CUONG: Row = [
    3,
    "003",
    "Lê Cường",
    "02/10/1990",
    "Nam",
    "Phòng Nội vụ",
    "Chuyên viên",
    "01/10/2014",
    "01.003",
    "Biên chế",
]
DUNG: Row = [
    4,
    "004",
    "Phạm Dung",
    "5/2/1988",
    "nữ",
    "Phòng Tài chính",
    "Trưởng phòng",
    "1/1/2012",
    "06.031",
    "Công chức",
]
EM: Row = [5, "005", "Hoàng Em", "5/2/1995", "Nam", "Phòng Tài chính", "Lái xe", "1/1/2019", "B", "Hợp đồng 68"]
STAFF: list[Row] = [PEOPLE, AN, BINH, CUONG, DUNG, EM]
TOWN: list[Row] = [
    UNITS,
    ["UB", "Ủy ban nhân dân", "Thị xã", None, None],
    ["NV", "Phòng Nội vụ", "Phòng", "UB", 5],
    ["TC", "Phòng Tài chính", "Phòng", "Ủy ban nhân dân", 1],
]


def book(path: Path, sheets: Mapping[str, Rows], merged: Mapping[str, Sequence[str]] | None = None) -> Path:
    """Write sheets; a merged area keeps the value of its first cell."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for area in (merged or {}).get(name, ()):
                sheet.merge_range(area, None)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def changed(row: Sequence[object], **cells: object) -> Row:
    """Return a row of a staff list with other cells, by ``name``, ``birth`` and so on."""
    fields = ["number", "id", "name", "birth", "sex", "unit", "title", "started", "grade", "contract"]
    return [cells.get(field, cell) for field, cell in zip(fields, row, strict=True)]


def lists(folder: Path, rows: Rows, *, units: Rows = (), **options: object) -> Lists:
    """Read a staff list, and a unit list if one is given, from sheets of one workbook."""
    sheets = {"DS": rows} | ({"ĐV": units} if units else {})
    return read_lists([book(folder / "a.xlsx", sheets)], name="town", **options)  # type: ignore[arg-type]


def told(found: Lists) -> list[str]:
    """Return what must be put right."""
    return [str(problem) for problem in found.problems]


def kinds(found: Lists) -> dict[str, list[str]]:
    """Return the places of the findings, by kind."""
    return {one.kind: [str(place) for place in one.places] for one in found.findings}
