"""The numbers of a run that can be compared: one for each replication, by name."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.costs import cost_sums, present_value
from orgsim.analysis.targets import met
from orgsim.errors import Message, RunError, did_you_mean
from orgsim.model.outcomes import CAUSES, FLOWS, MONEY, POST_FLOWS, STOCKS, Outcomes
from orgsim.model.scenario import Scenario

__all__ = ["ALL_TARGETS", "MISSED", "Simulate", "leavers", "measure", "measure_names", "target_measure"]

Simulate = Callable[[Scenario, str], Outcomes]
"""Runs a roadmap of a scenario; every call with the same seed and replications, so that all share their luck."""

ALL_TARGETS = "all-targets"
"""1 where a replication meets every target of the scenario, else 0."""

MISSED = "missed-targets"
"""How many targets of the scenario a replication misses."""

_TARGET = "target:"


def target_measure(target: str) -> str:
    """Return the name under which meeting a target is measured.

    Examples
    --------
    >>> target_measure("ten-percent")
    'target:ten-percent'
    """
    return _TARGET + target


def measure_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the names of all measures of a scenario's runs.

    Stocks are those of the last evening; flows and money are sums over the horizon, ``leavers`` of all causes,
    ``benefits`` all that leavers are paid, ``cost`` all that employers bear, and ``present_value`` that cost discounted
    to the first day. ``target:ID`` is 1 where the target is met, ``all-targets`` where every target is, and
    ``missed-targets`` counts those that are not.
    """
    targets = (
        (*(target_measure(target.id) for target in scenario.targets), ALL_TARGETS, MISSED) if scenario.targets else ()
    )
    return (*STOCKS, *FLOWS, "leavers", *POST_FLOWS, *MONEY, "benefits", "cost", "present_value", *targets)


def measure(scenario: Scenario, outcomes: Outcomes, name: str) -> NDArray[np.int64]:
    """Return a measure of every replication: whole numbers, shape ``(replications,)``.

    Parameters
    ----------
    name
        One of :func:`measure_names`.

    Raises
    ------
    RunError
        If there is no such measure.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario, simulate
    >>> scenario = read_scenario(Path("scenarios/mong-cai"))
    >>> run = simulate(compile_plan(scenario, "as-decreed"), replications=3, seed=1)
    >>> measure(scenario, run, "target:ten-percent-fewer-posts").tolist()
    [1, 1, 1]
    """
    if name not in measure_names(scenario):
        raise RunError(
            Message("there is no measure '{name}'{guess}", name=name, guess=did_you_mean(name, measure_names(scenario)))
        )
    return _values(scenario, outcomes, name).astype(np.int64)


def _values(scenario: Scenario, outcomes: Outcomes, name: str) -> NDArray[np.generic]:
    if name in STOCKS:
        return outcomes.totals[name][:, -1]
    if name in (*FLOWS, *POST_FLOWS):
        return np.asarray(outcomes.totals[name].sum(axis=1))
    if name == "leavers":
        return leavers(outcomes)
    if name == "present_value":
        return present_value(outcomes, scenario.assumptions.rates.discount_rate.value)
    every = {target_measure(target.id): met(outcomes, target) for target in scenario.targets}
    if name == ALL_TARGETS:
        together: NDArray[np.bool_] = np.all(list(every.values()), axis=0)
        return together
    if name == MISSED:
        return np.sum([~hits for hits in every.values()], axis=0)  # type: ignore[no-any-return]
    return every[name] if name in every else cost_sums(outcomes)[name]


def leavers(outcomes: Outcomes) -> NDArray[np.int64]:
    """Return how many people left over the horizon, whatever the cause, shape ``(replications,)``."""
    total: NDArray[np.int64] = np.sum([outcomes.totals[cause] for cause in CAUSES], axis=(0, 2), dtype=np.int64)
    return total
