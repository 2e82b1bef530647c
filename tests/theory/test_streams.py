"""The quality of addressed draws: even, and without a trace of the address; the tolerance is a standard error."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from orgsim.engine.streams import Decision, Keys, draw, draw_rows, lane_keys, mix, moment_keys, slot_keys

Draws = NDArray[np.uint32]

SLOTS, LANES = 1000, 1000
DRAWS = SLOTS * LANES
NAMES = [f"office/staff/{n:04d}" for n in range(SLOTS)]
FATE, YEAR = Decision.FATE, 2015


def drawn(seed: int = 7, decision: Decision = FATE, moment: int = YEAR, prefix: str = "", first: int = 0) -> Draws:
    """Draw a thousand slots in a thousand lanes, all of an address but what is named."""
    keys = moment_keys(slot_keys(prefix + name for name in NAMES), seed=seed, decision=decision, moment=moment)
    draws = np.empty((SLOTS, LANES), np.uint32)
    draw_rows(keys, lane_keys(seed, first, LANES), draws)
    return draws


def excess(counts: NDArray[np.integer]) -> float:
    """Return chi square of counts that should be equal, in standard errors above what is expected."""
    expected = counts.sum() / counts.size
    degrees = counts.size - 1
    return float(((counts - expected) ** 2 / expected).sum() - degrees) / math.sqrt(2 * degrees)


def test_the_mixer_is_that_of_splitmix64() -> None:
    # The generator with seed 0 mixes 1, 2, 3 … times the golden number; its first outputs are published.
    words = np.arange(1, 4, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    assert [hex(int(word)) for word in mix(words)] == ["0xe220a8397b1dcdaf", "0x6e789e6aa1b965f4", "0x6c45d188009454f"]
    spare, out = np.empty_like(words), np.empty_like(words)
    assert np.array_equal(mix(words, out, spare), mix(words))
    expected = mix(words)
    assert mix(words, words, spare) is words
    assert np.array_equal(words, expected)


@given(st.integers(0, 2**64 - 1))
def test_the_mixer_can_be_undone_so_that_no_two_words_become_one(word: int) -> None:
    mixed = int(mix(np.array([word], np.uint64))[0])
    for shift, factor in ((31, 0x94D049BB133111EB), (27, 0xBF58476D1CE4E5B9), (30, 1)):
        back = mixed
        for _ in range(64 // shift):
            back = mixed ^ back >> shift
        mixed = back * pow(factor, -1, 2**64) % 2**64
    assert mixed == word


@pytest.mark.parametrize("shift", [0, 8, 16, 24])
def test_every_byte_of_a_draw_has_each_value_equally_often(shift: int) -> None:
    counts = np.bincount((drawn().reshape(-1) >> shift) & 255, minlength=256)
    assert abs(excess(counts)) < 4


def test_every_bit_is_set_half_of_the_time() -> None:
    bits = np.unpackbits(drawn().view(np.uint8).reshape(-1, 4), axis=1)
    # A bit has the standard deviation of a half.
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 4 * 0.5 / math.sqrt(DRAWS)


@pytest.mark.parametrize("axis", [0, 1])
def test_slots_and_lanes_have_means_that_scatter_as_those_of_independent_draws(axis: int) -> None:
    luck = drawn() / 2**32
    deviations = (luck.mean(axis=axis) - 0.5) / math.sqrt(1 / 12 / luck.shape[axis])
    # The sum of the squares of n standard normals: n, with a standard error of sqrt(2 n).
    count = len(deviations)
    assert abs((deviations**2).sum() - count) < 4 * math.sqrt(2 * count)


ABOVE = np.triu_indices(SLOTS, 1)
PAIRS: dict[str, Callable[[], tuple[Draws, Draws]]] = {
    "the next slot": lambda: (drawn()[:-1], drawn()[1:]),
    "the other half of a word": lambda: (drawn()[:, ::2], drawn()[:, 1::2]),
    "the next word": lambda: (drawn()[:, :-2], drawn()[:, 2:]),
    "the next lane": lambda: (drawn()[:, :-1], drawn()[:, 1:]),
    "the next slot and lane": lambda: (drawn()[:-1, :-1], drawn()[1:, 1:]),
    "the next year": lambda: (drawn(), drawn(moment=YEAR + 1)),
    "the opening": lambda: (drawn(), drawn(moment=0)),
    "another decision": lambda: (drawn(), drawn(decision=Decision.POST_LOTTERY)),
    "the next seed": lambda: (drawn(), drawn(seed=8)),
    "a seed with one more digit": lambda: (drawn(), drawn(seed=70)),
    "the same slots of another unit": lambda: (drawn(), drawn(prefix="other-")),
    "replications far away": lambda: (drawn(), drawn(first=2**40)),
    "slots and lanes exchanged": lambda: (drawn()[ABOVE], drawn().T[ABOVE]),
}


@pytest.mark.parametrize("other", PAIRS)
def test_neighbouring_addresses_have_draws_that_do_not_know_of_each_other(other: str) -> None:
    one, two = (draws.reshape(-1) for draws in PAIRS[other]())
    error = 1 / math.sqrt(len(one))
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 * error
    # Bit by bit, equal half of the time.
    equal = 1 - np.unpackbits((one ^ two).view(np.uint8).reshape(-1, 4), axis=1).mean(axis=0)
    assert np.abs(equal - 0.5).max() < 4 * 0.5 * error
    # And in pairs of their highest four bits, each pair equally often.
    assert abs(excess(np.bincount((one >> 28) * 16 + (two >> 28), minlength=256))) < 4


def test_no_two_words_of_a_run_are_the_same() -> None:
    words = drawn().view(np.uint64)
    # By chance two of half a million words of 64 bits are the same once in 10⁸ runs.
    assert len(np.unique(words)) == words.size


@given(st.integers(0, 2**63), st.integers(0, 2**40), st.integers(1, 70), st.lists(st.text(max_size=8), max_size=12))
def test_single_draws_are_those_of_the_rows(seed: int, pair: int, lanes: int, names: list[str]) -> None:
    keys = moment_keys(slot_keys(names), seed=seed, decision=Decision.ENTRANT, moment=YEAR)
    pairs = lane_keys(seed, 2 * pair, lanes)
    rows = np.empty((len(names), lanes), np.uint32)
    draw_rows(keys, pairs, rows)
    columns = np.tile(np.arange(lanes), len(names))
    assert np.array_equal(draw(np.repeat(keys, lanes), pairs, columns).reshape(rows.shape), rows)


@pytest.mark.parametrize("lanes", [1, 2, 999, 1000, 40_000])
def test_rows_that_are_drawn_in_several_parts_are_those_of_single_draws(lanes: int) -> None:
    keys = moment_keys(slot_keys(NAMES[:150]), seed=1, decision=FATE, moment=0)
    pairs = lane_keys(1, 0, lanes)
    rows = np.empty((len(keys), lanes), np.uint32)
    draw_rows(keys, pairs, rows)
    for column in {0, lanes // 2, lanes - 1}:
        assert np.array_equal(draw(keys, pairs, np.full(len(keys), column)), rows[:, column])


@given(st.integers(0, 2**63), st.integers(0, 100), st.integers(1, 60), st.integers(1, 300))
def test_replications_have_the_same_draws_wherever_a_block_begins(
    seed: int, pair: int, lanes: int, several: int
) -> None:
    keys: Keys = slot_keys(["a", "b"])
    whole, part = np.empty((2, 2 * pair + several), np.uint32), np.empty((2, min(lanes, several)), np.uint32)
    draw_rows(keys, lane_keys(seed, 0, whole.shape[1]), whole)
    draw_rows(keys, lane_keys(seed, 2 * pair, part.shape[1]), part)
    assert np.array_equal(part, whole[:, 2 * pair : 2 * pair + part.shape[1]])


def test_a_block_that_would_begin_within_a_pair_is_refused() -> None:
    with pytest.raises(AssertionError, match="replications are drawn in pairs"):
        lane_keys(1, 3, 4)


@given(st.lists(st.text(min_size=1), unique=True, min_size=1, max_size=20), st.data())
def test_a_slot_has_its_draws_from_its_own_id(names: list[str], data: st.DataObject) -> None:
    some = data.draw(st.permutations(names))[: data.draw(st.integers(1, len(names)))]
    whole, part = (
        moment_keys(slot_keys(these), seed=3, decision=Decision.TAKE_UP, moment=YEAR) for these in (names, some)
    )
    assert [whole[names.index(name)] for name in some] == part.tolist()
