"""Which roadmap is first, how safely, and on which assumptions that hangs."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from orgsim.analysis.evaluations import Evaluations
from orgsim.analysis.intervals import mean_interval, proportion
from orgsim.analysis.measures import ALL_TARGETS
from orgsim.analysis.sensitivity_result import Decision, Level, Output, Overturned
from orgsim.analysis.shares import indices_of, shares_of
from orgsim.model.scenario import Scenario

__all__ = ["decide", "ranking", "rule_of"]

Ranking = tuple[str, ...]
_ENDS: tuple[Literal["low", "high"], ...] = ("low", "high")
_NAMED = 3


def rule_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the measures that rank roadmaps: most probable to meet all targets, then the least present value of costs.

    Costs are discounted, since a decision of today weighs money of many years; then the discount rate may decide too.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> rule_of(read_scenario(Path("scenarios/mong-cai")))
    ('all-targets', 'present_value')
    """
    return (ALL_TARGETS, "present_value") if scenario.targets else ("present_value",)


def ranking(rule: Sequence[str], sums: Mapping[tuple[str, str], int], roadmaps: Sequence[str]) -> Ranking:
    """Put roadmaps in order by a rule; what is equal in all of it, by name.

    Parameters
    ----------
    sums
        Sums over the same replications, by roadmap and measure, so that equal is exactly equal.

    Examples
    --------
    >>> met, cost = "all-targets", "present_value"
    >>> ranking((met, cost), {("a", met): 9, ("b", met): 9, ("a", cost): 70, ("b", cost): 60}, ["a", "b"])
    ('b', 'a')
    """

    def place(roadmap: str) -> tuple[object, ...]:
        return *(-sums[roadmap, name] if name == ALL_TARGETS else sums[roadmap, name] for name in rule), roadmap

    return tuple(sorted(roadmaps, key=place))


def decide(
    rule: Sequence[str],
    roadmaps: Sequence[str],
    varied: Sequence[str],
    found: Evaluations,
    seed: int,
) -> Decision:
    """Rank at least two roadmaps as stated, at the ends of ranges and all over them.

    Parameters
    ----------
    varied
        The assumptions with ranges.
    seed
        Of the resamples for the intervals of indices.
    """
    outputs = [Output(measure=name, roadmap=roadmap) for roadmap in roadmaps for name in rule]

    def ranked(sums: Mapping[Output, int]) -> Ranking:
        return ranking(rule, {(output.roadmap, output.measure): part for output, part in sums.items()}, roadmaps)

    stated = ranked({output: int(found.stated(output).sum()) for output in outputs})
    ends = {output: found.ends(output).sum(axis=2) for output in outputs}
    at_ends = {
        (name, end): ranked({output: int(sums[number, side]) for output, sums in ends.items()})
        for number, name in enumerate(varied)
        for side, end in enumerate(_ENDS)
    }
    sampled = {output: found.sampled(output).sum(axis=1) for output in outputs}
    points = len(sampled[outputs[0]])
    drawn = [ranked({output: int(sums[point]) for output, sums in sampled.items()}) for point in range(points)]
    margin = _margin(rule, stated, found)
    indices = indices_of(margin, varied, found, seed)
    largest = sorted(indices, key=lambda one: (-one.total.value, one.assumption))[:_NAMED]
    return Decision(
        rule=tuple(rule),
        ranking=stated,
        points=points,
        first_survives=proportion(np.array([one[0] == stated[0] for one in drawn])),
        ranking_survives=proportion(np.array([one == stated for one in drawn])),
        first_at={roadmap: proportion(np.array([one[0] == roadmap for one in drawn])) for roadmap in sorted(roadmaps)},
        overturned=tuple(
            Overturned(assumption=name, end=end, ranking=one)
            for (name, end), one in at_ends.items()
            if one[0] != stated[0]
        ),
        margin=Level(output=margin, mean=mean_interval(found.stated(margin))[0]),
        spread=shares_of(margin, found),
        hangs_on=tuple(one for one in largest if one.total.value > 0),
    )


def _margin(rule: Sequence[str], stated: Ranking, found: Evaluations) -> Output:
    """Return what separates the first from the second: the first measure of the rule whose difference varies at all."""
    margins = [Output(measure=name, roadmap=stated[0], against=stated[1]) for name in rule]
    varying = (margin for margin in margins if len(np.unique(found.sampled(margin).sum(axis=1))) > 1)
    return next(varying, margins[-1])
