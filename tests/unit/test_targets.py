"""Targets: from when on they are met, unit by unit, and where they cannot be met at all."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from orgsim import compare, compile_plan, read_scenario, simulate
from orgsim.analysis.targets import target_result
from orgsim.analysis.units import unit_numbers, unit_targets
from orgsim.errors import ConservationError, RunError
from orgsim.model.outcomes import Outcomes
from orgsim.model.roadmap import Target
from orgsim.model.scenario import Scenario
from orgsim.rules.lineage import lineage
from orgsim.rules.reorganise import follow
from tests.making import one_office
from tests.unit.test_kernel import live

ROOT = Path(__file__).parents[2]


def target(measure: str = "people", *, year: int = 2017, **limit: object) -> Target:
    words = {"id": "t", "name": "A test", "name_vi": "Thử", "legal_basis": "a test", "by": dt.date(year, 12, 31)}
    return Target.model_validate({**words, "measure": measure, **limit})


def counted(*people: list[int]) -> tuple[Scenario, Outcomes]:
    """Return an office with so many people at the end of each year, by replication."""
    made = one_office(1, years=len(people[0]))
    run = live(made, replications=len(people))
    return made, replace(run, totals={**run.totals, "people": np.array(people)})


def judged(scenario: Scenario, outcomes: Outcomes, aim: Target):  # type: ignore[no-untyped-def]
    road = scenario.roadmaps[outcomes.roadmap]
    return target_result(outcomes, follow(scenario.organisation, road.steps), road, aim)


def test_a_target_is_met_from_the_year_on_after_which_it_is_never_missed_again() -> None:
    scenario, outcomes = counted([9, 5, 4], [4, 6, 4], [4, 4, 4], [9, 9, 9])
    result = judged(scenario, outcomes, target(at_most=5))
    assert result.since == {2015: 0.25, 2016: 0.25, 2017: 0.25}
    assert result.met is not None
    assert result.met.share == 0.75
    assert result.missed_by is not None
    assert result.missed_by.mean == 4


def test_a_target_that_was_met_on_its_day_and_is_missed_later_has_no_year_for_good() -> None:
    scenario, outcomes = counted([9, 5, 8], [9, 5, 5])
    result = judged(scenario, outcomes, target(at_most=5, year=2016))
    assert result.met is not None
    assert result.met.share == 1
    assert result.since == {2016: 0.5}


@pytest.mark.parametrize("name", ["gradual", "swift"])
def test_a_plan_that_cannot_meet_a_target_is_infeasible_and_has_no_probability(name: str) -> None:
    small = read_scenario(ROOT / "src" / "orgsim" / "io" / "small")
    aim = target("funded_posts", year=small.horizon.end.year, at_most=3)
    scenario = replace(small, targets=(aim,))
    result = compare(scenario, [simulate(compile_plan(scenario, name), replications=5, seed=1)]).roadmaps[0].targets[0]
    assert result.met is None
    assert result.bound.certain
    assert result.bound.least > result.bound.allowed == 3
    assert result.since == {}


def test_a_future_below_a_certain_bound_is_a_fault_of_orgsim() -> None:
    scenario, outcomes = counted([1, 1])
    impossible = replace(outcomes, totals={**outcomes.totals, "posts": np.zeros((1, 2), np.int64)})
    with pytest.raises(ConservationError, match="meets target 't', which the bound says is impossible"):
        judged(scenario, impossible, target("posts", year=2016, at_most=0))


def test_units_of_the_old_and_the_new_structure_have_the_same_sums() -> None:
    city = read_scenario(ROOT / "scenarios" / "mong-cai")
    history = follow(city.organisation, city.roadmaps["as-decreed"].steps)
    outcomes = simulate(compile_plan(city, "as-decreed"), replications=20, seed=1)
    old, new = (unit_numbers(outcomes, history, side) for side in ("old", "new"))
    for name in ("people", "posts", "supernumerary"):
        for when in ("opening", "closing"):
            sums = [sum(getattr(row, when)[name] for row in rows) for rows in (old, new)]
            assert sums[0] == pytest.approx(sums[1], rel=1e-12), (name, when)
    assert sum(row.opening["people"] for row in old) == outcomes.opening_by_unit["people"].sum()
    # The health centre is made of the hospital and the old centre.
    parts = lineage(history).made_of("city-health-centre")
    openings = {row.unit: row.opening["people"] for row in old}
    centre = next(row for row in new if row.unit == "city-health-centre")
    assert len(parts) > 1
    assert centre.opening["people"] == sum(float(share) * openings.get(unit, 0) for unit, share in parts.items())


def test_each_unit_is_held_against_the_share_of_what_it_is_made_of() -> None:
    city = read_scenario(ROOT / "scenarios" / "mong-cai")
    history = follow(city.organisation, city.roadmaps["as-decreed"].steps)
    outcomes = simulate(compile_plan(city, "as-decreed"), replications=20, seed=1)
    share = city.targets[0]
    rows = unit_targets(outcomes, history, share)
    opening = dict(zip(outcomes.units, outcomes.opening_by_unit["funded_posts"].tolist(), strict=True))
    assert len(rows) > 100
    for row in rows:
        parts = lineage(history).made_of(row.unit)
        assert row.limit == int(Fraction(9, 10) * sum(part * opening[unit] for unit, part in parts.items()))
        values = outcomes.by_unit["funded_posts"][:, -1, outcomes.units.index(row.unit)]
        assert row.met.share == (values <= row.limit).mean()
    nobody = unit_targets(outcomes, history, city.targets[1])
    assert all(row.limit == 0 for row in nobody)
    assert any(row.met.share < 1 for row in nobody)


def test_a_number_for_the_whole_is_not_divided_among_units_and_totals_have_no_units() -> None:
    scenario, outcomes = counted([1, 1])
    history = follow(scenario.organisation, ())
    with pytest.raises(RunError, match="is a number for the whole, at most 5; units have no part of it"):
        unit_targets(outcomes, history, target(year=2016, at_most=5))
    with pytest.raises(RunError, match="the run kept totals only; run it again with --keep units"):
        unit_numbers(replace(outcomes, by_unit={}), history, "old")
