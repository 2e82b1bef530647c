"""Run directories: everything a run read and gave. A directory appears whole or not at all.

::

    manifest.json        what was run, with which versions, and the SHA-256 of every file below
    inputs/…             the scenario as it was read, so that a run can be understood and repeated
    outcomes/NAME.npz    the outcomes of each roadmap, in the smallest whole numbers that hold them
    summary.json         the comparison; byte for byte the same for the same inputs and seed
    report.html          and other pages
    analyses/NAME.json   what was worked out from the run later, such as an attribution; none of the files above changes
"""

import datetime as dt
import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgsim._version import __version__
from orgsim.errors import InputError, Message, RunError
from orgsim.io.scenario import read_scenario
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario

__all__ = [
    "Run",
    "add_analysis",
    "analysis_path",
    "join_runs",
    "next_run_folder",
    "read_run",
    "read_texts",
    "write_run",
]

_FORMAT = 4
_LIBRARIES = ("networkx", "numpy", "pydantic", "scipy", "simpy")


@dataclass(frozen=True)
class Run:
    """A finished run: the scenario as it was, the outcomes, the summary as it was written, later analyses by name."""

    folder: Path
    scenario: Scenario
    outcomes: tuple[Outcomes, ...]
    summary: str
    analyses: Mapping[str, str]


def next_run_folder(parent: Path, scenario: str) -> Path:
    """Return the first folder ``parent/scenario-NNN`` that does not exist."""
    number = 1
    while (folder := parent / f"{scenario}-{number:03d}").exists():
        number += 1
    return folder


