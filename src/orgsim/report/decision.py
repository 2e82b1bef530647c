"""Tables for a terminal on which a decision rests: differences, the best roadmap, waterfalls, dates of targets."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table

from orgsim.analysis.comparison import Choice, Comparison, Difference, Duel
from orgsim.analysis.roadmap_values import RoadmapResult
from orgsim.report.amounts import (
    MoneyUnit,
    Wording,
    between,
    deserved,
    money_digits,
    money_unit,
    share,
    signed,
)
from orgsim.report.plain import WORDS
from orgsim.report.structure import structure_tables
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES
from orgsim.report.waterfalls import amount, batches, measure_name, measure_unit, waterfall_table

__all__ = ["baseline", "decision_tables", "precision_tables"]


def baseline(comparison: Comparison, words: Wording = WORDS) -> str:
    """Return one line that says what all is held against, with the digests of what was read."""
    base = next(road for road in comparison.roadmaps if road.id == comparison.reference)
    return words.say(
        "Baseline: {name} ({id}, {digest}). Scenario {scenario}, {inputs}; {futures} futures, seed {seed}.",
        name=words.name(base),
        id=base.id,
        digest=base.digest,
        scenario=comparison.scenario.id,
        inputs=comparison.digest,
        futures=words.decimal(comparison.replications),
        seed=comparison.seed,
    )


def decision_tables(comparison: Comparison, words: Wording = WORDS) -> list[RenderableType]:
    """Return dates of targets, differences from the baseline, who is best, and the waterfalls of the whole."""
    tables: list[RenderableType] = [_dates(words, comparison)] if comparison.targets else []
    if comparison.differences:
        others = [road for road in comparison.roadmaps if road.id != comparison.reference]
        tables += [_differences(words, some, comparison) for some in batches(others, 2)]
        tables += [_choices(words, some, comparison) for some in batches(comparison.roadmaps, 3)]
        tables.append(_duels(words, comparison))
    for of in dict.fromkeys(fall.of for road in comparison.roadmaps for fall in road.waterfalls if not fall.part):
        tables += [waterfall_table(of, some, comparison, words=words) for some in batches(comparison.roadmaps, 3)]
    return [*tables, *structure_tables(comparison.structure, comparison.years[-1], words=words)]


def _dates(words: Wording, comparison: Comparison) -> Table:
    years = comparison.years
    table = blank_table(
        words.say("Targets: share of futures within the limit, for good, from the end of that year on"),
        (words.say("Target"), words.say("Roadmap"), *(str(year) for year in years), words.say("never")),
        numeric=len(years) + 1,
    )
    for position, target in enumerate(comparison.targets):
        for first, road in enumerate(comparison.roadmaps):
            since = road.targets[position].since
            never = comparison.replications - sum(round(part * comparison.replications) for part in since.values())
            shares = [*(since.get(year, 0.0) for year in years), never / comparison.replications]
            add(table, "" if first else target.id, words.name(road), *(_percent(words, part) for part in shares))
    return table


def _percent(words: Wording, part: float) -> str:
    """Write a share; one that is not none or all is never shown as such."""
    if 0 < part < 0.005:
        return "<1%"
    return ">99%" if 0.995 < part < 1 else words.percent(part) if part else "–"


def _differences(words: Wording, roadmaps: Sequence[RoadmapResult], comparison: Comparison) -> Table:
    heads = [head for road in roadmaps for head in _difference_heads(words, road)]
    base = next(road for road in comparison.roadmaps if road.id == comparison.reference)
    title = words.say(
        "Differences from the baseline '{name}' ({digest}), future by future",
        name=words.name(base),
        digest=base.digest,
    )
    table = blank_table(title, ("", *heads), numeric=len(heads))
    found = {(row.roadmap, row.measure): row for row in comparison.differences}
    for measure in dict.fromkeys(row.measure for row in comparison.differences):
        rows = [found[road.id, measure] for road in roadmaps]
        unit = measure_unit(words, measure, [row.spread for row in rows], comparison.currency)
        cells = [cell for row in rows for cell in (_difference(words, row, unit), _gain(words, row))]
        add(table, measure_name(words, measure, unit), *cells)
    table.caption = words.say(
        "Intervals hold for all roadmaps of a row together. Luck saved: so many times as many futures would be needed "
        "if each roadmap had luck of its own."
    )
    table.caption_justify = "left"
    return table


def _difference_heads(words: Wording, road: RoadmapResult) -> tuple[str, str]:
    return words.say("{roadmap}: mean [95%]", roadmap=words.name(road)), words.say("luck saved")


def _difference(words: Wording, row: Difference, unit: MoneyUnit) -> str:
    most = money_digits(unit, row.mean) if unit.name else 1
    if row.mean_low is None or row.mean_high is None:
        return f"{signed(words, row.mean / unit.coins, most)} [{words.say('one future')}]"
    digits = deserved(most, (row.mean_high - row.mean_low) / 2 / unit.coins)
    ends = between(words, row.mean_low / unit.coins, row.mean_high / unit.coins, digits)
    return f"{signed(words, row.mean / unit.coins, digits)} [{ends}]"


def _gain(words: Wording, row: Difference) -> str:
    return "–" if row.gain is None else f"{words.decimal(row.gain, 1 if row.gain < 10 else 0)}×"


def _choices(words: Wording, roadmaps: Sequence[RoadmapResult], comparison: Comparison) -> Table:
    title = words.say("Best: share of futures in which no roadmap is better, and the mean regret against the best one")
    heads = (words.say("Criterion, less is better"), *(words.name(road) for road in roadmaps))
    table = blank_table(title, heads, numeric=len(roadmaps))
    for choice in comparison.choices:
        unit = measure_unit(words, choice.criterion, choice.regret.values(), comparison.currency)
        name = measure_name(words, choice.criterion, unit)
        add(table, name, *(_choice(words, choice, road.id, unit) for road in roadmaps))
    return table


def _choice(words: Wording, choice: Choice, roadmap: str, unit: MoneyUnit) -> str:
    best = share(words, choice.best[roadmap])
    if roadmap not in choice.regret:
        return best
    return f"{best}, {amount(words, choice.regret[roadmap], unit)}"


def _duels(words: Wording, comparison: Comparison) -> Table:
    names = {road.id: words.name(road) for road in comparison.roadmaps}
    say = words.say
    columns = (say("Criterion"), say("Roadmaps"), say("Less"), say("Equal"), say("More"), say("Dominance"))
    title = say("Two by two: share of futures in which the first has less, as much, or more")
    table = blank_table(title, columns, numeric=0)
    for duel in comparison.duels:
        shares = (_percent(words, part) for part in (duel.less, duel.equal, duel.more))
        pair = f"{names[duel.one]} : {names[duel.two]}"
        add(
            table,
            say(MEASURES[duel.criterion]),
            pair,
            *shares,
            _dominance(words, duel, names[duel.better] if duel.better else ""),
        )
    return table


def _dominance(words: Wording, duel: Duel, better: str) -> str:
    if not duel.dominance:
        return words.say("equal in every future") if duel.equal == 1 else words.say("neither")
    if duel.dominance == "always":
        return words.say("{roadmap}, in every future", roadmap=better)
    return words.say("{roadmap}, in distribution", roadmap=better)


def precision_tables(comparison: Comparison, words: Wording = WORDS) -> list[RenderableType]:
    """Return the intervals that were to be narrow; nothing if none were."""
    if not comparison.precision:
        return []
    first, count = comparison.precision[0].first, comparison.replications
    say = words.say
    title = say(
        "Precision: {first} futures said how many are needed, and {count} were run",
        first=words.decimal(first),
        count=words.decimal(count),
    )
    columns = (say("Outcome"), say("Roadmap"), say("Mean"), say("± reached"), say("± wanted"), "")
    table = blank_table(title, columns, numeric=4)
    names = {road.id: words.name(road) for road in comparison.roadmaps}
    for row in comparison.precision:
        half, verdict = (row.high - row.low) / 2, "" if row.narrow else say("not reached: see --at-most")
        cells = (_precise(words, row.measure, value, half, comparison) for value in (row.mean, half, row.half_width))
        name = say(MEASURES[row.measure]) if row.measure in MEASURES else row.measure
        add(table, name, names[row.roadmap], *cells, verdict)
    return [table]


def _precise(words: Wording, measure: str, value: float, half_width: float, comparison: Comparison) -> str:
    if measure in MEASURES and measure not in MONEY_MEASURES:
        return words.decimal(value, max(deserved(2, half_width), 1))
    if measure in MONEY_MEASURES:
        unit = money_unit(words, [comparison.roadmaps[0].costs.total[measure].mean], comparison.currency)
        return f"{words.decimal(value / unit.coins, 3)} {unit.name}"
    return words.percent(value, 2)
