"""What the steps do: the ledger, the units before and after, and which units became which."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.roadmap_values import LedgerRow
from orgsim.report.amounts import signed
from orgsim.report.views.sources import rests_on
from orgsim.report.views.table import Cell, Column, Group, Row, Table
from orgsim.report.vocabulary import CHANGES, OPERATORS, UNIT_GROUPS
from orgsim.report.words import Words

__all__ = ["Ledger", "ledgers", "units_table"]


_MANY = 300
"""More steps than this are summed up."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The steps of one or more roadmaps that take the same steps, and the lineage of their units."""

    title: str
    steps: Table | None
    size: str
    lineage: Table | None
    remark: str


def ledgers(comparison: Comparison, words: Words) -> tuple[Ledger, ...]:
    """Return one ledger for each different sequence of steps, in the order of the roadmaps."""
    different: list[tuple[LedgerRow, ...]] = []
    for roadmap in comparison.roadmaps:
        if roadmap.ledger not in different:
            different.append(roadmap.ledger)
    return tuple(
        _ledger(rows, [words.name(r) for r in comparison.roadmaps if r.ledger == rows], comparison, words)
        for rows in different
    )


def units_table(comparison: Comparison, words: Words) -> Table:
    """Return the units of each group at the opening and at the end of each roadmap."""
    groups = sorted({*comparison.units_opening, *(g for r in comparison.roadmaps for g in r.units_closing)})

    def counts(units: Mapping[str, int]) -> list[int]:
        return [*(units.get(group, 0) for group in groups), sum(units.values())]

    before = counts(comparison.units_opening)
    after = [counts(roadmap.units_closing) for roadmap in comparison.roadmaps]
    heads = [*(words.say(UNIT_GROUPS[g]) if g in UNIT_GROUPS else g for g in groups), words.say("All units")]
    rows = tuple(
        Row(
            Cell(head),
            (
                Cell(words.whole(before[line])),
                *(_after(units[line], units[line] - before[line], words) for units in after),
            ),
        )
        for line, head in enumerate(heads)
    )
    columns = (
        Column(words.say("Units counted as"), numeric=False),
        Column(words.say("Opening")),
        *(Column(words.name(roadmap)) for roadmap in comparison.roadmaps),
    )
    return Table(words.say("Units within the boundary: opening, end of each roadmap, change"), columns, (Group(rows),))


def _after(count: int, change: int, words: Words) -> Cell:
    return Cell(words.whole(count), signed(words, change) if change else words.say("unchanged"))


def _ledger(rows: Sequence[LedgerRow], roadmaps: Sequence[str], comparison: Comparison, words: Words) -> Ledger:
    names = words.listed([f"“{name}”" for name in roadmaps])
    title = words.say_count(
        "Steps of {roadmaps}", "The same steps are taken by {roadmaps}", len(roadmaps), roadmaps=names
    )
    many = len(rows) > _MANY
    remark = words.say(
        "There are too many steps to list: they are summed up by day, operator and legal basis. Which unit became "
        "which is in the numbers of the chart before and after, as CSV."
    )
    return Ledger(
        title=title,
        steps=(_summed if many else _steps)(rows, words) if rows else None,
        size=words.say_count("{count} step", "{count} steps", len(rows)),
        lineage=_lineage(rows, comparison, words) if not many and any(row.descents for row in rows) else None,
        remark=remark if many else "",
    )


def _summed(rows: Sequence[LedgerRow], words: Words) -> Table:
    """Return one row for the steps of a day that have the operator and the legal basis in common."""
    alike: dict[tuple[dt.date, str, str], list[LedgerRow]] = {}
    for row in rows:
        alike.setdefault((row.date, row.op, row.legal_basis), []).append(row)

    def line(some: Sequence[LedgerRow]) -> Row:
        changes = Counter[str]()
        for row in some:
            changes.update(row.changes)
        assumes = tuple(sorted({name for row in some for name in row.assumes}))
        return Row(
            Cell(words.say(OPERATORS[some[0].op]), words.say_count("{count} step", "{count} steps", len(some))),
            (
                Cell(words.date(some[0].date)),
                Cell(_changes({name: change for name, change in changes.items() if change}, words)),
                Cell(some[0].legal_basis, rests_on(assumes, words)),
            ),
        )

    columns = (words.say("Steps"), words.say("Date"), words.say("What changes within the boundary"),
               words.say("Legal basis"))  # fmt: skip
    return Table(
        words.say("Steps by date, summed up"),
        tuple(Column(text, numeric=False) for text in columns),
        (Group(tuple(map(line, alike.values()))),),
        wordy=True,
    )


def _steps(rows: Sequence[LedgerRow], words: Words) -> Table:
    columns = (words.say("Step"), words.say("Date"), words.say("What changes within the boundary"),
               words.say("Legal basis"), words.say("Reason"))  # fmt: skip
    shown = tuple(
        Row(
            Cell(words.say(OPERATORS[row.op]), row.step),
            (
                Cell(words.date(row.date)),
                Cell(_changes(row.changes, words), _everywhere(row, words)),
                Cell(row.legal_basis),
                Cell(row.reason, rests_on(row.assumes, words)),
            ),
        )
        for row in rows
    )
    return Table(
        words.say("Steps by date"), tuple(Column(text, numeric=False) for text in columns), (Group(shown),), wordy=True
    )


def _changes(changes: Mapping[str, int], words: Words) -> str:
    if not changes:
        return words.say("no count changes")
    return ", ".join(f"{words.say(CHANGES[name])} {signed(words, change)}" for name, change in changes.items())


def _everywhere(row: LedgerRow, words: Words) -> str:
    """Say what changes if the units outside the boundary are counted too, where that is different."""
    if row.everywhere == row.changes:
        return ""
    return words.say("with the units outside: {changes}", changes=_changes(row.everywhere, words))


def _part(name: str, share: str, words: Words) -> str:
    """Name a unit, and the share of it that is meant if that is not all of it."""
    return (
        name
        if share == "1"
        else words.say("{name} ({share} of it)", name=name, share=words.percent(float(Fraction(share))))
    )


def _lineage(rows: Sequence[LedgerRow], comparison: Comparison, words: Words) -> Table:
    def name(unit: str) -> str:
        return words.name(comparison.unit_names[unit])

    shown = []
    for row in rows:
        for new in dict.fromkeys(new for _, new, _ in row.descents):
            old = [_part(name(before), share, words) for before, after, share in row.descents if after == new]
            shown.append(Row(Cell("; ".join(old)), (Cell(name(new)), Cell(words.date(row.date), row.step))))
    columns = (words.say("From"), words.say("To"), words.say("Date and step"))
    return Table(
        words.say("Which units became which"),
        tuple(Column(text, numeric=False) for text in columns),
        (Group(tuple(shown)),),
        wordy=True,
    )
