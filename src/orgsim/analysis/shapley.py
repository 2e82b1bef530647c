"""Sharing what is achieved together among those who achieve it: the mathematics, of any game.

A game has players, numbered from 0, and a *worth* of every coalition: an array of Python's whole numbers, which never
overflow, one for each thing that is measured. It is asked for again and again, so that it should remember what it has
worked out. All results are exact.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Message, RunError

__all__ = [
    "Coalition",
    "Exact",
    "Worth",
    "error_of_orders",
    "gain",
    "interaction_indices",
    "leave_one_out",
    "marginal_contributions",
    "mean_of",
    "sampled_orders",
    "shapley_values",
]

Coalition = frozenset[int]
Exact = NDArray[np.object_]
"""Whole numbers or fractions of Python, of any size."""
Worth = Callable[[Coalition], Exact]


def gain(joining: Sequence[int], others: Coalition, worth: Worth) -> Exact:
    """Return what players add to a coalition of others, beyond what fewer of them add to it.

    For one player it is the difference that the player makes; for two the difference of such differences.

    Examples
    --------
    >>> def squares(coalition):
    ...     return np.array([len(coalition) ** 2], dtype=object)
    >>> gain([2], frozenset({0, 1}), squares).tolist(), gain([1, 2], frozenset({0}), squares).tolist()
    ([5], [2])
    """
    added: Exact = np.asarray(
        sum(
            (-1) ** (len(joining) - size) * worth(others.union(some))
            for size in range(len(joining) + 1)
            for some in combinations(joining, size)
        ),
        dtype=object,
    )
    return added


def shapley_values(players: int, worth: Worth) -> tuple[Exact, ...]:
    """Return what each player adds on average over all orders in which the players may come [Shapley1953]_.

    Parameters
    ----------
    players
        How many; ``2 ** players`` coalitions are asked for.

    Returns
    -------
        One array of fractions for each player, shaped as the worths. They add up to the worth of all less that of none.

    Notes
    -----
    The weight of a coalition of ``s`` of the other ``n - 1`` players is ``s! (n - 1 - s)! / n!``.

    .. [Shapley1953] L. S. Shapley, A value for n-person games, in: Contributions to the Theory of Games II,
       Princeton 1953, 307-317.

    Examples
    --------
    >>> def worth(coalition):  # a pair of gloves is worth 1; player 0 has a left one, 1 and 2 have right ones
    ...     return np.array([int(0 in coalition and len(coalition) > 1)], dtype=object)
    >>> [str(value[0]) for value in shapley_values(3, worth)]
    ['2/3', '1/6', '1/6']
    """
    return tuple(_mean_gain([player], players, worth) for player in range(players))


def interaction_indices(players: int, worth: Worth) -> dict[tuple[int, int], Exact]:
    """Return for each pair what the two add together beyond what each adds alone, on average over coalitions of others.

    Notes
    -----
    The Shapley interaction index of pairs [Grabisch1999]_: the weight of a coalition of ``s`` of the other ``n - 2``
    players is ``s! (n - 2 - s)! / (n - 1)!``.

    .. [Grabisch1999] M. Grabisch, M. Roubens, An axiomatic approach to the concept of interaction among players in
       cooperative games, International Journal of Game Theory 28 (1999) 547-565.

    Examples
    --------
    >>> interaction_indices(2, lambda coalition: np.array([len(coalition) // 2], dtype=object))
    {(0, 1): array([Fraction(1, 1)], dtype=object)}
    """
    return {pair: _mean_gain(pair, players, worth) for pair in combinations(range(players), 2)}


def _mean_gain(joining: Sequence[int], players: int, worth: Worth) -> Exact:
    """Return the mean gain over coalitions of the others: the mean of each size, and of these the mean."""
    others = [player for player in range(players) if player not in joining]
    sizes = len(others) + 1
    whole = math.lcm(*(math.comb(len(others), size) for size in range(sizes)))
    total = sum(
        whole // math.comb(len(others), size) * gain(joining, frozenset(chosen), worth)
        for size in range(sizes)
        for chosen in combinations(others, size)
    )
    return _divided(total, whole * sizes)


def leave_one_out(players: int, worth: Worth) -> tuple[Exact, ...]:
    """Return what each player adds to all the others; whole numbers.

    Examples
    --------
    >>> leave_one_out(2, lambda coalition: np.array([len(coalition) ** 2], dtype=object))
    (array([3], dtype=object), array([3], dtype=object))
    """
    everybody = frozenset(range(players))
    return tuple(gain([player], everybody - {player}, worth) for player in range(players))


def sampled_orders(players: int, orders: int, seed: int) -> tuple[tuple[int, ...], ...]:
    """Draw orders of the players at random, each followed by its reverse.

    Notes
    -----
    Shapley values are means over orders, so that a sample of orders estimates them without bias [Castro2009]_. A player
    who comes early in one order of a pair comes late in the other, which steadies the mean (antithetic variates).

    .. [Castro2009] J. Castro, D. Gómez, J. Tejada, Polynomial calculation of the Shapley value based on sampling,
       Computers & Operations Research 36 (2009) 1726-1730.

    Raises
    ------
    RunError
        If ``orders`` is odd or below 4: without two pairs the error cannot be told.

    Examples
    --------
    >>> sampled_orders(4, 4, seed=1)
    ((0, 1, 2, 3), (3, 2, 1, 0), (3, 0, 2, 1), (1, 2, 0, 3))
    """
    if orders < 4 or orders % 2:
        raise RunError(
            Message(
                "orders is {orders}; it must be an even number of at least 4, for they come in pairs", orders=orders
            )
        )
    luck = np.random.Generator(np.random.PCG64(seed))
    drawn = [tuple(luck.permutation(players).tolist()) for _ in range(orders // 2)]
    return tuple(order for one in drawn for order in (one, one[::-1]))


def marginal_contributions(order: Sequence[int], worth: Worth) -> tuple[Exact, ...]:
    """Return what each player adds when the players come in an order; player 0 first, whatever the order.

    They add up to the worth of all players less that of none.

    Examples
    --------
    >>> squares = lambda coalition: np.array([len(coalition) ** 2], dtype=object)
    >>> [int(added[0]) for added in marginal_contributions((2, 0, 1), squares)]
    [3, 5, 1]
    """
    added = {player: gain([player], frozenset(order[:place]), worth) for place, player in enumerate(order)}
    return tuple(added[player] for player in sorted(added))


def mean_of(values: Sequence[Exact]) -> Exact:
    """Return the exact mean of several arrays, number by number.

    Examples
    --------
    >>> mean_of([np.array([1, 2], dtype=object), np.array([2, 2], dtype=object)]).tolist()
    [Fraction(3, 2), Fraction(2, 1)]
    """
    return _divided(sum(values), len(values))


def error_of_orders(pairs: Iterable[Fraction]) -> float:
    """Return the standard error of a mean over sampled orders, from the mean of each pair of an order and its reverse.

    The two orders of a pair depend on each other; pairs do not.

    Examples
    --------
    >>> error_of_orders([Fraction(1), Fraction(5)])
    2.0
    """
    known = list(pairs)
    centre = sum(known, Fraction(0)) / len(known)
    scatter = sum(((value - centre) ** 2 for value in known), Fraction(0))
    return math.sqrt(scatter / (len(known) - 1) / len(known))


def _divided(values: Exact | int, by: int) -> Exact:
    shares: Exact = np.frompyfunc(lambda value: Fraction(value, by), 1, 1)(np.asarray(values, dtype=object))
    return shares
