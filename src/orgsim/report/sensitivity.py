"""What the answer hangs on, as tables of a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from orgsim.analysis.measures import ALL_TARGETS, target_measure
from orgsim.analysis.sensitivity_result import Decision, Estimate, Output, Sensitivity, Shares, Shift, Swing, Varied
from orgsim.analysis.values import Proportion
from orgsim.report.amounts import between, deserved, interval, money_unit, share, signed
from orgsim.report.terminal import WORDS, add, blank_table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES, RATES

__all__ = ["sensitivity_tables"]

_ABREAST = 3
"""Roadmaps that fit side by side."""

_MOST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class _Scale:
    """What numbers of a measure are divided by to be shown, and the name of that unit, which may be none."""

    one: float
    unit: str


def sensitivity_tables(sensitivity: Sensitivity) -> list[RenderableType]:
    """Return the ranges, the decision and what it hangs on, what each range alone changes, and the part of luck.

    Shares of variance that few points estimate as less than none or more than all are shown as 0 % and 100 %.
    """
    parts: list[RenderableType] = [_ranges(sensitivity)]
    if sensitivity.decision:
        parts += _decision(sensitivity, sensitivity.decision)
    parts.append(Text("\nOne range alone at its low … at its high end: change of the mean over the same futures"))
    for measure in sensitivity.measures:
        parts += _tornados(sensitivity, measure)
    return [*parts, *_shares(sensitivity)]


def _ranges(sensitivity: Sensitivity) -> RenderableType:
    title = (
        f"Assumptions with ranges, in {WORDS.decimal(sensitivity.simulations)} simulations of the same "
        f"{WORDS.decimal(sensitivity.replications)} futures, seed {sensitivity.seed}"
    )
    table = blank_table(title, ("Assumption", "", "As stated", "Range"), numeric=2)
    for varied in sensitivity.varied:
        ends = f"{_setting(varied, varied.low)}–{varied.high:g}, {varied.shape}"
        add(table, varied.assumption, RATES[varied.assumption], _setting(varied, varied.stated), ends)
    return table


def _setting(varied: Varied, setting: float) -> str:
    return f"× {setting:g}" if varied.of == "factor" else f"{setting:g}"


def _decision(sensitivity: Sensitivity, decision: Decision) -> Iterator[RenderableType]:
    names = _roadmaps(sensitivity)
    words = {ALL_TARGETS: "most futures that meet every target"}
    rule = " and then ".join(words.get(name, "least costs by their worth on the first day") for name in decision.rule)
    yield Text(f"First by {rule}: {', then '.join(names[roadmap] for roadmap in decision.ranking)}.")
    yield Text(
        f"With all assumptions drawn from their ranges, {names[decision.ranking[0]]} stays first in "
        f"{_share(decision.first_survives)} of {decision.points} draws, and all stay in this order in "
        f"{_share(decision.ranking_survives)}."
    )
    for one in decision.overturned:
        yield Text(f"With {one.assumption} alone at its {one.end} end, {names[one.ranking[0]]} is first.")
    margin, mean = decision.margin.output, decision.margin.mean
    what = f"{_label(sensitivity, margin.measure)}, {_label_of(sensitivity, margin)}"
    if not decision.hangs_on:
        yield Text(f"No range changes what separates the first two ({what}).")
        return
    scale = _scale(sensitivity, margin.measure, [mean])
    stated = f"{signed(WORDS, mean / scale.one, 1)} {scale.unit}".strip()
    title = f"What separates the first two, and what that hangs on: {what}: {stated} as stated"
    columns = ("Shares of the variance", "Alone", "95% interval", "With others", "95% interval")
    table = blank_table(title, columns, numeric=4)
    for index in decision.hangs_on:
        add(table, index.assumption, *_estimate(index.first), *_estimate(index.total))
    yield table
    if decision.spread.noise:
        yield Text(
            f"Luck that more replications would take away is {WORDS.percent(decision.spread.noise)} of that variance."
        )


def _share(proportion: Proportion) -> str:
    return f"{share(WORDS, proportion)} ({interval(WORDS, proportion)})"


def _estimate(estimate: Estimate) -> tuple[str, str]:
    low, high = (100 * _possible(end) for end in (estimate.low, estimate.high))
    return WORDS.percent(_possible(estimate.value)), f"{between(WORDS, low, high)}%"


def _possible(part: float) -> float:
    return min(max(part, 0.0), 1.0)


def _tornados(sensitivity: Sensitivity, measure: str) -> Iterator[RenderableType]:
    """Yield a table for roadmaps and, where the measure ranks them, one for differences to the reference."""
    ranks = sensitivity.decision is not None and measure in sensitivity.decision.rule
    outputs = [level.output for level in sensitivity.levels if level.output.measure == measure]
    alone = [output for output in outputs if output.against is None]
    apart = [output for output in outputs if output.against is not None and ranks]
    swings = {(swing.assumption, swing.output): swing for swing in sensitivity.swings}
    for some in (alone, apart):
        for start in range(0, len(some), _ABREAST):
            yield _tornado(sensitivity, some[start : start + _ABREAST], swings)


def _tornado(
    sensitivity: Sensitivity, outputs: Sequence[Output], swings: dict[tuple[str, Output], Swing]
) -> RenderableType:
    rows = {
        varied.assumption: [swings[varied.assumption, output] for output in outputs] for varied in sensitivity.varied
    }
    reach = {name: max(max(abs(one.low.mean), abs(one.high.mean)) for one in row) for name, row in rows.items()}
    label = _label(sensitivity, outputs[0].measure)
    columns = [_label_of(sensitivity, output) for output in outputs]
    if not any(reach.values()):
        return Text(f"{label}: no range alone changes it ({'; '.join(columns)}).")
    scale = _scale(sensitivity, outputs[0].measure, list(reach.values()))
    table = blank_table(f"{label}{_in(scale)}", ("Assumption", *columns), numeric=len(outputs))
    for name in sorted((name for name in reach if reach[name]), key=lambda name: -reach[name]):
        add(table, name, *(_both_ends(one, scale) for one in rows[name]))
    return table


def _both_ends(swing: Swing, scale: _Scale) -> str:
    ends = (swing.low, swing.high)
    digits = min(_digits(end, scale) for end in ends)
    return " … ".join(signed(WORDS, end.mean / scale.one, digits) if end.mean else "0" for end in ends)


def _digits(shift: Shift, scale: _Scale) -> int:
    return deserved(_MOST_DIGITS, ((shift.mean_high or 0.0) - (shift.mean_low or 0.0)) / 2 / scale.one)


def _shares(sensitivity: Sensitivity) -> Iterator[RenderableType]:
    """Yield tables of three roadmaps each, of what varies in any of them."""
    alone = {(row.output.measure, row.output.roadmap): row for row in sensitivity.shares if row.output.against is None}
    title = "Variance by what is not known / by luck / by both together"
    for start in range(0, len(sensitivity.roadmaps), _ABREAST):
        some = sensitivity.roadmaps[start : start + _ABREAST]
        table = blank_table(title, ("", *(roadmap.name for roadmap in some)), numeric=len(some))
        for measure in sensitivity.measures:
            rows = [alone[measure, roadmap.id] for roadmap in some]
            if any(row.deviation for row in rows):
                add(table, _label(sensitivity, measure), *(_parts(row) for row in rows))
        yield table


def _parts(row: Shares) -> str:
    if not row.deviation:
        return "does not vary"
    return " / ".join(WORDS.percent(part) for part in (row.assumptions, row.luck, row.together))


def _roadmaps(sensitivity: Sensitivity) -> dict[str, str]:
    return {roadmap.id: roadmap.name for roadmap in sensitivity.roadmaps}


def _label_of(sensitivity: Sensitivity, output: Output) -> str:
    names = _roadmaps(sensitivity)
    return names[output.roadmap] if output.against is None else f"{names[output.roadmap]} − {names[output.against]}"


def _label(sensitivity: Sensitivity, measure: str) -> str:
    targets = {target_measure(target.id): f"Futures that meet '{target.name}'" for target in sensitivity.targets}
    return {**MEASURES, **targets, ALL_TARGETS: "Futures that meet every target"}[measure]


def _in(scale: _Scale) -> str:
    return f", {scale.unit}" if scale.unit else ""


def _scale(sensitivity: Sensitivity, measure: str, amounts: Sequence[float]) -> _Scale:
    if measure in MONEY_MEASURES:
        unit = money_unit(WORDS, amounts, sensitivity.currency)
        return _Scale(unit.coins, unit.name)
    return _Scale(0.01, "percentage points") if measure not in MEASURES else _Scale(1, "")
