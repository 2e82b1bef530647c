"""Graded systems: the mathematics of stocks and flows that a simulation can be held against.

A graded system has grades ``0 … k-1`` and yearly transitions ``Q[i, j]`` from grade to grade; what is
missing to 1 in a row leaves. Formulas: D. J. Bartholomew, A. F. Forbes, S. I. McClean, Statistical
Techniques for Manpower Planning, 2nd ed., Wiley 1991, chapters 4 and 5.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, lcm

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Message, OrgsimError

__all__ = [
    "TransitionError",
    "availability",
    "chain_length",
    "expected_years",
    "fundamental_matrix",
    "integer_flows",
    "reaching",
    "recruits_needed",
    "steady_state",
]

Floats = NDArray[np.float64]


class TransitionError(OrgsimError):
    """Transitions that are no probabilities."""


def _checked(transitions: Floats) -> Floats:
    wrong = ~((transitions >= 0).all(axis=1) & (transitions.sum(axis=1) <= 1 + 1e-12))  # so that NaN is wrong too
    if wrong.any():
        grade = int(wrong.argmax())
        raise TransitionError(
            Message(
                "row {grade} of the transitions is {tolist}; it must hold probabilities that add up to 1 at most",
                grade=grade,
                tolist=transitions[grade].tolist(),
            )
        )
    return transitions


def fundamental_matrix(transitions: Floats) -> Floats:
    """Return the expected years in grade ``j`` of somebody who starts in grade ``i``: ``(I - Q)^-1``.

    Parameters
    ----------
    transitions
        Yearly probabilities, shape ``(grades, grades)``; every grade must be left in the end.

    Raises
    ------
    TransitionError
        If a row is no part of a distribution, or nobody ever leaves.

    Examples
    --------
    >>> fundamental_matrix(np.array([[0.5]])).tolist()
    [[2.0]]
    """
    stay = _checked(transitions)
    if max(abs(np.linalg.eigvals(stay))) >= 1:
        raise TransitionError(Message("some grade is never left, so a career has no expected length"))
    return np.linalg.inv(np.eye(len(stay)) - stay).astype(np.float64)


def expected_years(transitions: Floats) -> Floats:
    """Return the expected length of a career by starting grade [year], shape ``(grades,)``."""
    years: Floats = fundamental_matrix(transitions).sum(axis=1)
    return years


def reaching(transitions: Floats, grade: int) -> Floats:
    """Return the probability of ever being in a grade, by starting grade: ``N[i, j] / N[j, j]``."""
    years = fundamental_matrix(transitions)
    probability: Floats = years[:, grade] / years[grade, grade]
    return probability


def _checked_row(grade: int, count: int, row: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the shares of a row with that of leaving last."""
    shares = (*row, 1 - sum(row, Fraction()))
    if min(shares) < 0:
        raise TransitionError(
            Message(
                "row {grade} of the transitions is {listed}; it must hold probabilities that add up to 1 at most",
                grade=grade,
                listed=", ".join(map(str, row)),
            )
        )
    if count < 0:
        raise TransitionError(
            Message("grade {grade} has {count} people; it must be at least 0", grade=grade, count=count)
        )
    return shares


def availability(counts: Sequence[int], transitions: Sequence[Sequence[Fraction]]) -> tuple[Fraction, ...]:
    """Return the expected number of people in each grade a year later, exactly, without recruits.

    Raises
    ------
    TransitionError
        If a row is no part of a distribution, or a count is negative.

    Examples
    --------
    >>> availability([10], [[Fraction(1, 3)]])
    (Fraction(10, 3),)
    """
    grades = range(len(counts))
    rows = [_checked_row(grade, counts[grade], transitions[grade]) for grade in grades]
    return tuple(sum((counts[i] * rows[i][j] for i in grades), Fraction()) for j in grades)


