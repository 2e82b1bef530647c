"""What mathematics says of the engine; every tolerance is a standard error."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from orgsim import compile_plan, simulate
from orgsim.engine import year as engine_year
from orgsim.engine.kernel.lanes import Lanes
from orgsim.engine.plan import Plan
from orgsim.model.organisation import Person, Rank, Slot
from orgsim.rules.grades import steady_state
from tests.making import one_office, people, roadmap, slots, unit
from tests.making import scenario as scenario_of
from tests.unit.test_kernel import separation

REPLICATIONS = 2_000


HIRING = {
    "id": "hiring",
    "programme": "recruitment",
    "first_year": 2015,
    "last_year": 2017,
    "share_of_leavers": 1.0,
    "unfilled": "keep",
}
PROFILE: list[dict[str, Any]] = [
    {"age": 24, "sex": "female", "share": 0.35},
    {"age": 30, "sex": "male", "share": 0.0},
    {"age": 31, "sex": "male", "share": 0.65},
]


def moments(law: Mapping[int, Fraction | float]) -> tuple[float, float, float]:
    """Return the mean, the variance, and the fourth central moment of a law."""
    mean = float(sum(value * p for value, p in law.items()))
    second, fourth = (sum((value - mean) ** n * float(p) for value, p in law.items()) for n in (2, 4))
    return mean, second, fourth


def hold_to_the_law(found: NDArray[np.integer], law: Mapping[int, Fraction | float]) -> None:
    """Claim that mean and variance are within four standard errors of those of a law."""
    mean, variance, fourth = moments(law)
    assert abs(found.mean() - mean) < 4 * math.sqrt(variance / len(found))
    assert abs(found.var(ddof=1) - variance) < 4 * math.sqrt((fourth - variance**2) / len(found))


def binomial(count: int, p: float) -> dict[int, float]:
    return {k: math.comb(count, k) * p**k * (1 - p) ** (count - k) for k in range(count + 1)}


def convolved(one: Mapping[int, float], two: Mapping[int, float]) -> dict[int, float]:
    found: dict[int, float] = {}
    for a, p in one.items():
        for b, q in two.items():
            found[a + b] = found.get(a + b, 0.0) + p * q
    return found


def test_leavers_of_a_constant_hazard_are_binomial() -> None:
    people, hazard = 200, 0.12
    scenario = one_office(people, quit_hazard=[{"age_from": 0, "hazard": hazard}], years=1)
    outcomes = simulate(compile_plan(scenario, "plan"), replications=REPLICATIONS, seed=11)
    hold_to_the_law(outcomes.totals["resigned"][:, 0], binomial(people, -math.expm1(-hazard)))


def test_a_year_goes_through_its_phases_in_the_documented_order(monkeypatch: pytest.MonkeyPatch) -> None:
    documented = re.findall(r"^ *\d\. (\w+):", str(engine_year.run_lanes.__doc__), re.MULTILINE)
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
    # Cutting a year moves thresholds by 2**-32 at most: of 30,000 people with eight each, one is hit in 10⁴ runs.
    assert np.array_equal(one, two)
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
    hiring = HIRING | {"share_of_leavers": share}
    scenario = one_office(150, roadmap(programmes=[hiring]), quit_hazard=[{"age_from": 0, "hazard": 0.25}])
    totals = simulate(compile_plan(scenario, "plan"), replications=400, seed=5).totals
    hundredths = round(100 * share)
    assert (totals["recruited"] == totals["resigned"] * hundredths // 100).all()
    assert totals["recruited"].sum() > 0


def test_a_full_share_keeps_a_graded_office_in_its_steady_state() -> None:
    hiring = HIRING | {"last_year": 2024}
    scenario = one_office(100, roadmap(programmes=[hiring]), years=10, quit_hazard=[{"age_from": 0, "hazard": 0.2}])
    totals = simulate(compile_plan(scenario, "plan"), replications=500, seed=6).totals
    assert (totals["people"] == 100).all()
    p = -math.expm1(-0.2)
    error = math.sqrt(100 * p * (1 - p) / (500 * 10))
    assert abs(totals["resigned"].mean() - 100 * p) < 4 * error


def test_recruits_are_of_the_stated_ages_sexes_and_shares() -> None:
    entrants = {"profile": PROFILE, "grade": {"staff": "A1"}, "contract": "permanent"}
    plan = compile_plan(one_office(1, roadmap(programmes=[HIRING]), entrants=entrants), "plan")
    people, edges = plan.people, [0, *plan.entrants.upper.tolist()]
    assert edges[-1] == 2**32
    for year in range(3):
        seen: dict[tuple[bool, int], int] = {}
        for low, high in pairwise(edges):
            draws = np.array([low, high - 1], np.uint32)
            first, last = plan.entrants.people(year, draws, np.zeros(2, np.intp)).tolist()
            assert first == last
            seen[bool(people.female[first]), int(people.birth[first])] = high - low
            assert int(people.started[first]) == 12 * (plan.years[0] + year + 1)
            assert people.regular[first]
        # Each age in completed years at the end of December, and every month of birth equally often.
        december = 12 * (plan.years[0] + year) + 11
        expected = {
            (row["sex"] == "female", december - 12 * row["age"] - months): row["share"] / 12
            for row in PROFILE
            for months in range(12)
            if row["share"]
        }
        assert seen.keys() == expected.keys()
        # Edges are rounded to whole draws.
        assert all(abs(count - 2**32 * expected[kind]) <= 1 for kind, count in seen.items())


def test_entrants_have_the_stated_profile_in_the_lanes() -> None:
    scenario = one_office(100, roadmap(programmes=[HIRING]), years=1, quit_hazard=[{"age_from": 0, "hazard": 2.0}])
    plan = compile_plan(scenario, "plan")
    lanes = Lanes.opening(plan, seed=7, first=0, lanes=800)
    # Everybody leaves, and all posts are filled.
    lanes.interval = 1
    lanes.recruit(np.arange(100 * 800), 2015)
    who = plan.people
    women, ages = who.female[lanes.who], (12 * 2015 + 11 - who.birth[lanes.who]) // 12
    assert abs(women.mean() - 0.5) < 4 * math.sqrt(0.25 / lanes.who.size)
    assert (ages == np.where(women, 24, 26)).all()
    months = np.bincount(who.birth[lanes.who].reshape(-1) % 12, minlength=12) / lanes.who.size
    assert np.abs(months - 1 / 12).max() < 4 * math.sqrt(11 / 144 / lanes.who.size)


def test_recruits_leave_by_the_hazards_of_their_own_sex_and_age() -> None:
    # Everybody at work at the opening is forty, and only younger women can die.
    scenario = one_office(
        100,
        roadmap(programmes=[HIRING]),
        years=2,
        quit_hazard=[{"age_from": 0, "hazard": 0.0}, {"age_from": 30, "hazard": 2.0}],
        death_hazard=[{"age_from": 0, "male": 0.0, "female": 1.5}, {"age_from": 30, "male": 0.0, "female": 0.0}],
    )
    totals = simulate(compile_plan(scenario, "plan"), replications=800, seed=7).totals
    recruits, women = totals["recruited"][:, 0].sum(), totals["died"][:, 1].sum()
    assert totals["died"][:, 0].sum() == 0
    p = 0.5 * -math.expm1(-1.5)
    assert abs(women / recruits - p) < 4 * math.sqrt(p * (1 - p) / recruits)


def test_the_survivors_of_independent_people_are_binomial_in_every_year() -> None:
    hazard, people, years = 0.15, 80, 6
    scenario = one_office(people, quit_hazard=[{"age_from": 0, "hazard": hazard}], years=years)
    there = simulate(compile_plan(scenario, "plan"), replications=REPLICATIONS, seed=13).totals["people"]
    for year in range(years):
        hold_to_the_law(there[:, year], binomial(people, math.exp(-hazard * (year + 1))))


def test_the_recruits_of_a_unit_are_hypergeometric() -> None:
    """Ten of 25 vacant posts are filled by lot, of which 15 are in the first office."""
    first, second = ({**people(n, p, age=59), **people(5, f"{p}z")} for n, p in ((15, "a"), (10, "b")))
    seats = {
        name: slots(name, len(staff), holders=tuple(staff)) for name, staff in (("first", first), ("second", second))
    }
    road = roadmap(
        programmes=[separation(quota={2015: 25}, post="keep"), {**HIRING, "share_of_leavers": 0.4, "last_year": 2015}]
    )
    made = scenario_of([unit("city", None), unit("first"), unit("second")], seats, first | second, road, years=1)
    outcomes = simulate(compile_plan(made, "plan"), replications=REPLICATIONS, seed=14)
    assert (outcomes.totals["recruited"] == 10).all()
    law = {k: Fraction(math.comb(15, k) * math.comb(10, 10 - k), math.comb(25, 10)) for k in range(11)}
    mean, variance, _ = moments(law)
    assert (mean, variance) == pytest.approx((10 * 0.6, 10 * 0.6 * 0.4 * 15 / 24), rel=1e-12)
    hold_to_the_law(outcomes.by_unit["recruited"][:, 0, outcomes.units.index("first")], law)


def test_every_vacant_post_is_filled_equally_often() -> None:
    offices = [f"office{n}" for n in range(8)]
    staff = {name: people(2, name, age=59 - n % 2) for n, name in enumerate(offices)}
    seats = {name: slots(name, 2, holders=tuple(mine)) for name, mine in staff.items()}
    everybody = {key: who for mine in staff.values() for key, who in mine.items()}
    road = roadmap(
        programmes=[separation(quota={2015: 16}, post="keep"), {**HIRING, "share_of_leavers": 0.25, "last_year": 2015}]
    )
    made = scenario_of([unit("city", None), *map(unit, offices)], seats, everybody, road, years=1)
    outcomes = simulate(compile_plan(made, "plan"), replications=REPLICATIONS, seed=15)
    law = {k: Fraction(math.comb(2, k) * math.comb(14, 4 - k), math.comb(16, 4)) for k in range(3)}
    for name in offices:
        hold_to_the_law(outcomes.by_unit["recruited"][:, 0, outcomes.units.index(name)], law)


def test_a_graded_system_with_full_recruitment_stays_in_the_steady_state_of_its_transitions() -> None:
    """Heads leave by the hazard of their own staff group, whoever was promoted; recruits begin as staff."""
    offices, size, hazards, years = 20, 6, {"lead": 0.4, "staff": 0.15}, 8
    seats: dict[str, tuple[Slot, ...]] = {}
    everybody: dict[str, Person] = {}
    for n in range(offices):
        staff = people(size, f"p{n:02d}")
        name, ids = f"office{n:02d}", tuple(staff)
        head = slots(name, 1, holders=ids[:1], title="head", rank=Rank.HEAD)
        seats[name] = (replace(head[0], group="lead"), *slots(name, size - 1, holders=ids[1:]))
        everybody |= staff
    promotion = {"id": "promotion", "programme": "promotion", "order": ["longest-service"]}
    made = scenario_of(
        [unit("city", None), *map(unit, seats)],
        seats,
        everybody,
        roadmap(programmes=[promotion, {**HIRING, "last_year": 2030}]),
        years=years,
        quit_hazard=[{"age_from": 0, "hazard": 1.0}],
        quit_multiplier=hazards,
        entrants={"profile": PROFILE, "grade": {"staff": "A1", "lead": "A1"}, "contract": "permanent"},
    )
    totals = simulate(compile_plan(made, "plan"), replications=REPLICATIONS, seed=16).totals
    for name, count in (("people", offices * size), ("heads", offices), ("vacancies", 0)):
        assert (totals[name] == count).all()
    leads, staff_ = (-math.expm1(-hazards[group]) for group in ("lead", "staff"))
    law = convolved(binomial(offices, leads), binomial(offices * (size - 1), staff_))
    for year in range(years):
        hold_to_the_law(totals["recruited"][:, year], law)
    # Of the staff, as many rise as there are heads who leave; those recruits keep both stocks as they are.
    stocks = np.array([offices * (size - 1), offices], float)
    rising = offices * leads / stocks[0]
    transitions = np.array([[1 - staff_ - rising, rising], [0, 1 - leads]])
    recruits = np.array([moments(law)[0], 0.0])
    assert steady_state(recruits, transitions) == pytest.approx(stocks, rel=1e-12)
    found = steady_state(np.array([totals["recruited"].mean(), 0.0]), transitions)
    error = math.sqrt(moments(law)[1] / totals["recruited"].size)
    assert np.abs(found - stocks).max() < 4 * error * (stocks / recruits[0]).max()


def stressed(**rates: Any) -> Plan:
    """Plan two offices of 30 that merge on 1 January 2016, and resign with a hazard of 0.1 but for stress."""
    staff = people(60)
    keys = sorted(staff)
    seats = {
        "first": slots("first", 30, holders=tuple(keys[:30])),
        "second": slots("second", 30, holders=tuple(keys[30:])),
    }
    merger = {
        "id": "merge",
        "op": "absorb",
        "date": "2016-01-01",
        "absorbed": ["second"],
        "into": "first",
        "deputies": 0,
        "abolish": 0,
    }
    units = [unit("city", None), unit("first"), unit("second"), unit("third")]
    quits = [{"age_from": 0, "hazard": 0.1}]
    return compile_plan(scenario_of(units, seats, staff, roadmap(steps=[merger]), quit_hazard=quits, **rates), "plan")


def resigned(plan: Plan, year: int) -> tuple[float, float]:
    """Return the share of those there on 1 January who resigned in a year, and its standard error."""
    outcomes = simulate(plan, replications=2000, seed=3)
    position = plan.years.index(year)
    left = outcomes.totals["resigned"][:, position]
    there = outcomes.totals["people"][:, position] + left
    share = float(left.sum() / there.sum())
    return share, float(np.sqrt(share * (1 - share) / there.sum()))


@pytest.mark.parametrize(("year", "hazard"), [(2015, 0.1), (2016, 0.3), (2017, 0.1 + 0.2 * 59 / 365)])
def test_a_merger_raises_resignations_for_the_months_that_it_says(year: int, hazard: float) -> None:
    # 14 months: all of 2016, and 59 days of 2017.
    share, error = resigned(stressed(after_merger={"factor": 3, "months": 14}), year)
    assert abs(share - (1 - math.exp(-hazard))) < 4 * error


@pytest.mark.parametrize(("share", "hazard"), [(0.01, 0.4), (1, 0.1)])
def test_vacant_posts_raise_resignations_in_the_year_that_follows(share: float, hazard: float) -> None:
    # Nobody is recruited: of 60 posts some are vacant at the end of 2016 in all but one future of 10⁸, never all.
    found, error = resigned(stressed(overload={"vacant_share": share, "factor": 4}), 2017)
    assert abs(found - (1 - math.exp(-hazard))) < 4 * error
    before, error = resigned(stressed(overload={"vacant_share": share, "factor": 4}), 2015)
    assert abs(before - (1 - math.exp(-0.1))) < 4 * error
