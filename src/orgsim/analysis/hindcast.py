"""Hindcast: published figures beside what a roadmap gives. Nothing is fitted."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.comparison import ReportedResult
from orgsim.analysis.intervals import band
from orgsim.model.ledger import History, tally
from orgsim.model.organisation import Organisation
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Reported, ReportedExits, ReportedMoves, ReportedOpening, ReportedStep, ReportedUnits

__all__ = ["hindcast_row", "units_by_group"]


def units_by_group(organisation: Organisation) -> dict[str, int]:
    """Count the units within the boundary by ``counted_as``, sorted; the boundary unit itself is not counted."""
    groups = sorted(
        organisation.units[unit].counted_as for unit in organisation.inside if unit != organisation.boundary
    )
    return {group: groups.count(group) for group in dict.fromkeys(groups)}


def hindcast_row(reported: Reported, history: History, outcomes: Outcomes) -> ReportedResult:
    """Set a published figure beside the replications of the roadmap that happened."""
    simulated = _measured(reported, history, outcomes)
    lucky = isinstance(reported.of, ReportedExits)
    below, hit = (simulated < reported.value).mean(), (simulated == reported.value).mean()
    return ReportedResult(
        id=reported.id,
        name=reported.name,
        name_vi=reported.name_vi,
        reported=reported.value,
        source=reported.source,
        assumes=reported.assumes,
        simulated=band(simulated),
        percentile=float(below + hit / 2) if lucky else None,
    )


def _measured(reported: Reported, history: History, outcomes: Outcomes) -> NDArray[np.integer]:
    match reported.of:
        case ReportedOpening(count=count):
            return np.array([getattr(tally(history.opening, inside=True), count)])
        case ReportedUnits(counted_as=group, date=date):
            return np.array([units_by_group(history.on(date)).get(group, 0)])
        case ReportedStep(steps=steps, count=count):
            changes = (entry.inside_after - entry.inside_before for entry in history.entries if entry.step in steps)
            return np.array([sum(getattr(change, count) for change in changes)])
        case ReportedMoves(steps=steps, what=what):
            return np.array([sum(_moved(history, position, what) for position in _positions(history, steps))])
        case ReportedExits(causes=causes, programmes=programmes, first_year=first, last_year=last):
            span = [position for position, year in enumerate(outcomes.years) if first <= year <= last]
            columns = [outcomes.programmes.index(programme) for programme in programmes]
            exits: NDArray[np.integer] = outcomes.programme_exits[:, span][:, :, columns].sum(axis=(1, 2))
            for cause in causes:
                exits = exits + outcomes.totals[cause][:, span].sum(axis=1)
            return exits


def _positions(history: History, steps: Collection[str]) -> list[int]:
    return [position for position, entry in enumerate(history.entries) if entry.step in steps]


def _moved(history: History, position: int, what: str) -> int:
    """Count what one step moved."""
    after, entry = history.moments[position]
    before = history.moments[position - 1][0] if position else history.opening
    if what == "leaders":
        ring = {slot for pair in entry.exchanges for slot in pair}
        return len(ring) if entry.op == "rotate" else len(entry.exchanges) + len(entry.successions)
    if what == "duties":
        return len(entry.duties_moved) + len(entry.duties_begun) + len(entry.duties_ended)
    both = [unit for unit in before.slots if unit in after.slots]
    return sum(_sources(before, unit) != _sources(after, unit) for unit in both)


def _sources(organisation: Organisation, unit: str) -> list[str]:
    return sorted(f"{slot.id} {slot.funding}" for slot in organisation.slots[unit])
