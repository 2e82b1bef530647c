"""Addressed randomness: every draw has an address, and no draw depends on any other having been made.

The address is (seed, decision, moment, slot, replication). Words of the first four are mixed to a key of the slot,
those of seed and replication to a key of the lane, and the draw is their sum through the mixer of SplitMix64
[Steele2014]_ in Stafford's variant 13: 64 bits, one half for each of two neighbouring replications. So the same seed
gives the same bits, however replications are put together and on any number of workers; more replications keep the
earlier ones; a slot that is added leaves the draws of all others as they were; and roadmaps share their luck.

.. [Steele2014] G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
"""

import hashlib
from collections.abc import Iterable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["Decision", "Keys", "draw", "draw_rows", "lane_keys", "mix", "moment_keys", "slot_keys"]

Keys = NDArray[np.uint64]

_GOLDEN = 0x9E3779B97F4A7C15
_ROUNDS = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, None))


class Decision(IntEnum):
    """What is decided; the numbers are part of the addresses and never change their meaning."""

    FATE = 1
    POST_LOTTERY = 2
    ENTRANT = 3
    TAKE_UP = 4


def mix(words: Keys, out: Keys | None = None, spare: Keys | None = None) -> Keys:
    """Mix 64-bit words: a bijection in which every bit of the result depends on every bit of the word.

    Examples
    --------
    >>> hex(int(mix(np.array([_GOLDEN], np.uint64))[0]))
    '0xe220a8397b1dcdaf'
    """
    mixed = np.array(words, np.uint64) if out is None else out
    if out is not None and out is not words:
        out[...] = words
    spare = np.empty_like(mixed) if spare is None else spare
    for shift, factor in _ROUNDS:
        np.right_shift(mixed, np.uint64(shift), out=spare)
        np.bitwise_xor(mixed, spare, out=mixed)
        if factor is not None:
            np.multiply(mixed, np.uint64(factor), out=mixed)
    return mixed


def slot_keys(slots: Iterable[str]) -> Keys:
    """Return the word of every slot, from its id alone."""
    return np.array([_word(slot.encode()) for slot in slots], np.uint64)


def lane_keys(seed: int, first: int, lanes: int) -> Keys:
    """Return the words of pairs of replications, from ``first``, which is even.

    Returns
    -------
        Shape ``((lanes + 1) // 2,)``.
    """
    assert first % 2 == 0, "replications are drawn in pairs"
    pairs = np.arange(first // 2, (first + lanes + 1) // 2, dtype=np.uint64)
    return mix(pairs * np.uint64(_GOLDEN) + np.uint64(_word(b"lanes", seed)))


def moment_keys(slots: Keys, *, seed: int, decision: Decision, moment: int) -> Keys:
    """Return the keys of slots for one decision at one moment.

    Parameters
    ----------
    slots
        Words of slots, from :func:`slot_keys`.
    moment
        The calendar year of a draw, and 0 at the opening; that of a programme's draw has the programme's word above the
        year.
    """
    return mix(slots + np.uint64(_word(b"moment", seed, int(decision), moment)))


def draw(keys: Keys, lanes: Keys, column: NDArray[np.intp]) -> NDArray[np.uint32]:
    """Draw 32 bits for some slots, each in one lane.

    Parameters
    ----------
    keys
        The key of each slot, from :func:`moment_keys`; shape ``(draws,)``.
    lanes
        From :func:`lane_keys`.
    column
        The lane of each draw, counted from the first of ``lanes``.

    Examples
    --------
    >>> slots, lanes = slot_keys(["a-01", "a-02"]), lane_keys(7, 0, 4)
    >>> keys = moment_keys(slots, seed=7, decision=Decision.ENTRANT, moment=2015)
    >>> rows = np.empty((2, 4), np.uint32)
    >>> draw_rows(keys, lanes, rows)
    >>> bool(draw(keys[[1]], lanes, np.array([3]))[0] == rows[1, 3])
    True
    """
    drawn = keys + lanes[column >> 1]
    mix(drawn, drawn)
    drawn >>= (column & 1).astype(np.uint64) << np.uint64(5)
    half: NDArray[np.uint32] = drawn.astype(np.uint32)
    return half


def draw_rows(keys: Keys, lanes: Keys, out: NDArray[np.uint32]) -> None:
    """Draw 32 bits for every slot and lane; ``out`` has the shape ``(slots, lanes)``."""
    rows = 1 + (1 << 14) // max(1, len(lanes))  # what fits into the second cache
    words, spare = np.empty((rows, len(lanes)), np.uint64), np.empty((rows, len(lanes)), np.uint64)
    for first in range(0, len(keys), rows):
        part = keys[first : first + rows, None]
        drawn = np.add(part, lanes, out=words[: len(part)])
        mix(drawn, drawn, spare[: len(part)])
        # Little-endian whatever the machine, so that the lower half is the even lane's everywhere.
        out[first : first + rows] = drawn.astype("<u8", copy=False).view("<u4")[:, : out.shape[1]]


def _word(*parts: bytes | int) -> int:
    """Return 64 bits of BLAKE2 of some words."""
    text = b"/".join(part if isinstance(part, bytes) else str(part).encode() for part in parts)
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")
