"""Laws of the retention register and of displacements, on random staffs."""

import datetime as dt
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.io.law import read_law
from orgsim.rules.displacement import CompetitiveLevel, Outcome, reduce_force
from orgsim.rules.retention import Employee, Preference, TenureGroup, register, retention_rules, standing

RULES = retention_rules(read_law("united-states"), dt.date(2025, 4, 30))
LEVELS = [
    CompetitiveLevel(f"{area}{grade}{letter}", area, grade) for area in "en" for grade in (7, 9, 12) for letter in "xy"
]
KEYS = [level.id for level in LEVELS]
GRADES = {level.id: level.grade for level in LEVELS}
AREAS = {level.id: level.area for level in LEVELS}
ALIKE = settings(max_examples=60, deadline=None)

# Few different days and ratings, so that there are many ties.
days = st.sampled_from(
    [dt.date(1996, 2, 28), dt.date(1996, 2, 29), dt.date(1996, 3, 1), dt.date(2000, 1, 1), dt.date(2012, 7, 1)]
)


@st.composite
def staffs(draw: st.DrawFn) -> list[Employee]:
    count = draw(st.integers(1, 25))
    return [
        Employee(
            f"p{number:02}",
            draw(st.sampled_from(KEYS)),
            draw(st.sampled_from(TenureGroup)),
            draw(st.sampled_from(Preference)),
            draw(days),
            tuple(draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))),
            draw(st.frozensets(st.sampled_from(KEYS))),
            draw(st.frozensets(st.sampled_from(KEYS))),
        )
        for number in range(count)
    ]


@st.composite
def reductions(draw: st.DrawFn) -> tuple[list[Employee], dict[str, int]]:
    staff = draw(staffs())
    held = Counter(one.level for one in staff)
    return staff, {level: draw(st.integers(0, count)) for level, count in sorted(held.items())}


def reduced(staff: list[Employee], cuts: dict[str, int]) -> Outcome:
    return reduce_force(staff, LEVELS, cuts, RULES)


@ALIKE
@given(staffs())
def test_the_register_is_a_total_order(staff: list[Employee]) -> None:
    order = register(staff, RULES)
    assert sorted(order) == sorted(one.id for one in staff)
    ranks = [standing(one, RULES) for one in sorted(staff, key=lambda one: order.index(one.id))]
    assert all(ranks[i] < ranks[j] for i in range(len(ranks)) for j in range(i + 1, len(ranks)))


@ALIKE
@given(staffs(), st.data())
def test_the_order_of_rows_never_matters(staff: list[Employee], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(staff))
    assert register(shuffled, RULES) == register(staff, RULES)
    cuts = {level: count // 2 for level, count in Counter(one.level for one in staff).items()}
    swapped = dict(data.draw(st.permutations(list(cuts.items()))))
    assert reduce_force(shuffled, data.draw(st.permutations(LEVELS)), swapped, RULES) == reduced(staff, cuts)


@ALIKE
@given(staffs(), st.integers(0, 24), st.integers(1, 20_000))
def test_longer_service_never_costs_a_place_on_the_register(staff: list[Employee], which: int, earlier: int) -> None:
    one = staff[which % len(staff)]
    longer = replace(one, service_from=one.service_from - dt.timedelta(days=earlier))
    changed = [longer if each is one else each for each in staff]
    assert register(changed, RULES).index(one.id) <= register(staff, RULES).index(one.id)
    assert standing(longer, RULES) < standing(one, RULES)


@ALIKE
@given(staffs(), st.integers(0, 24), st.data())
def test_a_better_rating_never_costs_a_place_on_the_register(
    staff: list[Employee], which: int, data: st.DataObject
) -> None:
    one = staff[which % len(staff)]
    better = replace(one, ratings=tuple(data.draw(st.integers(rating, 5)) for rating in one.ratings))
    changed = [better if each is one else each for each in staff]
    assert register(changed, RULES).index(one.id) <= register(staff, RULES).index(one.id)


@ALIKE
@given(reductions())
def test_everybody_is_placed_or_separated_and_each_level_loses_its_cut(
    reduction: tuple[list[Employee], dict[str, int]],
) -> None:
    staff, cuts = reduction
    found = reduced(staff, cuts)
    assert sorted([*found.placed, *found.separated]) == sorted(one.id for one in staff)
    assert len(found.separated) == len(found.released) == sum(cuts.values())
    before = Counter(one.level for one in staff)
    assert (
        Counter(found.placed.values()) == Counter({level: before[level] - cuts[level] for level in before}) + Counter()
    )


@ALIKE
@given(reductions())
def test_the_released_have_the_lowest_standing_of_their_level(
    reduction: tuple[list[Employee], dict[str, int]],
) -> None:
    staff, cuts = reduction
    found = reduced(staff, cuts)
    for level, count in cuts.items():
        order = register((one for one in staff if one.level == level), RULES)
        lowest = order[::-1][:count]
        assert tuple(person for person in found.released if person in order) == lowest


@ALIKE
@given(reductions())
def test_nobody_is_displaced_by_somebody_of_lower_standing_and_nobody_moves_twice(
    reduction: tuple[list[Employee], dict[str, int]],
) -> None:
    staff, cuts = reduction
    found = reduced(staff, cuts)
    people, ranks = {one.id: one for one in staff}, {one.id: standing(one, RULES) for one in staff}
    assert len({move.person for move in found.displacements}) == len(found.displacements)
    for move in found.displacements:
        mover, other = people[move.person], people[move.displaced]
        assert ranks[move.person] < ranks[move.displaced]
        assert found.placed[move.person] == move.level == other.level
        assert AREAS[move.level] == AREAS[mover.level]
        down = GRADES[mover.level] - GRADES[move.level]
        far = 5 if move.right == "retreat" and mover.preference is Preference.AD else 3
        assert 0 <= down <= far
        assert mover.tenure is not TenureGroup.TERM
        assert mover.ratings[-1] >= 2
        same = (mover.tenure, mover.preference) == (other.tenure, other.preference)
        assert same == (move.right == "retreat")
        assert move.level in (mover.held if same else mover.held | mover.qualified)


@ALIKE
@given(reductions())
def test_whoever_is_separated_could_not_have_bumped_anybody_who_stays(
    reduction: tuple[list[Employee], dict[str, int]],
) -> None:
    staff, cuts = reduction
    found = reduced(staff, cuts)
    people = {one.id: one for one in staff}
    for lost in (people[person] for person in found.separated):
        if lost.tenure is TenureGroup.TERM or lost.ratings[-1] < 2:
            continue
        for stays, level in found.placed.items():
            within = AREAS[level] == AREAS[lost.level] and 0 <= GRADES[lost.level] - GRADES[level] <= 3
            if within and level != lost.level and level in lost.qualified | lost.held:
                assert (lost.tenure, lost.preference) >= (people[stays].tenure, people[stays].preference)
