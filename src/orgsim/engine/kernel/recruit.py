"""Recruiting: at most a share of the year's leavers is replaced, in posts drawn by lot."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Books, Lanes
from orgsim.engine.kernel.selection import Chosen, choose
from orgsim.engine.plan import STAFF, Plan, Structure
from orgsim.engine.streams import BLOCK, Decision, HomeUnit, clocks, uniforms

__all__ = ["recruit"]


def recruit(
    lanes: Lanes, books: Books, structure: Structure, plan: Plan, year: int, month: int, *, seed: int, block: int
) -> None:
    """Fill vacant posts within the boundary, and abolish or keep the rest as the rule of the year says.

    The number of recruits is the share of the posts vacated in the year, rounded down. Which vacant
    posts are filled is drawn by lot, so that no unit is favoured. If the rule abolishes what is not
    refilled, as many further vacant staff posts go as were vacated and not refilled, by the same lot,
    but never more than leaves the stated share of the restated state-funded posts.
    """
    for rule in plan.hiring:
        if not rule.first_year <= year <= rule.last_year:
            continue
        vacant = lanes.authorised & ~lanes.occupied & structure.inside[:, None]
        homes = tuple(home for home in plan.homes if vacant[home.first : home.last].any())
        moment = year
        lot = uniforms(homes, len(plan.slots), seed=seed, block=block, moment=moment, decision=Decision.POST_LOTTERY)
        quota = books.vacated * rule.share.numerator // rule.share.denominator
        chosen = choose(vacant, quota, (lot,))
        _seat(lanes, plan, homes, chosen, month, seed=seed, block=block, moment=moment)
        books.record("recruited", chosen, structure)
        if rule.keep is None:
            continue
        recruits = np.bincount(chosen[1], minlength=BLOCK)
        # Rounded down like the limit of a target, so that a floor of 90 % meets a target of 90 %.
        least = books.restated * rule.keep.numerator // rule.keep.denominator
        counted = structure.inside & structure.funded
        funded = lanes.authorised[counted].sum(axis=0)
        surplus = np.clip(np.minimum(books.vacated - recruits, funded - least), 0, None)
        vacant &= ~lanes.occupied & (counted & (structure.rank == STAFF))[:, None]
        posts = choose(vacant, surplus, (lot,))
        lanes.authorised[posts] = False
        books.record("posts_abolished", posts, structure)


def _seat(
    lanes: Lanes,
    plan: Plan,
    homes: tuple[HomeUnit, ...],
    chosen: Chosen,
    month: int,
    *,
    seed: int,
    block: int,
    moment: int,
) -> None:
    """Put recruits in the chosen slots; they start on the first day after ``month``."""
    address = {"seed": seed, "block": block, "moment": moment}
    rows, entrants = len(plan.slots), plan.entrants
    luck = uniforms(homes, rows, **address, decision=Decision.ENTRANT)[chosen].astype(np.float64)
    profile = np.searchsorted(entrants.cumulative, luck, side="right")
    lanes.birth[chosen] = _birth_months(plan, profile, luck, month)
    lanes.female[chosen] = entrants.female[profile]
    lanes.started[chosen] = month + 1
    lanes.grade[chosen] = entrants.grade[plan.group[chosen[0]]]
    lanes.contract[chosen] = entrants.contract
    lanes.quit_clock[chosen] = clocks(homes, rows, **address, decision=Decision.QUIT)[chosen]
    lanes.death_clock[chosen] = clocks(homes, rows, **address, decision=Decision.DEATH)[chosen]
    lanes.rating[chosen] = plan.population.usual_rating
    lanes.kept[chosen] = 0
    lanes.occupied[chosen] = True
    lanes.unmoved[chosen] = False


def _birth_months(plan: Plan, profile: NDArray[np.intp], luck: NDArray[np.float64], month: int) -> NDArray[np.int16]:
    """Spread birthdays over the twelve months of the profile's age by the rest of the same draw."""
    entrants = plan.entrants
    start = entrants.cumulative[profile] - entrants.share[profile]
    months_over = np.clip((luck - start) / entrants.share[profile] * 12, 0, 11).astype(np.int16)
    births: NDArray[np.int16] = (month - 12 * entrants.age[profile] - months_over).astype(np.int16)
    return births
