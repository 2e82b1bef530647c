"""Reorganising: the structure of the day replaces the one before, the same in every lane."""

from datetime import date

import numpy as np

from orgsim.engine.kernel.lanes import Books, Lanes
from orgsim.engine.kernel.promote import regularise
from orgsim.engine.kernel.selection import where
from orgsim.engine.plan import IF_HELD, IF_VACANT, Plan, Reorganisation, Structure
from orgsim.engine.streams import BLOCK
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
    abolished = where(lanes.authorised & (before.authorised & ~after.authorised)[:, None])
    books.record("posts_abolished", abolished, after)
    lanes.authorised[abolished] = False
    created = where(~lanes.authorised & (after.authorised & ~before.authorised)[:, None])
    books.record("posts_created", created, after)
    lanes.authorised[created] = True
    for origin, place, condition in event.moves.tolist():
        if condition == IF_VACANT:
            follows = np.flatnonzero(lanes.occupied[origin] & lanes.authorised[place] & ~lanes.occupied[place])
            books.reseat(origin, place, follows, after)
            lanes.move((np.full_like(follows, origin), follows), (np.full_like(follows, place), follows))
        else:
            held = lanes.occupied[origin] if condition == IF_HELD else np.ones(BLOCK, bool)
            columns = np.flatnonzero(held & lanes.authorised[origin] & lanes.authorised[place])
            for start, end in ((origin, place), (place, origin)):
                books.reseat(start, end, columns[lanes.occupied[start, columns]], after)
            lanes.exchange(origin, place, columns)
    positions, columns = where(lanes.occupied[event.released])
    gone = (event.released[positions], columns)
    books.record("released", gone, after)
    lanes.occupied[gone] = False
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
