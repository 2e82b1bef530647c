"""Leaving: resignation, death and compulsory retirement, as the fate of everybody says."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.fates import DIED, QUIT, RETIRED
from orgsim.engine.kernel.books import Books, unit_sums
from orgsim.engine.kernel.lanes import Lanes, cells_of
from orgsim.engine.kernel.pay import SALARIES, pay_salaries
from orgsim.engine.plan import Plan, Structure

__all__ = ["leave"]

_CAUSES = ((QUIT, "resigned"), (DIED, "died"), (RETIRED, "retired"))


def leave(lanes: Lanes, books: Books, structure: Structure, plan: Plan) -> None:
    """Let people leave over the interval that begins now, and pay salaries for it."""
    # Where payers are told apart, leavers must be found one by one; where not, it is faster to count them only.
    if SALARIES.isdisjoint(books.money) and not books.payers:
        _count(lanes, books, structure, plan)
    else:
        _find(lanes, books, structure, plan)
    lanes.interval += 1


def _find(lanes: Lanes, books: Books, structure: Structure, plan: Plan) -> None:
    gone = cells_of(_leaving(lanes))
    if len(plan.intervals[lanes.interval].paid) and not SALARIES.isdisjoint(books.money):
        pay_salaries(lanes, books, structure, plan, gone)
    lanes.pay_anew(gone)
    causes = lanes.code.reshape(-1)[gone].astype(np.int64) - lanes.nobody - 1
    for cause, name in _CAUSES:
        books.record(name, gone[causes == cause], structure)
    posts = lanes.within(structure, gone[lanes.posts.reshape(-1)[gone]])
    books.vacated += np.bincount(posts % lanes.width, minlength=lanes.width)


def _count(lanes: Lanes, books: Books, structure: Structure, plan: Plan) -> None:
    first = lanes.nobody + 1
    left = books.people()
    for cause, name in _CAUSES:
        stay = unit_sums(np.greater(lanes.code, first + cause, out=lanes.mask), structure, books.units)
        books.enter(name, left - stay, structure)
        left = stay
    if all(rule.of_each_unit for rule in plan.hiring):
        return  # nobody asks how many posts were vacated
    vacated = np.logical_and(_leaving(lanes), lanes.posts, out=lanes.mask)
    books.vacated += unit_sums(vacated, structure, books.units)[structure.within].sum(axis=0)


def _leaving(lanes: Lanes) -> NDArray[np.bool_]:
    """Return who leaves in the interval; the array is used again as that of ``lanes.there()``."""
    # Codes of those who leave now are the first three beyond those of nobody; smaller ones wrap around.
    ahead = lanes.code - lanes.code.dtype.type(lanes.nobody + 1)
    leaving: NDArray[np.bool_] = np.less(ahead, len(_CAUSES), out=lanes.mask)
    return leaving
