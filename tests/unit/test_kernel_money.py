"""Money in the kernel: what the law pays, to whom it is charged, and that every way of adding it up agrees."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orgsim import compile_plan, read_scenario, simulate
from orgsim.engine.kernel.facts import offered
from orgsim.errors import RunError
from orgsim.model.dates import month_index
from orgsim.model.organisation import Funding, Rank
from orgsim.model.outcomes import COSTS, FLOWS, FUNDINGS, MONEY, Outcomes
from orgsim.model.scenario import Scenario
from orgsim.rules.law.benefits import Biography, entitlements
from orgsim.rules.law.pay import amounts_by_month, group_facts
from tests.making import instrument, law, one_office, people, person, roadmap, scenario, slots, unit
from tests.unit.test_kernel import live, separation

MONG_CAI = Path(__file__).parent.parent.parent / "scenarios" / "mong-cai"
CITY = [unit("city", None), unit("office"), unit("school")]


@pytest.fixture(scope="module")
def mong_cai() -> Scenario:
    return read_scenario(MONG_CAI)


@pytest.mark.parametrize(("programme", "year"), [(0, 2016), (1, 2017), (2, 2016), (3, 2021), (4, 2018), (5, 2019)])
def test_everybody_is_offered_in_the_kernel_what_the_law_gives_them_alone(
    mong_cai: Scenario, programme: int, year: int
) -> None:
    """Every fact of the 2,010 people is worked out again, from the person and the months."""
    plan = compile_plan(mong_cai, "as-decreed")
    chosen = np.flatnonzero(plan.people.occupied[: len(plan.slots)])
    road = plan.leaver_programmes[programme]
    month = month_index(dt.date(year, 12, 31))
    found = offered(plan, plan.opening, road, chosen, chosen, month)
    ruling = road.offers[year].ruling
    holders = {slot.id: slot for slot in mong_cai.organisation.every_slot if slot.holder}
    base = amounts_by_month(mong_cai.law, "base_salary", month - 59, month)
    stated = mong_cai.assumptions.rates.facts.value
    scales = plan.tables.coefficient
    grades = sorted(set(mong_cai_grades(mong_cai)))
    paid = 0
    for n, row in enumerate(chosen.tolist()):
        slot = holders[plan.slots[row]]
        who = mong_cai.people[str(slot.holder)]
        served = month - who.started
        lead = {Rank.HEAD: 50, Rank.DEPUTY: 30}.get(slot.rank, 0)
        months = min(60, served + 1)
        scale = scales[grades.index(who.grade)]
        career = [int(scale[served - back] + lead) * int(base[59 - back]) for back in range(months)]
        facts: dict[str, Any] = {
            **group_facts(stated, [slot.group])[0],
            "service_months": served + 1,
            "pay": Fraction(int(scale[served]) + lead, 100) * int(base[59]),
            "average_pay": (Fraction(sum(career), 100 * months) + Fraction(1, 2)) // 1,
        }
        biography = Biography(who.birth, who.sex, dt.date(year, 12, 31), facts)
        alone = next(
            e for e in entitlements(mong_cai.law, biography, ruling.instrument.scheme) if e.benefit == ruling.benefit
        )
        assert (alone.lacks, alone.eligible) == ("", bool(found.eligible[n])), who
        if alone.eligible:
            assert alone.amount is not None
            assert (alone.amount + Fraction(1, 2)) // 1 == found.amount[n]
            paid += 1
            if found.strain is not None:
                assert alone.strain is not None
                assert (alone.strain + Fraction(1, 2)) // 1 == found.strain[n]
    assert paid > 20


def mong_cai_grades(made: Scenario) -> list[str]:
    return [grade for one in made.law.instruments for parameter in one.parameters for grade in parameter.grades or ()]


def test_units_payers_causes_and_the_total_agree_to_the_last_dong(mong_cai: Scenario) -> None:
    outcomes = simulate(compile_plan(mong_cai, "as-decreed"), replications=5, seed=3)
    outside = [n for n, key in enumerate(outcomes.units) if key not in inside_all_the_time(mong_cai)]
    for name in MONEY:
        total = outcomes.totals[name]
        assert np.array_equal(outcomes.by_funding[name].sum(axis=2), total), name
        assert (np.delete(outcomes.by_unit[name], outside, axis=2).sum(axis=2) <= total).all(), name
        assert (outcomes.by_unit[name].sum(axis=2) >= total).all(), name
    for name in ("salaries", "contributions", "early_retirement_pay", "severance_pay", "early_pensions"):
        assert outcomes.totals[name].sum() > 0, name
    assert outcomes.by_funding["salaries"][:, -1, FUNDINGS.index("own-revenue")].all()


def inside_all_the_time(made: Scenario) -> frozenset[str]:
    return frozenset(made.organisation.inside)


def paying(**changes: Any) -> Outcomes:
    """Live with an office of the state and a school that pays for itself; the school's people are not eligible."""
    staff = people(2, "a", service=0) | people(1, "b", service=0)
    ids = tuple(staff)
    seats = {
        "office": slots("office", 2, holders=ids[:2]),
        "school": slots("school", 1, holders=ids[2:], funding=Funding.OWN),
    }
    return live(scenario(CITY, seats, staff, roadmap(), years=1, **changes))


