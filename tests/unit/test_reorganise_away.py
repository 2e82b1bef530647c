"""Who works elsewhere for a time keeps the post, and who is a native may be kept from one: second, recall, restrict."""

from dataclasses import replace
from typing import Any

import pytest

from orgsim.model.organisation import Organisation, Secondment
from orgsim.rules.reorganise import apply
from orgsim.testing import step_of
from tests.unit.small_city import Refusal, changes, city, kept, named, office, refusal, take, vacated

SECOND: dict[str, Any] = {"op": "second", "origin": "a", "title": "staff", "to": "station", "people": 2}
RESTRICT: dict[str, Any] = {"op": "restrict_place", "units": ["a", "b"], "title": "head"}
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
POSTS: dict[str, Any] = {"op": "transfer_posts", "origin": "a", "to": "b", "title": "staff", "posts": 2}


def away(*keys: str) -> Organisation:
    """Second the holders of some slots to the station."""
    return replace(city(), seconded={key: Secondment("station", "sent") for key in keys})


def closed(*titles: tuple[str, str], **natives: str) -> Organisation:
    """Close titles of units to natives; people are natives of the units given, with ``_`` for a hyphen."""
    born = {person.replace("_", "-"): home for person, home in natives.items()}
    return replace(city(), natives=born, restricted=frozenset(titles))


def native(person: str, home: str, title: str) -> str:
    return f"'{person}' is a native of '{home}' and may not be its '{title}'; rotate or appoint another first"


def test_seconded_people_keep_their_slots_until_the_step_that_sent_them_recalls_them() -> None:
    before = replace(vacated(city(), "a/staff/002"), seconded={"b/staff/001": Secondment("a", "before")})
    sent_away, entry = apply(before, step_of(**SECOND))
    assert (named(entry), changes(entry)) == ({}, {"seconded": 2})
    sent = dict.fromkeys(("a/staff/001", "a/staff/003"), Secondment("station", "step"))
    assert dict(sent_away.seconded) == {**before.seconded, **sent}
    kept(before, sent_away, "seconded")
    back, entry = apply(sent_away, step_of(op="recall", id="end", seconded_by="step"))
    assert (named(entry), changes(entry)) == ({}, {"seconded": -2})
    assert back == before


def test_the_only_person_of_a_unit_and_those_of_several_units_return_together() -> None:
    small = city()
    before = replace(
        small,
        slots={**small.slots, "station": small.slots["station"][:1]},
        seconded={key: Secondment("city", "sent") for key in ("station/staff/001", "a/head/001")},
    )
    after, entry = apply(before, step_of(op="recall", seconded_by="sent"))
    assert dict(after.seconded) == {}
    assert (entry.before.seconded, entry.after.seconded, changes(entry)) == (2, 0, {"seconded": -1})


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


def test_a_post_kept_for_a_return_is_not_abolished_by_an_establishment() -> None:
    staff = {"title": "staff", "rank": "staff", "funding": "state", "group": "staff", "count": 1}
    one_left = {"op": "set_establishment", "units": ["b"], "posts": [staff], "others": "keep"}
    _, entry = apply(away("b/staff/002"), step_of(**one_left))
    assert named(entry) == {"abolished": ("b/staff/001", "b/staff/003"), "ended": ("b/staff/003",)}
    fault = (
        "{0} posts titled '{1}' of 'b' cannot go: the holders of {0} are seconded and have the right to return; "
        "recall them first"
    )
    two_away = refusal(away("b/staff/002", "b/staff/001"), **one_left)
    assert two_away == (fault.format(2, "staff"), ("units", 0))
    by_kind = {**one_left, "units": [], "kind": "division", "posts": [{**staff, "title": "head", "count": 0}]}
    assert refusal(away("b/head/001"), **by_kind) == (fault.format(1, "head"), ("kind",))


def test_a_post_kept_for_a_return_is_not_abolished_by_a_reduction() -> None:
    _, entry = apply(away("b/staff/002"), step_of(op="reduce_establishment", cuts={"b": 2}))
    assert named(entry) == {"abolished": ("b/staff/001", "b/staff/003"), "ended": ("b/staff/003",)}
    assert refusal(away("b/staff/002"), op="reduce_establishment", cuts={"b": 3}) == (
        "3 posts cannot go: 'b' has 2 that lead nothing",
        ("cuts", "b"),
    )


