"""``orgsim trace`` as a planner types it; in this process, since each of these commands is short."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orgsim.cli import main, orgsim

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the template scenario, and a run of it beside it."""
    folder = tmp_path_factory.mktemp("planner")
    for words in (
        ("new", folder / "town"),
        ("run", folder / "town", "--replications", "12", "--seed", "3", "--out", folder / "run"),
    ):
        orgsim.main([str(word) for word in words], standalone_mode=False)
    return folder


@pytest.fixture
def typed(town: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type a command beside the town, on a terminal 100 columns wide; return the exit code and what appears."""
    monkeypatch.chdir(town)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["orgsim", "trace", *words])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    return run


@pytest.fixture
def traced(typed: Typed) -> Callable[..., str]:
    """Trace the run, or the scenario, and return what appears."""

    def run(*words: str, where: str = "run") -> str:
        code, out, err = typed(where, *words)
        assert (code, err) == (0, "")
        assert max(map(len, out.splitlines())) <= 100 or "--json" in words
        return out

    return run


Traced = Callable[..., str]


def test_the_last_line_of_a_slot_says_why_its_post_went(traced: Traced) -> None:
    values = json.loads(traced("--roadmap", "gradual", "--step", "merge-radio", "--json"))
    gone = [event for one in values["slots"] for event in one["events"] if event["what"] == "post_abolished"]
    found = traced("--roadmap", "gradual", "--slot", gone[0]["slot"])
    last = found.split("closing")[1].split()
    assert {gone[0]["day"], *gone[0]["by"]} <= set(last)
    assert {"post", "was", "abolished"} <= set(last)


def test_a_run_and_its_scenario_tell_the_same(traced: Traced) -> None:
    words = ("--roadmap", "gradual", "--unit", "culture-centre", "--replication", "11", "--json")
    assert traced(*words) == traced(*words, "--seed", "3", where="town")
    assert traced(*words) != traced(*words, where="town")


def test_a_unit_is_told_with_its_books_and_what_became_of_it(traced: Traced) -> None:
    found = traced("--roadmap", "swift", "--unit", "media-centre")
    assert "Unit media-centre: roadmap 'swift', replication 0, seed 3" in found
    words = " ".join(found.split())
    assert "culture-centre becomes" in words
    assert "step media-centre" in words


def test_a_step_is_told_with_its_ledger_and_its_slots(traced: Traced) -> None:
    found = traced("--roadmap", "swift", "--step", "one-school")
    assert found.startswith("Step one-school, 2022-08-01: merger by absorption; roadmap 'swift', replication 0, seed 3")
    assert "South School has few pupils" in found
    assert "school-south becomes school-north" in found
    values = json.loads(traced("--roadmap", "swift", "--step", "one-school", "--json"))
    assert values["entry"]["abolished"] == [one["slot"] for one in values["slots"] if "abolished" in one["fields"]]


def test_two_roadmaps_part_where_their_steps_do(traced: Traced) -> None:
    found = traced("--roadmap", "gradual", "--against", "swift", "--replication", "5")
    assert "Slots differ for the first time on 2022-07-01, reorganise: 'gradual' has nothing" in found
    assert "'swift' has media-centre" in " ".join(found.split())
    same = traced("--roadmap", "gradual", "--against", "gradual")
    assert "No slot ever differs" in same


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("run", "--roadmap", "gradual"), 2, "one of --slot, --unit, --step, --against; found none"),
        (("run", "--roadmap", "gradual", "--slot", "x", "--unit", "y"), 2, "found --slot and --unit"),
        (("run", "--roadmap", "gradual", "--unit", "x", "--seed", "1"), 2, "a run has its own seed; leave it out"),
        (("run", "--roadmap", "gradul", "--unit", "x"), 1, "run has no roadmap 'gradul'; did you mean 'gradual'?"),
        (("run", "--roadmap", "gradual", "--against", "swft"), 1, "no roadmap 'swft'; did you mean 'swift'?"),
        (
            ("run", "--roadmap", "gradual", "--unit", "ben-song", "--replication", "12"),
            1,
            "run has 12 replications, 0 to 11; there is no replication 12",
        ),
        (
            ("run", "--roadmap", "gradual", "--unit", "radio-staton"),
            1,
            "roadmap 'gradual' has no unit 'radio-staton'; did you mean 'radio-station'?",
        ),
        (("town", "--roadmap", "gradual", "--step", "merge"), 1, "no step 'merge'; did you mean 'merge-radio'?"),
        (("nowhere", "--roadmap", "gradual", "--unit", "x"), 1, "nowhere is neither a run directory"),
        (("town", "--roadmap", "gradual", "--unit", "x", "--replication", "-1"), 2, "-1 is not in the range x>=0"),
    ],
)
def test_what_cannot_be_traced_is_refused_with_the_way_out(
    typed: Typed, words: tuple[str, ...], code: int, message: str
) -> None:
    found, out, err = typed(*words)
    assert (found, out) == (code, "")
    assert message in " ".join(err.split())
