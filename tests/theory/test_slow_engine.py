"""The kernel against plain Python: the same counts in every future and year, not only on average."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgsim import compile_plan, read_scenario, simulate
from orgsim.engine.plan import Plan
from orgsim.model.organisation import Funding, Rank, Sex, Standing
from orgsim.model.roadmap import Target
from orgsim.model.scenario import Scenario
from orgsim.rules.attainable import attainable
from tests.making import RATES, person, roadmap, scenario, slots, unit
from tests.unit.slow_engine import lanes
from tests.unit.test_kernel import LAW, PROMOTION, recruitment, separation

ROOT = Path(__file__).parent.parent.parent
START, END = dt.date(2015, 1, 2), dt.date(2017, 12, 30)
HAZARDS: dict[str, Any] = {
    "quit_hazard": [{"age_from": 0, "hazard": 0.15}, {"age_from": 40, "hazard": 0.05}],
    "death_hazard": [{"age_from": 0, "male": 0.02, "female": 0.01}, {"age_from": 50, "male": 0.08, "female": 0.04}],
    "quit_multiplier": {"staff": 1.0, "teacher": 4.0},
    "entrants": RATES["entrants"] | {"grade": {"staff": "A1", "teacher": "A1"}},
}
GROUPS = ("staff", "staff", "teacher")
"""Who goes from one to the other has another hazard from then on."""


def agree(plan: Plan, seed: int, count: int) -> None:
    outcomes = simulate(plan, replications=count, seed=seed)
    for lane, years in enumerate(lanes(plan, seed, count)):
        for position, (year, payers, wages) in enumerate(years):
            fast = {name: int(outcomes.totals[name][lane, position]) for name in year}
            assert fast == year, (lane, plan.years[position])
            by_payer = {name: outcomes.by_funding[name][lane, position].tolist() for name in payers}
            assert by_payer == payers, (lane, plan.years[position])
            assert {name: int(outcomes.payroll[name][lane, position]) for name in wages} == wages


@pytest.mark.parametrize("name", ["gradual", "swift"])
def test_every_future_of_the_small_scenario_is_that_of_plain_python(name: str) -> None:
    agree(compile_plan(read_scenario(ROOT / "src" / "orgsim" / "io" / "small"), name), seed=5, count=60)


@pytest.mark.parametrize("name", ["as-decreed", "natural-attrition", "front-loaded"])
def test_some_futures_of_a_city_are_those_of_plain_python(name: str) -> None:
    agree(compile_plan(read_scenario(ROOT / "scenarios" / "mong-cai"), name), seed=8, count=1)


@st.composite
def town_scenarios(draw: st.DrawFn) -> Scenario:
    """Draw three offices with leaders, staff and people beyond the establishment, a merger, and all programmes.

    Each slot is of one of two staff groups.
    """
    names = ("first", "second", "third")
    staff, seats = {}, {}
    for name in names:
        leaders = draw(st.integers(0, 2))
        size, spare = draw(st.integers(1, 8)), draw(st.integers(0, 3))
        ids = [f"{name}{n}" for n in range(leaders + size + spare)]
        for key in ids:
            age = draw(st.integers(20, 61))
            contract = draw(st.sampled_from(["permanent", "permanent", "contract"]))
            sex = draw(st.sampled_from(Sex))
            service = draw(st.integers(0, age - 18))
            staff[key] = person(key, age=age, service=service, sex=sex, contract=contract)
        held = draw(st.integers(0, size))
        seats[name] = (
            *slots(name, 1, holders=ids[:leaders][:1], title="head", rank=Rank.HEAD),
            *slots(name, 1, holders=ids[:leaders][1:], title="deputy", rank=Rank.DEPUTY),
            *slots(name, size, holders=ids[leaders : leaders + held]),
            *slots(name, spare, holders=ids[leaders + size :], standing=Standing.SUPERNUMERARY),
        )
        groups = draw(st.lists(st.sampled_from(GROUPS), min_size=len(seats[name]), max_size=len(seats[name])))
        payers = {"staff": Funding.STATE, "teacher": draw(st.sampled_from([Funding.STATE, Funding.OWN]))}
        seats[name] = tuple(
            replace(slot, group=group, funding=payers[group]) for slot, group in zip(seats[name], groups, strict=True)
        )
        for key in ids[leaders + held : leaders + size]:
            del staff[key]
    order = st.lists(
        st.sampled_from(["oldest", "youngest", "longest-service", "shortest-service"]), min_size=1, max_size=3
    )
    quota = st.dictionaries(st.integers(2015, 2017), st.integers(0, 4), min_size=1)
    programmes = [
        separation(
            id="early", route="early-retirement", scheme="plain", quota=draw(quota), order=draw(order), eligibility=None
        ),
        separation(
            id="severance", quota=draw(quota), order=draw(order), post=draw(st.sampled_from(["keep", "abolish"]))
        ),
        {
            "id": "ending",
            "programme": "end_contracts",
            "scheme": "plain",
            "route": "contract-end",
            "quota": draw(quota),
            "contracts": ["contract", "permanent"],
            "order": draw(order),
        },
        recruitment(share_of_leavers=draw(st.sampled_from([0, 0.5, 0.7, 1]))),
    ]
    if draw(st.booleans()):
        programmes.append(PROMOTION)
    if draw(st.booleans()):
        programmes[3] = recruitment(unfilled="abolish", keep_at_least=draw(st.sampled_from([0, 0.5, 0.9])))
    limit = {"at_most_share": draw(st.sampled_from([0.05, 0.3, 1])), "at_least": draw(st.integers(0, 2))}
    for programme in programmes[:3]:
        if draw(st.booleans()):
            programme["of_each_unit"] = limit
    if draw(st.sampled_from([False, False, True])):
        programmes[3] = recruitment(share_of_leavers=draw(st.sampled_from([0.5, 1])), of_each_unit=True)
    hazards = dict(HAZARDS)
    if draw(st.booleans()):
        hazards["after_merger"] = {"factor": draw(st.sampled_from([0.0, 3.0])), "months": draw(st.integers(1, 30))}
    if draw(st.booleans()):
        hazards["overload"] = {"vacant_share": draw(st.sampled_from([0.1, 0.5])), "factor": 4.0}
    day = draw(st.dates(min_value=START, max_value=END))
    merger = {"id": "merge", "op": "absorb", "date": str(day), "absorbed": ["second"], "into": "first"}
    units = [unit("city", None), *(unit(name) for name in names)]
    paying = {"id": "pay", "op": "change_funding", "date": str(draw(st.dates(min_value=day, max_value=END)))}
    steps = [
        {**merger, "deputies": "all", "abolish": draw(st.integers(0, 1))},
        {**paying, "units": ["third"], "funding": draw(st.sampled_from(["province", "outside"]))},
    ]
    road = roadmap(steps=steps, programmes=programmes)
    return scenario(units, seats, staff, road, ages=LAW, **hazards)


towns = town_scenarios().map(lambda town: compile_plan(town, "plan"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(towns, st.integers(0, 2**32))
def test_every_future_of_any_small_town_is_that_of_plain_python(plan: Plan, seed: int) -> None:
    agree(plan, seed, count=6)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(town_scenarios(), st.sampled_from(["posts", "funded_posts"]), st.integers(2015, 2017))
def test_no_future_has_fewer_posts_than_the_bound_that_is_known_before(made: Scenario, measure: str, year: int) -> None:
    words = {"id": "t", "name": "A test", "name_vi": "Thử", "legal_basis": "a test", "at_most": 0}
    aim = Target.model_validate({**words, "measure": measure, "by": dt.date(year, 12, 31)})
    plan = compile_plan(made, "plan")
    bound = attainable(plan.history, made.roadmaps["plan"], aim)
    assert bound.certain
    found = simulate(plan, replications=40, seed=3, keep=(), money=()).totals[measure][:, plan.years.index(year)]
    assert found.min() >= bound.least
