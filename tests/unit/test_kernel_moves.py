"""Reorganising in the lanes: who goes to whose place in which future, where posts appear, and when contracts end."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from orgsim import compile_plan, simulate
from orgsim.engine.kernel.lanes import Lanes
from orgsim.engine.plan import ALWAYS, IF_HELD, IF_VACANT, Plan
from orgsim.model.dates import month_index
from orgsim.model.organisation import Person, Rank, Sex, Slot, Standing
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario
from tests.making import START, instrument, person, roadmap, scenario, slots, unit
from tests.unit.test_kernel import LAW, live, recruitment, separation

WOMEN_DIE: dict[str, Any] = {"death_hazard": [{"age_from": 0, "male": 0.0, "female": 0.7}]}
NEW = {"name": "New", "name_vi": "Mới", "kind": "division", "counted_as": "agency"}


def step(op: str, date: str, **fields: Any) -> dict[str, Any]:
    return {"id": op.replace("_", "-"), "op": op, "date": date, **fields}


def retiring(key: str, year: int) -> Person:
    """Make a man who turns sixty in March of a year and is paid until its end."""
    born = month_index(START) + 12 * (year - START.year) + 2 - 720
    return Person(key, born, Sex.MALE, month_index(START), "A1", "permanent")


def moved(seats: dict[str, tuple[Slot, ...]], staff: list[Person], *steps: Any, **more: Any) -> Scenario:
    """Make a city whose units have some slots; a station and a depot are outside it."""
    homes = {"station": "province", "depot": "province"}
    units = [unit("province", None), unit("city", "province"), *(unit(key, homes.get(key, "city")) for key in seats)]
    road = roadmap(steps=steps, programmes=more.pop("programmes", ()))
    return scenario(units, seats, {p.id: p for p in staff}, road, **more)


def of_unit(outcomes: Outcomes, measure: str, unit_id: str) -> list[int]:
    """Return what a measure is in each year, which must be the same in every lane."""
    found = outcomes.by_unit[measure][:, :, outcomes.units.index(unit_id)]
    assert (found == found[0]).all()
    numbers: list[int] = found[0].tolist()
    return numbers


def lead(unit_id: str, holder: str, title: str = "head", rank: Rank = Rank.HEAD) -> tuple[Slot, ...]:
    return slots(unit_id, 1, holders=(holder,), title=title, rank=rank)


def conditions(plan: Plan) -> list[list[tuple[str, str, int]]]:
    """Return the moves of each reorganisation with the ids of slots."""
    return [[(plan.slots[a], plan.slots[b], c) for a, b, c in event.moves.tolist()] for event in plan.reorganisations]


def test_rotated_heads_take_their_birthdays_to_the_other_unit() -> None:
    seats = {"a": lead("a", "old"), "b": lead("b", "young")}
    rotate = step("rotate", "2015-07-01", title="head", ring=["a", "b"])
    made = moved(seats, [retiring("old", 2016), retiring("young", 2017)], rotate, ages=LAW)
    assert conditions(compile_plan(made, "plan")) == [[("a/head/001", "b/head/001", ALWAYS)]]
    outcomes = live(made)
    assert (of_unit(outcomes, "retired", "a"), of_unit(outcomes, "retired", "b")) == ([0, 0, 1], [0, 1, 0])
    for key in "ab":
        assert of_unit(outcomes, "arrived", key) == of_unit(outcomes, "departed", key) == [1, 0, 0]
    assert not outcomes.totals["arrived"].any()
    assert not outcomes.totals["departed"].any()


def test_in_a_ring_of_three_every_head_retires_from_the_next_unit() -> None:
    seats = {key: lead(key, f"h{key}") for key in "abc"}
    staff = [retiring(f"h{key}", year) for key, year in (("a", 2016), ("b", 2017), ("c", 2018))]
    rotate = step("rotate", "2015-07-01", title="head", ring=["a", "b", "c"])
    outcomes = live(moved(seats, staff, rotate, ages=LAW, years=4))
    retired = {key: of_unit(outcomes, "retired", key) for key in "abc"}
    assert retired == {"b": [0, 1, 0, 0], "c": [0, 0, 1, 0], "a": [0, 0, 0, 1]}


def test_a_rotation_across_the_boundary_brings_one_in_and_one_out() -> None:
    seats = {"a": lead("a", "inner"), "station": lead("station", "outer")}
    rotate = step("rotate", "2016-07-01", title="head", ring=["a", "station"])
    totals = live(moved(seats, [retiring("inner", 2017), retiring("outer", 2030)], rotate, ages=LAW)).totals
    assert totals["arrived"][0].tolist() == totals["departed"][0].tolist() == [0, 1, 0]
    assert totals["retired"][0].tolist() == [0, 0, 0]
    assert totals["people"][0].tolist() == [1, 1, 1]


def test_a_rotation_outside_the_boundary_crosses_nothing() -> None:
    seats = {"station": lead("station", "one"), "depot": lead("depot", "two")}
    rotate = step("rotate", "2016-07-01", title="head", ring=["station", "depot"])
    outcomes = live(moved(seats, [retiring("one", 2017), retiring("two", 2030)], rotate, ages=LAW))
    assert not outcomes.totals["arrived"].any()
    assert not outcomes.totals["departed"].any()
    assert (of_unit(outcomes, "arrived", "depot"), of_unit(outcomes, "retired", "depot")) == ([0, 1, 0], [0, 0, 1])


@pytest.mark.parametrize("ring", [["a", "b"], ["b", "a"]])
def test_a_rotation_moves_a_head_also_where_the_other_one_has_left(ring: list[str]) -> None:
    seats = {"a": lead("a", "old"), "b": lead("b", "young")}
    rotate = step("rotate", "2016-07-01", title="head", ring=ring)
    staff = [person("old", age=59), person("young", age=40)]
    outcomes = live(moved(seats, staff, rotate, programmes=[separation(post="keep")]))
    assert (of_unit(outcomes, "heads", "a"), of_unit(outcomes, "heads", "b")) == ([0, 1, 1], [1, 0, 0])
    assert (of_unit(outcomes, "arrived", "a"), of_unit(outcomes, "departed", "a")) == ([0, 1, 0], [0, 0, 0])
    assert (of_unit(outcomes, "arrived", "b"), of_unit(outcomes, "departed", "b")) == ([0, 0, 0], [0, 1, 0])


@pytest.mark.parametrize("ring", [["a", "b"], ["b", "a"]])
def test_a_rotation_needs_both_posts_in_a_lane(ring: list[str]) -> None:
    seats = {key: slots(key, 1, holders=(f"p{key}",)) for key in "ab"}
    rotate = step("rotate", "2016-07-01", title="staff", ring=ring)
    # The older clerk leaves with the post at the end of 2015; the other one cannot go to a post that is no more.
    outcomes = live(moved(seats, [person("pa", age=59), person("pb")], rotate, programmes=[separation()]))
    assert (of_unit(outcomes, "people", "a"), of_unit(outcomes, "people", "b")) == ([0, 0, 0], [1, 1, 1])
    assert not outcomes.by_unit["arrived"].any()


def competition(incumbent: str, head: Sex, deputy: Sex) -> Outcomes:
    """Let the deputy of an office win its head's post on 1 January 2016, where the deputy is still there."""
    seats = {"a": (*lead("a", "boss"), *lead("a", "second", "deputy", Rank.DEPUTY))}
    compete = step(
        "appoint_by_competition",
        "2016-01-01",
        units=["a"],
        title="head",
        candidates="deputy",
        incumbent=incumbent,
    )
    staff = [person("boss", sex=head), person("second", sex=deputy)]
    made = moved(seats, staff, compete, **WOMEN_DIE)
    condition = {"exchanges": IF_HELD, "stays": IF_VACANT}[incumbent]
    assert conditions(compile_plan(made, "plan")) == [[("a/deputy/001", "a/head/001", condition)]]
    outcomes = simulate(compile_plan(made, "plan"), replications=200, seed=5)
    assert not outcomes.by_unit["arrived"].any()
    assert not outcomes.by_unit["departed"].any()
    return outcomes


