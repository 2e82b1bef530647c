"""The Ministry of Defence as it published itself, and organograms as an analyst brings them."""

import csv
import gzip
import importlib.util
import json
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from orgsim import compile_plan, read_scenario, simulate
from orgsim.analysis.organogram import diff_organograms
from orgsim.cli import orgsim
from orgsim.errors import OrgsimError
from orgsim.io.organogram.published import read_snapshot
from orgsim.model.organogram import Organogram
from orgsim.report.organogram import organogram_values

ROOT = Path(__file__).parents[2]
MOD = ROOT / "scenarios" / "uk-mod"
SOURCE = MOD / "source"
DAYS = sorted(path.name[:10] for path in SOURCE.glob("*-senior.csv.gz"))
DFID = ROOT / "tests" / "organograms"


def typed(*arguments: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(orgsim, ["organogram", *map(str, arguments)])


def files(day: str, folder: Path = SOURCE) -> tuple[Path, Path]:
    return folder / f"{day}-senior.csv.gz", folder / f"{day}-junior.csv.gz"


@cache
def organogram(day: str) -> Organogram:
    senior, junior = files(day)
    return read_snapshot(senior, junior).organogram


def summed(file: Path, column: str) -> Decimal:
    """Add up a column without orgsim."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        cells = [row[column] for row in csv.DictReader(text)]
    return sum((Decimal(cell) for cell in cells if re.fullmatch(r"[0-9.]+", cell)), Decimal(0))


def test_there_are_eleven_snapshots() -> None:
    assert (len(DAYS), DAYS[0], DAYS[-1]) == (11, "2011-03-31", "2016-03-31")


@pytest.mark.parametrize("day", DAYS)
def test_the_fte_of_a_snapshot_is_what_its_files_add_up_to(day: str) -> None:
    senior, junior = files(day)
    read = organogram(day)
    assert read.senior_fte == summed(senior, "FTE")
    assert read.junior_fte == summed(junior, "Number of Posts in FTE")
    told = organogram_values(read, [])["units"]
    assert isinstance(told, dict)
    assert sum(map(Decimal, told.values())) == read.fte


def test_the_snapshot_of_march_2013_is_told_to_be_incomplete() -> None:
    told = " ".join(typed("check", *files("2013-03-31")).stdout.split())
    assert "'Defence Equipment and Support' is missing" in told
    assert "'Joint Forces Command' is missing" in told
    assert "All units together have 147,600.89 FTE" in told


def test_a_laboratory_that_is_counted_twice_is_told() -> None:
    found = json.loads(typed("check", *files("2015-03-31"), "--json").stdout)["findings"]
    odd = [one["message"] for one in found if one["kind"] == "out-of-line"]
    beside = "3,630.71 on 2014-09-30 and 3,528.04 on 2015-09-30"
    assert odd == [f"'Defence Science and Technology Laboratory' has 7,115.62 FTE, and {beside}"]


def test_from_2011_to_2016_units_are_renamed_and_joint_forces_command_begins() -> None:
    found = diff_organograms(organogram("2011-03-31"), organogram("2016-03-31"))
    assert {(unit.what, unit.unit, unit.into) for unit in found.units if unit.what != "began"} == {
        ("renamed", "central-top-level-budget", "head-office-and-corporate-services"),
        ("renamed", "land-forces", "army-command"),
        ("renamed", "navy-command-tlb", "navy-command"),
        ("renamed", "royal-air-force-air-command", "air-command"),
        ("merged", "permanent-joint-headquarters", "joint-forces-command"),
    }
    assert (found.total.opening, found.total.closing) == (Decimal("259373.05"), Decimal("192128.24"))
    assert all(flow.explained == flow.closing for flow in found.flows)


def test_posts_known_again_are_those_that_both_files_list() -> None:
    before, after = organogram("2013-09-30"), organogram("2014-09-30")
    numbers = re.compile(r"[A-Z]*[0-9]*[1-9][0-9]*")  # without placeholders
    twice = {"34860"}  # the later file lists it in two units, with other zeros in front
    references = [
        {row.reference.lstrip("0").lower() for row in side.seniors if numbers.fullmatch(row.reference)} - twice
        for side in (before, after)
    ]
    found = diff_organograms(before, after)
    assert found.kept == len(references[0] & references[1])
    what = Counter(one for post in found.posts for one in post.what)
    assert found.kept + what["abolished"] == len(references[0])
    assert found.kept + what["created"] == len(references[1])


def test_the_diff_is_printed_as_tables_and_as_json() -> None:
    one, two = files("2011-03-31")[0], files("2016-03-31")[0]
    shown = typed("diff", one, two)
    assert shown.exit_code == 0, shown.exception
    assert "Permanent Joint Headquarters     went into Joint Forces" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 100
    told = json.loads(typed("diff", one, two, "--json").stdout)
    assert told["total"]["closing"] == "192128.24"


def test_make_writes_the_scenario_again_byte_for_byte() -> None:
    spec = importlib.util.spec_from_file_location("make_uk_mod", MOD / "make.py")
    assert spec
    assert spec.loader
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    made = make.files()
    assert len(made) == 13
    assert all((MOD / name).read_text("utf-8") == text for name, text in made.items())


def test_the_observed_steps_lead_from_the_first_counts_to_the_last() -> None:
    with (MOD / "posts.csv").open(encoding="utf-8", newline="") as text:
        opening = Counter[str]()
        for row in csv.DictReader(text):
            opening[row["unit"]] += int(row["count"])
    steps: list[dict[str, Any]] = YAML(typ="safe").load((MOD / "steps" / "observed.yaml").read_text("utf-8"))["steps"]
    given = sum(int(part["share"].partition("/")[0]) for part in steps[0]["into"])
    assert {part["share"].partition("/")[2] for part in steps[0]["into"]} == {str(opening[steps[0]["unit"]])}
    assert given < opening[steps[0]["unit"]]
    cut = sum(sum(step["cuts"].values()) for step in steps if step["op"] == "reduce_establishment")
    joined = sum(
        (row.fte or 0)
        for row in organogram("2016-03-31").rows
        if row.unit in ("National Army Museum", "Single Source Regulations Office")
    )
    assert opening.total() - cut == pytest.approx(float(organogram("2016-03-31").fte - joined), abs=2)


def test_a_department_becomes_a_scenario_that_runs(tmp_path: Path) -> None:
    into = tmp_path / "dfid"
    done = typed("import", *files("2013-03-31", DFID), "--into", into)
    assert done.exit_code == 0, done.exception
    assert "2 senior rows have an FTE that is no number" in " ".join(done.stdout.split())
    scenario = read_scenario(into)
    exact = [
        summed(file, column)
        for file, column in zip(files("2013-03-31", DFID), ("FTE", "Number of Posts in FTE"), strict=True)
    ]
    inside = scenario.organisation.tallies[1]
    assert (inside.people, inside.posts) == (round(sum(exact)), round(sum(exact)))
    assert inside.units == 5
    outcomes = simulate(compile_plan(scenario, "voluntary-exits"), replications=5, seed=1)
    assert (outcomes.totals["people"][:, -1] < inside.people * 0.85).all()
    with (into / "organogram.csv").open(encoding="utf-8", newline="") as text:
        assert sum((Decimal(row["fte"]) for row in csv.DictReader(text) if row["fte"]), Decimal(0)) == sum(exact)


def test_the_tables_of_a_snapshot_are_vietnamese_and_add_up_as_in_english() -> None:
    words = ["--lang", "vi", "organogram", "check", *map(str, files("2013-03-31", DFID))]
    said = CliRunner(env={"COLUMNS": "100"}).invoke(orgsim, words).stdout
    assert "ngày 2013-03-31: số tương đương toàn thời gian như đã công bố" in " ".join(said.split())
    assert re.search(r"Tất cả +74,92 +1\.539,42", said)
    assert "Những điều bất thường; không sửa gì" in said


def test_imports_of_the_same_files_are_the_same_bytes_and_overwrite_nothing(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert typed("import", *files("2013-03-31", DFID), "--into", tmp_path / name).exit_code == 0
    written = [
        {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
        for folder in (tmp_path / "one", tmp_path / "two")
    ]
    assert written[0] == written[1]
    again = typed("import", *files("2013-03-31", DFID), "--into", tmp_path / "one")
    assert isinstance(again.exception, OrgsimError)
    assert str(again.exception).endswith("exists; name a folder that does not exist yet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_a_body_with_more_grades_than_fit_into_a_byte_runs(tmp_path: Path) -> None:
    head = "A1,SCS3,Head,The Office,The Office,Board,XX,0,1,100000,104999,Policy"
    groups = [f"The Office,The Office,Board,A1,Grade {n},{20000 + n},{30000 + n},Clerk,1,Policy" for n in range(300)]
    with gzip.open(files("2013-03-31", DFID)[0], "rt", encoding="utf-8") as text:
        senior = tmp_path / "senior.csv"
        senior.write_text(f"{text.readline()}{head}\n", "utf-8")
    with gzip.open(files("2013-03-31", DFID)[1], "rt", encoding="utf-8") as text:
        junior = tmp_path / "junior.csv"
        junior.write_text("\n".join([text.readline().strip(), *groups]), "utf-8")
    assert typed("import", senior, junior, "--into", tmp_path / "made").exit_code == 0
    scenario = read_scenario(tmp_path / "made")
    plan = compile_plan(scenario, "all-replaced")
    assert len(set(plan.people.grade.tolist())) == 301
    assert simulate(plan, replications=2, seed=1).totals["people"][:, -1].tolist() == [301, 301]


def test_snapshots_of_two_bodies_are_not_compared() -> None:
    done = typed("diff", files("2013-03-31")[0], files("2013-03-31", DFID)[0])
    bodies = "A is of 'Ministry of Defence' and B of 'Department for International Development'"
    assert str(done.exception) == f"{bodies}; give two snapshots of one body"


def test_a_file_that_is_not_there_is_told() -> None:
    done = typed("check", "no-such-senior.csv")
    assert str(done.exception) == "no-such-senior.csv cannot be read: No such file or directory"
