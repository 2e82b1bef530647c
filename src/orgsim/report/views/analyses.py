"""What was worked out from a run later: what the answer hangs on, and what each part contributed."""

from collections.abc import Sequence
from dataclasses import dataclass

from orgsim.analysis.attribution import Attribution, Contribution, ExactMean, Total
from orgsim.analysis.comparison import Comparison, Named
from orgsim.analysis.measures import ALL_TARGETS, target_measure
from orgsim.analysis.sensitivity_result import Estimate, Output, Sensitivity, Shares, Swing, Varied
from orgsim.report.amounts import MoneyUnit, between, deserved, interval, money_unit, share, signed
from orgsim.report.views.table import Cell, Column, Group, Row, Table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES, RATES
from orgsim.report.words import Words

__all__ = ["Hangs", "attribution_view", "sensitivity_view"]

_PERCENT_POINT = 0.01


@dataclass(frozen=True, slots=True)
class Hangs:
    """What the answer hangs on: sentences, then tables."""

    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


def sensitivity_view(sensitivity: Sensitivity, comparison: Comparison, words: Words) -> Hangs:
    """Put a sensitivity analysis into sentences and tables: what the ranking survives, and what it hangs on."""
    tables = [_ranges(sensitivity, words)]
    for measure in sensitivity.decision.rule if sensitivity.decision else ():
        outputs = [level.output for level in sensitivity.levels if level.output.measure == measure]
        shown = [output for output in outputs if output.against is not None]
        if tornado := _tornado(sensitivity, shown, comparison, words):
            tables.append(tornado)
    tables.append(_luck(sensitivity, words))
    return Hangs(_sentences(sensitivity, words), tuple(tables))


def _sentences(sensitivity: Sensitivity, words: Words) -> tuple[str, ...]:
    decision = sensitivity.decision
    if decision is None:
        return ()
    names = {named.id: words.name(named) for named in sensitivity.roadmaps}
    found = [
        words.say(
            "“{roadmap}” comes first: it meets every target in most futures and, among equals, costs least. With all "
            "assumptions drawn from their ranges it stays first in {first} of {count} draws (95% interval {interval}), "
            "and all roadmaps keep their order in {order}.",
            roadmap=names[decision.ranking[0]],
            first=share(words, decision.first_survives),
            interval=interval(words, decision.first_survives),
            count=words.whole(decision.points),
            order=share(words, decision.ranking_survives),
        )
    ]
    found += [
        words.say(
            "With “{assumption}” alone at an end of its range ({setting}), “{roadmap}” comes first.",
            assumption=words.say(RATES[one.assumption]),
            setting=_end(next(v for v in sensitivity.varied if v.assumption == one.assumption), one.end, words),
            roadmap=names[one.ranking[0]],
        )
        for one in decision.overturned
    ]
    hangs = [f"“{words.say(RATES[index.assumption])}”" for index in decision.hangs_on]
    if hangs:
        found.append(
            words.say("What separates the first two hangs most on {assumptions}.", assumptions=words.listed(hangs))
        )
    else:
        found.append(words.say("No range of an assumption changes what separates the first two."))
    return tuple(found)


def _end(varied: Varied, end: str, words: Words) -> str:
    return _setting(varied, varied.low if end == "low" else varied.high, words)


def _setting(varied: Varied, value: float, words: Words) -> str:
    digits = next((digits for digits in range(6) if round(value, digits) == value), 6)
    return f"× {words.decimal(value, digits)}" if varied.of == "factor" else words.decimal(value, digits)


def _ranges(sensitivity: Sensitivity, words: Words) -> Table:
    indices = {index.assumption: index for index in sensitivity.decision.hangs_on} if sensitivity.decision else {}
    rows = tuple(
        Row(
            Cell(words.say(RATES[varied.assumption]), varied.reason),
            (
                Cell(_setting(varied, varied.stated, words)),
                Cell(f"{_setting(varied, varied.low, words)}–{words.decimal(varied.high, 2).rstrip('0').rstrip('.,')}"),
                _index(indices[varied.assumption].first, words) if varied.assumption in indices else Cell("–"),
                _index(indices[varied.assumption].total, words) if varied.assumption in indices else Cell("–"),
            ),
        )
        for varied in sensitivity.varied
    )
    columns = (
        Column(words.say("Assumption"), numeric=False),
        Column(words.say("As stated")),
        Column(words.say("Range")),
        Column(words.say("Alone")),
        Column(words.say("With others")),
    )
    caption = words.say(
        "Assumptions with ranges, and for the three that matter most: the share of what assumptions change in the "
        "margin between the first two that each makes alone, and with others (Sobol’ indices, 95% intervals)"
    )
    return Table(caption, columns, (Group(rows),), wordy=True)


def _index(estimate: Estimate, words: Words) -> Cell:
    low, high, value = (min(max(part, 0.0), 1.0) for part in (estimate.low, estimate.high, estimate.value))
    return Cell(words.percent(value), f"{between(words, 100 * low, 100 * high)}%")


