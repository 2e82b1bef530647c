"""Tracing: one replication of a roadmap once more, with everything that happened and why."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.events import Event, Part, State
from orgsim.engine.follower import Change, Follower, opening_people
from orgsim.engine.kernel.rolls import rolls_of
from orgsim.engine.plan import Plan
from orgsim.engine.telling import Teller
from orgsim.engine.year import run_lanes
from orgsim.errors import Message, RunError, did_you_mean
from orgsim.model.ledger import LedgerEntry
from orgsim.model.outcomes import FLOWS, POST_FLOWS, STOCKS, Outcomes
from orgsim.model.scenario import Scenario

__all__ = ["StepTrace", "Trace", "check_same", "of_slot", "of_step", "of_unit", "state_on", "trace"]

_COUNTS = (*STOCKS, *FLOWS, *POST_FLOWS)


@dataclass(frozen=True, eq=False)
class Trace:
    """One replication of a roadmap.

    ``opening`` has the state of every slot that is a post or held when the horizon begins. ``parts`` are in the order
    in which they happened, and so are their events. ``totals`` ``(years,)`` and ``by_unit`` ``(years, units)`` are what
    the engine counted: the measures of ``STOCKS``, ``FLOWS`` and ``POST_FLOWS``; ``exits`` is ``(years, programmes)``.
    """

    plan: Plan
    seed: int
    replication: int
    opening: Mapping[str, State]
    parts: tuple[Part, ...]
    totals: Mapping[str, NDArray[np.integer]]
    by_unit: Mapping[str, NDArray[np.integer]]
    exits: NDArray[np.integer]

    @property
    def events(self) -> Iterator[Event]:
        """All events, in their order."""
        return chain.from_iterable(part.events for part in self.parts)


def trace(
    scenario: Scenario,
    plan: Plan,
    *,
    seed: int,
    replication: int,
    progress: Callable[[int], None] | None = None,
) -> Trace:
    """Live through one replication and remember everything.

    The same replication of :func:`orgsim.simulate` with the same seed, person by person and post by post.

    Parameters
    ----------
    plan
        Of a roadmap of the scenario.
    seed
        At least 0.
    replication
        Which one, counted from 0.
    progress
        Called with 1 after every year.

    Raises
    ------
    RunError
        If a number is less than 0.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario
    >>> scenario = read_scenario(Path("scenarios/mong-cai"))
    >>> told = trace(scenario, compile_plan(scenario, "as-decreed"), seed=1, replication=0)
    >>> sum(event.what == "resigned" and event.inside for event in told.events) == told.totals["resigned"].sum()
    np.True_
    """
    for name, value in (("seed", seed), ("replication", replication)):
        if value < 0:
            raise RunError(Message("{name} is {value}; it must be at least 0", name=name, value=value))
    parts: list[Part] = []
    teller = Teller(plan, scenario.roadmaps[plan.roadmap])

    def tell(change: Change) -> None:
        parts.extend(teller.parts(change))
        if progress is not None and change.phase == "close":
            progress(1)

    # Replications are drawn in pairs, so an odd one is lived beside the one before it.
    column = replication % 2
    found = run_lanes(
        plan,
        rolls_of(plan),
        seed=seed,
        first=replication - column,
        lanes=1 + column,
        keep=_COUNTS,
        money=(),
        payers=(),
        watch=Follower(scenario, plan, column, tell),
    )
    people, opening = opening_people(scenario, plan), plan.opening
    units = [plan.units[unit] for unit in plan.staffed[opening.unit]]
    return Trace(
        plan=plan,
        seed=seed,
        replication=replication,
        opening={
            slot: State(unit, bool(post), holder)
            for slot, unit, post, holder in zip(plan.slots, units, opening.authorised, people, strict=True)
            if post or holder is not None
        },
        parts=tuple(parts),
        totals={name: values[..., column] for name, values in found.total.items()},
        by_unit={name: values[..., column] for name, values in found.by_unit.items()},
        exits=found.programme_exits[..., column],
    )


@dataclass(frozen=True)
class SlotInStep:
    """A slot that a step names or changes: in which fields of the ledger it is named, and what became of it.

    ``before`` is its state on the evening before, ``closing`` that at the end of the year; ``None`` is a slot that
    nobody holds and that is no post. ``events`` are those of the day of the step and of the rest of the year.
    """

    slot: str
    fields: tuple[str, ...]
    before: State | None
    events: tuple[Event, ...]
    closing: State | None


@dataclass(frozen=True)
class StepTrace:
    """What a step did, and what became of its slots in the year; ``unfollowed`` are grassroots places."""

    entry: LedgerEntry
    slots: tuple[SlotInStep, ...]
    unfollowed: tuple[str, ...]


def of_slot(told: Trace, slot: str) -> tuple[Event, ...]:
    """Return what happened to a slot, or to somebody who came from it, in order.

    Raises
    ------
    RunError
        If no such slot is simulated.
    """
    plan = told.plan
    if slot not in plan.slots:
        places = {one.id for one in plan.history.opening.every_slot}.union(*(e.created for e in plan.history.entries))
        if slot in places:
            raise RunError(
                Message("slot '{slot}' is a part-time grassroots place, whose holder is not simulated", slot=slot)
            )
        near = [known for known in plan.slots if known.partition("/")[0] == slot.partition("/")[0]]
        raise RunError(
            Message(
                "roadmap '{roadmap}' has no slot '{slot}'{guess}",
                roadmap=plan.roadmap,
                slot=slot,
                guess=did_you_mean(slot, near or plan.slots),
            )
        )
    return _of_slots(told, {slot})[slot]


def _of_slots(told: Trace, slots: Collection[str]) -> dict[str, tuple[Event, ...]]:
    found: dict[str, list[Event]] = {slot: [] for slot in slots}
    for event in told.events:
        for slot in sorted({event.slot, event.origin.slot if event.origin else event.slot}):
            if slot in found:
                found[slot].append(event)
    return {slot: tuple(events) for slot, events in found.items()}


def of_unit(told: Trace, unit: str) -> tuple[Event, ...]:
    """Return what happened to the slots of a unit while they were its, and who and what came and went, in order.

    Raises
    ------
    RunError
        If the roadmap has no such unit.
    """
    if unit not in told.plan.units:
        raise RunError(
            Message(
                "roadmap '{roadmap}' has no unit '{unit}'{guess}",
                roadmap=told.plan.roadmap,
                unit=unit,
                guess=did_you_mean(unit, told.plan.units),
            )
        )
    return tuple(e for e in told.events if e.unit == unit or (e.origin is not None and e.origin.unit == unit))


def of_step(told: Trace, step: str) -> StepTrace:
    """Return what a step did, and what became of its slots until the end of its year.

    Raises
    ------
    RunError
        If the roadmap has no such step.
    """
    entries = {entry.step: entry for entry in told.plan.history.entries}
    if step not in entries:
        raise RunError(
            Message(
                "roadmap '{roadmap}' has no step '{step}'{guess}",
                roadmap=told.plan.roadmap,
                step=step,
                guess=did_you_mean(step, entries),
            )
        )
    entry = entries[step]
    named = {field: _named(entry, field) for field in _FIELDS}
    slots = {slot for some in named.values() for slot in some} | {e.slot for e in told.events if step in e.by}
    followed, evening = slots & set(told.plan.slots), dt.date(entry.date.year, 12, 31)
    before, closing = state_on(told, entry.date - dt.timedelta(days=1)), state_on(told, evening)
    events = _of_slots(told, followed)
    return StepTrace(
        entry=entry,
        slots=tuple(
            SlotInStep(
                slot=slot,
                fields=tuple(field for field, some in named.items() if slot in some),
                before=before.get(slot),
                events=tuple(event for event in events[slot] if entry.date <= event.day <= evening),
                closing=closing.get(slot),
            )
            for slot in sorted(followed)
        ),
        unfollowed=tuple(sorted(slots - followed)),
    )


_FIELDS = (
    "moved",
    "created",
    "abolished",
    "ended",
    "released",
    "successions",
    "exchanges",
    "crossed_in",
    "crossed_out",
)
"""The fields of a ledger entry that name slots."""


def _named(entry: LedgerEntry, field: str) -> frozenset[str]:
    """Return the slots that a field of a ledger entry names, of pairs both."""
    return frozenset(slot for one in getattr(entry, field) for slot in ((one,) if isinstance(one, str) else one))


def state_on(told: Trace, day: dt.date) -> dict[str, State]:
    """Return the state of every slot that is a post or held on the evening of a day.

    Of 31 December it is that after recruiting, when the books of the year are closed.
    """
    states: dict[str, State | None] = dict(told.opening)
    for part in told.parts:
        if part.day <= day:
            states |= part.changes
    return {slot: state for slot, state in states.items() if state is not None}


def check_same(told: Trace, run: Outcomes) -> None:
    """Hold a trace against the run that it explains, in every count that the run kept.

    Raises
    ------
    RunError
        If a count differs: the run was made by an orgsim, or with libraries, that give other numbers.
    """
    at = told.replication
    counts = [*((name, told.totals[name], run.totals[name][at]) for name in _COUNTS)]
    counts += [
        (Message("{name} of a unit", name=name), told.by_unit[name], run.by_unit[name][at])
        for name in _COUNTS
        if name in run.by_unit
    ]
    counts.append(("programme exits", told.exits, run.programme_exits[at]))
    for name, found, stored in counts:
        if (found != stored).any():
            year = told.plan.years[int(np.argwhere(found != stored)[0][0])]
            raise RunError(
                Message(
                    "replication {at} of '{roadmap}' cannot be lived again as the run has it: {name} differ "
                    "in {year}; run the scenario again with this orgsim",
                    at=at,
                    roadmap=told.plan.roadmap,
                    name=name,
                    year=year,
                )
            )
