"""The state of some lanes: who sits where, which slots are posts, and what becomes of everybody."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.fates import Codes, living
from orgsim.engine.plan import Plan, Structure
from orgsim.engine.streams import Decision, Keys, draw, draw_rows, lane_keys, moment_keys

__all__ = ["Cells", "Lanes", "Watch", "cells_of"]

Bools = NDArray[np.bool_]
Cells = NDArray[np.intp]
"""Places in flattened arrays ``(slots, lanes)``: slot × lanes + lane."""


def cells_of(mask: Bools) -> Cells:
    """Return the cells in which a mask holds, sorted."""
    # Several times faster than np.nonzero on two dimensions.
    return np.flatnonzero(mask)


class Watch(Protocol):
    """Looks on while lanes live, and changes nothing."""

    def moving(self, lanes: "Lanes", origins: Cells, places: Cells) -> None:
        """See people who are about to move to free slots."""

    def exchanging(self, lanes: "Lanes", ones: Cells, twos: Cells) -> None:
        """See people who are about to change places."""

    def over(self, lanes: "Lanes", phase: str, structure: Structure, programme: int | None) -> None:
        """See what a phase of the year made, or that part of it which one programme decides."""


@dataclass(slots=True)
class Lanes:
    """Replications side by side: arrays ``(slots, lanes)``, one row for each slot. The kernel changes them in place.

    ``code`` says when and why whoever sits in the slot leaves, see :mod:`orgsim.engine.fates`; ``draws`` is the draw
    from which that follows, ``who`` a person of ``Plan.people``, and ``regular`` whether they are on the contract of
    recruits; these mean nothing where nobody is. ``posts`` says whether the slot is a post in this lane. ``moved`` says
    where somebody else than at the opening sits: what follows from the person is the same in every lane of a row where
    it is false; ``strangers`` are the cells where it is true. ``kept`` is the leader's allowance (in hundredths) that
    goes on until the end of the month ``kept_until``. ``strained`` says which slots were in an overloaded unit on 31
    December. ``pay`` are coefficients in hundredths, kept by :mod:`orgsim.engine.kernel.pay`, but in the cells
    ``unpaid`` something changed since. ``interval`` begins now; ``mask`` and ``spare`` are room for work. ``watch``
    looks on, if anybody does.
    """

    plan: Plan
    seed: int
    pairs: Keys
    code: Codes
    draws: NDArray[np.uint32]
    who: NDArray[np.int32]
    posts: Bools
    moved: Bools
    regular: Bools
    kept: NDArray[np.int16]
    kept_until: NDArray[np.int16]
    strained: Bools
    mask: Bools
    spare: Bools
    pay: NDArray[np.signedinteger]
    paid_ranks: NDArray[np.int8]
    unpaid: list[Cells] = field(default_factory=list)
    strangers: list[Cells] = field(default_factory=lambda: [np.zeros(0, np.intp)])
    interval: int = 0
    watch: Watch | None = None

    @classmethod
    def opening(cls, plan: Plan, *, seed: int, first: int, lanes: int, salaries: bool = True) -> "Lanes":
        """Seat the people of the opening in some replications, from ``first``, and draw their fates."""
        slots = len(plan.slots)
        shape = (slots, lanes)
        pairs = lane_keys(seed, first, lanes)
        draws, code = np.empty(shape, np.uint32), np.empty(shape, plan.fates.leaves.dtype)
        draw_rows(moment_keys(plan.keys, seed=seed, decision=Decision.FATE, moment=0), pairs, draws)
        plan.fates.code_rows(draws, plan.fate + plan.people.fate[:slots], code)
        code[~plan.people.occupied[:slots]] = 0
        keeps = shape if any(event.protected_months for event in plan.reorganisations) else (slots, 0)
        return cls(
            plan=plan,
            seed=seed,
            pairs=pairs,
            code=code,
            draws=draws,
            who=np.repeat(np.arange(slots, dtype=np.int32)[:, None], lanes, axis=1),
            posts=np.repeat(plan.opening.authorised[:, None], lanes, axis=1),
            moved=np.zeros(shape, np.bool_),
            regular=np.repeat(plan.people.regular[:slots, None], lanes, axis=1),
            kept=np.zeros(keeps, np.int16),
            kept_until=np.zeros(keeps, np.int16),
            strained=np.zeros(shape if plan.overload else (slots, 0), np.bool_),
            mask=np.empty(shape, np.bool_),
            spare=np.empty(shape, np.bool_),
            paid_ranks=plan.opening.rank,
            pay=np.zeros(shape if salaries else (slots, 0), _pay_type(plan)),
        )

    @property
    def width(self) -> int:
        """How many lanes there are."""
        return int(self.code.shape[1])

    @property
    def nobody(self) -> int:
        """The largest code of a slot in which nobody sits."""
        return living(self.interval)

    def occupied(self, rows: NDArray[np.intp] | slice = slice(None)) -> Bools:
        """Return where somebody sits, of all slots or some."""
        held: Bools = self.code[rows] > self.nobody
        return held

    def there(self) -> Bools:
        """Return where somebody sits; the array is used again by whoever calls this next."""
        return np.greater(self.code, self.nobody, out=self.mask)

    def vacant(self) -> Bools:
        """Return posts in which nobody sits; the array is used again, but not by :meth:`there`."""
        return np.greater(self.posts, self.there(), out=self.spare)

    def beyond(self) -> Bools:
        """Return who sits in a slot that is no post; the array is used again as that of :meth:`there`."""
        return np.greater(self.there(), self.posts, out=self.mask)

    def risers(self) -> Cells:
        """Return people on the contract of recruits who sit in a slot that is no post."""
        if not self.regular.any():
            return np.zeros(0, np.intp)
        return cells_of(np.logical_and(self.beyond(), self.regular, out=self.mask))

    def others(self) -> Cells:
        """Return where somebody else sits than at the opening."""
        if len(self.strangers) > 1:
            self.strangers = [np.sort(np.concatenate(self.strangers), kind="stable")]
        return self.strangers[0][self.code.reshape(-1)[self.strangers[0]] > self.nobody]

    def _move_in(self, cells: Cells) -> None:
        """Remember that somebody new sits in some cells from now on."""
        moved = self.moved.reshape(-1)
        self.strangers.append(cells[~moved[cells]])
        moved[cells] = True

    def split(self, cells: Cells) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the rows and lanes of cells."""
        rows = cells // self.width
        return rows, cells - rows * self.width

    def move(self, origins: Cells, places: Cells) -> None:
        """Move people to free slots, all at once; the n-th origin goes to the n-th place."""
        if self.watch is not None:
            self.watch.moving(self, origins, places)
        self._reseat(origins, places, self._seen(origins))
        self.code.reshape(-1)[origins] = 0

    def exchange(self, ones: Cells, twos: Cells) -> None:
        """Let the people of two slots change places; a slot in which nobody sits gives nobody."""
        if self.watch is not None:
            self.watch.exchanging(self, ones, twos)
        of_ones, of_twos = self._seen(ones), self._seen(twos)
        self._reseat(ones, twos, of_ones)
        self._reseat(twos, ones, of_twos)

    def _seen(self, cells: Cells) -> dict[str, NDArray[np.generic]]:
        names = ("code", "draws", "who", "regular", *(("kept", "kept_until") if self.kept.size else ()))
        return {name: getattr(self, name).reshape(-1)[cells] for name in names}

    def _reseat(self, origins: Cells, places: Cells, people: dict[str, NDArray[np.generic]]) -> None:
        """Seat people, as they were seen in their origins, in some places."""
        self.pay_anew(origins)
        self.pay_anew(places)
        for name, values in people.items():
            getattr(self, name).reshape(-1)[places] = values
        self._move_in(places)
        self._change(places, self._fate(origins), self._fate(places))

    def _change(self, cells: Cells, before: NDArray[np.integer], after: NDArray[np.integer]) -> None:
        """Give people the fates of other slots, where these are different."""
        changed = np.flatnonzero((before != after) & (self.code.reshape(-1)[cells] > self.nobody))
        if len(changed):
            cells = cells[changed]
            person = self.plan.people.fate[self.who.reshape(-1)[cells]]
            old, new = before[changed] + person, after[changed] + person
            draws = self.plan.fates.change(self.draws.reshape(-1)[cells], old, new, self.interval)
            self._seal(cells, draws, new)

    def _fate(self, cells: Cells) -> NDArray[np.integer]:
        """Return what slots add to the fates of their people."""
        own = self.plan.fate[cells // self.width]
        return own + self.plan.overload.fate * self.strained.reshape(-1)[cells] if self.plan.overload else own

    def strain(self, overloaded: Bools, structure: Structure) -> None:
        """Give those in overloaded units, ``(units, lanes)``, the fates of such, and the others theirs."""
        strained = overloaded[structure.unit]
        changed = cells_of((strained != self.strained) & self.there())
        before = self._fate(changed)
        self.strained = strained
        self._change(changed, before, self._fate(changed))

    def _seal(self, cells: Cells, draws: NDArray[np.uint32], classes: NDArray[np.integer]) -> None:
        self.draws.reshape(-1)[cells] = draws
        self.code.reshape(-1)[cells] = self.plan.fates.codes(draws, classes, self.interval)

    def recruit(self, cells: Cells, year: int) -> None:
        """Seat recruits in vacant slots, each by draws of the slot in the lane; ``year`` is a calendar year."""
        plan = self.plan
        rows, columns = self.split(cells)
        luck, fate = (
            draw(moment_keys(plan.keys, seed=self.seed, decision=what, moment=year)[rows], self.pairs, columns)
            for what in (Decision.ENTRANT, Decision.FATE)
        )
        self.pay_anew(cells)
        people = plan.entrants.people(year - plan.years[0], luck, plan.group[rows])
        classes = self._fate(cells) + plan.people.fate[people]
        self._seal(cells, plan.fates.enter(fate, classes, self.interval), classes)
        self.who.reshape(-1)[cells] = people
        self._move_in(cells)
        self.regular.reshape(-1)[cells] = plan.people.regular[people]
        if self.kept.size:
            self.kept.reshape(-1)[cells] = 0

    def leave(self, cells: Cells) -> None:
        """Let people leave at once."""
        self.pay_anew(cells)
        self.code.reshape(-1)[cells] = 0

    def over(self, phase: str, structure: Structure, programme: int | None = None) -> None:
        """Tell whoever looks on that a phase is over, or the part of it that a programme of the roadmap decides."""
        if self.watch is not None:
            self.watch.over(self, phase, structure, programme)

    def pay_anew(self, cells: Cells) -> None:
        """Remember that something changed in some cells that pay depends on."""
        if self.pay.size:
            self.unpaid.append(cells)

    def last_day(self, cells: Cells) -> NDArray[np.int64]:
        """Return on which day of their last interval people leave by their fate."""
        classes = self._fate(cells) + self.plan.people.fate[self.who.reshape(-1)[cells]]
        return self.plan.fates.day(self.draws.reshape(-1)[cells], classes, self.code.reshape(-1)[cells])

    def within(self, structure: Structure, cells: Cells) -> Cells:
        """Return those of some cells that lie within the boundary."""
        return cells[structure.inside[cells // self.width]]


def _pay_type(plan: Plan) -> type[np.signedinteger]:
    """Return the smallest type of coefficients in hundredths that is worth having."""
    highest = int(plan.tables.coefficient.max(initial=0)) + int(plan.tables.leadership.max(initial=0))
    return np.int16 if highest <= np.iinfo(np.int16).max else np.int64
