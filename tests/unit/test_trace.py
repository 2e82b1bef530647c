"""What is told of one replication: why posts go, who goes where, and that looking on changes nothing."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orgsim import compile_plan, read_scenario, simulate
from orgsim.engine.events import Place
from orgsim.engine.follower import Change, Follower
from orgsim.engine.kernel.rolls import rolls_of
from orgsim.engine.reasons import mornings
from orgsim.engine.trace import Trace, check_same, of_slot, of_step, of_unit, state_on, trace
from orgsim.engine.year import run_lanes
from orgsim.errors import RunError
from orgsim.model.organisation import Rank, Standing
from orgsim.model.outcomes import BY_PAYER, BY_UNIT, MONEY
from orgsim.model.scenario import Scenario
from tests.making import one_office, people, person, roadmap, scenario, slots, unit
from tests.unit.test_kernel import LAW, PROMOTION, office, recruitment, separation
from tests.unit.test_kernel_moves import lead, moved, step

ROOT = Path(__file__).parent.parent.parent
SMALL = ROOT / "src" / "orgsim" / "io" / "small"


def tell(made: Scenario, replication: int = 0) -> Trace:
    return trace(made, compile_plan(made, made.reference), seed=1, replication=replication)


def said(events: Any, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(event, field) for field in fields) for event in events]


def ids(events: Any) -> list[tuple[str, str, str | None]]:
    """Return what happened, in which slot, and to whom."""
    return [(e.what, e.slot, e.person.person.id if e.person else None) for e in events]


@pytest.mark.parametrize("first", [0, 4])
@pytest.mark.parametrize("width", [1, 2])
def test_looking_on_changes_no_bit_of_any_outcome(first: int, width: int) -> None:
    made = read_scenario(SMALL)
    plan = compile_plan(made, "gradual")
    seen: list[Change] = []
    watch = Follower(made, plan, width - 1, seen.append)
    kinds: dict[str, Any] = {"keep": BY_UNIT, "money": MONEY, "payers": BY_PAYER}
    alone, watched = (
        run_lanes(plan, rolls_of(plan), seed=2, first=first, lanes=width, watch=someone, **kinds)
        for someone in (None, watch)
    )
    for part in ("total", "by_unit", "by_funding"):
        ones, others = getattr(alone, part), getattr(watched, part)
        assert ones.keys() == others.keys()
        assert all(np.array_equal(ones[name], others[name]) for name in ones)
    assert np.array_equal(alone.programme_exits, watched.programme_exits)
    assert [change.phase for change in seen].count("close") == len(plan.years)


def test_a_staff_post_goes_for_the_leader_whom_the_programme_took() -> None:
    staff = {"boss": person("boss", age=59), **people(4, age=40)}
    made = office(staff, separation(post="abolish", quota={2015: 1}), PROMOTION)
    told = tell(made)
    assert said(told.events, "what", "slot", "by", "given_for") == [
        ("severed", "office/head/001", ("separation",), ""),
        ("promoted", "office/head/001", ("promotion",), ""),
        ("promoted", "office/deputy/001", ("promotion",), ""),
        ("post_abolished", "office/staff/001", ("separation",), "office/head/001"),
    ]
    assert [event.origin.slot for event in told.events if event.origin] == ["office/deputy/001", "office/staff/001"]


def test_a_rule_that_draws_lots_says_how_many_posts_it_filled_and_abolished() -> None:
    rule = recruitment(unfilled="abolish", keep_at_least=0, last_year=2015)
    made = one_office(9, roadmap(programmes=[separation(post="keep", quota={2015: 4}), rule]))
    last = [event for event in tell(made).events if event.phase == "recruit"]
    assert [event.what for event in last] == ["recruited"] * 2 + ["post_abolished"] * 2
    assert {(event.by, event.lot) for event in last} == {(("hiring",), (2, 2))}


def test_steps_of_one_day_are_told_apart() -> None:
    seats = {key: slots(key, 2, holders=(f"{key}1",)) for key in ("a", "b")}
    cuts = [step("reduce_establishment", "2016-07-01", cuts={key: 1}) | {"id": f"cut-{key}"} for key in ("a", "b")]
    told = tell(moved(seats, [person("a1"), person("b1")], *cuts))
    assert said(told.events, "what", "slot", "by") == [
        ("post_abolished", "a/staff/002", ("cut-a",)),
        ("post_abolished", "b/staff/002", ("cut-b",)),
    ]


def test_somebody_who_loses_a_post_and_gets_a_vacant_one_is_told_after_the_cut() -> None:
    seats = {"a": slots("a", 2, holders=("oldest", "other"))}
    cut = step("reduce_establishment", "2016-07-01", cuts={"a": 1})
    told = tell(moved(seats, [person("oldest", age=59), person("other")], cut, programmes=[separation(post="keep")]))
    assert ids(told.events) == [
        ("severed", "a/staff/001", "oldest"),
        ("post_abolished", "a/staff/002", None),
        ("regularised", "a/staff/001", "other"),
    ]
    assert told.parts[-1].day == dt.date(2017, 12, 31)


def test_who_is_beyond_the_establishment_gets_the_post_that_falls_vacant_at_the_end_of_the_year() -> None:
    extra = slots("a", 1, holders=("extra",), title="aide", standing=Standing.SUPERNUMERARY)
    seats = {"a": (*slots("a", 1, holders=("oldest",)), *extra)}
    made = moved(seats, [person("oldest", age=59), person("extra")], programmes=[separation(post="keep")])
    assert [(e.phase, e.what, e.slot, e.by, e.origin and e.origin.slot) for e in tell(made).events] == [
        ("separate", "severed", "a/staff/001", ("separation",), None),
        ("promote", "regularised", "a/staff/001", (), "a/aide/s001"),
    ]


def test_in_a_ring_everybody_is_told_once_from_the_first_slot_to_the_last() -> None:
    seats = {key: lead(key, f"{key}-boss") for key in "abc"}
    rotate = step("rotate", "2015-07-01", title="head", ring=["a", "b", "c"])
    told = tell(moved(seats, [person(f"{key}-boss") for key in "abc"], rotate))
    went = {(e.person.person.id, e.origin.unit, e.unit, e.by) for e in told.events if e.person and e.origin}
    assert went == {
        ("a-boss", "a", "b", ("rotate",)),
        ("b-boss", "b", "c", ("rotate",)),
        ("c-boss", "c", "a", ("rotate",)),
    }
    assert len(list(told.events)) == 3


def test_a_released_holder_leaves_by_the_step_on_its_day() -> None:
    seats = {"ward": (*lead("ward", "a", "secretary"), *lead("ward", "b", "chair"))}
    unify = step("unify_titles", "2015-03-01", units=["ward"], keep="secretary", free="chair", freed_post="abolish")
    told = tell(moved(seats, [person("a"), person("b")], unify | {"freed_person": "released"}))
    assert said(told.events, "day", "what", "slot", "by") == [
        (dt.date(2015, 3, 1), "ranked", "ward/chair/001", ("unify-titles",)),
        (dt.date(2015, 3, 1), "post_abolished", "ward/chair/001", ("unify-titles",)),
        (dt.date(2015, 3, 1), "released", "ward/chair/001", ("unify-titles",)),
    ]


def test_a_slot_is_told_to_move_with_its_holder_and_to_cross_the_boundary() -> None:
    seats = {"a": slots("a", 1, holders=("p",)), "station": slots("station", 1, holders=("vet",))}
    steps = [
        step("move_unit", "2015-07-01", units=["station"], to="city"),
        step("absorb", "2016-07-01", absorbed=["station"], into="a", deputies="all", abolish=0),
    ]
    told = tell(moved(seats, [person("p"), person("vet")], *steps))
    assert [(e.what, e.by, e.origin, e.unit, e.inside) for e in told.events] == [
        ("transferred", ("move-unit",), Place("station/staff/001", "station", inside=False), "station", True),
        ("transferred", ("absorb",), Place("station/staff/001", "station", inside=True), "a", True),
    ]


def test_a_place_that_only_a_replication_has_follows_the_step_that_ended_its_unit() -> None:
    seats = {"a": slots("a", 1, holders=("p",)), "b": slots("b", 1, holders=("q",))}
    absorb = step("absorb", "2016-07-01", absorbed=["b"], into="a", deputies="all", abolish=0)
    rename = step("reduce_establishment", "2016-07-01", cuts={"a": 1})
    plan = compile_plan(moved(seats, [person("p"), person("q")], absorb, rename), "plan")
    morning = mornings(plan.history)[dt.date(2016, 7, 1)]
    assert morning.reasons("b/gone/001", "unit", "b") == ("absorb",)
    assert morning.reasons("b/staff/001", "unit", "b") == ("absorb",)


def test_who_reaches_the_retirement_age_is_in_service_to_the_last_day_of_the_month() -> None:
    made = scenario(
        [unit("city", None), unit("office")],
        {"office": slots("office", 1, holders=("old",))},
        {"old": person("old", age=59)},
        ages=LAW,
    )
    assert said(tell(made).events, "day", "what", "by") == [(dt.date(2016, 1, 31), "retired", ())]


def test_a_recruit_is_somebody_new_with_the_slot_and_the_year() -> None:
    staff = {"boss": person("boss", age=59), **people(3)}
    made = office(staff, separation(post="keep"), recruitment(share_of_leavers=1))
    found = [event.person for event in tell(made).events if event.what == "recruited"]
    assert [(one.recruited, one.person.contract) for one in found if one] == [(2015, "permanent")]
    assert [one.person.id for one in found if one] == ["office/head/001@2015"]


def test_what_happens_to_a_slot_includes_who_leaves_it_for_another() -> None:
    made = office({"boss": person("boss", age=59), **people(3)}, separation(post="keep"), PROMOTION)
    told = tell(made)
    assert ids(of_slot(told, "office/deputy/001"))[0] == ("promoted", "office/head/001", "p0000")
    assert {event.what for event in of_unit(told, "office")} == {"severed", "promoted"}
    assert of_unit(told, "city") == ()


def test_a_step_tells_what_became_of_its_slots_until_the_end_of_its_year() -> None:
    seats = {"a": slots("a", 2, holders=("x", "y")), "b": slots("b", 1, holders=("z",))}
    absorb = step("absorb", "2015-07-01", absorbed=["a"], into="b", deputies="all", abolish=0)
    quota = {2015: 1, 2016: 1}
    made = moved(seats, [person("x", age=59), person("y"), person("z")], absorb, programmes=[separation(quota=quota)])
    found = of_step(tell(made), "absorb")
    assert [(one.slot, one.fields) for one in found.slots] == [("a/staff/001", ("moved",)), ("a/staff/002", ("moved",))]
    assert [said(one.events, "what") for one in found.slots] == [
        [("transferred",), ("severed",), ("post_abolished",)],
        [("transferred",)],
    ]
    first, second = found.slots
    assert first.closing is None
    assert (first.before and first.before.unit, second.closing and second.closing.unit) == ("a", "b")


def test_grassroots_places_of_a_step_are_named_but_not_followed() -> None:
    village = tuple(
        replace(slot, standing=Standing.GRASSROOTS)
        for slot in (*lead("village", "a", "secretary"), *lead("village", "b", "chair"))
    )
    unify = step("unify_titles", "2015-03-01", units=["village"], keep="secretary", free="chair", freed_post="abolish")
    seats = {"village": village, "office": slots("office", 1, holders=("clerk",))}
    found = of_step(tell(moved(seats, [person("clerk")], unify | {"freed_person": "released"})), "unify-titles")
    assert found.slots == ()
    assert found.unfollowed == ("village/chair/001", "village/secretary/001")


def test_states_are_those_of_the_evening() -> None:
    made = office({"boss": person("boss", age=59), **people(3)}, separation())
    told = tell(made)
    before, after = (state_on(told, dt.date(2015, 12, day))["office/head/001"] for day in (30, 31))
    assert before.holder is not None
    assert (after.post, after.holder) == (True, None)
    assert state_on(told, dt.date(2000, 1, 1)) == told.opening


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda told: of_slot(told, "office/staf/001"),
            "has no slot 'office/staf/001'; did you mean 'office/staff/001'",
        ),
        (lambda told: of_slot(told, "nowhere"), "roadmap 'plan' has no slot 'nowhere'; allowed: office/deputy/001"),
        (lambda told: of_slot(told, "office/elder/001"), "'office/elder/001' is a part-time grassroots place"),
        (lambda told: of_unit(told, "ofice"), "roadmap 'plan' has no unit 'ofice'; did you mean 'office'?"),
        (lambda told: of_step(told, "mrge"), "roadmap 'plan' has no step 'mrge'"),
    ],
)
def test_what_is_not_there_is_named_with_a_guess(ask: Any, message: str) -> None:
    made = office({"boss": person("boss"), **people(3)})
    elder = slots("office", 1, title="elder", standing=Standing.GRASSROOTS, rank=Rank.HEAD)
    seats = {**made.organisation.slots, "office": (*made.organisation.slots["office"], *elder)}
    made = replace(made, organisation=replace(made.organisation, slots=seats))
    with pytest.raises(RunError) as caught:
        ask(tell(made))
    assert message in str(caught.value)


@pytest.mark.parametrize(("name", "numbers"), [("seed", (-1, 0)), ("replication", (0, -1))])
def test_a_negative_number_is_refused(name: str, numbers: tuple[int, int]) -> None:
    made = office({"boss": person("boss"), **people(3)})
    with pytest.raises(RunError, match=f"{name} is -1; it must be at least 0"):
        trace(made, compile_plan(made, "plan"), seed=numbers[0], replication=numbers[1])


def test_a_trace_that_is_not_of_the_run_is_refused() -> None:
    made = office({"boss": person("boss"), **people(30)}, quit_hazard=[{"age_from": 0, "hazard": 0.2}])
    plan = compile_plan(made, "plan")
    told = trace(made, plan, seed=1, replication=1)
    check_same(told, simulate(plan, replications=2, seed=1))
    with pytest.raises(
        RunError, match="replication 1 of 'plan' cannot be lived again as the run has it: people differ"
    ):
        check_same(told, simulate(plan, replications=2, seed=2))


def test_the_same_trace_is_told_twice() -> None:
    made = read_scenario(SMALL)
    one, two = (trace(made, compile_plan(made, "swift"), seed=4, replication=5) for _ in range(2))
    assert one.parts == two.parts
