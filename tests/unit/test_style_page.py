"""The style page shows code of this repository: each block is found in its file, and runs."""

import doctest
import importlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(
    r"^```(python|text)\n(.*?)^```$", (ROOT / "docs/style.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
PYTHON = [block.split("\n", 1) for language, block in BLOCKS if language == "python"]
TEXT = [block.split("\n", 1) for language, block in BLOCKS if language == "text"]


def module_of(first_line: str) -> str:
    path = first_line.removeprefix("# ").removeprefix("src/")
    return path.removesuffix(".py").replace("/", ".")


def test_the_page_shows_a_type_a_rule_an_error_and_tests() -> None:
    assert [first for first, _ in PYTHON] == [
        "# src/orgsim/model/organisation.py",
        "# src/orgsim/model/roadmap.py",
        "# src/orgsim/rules/attrition.py",
        "# tests/properties/test_draws.py",
        "# tests/theory/test_fates.py",
    ]
    assert len(TEXT) == 1


@pytest.mark.parametrize(("first", "code"), [*PYTHON, *TEXT])
def test_a_block_stands_in_the_file_it_names(first: str, code: str) -> None:
    assert code.strip()
    assert code in (ROOT / first.removeprefix("# ")).read_text("utf-8"), f"docs/style.md shows an older {first}"


@pytest.mark.parametrize(("first", "code"), PYTHON)
def test_a_block_runs(first: str, code: str) -> None:
    names = dict(vars(importlib.import_module(module_of(first))))
    before = dict(names)
    exec(compile(code, first, "exec"), names)  # noqa: S102
    defined = {name: thing for name, thing in names.items() if before.get(name) is not thing}
    assert defined
    for name, thing in defined.items():
        run(name, thing, names)


def run(name: str, thing: Callable[[], object], names: dict[str, object]) -> None:
    """Call a test; of anything else run the examples."""
    if name.startswith("test_"):
        thing()
        return
    runner = doctest.DocTestRunner(verbose=False)
    said: list[str] = []
    for example in doctest.DocTestFinder().find(thing, name, module=False, globs=names):
        runner.run(example, out=said.append)
    assert runner.failures == 0, "".join(said)
    if inspect.isfunction(thing):
        assert ">>> " in str(thing.__doc__)
