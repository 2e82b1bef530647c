"""Dissolution: who receives posts, people, duties and units of an office that ends, and what is refused."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from orgsim.model.ledger import Descent
from orgsim.model.organisation import Organisation, Rank, Standing
from orgsim.rules.reorganise import apply
from orgsim.testing import step_of
from tests.making import unit
from tests.unit.small_city import Refusal, changes, divisible, holders, named, refusal, with_places


def dissolve(*receivers: dict[str, Any], posts: str = "transfer") -> dict[str, Any]:
    return {"op": "dissolve", "unit": "a", "posts": posts, "receivers": list(receivers)}


SOME: dict[str, Any] = {"to": "station", "share": "0.3", "duties": ["schools"]}
MOST: dict[str, Any] = {
    "to": "b",
    "share": "0.7",
    "duties": ["health"],
    "sites": ["hill", "peak"],
    "subordinates": ["v1"],
}
ALL: dict[str, Any] = {**MOST, "share": "1", "duties": ["health", "schools"]}


def test_a_dissolved_unit_s_posts_go_on_without_leaders_titles_and_its_part_timers_leave() -> None:
    before = with_places()
    after, entry = apply(before, step_of(**dissolve(SOME, MOST)))
    # Three of ten slots in the order of rank and title: the second, an elder's, the fifth and the ninth.
    assert holders(after, "station") == {
        "a/deputy/002": "a-dep2",
        "a/staff/003": "a-2",
        **holders(before, "station"),
    }
    came = {
        "a/deputy/001": "a-dep1",
        "a/aide/s001": "a-extra",
        "a/head/001": "a-head",
        "a/staff/001": "a-0",
        "a/staff/002": "a-1",
        "a/staff/004": None,
    }
    assert holders(after, "b") == came | holders(before, "b")
    was = {slot.id: slot for slot in before.every_slot}
    for slot in (slot for slot in after.every_slot if slot.id.startswith("a/")):
        assert slot == replace(was[slot.id], rank=Rank.STAFF)
    assert named(entry) == {
        "ended": ("a/elder/002", "a/elder/001"),
        "released": ("a/elder/001",),
        "descents": (Descent("a", "station", Fraction(3, 10)), Descent("a", "b", Fraction(7, 10))),
        "crossed_out": ("a/deputy/002", "a/staff/003"),
    }
    assert entry.duties_moved == ("health", "schools")
    assert changes(entry) == {
        "units": -1,
        "posts": -2,
        "funded_posts": -2,
        "heads": -3,
        "deputies": -2,
        "grassroots": -2,
        "part_timers": -1,
        "people": -2,
        "duties": -1,
    }
    assert "a" not in after.units
    assert after.units["v1"].reports_to == "b"
    assert {key: duty.owner for key, duty in after.duties.items()} == {
        "health": "b",
        "schools": "station",
        "roads": "b",
    }
    assert {key: site.unit for key, site in after.sites.items()} == {"hill": "b", "peak": "b", "dale": "b"}
    assert dict(after.natives) == {"a-head": "b", "b-head": "b", "vet": "b"}
    assert after.dotted == {("station", "v2")}
    assert after.restricted == {("b", "deputy"), ("b", "head")}
    assert {key: secondment.host for key, secondment in after.seconded.items()} == dict.fromkeys(before.seconded, "b")


def test_abolished_posts_end_if_vacant_and_leave_their_holders_beyond_the_establishment() -> None:
    before = replace(with_places(), seconded={})
    after, entry = apply(before, step_of(**dissolve(ALL, posts="abolish")))
    posts = tuple(sorted(slot.id for slot in before.slots["a"] if slot.standing is Standing.AUTHORISED))
    assert named(entry) == {
        "abolished": posts,
        "ended": ("a/elder/001", "a/elder/002", "a/staff/004"),
        "released": ("a/elder/001",),
        "descents": (Descent("a", "b", Fraction(1)),),
    }
    assert changes(entry) == {
        "units": -1,
        "posts": -7,
        "funded_posts": -7,
        "heads": -3,
        "deputies": -2,
        "supernumerary": 6,
        "grassroots": -2,
        "part_timers": -1,
    }
    standing = {slot.id: (slot.standing, slot.rank) for slot in after.slots["b"] if slot.id.startswith("a/")}
    assert standing == dict.fromkeys({*posts, "a/aide/s001"} - {"a/staff/004"}, (Standing.SUPERNUMERARY, Rank.STAFF))
    assert {slot for slot in after.slots["b"] if slot.id.startswith("b/")} == set(before.slots["b"])


def test_by_lists_a_receiver_is_an_heir_to_the_share_of_the_slots_it_gets() -> None:
    before = divisible()
    one = {"to": "v1", "slots": ["a/staff/004"], "posts": {"deputy": 2}, "duties": ["health", "schools"]}
    two = {"to": "b", "posts": {"head": 1, "staff": 3}, "sites": ["hill", "peak"], "subordinates": ["v1"]}
    after, entry = apply(before, step_of(**dissolve(one, two)))
    assert named(entry) == {"descents": (Descent("a", "v1", Fraction(3, 7)), Descent("a", "b", Fraction(4, 7)))}
    assert after.units["v1"].reports_to == "b"
    assert entry.moved == tuple(sorted(holders(before, "a")))
    assert entry.duties_moved == ("health", "schools")
    assert [slot.id for slot in after.slots["v1"]] == [
        "a/deputy/001",
        "a/deputy/002",
        "a/staff/004",
        *holders(before, "v1"),
    ]


def test_a_receiver_named_twice_is_one_heir() -> None:
    parts = [{**MOST, "share": "1/4"}, {**SOME, "share": "1/3"}, {"to": "b", "share": "5/12"}]
    after, entry = apply(divisible(), step_of(**dissolve(*parts)))
    assert entry.descents == (Descent("a", "b", Fraction(2, 3)), Descent("a", "station", Fraction(1, 3)))
    assert dict(after.natives) == {"a-head": "b", "b-head": "b", "vet": "b"}


def test_a_unit_without_slots_is_dissolved_by_lists_in_equal_shares() -> None:
    before = divisible()
    empty = replace(before, slots={**before.slots, "a": ()}, seconded={})
    lists = [{key: value for key, value in part.items() if key != "share"} for part in (SOME, MOST)]
    _, entry = apply(empty, step_of(**dissolve(*lists)))
    assert entry.descents == (Descent("a", "station", Fraction(1, 2)), Descent("a", "b", Fraction(1, 2)))
    assert changes(entry) == {"units": -1, "duties": -1}


def nested() -> Organisation:
    """Put village v2 under v1, which reports to office a."""
    whole = divisible()
    return replace(whole, units={**whole.units, "v2": unit("v2", "v1", kind="village")})


def test_a_unit_deep_below_can_receive_once_its_boss_has_another_boss() -> None:
    deep = {"to": "v2", "share": "1", **{key: MOST[key] for key in ("sites", "duties")}}
    to_b = {"to": "b", "share": "0", "duties": ["schools"], "subordinates": ["v1"]}
    for receivers in ([deep, to_b], [to_b, deep]):
        after, _ = apply(nested(), step_of(**dissolve(*receivers)))
        assert [after.units[key].reports_to for key in ("v2", "v1")] == ["v1", "b"]


REFUSED: list[Refusal] = [
    ({**dissolve(ALL), "unit": "aa"}, "no unit 'aa' exists on this date; did you mean 'a'?", ("unit",)),
    (
        {**dissolve(ALL), "unit": "city"},
        "'city' is the boundary of the modelled organisation and cannot end",
        ("unit",),
    ),
    ({**dissolve(ALL), "unit": "province"}, "'province' is the top of the hierarchy and cannot end", ("unit",)),
    (
        dissolve(SOME, {**MOST, "to": "bb"}),
        "no unit 'bb' exists on this date; did you mean 'b'?",
        ("receivers", 1, "to"),
    ),
    (dissolve(SOME, {**MOST, "to": "a"}), "'a' ends and can receive nothing", ("receivers", 1, "to")),
    (
        dissolve({**SOME, "duties": ["roads"]}, MOST),
        "'roads' is none of the duties of 'a'; allowed: health, schools",
        ("receivers", 0, "duties", 0),
    ),
    (
        dissolve(SOME, {**MOST, "sites": ["hill"]}),
        "'a' ends, and 'peak' of its sites would be nobody's; give it to one",
        ("receivers",),
    ),
    (
        dissolve({**SOME, "to": "v1", "share": "1"}, {**MOST, "share": "0", "subordinates": []}),
        "'a' ends, and 'v1' of its subordinates would be nobody's; give it to one",
        ("receivers",),
    ),
    (dissolve(MOST), "'a' ends, and 'schools' of its duties would be nobody's; give it to one", ("receivers",)),
    (
        dissolve(SOME, {**MOST, "share": "0.6"}),
        "the shares add up to 9/10; they must add up to 1",
        ("receivers",),
    ),
    (
        dissolve(SOME, {**MOST, "share": None, "posts": {"staff": 4}}),
        "give a share to each, or lists to each",
        ("receivers",),
    ),
    (
        dissolve({**ALL, "share": None, "posts": {"staff": 4, "deputy": 1}}),
        "'a' ends, and 2 of its slots would be nobody's, first 'a/deputy/002'; give them to one",
        ("receivers",),
    ),
    (
        dissolve({**SOME, "share": None, "slots": ["b/head/001"]}, {**MOST, "share": None}),
        "'a' has no slot 'b/head/001'; did you mean 'a/head/001'?",
        ("receivers", 0, "slots", 0),
    ),
    (
        dissolve({**ALL, "to": "v1"}),
        "'v1' cannot report to 'v1', which is itself or under it",
        ("receivers", 0, "subordinates", 0),
    ),
    (
        dissolve(SOME, {**MOST, "to": "v2"}),
        "'v1' cannot report to 'v2', which is itself or under it",
        ("receivers", 1, "subordinates", 0),
    ),
]


@pytest.mark.parametrize(("fields", "message", "field"), REFUSED, ids=[message[:40] for _, message, _ in REFUSED])
def test_an_illegal_dissolution_says_what_is_wrong_and_where(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    assert refusal(nested(), **fields) == (message, field)


def test_two_subordinates_cannot_each_be_the_other_s_boss() -> None:
    whole = divisible()
    both = replace(whole, units={**whole.units, "v2": unit("v2", "a", kind="village")})
    one = {**SOME, "to": "v1", "share": "1", "duties": ["health", "schools"], "sites": ["hill", "peak"]}
    two = {"to": "v2", "share": "0", "subordinates": ["v1"]}
    assert refusal(both, **dissolve({**one, "subordinates": ["v2"]}, two)) == (
        "'v2' cannot report to 'v1', which is itself or under it",
        ("receivers", 0, "subordinates", 0),
    )


def test_a_unit_that_hangs_on_a_circle_of_others_is_refused_too() -> None:
    whole = divisible()
    under = {key: unit(key, "a", kind="village") for key in ("v1", "v2", "v3")}
    three = replace(whole, units={**whole.units, **under}, slots={**whole.slots, "v3": ()})
    one = {**ALL, "to": "v1", "subordinates": ["v3", "v2"]}
    _, field = refusal(three, **dissolve(one, {"to": "v2", "share": "0", "subordinates": ["v1"]}))
    assert field[:3] == ("receivers", 0, "subordinates")
