"""``--json``: one JSON value and nothing else, of every command, and the same in every language."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from orgsim.cli import orgsim
from orgsim.model.steps import Absorb
from orgsim.rules.reorganise import OPERATORS
from orgsim.rules.reorganise.draft import Draft
from tests.unit.staff_lists import STAFF, TOWN, book
from tests.unit.test_organogram import HEAD, written

ROADMAPS = Path("town") / "roadmaps"
TYPED = {
    "new": "new Thị-xã --workbook",
    "check": "check town",
    "check --fuzz": "check town --fuzz --examples 2",
    "convert": "convert town town.xlsx",
    "diff": f"diff {ROADMAPS / 'gradual.yaml'} {ROADMAPS / 'swift.yaml'}",
    "run": "run town --replications 2 --out again",
    "compare": "compare done",
    "compare --by": "compare done --by payer",
    "compare --structure": "compare done --structure new",
    "attribute": "attribute done --roadmap gradual --replications 2 --measure posts",
    "sensitivity": "sensitivity done --points 2 --replications 2 --measure posts",
    "trace --slot": "trace town --roadmap gradual --slot radio-station/reporter/001",
    "trace --unit": "trace town --roadmap gradual --unit radio-station",
    "trace --step": "trace town --roadmap gradual --step merge-radio",
    "trace --against": "trace town --roadmap gradual --against swift",
    "report": "report done --out báo-cáo.html",
    "export": "export done --csv tables",
    "import": "import staff.xlsx --into imported",
    "law list": "law list vietnam",
    "law show": "law show decree-178-2024",
    "law compute": "law compute vietnam --on 2025-03-31 --birth 1966-03 --sex male --scheme payroll-streamlining "
    "--fact service_months=399 --fact average_pay=10000000 --fact hazardous_months=0 --fact under_discipline=no "
    "--fact caring_for_infant=no --fact volunteers=yes",
    "organogram check": "organogram check 2011-03-31-senior.csv",
    "organogram import": "organogram import 2011-03-31-senior.csv --into ministry",
    "organogram diff": "organogram diff 2011-03-31-senior.csv 2012-03-31-senior.csv",
}
KEYS = {
    "new": {"target", "template"},
    "check --fuzz": {"tried", "broken"},
    "convert": {"target", "tables", "yaml_files", "comments_left_out"},
    "diff": {"kind", "one", "two", "changes"},
    "report": {"written"},
    "export": {"written"},
    "organogram import": {"organisation", "day", "senior_rows", "senior_fte", "junior_rows", "junior_fte", "fte"}
    | {"units", "findings"},
}


def typed(*words: str, lang: str = "en") -> Result:
    return CliRunner(env={"COLUMNS": "100", "ORGSIM_LANG": lang}).invoke(orgsim, words)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a scenario, a run of it, a staff list and two organograms."""
    folder = tmp_path_factory.mktemp("desk")
    for words in (
        ("new", str(folder / "town")),
        ("run", str(folder / "town"), "--replications", "4", "--out", str(folder / "done")),
    ):
        assert typed(*words).exit_code == 0
    book(folder / "staff.xlsx", {"Cán bộ": STAFF, "Đơn vị": TOWN})
    for day in ("2011-03-31", "2012-03-31"):
        written(folder, [HEAD], day=day)
    return folder


def paths(group: click.Group = orgsim, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the commands that have ``--json``."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from paths(command, (*path, name))
        elif any("--json" in option.opts for option in command.params):
            yield " ".join((*path, name))


def test_every_command_that_has_json_is_typed_here() -> None:
    assert {name.partition(" --")[0] for name in TYPED} == set(paths())


@pytest.mark.parametrize("name", TYPED)
def test_a_command_prints_json_and_nothing_else(name: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    done = typed(*TYPED[name].split(), "--json", lang="vi")
    assert done.exit_code == 0, done.exception or done.output
    found: Any = json.loads(done.stdout)
    assert found
    if name in KEYS:
        assert set(found) == KEYS[name]
        files = found.get("written", [found["target"]] if "target" in found else [])
        assert all(Path(path).exists() for path in files)


@pytest.mark.parametrize("name", ["check", "diff", "trace --unit", "law show", "organogram check"])
def test_json_has_no_language(name: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    english, vietnamese = (typed(*TYPED[name].split(), "--json", lang=lang).stdout for lang in ("en", "vi"))
    assert english == vietnamese


def test_a_page_that_is_printed_is_no_json(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    done = typed("report", "done", "--json")
    assert done.exit_code == 2
    assert "it goes with --out" in " ".join(done.output.split())


def test_a_broken_law_is_json_too(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = OPERATORS[Absorb]

    def faulty(draft: Draft, step: Any) -> None:
        sound(draft, step)
        if step.date.year == 2000:  # the days of the fuzzer, so that the roadmaps themselves are sound
            for duty in draft.duties_of(step.into)[-1:]:
                del draft.duties[duty]

    monkeypatch.setitem(OPERATORS, Absorb, faulty)
    done = typed("check", str(desk / "town"), "--fuzz", "--examples", "100", "--json")
    assert done.exit_code == 1
    broken = json.loads(done.stdout)["broken"]
    assert "does not conserve: duties lost" in broken["law"]
    assert broken["yaml"].count("- id:") == 1
