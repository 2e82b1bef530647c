"""The phases of a year on organisations so small that the answer is known, in every lane."""

from typing import Any

import numpy as np
import pytest

from orgsim import compile_plan, simulate
from orgsim.errors import RunError
from orgsim.model.dates import month_index
from orgsim.model.organisation import Person, Rank, Sex, Standing
from orgsim.model.outcomes import CAUSES, Outcomes
from orgsim.model.scenario import Scenario
from tests.making import START, instrument, one_office, people, person, roadmap, scenario, slots, unit

LAW = instrument(
    "sixty",
    {"id": "retirement_age", "value": 720},
    {"id": "early_eligible", "formula": "months_early > 0"},
    {
        "id": "early_amount",
        "formula": "half_up((5 + 3 * floor(months_early / 12) + 0.5 * max(floor(service_months / 12) - 20, 0)) * pay)",
    },
    benefits=[
        {
            "route": "early-retirement",
            "cause": "early_retired",
            "eligible": "early_eligible",
            "amount": "early_amount",
        }
    ],
)
EVERYBODY = {"male_from": 0, "male_to": 99, "female_from": 0, "female_to": 99, "service_years": 0}
PROMOTION = {"id": "promotion", "programme": "promotion", "order": ["longest-service"]}


def live(made: Scenario, replications: int = 3) -> Outcomes:
    return simulate(compile_plan(made, made.reference), replications=replications, seed=1)


def separation(**changes: Any) -> dict[str, Any]:
    return {
        "id": "separation",
        "programme": "separation",
        "scheme": "plain",
        "route": "severance",
        "quota": {2015: 1},
        "eligibility": EVERYBODY,
        "groups": ["staff"],
        "contracts": ["permanent"],
        "order": ["oldest"],
        "post": "abolish",
    } | changes


def recruitment(**changes: Any) -> dict[str, Any]:
    return {
        "id": "hiring",
        "programme": "recruitment",
        "first_year": 2015,
        "last_year": 2017,
        "share_of_leavers": 0.5,
        "unfilled": "keep",
    } | changes


def office(staff: dict[str, Person], *programmes: Any, **changes: Any) -> Scenario:
    """Make a city with one office: a head, a deputy and staff, in the order of the people given."""
    ids = tuple(staff)
    seats = {
        "office": (
            *slots("office", 1, holders=ids[:1], title="head", rank=Rank.HEAD),
            *slots("office", 1, holders=ids[1:2], title="deputy", rank=Rank.DEPUTY),
            *slots("office", len(ids) - 2, holders=ids[2:]),
        )
    }
    return scenario([unit("city", None), unit("office")], seats, staff, roadmap(programmes=programmes), **changes)


def test_retirement_comes_in_the_month_of_the_law_and_pay_stops_with_it() -> None:
    start = month_index(START)
    # Sixty in March 2016, so the last paid month is March 2016: fifteen months, on the second step in 2016.
    old = Person("old", start + 14 - 720, Sex.MALE, start - 12 * 2, "A1", "permanent")
    made = scenario(
        [unit("city", None), unit("office")], {"office": slots("office", 1, holders=("old",))}, {"old": old}, ages=LAW
    )
    outcomes = live(made)
    assert outcomes.totals["retired"].tolist() == [[0, 1, 0]] * 3
    assert outcomes.totals["salaries"].tolist() == [[12 * 234 * 11_500, 3 * 267 * 11_500, 0]] * 3


def test_nobody_retires_whose_contract_knows_no_retirement() -> None:
    made = one_office(3, age=70)
    free = {key: Person(p.id, p.birth, p.sex, p.started, p.grade, "contract") for key, p in made.people.items()}
    made = scenario(list(made.organisation.units.values()), made.organisation.slots, free, ages=LAW)
    assert (live(made).totals["people"] == 3).all()


def test_a_separation_takes_the_quota_in_order_and_abolishes_the_posts() -> None:
    staff = {key: person(key, age=age) for key, age in (("a", 41), ("b", 59), ("c", 50), ("d", 58))}
    made = scenario(
        [unit("city", None), unit("office")],
        {"office": slots("office", 4, holders=tuple(staff))},
        staff,
        roadmap(programmes=[separation(quota={2015: 1, 2016: 2})]),
    )
    outcomes = live(made)
    assert outcomes.totals["severed"][0].tolist() == [1, 2, 0]
    assert outcomes.totals["posts"][0].tolist() == [3, 1, 1]
    assert outcomes.programme_exits[0, :, 0].tolist() == [1, 2, 0]


