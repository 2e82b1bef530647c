"""Which steps of a roadmap stand in which file."""

from pathlib import Path

from orgsim.errors import Message, RunError, did_you_mean
from orgsim.io.folder import read_folder
from orgsim.io.forms import form_of

__all__ = ["steps_by_file"]


def steps_by_file(folder: Path, roadmap: str) -> dict[str, tuple[str, ...]]:
    """Return the ids of a roadmap's steps by the file in which they stand: its step files, then its own.

    Parameters
    ----------
    folder
        A sound scenario folder or workbook.

    Raises
    ------
    RunError
        If there is no such roadmap.

    Examples
    --------
    >>> steps_by_file(Path("src/orgsim/io/small"), "gradual")
    {'steps/station.yaml': ('take-over-station', 'farm-markets'), 'roadmaps/gradual.yaml': ('merge-radio',)}
    """
    roads = {road.roadmap.id: road for road in read_folder(form_of(folder)).roadmaps if road.roadmap}
    if roadmap not in roads:
        raise RunError(
            Message(
                "{folder} has no roadmap '{roadmap}'{guess}",
                folder=folder,
                roadmap=roadmap,
                guess=did_you_mean(roadmap, roads),
            )
        )
    files: dict[str, tuple[str, ...]] = {}
    for step in roads[roadmap].steps:
        files[step.document.file] = (*files.get(step.document.file, ()), step.value.id)
    return files
