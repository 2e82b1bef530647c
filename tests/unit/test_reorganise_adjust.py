"""Adjustments: set establishment, rename, end contracts, adjust duties; and every way in which they refuse."""

from dataclasses import replace
from typing import Any

import pytest

from orgsim.model.organisation import Duty, Funding, Organisation, Rank, Secondment, Slot, Standing
from orgsim.rules.reorganise import apply
from orgsim.testing import step_of
from tests.making import slots
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


def posts(title: str, count: int, **more: Any) -> dict[str, Any]:
    return {"title": title, "rank": "staff", "funding": "state", "group": "staff", "count": count, **more}


SET: dict[str, Any] = {"op": "set_establishment", "units": ["b"], "posts": [posts("staff", 1)], "others": "keep"}
RENAME: dict[str, Any] = {"op": "rename", "unit": "a", "name": "New"}
END: dict[str, Any] = {"op": "end_contracts", "places": {"b": 2}}
WATER = {"id": "water", "name": "Water", "name_vi": "Nước", "owner": "v1", "function": "supply"}
DUTIES: dict[str, Any] = {"op": "adjust_duties", "begins": [WATER], "ends": ["roads"]}


def with_contracts() -> Organisation:
    """Give b three people beyond the establishment, in a staff title of b, and a one."""
    extra = slots("a", 1, holders=("a-extra",), title="extra", standing=Standing.SUPERNUMERARY)
    more = slots("b", 3, holders=("b-x1", "b-x2", "b-x3"), standing=Standing.SUPERNUMERARY)
    return with_slots(city(), a=extra, b=more)


def test_missing_posts_come_into_being_and_are_vacant() -> None:
    before = city()
    new = posts("staff", 5, funding="outside", group="clerk", rank="deputy")
    after, entry = take(**{**SET, "posts": [new, posts("adviser", 1)]})
    created = ("b/adviser/step-001", "b/staff/step-001", "b/staff/step-002")
    assert named(entry) == {"created": created}
    assert changes(entry) == {"posts": 3, "funded_posts": 1, "outside_posts": 2, "deputies": 2}
    adviser = Slot(created[0], "adviser", Rank.STAFF, Standing.AUTHORISED, Funding.STATE, "staff", None)
    clerk = Slot(created[1], "staff", Rank.DEPUTY, Standing.AUTHORISED, Funding.OUTSIDE, "clerk", None)
    made = {adviser, clerk, replace(clerk, id=created[2])}
    assert set(after.slots["b"]) == {*before.slots["b"], *made}
    kept(before, after, "slots")
    assert [key for key in before.slots if after.slots[key] != before.slots[key]] == ["b"]


def test_of_too_many_posts_the_vacant_one_ends_first_and_then_the_last_go_on_beyond_the_establishment() -> None:
    after, entry = take(**SET)
    assert named(entry) == {"abolished": ("b/staff/002", "b/staff/003"), "ended": ("b/staff/003",)}
    assert changes(entry) == {"posts": -2, "funded_posts": -2, "supernumerary": 1}
    standing = {slot.id: slot.standing for slot in after.slots["b"] if slot.title == "staff"}
    assert standing == {"b/staff/001": Standing.AUTHORISED, "b/staff/002": Standing.SUPERNUMERARY}
    assert named(take(**{**SET, "posts": [posts("staff", 2)]})[1]) == {
        "abolished": ("b/staff/003",),
        "ended": ("b/staff/003",),
    }


def test_places_beyond_the_establishment_or_outside_it_are_no_posts() -> None:
    head = slots("a", 1, holders=("a-x",), title="head", standing=Standing.SUPERNUMERARY)
    helper = slots("b", 5, holders=("x",) * 4 + ("b-help",), standing=Standing.GRASSROOTS)[4:]
    before = with_slots(with_contracts(), a=head, b=helper)
    assert refusal(before, op="transfer_posts", origin="b", to="a", title="staff", posts=4) == (
        "4 posts cannot move: 'b' has 3 titled 'staff'",
        ("posts",),
    )
    assert refusal(before, op="reduce_establishment", cuts={"b": 4}) == (
        "4 posts cannot go: 'b' has 3 that lead nothing",
        ("cuts", "b"),
    )
    _, entry = apply(before, step_of(op="rotate", title="head", ring=["a", "b"]))
    assert entry.exchanges == (("a/head/001", "b/head/001"),)


