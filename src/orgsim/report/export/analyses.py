"""Sheets of what was worked out from a run later: what the answer hangs on, and what each part contributed."""

from collections.abc import Sequence

from orgsim.analysis.attribution import Attribution, ExactMean
from orgsim.analysis.comparison import Comparison
from orgsim.analysis.sensitivity_result import Output, Sensitivity, Shift
from orgsim.report.export.sheets import Block, Field, Row, Sheet, coined, ends_of, spoken, unit_of
from orgsim.report.views.analyses import sensitivity_view
from orgsim.report.vocabulary import RATES
from orgsim.report.words import Words

__all__ = ["attribution_sheet", "sensitivity_sheet"]


def sensitivity_sheet(sensitivity: Sensitivity, comparison: Comparison, words: Words) -> Sheet:
    """Return the ranges of assumptions, what each changes, and how much of the variance hangs on it."""
    return Sheet(
        "sensitivity",
        words.say("Sensitivity"),
        words.say("What the answer hangs on"),
        sensitivity_view(sensitivity, comparison, words).sentences,
        (
            _ranges(sensitivity, words),
            _swings(sensitivity, comparison, words),
            _indices(sensitivity, comparison, words),
            _shares(sensitivity, comparison, words),
        ),
    )


def _ranges(sensitivity: Sensitivity, words: Words) -> Block:
    fields = (
        Field(words.say("Assumption")),
        Field(words.say("Range of")),
        Field(words.say("As stated"), "ratio"),
        Field(words.say("Range: low"), "ratio"),
        Field(words.say("Range: high"), "ratio"),
        Field(words.say("Reason")),
    )
    rows = tuple(
        (words.say(RATES[one.assumption]), one.of, one.stated, one.low, one.high, one.reason)
        for one in sensitivity.varied
    )
    return Block(words.say("Assumptions with ranges"), fields, rows)


def _output_fields(words: Words) -> tuple[Field, ...]:
    return (
        Field(words.say("Measure")),
        Field(words.say("Unit")),
        Field(words.say("Roadmap")),
        Field(words.say("Minus")),
    )


def _output(output: Output, sensitivity: Sensitivity, comparison: Comparison, words: Words) -> Row:
    names = {named.id: words.name(named) for named in sensitivity.roadmaps}
    measure = spoken(output.measure, comparison, words)
    return (
        measure,
        unit_of(output.measure, comparison, words),
        names[output.roadmap],
        names.get(output.against or "", ""),
    )


def _swings(sensitivity: Sensitivity, comparison: Comparison, words: Words) -> Block:
    low, high = words.say("At the low end"), words.say("At the high end")
    fields = (
        *_output_fields(words),
        Field(words.say("Assumption")),
        Field(low, "ratio"),
        *ends_of(words, low, "ratio"),
        Field(high, "ratio"),
        *ends_of(words, high, "ratio"),
    )
    rows = tuple(
        (
            *_output(one.output, sensitivity, comparison, words),
            words.say(RATES[one.assumption]),
            *coined((*_shift(one.low), *_shift(one.high)), one.output.measure),
        )
        for one in sensitivity.swings
    )
    return Block(words.say("What each range alone changes, all others as stated"), fields, rows)


def _shift(shift: Shift) -> Row:
    return shift.mean, shift.mean_low, shift.mean_high


def _indices(sensitivity: Sensitivity, comparison: Comparison, words: Words) -> Block:
    alone, others = words.say("Alone"), words.say("With others")
    fields = (
        *_output_fields(words),
        Field(words.say("Assumption")),
        Field(alone, "share"),
        *ends_of(words, alone, "share"),
        Field(others, "share"),
        *ends_of(words, others, "share"),
    )
    rows = tuple(
        (
            *_output(one.output, sensitivity, comparison, words),
            words.say(RATES[one.assumption]),
            *(entry for part in (one.first, one.total) for entry in (part.value, part.low, part.high)),
        )
        for one in sensitivity.indices
    )
    title = words.say("Share of what all ranges change that each makes alone, and with others (Sobol’ indices)")
    return Block(title, fields, rows)


def _shares(sensitivity: Sensitivity, comparison: Comparison, words: Words) -> Block:
    fields = (
        *_output_fields(words),
        Field(words.say("Standard deviation"), "ratio"),
        Field(words.say("What is not known"), "share"),
        Field(words.say("Luck"), "share"),
        Field(words.say("Both together"), "share"),
    )
    rows = tuple(
        (
            *_output(one.output, sensitivity, comparison, words),
            *coined((one.deviation,), one.output.measure),
            one.assumptions,
            one.luck,
            one.together,
        )
        for one in sensitivity.shares
    )
    return Block(words.say("Shares of the variance: what is not known / luck / both together"), fields, rows)


def attribution_sheet(attributions: Sequence[Attribution], comparison: Comparison, words: Words) -> Sheet:
    """Return what each part of a roadmap contributed to each measure, and which parts need or double each other."""
    names = {roadmap.id: words.name(roadmap) for roadmap in comparison.roadmaps}
    parts = {(one.roadmap, part.id): words.name(part) for one in attributions for part in one.players}

    def about(one: Attribution, measure: str) -> Row:
        named = names.get(one.roadmap, one.roadmap)
        return named, spoken(measure, comparison, words), unit_of(measure, comparison, words)

    contributed = tuple(
        (
            *about(one, row.measure),
            parts[one.roadmap, row.player],
            *coined((*_mean(row.leave_one_out), *_mean(row.shapley)), row.measure),
        )
        for one in attributions
        for row in one.contributions
    )
    whole = tuple(
        (
            *about(one, row.measure),
            *coined((*_mean(row.everything), *_mean(row.nothing), *_mean(row.difference)), row.measure),
        )
        for one in attributions
        for row in one.totals
    )
    pairs = tuple(
        (
            *about(one, row.measure),
            *(parts[one.roadmap, player] for player in row.players),
            *coined(_mean(row.beyond), row.measure),
        )
        for one in attributions
        for row in one.interactions
    )
    heads = (Field(words.say("Roadmap")), Field(words.say("Measure")), Field(words.say("Unit")))
    part = Field(words.say("Step file, step or programme"))
    alone, fair = (
        _mean_fields(words, words.say("If only it is left out")),
        _mean_fields(words, words.say("Shapley value")),
    )
    totals = (words.say("With all parts"), words.say("With none"), words.say("Difference"))
    return Sheet(
        "attribution",
        words.say("Attribution"),
        words.say("What each part contributed"),
        (words.say("Shapley values add up to the difference between all parts and none."),),
        (
            Block(words.say("Contributions"), (*heads, part, *alone, *fair), contributed),
            Block(
                words.say("All together"), (*heads, *(f for name in totals for f in _mean_fields(words, name))), whole
            ),
            Block(
                words.say("What two parts change together beyond what each changes alone"),
                (*heads, part, Field(words.say("And")), *_mean_fields(words, words.say("Together"))),
                pairs,
            ),
        ),
    )


def _mean_fields(words: Words, name: str) -> tuple[Field, ...]:
    return Field(name, "ratio"), *ends_of(words, name, "ratio")


def _mean(mean: ExactMean) -> Row:
    return mean.mean, mean.low, mean.high
