"""Closing the books: stocks at the end of the year, and the proof that every flow adds up."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Books, Lanes, unit_sums
from orgsim.engine.plan import DEPUTY, HEAD, Structure
from orgsim.errors import ConservationError
from orgsim.model.outcomes import CAUSES

__all__ = ["Stocks", "close", "stocks"]

Counts = NDArray[np.int64]
Stocks = tuple[dict[str, Counts], dict[str, Counts]]
"""Stocks within the boundary ``(BLOCK,)``, and of every unit ``(units, BLOCK)``."""


def stocks(lanes: Lanes, structure: Structure, units: int) -> Stocks:
    """Count the measures of ``model.outcomes.STOCKS``."""
    rank = structure.rank[:, None]
    masks = {
        "people": lanes.occupied,
        "posts": lanes.authorised,
        "funded_posts": lanes.authorised & structure.funded[:, None],
        "supernumerary": lanes.occupied & ~lanes.authorised,
        "vacancies": lanes.authorised & ~lanes.occupied,
        "heads": lanes.occupied & (rank == HEAD),
        "deputies": lanes.occupied & (rank == DEPUTY),
    }
    total = {name: mask[structure.inside].sum(axis=0, dtype=np.int64) for name, mask in masks.items()}
    by_unit = {name: unit_sums(mask, structure, units) for name, mask in masks.items()}
    return total, by_unit


def close(lanes: Lanes, books: Books, structure: Structure, opening: Stocks, year: int) -> Stocks:
    """Count the closing stocks and hold them against the opening and the year's flows.

    Raises
    ------
    ConservationError
        If people or posts do not add up, of any unit or within the boundary, in any lane.
    """
    closing = stocks(lanes, structure, books.units)
    for where, start, end, flow in (
        ("within the boundary", opening[0], closing[0], books.total),
        ("of a unit", opening[1], closing[1], books.by_unit),
    ):
        left = sum(flow[cause] for cause in CAUSES)
        people = start["people"] + flow["arrived"] + flow["recruited"] - flow["departed"] - left
        posts = start["posts"] + flow["posts_in"] + flow["posts_created"] - flow["posts_out"] - flow["posts_abolished"]
        for name, expected in (("people", people), ("posts", posts)):
            if (expected != end[name]).any():
                lane = int(np.argwhere(expected != end[name])[0][-1])
                raise ConservationError(f"{name} {where} do not add up in {year}, lane {lane} of the block")
    return closing
