"""The chart before and after: what is folded, that nothing is lost by it, and where boxes and ribbons stand."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim import read_scenario
from orgsim.analysis.organisation_chart import organisation_chart
from orgsim.analysis.roadmap_values import ChartUnit, OrganisationChart
from orgsim.report.folding import Folded, What, fold
from orgsim.report.organisation_chart import WIDTH, Label, Part, draw, parts
from orgsim.rules.reorganise import follow

ROOT = Path(__file__).parents[2]


def unit(key: str, boss: str = "city", group: str = "agency", posts: int = 2) -> ChartUnit:
    return ChartUnit(key, boss, group, posts)


def chart(before: list[ChartUnit], after: list[ChartUnit], *descents: tuple[str, str, str]) -> OrganisationChart:
    city = unit("city", "", posts=1)
    return OrganisationChart(opening=(city, *before), closing=(city, *after), parts=descents)


def whats(folded: Folded) -> tuple[dict[str, What], dict[str, What]]:
    before, after = ({row.units[0]: row.what for row in side} for side in (folded.before, folded.after))
    return before, after


def place(folded: Folded) -> tuple[Part, ...]:
    names = {row.key: Label(row.key, str(row.posts), row.key) for row in (*folded.before, *folded.after)}
    return parts(folded, names, names)


def test_a_consolidation_an_absorption_a_split_and_a_move_are_told_apart() -> None:
    before = [unit(key) for key in ("a", "b", "c", "d", "e", "f")]
    after = [unit("ab"), unit("c", posts=4), unit("e"), unit("e2"), unit("f", "c")]
    descents = [
        ("a", "ab", "1"),
        ("b", "ab", "1"),
        ("c", "c", "1"),
        ("d", "c", "1"),
        ("e", "e", "1/2"),
        ("e", "e2", "1/2"),
    ]
    left, right = whats(fold(chart(before, after, *descents)))
    assert left == {
        "city": "within", "a": "ended", "b": "ended", "c": "unchanged", "d": "ended", "e": "divided", "f": "moved"
    }  # fmt: skip
    assert right == {"city": "within", "ab": "new", "c": "enlarged", "e": "unchanged", "e2": "new", "f": "moved"}


def test_a_unit_follows_its_boss_into_a_merger_without_being_moved() -> None:
    before = [unit("a"), unit("b"), unit("team", "a")]
    after = [unit("ab"), unit("team", "ab")]
    folded = fold(chart(before, after, ("a", "ab", "1"), ("b", "ab", "1")))
    assert whats(folded)[1]["team"] == "unchanged"


def test_units_that_cross_the_boundary_are_told_as_such() -> None:
    folded = fold(chart([unit("gone")], [unit("come")], ("gone", "gone", "1"), ("come", "come", "1")))
    assert (whats(folded)[0]["gone"], whats(folded)[1]["come"]) == ("left", "arrived")


def test_siblings_of_which_nothing_is_told_are_one_row_with_all_that_is_below_them() -> None:
    quiet = [unit(f"u{number}") for number in range(40)] + [unit(f"t{number}", "u1") for number in range(5)]
    folded = fold(chart([*quiet, unit("a"), unit("b")], [*quiet, unit("ab")], ("a", "ab", "1"), ("b", "ab", "1")))
    (row,) = (row for row in folded.before if len(row.units) > 1)
    assert (len(row.units), row.below, row.posts) == (40, 5, 90)


def nation(provinces: int, communes: int) -> OrganisationChart:
    """Return provinces that stay, in each of which pairs of communes merge."""
    bosses = [unit(f"p{province:03}", group="province") for province in range(provinces)]
    before = [unit(f"c{n:05}", boss.id, "commune") for boss in bosses for n in range(communes)]
    before = [one._replace(id=f"{one.boss}-{one.id}") for one in before]
    after = [unit(f"{old.id}-new", old.boss, "commune", 4) for old in before[::2]]
    descents = [(old.id, after[number // 2].id, "1") for number, old in enumerate(before)]
    return chart([*bosses, *before], [*bosses, *after], *descents)


def test_a_nation_is_folded_to_the_levels_that_can_be_read() -> None:
    folded = fold(nation(60, 40))
    assert len(folded.before) == len(folded.after) == 61
    assert all(row.below == 40 for row in folded.before if row.boss)
    assert all(link.leaving == link.arriving == 1 for link in folded.links)
    assert max(part.height for part in place(folded)) <= 920


def test_too_many_siblings_are_counted_by_group() -> None:
    folded = fold(nation(200, 2))
    assert [(row.group, len(row.units)) for row in folded.before] == [
        ("agency", 1),
        ("commune", 400),
        ("province", 200),
    ]


@pytest.mark.parametrize("scenario", ["scenarios/mong-cai", "src/orgsim/io/small"])
def test_folding_and_placing_lose_no_unit_no_post_and_no_share(scenario: str) -> None:
    read = read_scenario(ROOT / scenario)
    for roadmap in read.roadmaps.values():
        history = follow(read.organisation, roadmap.steps)
        seen = organisation_chart(history)
        check(seen, fold(seen))
        assert sum(one.posts for one in seen.closing) == history.closing.tallies[1].posts + sum(
            slot.standing.value == "authorised" for slot in history.closing.slots[history.closing.boundary]
        )


def check(seen: OrganisationChart, folded: Folded) -> None:
    for units, side in ((seen.opening, folded.before), (seen.closing, folded.after)):
        assert sum(len(row.units) + row.below for row in side) == len(units)
        assert sum(row.posts for row in side) == sum(one.posts for one in units)
        assert len({row.key for row in side}) == len(side)
        for above, row in pairwise(side):
            assert row.level <= above.level + 1
    leaving: dict[str, float] = {}
    arriving: dict[str, float] = {}
    for link in folded.links:
        leaving[link.old] = leaving.get(link.old, 0) + link.leaving
        arriving[link.new] = arriving.get(link.new, 0) + link.arriving
    assert all(share <= 1 + 1e-9 for share in leaving.values())
    assert all(abs(share - 1) < 1e-9 for share in arriving.values())
    drawn = place(folded)
    for rows, column in ((folded.before, "before"), (folded.after, "after")):
        framed = [box.row.key for part in drawn for box in getattr(part, column) if not box.row.context]
        assert sorted(framed) == sorted(row.key for row in rows if not row.context)
    assert sum(len(part.ribbons) for part in drawn) == len(folded.links)


@st.composite
def mergers(draw: st.DrawFn) -> OrganisationChart:
    """Draw a city of up to three levels in which some units are merged or divided."""
    before: list[ChartUnit] = []
    for number in range(draw(st.integers(1, 12))):
        boss = draw(st.sampled_from(["city", *(one.id for one in before)]))
        before.append(unit(f"u{number:02}", boss, draw(st.sampled_from(["agency", "school"])), draw(st.integers(0, 9))))
    ends = draw(st.lists(st.sampled_from([one.id for one in before]), unique=True))
    heir = {key: draw(st.sampled_from(["city", "new-1", "new-2"])) for key in ends}

    def after(boss: str) -> str:
        return heir.get(boss, boss)

    kept = [one._replace(boss=after(one.boss)) for one in before if one.id not in ends]
    fresh = [unit(key, posts=draw(st.integers(0, 9))) for key in sorted(set(heir.values()) - {"city"})]
    descents = []
    for key in ends:
        if draw(st.booleans()):
            descents.append((key, heir[key], "1"))
        else:
            descents += [(key, heir[key], "1/3"), (key, "city" if heir[key] != "city" else "new-1", "2/3")]
    if any(new == "new-1" for _, new, _ in descents) and "new-1" not in heir.values():
        fresh.append(unit("new-1"))
    if any(new == "city" for _, new, _ in descents):
        descents.append(("city", "city", "1"))
    return chart(before, [*kept, *fresh], *descents)


@settings(max_examples=150, deadline=None)
@given(mergers())
def test_no_merger_is_too_odd_to_be_folded_and_placed(seen: OrganisationChart) -> None:
    for rows in (120, 3, 1):
        check(seen, fold(seen, rows))


def test_boxes_do_not_overlap_and_stay_within_the_drawing() -> None:
    town = read_scenario(ROOT / "scenarios" / "mong-cai")
    for part in place(fold(organisation_chart(follow(town.organisation, town.roadmaps["as-decreed"].steps)))):
        for column in (part.before, part.after):
            for above, box in pairwise(column):
                assert above.y + above.height <= box.y
            assert all(box.x >= 0 and box.x + box.width <= WIDTH for box in column)
            assert all(box.y + box.height <= part.height for box in column)


def test_a_ribbon_is_as_high_as_the_share_at_both_ends() -> None:
    before = [unit("a", posts=30), unit("b", posts=10)]
    (part,) = place(fold(chart(before, [unit("ab", posts=36)], ("a", "ab", "1"), ("b", "ab", "1"))))
    heights = [ribbon.end_height / part.after[1].height for ribbon in part.ribbons]
    assert heights == [0.75, 0.25]
    assert [ribbon.height for ribbon in part.ribbons] == [box.height for box in part.before[1:]]


def test_the_drawing_says_in_words_what_it_shows_and_holds_no_markup_of_names() -> None:
    before = [unit("<b>a</b>"), unit("b")]
    (part,) = place(fold(chart(before, [unit("ab")], ("<b>a</b>", "ab", "1"), ("b", "ab", "1"))))
    drawing = draw(part, name="chart", title="A & B", description="Two become one.", heads=("Before", "After"))
    assert '<title id="chart-title">A &amp; B</title><desc id="chart-text">Two become one.</desc>' in drawing
    assert "<b>" not in drawing
    assert "× b" in drawing
    assert "* ab" in drawing


def test_shares_of_a_unit_that_a_step_divides_are_kept_exactly() -> None:
    seen = chart([unit("a")], [unit("b"), unit("c")], ("a", "b", "1/3"), ("a", "c", "2/3"))
    assert sum(Fraction(share) for _, _, share in seen.parts) == 1
    assert sorted(link.leaving for link in fold(seen).links) == pytest.approx([1 / 3, 2 / 3])
