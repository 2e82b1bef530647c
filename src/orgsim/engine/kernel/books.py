"""The books of a year: what flowed, within the boundary and in every unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Cells, Lanes
from orgsim.engine.kernel.wages import EXACT, wages
from orgsim.engine.plan import Purses, Runs, Structure
from orgsim.model.outcomes import CAUSES, CROSSINGS, FLOWS, FUNDINGS, POST_FLOWS

__all__ = ["Books", "added", "owner_sums", "row_sums", "run_sums", "unit_sums"]

Counts = NDArray[np.int32]

_HALF = 26

_CROSSING = ("arrived", "departed", "posts_in", "posts_out")
"""What is counted for a unit whenever it comes or goes, and in the total only where it crosses the boundary."""


def run_sums(values: NDArray[np.generic], runs: Runs) -> NDArray[np.unsignedinteger]:
    """Count in every run of rows: ``(runs, lanes)`` from ``(slots, lanes)``, narrow if the runs are short."""
    kind = np.uint8 if runs.longest <= np.iinfo(np.uint8).max else np.uint32
    sums = np.empty((len(runs.first), values.shape[1]), kind)
    bits = values.view(np.uint8)
    for n, (first, last) in enumerate(runs.slices):
        np.add.reduce(bits[first:last], axis=0, dtype=kind, out=sums[n])
    return sums


def owner_sums(by_run: NDArray[np.generic], runs: Runs, out: NDArray[np.generic]) -> None:
    """Add up the rows of every owner of runs; the rows of ``out`` whose owner has no run stay as they are."""
    # Most owners have one run, and NumPy's own sums over uneven groups are slow.
    out[runs.present] = by_run[runs.starts]
    more = np.ones(len(by_run), np.bool_)
    more[runs.starts] = False
    for run in np.flatnonzero(more).tolist():
        out[runs.owner[run]] += by_run[run]


def unit_sums(values: NDArray[np.bool_], structure: Structure, units: int) -> Counts:
    """Count over the slots of every unit: ``(units, lanes)`` from ``(slots, lanes)``."""
    sums = np.zeros((units, values.shape[1]), np.int32)
    owner_sums(run_sums(values, structure.runs), structure.runs, sums)
    return sums


def row_sums(held: NDArray[np.bool_], rows: NDArray[np.intp], structure: Structure) -> Iterator[tuple[int, Counts]]:
    """Yield every unit that has some of the rows, and the counts of these, from ``(rows, lanes)``."""
    units = structure.unit[rows]
    order = np.argsort(units, kind="stable")
    begins, held = np.flatnonzero(np.diff(units[order], prepend=-1)), held[order]
    for first, last in pairwise([*begins.tolist(), len(order)]):
        yield int(units[order[first]]), np.add.reduce(held[first:last], axis=0, dtype=np.int32)


def added(places: NDArray[np.intp], values: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Add up values by place, exactly.

    Examples
    --------
    >>> added(np.array([2, 0, 2]), np.array([1, 5, 10**15]), 3)
    array([               5,                0, 1000000000000001])
    """
    parts = [values]
    # Doubles count exactly up to 2⁵³; larger sums are added up in two parts.
    if len(values) * int(np.abs(values).max(initial=0)) >= EXACT:
        parts = [values >> _HALF << _HALF, values & ((1 << _HALF) - 1)]
    sums = [np.bincount(places, part, minlength=size).astype(np.int64) for part in parts]
    return sums[0] if len(sums) == 1 else sums[0] + sums[1]


