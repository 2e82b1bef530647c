"""Dividing whole things by shares, exactly."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

__all__ = ["dealt", "largest_remainder"]

T = TypeVar("T")


def largest_remainder(count: int, shares: Sequence[Fraction]) -> list[int]:
    """Divide a whole number by shares: rounded down, and the rest to the largest remainders, the first of equals.

    Examples
    --------
    >>> largest_remainder(10, [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)])
    [3, 2, 5]
    """
    quotas = [int(count * share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: quotas[place] - count * shares[place])
    for place in by_remainder[: count - sum(quotas)]:
        quotas[place] += 1
    return quotas


def dealt(things: Sequence[T], shares: Sequence[Fraction]) -> list[list[T]]:
    """Deal things to receivers: as many to each as :func:`largest_remainder` says, and spread evenly over the order.

    Returns
    -------
        What each receiver gets, in the order of the things. Neighbours that are alike go to different receivers, so
        that each gets its share of them.

    Examples
    --------
    >>> dealt(["a1", "a2", "b1", "b2"], [Fraction(1, 2), Fraction(1, 2)])
    [['a1', 'b1'], ['a2', 'b2']]
    """
    quotas = largest_remainder(len(things), shares)
    # The n-th thing of a receiver belongs in the middle of the n-th of its equal stretches of the order.
    turns = sorted((Fraction(2 * n + 1, 2 * quota), place) for place, quota in enumerate(quotas) for n in range(quota))
    hands: list[list[T]] = [[] for _ in shares]
    for thing, (_, place) in zip(things, turns, strict=True):
        hands[place].append(thing)
    return hands
