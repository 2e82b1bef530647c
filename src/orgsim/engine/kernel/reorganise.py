"""Reorganising: the structure of the day replaces the one before, the same in every lane."""

from datetime import date

import numpy as np

from orgsim.engine.kernel.books import Books
from orgsim.engine.kernel.lanes import Lanes
from orgsim.engine.kernel.promote import regularise
from orgsim.engine.plan import IF_HELD, IF_VACANT, Plan, Reorganisation, Structure
from orgsim.model.dates import month_index

__all__ = ["reorganise"]


def reorganise(lanes: Lanes, books: Books, before: Structure, event: Reorganisation, plan: Plan) -> Structure:
    """Apply a reorganisation and return the new structure.

    First slots move with whoever holds them; then the posts that the roadmap abolishes or creates go or
    come in this lane; then successors take vacant posts and leaders change places, and whoever still holds a
    released slot leaves;
    then supernumerary people take vacant posts of their unit, so that a cut hits vacant posts first.
    """
    after = event.structure
    _protect(lanes, before, event, plan)
    books.transfer(lanes, before, after)
    abolished = np.flatnonzero(before.authorised & ~after.authorised)
    books.record_rows("posts_abolished", lanes.posts[abolished], abolished, after)
    lanes.posts[abolished] = False
    created = np.flatnonzero(after.authorised & ~before.authorised)
    books.record_rows("posts_created", ~lanes.posts[created], created, after)
    lanes.posts[created] = True
    for origin, place, condition in event.moves.tolist():
        held, vacant = lanes.occupied(origin), ~lanes.occupied(place)
        if condition == IF_VACANT:
            follows = np.flatnonzero(held & lanes.posts[place] & vacant)
            books.reseat(origin, place, follows, after)
            lanes.move(origin * lanes.width + follows, place * lanes.width + follows)
        else:
            able = held if condition == IF_HELD else np.ones_like(held)
            columns = np.flatnonzero(able & lanes.posts[origin] & lanes.posts[place])
            for start, end, leaves in ((origin, place, held), (place, origin, ~vacant)):
                books.reseat(start, end, columns[leaves[columns]], after)
            lanes.exchange(origin * lanes.width + columns, place * lanes.width + columns)
    books.record_rows("released", lanes.occupied(event.released), event.released, after)
    lanes.leave((event.released[:, None] * lanes.width + np.arange(lanes.width)).reshape(-1))
    regularise(lanes, after, plan)
    return after


def _protect(lanes: Lanes, before: Structure, event: Reorganisation, plan: Plan) -> None:
    """Let leaders who lose the title keep its allowance for a time, where the law of the day says so."""
    if not event.protected_months:
        return
    old, new = plan.tables.leadership[before.rank], plan.tables.leadership[event.structure.rank]
    demoted = np.flatnonzero((new < old) & event.structure.inside)
    month = month_index(date.fromordinal(event.day))
    lanes.kept[demoted] = old[demoted][:, None]
    lanes.kept_until[demoted] = month + event.protected_months - 1
