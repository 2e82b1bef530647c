"""Attribution on real runs: it adds up exactly, idle steps get nothing, and who needs whom is named."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orgsim import compile_plan, read_scenario, simulate
from orgsim.analysis.attribute import attribute, most_coalitions
from orgsim.analysis.attribution import Attribution, Contribution
from orgsim.analysis.coalitions import feasible_steps, players_of, worth_of
from orgsim.analysis.intervals import mean_interval
from orgsim.analysis.measures import measure, measure_names
from orgsim.analysis.shapley import marginal_contributions, mean_of, sampled_orders, shapley_values
from orgsim.errors import RunError
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario
from tests.making import one_office, people, roadmap, scenario, slots, unit
from tests.unit.test_kernel import recruitment, separation

REPLICATIONS = 25
SMALL = read_scenario(Path(__file__).parents[2] / "src" / "orgsim" / "io" / "small")
MEASURES = measure_names(SMALL)
GROUPS = {"station": ["take-over-station", "farm-markets"]}


class Run:
    """Simulates, and remembers what it has simulated: the same roadmaps come again in several tests."""

    def __init__(self, replications: int = REPLICATIONS) -> None:
        self.replications = replications
        self.known: dict[object, Outcomes] = {}

    def __call__(self, changed: Scenario, name: str) -> Outcomes:
        road = changed.roadmaps[name]
        key = (name, *((step.id, step.date) for step in road.steps), *(one.id for one in road.programmes))
        if key not in self.known:
            plan = compile_plan(changed, name)
            self.known[key] = simulate(plan, replications=self.replications, seed=5, keep=())
        return self.known[key]


RUN = Run()


def shares(attribution: Attribution, name: str) -> Mapping[str, Contribution]:
    return {share.player: share for share in attribution.contributions if share.measure == name}


@pytest.fixture(scope="module")
def gradual() -> Attribution:
    return attribute(SMALL, "gradual", RUN, measures=MEASURES, groups=GROUPS)


def test_shapley_values_of_every_measure_add_up_to_the_last_unit(gradual: Attribution) -> None:
    whole = RUN(SMALL, "gradual")
    assert gradual.exact
    assert [total.measure for total in gradual.totals] == list(MEASURES)
    for total in gradual.totals:
        parts = shares(gradual, total.measure).values()
        assert sum(Fraction(share.shapley.sum) for share in parts) == int(total.difference.sum)
        assert int(total.everything.sum) - int(total.nothing.sum) == int(total.difference.sum)
        assert int(total.everything.sum) == measure(SMALL, whole, total.measure).sum()


def test_shapley_values_add_up_in_every_replication_exact_or_sampled() -> None:
    road = SMALL.roadmaps["gradual"]
    players = players_of(road, GROUPS)
    worth = worth_of(SMALL, road, players, RUN, MEASURES)
    whole = worth(frozenset(range(len(players)))) - worth(frozenset())
    assert whole.shape == (len(MEASURES), REPLICATIONS)
    added = [marginal_contributions(order, worth) for order in sampled_orders(len(players), 6, seed=1)]
    for values in (shapley_values(len(players), worth), [mean_of(one) for one in zip(*added, strict=True)]):
        assert (np.sum(values, axis=0) == whole).all()


def test_with_everything_there_the_worth_is_that_of_the_run() -> None:
    road = SMALL.roadmaps["swift"]
    players = players_of(road)
    worth = worth_of(SMALL, road, players, RUN, ["people", "cost"])(frozenset(range(len(players))))
    run = simulate(compile_plan(SMALL, "swift"), replications=REPLICATIONS, seed=5)
    assert worth.tolist() == [measure(SMALL, run, name).tolist() for name in ("people", "cost")]


def test_a_step_that_moves_only_duties_is_exactly_zero_also_on_a_day_of_its_own() -> None:
    whole = SMALL.roadmaps["gradual"]
    steps = tuple(
        step.model_copy(update={"date": dt.date(2022, 10, 1)}) if step.id == "farm-markets" else step
        for step in whole.steps
    )
    later = replace(SMALL, roadmaps={"gradual": whole.model_copy(update={"steps": steps})})
    # The premise: by itself a day of steps divides the year, and money differs by a few coins.
    without = replace(later, roadmaps={"gradual": whole.model_copy(update={"steps": (steps[0], steps[2])})})
    runs = [simulate(compile_plan(one, "gradual"), replications=REPLICATIONS, seed=5) for one in (later, without)]
    assert (measure(SMALL, runs[0], "cost") != measure(SMALL, runs[1], "cost")).any()
    groups = {"units": ["take-over-station", "merge-radio"]}
    found = attribute(later, "gradual", RUN, measures=MEASURES, groups=groups, exact_up_to=0, orders=4)
    for name in MEASURES:
        idle = shares(found, name)["steps:farm-markets"]
        for estimate in (idle.leave_one_out, idle.shapley):
            assert (estimate.sum, estimate.low, estimate.high, estimate.error) == ("0", 0, 0, 0)
    effective = {share.player for share in found.contributions if share.leave_one_out.sum != "0"}
    assert effective == {player.id for player in found.players} - {"steps:farm-markets"}
    assert not any("steps:farm-markets" in pair.players for pair in found.interactions)


def test_sampled_values_are_the_exact_ones_within_four_stated_errors(gradual: Attribution) -> None:
    sampled = attribute(SMALL, "gradual", RUN, groups=GROUPS, exact_up_to=5, orders=60, order_seed=8)
    assert (sampled.exact, sampled.orders) == (False, 60)
    uncertain = 0
    for share in sampled.contributions:
        truth = shares(gradual, share.measure)[share.player]
        assert share.leave_one_out == truth.leave_one_out
        gap = abs(Fraction(share.shapley.sum) - Fraction(truth.shapley.sum)) / REPLICATIONS
        # Where the stated error is 0, all orders agree.
        assert gap <= 4 * Fraction(share.shapley.error)
        uncertain += share.shapley.error > 0
    assert uncertain > 20


def test_intervals_are_paired_and_grow_with_the_error_of_the_draw(gradual: Attribution) -> None:
    road = SMALL.roadmaps["gradual"]
    players = players_of(road, GROUPS)
    worth = worth_of(SMALL, road, players, RUN, ["leavers"])
    everybody = frozenset(range(len(players)))
    lost = (worth(everybody) - worth(everybody - {3}))[0].astype(np.int64)
    found = shares(gradual, "leavers")[players[3].id].leave_one_out
    assert (found.mean, found.low, found.high) == pytest.approx(mean_interval(lost))
    sampled = attribute(SMALL, "gradual", RUN, measures=["cost"], groups=GROUPS, exact_up_to=0, orders=4)
    for share in shares(sampled, "cost").values():
        half = share.shapley.mean - (share.shapley.low or 0)
        # Two pairs leave one degree of freedom, of which the 97.5 % point of Student's t is 12.7.
        assert half >= 12.7 * share.shapley.error
    assert any(share.shapley.error > 0 for share in shares(sampled, "cost").values())


def leaving_and_hiring() -> Scenario:
    """Nobody leaves but under a programme, and nobody is hired but for a leaver."""
    quota = {2015: 2, 2016: 2}
    programmes = [separation(quota=quota, post="keep"), recruitment(share_of_leavers=0.5)]
    return one_office(20, roadmap(programmes=programmes))


def test_two_programmes_that_need_each_other_are_named() -> None:
    found = attribute(leaving_and_hiring(), "plan", Run(3), measures=["recruited", "leavers"])
    # Two recruits come only if both are there: each has half of them, and without either all of them are lost.
    assert [share.shapley.mean for share in shares(found, "recruited").values()] == [1, 1]
    assert [share.leave_one_out.mean for share in shares(found, "recruited").values()] == [2, 2]
    assert [share.leave_one_out.mean for share in shares(found, "leavers").values()] == [4, 0]
    (pair,) = found.interactions
    assert (pair.measure, pair.players) == ("recruited", ("programme:separation", "programme:hiring"))
    assert (pair.beyond.sum, pair.beyond.low, pair.beyond.high) == ("6", 2, 2)


def test_they_are_named_too_where_only_orders_are_drawn() -> None:
    found = attribute(leaving_and_hiring(), "plan", Run(3), measures=["recruited"], exact_up_to=1, orders=6)
    assert not found.exact
    assert [(pair.players, pair.beyond.mean) for pair in found.interactions] == [
        (("programme:separation", "programme:hiring"), 2)
    ]


def two_offices() -> Scenario:
    """Two offices become one, in which a post is cut later: the cut needs the merger."""
    into = {
        "id": "joint",
        "name": "J",
        "name_vi": "J",
        "kind": "division",
        "counted_as": "agency",
        "reports_to": "city",
    }
    merger = {"op": "consolidate", "units": ["east", "west"], "into": into, "deputies": "all", "abolish": 1}
    steps = [
        {"id": "merger", "date": "2015-03-01", **merger},
        {"id": "cut", "date": "2016-01-01", "op": "reduce_establishment", "cuts": {"joint": 1}},
    ]
    staff = people(6)
    ids = tuple(staff)
    seats = {"east": slots("east", 4, holders=ids[:3]), "west": slots("west", 4, holders=ids[3:])}
    return scenario([unit("city", None), unit("east"), unit("west")], seats, staff, roadmap(steps=steps))


def test_a_step_counts_for_nothing_until_what_it_needs_is_there() -> None:
    found = attribute(two_offices(), "plan", Run(2), measures=["posts"])
    cells = {name: (share.shapley.mean, share.leave_one_out.mean) for name, share in shares(found, "posts").items()}
    # Posts lost: none by the cut alone, 1 by the merger, 2 by both.
    assert cells == {"steps:merger": (-1.5, -2), "steps:cut": (-0.5, -1)}
    assert [player.needed_by for player in found.players] == [("cut",), ()]
    assert found.evaluations == 3
    merger, cut = two_offices().roadmaps["plan"].steps
    opening = two_offices().organisation
    assert feasible_steps(opening, [cut, merger]) == (merger, cut)
    assert feasible_steps(opening, [cut]) == ()


def test_steps_of_a_group_are_one_player_and_all_others_are_alone() -> None:
    road = SMALL.roadmaps["swift"]
    players = players_of(road, {"centre": ["media-centre", "cut-vacant"]})
    assert [(player.kind, player.id) for player in players] == [
        ("steps", "steps:centre"),
        ("steps", "steps:take-over-station"),
        ("steps", "steps:farm-markets"),
        ("steps", "steps:one-school"),
        ("steps", "steps:close-ferry"),
        ("programme", "programme:hiring-stop"),
        ("programme", "programme:promotion"),
    ]
    assert players[0].steps == ("media-centre", "cut-vacant")
    assert players[-1].name_vi == "Bổ nhiệm tại chỗ"


def test_one_replication_has_no_interval_and_an_empty_roadmap_no_players() -> None:
    found = attribute(one_office(4), "plan", Run(1), measures=["people"])
    assert not any((found.players, found.contributions, found.interactions))
    (total,) = found.totals
    assert (total.everything.sum, total.nothing.sum, total.difference.sum) == ("4", "4", "0")
    assert (total.everything.low, total.everything.high) == (None, None)


def test_an_attribution_is_the_same_every_time_and_survives_its_file(gradual: Attribution) -> None:
    assert attribute(SMALL, "gradual", RUN, measures=MEASURES, groups=GROUPS) == gradual
    assert Attribution.model_validate_json(gradual.model_dump_json()) == gradual


@pytest.mark.parametrize(("exact_up_to", "orders"), [(8, 24), (5, 4), (0, 24)])
def test_no_more_coalitions_are_asked_for_than_is_said(exact_up_to: int, orders: int) -> None:
    told: list[None] = []
    attribute(
        SMALL,
        "gradual",
        RUN,
        measures=["cost"],
        groups=GROUPS,
        exact_up_to=exact_up_to,
        orders=orders,
        told=lambda: told.append(None),
    )
    assert 0 < len(told) <= most_coalitions(6, 1, exact_up_to=exact_up_to, orders=orders)


@pytest.mark.parametrize(
    ("roadmap_id", "changes", "message"),
    [
        ("gradula", {}, "scenario 'ben-song' has no roadmap 'gradula'; did you mean 'gradual'?"),
        ("gradual", {"measures": ["post"]}, "there is no measure 'post'; did you mean 'posts'?"),
        (
            "gradual",
            {"groups": {"a": ["merge-radios"]}},
            "roadmap 'gradual' has no step 'merge-radios'; did you mean 'merge-radio'?",
        ),
        (
            "gradual",
            {"groups": {"a": ["merge-radio"], "b": ["merge-radio"]}},
            "step 'merge-radio' is named 2 times; a step belongs to one group",
        ),
        (
            "gradual",
            {"exact_up_to": 0, "orders": 7},
            "orders is 7; it must be an even number of at least 4, for they come in pairs",
        ),
    ],
)
def test_what_cannot_be_attributed_is_refused_in_words(
    roadmap_id: str, changes: Mapping[str, Any], message: str
) -> None:
    with pytest.raises(RunError) as raised:
        attribute(SMALL, roadmap_id, RUN, **changes)
    assert str(raised.value) == message


def test_roadmaps_that_do_not_share_their_luck_are_refused() -> None:
    seeds = iter(range(100))

    def unlike(changed: Scenario, name: str) -> Outcomes:
        return simulate(compile_plan(changed, name), replications=2, seed=next(seeds))

    with pytest.raises(RunError, match="must be simulated with one seed and one number of replications"):
        attribute(two_offices(), "plan", unlike, measures=["posts"])
