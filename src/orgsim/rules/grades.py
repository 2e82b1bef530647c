"""Graded systems: the mathematics of stocks and flows that a simulation can be held against.

A graded system has grades ``0 … k-1`` and yearly transitions ``Q[i, j]`` from grade to grade; what is
missing to 1 in a row leaves. Formulas: D. J. Bartholomew, A. F. Forbes, S. I. McClean, Statistical
Techniques for Manpower Planning, 2nd ed., Wiley 1991, chapters 4 and 5.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import OrgsimError
from orgsim.rules.apportion import largest_remainder

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
            f"row {grade} of the transitions is {transitions[grade].tolist()}; "
            f"it must hold probabilities that add up to 1 at most"
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
        raise TransitionError("some grade is never left, so a career has no expected length")
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
            f"row {grade} of the transitions is {', '.join(map(str, row))}; "
            f"it must hold probabilities that add up to 1 at most"
        )
    if count < 0:
        raise TransitionError(f"grade {grade} has {count} people; it must be at least 0")
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

    The expected flows of a row are rounded by largest remainder; ties go to the lower grade, leaving last.

    Returns
    -------
        A row for each grade: flows to the grades, then out. Each row adds up to the grade's count.

    Raises
    ------
    TransitionError
        If a row is no part of a distribution, or a count is negative.

    Examples
    --------
    >>> integer_flows([3], [[Fraction(1, 2)]])
    ((2, 1),)
    """
    rows = zip(counts, transitions, strict=True)
    return tuple(
        tuple(largest_remainder(count, _checked_row(grade, count, row))) for grade, (count, row) in enumerate(rows)
    )


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
