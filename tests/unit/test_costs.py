"""Costs add up whichever way they are taken, and savings and payback are what they are by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from orgsim import compare, compile_plan, read_scenario, simulate
from orgsim.analysis.comparison import Comparison
from orgsim.analysis.costs import cost_result, cost_sums, discount_factors, payback_years
from orgsim.analysis.lawful import law_assumed
from orgsim.analysis.pairs import saving
from orgsim.model.outcomes import COSTS, FUNDINGS, MONEY, Outcomes
from tests.making import one_office
from tests.unit.test_kernel import live

SMALL = Path(__file__).parent.parent.parent / "src" / "orgsim" / "io" / "small"


def paid(*by_replication: list[int]) -> Outcomes:
    """Return outcomes whose only cost are these salaries, by replication and year."""
    made = live(one_office(1, years=len(by_replication[0])), replications=len(by_replication))
    salaries = np.array(by_replication)
    nothing = np.zeros_like(salaries)
    payers = np.zeros((*salaries.shape, len(FUNDINGS)), np.int64)
    payers[..., 0] = salaries
    return replace(
        made,
        totals={**made.totals, **dict.fromkeys(MONEY, nothing), "salaries": salaries},
        by_funding={**dict.fromkeys(MONEY, np.zeros_like(payers)), "salaries": payers},
    )


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    scenario = read_scenario(SMALL)
    return compare(
        scenario, [simulate(compile_plan(scenario, key), replications=40, seed=1) for key in scenario.roadmaps]
    )


def test_causes_years_and_payers_add_up_to_the_cost(comparison: Comparison) -> None:
    for roadmap in comparison.roadmaps:
        costs = roadmap.costs
        whole = costs.total["cost"].mean
        assert whole == pytest.approx(sum(costs.total[name].mean for name in COSTS), abs=0.5)
        assert whole == pytest.approx(sum(band.mean for band in costs.yearly.values()), abs=0.5)
        assert whole == pytest.approx(sum(band.mean for band in costs.by_funding.values()), abs=0.5)
        assert costs.present_value.mean < whole


def test_the_sums_are_exact_in_every_replication() -> None:
    scenario = read_scenario(SMALL)
    outcomes = simulate(compile_plan(scenario, "gradual"), replications=40, seed=1)
    sums = cost_sums(outcomes)
    assert np.array_equal(sums["cost"], sum(sums[name] for name in COSTS))
    assert np.array_equal(
        sums["benefits"], sum(sums[f"{way}_pay"] for way in ("early_retirement", "severance", "contract_end"))
    )
    assert np.array_equal(sums["cost"], np.sum([outcomes.by_funding[name] for name in COSTS], axis=(0, 2, 3)))


def test_the_present_value_is_each_years_money_at_its_middle() -> None:
    costs = cost_result(paid([1_000_000, 2_000_000], [0, 0]), 0.21)
    # 1.21 ** -0.5 and 1.21 ** -1.5 are 1/1.1 and 1/1.331.
    assert costs.present_value.high == round(1_000_000 / 1.1 + 2_000_000 / 1.331)
    assert discount_factors(3, 0).tolist() == [1, 1, 1]


def test_savings_are_the_references_cost_minus_the_roadmaps() -> None:
    found = saving(paid([15, 5, 5], [10, 10, 10]), paid([10, 10, 10], [10, 10, 10]), 0.0, together=1)
    assert (found.nominal.mean, found.discounted.mean) == (2.5, 2.5)
    # The first future pays 5 more in 2015 and has it back in 2016; in the second nothing differs.
    assert found.pays_back.share == 1
    assert found.payback_year is not None
    assert (found.payback_year.low, found.payback_year.high) == (2015, 2016)


@pytest.mark.parametrize(
    ("savings", "year"),
    [
        ([-5, 5, 0], 2016),
        ([-5, 6, -2], 0),
        ([5, -9, 9], 2017),
        ([5, -9, 3], 0),
        ([0, 0, 0], 2015),
        ([-1, 0, 1], 2017),
    ],
)
def test_a_roadmap_has_paid_back_once_it_never_again_costs_more(savings: list[int], year: int) -> None:
    assert payback_years(np.array([savings]), (2015, 2016, 2017)).tolist() == [year]


def test_a_roadmap_that_never_pays_back_says_so() -> None:
    found = saving(paid([15, 10]), paid([10, 10]), 0.05, together=1)
    assert (found.pays_back.share, found.payback_year) == (0, None)
    assert found.nominal.mean_low is None  # one future says nothing about chance


def test_the_law_that_a_run_touches_is_listed_and_its_doubts_are_assumptions(comparison: Comparison) -> None:
    instruments = {one.id: {parameter.id for parameter in one.parameters} for one in comparison.law}
    assert {
        "decree-108-2014",
        "decree-29-2023",
        "decree-135-2020",
        "decree-34-2012",
        "labour-code-contracts",
    } <= instruments.keys()
    assert "decree-154-2025" not in instruments  # nobody leaves under it in this scenario
    assert "transfer_amount" not in instruments["decree-29-2023"]
    unsure = {row.id: row for row in comparison.assumptions if ": " in row.id}
    assert unsure["labour-code-contracts: contract_end_amount"].confidence == "from-memory"
    assert unsure["labour-code-contracts: contract_end_amount"].used_by == ("gradual: end-contracts",)
    for one in comparison.law:
        for parameter in one.parameters:
            named = f"{one.id}: {parameter.id}" in unsure
            assert named == (parameter.confidence not in ("verified", "computed"))


def test_what_the_averages_and_the_ages_of_early_leavers_rest_on_is_listed_too() -> None:
    scenario = read_scenario(SMALL.parent.parent.parent.parent / "scenarios" / "mong-cai")
    touched = {row.id: row for row in law_assumed(scenario, ["as-decreed"])}
    # Who leaves in 2015 is paid by the average from January 2011 on, when the base salary of 2010 still held.
    assert "as-decreed: decree-108-early-2015-2017" in touched["decree-28-2010: base_salary"].used_by
    assert "decree-33-2009: base_salary" not in touched
    assert "labour-code-2012: retirement_age_hazardous" in touched
    assert "decree-28-2010: base_salary" not in {row.id for row in law_assumed(scenario, ["natural-attrition"])}