def test_a_quota_above_those_eligible_takes_them_all_and_shows_the_shortfall() -> None:
    outcomes = live(one_office(2, roadmap(programmes=[separation(quota={2015: 5})])))
    assert outcomes.programme_exits[0, :, 0].tolist() == [2, 0, 0]


def test_eligibility_counts_completed_years_at_the_end_of_the_year() -> None:
    start = month_index(START)
    # Turns 55 in December 2015 with 20 years of service; the twin is a month younger in both.
    seats = {"office": slots("office", 2, holders=("ready", "twin"))}
    staff = {
        "ready": Person("ready", start + 11 - 12 * 55, Sex.MALE, start + 11 - 240, "A1", "permanent"),
        "twin": Person("twin", start + 12 - 12 * 55, Sex.MALE, start + 12 - 240, "A1", "permanent"),
    }
    able = EVERYBODY | {"male_from": 55, "male_to": 58, "service_years": 20}
    road = roadmap(programmes=[separation(eligibility=able, quota={2015: 2, 2016: 2})])
    outcomes = live(scenario([unit("city", None), unit("office")], seats, staff, road))
    assert outcomes.totals["severed"][0].tolist() == [1, 1, 0]


def test_early_retirement_pays_half_months_for_years_early_and_of_service() -> None:
    start = month_index(START)
    # Retires by law in December 2019, leaves in December 2015: 4 years early. 25 years of service.
    seats = {"office": slots("office", 1, holders=("early",))}
    staff = {"early": Person("early", start + 59 - 720, Sex.MALE, start + 11 - 300, "A1", "permanent")}
    road = roadmap(programmes=[separation(route="early-retirement")])
    outcomes = live(scenario([unit("city", None), unit("office")], seats, staff, road, ages=LAW))
    half_months = 10 + 6 * 4 + 1 * 5
    monthly = (234 + 33 * 8) * 11_500
    assert outcomes.totals["early_retirement_pay"][0].tolist() == [half_months * monthly // 2, 0, 0]


def test_a_leader_who_leaves_under_a_programme_is_replaced_and_a_staff_post_goes() -> None:
    staff = {
        "head": person("head", age=59, service=30),
        "deputy": person("deputy", age=50, service=20),
        "senior": person("senior", age=40, service=15),
        "junior": person("junior", age=30, service=5),
    }
    totals = live(office(staff, separation(), PROMOTION)).totals
    for name, expected in (("heads", 1), ("deputies", 1), ("posts", 3), ("people", 3), ("vacancies", 0)):
        assert totals[name][0].tolist() == [expected] * 3, name


def test_without_a_promotion_programme_a_leader_s_post_stays_vacant() -> None:
    staff = {"head": person("head", age=59), "deputy": person("deputy"), "clerk": person("clerk")}
    totals = live(office(staff, separation(post="keep"))).totals
    assert totals["heads"][0].tolist() == [0, 0, 0]
    assert totals["vacancies"][0].tolist() == [1, 1, 1]


def test_contracts_end_only_beyond_the_establishment() -> None:
    staff = people(2) | people(3, "c", contract="contract")
    seats = {
        "office": (
            *slots("office", 3, holders=("p0000", "p0001", "c0000")),
            *slots("office", 2, holders=("c0001", "c0002"), standing=Standing.SUPERNUMERARY),
        )
    }
    ending = {
        "id": "ending",
        "programme": "end_contracts",
        "scheme": "plain",
        "route": "contract-end",
        "quota": {2015: 1, 2016: 5},
        "contracts": ["contract"],
        "order": ["shortest-service"],
    }
    totals = live(scenario([unit("city", None), unit("office")], seats, staff, roadmap(programmes=[ending]))).totals
    assert totals["contract_ended"][0].tolist() == [1, 1, 0]
    assert totals["supernumerary"][0].tolist() == [1, 0, 0]
    assert totals["posts"][0].tolist() == [3, 3, 3]


def test_posts_not_refilled_are_abolished_down_to_the_floor() -> None:
    leaving = separation(post="keep", quota={2015: 7, 2016: 7})
    hiring = recruitment(share_of_leavers=0.4, unfilled="abolish", keep_at_least=0.75)
    totals = live(one_office(20, roadmap(programmes=[leaving, hiring]))).totals
    # 7 leave, 2 recruits, 5 abolished: 15, the floor; next year 7 leave, 2 recruits, none abolished.
    assert totals["recruited"][0].tolist() == [2, 2, 0]
    assert totals["posts"][0].tolist() == [15, 15, 15]
    assert totals["vacancies"][0].tolist() == [0, 5, 5]


def two_units(*steps: Any, first: int = 3, vacant: int = 0, programmes: Any = (), **changes: Any) -> Scenario:
    ones, twos = people(first, "a"), people(2, "b")
    seats = {
        "first": slots("first", first + vacant, holders=tuple(ones)),
        "second": (
            *slots("second", 1, holders=("b0000",), title="head", rank=Rank.HEAD),
            *slots("second", 1, holders=("b0001",)),
        ),
    }
    units = [
        unit("province", None, kind="outside"),
        unit("city", "province"),
        unit("first"),
        unit("second", changes.pop("boss", "city")),
    ]
    return scenario(units, seats, ones | twos, roadmap(steps=steps, programmes=programmes), **changes)


ABSORB = {"id": "merge", "date": "2016-07-01", "op": "absorb", "absorbed": ["second"], "into": "first", "deputies": 0}


def test_an_absorbed_unit_s_people_arrive_in_the_other_and_nobody_crosses_the_boundary() -> None:
    outcomes = live(two_units({**ABSORB, "abolish": 0}))
    first, second = outcomes.units.index("first"), outcomes.units.index("second")
    assert outcomes.by_unit["people"][0, :, first].tolist() == [3, 5, 5]
    assert outcomes.by_unit["people"][0, :, second].tolist() == [2, 0, 0]
    assert outcomes.by_unit["arrived"][0, :, first].tolist() == [0, 2, 0]
    assert outcomes.by_unit["departed"][0, :, second].tolist() == [0, 2, 0]
    assert not outcomes.totals["arrived"].any()
    assert not outcomes.totals["departed"].any()


def test_a_cut_hits_vacant_posts_first_and_makes_holders_supernumerary_after() -> None:
    # Three people and a vacancy in first, two in second; two posts go, so one person is one too many.
    totals = live(two_units({**ABSORB, "abolish": 2}, vacant=1)).totals
    assert totals["posts"][0].tolist() == [6, 4, 4]
    assert totals["supernumerary"][0].tolist() == [0, 1, 1]
    assert totals["vacancies"][0].tolist() == [1, 0, 0]
    assert totals["people"][0].tolist() == [5, 5, 5]


def test_a_unit_taken_over_brings_its_people_posts_and_funds_across_the_boundary() -> None:
    move = {"id": "take-over", "date": "2016-07-01", "op": "move_unit", "units": ["second"], "to": "city"}
    totals = live(two_units(move, boss="province")).totals
    assert totals["arrived"][0].tolist() == [0, 2, 0]
    assert totals["posts_in"][0].tolist() == [0, 2, 0]
    assert totals["funded_in"][0].tolist() == [0, 2, 0]
    assert totals["people"][0].tolist() == [3, 5, 5]


def test_autonomy_changes_who_pays_and_nothing_else() -> None:
    autonomy = {
        "id": "autonomy",
        "date": "2016-01-01",
        "op": "change_funding",
        "units": ["second"],
        "funding": "own-revenue",
    }
    totals = live(two_units(autonomy)).totals
    assert totals["funded_posts"][0].tolist() == [5, 3, 3]
    assert totals["posts"][0].tolist() == [5, 5, 5]
    assert totals["people"][0].tolist() == [5, 5, 5]


def test_a_successor_takes_the_kept_title_where_its_post_is_vacant() -> None:
    # The chair is gone by 2016 (oldest goes first, the post is kept); the secretary's post is then vacant.
    staff = {"sec": person("sec", age=59), "chair": person("chair", age=50), "clerk": person("clerk", age=40)}
    seats = {
        "ward": (
            *slots("ward", 1, holders=("sec",), title="secretary", rank=Rank.HEAD),
            *slots("ward", 1, holders=("chair",), title="chair", rank=Rank.HEAD),
            *slots("ward", 1, holders=("clerk",)),
        )
    }
    unify = {
        "id": "unify",
        "date": "2016-03-01",
        "op": "unify_titles",
        "units": ["ward"],
        "keep": "secretary",
        "free": "chair",
        "freed_post": "abolish",
        "freed_person": "stays",
    }
    road = roadmap(steps=[unify], programmes=[separation(post="keep")])
    totals = live(scenario([unit("city", None), unit("ward", kind="ward")], seats, staff, road)).totals
    assert totals["heads"][0].tolist() == [1, 1, 1]
    assert totals["posts"][0].tolist() == [3, 2, 2]
    assert totals["supernumerary"][0].tolist() == [0, 0, 0]
    assert totals["people"][0].tolist() == [2, 2, 2]


def test_a_released_holder_leaves_on_the_day_and_is_paid_until_then() -> None:
    seats = {
        "ward": (
            *slots("ward", 1, holders=("a",), title="secretary", rank=Rank.HEAD),
            *slots("ward", 1, holders=("b",), title="chair", rank=Rank.HEAD),
        )
    }
    unify = {
        "id": "unify",
        "date": "2015-03-01",
        "op": "unify_titles",
        "units": ["ward"],
        "keep": "secretary",
        "free": "chair",
        "freed_post": "abolish",
        "freed_person": "released",
    }
    staff = {key: person(key, service=0) for key in "ab"}
    totals = live(scenario([unit("city", None), unit("ward")], seats, staff, roadmap(steps=[unify]), years=1)).totals
    assert totals["released"][0].tolist() == [1]
    assert totals["salaries"][0].tolist() == [(12 + 2) * (234 + 50) * 11_500]


def test_a_freed_holder_who_succeeds_to_the_vacant_kept_post_is_not_released() -> None:
    staff = {"sec": person("sec", age=59), "chair": person("chair", age=50)}
    seats = {
        "ward": (
            *slots("ward", 1, holders=("sec",), title="secretary", rank=Rank.HEAD),
            *slots("ward", 1, holders=("chair",), title="chair", rank=Rank.HEAD),
        )
    }
    unify = {
        "id": "unify",
        "date": "2016-03-01",
        "op": "unify_titles",
        "units": ["ward"],
        "keep": "secretary",
        "free": "chair",
        "freed_post": "abolish",
        "freed_person": "released",
    }
    # The secretary, the oldest, has left by the end of 2015; so the chair stays, as secretary.
    road = roadmap(steps=[unify], programmes=[separation(post="keep")])
    totals = live(scenario([unit("city", None), unit("ward", kind="ward")], seats, staff, road)).totals
    assert totals["released"][0].tolist() == [0, 0, 0]
    assert totals["heads"][0].tolist() == [1, 1, 1]
    assert totals["people"][0].tolist() == [1, 1, 1]


def test_flows_reconcile_with_stocks_in_every_unit_year_and_replication() -> None:
    made = two_units(
        {**ABSORB, "abolish": 1},
        first=40,
        vacant=5,
        programmes=[separation(quota={2015: 3, 2017: 2}), recruitment(), PROMOTION],
        quit_hazard=[{"age_from": 0, "hazard": 0.2}],
        death_hazard=[{"age_from": 0, "male": 0.05, "female": 0.05}],
    )
    outcomes = live(made, replications=300)
    flows = outcomes.by_unit
    opening = np.concatenate(
        [np.broadcast_to(outcomes.opening_by_unit["people"], flows["people"][:, :1].shape), flows["people"][:, :-1]],
        axis=1,
    )
    left = np.sum([flows[cause] for cause in CAUSES], axis=0)
    assert np.array_equal(opening + flows["arrived"] + flows["recruited"] - flows["departed"] - left, flows["people"])
    assert left.sum() > 1_000


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"replications": 0}, "replications is 0; it must be at least 1"),
        ({"seed": -1}, "seed is -1; it must be at least 0"),
        ({"workers": 0}, "workers is 0; it must be at least 1"),
    ],
)
def test_a_number_too_small_is_named(change: dict[str, Any], message: str) -> None:
    plan = compile_plan(one_office(2), "plan")
    with pytest.raises(RunError, match=f"^{message}$"):
        simulate(plan, **({"replications": 1, "seed": 1} | change))


def test_an_unknown_roadmap_is_named_with_a_guess() -> None:
    with pytest.raises(RunError, match=r"scenario 'test' has no roadmap 'plam'; did you mean 'plan'\?"):
        compile_plan(one_office(2), "plam")
