"""Spreads and intervals of counts over replications."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from orgsim.analysis.values import Band, Proportion

__all__ = ["band", "mean_interval", "proportion", "standard_error"]


def band(values: NDArray[np.integer]) -> Band:
    """Return mean and quantiles of counts, shape ``(replications,)``.

    Quantiles are observed values (inverted distribution function), so that a count of people is a whole
    number; the mean divides an exact sum. The error of the mean is its standard error, 0 if all values agree.

    Examples
    --------
    >>> band(np.array([1, 2, 3, 10]))
    Band(mean=4.0, low=1, median=2, high=10, error=2.041241452319315)
    """
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf")
    return Band(
        mean=int(values.sum()) / len(values),
        low=int(low),
        median=int(median),
        high=int(high),
        error=standard_error(values),
    )


def standard_error(values: NDArray[np.integer]) -> float | None:
    """Return the standard error of the mean; ``None`` for one value, which says nothing of the spread.

    Examples
    --------
    >>> standard_error(np.array([1, 3]))
    1.0
    """
    count = len(values)
    return float(values.std(ddof=1)) / float(np.sqrt(count)) if count > 1 else None


def proportion(hits: NDArray[np.bool_]) -> Proportion:
    """Return the share of hits with its 95 % Wilson score interval [Wilson1927]_.

    .. [Wilson1927] E. B. Wilson, Probable inference, JASA 22 (1927) 209-212.

    Notes
    -----
    SciPy has it in ``stats.binomtest``, against which a test holds this; to import that takes longer than a comparison.

    Examples
    --------
    >>> proportion(np.array([True] * 8 + [False] * 2)).share
    0.8
    """
    count, tries = int(hits.sum()), len(hits)
    share, z = count / tries, float(special.ndtri(0.975))
    scale = 2 * (tries + z**2)
    centre = (2 * tries * share + z**2) / scale
    reach = z / scale * math.sqrt(4 * tries * share * (1 - share) + z**2)
    return Proportion(
        share=share,
        low=0.0 if count == 0 else centre - reach,
        high=1.0 if count == tries else centre + reach,
    )


def mean_interval(values: NDArray[np.integer], together: int = 1) -> tuple[float, float | None, float | None]:
    """Return the mean and its 95 % interval by Student's t; without spread the interval is a point.

    One replication says nothing about the spread: there is no interval then.

    Parameters
    ----------
    together
        How many intervals are to hold together with 95 %: each gets that part of the 5 % [Bonferroni]_.

    Notes
    -----
    .. [Bonferroni] O. J. Dunn, Multiple Comparisons among Means, JASA 56 (1961) 52-64.

    Examples
    --------
    >>> mean_interval(np.array([3, 3, 3]))
    (3.0, 3.0, 3.0)
    """
    count = len(values)
    mean = int(values.sum()) / count
    error = standard_error(values)
    if error is None:
        return mean, None, None
    reach = float(special.stdtrit(count - 1, 1 - 0.025 / together)) * error
    return mean, mean - reach, mean + reach
