"""Separating: programmes take their yearly quota from those whom the law and the planner let go, in a stated order."""

from dataclasses import dataclass

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
        offers = _Offers.of(lanes, structure, plan, programme, month, year)
        candidates = offers.candidates(lanes, plan, programme, month, year, seed=seed, block=block)
        gone = choose(candidates, np.full(BLOCK, quota), order_keys(lanes, programme.order, programme))
        books.record(programme.cause, gone, structure)
        books.programme_exits[programme.position] += np.bincount(gone[1], minlength=BLOCK)
        pay_leavers(books, structure, programme.cause, gone, offers.paid_to(gone, lanes))
        in_post = lanes.authorised[gone]
        posts = (gone[0][in_post], gone[1][in_post])
        if programme.abolish:
            _abolish(lanes, books, structure, posts)
        else:
            books.vacated += np.bincount(posts[1], minlength=BLOCK)
        lanes.occupied[gone] = False


@dataclass(frozen=True, slots=True)
class _Offers:
    """What the law offers those whom a programme concerns.

    Whoever was there at the opening is the same person in every lane and is asked about once: ``rows`` and lanes in
    which they still are, and ``by_row``; the ``others`` are asked about one by one.
    """

    concerned: NDArray[np.bool_]
    rows: Chosen
    by_row: Offered
    others: Chosen
    by_person: Offered

    @classmethod
    def of(
        cls, lanes: Lanes, structure: Structure, plan: Plan, programme: LeaverProgramme, month: int, year: int
    ) -> "_Offers":
        """Ask the law about everybody whom the planner lets go."""
        concerned = _concerned(lanes, structure, plan, programme, month)
        others = where(concerned & ~lanes.unmoved)
        concerned &= lanes.unmoved
        rows = np.flatnonzero(concerned.any(axis=1))
        first = (rows, concerned[rows].argmax(axis=1))
        by_row = offered(lanes, structure, plan, programme, first, month, year)
        return cls(concerned, first, by_row, others, offered(lanes, structure, plan, programme, others, month, year))

    def candidates(
        self, lanes: Lanes, plan: Plan, programme: LeaverProgramme, month: int, year: int, *, seed: int, block: int
    ) -> NDArray[np.bool_]:
        """Return who may go, and says yes where that is asked."""
        rows, others = self.rows[0], self.others
        able = np.zeros(lanes.occupied.shape, np.bool_)
        able[rows] = self.concerned[rows] & self.by_row.eligible[:, None]
        able[others] = self.by_person.eligible
        if programme.take_up is None:
            return able
        likely = np.zeros(lanes.occupied.shape, np.float32)
        likely[rows] = _probability(programme.take_up, (month - lanes.birth[self.rows]) // 12, self.by_row)[:, None]
        likely[others] = _probability(programme.take_up, (month - lanes.birth[others]) // 12, self.by_person)
        able &= likely > 0
        asked: NDArray[np.bool_] = np.any(able, axis=1)
        homes = tuple(home for home in plan.homes if asked[home.first : home.last].any())
        moment = year + (programme.word << 16)
        luck = uniforms(homes, len(plan.slots), seed=seed, block=block, moment=moment, decision=Decision.TAKE_UP)
        return able & (luck < likely)

    def paid_to(self, gone: Chosen, lanes: Lanes) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
        """Return the amounts and the strain of those who go."""
        # Rows, and the others in the order of the flattened lanes, are sorted, so that each is found by bisection.
        width = lanes.occupied.shape[1]
        row = np.searchsorted(self.rows[0], gone[0])
        person = np.searchsorted(self.others[0] * width + self.others[1], gone[0] * width + gone[1])
        stayed = lanes.unmoved[gone]

        def of(by_row: NDArray[np.int64], by_person: NDArray[np.int64]) -> NDArray[np.int64]:
            amounts = np.zeros(len(stayed), np.int64)
            amounts[stayed] = by_row[row[stayed]]
            amounts[~stayed] = by_person[person[~stayed]]
            return amounts

        amount = of(self.by_row.amount, self.by_person.amount)
        if self.by_row.strain is None or self.by_person.strain is None:
            return amount, None
        return amount, of(self.by_row.strain, self.by_person.strain)


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


def _concerned(
    lanes: Lanes, structure: Structure, plan: Plan, programme: LeaverProgramme, month: int
) -> NDArray[np.bool_]:
    """Return who may go as far as the planner says; the law is asked about these only."""

    def may(
        birth: NDArray[np.int16], female: NDArray[np.bool_], started: NDArray[np.int16], contract: NDArray[np.int8]
    ) -> NDArray[np.bool_]:
        age, sex = (month - birth) // 12, female.view(np.int8)
        able = programme.contracts[contract] & (month - started >= 12 * programme.service_years)
        able &= (age >= programme.age_from[sex]) & (age <= programme.age_to[sex])
        return able

    people, others = plan.population, lanes.others()
    rows = programme.rows & structure.inside
    able = lanes.occupied & (rows & may(people.birth, people.female, people.started, people.contract))[:, None]
    able[others] = rows[others[0]] & may(
        lanes.birth[others], lanes.female[others], lanes.started[others], lanes.contract[others]
    )
    if programme.only_supernumerary:
        able &= ~lanes.authorised
    return able