def both_happen(*lanes: Any) -> None:
    """Claim that what is said of some lanes is said of many."""
    for chosen in lanes:
        assert 20 < chosen.sum() < 180


def test_where_the_winner_has_left_the_incumbent_stays_in_place() -> None:
    totals = competition("exchanges", head=Sex.MALE, deputy=Sex.FEMALE).totals
    gone = totals["died"][:, 0] == 1
    both_happen(gone, ~gone)
    assert (totals["heads"][gone] == 1).all()
    assert (totals["deputies"][gone] == 0).all()
    # Elsewhere she is head from 2016 on, and he is deputy for good.
    died = totals["died"][:, 1:].cumsum(axis=1)[~gone]
    assert np.array_equal(totals["heads"][~gone, 1:], 1 - died)
    assert (totals["deputies"][~gone] == 1).all()


def test_an_exchange_with_a_vacant_post_leaves_the_winner_s_post_vacant() -> None:
    totals = competition("exchanges", head=Sex.FEMALE, deputy=Sex.MALE).totals
    gone = totals["died"][:, 0] == 1
    both_happen(gone, ~gone)
    assert (totals["heads"][:, 1:] == 1).all()
    died = totals["died"].cumsum(axis=1)
    assert np.array_equal(totals["deputies"][:, 1:], 1 - died[:, 1:])


