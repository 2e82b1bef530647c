"""Separating: programmes take their yearly quota from those whom the law and the planner let go, in a stated order."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.books import Books
from orgsim.engine.kernel.lanes import Cells, Lanes
from orgsim.engine.kernel.pay import pay_leavers
from orgsim.engine.kernel.rolls import Rolls
from orgsim.engine.kernel.walk import Others, choose
from orgsim.engine.plan import STAFF, Limit, Plan, Structure

__all__ = ["separate"]


def separate(lanes: Lanes, books: Books, structure: Structure, plan: Plan, rolls: Rolls, month: int) -> None:
    """Run the programmes of the year in the roadmap's order; whoever one takes is gone for the next.

    ``month`` is the December of the year; ages and service are counted at its end.
    """
    year = month // 12
    programmes = [programme for programme in plan.leaver_programmes if programme.quota.get(year, 0)]
    if not programmes:
        return
    others = Others.of(lanes, lanes.others())
    evening = books.people()
    for programme in programmes:
        quota = np.full((1, lanes.width), programme.quota[year])
        if programme.limit is not None:
            quota = _limited(books, programme.limit, programme.quota[year], evening)
        goers = choose(lanes, plan, programme, rolls.of(plan, programme, structure, month), quota, others)
        gone = goers.cells
        books.record(programme.cause, gone, structure)
        books.programme_exits[programme.position] += np.bincount(gone % lanes.width, minlength=lanes.width)
        pay_leavers(books, structure, programme.cause, gone, (goers.amount, goers.strain))
        posts = gone[lanes.posts.reshape(-1)[gone]]
        if programme.abolish:
            _abolish(lanes, books, structure, posts)
        else:
            books.vacated += np.bincount(posts % lanes.width, minlength=lanes.width)
        lanes.leave(gone)
        lanes.over("separate", structure, programme.position)


def _limited(books: Books, limit: Limit, quota: int, evening: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return how many may leave each unit in each lane; ``evening`` are its people before any programme."""
    people = books.people()
    share = evening * limit.share.numerator // limit.share.denominator
    allowed = np.minimum(np.maximum(share, limit.least), quota) - (evening - people)
    most: NDArray[np.integer] = np.maximum(np.minimum(people - books.posts(), allowed), 0)
    return most


def _abolish(lanes: Lanes, books: Books, structure: Structure, posts: Cells) -> None:
    """Abolish staff posts now; for a leader's post the unit owes a staff post, once the leader is replaced."""
    rows, columns = lanes.split(posts)
    led = structure.rank[rows] != STAFF
    np.add.at(books.owed, (structure.unit[rows[led]], columns[led]), 1)
    staff = posts[~led]
    lanes.posts.reshape(-1)[staff] = False
    books.record("posts_abolished", staff, structure)
