"""What the answer hangs on: assumptions at the ends of their ranges and all over them, and what luck does beside."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.comparison import Named
from orgsim.analysis.evaluations import Evaluations, evaluate, groups_of, points_of
from orgsim.analysis.intervals import mean_interval
from orgsim.analysis.measures import ALL_TARGETS, Simulate, measure_names, target_measure
from orgsim.analysis.ranking import decide, rule_of
from orgsim.analysis.sensitivity_result import Level, Output, Sensitivity, Shift, Swing, Varied
from orgsim.analysis.shares import indices_of, shares_of
from orgsim.errors import Message, RunError, did_you_mean
from orgsim.model.assumptions import Ranged, ranged
from orgsim.model.roadmap import Roadmap, Target
from orgsim.model.scenario import Scenario

__all__ = ["default_measures", "sensitivity", "simulations_of"]


def default_measures(scenario: Scenario) -> tuple[str, ...]:
    """Return the measures that are looked at if none are named.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> default_measures(read_scenario(Path("src/orgsim/io/small")))[:4]
    ('cost', 'present_value', 'leavers', 'people')
    """
    targets = (ALL_TARGETS, *(target_measure(target.id) for target in scenario.targets)) if scenario.targets else ()
    return ("cost", "present_value", "leavers", "people", *targets)


def simulations_of(scenario: Scenario, roadmaps: Sequence[str], points: int) -> int:
    """Return how many simulations of a roadmap :func:`sensitivity` takes.

    Raises
    ------
    RunError
        If no assumption has a range, or the number of points is no power of two.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> simulations_of(read_scenario(Path("src/orgsim/io/small")), ["gradual", "swift"], points=8)
    94
    """
    return len(groups_of(points_of(_varied(scenario), points, seed=0))) * len(roadmaps)


def sensitivity(
    scenario: Scenario,
    roadmaps: Sequence[str],
    simulate: Simulate,
    *,
    seed: int,
    points: int = 16,
    measures: Sequence[str] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Sensitivity:
    """Vary the assumptions that have ranges, one at a time and all at once, with the same luck at every point.

    Parameters
    ----------
    roadmaps
        The roadmaps to look at. The reference is the scenario's, or the first by its id if the scenario's is not
        among them.
    simulate
        At least two replications, and always the same luck.
    seed
        Of the points in the ranges; at least 0.
    points
        The size of one sample of all ranges at once, a power of two. With ``k`` ranges, ``points × (k + 2)`` points are
        taken, besides the two ends of each range.
    measures
        Those of :func:`default_measures` if none are named.
    progress
        Called with the number of simulations that were finished since the last call.

    Raises
    ------
    RunError
        If no assumption has a range, a measure does not exist, the number of points is no power of two, or there is
        one replication only.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario, simulate
    >>> def few(scenario, roadmap):
    ...     return simulate(compile_plan(scenario, roadmap), replications=8, seed=1)
    >>> small = read_scenario(Path("src/orgsim/io/small"))
    >>> found = sensitivity(small, ["gradual", "swift"], few, seed=1, points=2)
    >>> [varied.assumption for varied in found.varied], found.decision.rule
    (['quit_hazard', 'death_multiplier', 'leadership', 'discount_rate'], ('all-targets', 'present_value'))
    """
    varied = _varied(scenario)
    shown = tuple(measures) or default_measures(scenario)
    for name in shown:
        if name not in measure_names(scenario):
            raise RunError(
                Message(
                    "there is no measure '{name}'{guess}", name=name, guess=did_you_mean(name, measure_names(scenario))
                )
            )
    reference = scenario.reference if scenario.reference in roadmaps else min(roadmaps)
    places = points_of(varied, points, seed)
    needed = tuple(dict.fromkeys((*shown, *rule_of(scenario))))
    found = Evaluations(len(varied), evaluate(scenario, roadmaps, needed, places, simulate, progress))
    outputs = [Output(measure=name, roadmap=roadmap) for name in shown for roadmap in roadmaps]
    outputs += [
        Output(measure=name, roadmap=roadmap, against=reference)
        for name in shown
        for roadmap in roadmaps
        if roadmap != reference
    ]

    return Sensitivity(
        currency=scenario.currency,
        reference=reference,
        roadmaps=tuple(_named(scenario.roadmaps[roadmap]) for roadmap in roadmaps),
        targets=tuple(_named(target) for target in scenario.targets),
        measures=shown,
        seed=seed,
        replications=found.stated(outputs[0]).size,
        points=points,
        simulations=len(groups_of(places)) * len(roadmaps),
        varied=tuple(_stated(name, stated) for name, stated in varied.items()),
        levels=tuple(Level(output=output, mean=mean_interval(found.stated(output))[0]) for output in outputs),
        swings=tuple(swing for output in outputs for swing in _swings(output, tuple(varied), found)),
        indices=tuple(one for output in outputs for one in indices_of(output, tuple(varied), found, seed)),
        shares=tuple(shares_of(output, found) for output in outputs),
        decision=decide(rule_of(scenario), roadmaps, tuple(varied), found, seed) if len(roadmaps) > 1 else None,
    )


def _named(one: Roadmap | Target) -> Named:
    return Named(id=one.id, name=one.name, name_vi=one.name_vi)


def _varied(scenario: Scenario) -> Mapping[str, Ranged[Any]]:
    found = ranged(scenario.assumptions.rates)
    if not found:
        raise RunError(
            Message(
                "no assumption of scenario '{id}' has a range, so there is nothing to vary; add one to a "
                "value of its assumptions file, such as\n    range: {{of: factor, low: 0.5, high: 2, "
                "shape: triangular, reason: Nobody knows}}\nand run the scenario again",
                id=scenario.id,
            )
        )
    return found


def _stated(name: str, stated: Ranged[Any]) -> Varied:
    assert stated.range
    return Varied(assumption=name, stated=stated.setting, **stated.range.model_dump())


def _swings(output: Output, varied: Sequence[str], found: Evaluations) -> Iterator[Swing]:
    change = found.ends(output) - found.stated(output)
    for name, (low, high) in zip(varied, change, strict=True):
        yield Swing(output=output, assumption=name, low=_shift(low), high=_shift(high))


def _shift(change: NDArray[np.int64]) -> Shift:
    mean, low, high = mean_interval(change)
    return Shift(mean=mean, mean_low=low, mean_high=high)
