"""A workbook as a form of a scenario: its sheets give the same tables and YAML files that a folder has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from orgsim.errors import Message, Place, Problem, did_you_mean
from orgsim.io.files import outside
from orgsim.io.forms import MAIN
from orgsim.io.item_rows import Grid
from orgsim.io.sheet_files import SHEETS, SheetFiles
from orgsim.io.sheets import TABLE_SHEETS
from orgsim.io.spreadsheets import Spreadsheet, open_spreadsheet
from orgsim.io.tables import Columns, Table, table_of
from orgsim.io.yaml_files import Document, no_document

__all__ = ["WorkbookForm", "read_workbook"]

T = TypeVar("T")


@dataclass(frozen=True)
class WorkbookForm:
    """A workbook as files: tables as rows of texts, each with its line, and documents, by name."""

    book: Spreadsheet
    tables: Mapping[str, Sequence[tuple[int, list[str]]]]
    documents: Mapping[str, Document]
    faults: tuple[Problem, ...]
    filed: tuple[tuple[str, Problem], ...]
    """The files that a column names, each with the problem if the scenario does not."""

    def table(self, columns: Columns[T], name: str, named: Place, subject: str = "") -> Table[T]:
        """Read the sheet of a table."""
        sheet = next(one for one in TABLE_SHEETS if one.columns is columns)
        fault = outside(name) or (
            "" if sheet.name in self.tables else Message("there is no sheet '{name}'", name=sheet.name)
        )
        if fault:
            return Table(name, problems=(Problem(named, subject, fault),))
        read = table_of(columns, name, self.tables[sheet.name], self.book.digest)
        place = Grid(name, (), sheet=f"{self.book.path.name}!{sheet.name}").place
        problems = (replace(one, place=place(one.place.line, one.place.column)) for one in read.problems)
        return replace(read, problems=tuple(problems))

    def document(self, name: str, named: Place, subject: str = "") -> Document:
        """Return what the sheets say of a YAML file."""
        fault = outside(name)
        if not fault and name not in self.documents:
            fault = Message(
                "no sheet has rows of the file '{name}'{guess}", name=name, guess=did_you_mean(name, self.documents)
            )
            if name == MAIN:
                fault = Message("there is no sheet 'Scenario' with keys and values; is this workbook a scenario?")
        return no_document(name, Problem(named, subject, fault)) if fault else self.documents[name]

    def steps(self, name: str, named: Place, subject: str = "") -> Document:
        """Return what the sheets say of a file of steps."""
        return self.document(name, named, subject)

    def rows(self, columns: Columns[Any], name: str) -> Sequence[tuple[int, list[str]]]:  # noqa: ARG002
        """Return the filled rows of the sheet of a table."""
        return self.tables[next(one for one in TABLE_SHEETS if one.columns is columns).name]

    def strays(self, named: frozenset[str]) -> tuple[Problem, ...]:
        """Return faults of the sheets, and rows of files that the scenario does not name."""
        filed = self.filed if MAIN in self.documents else ()
        return (*self.faults, *(problem for file, problem in filed if file not in named))

    def located(self, problem: Problem) -> Problem:
        """Return a problem with its place in the workbook."""
        place, book = problem.place, self.book.path.name
        if place.in_sheet:
            return problem
        main = self.documents.get(MAIN, no_document(MAIN))
        files = {str(main.get(*sheet.keys)): sheet.name for sheet in TABLE_SHEETS}
        files |= {str(main.get("hindcast")): "Hindcast", str(main.get("assumptions")): "Assumptions", MAIN: "Scenario"}
        sheet = files.get(place.file, "Roadmaps")
        return replace(problem, place=Place(f"{book}!{sheet}", place.line, place.column, in_sheet=True))

    def hashes(self, read: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG002 – it is one file, whatever is in it
        """Return the SHA-256 of the workbook."""
        return {self.book.path.name: self.book.digest}


def read_workbook(path: Path) -> WorkbookForm:
    """Open a workbook and share its sheets out among files.

    Raises
    ------
    InputError
        If it cannot be opened. What is wrong in its sheets is told when the scenario is read.
    """
    book = open_spreadsheet(path)
    files = SheetFiles(book)
    # In this order, so that it does not matter in which one the tabs stand.
    order = {kind.name.casefold(): number for number, kind in enumerate(SHEETS)}
    for sheet in sorted(book.sheets, key=lambda sheet: order.get(sheet.name.casefold(), len(order))):
        files.take(sheet)
    return WorkbookForm(book, files.tables, files.documents(), tuple(files.faults), tuple(files.filed))
