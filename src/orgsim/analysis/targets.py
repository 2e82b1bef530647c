"""Targets: whether a measure is at or below its limit on the day."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.intervals import band, proportion
from orgsim.analysis.roadmap_values import Bound, TargetResult
from orgsim.errors import ConservationError
from orgsim.model.ledger import History
from orgsim.model.outcomes import Outcomes
from orgsim.model.roadmap import Roadmap, Target
from orgsim.rules.attainable import attainable

__all__ = ["met", "target_limits", "target_result"]

_CROSSINGS = {
    "people": ("arrived", "departed"),
    "posts": ("posts_in", "posts_out"),
    "funded_posts": ("funded_in", "funded_out"),
}


def target_limits(outcomes: Outcomes, target: Target) -> NDArray[np.integer]:
    """Return the largest number that the target allows at the end of each year, shape ``(replications, years)``.

    A share is taken of the opening number, restated: plus what came in and minus what went out across
    the boundary until the day, so that taking over another body's posts is no failure and giving posts
    away no success. The limit is rounded down, since counts are whole.
    """
    shape = (outcomes.replications, len(outcomes.years))
    if target.at_most is not None:
        return np.full(shape, target.at_most)
    assert target.at_most_share is not None
    share = Fraction(str(target.at_most_share))
    base = np.full(shape, outcomes.opening[target.measure], dtype=np.int64)
    if target.measure in _CROSSINGS:
        came, went = _CROSSINGS[target.measure]
        base = base + np.cumsum(outcomes.totals[came] - outcomes.totals[went], axis=1)
    return base * share.numerator // share.denominator


def met(outcomes: Outcomes, target: Target) -> NDArray[np.bool_]:
    """Return in which replications a target is met, shape ``(replications,)``."""
    return _within(outcomes, target)[:, outcomes.years.index(target.by.year)]


def _within(outcomes: Outcomes, target: Target) -> NDArray[np.bool_]:
    """Return at the end of which years the measure is within the limit, shape ``(replications, years)``."""
    within: NDArray[np.bool_] = outcomes.totals[target.measure] <= target_limits(outcomes, target)
    return within


def target_result(outcomes: Outcomes, history: History, roadmap: Roadmap, target: Target) -> TargetResult:
    """Say with what probability a roadmap meets a target, from when on, and by how much it misses.

    Raises
    ------
    ConservationError
        If some replication meets a target of which the bound says that none can: a fault of orgsim.
    """
    day = outcomes.years.index(target.by.year)
    closing, limit = outcomes.totals[target.measure][:, day], target_limits(outcomes, target)[:, day]
    above, hits = closing - limit, met(outcomes, target)
    bound = attainable(history, roadmap, target)
    if hits.any() and not bound.feasible:
        raise ConservationError(
            f"roadmap '{roadmap.id}' meets target '{target.id}', which the bound says is impossible"
        )
    return TargetResult(
        id=target.id,
        bound=Bound(least=bound.least, allowed=bound.allowed, certain=bound.certain),
        met=proportion(hits) if bound.feasible else None,
        since=_since(_within(outcomes, target), outcomes.years),
        closing=band(closing),
        limit=band(limit),
        missed_by=band(above[above > 0]) if (above > 0).any() else None,
    )


def _since(within: NDArray[np.bool_], years: tuple[int, ...]) -> dict[int, float]:
    """Return by year the share of replications that are within the limit from then on, for good."""
    for_good = np.logical_and.accumulate(within[:, ::-1], axis=1)[:, ::-1]
    counts = np.diff(for_good.sum(axis=0), prepend=0)
    return {year: count / len(within) for year, count in zip(years, counts.tolist(), strict=True) if count}