def test_salaries_and_contributions_are_charged_to_who_pays_for_the_post() -> None:
    outcomes = paying()
    one = 12 * 234 * 11_500
    state, own = FUNDINGS.index("state"), FUNDINGS.index("own-revenue")
    assert outcomes.by_funding["salaries"][0, 0, [state, own]].tolist() == [2 * one, one]
    assert outcomes.by_funding["contributions"][0, 0, [state, own]].tolist() == [
        2 * one * 215 // 1000,
        one * 215 // 1000,
    ]
    assert outcomes.totals["contributions"][0].tolist() == [3 * one * 215 // 1000]


def test_a_rise_of_the_base_salary_and_an_allowance_count_from_their_month() -> None:
    rising = instrument(
        "rising",
        {"id": "grades", "grades": {"A1": {"first": 2.34, "step": 0.33, "steps": 9, "months_per_step": 36}}},
        {"id": "base_salary", "value": 1_150_000, "in_force_to": dt.date(2015, 4, 30)},
        {"id": "base_salary", "value": 1_210_000, "in_force_from": dt.date(2015, 5, 1)},
        {"id": "allowance_rate", "value": 0, "in_force_to": dt.date(2015, 6, 30)},
        {"id": "allowance_rate", "value": 0.25, "in_force_from": dt.date(2015, 7, 1)},
        {"id": "employer_rate", "value": 0.1},
    )
    made = scenario(CITY, {"office": slots("office", 1, holders=("a",))}, {"a": person("a", service=0)}, years=1)
    outcomes = live(Scenario(**{**vars(made), "law": law().model_copy(update={"instruments": (rising,)})}))
    salaries = 4 * 234 * 11_500 + 2 * 234 * 12_100 + 6 * 234 * 12_100 * 125 // 100
    assert outcomes.totals["salaries"][0].tolist() == [salaries]
    assert outcomes.totals["contributions"][0].tolist() == [(4 * 234 * 11_500 + 8 * 234 * 12_100) // 10]


def test_pay_that_cannot_be_added_up_exactly_is_refused() -> None:
    dear = instrument(
        "dear",
        {"id": "grades", "grades": {"A1": {"first": 2.34, "step": 0.33, "steps": 9, "months_per_step": 36}}},
        {"id": "base_salary", "value": 10**12},
        {"id": "allowance_rate", "value": 0},
        {"id": "employer_rate", "value": 0.1},
    )
    made = scenario(CITY, {"office": slots("office", 1, holders=("a",))}, {"a": person("a")}, years=1)
    with pytest.raises(RunError, match="the pay of 1 slots of one unit cannot be added up exactly"):
        live(Scenario(**{**vars(made), "law": law().model_copy(update={"instruments": (dear,)})}))


def merged(protected: int, **changes: Any) -> Outcomes:
    """Let two led offices merge on 1 March 2015; the second head becomes staff."""
    ids = ("h1", "h2")
    seats = {
        name: slots(name, 1, holders=(key,), title="head", rank=Rank.HEAD)
        for name, key in zip(("office", "school"), ids, strict=True)
    }
    step = {"op": "absorb", "id": "merge", "date": "2015-03-01", "absorbed": ["school"], "into": "office"}
    road = roadmap(steps=[{**step, "deputies": "all", "abolish": 0}])
    keeps = instrument("keeps", {"id": "protected_allowance_months", "value": protected}, **changes)
    return live(scenario(CITY, seats, {key: person(key, service=0) for key in ids}, road, years=2, ages=keeps))


def test_a_leader_who_loses_the_title_keeps_the_allowance_for_the_months_of_the_law() -> None:
    outcomes = merged(6)
    assert outcomes.totals["protected_allowances"][0].tolist() == [6 * 50 * 11_500, 0]
    # The head's own pay: two months with the allowance; the other head keeps it for good.
    assert outcomes.totals["salaries"][0, 0] == 12 * 2 * 234 * 11_500 + (12 + 2) * 50 * 11_500
    assert merged(14).totals["protected_allowances"][0].tolist() == [10 * 50 * 11_500, 4 * 50 * 11_500]


def test_no_allowance_is_protected_before_the_law_says_so() -> None:
    outcomes = merged(6, in_force_from=dt.date(2015, 3, 2))
    assert outcomes.totals["protected_allowances"][0].tolist() == [0, 0]


def test_who_may_leave_voluntarily_does_so_with_the_stated_probability_and_the_best_row_counts() -> None:
    count = 200
    staff = people(count, age=50, service=10)
    seats = {"office": slots("office", count, holders=tuple(staff))}
    # Eleven years of service at the end of 2015: the offer is 3 + 1.5 · 11 = 19.5 months of pay.
    rows = [
        {"age_from": 40, "offer_from": 0, "probability": 0.9},
        {"age_from": 50, "offer_from": 19.5, "probability": 0.3},
        {"age_from": 50, "offer_from": 20, "probability": 1.0},
        {"age_from": 51, "offer_from": 0, "probability": 1.0},
    ]
    road = roadmap(programmes=[separation(quota={2015: count}, take_up=rows)])
    outcomes = live(scenario([unit("city", None), unit("office")], seats, staff, road, years=1), replications=256)
    left = outcomes.totals["severed"][:, 0]
    # Binomial: the mean of 256 futures of 200 people has a standard error of sqrt(0.3 · 0.7 · 200 / 256) = 0.405.
    assert abs(left.mean() - 0.3 * count) < 4 * 0.405
    assert abs(left.std() - np.sqrt(0.21 * count)) < 4 * np.sqrt(0.21 * count / (2 * 256))


def test_nobody_leaves_whom_no_row_of_the_take_up_reaches() -> None:
    staff = people(5, age=39)
    rows = [{"age_from": 50, "offer_from": 0, "probability": 1.0}]
    road = roadmap(programmes=[separation(quota={2015: 5}, take_up=rows)])
    seats = {"office": slots("office", 5, holders=tuple(staff))}
    assert not live(scenario([unit("city", None), unit("office")], seats, staff, road)).totals["severed"].any()


def test_another_programme_changes_nobodys_answer() -> None:
    staff = people(40, age=50)
    rows = [{"age_from": 0, "offer_from": 0, "probability": 0.5}]
    asked = separation(quota={2015: 40}, take_up=rows)
    other = separation(id="other", quota={2016: 1}, take_up=rows)
    seats = {"office": slots("office", 40, holders=tuple(staff))}
    one, two = (
        live(scenario([unit("city", None), unit("office")], seats, staff, roadmap(programmes=programmes)), 64)
        for programmes in ([asked], [other, asked])
    )
    assert np.array_equal(one.totals["severed"][:, 0], two.totals["severed"][:, 0])


def test_who_says_no_is_asked_anew_by_every_programme_in_every_year() -> None:
    count, replications = 100, 400
    staff = people(count, age=50)
    rows = [{"age_from": 0, "offer_from": 0, "probability": 0.5}]
    programmes = [
        separation(id=name, quota=dict.fromkeys((2015, 2016), count), take_up=rows) for name in ("one", "other")
    ]
    seats = {"office": slots("office", count, holders=tuple(staff))}
    made = scenario([unit("city", None), unit("office")], seats, staff, roadmap(programmes=programmes), years=2)
    exits = live(made, replications).programme_exits
    # Half of those who are left say yes each time.
    for (year, programme), share in {(0, 0): 1 / 2, (0, 1): 1 / 4, (1, 0): 1 / 8, (1, 1): 1 / 16}.items():
        error = np.sqrt(share * (1 - share) * count / replications)
        assert abs(exits[:, year, programme].mean() - share * count) < 4 * error


@pytest.mark.parametrize(
    ("order", "first"),
    [
        (["contracts-as-listed", "oldest"], "contract"),
        (["oldest"], "old"),
        (["groups-as-listed", "youngest"], "teacher"),
        (["lowest-rating", "oldest"], "teacher"),
    ],
)
def test_classes_go_in_the_order_in_which_the_programme_lists_them(order: list[str], first: str) -> None:
    staff = {
        "old": person("old", age=59),
        "contract": person("contract", age=41, contract="contract"),
        "teacher": replace(person("teacher", age=45), rating=2),
    }
    # Of the two ratings the lower one is usual, so that the person on a contract, who has none, counts as a 2 too.
    staff["old"] = replace(staff["old"], rating=4)
    seats = {key: slots(key, 1, holders=(key,)) for key in staff}
    seats["teacher"] = (replace(seats["teacher"][0], group="teacher"),)
    programme = separation(
        order=order, contracts=["contract", "permanent"], groups=["teacher", "staff"], post="keep", quota={2015: 1}
    )
    made = scenario(
        [unit("city", None), *map(unit, staff)],
        seats,
        staff,
        roadmap(programmes=[programme]),
        years=1,
        quit_multiplier={"staff": 1.0, "teacher": 1.0},
        entrants={
            "profile": [{"age": 24, "sex": "female", "share": 1.0}],
            "grade": {"staff": "A1", "teacher": "A1"},
            "contract": "permanent",
        },
    )
    outcomes = live(made)
    gone = outcomes.by_unit["severed"][0, 0]
    assert [key for key, count in zip(outcomes.units, gone.tolist(), strict=True) if count] == [first]
    assert outcomes.totals["severed"][0].tolist() == [1]


def test_the_costs_are_all_that_employers_bear() -> None:
    assert set(MONEY) - set(COSTS) == {"early_pensions"}


@pytest.mark.parametrize("times", [1, 10_000])
def test_coefficients_may_be_large(times: int) -> None:
    # Ten years of service are three steps of 0.33 above 2.34; a law that pays in small units has high coefficients.
    staff = people(7)
    plan = compile_plan(
        scenario([unit("city", None), unit("one")], {"one": slots("one", 7, holders=tuple(staff))}, staff, years=1),
        "plan",
    )
    tables = replace(plan.tables, coefficient=plan.tables.coefficient * times)
    outcomes = simulate(replace(plan, tables=tables), replications=2, seed=1)
    assert outcomes.totals["salaries"][:, 0].tolist() == [7 * 12 * times * 333 * 1_150_000 // 100] * 2


def test_the_monthly_pay_of_people_who_stay_is_a_twelfth_of_their_salaries() -> None:
    outcomes = live(one_office(7, years=3))
    salaries = outcomes.totals["salaries"]
    assert salaries.all()
    assert np.array_equal(outcomes.payroll["people"] * 12, salaries)
    assert outcomes.payroll_opening * 12 == salaries[0, 0]
    assert not any(outcomes.payroll[name].any() for name in FLOWS)


def test_a_run_that_counts_no_salaries_has_no_monthly_pay() -> None:
    outcomes = simulate(compile_plan(one_office(2), "plan"), replications=2, seed=1, money=("severance_pay",))
    assert outcomes.payroll == {}
