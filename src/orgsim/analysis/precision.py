"""Enough futures: how many are needed for an interval as narrow as the planner wants, decided in two stages.

The first stage says how much the outcome varies, and fixes how many replications there are to be; only then the rest is
run. Looking again and again and stopping when the interval happens to be narrow would make intervals that promise too
much.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from orgsim.analysis.comparison import Reached
from orgsim.analysis.intervals import proportion
from orgsim.analysis.measures import measure, target_measure
from orgsim.errors import Message, RunError
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario

__all__ = [
    "FIRST_LEAST",
    "Wanted",
    "reached",
    "replications_for_share",
    "replications_needed",
    "until_precise",
    "wanted",
]

FIRST_LEAST = 30
"""With fewer replications the first stage says too little about the spread."""

_LEVEL = 0.975
_COINS = {"": 1, "k": 10**3, "M": 10**6, "bn": 10**9}
_FORM = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(pp|posts|people|(k|M|bn)? ?([A-Z]{3}))")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Half the width that 95 % intervals are to have, and of which measures; ``share`` says that these are 0 or 1."""

    half_width: float
    measures: tuple[str, ...]
    share: bool


def wanted(text: str, scenario: Scenario) -> Wanted:
    """Read what is wanted.

    Parameters
    ----------
    text
        Such as ``0.5pp`` (percentage points, of the probability of every target), ``2posts``, ``2people`` (of the mean
        at the end) or ``100MVND`` (of the mean of all costs; k, M and bn are thousand, million and billion).

    Raises
    ------
    RunError
        If it has another form or is 0, the scenario has no target, or another currency.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> wanted("100MVND", read_scenario(Path("scenarios/mong-cai")))
    Wanted(half_width=100000000.0, measures=('cost',), share=False)
    """
    found = _FORM.fullmatch(text)
    if found is None or not float(found[1]):
        raise RunError(
            Message(
                "a precision is a number above 0 with its unit, such as 0.5pp, 2posts, 2people or "
                "100M{currency}; found '{text}'",
                currency=scenario.currency,
                text=text,
            )
        )
    number, unit = float(found[1]), found[2]
    if unit == "pp":
        if not scenario.targets:
            raise RunError(
                Message("'{text}' is about targets, and scenario '{id}' sets none", text=text, id=scenario.id)
            )
        return Wanted(number / 100, tuple(target_measure(target.id) for target in scenario.targets), share=True)
    if unit in ("posts", "people"):
        return Wanted(number, (unit,), share=False)
    if found[4] != scenario.currency:
        raise RunError(
            Message(
                "'{text}' is in {found}, and scenario '{id}' in {currency}",
                text=text,
                found=found[4],
                id=scenario.id,
                currency=scenario.currency,
            )
        )
    return Wanted(number * _COINS[found[3] or ""], ("cost",), share=False)


def until_precise(
    scenario: Scenario,
    first: Sequence[Outcomes],
    want: Wanted,
    *,
    at_most: int,
    more: Callable[[int], Sequence[Outcomes]],
) -> tuple[Sequence[Outcomes], tuple[Reached, ...]]:
    """Add replications to the first stage until all wanted intervals are narrow enough, or there are ``at_most``.

    Parameters
    ----------
    first
        The roadmaps' runs of the first stage, with the same replications.
    more
        Returns the whole runs with so many replications, of which those of the first stage are the beginning.

    Raises
    ------
    RunError
        If the first stage has fewer than ``FIRST_LEAST`` replications, an odd number, or more than ``at_most``.
    """
    begun = first[0].replications
    if begun < FIRST_LEAST:
        raise RunError(
            Message(
                "the first stage has {begun} replications; a precision needs at least {first_least} to begin with",
                begun=begun,
                first_least=FIRST_LEAST,
            )
        )
    if begun % 2:
        raise RunError(
            Message(
                "the first stage has {begun} replications; it needs an even number, for they are drawn in pairs",
                begun=begun,
            )
        )
    if at_most < begun:
        raise RunError(
            Message(
                "at most {at_most} replications are fewer than the {begun} of the first stage",
                at_most=at_most,
                begun=begun,
            )
        )
    needed = replications_needed(scenario, first, want)
    outcomes = first if needed <= begun else more(min(needed, at_most))
    return outcomes, tuple(reached(scenario, outcomes, want, begun))


def replications_needed(scenario: Scenario, first: Sequence[Outcomes], want: Wanted) -> int:
    """Return how many replications make every wanted interval narrow enough, judged by a first stage.

    Notes
    -----
    Of means: ``(t s / d)²`` with the standard deviation ``s`` and the quantile ``t`` of the first stage, which makes
    the final interval hold for normal values exactly [Stein1945]_. Of shares: as many as make Wilson's interval narrow
    enough for each share in the interval of the first stage.

    .. [Stein1945] C. Stein, A Two-Sample Test for a Linear Hypothesis Whose Power is Independent of the Variance,
       Annals of Mathematical Statistics 16 (1945) 243-258.
    """
    counts = [first[0].replications]
    for run in first:
        for name in want.measures:
            values = measure(scenario, run, name)
            counts.append(
                replications_for_share(values, want.half_width) if want.share else _for_mean(values, want.half_width)
            )
    return max(counts) + max(counts) % 2


def _for_mean(values: NDArray[np.integer], half_width: float) -> int:
    return math.ceil((_reach(values) / half_width) ** 2)


def _reach(values: NDArray[np.integer]) -> float:
    """Return half the width of the interval of a mean of one value, by the first stage."""
    return float(special.stdtrit(len(values) - 1, _LEVEL)) * float(values.std(ddof=1))


def replications_for_share(values: NDArray[np.integer], half_width: float) -> int:
    """Return how many replications make Wilson's interval narrow enough for each share that a first stage allows."""
    here = proportion(values.astype(np.bool_))
    worst = min(max(0.5, here.low), here.high)
    low, high = 1, 1
    while _wilson(worst, high) > half_width:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _wilson(worst, middle) <= half_width else (middle + 1, high)
    return high


def _wilson(share: float, count: int) -> float:
    """Return half the width of Wilson's interval."""
    z = float(special.ndtri(_LEVEL))
    return z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))


def reached(scenario: Scenario, outcomes: Sequence[Outcomes], want: Wanted, first: int) -> Iterator[Reached]:
    """Yield the interval of every wanted measure and roadmap, after a first stage of so many replications."""
    for run in outcomes:
        for name in want.measures:
            values = measure(scenario, run, name)
            mean = int(values.sum()) / len(values)
            if want.share:
                share = proportion(values.astype(np.bool_))
                low, high = share.low, share.high
            else:
                half = _reach(values[:first]) / math.sqrt(len(values))
                low, high = mean - half, mean + half
            yield Reached(
                roadmap=run.roadmap,
                measure=name,
                half_width=want.half_width,
                first=first,
                replications=len(values),
                mean=mean,
                low=low,
                high=high,
            )
