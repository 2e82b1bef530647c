"""The summary of a run as long tables: one for each thing that a comparison says."""

from collections.abc import Iterator

from orgsim.analysis.comparison import Comparison
from orgsim.report.export.comparing_tables import comparing_tables
from orgsim.report.export.long_tables import BAND, SHARE, LongTable, band_values, prefixed, share_values, table, texts

__all__ = ["summary_tables"]


def summary_tables(comparison: Comparison) -> tuple[LongTable, ...]:
    """Return the tables of a comparison; measures, roadmaps, targets and units are named by their ids.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compare, compile_plan, read_scenario, simulate
    >>> scenario = read_scenario(Path("src/orgsim/io/small"))
    >>> run = simulate(compile_plan(scenario, "gradual"), replications=2, seed=1)
    >>> summary_tables(compare(scenario, [run]))[0].name
    'run'
    """
    return (*_named(comparison), *_results(comparison), *comparing_tables(comparison))


def _named(comparison: Comparison) -> Iterator[LongTable]:
    """Yield what is named: the run, its roadmaps, units and targets, and the opening."""
    facts = {
        "scenario": comparison.scenario.id,
        "name": comparison.scenario.name,
        "name_vi": comparison.scenario.name_vi,
        "digest": comparison.digest,
        "currency": comparison.currency,
        "synthetic": "yes" if comparison.synthetic else "no",
        "first_year": str(comparison.years[0]),
        "last_year": str(comparison.years[-1]),
        "seed": str(comparison.seed),
        "replications": str(comparison.replications),
        "reference": comparison.reference,
        "discount_rate": str(comparison.discount_rate),
        "hindcast_of": comparison.hindcast_of or "",
        "version": comparison.version,
    }
    yield table("run", texts("fact", "value"), facts.items())
    yield table(
        "roadmaps",
        texts("roadmap", "digest", "name", "name_vi", "summary", "summary_vi"),
        ((one.id, one.digest, one.name, one.name_vi, one.summary, one.summary_vi) for one in comparison.roadmaps),
    )
    yield table(
        "units",
        texts("unit", "name", "name_vi"),
        ((one.id, one.name, one.name_vi) for one in comparison.unit_names.values()),
    )
    yield table("opening", {**texts("measure"), "value": "whole"}, comparison.opening.items())
    yield table("sections", texts("section", "digest"), comparison.sections.items())
    yield table(
        "targets",
        {**texts("target", "name", "name_vi", "measure"), "by": "date", "at_most": "whole"}
        | {"at_most_share": "number", "legal_basis": "text"},
        (
            (one.id, one.name, one.name_vi, one.measure, one.by, one.at_most, one.at_most_share, one.legal_basis)
            for one in comparison.targets
        ),
    )


def _results(comparison: Comparison) -> Iterator[LongTable]:
    """Yield what each roadmap gives."""
    roadmaps = comparison.roadmaps
    bands = ("closing", "limit", "missed_by")
    yield table(
        "targets_met",
        {**texts("roadmap", "target"), **SHARE}
        | {name: kind for of in bands for name, kind in prefixed(of, BAND).items()}
        | {"least": "whole", "allowed": "whole"},
        (
            (
                roadmap.id,
                one.id,
                *share_values(one.met),
                *(value for of in bands for value in band_values(getattr(one, of))),
                one.bound.least,
                one.bound.allowed,
            )
            for roadmap in roadmaps
            for one in roadmap.targets
        ),
    )
    yield table(
        "targets_since",
        {**texts("roadmap", "target"), "year": "whole", "share": "number"},
        (
            (roadmap.id, one.id, year, share)
            for roadmap in roadmaps
            for one in roadmap.targets
            for year, share in one.since.items()
        ),
    )
    yield table(
        "yearly",
        {**texts("roadmap", "measure"), "year": "whole", **BAND},
        (
            (roadmap.id, measure, year, *band_values(band))
            for roadmap in roadmaps
            for measure, years in {**roadmap.yearly, **roadmap.flows_yearly, "cost": roadmap.costs.yearly}.items()
            for year, band in years.items()
        ),
    )
    yield table(
        "sums",
        {**texts("roadmap", "measure"), **BAND},
        (
            (roadmap.id, measure, *band_values(band))
            for roadmap in roadmaps
            for measure, band in {
                **roadmap.flows,
                **roadmap.costs.total,
                "present_value": roadmap.costs.present_value,
            }.items()
        ),
    )
    yield table(
        "costs_by_payer",
        {**texts("roadmap", "payer"), **BAND},
        (
            (roadmap.id, payer, *band_values(band))
            for roadmap in roadmaps
            for payer, band in roadmap.costs.by_funding.items()
        ),
    )
    yield table(
        "waterfalls",
        {**texts("roadmap", "measure", "payer"), "position": "whole", "channel": "text", **BAND},
        (
            (roadmap.id, fall.of, fall.part, position, name, *band_values(band))
            for roadmap in roadmaps
            for fall in roadmap.waterfalls
            for position, (name, band) in enumerate(
                [
                    ("opening", fall.opening),
                    *((channel.name, channel.change) for channel in fall.channels),
                    ("closing", fall.closing),
                ]
            )
        ),
    )
    yield from _programmes_and_steps(comparison)


def _programmes_and_steps(comparison: Comparison) -> Iterator[LongTable]:
    roadmaps = comparison.roadmaps
    yield table(
        "programmes",
        {**texts("roadmap", "programme", "name", "name_vi"), "year": "whole", "quota": "whole", **BAND},
        (
            (roadmap.id, one.id, one.name, one.name_vi, year, one.quota.get(year), *band_values(band))
            for roadmap in roadmaps
            for one in roadmap.programmes
            for year, band in one.years.items()
        ),
    )
    yield table(
        "steps",
        {**texts("roadmap", "step", "operator"), "date": "date", **texts("legal_basis", "reason")},
        (
            (roadmap.id, row.step, row.op, row.date, row.legal_basis, row.reason)
            for roadmap in roadmaps
            for row in roadmap.ledger
        ),
    )
    yield table(
        "step_changes",
        {**texts("roadmap", "step", "within", "count"), "change": "whole"},
        (
            (roadmap.id, row.step, within, count, change)
            for roadmap in roadmaps
            for row in roadmap.ledger
            for within, changes in (("boundary", row.changes), ("everywhere", row.everywhere))
            for count, change in changes.items()
        ),
    )
    yield table(
        "lineage",
        texts("roadmap", "step", "from", "to", "share"),
        (
            (roadmap.id, row.step, old, new, share)
            for roadmap in roadmaps
            for row in roadmap.ledger
            for old, new, share in row.descents
        ),
    )
    yield table(
        "units_by_group",
        {**texts("roadmap", "group"), "opening": "whole", "closing": "whole"},
        (
            (roadmap.id, group, comparison.units_opening.get(group, 0), roadmap.units_closing.get(group, 0))
            for roadmap in roadmaps
            for group in sorted({*comparison.units_opening, *roadmap.units_closing})
        ),
    )
