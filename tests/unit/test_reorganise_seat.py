"""Who sits where: rotate, appoint by competition, transfer people, second, recall, restrict place; and refusals."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from orgsim.model.organisation import Organisation, Rank, Secondment, Slot, Standing
from orgsim.rules.reorganise import apply
from tests.making import slots, unit
from tests.properties.strategies import step_of
from tests.unit.small_city import Refusal, changes, city, holders, kept, named, refusal, take, vacated

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
SECOND: dict[str, Any] = {"op": "second", "origin": "a", "title": "staff", "to": "station", "people": 2}
RESTRICT: dict[str, Any] = {"op": "restrict_place", "units": ["a", "b"], "title": "head"}
POSTS: dict[str, Any] = {"op": "transfer_posts", "origin": "a", "to": "b", "title": "staff", "posts": 2}


def with_slots(organisation: Organisation, **more: Sequence[Slot]) -> Organisation:
    """Give units more slots."""
    added = {key: (*organisation.slots[key], *found) for key, found in more.items()}
    return replace(organisation, slots={**organisation.slots, **added})


def three_offices() -> Organisation:
    """Add office c with a head, and second the head of a to the station."""
    small = city()
    return replace(
        small,
        units={**small.units, "c": unit("c")},
        slots={**small.slots, "c": slots("c", 1, holders=("c-head",), title="head", rank=Rank.HEAD)},
        seconded={"a/head/001": Secondment("station", "sent")},
    )


def closed(*titles: tuple[str, str], **natives: str) -> Organisation:
    """Close titles of units to natives; people are natives of the units given, with ``_`` for a hyphen."""
    born = {person.replace("_", "-"): home for person, home in natives.items()}
    return replace(city(), natives=born, restricted=frozenset(titles))


def native(person: str, home: str, title: str) -> str:
    return f"'{person}' is a native of '{home}' and may not be its '{title}'; rotate or appoint another first"


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


def test_seconded_people_keep_their_slots_until_the_step_that_sent_them_recalls_them() -> None:
    before = replace(vacated(city(), "a/staff/002"), seconded={"b/staff/001": Secondment("a", "before")})
    away, entry = apply(before, step_of(**SECOND))
    assert (named(entry), changes(entry)) == ({}, {"seconded": 2})
    sent = dict.fromkeys(("a/staff/001", "a/staff/003"), Secondment("station", "step"))
    assert dict(away.seconded) == {**before.seconded, **sent}
    kept(before, away, "seconded")
    back, entry = apply(away, step_of(op="recall", id="end", seconded_by="step"))
    assert (named(entry), changes(entry)) == ({}, {"seconded": -2})
    assert back == before


def test_a_second_secondment_takes_those_who_work_at_home() -> None:
    one, _ = take(**{**SECOND, "id": "first", "people": 1})
    two, _ = apply(one, step_of(**{**SECOND, "to": "b"}))
    hosts = {key: (secondment.host, secondment.step) for key, secondment in two.seconded.items()}
    assert hosts == {
        "a/staff/001": ("station", "first"),
        "a/staff/002": ("b", "step"),
        "a/staff/003": ("b", "step"),
    }
    assert refusal(two, **{**SECOND, "people": 1}) == (
        "1 people cannot be seconded: in 'a' 0 titled 'staff' work at home",
        ("people",),
    )
    assert refusal(two, op="recall", seconded_by="frist") == (
        "nobody is away whom a step 'frist' seconded; did you mean 'first'?",
        ("seconded_by",),
    )


def test_a_title_is_closed_to_natives_of_its_unit() -> None:
    before = closed(a_head="b", b_dep1="b", b_head="v1")
    after, entry = apply(before, step_of(**RESTRICT))
    assert (named(entry), changes(entry)) == ({}, {})
    assert after.restricted == {("a", "head"), ("b", "head")}
    kept(before, after, "restricted")
    assert refusal(after, **{**RESTRICT, "units": ["b"]}) == (
        "'head' of 'b' is closed to natives already",
        ("units", 0),
    )
    more, _ = apply(after, step_of(**{**RESTRICT, "units": [], "kind": "village", "title": "elder"}))
    assert more.restricted == after.restricted | {("v1", "elder"), ("v2", "elder")}


def test_a_native_in_the_place_must_leave_it_first() -> None:
    assert refusal(closed(b_head="b"), **RESTRICT) == (native("b-head", "b", "head"), ("units", 1))
    by_kind = {**RESTRICT, "units": [], "kind": "division", "title": "deputy"}
    assert refusal(closed(a_dep2="a"), **by_kind) == (native("a-dep2", "a", "deputy"), ("kind",))


NATIVES: list[Refusal] = [
    (ROTATE, native("a-head", "b", "head"), ("ring", 1)),
    ({**ROTATE, "ring": ["b", "a"]}, native("a-head", "b", "head"), ("ring", 0)),
    ({**COMPETE, "units": ["b"]}, native("b-dep1", "b", "head"), ("units", 0)),
    (COMPETE, native("a-head", "a", "deputy"), ("units", 0)),
    ({**COMPETE, "units": [], "kind": "division"}, native("a-head", "a", "deputy"), ("kind",)),
    (PEOPLE, native("a-0", "b", "staff"), ("to",)),
    (POSTS, native("a-0", "b", "staff"), ("to",)),
]


@pytest.mark.parametrize(("fields", "message", "field"), NATIVES, ids=[fields["op"] for fields, *_ in NATIVES])
def test_no_step_seats_a_native_in_a_place_closed_to_them(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    home = dict(message.split("'")[n : n + 2] for n in ())  # replaced below
    assert home == {}
