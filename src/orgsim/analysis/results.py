"""What one roadmap gives, over its replications."""

from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.costs import cost_result
from orgsim.analysis.digest import digest
from orgsim.analysis.hindcast import units_by_group
from orgsim.analysis.intervals import band, proportion
from orgsim.analysis.measures import leavers
from orgsim.analysis.organisation_chart import organisation_chart
from orgsim.analysis.roadmap_values import LedgerRow, ProgrammeResult, RoadmapResult, Waterfall
from orgsim.analysis.step_results import merged_leaders, overlapping, proof
from orgsim.analysis.targets import target_result
from orgsim.analysis.values import Band
from orgsim.analysis.waterfall import waterfalls
from orgsim.model.ledger import History
from orgsim.model.outcomes import FLOWS, POST_FLOWS, STOCKS, Outcomes
from orgsim.model.roadmap import EndContracts, Roadmap, Separation
from orgsim.model.scenario import Scenario

__all__ = ["roadmap_result"]


def roadmap_result(scenario: Scenario, outcomes: Outcomes, history: History) -> RoadmapResult:
    """Summarise the replications of a roadmap within the boundary."""
    roadmap = scenario.roadmaps[outcomes.roadmap]
    totals, flows = outcomes.totals, (*FLOWS, *POST_FLOWS)
    return RoadmapResult(
        id=roadmap.id,
        digest=digest(roadmap),
        name=roadmap.name,
        name_vi=roadmap.name_vi,
        summary=roadmap.summary,
        summary_vi=roadmap.summary_vi,
        yearly={name: _yearly(outcomes, totals[name]) for name in STOCKS},
        flows={name: band(totals[name].sum(axis=1)) for name in flows} | {"leavers": band(leavers(outcomes))},
        flows_yearly={name: _yearly(outcomes, totals[name]) for name in flows},
        costs=cost_result(outcomes, scenario.assumptions.rates.discount_rate.value),
        targets=tuple(target_result(outcomes, history, roadmap, target) for target in scenario.targets),
        programmes=_programmes(roadmap, outcomes),
        waterfalls=_waterfalls(outcomes, history),
        units_closing=units_by_group(history.closing),
        ledger=_ledger(roadmap, history),
        chart=organisation_chart(history),
        leaders=merged_leaders(scenario, history),
        overlaps=overlapping(history),
        proof=proof(history, outcomes.replications * len(outcomes.years)),
    )


def _waterfalls(outcomes: Outcomes, history: History) -> tuple[Waterfall, ...]:
    payers = waterfalls(outcomes, history, "payer") if "people" in outcomes.by_funding else ()
    return (*waterfalls(outcomes, history), *payers)


def _yearly(outcomes: Outcomes, values: NDArray[np.integer]) -> dict[int, Band]:
    return {year: band(values[:, position]) for position, year in enumerate(outcomes.years)}


def _programmes(roadmap: Roadmap, outcomes: Outcomes) -> tuple[ProgrammeResult, ...]:
    results = []
    for column, programme in enumerate(roadmap.programmes):
        if not isinstance(programme, Separation | EndContracts):
            continue
        exits = outcomes.programme_exits[:, :, column]
        # A quota of each unit is an upper limit, and none that the whole organisation could fill or not.
        quota = {} if programme.of_each_unit else dict(programme.quota)
        wanted = np.array([quota.get(year, 0) for year in outcomes.years])
        results.append(
            ProgrammeResult(
                id=programme.id,
                name=programme.name,
                name_vi=programme.name_vi,
                years=_yearly(outcomes, exits),
                quota=quota,
                unfilled=proportion(np.any(exits < wanted, axis=1)),
            )
        )
    return tuple(results)


def _ledger(roadmap: Roadmap, history: History) -> tuple[LedgerRow, ...]:
    steps = {step.id: step for step in roadmap.steps}
    return tuple(
        LedgerRow(
            step=entry.step,
            op=entry.op,
            date=entry.date,
            legal_basis=steps[entry.step].legal_basis,
            reason=steps[entry.step].reason,
            assumes=steps[entry.step].assumes,
            changes={
                name: change for name, change in asdict(entry.inside_after - entry.inside_before).items() if change
            },
            everywhere={name: change for name, change in asdict(entry.after - entry.before).items() if change},
            descents=tuple((d.origin, d.heir, str(d.share)) for d in entry.descents),
        )
        for entry in history.entries
    )
