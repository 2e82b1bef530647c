"""The commands as a planner types them; where signals, pipes or faults matter, in a process of their own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from orgsim import __version__
from tests.console import orgsim

ROOT = Path(__file__).parents[2]
MONG_CAI = ROOT / "scenarios" / "mong-cai"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the template scenario, and a first run of it beside it."""
    folder = tmp_path_factory.mktemp("planner")
    assert orgsim("new", "thành-phố", cwd=folder).returncode == 0
    done = orgsim("run", "thành-phố", "--replications", "30", "--out", "first", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_run_shows_the_comparison_and_where_the_report_is(small: Path) -> None:
    done = orgsim("run", "thành-phố", "--replications", "30", cwd=small)
    assert done.returncode == 0
    assert done.stderr == ""
    folder = small / done.stdout.split("Run directory:")[1].split()[0]
    assert folder.parent == small / "runs"
    assert sorted(path.name for path in folder.iterdir()) == [
        "inputs",
        "manifest.json",
        "outcomes",
        "report.html",
        "summary.json",
    ]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["orgsim"] == __version__
    assert manifest["replications"] == 30


def test_runs_are_numbered_and_none_is_overwritten(small: Path) -> None:
    before = (small / "first" / "summary.json").read_bytes()
    done = orgsim("run", "thành-phố", "--replications", "30", "--out", "first", cwd=small)
    assert done.returncode == 2
    assert "first exists; a run is never overwritten" in done.stderr
    assert (small / "first" / "summary.json").read_bytes() == before


def test_the_same_seed_gives_the_same_bytes_for_any_number_of_workers(small: Path) -> None:
    words = ("run", "thành-phố", "--replications", "600", "--seed", "7", "--json")
    one, again, two = (orgsim(*words, *more, cwd=small) for more in ((), (), ("--workers", "2")))
    assert one.returncode == 0, one.stderr
    assert json.loads(one.stdout)["replications"] == 600
    assert one.stdout == again.stdout == two.stdout
    assert two.stderr == ""


def test_another_seed_gives_another_summary(small: Path) -> None:
    words = ("run", "thành-phố", "--replications", "30", "--json")
    assert orgsim(*words, cwd=small).stdout != orgsim(*words, "--seed", "2", cwd=small).stdout


def test_bad_input_is_listed_without_a_traceback_and_writes_nothing(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small / "thành-phố", tmp_path / "bad")
    posts = tmp_path / "bad" / "posts.csv"
    posts.write_text(posts.read_text("utf-8").replace("count", "cuont", 1), "utf-8")
    done = orgsim("run", "bad", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("bad: ")
    assert "posts.csv:1" in done.stderr
    assert "did you mean 'count'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["bad"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run",), "Missing argument 'SCENARIO'"),
        (("rum",), "No such command 'rum'"),
        (("run", "x", "--replications", "0"), "0 is not in the range x>=1"),
        (("run", "x", "--replicatons", "5"), "No such option '--replicatons'"),
        (("report", "x", "--lang", "fr"), "'fr' is not one of 'en', 'vi'"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_so(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    done = orgsim(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "nowhere"), "nowhere"),
        (("check", "nowhere"), "nowhere"),
        (("compare", "nowhere"), "nowhere is no run directory: it has no manifest.json"),
        (("report", "nowhere"), "nowhere is no run directory: it has no manifest.json"),
    ],
)
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    done = orgsim(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_roadmap_is_named_with_a_guess(small: Path) -> None:
    names = json.loads((small / "first" / "manifest.json").read_text("utf-8"))["roadmaps"]
    wrong = names[0]["id"] + "x"
    done = orgsim("run", "thành-phố", "--roadmap", wrong, cwd=small)
    assert done.returncode == 1
    assert f"has no roadmap '{wrong}'; did you mean '{names[0]['id']}'?" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals are sent differently on Windows")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupt_stops_within_two_seconds_and_leaves_nothing(tmp_path: Path, workers: str) -> None:
    words = [
        sys.executable,
        "-m",
        "orgsim.cli",
        "run",
        str(MONG_CAI),
        *("--replications", "1000000", "--keep", "totals"),
        *("--workers", workers),
    ]
    took: list[float] = []
    # Other tests run on the same processors meanwhile, so it is the best of three times that counts.
    while not took or (min(took) >= 2 and len(took) < 3):
        process = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
        time.sleep(8)
        assert process.poll() is None
        asked = time.monotonic()
        # Like Ctrl-C in a terminal: the signal goes to the whole group.
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=20)
        took.append(time.monotonic() - asked)
        assert process.returncode == 130
        assert said.strip() == "Interrupted; nothing was written."
        assert list(tmp_path.iterdir()) == []
    assert min(took) < 2


