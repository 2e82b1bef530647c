"""The notebooks as they are kept: without results, without traces of a machine, and named in README.md."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PLACES = re.compile(r"(?<![\w.])(/(home|root|tmp|Users|work|mnt)/|[A-Z]:\\|~/)")

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 2


@each
def test_a_notebook_is_kept_without_outputs_and_counts(path: Path) -> None:
    for cell in read(path)["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None), cell["id"]


@each
def test_a_notebook_says_nothing_of_the_machine_on_which_it_was_written(path: Path) -> None:
    notebook = read(path)
    assert notebook["metadata"] == METADATA
    assert all(cell["metadata"] == {} for cell in notebook["cells"])
    assert not PLACES.search(path.read_text(encoding="utf-8"))


@each
def test_cells_have_ids_that_say_what_they_are_about(path: Path) -> None:
    ids = [cell["id"] for cell in read(path)["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in ids)


@each
def test_the_readme_names_a_notebook(path: Path) -> None:
    assert f"notebooks/{path.name}" in (ROOT / "README.md").read_text(encoding="utf-8")
