"""What holds of every comparison, whatever the roadmaps and their luck."""

from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim import compare, compile_plan, read_scenario, simulate
from orgsim.analysis.comparison import Comparison
from orgsim.analysis.measures import measure
from orgsim.analysis.pairs import difference
from orgsim.analysis.waterfall import BY, CROSSING, By, bridges
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario
from orgsim.rules.reorganise import follow

ROOT = Path(__file__).parents[2]
NAMES = ("as-decreed", "front-loaded", "natural-attrition")


@cache
def city() -> Scenario:
    return read_scenario(ROOT / "scenarios" / "mong-cai")


@cache
def run(name: str, seed: int = 1) -> Outcomes:
    return simulate(compile_plan(city(), name), replications=30, seed=seed)


@cache
def compared(order: tuple[str, ...]) -> Comparison:
    return compare(city(), [run(name) for name in order])


def keyed(comparison: Comparison) -> dict[str, Any]:
    """Return everything that a comparison says, in an order of its own."""
    found = comparison.model_dump(mode="json")
    for part, keys in {
        "roadmaps": ("id",),
        "differences": ("roadmap", "measure"),
        "savings": ("roadmap",),
        "structure": ("roadmap",),
    }.items():
        found[part] = sorted(found[part], key=itemgetter(*keys))
    return found


@settings(max_examples=20, deadline=None)
@given(st.permutations(NAMES), st.integers(1, 3))
def test_another_order_of_roadmaps_permutes_the_tables_and_changes_no_number(order: list[str], count: int) -> None:
    some = tuple(order[:count])
    one, other = compared(some), compared(tuple(sorted(some)))
    assert keyed(one) == keyed(other)
    for part in ("roadmaps", "structure"):
        ids = [row["id" if part == "roadmaps" else "roadmap"] for row in one.model_dump()[part]]
        assert ids == list(some), part
    others = [name for name in some if name != one.reference]
    assert list(dict.fromkeys(row.roadmap for row in one.differences)) == others
    assert [row.roadmap for row in one.savings] == others


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("by", BY)
def test_the_channels_of_every_waterfall_add_up_in_every_replication(name: str, by: By) -> None:
    history = follow(city().organisation, city().roadmaps[name].steps)
    found = list(bridges(run(name), history, by))
    assert {of for of, _, _ in found} >= {"people", "posts"}
    for _, _, bridge in found:
        changes = [values for channel, values in bridge.items() if channel not in ("opening", "closing")]
        assert all(values.dtype == np.int64 for values in bridge.values())
        assert np.array_equal(bridge["opening"] + np.sum(changes, axis=0), bridge["closing"])


@pytest.mark.parametrize("name", NAMES)
def test_payers_add_up_to_the_whole_in_every_channel(name: str) -> None:
    history = follow(city().organisation, city().roadmaps[name].steps)
    whole = {(of, part): bridge for of, part, bridge in bridges(run(name), history, "whole")}
    for of in ("people", "posts"):
        payers = [bridge for found, _, bridge in bridges(run(name), history, "payer") if found == of]
        for channel, values in whole[of, ""].items():
            assert np.array_equal(np.sum([bridge[channel] for bridge in payers], axis=0), values), (of, channel)
        # A post that somebody else pays from now on is one that the state does not.
        assert any(bridge["payer_changed"].any() for bridge in payers)


@pytest.mark.parametrize("by", ["level", "kind", "group", "unit"])
def test_parts_add_up_to_the_whole_but_for_units_that_crossed_the_boundary(by: By) -> None:
    name, outcomes = "as-decreed", run("as-decreed")
    history = follow(city().organisation, city().roadmaps[name].steps)
    crossed = [part for part in {part for _, part, _ in bridges(outcomes, history, by)} if part == CROSSING]
    assert bool(crossed) == (by != "unit")
    parts = [bridge for of, _, bridge in bridges(outcomes, history, by) if of == "people"]
    # Whoever is in a unit that is within the boundary at the end is within it.
    assert np.array_equal(np.sum([bridge["closing"] for bridge in parts], axis=0), outcomes.totals["people"][:, -1])
    outside = set(history.closing.inside) & set(history.opening.units) - set(history.opening.inside)
    places = [position for position, unit in enumerate(outcomes.units) if unit in outside]
    before = outcomes.opening_by_unit["people"][places].sum()
    assert before > 0
    assert (np.sum([bridge["opening"] for bridge in parts], axis=0) == outcomes.opening["people"] + before).all()


def test_the_shares_of_a_duel_are_those_of_all_futures_and_regret_is_zero_for_the_best() -> None:
    comparison = compared(NAMES)
    assert {duel.criterion for duel in comparison.duels} == {"missed-targets", "funded_posts", "supernumerary", "cost",
                                                            "present_value"}  # fmt: skip
    for duel in comparison.duels:
        ones, twos = (measure(city(), run(name), duel.criterion) for name in (duel.one, duel.two))
        assert (duel.less, duel.equal, duel.more) == tuple(
            float(hits.mean()) for hits in (ones < twos, ones == twos, ones > twos)
        )
        if duel.dominance == "always":
            better, worse = (ones, twos) if duel.better == duel.one else (twos, ones)
            assert (better <= worse).all()
            assert (better < worse).any()
    for choice in comparison.choices:
        values = {name: measure(city(), run(name), choice.criterion) for name in choice.regret}
        for name, own in values.items():
            regret = own - np.min(list(values.values()), axis=0)
            assert choice.regret[name].mean == regret.sum() / len(regret)
            assert choice.best[name].share == (regret == 0).mean()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=40))
def test_the_gain_of_pairing_is_the_variance_without_it_by_the_variance_with_it(rows: list[tuple[int, int]]) -> None:
    ones, twos = (np.array(column) for column in zip(*rows, strict=True))
    found = difference("swift", "people", ones, twos, together=1)
    gap = (ones - twos).var()
    assert found.gain == (None if gap == 0 else (ones.var() + twos.var()) / gap)
    assert found.mean == (ones - twos).sum() / len(rows)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=40), st.integers(2, 6))
def test_intervals_that_hold_together_are_wider(values: list[int], together: int) -> None:
    alone, joint = (
        difference("a", "people", np.array(values), np.zeros(len(values), np.int64), n) for n in (1, together)
    )
    assert alone.mean_low is not None
    assert joint.mean_low is not None
    assert joint.mean_low < alone.mean_low or len(set(values)) == 1