@pytest.mark.parametrize(
    "merger",
    [
        {"op": "absorb", "absorbed": ["b"], "into": "a"},
        {
            "op": "consolidate",
            "units": ["a", "b"],
            "into": office("c"),
        },
    ],
    ids=["absorb", "consolidate"],
)
def test_a_post_kept_for_a_return_is_not_abolished_by_a_merger(merger: dict[str, Any]) -> None:
    small = away("b/head/001", "b/staff/002")
    after, entry = apply(small, step_of(**{**merger, "deputies": 4, "abolish": 2}))
    # The head lost the title, but has the right to return; so the vacant post goes, and the last id after it.
    assert (entry.abolished, entry.ended) == (("b/staff/001", "b/staff/003"), ("b/staff/003",))
    assert after.seconded == small.seconded
    assert refusal(small, **{**merger, "deputies": 4, "abolish": 6}) == (
        "6 posts cannot be abolished: the merged unit has 5 that lead nothing",
        ("abolish",),
    )


def test_a_post_kept_for_a_return_is_not_freed_by_unified_titles() -> None:
    unify = {"op": "unify_titles", "units": ["a"], "keep": "head", "free": "deputy", "freed_person": "stays"}
    assert refusal(away("a/deputy/002"), **{**unify, "freed_post": "abolish"}) == (
        "the holder of 'a/deputy/002' is seconded and has the right to return; recall them first",
        ("free",),
    )
    small = away("a/deputy/002", "a/head/001")
    after, entry = apply(small, step_of(**{**unify, "freed_post": "staff"}))
    assert (changes(entry), after.seconded) == ({"deputies": -2}, small.seconded)


CLOSED = (("a", "head"), ("a", "deputy"), ("b", "head"), ("b", "staff"))
NATIVES: list[tuple[dict[str, Any], dict[str, str], str, tuple[str | int, ...]]] = [
    (ROTATE, {"a_head": "b"}, native("a-head", "b", "head"), ("ring", 1)),
    ({**ROTATE, "ring": ["b", "a"]}, {"a_head": "b"}, native("a-head", "b", "head"), ("ring", 0)),
    ({**COMPETE, "units": ["a", "b"]}, {"b_dep1": "b"}, native("b-dep1", "b", "head"), ("units", 1)),
    (COMPETE, {"a_head": "a"}, native("a-head", "a", "deputy"), ("units", 0)),
    ({**COMPETE, "units": [], "kind": "division"}, {"b_dep1": "b"}, native("b-dep1", "b", "head"), ("kind",)),
    (PEOPLE, {"a_0": "b"}, native("a-0", "b", "staff"), ("to",)),
    (POSTS, {"a_1": "b"}, native("a-1", "b", "staff"), ("to",)),
]


@pytest.mark.parametrize(("fields", "natives", "message", "field"), NATIVES, ids=[n[0]["op"] for n in NATIVES])
def test_no_step_seats_a_native_in_a_place_closed_to_them(
    fields: dict[str, Any], natives: dict[str, str], message: str, field: tuple[str | int, ...]
) -> None:
    assert refusal(closed(*CLOSED, **natives), **fields) == (message, field)
    apply(closed(*CLOSED, **dict.fromkeys(natives, "v1")), step_of(**fields))
    apply(closed(**natives), step_of(**fields))


REFUSED: list[Refusal] = [
    ({**SECOND, "origin": "aa"}, "no unit 'aa' exists on this date; did you mean 'a'?", ("origin",)),
    ({**SECOND, "to": "statoin"}, "no unit 'statoin' exists on this date; did you mean 'station'?", ("to",)),
    ({**SECOND, "to": "a"}, "people of 'a' cannot be seconded to it", ("to",)),
    ({**SECOND, "title": "staf"}, "'a' has no post titled 'staf'; did you mean 'staff'?", ("title",)),
    (
        {**SECOND, "people": 4},
        "4 people cannot be seconded: in 'a' 3 titled 'staff' work at home",
        ("people",),
    ),
    (
        {**SECOND, "origin": "v1", "title": "elder", "people": 1},
        "1 people cannot be seconded: in 'v1' 0 titled 'elder' work at home",
        ("people",),
    ),
    (
        {"op": "recall", "seconded_by": "step"},
        "nobody is away whom a step 'step' seconded",
        ("seconded_by",),
    ),
    ({**RESTRICT, "title": "haed"}, "'a' has no post titled 'haed'; did you mean 'head'?", ("title",)),
    ({**RESTRICT, "units": ["a", "bb"]}, "no unit 'bb' exists on this date; did you mean 'b'?", ("units", 1)),
]


@pytest.mark.parametrize(("fields", "message", "field"), REFUSED, ids=[message[:40] for _, message, _ in REFUSED])
def test_an_illegal_secondment_or_restriction_says_what_is_wrong_and_where(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    assert refusal(away(), **fields) == (message, field)
