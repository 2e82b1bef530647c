"""A table as it is shown: texts only."""

from dataclasses import dataclass
from typing import Literal

from orgsim.analysis.values import Band
from orgsim.report.amounts import mean, spread
from orgsim.report.words import Words

__all__ = ["Cell", "Column", "Group", "Row", "Table", "Tone", "band_cell"]

Tone = Literal["", "good", "open", "bad", "warn"]
"""What a cell says at a glance, always beside words that say the same."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, a smaller note below it, and a tone."""

    text: str
    note: str = ""
    tone: Tone = ""


def band_cell(band: Band, words: Words) -> Cell:
    """Return the mean of a count, and below it the range from 5 % to 95 %."""
    return Cell(mean(words, band), spread(words, band))


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; numbers are aligned on the right."""

    text: str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its head, and one cell for every further column."""

    head: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, under a title of their own if it is not empty."""

    rows: tuple[Row, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption. A wordy one becomes a list of cards on a narrow screen.

    Raises
    ------
    ValueError
        If a row has not one cell for every column: a fault of orgsim.
    """

    caption: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    wordy: bool = False

    def __post_init__(self) -> None:
        for row in (row for group in self.groups for row in group.rows):
            if len(row.cells) != len(self.columns) - 1:
                raise ValueError(
                    f"row '{row.head.text}' of '{self.caption}' has {len(row.cells)} cells beside its head; "
                    f"{len(self.columns) - 1} are needed"
                )
