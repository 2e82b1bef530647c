"""Recruiting: at most a share of the year's leavers is replaced, in posts drawn by lot."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.books import Books
from orgsim.engine.kernel.lanes import Cells, Lanes, cells_of
from orgsim.engine.kernel.selection import narrow, places
from orgsim.engine.plan import STAFF, Hiring, Plan, Structure
from orgsim.engine.streams import Decision, draw, moment_keys
from orgsim.model.outcomes import CAUSES

__all__ = ["recruit"]

_TOGETHER = 16
"""Slots of a unit that are looked at together."""


def recruit(lanes: Lanes, books: Books, structure: Structure, plan: Plan, year: int) -> None:
    """Fill vacant posts within the boundary, and abolish or keep the rest as the rule of the year says.

    The number of recruits is the share of the posts vacated in the year, rounded down. Which vacant
    posts are filled is drawn by lot, so that no unit is favoured. If the rule abolishes what is not
    refilled, as many further vacant staff posts go as were vacated and not refilled, by the same lot,
    but never more than leaves the stated share of the restated state-funded posts.
    """
    for rule in plan.hiring:
        if not rule.first_year <= year <= rule.last_year:
            continue
        if rule.of_each_unit:
            _of_each_unit(lanes, books, structure, rule, year)
        else:
            _of_all(lanes, books, structure, plan, rule, year)
        lanes.over("recruit", structure, rule.position)


def _of_all(lanes: Lanes, books: Books, structure: Structure, plan: Plan, rule: Hiring, year: int) -> None:
    """Fill posts drawn by lot from all that are vacant, and abolish others of them."""
    posts = _by_lot(lanes, structure, plan, year)
    columns = posts % lanes.width
    quota = books.vacated * rule.share.numerator // rule.share.denominator
    taken = places(columns) < quota[columns]
    chosen = posts[taken]
    lanes.recruit(chosen, year)
    books.record("recruited", chosen, structure)
    if rule.keep is None:
        return
    recruits = np.bincount(columns[taken], minlength=lanes.width)
    # Rounded down like the limit of a target, so that a floor of 90 % meets a target of 90 %.
    least = books.restated * rule.keep.numerator // rule.keep.denominator
    counted = structure.inside & structure.funded
    funded = lanes.posts[counted].sum(axis=0)
    surplus = np.clip(np.minimum(books.vacated - recruits, funded - least), 0, None)
    left = posts[~taken]
    left = left[(counted & (structure.rank == STAFF))[left // lanes.width]]
    columns = left % lanes.width
    going = left[places(columns) < surplus[columns]]
    lanes.posts.reshape(-1)[going] = False
    books.record("posts_abolished", going, structure)


def _of_each_unit(lanes: Lanes, books: Books, structure: Structure, rule: Hiring, year: int) -> None:
    """Fill the first vacant posts of every unit within the boundary, as many as the rule allows."""
    left = sum(books.by_unit[cause] for cause in CAUSES)
    free = books.posts() - books.people()
    quota = np.clip(np.minimum(left * rule.share.numerator // rule.share.denominator, free), 0, None)
    quota[~structure.within] = 0
    chosen = _first(lanes.vacant().view(np.uint8), structure, quota)
    lanes.recruit(chosen, year)
    books.record("recruited", chosen, structure)


def _first(mask: NDArray[np.uint8], structure: Structure, quota: NDArray[np.integer]) -> Cells:
    """Return the first cells of a mask of every unit in every lane, at most the quota ``(units, lanes)``."""
    first, unit, turn = _chunks(structure)
    slots, width = mask.shape
    last = np.append(first[1:], slots)
    counts = np.empty((len(first), width), np.uint8)
    for n, (start, end) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        np.add.reduce(mask[start:end], axis=0, dtype=np.uint8, out=counts[n])
    left = narrow(quota)
    for now in range(int(turn.max(initial=-1)) + 1):
        chunks = np.flatnonzero(turn == now)
        counts[chunks] = np.minimum(counts[chunks], left[unit[chunks]])
        left[unit[chunks]] -= counts[chunks]
    taken = np.flatnonzero(counts > 0)
    chunk = taken // width
    column, most = taken - chunk * width, counts.reshape(-1)[taken]
    # All chunks are looked at as if they had the same length; what lies behind the end of one is not of it.
    rows = np.arange(_TOGETHER)[:, None] + first[chunk]
    there = mask.reshape(-1)[np.minimum(rows, slots - 1) * width + column]
    there &= (rows < last[chunk]).view(np.uint8)
    for row in there:
        np.minimum(row, most, out=row, casting="unsafe")
        most -= row
    chosen = np.flatnonzero(there.view(np.bool_))
    cells: Cells = rows.reshape(-1)[chosen] * width + column[chosen % len(column)]
    return cells


def _chunks(structure: Structure) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Cut all rows into chunks of one unit; return the first row, the unit, and how many of the unit come before."""
    cuts = [np.arange(first, last, _TOGETHER) for first, last in structure.runs.slices]
    first = np.sort(np.concatenate(cuts))
    unit = structure.unit[first]
    order = np.argsort(unit, kind="stable")
    turn = np.empty(len(first), np.intp)
    turn[order] = places(unit[order])
    return first, unit, turn


def _by_lot(lanes: Lanes, structure: Structure, plan: Plan, year: int) -> Cells:
    """Return the vacant posts within the boundary, those of a lane together, in an order drawn by lot."""
    posts = lanes.within(structure, cells_of(lanes.vacant()))
    rows, columns = lanes.split(posts)
    keys = moment_keys(plan.keys, seed=lanes.seed, decision=Decision.POST_LOTTERY, moment=year)
    lot: NDArray[np.uint32] = draw(keys[rows], lanes.pairs, columns)
    # Lane and lot in one number; posts are sorted by row, and the sort is stable, so that ties go to the smaller row.
    order = np.argsort(columns.astype(np.uint64) << np.uint64(32) | lot, kind="stable")
    return posts[order]