def _tornado(sensitivity: Sensitivity, outputs: Sequence[Output], comparison: Comparison, words: Words) -> Table | None:
    """Return what each range alone changes in differences to the reference; nothing if none changes any."""
    swings = {(swing.assumption, swing.output): swing for swing in sensitivity.swings}
    rows = [(v.assumption, [swings[v.assumption, output] for output in outputs]) for v in sensitivity.varied]
    reach = {name: max(abs(end.mean) for swing in row for end in (swing.low, swing.high)) for name, row in rows if row}
    if not any(reach.values()):
        return None
    unit = _unit(outputs[0].measure, list(reach.values()), comparison, words)
    names = {named.id: words.name(named) for named in sensitivity.roadmaps}
    shown = tuple(
        Row(Cell(words.say(RATES[name])), tuple(_ends(swing, unit, words) for swing in row))
        for name, row in sorted(rows, key=lambda pair: -reach[pair[0]])
        if reach[name]
    )
    heads = (f"{names[output.roadmap]} − {names[output.against or '']}" for output in outputs)
    caption = words.say(
        "{measure}: what each range alone changes in the difference between roadmaps, at its low and its high end",
        measure=_label(outputs[0].measure, sensitivity.targets, unit, words),
    )
    return Table(caption, (Column(words.say("Assumption"), numeric=False), *map(Column, heads)), (Group(shown),))


def _ends(swing: Swing, unit: MoneyUnit, words: Words) -> Cell:
    halves = [((end.mean_high or 0) - (end.mean_low or 0)) / 2 / unit.coins for end in (swing.low, swing.high)]
    digits = min(deserved(2, half) for half in halves)
    low, high = (signed(words, end.mean / unit.coins, digits) for end in (swing.low, swing.high))
    return Cell(f"{low} … {high}")


def _luck(sensitivity: Sensitivity, words: Words) -> Table:
    found = {(row.output.measure, row.output.roadmap): row for row in sensitivity.shares if row.output.against is None}
    rows = tuple(
        Row(
            Cell(_label(measure, sensitivity.targets, MoneyUnit(1, ""), words)),
            tuple(_parts(found[measure, roadmap.id], words) for roadmap in sensitivity.roadmaps),
        )
        for measure in sensitivity.measures
        if any(found[measure, roadmap.id].deviation for roadmap in sensitivity.roadmaps)
    )
    heads = (Column(words.name(roadmap)) for roadmap in sensitivity.roadmaps)
    caption = words.say("Shares of the variance: what is not known / luck / both together")
    return Table(caption, (Column("", numeric=False), *heads), (Group(rows),))


def _parts(row: Shares, words: Words) -> Cell:
    if not row.deviation:
        return Cell(words.say("does not vary"))
    return Cell(" / ".join(words.percent(part) for part in (row.assumptions, row.luck, row.together)))


def attribution_view(attribution: Attribution, comparison: Comparison, words: Words) -> tuple[Table, ...]:
    """Put an attribution into tables of costs and of what targets are about."""
    told = {*(target.measure for target in comparison.targets), "cost", ALL_TARGETS}
    totals = [total for total in attribution.totals if total.measure in told]
    return tuple(table for total in totals if (table := _contributions(attribution, total, comparison, words)))


def _contributions(attribution: Attribution, total: Total, comparison: Comparison, words: Words) -> Table | None:
    parts = [row for row in attribution.contributions if row.measure == total.measure and row.shapley.sum != "0"]
    if not parts:
        return None
    unit = _unit(total.measure, [row.shapley.mean for row in parts], comparison, words)
    names = {player.id: words.name(player) for player in attribution.players}
    rows = tuple(_part(row, names[row.player], unit, words) for row in sorted(parts, key=_size))
    whole = Row(Cell(words.say("All together")), (Cell(""), _mean(total.difference, unit, words)))
    roadmap = next(words.name(road) for road in comparison.roadmaps if road.id == attribution.roadmap)
    columns = (
        Column(words.say("Step file, step or programme"), numeric=False),
        Column(words.say("If only it is left out")),
        Column(words.say("Shapley value")),
    )
    caption = words.say(
        "What each part of “{roadmap}” contributed: {measure}",
        roadmap=roadmap,
        measure=_label(total.measure, attribution.targets, unit, words),
    )
    return Table(caption, columns, (Group(rows), Group((whole,))))


def _size(row: Contribution) -> float:
    return -abs(row.shapley.mean)


def _part(row: Contribution, name: str, unit: MoneyUnit, words: Words) -> Row:
    return Row(Cell(name), (_mean(row.leave_one_out, unit, words), _mean(row.shapley, unit, words)))


def _mean(mean: ExactMean, unit: MoneyUnit, words: Words) -> Cell:
    if mean.low is None or mean.high is None or mean.low == mean.high:
        return Cell(signed(words, mean.mean / unit.coins, 0 if (mean.mean / unit.coins).is_integer() else 2))
    digits = deserved(2, (mean.high - mean.low) / 2 / unit.coins)
    return Cell(
        signed(words, mean.mean / unit.coins, digits),
        between(words, mean.low / unit.coins, mean.high / unit.coins, digits),
    )


def _unit(measure: str, amounts: Sequence[float], comparison: Comparison, words: Words) -> MoneyUnit:
    """Return by what numbers are divided to be shown: coins, percentage points, or nothing."""
    if measure in MONEY_MEASURES:
        return money_unit(words, amounts, comparison.currency)
    return MoneyUnit(1, "") if measure in MEASURES else MoneyUnit(_PERCENT_POINT, words.say("percentage points"))


def _label(measure: str, targets: Sequence[Named], unit: MoneyUnit, words: Words) -> str:
    if measure in MEASURES:
        label = words.say(MEASURES[measure])
    elif measure == ALL_TARGETS:
        label = words.say("Futures that meet every target")
    else:
        target = next(target for target in targets if target_measure(target.id) == measure)
        label = words.say("Futures that meet “{target}”", target=words.name(target))
    return f"{label}, {unit.name}" if unit.name else label
