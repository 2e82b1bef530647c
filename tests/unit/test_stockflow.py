"""What replaying a plan for grades promises: exact stocks and costs, nobody lost, and every reason why it cannot be."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from orgsim.errors import ConservationError, StepError, StructureError
from orgsim.rules.stockflow import Flow, InfeasibleError, StockYear, check_conserved, replay
from orgsim.rules.stocks import Downgrade, Grade, GradedSystem, Hire, LayOff, Retrain, Retraining, ShortTime, StockStep

CLERKS = Grade(
    opening=Fraction(100),
    wastage=Fraction(1, 10),
    early_wastage=Fraction(1, 4),
    lay_off_cost=Fraction(7),
    overmanning_cost=Fraction(5),
    short_time_cost=Fraction(3),
    hires_at_most=Fraction(20),
    short_time_at_most=Fraction(10),
)
OFFICERS = Grade(opening=Fraction(30), wastage=Fraction(1, 3), early_wastage=Fraction(1, 2))
NONE = {"clerks": Fraction(), "officers": Fraction()}
OFFICE = GradedSystem(
    grades={"clerks": CLERKS, "officers": OFFICERS},
    requirements={1: {"clerks": Fraction(80), "officers": Fraction(20)}},
    retraining={
        ("clerks", "officers"): Retraining(cost=Fraction(2), at_most=Fraction(12), at_most_share=Fraction(1, 4))
    },
    lost_by_downgrading=Fraction(1, 2),
    idle_on_short_time=Fraction(1, 2),
    overmanning_at_most=Fraction(10),
)
"""Of 100 clerks 90 are left after wastage, and of 30 officers 20."""
FREE = replace(
    OFFICE,
    grades={"clerks": replace(CLERKS, hires_at_most=None, short_time_at_most=None), "officers": OFFICERS},
    requirements={1: NONE, 2: NONE},
    retraining={("clerks", "officers"): Retraining(cost=Fraction(2))},
    overmanning_at_most=None,
)


def one(*steps: StockStep, system: GradedSystem = FREE) -> StockYear:
    return replay(system, steps)[0]


@pytest.mark.parametrize(
    ("step", "clerks", "officers", "moved"),
    [
        (Hire(1, "clerks", Fraction(8)), Fraction(96), Fraction(20), {"hired": Fraction(8), "wastage": Fraction(22)}),
        (
            Retrain(1, "clerks", "officers", Fraction(3)),
            Fraction(87),
            Fraction(22),
            {"retrained": Fraction(3), "wastage": Fraction(21)},
        ),
        (
            Downgrade(1, "officers", "clerks", Fraction(3)),
            Fraction(183, 2),
            Fraction(17),
            {"downgraded": Fraction(3), "left downgraded": Fraction(3, 2)},
        ),
        (
            LayOff(1, "clerks", Fraction(1, 3)),
            Fraction(269, 3),
            Fraction(20),
            {"laid off": Fraction(1, 3), "wastage": Fraction(20)},
        ),
        (ShortTime(1, "clerks", Fraction(4)), Fraction(90), Fraction(20), {"wastage": Fraction(20)}),
    ],
)
def test_a_step_moves_whom_it_says_and_those_who_leave_for_it(
    step: StockStep, clerks: Fraction, officers: Fraction, moved: dict[str, Fraction]
) -> None:
    year = one(step)
    assert year.closing == {"clerks": clerks, "officers": officers}
    assert {cause: year.people(cause) for cause in moved} == moved


def test_costs_are_those_of_every_person_concerned() -> None:
    steps: list[StockStep] = [
        LayOff(1, "clerks", Fraction(2)),
        Retrain(1, "clerks", "officers", Fraction(3)),
        ShortTime(1, "clerks", Fraction(6)),
    ]
    year = one(*steps, system=replace(OFFICE, overmanning_at_most=None))
    # 85 clerks of whom six do half of their work do the work of 82.
    assert year.closing["clerks"] == 85
    assert year.short_time["clerks"] == 6
    assert year.overmanning == {"clerks": 2, "officers": 2}
    assert year.cost == 2 * 7 + 3 * 2 + 6 * 3 + 2 * 5


def test_steps_of_a_year_are_taken_in_the_order_given() -> None:
    hire, retrain = Hire(1, "clerks", Fraction(4)), Retrain(1, "clerks", "officers", Fraction(93))
    assert one(hire, retrain).closing == {"clerks": 0, "officers": 82}
    with pytest.raises(InfeasibleError, match="93 clerks are to be retrained; there are 90"):
        one(retrain, hire)


def test_years_follow_each_other_whatever_the_order_of_their_steps() -> None:
    later = LayOff(2, "clerks", Fraction(1))
    earlier: list[StockStep] = [Hire(1, "officers", Fraction(2)), LayOff(1, "clerks", Fraction(10))]
    first, second = replay(FREE, [later, *earlier])
    assert first.closing == {"clerks": 80, "officers": 21}
    assert second.closing == {"clerks": 71, "officers": 14}
    assert replay(FREE, [*earlier, later]) == (first, second)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (LayOff(1, "clerks", Fraction(181, 2)), "year 1: 181/2 clerks are to be laid off; there are 90"),
        (Retrain(1, "clerks", "officers", Fraction(91)), "year 1: 91 clerks are to be retrained; there are 90"),
        (Downgrade(1, "officers", "clerks", Fraction(21)), "year 1: 21 officers are to be downgraded; there are 20"),
        (ShortTime(1, "officers", Fraction(21)), "year 1: 21 officers are on short time; at most 20 may be"),
    ],
)
def test_a_step_that_cannot_be_taken_is_infeasible_and_says_how_many_there_are(step: StockStep, reason: str) -> None:
    with pytest.raises(InfeasibleError) as refused:
        one(step)
    assert str(refused.value) == f"infeasible\n  - {reason}"
    assert refused.value.reasons == (reason,)


def test_all_limits_that_a_plan_breaks_are_listed_at_once() -> None:
    steps: list[StockStep] = [
        Hire(1, "clerks", Fraction(24)),
        Retrain(1, "clerks", "officers", Fraction(13)),
        Downgrade(1, "officers", "clerks", Fraction(12)),
        ShortTime(1, "clerks", Fraction(11)),
    ]
    with pytest.raises(InfeasibleError) as refused:
        replay(OFFICE, steps)
    assert str(refused.value).splitlines() == [
        "infeasible",
        "  - year 1: 24 clerks are hired; at most 20 may be",
        "  - year 1: 11 clerks are on short time; at most 10 may be",
        "  - year 1: 20 officers are needed; there is the work of 50/3",
        "  - year 1: 13 clerks are retrained as officers; at most 12 may be",
        "  - year 1: 13 clerks are retrained as officers; at most 25/6 may be",
        "  - year 1: 31/2 people are beyond the requirements; at most 10 may be",
    ]


def test_what_was_wrong_before_a_step_that_cannot_be_taken_is_listed_with_it() -> None:
    two = replace(OFFICE, requirements={1: OFFICE.requirements[1], 2: NONE})
    with pytest.raises(InfeasibleError) as refused:
        replay(two, [LayOff(1, "clerks", Fraction(20)), LayOff(2, "officers", Fraction(14))])
    assert refused.value.reasons == (
        "year 1: 80 clerks are needed; there is the work of 70",
        "year 2: 14 officers are to be laid off; there are 40/3",
    )


def test_what_is_exactly_at_its_limit_is_allowed() -> None:
    steps: list[StockStep] = [
        Hire(1, "clerks", Fraction(20)),
        Retrain(1, "clerks", "officers", Fraction(6)),
        ShortTime(1, "clerks", Fraction(10)),
    ]
    year = replay(replace(OFFICE, overmanning_at_most=Fraction(18)), steps)[0]
    assert sum(year.overmanning.values()) == 18
    with pytest.raises(InfeasibleError, match="18 people are beyond the requirements; at most 17 may be"):
        replay(replace(OFFICE, overmanning_at_most=Fraction(17)), steps)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (Hire(1, "clerk", Fraction(1)), "year 1: Hire: there is no grade 'clerk'; did you mean 'clerks'?"),
        (Hire(3, "clerks", Fraction(1)), "year 3: Hire: there is no such year; allowed: 1, 2"),
        (LayOff(1, "clerks", Fraction(-1, 2)), "year 1: LayOff: -1/2 people; it must be at least 0"),
        (
            Retrain(1, "officers", "clerks", Fraction(1)),
            "year 1: Retrain: nobody can be retrained from 'officers' to 'clerks'",
        ),
        (Downgrade(2, "clerks", "officers", Fraction(1)), "year 2: Downgrade: 'officers' is not below 'clerks'"),
        (Downgrade(2, "clerks", "clerks", Fraction(1)), "year 2: Downgrade: 'clerks' is not below 'clerks'"),
    ],
)
def test_a_step_that_is_none_of_the_system_is_refused(step: StockStep, message: str) -> None:
    with pytest.raises(StepError) as refused:
        one(step)
    assert str(refused.value) == message


def test_a_system_that_cannot_be_says_all_that_is_wrong_with_it() -> None:
    with pytest.raises(StructureError) as refused:
        GradedSystem(
            grades={"clerks": Grade(opening=Fraction(-1), wastage=Fraction(3, 2), early_wastage=Fraction())},
            requirements={1: {"clerk": Fraction(1)}},
            retraining={("clerks", "officers"): Retraining()},
            idle_on_short_time=Fraction(-1),
        )
    assert str(refused.value).split("; ") == [
        "idle_on_short_time is -1",
        "a share is from 0 to 1",
        "clerks: wastage is 3/2",
        "a share is from 0 to 1",
        "clerks: opening is -1",
        "it must be at least 0",
        "there is no grade 'officers'",
        "allowed: clerks",
        "year 1: there is no grade 'clerk'",
        "did you mean 'clerks'?",
        "year 1: clerks has no requirement",
    ]


@pytest.mark.parametrize(
    ("after", "message"),
    [
        ({"clerks": Fraction(2), "officers": Fraction(2)}, "clerks: 3 people and a change of 0 do not make 2"),
        ({"clerks": Fraction(3)}, "officers: 1 people and a change of 1 do not make 0"),
        (
            {"clerks": Fraction(3), "officers": Fraction(2), "third": Fraction(1, 9)},
            "all grades: 4 people and a change of 1 do not make 46/9",
        ),
    ],
)
def test_a_fraction_of_a_person_that_is_lost_or_invented_is_found(after: dict[str, Fraction], message: str) -> None:
    flows = [Flow("hired", None, "officers", Fraction(1))]
    check_conserved(
        {"clerks": Fraction(3), "officers": Fraction(1)}, flows, {"clerks": Fraction(3), "officers": Fraction(2)}
    )
    with pytest.raises(ConservationError, match=message):
        check_conserved({"clerks": Fraction(3), "officers": Fraction(1)}, flows, after)


COUNTS = st.fractions(0, 40, max_denominator=9)
STEPS = st.one_of(
    st.builds(Hire, st.integers(1, 2), st.sampled_from(sorted(NONE)), COUNTS),
    st.builds(LayOff, st.integers(1, 2), st.sampled_from(sorted(NONE)), COUNTS),
    st.builds(Retrain, st.integers(1, 2), st.just("clerks"), st.just("officers"), COUNTS),
    st.builds(Downgrade, st.integers(1, 2), st.just("officers"), st.just("clerks"), COUNTS),
)


@given(st.lists(STEPS, max_size=8))
def test_people_add_up_over_the_years_of_every_plan_that_can_be_taken(steps: Sequence[StockStep]) -> None:
    try:
        years = replay(FREE, steps)
    except InfeasibleError:
        reject()
    came = sum(step.people for step in steps if isinstance(step, Hire))
    laid_off = sum(step.people for step in steps if isinstance(step, LayOff))
    lost = sum(year.people("wastage") + year.people("left downgraded") for year in years)
    assert 130 + came - laid_off - lost == sum(years[-1].closing.values())
    assert all(people >= 0 for year in years for people in year.closing.values())
