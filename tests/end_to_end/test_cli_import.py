"""``orgsim import`` as a planner types it."""

import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orgsim import compile_plan, read_scenario, simulate
from orgsim.cli import orgsim
from orgsim.errors import OrgsimError
from orgsim.io.law import jurisdictions
from tests.unit.staff_lists import AN, DUNG, PEOPLE, STAFF, TOWN, book, changed


def typed(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(orgsim, ["import", *map(str, arguments)])


def failed(*arguments: object) -> str:
    done = typed(*arguments)
    assert isinstance(done.exception, OrgsimError), done.exception
    return str(done.exception)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return book(tmp_path / "danh sách.xlsx", {"Cán bộ": STAFF, "Đơn vị": TOWN})


def test_lists_become_a_scenario_that_is_checked_and_runs(town: Path, tmp_path: Path) -> None:
    done = typed(town, "--into", tmp_path / "Thị xã")
    assert done.exit_code == 0, done.exception
    assert done.stdout.endswith(f"Made {tmp_path / 'Thị xã'}. Now: orgsim check {tmp_path / 'Thị xã'}, then: "
                                f"orgsim run {tmp_path / 'Thị xã'}\n")  # fmt: skip
    scenario = read_scenario(tmp_path / "Thị xã")
    assert (scenario.id, len(scenario.people), scenario.synthetic) == ("thi-xa", 5, False)
    outcomes = simulate(compile_plan(scenario, "unchanged"), replications=20, seed=1)
    assert outcomes.totals["people"].max() <= 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Thị xã", "danh sách.xlsx"]


def test_the_report_says_how_the_lists_were_read_before_anything_is_written(town: Path) -> None:
    said = typed(town, "--check").stdout
    for words in ("danh sách.xlsx!Cán bộ, line 1", "5 people", "Ngày vào ngành", "Hợp đồng 68", "labour-contract"):
        assert words in said
    made = "3 units, 4 people in posts, 1 beyond the establishment; opening 2020-01-01, law of 'vietnam'."
    assert made in said
    assert said.endswith("Nothing was written.\n")
    assert max(map(len, said.splitlines())) <= 100


def test_the_tables_around_what_is_found_are_vietnamese(town: Path) -> None:
    words = ["--lang", "vi", "import", str(town), "--check"]
    said = CliRunner(env={"COLUMNS": "100"}).invoke(orgsim, words).stdout
    assert "danh sách.xlsx!Cán bộ, dòng 1" in said
    made = "3 đơn vị, 4 người trong biên chế, 1 người ngoài biên chế được giao; thời điểm ban đầu 2020-01-01"
    assert made in " ".join(said.split())
    assert said.endswith("Chưa ghi gì.\n")
    assert max(map(len, said.splitlines())) <= 100


def test_a_check_writes_nothing(town: Path, tmp_path: Path) -> None:
    before = town.read_bytes()
    assert typed(town, "--check").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == [town.name]
    assert town.read_bytes() == before


def test_with_one_bad_cell_nothing_is_written(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"DS": [PEOPLE, AN, changed(DUNG, birth="n/a")]})
    told = failed(path, "--into", tmp_path / "town", "--opening", 2020)
    assert told == (
        f"{path}: 1 problem\n"
        f"  - a.xlsx!DS:D3: expected a date of birth (a date such as 31/12/1980, 12/1980 or 1980), found 'n/a'"
    )
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_folder_that_exists_is_never_touched(town: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert failed(town, "--into", tmp_path / "mine").endswith("mine exists; name a folder that does not exist yet")
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_mapping_is_saved_even_if_words_are_not_known_and_then_used(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"DS": [PEOPLE, changed(AN, grade="lạ"), DUNG]})
    mapping = tmp_path / "m.yaml"
    assert "people.words.grade of the mapping" in failed(path, "--check", "--save-mapping", mapping)
    assert failed(path, "--check", "--save-mapping", mapping).startswith(f"{mapping} exists")
    mapping.write_text(mapping.read_text("utf-8").replace("lạ: '?'", "lạ: A1"), "utf-8")
    done = typed(path, "--into", tmp_path / "town", "--mapping", mapping, "--opening", 2020)
    assert done.exit_code == 0, done.exception
    assert (tmp_path / "town" / "import-mapping.yaml").read_text("utf-8") == mapping.read_text("utf-8")


