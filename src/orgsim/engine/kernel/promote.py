"""Promoting: vacant leaders' posts are filled from within the unit."""

from orgsim.engine.kernel.lanes import Lanes, order_keys
from orgsim.engine.kernel.selection import pair
from orgsim.engine.plan import DEPUTY, HEAD, STAFF, Plan, Structure

__all__ = ["promote", "regularise"]


def promote(lanes: Lanes, structure: Structure, plan: Plan) -> None:
    """Fill head posts from the unit's deputies, or else its staff; deputy posts from its staff.

    Only people on the regular contract – that of recruits – rise; where a roadmap has no promotion
    programme nobody does. Afterwards supernumerary people take the posts that became vacant.
    """
    if plan.promotion:
        for origin, place in ((DEPUTY, HEAD), (STAFF, HEAD), (STAFF, DEPUTY)):
            _fill(lanes, structure, plan, origin, place, plan.promotion)
    regularise(lanes, structure, plan)


def regularise(lanes: Lanes, structure: Structure, plan: Plan) -> None:
    """Move supernumerary people on the regular contract to vacant posts of their unit, longest service first."""
    regular = lanes.contract == plan.entrants.contract
    origins = lanes.occupied & ~lanes.authorised & regular
    places = lanes.authorised & ~lanes.occupied & (structure.rank == STAFF)[:, None]
    lanes.move(*pair(origins, places, order_keys(lanes, ("longest-service",)), structure.unit, len(plan.units)))


def _fill(lanes: Lanes, structure: Structure, plan: Plan, origin: int, place: int, order: tuple[str, ...]) -> None:
    regular = lanes.contract == plan.entrants.contract
    origins = lanes.occupied & regular & (structure.rank == origin)[:, None]
    places = lanes.authorised & ~lanes.occupied & (structure.rank == place)[:, None]
    lanes.move(*pair(origins, places, order_keys(lanes, order), structure.unit, len(plan.units)))
