"""Where variance comes from: Sobol' indices of a function, and a table of points × replications taken apart."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from orgsim.errors import Message, RunError

__all__ = ["Components", "Indices", "components", "design", "indices", "with_intervals"]

Floats = NDArray[np.float64]

_RESAMPLES = 999


def design(dimensions: int, points: int, seed: int) -> Floats:
    """Return the points of a unit cube at which a function is evaluated for its Sobol' indices.

    Parameters
    ----------
    points
        A power of two.

    Returns
    -------
        Two independent samples and, for every dimension, the first sample with that dimension of the second one:
        shape ``(2 + dimensions, points, dimensions)``.

    Raises
    ------
    RunError
        If the number of points is no power of two, which the even spread of the points needs.

    Notes
    -----
    A scrambled Sobol' sequence of twice as many dimensions is cut in two [Saltelli2010]_.

    .. [Saltelli2010] A. Saltelli et al., Variance based sensitivity analysis of model output. Design and estimator for
       the total sensitivity index, Computer Physics Communications 181 (2010) 259-270.

    Examples
    --------
    >>> design(dimensions=3, points=8, seed=1).shape
    (5, 8, 3)
    """
    if points < 2 or points & (points - 1):
        raise RunError(Message("points is {points}; it must be a power of two such as 8, 16 or 32", points=points))
    both = qmc.Sobol(d=2 * dimensions, seed=np.random.default_rng(seed)).random(points)
    first, second = both[:, :dimensions], both[:, dimensions:]
    mixed = np.tile(first, (dimensions, 1, 1))
    for number in range(dimensions):
        mixed[number, :, number] = second[:, number]
    return np.concatenate([first[None], second[None], mixed])


@dataclass(frozen=True, slots=True)
class Indices:
    """Sobol' indices, shape ``(dimensions,)`` or with further axes before it.

    ``first`` is the share of variance that goes if a dimension alone becomes known, ``total`` the share that stays as
    long as it alone is unknown.
    """

    first: Floats
    total: Floats


def indices(values: Floats) -> Indices:
    """Return the Sobol' indices of a function from its values at a :func:`design`.

    Parameters
    ----------
    values
        Shape ``(..., 2 + dimensions, points)``.

    Returns
    -------
        Shapes ``(..., dimensions)``; zeros where the function does not vary. An estimate of ``first`` may be negative.

    Notes
    -----
    ``first`` as in [Saltelli2010]_, ``total`` as in [Jansen1999]_; both over the variance of the two samples together.

    .. [Jansen1999] M. J. W. Jansen, Analysis of variance designs for model output, Computer Physics Communications 117
       (1999) 35-43.

    Examples
    --------
    >>> points = design(dimensions=2, points=1024, seed=1)
    >>> indices(3 * points[..., 0]).total.round(2).tolist()
    [1.0, 0.0]
    """
    samples = values[..., :2, :]
    centred = values - samples.mean(axis=(-2, -1), keepdims=True)
    variance = np.square(centred[..., :2, :]).mean(axis=(-2, -1))[..., None]
    change = centred[..., 2:, :] - centred[..., :1, :]
    known = variance > 0
    first = np.divide((centred[..., 1:2, :] * change).mean(axis=-1), variance, where=known, out=_zeros(change))
    total = np.divide(np.square(change).mean(axis=-1) / 2, variance, where=known, out=_zeros(change))
    return Indices(first, total)


def _zeros(like: Floats) -> Floats:
    return np.zeros(like.shape[:-1])


def with_intervals(values: Floats, seed: int) -> tuple[Indices, Indices, Indices]:
    """Return the indices of one function, and the lower and the upper ends of their 95 % intervals.

    Parameters
    ----------
    values
        Shape ``(2 + dimensions, points)``.

    Notes
    -----
    The ends are quantiles of 999 resamples of the points [Archer1997]_. The points are spread more evenly than chance
    would, so that the intervals are rather too wide.

    .. [Archer1997] G. E. B. Archer, A. Saltelli, I. M. Sobol', Sensitivity measures, ANOVA-like techniques and the use
       of bootstrap, Journal of Statistical Computation and Simulation 58 (1997) 99-120.

    Examples
    --------
    >>> found, low, high = with_intervals(design(dimensions=2, points=64, seed=1)[..., 0], seed=1)
    >>> bool(low.total[0] < 1 < high.total[0]), high.total[1].item()
    (True, 0.0)
    """
    points = values.shape[1]
    drawn = np.random.default_rng(seed).integers(points, size=(_RESAMPLES, points))
    again = indices(np.moveaxis(values[:, drawn], 1, 0))

    def end(share: float) -> Indices:
        return Indices(np.quantile(again.first, share, axis=0), np.quantile(again.total, share, axis=0))

    return indices(values), end(0.025), end(0.975)


@dataclass(frozen=True, slots=True)
class Components:
    """The variance of a table: of rows alone, of columns alone, and of both together. Estimates, maybe negative."""

    rows: Fraction
    columns: Fraction
    both: Fraction


def components(table: NDArray[np.int64]) -> Components:
    """Take the variance of a table of whole numbers apart, in exact arithmetic.

    Parameters
    ----------
    table
        Shape ``(rows, columns)``, at least two of each.

    Raises
    ------
    RunError
        If there is one row or one column only.

    Notes
    -----
    Rows and columns are random and crossed, with one number in each cell; the estimators are the unbiased ones of the
    analysis of variance [Searle1992]_.

    .. [Searle1992] S. R. Searle, G. Casella, C. E. McCulloch, Variance Components, Wiley 1992, chapter 4.

    Examples
    --------
    >>> components(np.array([[1, 2], [5, 6]]))
    Components(rows=Fraction(8, 1), columns=Fraction(1, 2), both=Fraction(0, 1))
    """
    rows, columns = table.shape
    if min(rows, columns) < 2:
        raise RunError(
            Message(
                "variance cannot be taken apart in {rows} points × {columns} replications; take two or more",
                rows=rows,
                columns=columns,
            )
        )
    row_sums, column_sums = ([int(part) for part in table.sum(axis=axis)] for axis in (1, 0))
    mean_square = Fraction(sum(row_sums) ** 2, rows * columns)
    of_rows = Fraction(sum(part**2 for part in row_sums), columns) - mean_square
    of_columns = Fraction(sum(part**2 for part in column_sums), rows) - mean_square
    of_all = sum(int(part) ** 2 for part in table.flat) - mean_square
    both = (of_all - of_rows - of_columns) / ((rows - 1) * (columns - 1))
    return Components(
        rows=(of_rows / (rows - 1) - both) / columns,
        columns=(of_columns / (columns - 1) - both) / rows,
        both=both,
    )
