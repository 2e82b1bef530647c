"""Staff lists as texts: separators, quotes, line ends, and texts that are none."""

from pathlib import Path

import pytest

from orgsim.errors import InputError
from orgsim.io.importing.grids import read_grids
from orgsim.io.importing.lists import read_lists
from tests.unit.test_importing_encodings import in_1258

ROWS = [
    ["Mã", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị", "Chức vụ", "Hệ số lương"],
    ["001", "Nguyễn Văn An", "01/03/1970", "Nam", "Phòng Nội vụ", "Trưởng phòng", "4,74"],
    ["002", "Trần Thị Bình", "15/8/1982", "Nữ", "Phòng Nội vụ", "Kế toán; thủ quỹ", "3,66"],
]


def typed(separator: str) -> str:
    return "".join(
        separator.join(f'"{cell}"' if set(cell) & set(",;") else cell for cell in row) + "\r\n" for row in ROWS
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encode", [str.encode, lambda text: text.encode("utf-16"), in_1258], ids=["utf8", "utf16", "1258"]
)
def test_every_separator_is_found_in_every_encoding(separator: str, encode: object, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(encode(typed(separator)))  # type: ignore[operator]
    (grid,) = read_grids(path)
    assert [list(row) for row in grid.rows] == ROWS


def test_commas_in_numbers_do_not_divide_a_list_with_semicolons(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n")
    assert read_grids(tmp_path / "a.csv")[0].rows[1] == ("1,5", "2,5", "3,5")


def test_the_line_of_excel_that_names_the_separator_is_heeded(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\na;b,c\n1;2,2\n")
    (grid,) = read_grids(tmp_path / "a.csv")
    assert (grid.rows[0], str(grid.place(0, 1))) == (("a", "b,c"), "a.csv:2:2")


def test_line_ends_within_quotes_belong_to_the_cell_and_lines_are_counted(tmp_path: Path) -> None:
    text = (
        'Mã,"Họ\nvà tên",Ngày sinh,Giới tính,Đơn vị,Chức vụ\n'
        '1,"Nguyễn\r\nVăn An",1/3/1970,Nam,P,"Kế\ntoán"\n'
        "2,B,x,Nam,P,K\n"
    )
    (tmp_path / "a.csv").write_bytes(text.encode())
    found = read_lists([tmp_path / "a.csv"], name="town", opening=2020)
    assert (found.staff[0].entry.name, found.staff[0].title_text) == ("Nguyễn Văn An", "Kế toán")
    assert [str(problem)[:12] for problem in found.problems] == ["a.csv:6:3: e"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "a.csv: the file is empty"),
        ("a.csv", b"\n \n", "a.csv: the file is empty"),
        ("a.csv", b'a,b\n"1,2\n3,4\n', "from line 2 on, a double quote is out of place or not closed"),
        ("a.csv", b'a,b\n1,"2"x\n', "from line 2 on, a double quote is out of place or not closed"),
        ("a.csv", b"a," * 1500 + b"\n", "line 1 has 1,501 cells; at most 1,000 are read"),
        ("a.csv", b"a,b\n" * 200_001, "it has more than 200,000 rows; share them out among files"),
        ("a.csv", b"PK\x03\x04\x00\x00", "this is no text, although its name says so"),
        ("a.csv", b"a" * 65_000_000, "the file has 65 MB; at most 64 MB are read"),
        ("a.docx", b"x", "documents are not read; copy the table into a sheet and save it as .xlsx"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(name: str, content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as error:
        read_grids(tmp_path / name)
    assert reason in str(error.value)


def test_a_missing_file_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("a")
    with pytest.raises(InputError, match=r"there is no file '.*stafff\.csv'; did you mean 'staff\.csv'"):
        read_grids(tmp_path / "stafff.csv")
    with pytest.raises(InputError, match=r"a \.csv file has no sheet 'DS'; leave --sheet out"):
        read_grids(tmp_path / "staff.csv", "DS")
