"""The whole report as one value."""

from dataclasses import dataclass

from orgsim.analysis.comparison import Comparison
from orgsim.report.analyses import Analyses
from orgsim.report.views.analyses import Hangs, attribution_view, sensitivity_view
from orgsim.report.views.costs import cost_tables
from orgsim.report.views.decision import choice_table, dates_table, waterfall_figures, waterfall_tables
from orgsim.report.views.figures import Figure, fan_figures, leavers_figure
from orgsim.report.views.mergers import leader_tables, overlap_table
from orgsim.report.views.organisation import Before, before_and_after
from orgsim.report.views.outcomes import difference_tables, programme_tables, side_by_side, target_table
from orgsim.report.views.proof import proof_sentences, proof_table, quality_table
from orgsim.report.views.sources import (
    hindcast_table,
    law_table,
    method,
    provenance_table,
    statements_table,
    unsure_law_table,
    values_table,
)
from orgsim.report.views.steps import Ledger, ledgers, units_table
from orgsim.report.views.structure import structure_tables
from orgsim.report.views.summary import Summary, summary
from orgsim.report.views.table import Table
from orgsim.report.words import Words

__all__ = ["Page", "TargetView", "page_view"]


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target's table and its legal basis."""

    table: Table
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that the report shows, in the order in which it is shown."""

    lang: str
    title: str
    facts: tuple[str, ...]
    synthetic: bool
    summary: Summary
    targets: tuple[TargetView, ...]
    dates: Table | None
    roadmaps: tuple[tuple[str, str], ...]
    side_by_side: Table
    cascades: tuple[Figure, ...]
    waterfalls: tuple[Table, ...]
    choices: Table | None
    hangs: Hangs | None
    contributions: tuple[Table, ...]
    differences: tuple[Table, ...]
    costs: tuple[Table, ...]
    fans: tuple[Figure, ...]
    leavers: Figure
    programmes: tuple[Table, ...]
    hindcast: Table | None
    ledgers: tuple[Ledger, ...]
    units: Table
    structure: tuple[Table, ...]
    charts: tuple[Before, ...]
    leaders: tuple[Table, ...]
    overlaps: Table | None
    proof: tuple[str, ...]
    proved: Table
    quality: Table
    assumptions: tuple[Table, ...]
    law: Table | None
    method: tuple[str, ...]
    files: Table
    version: str


def page_view(comparison: Comparison, analyses: Analyses, words: Words) -> Page:
    """Put a comparison, and the analyses that were made of the run, into words, tables and figures."""
    return Page(
        lang=words.lang,
        title=words.name(comparison.scenario),
        facts=_facts(comparison, words),
        synthetic=comparison.synthetic,
        summary=summary(comparison, words),
        targets=tuple(TargetView(target_table(t, comparison, words), t.legal_basis) for t in comparison.targets),
        dates=dates_table(comparison, words) if comparison.targets else None,
        roadmaps=tuple((words.name(r), words.either(r.summary, r.summary_vi)) for r in comparison.roadmaps),
        side_by_side=side_by_side(comparison, words),
        cascades=waterfall_figures(comparison, words),
        waterfalls=waterfall_tables(comparison, words),
        choices=choice_table(comparison, words) if len(comparison.roadmaps) > 1 else None,
        hangs=sensitivity_view(analyses.sensitivity, comparison, words) if analyses.sensitivity else None,
        contributions=tuple(t for one in analyses.attributions for t in attribution_view(one, comparison, words)),
        differences=difference_tables(comparison, words),
        costs=cost_tables(comparison, words),
        fans=fan_figures(comparison, words),
        leavers=leavers_figure(comparison, words),
        programmes=programme_tables(comparison, words),
        hindcast=hindcast_table(comparison, words) if comparison.hindcast else None,
        ledgers=ledgers(comparison, words),
        structure=structure_tables(comparison, words) if comparison.structure else (),
        units=units_table(comparison, words),
        charts=before_and_after(comparison, words),
        leaders=leader_tables(comparison, words),
        overlaps=overlap_table(comparison, words),
        proof=proof_sentences(comparison, words),
        proved=proof_table(comparison, words),
        quality=quality_table(comparison, words),
        assumptions=tuple(
            table
            for table in (
                values_table(comparison, words),
                unsure_law_table(comparison, words),
                statements_table(comparison, words),
            )
            if table.groups[0].rows
        ),
        law=law_table(comparison, words) if comparison.law else None,
        method=method(comparison, words),
        files=provenance_table(comparison, words),
        version=comparison.version,
    )


def _facts(comparison: Comparison, words: Words) -> tuple[str, ...]:
    first, last = comparison.years[0], comparison.years[-1]
    return (
        words.say("Years {first} to {last}", first=first, last=last),
        words.say_count("{count} roadmap", "{count} roadmaps", len(comparison.roadmaps)),
        words.say_count(
            "{count} simulated future of each", "{count} simulated futures of each", comparison.replications
        ),
        words.say("Seed {seed}", seed=comparison.seed),
        words.say("Scenario digest {digest}", digest=comparison.digest),
    )
