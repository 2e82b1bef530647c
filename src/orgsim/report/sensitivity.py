"""What the answer hangs on, as tables of a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from orgsim.analysis.measures import ALL_TARGETS, target_measure
from orgsim.analysis.sensitivity_result import Decision, Estimate, Output, Sensitivity, Shares, Shift, Swing, Varied
from orgsim.analysis.values import Proportion
from orgsim.report.amounts import Wording, between, deserved, interval, money_unit, share, signed
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES, RATES, mark

__all__ = ["sensitivity_tables"]

_ABREAST = 3
"""Roadmaps that fit side by side."""

_MOST_DIGITS = 3

_SHAPES: Mapping[str, str] = {"uniform": mark("uniform"), "triangular": mark("triangular")}

_AT_END: Mapping[str, str] = {
    "low": mark("With {assumption} alone at its low end, {roadmap} is first."),
    "high": mark("With {assumption} alone at its high end, {roadmap} is first."),
}


@dataclass(frozen=True, slots=True)
class _Scale:
    """What numbers of a measure are divided by to be shown, and the name of that unit, which may be none."""

    one: float
    unit: str


def sensitivity_tables(sensitivity: Sensitivity, words: Wording = WORDS) -> list[RenderableType]:
    """Return the ranges, the decision and what it hangs on, what each range alone changes, and the part of luck.

    Shares of variance that few points estimate as less than none or more than all are shown as 0 % and 100 %.
    """
    parts: list[RenderableType] = [_ranges(words, sensitivity)]
    if sensitivity.decision:
        parts += _decision(words, sensitivity, sensitivity.decision)
    parts.append(
        Text("\n" + words.say("One range alone at its low … at its high end: change of the mean over the same futures"))
    )
    for measure in sensitivity.measures:
        parts += _tornados(words, sensitivity, measure)
    return [*parts, *_shares(words, sensitivity)]


def _ranges(words: Wording, sensitivity: Sensitivity) -> RenderableType:
    say = words.say
    title = say(
        "Assumptions with ranges, in {simulations} simulations of the same {futures} futures, seed {seed}",
        simulations=words.decimal(sensitivity.simulations),
        futures=words.decimal(sensitivity.replications),
        seed=sensitivity.seed,
    )
    table = blank_table(title, (say("Assumption"), "", say("As stated"), say("Range")), numeric=2)
    for varied in sensitivity.varied:
        high = words.written(f"{varied.high:g}")
        ends = f"{_setting(words, varied, varied.low)}–{high}, {say(_SHAPES[varied.shape])}"
        add(table, varied.assumption, say(RATES[varied.assumption]), _setting(words, varied, varied.stated), ends)
    return table


def _setting(words: Wording, varied: Varied, setting: float) -> str:
    number = words.written(f"{setting:g}")
    return f"× {number}" if varied.of == "factor" else number


def _decision(words: Wording, sensitivity: Sensitivity, decision: Decision) -> Iterator[RenderableType]:
    names = _roadmaps(words, sensitivity)
    say = words.say
    criteria = [
        say("most futures that meet every target")
        if name == ALL_TARGETS
        else say("least costs by their worth on the first day")
        for name in decision.rule
    ]
    yield Text(
        say(
            "First by {rule}: {ranking}.",
            rule=say(" and then ").join(criteria),
            ranking=say(", then ").join(names[roadmap] for roadmap in decision.ranking),
        )
    )
    yield Text(
        say(
            "With all assumptions drawn from their ranges, {roadmap} stays first in {first} of {points} draws, and all "
            "stay in this order in {order}.",
            roadmap=names[decision.ranking[0]],
            first=_share(words, decision.first_survives),
            points=decision.points,
            order=_share(words, decision.ranking_survives),
        )
    )
    for one in decision.overturned:
        message = _AT_END[one.end]
        yield Text(say(message, assumption=one.assumption, roadmap=names[one.ranking[0]]))
    margin, mean = decision.margin.output, decision.margin.mean
    what = f"{_label(words, sensitivity, margin.measure)}, {_label_of(words, sensitivity, margin)}"
    if not decision.hangs_on:
        yield Text(say("No range changes what separates the first two ({margin}).", margin=what))
        return
    scale = _scale(words, sensitivity, margin.measure, [mean])
    stated = f"{signed(words, mean / scale.one, 1)} {scale.unit}".strip()
    title = say(
        "What separates the first two, and what that hangs on: {margin}: {change} as stated", margin=what, change=stated
    )
    around = say("95% interval")
    columns = (say("Shares of the variance"), say("Alone"), around, say("With others"), around)
    table = blank_table(title, columns, numeric=4)
    for index in decision.hangs_on:
        add(table, index.assumption, *_estimate(words, index.first), *_estimate(words, index.total))
    yield table
    if decision.spread.noise:
        yield Text(
            say(
                "Luck that more replications would take away is {share} of that variance.",
                share=words.percent(decision.spread.noise),
            )
        )


def _share(words: Wording, proportion: Proportion) -> str:
    return f"{share(words, proportion)} ({interval(words, proportion)})"


def _estimate(words: Wording, estimate: Estimate) -> tuple[str, str]:
    low, high = (100 * _possible(end) for end in (estimate.low, estimate.high))
    return words.percent(_possible(estimate.value)), f"{between(words, low, high)}%"


def _possible(part: float) -> float:
    return min(max(part, 0.0), 1.0)


def _tornados(words: Wording, sensitivity: Sensitivity, measure: str) -> Iterator[RenderableType]:
    """Yield a table for roadmaps and, where the measure ranks them, one for differences to the reference."""
    ranks = sensitivity.decision is not None and measure in sensitivity.decision.rule
    outputs = [level.output for level in sensitivity.levels if level.output.measure == measure]
    alone = [output for output in outputs if output.against is None]
    apart = [output for output in outputs if output.against is not None and ranks]
    swings = {(swing.assumption, swing.output): swing for swing in sensitivity.swings}
    for some in (alone, apart):
        for start in range(0, len(some), _ABREAST):
            yield _tornado(words, sensitivity, some[start : start + _ABREAST], swings)


def _tornado(
    words: Wording, sensitivity: Sensitivity, outputs: Sequence[Output], swings: dict[tuple[str, Output], Swing]
) -> RenderableType:
    rows = {
        varied.assumption: [swings[varied.assumption, output] for output in outputs] for varied in sensitivity.varied
    }
    reach = {name: max(max(abs(one.low.mean), abs(one.high.mean)) for one in row) for name, row in rows.items()}
    label = _label(words, sensitivity, outputs[0].measure)
    columns = [_label_of(words, sensitivity, output) for output in outputs]
    if not any(reach.values()):
        return Text(
            words.say("{measure}: no range alone changes it ({roadmaps}).", measure=label, roadmaps="; ".join(columns))
        )
    scale = _scale(words, sensitivity, outputs[0].measure, list(reach.values()))
    table = blank_table(f"{label}{_in(scale)}", (words.say("Assumption"), *columns), numeric=len(outputs))
    for name in sorted((name for name in reach if reach[name]), key=lambda name: -reach[name]):
        add(table, name, *(_both_ends(words, one, scale) for one in rows[name]))
    return table


def _both_ends(words: Wording, swing: Swing, scale: _Scale) -> str:
    ends = (swing.low, swing.high)
    digits = min(_digits(end, scale) for end in ends)
    return " … ".join(signed(words, end.mean / scale.one, digits) if end.mean else "0" for end in ends)


def _digits(shift: Shift, scale: _Scale) -> int:
    return deserved(_MOST_DIGITS, ((shift.mean_high or 0.0) - (shift.mean_low or 0.0)) / 2 / scale.one)


def _shares(words: Wording, sensitivity: Sensitivity) -> Iterator[RenderableType]:
    """Yield tables of three roadmaps each, of what varies in any of them."""
    alone = {(row.output.measure, row.output.roadmap): row for row in sensitivity.shares if row.output.against is None}
    title = words.say("Variance by what is not known / by luck / by both together")
    for start in range(0, len(sensitivity.roadmaps), _ABREAST):
        some = sensitivity.roadmaps[start : start + _ABREAST]
        table = blank_table(title, ("", *(words.name(roadmap) for roadmap in some)), numeric=len(some))
        for measure in sensitivity.measures:
            rows = [alone[measure, roadmap.id] for roadmap in some]
            if any(row.deviation for row in rows):
                add(table, _label(words, sensitivity, measure), *(_parts(words, row) for row in rows))
        yield table


def _parts(words: Wording, row: Shares) -> str:
    if not row.deviation:
        return words.say("does not vary")
    return " / ".join(words.percent(part) for part in (row.assumptions, row.luck, row.together))


def _roadmaps(words: Wording, sensitivity: Sensitivity) -> dict[str, str]:
    return {roadmap.id: words.name(roadmap) for roadmap in sensitivity.roadmaps}


def _label_of(words: Wording, sensitivity: Sensitivity, output: Output) -> str:
    names = _roadmaps(words, sensitivity)
    return names[output.roadmap] if output.against is None else f"{names[output.roadmap]} − {names[output.against]}"


def _label(words: Wording, sensitivity: Sensitivity, measure: str) -> str:
    targets = {target_measure(target.id): target for target in sensitivity.targets}
    if measure == ALL_TARGETS:
        return words.say("Futures that meet every target")
    if measure in targets:
        return words.say("Futures that meet '{target}'", target=words.name(targets[measure]))
    return words.say(MEASURES[measure])


def _in(scale: _Scale) -> str:
    return f", {scale.unit}" if scale.unit else ""


def _scale(words: Wording, sensitivity: Sensitivity, measure: str, amounts: Sequence[float]) -> _Scale:
    if measure in MONEY_MEASURES:
        unit = money_unit(words, amounts, sensitivity.currency)
        return _Scale(unit.coins, unit.name)
    return _Scale(0.01, words.say("percentage points")) if measure not in MEASURES else _Scale(1, "")