def test_a_run_that_needs_more_memory_is_refused_with_what_fits(tmp_path: Path) -> None:
    done = orgsim("run", MONG_CAI, "--replications", "1000000", "--memory", "2GB", cwd=tmp_path)
    assert done.returncode == 1
    said = re.fullmatch(
        r"1,000,000 replications of 3 roadmaps with 1 worker take about [0-9.]+GB of memory, and 2\.0GB may be used; "
        r"what fits: --replications ([0-9]+) --workers 1\n",
        done.stderr,
    )
    assert said is not None
    assert 1000 < int(said[1]) < 100_000
    assert list(tmp_path.iterdir()) == []
    wrong = orgsim("run", MONG_CAI, "--memory", "much", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "expected a size such as 500MB or 2GB, found 'much'" in wrong.stderr


def test_a_run_may_keep_totals_only(small: Path) -> None:
    done = orgsim("run", "thành-phố", "--replications", "30", "--keep", "totals", "--out", "lean", cwd=small)
    assert done.returncode == 0
    names = [row["id"] for row in json.loads((small / "lean" / "manifest.json").read_text("utf-8"))["roadmaps"]]
    with np.load(small / "lean" / "outcomes" / f"{names[0]}.npz") as stored:
        assert not any(name.startswith("by_unit/") for name in stored.files)
    assert orgsim("compare", "lean", cwd=small).returncode == 0


def test_compare_joins_runs_of_one_scenario_and_refuses_others(small: Path) -> None:
    names = [row["id"] for row in json.loads((small / "first" / "manifest.json").read_text("utf-8"))["roadmaps"]]
    for name in names[:2]:
        words = ("run", "thành-phố", "--replications", "30", "--roadmap", name, "--out", f"only-{name}")
        assert orgsim(*words, cwd=small).returncode == 0
    joined = orgsim("compare", *(f"only-{name}" for name in names[:2]), "--json", cwd=small)
    assert joined.returncode == 0, joined.stderr
    assert [row["id"] for row in json.loads(joined.stdout)["roadmaps"]] == names[:2]
    other = orgsim("run", "thành-phố", "--replications", "31", "--roadmap", names[1], "--out", "more", cwd=small)
    assert other.returncode == 0
    refused = orgsim("compare", f"only-{names[0]}", "more", cwd=small)
    assert refused.returncode == 1
    assert "cannot be compared: they do not share their luck (replications 30 and 31)" in refused.stderr
    assert "run one of them again with --replications 30" in refused.stderr
    twice = orgsim("compare", "first", f"only-{names[0]}", cwd=small)
    assert twice.returncode == 1
    assert f"have roadmap '{names[0]}'; give it once" in twice.stderr


def test_runs_of_other_people_or_years_are_refused_with_all_that_differs_and_the_way_to_see_it(
    small: Path, tmp_path: Path
) -> None:
    shutil.copytree(small / "thành-phố", tmp_path / "other")
    scenario = tmp_path / "other" / "scenario.yaml"
    text = scenario.read_text("utf-8")
    end = next(line for line in text.splitlines() if line.startswith("horizon:"))
    people = next(line for line in text.splitlines() if line.startswith("people:"))
    later = re.sub(r"end: (\d+)", lambda found: f"end: {int(found[1]) + 1}", end)
    seeded = re.sub(r"seed: \d+", "seed: 77", people)
    assert (later, seeded) != (end, people)
    scenario.write_text(text.replace(end, later).replace(people, seeded), "utf-8")
    name = json.loads((small / "first" / "manifest.json").read_text("utf-8"))["roadmaps"][0]["id"]
    words = ("run", "other", "--replications", "30", "--roadmap", name, "--out", "b")
    done = orgsim(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    refused = orgsim("compare", small / "first", "b", cwd=tmp_path)
    assert refused.returncode == 1
    assert "cannot be compared: they have different horizon" in refused.stderr
    assert f"'orgsim diff {small / 'first'} b' shows how" in refused.stderr


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("nowhere", "nowhere is no run directory: it has no manifest.json; there is no such folder"),
        ("thành-phố", "it is a scenario: orgsim run thành-phố makes a run of it"),
        (".first.partial-1", "it is what a run left that failed: run the scenario again"),
        ("empty", "a run that failed or was interrupted leaves none: run the scenario again"),
    ],
)
def test_what_is_no_run_is_refused_as_a_base(small: Path, folder: str, message: str) -> None:
    for name in (".first.partial-1", "empty"):
        (small / name).mkdir(exist_ok=True)
    refused = orgsim("compare", "first", folder, cwd=small)
    assert refused.returncode == 1
    assert message in refused.stderr