def write_run(
    folder: Path,
    *,
    scenario: Scenario,
    source: Path,
    outcomes: Sequence[Outcomes],
    summary: str,
    pages: Mapping[str, str],
) -> None:
    """Write a run directory, whole or not at all.

    Parameters
    ----------
    folder
        Must not exist.
    source
        The scenario folder or workbook; its files must still be those that were read.
    summary
        The comparison as JSON text.
    pages
        Further text files by name, such as ``report.html``.

    Raises
    ------
    RunError
        If the folder exists or cannot be written, or an input changed since it was read.
    """
    if folder.exists():
        raise RunError(
            Message("{folder} exists; a run is never overwritten: name another folder, or none", folder=folder)
        )
    partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
        _copy_inputs(scenario, source, partial / "inputs")
        (partial / "outcomes").mkdir()
        for run in outcomes:
            arrays: dict[str, Any] = dict(_arrays(run))
            np.savez_compressed(partial / "outcomes" / f"{run.roadmap}.npz", **arrays)
        for name, text in {"summary.json": summary, **pages}.items():
            (partial / name).write_text(text, encoding="utf-8", newline="\n")
        manifest = _manifest(scenario, outcomes, partial)
        (partial / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
        partial.rename(folder)
    except OSError as error:
        raise RunError(
            Message("{folder} cannot be written: {reason}", folder=folder, reason=error.strerror or error)
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _copy_inputs(scenario: Scenario, source: Path, into: Path) -> None:
    folder = source.parent if source.is_file() else source
    for name, digest in scenario.hashes.items():
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise RunError(Message("{path} changed while the run was going on; run again", path=folder / name))
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_bytes(content)


def _arrays(run: Outcomes) -> dict[str, NDArray[np.integer]]:
    kept = ("totals", "by_unit", "by_funding", "payroll", "closing", "opening_by_unit", "opening_by_funding")
    parts = {name: getattr(run, name) for name in kept}
    named = {f"{part}/{name}": values for part, arrays in parts.items() for name, values in arrays.items()}
    return {name: _smallest(values) for name, values in (named | {"programme_exits": run.programme_exits}).items()}


def _smallest(values: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the same whole numbers in the smallest signed type that holds them."""
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    kinds: tuple[type[np.signedinteger], ...] = (np.int8, np.int16, np.int32)
    for kind in kinds:
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return values.astype(kind)
    return values.astype(np.int64)


def _manifest(scenario: Scenario, outcomes: Sequence[Outcomes], partial: Path) -> dict[str, object]:
    files = sorted(path for path in partial.rglob("*") if path.is_file())
    return {
        "format": _FORMAT,
        "orgsim": __version__,
        "python": platform.python_version(),
        "libraries": {name: importlib.metadata.version(name) for name in _LIBRARIES},
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "scenario": scenario.id,
        "synthetic_people": scenario.synthetic,
        "seed": outcomes[0].seed,
        "replications": outcomes[0].replications,
        "years": list(outcomes[0].years),
        "roadmaps": [
            {
                "id": run.roadmap,
                "units": run.units,
                "programmes": run.programmes,
                "opening": dict(run.opening),
                "payroll_opening": run.payroll_opening,
            }
            for run in outcomes
        ],
        "files": {
            path.relative_to(partial).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
        },
    }


def read_run(folder: Path) -> Run:
    """Read a run directory.

    Raises
    ------
    RunError
        If it is no run, of another format, or a file is missing or not as it was written.
    """
    manifest = _whole(folder)
    try:
        scenario = read_scenario(folder / "inputs")
    except InputError as error:
        raise RunError(
            Message("the inputs of {folder} cannot be read with this orgsim:\n{error}", folder=folder, error=error)
        ) from error
    outcomes = tuple(_outcomes(folder, manifest, roadmap) for roadmap in manifest["roadmaps"])
    return Run(folder, scenario, outcomes, *_texts(folder))


def read_texts(folder: Path) -> tuple[str, Mapping[str, str]]:
    """Read the summary of a run directory and its analyses by name, and not what they were worked out from.

    Raises
    ------
    RunError
        As :func:`read_run` does; the inputs and outcomes must be as they were written too.
    """
    _whole(folder)
    return _texts(folder)


def _texts(folder: Path) -> tuple[str, Mapping[str, str]]:
    found = sorted((folder / "analyses").glob("*.json"))
    return (folder / "summary.json").read_text("utf-8"), {path.stem: path.read_text("utf-8") for path in found}


def _whole(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run directory, all of whose files are as they were written."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        raise RunError(
            Message(
                "{folder} is no run directory: it has no manifest.json{why_not}",
                folder=folder,
                why_not=_why_not(folder),
            )
        ) from None
    except (OSError, ValueError) as error:
        raise RunError(Message("{path} cannot be read: {error}", path=folder / "manifest.json", error=error)) from error
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise RunError(
            Message(
                "{folder} was not written in format {format}; run the scenario again with this orgsim",
                folder=folder,
                format=_FORMAT,
            )
        )
    for name, digest in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            raise RunError(Message("{path} is missing; the run is not whole", path=path))
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise RunError(Message("{path} is not as it was written; run the scenario again", path=path))
    return manifest


def analysis_path(run: Run, name: str, *, again: bool = False) -> Path:
    """Return where an analysis of a run is written; asked before long work, so that none is done in vain.

    Raises
    ------
    RunError
        If there is one already and it is not to be replaced.
    """
    path = run.folder / "analyses" / f"{name}.json"
    if path.exists() and not again:
        raise RunError(Message("{path} exists; say --again to work it out anew", path=path))
    return path


def add_analysis(run: Run, name: str, text: str, *, again: bool = False) -> Path:
    """Write what was worked out from a finished run into its directory, whole or not at all.

    Parameters
    ----------
    name
        The file is ``analyses/NAME.json``.
    again
        Replace an analysis of that name.

    Raises
    ------
    RunError
        If there is one already and it is not to be replaced, or it cannot be written.
    """
    path = analysis_path(run, name, again=again)
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    except OSError as error:
        raise RunError(
            Message("{path} cannot be written: {reason}", path=path, reason=error.strerror or error)
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return path


def _why_not(folder: Path) -> str:
    """Say what a folder without a manifest probably is, and the way out."""
    if not folder.exists():
        return Message("; there is no such folder")
    if (folder / "scenario.yaml").exists():
        return Message("; it is a scenario: orgsim run {folder} makes a run of it", folder=folder)
    if ".partial-" in folder.name:
        return Message("; it is what a run left that failed: run the scenario again")
    return Message("; a run that failed or was interrupted leaves none: run the scenario again")


def _outcomes(folder: Path, manifest: Mapping[str, object], roadmap: Mapping[str, object]) -> Outcomes:
    with np.load(folder / "outcomes" / f"{roadmap['id']}.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    for values in arrays.values():
        values.flags.writeable = False

    def part(prefix: str) -> dict[str, NDArray[np.integer]]:
        return {name.removeprefix(prefix): values for name, values in arrays.items() if name.startswith(prefix)}

    return Outcomes(
        roadmap=str(roadmap["id"]),
        seed=int(str(manifest["seed"])),
        replications=int(str(manifest["replications"])),
        years=tuple(manifest["years"]),  # type: ignore[arg-type]  # the manifest's files and format were checked
        units=tuple(roadmap["units"]),  # type: ignore[arg-type]
        programmes=tuple(roadmap["programmes"]),  # type: ignore[arg-type]
        opening=dict(roadmap["opening"]),  # type: ignore[call-overload]
        opening_by_unit=part("opening_by_unit/"),
        opening_by_funding=part("opening_by_funding/"),
        totals=part("totals/"),
        by_unit=part("by_unit/"),
        by_funding=part("by_funding/"),
        payroll=part("payroll/"),
        payroll_opening=int(str(roadmap["payroll_opening"])),
        closing=part("closing/"),
        programme_exits=arrays["programme_exits"],
    )


def _luck(run: Run, what: str) -> int:
    return int(getattr(run.outcomes[0], what))


def join_runs(runs: Sequence[Run]) -> tuple[Scenario, tuple[Outcomes, ...]]:
    """Put the roadmaps of several runs into one scenario, so that they can be compared.

    Raises
    ------
    RunError
        If the runs differ in anything but their roadmaps, or two roadmaps of one name differ. The
        message says in what.
    """
    first = runs[0]
    roadmaps = dict(first.scenario.roadmaps)
    outcomes = {run.roadmap: run for run in first.outcomes}
    for run in runs[1:]:
        shared = ("id", "currency", "horizon", "organisation", "sizes", "people", "assumptions", "law", "targets")
        other = [what for what in shared if getattr(run.scenario, what) != getattr(first.scenario, what)]
        if other:
            raise RunError(
                Message(
                    "{folder} and {folder2} cannot be compared: they have different {listed}; 'orgsim diff "
                    "{folder2} {folder}' shows how; run their roadmaps from one scenario folder",
                    folder=run.folder,
                    folder2=first.folder,
                    listed=", ".join(other),
                )
            )
        luck = [what for what in ("seed", "replications") if _luck(run, what) != _luck(first, what)]
        if luck:
            found = ", ".join(f"{what} {_luck(first, what)} and {_luck(run, what)}" for what in luck)
            raise RunError(
                Message(
                    "{folder} and {folder2} cannot be compared: they do not share their luck ({found}); run "
                    "one of them again with {listed}",
                    folder=run.folder,
                    folder2=first.folder,
                    found=found,
                    listed=" ".join(f"--{what} {_luck(first, what)}" for what in luck),
                )
            )
        for name in {**run.scenario.roadmaps}:
            if roadmaps.setdefault(name, run.scenario.roadmaps[name]) != run.scenario.roadmaps[name]:
                raise RunError(
                    Message(
                        "{folder} and {folder2} have different roadmaps '{name}'; rename one",
                        folder=run.folder,
                        folder2=first.folder,
                        name=name,
                    )
                )
        for outcome in run.outcomes:
            if outcome.roadmap in outcomes:
                raise RunError(
                    Message(
                        "both {folder} and an earlier run have roadmap '{roadmap}'; give it once",
                        folder=run.folder,
                        roadmap=outcome.roadmap,
                    )
                )
            outcomes[outcome.roadmap] = outcome
    return replace(first.scenario, roadmaps=roadmaps), tuple(outcomes.values())
