"""From one form of a scenario to the other, without loss."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from orgsim.errors import ConservationError, Message, RunError
from orgsim.io.contents import Contents, contents_of, write_folder
from orgsim.io.folder import read_folder
from orgsim.io.forms import BOOK, FolderForm, form_of
from orgsim.io.scenario import read_scenario
from orgsim.io.write_workbook import write_workbook
from orgsim.model.scenario import Scenario

__all__ = ["Converted", "convert"]

_LINE_OF_ROW = re.compile(r":[0-9]+$")
_COMMENT = re.compile(r"(?:^|\s)#(?! yaml-language-server:)")
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written, how many tables and YAML files it has, and the files whose comments are not in it."""

    target: Path
    tables: int
    documents: int
    commented: tuple[str, ...]


def convert(source: Path, target: Path) -> Converted:
    """Write a sound scenario in its other form: a folder as a workbook, or a workbook as a folder.

    What was written is read again and held against the source before it gets its name.

    Parameters
    ----------
    source
        A scenario folder or workbook.
    target
        Must not exist; a workbook if its name ends in ``.xlsx``, and else a folder.

    Raises
    ------
    InputError
        With every problem of the source.
    RunError
        If the target exists, has the form of the source, or cannot be written.
    ConservationError
        If what was written says something else; this is a fault of orgsim.
    """
    form = form_of(source)
    to_book = target.suffix.lower() == BOOK
    if to_book != isinstance(form, FolderForm):
        kind, way = (
            ("workbook", "a folder")
            if to_book
            else ("folder", Message("a workbook, whose name ends in {book}", book=BOOK))
        )
        raise RunError(Message("{source} is a {kind} already; name {way}", source=source, kind=kind, way=way))
    if target.exists():
        raise RunError(
            Message(
                "{target} exists; name {what} that does not exist yet",
                target=target,
                what=Message("a file") if to_book else Message("a folder"),
            )
        )
    if not target.parent.is_dir():
        raise RunError(Message("there is no folder '{parent}' for {name}", parent=target.parent, name=target.name))
    scenario = read_scenario(source)
    contents = contents_of(form, read_folder(form))
    try:
        with TemporaryDirectory(prefix=".orgsim-", dir=target.parent) as beside:
            trial = Path(beside) / target.name
            (write_workbook if to_book else write_folder)(contents, trial)
            if _told(read_scenario(trial)) != _told(scenario):
                raise ConservationError(f"{target} would not say what {source} says; nothing was written")
            trial.rename(target)
    except OSError as error:
        raise RunError(
            Message("{target} cannot be written: {reason}", target=target, reason=error.strerror or error)
        ) from error
    commented = tuple(_commented(source, contents)) if to_book else ()
    return Converted(target, len(contents.tables), len(contents.documents), commented)


def _told(scenario: Scenario) -> Scenario:
    """Return a scenario without what only says in which lines of which files it stood."""
    used_by = {
        statement: tuple(_LINE_OF_ROW.sub("", user) for user in users) for statement, users in scenario.used_by.items()
    }
    return replace(scenario, hashes={}, used_by=used_by)


def _commented(folder: Path, contents: Contents) -> Iterator[str]:
    """Yield the YAML files of a folder that have comments."""
    for name in contents.documents:
        if name.endswith(".csv"):
            continue
        text = (folder / name).read_text("utf-8-sig")
        if any(_COMMENT.search(_QUOTED.sub("", line)) for line in text.splitlines()):
            yield name