def test_a_target_out_of_reach_is_called_infeasible_and_gets_no_probability(small: Path) -> None:
    done = orgsim("compare", "first", cwd=small)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert re.search(r"infeasible: '.+' leaves at least \d+ \(.+ posts\) even if every step, programme and rule", said)
    found = json.loads(orgsim("compare", "first", "--json", cwd=small).stdout)
    for roadmap in found["roadmaps"]:
        for target in roadmap["targets"]:
            out_of_reach = target["bound"]["certain"] and target["bound"]["least"] > target["bound"]["allowed"]
            assert (target["met"] is None) == out_of_reach


def test_a_precise_run_adds_futures_until_its_intervals_are_narrow(small: Path) -> None:
    words = ("run", "thành-phố", "--replications", "40", "--precision", "0.2people", "--json")
    done = orgsim(*words, "--out", "precise", cwd=small)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["replications"] > 40
    for row in summary["precision"]:
        assert (row["high"] - row["low"]) / 2 <= 0.2 * (1 + 1e-9)
    plain = orgsim("run", "thành-phố", "--replications", str(summary["replications"]), "--json", cwd=small)
    assert json.loads(plain.stdout) == {**summary, "precision": []}
    capped = orgsim(*words[:-1], "--at-most", "50", "--out", "capped", cwd=small)
    assert "not reached" in " ".join(capped.stdout.split())


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--precision", "0.5px"), 1, "such as 0.5pp, 2posts, 2people or 100M"),
        (("--precision", "0people"), 1, "a precision is a number above 0 with its unit"),
        (("--precision", "1MXYZ"), 1, "'1MXYZ' is in XYZ, and scenario"),
        (("--precision", "1pp", "--replications", "20"), 1, "has 20 replications; a precision needs at least 30"),
        (("--precision", "1pp", "--replications", "31"), 1, "has 31 replications; it needs an even number"),
        (("--precision", "1pp", "--replications", "40", "--at-most", "30"), 1, "are fewer than the 40 of the first"),
        (("--at-most", "30"), 2, "it goes with --precision"),
    ],
)
def test_a_precision_that_cannot_be_is_refused(small: Path, words: tuple[str, ...], code: int, message: str) -> None:
    refused = orgsim("run", "thành-phố", *words, "--out", "never", cwd=small)
    assert (refused.returncode, refused.stdout) == (code, "")
    assert message in " ".join(refused.stderr.split())
    assert not (small / "never").exists()


@pytest.mark.parametrize("words", [("--by", "payer"), ("--by", "unit"), ("--structure", "old"), ("--structure", "new")])
def test_compare_shows_parts_and_units_of_a_run(small: Path, words: tuple[str, ...]) -> None:
    text = orgsim("compare", "first", *words, cwd=small)
    assert text.returncode == 0, text.stderr
    assert text.stdout.startswith("Baseline: ")
    values = json.loads(orgsim("compare", "first", *words, "--json", cwd=small).stdout)
    names = [row["id"] for row in json.loads((small / "first" / "manifest.json").read_text("utf-8"))["roadmaps"]]
    assert list(values) == names


def test_a_run_of_totals_has_no_units_to_show(small: Path) -> None:
    assert (
        orgsim("run", "thành-phố", "--replications", "4", "--keep", "totals", "--out", "no-units", cwd=small).returncode
        == 0
    )
    refused = orgsim("compare", "no-units", "--by", "unit", cwd=small)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "the run kept totals only; run it again with --keep units" in refused.stderr
    assert orgsim("compare", "no-units", cwd=small).returncode == 0


