"""Separating: programmes take their yearly quota from those whom the law and the planner let go, in a stated order."""

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.facts import Offered, offered
from orgsim.engine.kernel.lanes import Books, Lanes, order_keys
from orgsim.engine.kernel.pay import pay_leavers
from orgsim.engine.kernel.selection import Chosen, choose, where
from orgsim.engine.plan import STAFF, LeaverProgramme, Plan, Structure, TakeUpTable
from orgsim.engine.streams import BLOCK, Decision, uniforms

__all__ = ["separate"]


def separate(
    lanes: Lanes, books: Books, structure: Structure, plan: Plan, year: int, month: int, *, seed: int, block: int
) -> None:
    """Run the programmes of the year in the roadmap's order; whoever one takes is gone for the next.

    ``month`` is the December of the year; ages and service are counted at its end.
    """
    for programme in plan.leaver_programmes:
        quota = programme.quota.get(year, 0)
        if not quota:
            continue
        people = where(_concerned(lanes, structure, programme, month))
        offer = offered(lanes, structure, plan, programme, people, month, year)
        able = offer.eligible.copy()
        if programme.take_up is not None:
            able &= _says_yes(lanes, plan, programme, people, offer, month, year, seed=seed, block=block)
        candidates = np.zeros(lanes.occupied.shape, np.bool_)
        candidates[people[0][able], people[1][able]] = True
        gone = choose(candidates, np.full(BLOCK, quota), order_keys(lanes, programme.order, programme))
        books.record(programme.cause, gone, structure)
        books.programme_exits[programme.position] += np.bincount(gone[1], minlength=BLOCK)
        pay_leavers(books, structure, programme.cause, gone, _of(gone, people, offer, lanes))
        in_post = lanes.authorised[gone]
        posts = (gone[0][in_post], gone[1][in_post])
        if programme.abolish:
            _abolish(lanes, books, structure, posts)
        else:
            books.vacated += np.bincount(posts[1], minlength=BLOCK)
        lanes.occupied[gone] = False


def _of(
    gone: Chosen, people: Chosen, offer: Offered, lanes: Lanes
) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
    """Return the amounts and the strain of those who go."""
    # ``people`` come in the order of the flattened lanes, so that each can be found by bisection.
    width = lanes.occupied.shape[1]
    places = np.searchsorted(people[0] * width + people[1], gone[0] * width + gone[1])
    return offer.amount[places], None if offer.strain is None else offer.strain[places]


def _says_yes(
    lanes: Lanes,
    plan: Plan,
    programme: LeaverProgramme,
    people: Chosen,
    offer: Offered,
    month: int,
    year: int,
    *,
    seed: int,
    block: int,
) -> NDArray[np.bool_]:
    """Draw who of those who may go does so."""
    assert programme.take_up is not None
    age = (month - lanes.birth[people]) // 12
    likely = _probability(programme.take_up, age, offer)
    asked = np.unique(people[0][offer.eligible & (likely > 0)])
    homes = tuple(home for home in plan.homes if ((asked >= home.first) & (asked < home.last)).any())
    moment = year + (programme.word << 16)
    luck = uniforms(homes, len(plan.slots), seed=seed, block=block, moment=moment, decision=Decision.TAKE_UP)
    yes: NDArray[np.bool_] = luck[people] < likely
    return yes


def _probability(table: TakeUpTable, age: NDArray[np.integer], offer: Offered) -> NDArray[np.float32]:
    likely = np.zeros(len(age), np.float32)
    for first, months, probability in zip(table.age_from, table.offer_from, table.probability, strict=True):
        reached = (age >= first) & (100 * months.denominator * offer.amount >= months.numerator * offer.pay)
        likely[reached] = probability
    return likely


def _abolish(lanes: Lanes, books: Books, structure: Structure, posts: Chosen) -> None:
    """Abolish staff posts now; for a leader's post the unit owes a staff post, once the leader is replaced."""
    rows, columns = posts
    led = structure.rank[rows] != STAFF
    np.add.at(books.owed, (structure.unit[rows[led]], columns[led]), 1)
    staff = (rows[~led], columns[~led])
    lanes.authorised[staff] = False
    books.record("posts_abolished", staff, structure)


def _concerned(lanes: Lanes, structure: Structure, programme: LeaverProgramme, month: int) -> NDArray[np.bool_]:
    """Return who may go as far as the planner says; the law is asked about these only."""
    able = lanes.occupied & (programme.rows & structure.inside)[:, None]
    able &= programme.contracts[lanes.contract]
    if programme.only_supernumerary:
        able &= ~lanes.authorised
    age = (month - lanes.birth) // 12
    sex = lanes.female.view(np.int8)
    able &= (age >= programme.age_from[sex]) & (age <= programme.age_to[sex])
    able &= month - lanes.started >= 12 * programme.service_years
    return able
