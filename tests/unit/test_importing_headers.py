"""Column names of staff lists and unit lists are found wherever they stand."""

from collections.abc import Sequence

import pytest

from orgsim.io.importing.aliases import PEOPLE, UNITS
from orgsim.io.importing.headers import Heading, find_heading
from orgsim.io.importing.keys import plain
from orgsim.io.spreadsheets import Value


def heading(*rows: Sequence[Value]) -> Heading | None:
    width = max(map(len, rows))
    padded = [tuple(row) + (None,) * (width - len(row)) for row in rows]
    return find_heading(padded, {"people": PEOPLE, "units": UNITS})


def fields(*rows: Sequence[Value]) -> dict[str, int]:
    found = heading(*rows)
    assert found is not None
    return dict(found.columns)


def test_every_alias_is_written_without_accents_and_belongs_to_one_field() -> None:
    for aliases in (PEOPLE, UNITS):
        names = [name for some in aliases.values() for name in some]
        assert [name for name in names if plain(name) != name] == []
        assert len(names) == len(set(names))


def test_capitals_accents_line_ends_and_brackets_do_not_matter() -> None:
    row = ["HỌ VÀ TÊN", "Ngày\nsinh (dd/mm/yyyy)", "Gioi tinh", "Đơn  vị", "chức vụ*"]
    assert fields(row) == {"name": 0, "birth": 1, "sex": 2, "unit": 3, "title": 4}


def test_english_names_are_known() -> None:
    row = ["Employee ID", "Full name", "Date of Birth", "Gender", "Department", "Job Title", "Start date", "Grade"]
    assert list(fields(row)) == ["id", "name", "birth", "sex", "unit", "title", "started", "grade"]


def test_titles_above_a_list_are_not_its_heading() -> None:
    found = heading(
        ["ỦY BAN NHÂN DÂN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Danh sách cán bộ", "năm 2024"],
        [],
        ["TT", "Họ và tên", "Năm sinh", "Chức vụ"],
        [1, "Lê A", 1980, "Kế toán"],
    )
    assert found is not None
    assert (found.kind, found.row, found.unused) == ("people", 3, ("TT",))


def test_names_under_a_common_head_are_read_with_it() -> None:
    found = heading(
        ["TT", "Họ và tên", "Ngày sinh", None, "Chức vụ", "Lương", None, "Ghi chú"],
        [None, None, "Nam", "Nữ", None, "Mã ngạch", "Hệ số", None],
        [1, "Lê A", "1/2/1980", None, "Kế toán", "06.031", 3.0, None],
    )
    assert found is not None
    assert (found.row, found.last) == (0, 1)
    assert found.texts[2:4] == ("Ngày sinh / Nam", "Ngày sinh / Nữ")
    assert found.columns == {
        "name": 1, "birth_of_men": 2, "birth_of_women": 3, "title": 4, "grade": 5, "coefficient": 6,
    }  # fmt: skip


def test_a_first_person_is_not_taken_for_a_second_row_of_names() -> None:
    found = heading(["Họ và tên", "Ngày sinh", "Chức vụ", None], ["Lê A", "1/2/1980", "Kế toán", "x"])
    assert found is not None
    assert found.last == 0


def test_of_two_columns_that_would_do_the_more_telling_name_wins_and_the_other_is_told() -> None:
    found = heading(["Họ tên", "Ngày sinh", "Mã đơn vị", "Đơn vị", "Chức danh", "Chức vụ"])
    assert found is not None
    assert found.columns == {"name": 0, "birth": 1, "unit": 3, "title": 5}
    assert found.rivals == {2: "unit", 4: "title"}


def test_a_unit_list_is_told_from_a_staff_list() -> None:
    found = heading(["Mã", "Tên đơn vị", "Trực thuộc", "Biên chế"])
    assert found is not None
    assert found.kind == "units"
    assert found.columns == {"id": 0, "name": 1, "boss": 2, "establishment": 3}


@pytest.mark.parametrize("row", [["a", "b", "c"], ["Họ tên", "Ghi chú"], ["Tổng", "Nam", "Nữ"], [1, 2, 3], []])
def test_other_tables_are_no_lists(row: Sequence[Value]) -> None:
    assert heading(row, row) is None


def test_a_heading_far_down_is_not_looked_for() -> None:
    assert heading(*[["note", "x"]] * 30, ["Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị"]) is None