def test_a_run_that_was_changed_or_cut_short_is_refused(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small / "first", tmp_path / "run")
    summary = tmp_path / "run" / "summary.json"
    summary.write_text(summary.read_text("utf-8").replace("30", "31", 1), "utf-8")
    changed = orgsim("compare", "run", cwd=tmp_path)
    assert changed.returncode == 1
    assert "summary.json is not as it was written" in changed.stderr
    summary.unlink()
    assert "summary.json is missing; the run is not whole" in orgsim("report", "run", cwd=tmp_path).stderr


def test_the_report_of_a_run_comes_in_both_languages(small: Path) -> None:
    english, vietnamese = (orgsim("report", "first", "--lang", lang, cwd=small).stdout for lang in ("en", "vi"))
    assert '<html lang="en"' in english
    assert '<html lang="vi"' in vietnamese
    assert (small / "first" / "report.html").read_text("utf-8") == english
    words = ("report", "first", "--lang", "vi", "--out", "báo-cáo.html")
    assert orgsim(*words, cwd=small).returncode == 0
    again = orgsim(*words, cwd=small)
    assert again.returncode == 2
    assert "exists; name another file" in again.stderr
    assert (small / "báo-cáo.html").read_text("utf-8") == vietnamese


def test_new_never_touches_a_folder_that_exists(small: Path) -> None:
    done = orgsim("new", "thành-phố", cwd=small)
    assert done.returncode == 1
    assert "thành-phố exists; name a folder that does not exist yet" in done.stderr


@pytest.mark.parametrize("kind", ["scenario", "roadmap", "steps", "assumptions", "hindcast"])
def test_schema_prints_json_schema(tmp_path: Path, kind: str) -> None:
    done = orgsim("schema", kind, cwd=tmp_path)
    assert json.loads(done.stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_output_into_a_closed_pipe_is_no_error(small: Path) -> None:
    words = f"{sys.executable} -m orgsim.cli report first | head -c 10"
    done = subprocess.run(["bash", "-c", words], cwd=small, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_a_check_shows_the_books_of_the_proof_and_what_looks_wrong(small: Path) -> None:
    done = orgsim("check", "thành-phố", cwd=small)
    assert done.returncode == 0
    text = " ".join(done.stdout.split())
    assert "nothing was lost or invented" in text
    assert "4 warnings" in text
    values = json.loads(orgsim("check", "thành-phố", "--json", cwd=small).stdout)
    assert len(values["warnings"]) == 4
    assert values["closing"]["gradual"]["units"] == values["opening"]["units"]


def test_fuzzing_a_sound_scenario_finds_nothing(small: Path) -> None:
    done = orgsim("check", "thành-phố", "--fuzz", "--examples", "40", "--seed", "3", cwd=small)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "gradual: 20 roadmaps made from its 3 steps, and no law is broken.",
        "swift: 20 roadmaps made from its 6 steps, and no law is broken.",
    ]


@pytest.mark.parametrize("words", [("--examples", "5"), ("--seed", "5")])
def test_options_of_the_fuzzer_go_with_it(small: Path, words: tuple[str, ...]) -> None:
    done = orgsim("check", "thành-phố", *words, cwd=small)
    assert done.returncode == 2
    assert "--fuzz" in done.stderr


def test_a_broken_law_is_printed_as_a_roadmap_that_runs(small: Path) -> None:
    plant = (
        "import sys\n"
        "from orgsim.model.steps import Absorb\n"
        "from orgsim.rules.reorganise import OPERATORS\n"
        "sound = OPERATORS[Absorb]\n"
        "def faulty(draft, step):\n"
        "    sound(draft, step)\n"
        "    if step.date.year == 2000:\n"  # the days of the fuzzer, so that the roadmaps themselves are sound
        "        for duty in draft.duties_of(step.into)[-1:]: del draft.duties[duty]\n"
        "OPERATORS[Absorb] = faulty\n"
        "sys.argv = ['orgsim', 'check', 'thành-phố', '--fuzz', '--examples', '100']\n"
        "from orgsim.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", plant], cwd=small, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    first, *roadmap = done.stdout.splitlines()
    assert first.startswith("# A law is broken: step 'merge-radio' (absorb) does not conserve: duties lost: ")
    assert sum(line.startswith("  - id:") for line in roadmap) == 1
    assert "This is a fault of orgsim" in done.stderr
