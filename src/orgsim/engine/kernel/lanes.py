"""The state of one block of lanes, and the books of its current year."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.selection import Chosen, where
from orgsim.engine.plan import LeaverProgramme, Plan, Purses, Structure
from orgsim.engine.streams import BLOCK, Decision, clocks
from orgsim.model.outcomes import CROSSINGS, FLOWS, FUNDINGS, MONEY, POST_FLOWS

__all__ = ["Books", "Interval", "Lanes", "order_keys", "unit_sums"]

Bools = NDArray[np.bool_]
_PERSON = (
    "birth",
    "female",
    "started",
    "grade",
    "contract",
    "rating",
    "quit_clock",
    "death_clock",
    "kept",
    "kept_until",
)


@dataclass(frozen=True, slots=True)
class Interval:
    """Days between two events of one calendar year.

    ``start`` is the first day (``date.toordinal``), ``january`` the first month of its year. ``paid`` are
    the offsets in days of the first days of months within, ``first_paid_month`` is the first of these.
    """

    start: int
    days: int
    year_days: int
    january: int
    paid: NDArray[np.int64]
    first_paid_month: int


@dataclass(slots=True)
class Lanes:
    """Who sits where in every lane; all arrays ``(slots, BLOCK)``. The kernel changes them in place.

    ``authorised`` says whether the slot is a post in this lane. The attributes of a person – months of
    birth and of the start of service, sex, grade, contract, rating, the two clocks, and the leader's allowance that is
    ``kept`` (in hundredths) until the end of a month – move with the person and are meaningless where nobody is
    (``occupied``). ``unmoved`` says where whoever held the slot at the opening has been since: what follows from
    the person is then the same in every lane, and is looked up once for the row.
    """

    occupied: Bools
    authorised: Bools
    birth: NDArray[np.int16]
    female: Bools
    started: NDArray[np.int16]
    grade: NDArray[np.int8]
    contract: NDArray[np.int8]
    rating: NDArray[np.int8]
    quit_clock: NDArray[np.float32]
    death_clock: NDArray[np.float32]
    kept: NDArray[np.int16]
    kept_until: NDArray[np.int16]
    unmoved: Bools

    @classmethod
    def opening(cls, plan: Plan, *, seed: int, block: int) -> "Lanes":
        """Seat the opening population in every lane and draw its clocks."""
        people = plan.population
        columns = {
            name: np.repeat(getattr(people, name)[:, None], BLOCK, axis=1)
            for name in ("occupied", "birth", "female", "started", "grade", "contract", "rating")
        }
        # Year 0 is the moment of the opening; recruits of a year have that year as theirs.
        address = {"seed": seed, "block": block, "moment": 0}
        return cls(
            authorised=np.repeat(plan.opening.authorised[:, None], BLOCK, axis=1),
            quit_clock=clocks(plan.homes, len(plan.slots), **address, decision=Decision.QUIT),
            death_clock=clocks(plan.homes, len(plan.slots), **address, decision=Decision.DEATH),
            kept=np.zeros((len(plan.slots), BLOCK), np.int16),
            kept_until=np.zeros((len(plan.slots), BLOCK), np.int16),
            unmoved=columns["occupied"].copy(),
            **columns,
        )

    def move(self, origins: Chosen, places: Chosen) -> None:
        """Move people to free slots, all at once; the n-th origin goes to the n-th place."""
        for name in _PERSON:
            attribute = getattr(self, name)
            attribute[places] = attribute[origins]
        self.occupied[origins] = False
        self.occupied[places] = True
        self.unmoved[places] = False

    def exchange(self, one: int, two: int, columns: NDArray[np.intp]) -> None:
        """Let the people of two slots change places in some lanes; a slot that nobody holds gives nobody."""
        for name in ("occupied", *_PERSON):
            attribute = getattr(self, name)
            attribute[one, columns], attribute[two, columns] = attribute[two, columns], attribute[one, columns]
        self.unmoved[one, columns] = self.unmoved[two, columns] = False

    def others(self) -> Chosen:
        """Return the slots and lanes that are held by somebody who was not there at the opening."""
        return where(self.occupied & ~self.unmoved)


@dataclass(slots=True)
class Books:
    """Flows of the current year: within the boundary ``(BLOCK,)``, and of every unit ``(units, BLOCK)``.

    ``vacated`` counts leavers within the boundary whose post went on. ``restated`` are the opening
    state-funded posts plus those that came in and minus those that went out across the boundary, over
    all years so far. ``owed`` ``(units, BLOCK)`` counts staff posts that units give up this year for
    leaders who left under a programme that abolishes posts.
    """

    units: int
    programmes: int
    restated: NDArray[np.int64]
    total: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    by_unit: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    by_funding: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    vacated: NDArray[np.int64] = field(default_factory=lambda: np.zeros(BLOCK, np.int64))
    owed: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, BLOCK), np.int64))
    programme_exits: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, BLOCK), np.int64))

    def open_year(self) -> None:
        """Start a year with empty flows."""
        names = (*FLOWS, *POST_FLOWS, *MONEY)
        self.total = {name: np.zeros(BLOCK, np.int64) for name in (*names, *CROSSINGS)}
        self.by_unit = {name: np.zeros((self.units, BLOCK), np.int64) for name in names}
        self.by_funding = {name: np.zeros((len(FUNDINGS), BLOCK), np.int64) for name in MONEY}
        self.vacated = np.zeros(BLOCK, np.int64)
        self.owed = np.zeros((self.units, BLOCK), np.int64)
        self.programme_exits = np.zeros((self.programmes, BLOCK), np.int64)

    def record(self, name: str, chosen: Chosen, structure: Structure) -> None:
        """Count each chosen row and lane for its unit and, if inside, for the total."""
        rows, lanes = chosen
        cells = structure.unit[rows] * BLOCK + lanes
        self.by_unit[name] += np.bincount(cells, minlength=self.units * BLOCK).reshape(-1, BLOCK)
        self.total[name] += np.bincount(lanes[structure.inside[rows]], minlength=BLOCK)

    def pay(self, name: str, money: NDArray[np.int64], purses: Purses) -> None:
        """Enter money of each purse, ``(purses, BLOCK)``: for its unit and, if inside, for who pays and the total."""
        starts = purses.unit_starts
        self.by_unit[name][purses.unit[starts]] += np.add.reduceat(money, starts, axis=0)
        for payer in range(len(FUNDINGS)):
            paid = money[purses.inside & (purses.funding == payer)].sum(axis=0)
            self.by_funding[name][payer] += paid
            self.total[name] += paid

    def reseat(self, origin: int, place: int, columns: NDArray[np.intp], structure: Structure) -> None:
        """Enter people who take a slot of another unit, in some lanes."""
        start, end = structure.unit[origin], structure.unit[place]
        if start == end:
            return
        for name, unit, crosses in (
            ("departed", start, structure.inside[origin] and not structure.inside[place]),
            ("arrived", end, structure.inside[place] and not structure.inside[origin]),
        ):
            self.by_unit[name][unit, columns] += 1
            if crosses:
                self.total[name][columns] += 1

    def transfer(self, lanes: Lanes, before: Structure, after: Structure) -> None:
        """Enter slots that change unit or cross the boundary, with their posts and people."""
        moved = (before.unit != after.unit)[:, None]
        came, went = after.inside & ~before.inside, before.inside & ~after.inside
        for held, arrived, departed in (
            (lanes.occupied, "arrived", "departed"),
            (lanes.authorised, "posts_in", "posts_out"),
        ):
            rows, columns = where(held & moved)
            size = self.units * BLOCK
            for name, structure in ((departed, before), (arrived, after)):
                cells = structure.unit[rows] * BLOCK + columns
                self.by_unit[name] += np.bincount(cells, minlength=size).reshape(-1, BLOCK)
            self.total[arrived] += held[came].sum(axis=0)
            self.total[departed] += held[went].sum(axis=0)
        funded_in = lanes.authorised[came & after.funded].sum(axis=0)
        funded_out = lanes.authorised[went & before.funded].sum(axis=0)
        self.total["funded_in"] += funded_in
        self.total["funded_out"] += funded_out
        self.restated += funded_in - funded_out


def unit_sums(values: NDArray[np.generic], structure: Structure, units: int) -> NDArray[np.int64]:
    """Add up ``(slots, lanes)`` over the slots of every unit: ``(units, lanes)``."""
    sums = np.zeros((units, values.shape[1]), np.int64)
    sums[structure.present] = np.add.reduceat(values[structure.by_unit], structure.starts, axis=0, dtype=np.int64)
    return sums


def order_keys(
    lanes: Lanes, order: tuple[str, ...], programme: LeaverProgramme | None = None
) -> tuple[NDArray[np.generic], ...]:
    """Return the keys of :func:`~orgsim.engine.kernel.selection.choose` for a stated order of people."""
    keys: dict[str, NDArray[np.generic]] = {
        "oldest": lanes.birth,
        "youngest": -lanes.birth,
        "longest-service": lanes.started,
        "shortest-service": -lanes.started,
        "lowest-rating": lanes.rating,
    }
    if programme is not None:
        keys["contracts-as-listed"] = programme.contract_place[lanes.contract]
        keys["groups-as-listed"] = np.broadcast_to(programme.row_place[:, None], lanes.birth.shape)
    return tuple(keys[word] for word in order)
