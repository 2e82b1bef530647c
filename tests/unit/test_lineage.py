"""Lineage: what became of a unit, what a unit is made of, and values on the old and the new structure."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgsim.errors import StructureError
from orgsim.model.ledger import History
from orgsim.model.organisation import Organisation
from orgsim.rules.lineage import lineage
from orgsim.rules.reorganise import follow
from orgsim.testing import legal_roadmaps, organisations, step_of
from tests.making import slots, unit

WORDS = {"name": "N", "name_vi": "N", "kind": "office", "counted_as": "agency", "reports_to": "city"}
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def town() -> Organisation:
    units = {key: unit(key, None if key == "city" else "city") for key in ("city", "a", "b", "c")}
    seats = {"city": (), "a": slots("a", 6), "b": slots("b", 4), "c": slots("c", 2)}
    return Organisation(units, seats, {}, {}, frozenset(), "city")


def history() -> History:
    """Split a into a third and two thirds; merge the larger part with b; found a unit."""
    parts: list[dict[str, Any]] = [{"id": "x", "share": "1/3", **WORDS}, {"id": "y", "share": "2/3", **WORDS}]
    merge = {"op": "absorb", "absorbed": ["y"], "into": "b", "deputies": "all", "abolish": 0}
    return follow(
        town(),
        [
            step_of(op="split", id="one", date="2016-01-01", unit="a", into=parts),
            step_of(id="two", date="2017-01-01", **merge),
            step_of(op="create", id="three", date="2018-01-01", unit={"id": "new", **WORDS}),
        ],
    )


def test_shares_multiply_along_the_way() -> None:
    found = lineage(history())
    assert found.became("a") == {"b": 2 * THIRD, "x": THIRD}
    assert found.made_of("b") == {"a": 2 * THIRD, "b": 1}
    assert found.made_of("new") == {"new": 1}


def test_lineage_is_asked_at_any_date() -> None:
    assert lineage(history(), dt.date(2015, 12, 31)).became("a") == {"a": 1}
    assert lineage(history(), dt.date(2016, 12, 31)).became("a") == {"x": THIRD, "y": 2 * THIRD}
    assert "new" not in lineage(history(), dt.date(2017, 12, 31)).parts


def test_old_values_on_the_new_structure_add_up() -> None:
    found = lineage(history()).on_new({"a": 6, "b": 4, "c": 2, "city": 0})
    assert found == {"b": 8, "c": 2, "city": 0, "new": 0, "x": 2}


def test_new_values_on_the_old_structure_go_back_by_weight() -> None:
    found = lineage(history())
    assert found.on_old({"b": 8, "x": 2, "c": 2}, {"a": 6, "b": 4, "c": 2}) == {
        "a": 6,
        "b": 4,
        "c": 2,
        "city": 0,
        "new": 0,
    }
    assert found.on_old({"b": 8}, {})["a"] == 4  # no weights: equal parts


def test_a_unit_that_never_was_is_told_with_a_guess() -> None:
    with pytest.raises(StructureError, match=r"there was no unit 'aa'; did you mean 'a'\?"):
        lineage(history()).became("aa")
    with pytest.raises(StructureError, match="there is no unit 'y' on this day"):
        lineage(history()).made_of("y")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(organisations(), st.data())
def test_every_unit_has_heirs_whose_shares_add_up_and_sums_are_kept(
    organisation: Organisation, data: st.DataObject
) -> None:
    way = follow(organisation, data.draw(legal_roadmaps(organisation)))
    found = lineage(way)
    assert set(found.parts) == set(way.closing.units)
    for old in organisation.units:
        assert sum(found.became(old).values()) == 1
    values = {key: len(held) for key, held in organisation.slots.items()}
    assert sum(found.on_new(values).values()) == sum(values.values())
    back = found.on_old(found.on_new(values), values)
    assert sum(back.values()) == sum(values.values())
