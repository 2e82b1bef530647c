"""What an Excel file says, before it is written: sheets of tables with numbers as numbers, and their charts."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.measures import ALL_TARGETS, target_measure
from orgsim.analysis.values import Band, Proportion
from orgsim.report.vocabulary import CURRENCIES, MEASURES, MONEY_MEASURES
from orgsim.report.words import Words

__all__ = [
    "COLOURS",
    "NO_BAND",
    "Block",
    "Chart",
    "Entry",
    "Field",
    "Kind",
    "Numeral",
    "Row",
    "Series",
    "Sheet",
    "band_entries",
    "band_fields",
    "coined",
    "ends_of",
    "share_entries",
    "share_fields",
    "spoken",
    "unit_of",
]

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4d4d4d")
"""Told apart by colour-blind readers too [Okabe2008]_; after the last one they begin anew.

.. [Okabe2008] M. Okabe, K. Ito, Color Universal Design, https://jfly.uni-koeln.de/color/.
"""

Kind = Literal["text", "whole", "mean", "ratio", "share", "money", "date", "year"]
"""How a column is written: as words, a whole number, a mean, a ratio, a percentage, coins, a date, a year."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that is written in another way than the others of its column."""

    value: float
    kind: Kind


Entry = str | int | float | dt.date | Numeral | None
"""What a cell holds; ``None`` leaves it empty."""

Row = tuple[Entry, ...]

NO_BAND: Row = (None, None, None)
"""Empty cells in place of a mean and its range."""


@dataclass(frozen=True, slots=True)
class Field:
    """The head of a column, and how the column is written."""

    head: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Series:
    """A column of a table, drawn.

    Parameters
    ----------
    column
        Its position, from 0.
    colour
        As ``#rrggbb``; empty for what is not to be seen and only lifts what stands on it.
    faint
        Drawn as a thin broken line, and not named in the key.
    """

    column: int
    colour: str
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the rows of a table.

    Parameters
    ----------
    title
        Words of ours first: a title that a user begins could be a formula.
    categories
        The first and the last column that name a row.
    rows
        How many rows are drawn, from the first on; all if ``None``.
    floor
        Where the axis of values begins; wherever suits if ``None``.
    """

    kind: Literal["lines", "columns", "stacked"]
    title: str
    categories: tuple[int, int]
    series: tuple[Series, ...]
    rows: int | None = None
    floor: float | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A table with a title, and perhaps a chart below it.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than there are columns.
    """

    title: str
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    chart: Chart | None = None

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.fields):
                raise ValueError(f"a row of '{self.title}' has {len(row)} cells for {len(self.fields)} columns: {row}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question: a short name for its tab, the whole question, sentences, and tables."""

    key: str
    name: str
    title: str
    sentences: tuple[str, ...]
    blocks: tuple[Block, ...]


def band_fields(words: Words, *of: str, kind: Kind = "mean") -> tuple[Field, ...]:
    """Return the columns of a band for each name: mean, 5 % and 95 %; one without a name if there is none."""
    heads = (words.say("mean"), "5%", "95%")
    return tuple(Field(f"{name}: {head}" if name else head, kind) for name in of or ("",) for head in heads)


def band_entries(*bands: Band | None) -> Row:
    """Return the numbers of bands, as :func:`band_fields` heads them.

    Examples
    --------
    >>> band_entries(Band(mean=2.5, low=1, median=2, high=4, error=0.1), None)
    (2.5, 1, 4, None, None, None)
    """
    return tuple(entry for band in bands for entry in (NO_BAND if band is None else (band.mean, band.low, band.high)))


def coined(entries: Row, measure: str) -> Row:
    """Return the numbers of a measure, written as coins if it is money.

    Examples
    --------
    >>> coined((1.5, None), "people"), coined((1.5, None), "cost")
    ((1.5, None), (Numeral(value=1.5, kind='money'), None))
    """
    if measure not in MONEY_MEASURES:
        return entries
    return tuple(Numeral(entry, "money") if isinstance(entry, int | float) else entry for entry in entries)


def share_fields(words: Words, name: str) -> tuple[Field, ...]:
    """Return the columns of a share of the futures with the ends of its 95 % interval."""
    return (Field(name, "share"), *ends_of(words, name, "share"))


def ends_of(words: Words, name: str, kind: Kind = "mean") -> tuple[Field, ...]:
    """Return the columns of the ends of a 95 % interval."""
    return (
        Field(words.say("{name}: from (95% interval)", name=name), kind),
        Field(words.say("{name}: to (95% interval)", name=name), kind),
    )


def share_entries(share: Proportion | None) -> Row:
    """Return the numbers of a share, as :func:`share_fields` heads them; empty cells if there is none."""
    return NO_BAND if share is None else (share.share, share.low, share.high)


def spoken(measure: str, comparison: Comparison, words: Words) -> str:
    """Name a measure, also one of meeting a target."""
    if measure in MEASURES:
        return words.say(MEASURES[measure])
    if measure == ALL_TARGETS:
        return words.say("Futures that meet every target")
    named = next((target for target in comparison.targets if target_measure(target.id) == measure), None)
    return measure if named is None else words.say("Futures that meet “{target}”", target=words.name(named))


def unit_of(measure: str, comparison: Comparison, words: Words) -> str:
    """Name the coin in which a measure is counted; empty if it is no money."""
    coin = comparison.currency
    return (words.say(CURRENCIES[coin]) if coin in CURRENCIES else coin) if measure in MONEY_MEASURES else ""
