"""Separating: programmes take their yearly quota from those who may go, in a stated order."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Books, Lanes, order_keys
from orgsim.engine.kernel.pay import pay_benefits
from orgsim.engine.kernel.selection import Chosen, choose
from orgsim.engine.plan import STAFF, LeaverProgramme, Plan, Structure
from orgsim.engine.streams import BLOCK

__all__ = ["separate"]


def separate(lanes: Lanes, books: Books, structure: Structure, plan: Plan, year: int, month: int) -> None:
    """Run the programmes of the year in the roadmap's order; whoever one takes is gone for the next.

    ``month`` is the December of the year; ages and service are counted at its end.
    """
    for programme in plan.leaver_programmes:
        quota = programme.quota.get(year, 0)
        if not quota:
            continue
        able = _eligible(lanes, structure, programme, month)
        gone = choose(able, np.full(BLOCK, quota), order_keys(lanes, programme.order))
        books.record(programme.cause, gone, structure)
        books.programme_exits[programme.position] += np.bincount(gone[1], minlength=BLOCK)
        pay_benefits(lanes, books, structure, plan, gone, programme.pay, month)
        in_post = lanes.authorised[gone]
        posts = (gone[0][in_post], gone[1][in_post])
        if programme.abolish:
            _abolish(lanes, books, structure, posts)
        else:
            books.vacated += np.bincount(posts[1], minlength=BLOCK)
        lanes.occupied[gone] = False


def _abolish(lanes: Lanes, books: Books, structure: Structure, posts: Chosen) -> None:
    """Abolish staff posts now; for a leader's post the unit owes a staff post, once the leader is replaced."""
    rows, columns = posts
    led = structure.rank[rows] != STAFF
    np.add.at(books.owed, (structure.unit[rows[led]], columns[led]), 1)
    staff = (rows[~led], columns[~led])
    lanes.authorised[staff] = False
    books.record("posts_abolished", staff, structure)


def _eligible(lanes: Lanes, structure: Structure, programme: LeaverProgramme, month: int) -> NDArray[np.bool_]:
    able = lanes.occupied & (programme.rows & structure.inside)[:, None]
    able &= programme.contracts[lanes.contract]
    if programme.only_supernumerary:
        able &= ~lanes.authorised
    age = (month - lanes.birth) // 12
    sex = lanes.female.view(np.int8)
    able &= (age >= programme.age_from[sex]) & (age <= programme.age_to[sex])
    able &= month - lanes.started >= 12 * programme.service_years
    return able
