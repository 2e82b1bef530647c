"""The leadership-surplus ledger, and duties that overlap before a merger."""

import datetime as dt
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgsim.model.norms import LeadershipNorm
from orgsim.model.organisation import Duty, Organisation, Rank
from orgsim.rules.leadership import Surplus, leadership_surplus
from orgsim.rules.overlap import Overlap, merged_duties, overlap_index, overlaps
from orgsim.rules.reorganise import follow
from orgsim.testing import legal_roadmaps, organisations, step_of
from tests.making import slots, unit

MERGE: dict[str, Any] = {"op": "absorb", "absorbed": ["b"], "into": "a", "deputies": "all", "abolish": 0}


def norm(**changes: Any) -> LeadershipNorm:
    fields = {"kind": "division", "heads": 1, "deputies": 2, "grace_months": 60, "in_force_from": "2015-01-01"}
    return LeadershipNorm.model_validate({**fields, "legal_basis": "a test", **changes})


def two_divisions() -> Organisation:
    units = {key: unit(key, None if key == "city" else "city") for key in ("city", "a", "b")}
    units["city"] = unit("city", None, kind="city")
    seats = {
        key: (*slots(key, 1, title="head", rank=Rank.HEAD), *slots(key, 2, title="deputy", rank=Rank.DEPUTY))
        for key in ("a", "b")
    }
    duties = {
        "tax": Duty("tax", "T", "T", "a", "finance"),
        "fees": Duty("fees", "F", "F", "b", "finance"),
        "roads": Duty("roads", "R", "R", "b", "roads"),
    }
    return Organisation(units, {"city": (), **seats}, duties, {}, frozenset(), "city")


def test_leaders_of_a_merged_unit_are_held_against_the_norm() -> None:
    cut = {"op": "set_establishment", "id": "cut", "units": ["a"], "others": "keep", "date": "2019-07-01"}
    posts = [{"title": "deputy", "rank": "deputy", "funding": "state", "group": "staff", "count": 2}]
    way = follow(two_divisions(), [step_of(id="merge", **MERGE), step_of(**cut, posts=posts)])
    (row,) = leadership_surplus(way, [norm()])
    assert row == Surplus(
        unit="a",
        step="merge",
        date=dt.date(2016, 1, 1),
        found=6,
        lost=1,
        kept=5,
        surplus=2,
        due=dt.date(2021, 1, 1),
        cleared=dt.date(2019, 7, 1),
        left=0,
    )


def test_a_norm_touches_no_earlier_step_and_no_other_kind() -> None:
    way = follow(two_divisions(), [step_of(**MERGE)])
    assert leadership_surplus(way, [norm(in_force_from="2016-01-02")]) == ()
    assert leadership_surplus(way, [norm(kind="school")]) == ()
    assert [row.left for row in leadership_surplus(way, [norm(deputies=9)])] == [0]


def test_grace_that_would_end_on_a_day_that_does_not_exist_ends_on_the_first() -> None:
    way = follow(two_divisions(), [step_of(**MERGE, date="2016-01-31")])
    assert leadership_surplus(way, [norm(grace_months=1)])[0].due == dt.date(2016, 3, 1)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(organisations(), st.data())
def test_the_ledger_of_leaders_balances(organisation: Organisation, data: st.DataObject) -> None:
    way = follow(organisation, data.draw(legal_roadmaps(organisation)))
    for row in leadership_surplus(way, [norm(deputies=1), norm(kind="village", deputies=0)]):
        assert row.found == row.lost + row.kept
        assert row.surplus >= 0
        assert (row.cleared is None) <= (row.left > 0)


def test_overlapping_duties_are_found_before_a_merger_and_removed_by_it() -> None:
    town = two_divisions()
    assert overlaps(town, ["a", "b"]) == (Overlap("finance", ("a", "b")),)
    assert overlap_index(town, ["a", "b"]) == Fraction(1, 3)
    way = follow(town, [step_of(id="merge", **MERGE)])
    (row,) = merged_duties(way)
    assert (row.step, row.unit, row.removed, row.index) == ("merge", "a", overlaps(town, ["a", "b"]), Fraction(1, 3))
    assert overlaps(way.closing, way.closing.units) == ()
    assert overlap_index(town, ["city"]) == 0
