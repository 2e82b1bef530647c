"""Attribution: what each step and programme of a roadmap contributed to what the roadmap gives."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
from scipy import special

from orgsim.analysis.attribution import Attribution, Contribution, ExactMean, Interaction, PlayerResult, Total
from orgsim.analysis.coalitions import needed_by, players_of, roadmap_named, worth_of
from orgsim.analysis.comparison import Named
from orgsim.analysis.measures import ALL_TARGETS, Simulate, measure_names, target_measure
from orgsim.analysis.shapley import (
    Exact,
    Worth,
    error_of_orders,
    gain,
    interaction_indices,
    leave_one_out,
    marginal_contributions,
    mean_of,
    sampled_orders,
    shapley_values,
)
from orgsim.errors import Message, RunError, did_you_mean
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario

__all__ = ["EXACT_UP_TO", "ORDERS", "attribute", "attribution_measures", "most_coalitions"]

EXACT_UP_TO = 8
"""So many players at most have all their coalitions simulated."""

ORDERS = 24
"""So many orders are drawn for more players."""

_STRONGEST = 8
"""So many players of each measure have their pairs looked at, if not all coalitions are simulated."""

_NAMED = 10
"""So many interactions of each measure are named."""


def attribution_measures(scenario: Scenario) -> tuple[str, ...]:
    """Return the measures that are attributed if none are named: people, what targets count, leavers, money, success.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> attribution_measures(read_scenario(Path("src/orgsim/io/small")))[2:6]
    ('supernumerary', 'leavers', 'cost', 'present_value')
    """
    success = (*(target_measure(target.id) for target in scenario.targets), ALL_TARGETS) if scenario.targets else ()
    counted = (target.measure for target in scenario.targets)
    return tuple(dict.fromkeys(("people", "posts", *counted, "leavers", "cost", "present_value", *success)))


def most_coalitions(players: int, measures: int, *, exact_up_to: int = EXACT_UP_TO, orders: int = ORDERS) -> int:
    """Return how many coalitions an attribution asks for at most.

    Examples
    --------
    >>> most_coalitions(3, 5), most_coalitions(15, 5, orders=24)
    (8, 458)
    """
    if players <= exact_up_to:
        return int(2**players)
    pairs = min(math.comb(players, 2), measures * math.comb(_STRONGEST, 2))
    return 2 + players + orders * (players - 1) + pairs


def attribute(
    scenario: Scenario,
    roadmap: str,
    simulate: Simulate,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    measures: Sequence[str] = (),
    exact_up_to: int = EXACT_UP_TO,
    orders: int = ORDERS,
    order_seed: int = 1,
    told: Callable[[], None] = lambda: None,
) -> Attribution:
    """Say what each programme and group of steps of a roadmap contributed.

    A coalition is the roadmap with some of them only. A step that cannot be taken because it needs another one that is
    left out is left out too: it counts for nothing until what it needs is there. All coalitions share their luck and
    the days of the roadmap, see :func:`orgsim.analysis.coalitions.worth_of`.

    Parameters
    ----------
    simulate
        Runs a roadmap of a scenario; always with the same seed and replications.
    groups
        Ids of steps that belong together, by the name of the group; all other steps are alone.
    measures
        Names of :func:`orgsim.analysis.measures.measure_names`; :func:`attribution_measures` if there are none.
    exact_up_to
        With so many players at most, all coalitions are simulated. Else orders are drawn, and interactions are looked
        for among the pairs of the strongest players of each measure.
    orders
        How many orders are drawn, an even number of at least 4.
    order_seed
        The seed of that draw.
    told
        Called whenever a coalition is known.

    Returns
    -------
        Leave-one-out differences, and Shapley values that add up to the whole exactly, in every replication.

    Raises
    ------
    RunError
        If there is no such roadmap, measure or step, a step is in two groups, or the number of orders is not possible.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario, simulate
    >>> def run(scenario, roadmap):
    ...     return simulate(compile_plan(scenario, roadmap), replications=20, seed=1)
    >>> groups = {"station": ["take-over-station", "farm-markets"], "schools": ["one-school", "close-ferry"]}
    >>> small = read_scenario(Path("src/orgsim/io/small"))
    >>> found = attribute(small, "swift", run, groups=groups, measures=["posts"])
    >>> {share.player: share.shapley.sum for share in found.contributions if share.shapley.mean}
    {'steps:station': '40', 'steps:schools': '-20', 'steps:media-centre': '-20', 'steps:cut-vacant': '-20'}
    >>> found.totals[0].difference.sum
    '-20'
    """
    road, named = roadmap_named(scenario, roadmap), _known(scenario, measures)
    players = players_of(road, groups)
    count = len(players)
    exact = count <= exact_up_to
    drawn = () if exact else sampled_orders(count, orders, order_seed)
    lucks: list[tuple[int, int]] = []

    def counted(changed: Scenario, name: str) -> Outcomes:
        outcomes = simulate(changed, name)
        lucks.append((outcomes.seed, outcomes.replications))
        return outcomes

    worth = worth_of(scenario, road, players, counted, named, told)
    lost = leave_one_out(count, worth)
    shares, errors = _exact_shares(count, worth) if exact else _sampled_shares(drawn, worth)
    pairs = interaction_indices(count, worth) if exact else _differences(lost, shares, worth)
    totals = _totals(named, *(worth(frozenset(range(size))) for size in (count, 0)))
    if len({*lucks}) > 1:
        raise RunError(
            Message("the roadmaps of an attribution must be simulated with one seed and one number of replications")
        )
    return Attribution(
        scenario=scenario.id,
        roadmap=roadmap,
        seed=lucks[0][0],
        replications=lucks[0][1],
        exact=exact,
        orders=len(drawn),
        order_seed=order_seed,
        evaluations=len(lucks),
        players=tuple(
            PlayerResult(**player.model_dump(), needed_by=steps)
            for player, steps in zip(players, needed_by(scenario, road, players), strict=True)
        ),
        targets=tuple(Named(id=target.id, name=target.name, name_vi=target.name_vi) for target in scenario.targets),
        totals=totals,
        contributions=tuple(
            Contribution(
                player=player.id,
                measure=name,
                leave_one_out=_estimate(lost[position][row]),
                shapley=_estimate(shares[position][row], errors[position][row], pairs=len(drawn) // 2),
            )
            for row, name in enumerate(named)
            for position, player in enumerate(players)
        ),
        interactions=tuple(_largest(pairs, named, [player.id for player in players])),
    )


def _known(scenario: Scenario, measures: Sequence[str]) -> tuple[str, ...]:
    """Return measures once each, those that are usual if there are none; refuse unknown ones before any simulation."""
    allowed = measure_names(scenario)
    for name in measures:
        if name not in allowed:
            raise RunError(Message("there is no measure '{name}'{guess}", name=name, guess=did_you_mean(name, allowed)))
    return tuple(dict.fromkeys(measures)) or attribution_measures(scenario)


def _totals(measures: Sequence[str], everything: Exact, nothing: Exact) -> tuple[Total, ...]:
    return tuple(
        Total(
            measure=name,
            everything=_estimate(everything[row]),
            nothing=_estimate(nothing[row]),
            difference=_estimate(everything[row] - nothing[row]),
        )
        for row, name in enumerate(measures)
    )


def _exact_shares(count: int, worth: Worth) -> tuple[Sequence[Exact], Sequence[Sequence[float]]]:
    shares = shapley_values(count, worth)
    return shares, [[0.0] * len(share) for share in shares]


def _sampled_shares(orders: Sequence[Sequence[int]], worth: Worth) -> tuple[Sequence[Exact], Sequence[Sequence[float]]]:
    """Return the mean contribution of each player over orders, and its standard error for each measure."""
    added = [marginal_contributions(order, worth) for order in orders]
    shares, errors = [], []
    for of_player in zip(*added, strict=True):
        shares.append(mean_of(of_player))
        pairs = [mean_of(pair) for pair in zip(of_player[::2], of_player[1::2], strict=True)]
        means = [[_exact_mean(pair[row]) for pair in pairs] for row in range(len(pairs[0]))]
        errors.append([error_of_orders(of_measure) for of_measure in means])
    return shares, errors


def _differences(lost: Sequence[Exact], shares: Sequence[Exact], worth: Worth) -> dict[tuple[int, int], Exact]:
    """Return what pairs of the strongest players add to all the others beyond what each adds alone.

    Two that stand in for each other lose nothing when one is left out, so that Shapley values count too.
    """
    everybody = frozenset(range(len(lost)))
    chosen: set[tuple[int, int]] = set()
    for row in range(len(lost[0])):
        strength = [
            max(abs(_exact_mean(found[player][row])) for found in (lost, shares)) for player in range(len(lost))
        ]
        strongest = sorted(everybody, key=lambda player: (-strength[player], player))[:_STRONGEST]
        chosen.update(combinations(sorted(player for player in strongest if strength[player]), 2))
    return {pair: gain(pair, everybody.difference(pair), worth) for pair in sorted(chosen)}


def _largest(
    pairs: Mapping[tuple[int, int], Exact], measures: Sequence[str], ids: Sequence[str]
) -> Iterator[Interaction]:
    for row, name in enumerate(measures):
        found = [
            Interaction(measure=name, players=(ids[one], ids[two]), beyond=_estimate(values[row]))
            for (one, two), values in pairs.items()
            if any(values[row])
        ]
        yield from sorted(found, key=lambda interaction: -abs(interaction.beyond.mean))[:_NAMED]


def _exact_mean(values: Exact) -> Fraction:
    return Fraction(sum(values), len(values))


def _estimate(values: Exact, error: float = 0.0, *, pairs: int = 0) -> ExactMean:
    """Return the mean of exact values over replications, with Student's interval.

    The errors of luck and of sampled orders add as squares; of their degrees of freedom the smaller one counts.
    """
    count = len(values)
    mean = _exact_mean(values)
    low = high = None
    if count > 1:
        gaps = np.array([float(value - mean) for value in values])
        spread = math.sqrt(float(gaps @ gaps) / (count - 1) / count + error**2)
        freedom = min(count, pairs) - 1 if error else count - 1
        reach = float(special.stdtrit(freedom, 0.975)) * spread
        low, high = float(mean) - reach, float(mean) + reach
    return ExactMean(sum=str(mean * count), mean=float(mean), low=low, high=high, error=error)
