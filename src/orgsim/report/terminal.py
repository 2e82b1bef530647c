"""Tables for a terminal 100 columns wide, in either language, without the libraries of the HTML report."""

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
    Wording,
    interval,
    mean,
    money,
    money_spread,
    money_unit,
    share,
    with_spread,
)
from orgsim.report.plain import WORDS
from orgsim.report.vocabulary import MEASURES

__all__ = ["add", "blank_table", "comparison_tables"]

_CLOSING = ("people", "posts", "funded_posts", "supernumerary", "vacancies")
_ABREAST = 3
"""Roadmaps that fit side by side."""

T = TypeVar("T")


def comparison_tables(comparison: Comparison, words: Wording = WORDS) -> list[RenderableType]:
    """Return targets by roadmap, key numbers by roadmap, and published figures if there are any."""
    tables: list[RenderableType] = (
        [_targets(words, comparison), *_infeasible(words, comparison)] if comparison.targets else []
    )
    tables += [_numbers(words, some, comparison) for some in _batches(comparison.roadmaps, _ABREAST)]
    if comparison.hindcast:
        tables.append(_hindcast(words, comparison))
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


def _targets(words: Wording, comparison: Comparison) -> Table:
    say = words.say
    columns = (
        say("Target"),
        say("Roadmap"),
        say("Met in"),
        say("95% interval"),
        say("Ends at [5–95%]"),
        say("Limit"),
    )
    table = blank_table(say("Targets: how many of the simulated futures meet them"), columns, numeric=4)
    for position, target in enumerate(comparison.targets):
        for first, roadmap in enumerate(comparison.roadmaps):
            result = roadmap.targets[position]
            add(
                table,
                "" if first else f"{words.name(target)} ({target.by})",
                words.name(roadmap),
                share(words, result.met) if result.met else say("infeasible"),
                interval(words, result.met) if result.met else "",
                _shown(words, result.closing),
                mean(words, result.limit),
            )
    return table


def _infeasible(words: Wording, comparison: Comparison) -> Iterable[Text]:
    """Say why no future can meet a target."""
    for position, target in enumerate(comparison.targets):
        for roadmap in comparison.roadmaps:
            result = roadmap.targets[position]
            if result.met is None:
                yield Text(
                    words.say(
                        "infeasible: '{roadmap}' leaves at least {least} ({measure}) even if every step, programme "
                        "and rule takes all it can, and '{target}' allows at most {allowed}.",
                        roadmap=words.name(roadmap),
                        least=words.decimal(result.bound.least),
                        measure=words.say(MEASURES[target.measure]).lower(),
                        target=target.id,
                        allowed=words.decimal(result.bound.allowed),
                    )
                )


def _shown(words: Wording, band: Band) -> str:
    return with_spread(words, band).replace("(", "[").replace(")", "]")


def _numbers(words: Wording, roadmaps: Sequence[RoadmapResult], comparison: Comparison) -> Table:
    last = comparison.years[-1]
    futures = words.decimal(comparison.replications)
    title = words.say(
        "Closing numbers of {year}, and sums over the years: mean [5–95%] of {futures} futures, seed {seed}",
        year=last,
        futures=futures,
        seed=comparison.seed,
    )
    heads = ("", words.say("Opening"), *(words.name(roadmap) for roadmap in roadmaps))
    table = blank_table(title, heads, numeric=len(roadmaps) + 1)
    for name in _CLOSING:
        add(
            table,
            words.say(MEASURES[name]),
            words.decimal(comparison.opening[name]),
            *(_shown(words, r.yearly[name][last]) for r in roadmaps),
        )
    for name in ("leavers", "recruited"):
        add(table, words.say(MEASURES[name]), "", *(_shown(words, roadmap.flows[name]) for roadmap in roadmaps))
    for name in ("salaries", "contributions", "benefits", "cost", "early_pensions"):
        bands = [roadmap.costs.total[name] for roadmap in roadmaps]
        unit = money_unit(words, [band.high for band in bands], comparison.currency)
        add(table, f"{words.say(MEASURES[name])}, {unit.name}", "", *(_amount(words, band, unit) for band in bands))
    return table


def _amount(words: Wording, band: Band, unit: MoneyUnit) -> str:
    spread = money_spread(words, band, unit)
    return f"{money(words, band, unit)} [{spread}]" if spread else money(words, band, unit)


def _hindcast(words: Wording, comparison: Comparison) -> Table:
    say = words.say
    columns = (say("Published figure"), say("Reported"), say("Simulated [5–95%]"), say("Percentile"))
    title = say("Published figures beside roadmap '{roadmap}'", roadmap=comparison.hindcast_of)
    table = blank_table(title, columns, numeric=3)
    for row in comparison.hindcast:
        percentile = say("fixed") if row.percentile is None else words.percent(row.percentile)
        add(table, words.name(row), words.decimal(row.reported), _shown(words, row.simulated), percentile)
    return table
