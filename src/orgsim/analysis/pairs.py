"""Roadmaps against each other, replication by replication: all share their luck, so much of it cancels."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.comparison import Choice, Difference, Duel, Saving
from orgsim.analysis.costs import discounted, payback_years, yearly_money
from orgsim.analysis.intervals import band, mean_interval, proportion
from orgsim.analysis.measures import MISSED, measure
from orgsim.analysis.values import Band, Proportion
from orgsim.model.outcomes import COSTS, Outcomes
from orgsim.model.scenario import Scenario

__all__ = ["CHOICE", "choices", "difference", "differences", "duels", "saving"]

Ints = NDArray[np.integer]

CHOICE = "choice"
"""The criterion that comes first: the fewest missed targets and, among equals, the least present value."""

_COMPARED = (
    "people",
    "posts",
    "funded_posts",
    "supernumerary",
    "vacancies",
    "leavers",
    "recruited",
    "salaries",
    "contributions",
    "benefits",
    "early_pensions",
    "cost",
)
"""The measures whose differences from the reference are told."""


def differences(scenario: Scenario, outcomes: Sequence[Outcomes], reference: Outcomes) -> tuple[Difference, ...]:
    """Subtract the reference from every other roadmap; the intervals of a measure hold for all of them together."""
    others = [run for run in outcomes if run is not reference]
    return tuple(
        difference(run.roadmap, name, measure(scenario, run, name), measure(scenario, reference, name), len(others))
        for run in others
        for name in _COMPARED
    )


def difference(roadmap: str, name: str, values: Ints, base: Ints, together: int) -> Difference:
    """Subtract the values of a base, one for each replication.

    Notes
    -----
    With luck of their own the variance of the difference were the sum of both variances; ``gain`` divides that by the
    variance that it has [Glasserman2004]_.

    .. [Glasserman2004] P. Glasserman, Monte Carlo Methods in Financial Engineering, Springer 2004, section 4.

    Examples
    --------
    >>> difference("swift", "people", np.array([1, 3, 8]), np.array([2, 4, 9]), together=1).mean
    -1.0
    """
    gap = values.astype(np.int64) - base
    mean, low, high = mean_interval(gap, together)
    spread = float(gap.var())
    gain = (float(values.var()) + float(base.var())) / spread if spread else None
    return Difference(
        roadmap=roadmap, measure=name, mean=mean, mean_low=low, mean_high=high, spread=band(gap), gain=gain
    )


def saving(outcomes: Outcomes, reference: Outcomes, rate: float, together: int) -> Saving:
    """Subtract a roadmap's costs from the reference's, replication by replication."""
    ours, theirs = (yearly_money(run, COSTS).astype(np.int64) for run in (outcomes, reference))
    years = payback_years(theirs - ours, outcomes.years)
    reached = years > 0
    worth = (discounted(theirs, rate), discounted(ours, rate))
    return Saving(
        roadmap=outcomes.roadmap,
        nominal=difference(outcomes.roadmap, "saving", theirs.sum(axis=1), ours.sum(axis=1), together),
        discounted=difference(outcomes.roadmap, "discounted_saving", *worth, together),
        pays_back=proportion(reached),
        payback_year=band(years[reached]) if reached.any() else None,
    )


def _criteria(scenario: Scenario, outcomes: Sequence[Outcomes]) -> dict[str, dict[str, Ints]]:
    """Return what is compared: numbers of which the smaller is the better, by criterion and roadmap."""
    names = [*((MISSED,) if scenario.targets else ()), *(t.measure for t in scenario.targets), "cost", "present_value"]
    return {name: {run.roadmap: measure(scenario, run, name) for run in outcomes} for name in dict.fromkeys(names)}


def choices(scenario: Scenario, outcomes: Sequence[Outcomes]) -> tuple[Choice, ...]:
    """Say how often each roadmap is best by each criterion, and how far from the best it is otherwise."""
    found = _criteria(scenario, outcomes)
    whole = Choice(criterion=CHOICE, best=_best(_ranked(found, outcomes)), regret={})
    return (
        whole,
        *(Choice(criterion=name, best=_best(values), regret=_regret(values)) for name, values in found.items()),
    )


def _ranked(found: Mapping[str, Mapping[str, Ints]], outcomes: Sequence[Outcomes]) -> dict[str, Ints]:
    """Return numbers that rank roadmaps by missed targets, then by present value."""
    names = [run.roadmap for run in outcomes]
    values = np.stack([found["present_value"][name] for name in names])
    missed = np.stack([found[MISSED][name] for name in names]) if MISSED in found else np.zeros_like(values)
    # Ranks, and not sums, so that money cannot outgrow a target; equal values have equal ranks.
    order = (values[:, None] > values[None]).sum(axis=1)
    return dict(zip(names, missed * len(names) + order, strict=True))


def _best(values: Mapping[str, Ints]) -> dict[str, Proportion]:
    least = np.min(list(values.values()), axis=0)
    return {name: proportion(own == least) for name, own in values.items()}


def _regret(values: Mapping[str, Ints]) -> dict[str, Band]:
    least = np.min(list(values.values()), axis=0)
    return {name: band(own - least) for name, own in values.items()}


def duels(scenario: Scenario, outcomes: Sequence[Outcomes]) -> tuple[Duel, ...]:
    """Set every two roadmaps against each other by each criterion, in the order of their ids."""
    found = _criteria(scenario, outcomes)
    pairs = list(combinations(sorted(run.roadmap for run in outcomes), 2))
    return tuple(
        _duel(name, one, two, values[one], values[two]) for name, values in found.items() for one, two in pairs
    )


def _duel(criterion: str, one: str, two: str, ones: Ints, twos: Ints) -> Duel:
    kind, better = _dominance(one, two, ones, twos)
    return Duel(
        criterion=criterion,
        one=one,
        two=two,
        less=float(np.mean(ones < twos)),
        equal=float(np.mean(ones == twos)),
        more=float(np.mean(ones > twos)),
        dominance=kind,
        better=better,
    )


def _dominance(one: str, two: str, ones: Ints, twos: Ints) -> tuple[Literal["always", "spread", ""], str]:
    kinds: tuple[tuple[Literal["always", "spread"], Ints, Ints], ...] = (
        ("always", ones, twos),
        ("spread", np.sort(ones), np.sort(twos)),
    )
    for kind, mine, other in kinds:
        for name, low, high in ((one, mine, other), (two, other, mine)):
            if (low <= high).all() and (low < high).any():
                return kind, name
    return "", ""
