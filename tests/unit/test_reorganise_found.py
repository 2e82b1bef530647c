"""Foundations and villages: create, form teams, joint office, merge villages; and every way in which they refuse."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from orgsim.model.ledger import Descent
from orgsim.model.organisation import Duty, Funding, Organisation, Rank, Secondment, Site, Slot, Standing, Unit
from orgsim.rules.reorganise import apply
from orgsim.testing import step_of
from tests.making import slots, unit
from tests.unit.small_city import (
    Refusal,
    changes,
    city,
    holders,
    kept,
    named,
    office,
    refusal,
    take,
    vacated,
    with_slots,
)

HEAD_POST = {"title": "head", "rank": "head", "funding": "state", "group": "leader", "count": 1}
STAFF_POSTS = {"title": "staff", "rank": "staff", "funding": "province", "group": "staff", "count": 2}
CREATE: dict[str, Any] = {"op": "create", "unit": office("c", reports_to="b"), "posts": [STAFF_POSTS, HEAD_POST]}
TEAM: dict[str, Any] = {
    "suffix": "guard",
    "name": "Guard",
    "name_vi": "Tổ bảo vệ",
    "kind": "team",
    "counted_as": "grassroots-team",
    "title": "guard",
    "group": "volunteer",
    "places": 2,
}
TEAMS: dict[str, Any] = {"op": "form_teams", "kind": "village", "team": TEAM}
POOL_A = {"body": "a", "title": "staff", "posts": 2}
POOL_B = {"body": "b", "title": "staff", "posts": 1}
POOL: dict[str, Any] = {"op": "joint_office", "office": office("c"), "pooled": [POOL_A, POOL_B]}
VILLAGES: dict[str, Any] = {"op": "merge_villages", "villages": ["v2"], "into": "v1"}


def places(unit_id: str, title: str, *people: str | None, rank: Rank = Rank.STAFF) -> tuple[Slot, ...]:
    """Make grassroots places, held or vacant."""
    made = slots(unit_id, len(people), title=title, rank=rank, standing=Standing.GRASSROOTS)
    return tuple(replace(slot, holder=holder) for slot, holder in zip(made, people, strict=True))


def test_a_new_unit_has_exactly_its_vacant_posts() -> None:
    before = city()
    after, entry = take(**CREATE)
    created = ("c/staff/step-001", "c/staff/step-002", "c/head/step-001")
    assert named(entry) == {"created": created, "founded": ("c",)}
    assert changes(entry) == {"units": 1, "posts": 3, "funded_posts": 1, "province_posts": 2, "heads": 1}
    assert after.units["c"] == Unit("c", "C", "Phòng c", "bureau", "agency", "b")
    staff = (Rank.STAFF, Standing.AUTHORISED, Funding.PROVINCE, "staff", None)
    assert after.slots["c"] == (
        Slot("c/head/step-001", "head", Rank.HEAD, Standing.AUTHORISED, Funding.STATE, "leader", None),
        Slot("c/staff/step-001", "staff", *staff),
        Slot("c/staff/step-002", "staff", *staff),
    )
    assert {key: found for key, found in after.slots.items() if key != "c"} == dict(before.slots)
    assert {key: found for key, found in after.units.items() if key != "c"} == dict(before.units)
    kept(before, after, "units", "slots")


def test_a_new_unit_may_have_no_posts_and_be_outside_the_boundary() -> None:
    after, entry = take(op="create", unit=office("c", reports_to="province"))
    assert (named(entry), changes(entry)) == ({"founded": ("c",)}, {})
    assert (after.slots["c"], entry.after.units - entry.before.units) == ((), 1)
    _, entry = take(**{**CREATE, "posts": [{**STAFF_POSTS, "count": 0}]})
    assert (named(entry), changes(entry)) == ({"founded": ("c",)}, {"units": 1})


def test_every_unit_of_a_kind_gets_a_team_of_vacant_places_outside_the_establishment() -> None:
    before = city()
    after, entry = take(**TEAMS)
    created = tuple(f"{village}-guard/guard/step-00{n}" for village in ("v1", "v2") for n in (1, 2))
    assert named(entry) == {"created": created, "founded": ("v1-guard", "v2-guard")}
    assert changes(entry) == {"units": 2, "grassroots": 4}
    assert after.units["v2-guard"] == Unit("v2-guard", "Guard", "Tổ bảo vệ", "team", "grassroots-team", "v2")
    assert after.slots["v2-guard"] == tuple(
        Slot(key, "guard", Rank.STAFF, Standing.GRASSROOTS, Funding.STATE, "volunteer", None) for key in created[2:]
    )
    assert [after.slots[key] for key in ("v1", "v2")] == [before.slots[key] for key in ("v1", "v2")]
    kept(before, after, "units", "slots")


def test_only_the_units_named_get_a_team() -> None:
    after, entry = take(**{**TEAMS, "kind": None, "units": ["station", "a"]})
    assert entry.founded == ("station-guard", "a-guard")
    assert changes(entry) == {"units": 1, "grassroots": 2}
    assert [after.units[key].reports_to for key in entry.founded] == ["station", "a"]


def test_a_joint_office_takes_pooled_posts_with_their_holders_and_serves_every_body() -> None:
    before = city()
    after, entry = take(**POOL)
    assert (named(entry), changes(entry)) == ({"founded": ("c",)}, {"units": 1})
    assert after.units["c"] == Unit("c", "C", "Phòng c", "bureau", "agency", "city")
    assert holders(after, "c") == {"a/staff/001": "a-0", "a/staff/002": "a-1", "b/staff/001": "b-0"}
    assert (entry.moved, entry.duties_moved) == (("a/staff/001", "a/staff/002", "b/staff/001"), ())
    moved = set(after.slots["c"])
    assert moved <= {*before.slots["a"], *before.slots["b"]}
    assert [set(after.slots[key]) for key in "ab"] == [{*before.slots[key]} - moved for key in "ab"]
    assert after.dotted == {("a", "b"), ("a", "c"), ("b", "c")}
    kept(before, after, "units", "slots", "dotted")


def test_a_body_may_pool_several_titles_and_posts_of_the_establishment_alone_count() -> None:
    clerk = slots("a", 1, holders=("a-clerk",), title="clerk")
    extra = slots("b", 1, holders=("b-clerk",), title="clerk", standing=Standing.SUPERNUMERARY)
    helper = places("b", "staff", "b-helper")
    helper = (replace(helper[0], id="b/staff/000"),)
    before = with_slots(city(), a=clerk, b=(*extra, *helper))
    pooled = [POOL_A, {"body": "a", "title": "clerk", "posts": 1}, POOL_B]
    after, entry = apply(before, step_of(**{**POOL, "office": office("c", reports_to="province"), "pooled": pooled}))
    crossed = ("a/clerk/001", "a/staff/001", "a/staff/002", "b/staff/001")
    assert named(entry) == {"founded": ("c",), "crossed_out": crossed}
    assert changes(entry) == {"posts": -4, "funded_posts": -4, "people": -4}
    assert tuple(holders(after, "c")) == crossed
    assert refusal(before, **{**POOL, "pooled": [POOL_A, {**POOL_B, "posts": 4}]}) == (
        "4 posts cannot be pooled: 'b' has 3 titled 'staff' that lead nothing",
        ("pooled", 1, "posts"),
    )


def hamlets() -> Organisation:
    """Make three villages with helpers and guards; v3 has a duty, a site and a team, and much points to it."""
    small = with_slots(
        city(),
        v1=places("v1", "helper", "v1-help1", "v1-help2"),
        v2=(*places("v2", "helper", "v2-help"), *places("v2", "guard", "v2-guard1", None)),
    )
    three = (*places("v3", "elder", "v3-elder", rank=Rank.HEAD), *places("v3", "guard", "v3-guard"))
    return replace(
        small,
        units={**small.units, "v3": unit("v3", kind="village"), "team": unit("team", "v3", kind="team")},
        slots={**small.slots, "v3": three, "team": ()},
        duties={**small.duties, "water": Duty("water", "Water", "Nước", "v3", "water")},
        sites={**small.sites, "hall": Site("hall", "Hall", "v3", open=True)},
        dotted=frozenset({("v3", "a"), ("v2", "v1")}),
        seconded={"a/staff/001": Secondment("v3", "sent")},
        natives={"vet": "v2"},
        restricted=frozenset({("v3", "elder")}),
    )


def test_of_each_elected_place_of_merged_villages_one_stays() -> None:
    before = hamlets()
    after, entry = apply(before, step_of(**{**VILLAGES, "villages": ["v3", "v2"]}))
    own = holders(before, "v1")
    assert holders(after, "v1") == {"v2/guard/001": "v2-guard1"} | own
    lost_heads = ("v2/elder/001", "v2/secretary/001", "v3/elder/001")
    lost_places = ("v2/guard/002", "v2/helper/001", "v3/guard/001")
    assert named(entry) == {
        "ended": (*lost_heads, *lost_places),
        "released": (*lost_heads, "v2/helper/001", "v3/guard/001"),
        "successions": (
            ("v3/elder/001", "v1/elder/001"),
            ("v2/elder/001", "v1/elder/001"),
            ("v2/secretary/001", "v1/secretary/001"),
        ),
        "descents": (Descent("v3", "v1", Fraction(1)), Descent("v2", "v1", Fraction(1))),
    }
    assert changes(entry) == {"units": -2, "heads": -3, "grassroots": -6, "part_timers": -5}
    assert after.units["team"].reports_to == "v1"
    assert (after.units["v1"], after.duties["water"].owner) == (before.units["v1"], "v1")
    assert after.sites["hall"] == Site("hall", "Hall", "v1", open=True)
    assert after.dotted == {("v1", "a")}
    assert (dict(after.natives), after.seconded["a/staff/001"]) == ({"vet": "v1"}, Secondment("v1", "sent"))
    assert after.restricted == {("v1", "elder")}


def test_the_head_of_a_village_that_ends_takes_the_same_place_where_it_is_vacant() -> None:
    after, entry = apply(vacated(city(), "v1/secretary/001"), step_of(**VILLAGES))
    assert holders(after, "v1") == {"v1/elder/001": "v1-elder", "v1/secretary/001": "v2-secretary"}
    assert (entry.released, entry.ended) == (("v2/elder/001",), ("v2/elder/001", "v2/secretary/001"))


NO_V3 = "no unit 'v3' exists on this date; allowed: a, b, city, province, station, v1, v2"
REFUSED: list[Refusal] = [
    ({**CREATE, "unit": office("a")}, "unit 'a' exists already; give the new unit another id", ("unit", "id")),
    (
        {**CREATE, "unit": office("c", reports_to="cty")},
        "no unit 'cty' exists on this date; did you mean 'city'?",
        ("unit", "reports_to"),
    ),
    (
        {**CREATE, "posts": [HEAD_POST, STAFF_POSTS, HEAD_POST]},
        "title 'head' is given twice; give its posts once",
        ("posts", 2, "title"),
    ),
    (
        {**TEAMS, "kind": "vilage"},
        "no unit within the boundary is of kind 'vilage'; did you mean 'village'?",
        ("kind",),
    ),
    (
        {**TEAMS, "kind": "station"},
        "no unit within the boundary is of kind 'station'; allowed: city, division, village",
        ("kind",),
    ),
    (
        {**TEAMS, "kind": None, "units": ["v1", "v3"]},
        NO_V3,
        ("units", 1),
    ),
    ({**TEAMS, "kind": None, "units": ["v1", "v1"]}, "unit 'v1' is named twice; name it once", ("units", 1)),
    ({**POOL, "office": office("b")}, "unit 'b' exists already; give the new unit another id", ("office", "id")),
    (
        {**POOL, "office": office("c", reports_to="cty")},
        "no unit 'cty' exists on this date; did you mean 'city'?",
        ("office", "reports_to"),
    ),
    (
        {**POOL, "pooled": [POOL_A, {**POOL_B, "body": "bb"}]},
        "no unit 'bb' exists on this date; did you mean 'b'?",
        ("pooled", 1, "body"),
    ),
    (
        {**POOL, "pooled": [{**POOL_A, "body": "c"}, POOL_B]},
        "the joint office cannot be one of its bodies",
        ("pooled", 0, "body"),
    ),
    (
        {**POOL, "pooled": [POOL_A, {**POOL_B, "title": "staf"}]},
        "'b' has no post titled 'staf'; did you mean 'staff'?",
        ("pooled", 1, "title"),
    ),
    (
        {**POOL, "pooled": [{**POOL_A, "title": "deputy"}, POOL_B]},
        "2 posts cannot be pooled: 'a' has 0 titled 'deputy' that lead nothing",
        ("pooled", 0, "posts"),
    ),
    (
        {**POOL, "pooled": [POOL_A, {**POOL_A, "posts": 1}]},
        "one body shares posts with nobody; name two bodies or more",
        ("pooled",),
    ),
    ({**VILLAGES, "villages": ["v3"]}, NO_V3, ("villages", 0)),
    ({**VILLAGES, "into": "v3"}, NO_V3, ("into",)),
    ({**VILLAGES, "villages": ["v2", "v2"]}, "unit 'v2' is named twice; name it once", ("villages", 1)),
    ({**VILLAGES, "villages": ["v2", "v1"]}, "unit 'v1' cannot absorb itself; name another unit", ("villages", 1)),
    (
        {**VILLAGES, "villages": ["city"]},
        "'city' is the boundary of the modelled organisation and cannot end",
        ("villages", 0),
    ),
    ({**VILLAGES, "villages": ["province"]}, "'province' is the top of the hierarchy and cannot end", ("villages", 0)),
    (
        {**VILLAGES, "villages": ["v2", "a"]},
        "'a' has posts or contracts and is no village; use absorb or consolidate",
        ("villages", 1),
    ),
    (
        {**VILLAGES, "into": "b"},
        "'b' has posts or contracts and is no village; use absorb or consolidate",
        ("into",),
    ),
]


@pytest.mark.parametrize(("fields", "message", "field"), REFUSED, ids=[message[:40] for _, message, _ in REFUSED])
def test_an_illegal_foundation_says_what_is_wrong_and_where(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    assert refusal(city(), **fields) == (message, field)


def test_a_team_needs_an_id_of_its_own() -> None:
    taken, _ = take(**{**TEAMS, "id": "first", "kind": None, "units": ["v2"]})
    fault = "unit 'v2-guard' exists already; give the teams another suffix"
    assert refusal(taken, **TEAMS) == (fault, ("kind",))
    assert refusal(taken, **{**TEAMS, "kind": None, "units": ["v1", "v2"]}) == (fault, ("units", 1))


def test_villages_merge_with_neighbours_only() -> None:
    below = replace(city(), units={**city().units, "v2": unit("v2", "v1", kind="village")})
    assert refusal(below, **{**VILLAGES, "villages": ["v1"], "into": "v2"}) == (
        "'v1' is above 'v2' and cannot be absorbed by it; let it absorb 'v2'",
        ("villages", 0),
    )
    apart = replace(city(), units={**city().units, "v2": unit("v2", "a", kind="village")})
    assert refusal(apart, **VILLAGES) == (
        "'v2' reports to 'a' and 'v1' to 'city'; villages of two communes cannot merge, move one first",
        ("villages", 0),
    )
