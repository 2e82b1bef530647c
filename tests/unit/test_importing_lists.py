"""Staff lists and unit lists: read rightly, faults told with their cells, and what is odd counted."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from orgsim.errors import InputError
from orgsim.io.importing.keys import distinct_ids
from orgsim.io.importing.lists import read_lists
from orgsim.io.importing.mapping import mapping_text, read_mapping
from orgsim.io.importing.scenario import scenario_files
from orgsim.io.tables import identifier
from tests.unit.staff_lists import (
    AN,
    BINH,
    CUONG,
    DUNG,
    EM,
    PEOPLE,
    STAFF,
    TOWN,
    UNITS,
    Row,
    book,
    changed,
    kinds,
    lists,
    told,
)

DATE = "(a date such as 31/12/1980, 12/1980 or 1980)"


def table(files: dict[str, str], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name])))


def test_people_and_units_become_rows_of_a_scenario(tmp_path: Path) -> None:
    found = lists(tmp_path, STAFF, units=TOWN)
    assert told(found) == []
    files = scenario_files(found, "town", anonymise=False)
    assert files["people.csv"].splitlines()[1:] == [
        "001,nv,truong-phong,authorised,1970-03,male,1995-09,A2.1,permanent",
        "002,nv,pho-truong-phong,authorised,1982-08,female,2006-09,A1,permanent",
        "003,nv,chuyen-vien,authorised,1990-10,male,2014-10,A1,permanent",
        "004,tc,truong-phong,authorised,1988-02,female,2012-01,A1,permanent",
        "005,tc,lai-xe,supernumerary,1995-02,male,2019-01,B,labour-contract",
    ]
    assert files["units.csv"].splitlines()[1:] == [
        "ub,Ủy ban nhân dân,Ủy ban nhân dân,thi-xa,thi-xa,,",
        "nv,Phòng Nội vụ,Phòng Nội vụ,phong,phong,ub,",
        "tc,Phòng Tài chính,Phòng Tài chính,phong,phong,ub,",
    ]
    posts = {
        (row["unit"], row["title"]): (row["rank"], row["count"], row["filled"]) for row in table(files, "posts.csv")
    }
    assert posts == {
        ("nv", "truong-phong"): ("head", "1", "1"),
        ("nv", "pho-truong-phong"): ("deputy", "1", "1"),
        ("nv", "chuyen-vien"): ("staff", "3", "1"),
        ("tc", "truong-phong"): ("head", "1", "1"),
        ("tc", "lai-xe"): ("staff", "1", "1"),
    }


def test_every_bad_cell_is_told_at_once_with_its_address(tmp_path: Path) -> None:
    rows: list[Row] = [
        PEOPLE,
        changed(AN, birth="n/a", sex="?"),
        changed(BINH, birth=None, unit="=A1"),
        changed(CUONG, grade="99.999", contract="khác"),
        changed(DUNG, started="hôm qua", title=None),
    ]
    sex = "expected a sex such as Nam, Nữ, male, female, found '?'; correct it, or say under "
    grade = "expected a grade such as A1, 01.003 or Chuyên viên, found '99.999'; correct it, or say under "
    contract = (
        "expected a contract such as Biên chế, Hợp đồng lao động, permanent, part-time, found 'khác'; correct it, "
    )
    assert told(lists(tmp_path, rows)) == [
        f"a.xlsx!DS:D2: expected a date of birth {DATE}, found 'n/a'",
        f"a.xlsx!DS:E2: {sex}people.words.sex of the mapping what it means",
        "a.xlsx!DS:D3: expected a date of birth, found an empty cell",
        "a.xlsx!DS:F3: expected a unit, found the formula '=A1'; a text must not begin so",
        f"a.xlsx!DS:I4: {grade}people.words.grade of the mapping what it means",
        f"a.xlsx!DS:J4: {contract}or say under people.words.contract of the mapping what it means",
        "a.xlsx!DS:G5: expected a title, found an empty cell",
        f"a.xlsx!DS:H5: expected a date of the start of service {DATE}, found 'hôm qua'",
    ]


def test_of_many_cells_with_one_fault_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = [PEOPLE, *(changed(AN, id=f"{n:03d}", birth=None) for n in range(500))]
    faults = told(lists(tmp_path, rows, opening=2020))
    assert len(faults) == 12
    assert (
        faults[-1]
        == "a.xlsx!DS:D13: expected a date of birth, found an empty cell (so are 488 more, to a.xlsx!DS:D501)"
    )


def test_repeated_codes_are_told_with_the_first_place(tmp_path: Path) -> None:
    rows = [PEOPLE, AN, changed(BINH, id="001"), changed(CUONG, id=None)]
    assert told(lists(tmp_path, rows)) == [
        "a.xlsx!DS:B3: the code '001' is already in a.xlsx!DS:B2; each person has one",
        "a.xlsx!DS:B4: expected the code of a person, found an empty cell",
    ]


def test_unknown_bosses_circles_and_repeated_units_are_told(tmp_path: Path) -> None:
    town: list[Row] = [
        UNITS,
        ["UB", "Ủy ban", None, None, None],
        ["NV", "Phòng Nội vụ", None, "Uy ban", 5],
        ["TC", "Phòng Tài chính", None, "KT", None],
        ["KT", "Phòng Kinh tế", None, "TC", "năm"],
        ["KT", "Phòng Y tế", None, "UB", None],
    ]
    faults = told(lists(tmp_path, STAFF, units=town))
    assert "a.xlsx!ĐV:D3: expected a unit of the unit list, found 'Uy ban'; did you mean 'Ủy ban'?; " in faults[0]
    assert faults[1:] == [
        "a.xlsx!ĐV:E5: expected a whole number of posts, found 'năm'",
        "a.xlsx!ĐV:A6: 'KT' is already the code of a unit, in a.xlsx!ĐV:A5",
    ]


def test_a_circle_of_bosses_is_told_once(tmp_path: Path) -> None:
    town: list[Row] = [
        UNITS,
        ["UB", "Ủy ban", None, None, None],
        ["NV", "Phòng Nội vụ", None, "TC", 5],
        ["TC", "Phòng Tài chính", None, "NV", 1],
    ]
    assert told(lists(tmp_path, STAFF, units=town)) == [
        "a.xlsx!ĐV:D3: units report to each other in a circle: Phòng Nội vụ → Phòng Tài chính → Phòng Nội vụ"
    ]


def test_a_person_in_no_unit_of_the_list_is_told(tmp_path: Path) -> None:
    rows = [PEOPLE, changed(AN, unit="Phòng Nội vu")]
    assert told(lists(tmp_path, rows, units=TOWN, opening=2020)) == [
        "a.xlsx!DS:F2: expected a unit of the unit list, found 'Phòng Nội vu'; did you mean 'Phòng Nội vụ'?"
    ]


def test_two_units_of_one_name_are_told_apart_by_code_only(tmp_path: Path) -> None:
    town: list[Row] = [
        UNITS,
        ["UB", "Ủy ban", None, None, None],
        ["V1", "Văn phòng", None, "UB", None],
        ["V2", "Văn phòng", None, "UB", None],
    ]
    found = lists(tmp_path, [PEOPLE, changed(AN, unit="Văn phòng"), changed(BINH, unit="V2")], units=town, opening=2020)
    assert told(found) == ["a.xlsx!DS:F2: 2 units are called 'Văn phòng'; name the unit by its code"]
    assert [one.unit for one in found.staff] == ["v2"]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"birth": "1/1/2010"}, "D2: this gives an age of 10 years at the opening, 2020-01; expected 15 to 100"),
        ({"birth": "1/1/1900"}, "D2: this gives an age of 120 years at the opening, 2020-01; expected 15 to 100"),
        (
            {"birth": "1/1/1950"},
            "D2: under the law this man retired in 2010-01, long before the opening, 2020-01; correct ",
        ),
        ({"started": "1/3/1980"}, "H2: this gives an age of 10 years at the start of service; expected 15 or more"),
        (
            {"started": "1/3/2021"},
            "H2: this is after the opening, 2020-01; take the person out, or set --opening to a ",
        ),
    ],
)
def test_ages_at_which_nobody_serves_are_told(cells: dict[str, object], fault: str, tmp_path: Path) -> None:
    (only,) = told(lists(tmp_path, [PEOPLE, changed(AN, **cells), EM], opening=2020))
    assert only.startswith(f"a.xlsx!DS:{fault}")


def test_who_retired_shortly_before_the_opening_leaves_a_vacant_post(tmp_path: Path) -> None:
    found = lists(tmp_path, [PEOPLE, changed(AN, birth="1/6/1959"), BINH, EM])
    assert (told(found), found.opening) == ([], dt.date(2020, 1, 1))
    assert kinds(found)["retired"] == ["a.xlsx!DS:D2"]
    files = scenario_files(found, "town", anonymise=False)
    (post,) = (row for row in table(files, "posts.csv") if row["title"] == "truong-phong")
    assert (post["count"], post["filled"]) == ("1", "0")
    assert "retired-before-opening" in post["assumes"].split(";")
    assert [row["id"] for row in table(files, "people.csv")] == ["002", "005"]


def test_what_is_odd_is_found_and_placed(tmp_path: Path) -> None:
    rows: list[Row] = [
        [*PEOPLE, "Hệ số", "Chức danh", "Quê quán"],
        [*AN, "4,74", None, "Hà Nội"],
        [*changed(AN, id="006"), "4,75", None, None],
        [*changed(BINH, birth="1982"), 3.66, None, None],
        [*CUONG, None, None, None],
        [*changed(DUNG, started="1/1/2004"), None, None, None],
        [None, "Tổng cộng", None, None, 5, None, None, None, None, None, None, None, None],
    ]
    town: list[Row] = [
        *TOWN[:3],
        ["TC", "Phòng Tài chính", None, "UB", 0],
        ["YT", "Phòng Y tế", None, "UB", 3],
        ["YE", "Phòng Y Tê", None, "UB", 3],
    ]
    found = lists(tmp_path, rows, units=town)
    assert told(found) == []
    assert kinds(found) == {
        "columns-not-read": ["a.xlsx!DS:M1"],
        "column-in-doubt": ["a.xlsx!DS:L1"],
        "rows-passed-over": ["a.xlsx!DS:7"],
        "perhaps-twice": ["a.xlsx!DS:C3"],
        "young": ["a.xlsx!DS:H6"],
        "birth-year-only": ["a.xlsx!DS:D4"],
        "coefficient-of-another-grade": ["a.xlsx!DS:K3"],
        "units-alike": [],
        "units-without-people": ["a.xlsx!ĐV:6", "a.xlsx!ĐV:5"],
        "over-establishment": ["a.xlsx!ĐV:4"],
        "several-heads": ["a.xlsx!DS:G2", "a.xlsx!DS:G3"],
    }


def test_vacant_posts_are_those_of_the_establishment_that_nobody_holds(tmp_path: Path) -> None:
    found = lists(
        tmp_path,
        STAFF,
        units=[*TOWN[:3], ["TC", "Phòng Tài chính", None, "UB", 7], ["YT", "Phòng Y tế", None, "UB", 3]],
    )
    posts = table(scenario_files(found, "town", anonymise=False), "posts.csv")
    authorised = {
        unit: sum(int(row["count"]) for row in posts if row["unit"] == unit and row["standing"] == "authorised")
        for unit in ("nv", "tc", "yt")
    }
    assert authorised == {"nv": 5, "tc": 7, "yt": 3}
    assert [row["title"] for row in posts if row["unit"] == "yt"] == ["post"]


def test_without_a_unit_list_the_units_are_those_of_the_people(tmp_path: Path) -> None:
    rows: list[Row] = [
        PEOPLE,
        AN,
        changed(BINH, unit="PHÒNG  NỘI VỤ"),
        changed(CUONG, unit="Phòng Hoà Lạc"),
        changed(DUNG, unit="Phòng Hòa Lạc"),
    ]
    units = table(scenario_files(lists(tmp_path, rows), "town", anonymise=False), "units.csv")
    assert [(row["id"], row["name"], row["kind"], row["reports_to"]) for row in units] == [
        ("organisation", "town", "organisation", ""),
        ("phong-hoa-lac", "Phòng Hoà Lạc", "division", "organisation"),
        ("phong-noi-vu", "PHÒNG NỘI VỤ", "division", "organisation"),
    ]


def test_names_that_differ_in_accents_only_are_two_units(tmp_path: Path) -> None:
    rows = [PEOPLE, changed(AN, unit="Trường Bản"), changed(BINH, unit="Trường Bán")]
    found = lists(tmp_path, rows)
    assert [unit.id for unit in found.units.made] == ["organisation", "truong-ban", "truong-ban-2"]
    assert "units-alike" in kinds(found)


def test_headings_between_the_rows_give_the_unit_if_no_column_does(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["STT", "Họ và tên", "Ngày sinh", None, "Chức vụ"],
        [None, None, "Nam", "Nữ", None],
        [1, 2, 3, 4, 5],
        ["I", "Phòng Nội vụ"],
        [1, "Nguyễn Văn An", "1/3/1970", None, "Trưởng phòng"],
        [2, "Trần Thị Bình", None, "15/8/1982", "Chuyên viên"],
        ["II", "Phòng Tài chính"],
        [3, "Lê Cường", "2/10/1990", None, "Chuyên viên"],
        ["Tổng cộng: 3 người"],
        [None, None, None, None, "Người lập biểu"],
    ]
    found = lists(tmp_path, rows, opening=2020)
    assert told(found) == []
    assert [(one.entry.name, one.unit, str(one.sex)) for one in found.staff] == [
        ("Lê Cường", "phong-tai-chinh", "male"),
        ("Nguyễn Văn An", "phong-noi-vu", "male"),
        ("Trần Thị Bình", "phong-noi-vu", "female"),
    ]
    assert kinds(found)["sections"] == ["a.xlsx!DS:4", "a.xlsx!DS:7"]
    assert kinds(found)["rows-passed-over"] == ["a.xlsx!DS:9", "a.xlsx!DS:10"]
    posts = table(scenario_files(found, "town", anonymise=False), "posts.csv")
    assert all({"start-at-24", "usual-grade", "all-permanent"} <= set(row["assumes"].split(";")) for row in posts)


def test_a_merged_cell_holds_for_all_the_rows_that_it_covers(tmp_path: Path) -> None:
    rows = [PEOPLE, AN, changed(BINH, unit=None), changed(CUONG, unit=None), DUNG]
    path = book(tmp_path / "a.xlsx", {"DS": rows}, merged={"DS": ["F2:F4"]})
    found = read_lists([path], name="town")
    assert told(found) == []
    assert [one.unit for one in found.staff] == ["phong-noi-vu"] * 3 + ["phong-tai-chinh"]


def test_the_last_value_of_a_formula_is_read_and_told(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("DS")
        for at, row in enumerate([PEOPLE, changed(AN, birth="1/3/1970"), changed(BINH, sex=None)]):
            sheet.write_row(at, 0, row)
        sheet.write_formula("F2", '="Phòng "&"Nội vụ"', None, "Phòng Nội vụ")
        sheet.write_formula("E3", "=1/0", None, "#DIV/0!")
    found = read_lists([path], name="town", opening=2020)
    assert kinds(found)["formulas"] == ["a.xlsx!DS:F2", "a.xlsx!DS:E3"]
    assert told(found) == ["a.xlsx!DS:E3: this cell shows an error; correct its formula, or type the value"]


def test_a_person_whose_name_begins_like_a_sum_is_not_passed_over(tmp_path: Path) -> None:
    found = lists(
        tmp_path, [PEOPLE, changed(AN, id="CONG1", name="Công Văn Tổng", unit="Công an phường")], opening=2020
    )
    assert told(found) == []
    assert [one.id for one in found.staff] == ["cong1"]


def test_an_opening_without_pay_in_the_law_is_told(tmp_path: Path) -> None:
    (fault,) = told(lists(tmp_path, [PEOPLE, changed(BINH, started="1/1/2001")]))
    assert fault == (
        "a.xlsx!DS: the law of 'vietnam' that orgsim has sets no pay on 2002-01-01, the opening; "
        "set --opening to a later year"
    )


def test_a_saved_mapping_reads_the_same_and_can_be_changed(tmp_path: Path) -> None:
    rows: list[Row] = [["x", *PEOPLE[1:]], changed(AN, grade="Ngạch lạ"), BINH]
    first = lists(tmp_path, rows)
    assert first.mapping["people"]["words"]["grade"] == {"01.003": "A1", "Ngạch lạ": "?"}
    path = tmp_path / "mapping.yaml"
    text = mapping_text(first.mapping)
    path.write_text(
        text.replace("Ngạch lạ: '?'", "Ngạch lạ: A3.1").replace("Trưởng phòng: head", "Trưởng phòng: staff"), "utf-8"
    )
    again = lists(tmp_path, rows, mapping=read_mapping(path), opening=2020)
    assert told(again) == []
    assert [(one.grade, str(one.rank)) for one in again.staff] == [("A3.1", "staff"), ("A1", "deputy")]
    assert mapping_text(again.mapping) == path.read_text("utf-8")


def test_a_mapping_names_columns_that_orgsim_does_not_know(tmp_path: Path) -> None:
    rows: list[Row] = [["c1", "c2", "c3", "c4", "c5"], ["A7", "1/3/1970", "Nam", "Phòng Nội vụ", "Kế toán"]]
    with pytest.raises(InputError, match=r"a\.xlsx!DS: expected a staff list, with a row of column names such as"):
        lists(tmp_path, rows)
    text = "people: {columns: {id: [c1], birth: [c2], sex: [c3], unit: [c4], title: [c5]}}"
    (tmp_path / "m.yaml").write_text(text, "utf-8")
    found = lists(tmp_path, rows, mapping=read_mapping(tmp_path / "m.yaml"), opening=2020)
    assert [(one.id, one.unit) for one in found.staff] == [("a7", "phong-noi-vu")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "people: {columns: {brith: [x]}}",
            "m.yaml:1:20: people.columns: unknown key 'brith'; did you mean 'birth'?",
        ),
        ("people: {columns: {}, words: {sex: {A: '?'}}}", "unknown word '?'; allowed: female, male"),
        ("people: [", "m.yaml:"),
    ],
)
def test_a_bad_mapping_is_told_with_its_place(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as error:
        read_mapping(tmp_path / "m.yaml")
    assert fault in str(error.value)


def test_a_grade_of_the_mapping_that_the_law_has_not_is_told(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(mapping_text(lists(tmp_path, STAFF).mapping).replace("B: B", "B: B9"), "utf-8")
    (fault,) = told(lists(tmp_path, STAFF, mapping=read_mapping(tmp_path / "m.yaml")))
    assert fault.startswith("a.xlsx!DS:I6: 'B' means 'B9' by the mapping, and the law has no such grade")


def test_the_order_of_rows_changes_no_key_of_anybody(tmp_path: Path) -> None:
    without = [[cell for at, cell in enumerate(row) if at != 1] for row in STAFF]
    one, two = (
        scenario_files(lists(tmp_path, rows), "town", anonymise=True)
        for rows in (without, [without[0], *without[:0:-1]])
    )
    assert one == two


def test_anonymised_files_have_no_names_and_no_codes(tmp_path: Path) -> None:
    rows = [PEOPLE, *(changed(row, id=f"SECRET{row[1]}") for row in STAFF[1:])]
    found = lists(tmp_path, rows, units=TOWN)
    files = scenario_files(found, "town", anonymise=True)
    whole = "\n".join(files.values())
    assert "names.csv" not in files
    assert not any(str(row[2]) in whole for row in STAFF[1:])
    assert "secret" not in whole.lower()
    assert [row["id"] for row in table(files, "people.csv")] == [f"p{n:05d}" for n in range(1, 6)]
    named = scenario_files(found, "town", anonymise=False)
    assert table(named, "names.csv")[0] == {"id": "secret001", "name": "Nguyễn Văn An"}


def test_hidden_sheets_and_sheets_without_a_list_are_passed_over_and_told(tmp_path: Path) -> None:
    found = read_lists([book(tmp_path / "a.xlsx", {"DS": STAFF, "Ghi chú": [["Xin chào", "bạn"]]})], name="town")
    assert kinds(found)["sheet-passed-over"] == ["a.xlsx!Ghi chú"]


def test_one_sheet_may_be_named(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"DS": STAFF, "DS cũ": STAFF})
    assert len(read_lists([path], name="town", sheet="ds CŨ").staff) == 5
    with pytest.raises(InputError, match="there is no sheet 'DSS'; did you mean 'DS'"):
        read_lists([path], name="town", sheet="DSS")


def test_long_names_that_are_cut_at_a_hyphen_give_sound_ids() -> None:
    for length in range(40, 70):
        names = [f"{'a' * length} Bản {'b' * 30}", f"{'a' * length} Bán {'b' * 30}"]
        for made in distinct_ids(names).values():
            assert identifier(made) == made