def test_json_has_columns_findings_and_problems_and_nothing_else_is_printed(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"DS": [PEOPLE, changed(AN, sex="?"), changed(DUNG, birth=1988)]})
    values = json.loads(typed(path, "--check", "--json", "--opening", 2020).stdout)
    assert values["lists"][0]["columns"]["birth"] == "Ngày sinh"
    assert [one["kind"] for one in values["findings"]] == ["birth-year-only"]
    assert values["findings"][0]["places"] == ["a.xlsx!DS:D3"]
    assert len(values["problems"]) == 1
    assert values["problems"][0].startswith("a.xlsx!DS:E2: expected a sex")


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_a_list_is_imported_under_every_law(jurisdiction: str, town: Path, tmp_path: Path) -> None:
    done = typed(town, "--into", tmp_path / "town", "--jurisdiction", jurisdiction, "--anonymise", "--opening", "2020")
    assert done.exit_code == 0, done.exception
    scenario = read_scenario(tmp_path / "town")
    assert sorted(scenario.people) == [f"p{n:05d}" for n in range(1, 6)]
    simulate(compile_plan(scenario, "unchanged"), replications=2, seed=1)


def test_a_wrong_use_is_told(town: Path, tmp_path: Path) -> None:
    for arguments in ([town], [town, "--check", "--into", tmp_path / "x"], ["--check"]):
        assert typed(*arguments).exit_code == 2
    assert failed(town, "--check", "--jurisdiction", "vietnm").endswith("did you mean 'vietnam'?")
    assert "there is no file" in failed(tmp_path / "b.xlsx", "--check")


def test_every_file_that_cannot_be_read_is_told(town: Path, tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"")
    told = failed(town, tmp_path / "b.xlsx", tmp_path / "c.csv", "--check")
    assert "b.xlsx: the file is empty" in told
    assert "c.csv: there is no file" in told


def _far(path: Path) -> None:
    kind = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    row = '<row r="1000000"><c r="A1000000"><v>1</v></c></row>'
    _with(path, "xl/worksheets/sheet1.xml", f"<worksheet {kind}><sheetData>{row}</sheetData></worksheet>".encode())


def _thousand() -> bytes:
    kind = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 1001))
    return f"<workbook {kind} {relations}><sheets>{sheets}</sheets></workbook>".encode()


def _with(path: Path, part: str, content: bytes) -> None:
    """Replace a part of a workbook, or add one."""
    book(path, {"DS": STAFF})
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | {part: content}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, held in parts.items():
            new.writestr(name, held)


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a password": ("a.xlsx", lambda path: path.write_bytes(LOCKED), "it is locked with a password"),
    "macros": ("a.xlsx", lambda path: _with(path, "xl/vbaProject.bin", b"x"), "it holds macros, which are never run"),
    "macros by name": ("a.xlsm", lambda path: book(path, {"DS": STAFF}), "It may hold macros, which are never run"),
    "a cut file": ("a.xlsx", lambda path: path.write_bytes(book(path, {"DS": STAFF}).read_bytes()[:2000]), "is broken"),
    "a million rows": ("a.xlsx", _far, "goes on to row 1,000,000; at most 200,000 rows are read"),
    "1,000 sheets": ("a.xlsx", lambda path: _with(path, "xl/workbook.xml", _thousand()), "it has 1,000 sheets; at"),
    "a zip bomb": (
        "a.xlsx",
        lambda path: _with(path, "xl/worksheets/sheet1.xml", b" " * 250_000_000),
        "unpacked, it would have 250 MB; at most 200 MB are read",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_files_that_are_not_read_are_told_soon_and_nothing_is_made(case: str, tmp_path: Path) -> None:
    name, make, reason = BAD[case]
    make(tmp_path / name)
    before, start = (tmp_path / name).stat().st_size, time.process_time()
    told = failed(tmp_path / name, "--into", tmp_path / "town")
    assert reason in told
    assert f"- {name}: " in told
    assert time.process_time() - start < 5
    assert [(path.name, path.stat().st_size) for path in tmp_path.iterdir()] == [(name, before)]
