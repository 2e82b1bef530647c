"""``orgsim diff`` as a planner types it."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from orgsim import compile_plan, read_scenario, simulate
from orgsim.cli import orgsim
from orgsim.errors import OrgsimError
from orgsim.io.runs import write_run

ROOT = Path(__file__).parents[2]
MONG_CAI = ROOT / "scenarios" / "mong-cai"
SMALL = ROOT / "src" / "orgsim" / "io" / "small"


def diff(*arguments: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(orgsim, ["diff", *map(str, arguments)])


def changes(*arguments: str | Path) -> list[dict[str, Any]]:
    done = diff(*arguments, "--json")
    assert done.exit_code == 0, done.exception
    found: list[dict[str, Any]] = json.loads(done.stdout)["changes"]
    return found


def separately(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Type the command in a process of its own."""
    words = [sys.executable, "-m", "orgsim.cli", "diff", *map(str, arguments)]
    environment = {**os.environ, **variables}
    return subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, env=environment
    )


def road(name: str) -> Path:
    return MONG_CAI / "roadmaps" / f"{name}.yaml"


def written(name: str) -> dict[str, dict[str, Any]]:
    """Return the steps of a roadmap of Móng Cái as its files have them, read without orgsim."""
    yaml = YAML(typ="safe", pure=True)
    roadmap = yaml.load(road(name).read_text("utf-8"))
    steps = list(roadmap.get("steps", []))
    for file in roadmap["step_files"]:
        text = (MONG_CAI / file).read_text("utf-8")
        steps += csv.DictReader(text.splitlines()) if file.endswith(".csv") else yaml.load(text)["steps"]
    return {step["id"]: dict(step) for step in steps}


def test_two_roadmaps_list_exactly_the_steps_that_differ_in_their_files() -> None:
    one, two = written("as-decreed"), written("front-loaded")
    differ = {key for key in {*one, *two} if one.get(key) != two.get(key)}
    found = [change for change in changes(road("as-decreed"), road("front-loaded")) if change["section"] == "steps"]
    assert {change["id"] for change in found} == differ
    assert len(differ) == 35
    moved = {change["id"]: (change["before"], change["after"]) for change in found if change["what"] == "moved"}
    assert moved == {key: (str(one[key]["date"]), str(two[key]["date"])) for key in differ}
    shown = diff(road("as-decreed"), road("front-loaded")).stdout
    listed = re.findall(r"^ (\S+) +moved +date: (\S+) → (\S+)", shown, re.MULTILINE)
    assert {key: (before, after) for key, before, after in listed} == moved
    assert max(map(len, shown.splitlines())) <= 100


def test_roadmaps_with_the_same_steps_differ_in_programmes_only() -> None:
    found = changes(road("as-decreed"), road("natural-attrition"))
    assert {(change["section"], change["what"]) for change in found} == {("programmes", "removed")}
    assert len(found) == 7


def test_the_same_input_twice_is_no_difference() -> None:
    done = diff(MONG_CAI, f"{MONG_CAI}/")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "no difference"
    assert changes(road("as-decreed"), road("as-decreed")) == []


def test_every_hash_seed_gives_the_same_bytes() -> None:
    one, two = (separately(SMALL, MONG_CAI, "--json", PYTHONHASHSEED=seed).stdout for seed in ("1", "2"))
    assert one == two
    assert len(json.loads(one)["changes"]) > 1_000


def test_a_run_is_compared_by_its_inputs_and_its_roadmaps_can_be_named(tmp_path: Path) -> None:
    folder, run = tmp_path / "town", tmp_path / "run"
    shutil.copytree(SMALL, folder)
    scenario = read_scenario(folder)
    outcomes = [simulate(compile_plan(scenario, "swift"), replications=2, seed=1)]
    write_run(run, scenario=scenario, source=folder, outcomes=outcomes, summary="{}", pages={})
    assert changes(run, folder) == []
    swift = folder / "roadmaps" / "swift.yaml"
    swift.write_text(swift.read_text("utf-8").replace("2022-08-01", "2022-09-01"), "utf-8")
    [first, second] = changes(run, folder)
    assert (first["roadmap"], first["id"], first["what"]) == ("swift", "close-ferry", "moved")
    assert (second["id"], second["before"], second["after"]) == ("one-school", "2022-08-01", "2022-09-01")
    kept = run / "inputs" / "roadmaps" / "swift.yaml"
    assert [change["id"] for change in changes(kept, swift)] == ["close-ferry", "one-school"]
    kept.write_text(swift.read_text("utf-8"), "utf-8")
    assert "is not as it was written" in str(diff(kept, swift).exception)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("{small}", "{small}/roadmaps/swift.yaml"), "swift.yaml is a roadmap and {small} a scenario or run"),
        (("{small}", "{small}/roadmaps/swift.yaml"), "give two roadmap files, or two scenario folders or run"),
        (("{small}/roadmaps/swfit.yaml", "{small}"), "did you mean 'swift.yaml'?"),
        (("{small}/steps/station.yaml", "{small}"), "steps/station.yaml is no roadmap of the scenario in"),
        (("{small}/steps/station.yaml", "{small}"), "allowed: roadmaps/gradual.yaml, roadmaps/swift.yaml"),
        (("{small}/roadmaps", "{small}"), "is neither a scenario folder nor a run directory"),
        ((f"{ROOT}/README.md", "{small}"), "README.md belongs to no scenario"),
    ],
)
def test_a_wrong_name_is_refused_with_what_is_allowed(names: tuple[str, str], said: str) -> None:
    error = diff(*(name.format(small=SMALL) for name in names)).exception
    assert isinstance(error, OrgsimError)
    assert said.format(small=SMALL) in str(error)


def test_a_refusal_is_no_traceback_and_help_has_an_example() -> None:
    done = separately(SMALL, SMALL / "roadmaps" / "swift.yaml")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "orgsim diff runs/mong-cai-001 scenarios/mong-cai" in diff("--help").stdout