def test_an_incumbent_who_stays_is_followed_only_where_the_post_is_vacant() -> None:
    totals = competition("stays", head=Sex.FEMALE, deputy=Sex.MALE).totals
    gone = totals["died"][:, 0] == 1
    both_happen(gone, ~gone)
    assert (totals["heads"][gone, 1:] == 1).all()
    assert (totals["deputies"][gone, 1:] == 0).all()
    died = totals["died"][:, 1:].cumsum(axis=1)[~gone]
    assert np.array_equal(totals["heads"][~gone, 1:], 1 - died)
    assert (totals["deputies"][~gone] == 1).all()


def test_people_move_only_where_the_vacant_post_still_exists() -> None:
    seats = {"a": slots("a", 2, holders=("mover", "oldest")), "b": slots("b", 1)}
    move = step("transfer_people", "2016-07-01", origin="a", title="staff", to="b", to_title="staff", people=1)
    # One leaves, and by lot either that post is abolished or the vacant one of b.
    programmes = [separation(post="keep"), recruitment(share_of_leavers=0, unfilled="abolish", keep_at_least=0)]
    made = moved(seats, [person("mover"), person("oldest", age=59)], move, programmes=programmes)
    outcomes = simulate(compile_plan(made, "plan"), replications=200, seed=5)
    a, b = (outcomes.units.index(key) for key in "ab")
    has_post = outcomes.by_unit["posts"][:, 1, b] == 1
    both_happen(has_post, ~has_post)
    assert np.array_equal(outcomes.by_unit["people"][:, 1, b], has_post)
    assert np.array_equal(outcomes.by_unit["people"][:, 1, a], ~has_post)
    assert np.array_equal(outcomes.by_unit["arrived"][:, 1, b], has_post)
    assert np.array_equal(outcomes.by_unit["departed"][:, 1, a], has_post)
    assert (outcomes.totals["people"][:, 1] == 1).all()


def test_whoever_loses_a_post_takes_a_vacant_one_of_the_unit_on_the_same_day() -> None:
    seats = {"a": slots("a", 2, holders=("oldest", "other"))}
    cut = step("reduce_establishment", "2016-07-01", cuts={"a": 1})
    ending = {
        "id": "ending",
        "programme": "end_contracts",
        "scheme": "plain",
        "route": "contract-end",
        "quota": {2016: 1},
        "contracts": ["permanent"],
    }
    programmes = [separation(post="keep"), {**ending, "order": ["oldest"]}]
    totals = live(moved(seats, [person("oldest", age=59), person("other")], cut, programmes=programmes)).totals
    # Nobody is beyond the establishment when contracts end in December.
    assert totals["contract_ended"][0].tolist() == [0, 0, 0]
    assert totals["people"][0].tolist() == [1, 1, 1]
    assert totals["posts"][0].tolist() == [2, 1, 1]


