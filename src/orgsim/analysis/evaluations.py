"""Points of the ranges of the assumptions, and the measures of every roadmap at each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.measures import Simulate, measure
from orgsim.analysis.sensitivity_result import Output
from orgsim.analysis.variance import design
from orgsim.errors import Message, RunError
from orgsim.model.assumptions import Ranged, Rates, at_settings
from orgsim.model.scenario import Scenario

__all__ = ["MEASURED_ONLY", "Evaluations", "Point", "evaluate", "groups_of", "points_of"]

Point = Mapping[str, float]
"""Settings of assumptions, by name: a value or a factor within the range. Those left out are as stated."""

MEASURED_ONLY = frozenset({"discount_rate"})
"""Assumptions that measures read and simulations do not: points that differ in nothing else share a simulation."""


@dataclass(frozen=True)
class Evaluations:
    """Measures at points: arrays ``(points, replications)`` by roadmap and measure.

    The points are those of :func:`points_of`, of ``varied`` assumptions.
    """

    varied: int
    values: Mapping[tuple[str, str], NDArray[np.int64]]

    def of(self, output: Output) -> NDArray[np.int64]:
        """Return an output at every point, ``(points, replications)``."""
        own = self.values[output.roadmap, output.measure]
        gap: NDArray[np.int64] = own if output.against is None else own - self.values[output.against, output.measure]
        return gap

    def stated(self, output: Output) -> NDArray[np.int64]:
        """Return an output as stated, ``(replications,)``."""
        first: NDArray[np.int64] = self.of(output)[0]
        return first

    def ends(self, output: Output) -> NDArray[np.int64]:
        """Return an output at the ends of each range, ``(varied, 2, replications)``."""
        values = self.of(output)
        return values[1 : 1 + 2 * self.varied].reshape(self.varied, 2, values.shape[1])

    def everywhere(self, output: Output) -> NDArray[np.int64]:
        """Return an output at the points of the design, ``(2 + varied, points, replications)``."""
        values = self.of(output)
        return values[1 + 2 * self.varied :].reshape(2 + self.varied, -1, values.shape[1])

    def sampled(self, output: Output) -> NDArray[np.int64]:
        """Return an output at the points of the two independent samples, ``(2 × points, replications)``."""
        values = self.everywhere(output)[:2]
        return values.reshape(-1, values.shape[2])


def points_of(varied: Mapping[str, Ranged[Any]], points: int, seed: int) -> list[Point]:
    """Return the stated point, each assumption at its low and its high end alone, and the design over all ranges."""
    unit = design(len(varied), points, seed).reshape(-1, len(varied))
    found: list[Point] = [{}]
    for name, stated in varied.items():
        assert stated.range
        found += [{name: stated.range.low}, {name: stated.range.high}]
    for shares in unit:
        found.append({name: _quantile(varied[name], float(share)) for name, share in zip(varied, shares, strict=True)})
    return found


def _quantile(stated: Ranged[Any], share: float) -> float:
    assert stated.range
    return stated.range.quantile(share, stated.setting)


def groups_of(points: Sequence[Point]) -> list[list[int]]:
    """Return the positions of points that share a simulation, in the order of their first points.

    Examples
    --------
    >>> groups_of([{}, {"discount_rate": 0.05}, {"leadership": 1.1}])
    [[0, 1], [2]]
    """
    together: dict[tuple[tuple[str, float], ...], list[int]] = {}
    for position, point in enumerate(points):
        simulated = tuple((name, setting) for name, setting in point.items() if name not in MEASURED_ONLY)
        together.setdefault(simulated, []).append(position)
    return list(together.values())


def evaluate(
    scenario: Scenario,
    roadmaps: Sequence[str],
    measures: Sequence[str],
    points: Sequence[Point],
    simulate: Simulate,
    progress: Callable[[int], None],
) -> dict[tuple[str, str], NDArray[np.int64]]:
    """Return every measure of every roadmap at every point, ``(points, replications)``.

    Raises
    ------
    RunError
        If there is one replication only.
    """
    found: dict[tuple[str, str], list[NDArray[np.int64]]] = {
        (roadmap, name): [np.zeros(0, np.int64)] * len(points) for roadmap in roadmaps for name in measures
    }
    for positions in groups_of(points):
        there = {position: _at(scenario, points[position]) for position in positions}
        for roadmap in roadmaps:
            outcomes = simulate(there[positions[0]], roadmap)
            if outcomes.replications < 2:
                raise RunError(Message("replications is 1; luck is told from assumptions by at least 2"))
            for position, here in there.items():
                for name in measures:
                    found[roadmap, name][position] = measure(here, outcomes, name)
            progress(1)
    return {key: np.stack(values) for key, values in found.items()}


def _at(scenario: Scenario, point: Point) -> Scenario:
    rates: Rates = at_settings(scenario.assumptions.rates, point)
    return replace(scenario, assumptions=scenario.assumptions.model_copy(update={"rates": rates}))
