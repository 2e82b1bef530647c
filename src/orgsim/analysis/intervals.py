"""Spreads and intervals of counts over replications."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from orgsim.analysis.comparison import Band, Proportion

__all__ = ["band", "mean_interval", "proportion"]


def band(values: NDArray[np.integer]) -> Band:
    """Return mean and quantiles of counts, shape ``(replications,)``.

    Quantiles are observed values (inverted distribution function), so that a count of people is a whole
    number; the mean divides an exact sum.

    Examples
    --------
    >>> band(np.array([1, 2, 3, 10]))
    Band(mean=4.0, low=1, median=2, high=10)
    """
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf")
    return Band(mean=int(values.sum()) / len(values), low=int(low), median=int(median), high=int(high))


def proportion(hits: NDArray[np.bool_]) -> Proportion:
    """Return the share of hits with its 95 % Wilson score interval [Wilson1927]_.

    .. [Wilson1927] E. B. Wilson, Probable inference, JASA 22 (1927) 209-212.

    Examples
    --------
    >>> proportion(np.array([True] * 8 + [False] * 2)).share
    0.8
    """
    count = int(hits.sum())
    interval = stats.binomtest(count, len(hits)).proportion_ci(0.95, method="wilson")
    return Proportion(share=count / len(hits), low=float(interval.low), high=float(interval.high))


def mean_interval(values: NDArray[np.integer]) -> tuple[float, float | None, float | None]:
    """Return the mean and its 95 % interval by Student's t; without spread the interval is a point.

    One replication says nothing about the spread: there is no interval then.

    Examples
    --------
    >>> mean_interval(np.array([3, 3, 3]))
    (3.0, 3.0, 3.0)
    """
    count = len(values)
    mean = int(values.sum()) / count
    if count == 1:
        return mean, None, None
    error = float(values.std(ddof=1)) / float(np.sqrt(count))
    reach = float(stats.t.ppf(0.975, count - 1)) * error
    return mean, mean - reach, mean + reach
