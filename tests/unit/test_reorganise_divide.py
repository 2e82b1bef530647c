"""Divisions of an office: split and spin off, by shares and by lists, and every way in which they refuse."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from orgsim.model.ledger import Descent
from orgsim.model.organisation import Organisation, Secondment, Unit
from orgsim.rules.reorganise import apply
from orgsim.testing import step_of
from tests.unit.small_city import Refusal, changes, divisible, holders, kept, named, office, refusal


def ranks(organisation: Organisation, unit_id: str) -> list[str]:
    return [str(slot.rank) for slot in organisation.slots[unit_id]]


def split(*into: dict[str, Any]) -> dict[str, Any]:
    return {"op": "split", "unit": "a", "into": list(into)}


def spin_off(*into: dict[str, Any]) -> dict[str, Any]:
    return {"op": "spin_off", "unit": "a", "into": list(into)}


REST: dict[str, Any] = {"duties": ["health", "schools"], "sites": ["hill", "peak"], "subordinates": ["v1"]}
HALVES = split(office("c", share="1/2", **REST), office("d", share="1/2"))
BY_NAME = split(office("c", slots=["a/head/001", "a/staff/002"], posts={"deputy": 1}, **REST), office("d"))


def test_a_split_by_shares_deals_every_slot_to_exactly_one_office() -> None:
    before = divisible()
    first = office("c", share="1/2", duties=["health"], sites=["hill", "peak"])
    second = office("d", share="1/4", duties=["schools"], subordinates=["v1"], reports_to="b")
    after, entry = apply(before, step_of(**split(first, second, office("e", share="1/4"))))
    # 3.5, 1.75 and 1.75 slots: the two larger remainders are made whole.
    assert holders(after, "c") == {"a/head/001": "a-head", "a/staff/001": "a-0", "a/staff/004": None}
    assert holders(after, "d") == {"a/deputy/001": "a-dep1", "a/staff/002": "a-1"}
    assert holders(after, "e") == {"a/deputy/002": "a-dep2", "a/staff/003": "a-2"}
    assert [ranks(after, key) for key in "cde"] == [["head", "staff", "staff"], *[["deputy", "staff"]] * 2]
    quarter = Fraction(1, 4)
    descents = (Descent("a", "c", Fraction(1, 2)), Descent("a", "d", quarter), Descent("a", "e", quarter))
    assert named(entry) == {"descents": descents}
    assert entry.moved == tuple(sorted(holders(before, "a")))
    assert entry.duties_moved == ("health", "schools")
    assert changes(entry) == {"units": 2}
    assert set(after.units) ^ set(before.units) == {"a", "c", "d", "e"}
    assert after.units["d"] == Unit("d", "D", "Phòng d", "bureau", "agency", "b")
    assert after.units["v1"] == replace(before.units["v1"], reports_to="d")
    assert {key: duty.owner for key, duty in after.duties.items()} == {"health": "c", "schools": "d", "roads": "b"}
    assert {key: (s.unit, s.open) for key, s in after.sites.items()} == {
        "hill": ("c", True),
        "peak": ("c", False),
        "dale": ("b", False),
    }


@pytest.mark.parametrize(("shares", "heir"), [(("1/4", "0.5", "1/4"), "d"), (("1/3", "1/3", "1/3"), "c")])
def test_what_cannot_be_divided_goes_to_the_first_heir_with_the_largest_share(shares: Any, heir: str) -> None:
    before = divisible()
    parts = [office(key, share=share) for key, share in zip("cde", shares, strict=True)]
    after, _ = apply(before, step_of(**split({**parts[0], **REST}, *parts[1:])))
    assert after.dotted == {(heir, "b"), ("b", heir), ("station", "v2")}
    assert dict(after.natives) == {"a-head": heir, "b-head": heir, "vet": "b"}
    assert after.restricted == {(heir, "deputy"), ("b", "head")}
    assert dict(after.seconded) == {"a/staff/001": Secondment("b", "sent"), "b/staff/001": Secondment(heir, "sent")}
    assert [after.slots[key] for key in ("b", "v1", "station")] == [before.slots[k] for k in ("b", "v1", "station")]
    kept(before, after, "units", "slots", "duties", "sites", "dotted", "natives", "restricted", "seconded")


def test_a_split_by_lists_takes_named_slots_first_and_then_titles_in_the_order_of_ids() -> None:
    first = office("c", posts={"staff": 2, "deputy": 1}, **REST)
    second = office("d", slots=["a/staff/001", "a/head/001"], posts={"staff": 1})
    after, entry = apply(divisible(), step_of(**split(first, second, office("e", slots=["a/deputy/002"]))))
    assert list(holders(after, "c")) == ["a/deputy/001", "a/staff/002", "a/staff/003"]
    assert list(holders(after, "d")) == ["a/head/001", "a/staff/001", "a/staff/004"]
    assert list(holders(after, "e")) == ["a/deputy/002"]
    shares = [Fraction(3, 7), Fraction(3, 7), Fraction(1, 7)]
    assert named(entry) == {
        "descents": tuple(Descent("a", key, share) for key, share in zip("cde", shares, strict=True))
    }


def test_parts_that_get_no_slot_have_equal_shares_of_a_unit_without_slots() -> None:
    before = divisible()
    empty = replace(before, slots={**before.slots, "a": ()}, seconded={})
    _, entry = apply(empty, step_of(**split(office("c"), office("d", **REST))))
    assert entry.descents == (Descent("a", "c", Fraction(1, 2)), Descent("a", "d", Fraction(1, 2)))


def test_a_part_may_go_on_under_the_id_of_the_unit_that_is_split() -> None:
    after, entry = apply(divisible(), step_of(**split(office("a", share="1/3", **REST), office("c", share="2/3"))))
    assert after.units["a"] == Unit("a", "A", "Phòng a", "bureau", "agency", "city")
    assert list(holders(after, "a")) == ["a/deputy/001", "a/staff/003"]
    assert entry.descents == (Descent("a", "a", Fraction(1, 3)), Descent("a", "c", Fraction(2, 3)))
    assert changes(entry) == {"units": 1}


def test_a_spin_off_by_shares_leaves_the_rest_where_it_is() -> None:
    before = divisible()
    new = office("c", share="0.25", duties=["schools"], sites=["peak"], subordinates=["v1"], reports_to="a")
    after, entry = apply(before, step_of(**spin_off(new)))
    assert holders(after, "c") == {"a/deputy/001": "a-dep1", "a/staff/003": "a-2"}
    assert ranks(after, "c") == ["deputy", "staff"]
    assert list(holders(after, "a")) == ["a/head/001", "a/deputy/002", "a/staff/001", "a/staff/002", "a/staff/004"]
    assert named(entry) == {"descents": (Descent("a", "c", Fraction(1, 4)), Descent("a", "a", Fraction(3, 4)))}
    assert (entry.moved, entry.duties_moved) == (("a/deputy/001", "a/staff/003"), ("schools",))
    assert changes(entry) == {"units": 1}
    assert after.units["c"] == Unit("c", "C", "Phòng c", "bureau", "agency", "a")
    assert (after.units["a"], after.units["v1"].reports_to) == (before.units["a"], "c")
    assert {key: duty.owner for key, duty in after.duties.items()} == {"health": "a", "schools": "c", "roads": "b"}
    assert {key: site.unit for key, site in after.sites.items()} == {"hill": "a", "peak": "c", "dale": "b"}
    kept(before, after, "units", "slots", "duties", "sites")


def test_a_spin_off_by_lists_is_the_share_of_the_slots_and_may_leave_the_boundary() -> None:
    one = office("c", posts={"staff": 1, "head": 1}, reports_to="province")
    after, entry = apply(divisible(), step_of(**spin_off(one, office("d", slots=["a/deputy/002"]))))
    shares = (("c", Fraction(2, 7)), ("d", Fraction(1, 7)), ("a", Fraction(4, 7)))
    crossed = ("a/head/001", "a/staff/001")
    assert named(entry) == {"descents": tuple(Descent("a", *pair) for pair in shares), "crossed_out": crossed}
    assert (tuple(holders(after, "c")), tuple(holders(after, "d"))) == (crossed, ("a/deputy/002",))
    assert changes(entry) == {
        "units": 1,
        "posts": -2,
        "funded_posts": -2,
        "heads": -1,
        "people": -2,
        "seconded": -1,
    }


def test_a_spin_off_of_duties_alone_takes_no_share() -> None:
    before = divisible()
    _, entry = apply(before, step_of(**spin_off(office("c", duties=["health"]))))
    assert entry.descents == (Descent("a", "c", Fraction(0)), Descent("a", "a", Fraction(1)))
    empty = replace(before, slots={**before.slots, "a": ()}, seconded={})
    _, entry = apply(empty, step_of(**spin_off(office("c"))))
    assert entry.descents == (Descent("a", "c", Fraction(0)), Descent("a", "a", Fraction(1)))


TWICE = [office("c", share="1/2", **REST), office("c", share="1/2")]
UNDER = office("c", share="1/2", reports_to="v1", subordinates=["v1"])
REFUSED: list[Refusal] = [
    ({**HALVES, "unit": "aa"}, "no unit 'aa' exists on this date; did you mean 'a'?", ("unit",)),
    ({**HALVES, "unit": "city"}, "'city' is the boundary of the modelled organisation and cannot end", ("unit",)),
    ({**HALVES, "unit": "province"}, "'province' is the top of the hierarchy and cannot end", ("unit",)),
    (
        split(office("c", share="1", duties=["roads"]), office("d", share="0")),
        "'roads' is none of the duties of 'a'; allowed: health, schools",
        ("into", 0, "duties", 0),
    ),
    (
        split(office("c", share="1", **{**REST, "sites": ["hill", "paek"]}), office("d", share="0")),
        "'paek' is none of the sites of 'a'; did you mean 'peak'?",
        ("into", 0, "sites", 1),
    ),
    (
        split(office("c", share="1", **REST), office("d", share="0", subordinates=["b"])),
        "'b' is none of the subordinates of 'a'; allowed: v1",
        ("into", 1, "subordinates", 0),
    ),
    (
        split(office("c", share="1", **REST), office("d", share="0", duties=["health"])),
        "'health' is given twice; it can go to one unit",
        ("into", 1, "duties", 0),
    ),
    (
        split(office("c", share="1"), office("d", share="0")),
        "'a' ends, and 'health' and 1 more of its duties would be nobody's; give it to one",
        ("into",),
    ),
    (
        split(office("c", share="1", duties=["health"], sites=["hill", "peak"]), office("d", share="0")),
        "'a' ends, and 'schools' of its duties would be nobody's; give it to one",
        ("into",),
    ),
    (
        split(office("c", share="1", **{**REST, "sites": []}), office("d", share="0")),
        "'a' ends, and 'hill' and 1 more of its sites would be nobody's; give it to one",
        ("into",),
    ),
    (
        split(office("c", share="1", **{**REST, "subordinates": []}), office("d", share="0")),
        "'a' ends, and 'v1' of its subordinates would be nobody's; give it to one",
        ("into",),
    ),
    (
        split(office("c", share="1/2", **REST), office("d", posts={"staff": 4})),
        "give a share to each, or lists to each",
        ("into",),
    ),
    (
        split(office("c", share="1/2", **REST), office("d", share="1/3")),
        "the shares add up to 5/6; they must add up to 1",
        ("into",),
    ),
    (
        split(office("c", share="1/2", **REST), office("d", share="2/3")),
        "the shares add up to 7/6; they must add up to 1",
        ("into",),
    ),
    (
        split(office("c", slots=["a/staff/002", "a/staf/001"], **REST), office("d")),
        "'a' has no slot 'a/staf/001'; did you mean 'a/staff/001'?",
        ("into", 0, "slots", 1),
    ),
    (
        split(office("c", slots=["a/staff/001"], **REST), office("d", slots=["a/head/001", "a/staff/001"])),
        "slot 'a/staff/001' is given twice",
        ("into", 1, "slots", 1),
    ),
    (
        split(office("c", posts={"staff": 3}, **REST), office("d", posts={"deputy": 1, "staff": 2})),
        "2 slots titled 'staff' cannot go: 'a' has 1 that are not given yet",
        ("into", 1, "posts", "staff"),
    ),
    (
        split(office("c", posts={"stuff": 2}, **REST), office("d")),
        "2 slots titled 'stuff' cannot go: 'a' has 0 that are not given yet; did you mean 'staff'?",
        ("into", 0, "posts", "stuff"),
    ),
    (
        split(office("c", posts={"staff": 9, "head": 1, "deputy": 3}, **REST), office("d")),
        "3 slots titled 'deputy' cannot go: 'a' has 2 that are not given yet",
        ("into", 0, "posts", "deputy"),
    ),
    (
        BY_NAME,
        "'a' ends, and 4 of its slots would be nobody's, first 'a/deputy/002'; give them to one",
        ("into",),
    ),
    (split(*TWICE), "unit 'c' is named twice; name it once", ("into", 1, "id")),
    (spin_off(*TWICE), "unit 'c' is named twice; name it once", ("into", 1, "id")),
    (
        split(office("b", share="1/2", **REST), office("d", share="1/2")),
        "unit 'b' exists already; give the new unit another id",
        ("into", 0, "id"),
    ),
    (
        split(office("c", share="1/2", **REST), office("d", share="1/2", reports_to="c")),
        "no unit 'c' exists on this date; allowed: a, b, city, province, station, v1, v2",
        ("into", 1, "reports_to"),
    ),
    (
        split(office("c", share="1/2", **REST), office("d", share="1/2", reports_to="a")),
        "the new unit cannot report to 'a', which is 'a' or under it and ends",
        ("into", 1, "reports_to"),
    ),
    (
        split(office("c", share="1/2", reports_to="v1", **REST), office("d", share="1/2")),
        "the new unit cannot report to 'v1', which is 'a' or under it and ends",
        ("into", 0, "reports_to"),
    ),
    ({**spin_off(office("c")), "unit": "aa"}, "no unit 'aa' exists on this date; did you mean 'a'?", ("unit",)),
    (spin_off(office("a")), "unit 'a' exists already; give the new unit another id", ("into", 0, "id")),
    (
        spin_off(office("c", share="1/2"), office("d", share="2/3")),
        "the shares add up to 7/6; they must add up to at most 1",
        ("into",),
    ),
    (spin_off(office("c", share="1/2"), office("d")), "give a share to each, or lists to each", ("into",)),
    (
        spin_off(office("c"), office("d", subordinates=["v2"])),
        "'v2' is none of the subordinates of 'a'; allowed: v1",
        ("into", 1, "subordinates", 0),
    ),
    (spin_off(UNDER), "'v1' cannot report to 'c', which is itself or under it", ("into", 0, "subordinates", 0)),
]


@pytest.mark.parametrize(("fields", "message", "field"), REFUSED, ids=[message[:40] for _, message, _ in REFUSED])
def test_an_illegal_division_says_what_is_wrong_and_where(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    assert refusal(divisible(), **fields) == (message, field)
