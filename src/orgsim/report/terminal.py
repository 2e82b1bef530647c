"""Tables for a terminal 100 columns wide, in English. They need none of the libraries of the HTML report."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.roadmap_values import RoadmapResult
from orgsim.analysis.values import Band
from orgsim.report.amounts import (
    MoneyUnit,
    interval,
    mean,
    money,
    money_spread,
    money_unit,
    share,
    with_spread,
)
from orgsim.report.vocabulary import MEASURES

__all__ = ["WORDS", "add", "blank_table", "comparison_tables"]

_CLOSING = ("people", "posts", "funded_posts", "supernumerary", "vacancies")
_ABREAST = 3
"""Roadmaps that fit side by side."""

T = TypeVar("T")


class PlainEnglish:
    """English numbers without Babel."""

    def say(self, message: str, /, **values: object) -> str:
        """Return a message with values inserted."""
        return message.format(**values)

    def decimal(self, number: float, digits: int = 0) -> str:
        """Write a number with a fixed number of decimals; a negative one rounds to tens, hundreds and so on.

        Examples
        --------
        >>> PlainEnglish().decimal(-1863.25, 1), PlainEnglish().decimal(1863.25, -1)
        ('−1,863.2', '1,860')
        """
        return f"{round(number, digits) + 0.0:,.{max(0, digits)}f}".replace("-", "−")

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share as a percentage.

        Examples
        --------
        >>> PlainEnglish().percent(0.953)
        '95%'
        """
        return f"{share:.{digits}%}"


WORDS = PlainEnglish()


def comparison_tables(comparison: Comparison) -> list[RenderableType]:
    """Return targets by roadmap, key numbers by roadmap, and published figures if there are any."""
    tables: list[RenderableType] = [_targets(comparison), *_infeasible(comparison)] if comparison.targets else []
    tables += [_numbers(some, comparison) for some in _batches(comparison.roadmaps, _ABREAST)]
    if comparison.hindcast:
        tables.append(_hindcast(comparison))
    return tables


def _batches(items: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def blank_table(title: str, columns: Sequence[str], numeric: int) -> Table:
    """Return an empty table whose last ``numeric`` columns are aligned on the right."""
    made = Table(title=Text(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for position, column in enumerate(columns):
        right = position >= len(columns) - numeric
        made.add_column(Text(column), justify="right" if right else "left", overflow="fold")
    return made


def add(table: Table, *cells: str) -> None:
    """Add a row of plain texts: square brackets in a name are no markup."""
    table.add_row(*(Text(cell) for cell in cells))


def _targets(comparison: Comparison) -> Table:
    columns = ("Target", "Roadmap", "Met in", "95% interval", "Ends at [5–95%]", "Limit")
    table = blank_table("Targets: how many of the simulated futures meet them", columns, numeric=4)
    for position, target in enumerate(comparison.targets):
        for first, roadmap in enumerate(comparison.roadmaps):
            result = roadmap.targets[position]
            add(
                table,
                "" if first else f"{target.name} ({target.by})",
                roadmap.name,
                share(WORDS, result.met) if result.met else "infeasible",
                interval(WORDS, result.met) if result.met else "",
                _shown(result.closing),
                mean(WORDS, result.limit),
            )
    return table


def _infeasible(comparison: Comparison) -> Iterable[Text]:
    """Say why no future can meet a target."""
    for position, target in enumerate(comparison.targets):
        for roadmap in comparison.roadmaps:
            result = roadmap.targets[position]
            if result.met is None:
                yield Text(
                    f"infeasible: '{roadmap.name}' leaves at least {WORDS.decimal(result.bound.least)} "
                    f"({MEASURES[target.measure].lower()}) even if every step, programme and rule takes all it can, "
                    f"and '{target.id}' allows at most {WORDS.decimal(result.bound.allowed)}."
                )


def _shown(band: Band) -> str:
    return with_spread(WORDS, band).replace("(", "[").replace(")", "]")


def _numbers(roadmaps: Sequence[RoadmapResult], comparison: Comparison) -> Table:
    last = comparison.years[-1]
    futures = WORDS.decimal(comparison.replications)
    title = (
        f"Closing numbers of {last}, and sums over the years: mean [5–95%] of {futures} futures, seed {comparison.seed}"
    )
    table = blank_table(title, ("", "Opening", *(roadmap.name for roadmap in roadmaps)), numeric=len(roadmaps) + 1)
    for name in _CLOSING:
        add(
            table,
            MEASURES[name],
            WORDS.decimal(comparison.opening[name]),
            *(_shown(r.yearly[name][last]) for r in roadmaps),
        )
    for name in ("leavers", "recruited"):
        add(table, MEASURES[name], "", *(_shown(roadmap.flows[name]) for roadmap in roadmaps))
    for name in ("salaries", "contributions", "benefits", "cost", "early_pensions"):
        bands = [roadmap.costs.total[name] for roadmap in roadmaps]
        unit = money_unit(WORDS, [band.high for band in bands], comparison.currency)
        add(table, f"{MEASURES[name]}, {unit.name}", "", *(_amount(band, unit) for band in bands))
    return table


def _amount(band: Band, unit: MoneyUnit) -> str:
    spread = money_spread(WORDS, band, unit)
    return f"{money(WORDS, band, unit)} [{spread}]" if spread else money(WORDS, band, unit)


def _hindcast(comparison: Comparison) -> Table:
    columns = ("Published figure", "Reported", "Simulated [5–95%]", "Percentile")
    table = blank_table(f"Published figures beside roadmap '{comparison.hindcast_of}'", columns, numeric=3)
    for row in comparison.hindcast:
        percentile = "fixed" if row.percentile is None else WORDS.percent(row.percentile)
        add(table, row.name, WORDS.decimal(row.reported), _shown(row.simulated), percentile)
    return table
