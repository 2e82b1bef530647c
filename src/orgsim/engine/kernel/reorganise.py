"""Reorganising: the structure of the day replaces the one before, the same in every lane."""

import numpy as np

from orgsim.engine.kernel.lanes import Books, Lanes
from orgsim.engine.kernel.promote import regularise
from orgsim.engine.kernel.selection import where
from orgsim.engine.plan import Plan, Reorganisation, Structure

__all__ = ["reorganise"]


def reorganise(lanes: Lanes, books: Books, before: Structure, event: Reorganisation, plan: Plan) -> Structure:
    """Apply a reorganisation and return the new structure.

    First slots move with whoever holds them; then the posts that the roadmap abolishes or creates go or
    come in this lane; then successors take vacant posts, and whoever still holds a released slot leaves;
    then supernumerary people take vacant posts of their unit, so that a cut hits vacant posts first.
    """
    after = event.structure
    books.transfer(lanes, before, after)
    abolished = where(lanes.authorised & (before.authorised & ~after.authorised)[:, None])
    books.record("posts_abolished", abolished, after)
    lanes.authorised[abolished] = False
    created = where(~lanes.authorised & (after.authorised & ~before.authorised)[:, None])
    books.record("posts_created", created, after)
    lanes.authorised[created] = True
    for origin, place in event.successions:
        follows = np.flatnonzero(lanes.occupied[origin] & lanes.authorised[place] & ~lanes.occupied[place])
        lanes.move((np.full_like(follows, origin), follows), (np.full_like(follows, place), follows))
    positions, columns = where(lanes.occupied[event.released])
    gone = (event.released[positions], columns)
    books.record("released", gone, after)
    lanes.occupied[gone] = False
    regularise(lanes, after, plan)
    return after
