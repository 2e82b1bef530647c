"""Who sits where: rotate, appoint by competition, transfer people; and every way in which they refuse."""

from dataclasses import replace
from typing import Any

import pytest

from orgsim.model.organisation import Organisation, Rank, Secondment, Standing
from orgsim.rules.reorganise import apply
from orgsim.testing import step_of
from tests.making import slots, unit
from tests.unit.small_city import Refusal, changes, city, holders, kept, named, refusal, take, vacated, with_slots

ROTATE: dict[str, Any] = {"op": "rotate", "title": "head", "ring": ["a", "b"]}
COMPETE: dict[str, Any] = {
    "op": "appoint_by_competition",
    "units": ["a"],
    "title": "head",
    "candidates": "deputy",
    "incumbent": "exchanges",
}
PEOPLE: dict[str, Any] = {
    "op": "transfer_people",
    "origin": "a",
    "title": "staff",
    "to": "b",
    "to_title": "staff",
    "people": 1,
}


def three_offices() -> Organisation:
    """Add office c with a head, and second the head of a to the station."""
    small = city()
    return replace(
        small,
        units={**small.units, "c": unit("c")},
        slots={**small.slots, "c": slots("c", 1, holders=("c-head",), title="head", rank=Rank.HEAD)},
        seconded={"a/head/001": Secondment("station", "sent")},
    )


def test_two_heads_exchange_their_units() -> None:
    before = city()
    after, entry = take(**ROTATE)
    assert (named(entry), changes(entry)) == ({"exchanges": (("a/head/001", "b/head/001"),)}, {})
    assert holders(after, "a") == holders(before, "a") | {"a/head/001": "b-head"}
    assert holders(after, "b") == holders(before, "b") | {"b/head/001": "a-head"}
    kept(before, after, "slots")


def test_in_a_ring_of_three_everyone_goes_to_the_next_unit_and_a_secondment_follows_its_person() -> None:
    after, entry = apply(three_offices(), step_of(**{**ROTATE, "ring": ["a", "b", "c"]}))
    assert named(entry) == {"exchanges": (("a/head/001", "b/head/001"), ("a/head/001", "c/head/001"))}
    heads = [holders(after, key)[f"{key}/head/001"] for key in ("b", "c", "a")]
    assert heads == ["a-head", "b-head", "c-head"]
    assert dict(after.seconded) == {"b/head/001": Secondment("station", "sent")}


def test_village_elders_can_rotate() -> None:
    after, entry = take(op="rotate", title="elder", ring=["v2", "v1"])
    assert named(entry) == {"exchanges": (("v2/elder/001", "v1/elder/001"),)}
    assert (holders(after, "v1")["v1/elder/001"], holders(after, "v2")["v2/elder/001"]) == ("v2-elder", "v1-elder")


def test_the_winner_of_a_competition_and_the_incumbent_exchange() -> None:
    after, entry = take(**COMPETE)
    assert (named(entry), changes(entry)) == ({"exchanges": (("a/deputy/001", "a/head/001"),)}, {})
    assert holders(after, "a") == holders(city(), "a") | {"a/head/001": "a-dep1", "a/deputy/001": "a-head"}
    kept(city(), after, "slots")


def test_the_first_held_post_of_candidates_wins_in_every_unit_of_a_kind() -> None:
    before = vacated(vacated(city(), "a/deputy/001"), "b/head/001")
    after, entry = apply(before, step_of(**{**COMPETE, "units": [], "kind": "division"}))
    pairs = (("a/deputy/002", "a/head/001"), ("b/deputy/001", "b/head/001"))
    assert named(entry) == {"exchanges": pairs}
    assert holders(after, "a") == holders(before, "a") | {"a/head/001": "a-dep2", "a/deputy/002": "a-head"}
    assert holders(after, "b") == holders(before, "b") | {"b/head/001": "b-dep1", "b/deputy/001": None}


