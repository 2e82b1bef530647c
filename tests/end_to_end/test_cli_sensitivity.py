"""``orgsim sensitivity`` as a planner types it, in a process of its own."""

import json
from pathlib import Path

import pytest

from tests.console import orgsim

FEW = ("--points", "2", "--replications", "10")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the template scenario, a run of it, and a sensitivity analysis of that."""
    folder = tmp_path_factory.mktemp("planner")
    assert orgsim("new", "town", cwd=folder).returncode == 0
    ran = orgsim("run", "town", "--replications", "20", "--seed", "4", "--out", "first", cwd=folder)
    assert ran.returncode == 0, ran.stderr
    done = orgsim("sensitivity", "first", *FEW, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "Assumptions with ranges" in done.stdout
    assert "Kept in first/analyses/sensitivity.json" in done.stdout.replace("\\", "/")
    return folder


def test_an_analysis_is_kept_in_the_run_with_its_seed(town: Path) -> None:
    kept = json.loads((town / "first" / "analyses" / "sensitivity.json").read_text("utf-8"))
    assert (kept["seed"], kept["replications"], kept["points"]) == (4, 10, 2)
    assert [roadmap["id"] for roadmap in kept["roadmaps"]] == ["gradual", "swift"]


def test_a_second_analysis_is_refused_unless_it_is_asked_for(town: Path) -> None:
    path = town / "first" / "analyses" / "sensitivity.json"
    before = path.read_bytes()
    refused = orgsim("sensitivity", "first", *FEW, cwd=town)
    assert refused.returncode == 1
    assert "sensitivity.json exists; say --again to work it out anew" in refused.stderr
    again = orgsim("sensitivity", "first", *FEW, "--again", "--json", cwd=town)
    assert again.returncode == 0, again.stderr
    assert again.stdout.encode("utf-8") == path.read_bytes() == before


def test_a_wrong_wish_is_refused_without_a_traceback(town: Path) -> None:
    done = orgsim("sensitivity", "first", "--again", "--points", "12", cwd=town)
    assert done.returncode == 1
    assert done.stderr == "points is 12; it must be a power of two such as 8, 16 or 32\n"
    assert done.stdout == ""
