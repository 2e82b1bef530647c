"""Addressed randomness: every draw has an address, and no draw depends on any other having been made.

The address is (seed, replication block, moment, decision, home unit, slot, lane). Seed, block, moment
and decision give the key of a Philox generator, the home unit of a slot – the unit it belongs to at the
opening – the high word of its counter [Salmon2011]_. So the same seed gives the same bits for any number
of workers; more replications keep the earlier ones; a slot added to one unit leaves the draws of all
other units as they were; and roadmaps share their luck.

.. [Salmon2011] J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC11.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK", "Decision", "HomeUnit", "clocks", "home_units", "uniforms"]

BLOCK = 256
"""Replications in a block. Part of every address: another size is another set of futures."""


class Decision(IntEnum):
    """What is decided; the numbers are part of the addresses and never change their meaning."""

    QUIT = 1
    DEATH = 2
    POST_LOTTERY = 3
    ENTRANT = 4
    TAKE_UP = 5


@dataclass(frozen=True, slots=True)
class HomeUnit:
    """The rows ``first … last - 1`` of a unit's slots, and the unit's word in the address."""

    word: int
    first: int
    last: int


def home_units(units: Iterable[str]) -> tuple[HomeUnit, ...]:
    """Return the home units of slots that are sorted by unit, from the unit of each row.

    Examples
    --------
    >>> [(unit.first, unit.last) for unit in home_units(["a", "a", "b"])]
    [(0, 2), (2, 3)]
    """
    rows = list(units)
    starts = [row for row, unit in enumerate(rows) if row == 0 or unit != rows[row - 1]]
    assert len({rows[start] for start in starts}) == len(starts), "rows are not sorted by unit"
    ends = [*starts[1:], len(rows)] if starts else []
    return tuple(HomeUnit(_word(rows[first]), first, last) for first, last in zip(starts, ends, strict=True))


def _word(unit: str) -> int:
    return int.from_bytes(hashlib.blake2b(unit.encode(), digest_size=8).digest(), "little")


def _generators(
    homes: Iterable[HomeUnit], seed: int, block: int, moment: int, decision: Decision
) -> Iterable[tuple[HomeUnit, np.random.Generator]]:
    address = np.random.SeedSequence(seed, spawn_key=(int(decision), moment, block))
    key = address.generate_state(2, np.uint64)
    for home in homes:
        counter = np.array([0, 0, 0, home.word], dtype=np.uint64)
        yield home, np.random.Generator(np.random.Philox(key=key, counter=counter))


def uniforms(
    homes: Iterable[HomeUnit], rows: int, *, seed: int, block: int, moment: int, decision: Decision
) -> NDArray[np.float32]:
    """Draw uniforms of [0, 1) for the slots of the given home units; the other rows are zero.

    Parameters
    ----------
    homes
        The home units that need draws; leaving one out changes no other draw.
    rows
        The number of slots.
    seed, block, moment, decision
        The address; ``moment`` is the calendar year of a draw, and 0 at the opening; that of a programme's draw has the
        programme's word above the year.

    Returns
    -------
        Shape ``(rows, BLOCK)``.

    Examples
    --------
    >>> homes = home_units(["a", "b"])
    >>> both = uniforms(homes, 2, seed=1, block=0, moment=2015, decision=Decision.ENTRANT)
    >>> one = uniforms(homes[1:], 2, seed=1, block=0, moment=2015, decision=Decision.ENTRANT)
    >>> bool((both[1] == one[1]).all()), bool((both[0] == both[1]).any())
    (True, False)
    """
    draws = np.zeros((rows, BLOCK), dtype=np.float32)
    for home, generator in _generators(homes, seed, block, moment, decision):
        generator.random(out=draws[home.first : home.last], dtype=np.float32)
    return draws


def clocks(
    homes: Iterable[HomeUnit], rows: int, *, seed: int, block: int, moment: int, decision: Decision
) -> NDArray[np.float32]:
    """Draw clocks: unit exponentials, used up by hazard × time; the other rows are zero.

    A person whose clock holds ``c`` leaves when the hazards they have lived through add up to ``c``.
    That is the exponential law of survival for any hazard that changes in steps, and cutting a year in
    two changes nothing.

    Returns
    -------
        Shape ``(rows, BLOCK)``.
    """
    draws = np.zeros((rows, BLOCK), dtype=np.float32)
    for home, generator in _generators(homes, seed, block, moment, decision):
        generator.standard_exponential(out=draws[home.first : home.last], dtype=np.float32)
    return draws
