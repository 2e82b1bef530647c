"""How replications are laid side by side; it changes no result."""

__all__ = ["Block", "blocks_of"]

Block = tuple[int, int]
"""Replications that are run together: the first, and how many."""

_FEWEST, _GOOD, _MOST = 64, 512, 1024
"""Lanes of a block: with fewer, a row is too short for NumPy; with more, little and then nothing is won."""

_SMALL, _LARGE = 2**28, 2**30
"""Bytes that the most lanes, and a good number of them, may take."""


def blocks_of(lane: int, replications: int, workers: int) -> list[Block]:
    """Divide replications, each of so many bytes, into blocks; at least one for each worker if there are enough.

    Examples
    --------
    >>> blocks_of(300_000, 1000, 1), blocks_of(50_000, 1000, 1), blocks_of(50_000, 1000, 2)
    ([(0, 500), (500, 500)], [(0, 1000)], [(0, 500), (500, 500)])
    """
    width = max(_FEWEST, min(_GOOD, _LARGE // lane), min(_MOST, _SMALL // lane))
    count = max(-(-replications // width), min(workers, -(-replications // _FEWEST)))
    # Replications are drawn in pairs, so that blocks begin with an even one.
    each = -(-replications // count)
    each += each % 2
    return [(first, min(each, replications - first)) for first in range(0, replications, each)]