def test_an_incumbent_who_stays_leaves_room_in_a_vacant_post_only() -> None:
    stays = {**COMPETE, "units": ["b", "a"], "incumbent": "stays"}
    before = replace(vacated(city(), "b/head/001"), seconded={"b/deputy/001": Secondment("station", "sent")})
    after, entry = apply(before, step_of(**stays))
    assert named(entry) == {"successions": (("b/deputy/001", "b/head/001"), ("a/deputy/001", "a/head/001"))}
    assert changes(entry) == {}
    assert after.slots["a"] == before.slots["a"]
    assert holders(after, "b") == holders(before, "b") | {"b/head/001": "b-dep1", "b/deputy/001": None}
    assert dict(after.seconded) == {"b/head/001": Secondment("station", "sent")}


def test_people_take_vacant_posts_and_leave_theirs_vacant() -> None:
    before = with_slots(city(), b=slots("b", 1, title="clerk"))
    after, entry = apply(before, step_of(**{**PEOPLE, "to_title": "clerk"}))
    assert (named(entry), changes(entry)) == ({"successions": (("a/staff/001", "b/clerk/001"),)}, {})
    assert holders(after, "a") == holders(before, "a") | {"a/staff/001": None}
    assert holders(after, "b") == holders(before, "b") | {"b/clerk/001": "a-0"}
    kept(before, after, "slots")


def test_people_move_in_the_order_of_slots_and_may_stay_in_their_unit_or_leave_the_boundary() -> None:
    before = vacated(vacated(city(), "a/staff/001"), "a/deputy/001")
    after, entry = apply(before, step_of(**{**PEOPLE, "to": "a", "to_title": "deputy"}))
    assert named(entry) == {"successions": (("a/staff/002", "a/deputy/001"),)}
    assert holders(after, "a")["a/deputy/001"] == "a-1"
    _, entry = apply(vacated(city(), "station/staff/001"), step_of(**{**PEOPLE, "to": "station", "people": 2}))
    assert entry.successions == (("a/staff/001", "station/staff/001"), ("a/staff/002", "station/staff/002"))
    assert changes(entry) == {"people": -2}
    _, entry = apply(vacated(city(), "station/staff/001"), step_of(**{**PEOPLE, "to": "station"}))
    assert entry.successions == (("a/staff/001", "station/staff/001"),)


def test_the_place_of_a_supernumerary_who_takes_a_vacant_post_ends() -> None:
    extra = slots("a", 2, holders=("a-x1", "a-x2"), title="driver", standing=Standing.SUPERNUMERARY)
    helper = slots("a", 1, holders=("a-h",), title="driver", standing=Standing.GRASSROOTS)
    before = with_slots(city(), a=(*extra, *helper))
    before = replace(before, seconded={"a/driver/s001": Secondment("v1", "sent")})
    after, entry = apply(before, step_of(**{**PEOPLE, "title": "driver"}))
    assert named(entry) == {"ended": ("a/driver/s001",), "successions": (("a/driver/s001", "b/staff/003"),)}
    assert changes(entry) == {"supernumerary": -1}
    assert set(holders(before, "a")) - set(holders(after, "a")) == {"a/driver/s001"}
    assert holders(after, "b")["b/staff/003"] == "a-x1"
    assert dict(after.seconded) == {"b/staff/003": Secondment("v1", "sent")}


def contested() -> Organisation:
    """Add an elder who is titled head to b, a second head to c, and a clerk's vacant post to a."""
    elder = slots("b", 1, holders=("b-elder",), title="elder", rank=Rank.HEAD, standing=Standing.GRASSROOTS)
    small = with_slots(three_offices(), a=slots("a", 1, title="clerk"), b=elder, c=slots("c", 1, title="clerk"))
    chief = slots("v1", 1, holders=("v1-chief",), title="head", rank=Rank.HEAD, standing=Standing.GRASSROOTS)
    return with_slots(small, v1=chief)


