"""Long tables of how roadmaps compare, on what that rests, and what was worked out later."""

from collections.abc import Iterator

from orgsim.analysis.comparison import Comparison, Difference
from orgsim.report.analyses import Analyses
from orgsim.report.export.long_tables import (
    BAND,
    SHARE,
    Columns,
    LongTable,
    Value,
    band_values,
    prefixed,
    share_values,
    table,
    texts,
)

__all__ = ["comparing_tables", "later_tables"]

_DIFFERENCE: Columns = {
    "roadmap": "text",
    "measure": "text",
    "mean": "number",
    "mean_low": "number",
    "mean_high": "number",
    "p05": "whole",
    "median": "whole",
    "p95": "whole",
    "gain": "number",
}


def comparing_tables(comparison: Comparison) -> Iterator[LongTable]:
    """Yield how roadmaps compare, with each other and with what was published, and on what that rests."""
    yield from _comparing(comparison)
    yield from _sources(comparison)


def _comparing(comparison: Comparison) -> Iterator[LongTable]:
    yield table("differences", _DIFFERENCE, map(_difference, comparison.differences))
    savings = [row for one in comparison.savings for row in (one.nominal, one.discounted)]
    yield table("savings", _DIFFERENCE, map(_difference, savings))
    yield table(
        "payback",
        {**texts("roadmap"), **SHARE, **prefixed("year", BAND)},
        ((one.roadmap, *share_values(one.pays_back), *band_values(one.payback_year)) for one in comparison.savings),
    )
    yield table(
        "best",
        {**texts("criterion", "roadmap"), **SHARE, **prefixed("regret", BAND)},
        (
            (one.criterion, roadmap, *share_values(best), *band_values(one.regret.get(roadmap)))
            for one in comparison.choices
            for roadmap, best in one.best.items()
        ),
    )
    yield table(
        "two_by_two",
        {**texts("criterion", "one", "two"), "less": "number", "equal": "number", "more": "number"}
        | dict(texts("dominance", "better")),
        (
            (one.criterion, one.one, one.two, one.less, one.equal, one.more, one.dominance, one.better)
            for one in comparison.duels
        ),
    )
    yield table(
        "hindcast",
        {**texts("figure", "name", "name_vi", "source"), "reported": "whole", **BAND, "percentile": "number"},
        (
            (one.id, one.name, one.name_vi, one.source, one.reported, *band_values(one.simulated), one.percentile)
            for one in comparison.hindcast
        ),
    )


def _difference(row: Difference) -> tuple[Value, ...]:
    ends = (row.mean_low, row.mean_high)
    return row.roadmap, row.measure, row.mean, *ends, row.spread.low, row.spread.median, row.spread.high, row.gain


def _sources(comparison: Comparison) -> Iterator[LongTable]:
    """Yield on what the numbers rest."""
    yield table(
        "assumptions",
        {**texts("assumption", "value", "statement", "statement_vi", "reason", "source", "confidence")}
        | {"range_low": "number", "range_high": "number", "range_of": "text", "used_by": "text"},
        (
            (
                *(one.id, one.value, one.statement, one.statement_vi, one.reason, one.source, one.confidence),
                *((None, None, "") if one.range is None else (one.range.low, one.range.high, one.range.of)),
                " ".join(one.used_by),
            )
            for one in comparison.assumptions
        ),
    )
    yield table(
        "law",
        {**texts("instrument", "parameter", "says", "unit", "article", "confidence", "note", "source")}
        | {"in_force_from": "date", "in_force_to": "date"},
        (
            (
                *(law.id, one.id, one.says, one.unit, one.article, one.confidence, one.note, law.source),
                *(one.in_force_from, one.in_force_to),
            )
            for law in comparison.law
            for one in law.parameters
        ),
    )


def later_tables(analyses: Analyses) -> tuple[LongTable, ...]:
    """Return the tables of the analyses that were made of a run."""
    found = []
    if analyses.sensitivity:
        ends: Columns = {"mean": "number", "mean_low": "number", "mean_high": "number"}
        rows = (
            (
                *(one.output.measure, one.output.roadmap, one.output.against or "", one.assumption),
                *(one.low.mean, one.low.mean_low, one.low.mean_high),
                *(one.high.mean, one.high.mean_low, one.high.mean_high),
            )
            for one in analyses.sensitivity.swings
        )
        columns = texts("measure", "roadmap", "against", "assumption")
        found.append(table("swings", {**columns, **prefixed("low", ends), **prefixed("high", ends)}, rows))
    if analyses.attributions:
        ends = {"mean": "number", "low": "number", "high": "number"}
        parts = (
            (
                *(one.roadmap, row.measure, row.player),
                *(value for mean in (row.leave_one_out, row.shapley) for value in (mean.mean, mean.low, mean.high)),
            )
            for one in analyses.attributions
            for row in one.contributions
        )
        columns = texts("roadmap", "measure", "part")
        found.append(
            table("contributions", {**columns, **prefixed("left_out", ends), **prefixed("shapley", ends)}, parts)
        )
    return tuple(found)
