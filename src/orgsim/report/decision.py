"""Tables for a terminal on which a decision rests: differences, the best roadmap, waterfalls, dates of targets."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table

from orgsim.analysis.comparison import Choice, Comparison, Difference, Duel
from orgsim.analysis.roadmap_values import RoadmapResult
from orgsim.report.amounts import (
    MoneyUnit,
    between,
    deserved,
    money_digits,
    money_unit,
    share,
    signed,
)
from orgsim.report.structure import structure_tables
from orgsim.report.terminal import WORDS, add, blank_table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES
from orgsim.report.waterfalls import amount, batches, measure_name, measure_unit, waterfall_table

__all__ = ["baseline", "decision_tables", "precision_tables"]


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
        tables += [_differences(some, comparison) for some in batches(others, 2)]
        tables += [_choices(some, comparison) for some in batches(comparison.roadmaps, 3)]
        tables.append(_duels(comparison))
    for of in dict.fromkeys(fall.of for road in comparison.roadmaps for fall in road.waterfalls if not fall.part):
        tables += [waterfall_table(of, some, comparison) for some in batches(comparison.roadmaps, 3)]
    return [*tables, *structure_tables(comparison.structure, comparison.years[-1])]


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
        unit = measure_unit(measure, [row.spread for row in rows], comparison.currency)
        cells = [cell for row in rows for cell in (_difference(row, unit), _gain(row))]
        add(table, measure_name(measure, unit), *cells)
    table.caption = (
        "Intervals hold for all roadmaps of a row together. Luck saved: so many times as many futures would be needed "
        "if each roadmap had luck of its own."
    )
    table.caption_justify = "left"
    return table


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
        unit = measure_unit(choice.criterion, choice.regret.values(), comparison.currency)
        add(table, measure_name(choice.criterion, unit), *(_choice(choice, road.id, unit) for road in roadmaps))
    return table


def _choice(choice: Choice, roadmap: str, unit: MoneyUnit) -> str:
    best = share(WORDS, choice.best[roadmap])
    if roadmap not in choice.regret:
        return best
    return f"{best}, {amount(choice.regret[roadmap], unit)}"


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
