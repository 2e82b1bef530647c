"""Workbooks as a planner uses them: made, run, compared, converted, and opened in LibreOffice."""

import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orgsim import compare, compile_plan, read_scenario, simulate
from orgsim.cli import orgsim
from orgsim.errors import OrgsimError, RunError
from orgsim.io.conversion import convert
from orgsim.io.runs import read_run, write_run

ROOT = Path(__file__).parents[2]
MONG_CAI = ROOT / "scenarios" / "mong-cai"
SMALL = ROOT / "src" / "orgsim" / "io" / "small"


def run(*words: str | Path) -> Result:
    """Run a command in this process; its errors are raised."""
    return CliRunner().invoke(orgsim, [str(word) for word in words], catch_exceptions=False, standalone_mode=False)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with Móng Cái as a workbook, and a small town as a workbook with a run."""
    folder = tmp_path_factory.mktemp("desk")
    convert(MONG_CAI, folder / "Móng Cái.xlsx")
    run("convert", SMALL, folder / "town.xlsx")
    run("run", folder / "town.xlsx", "--replications", "5", "--out", folder / "run")
    return folder


def summary(folder: Path) -> str:
    scenario = read_scenario(folder)
    plans = [compile_plan(scenario, name) for name in scenario.roadmaps]
    return compare(scenario, [simulate(plan, replications=5, seed=1) for plan in plans]).model_dump_json(indent=2)


def test_mong_cai_run_from_its_workbook_gives_a_byte_identical_summary(desk: Path) -> None:
    assert summary(desk / "Móng Cái.xlsx") == summary(MONG_CAI)


def test_a_run_keeps_its_workbook_as_it_was_and_can_be_read_again(desk: Path) -> None:
    assert [path.name for path in (desk / "run/inputs").iterdir()] == ["town.xlsx"]
    assert (desk / "run/inputs/town.xlsx").read_bytes() == (desk / "town.xlsx").read_bytes()
    assert "inputs/town.xlsx" in json.loads((desk / "run/manifest.json").read_text("utf-8"))["files"]
    assert read_run(desk / "run").scenario == read_scenario(desk / "town.xlsx")


def test_a_workbook_and_a_run_of_it_can_be_checked_traced_and_diffed(desk: Path) -> None:
    assert json.loads(run("check", desk / "town.xlsx", "--json").stdout)["opening"]["posts"] == 29
    for source in ("run", "town.xlsx"):
        told = run("trace", desk / source, "--roadmap", "gradual", "--step", "merge-radio").stdout
        assert told.startswith("Step merge-radio, 2023-01-01")
    for one, two in (("run", SMALL), ("town.xlsx", SMALL), ("run", desk / "town.xlsx")):
        assert "no difference" in run("diff", desk / one, two).stdout


def test_convert_says_what_it_made_and_which_comments_are_lost(desk: Path) -> None:
    told = run("convert", ROOT / "src/orgsim/io/empty", desk / "empty.xlsx").stdout
    assert told.startswith(f"Made {desk / 'empty.xlsx'}: 5 tables and 3 other files of ")
    assert "these files have some: scenario.yaml, assumptions.yaml, roadmaps/no-change.yaml." in told
    made = json.loads(run("convert", desk / "town.xlsx", desk / "town", "--json").stdout)
    assert made == {"target": str(desk / "town"), "tables": 6, "yaml_files": 6, "comments_left_out": []}
    assert replace(read_scenario(desk / "town"), hashes={}) == replace(read_scenario(SMALL), hashes={})
    assert [path.name for path in desk.iterdir() if path.name.startswith(".")] == []


def test_a_new_workbook_can_be_checked_at_once_and_is_never_overwritten(tmp_path: Path) -> None:
    told = run("new", tmp_path / "bộ", "--template", "ministry", "--workbook").stdout
    book = tmp_path / "bộ.xlsx"
    assert told == f"Made {book}. Now: orgsim check {book}, then: orgsim run {book}\n"
    assert run("check", book).exit_code == 0
    with pytest.raises(RunError, match="exists; name a file that does not exist yet"):
        run("new", tmp_path / "bộ", "--workbook")


def test_a_workbook_that_changes_while_it_runs_is_not_kept_as_something_else(desk: Path, tmp_path: Path) -> None:
    book = Path(shutil.copy(desk / "town.xlsx", tmp_path))
    scenario = read_scenario(book)
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("later.txt", "x")
    with pytest.raises(RunError, match=r"town\.xlsx changed while the run was going on; run again"):
        write_run(tmp_path / "run", scenario=scenario, source=book, outcomes=[], summary="", pages={})
    assert list(tmp_path.iterdir()) == [book]


@pytest.mark.parametrize("command", [["check"], ["run"], ["diff", SMALL], ["convert"]], ids=lambda words: words[0])
def test_a_bad_workbook_ends_in_one_clear_message(command: list[str | Path], tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    book.write_bytes(b"PK\x03\x04 and nothing else")
    target = [tmp_path / "made"] if command == ["convert"] else []
    with pytest.raises(OrgsimError, match=r"a\.xlsx: 1 problem\n  - a\.xlsx: the file is broken \("):
        run(*command, book, *target)
    assert list(tmp_path.iterdir()) == [book]


def test_a_workbook_that_libreoffice_saved_says_the_same(desk: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice Calc: apt-get install libreoffice-calc")
    shutil.copy(desk / "Móng Cái.xlsx", tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    words = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", "saved", "a.xlsx"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    saved, first = read_scenario(tmp_path / "saved/a.xlsx"), read_scenario(tmp_path / "a.xlsx")
    assert replace(saved, hashes={}) == replace(first, hashes={})
