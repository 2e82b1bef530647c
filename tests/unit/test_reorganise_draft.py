"""What every operator works with, the names in an entry, and what is said of units that earlier steps ended."""

from dataclasses import replace
from typing import Any

import pytest

from orgsim.errors import StepError
from orgsim.model.organisation import Standing
from orgsim.rules.reorganise import apply, follow
from orgsim.rules.reorganise.draft import Draft, Overlay
from orgsim.testing import step_of
from tests.making import slots
from tests.unit.small_city import city, named, office, take, with_slots


def test_what_is_written_in_an_overlay_hides_what_is_below_and_nothing_below_changes() -> None:
    base = {"one": 1, "two": 2, "three": 3}
    overlay = Overlay(base)
    overlay["two"] = 20
    overlay["four"] = 4
    del overlay["three"]
    assert dict(overlay) == {"one": 1, "two": 20, "four": 4}
    assert sorted(overlay) == ["four", "one", "two"]
    assert len(overlay) == 3
    assert [key in overlay for key in ("one", "two", "three", "four", "five")] == [True, True, False, True, False]
    for gone in ("three", "five"):
        with pytest.raises(KeyError, match=gone):
            overlay[gone]
    assert overlay.changes == {"two": 20, "four": 4, "three": None}
    assert base == {"one": 1, "two": 2, "three": 3}


def test_a_draft_finds_what_is_a_unit_s_after_what_it_changed() -> None:
    draft = Draft.of(city(), "step")
    assert draft.reports("city") == ["a", "b", "v1", "v2"]
    assert (draft.duties_of("a"), draft.sites_of("a")) == (["health"], ["hill"])
    draft.units["v1"] = replace(draft.units["v1"], reports_to="a")
    draft.units["station"] = replace(draft.units["station"], reports_to="a")
    draft.units["b"] = replace(draft.units["b"], name="Renamed")
    del draft.units["v2"]
    draft.duties["roads"] = replace(draft.duties["roads"], owner="a")
    draft.sites["hill"] = replace(draft.sites["hill"], unit="b")
    assert draft.reports("city") == ["a", "b"]
    assert draft.reports("a") == ["station", "v1"]
    assert (draft.duties_of("a"), draft.duties_of("b")) == (["health", "roads"], [])
    assert (draft.sites_of("a"), draft.sites_of("b")) == ([], ["dale", "hill"])


def test_the_names_of_an_entry_are_sorted() -> None:
    places = (
        *slots("v2", 1, holders=("v2-aide",), title="aide", standing=Standing.GRASSROOTS),
        *slots("v2", 1, title="cook", standing=Standing.GRASSROOTS),
    )
    ending = {"op": "dissolve", "unit": "v2", "posts": "transfer", "receivers": [{"to": "b", "share": "1"}]}
    _, entry = apply(with_slots(city(), v2=places), step_of(**ending))
    assert entry.released == ("v2/aide/001", "v2/elder/001", "v2/secretary/001")
    assert entry.ended == ("v2/aide/001", "v2/cook/001", "v2/elder/001", "v2/secretary/001")
    moving = ["v2", "b", "v1", "a"]
    after, entry = take(op="move_unit", units=moving, to="province")
    assert entry.crossed_out == tuple(sorted(slot.id for key in moving for slot in after.slots[key]))
    assert set(named(entry)) == {"crossed_out"}
    _, entry = take(op="transfer_duties", duties=[{"duty": "roads", "to": "a"}, {"duty": "health", "to": "b"}])
    assert entry.duties_moved == ("health", "roads")


SPLIT: dict[str, Any] = {
    "op": "split",
    "id": "divide",
    "date": "2016-01-01",
    "unit": "b",
    "into": [office("c", share="1/2", duties=["roads"], sites=["dale"]), office("d", share="1/2")],
}
LATE: dict[str, Any] = {
    "op": "change_funding",
    "id": "late",
    "units": ["b"],
    "funding": "outside",
    "date": "2016-03-01",
}


def fault(*steps: dict[str, Any]) -> str:
    """Return what is said of a roadmap that cannot be followed."""
    with pytest.raises(StepError) as caught:
        follow(city(), [step_of(**step) for step in steps])
    assert (caught.value.step, caught.value.field) == ("late", ("units", 0))
    return str(caught.value)


def test_of_a_unit_that_was_split_the_first_heir_is_named_and_how_many_more_there_are() -> None:
    assert fault(SPLIT, LATE).startswith("unit 'b' ended on 2016-01-01 by step 'divide' and became 'c' and 1 more; ")
    three = [{**part, "share": "1/3"} for part in (*SPLIT["into"], office("e"))]
    assert " and became 'c' and 2 more; " in fault({**SPLIT, "into": three}, LATE)


def test_a_unit_that_goes_on_after_a_division_ends_by_the_later_step() -> None:
    absorb = {"op": "absorb", "absorbed": ["b"], "into": "a", "deputies": "all", "abolish": 0}
    spin_off = {**SPLIT, "op": "spin_off", "into": [office("c", posts={"staff": 1})]}
    again = {**SPLIT, "into": [{**SPLIT["into"][0], "id": "b"}, SPLIT["into"][1]]}
    for first in (spin_off, again):
        assert fault(first, {**absorb, "id": "merge", "date": "2016-02-01"}, LATE) == (
            "unit 'b' ended on 2016-02-01 by step 'merge' and became 'a'; name that instead, or take this step before"
        )


def test_a_unit_that_never_was_is_not_said_to_have_ended() -> None:
    assert fault(SPLIT, {**LATE, "units": ["bb"]}) == (
        "no unit 'bb' exists on this date; allowed: a, c, city, d, province, station, v1, v2"
    )


def test_bosses_are_those_of_the_draft_nearest_first() -> None:
    draft = Draft.of(city(), "step")
    draft.units["v1"] = replace(draft.units["v1"], reports_to="a")
    assert list(draft.bosses("v1")) == ["a", "city", "province"]
