"""Promoting: vacant leaders' posts are filled from within the unit."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.books import Books, unit_sums
from orgsim.engine.kernel.lanes import Cells, Lanes
from orgsim.engine.kernel.selection import Listing, first_of, places, turns
from orgsim.engine.plan import DEPUTY, HEAD, STAFF, Plan, Seniority, Structure

__all__ = ["promote", "regularise"]

_MANY = 10_000
"""For more people it is worth counting first where any post is vacant."""

_NOBODY = int(np.iinfo(np.int64).max)


def promote(lanes: Lanes, books: Books, structure: Structure, plan: Plan) -> None:
    """Fill head posts from the unit's deputies, or else its staff; deputy posts from its staff.

    Only people on the regular contract – that of recruits – rise; where a roadmap has no promotion
    programme nobody does. Then units give up the staff posts that they owe for leaders who left under a
    programme, as far as such posts are vacant; then supernumerary people take vacant posts.
    """
    if plan.promotion is not None:
        for origin, place in ((DEPUTY, HEAD), (STAFF, HEAD), (STAFF, DEPUTY)):
            _fill(lanes, structure, origin, place, plan.promotion)
    _give_up(lanes, books, structure)
    regularise(lanes, structure, plan)


def _fill(lanes: Lanes, structure: Structure, origin: int, place: int, order: Seniority) -> None:
    """Seat the first in order of one rank of a unit in its first vacant post of another, as often as there is both."""
    rows = np.flatnonzero(structure.rank == place)
    nth, columns = np.divmod(np.flatnonzero(lanes.posts[rows] > lanes.occupied(rows)), lanes.width)
    posts, unit = rows[nth] * lanes.width + columns, structure.unit[rows[nth]]
    candidates = Listing.of(structure.rank == origin, structure)
    # Of several vacant posts of a unit in a lane one is filled at a time: by then who took the one before has moved.
    for turn in turns(unit * lanes.width + columns):
        row, post = candidates.spread(unit[turn])
        cells = row * lanes.width + columns[turn[post]]
        who = lanes.who.reshape(-1)[cells]
        fits = (lanes.code.reshape(-1)[cells] > lanes.nobody) & lanes.regular.reshape(-1)[cells]
        keys = np.where(fits, order.keys(row, who), _NOBODY)
        first = first_of(keys, post)
        first = first[keys[first] < _NOBODY]
        lanes.move(cells[first], posts[turn[post[first]]])


def _give_up(lanes: Lanes, books: Books, structure: Structure) -> None:
    """Abolish vacant staff posts of units that owe some."""
    owing = np.flatnonzero(books.owed)
    unit, columns = np.divmod(owing, lanes.width)
    posts, nth = _vacant(lanes, structure, unit, columns)
    given = posts[places(nth) < books.owed.reshape(-1)[owing[nth]]]
    books.record("posts_abolished", given, structure)
    lanes.posts.reshape(-1)[given] = False


def _vacant(
    lanes: Lanes, structure: Structure, units: NDArray[np.intp], columns: NDArray[np.intp]
) -> tuple[Cells, NDArray[np.intp]]:
    """Return the vacant staff posts of some units, each in one lane, and the position of the unit of each."""
    row, nth = Listing.of(structure.rank == STAFF, structure).spread(units)
    cells = row * lanes.width + columns[nth]
    vacant = lanes.posts.reshape(-1)[cells] & (lanes.code.reshape(-1)[cells] <= lanes.nobody)
    return cells[vacant], nth[vacant]


def regularise(lanes: Lanes, structure: Structure, plan: Plan) -> None:
    """Move supernumerary people on the regular contract to vacant posts of their unit, longest service first."""
    origins = lanes.risers()
    if not len(origins):
        return
    rows, columns = lanes.split(origins)
    if len(origins) > _MANY:
        room = unit_sums(lanes.vacant(), structure, len(structure.within))[structure.unit[rows], columns] > 0
        origins, rows, columns = origins[room], rows[room], columns[room]
    who = lanes.who.reshape(-1)[origins]
    group = structure.unit[rows] * lanes.width + columns
    order = np.lexsort((rows, plan.service.keys(rows, who), group))
    origins, group = origins[order], group[order]
    begins = np.flatnonzero(np.diff(group, prepend=-1))
    unit, lane = np.divmod(group[begins], lanes.width)
    posts, nth = _vacant(lanes, structure, unit, lane)
    start = np.searchsorted(nth, np.arange(len(begins) + 1))
    number, place = np.cumsum(np.diff(group, prepend=-1) != 0) - 1, places(group)
    seated = place < (start[1:] - start[:-1])[number]
    lanes.move(origins[seated], posts[start[number[seated]] + place[seated]])