REFUSED: list[Refusal] = [
    ({**ROTATE, "ring": ["a", "bb"]}, "no unit 'bb' exists on this date; did you mean 'b'?", ("ring", 1)),
    ({**ROTATE, "ring": ["a", "b", "a"]}, "unit 'a' is named twice; name it once", ("ring", 2)),
    ({**ROTATE, "title": "haed"}, "'a' has no post titled 'haed'; did you mean 'head'?", ("ring", 0)),
    (
        {**ROTATE, "title": "deputy"},
        "'a' has 2 posts titled 'deputy'; a ring needs one of each unit",
        ("ring", 0),
    ),
    (
        {**ROTATE, "title": "clerk", "ring": ["c", "a"]},
        "nobody holds 'c/clerk/001'; leave 'c' out of the ring",
        ("ring", 0),
    ),
    (
        {**ROTATE, "ring": ["b", "v1"]},
        "'b/head/001' and 'v1/head/001' are not both posts of the establishment",
        ("ring", 1),
    ),
    (
        {**COMPETE, "candidates": "head"},
        "'head' is the post and the candidates' title; name two titles",
        ("candidates",),
    ),
    ({**COMPETE, "units": ["a", "bb"]}, "no unit 'bb' exists on this date; did you mean 'b'?", ("units", 1)),
    ({**COMPETE, "title": "haed"}, "'a' has no post titled 'haed'; did you mean 'head'?", ("units", 0)),
    (
        {**COMPETE, "title": "deputy", "candidates": "staff"},
        "'a' has 2 posts titled 'deputy'; a competition fills one",
        ("units", 0),
    ),
    (
        {**COMPETE, "candidates": "deputi"},
        "'a' has no post titled 'deputi'; did you mean 'deputy'?",
        ("candidates",),
    ),
    ({**COMPETE, "candidates": "clerk"}, "nobody in 'a' holds a post titled 'clerk'", ("units", 0)),
    (
        {**COMPETE, "units": ["b"], "candidates": "elder"},
        "'b/elder/001' and 'b/head/001' are not both posts of the establishment",
        ("units", 0),
    ),
    ({**PEOPLE, "origin": "aa"}, "no unit 'aa' exists on this date; did you mean 'a'?", ("origin",)),
    ({**PEOPLE, "to": "bb"}, "no unit 'bb' exists on this date; did you mean 'b'?", ("to",)),
    ({**PEOPLE, "to": "a"}, "people cannot move to the posts that they leave", ("to_title",)),
    ({**PEOPLE, "title": "staf"}, "nobody in 'a' holds a post titled 'staf'; did you mean 'staff'?", ("title",)),
    (
        {**PEOPLE, "title": "clerk"},
        "nobody in 'a' holds a post titled 'clerk'; allowed: deputy, head, staff",
        ("title",),
    ),
    (
        {**PEOPLE, "origin": "b", "title": "elder", "to": "a"},
        "nobody in 'b' holds a post titled 'elder'; allowed: deputy, head, staff",
        ("title",),
    ),
    ({**PEOPLE, "to_title": "staf"}, "'b' has no post titled 'staf'; did you mean 'staff'?", ("to_title",)),
    ({**PEOPLE, "people": 4}, "4 people cannot move: 'a' has 3", ("people",)),
    ({**PEOPLE, "people": 2}, "2 people cannot move: 'b' has vacant posts for 1", ("people",)),
    (
        {**PEOPLE, "to": "v1", "to_title": "elder"},
        "1 people cannot move: 'v1' has vacant posts for 0",
        ("people",),
    ),
]


def test_nobody_moves_to_a_vacant_place_outside_the_establishment() -> None:
    assert refusal(vacated(city(), "v1/elder/001"), **{**PEOPLE, "to": "v1", "to_title": "elder"}) == (
        "1 people cannot move: 'v1' has vacant posts for 0",
        ("people",),
    )


@pytest.mark.parametrize(("fields", "message", "field"), REFUSED, ids=[message[:40] for _, message, _ in REFUSED])
def test_an_illegal_appointment_says_what_is_wrong_and_where(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    assert refusal(contested(), **fields) == (message, field)
