"""Choosing: the one primitive behind separations, promotions, recruitment and the abolition of posts."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["Chosen", "choose", "pair", "where"]

Chosen = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Rows and lanes of the chosen, sorted by group and lane and then by the order of choice."""


def where(mask: NDArray[np.bool_]) -> Chosen:
    """Return the rows and lanes in which a mask holds."""
    # Several times faster than np.nonzero on two dimensions, with the same answer.
    rows, lanes = np.divmod(np.flatnonzero(mask), mask.shape[1])
    return rows, lanes


def choose(
    candidates: NDArray[np.bool_],
    quota: NDArray[np.integer],
    order: tuple[NDArray[np.generic], ...] = (),
    group: NDArray[np.integer] | None = None,
) -> Chosen:
    """Take the first ``quota`` candidates of every group in every lane.

    Parameters
    ----------
    candidates
        Who may be chosen, shape ``(rows, lanes)``.
    quota
        How many at most, shape ``(groups, lanes)``, or ``(lanes,)`` if there is one group.
    order
        Keys, the first deciding; smaller comes first; each ``(rows, lanes)``. Ties go to the smaller row.
    group
        The group of each row, shape ``(rows,)``; one group if not given.

    Returns
    -------
        Rows and lanes of the chosen.

    Examples
    --------
    >>> age = np.array([[3], [9], [5]])
    >>> choose(np.array([[True], [True], [True]]), np.array([2]), order=(-age,))
    (array([1, 2]), array([0, 0]))
    """
    rows, lanes = where(candidates)
    cells = lanes if group is None else group[rows] * candidates.shape[1] + lanes
    by_choice = np.lexsort((rows, *(key[rows, lanes] for key in reversed(order)), cells))
    rows, lanes, cells = rows[by_choice], lanes[by_choice], cells[by_choice]
    place = np.arange(len(cells))
    first_of_cell = np.diff(cells, prepend=-1) > 0
    position = place - np.maximum.accumulate(np.where(first_of_cell, place, 0))
    taken = position < quota.ravel()[cells]
    return rows[taken], lanes[taken]


def pair(
    origins: NDArray[np.bool_],
    places: NDArray[np.bool_],
    order: tuple[NDArray[np.generic], ...],
    group: NDArray[np.integer],
    groups: int,
) -> tuple[Chosen, Chosen]:
    """Match people to places within each group and lane: the first in order takes the place of the smallest row.

    Parameters
    ----------
    origins, places
        Who may move and where to, each ``(rows, lanes)``.
    order
        Keys of the people, as in :func:`choose`.
    group, groups
        The group of each row, and how many groups there are.

    Returns
    -------
        The origins and the places, aligned: the n-th person goes to the n-th place.
    """
    lanes = origins.shape[1]
    free = _count(places, group, groups, lanes)
    # Few units have a free place in a given lane: looking only there keeps this cheap.
    able = origins & (free > 0)[group]
    matched = np.minimum(free, _count(able, group, groups, lanes))
    return choose(able, matched, order, group), choose(places, matched, (), group)


def _count(mask: NDArray[np.bool_], group: NDArray[np.integer], groups: int, lanes: int) -> NDArray[np.intp]:
    rows, columns = where(mask)
    return np.bincount(group[rows] * lanes + columns, minlength=groups * lanes).reshape(groups, lanes)
