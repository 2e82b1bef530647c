"""Shares of the variance of an output: by assumption, and of assumptions and luck."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from orgsim.analysis.evaluations import Evaluations
from orgsim.analysis.sensitivity_result import Estimate, Index, Output, Shares
from orgsim.analysis.variance import components, with_intervals

__all__ = ["indices_of", "shares_of"]


def indices_of(output: Output, varied: Sequence[str], found: Evaluations, seed: int) -> list[Index]:
    """Return the Sobol' indices of the mean of an output over replications, one for each assumption.

    Parameters
    ----------
    seed
        Of the resamples for the intervals.
    """
    # The sum of whole numbers is exact, so that what nothing depends on has an index of exactly 0.
    at, low, high = with_intervals(found.everywhere(output).sum(axis=2).astype(np.float64), seed)
    return [
        Index(
            output=output,
            assumption=name,
            first=Estimate(value=at.first[number], low=low.first[number], high=high.first[number]),
            total=Estimate(value=at.total[number], low=low.total[number], high=high.total[number]),
        )
        for number, name in enumerate(varied)
    ]


def shares_of(output: Output, found: Evaluations) -> Shares:
    """Return what assumptions, luck and both together make of the variance of an output."""
    table = found.sampled(output)
    parts = components(table)
    named = {"assumptions": parts.rows, "luck": parts.columns, "together": parts.both}
    kept = {name: max(part, Fraction(0)) for name, part in named.items()}
    left = kept["together"] / table.shape[1]

    def share(part: Fraction, whole: Fraction) -> float:
        return float(part / whole) if whole else 0.0

    whole = sum(kept.values(), Fraction(0))
    return Shares(
        output=output,
        deviation=math.sqrt(whole),
        assumptions=share(kept["assumptions"], whole),
        luck=share(kept["luck"], whole),
        together=share(kept["together"], whole),
        noise=share(left, kept["assumptions"] + left),
        set_to_zero=tuple(name for name, part in named.items() if part < 0),
    )