def test_a_created_post_is_vacant_from_its_date_on_and_can_be_recruited() -> None:
    seats = {"a": slots("a", 3, holders=("p0", "p1", "p2"))}
    office = {"id": "new", **NEW, "reports_to": "city"}
    posts = [{"title": "clerk", "rank": "staff", "funding": "state", "group": "staff", "count": 2}]
    create = step("create", "2015-07-01", unit=office, posts=posts)
    cut = step("reduce_establishment", "2016-07-01", cuts={"a": 2})
    # Two retire in March 2016 and their posts go in July, so that the new posts alone can be filled.
    staff = [person("p0", age=30), retiring("p1", 2016), retiring("p2", 2016)]
    made = moved(seats, staff, create, cut, ages=LAW, programmes=[recruitment(share_of_leavers=1)])
    outcomes = live(made)
    assert of_unit(outcomes, "posts_created", "new") == [2, 0, 0]
    assert of_unit(outcomes, "posts", "new") == [2, 2, 2]
    assert of_unit(outcomes, "people", "new") == [0, 2, 2]
    assert of_unit(outcomes, "recruited", "new") == [0, 2, 0]
    assert of_unit(outcomes, "vacancies", "new") == [2, 0, 0]
    assert of_unit(outcomes, "posts_abolished", "a") == [0, 2, 0]
    assert outcomes.totals["posts"][0].tolist() == [5, 3, 3]


def test_ended_contracts_leave_on_the_date_and_are_paid_until_then() -> None:
    names = ("c0", "c1", "c2")
    seats = {"a": slots("a", 3, holders=names, standing=Standing.SUPERNUMERARY)}
    end = step("end_contracts", "2016-03-01", places={"a": 2})
    staff = [person("c0", service=0), person("c1", service=0), person("c2", service=0, age=59)]
    # The oldest, of the last place, is severed at the end of 2015: only one of the two is there to leave.
    totals = live(moved(seats, staff, end, programmes=[separation(post="keep")])).totals
    assert totals["released"][0].tolist() == [0, 1, 0]
    assert totals["supernumerary"][0].tolist() == [2, 1, 1]
    assert totals["people"][0].tolist() == [2, 1, 1]
    assert totals["salaries"][0].tolist() == [36 * 234 * 11_500, (12 + 2) * 234 * 11_500, 12 * 234 * 11_500]


def test_slots_that_a_split_moves_change_unit_with_whoever_holds_them() -> None:
    seats = {"a": slots("a", 4, holders=("p0", "p1", "p2"))}
    into = [
        {"id": "one", **NEW, "reports_to": "city", "slots": ["a/staff/001", "a/staff/004"]},
        {"id": "two", **NEW, "reports_to": "province", "posts": {"staff": 2}},
    ]
    staff = [person("p0"), person("p1"), person("p2", age=59)]
    split = step("split", "2016-07-01", unit="a", into=into)
    outcomes = live(moved(seats, staff, split, programmes=[separation(post="keep")]))
    assert of_unit(outcomes, "people", "a") == [2, 0, 0]
    assert of_unit(outcomes, "people", "one") == [0, 1, 1]
    assert of_unit(outcomes, "people", "two") == [0, 1, 1]
    assert [of_unit(outcomes, "posts", key) for key in ("a", "one", "two")] == [[4, 0, 0], [0, 2, 2], [0, 2, 2]]
    assert of_unit(outcomes, "posts_out", "a") == [0, 4, 0]
    assert outcomes.totals["departed"][0].tolist() == [0, 1, 0]
    assert outcomes.totals["funded_out"][0].tolist() == [0, 2, 0]
    assert outcomes.totals["posts"][0].tolist() == [4, 2, 2]


