"""Tables for a terminal on which a decision rests: differences, the best roadmap, waterfalls, dates of targets."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.console import RenderableType
from rich.table import Table

from orgsim.analysis.comparison import Choice, Comparison, Difference, Duel
from orgsim.analysis.roadmap_values import RoadmapResult, Waterfall
from orgsim.analysis.units import KEPT, UnitNumbers, UnitTarget
from orgsim.analysis.values import Band
from orgsim.report.amounts import (
    MoneyUnit,
    between,
    deserved,
    interval,
    mean,
    money,
    money_digits,
    money_unit,
    share,
    signed,
)
from orgsim.report.structure import structure_tables
from orgsim.report.terminal import WORDS, add, blank_table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES, PAYERS

__all__ = ["baseline", "decision_tables", "part_tables", "precision_tables", "unit_tables", "unit_target_tables"]

T = TypeVar("T")

_CHANNELS = (
    "arrived",
    "departed",
    "posts_in",
    "posts_out",
    "moved",
    "resigned",
    "died",
    "retired",
    "early_retired",
    "severed",
    "contract_ended",
    "released",
    "posts_created",
    "posts_abolished",
    "payer_changed",
    "recruited",
)
_SHORT = {
    "moved": "moved",
    "resigned": "resigned",
    "died": "died",
    "retired": "retired",
    "early_retired": "early",
    "severed": "severed",
    "contract_ended": "ended",
    "released": "released",
    "recruited": "recruited",
    "arrived": "in",
    "departed": "out",
    "posts_in": "in",
    "posts_out": "out",
    "posts_created": "created",
    "posts_abolished": "abolished",
    "payer_changed": "payer",
}


def baseline(comparison: Comparison) -> str:
    """Return one line that says what all is held against, with the digests of what was read."""
    name = next(
        f"{road.name} ({road.id}, {road.digest})" for road in comparison.roadmaps if road.id == comparison.reference
    )
    futures = f"{comparison.replications:,} futures, seed {comparison.seed}"
    return f"Baseline: {name}. Scenario {comparison.scenario.id}, {comparison.digest}; {futures}."


def decision_tables(comparison: Comparison) -> list[RenderableType]:
    """Return dates of targets, differences from the baseline, who is best, and the waterfalls of the whole."""
    tables: list[RenderableType] = [_dates(comparison)] if comparison.targets else []
    if comparison.differences:
        others = [road for road in comparison.roadmaps if road.id != comparison.reference]
        tables += [_differences(some, comparison) for some in _batches(others, 2)]
        tables += [_choices(some, comparison) for some in _batches(comparison.roadmaps, 3)]
        tables.append(_duels(comparison))
    for of in dict.fromkeys(fall.of for road in comparison.roadmaps for fall in road.waterfalls if not fall.part):
        tables += [_waterfall(of, some, comparison) for some in _batches(comparison.roadmaps, 3)]
    return [*tables, *structure_tables(comparison.structure, comparison.years[-1])]


def _batches(items: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _dates(comparison: Comparison) -> Table:
    years = comparison.years
    table = blank_table(
        "Targets: share of futures within the limit, for good, from the end of that year on",
        ("Target", "Roadmap", *(str(year) for year in years), "never"),
        numeric=len(years) + 1,
    )
    for position, target in enumerate(comparison.targets):
        for first, road in enumerate(comparison.roadmaps):
            since = road.targets[position].since
            never = comparison.replications - sum(round(part * comparison.replications) for part in since.values())
            shares = [*(since.get(year, 0.0) for year in years), never / comparison.replications]
            add(table, "" if first else target.id, road.name, *(_percent(part) for part in shares))
    return table


def _percent(part: float) -> str:
    """Write a share; one that is not none or all is never shown as such."""
    if 0 < part < 0.005:
        return "<1%"
    return ">99%" if 0.995 < part < 1 else WORDS.percent(part) if part else "–"


def _differences(roadmaps: Sequence[RoadmapResult], comparison: Comparison) -> Table:
    heads = [head for road in roadmaps for head in (f"{road.name}: mean [95%]", "luck saved")]
    base = next(road for road in comparison.roadmaps if road.id == comparison.reference)
    title = f"Differences from the baseline '{base.name}' ({base.digest}), future by future"
    table = blank_table(title, ("", *heads), numeric=len(heads))
    found = {(row.roadmap, row.measure): row for row in comparison.differences}
    for measure in dict.fromkeys(row.measure for row in comparison.differences):
        rows = [found[road.id, measure] for road in roadmaps]
        unit = _unit(measure, [row.spread for row in rows], comparison.currency)
        cells = [cell for row in rows for cell in (_difference(row, unit), _gain(row))]
        add(table, _named(measure, unit), *cells)
    table.caption = (
        "Intervals hold for all roadmaps of a row together. Luck saved: so many times as many futures would be needed "
        "if each roadmap had luck of its own."
    )
    table.caption_justify = "left"
    return table


def _unit(measure: str, bands: Iterable[Band], currency: str) -> MoneyUnit:
    if measure not in MONEY_MEASURES:
        return MoneyUnit(1, "")
    return money_unit(WORDS, [end for band in bands for end in (band.low, band.high, band.mean)], currency)


def _named(measure: str, unit: MoneyUnit) -> str:
    return f"{MEASURES[measure]}, {unit.name}" if unit.name else MEASURES[measure]


def _difference(row: Difference, unit: MoneyUnit) -> str:
    most = money_digits(unit, row.mean) if unit.name else 1
    if row.mean_low is None or row.mean_high is None:
        return f"{signed(WORDS, row.mean / unit.coins, most)} [one future]"
    digits = deserved(most, (row.mean_high - row.mean_low) / 2 / unit.coins)
    ends = between(WORDS, row.mean_low / unit.coins, row.mean_high / unit.coins, digits)
    return f"{signed(WORDS, row.mean / unit.coins, digits)} [{ends}]"


def _gain(row: Difference) -> str:
    return "–" if row.gain is None else f"{WORDS.decimal(row.gain, 1 if row.gain < 10 else 0)}×"


def _choices(roadmaps: Sequence[RoadmapResult], comparison: Comparison) -> Table:
    title = "Best: share of futures in which no roadmap is better, and the mean regret against the best one"
    table = blank_table(title, ("Criterion, less is better", *(road.name for road in roadmaps)), numeric=len(roadmaps))
    for choice in comparison.choices:
        unit = _unit(choice.criterion, choice.regret.values(), comparison.currency)
        add(table, _named(choice.criterion, unit), *(_choice(choice, road.id, unit) for road in roadmaps))
    return table


def _choice(choice: Choice, roadmap: str, unit: MoneyUnit) -> str:
    best = share(WORDS, choice.best[roadmap])
    if roadmap not in choice.regret:
        return best
    return f"{best}, {_amount(choice.regret[roadmap], unit)}"


def _amount(band: Band, unit: MoneyUnit) -> str:
    return money(WORDS, band, unit) if unit.name else mean(WORDS, band)


def _duels(comparison: Comparison) -> Table:
    names = {road.id: road.name for road in comparison.roadmaps}
    columns = ("Criterion", "Roadmaps", "less", "equal", "more", "Dominance")
    table = blank_table(
        "Two by two: share of futures in which the first has less, as much, or more", columns, numeric=0
    )
    for duel in comparison.duels:
        shares = (_percent(part) for part in (duel.less, duel.equal, duel.more))
        pair = f"{names[duel.one]} : {names[duel.two]}"
        add(table, MEASURES[duel.criterion], pair, *shares, _dominance(duel, names[duel.better] if duel.better else ""))
    return table


def _dominance(duel: Duel, better: str) -> str:
    if not duel.dominance:
        return "equal in every future" if duel.equal == 1 else "neither"
    return f"{better}, in {'every future' if duel.dominance == 'always' else 'distribution'}"


def _waterfall(of: str, roadmaps: Sequence[RoadmapResult], comparison: Comparison) -> Table:
    falls = [fall for road in roadmaps for fall in road.waterfalls if fall.of == of and not fall.part]
    ends = [band for fall in falls for band in (fall.opening, fall.closing)]
    unit = _unit(of, ends, comparison.currency)
    first, last = comparison.years[0], comparison.years[-1]
    span = f"cost of {first} to cost of {last}" if of == "cost" else f"opening to the end of {last}"
    title = f"{_named(of, unit)}: from {span}, mean [5–95%]"
    table = blank_table(title, ("", *(road.name for road in roadmaps)), numeric=len(roadmaps))
    begin, end = (str(first), str(last)) if of == "cost" else ("Opening", "Closing")
    add(table, begin, *(_spread(fall.opening, unit) for fall in falls))
    changes = [{channel.name: channel.change for channel in fall.channels} for fall in falls]
    names = dict.fromkeys(name for channels in changes for name in channels)
    for name in sorted(names, key=lambda name: _CHANNELS.index(name) if name in _CHANNELS else -1):
        cells = (_spread(channels[name], unit, signs=True) if name in channels else "0" for channels in changes)
        add(table, MEASURES[name], *cells)
    add(table, end, *(_spread(fall.closing, unit) for fall in falls))
    return table


def _spread(band: Band, unit: MoneyUnit, *, signs: bool = False) -> str:
    plus = "+" if signs and band.mean > 0 else ""
    if band.low == band.high == band.mean:
        return f"{plus}{_amount(band, unit)}"
    digits = money_digits(unit, max(abs(band.low), abs(band.high))) if unit.name else 0
    return f"{plus}{_amount(band, unit)} [{between(WORDS, band.low / unit.coins, band.high / unit.coins, digits)}]"


def precision_tables(comparison: Comparison) -> list[RenderableType]:
    """Return the intervals that were to be narrow; nothing if none were."""
    if not comparison.precision:
        return []
    first, count = comparison.precision[0].first, comparison.replications
    title = f"Precision: {first:,} futures said how many are needed, and {count:,} were run"
    table = blank_table(title, ("Outcome", "Roadmap", "Mean", "± reached", "± wanted", ""), numeric=4)
    names = {road.id: road.name for road in comparison.roadmaps}
    for row in comparison.precision:
        half, verdict = (row.high - row.low) / 2, "" if row.narrow else "not reached: see --at-most"
        cells = (_precise(row.measure, value, half, comparison) for value in (row.mean, half, row.half_width))
        add(table, MEASURES.get(row.measure, row.measure), names[row.roadmap], *cells, verdict)
    return [table]


def _precise(measure: str, value: float, half_width: float, comparison: Comparison) -> str:
    if measure in MEASURES and measure not in MONEY_MEASURES:
        return WORDS.decimal(value, max(deserved(2, half_width), 1))
    if measure in MONEY_MEASURES:
        unit = money_unit(WORDS, [comparison.roadmaps[0].costs.total[measure].mean], comparison.currency)
        return f"{WORDS.decimal(value / unit.coins, 3)} {unit.name}"
    return WORDS.percent(value, 2)


def part_tables(roadmap: RoadmapResult, falls: Sequence[Waterfall], by: str) -> list[RenderableType]:
    """Return the waterfalls of people and of posts with a row for each part of a roadmap."""
    return [_parts(roadmap, [fall for fall in falls if fall.of == of], of, by) for of in ("people", "posts")]


def unit_tables(roadmap: RoadmapResult, rows: Sequence[UnitNumbers], side: str) -> list[RenderableType]:
    """Return the numbers of every unit of the old or the new structure, opening and closing."""
    heads = [f"{MEASURES[name]}, {when}" for name in KEPT for when in ("opening", "closing")]
    title = f"Units of the {side} structure, “{roadmap.name}”: opening, and mean at the end"
    table = blank_table(title, ("Unit", *heads), numeric=len(heads))
    for row in rows:
        cells = (WORDS.decimal(part[name], 1) for name in KEPT for part in (row.opening, row.closing))
        add(table, row.unit, *cells)
    return [table]


def unit_target_tables(roadmap: RoadmapResult, target: str, rows: Sequence[UnitTarget]) -> list[RenderableType]:
    """Return with what probability every unit by itself is within a target's limit."""
    title = f"Target {target} unit by unit, “{roadmap.name}”, as if it were set for each"
    table = blank_table(title, ("Unit", "Mean on the day", "Limit", "Met in", "95% interval"), numeric=4)
    for row in rows:
        limit, closing = WORDS.decimal(row.limit), WORDS.decimal(row.closing, 1)
        add(table, row.unit, closing, limit, share(WORDS, row.met), interval(WORDS, row.met))
    return [table]


def _parts(roadmap: RoadmapResult, falls: Sequence[Waterfall], of: str, by: str) -> Table:
    present = {channel.name for fall in falls for channel in fall.channels}
    names = [name for name in _CHANNELS if name in present]
    heads = (by, "opening", *(_SHORT[name] for name in names), "closing")
    table = blank_table(f"{MEASURES[of]} by {by}, “{roadmap.name}”: means", heads, numeric=len(heads) - 1)
    for fall in falls:
        changes = {channel.name: channel.change for channel in fall.channels}
        cells = (mean(WORDS, changes[name]) if name in changes else "–" for name in names)
        label = PAYERS.get(fall.part, fall.part) if by == "payer" else fall.part
        add(table, label, mean(WORDS, fall.opening), *cells, mean(WORDS, fall.closing))
    return table
