"""Closing the books: stocks at the end of the year, and the proof that every flow adds up."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.books import Books, row_sums, unit_sums
from orgsim.engine.kernel.lanes import Lanes
from orgsim.engine.plan import DEPUTY, HEAD, Structure
from orgsim.errors import ConservationError
from orgsim.model.outcomes import CAUSES, FUNDINGS

__all__ = ["Stocks", "by_payer", "close", "stocks"]

Counts = NDArray[np.integer]
Stocks = tuple[dict[str, Counts], dict[str, Counts]]
"""Stocks within the boundary ``(lanes,)``, and of every unit ``(units, lanes)``."""


def stocks(lanes: Lanes, structure: Structure, units: int) -> Stocks:
    """Count the measures of ``model.outcomes.STOCKS``."""
    empty, there = lanes.vacant(), lanes.mask
    posts, vacant, people = (unit_sums(held, structure, units) for held in (lanes.posts, empty, there))
    by_unit: dict[str, Counts] = {"people": people, "posts": posts}
    by_unit["funded_posts"] = _of_rows(lanes.posts, structure.funded, structure, units, but=posts)
    by_unit |= {"supernumerary": people - posts + vacant, "vacancies": vacant}
    for name, rank in (("heads", HEAD), ("deputies", DEPUTY)):
        by_unit[name] = _of_rows(there, structure.rank == rank, structure, units, but=people)
    return {name: count[structure.within].sum(axis=0) for name, count in by_unit.items()}, by_unit


def by_payer(
    lanes: Lanes, structure: Structure, payers: tuple[str, ...], total: Mapping[str, Counts]
) -> dict[str, Counts]:
    """Count people and posts within the boundary for everyone who pays, as far as ``payers`` names them.

    Parameters
    ----------
    total
        The stocks within the boundary ``(lanes,)``.

    Returns
    -------
        Arrays ``(fundings, lanes)`` by name.
    """
    rows = [np.flatnonzero(structure.inside & (structure.funding == payer)) for payer in range(len(FUNDINGS))]
    most = max(range(len(FUNDINGS)), key=lambda payer: len(rows[payer]))
    found: dict[str, Counts] = {}
    for name, held in (("people", lanes.there()), ("posts", lanes.posts)):
        if name in payers:
            counts = np.zeros((len(FUNDINGS), lanes.width), np.int64)
            for payer, some in enumerate(rows):
                if payer != most:
                    counts[payer] = held[some].sum(axis=0)
            # Who pays for most slots pays for those that the others leave.
            counts[most] = total[name] - counts.sum(axis=0)
            found[name] = counts
    return found


def _of_rows(
    held: NDArray[np.bool_], rows: NDArray[np.bool_], structure: Structure, units: int, *, but: Counts
) -> Counts:
    """Count over some slots of every unit: those, or all but the rest, whichever are fewer."""
    fewer = 2 * rows.sum() <= len(rows)
    few = np.flatnonzero(rows if fewer else ~rows)
    sums = np.zeros((units, held.shape[1]), np.int32)
    for unit, counts in row_sums(held[few], few, structure):
        sums[unit] = counts
    return sums if fewer else but - sums


def close(lanes: Lanes, books: Books, structure: Structure, opening: Stocks, year: int) -> Stocks:
    """Count the closing stocks and hold them against the opening and the year's flows.

    Raises
    ------
    ConservationError
        If people or posts do not add up, of any unit or within the boundary, in any lane.
    """
    closing = stocks(lanes, structure, books.units)
    flow = books.total
    left = sum(flow[cause] for cause in CAUSES)
    people = opening[0]["people"] + flow["arrived"] + flow["recruited"] - flow["departed"] - left
    posts = opening[0]["posts"] + flow["posts_in"] + flow["posts_created"] - flow["posts_out"] - flow["posts_abolished"]
    for where, name, expected, found in (
        ("within the boundary", "people", people, closing[0]["people"]),
        ("within the boundary", "posts", posts, closing[0]["posts"]),
        ("of a unit", "people", books.people(), closing[1]["people"]),
        ("of a unit", "posts", books.posts(), closing[1]["posts"]),
    ):
        if (expected != found).any():
            lane = int(np.argwhere(expected != found)[0][-1])
            raise ConservationError(f"{name} {where} do not add up in {year}, lane {lane} of the block")
    return closing
