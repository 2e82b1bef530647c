"""Targets: whether a measure is at or below its limit on the day."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.comparison import TargetResult
from orgsim.analysis.intervals import band, proportion
from orgsim.model.outcomes import Outcomes
from orgsim.model.roadmap import Target

__all__ = ["met", "target_limit", "target_result"]

_CROSSINGS = {
    "people": ("arrived", "departed"),
    "posts": ("posts_in", "posts_out"),
    "funded_posts": ("funded_in", "funded_out"),
}


def target_limit(outcomes: Outcomes, target: Target) -> NDArray[np.integer]:
    """Return the largest number that the target allows, shape ``(replications,)``.

    A share is taken of the opening number, restated: plus what came in and minus what went out across
    the boundary until the day, so that taking over another body's posts is no failure and giving posts
    away no success. The limit is rounded down, since counts are whole.
    """
    if target.at_most is not None:
        return np.full(outcomes.replications, target.at_most)
    assert target.at_most_share is not None
    share = Fraction(str(target.at_most_share))
    until = outcomes.years.index(target.by.year) + 1
    base = np.full(outcomes.replications, outcomes.opening[target.measure], dtype=np.int64)
    if target.measure in _CROSSINGS:
        came, went = _CROSSINGS[target.measure]
        base = base + (outcomes.totals[came] - outcomes.totals[went])[:, :until].sum(axis=1)
    return base * share.numerator // share.denominator


def met(outcomes: Outcomes, target: Target) -> NDArray[np.bool_]:
    """Return in which replications a target is met, shape ``(replications,)``."""
    hits: NDArray[np.bool_] = _closing(outcomes, target) <= target_limit(outcomes, target)
    return hits


def _closing(outcomes: Outcomes, target: Target) -> NDArray[np.integer]:
    """Return the measure on the target's day, shape ``(replications,)``."""
    return outcomes.totals[target.measure][:, outcomes.years.index(target.by.year)]


def target_result(outcomes: Outcomes, target: Target) -> TargetResult:
    """Say with what probability a roadmap meets a target, and by how much it misses."""
    closing = _closing(outcomes, target)
    limit = target_limit(outcomes, target)
    above = closing - limit
    return TargetResult(
        id=target.id,
        met=proportion(above <= 0),
        closing=band(closing),
        limit=band(limit),
        missed_by=band(above[above > 0]) if (above > 0).any() else None,
    )
