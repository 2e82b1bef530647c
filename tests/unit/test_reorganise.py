"""Each operator on a small city: what it does, and every way in which it refuses."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from orgsim.errors import StepError
from orgsim.model.ledger import Descent
from orgsim.model.organisation import Rank
from orgsim.rules.reorganise import apply, follow
from orgsim.testing import step_of
from tests.making import slots
from tests.unit.small_city import changes, city, take, vacated

ABSORB: dict[str, Any] = {"op": "absorb", "absorbed": ["b"], "into": "a", "deputies": 3, "abolish": 2}
NEW = {"id": "c", "name": "C", "name_vi": "C", "kind": "office", "counted_as": "agency", "reports_to": "city"}
CONSOLIDATE: dict[str, Any] = {"op": "consolidate", "units": ["a", "b"], "into": NEW, "deputies": "all", "abolish": 0}
MOVE: dict[str, Any] = {"op": "move_unit", "units": ["station"], "to": "city"}
POSTS: dict[str, Any] = {"op": "transfer_posts", "origin": "a", "to": "b", "title": "staff", "posts": 2}
DUTY: dict[str, Any] = {"op": "transfer_duties", "duties": [{"duty": "health", "to": "b"}]}
SITES: dict[str, Any] = {"op": "close_sites", "sites": ["hill"]}
CUT: dict[str, Any] = {"op": "reduce_establishment", "cuts": {"b": 2}}
UNIFY: dict[str, Any] = {
    "op": "unify_titles",
    "units": ["a"],
    "keep": "head",
    "free": "deputy",
    "freed_post": "abolish",
    "freed_person": "stays",
}
VILLAGES: dict[str, Any] = {**UNIFY, "units": [], "kind": "village", "keep": "elder", "free": "secretary"}
FUNDING: dict[str, Any] = {"op": "change_funding", "units": ["b"], "funding": "own-revenue"}


def test_absorb_takes_titles_then_the_vacant_post_and_keeps_the_people() -> None:
    after, entry = take(**ABSORB)
    # A head and a deputy lose their titles; their two posts go first and their holders are supernumerary.
    assert changes(entry) == {
        "units": -1,
        "posts": -2,
        "funded_posts": -2,
        "heads": -1,
        "deputies": -1,
        "supernumerary": 2,
    }
    assert entry.abolished == ("b/deputy/002", "b/head/001")
    assert entry.ended == ()
    assert entry.successions == (("b/head/001", "a/head/001"),)
    assert entry.descents == (Descent("b", "a", Fraction(1)),)
    assert after.duties["roads"].owner == "a"
    assert after.sites["dale"].unit == "a"
    assert after.dotted == frozenset()


def test_absorb_beyond_the_lost_titles_abolishes_vacant_posts_next() -> None:
    _, entry = take(**{**ABSORB, "abolish": 4})
    assert entry.abolished == ("b/deputy/002", "b/head/001", "b/staff/002", "b/staff/003")
    assert entry.ended == ("b/staff/003",)


def test_an_absorbed_village_s_elders_leave() -> None:
    _, entry = take(**{**ABSORB, "absorbed": ["v2"], "into": "v1", "deputies": 0, "abolish": 0})
    assert changes(entry) == {"units": -1, "heads": -2, "grassroots": -2, "part_timers": -2}
    assert entry.released == ("v2/elder/001", "v2/secretary/001")


def test_an_elder_follows_into_the_same_vacant_title_of_the_surviving_village() -> None:
    vacant = vacated(city(), "v1/elder/001")
    after, entry = apply(vacant, step_of(**{**ABSORB, "absorbed": ["v2"], "into": "v1", "deputies": 0, "abolish": 0}))
    assert [(slot.id, slot.holder) for slot in after.slots["v1"]] == [
        ("v1/elder/001", "v2-elder"),
        ("v1/secretary/001", "v1-secretary"),
    ]
    assert entry.released == ("v2/secretary/001",)
    assert entry.ended == ("v2/elder/001", "v2/secretary/001")


def test_a_head_of_the_same_title_follows_before_a_head_of_another() -> None:
    organisation = vacated(city(), "a/head/001")
    chair = slots("b", 1, holders=("b-chair",), title="chair", rank=Rank.HEAD)
    organisation = replace(organisation, slots={**organisation.slots, "b": (*chair, *organisation.slots["b"])})
    after, entry = apply(organisation, step_of(**{**ABSORB, "abolish": 0}))
    assert entry.successions == (("b/head/001", "a/head/001"), ("b/chair/001", "a/head/001"))
    holder = {slot.id: slot.holder for slot in after.slots["a"]}
    assert (holder["a/head/001"], holder["b/head/001"], holder["b/chair/001"]) == ("b-head", None, "b-chair")


def test_a_vacated_lost_title_is_a_vacant_post_that_ends_when_abolished() -> None:
    _, entry = apply(vacated(city(), "a/head/001"), step_of(**{**ABSORB, "deputies": 4, "abolish": 1}))
    assert (entry.abolished, entry.ended) == (("b/head/001",), ("b/head/001",))
    assert entry.before.people == entry.after.people


def test_a_survivor_without_head_gets_the_head_of_the_next_unit() -> None:
    headless = replace(city(), slots={**city().slots, "a": city().slots["a"][1:]})
    after, entry = apply(headless, step_of(**ABSORB))
    assert [slot.id for slot in after.slots["a"] if slot.rank is Rank.HEAD] == ["b/head/001"]
    assert entry.successions == ()


def test_consolidate_makes_a_new_unit_whose_head_is_the_first_named_s() -> None:
    after, entry = take(**CONSOLIDATE)
    assert "a" not in after.units
    assert "b" not in after.units
    assert after.units["c"].reports_to == "city"
    heads = [slot.id for slot in after.slots["c"] if slot.rank is Rank.HEAD]
    assert heads == ["a/head/001"]
    assert entry.descents == (Descent("a", "c", Fraction(1)), Descent("b", "c", Fraction(1)))


def test_a_moved_unit_crosses_the_boundary_with_its_slots() -> None:
    _, entry = take(**MOVE)
    assert changes(entry) == {"units": 1, "posts": 2, "funded_posts": 2, "people": 1}
    assert entry.crossed_in == ("station/staff/001", "station/staff/002")
    assert entry.before == entry.after


def test_posts_move_with_their_holders() -> None:
    after, entry = take(**POSTS)
    assert entry.moved == ("a/staff/001", "a/staff/002")
    assert take(**{**POSTS, "posts": 3})[1].moved == ("a/staff/001", "a/staff/002", "a/staff/003")
    assert [slot.holder for slot in after.slots["b"] if slot.id.startswith("a/")] == ["a-0", "a-1"]


def test_a_duty_gets_a_new_owner_and_a_site_closes() -> None:
    after, entry = take(**DUTY)
    assert (after.duties["health"].owner, entry.duties_moved, entry.moved) == ("b", ("health",), ())
    after, entry = take(**SITES)
    assert not after.sites["hill"].open
    assert changes(entry) == {"open_sites": -1}


def test_a_reduction_ends_the_vacant_post_and_makes_one_holder_supernumerary() -> None:
    _, entry = take(**CUT)
    assert changes(entry) == {"posts": -2, "funded_posts": -2, "supernumerary": 1}
    assert entry.ended == ("b/staff/003",)
    _, entry = take(op="reduce_establishment", cuts={"b": 1, "a": 2})
    assert entry.abolished == ("a/staff/002", "a/staff/003", "b/staff/003")


def test_unified_titles_free_the_other_post() -> None:
    _, entry = take(**UNIFY)
    assert changes(entry) == {"posts": -2, "funded_posts": -2, "deputies": -2, "supernumerary": 2}
    assert entry.successions == (("a/deputy/001", "a/head/001"), ("a/deputy/002", "a/head/001"))
    _, entry = take(**{**UNIFY, "freed_post": "staff"})
    assert changes(entry) == {"deputies": -2}
    _, entry = take(**{**VILLAGES, "freed_person": "released"})
    assert changes(entry) == {"heads": -2, "grassroots": -2, "part_timers": -2}


def test_the_freed_holder_takes_the_kept_title_if_it_is_vacant() -> None:
    after, entry = apply(vacated(city(), "a/head/001"), step_of(**UNIFY))
    assert {slot.id: slot.holder for slot in after.slots["a"]}["a/head/001"] == "a-dep1"
    assert changes(entry) == {"posts": -2, "funded_posts": -2, "deputies": -2, "supernumerary": 1}
    assert entry.ended == ("a/deputy/001",)


def test_a_released_holder_of_an_abolished_post_leaves() -> None:
    _, entry = take(**{**UNIFY, "freed_person": "released"})
    assert changes(entry) == {"posts": -2, "funded_posts": -2, "deputies": -2, "people": -2}
    assert entry.abolished == entry.ended == entry.released == ("a/deputy/001", "a/deputy/002")


def test_autonomy_moves_money_and_nobody() -> None:
    after, entry = take(**FUNDING)
    assert changes(entry) == {"funded_posts": -6, "own_revenue_posts": 6}
    assert {slot.funding for slot in after.slots["b"]} == {"own-revenue"}


PART_TIME = (
    "'v1/secretary/001' is outside the establishment: its holder cannot stay beyond it; write freed_post: abolish and "
    "freed_person: released"
)
REFUSED: list[tuple[dict[str, Any], str, tuple[str | int, ...]]] = [
    ({**ABSORB, "absorbed": ["bb"]}, "no unit 'bb' exists on this date; did you mean 'b'?", ("absorbed", 0)),
    ({**ABSORB, "into": "statoin"}, "no unit 'statoin' exists on this date; did you mean 'station'?", ("into",)),
    ({**ABSORB, "absorbed": ["b", "b"]}, "unit 'b' is named twice; name it once", ("absorbed", 1)),
    ({**ABSORB, "absorbed": ["a"]}, "unit 'a' cannot absorb itself; name another unit", ("absorbed", 0)),
    (
        {**ABSORB, "absorbed": ["city"]},
        "'city' is the boundary of the modelled organisation and cannot end",
        ("absorbed", 0),
    ),
    ({**ABSORB, "absorbed": ["province"]}, "'province' is the top of the hierarchy and cannot end", ("absorbed", 0)),
    ({**ABSORB, "deputies": 5}, "5 deputies cannot stay: the units have 4 together", ("deputies",)),
    (
        {**ABSORB, "abolish": 9},
        "9 posts cannot be abolished: the merged unit has 8 that lead nothing",
        ("abolish",),
    ),
    (
        {**CONSOLIDATE, "into": {**NEW, "id": "v1"}},
        "unit 'v1' exists already; give the new unit another id",
        ("into", "id"),
    ),
    (
        {**CONSOLIDATE, "into": {**NEW, "reports_to": "b"}},
        "the new unit cannot report to 'b', which is 'b' or under it and ends",
        ("into", "reports_to"),
    ),
    ({**MOVE, "units": ["v1", "bb"]}, "no unit 'bb' exists on this date; did you mean 'b'?", ("units", 1)),
    ({**MOVE, "to": "station"}, "'station' cannot report to 'station', which is itself or under it", ("to",)),
    ({**MOVE, "units": ["a"]}, "'a' already reports to 'city'", ("units", 0)),
    ({**MOVE, "units": ["city"], "to": "a"}, "'city' cannot report to 'a', which is itself or under it", ("to",)),
    (
        {**MOVE, "units": ["province"]},
        "'province' cannot report to 'city', which is itself or under it",
        ("to",),
    ),
    ({**MOVE, "to": "cty"}, "no unit 'cty' exists on this date; did you mean 'city'?", ("to",)),
    ({**POSTS, "to": "a"}, "posts cannot move from 'a' to itself", ("to",)),
    ({**POSTS, "title": "staf"}, "'a' has no post titled 'staf'; did you mean 'staff'?", ("title",)),
    ({**POSTS, "posts": 4}, "4 posts cannot move: 'a' has 3 titled 'staff'", ("posts",)),
    (
        {**DUTY, "duties": [{"duty": "helth", "to": "b"}]},
        "no duty 'helth'; did you mean 'health'?",
        ("duties", 0, "duty"),
    ),
    (
        {**DUTY, "duties": [{"duty": "health", "to": "bb"}]},
        "no unit 'bb' exists on this date; did you mean 'b'?",
        ("duties", 0, "to"),
    ),
    ({**DUTY, "duties": [{"duty": "health", "to": "a"}]}, "'a' already has duty 'health'", ("duties", 0, "to")),
    (
        {**DUTY, "duties": [{"duty": "health", "to": "b"}, {"duty": "health", "to": "v1"}]},
        "duty 'health' is named twice; name it once",
        ("duties", 1, "duty"),
    ),
    ({**SITES, "sites": ["hil"]}, "no site 'hil'; did you mean 'hill'?", ("sites", 0)),
    ({**SITES, "sites": ["hill", "dale"]}, "site 'dale' is closed already", ("sites", 1)),
    ({**CUT, "cuts": {"b": 4}}, "4 posts cannot go: 'b' has 3 that lead nothing", ("cuts", "b")),
    (
        {**CUT, "cuts": {"x": 1}},
        "no unit 'x' exists on this date; allowed: a, b, city, province, station, v1, v2",
        ("cuts", "x"),
    ),
    ({**UNIFY, "free": "deputi"}, "'a' has no post titled 'deputi'; did you mean 'deputy'?", ("free",)),
    ({**UNIFY, "keep": "haed"}, "'a' has no post titled 'haed'; did you mean 'head'?", ("keep",)),
    (
        {**UNIFY, "keep": "deputy", "free": "head"},
        "'a' has 2 posts titled 'deputy'; one person needs one",
        ("units", 0),
    ),
    ({**UNIFY, "free": "head"}, "'head' is kept and freed; name two titles", ("free",)),
    (
        {**UNIFY, "freed_post": "staff", "freed_person": "released"},
        "the freed post goes on as a staff post, so its holder stays; write stays",
        ("freed_person",),
    ),
    (VILLAGES, PART_TIME, ("freed_person",)),
    ({**VILLAGES, "freed_post": "staff", "freed_person": "released"}, PART_TIME, ("freed_person",)),
    (
        {**VILLAGES, "kind": "vilage"},
        "no unit within the boundary is of kind 'vilage'; did you mean 'village'?",
        ("kind",),
    ),
    ({**FUNDING, "funding": "state"}, "'b' is paid from 'state' already", ("units", 0)),
    ({**FUNDING, "units": ["city"]}, "'city' has no posts or places that anybody pays for", ("units", 0)),
    ({**FUNDING, "units": ["b", "b"]}, "unit 'b' is named twice; name it once", ("units", 1)),
]


@pytest.mark.parametrize(("fields", "message", "field"), REFUSED, ids=[message[:40] for _, message, _ in REFUSED])
def test_an_illegal_step_says_what_is_wrong_and_where(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    with pytest.raises(StepError) as caught:
        take(**fields)
    assert str(caught.value) == message
    assert caught.value.field == field
    assert caught.value.step == "step"


def test_a_unit_cannot_be_absorbed_by_one_below_it_but_absorbs_those_below() -> None:
    nested, _ = apply(city(), step_of(op="move_unit", units=["b"], to="a"))
    with pytest.raises(StepError, match="'a' is above 'b' and cannot be absorbed by it; let it absorb 'b'"):
        apply(nested, step_of(**{**ABSORB, "absorbed": ["a"], "into": "b"}))
    after, _ = apply(nested, step_of(**ABSORB))
    assert "b" not in after.units


def test_steps_are_taken_in_order_of_date_and_those_of_one_date_as_given() -> None:
    away = step_of(op="move_unit", id="away", units=["station"], to="a", date="2016-03-01")
    home = step_of(op="move_unit", id="home", units=["station"], to="city", date="2016-02-01")
    again = step_of(op="move_unit", id="again", units=["station"], to="b", date="2016-03-01")
    history = follow(city(), [away, again, home])
    assert [entry.step for entry in history.entries] == ["home", "away", "again"]
    assert history.closing.units["station"].reports_to == "b"


def test_a_roadmap_that_fails_says_at_which_step() -> None:
    gone = step_of(**{**ABSORB, "id": "merge", "date": "2016-01-01"})
    late = step_of(op="change_funding", id="late", units=["b"], funding="outside", date="2016-02-01")
    with pytest.raises(StepError) as caught:
        follow(city(), [late, gone])
    assert str(caught.value) == (
        "unit 'b' ended on 2016-01-01 by step 'merge' and became 'a'; name that instead, or take this step before"
    )
    assert (caught.value.step, caught.value.field) == ("late", ("units", 0))
