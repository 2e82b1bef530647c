"""Who may take whose position in a reduction in force: one case for each rule of 5 CFR 351.701."""

import datetime as dt

import pytest

from orgsim.io.law import read_law
from orgsim.rules.displacement import CompetitiveLevel, Displacement, Outcome, reduce_force
from orgsim.rules.retention import Employee, Preference, RetentionError, TenureGroup, retention_rules

RULES = retention_rules(read_law("united-states"), dt.date(2025, 4, 30))
CAREER, CONDITIONAL, TERM = TenureGroup
AD, A, B = Preference
HIGH = CompetitiveLevel("high", "city", 12)


def person(
    key: str,
    level: str,
    subgroup: Preference = B,
    since: int = 2010,
    *,
    tenure: TenureGroup = CAREER,
    rating: int = 3,
    can: str = "",
    was: str = "",
) -> Employee:
    qualified, held = frozenset(can.split()), frozenset(was.split())
    return Employee(key, level, tenure, subgroup, dt.date(since, 1, 1), (rating,), qualified, held)


def cut_high(*people: Employee, grade: int = 9, area: str = "city", count: int = 1) -> Outcome:
    return reduce_force(people, [HIGH, CompetitiveLevel("low", area, grade)], {"high": count}, RULES)


def moved(right: str) -> tuple[Displacement, ...]:
    return (Displacement("mover", right, "low", "other"),)  # type: ignore[arg-type]


def test_a_bump_needs_a_lower_subgroup_or_tenure_group_work_one_can_do_and_three_grades() -> None:
    mover = person("mover", "high", A, can="low")
    assert cut_high(mover, person("other", "low", B)).displacements == moved("bump")
    assert cut_high(mover, person("other", "low", AD, tenure=CONDITIONAL)).displacements == moved("bump")
    assert cut_high(mover, person("other", "low", A, 2015)).separated == ("mover",)
    assert cut_high(person("mover", "high", A), person("other", "low", B)).separated == ("mover",)
    assert cut_high(mover, person("other", "low", B), grade=8).separated == ("mover",)
    assert cut_high(mover, person("other", "low", B), grade=13).separated == ("mover",)
    assert cut_high(mover, person("other", "low", B), area="elsewhere").separated == ("mover",)


def test_a_retreat_needs_a_former_position_and_somebody_of_the_same_subgroup_and_later_service() -> None:
    mover = person("mover", "high", was="low")
    assert cut_high(mover, person("other", "low", since=2011)).displacements == moved("retreat")
    assert cut_high(mover, person("other", "low", since=2010)).separated == ("mover",)
    assert cut_high(mover, person("other", "low", since=2009)).separated == ("mover",)
    assert cut_high(mover, person("other", "low", since=2011), grade=8).separated == ("mover",)
    can_only = person("mover", "high", can="low")
    assert cut_high(can_only, person("other", "low", since=2011)).separated == ("mover",)


def test_disabled_veterans_retreat_five_grades_and_bump_three() -> None:
    mover = person("mover", "high", AD, was="low")
    assert cut_high(mover, person("other", "low", AD, 2011), grade=7).displacements == moved("retreat")
    assert cut_high(mover, person("other", "low", AD, 2011), grade=6).separated == ("mover",)
    assert cut_high(mover, person("other", "low", B), grade=7).separated == ("mover",)
    both = (person("lower", "low", B), person("other", "low", AD, 2011))
    assert cut_high(mover, *both, grade=7).displacements == moved("retreat")


def test_people_on_a_term_or_rated_1_have_no_right_and_those_rated_2_retreat_from_their_like() -> None:
    other = person("other", "low", B, 2015, tenure=TERM)
    assert cut_high(person("mover", "high", A, tenure=TERM, can="low"), other).separated == ("mover",)
    assert cut_high(person("mover", "high", A, rating=1, can="low"), other).separated == ("mover",)
    assert cut_high(person("mover", "high", A, rating=2, can="low"), other).displacements == moved("bump")
    mover = person("mover", "high", since=1990, rating=2, was="low")
    assert cut_high(mover, person("other", "low", since=2011, rating=3)).separated == ("mover",)
    assert cut_high(mover, person("other", "low", since=2011, rating=2)).displacements == moved("retreat")


def test_the_least_loss_of_grade_is_offered_and_of_equal_grades_the_lowest_standing() -> None:
    levels = [HIGH, *(CompetitiveLevel(f"g{grade}{letter}", "city", grade) for grade in (10, 11) for letter in "xy")]
    people = [
        person("mover", "high", A, can="g10x g10y g11x g11y"),
        person("a", "g10x", since=2020),
        person("b", "g11x", since=2012),
        person("c", "g11y", since=2013),
    ]
    assert [move.displaced for move in reduce_force(people, levels, {"high": 1}, RULES).displacements] == ["c"]


def test_of_those_released_the_highest_standing_chooses_first() -> None:
    levels = [CompetitiveLevel(key, "city", 9) for key in ("a", "b", "low")]
    people = [
        person("late", "a", A, 2010, can="low"),
        person("early", "b", A, 2000, can="low"),
        person("other", "low", B),
    ]
    found = reduce_force(people, levels, {"a": 1, "b": 1}, RULES)
    assert found.placed == {"early": "low"}
    assert found.separated == ("late", "other")


def test_displacements_follow_each_other_down_until_nobody_has_a_right_left() -> None:
    levels = [CompetitiveLevel(key, "city", grade) for key, grade in (("top", 12), ("middle", 10), ("bottom", 8))]
    people = [
        person("ann", "top", A, 2000, can="middle"),
        person("bob", "middle", B, 2005, was="bottom"),
        person("cy", "bottom", B, 2010),
        person("di", "bottom", A, 2015),
    ]
    found = reduce_force(people, levels, {"top": 1}, RULES)
    assert found == Outcome(
        released=("ann",),
        displacements=(
            Displacement("ann", "bump", "middle", "bob"),
            Displacement("bob", "retreat", "bottom", "cy"),
        ),
        placed={"bob": "bottom", "di": "bottom", "ann": "middle"},
        separated=("cy",),
    )


def test_all_faults_of_a_reduction_are_told_at_once() -> None:
    people = [person("ann", "high"), person("ann", "hihg")]
    with pytest.raises(RetentionError) as told:
        reduce_force(people, [HIGH, HIGH], {"high": 2, "lwo": 1}, RULES)
    assert str(told.value).split("; ") == [
        "the level 'high' is given twice",
        "the person 'ann' is given twice",
        "'ann' is in the level 'hihg', which does not exist",
        "did you mean 'high'?",
        "2 positions cannot be taken from the level 'high', which has 1",
        "there is no level 'lwo' to cut",
        "allowed: high",
    ]


@pytest.mark.parametrize(("ratings", "told"), [((), "none"), ((3, 6), "3, 6"), ((0,), "0")])
def test_a_person_needs_ratings_of_level_1_to_5(ratings: tuple[int, ...], told: str) -> None:
    with pytest.raises(RetentionError, match=f"^'ann' needs one rating or more, each from 1 to 5; found {told}$"):
        Employee("ann", "high", CAREER, B, dt.date(2010, 1, 1), ratings)
