"""Addressed draws: same bits for any number of workers, more replications, or another unit's change."""

import datetime as dt
import multiprocessing
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim import compile_plan, simulate
from orgsim.engine.streams import BLOCK
from orgsim.errors import RunError
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario
from tests.making import people, roadmap, scenario, slots, unit

HAZARDS: dict[str, Any] = {
    "quit_hazard": [{"age_from": 0, "hazard": 0.1}],
    "death_hazard": [{"age_from": 0, "male": 0.02, "female": 0.02}],
}
HIRING = {
    "id": "hiring",
    "programme": "recruitment",
    "first_year": 2015,
    "last_year": 2017,
    "share_of_leavers": 0.5,
    "unfilled": "keep",
}


def two_offices(first: int, second: int) -> Scenario:
    ones, twos = people(first, "a"), people(second, "b")
    seats = {
        "first": slots("first", first, holders=tuple(ones)),
        "second": slots("second", second, holders=tuple(twos)),
    }
    units = [unit("city", None), unit("first"), unit("second")]
    return scenario(units, seats, ones | twos, roadmap(programmes=[HIRING]), **HAZARDS)


def same(one: Outcomes, two: Outcomes, replications: int) -> bool:
    return all(
        np.array_equal(one.by_unit[name][:replications], two.by_unit[name][:replications]) for name in one.by_unit
    ) and all(np.array_equal(one.totals[name][:replications], two.totals[name][:replications]) for name in one.totals)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), fewer=st.integers(1, 300), more=st.integers(1, 300))
def test_more_replications_keep_the_earlier_ones(seed: int, fewer: int, more: int) -> None:
    plan = compile_plan(two_offices(12, 7), "plan")
    short = simulate(plan, replications=fewer, seed=seed)
    assert same(short, simulate(plan, replications=fewer + more, seed=seed), fewer)


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_never_change_a_bit(workers: int) -> None:
    plan = compile_plan(two_offices(30, 20), "plan")
    replications = 2 * BLOCK + 17
    alone = simulate(plan, replications=replications, seed=9)
    assert same(alone, simulate(plan, replications=replications, seed=9, workers=workers), replications)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), size=st.integers(1, 30))
def test_a_change_in_one_unit_leaves_the_leavers_of_others_as_they_were(seed: int, size: int) -> None:
    no_hiring = {"plan": roadmap()}
    before = replace(two_offices(12, 7), roadmaps=no_hiring)
    after = replace(two_offices(size, 7), roadmaps=no_hiring)
    one, two = (simulate(compile_plan(s, "plan"), replications=50, seed=seed) for s in (before, after))
    second = one.units.index("second")
    for name in ("resigned", "died", "people", "salaries"):
        assert np.array_equal(one.by_unit[name][:, :, second], two.by_unit[name][:, :, second])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), day=st.dates(min_value=dt.date(2015, 1, 2), max_value=dt.date(2017, 12, 30)))
def test_a_reorganisation_changes_no_one_s_luck(seed: int, day: dt.date) -> None:
    merged = roadmap(
        steps=[
            {
                "id": "merge",
                "date": str(day),
                "op": "absorb",
                "absorbed": ["second"],
                "into": "first",
                "deputies": 0,
                "abolish": 0,
            }
        ]
    )
    base = two_offices(12, 7)
    runs = [
        simulate(compile_plan(replace(base, roadmaps={"plan": road}), "plan"), replications=100, seed=seed)
        for road in (roadmap(), merged)
    ]
    # Clocks are single precision: cutting a year may move a fate by a rounding; one in 10,000 is generous.
    assert (runs[0].totals["resigned"] != runs[1].totals["resigned"]).sum() <= 1
    assert (runs[0].totals["people"][:, -1] != runs[1].totals["people"][:, -1]).sum() <= 1


def test_different_seeds_are_different_futures() -> None:
    plan = compile_plan(two_offices(30, 20), "plan")
    one, two = (simulate(plan, replications=50, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one.totals["people"], two.totals["people"])


def test_a_worker_that_is_killed_is_reported_and_leaves_no_half_result() -> None:
    plan = compile_plan(two_offices(30, 20), "plan")

    def kill_a_worker(done: int) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    with pytest.raises(RunError, match="a worker process was ended from outside"):
        simulate(plan, replications=40 * BLOCK, seed=1, workers=2, progress=kill_a_worker)