def test_a_vacant_post_goes_before_a_held_one_with_a_later_id() -> None:
    _, entry = apply(
        vacated(with_slots(city(), b=slots("b", 4, holders=("x",) * 3 + ("b-3",))[3:]), "b/staff/001"), step_of(**SET)
    )
    assert entry.abolished == ("b/staff/001", "b/staff/003", "b/staff/004")
    assert entry.ended == ("b/staff/001", "b/staff/003")
    _, entry = apply(vacated(city(), "b/staff/001"), step_of(op="reduce_establishment", cuts={"b": 2}))
    assert entry.abolished == entry.ended == ("b/staff/001", "b/staff/003")


def test_posts_of_other_titles_stay_or_go_as_the_step_says() -> None:
    _, entry = take(**{**SET, "posts": [posts("staff", 3), posts("deputy", 1)], "others": "abolish"})
    assert named(entry) == {"abolished": ("b/deputy/002", "b/head/001")}
    assert changes(entry) == {"posts": -2, "funded_posts": -2, "heads": -1, "deputies": -1, "supernumerary": 2}
    after, entry = take(**{**SET, "posts": [posts("head", 0)], "others": "keep"})
    assert named(entry) == {"abolished": ("b/head/001",)}
    assert next(slot for slot in after.slots["b"] if slot.id == "b/head/001").rank is Rank.STAFF


def test_the_establishment_of_every_unit_of_a_kind_is_set_and_places_outside_it_do_not_count() -> None:
    _, entry = take(**{**SET, "units": [], "kind": "village", "posts": [posts("elder", 1)], "others": "abolish"})
    assert named(entry) == {"created": ("v1/elder/step-001", "v2/elder/step-001")}
    assert changes(entry) == {"posts": 2, "funded_posts": 2}
    after, entry = apply(with_contracts(), step_of(**{**SET, "units": ["b", "a"], "posts": [posts("staff", 3)]}))
    assert (named(entry), after) == ({}, with_contracts())


@pytest.mark.parametrize(
    ("field", "attribute"),
    [("name", "name"), ("name_vi", "name_vi"), ("new_kind", "kind"), ("counted_as", "counted_as")],
)
def test_a_unit_gets_another_name_kind_or_group_and_keeps_the_rest(field: str, attribute: str) -> None:
    before = city()
    after, entry = take(op="rename", unit="a", **{field: "new"})
    assert after.units["a"] == replace(before.units["a"], **{attribute: "new"})
    assert (named(entry), changes(entry)) == ({}, {})
    assert {key: u for key, u in after.units.items() if key != "a"} == {
        k: u for k, u in before.units.items() if k != "a"
    }
    kept(before, after, "units")


def test_contracts_end_from_the_last_place_on_and_the_people_leave() -> None:
    before = replace(with_contracts(), seconded={"b/staff/s002": Secondment("a", "sent")})
    after, entry = apply(before, step_of(**{**END, "places": {"b": 2, "a": 1}}))
    gone = ("a/extra/s001", "b/staff/s002", "b/staff/s003")
    assert named(entry) == {"ended": gone, "released": gone}
    assert changes(entry) == {"supernumerary": -3, "people": -3, "seconded": -1}
    assert holders(after, "b") == {key: holder for key, holder in holders(before, "b").items() if key not in gone}
    assert dict(after.seconded) == {}
    kept(before, after, "slots", "seconded")


def test_duties_begin_and_end() -> None:
    before = city()
    after, entry = take(**DUTIES)
    assert named(entry) == {"duties_begun": ("water",), "duties_ended": ("roads",)}
    assert changes(entry) == {}
    assert dict(after.duties) == {
        "health": before.duties["health"],
        "water": Duty("water", "Water", "Nước", "v1", "supply"),
    }
    kept(before, after, "duties")
    assert changes(take(op="adjust_duties", ends=["roads", "health"])[1]) == {"duties": -2}
    assert changes(take(op="adjust_duties", begins=[WATER])[1]) == {"duties": 1}


