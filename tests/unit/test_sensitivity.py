"""Sensitivity on real runs of the small scenario, and decisions on numbers that are known."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from orgsim import compile_plan, read_scenario, simulate
from orgsim.analysis.evaluations import Evaluations, Point, groups_of, points_of
from orgsim.analysis.measures import measure
from orgsim.analysis.ranking import decide, ranking
from orgsim.analysis.sensitivity import default_measures, sensitivity, simulations_of
from orgsim.analysis.sensitivity_result import Output, Sensitivity
from orgsim.analysis.shares import indices_of, shares_of
from orgsim.errors import RunError
from orgsim.model.assumptions import Ranged, Rates, at_settings, ranged
from orgsim.model.outcomes import Outcomes
from orgsim.model.ranges import Range
from orgsim.model.scenario import Scenario

SMALL = read_scenario(Path(__file__).parents[2] / "src" / "orgsim" / "io" / "small")
BOTH = ("gradual", "swift")
RATES = SMALL.assumptions.rates


def futures(scenario: Scenario, roadmap: str) -> Outcomes:
    return simulate(compile_plan(scenario, roadmap), replications=24, seed=3, keep=())


@cache
def found() -> Sensitivity:
    return sensitivity(SMALL, BOTH, futures, seed=3, points=2)


def with_rates(rates: Rates) -> Scenario:
    return replace(SMALL, assumptions=SMALL.assumptions.model_copy(update={"rates": rates}))


def with_ranges(**ranges: Range | None) -> Scenario:
    """Return the small scenario with these ranges and no others."""
    every: dict[str, Range | None] = dict.fromkeys(ranged(RATES)) | ranges
    return with_rates(
        RATES.model_copy(
            update={name: getattr(RATES, name).model_copy(update={"range": one}) for name, one in every.items()}
        )
    )


def factor(low: float, high: float, **changes: Any) -> Range:
    return Range.model_validate(
        {"of": "factor", "low": low, "high": high, "shape": "uniform", "reason": "A test", **changes}
    )


def test_levels_are_those_of_a_plain_simulation() -> None:
    runs = {roadmap: futures(SMALL, roadmap) for roadmap in BOTH}
    for level in found().levels:
        output = level.output
        values = measure(SMALL, runs[output.roadmap], output.measure)
        if output.against is not None:
            values = values - measure(SMALL, runs[output.against], output.measure)
        assert level.mean == values.sum() / 24


def test_a_swing_is_what_another_assumptions_file_would_give() -> None:
    """Replication by replication, with the same luck."""
    before, after = (
        measure(scenario, futures(scenario, "swift"), "cost")
        for scenario in (SMALL, with_rates(at_settings(RATES, {"quit_hazard": 1.6})))
    )
    swing = next(
        one
        for one in found().swings
        if one.assumption == "quit_hazard" and one.output == Output(measure="cost", roadmap="swift")
    )
    change = (after - before).astype(float)
    assert swing.high.mean == pytest.approx(change.mean(), rel=1e-12)
    assert swing.high.mean_low is not None
    reach = 2.0686576104190406 * change.std(ddof=1) / np.sqrt(24)  # Student's t, 23 degrees of freedom, 97.5 %
    assert swing.high.mean_low == pytest.approx(change.mean() - reach, rel=1e-9)


@pytest.mark.parametrize(
    ("assumption", "measures"),
    [
        ("discount_rate", {"cost", "leavers", "people", "all-targets"}),
        ("leadership", {"leavers", "people", "all-targets"}),
    ],
)
def test_what_an_assumption_has_no_part_in_is_exactly_unmoved(assumption: str, measures: set[str]) -> None:
    swings = [one for one in found().swings if one.assumption == assumption and one.output.measure in measures]
    indices = [one for one in found().indices if one.assumption == assumption and one.output.measure in measures]
    assert len(swings) == len(indices) == 3 * len(measures)
    assert {(end.mean, end.mean_low, end.mean_high) for one in swings for end in (one.low, one.high)} == {
        (0.0, 0.0, 0.0)
    }
    assert {part for one in indices for part in (*one.first.model_dump().values(), one.total.value)} == {0.0}


def test_more_resignations_make_more_leavers_and_less_cost() -> None:
    for roadmap in BOTH:
        leavers, cost = (
            next(
                one
                for one in found().swings
                if one.assumption == "quit_hazard" and one.output == Output(measure=name, roadmap=roadmap)
            )
            for name in ("leavers", "cost")
        )
        assert leavers.low.mean < 0 < leavers.high.mean
        assert cost.high.mean < 0 < cost.low.mean


def test_an_assumption_alone_in_its_range_has_all_the_variance_of_assumptions() -> None:
    only = sensitivity(with_ranges(leadership=factor(0.5, 2)), ["swift"], futures, seed=1, points=8, measures=["cost"])
    (index,) = only.indices
    assert index.total.low < 1 < index.total.high
    (shares,) = only.shares
    assert shares.assumptions + shares.luck + shares.together == pytest.approx(1)
    assert shares.noise < 1e-3


@pytest.mark.parametrize(
    "other",
    [factor(0.5, 1.6), factor(0.6, 3), factor(0.6, 1.6, shape="triangular"), None],
    ids=["low", "high", "shape", "none"],
)
def test_every_part_of_a_range_does_something(other: Range | None) -> None:
    first, second = leavers_within(factor(0.6, 1.6)), leavers_within(other)
    assert (first.swings, first.shares) != (second.swings, second.shares)


@cache
def leavers_within(quits: Range | None) -> Sensitivity:
    scenario = with_ranges(leadership=factor(0.8, 1.2), quit_hazard=quits)
    return sensitivity(scenario, ["swift"], futures, seed=1, points=2, measures=["leavers"])


def test_a_value_and_the_factor_that_gives_it_are_the_same_place() -> None:
    ends = factor(0.5, 1), factor(0.5, 1, of="value")
    one, two = (
        sensitivity(with_ranges(death_multiplier=end), ["swift"], futures, seed=1, points=2, measures=["leavers"])
        for end in ends
    )
    assert (one.swings, one.indices, one.shares) == (two.swings, two.indices, two.shares)


def test_the_order_of_roadmaps_changes_the_order_of_rows_and_no_number() -> None:
    turned = sensitivity(SMALL, BOTH[::-1], futures, seed=3, points=2)
    for name in ("levels", "swings", "indices", "shares"):
        one, two = (sorted(getattr(every, name), key=repr) for every in (found(), turned))
        assert one == two
    assert turned.decision == found().decision


def test_the_same_seed_gives_the_same_bytes_and_another_one_other_points() -> None:
    once, again, other = (
        sensitivity(SMALL, ["swift"], futures, seed=seed, points=2, measures=["leavers"]) for seed in (3, 3, 4)
    )
    assert again.model_dump_json() == once.model_dump_json()
    assert other.indices != once.indices
    assert other.swings == once.swings


def test_an_analysis_can_be_stored_and_read() -> None:
    assert Sensitivity.model_validate_json(found().model_dump_json()) == found()


def test_progress_adds_up_to_the_simulations_that_were_announced() -> None:
    done: list[int] = []
    sensitivity(SMALL, ["swift"], futures, seed=3, points=2, measures=["cost"], progress=done.append)
    assert sum(done) == simulations_of(SMALL, ["swift"], points=2)


def test_points_that_differ_only_in_what_is_not_simulated_share_a_simulation() -> None:
    points = points_of(ranged(RATES), 8, seed=1)
    groups = groups_of(points)
    assert sorted(position for group in groups for position in group) == list(range(len(points)))
    # Of 1 + 2 × 4 + 8 × 6 points, the two ends of the rate and the 8 where it alone is mixed are simulated already.
    assert (len(points), len(groups)) == (57, 47)


def test_a_ranking_survives_in_ranges_that_are_next_to_nothing() -> None:
    tiny = with_ranges(quit_hazard=factor(0.9999, 1.0001), leadership=factor(0.9999, 1.0001))
    decision = sensitivity(tiny, BOTH, futures, seed=1, points=2).decision
    assert decision is not None
    assert (decision.first_survives.share, decision.ranking_survives.share, decision.overturned) == (1.0, 1.0, ())
    assert (decision.points, decision.hangs_on) == (4, ())


def test_one_roadmap_is_no_decision() -> None:
    only = sensitivity(SMALL, ["swift"], futures, seed=1, points=2, measures=["people"])
    assert only.decision is None
    assert (only.reference, [level.output.against for level in only.levels]) == ("swift", [None])


def test_measures_are_those_that_are_named_or_else_costs_people_and_targets() -> None:
    assert found().measures == default_measures(SMALL)
    assert default_measures(replace(SMALL, targets=())) == ("cost", "present_value", "leavers", "people")
    named = sensitivity(with_ranges(leadership=factor(1, 2)), BOTH, futures, seed=1, points=2, measures=["vacancies"])
    assert {level.output.measure for level in named.levels} == {"vacancies"}
    assert named.decision is not None
    assert named.decision.rule == ("all-targets", "present_value")


def test_a_scenario_without_ranges_is_refused_with_the_way_out() -> None:
    with pytest.raises(RunError) as raised:
        sensitivity(with_ranges(), BOTH, futures, seed=1)
    assert str(raised.value) == (
        "no assumption of scenario 'ben-song' has a range, so there is nothing to vary; add one to a value of its "
        "assumptions file, such as\n"
        "    range: {of: factor, low: 0.5, high: 2, shape: triangular, reason: Nobody knows}\n"
        "and run the scenario again"
    )


def test_what_cannot_be_done_is_refused_before_anything_is_simulated() -> None:
    def never(scenario: Scenario, roadmap: str) -> Outcomes:
        raise AssertionError(f"{roadmap} was simulated")

    with pytest.raises(RunError, match=r"^there is no measure 'costs'; did you mean 'cost'"):
        sensitivity(SMALL, BOTH, never, seed=1, measures=["costs"])
    with pytest.raises(RunError, match=r"^points is 12; it must be a power of two"):
        sensitivity(SMALL, BOTH, never, seed=1, points=12)


def test_one_replication_tells_no_luck() -> None:
    def one(scenario: Scenario, roadmap: str) -> Outcomes:
        return simulate(compile_plan(scenario, roadmap), replications=1, seed=1)

    with pytest.raises(RunError, match=r"^replications is 1; luck is told from assumptions by at least 2$"):
        sensitivity(SMALL, BOTH, one, seed=1)


VARIED = {
    name: Ranged[float](
        value=1.0, unit="1", reason="A test", source="A test", confidence="assumed", range=factor(0, 2, of="value")
    )
    for name in ("x", "y")
}
POINTS = points_of(VARIED, 64, seed=1)


def at_points(met: Any, cost: Any) -> Evaluations:
    """Give roadmap ``b`` a probability and a cost by point; ``a`` always has 1 of 2 futures and costs 10."""

    def both(what: Any) -> NDArray[np.int64]:
        return np.array([what({"x": 1.0, "y": 1.0} | dict(point)) for point in POINTS], np.int64)

    def alike(*values: int) -> NDArray[np.int64]:
        return np.tile(np.array(values, np.int64), (len(POINTS), 1))

    return Evaluations(
        2,
        {
            ("a", "all-targets"): alike(0, 1),
            ("b", "all-targets"): both(met),
            ("a", "present_value"): alike(10_000, 10_000),
            ("b", "present_value"): both(cost),
        },
    )


RULE = ("all-targets", "present_value")


def by_cost(point: Point) -> tuple[int, int]:
    return (round(9_400 + 1000 * point["x"]),) * 2


def test_a_decision_counts_the_points_at_which_it_would_be_another() -> None:
    """Roadmap b is cheaper where x is below 0.6 and a is first as stated, at x = 1."""
    found = at_points(lambda _: (1, 0), by_cost)
    decision = decide(RULE, ["a", "b"], ["x", "y"], found, seed=1)
    cheaper = [point for point in POINTS[5 : 5 + 128] if round(1000 * point["x"]) < 600]
    assert (decision.ranking, decision.points) == (("a", "b"), 128)
    assert decision.first_survives.share == 1 - len(cheaper) / 128 == decision.ranking_survives.share
    assert {name: one.share for name, one in decision.first_at.items()} == {
        "a": 1 - len(cheaper) / 128,
        "b": len(cheaper) / 128,
    }
    assert [(one.assumption, one.end, one.ranking) for one in decision.overturned] == [("x", "low", ("b", "a"))]
    assert decision.margin.output == Output(measure="present_value", roadmap="a", against="b")
    assert decision.margin.mean == -400
    assert [index.assumption for index in decision.hangs_on] == ["x"]


def test_a_probability_that_varies_is_what_a_decision_hangs_on() -> None:
    found = at_points(lambda point: (1, int(point["y"] > 0.5)), by_cost)
    decision = decide(RULE, ["a", "b"], ["x", "y"], found, seed=1)
    assert decision.ranking == ("b", "a")
    assert decision.margin.output == Output(measure="all-targets", roadmap="b", against="a")
    assert [index.assumption for index in decision.hangs_on] == ["y"]


def test_what_is_equal_in_probability_and_cost_is_ranked_by_name() -> None:
    sums = {(roadmap, name): 5 for roadmap in ("c", "a", "b") for name in RULE}
    assert ranking(RULE, sums, ["c", "a", "b"]) == ("a", "b", "c")
    assert ranking(RULE, sums | {("c", "present_value"): 4}, ["a", "b", "c"]) == ("c", "a", "b")
    assert ranking(RULE, sums | {("b", "all-targets"): 6}, ["a", "b", "c"]) == ("b", "a", "c")


def test_shares_tell_assumptions_from_luck_and_from_both() -> None:
    """Costs are 1000·x at each point, plus 300 by luck in one of two futures: nothing hangs on both together."""
    cost = Output(measure="present_value", roadmap="b")
    found = at_points(lambda _: (0, 0), lambda point: (round(1000 * point["x"]), round(1000 * point["x"]) + 300))
    xs = [round(1000 * point["x"]) for point in POINTS[5 : 5 + 128]]
    spread = Fraction(128 * sum(x * x for x in xs) - sum(xs) ** 2, 128 * 127)
    shares = shares_of(cost, found)
    assert shares.assumptions == float(spread / (spread + 45_000))
    assert shares.luck == float(45_000 / (spread + 45_000))
    assert (shares.together, shares.noise, shares.set_to_zero) == (0.0, 0.0, ())
    of_x, of_y = indices_of(cost, ["x", "y"], found, seed=1)
    assert of_x.total.low < 1 < of_x.total.high
    assert of_y.total.value == of_y.first.value == 0


def test_a_share_that_is_estimated_as_negative_is_nothing_and_says_so() -> None:
    """Luck that turns round from point to point: columns and rows have equal sums."""
    found = at_points(lambda _: (0, 0), lambda point: (0, 2) if point["x"] > 1 else (2, 0))
    shares = shares_of(Output(measure="present_value", roadmap="b"), found)
    assert (shares.assumptions, shares.luck, shares.together) == (0.0, 0.0, 1.0)
    assert "assumptions" in shares.set_to_zero
    assert shares.noise == 1.0
