"""The observed ledger of two snapshots adds up, whatever they have."""

from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.analysis.organogram import diff_organograms
from orgsim.model.organogram import JuniorGroup, Organogram, SeniorPost

UNITS = st.sampled_from(["Army", "ARMY", "Navy", "Air", "Staff", "Museum"])
REFERENCES = st.sampled_from(["1", "01", "2", "3", "4", "0", "Vacant", "A1", "a1", "5", "6"])
FTE = st.none() | st.decimals(0, 300, places=2)
SENIORS = st.builds(
    SeniorPost,
    st.just(2),
    REFERENCES,
    st.just("Director"),
    st.sampled_from(["SCS1", "SCS2"]),
    UNITS,
    REFERENCES,
    FTE,
    st.none(),
    st.just(""),
)
JUNIORS = st.builds(
    JuniorGroup,
    st.just(2),
    st.just("Clerk"),
    st.sampled_from(["EO", "AO"]),
    UNITS,
    REFERENCES,
    FTE,
    st.none(),
    st.just(""),
)
SNAPSHOTS = st.builds(
    Organogram,
    st.just("Ministry"),
    st.just("Ministry"),
    st.none(),
    st.lists(SENIORS, min_size=1, max_size=12).map(tuple),
    st.none() | st.lists(JUNIORS, max_size=8).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(SNAPSHOTS, SNAPSHOTS)
def test_opening_and_changes_make_the_closing_by_unit_by_grade_and_in_total(one: Organogram, two: Organogram) -> None:
    found = diff_organograms(one, two)
    alone = one.juniors is None or two.juniors is None
    whole = [side.senior_fte if alone else side.fte for side in (one, two)]
    assert all(flow.explained == flow.closing for flow in found.flows)
    assert [found.total.opening, found.total.closing] == whole
    assert [sum(g.opening for g in found.grades), sum(g.closing for g in found.grades)] == whole
    assert all(grade.opening + grade.change == grade.closing for grade in found.grades)


@settings(max_examples=50, deadline=None)
@given(SNAPSHOTS)
def test_a_snapshot_does_not_differ_from_itself(one: Organogram) -> None:
    found = diff_organograms(one, one)
    assert (found.units, found.posts) == ((), ())
    assert all(flow.opening == flow.closing and flow.junior == flow.untraced == Decimal(0) for flow in found.flows)


@settings(max_examples=50, deadline=None)
@given(SNAPSHOTS, SNAPSHOTS)
def test_the_way_back_undoes_the_way_there(one: Organogram, two: Organogram) -> None:
    there, back = diff_organograms(one, two), diff_organograms(two, one)
    assert (there.total.opening, there.total.created) == (back.total.closing, back.total.abolished)
    assert {grade.grade: grade.change for grade in there.grades} == {g.grade: -g.change for g in back.grades}


@settings(max_examples=50, deadline=None)
@given(SNAPSHOTS, SNAPSHOTS, st.randoms())
def test_the_order_of_junior_rows_never_matters(one: Organogram, two: Organogram, random: Random) -> None:
    mixed = list(two.juniors or ())
    random.shuffle(mixed)
    other = Organogram(
        two.department, two.organisation, two.day, two.seniors, None if two.juniors is None else tuple(mixed)
    )
    first, second = diff_organograms(one, two), diff_organograms(one, other)
    assert [flow.junior for flow in first.flows] == [flow.junior for flow in second.flows]