def test_an_exchange_changes_the_people_of_two_slots_in_the_lanes_given_and_nothing_else() -> None:
    seats = {"a": lead("a", "one"), "b": (*lead("b", "two"), *slots("b", 1))}
    two = replace(person("two", sex=Sex.FEMALE, service=20), contract="contract", grade="B1")
    grades = {"B1": {"first": 1.86, "step": 0.2, "steps": 12, "months_per_step": 24}}
    b1 = instrument("b1", {"id": "more_grades", "grades": grades})
    plan = compile_plan(moved(seats, [retiring("one", 2016), two], ages=b1), "plan")
    before, lanes = (Lanes.opening(plan, seed=1, first=0, lanes=7) for _ in range(2))
    columns = np.array([0, 3])
    cells = [row * lanes.width + columns for row in range(3)]
    lanes.exchange(cells[0], cells[2])
    lanes.exchange(cells[0], cells[1])
    others = np.setdiff1d(np.arange(lanes.width), columns)
    for name in ("code", "draws", "who"):
        was, now = getattr(before, name), getattr(lanes, name)
        assert np.array_equal(now[:, others], was[:, others]), name
        assert np.array_equal(now[:, columns], was[[1, 2, 0]][:, columns]), name
    assert np.array_equal(lanes.posts, before.posts)
    assert lanes.occupied()[:, 0].tolist() == [True, False, True]
    assert lanes.moved[:, columns].all()
    assert not lanes.moved[:, others].any()


def mixed_groups(*programmes: Any, **rates: Any) -> Scenario:
    """Make an office whose head is of another staff group than its people, and nobody else quits or dies."""
    seats = {"a": (replace(lead("a", "boss")[0], group="lead"), *slots("a", 1, holders=("clerk",)))}
    entrants = {
        "profile": [{"age": 24, "sex": "female", "share": 1.0}],
        "grade": {"staff": "A1", "lead": "A1"},
        "contract": "permanent",
    }
    return moved(seats, [person("boss"), person("clerk")], programmes=programmes, entrants=entrants, **rates)


def test_people_who_change_places_get_the_fates_of_the_other_staff_group_and_keep_their_luck() -> None:
    made = mixed_groups(quit_hazard=[{"age_from": 0, "hazard": 0.5}], quit_multiplier={"lead": 1.0, "staff": 0.2})
    plan = compile_plan(made, "plan")
    before, lanes = (Lanes.opening(plan, seed=1, first=0, lanes=501) for _ in range(2))
    every = np.arange(lanes.width)
    boss, clerk = (plan.slots.index(f"a/{title}/001") for title in ("head", "staff"))
    lanes.exchange(boss * lanes.width + every, clerk * lanes.width + every)
    for origin, place in ((boss, clerk), (clerk, boss)):
        assert (lanes.who[place] == origin).all()
        classes = (np.full(lanes.width, int(plan.fate[row] + plan.people.fate[origin])) for row in (origin, place))
        old, new = classes
        draws = plan.fates.change(before.draws[origin], old, new, 0)
        assert np.array_equal(lanes.draws[place], draws)
        assert np.array_equal(lanes.code[place], plan.fates.codes(draws, new))
        # At the opening everybody is there, so that the whole of a draw goes along as it is.
        assert np.array_equal(draws, before.draws[origin])


@pytest.mark.parametrize(("lead_hazard", "staff_hazard"), [(0.0, 0.6), (0.6, 0.0), (0.3, 0.9)])
def test_who_is_promoted_into_another_staff_group_leaves_by_its_hazard(lead_hazard: float, staff_hazard: float) -> None:
    # Whoever is head in December goes; the clerk who is still there is head from 2016 on.
    made = mixed_groups(
        separation(groups=["lead"], post="keep"),
        {"id": "promotion", "programme": "promotion", "order": ["oldest"]},
        quit_hazard=[{"age_from": 0, "hazard": 1.0}],
        quit_multiplier={"lead": lead_hazard, "staff": staff_hazard},
    )
    totals = simulate(compile_plan(made, "plan"), replications=4000, seed=5).totals
    promoted = totals["heads"][:, 0] == 1
    stays, stays_head = np.exp(-staff_hazard), np.exp(-lead_hazard)
    assert abs(promoted.mean() - stays) <= 4 * np.sqrt(stays * (1 - stays) / 4000)
    for year in (1, 2):
        there = totals["heads"][promoted, year].mean()
        p = stays_head**year
        assert abs(there - p) <= 4 * np.sqrt(p * (1 - p) / promoted.sum())
