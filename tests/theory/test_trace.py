"""A trace tells the whole of a replication: what it says adds up to what the engine counts, to the last person."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgsim import compile_plan, read_scenario, simulate
from orgsim.engine.events import Event, State
from orgsim.engine.plan import Plan
from orgsim.engine.trace import Trace, check_same, state_on, trace
from orgsim.model.outcomes import CAUSES
from orgsim.model.scenario import Scenario
from tests.theory.test_slow_engine import town_scenarios

ROOT = Path(__file__).parent.parent.parent
COUNTED = {**{name: name for name in (*CAUSES, "recruited")}, "post_abolished": "posts_abolished"}
COUNTED |= {"post_created": "posts_created"}
"""What events are called, and what their number is called."""


def happens(states: dict[str, State], event: Event) -> None:
    """Let an event change the slots that it names; a slot that nobody holds and that is no post is not there."""
    state = states.pop(event.slot, State(event.unit, post=False, holder=None))
    if event.what == "transferred":
        assert event.origin is not None
        assert (state.unit, state.post, state.holder) == (event.origin.unit, event.post, event.person)
        state = replace(state, unit=event.unit)
    elif event.what in ("post_abolished", "post_created"):
        assert state.post == (event.what == "post_abolished")
        state = replace(state, post=event.post)
    elif event.what in CAUSES:
        assert state.holder == event.person
        state = replace(state, holder=None)
    elif event.what == "recruited":
        assert state.holder is None
        state = replace(state, holder=event.person)
    elif event.origin is not None:
        left = states.pop(event.origin.slot)
        # Of two who change places the first to be told is in the other's slot already.
        if left.holder == event.person:
            left = replace(left, holder=None)
        seated(states, event.origin.slot, left)
        state = replace(state, holder=event.person)
    assert state.unit == event.unit
    seated(states, event.slot, state)


def seated(states: dict[str, State], slot: str, state: State) -> None:
    if state.post or state.holder is not None:
        states[slot] = state


def adds_up(told: Trace) -> None:
    plan, states, events = told.plan, dict(told.opening), list(told.events)
    assert [event.day for event in events] == sorted(event.day for event in events)
    for position, year in enumerate(plan.years):
        now = [event for event in events if event.day.year == year]
        for event in now:
            happens(states, event)
        assert states == state_on(told, dt.date(year, 12, 31)), year
        people = Counter(state.unit for state in states.values() if state.holder is not None)
        posts = Counter(state.unit for state in states.values() if state.post)
        for unit, name in enumerate(plan.units):
            assert people[name] == told.by_unit["people"][position, unit], (year, name)
            assert posts[name] == told.by_unit["posts"][position, unit], (year, name)
        found = Counter[str](event.what for event in now if event.inside)
        for what, measure in COUNTED.items():
            assert found[what] == told.totals[measure][position], (year, measure)
        crossed = sum(event.inside - event.origin.inside for event in now if event.origin and event.person)
        assert crossed == told.totals["arrived"][position] - told.totals["departed"][position]
        exits = Counter(event.by[0] for event in now if event.phase == "separate" and event.what in CAUSES)
        assert [exits[key] for key in plan.programmes] == told.exits[position].tolist()


def gives_reasons(told: Trace) -> None:
    """Claim that every post goes for one reason, and that only luck, the law and vacancies need none."""
    for event in told.events:
        if event.what in ("post_abolished", "post_created"):
            assert len(event.by) == 1, event
        assert event.by or event.what in ("resigned", "died", "retired", "regularised"), event


def of_run(scenario: Scenario, plan: Plan, *, seed: int, replication: int) -> Trace:
    """Trace a replication of a longer run, and claim that it is that one."""
    told = trace(scenario, plan, seed=seed, replication=replication)
    check_same(told, simulate(plan, replications=replication + 2, seed=seed))
    return told


@pytest.mark.parametrize("replication", range(4))
@pytest.mark.parametrize("name", ["gradual", "swift"])
def test_the_events_of_a_small_town_are_all_that_its_counts_hold(name: str, replication: int) -> None:
    scenario = read_scenario(ROOT / "src" / "orgsim" / "io" / "small")
    told = of_run(scenario, compile_plan(scenario, name), seed=3, replication=replication)
    adds_up(told)
    gives_reasons(told)


@pytest.mark.parametrize(("name", "replication"), [("as-decreed", 0), ("front-loaded", 5)])
def test_the_events_of_a_city_are_all_that_its_counts_hold(name: str, replication: int) -> None:
    scenario = read_scenario(ROOT / "scenarios" / "mong-cai")
    told = of_run(scenario, compile_plan(scenario, name), seed=8, replication=replication)
    adds_up(told)
    gives_reasons(told)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(town_scenarios(), st.integers(0, 2**32), st.integers(0, 5))
def test_the_events_of_any_small_town_are_all_that_its_counts_hold(town: Scenario, seed: int, number: int) -> None:
    told = of_run(town, compile_plan(town, "plan"), seed=seed, replication=number)
    adds_up(told)
    gives_reasons(told)
