"""What mathematics says of the engine; every tolerance is a standard error."""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from orgsim import compile_plan, simulate
from orgsim.engine import year as engine_year
from tests.making import one_office, roadmap

REPLICATIONS = 2_000


def test_leavers_of_a_constant_hazard_are_binomial() -> None:
    people, hazard = 200, 0.12
    scenario = one_office(people, quit_hazard=[{"age_from": 0, "hazard": hazard}], years=1)
    outcomes = simulate(compile_plan(scenario, "plan"), replications=REPLICATIONS, seed=11)
    leavers = outcomes.totals["resigned"][:, 0]
    p = -math.expm1(-hazard)
    variance = people * p * (1 - p)
    assert abs(leavers.mean() - people * p) < 4 * math.sqrt(variance / REPLICATIONS)
    # The variance of a sample variance, from the fourth central moment of the binomial law.
    fourth = variance * (1 + 3 * (people - 2) * p * (1 - p))
    error = math.sqrt((fourth - variance**2) / REPLICATIONS)
    assert abs(leavers.var(ddof=1) - variance) < 4 * error


def test_a_year_goes_through_its_phases_in_the_documented_order(monkeypatch: pytest.MonkeyPatch) -> None:
    documented = re.findall(r"^ *\d\. (\w+):", str(engine_year.run_block.__doc__), re.MULTILINE)
    assert tuple(documented) == engine_year.ORDER
    gone_through: list[str] = []

    def noted(name: str, phase: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            gone_through.append(name)
            return phase(*args, **named)

        return call

    for name in engine_year.ORDER:
        monkeypatch.setattr(engine_year, name, noted(name, getattr(engine_year, name)))
    funding = {"op": "change_funding", "units": ["office"], "funding": "province"}
    scenario = one_office(10, roadmap(steps=[{"id": "first", "date": "2015-01-01", **funding}]), years=2)
    simulate(compile_plan(scenario, "plan"), replications=1, seed=8)
    assert gone_through == [*engine_year.ORDER, *engine_year.ORDER[1:]]


def test_cutting_a_year_in_two_changes_nobody_s_fate() -> None:
    hazards: dict[str, Any] = {"quit_hazard": [{"age_from": 0, "hazard": 0.3}], "years": 2}
    whole = one_office(100, **hazards)
    funding = {"op": "change_funding", "units": ["office"], "funding": "province"}
    cut = one_office(100, roadmap(steps=[{"id": "cut", "date": "2015-05-17", **funding}]), **hazards)
    one, two = (simulate(compile_plan(s, "plan"), replications=300, seed=2).totals["resigned"] for s in (whole, cut))
    # Clocks are single precision: a fate may flip only if a clock runs out within rounding of an event.
    assert (one != two).sum() <= 2
    assert one.sum() > 10_000


def test_survival_over_years_is_exponential() -> None:
    hazard, years, people = 0.08, 10, 100
    scenario = one_office(people, quit_hazard=[{"age_from": 0, "hazard": hazard}], years=years)
    outcomes = simulate(compile_plan(scenario, "plan"), replications=1_000, seed=3)
    for year in range(years):
        p = math.exp(-hazard * (year + 1))
        error = math.sqrt(people * p * (1 - p) / 1_000)
        assert abs(outcomes.totals["people"][:, year].mean() - people * p) < 4 * error


def test_competing_risks_share_leavers_by_their_hazards() -> None:
    people, quitting, dying = 200, 0.06, 0.02
    scenario = one_office(
        people,
        quit_hazard=[{"age_from": 0, "hazard": quitting}],
        death_hazard=[{"age_from": 0, "male": dying, "female": dying}],
        years=1,
    )
    outcomes = simulate(compile_plan(scenario, "plan"), replications=REPLICATIONS, seed=4)
    for cause, hazard in (("resigned", quitting), ("died", dying)):
        p = -math.expm1(-(quitting + dying)) * hazard / (quitting + dying)
        error = math.sqrt(people * p * (1 - p) / REPLICATIONS)
        assert abs(outcomes.totals[cause].mean() - people * p) < 4 * error


@pytest.mark.parametrize("share", [0.5, 0.29, 1.0])
def test_recruits_are_exactly_the_share_of_leavers_rounded_down(share: float) -> None:
    hiring = {
        "id": "hiring",
        "programme": "recruitment",
        "first_year": 2015,
        "last_year": 2017,
        "share_of_leavers": share,
        "unfilled": "keep",
    }
    scenario = one_office(150, roadmap(programmes=[hiring]), quit_hazard=[{"age_from": 0, "hazard": 0.25}])
    totals = simulate(compile_plan(scenario, "plan"), replications=400, seed=5).totals
    hundredths = round(100 * share)
    assert (totals["recruited"] == totals["resigned"] * hundredths // 100).all()
    assert totals["recruited"].sum() > 0


def test_a_full_share_keeps_a_graded_office_in_its_steady_state() -> None:
    hiring = {
        "id": "hiring",
        "programme": "recruitment",
        "first_year": 2015,
        "last_year": 2024,
        "share_of_leavers": 1.0,
        "unfilled": "keep",
    }
    scenario = one_office(100, roadmap(programmes=[hiring]), years=10, quit_hazard=[{"age_from": 0, "hazard": 0.2}])
    totals = simulate(compile_plan(scenario, "plan"), replications=500, seed=6).totals
    assert (totals["people"] == 100).all()
    p = -math.expm1(-0.2)
    error = math.sqrt(100 * p * (1 - p) / (500 * 10))
    assert abs(totals["resigned"].mean() - 100 * p) < 4 * error


def test_entrants_have_the_stated_profile() -> None:
    hiring = {
        "id": "hiring",
        "programme": "recruitment",
        "first_year": 2015,
        "last_year": 2015,
        "share_of_leavers": 1.0,
        "unfilled": "keep",
    }
    # Everybody quits in the first year; of the recruits only women can die, and all of them do.
    scenario = one_office(
        100,
        roadmap(programmes=[hiring]),
        years=2,
        quit_hazard=[{"age_from": 0, "hazard": 0.0}, {"age_from": 30, "hazard": 2.0}],
        death_hazard=[{"age_from": 0, "male": 0.0, "female": 2.0}],
        death_multiplier=100.0,
    )
    totals = simulate(compile_plan(scenario, "plan"), replications=800, seed=7).totals
    recruits, women = totals["recruited"][:, 0], totals["died"][:, 1]
    error = math.sqrt(0.25 / recruits.sum())
    assert abs(women.sum() / recruits.sum() - 0.5) < 4 * error
    assert np.array_equal(totals["people"][:, 1], 100 - totals["resigned"][:, 1] - women)
