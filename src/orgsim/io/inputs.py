"""Inputs as a planner names them: a scenario folder or workbook, a finished run, or the file of one roadmap."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from orgsim.errors import Message, OrgsimError, did_you_mean
from orgsim.io.forms import BOOK, MAIN
from orgsim.io.runs import read_run
from orgsim.io.scenario import read_scenario
from orgsim.io.yaml_files import no_document, read_document
from orgsim.model.scenario import Scenario

__all__ = ["Input", "read_inputs"]

_MANIFEST = "manifest.json"


class Input(NamedTuple):
    """A scenario, and the id of the roadmap if only one of its roadmaps was named."""

    scenario: Scenario
    roadmap: str | None


def read_inputs(paths: Sequence[Path]) -> tuple[Input, ...]:
    """Read what paths name; a folder that several of them name is read once.

    Parameters
    ----------
    paths
        Each a scenario folder or workbook, a run directory, or a roadmap file in a scenario folder or in the ``inputs``
        of a run.

    Raises
    ------
    OrgsimError
        If there is no such file, or it is no scenario, run or roadmap.
    InputError, RunError
        If the scenario or the run cannot be read.

    Examples
    --------
    >>> small = Path("src/orgsim/io/small")
    >>> [found.roadmap for found in read_inputs([small, small / "roadmaps" / "swift.yaml"])]
    [None, 'swift']
    """
    folders = {path: _folder(path) for path in paths}
    scenarios: dict[Path, Scenario] = {}
    for folder in folders.values():
        if folder.resolve() not in scenarios:
            scenarios[folder.resolve()] = _read(folder)
    return tuple(
        Input(scenarios[folder.resolve()], _roadmap(path, folder) if path.is_file() and path != folder else None)
        for path, folder in ((path, folders[path]) for path in paths)
    )


def _folder(path: Path) -> Path:
    """Return the scenario folder, workbook or run directory that a path names or lies in."""
    if path.is_dir():
        if not any((path / name).is_file() for name in (MAIN, _MANIFEST)):
            raise OrgsimError(
                Message(
                    "{path} is neither a scenario folder nor a run directory: no {main}, no {manifest}",
                    path=path,
                    main=MAIN,
                    manifest=_MANIFEST,
                )
            )
        return _run_of(path)
    if path.is_file() and path.suffix.lower() == BOOK:
        return path
    if not path.is_file():
        beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        raise OrgsimError(
            Message("there is no file or folder '{path}'{guess}", path=path, guess=did_you_mean(path.name, beside))
        )
    above = (folder for folder in path.resolve().parents if (folder / MAIN).is_file())
    folder = next(above, None)
    if folder is None:
        raise OrgsimError(
            Message("{path} belongs to no scenario: no folder above it has a {main}", path=path, main=MAIN)
        )
    return _run_of(folder)


def _run_of(folder: Path) -> Path:
    """Return the run directory whose inputs a folder has, so that they are as they were written; or else the folder."""
    above = folder.resolve().parent
    return above if folder.resolve().name == "inputs" and (above / _MANIFEST).is_file() else folder


def _read(folder: Path) -> Scenario:
    return read_run(folder).scenario if (folder / _MANIFEST).is_file() else read_scenario(folder)


def _roadmap(path: Path, folder: Path) -> str:
    """Return the id of the roadmap in a file of a scenario that was read."""
    root = (folder / "inputs" if (folder / _MANIFEST).is_file() else folder).resolve()
    main = read_document(root, MAIN, no_document(MAIN).place(()))
    names = [str(name) for name in main.items("roadmaps")]
    for number, name in enumerate(names):
        if (root / name).resolve() == path.resolve():
            return str(read_document(root, name, main.place(("roadmaps", number))).get("id"))
    given = path.resolve().relative_to(root).as_posix()
    raise OrgsimError(
        Message(
            "{given} is no roadmap of the scenario in {root}{guess}",
            given=given,
            root=root,
            guess=did_you_mean(given, names),
        )
    )
