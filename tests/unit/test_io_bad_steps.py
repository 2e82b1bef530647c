"""A gallery of steps that cannot be taken: what is said of each, where, and that nothing is written for it."""

import shutil
import textwrap
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from orgsim.errors import InputError
from orgsim.io.scenario import read_scenario
from orgsim.rules.reorganise import OPERATORS

TESTS = Path(__file__).parent.parent
SMALL = TESTS.parent / "src" / "orgsim" / "io" / "small"
HEAD = """\
steps:
  - id: bad
    date: 2023-06-01
    legal_basis: An example
    reason: A mistake
"""


class Case(NamedTuple):
    """A step as it is written, and the exact text that refuses it."""

    name: str
    step: str
    expected: str

    @property
    def op(self) -> str:
        """The operator that the step names."""
        return str(YAML(typ="safe", pure=True).load(self.step)["op"])


CASES = [Case(**case) for case in YAML(typ="safe", pure=True).load((TESTS / "bad_steps.yaml").read_text("utf-8"))]


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_step(step: str, folder: Path) -> Path:
    """Copy the small scenario and add a step file with one step to the roadmap ``gradual``."""
    shutil.copytree(SMALL, folder)
    roadmap = folder / "roadmaps" / "gradual.yaml"
    named = roadmap.read_text("utf-8").replace("[steps/station.yaml]", "[steps/station.yaml, steps/bad.yaml]")
    assert "bad.yaml" in named
    roadmap.write_text(named, "utf-8")
    (folder / "steps" / "bad.yaml").write_text(HEAD + textwrap.indent(step, "    "), "utf-8")
    return folder


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_step_that_cannot_be_taken_is_refused_in_exactly_these_words(case: Case) -> None:
    folder = with_step(case.step, Path("small"))
    before = files(folder)
    with pytest.raises(InputError) as raised:
        read_scenario(folder)
    assert f"{raised.value}\n" == case.expected
    assert files(folder) == before
    (problem,) = raised.value.problems
    line, column = problem.place.line, problem.place.column
    assert problem.place.file == "steps/bad.yaml"
    assert 0 < column <= len((HEAD + textwrap.indent(case.step, "    ")).split("\n")[line - 1])


def test_a_step_that_can_be_taken_is_taken() -> None:
    folder = with_step("op: close_sites\nsites: [north-ferry]\n", Path("small"))
    assert [step.id for step in read_scenario(folder).roadmaps["gradual"].steps] == [
        "take-over-station",
        "farm-markets",
        "merge-radio",
        "bad",
    ]


def test_every_operator_has_two_mistakes_or_more_and_every_case_a_name_of_its_own() -> None:
    mistakes = Counter(case.op for case in CASES)
    ops = {kind.model_fields["op"].annotation.__args__[0] for kind in OPERATORS}  # type: ignore[attr-defined]
    assert len(ops) == 26
    assert {op for op in ops if mistakes[op] < 2} == set()
    assert mistakes.keys() - ops == {"end_units"}  # an operator that does not exist
    assert len({case.name for case in CASES}) == len({case.step for case in CASES}) == len(CASES) >= 100
