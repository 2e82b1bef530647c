"""Population and area after steps: exact shares, and nothing where anything is not known."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from orgsim.model.ledger import History
from orgsim.model.organisation import Organisation
from orgsim.model.scenario import Size
from orgsim.rules.reorganise import follow
from orgsim.rules.sizes import sizes_after
from orgsim.testing import step_of
from tests.making import slots, unit

COMMUNES = {"a": Size(900, Fraction("1.5")), "b": Size(100, Fraction("0.25")), "c": Size(50, None)}


def new(key: str, counted_as: str = "commune", boss: str = "city") -> dict[str, str]:
    words = {"name": "N", "name_vi": "N", "kind": "office", "counted_as": counted_as, "reports_to": boss}
    return {"id": key, **words}


def land(**bosses: str) -> Organisation:
    """Make districts d… and communes under the bosses given, with posts to share out."""
    units = {"city": unit("city", None)}
    units |= {
        key: unit(key, boss, counted_as="district" if key[0] == "d" else "commune") for key, boss in bosses.items()
    }
    return Organisation(units, {key: slots(key, 6) for key in units}, {}, {}, frozenset(), "city")


def after(land: Organisation, sizes: Mapping[str, Size], *steps: Any) -> dict[str, Size]:
    dated = [step_of(id=f"s{n}", date=f"201{6 + n}-01-01", **step) for n, step in enumerate(steps)]
    history: History = follow(land, dated)
    return sizes_after(history, sizes)


def absorb(into: str, *absorbed: str) -> dict[str, Any]:
    return {"op": "absorb", "absorbed": list(absorbed), "into": into, "deputies": "all", "abolish": 0}


def dissolve(unit_id: str, **shares: str) -> dict[str, Any]:
    receivers = [{"to": key, "share": share} for key, share in shares.items()]
    return {"op": "dissolve", "unit": unit_id, "posts": "transfer", "receivers": receivers}


def up(*units: str) -> dict[str, Any]:
    return {"op": "move_unit", "units": list(units), "to": "city"}


FLAT = {"a": "city", "b": "city", "c": "city"}


def test_without_steps_sizes_are_as_they_were() -> None:
    assert after(land(**FLAT), COMMUNES) == COMMUNES


def test_merged_units_have_the_sum_to_the_last_digit() -> None:
    assert after(land(**FLAT), COMMUNES, absorb("a", "b"))["a"] == Size(Fraction(1000), Fraction("1.75"))


def test_population_may_be_known_where_area_is_not() -> None:
    assert after(land(**FLAT), COMMUNES, absorb("a", "c"))["a"] == Size(Fraction(950), None)


def test_nothing_is_known_of_a_unit_with_a_part_of_unknown_size() -> None:
    known = {"a": COMMUNES["a"]}
    assert after(land(**FLAT), known, absorb("a", "b")) == {}


def test_no_inhabitants_are_a_size_and_not_an_unknown_one() -> None:
    known = {"a": Size(7, None), "b": Size(0, None)}
    assert after(land(**FLAT), known, absorb("a", "b")) == {"a": Size(Fraction(7), None)}


def test_a_divided_unit_is_divided_by_its_shares() -> None:
    split = {"op": "split", "unit": "a", "into": [new("x") | {"share": "1/3"}, new("y") | {"share": "2/3"}]}
    found = after(land(**FLAT), COMMUNES, split)
    assert (found["x"], found["y"]) == (Size(Fraction(300), Fraction("0.5")), Size(Fraction(600), Fraction(1)))


def test_the_size_that_is_stated_for_a_new_unit_holds() -> None:
    merge = {"op": "consolidate", "units": ["a", "b"], "into": new("ab"), "deputies": "all", "abolish": 0}
    stated = COMMUNES | {"ab": Size(1001, None)}
    assert after(land(**FLAT), stated, merge)["ab"] == Size(1001, None)
    assert "ab" not in after(land(**FLAT), stated)


NESTED = {"d1": "city", "d2": "city", "a": "d1", "b": "d1", "c": "d2"}
DISTRICTS = {"d1": Size(1000, None), "d2": Size(50, None)}


def test_a_district_that_ends_adds_nothing_to_its_communes() -> None:
    found = after(land(**NESTED), COMMUNES | DISTRICTS, up("a", "b"), dissolve("d1", a="1/2", b="1/2"))
    assert (found["a"], found["b"]) == (COMMUNES["a"], COMMUNES["b"])


def test_a_commune_adds_nothing_to_its_district() -> None:
    assert after(land(**NESTED), COMMUNES | DISTRICTS, absorb("d1", "a"))["d1"] == Size(Fraction(1000), None)


def test_a_share_of_another_group_leaves_the_size_unknown() -> None:
    found = after(land(**NESTED), COMMUNES | DISTRICTS, up("a", "b"), dissolve("d1", a="1/2", c="1/2"))
    assert found["a"] == COMMUNES["a"]
    assert "c" not in found


def test_parts_of_unclear_level_leave_the_size_unknown() -> None:
    merge = {
        "op": "consolidate",
        "units": ["d1", "a"],
        "into": new("zone", counted_as="zone"),
        "deputies": "all",
        "abolish": 0,
    }
    assert "zone" not in after(land(**NESTED), COMMUNES | DISTRICTS, merge)


def test_units_of_two_groups_beside_each_other_are_added() -> None:
    beside = land(**FLAT)
    mixed = replace(beside, units={**beside.units, "b": unit("b", counted_as="ward")})
    assert after(mixed, COMMUNES, absorb("a", "b"))["a"] == Size(Fraction(1000), Fraction("1.75"))
