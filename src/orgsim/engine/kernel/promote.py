"""Promoting: vacant leaders' posts are filled from within the unit."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Books, Lanes, order_keys
from orgsim.engine.kernel.selection import choose, pair
from orgsim.engine.plan import DEPUTY, HEAD, STAFF, Plan, Structure

__all__ = ["promote", "regularise"]


def promote(lanes: Lanes, books: Books, structure: Structure, plan: Plan) -> None:
    """Fill head posts from the unit's deputies, or else its staff; deputy posts from its staff.

    Only people on the regular contract – that of recruits – rise; where a roadmap has no promotion
    programme nobody does. Then units give up the staff posts that they owe for leaders who left under a
    programme, as far as such posts are vacant; then supernumerary people take vacant posts.
    """
    if plan.promotion:
        for origin, place in ((DEPUTY, HEAD), (STAFF, HEAD), (STAFF, DEPUTY)):
            _fill(lanes, structure, plan, origin, place, plan.promotion)
    posts = choose(_vacant(lanes, structure, STAFF), books.owed, (), structure.unit)
    lanes.authorised[posts] = False
    books.record("posts_abolished", posts, structure)
    regularise(lanes, structure, plan)


def regularise(lanes: Lanes, structure: Structure, plan: Plan) -> None:
    """Move supernumerary people on the regular contract to vacant posts of their unit, longest service first."""
    regular = lanes.contract == plan.entrants.contract
    origins = lanes.occupied & ~lanes.authorised & regular
    places = _vacant(lanes, structure, STAFF)
    lanes.move(*pair(origins, places, order_keys(lanes, ("longest-service",)), structure.unit, len(plan.units)))


def _fill(lanes: Lanes, structure: Structure, plan: Plan, origin: int, place: int, order: tuple[str, ...]) -> None:
    regular = lanes.contract == plan.entrants.contract
    origins = lanes.occupied & regular & (structure.rank == origin)[:, None]
    places = _vacant(lanes, structure, place)
    lanes.move(*pair(origins, places, order_keys(lanes, order), structure.unit, len(plan.units)))


def _vacant(lanes: Lanes, structure: Structure, rank: int) -> NDArray[np.bool_]:
    """Return the vacant posts of a rank."""
    vacant: NDArray[np.bool_] = lanes.authorised & ~lanes.occupied & (structure.rank == rank)[:, None]
    return vacant