def integer_flows(counts: Sequence[int], transitions: Sequence[Sequence[Fraction]]) -> tuple[tuple[int, ...], ...]:
    """Return whole numbers of people from each grade to each grade and out, so that nobody is lost or invented.

    Every flow is the expected one rounded up or down, and so is what arrives in a grade and what leaves: what
    :func:`availability` says in whole numbers comes out exactly. Of all such tables it is one of those that are
    nearest to the expected flows; of equals, lower grades go to lower grades.

    Returns
    -------
        A row for each grade: flows to the grades, then out. Each row adds up to the grade's count.

    Raises
    ------
    TransitionError
        If a row is no part of a distribution, or a count is negative.

    Notes
    -----
    Controlled rounding [Cox1987]_. A fraction that is rounded up is a unit of flow from its row to its column, and
    both add up to whole numbers but for one more unit of a column, so that the cheapest flow has whole numbers.

    .. [Cox1987] L. H. Cox, A constructive procedure for unbiased controlled rounding, JASA 82 (1987) 520-524.

    Examples
    --------
    >>> integer_flows([3], [[Fraction(1, 2)]])
    ((2, 1),)

    Of 5 and 5 people half go to the first grade; rounding each row by itself would send 6 there.

    >>> integer_flows([5, 5], [[Fraction(1, 2), Fraction()], [Fraction(1, 2), Fraction()]])
    ((3, 0, 2), (2, 0, 3))
    """
    rows = enumerate(zip(counts, transitions, strict=True))
    expected = [[count * share for share in _checked_row(grade, count, row)] for grade, (count, row) in rows]
    return tuple(
        tuple(int(flow) + up for flow, up in zip(flows, ups, strict=True))
        for flows, ups in zip(expected, _rounded_up([[flow % 1 for flow in flows] for flows in expected]), strict=True)
    )


def _rounded_up(fractions: Sequence[Sequence[Fraction]]) -> list[list[int]]:
    """Return 1 for fractions that are rounded up, so that rows stay whole sums and columns the nearest above or below.

    Every row adds up to a whole number, and no row is empty.
    """
    height, width = len(fractions), len(fractions[0]) if fractions else 0
    unit = lcm(*(fraction.denominator for row in fractions for fraction in row))
    # So heavy that places decide between equals only.
    heavy = 1 + (height * width) ** 2
    wholes = [int(sum(row)) for row in fractions]
    arriving = [sum(column) for column in zip(*fractions, strict=True)]
    network: nx.DiGraph[object] = nx.DiGraph()
    network.add_node("more", demand=sum(wholes) - sum(map(int, arriving)))
    for j, total in enumerate(arriving):
        network.add_node(("to", j), demand=int(total))
        network.add_edge(("to", j), "more", capacity=ceil(total) - int(total), weight=0)
    for i, row in enumerate(fractions):
        network.add_node(("from", i), demand=-wholes[i])
        for j, fraction in enumerate(row):
            if fraction:
                weight = j * (height - i) - heavy * int(fraction * unit)
                network.add_edge(("from", i), ("to", j), capacity=1, weight=weight)
    _, flow = nx.network_simplex(network)
    return [[flow["from", i].get(("to", j), 0) for j in range(width)] for i in range(height)]


def steady_state(recruits: Floats, transitions: Floats) -> Floats:
    """Return the stocks that constant yearly recruits lead to: ``r (I - Q)^-1``, shape ``(grades,)``."""
    stocks: Floats = recruits @ fundamental_matrix(transitions)
    return stocks


def recruits_needed(stocks: Floats, transitions: Floats) -> Floats:
    """Return the yearly recruits that keep stocks constant: ``n (I - Q)``.

    A negative number says that the stocks cannot be kept without dismissals from that grade.
    """
    recruits: Floats = stocks @ (np.eye(len(stocks)) - _checked(transitions))
    return recruits


def chain_length(transitions: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of the number of moves of a vacancy, by the grade in which it starts.

    ``transitions`` are those of the vacancy: from the grade of the post to that of the person who fills
    it; out means a recruit from outside, which is the last move [White1970]_.

    .. [White1970] H. C. White, Chains of Opportunity, Harvard University Press 1970.
    """
    years = fundamental_matrix(transitions)
    mean = years.sum(axis=1)
    variance: Floats = (2 * years - np.eye(len(years))) @ mean - mean**2
    return mean, variance
