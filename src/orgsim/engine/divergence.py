"""Divergence: where two roadmaps part in one replication, in which they share their luck."""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from orgsim.engine.events import Part, State
from orgsim.engine.plan import Plan
from orgsim.engine.trace import Trace
from orgsim.engine.year import ORDER
from orgsim.errors import Message, RunError
from orgsim.model.ledger import History, LedgerEntry

__all__ = ["Difference", "Divergence", "Parting", "divergence"]

Pair = tuple[tuple[str, ...], tuple[str, ...]]
Both = tuple[dict[str, State | None], dict[str, State | None]]
Moment = tuple[dt.date, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a slot is under two roadmaps; ``None`` if it is no post and nobody is there."""

    slot: str
    one: State | None
    two: State | None

    @property
    def aspects(self) -> tuple[str, ...]:
        """In what both differ: ``unit``, ``post``, ``occupied`` or ``holder``."""
        one, two = self.one, self.two
        holders = [state.holder if state else None for state in (one, two)]
        differ = {
            "unit": one is not None and two is not None and one.unit != two.unit,
            "post": (one is not None and one.post) != (two is not None and two.post),
            "occupied": (holders[0] is None) != (holders[1] is None),
            "holder": None not in holders and holders[0] != holders[1],
        }
        return tuple(aspect for aspect, true in differ.items() if true)


@dataclass(frozen=True)
class Parting:
    """The first moment at which slots differ: the day, the phase, and what each roadmap decided there.

    ``by`` are the ids of the steps or programmes of both roadmaps; empty where one decided nothing.
    """

    day: dt.date
    phase: str
    by: Pair
    slots: tuple[Difference, ...]


@dataclass(frozen=True)
class Divergence:
    """Where two roadmaps part in a replication; ``None`` where they never do.

    ``structures`` is the first day, with the steps of both, after which the organisations themselves differ: units,
    titles, payers, duties or sites. ``slots`` is the first moment at which a slot has another unit, is a post under one
    roadmap only, or is held by somebody else, in this replication.
    """

    roadmaps: tuple[str, str]
    seed: int
    replication: int
    structures: tuple[dt.date, Pair] | None
    slots: Parting | None


def divergence(one: Trace, two: Trace) -> Divergence:
    """Find the first moment at which two roadmaps of a scenario differ in a replication.

    Raises
    ------
    RunError
        If the traces are not of one scenario, seed and replication.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario
    >>> from orgsim.engine.trace import trace
    >>> scenario = read_scenario(Path("scenarios/mong-cai"))
    >>> plans = [compile_plan(scenario, roadmap) for roadmap in ("as-decreed", "natural-attrition")]
    >>> found = divergence(*(trace(scenario, plan, seed=1, replication=0) for plan in plans))
    >>> found.structures is None, str(found.slots.day), found.slots.by[0]
    (True, '2015-12-31', ('decree-26',))
    """
    for what, ours, theirs in (
        ("scenario", one.plan.scenario, two.plan.scenario),
        ("horizon", one.plan.years, two.plan.years),
        ("seed", one.seed, two.seed),
        ("replication", one.replication, two.replication),
    ):
        if ours != theirs:
            raise RunError(
                Message(
                    "traces cannot be compared: one has {what} {ours}, the other {theirs}",
                    what=what,
                    ours=ours,
                    theirs=theirs,
                )
            )
    return Divergence(
        roadmaps=(one.plan.roadmap, two.plan.roadmap),
        seed=one.seed,
        replication=one.replication,
        structures=_first_structures(one.plan.history, two.plan.history),
        slots=_first_slots(one, two),
    )


def _first_structures(one: History, two: History) -> tuple[dt.date, Pair] | None:
    """Return the first day after which two organisations differ, and the steps of that day in both."""
    days = [_by_day(history) for history in (one, two)]
    differ = False
    for day in sorted({*days[0], *days[1]}):
        entries = [by_day.get(day, []) for by_day in days]
        differ |= entries[0] != entries[1]
        # Organisations are compared only where their ledgers differ: that is slow for a nation.
        if differ and one.on(day) != two.on(day):
            return day, _unshared(*(tuple(entry.step for entry in steps) for steps in entries))
    return None


def _by_day(history: History) -> dict[dt.date, list[LedgerEntry]]:
    found: dict[dt.date, list[LedgerEntry]] = defaultdict(list)
    for entry in history.entries:
        found[entry.date].append(entry)
    return found


def _cuts(plan: Plan) -> dict[int, tuple[int, ...]]:
    """Return the days at which each year is cut into intervals."""
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for interval in plan.intervals:
        found[dt.date.fromordinal(interval.start).year] += (interval.start,)
    return found


def _first_slots(one: Trace, two: Trace) -> Parting | None:
    """Return the first moment at which slots differ.

    The day within an interval on which somebody leaves depends a little on how steps cut the year. Where both cut it in
    different ways, leavers are compared on 31 December, and what steps do on its day.
    """
    cuts = [_cuts(told.plan) for told in (one, two)]
    moments = [_by_moment(told) for told in (one, two)]
    states: Both = (dict(one.opening), dict(two.opening))
    for moment in sorted({*moments[0], *moments[1]}):
        day, phase = moment[0], ORDER[moment[1]]
        parts = [by_moment.get(moment, []) for by_moment in moments]
        slots = {slot for each in parts for part in each for slot in part.changes}
        year_ends = (day.month, day.day) == (12, 31)
        if year_ends and phase == "leave":
            slots |= {*states[0], *states[1]}
        if phase != "leave" or year_ends or cuts[0][day.year] == cuts[1][day.year]:
            found = _parted(parts, states, slots)
            if found is not None:
                return Parting(day, phase, *found)
        _take(states, *parts)
    return None


def _by_moment(told: Trace) -> dict[Moment, list[Part]]:
    found: dict[Moment, list[Part]] = defaultdict(list)
    for part in told.parts:
        # Steps may touch no slot, and still the roadmap takes them; the last leavers of a year are always asked for.
        if part.changes or part.phase in ("reorganise", "leave"):
            found[part.day, ORDER.index(part.phase)].append(part)
    return found


def _take(states: Both, one: Iterable[Part], two: Iterable[Part]) -> None:
    """Bring the states of both up to date."""
    for state, parts in zip(states, (one, two), strict=True):
        for part in parts:
            state.update(part.changes)


def _differing(states: Both, slots: Iterable[str]) -> tuple[Difference, ...]:
    one, two = states
    pairs = (Difference(slot, one.get(slot), two.get(slot)) for slot in sorted(slots))
    return tuple(pair for pair in pairs if pair.one != pair.two)


def _parted(
    parts: Sequence[Sequence[Part]], states: Both, slots: Collection[str]
) -> tuple[Pair, tuple[Difference, ...]] | None:
    """Return the first decisions of a phase after which slots differ, if they do when it is over."""
    after = [{slot: state.get(slot) for slot in slots} for state in states]
    last: Both = (dict(after[0]), dict(after[1]))
    _take(last, *parts)
    if not _differing(last, slots):
        return None
    now: Both = (after[0], after[1])
    for ones, twos in _one_by_one(*parts):
        _take(now, ones, twos)
        if found := _differing(now, slots):
            return _unshared(*(tuple(key for part in parts for key in part.by) for parts in (ones, twos))), found
    raise AssertionError("a phase that ends in a difference has a first one")


def _unshared(one: tuple[str, ...], two: tuple[str, ...]) -> Pair:
    """Leave out what both decide, unless that is all."""
    ours, theirs = (tuple(key for key in keys if key not in others) for keys, others in ((one, two), (two, one)))
    return (ours, theirs) if ours or theirs else (one, two)


def _one_by_one(one: Sequence[Part], two: Sequence[Part]) -> Iterator[tuple[list[Part], list[Part]]]:
    """Yield what both decide in a phase in their order: alone what only one of them has, else both together."""
    ours, theirs = deque(one), deque(two)
    while ours or theirs:
        alone = bool(ours) and ours[0].by not in [part.by for part in theirs]
        other = bool(theirs) and theirs[0].by not in [part.by for part in ours]
        yield (
            [ours.popleft()] if ours and (alone or not other) else [],
            [theirs.popleft()] if theirs and (other or not alone) else [],
        )
