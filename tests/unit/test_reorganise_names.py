"""Names that do not exist are told at the field that has them; and refusals that need a city of their own."""

from typing import Any

import pytest

from orgsim.errors import StepError
from orgsim.rules.reorganise import apply, follow
from orgsim.testing import step_of
from tests.unit.small_city import city

NEW = {"id": "c", "name": "C", "name_vi": "C", "kind": "office", "counted_as": "agency", "reports_to": "city"}
MERGE: dict[str, Any] = {"op": "consolidate", "into": NEW, "deputies": "all", "abolish": 0}
FREE: dict[str, Any] = {"op": "unify_titles", "units": ["a"], "keep": "head", "freed_post": "abolish"}
ELECTED = {"keep": "elder", "free": "secretary"}
PART = {"kind": "office", "counted_as": "agency", "reports_to": "city", "name": "P", "name_vi": "P"}
CASES: list[tuple[dict[str, Any], str, tuple[str | int, ...]]] = [
    ({**MERGE, "units": ["a", "bb"]}, "no unit 'bb' exists on this date; did you mean 'b'?", ("units", 1)),
    ({**MERGE, "units": ["a", "a"]}, "unit 'a' is named twice; name it once", ("units", 1)),
    (
        {**MERGE, "units": ["a", "city"]},
        "'city' is the boundary of the modelled organisation and cannot end",
        ("units", 1),
    ),
    ({**MERGE, "units": ["a", "b"], "deputies": 9}, "9 deputies cannot stay: the units have 4 together", ("deputies",)),
    (
        {"op": "move_unit", "units": ["bb"], "to": "a"},
        "no unit 'bb' exists on this date; did you mean 'b'?",
        ("units", 0),
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
    (
        {"op": "transfer_duties", "duties": [{"duty": "roads", "to": "a"}, {"duty": "health", "to": "bb"}]},
        "no unit 'bb' exists on this date; did you mean 'b'?",
        ("duties", 1, "to"),
    ),
    (
        {**FREE, "free": "clerk", "freed_person": "stays"},
        "'a' has no post titled 'clerk'; allowed: deputy, head, staff",
        ("free",),
    ),
    (
        {
            **FREE,
            "units": ["v1"],
            "keep": "elder",
            "free": "secretary",
            "freed_post": "staff",
            "freed_person": "released",
        },
        (
            "'v1/secretary/001' is outside the establishment: its holder cannot stay beyond it; "
            "write freed_post: abolish and freed_person: released"
        ),
        ("freed_person",),
    ),
]


def refusal(fields: dict[str, Any]) -> tuple[str, tuple[str | int, ...]]:
    with pytest.raises(StepError) as caught:
        apply(city(), step_of(**fields))
    return str(caught.value), caught.value.field


@pytest.mark.parametrize(("fields", "message", "field"), CASES, ids=[message for _, message, _ in CASES])
def test_a_wrong_name_is_told_where_it_stands(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    assert refusal(fields) == (message, field)


def test_the_top_reports_to_nobody() -> None:
    # Only a unit that is not under it could be its boss, and there is none: the circle is told first.
    message = "'province' cannot report to 'a', which is itself or under it"
    assert refusal({"op": "move_unit", "units": ["province"], "to": "a"}) == (message, ("to",))


def test_all_posts_of_a_title_can_be_transferred() -> None:
    after, entry = apply(city(), step_of(op="transfer_posts", origin="a", to="b", title="staff", posts=3))
    assert entry.moved == ("a/staff/001", "a/staff/002", "a/staff/003")
    assert not [slot for slot in after.slots["a"] if slot.title == "staff"]


def test_a_new_unit_without_leaders_takes_those_of_the_first_part_that_has_any() -> None:
    step = step_of(**{**MERGE, "units": ["v1", "a"], "deputies": 0})
    after, _ = apply(city(), step)
    assert [slot.id for slot in after.slots["c"] if slot.rank == "head"] == ["v1/elder/001", "v1/secretary/001"]
    nobody = step_of(op="absorb", absorbed=["station"], into="v1", deputies="all", abolish=0)
    assert apply(city(), nobody)[1].successions == ()


def test_a_unit_that_became_several_is_told_with_all_of_them() -> None:
    parts = [{**PART, "id": key, "share": "1/3", "duties": duties, "sites": sites} for key, duties, sites in
             (("x", ["health"], ["hill"]), ("y", [], []), ("z", [], []))]  # fmt: skip
    split = step_of(op="split", id="three", unit="a", into=parts)
    late = step_of(op="change_funding", id="late", units=["a"], funding="outside", date="2016-02-01")
    with pytest.raises(StepError) as caught:
        follow(city(), [split, late])
    assert str(caught.value) == (
        "unit 'a' ended on 2016-01-01 by step 'three' and became 'x' and 2 more; name that instead, or take this step "
        "before"
    )


def test_a_unit_that_became_two_is_told_with_the_other_one_counted() -> None:
    parts = [{**PART, "id": key, "share": "1/2"} for key in ("x", "y")]
    split = step_of(op="split", id="two", unit="station", into=parts)
    late = step_of(op="change_funding", id="late", units=["station"], funding="outside", date="2016-02-01")
    with pytest.raises(StepError, match="by step 'two' and became 'x' and 1 more; name"):
        follow(city(), [split, late])
    assert follow(city(), [split]).opening == city()


def test_secondments_follow_two_people_who_change_places() -> None:
    away = [
        step_of(op="second", id=f"second-{unit}", origin=unit, title="head", to=host, people=1)
        for unit, host in (("a", "v1"), ("b", "v2"))
    ]
    swap = step_of(op="rotate", title="head", ring=["a", "b"], date="2016-02-01")
    closing = follow(city(), [*away, swap]).closing
    assert {key: sent.host for key, sent in closing.seconded.items()} == {"a/head/001": "v2", "b/head/001": "v1"}


def test_a_unit_that_never_was_is_no_unit_that_ended() -> None:
    merge = step_of(op="absorb", id="merge", absorbed=["b"], into="a", deputies="all", abolish=0)
    late = step_of(op="change_funding", id="late", units=["aa"], funding="outside", date="2016-02-01")
    with pytest.raises(StepError, match="no unit 'aa' exists on this date"):
        follow(city(), [merge, late])


def test_subordinates_in_a_circle_are_told_at_the_receiver() -> None:
    nested, _ = apply(city(), step_of(op="move_unit", units=["b"], to="a"))
    nested, _ = apply(nested, step_of(op="move_unit", units=["v1"], to="b"))
    receivers = [{"to": "v1", "share": "1", "duties": ["health"], "sites": ["hill"], "subordinates": ["b"]}]
    with pytest.raises(StepError) as caught:
        apply(nested, step_of(op="dissolve", unit="a", posts="transfer", receivers=receivers))
    assert str(caught.value) == "'b' cannot report to 'v1', which is itself or under it"
    assert caught.value.field == ("receivers", 0, "subordinates", 0)


def test_a_split_whose_part_would_report_to_a_subordinate_of_it_is_refused() -> None:
    nested, _ = apply(city(), step_of(op="move_unit", units=["b"], to="a"))
    parts = [
        {**PART, "id": "x", "share": "1/2", "duties": ["health"], "sites": ["hill"], "subordinates": ["b"]},
        {**PART, "id": "y", "share": "1/2", "reports_to": "b"},
    ]
    with pytest.raises(StepError) as caught:
        apply(nested, step_of(op="split", unit="a", into=parts))
    assert caught.value.field == ("into", 1, "reports_to")
