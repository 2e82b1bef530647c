"""Rolls: who may go under a programme at the end of a year, in the programme's order, and with what.

Those who sit where they sat at the opening are the same people in every lane, so they are put in order once, and the
law is asked about them once; the others are placed among them.
"""

from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.facts import Offered, offered
from orgsim.engine.plan import LeaverProgramme, Plan, Structure, TakeUpTable

__all__ = ["Roll", "Rolls", "rolls_of"]

Ints = NDArray[np.int64]
_CERTAIN = 1 << 32
_RANKS = 3


@dataclass(frozen=True)
class Roll:
    """Who may go under a programme; ``month`` is the December at whose end they do.

    ``rows`` ``(places, lists)`` has the slots of each list in order, padded with -1: one list of everybody, or one for
    each unit. ``amount``, ``strain`` and ``willing`` go with them; ``willing`` is the number of draws out of 2³² that
    say yes. ``listing`` ``(slots,)`` is the list of each slot. ``keys`` are those of all rows, list by list, each list
    above the one before by ``span``, and ``start`` where each list begins. ``able`` ``(people,)`` and ``concerned``
    ``(slots,)`` are the people and slots that the planner lets go. ``known`` is what everybody gets in a slot of the
    staff group in which they began, one entry for each of the ranks.
    """

    month: int
    structure: Structure
    rows: NDArray[np.intp]
    amount: Ints
    strain: Ints | None
    willing: Ints
    listing: NDArray[np.intp]
    keys: Ints
    start: NDArray[np.intp]
    span: int
    able: NDArray[np.bool_]
    concerned: NDArray[np.bool_]
    known: "Offers"

    @classmethod
    def of(cls, plan: Plan, programme: LeaverProgramme, structure: Structure, month: int) -> "Roll":
        """Put those in order who sit where they sat at the opening."""
        people, slots = plan.people, len(plan.slots)
        age, sex = (month - people.birth) // 12, people.female.view(np.int8)
        able = programme.contracts[people.contract] & (month - people.started >= 12 * programme.service_years)
        able &= (age >= programme.age_from[sex]) & (age <= programme.age_to[sex])
        concerned = programme.rows & structure.inside
        rows = np.flatnonzero(concerned & able[:slots] & people.occupied[:slots])
        offers = Offers.of(plan, structure, programme, rows, rows, month)
        goes = offers.willing > 0
        rows, offers = rows[goes], offers.where(goes)
        listing = structure.unit if programme.limit else np.zeros(slots, np.intp)
        lists = len(structure.within) if programme.limit else 1
        keys = programme.seniority.keys(rows, rows)
        span = int(programme.seniority.highest) + 1
        keys = keys + span * listing[rows]
        order = np.argsort(keys, kind="stable")
        listed = listing[rows[order]]
        start = np.searchsorted(listed, np.arange(lists + 1))
        place = np.arange(len(order)) - start[listed]
        shape = (int(np.diff(start).max(initial=0)), lists)

        def matrix(values: NDArray[np.integer], empty: int = 0) -> NDArray[np.int64]:
            spread = np.full(shape, empty, np.int64)
            spread[place, listed] = values[order]
            return spread

        return cls(
            month=month,
            structure=structure,
            rows=matrix(rows, -1),
            amount=matrix(offers.amount),
            strain=None if offers.strain is None else matrix(offers.strain),
            willing=matrix(offers.willing),
            listing=listing,
            keys=keys[order],
            start=start,
            span=span,
            able=able,
            concerned=concerned,
            known=_known(plan, structure, programme, month, able),
        )

    def offers(
        self, plan: Plan, programme: LeaverProgramme, rows: NDArray[np.intp], who: NDArray[np.integer]
    ) -> "Offers":
        """Return what people get who sit elsewhere than at the opening.

        Those in a slot of the staff group in which they began are looked up, others are asked about.
        """
        place = who * _RANKS + self.structure.rank[rows]
        strange = np.flatnonzero(plan.people.group[who] != plan.group[rows])
        if not len(strange):
            return self.known.where(place)
        answer = Offers.of(plan, self.structure, programme, rows[strange], who[strange], self.month)
        return self.known.where(place).but(strange, answer)


class Rolls:
    """The rolls of a plan, each made when it is first asked for: they are the same for all replications and runs."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Roll] = {}

    def of(self, plan: Plan, programme: LeaverProgramme, structure: Structure, month: int) -> Roll:
        """Return the roll of a programme for the year that ends with ``month``."""
        if (programme.position, month) not in self._known:
            self._known[programme.position, month] = Roll.of(plan, programme, structure, month)
        return self._known[programme.position, month]


@dataclass(frozen=True)
class Offers:
    """What the law offers some people, shape ``(people,)``; ``willing`` is 0 for those whom it does not let go."""

    willing: Ints
    amount: Ints
    strain: Ints | None

    @classmethod
    def of(
        cls,
        plan: Plan,
        structure: Structure,
        programme: LeaverProgramme,
        rows: NDArray[np.intp],
        who: NDArray[np.integer],
        month: int,
    ) -> "Offers":
        """Ask the law about people who sit in some rows."""
        offer = offered(plan, structure, programme, rows, who, month)
        age = (month - plan.people.birth[who]) // 12
        yes = np.where(offer.eligible, _willing(programme.take_up, age, offer), 0)
        return cls(yes, offer.amount, offer.strain)

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "Offers":
        """Return those of some people."""
        return Offers(self.willing[chosen], self.amount[chosen], None if self.strain is None else self.strain[chosen])

    def but(self, places: NDArray[np.intp], others: "Offers") -> "Offers":
        """Return these with some replaced."""
        willing, amount = self.willing.copy(), self.amount.copy()
        willing[places], amount[places] = others.willing, others.amount
        if self.strain is None or others.strain is None:
            return Offers(willing, amount, None)
        strain = self.strain.copy()
        strain[places] = others.strain
        return Offers(willing, amount, strain)


def _known(plan: Plan, structure: Structure, programme: LeaverProgramme, month: int, able: NDArray[np.bool_]) -> Offers:
    """Ask about everybody who may go, in a slot of the staff group in which they began, in each of the ranks."""
    people = np.flatnonzero(able & (plan.people.started <= month))
    who = np.repeat(people, _RANKS)
    ranks = np.tile(np.arange(_RANKS, dtype=np.int8), len(people))
    # A slot for each: only its staff group and its rank matter to the law.
    slots = replace(plan, group=plan.people.group[who]), replace(structure, rank=ranks)
    asked = Offers.of(*slots, programme, np.arange(len(who)), who, month)
    empty = np.zeros(_RANKS * len(able), np.int64)
    nothing = Offers(empty, empty, None if asked.strain is None else empty)
    return nothing.but(who * _RANKS + ranks, asked)


_MADE: WeakKeyDictionary[Plan, Rolls] = WeakKeyDictionary()


def rolls_of(plan: Plan) -> Rolls:
    """Return the rolls of a plan, those of an earlier run in this process if there was one."""
    return _MADE.setdefault(plan, Rolls())


def _willing(table: TakeUpTable | None, age: NDArray[np.integer], offer: Offered) -> Ints:
    """Return how many of 2³² draws say yes."""
    if table is None:
        return np.full(len(age), _CERTAIN, np.int64)
    likely = np.zeros(len(age), np.int64)
    for first, months, probability in zip(table.age_from, table.offer_from, table.probability, strict=True):
        reached = (age >= first) & (100 * months.denominator * offer.amount >= months.numerator * offer.pay)
        likely[reached] = round(probability * _CERTAIN)
    return likely
