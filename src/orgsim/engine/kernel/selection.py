"""Choosing among the people or posts of a unit in a lane: of the few units and lanes where something is to be done."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.plan import Structure

__all__ = ["Listing", "first_of", "narrow", "places", "turns"]

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Listing:
    """Some rows, listed by unit: those of unit ``u`` are ``rows[start[u] : start[u + 1]]``."""

    rows: Ints
    start: Ints

    @classmethod
    def of(cls, mask: NDArray[np.bool_], structure: Structure) -> "Listing":
        """List the rows in which a mask holds."""
        rows = np.flatnonzero(mask)
        unit = structure.unit[rows]
        order = np.argsort(unit, kind="stable")
        start = np.searchsorted(unit[order], np.arange(len(structure.within) + 1))
        return cls(rows[order], start)

    def spread(self, units: Ints) -> tuple[Ints, Ints]:
        """Return the rows of some units one after the other, and the position of the unit of each.

        Examples
        --------
        >>> Listing(np.array([4, 7, 9]), np.array([0, 1, 1, 3])).spread(np.array([2, 1, 0]))
        (array([7, 9, 4]), array([0, 0, 2]))
        """
        first, sizes = self.start[units], self.start[units + 1] - self.start[units]
        nth = np.repeat(np.arange(len(units)), sizes)
        offset = first - (np.cumsum(sizes) - sizes)
        return self.rows[np.arange(len(nth)) + offset[nth]], nth


def narrow(counts: NDArray[np.integer]) -> NDArray[np.unsignedinteger]:
    """Copy counts into the smallest type that is worth having: NumPy adds up bytes eight times as fast."""
    small = counts.max(initial=0) <= np.iinfo(np.uint8).max
    found: NDArray[np.unsignedinteger] = counts.astype(np.uint8 if small else np.uint32)
    return found


def places(group: Ints) -> Ints:
    """Return how many of the same group come before each; equal groups stand together.

    Examples
    --------
    >>> places(np.array([3, 3, 5, 7, 7, 7]))
    array([0, 1, 0, 0, 1, 2])
    """
    at = np.arange(len(group))
    begins = np.diff(group, prepend=-1) != 0
    place: Ints = at - np.maximum.accumulate(np.where(begins, at, 0))
    return place


def turns(group: Ints) -> Iterator[Ints]:
    """Yield positions so that no group is met twice in a turn, and its members in their order.

    Examples
    --------
    >>> [turn.tolist() for turn in turns(np.array([5, 3, 5]))]
    [[1, 0], [2]]
    """
    order = np.argsort(group, kind="stable")
    place = places(group[order])
    for turn in range(int(place.max(initial=-1)) + 1):
        yield order[place == turn]


def first_of(keys: NDArray[np.int64], group: Ints) -> Ints:
    """Return the position of the smallest key of each group; of equal ones the first. Equal groups stand together.

    Examples
    --------
    >>> first_of(np.array([4, 2, 2, 9]), np.array([0, 0, 0, 6]))
    array([1, 3])
    """
    begins = np.flatnonzero(np.diff(group, prepend=-1))
    if not len(begins):
        return begins
    smallest = np.minimum.reduceat(keys, begins)
    number = np.cumsum(np.diff(group, prepend=-1) != 0) - 1
    found = np.flatnonzero(keys == smallest[number])
    first: Ints = found[np.diff(number[found], prepend=-1) != 0]
    return first
