"""``orgsim export`` as a planner types it, and its Excel file in LibreOffice."""

import csv
import json
import os
import re
import shutil
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from orgsim import cli
from orgsim.analysis.comparison import Comparison
from orgsim.report.words import words_of
from tests.console import orgsim

EVIL = '=HYPERLINK("http://evil.example","click")'


@pytest.fixture(scope="module")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a scenario in which a unit has a name that looks like a formula, and a run of it."""
    folder = tmp_path_factory.mktemp("planner")
    assert orgsim("new", "town", cwd=folder).returncode == 0
    units = folder / "town" / "units.csv"
    quoted = EVIL.replace('"', '""')
    units.write_text(units.read_text("utf-8").replace("Phòng Tài chính", f'"{quoted}"'), "utf-8")
    done = orgsim("run", "town", "--replications", "20", "--out", "first", cwd=folder)
    assert done.returncode == 0, done.stderr
    done = orgsim("export", "first", "--xlsx", "kết-quả.xlsx", "--csv", "csv", "--units", "--lang", "vi", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Written: kết-quả.xlsx\nWritten: csv\n"
    return folder


def comparison(planner: Path) -> Comparison:
    return Comparison.model_validate_json((planner / "first" / "summary.json").read_text("utf-8"))


def shown(number: float, last: str) -> str:
    """Write a number as spreadsheets do, which round halves up."""
    return f"{Decimal(repr(number)).quantize(Decimal(last), ROUND_HALF_UP):,}"


def test_single_units_have_sheets_with_their_numbers_by_year(planner: Path) -> None:
    book = CalamineWorkbook.from_path(planner / "kết-quả.xlsx")
    assert book.sheet_names[-4:] == ["Đơn vị theo năm", "Cơ cấu cũ", "Cơ cấu mới", "Mục tiêu từng đơn vị"]
    rows = book.get_sheet_by_name("Đơn vị theo năm").to_python()
    found = comparison(planner)
    last, first = found.years[-1], found.roadmaps[0]
    of_first = [row for row in rows if row[0] == first.name_vi and row[3] == last]
    inside = sum(float(str(row[4])) for row in of_first if row[1] != "province")
    assert inside == pytest.approx(first.yearly["people"][last].mean)


def test_a_unit_named_like_a_formula_is_a_text_in_excel_and_guarded_in_csv(planner: Path) -> None:
    book = CalamineWorkbook.from_path(planner / "kết-quả.xlsx")
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert EVIL in cells
    with (planner / "csv" / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["unit"]: row["name_vi"] for row in csv.DictReader(file)}
    assert names["finance-division"] == f"'{EVIL}"


def test_json_says_what_was_written(planner: Path) -> None:
    pytest.importorskip("duckdb")
    done = orgsim("export", "first", "--parquet", "parquet", "--json", cwd=planner)
    assert json.loads(done.stdout) == {"written": ["parquet"]}
    assert (planner / "parquet" / "totals.parquet").stat().st_size > 0
    assert not (planner / "parquet" / "by_unit.parquet").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "say what to write: --xlsx FILE, --csv DIR or --parquet DIR"),
        (["--xlsx", "kết-quả.xlsx"], "kết-quả.xlsx exists; an export overwrites nothing"),
        (["--csv", "csv"], "csv exists; an export overwrites nothing"),
        (["--xlsx", "results.xls"], "expected a name that ends with .xlsx, found 'results.xls'"),
        (["--csv", "nowhere/csv"], "there is no folder nowhere to put it in"),
        (["--csv", "both", "--parquet", "both"], "--xlsx, --csv and --parquet need a place each"),
        (["--xlsx", "new.xlsx", "--lang", "fr"], "'fr' is not one of 'en', 'vi'"),
    ],
)
def test_wrong_usage_writes_nothing(
    planner: Path, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(planner.rglob("*"))
    monkeypatch.chdir(planner)
    done = CliRunner().invoke(cli.orgsim, ["export", "first", *arguments])
    assert done.exit_code == 2
    assert message in done.output
    assert sorted(planner.rglob("*")) == before


def test_the_file_opens_in_libreoffice_and_its_printed_figures_are_those_of_the_summary(
    planner: Path, tmp_path: Path
) -> None:
    office, to_text = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or to_text is None:
        pytest.skip("needs LibreOffice Calc and pdftotext: apt-get install libreoffice-calc poppler-utils")
    assert orgsim("export", "first", "--xlsx", tmp_path / "results.xlsx", cwd=planner).returncode == 0
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "results.xlsx"]
    subprocess.run(convert, cwd=tmp_path, check=True, capture_output=True, env=os.environ | {"LC_ALL": "C.UTF-8"})
    printed = subprocess.run(
        [to_text, "-layout", "results.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    found, words = comparison(planner), words_of("en")
    last = found.years[-1]
    for measure in ("People in post", "Authorised posts", "Vacant posts"):
        name = {"People in post": "people", "Authorised posts": "posts", "Vacant posts": "vacancies"}[measure]
        bands = [roadmap.yearly[name][last] for roadmap in found.roadmaps]
        numbers = [shown(number, "0.1") for band in bands for number in (band.mean, band.low, band.high)]
        wanted = [f"{found.opening[name]:,}", *numbers]
        assert re.search(rf"{measure}\s+" + r"\s+".join(map(re.escape, wanted)), printed), (measure, wanted)
    for roadmap in found.roadmaps:
        for cost in ("salaries", "cost"):
            assert shown(roadmap.costs.total[cost].mean, "1") in printed
    assert words.name(found.scenario) in printed
    assert "Err:" not in printed
    assert "#NAME" not in printed
    assert "###" not in printed
