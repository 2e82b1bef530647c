"""Mergers of units that are not alike: offices with villages, and villages in either direction."""

from dataclasses import replace
from typing import Any

import pytest

from orgsim.model.organisation import Rank, Secondment, Standing
from orgsim.rules.reorganise import apply
from orgsim.testing import step_of
from tests.making import slots
from tests.unit.small_city import Refusal, changes, city, holders, named, office, refusal, vacated, with_slots

ABSORB: dict[str, Any] = {"op": "absorb", "absorbed": ["v2"], "into": "a", "deputies": "all", "abolish": 0}
CONSOLIDATE: dict[str, Any] = {
    "op": "consolidate",
    "units": ["a", "b"],
    "into": office("c"),
    "deputies": "all",
    "abolish": 0,
}


def test_an_elected_head_does_not_follow_into_a_post_nor_an_official_into_an_elected_place() -> None:
    before = vacated(city(), "a/head/001")
    after, entry = apply(before, step_of(**ABSORB))
    elders = ("v2/elder/001", "v2/secretary/001")
    assert (entry.successions, entry.released, entry.ended) == ((), elders, elders)
    assert holders(after, "a") == holders(before, "a")
    before = vacated(city(), "v1/elder/001")
    after, entry = apply(before, step_of(**{**ABSORB, "absorbed": ["a"], "into": "v1", "abolish": 1}))
    assert (entry.successions, entry.abolished) == ((), ("a/head/001",))
    assert holders(after, "v1") == holders(before, "a") | holders(before, "v1")


def test_a_village_keeps_its_own_places_whatever_their_ids() -> None:
    places = {
        key: slots(key, 1, holders=(f"{key}-x",), title="helper", standing=Standing.GRASSROOTS) for key in ("v1", "v2")
    }
    before = with_slots(city(), **places)
    after, entry = apply(before, step_of(op="merge_villages", villages=["v1"], into="v2"))
    assert holders(after, "v2") == holders(before, "v2")
    assert entry.released == ("v1/elder/001", "v1/secretary/001", "v1/helper/001")


def test_a_consolidation_keeps_all_deputies_and_passes_on_everything_that_points_to_its_units() -> None:
    before = replace(
        city(),
        dotted=frozenset({("a", "b"), ("b", "station"), ("v1", "a")}),
        seconded={"station/staff/001": Secondment("b", "sent")},
        natives={"vet": "a", "v1-elder": "v1"},
        restricted=frozenset({("b", "staff")}),
    )
    after, entry = apply(before, step_of(**CONSOLIDATE))
    assert changes(entry) == {"units": -1, "heads": -1}
    assert set(named(entry)) == {"successions", "descents"}
    assert [slot.id for slot in after.slots["c"] if slot.rank is Rank.DEPUTY] == [
        "a/deputy/001",
        "a/deputy/002",
        "b/deputy/001",
        "b/deputy/002",
    ]
    assert after.dotted == {("c", "station"), ("v1", "c")}
    assert dict(after.seconded) == {"station/staff/001": Secondment("c", "sent")}
    assert dict(after.natives) == {"vet": "c", "v1-elder": "v1"}
    assert after.restricted == {("c", "staff")}


REFUSED: list[Refusal] = [
    ({**CONSOLIDATE, "units": ["a", "bb"]}, "no unit 'bb' exists on this date; did you mean 'b'?", ("units", 1)),
    ({**CONSOLIDATE, "units": ["a", "a"]}, "unit 'a' is named twice; name it once", ("units", 1)),
    (
        {**CONSOLIDATE, "units": ["a", "city"], "into": office("c", reports_to="province")},
        "'city' is the boundary of the modelled organisation and cannot end",
        ("units", 1),
    ),
    (
        {**CONSOLIDATE, "units": ["province", "a"]},
        "'province' is the top of the hierarchy and cannot end",
        ("units", 0),
    ),
    (
        {**CONSOLIDATE, "into": office("c", reports_to="cty")},
        "no unit 'cty' exists on this date; did you mean 'city'?",
        ("into", "reports_to"),
    ),
    ({**CONSOLIDATE, "deputies": 5}, "5 deputies cannot stay: the units have 4 together", ("deputies",)),
    (
        {**CONSOLIDATE, "abolish": 8},
        "8 posts cannot be abolished: the merged unit has 7 that lead nothing",
        ("abolish",),
    ),
]


@pytest.mark.parametrize(("fields", "message", "field"), REFUSED, ids=[message[:40] for _, message, _ in REFUSED])
def test_an_illegal_merger_says_what_is_wrong_and_where(
    fields: dict[str, Any], message: str, field: tuple[str | int, ...]
) -> None:
    assert refusal(city(), **fields) == (message, field)
