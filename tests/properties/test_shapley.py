"""Axioms that Shapley values and interactions obey in every game, and games whose values are known."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.analysis.shapley import (
    Coalition,
    Exact,
    Worth,
    error_of_orders,
    gain,
    interaction_indices,
    leave_one_out,
    marginal_contributions,
    mean_of,
    sampled_orders,
    shapley_values,
)

PLAYERS = st.integers(1, 5)
# Larger than any machine's whole numbers: money of a nation in its smallest coin must not overflow.
WORTHS = st.integers(-(10**25), 10**25)


def coalitions(players: int) -> list[Coalition]:
    return [frozenset(some) for size in range(players + 1) for some in combinations(range(players), size)]


@st.composite
def games(draw: st.DrawFn, players: st.SearchStrategy[int] = PLAYERS) -> tuple[int, Worth]:
    """Draw any game: two worths of every coalition, as of two replications."""
    count = draw(players)
    table = {some: exact(draw(st.tuples(WORTHS, WORTHS))) for some in coalitions(count)}
    return count, table.__getitem__


def exact(values: Sequence[int]) -> Exact:
    return np.array([int(value) for value in values], dtype=object)


def game(value: Callable[[Coalition], int]) -> Worth:
    return lambda coalition: exact([value(coalition)])


def total(shares: Sequence[Exact]) -> list[Fraction]:
    return [sum(values, Fraction(0)) for values in zip(*shares, strict=True)]


def whole(players: int, worth: Worth) -> list[int]:
    found: list[int] = (worth(frozenset(range(players))) - worth(frozenset())).tolist()
    return found


@settings(max_examples=30)
@given(games())
def test_shapley_values_add_up_to_the_whole_in_every_replication(drawn: tuple[int, Worth]) -> None:
    players, worth = drawn
    assert total(shapley_values(players, worth)) == whole(players, worth)


@settings(max_examples=30)
@given(games(st.integers(2, 6)), st.integers(0, 2**32), st.sampled_from([4, 10]))
def test_sampled_values_add_up_to_the_whole_in_every_replication(
    drawn: tuple[int, Worth], seed: int, orders: int
) -> None:
    players, worth = drawn
    added = [marginal_contributions(order, worth) for order in sampled_orders(players, orders, seed)]
    shares = [mean_of(of_player) for of_player in zip(*added, strict=True)]
    assert total(shares) == whole(players, worth)


@settings(max_examples=30)
@given(games(st.integers(1, 4)))
def test_the_weights_of_coalitions_are_the_mean_over_all_orders(drawn: tuple[int, Worth]) -> None:
    players, worth = drawn
    added = [marginal_contributions(order, worth) for order in permutations(range(players))]
    for position, share in enumerate(shapley_values(players, worth)):
        assert share.tolist() == mean_of([of_order[position] for of_order in added]).tolist()


@settings(max_examples=30)
@given(games(st.integers(2, 5)), st.data())
def test_a_player_that_adds_nothing_to_any_coalition_gets_nothing(
    drawn: tuple[int, Worth], data: st.DataObject
) -> None:
    players, worth = drawn
    dummy = data.draw(st.integers(0, players - 1))

    def without(coalition: Coalition) -> Exact:
        return worth(coalition - {dummy})

    for values in (shapley_values(players, without), leave_one_out(players, without)):
        assert values[dummy].tolist() == [0, 0]
    assert all(not any(index) for pair, index in interaction_indices(players, without).items() if dummy in pair)
    for order in sampled_orders(players, 4, seed=3):
        assert marginal_contributions(order, without)[dummy].tolist() == [0, 0]


@settings(max_examples=30)
@given(games(st.integers(2, 5)), st.data())
def test_players_who_can_be_exchanged_get_the_same(drawn: tuple[int, Worth], data: st.DataObject) -> None:
    players, worth = drawn
    one, two = data.draw(st.lists(st.integers(0, players - 1), min_size=2, max_size=2, unique=True))
    swap = {one: two, two: one}

    def alike(coalition: Coalition) -> Exact:
        found: Exact = worth(coalition) + worth(frozenset(swap.get(player, player) for player in coalition))
        return found

    values = shapley_values(players, alike)
    assert values[one].tolist() == values[two].tolist()


@settings(max_examples=30)
@given(games(), st.data(), st.integers(-9, 9))
def test_values_of_a_sum_of_games_are_the_sums_of_the_values(
    drawn: tuple[int, Worth], data: st.DataObject, factor: int
) -> None:
    players, worth = drawn
    other = data.draw(games(st.just(players)))[1]
    both = shapley_values(players, lambda coalition: worth(coalition) + factor * other(coalition))
    apart = zip(shapley_values(players, worth), shapley_values(players, other), strict=True)
    assert [share.tolist() for share in both] == [(one + factor * two).tolist() for one, two in apart]


@settings(max_examples=30)
@given(st.lists(WORTHS, min_size=1, max_size=6), WORTHS)
def test_where_players_only_add_up_each_gets_what_is_its_own_and_none_interact(worths: list[int], empty: int) -> None:
    worth = game(lambda coalition: empty + sum(worths[player] for player in coalition))
    count = len(worths)
    own = [[value] for value in worths]
    assert [share.tolist() for share in shapley_values(count, worth)] == own
    assert [share.tolist() for share in leave_one_out(count, worth)] == own
    assert [share.tolist() for share in marginal_contributions(range(count)[::-1], worth)] == own
    assert all(index.tolist() == [0] for index in interaction_indices(count, worth).values())


@settings(max_examples=30)
@given(PLAYERS, st.data())
def test_unanimity_is_shared_equally_by_those_who_are_needed(players: int, data: st.DataObject) -> None:
    needed = data.draw(st.sets(st.integers(0, players - 1), min_size=1))
    worth = game(lambda coalition: int(needed <= coalition))
    for player, share in enumerate(shapley_values(players, worth)):
        assert share.tolist() == [Fraction(1, len(needed)) if player in needed else 0]
    # Grabisch and Roubens, 1999: members of a unanimity game of t players interact by 1 / (t - 1), others not at all.
    for pair, index in interaction_indices(players, worth).items():
        assert index.tolist() == [Fraction(1, len(needed) - 1) if set(pair) <= needed else 0]


def test_gloves_are_worth_most_to_those_whose_hand_is_rare() -> None:
    left, right = {0, 1}, {2, 3, 4}
    worth = game(lambda coalition: min(len(coalition & left), len(coalition & right)))
    values = [share.tolist() for share in shapley_values(5, worth)]
    # Each owner of a left glove gets 13/20, each of the others 7/30: 26/20 + 21/30 = 2 pairs.
    assert values == [[Fraction(13, 20)]] * 2 + [[Fraction(7, 30)]] * 3


def test_players_who_stand_in_for_each_other_lose_nothing_alone_and_show_as_a_pair() -> None:
    worth = game(lambda coalition: int(bool(coalition & {0, 1})))
    assert [share.tolist() for share in leave_one_out(3, worth)] == [[0]] * 3
    assert gain([0, 1], frozenset({2}), worth).tolist() == [-1]
    assert [share.tolist() for share in shapley_values(3, worth)] == [[Fraction(1, 2)], [Fraction(1, 2)], [0]]


@settings(max_examples=30)
@given(st.integers(1, 30), st.integers(0, 2**64), st.sampled_from([4, 24]))
def test_orders_hold_every_player_once_and_come_with_their_reverse(players: int, seed: int, orders: int) -> None:
    drawn = sampled_orders(players, orders, seed)
    assert len(drawn) == orders
    assert all(sorted(order) == list(range(players)) for order in drawn)
    assert all(order == reverse[::-1] for order, reverse in zip(drawn[::2], drawn[1::2], strict=True))
    assert drawn == sampled_orders(players, orders, seed)
    assert drawn[:4] == sampled_orders(players, 4, seed)


def test_the_stated_error_of_a_sample_of_orders_is_its_error() -> None:
    worth = game(lambda coalition: len(coalition & {0, 1, 2}) ** 3 * (1 + (5 in coalition)))
    truth = shapley_values(6, worth)[0][0]
    orders, samples = 40, 250
    gaps, errors = [], []
    for seed in range(samples):
        added = [marginal_contributions(order, worth)[0][0] for order in sampled_orders(6, orders, seed)]
        pairs = [Fraction(one + two, 2) for one, two in zip(added[::2], added[1::2], strict=True)]
        gaps.append(float(sum(pairs) / len(pairs) - truth))
        errors.append(error_of_orders(pairs))
    real = math.sqrt(sum(gap**2 for gap in gaps) / samples)
    stated = math.sqrt(sum(error**2 for error in errors) / samples)
    # No bias; and the ratio of both errors is 1 within four standard errors, 1 / sqrt(2 n) each, of normal gaps.
    assert abs(sum(gaps) / samples) < 4 * real / math.sqrt(samples)
    assert abs(real / stated - 1) < 4 * math.sqrt(1 / (2 * samples))