@dataclass(slots=True)
class Books:
    """Flows of the current year, of every unit ``(units, lanes)`` and within the boundary ``(lanes,)``.

    In ``total``, ``arrived``, ``departed`` and the like count who and what crossed the boundary. ``vacated`` counts
    leavers within the boundary whose post went on. ``restated`` are the opening state-funded posts plus those that came
    in and minus those that went out across the boundary, over all years so far. ``owed`` ``(units, lanes)`` counts
    staff posts that units give up this year for leaders who left under a programme that abolishes posts. ``money`` says
    which is counted; it is counted for each payer too, as is what ``payers`` names. ``start`` are the stocks of every
    unit when the year began. ``payroll`` has the monthly pay of the people of every flow within the boundary, at the
    rates of ``december``, by ``SCALE``; it is counted if salaries are.
    """

    state: Lanes
    start: Mapping[str, NDArray[np.integer]]
    lanes: int
    december: int
    programmes: int
    money: tuple[str, ...]
    payers: tuple[str, ...]
    restated: NDArray[np.int64]
    total: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    by_unit: dict[str, NDArray[np.integer]] = field(default_factory=dict)
    by_funding: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    vacated: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    owed: Counts = field(default_factory=lambda: np.zeros((0, 0), np.int32))
    programme_exits: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    payroll: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.open_year(self.start, self.december)

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.start["people"])

    def people(self) -> NDArray[np.integer]:
        """Return the people of every unit now: those of the year's beginning, who came, and less who went."""
        flow = self.by_unit
        left = sum((flow[cause] for cause in CAUSES), flow["departed"])
        people: NDArray[np.integer] = self.start["people"] + flow["arrived"] + flow["recruited"] - left
        return people

    def posts(self) -> NDArray[np.integer]:
        """Return the posts of every unit now."""
        flow = self.by_unit
        posts: NDArray[np.integer] = (
            self.start["posts"] + flow["posts_in"] + flow["posts_created"] - flow["posts_out"] - flow["posts_abolished"]
        )
        return posts

    def open_year(self, start: Mapping[str, NDArray[np.integer]], december: int) -> None:
        """Start a year with empty flows; ``december`` is its last month."""
        self.start, self.december = start, december
        self.payroll = {name: np.zeros(self.lanes, np.int64) for name in FLOWS} if "salaries" in self.money else {}
        size = (self.units, self.lanes)
        self.by_unit = {name: np.zeros(size, np.int32) for name in (*FLOWS, *POST_FLOWS)}
        self.by_unit |= {name: np.zeros(size, np.int64) for name in self.money}
        self.total = {name: np.zeros(self.lanes, np.int64) for name in (*FLOWS, *POST_FLOWS, *CROSSINGS, *self.money)}
        paid = (*self.money, *(name for name in self.payers if name in self.total))
        self.by_funding = {name: np.zeros((len(FUNDINGS), self.lanes), np.int64) for name in paid}
        self.vacated = np.zeros(self.lanes, np.int64)
        self.owed = np.zeros(size, np.int32)
        self.programme_exits = np.zeros((self.programmes, self.lanes), np.int64)

    def enter(self, name: str, counts: NDArray[np.integer], structure: Structure) -> None:
        """Enter counts of every unit, ``(units, lanes)``, and of those within the boundary in the total."""
        self.by_unit[name] += counts
        self.total[name] += counts[structure.within].sum(axis=0)

    def record(self, name: str, cells: Cells, structure: Structure) -> None:
        """Count some cells, each for its unit."""
        rows = cells // self.lanes
        columns = cells - rows * self.lanes
        places = structure.unit[rows] * self.lanes + columns
        self.by_unit[name] += np.bincount(places, minlength=self.units * self.lanes).reshape(-1, self.lanes)
        inside = structure.inside[rows]
        rows, columns = rows[inside], columns[inside]
        self._value(name, rows, columns, structure)
        if name in self.by_funding:
            places = structure.funding[rows] * np.intp(self.lanes) + columns
            by_payer = np.bincount(places, minlength=len(FUNDINGS) * self.lanes).reshape(-1, self.lanes)
            self.by_funding[name] += by_payer
            self.total[name] += by_payer.sum(axis=0)
        else:
            self.total[name] += np.bincount(columns, minlength=self.lanes)

    def record_rows(self, name: str, held: NDArray[np.bool_], rows: NDArray[np.intp], structure: Structure) -> None:
        """Count ``(rows, lanes)`` of some slots, each for its unit."""
        for unit, counts in row_sums(held, rows, structure):
            self.by_unit[name][unit] += counts
        if name not in _CROSSING:
            inside = structure.inside[rows]
            self._count(name, held[inside], rows[inside], structure)

    def _count(self, name: str, held: NDArray[np.bool_], rows: NDArray[np.intp], structure: Structure) -> None:
        """Count ``(rows, lanes)`` of some slots in the total, and for who pays."""
        self.total[name] += held.sum(axis=0)
        if name in self.payroll:
            nth, columns = np.nonzero(held)
            self._value(name, rows[nth], columns, structure)
        if name in self.by_funding:
            for payer in np.unique(structure.funding[rows]).tolist():
                self.by_funding[name][payer] += held[structure.funding[rows] == payer].sum(axis=0)

    def _value(
        self,
        name: str,
        rows: NDArray[np.intp],
        columns: NDArray[np.intp],
        structure: Structure,
        seats: NDArray[np.intp] | None = None,
    ) -> None:
        """Add up the monthly pay of people in some rows; who they are is known by where they sit."""
        if name in self.payroll:
            people = self.state.who[rows if seats is None else seats, columns]
            pay = wages(self.state.plan, structure, rows, people, self.december)
            self.payroll[name] += added(columns, pay, self.lanes)

    def pay(self, name: str, money: NDArray[np.int64], purses: Purses) -> None:
        """Enter money of each purse, ``(purses, lanes)``: for its unit and, if inside, for who pays and the total."""
        by_unit = self.by_unit[name]
        for purse, unit in enumerate(purses.unit.tolist()):
            by_unit[unit] += money[purse]
        for payer in np.unique(purses.funding[purses.inside]).tolist():
            paid = money[purses.inside & (purses.funding == payer)].sum(axis=0)
            self.by_funding[name][payer] += paid
            self.total[name] += paid

    def hand_out(self, name: str, cells: Cells, amounts: NDArray[np.int64], structure: Structure) -> None:
        """Enter what single people get: for the unit of each and, if inside, for who pays and the total."""
        rows = cells // self.lanes
        columns = cells - rows * self.lanes
        places = structure.unit[rows] * self.lanes + columns
        self.by_unit[name] += added(places, amounts, self.units * self.lanes).reshape(-1, self.lanes)
        inside = structure.inside[rows]
        place = structure.funding[rows[inside]] * np.intp(self.lanes) + columns[inside]
        by_payer = added(place, amounts[inside], len(FUNDINGS) * self.lanes).reshape(-1, self.lanes)
        self.by_funding[name] += by_payer
        self.total[name] += by_payer.sum(axis=0)

    def reseat(self, origin: int, place: int, columns: NDArray[np.intp], structure: Structure) -> None:
        """Enter people who take a slot of another unit, in some lanes."""
        if structure.unit[origin] == structure.unit[place]:
            return
        for name, row, other in (("departed", origin, place), ("arrived", place, origin)):
            self.by_unit[name][structure.unit[row], columns] += 1
            if structure.inside[row] and not structure.inside[other]:
                self.total[name][columns] += 1
                if name in self.by_funding:
                    self.by_funding[name][structure.funding[row], columns] += 1
                # Whoever moves still sits where they were.
                self._value(name, np.full(len(columns), row), columns, structure, seats=np.full(len(columns), origin))

    def transfer(self, lanes: Lanes, before: Structure, after: Structure) -> None:
        """Enter slots that change unit or cross the boundary, with their posts and people."""
        rows = np.flatnonzero((before.unit != after.unit) | (before.inside != after.inside))
        came, went = after.inside[rows] & ~before.inside[rows], before.inside[rows] & ~after.inside[rows]
        moved = before.unit[rows] != after.unit[rows]
        posts = lanes.posts[rows]
        for held, arrived, departed in (
            (lanes.occupied(rows), "arrived", "departed"),
            (posts, "posts_in", "posts_out"),
        ):
            for name, structure in ((departed, before), (arrived, after)):
                self.record_rows(name, held[moved], rows[moved], structure)
            self._count(arrived, held[came], rows[came], after)
            self._count(departed, held[went], rows[went], before)
        funded_in = posts[came & after.funded[rows]].sum(axis=0)
        funded_out = posts[went & before.funded[rows]].sum(axis=0)
        self.total["funded_in"] += funded_in
        self.total["funded_out"] += funded_out
        self.restated += funded_in - funded_out
