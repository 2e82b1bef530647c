"""What the steps of a roadmap did to leaders and duties, and what was held against each other."""

import datetime as dt
from dataclasses import asdict, replace

from orgsim.analysis.roadmap_values import MergedLeaders, Overlapping, Proof
from orgsim.model.ledger import History
from orgsim.model.scenario import Scenario
from orgsim.model.tally import Tally
from orgsim.rules.leadership import Surplus, leadership_surplus
from orgsim.rules.overlap import merged_duties

__all__ = ["merged_leaders", "overlapping", "proof"]


def merged_leaders(scenario: Scenario, history: History) -> tuple[MergedLeaders, ...]:
    """Return the leaders of merged units against the norms of a scenario: one row a unit and day, in the order of days.

    Several steps of a day that give to one unit are told together: what all of them lost, and what the last one left.
    """
    norms = {norm.kind: norm for norm in scenario.leadership_norms}
    after = {entry.step: organisation for organisation, entry in history.moments}
    together: dict[tuple[dt.date, str], Surplus] = {}
    for row in leadership_surplus(history, scenario.leadership_norms):
        known = together.get((row.date, row.unit))
        lost = row.lost + (known.lost if known else 0)
        together[row.date, row.unit] = replace(row, lost=lost, found=lost + row.kept)
    rows = []
    for row in together.values():
        norm = norms[after[row.step].units[row.unit].kind]
        rows.append(MergedLeaders(**asdict(row), norm=norm.heads + norm.deputies, legal_basis=norm.legal_basis))
    return tuple(rows)


def overlapping(history: History) -> tuple[Overlapping, ...]:
    """Return the functions that units shared which a step joined, in the order of steps."""
    dates = {entry.step: entry.date for entry in history.entries}
    return tuple(
        Overlapping(
            unit=row.unit,
            step=row.step,
            date=dates[row.step],
            owners={overlap.function: len(overlap.owners) for overlap in row.removed},
        )
        for row in merged_duties(history)
    )


def proof(history: History, books: int) -> Proof:
    """Return what the steps were held against, and that all counts agree.

    Parameters
    ----------
    books
        Replications times years whose flows were held against the stocks.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> from orgsim.rules.reorganise import follow
    >>> town = read_scenario(Path("src/orgsim/io/small"))
    >>> found = proof(follow(town.organisation, town.roadmaps["gradual"].steps), 500)
    >>> found.steps, found.opening["units"], found.changes["units"], found.closing["units"]
    (3, 10, -1, 9)
    """
    changes = sum((entry.after - entry.before for entry in history.entries), Tally())
    return Proof(
        steps=len(history.entries),
        moved=sum(len(entry.moved) for entry in history.entries),
        abolished=sum(len(entry.abolished) for entry in history.entries),
        opening=_counts(history.opening.tallies[0]),
        changes=_counts(changes),
        closing=_counts(history.closing.tallies[0]),
        books=books,
    )


def _counts(tally: Tally) -> dict[str, int]:
    return {name: count for name, count in asdict(tally).items() if count}