REFUSED: list[Refusal] = [
    (
        {**SET, "posts": [posts("staff", 1), posts("head", 1), posts("staff", 2)]},
        "title 'staff' is given twice; give its posts once",
        ("posts", 2, "title"),
    ),
    (
        {"op": "transfer_posts", "origin": "aa", "to": "b", "title": "staff", "posts": 1},
        "no unit 'aa' exists on this date; did you mean 'a'?",
        ("origin",),
    ),
    (
        {"op": "transfer_posts", "origin": "a", "to": "bb", "title": "staff", "posts": 1},
        "no unit 'bb' exists on this date; did you mean 'b'?",
        ("to",),
    ),
    ({**SET, "units": ["b", "bb"]}, "no unit 'bb' exists on this date; did you mean 'b'?", ("units", 1)),
    ({**SET, "units": ["b", "b"]}, "unit 'b' is named twice; name it once", ("units", 1)),
    (
        {**SET, "units": [], "kind": "divison"},
        "no unit within the boundary is of kind 'divison'; did you mean 'division'?",
        ("kind",),
    ),
    ({**RENAME, "unit": "aa"}, "no unit 'aa' exists on this date; did you mean 'a'?", ("unit",)),
    (
        {**RENAME, "name": "A", "name_vi": "Đơn vị a", "new_kind": "division", "counted_as": "agency"},
        "'a' has these names, kind and group already",
        ("unit",),
    ),
    ({**END, "places": {"b": 4}}, "4 contracts cannot end: 'b' has 3 places beyond the establishment", ("places", "b")),
    (
        {**END, "places": {"b": 3, "v1": 1}},
        "1 contracts cannot end: 'v1' has 0 places beyond the establishment",
        ("places", "v1"),
    ),
    ({**END, "places": {"bb": 1}}, "no unit 'bb' exists on this date; did you mean 'b'?", ("places", "bb")),
    ({**DUTIES, "ends": ["health", "road"]}, "no duty 'road'; did you mean 'roads'?", ("ends", 1)),
    ({**DUTIES, "ends": ["roads", "roads"]}, "duty 'roads' is named twice; name it once", ("ends", 1)),
    (
        {**DUTIES, "begins": [WATER, {**WATER, "id": "health"}]},
        "duty 'health' exists already; give the new one another id",
        ("begins", 1, "id"),
    ),
    (
        {**DUTIES, "begins": [{**WATER, "id": "roads"}]},
        "duty 'roads' exists already; give the new one another id",
        ("begins", 0, "id"),
    ),
    (
        {**DUTIES, "begins": [WATER, WATER]},
        "duty 'water' exists already; give the new one another id",
        ("begins", 1, "id"),
    ),
    (
        {**DUTIES, "begins": [{**WATER, "owner": "statoin"}]},
        "no unit 'statoin' exists on this date; did you mean 'station'?",
        ("begins", 0, "owner"),
    ),
]


@pytest.mark.parametrize(("fields", "message", "field"), REFUSED, ids=[message[:40] for _, message, _ in REFUSED])
def test_an_illegal_adjustment_says_what_is_wrong_and_where(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    assert refusal(with_contracts(), **fields) == (message, field)


ORDERLESS: list[dict[str, Any]] = [
    SET,
    {**END, "places": {"b": 1}},
    {"op": "reduce_establishment", "cuts": {"a": 1, "b": 2}},
    {"op": "transfer_posts", "origin": "a", "to": "b", "title": "staff", "posts": 2},
    {"op": "transfer_people", "origin": "a", "title": "staff", "to": "b", "to_title": "staff", "people": 1},
    {"op": "second", "origin": "a", "title": "staff", "to": "station", "people": 1},
    {"op": "absorb", "absorbed": ["b"], "into": "a", "deputies": 1, "abolish": 3},
    {"op": "consolidate", "units": ["b", "a"], "into": office("c"), "deputies": 1, "abolish": 3},
    {"op": "merge_villages", "villages": ["v2"], "into": "v1"},
    {"op": "spin_off", "unit": "a", "into": [office("c", share="1/3")]},
    {"op": "spin_off", "unit": "a", "into": [office("c", posts={"staff": 1, "deputy": 1})]},
    {
        "op": "appoint_by_competition",
        "units": ["a"],
        "title": "head",
        "candidates": "deputy",
        "incumbent": "exchanges",
    },
    {
        "op": "unify_titles",
        "units": ["a"],
        "keep": "head",
        "free": "deputy",
        "freed_post": "abolish",
        "freed_person": "stays",
    },
    {
        "op": "joint_office",
        "office": office("c"),
        "pooled": [{"body": key, "title": "staff", "posts": 1} for key in "ab"],
    },
]


@pytest.mark.parametrize("fields", ORDERLESS, ids=[fields["op"] for fields in ORDERLESS])
def test_the_order_in_which_slots_are_given_has_no_meaning(fields: dict[str, Any]) -> None:
    before = with_contracts()
    turned = replace(before, slots={key: found[::-1] for key, found in before.slots.items()})
    (one, entry), (other, entry_of_turned) = (apply(side, step_of(**fields)) for side in (before, turned))
    assert entry == entry_of_turned
    assert [set(one.slots[key]) for key in one.units] == [set(other.slots[key]) for key in one.units]
    assert one.seconded == other.seconded
