"""Tables for a terminal 100 columns wide, in English. They need none of the libraries of the HTML report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TypeVar

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.analysis.comparison import Band, Comparison, RoadmapResult
from orgsim.analysis.hindcast import units_by_group
from orgsim.model.ledger import History, LedgerEntry, tally
from orgsim.model.scenario import Scenario
from orgsim.model.tally import Tally
from orgsim.report.amounts import (
    MoneyUnit,
    interval,
    mean,
    money,
    money_spread,
    money_unit,
    share,
    signed,
    with_spread,
)
from orgsim.report.vocabulary import CHANGES, MEASURES, OPERATORS

__all__ = ["check_tables", "check_values", "comparison_tables"]

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
        """Write a number with a fixed number of decimals.

        Examples
        --------
        >>> PlainEnglish().decimal(-1863.25, 1)
        '−1,863.2'
        """
        return f"{round(number, digits) + 0.0:,.{digits}f}".replace("-", "−")

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share as a percentage.

        Examples
        --------
        >>> PlainEnglish().percent(0.953)
        '95%'
        """
        return f"{share:.{digits}%}"


_WORDS = PlainEnglish()


def comparison_tables(comparison: Comparison) -> list[RenderableType]:
    """Return targets by roadmap, key numbers by roadmap, and published figures if there are any."""
    tables: list[RenderableType] = [_targets(comparison)] if comparison.targets else []
    tables += [_numbers(some, comparison) for some in _batches(comparison.roadmaps, _ABREAST)]
    if comparison.hindcast:
        tables.append(_hindcast(comparison))
    return tables


def check_tables(scenario: Scenario, histories: Mapping[str, History]) -> list[RenderableType]:
    """Return the opening counts and the ledger of each roadmap; roadmaps with the same ledger share a table.

    Parameters
    ----------
    histories
        The organisation through each roadmap, by the roadmap's id.
    """
    tables: list[RenderableType] = [_opening(scenario)]
    different: list[tuple[LedgerEntry, ...]] = []
    for history in histories.values():
        if history.entries not in different:
            different.append(history.entries)
    for entries in different:
        names = [scenario.roadmaps[key].name for key, history in histories.items() if history.entries == entries]
        tables.append(_ledger(entries, names))
    return tables


def check_values(scenario: Scenario, histories: Mapping[str, History]) -> dict[str, object]:
    """Return what :func:`check_tables` shows as values that can be stored as JSON."""
    return {
        "scenario": scenario.id,
        "synthetic_people": scenario.synthetic,
        "units": units_by_group(scenario.organisation),
        "opening": asdict(tally(scenario.organisation, inside=True)),
        "ledgers": {key: [_entry_values(entry) for entry in history.entries] for key, history in histories.items()},
    }


def _entry_values(entry: LedgerEntry) -> dict[str, object]:
    return {
        "step": entry.step,
        "op": entry.op,
        "date": entry.date.isoformat(),
        "changes": _changed(entry.inside_after - entry.inside_before),
        "everywhere": _changed(entry.after - entry.before),
        "descents": [[d.origin, d.heir, str(d.share)] for d in entry.descents],
    }


def _changed(difference: Tally) -> dict[str, int]:
    return {name: change for name, change in asdict(difference).items() if change}


def _batches(items: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _table(title: str, columns: Sequence[str], numeric: int) -> Table:
    """Return an empty table whose last ``numeric`` columns are aligned on the right."""
    table = Table(title=Text(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for position, column in enumerate(columns):
        right = position >= len(columns) - numeric
        table.add_column(Text(column), justify="right" if right else "left", overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    """Add a row of plain texts: square brackets in a name are no markup."""
    table.add_row(*(Text(cell) for cell in cells))


def _targets(comparison: Comparison) -> Table:
    columns = ("Target", "Roadmap", "Met in", "95% interval", "Ends at [5–95%]", "Limit")
    table = _table("Targets: how many of the simulated futures meet them", columns, numeric=4)
    for position, target in enumerate(comparison.targets):
        for first, roadmap in enumerate(comparison.roadmaps):
            result = roadmap.targets[position]
            _add(
                table,
                "" if first else f"{target.name} ({target.by})",
                roadmap.name,
                share(_WORDS, result.met),
                interval(_WORDS, result.met),
                _shown(result.closing),
                mean(_WORDS, result.limit),
            )
    return table


def _shown(band: Band) -> str:
    return with_spread(_WORDS, band).replace("(", "[").replace(")", "]")


def _numbers(roadmaps: Sequence[RoadmapResult], comparison: Comparison) -> Table:
    last = comparison.years[-1]
    futures = _WORDS.decimal(comparison.replications)
    title = (
        f"Closing numbers of {last}, and sums over the years: mean [5–95%] of {futures} futures, seed {comparison.seed}"
    )
    table = _table(title, ("", "Opening", *(roadmap.name for roadmap in roadmaps)), numeric=len(roadmaps) + 1)
    for name in _CLOSING:
        _add(
            table,
            MEASURES[name],
            _WORDS.decimal(comparison.opening[name]),
            *(_shown(r.yearly[name][last]) for r in roadmaps),
        )
    for name in ("leavers", "recruited"):
        _add(table, MEASURES[name], "", *(_shown(roadmap.flows[name]) for roadmap in roadmaps))
    for name in ("salaries", "benefits"):
        bands = [roadmap.money[name] for roadmap in roadmaps]
        unit = money_unit(_WORDS, [band.high for band in bands], comparison.currency)
        _add(table, f"{MEASURES[name]}, {unit.name}", "", *(_amount(band, unit) for band in bands))
    return table


def _amount(band: Band, unit: MoneyUnit) -> str:
    spread = money_spread(_WORDS, band, unit)
    return f"{money(_WORDS, band.mean, unit)} [{spread}]" if spread else money(_WORDS, band.mean, unit)


def _hindcast(comparison: Comparison) -> Table:
    columns = ("Published figure", "Reported", "Simulated [5–95%]", "Percentile")
    table = _table(f"Published figures beside roadmap '{comparison.hindcast_of}'", columns, numeric=3)
    for row in comparison.hindcast:
        percentile = "fixed" if row.percentile is None else _WORDS.percent(row.percentile)
        _add(table, row.name, _WORDS.decimal(row.reported), _shown(row.simulated), percentile)
    return table


def _opening(scenario: Scenario) -> Table:
    people = "synthetic people" if scenario.synthetic else "people of a roster"
    table = _table(f"{scenario.name}: opening on {scenario.horizon.start}, {people}", ("", "Count"), numeric=1)
    for group, count in units_by_group(scenario.organisation).items():
        _add(table, f"units counted as {group}", _WORDS.decimal(count))
    for name, count in asdict(tally(scenario.organisation, inside=True)).items():
        _add(table, CHANGES[name] if name != "units" else "units, all groups", _WORDS.decimal(count))
    return table


def _ledger(entries: Sequence[LedgerEntry], roadmaps: Sequence[str]) -> Table:
    columns = ("Date", "Step", "What it is", "What changes within the boundary")
    table = _table(f"Ledger of {', '.join(roadmaps)}", columns, numeric=0)
    for entry in entries:
        changes = _changed(entry.inside_after - entry.inside_before)
        shown = ", ".join(f"{CHANGES[name]} {signed(_WORDS, change)}" for name, change in changes.items())
        _add(table, entry.date.isoformat(), entry.step, OPERATORS[entry.op], shown or "no count changes")
    if not entries:
        table.add_row(Text("There are no steps."))
    return table
