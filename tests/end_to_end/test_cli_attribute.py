"""``orgsim attribute`` as a planner types it, in a process of its own."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from orgsim.io.runs import read_run
from tests import console
from tests.console import Done


def orgsim(*arguments: str | Path, cwd: Path) -> Done:
    return console.orgsim(*arguments, cwd=cwd, COLUMNS="100")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the template scenario, with two steps fewer in a roadmap, and run it."""
    folder = tmp_path_factory.mktemp("planner")
    assert orgsim("new", "town", cwd=folder).returncode == 0
    swift = folder / "town" / "roadmaps" / "swift.yaml"
    text = swift.read_text("utf-8")
    swift.write_text(text[: text.index("  - op: close_sites")] + text[text.index("programmes:") :], "utf-8")
    done = orgsim("run", "town", "--replications", "30", "--seed", "4", "--out", "first", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_parts_of_a_roadmap_are_weighed_and_the_answer_is_kept(town: Path) -> None:
    words = ("attribute", "first", "--roadmap", "swift", "--replications", "30")
    done = orgsim(*words, cwd=town)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    text = " ".join(done.stdout.split())
    assert "30 futures, seed 4; 16 roadmaps simulated; Shapley values of all orders." in text
    assert "steps/station.yaml (2 steps)" in text
    assert "roadmaps/swift.yaml (2 steps)" in text
    assert "Kept in first/analyses/attribution-swift.json" in text

    run = read_run(town / "first")
    kept = json.loads(run.analyses["attribution-swift"])
    whole = next(outcomes for outcomes in run.outcomes if outcomes.roadmap == "swift")
    totals = {total["measure"]: total for total in kept["totals"]}
    assert int(totals["people"]["everything"]["sum"]) == whole.totals["people"][:, -1].sum()
    for name, total in totals.items():
        parts = [Fraction(one["shapley"]["sum"]) for one in kept["contributions"] if one["measure"] == name]
        assert sum(parts) == int(total["difference"]["sum"])

    again = orgsim(*words, cwd=town)
    assert again.returncode == 1
    assert again.stderr == "first/analyses/attribution-swift.json exists; say --again to work it out anew\n"
    anew = orgsim(*words, "--measure", "posts", "--again", "--json", cwd=town)
    assert anew.returncode == 0, anew.stderr
    assert [total["measure"] for total in json.loads(anew.stdout)["totals"]] == ["posts"]
    assert read_run(town / "first").analyses["attribution-swift"] == anew.stdout


def test_each_step_is_weighed_alone_by_step(town: Path) -> None:
    words = ("attribute", "first", "--roadmap", "swift", "--replications", "2", "--measure", "posts", "--json")
    done = orgsim(*words, "--by", "step", "--again", cwd=town)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [player["id"] for player in found["players"]] == [
        "steps:take-over-station",
        "steps:farm-markets",
        "steps:media-centre",
        "steps:one-school",
        "programme:hiring-stop",
        "programme:promotion",
    ]
    assert (found["exact"], found["seed"], found["order_seed"]) == (True, 4, 4)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("first", "--roadmap", "swfit"), "scenario 'ben-song' has no roadmap 'swfit'; did you mean 'swift'?"),
        (
            ("first", "--roadmap", "gradual", "--measure", "leaver"),
            "there is no measure 'leaver'; did you mean 'leavers'?",
        ),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(town: Path, words: tuple[str, ...], message: str) -> None:
    before = sorted((town / "first").rglob("*"))
    done = orgsim("attribute", *words, cwd=town)
    assert done.returncode == 1
    assert done.stderr == f"{message}\n"
    assert sorted((town / "first").rglob("*")) == before
