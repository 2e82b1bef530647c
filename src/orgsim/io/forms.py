"""The forms of a scenario: a folder of files, or a workbook.

The reader asks for named files and cannot tell which of them it is. A workbook has the same files as a folder, each in
sheets; see :mod:`.sheets`. So there is one reader and one set of checks, and who relies on a statement is named by the
files and lines of the folder in either form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from orgsim.errors import InputError, Message, Place, Problem
from orgsim.io.files import read_source
from orgsim.io.step_tables import read_step_table
from orgsim.io.tables import Columns, Table, filled_lines, read_table
from orgsim.io.yaml_files import Document, read_document

__all__ = ["BOOK", "MAIN", "FolderForm", "Form", "form_of"]

T = TypeVar("T")
MAIN = "scenario.yaml"
BOOK = ".xlsx"
"""The ending of a workbook that is a scenario."""


class Form(Protocol):
    """Where the files of a scenario come from. Places and subjects say where a file is named, should there be none."""

    def table(self, columns: Columns[T], name: str, named: Place, subject: str = "") -> Table[T]:
        """Read a table."""

    def document(self, name: str, named: Place, subject: str = "") -> Document:
        """Read a YAML file."""

    def steps(self, name: str, named: Place, subject: str = "") -> Document:
        """Read a file of steps."""

    def rows(self, columns: Columns[Any], name: str) -> Sequence[tuple[int, list[str]]]:
        """Return the filled rows of a table that can be read, as texts, each with its line."""

    def strays(self, named: frozenset[str]) -> tuple[Problem, ...]:
        """Return what is there and belongs to no file that the scenario names, and must not be overlooked."""

    def located(self, problem: Problem) -> Problem:
        """Return a problem with the place where its reader will find it."""

    def hashes(self, read: Mapping[str, str]) -> dict[str, str]:
        """Return the SHA-256 of the files on the disk, from those of the files that were read."""


@dataclass(frozen=True, slots=True)
class FolderForm:
    """A scenario in a folder. Nothing outside it is read, and files that nothing names are left alone."""

    root: Path

    def table(self, columns: Columns[T], name: str, named: Place, subject: str = "") -> Table[T]:
        """Read a CSV table of the folder."""
        return read_table(columns, self.root, name, named, subject)

    def document(self, name: str, named: Place, subject: str = "") -> Document:
        """Read a YAML file of the folder."""
        return read_document(self.root, name, named, subject)

    def steps(self, name: str, named: Place, subject: str = "") -> Document:
        """Read steps from a CSV table or a YAML file of the folder."""
        read = read_step_table if name.endswith(".csv") else read_document
        return read(self.root, name, named, subject)

    def rows(self, columns: Columns[Any], name: str) -> Sequence[tuple[int, list[str]]]:  # noqa: ARG002
        """Return the filled rows of a CSV file."""
        return list(filled_lines(read_source(self.root, name, Place(name)).text or ""))

    def strays(self, named: frozenset[str]) -> tuple[Problem, ...]:  # noqa: ARG002 – a README is no fault
        """Return nothing."""
        return ()

    def located(self, problem: Problem) -> Problem:
        """Return the problem as it is."""
        return problem

    def hashes(self, read: Mapping[str, str]) -> dict[str, str]:
        """Return those of the files that were read."""
        return dict(read)


def form_of(path: Path) -> Form:
    """Return the form of the scenario that a path names.

    Parameters
    ----------
    path
        A folder, in which a workbook may be instead of the files, or a workbook.

    Raises
    ------
    InputError
        If there is no such thing, or the workbook cannot be opened.

    Examples
    --------
    >>> type(form_of(Path("src/orgsim/io/small"))).__name__
    'FolderForm'
    """
    if path.is_dir():
        books = [] if (path / MAIN).exists() else sorted(path.glob(f"[!~.]*{BOOK}"))
        return _workbook(books[0]) if len(books) == 1 else FolderForm(path)
    if path.suffix.lower() == BOOK:
        return _workbook(path)
    fault = Message("there is no folder '{path}'", path=path)
    if path.is_file():
        fault = Message(
            "'{path}' is neither a scenario folder nor a workbook, whose name ends in {book}", path=path, book=BOOK
        )
    raise InputError(str(path), [Problem(Place(MAIN), "", fault)])


def _workbook(path: Path) -> Form:
    from orgsim.io.workbook import read_workbook  # most scenarios are folders, and need no reader of spreadsheets

    return read_workbook(path)
