"""Running a plan: blocks of replications, in this process or in several, always with the same result."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.wages import opening_payroll
from orgsim.engine.memory import check_memory, memory_of
from orgsim.engine.plan import Plan
from orgsim.engine.workers import Start, Task, run_blocks
from orgsim.engine.year import LaneOutcomes
from orgsim.errors import Message, RunError, did_you_mean
from orgsim.model.outcomes import BY_PAYER, BY_UNIT, MONEY, Outcomes

__all__ = ["joined", "simulate"]


def simulate(
    plan: Plan,
    *,
    replications: int,
    seed: int,
    first: int = 0,
    workers: int = 1,
    memory: int | None = None,
    keep: Collection[str] = BY_UNIT,
    money: Collection[str] = MONEY,
    payers: Collection[str] = BY_PAYER,
    start: Start = "spawn",
    progress: Callable[[int], None] | None = None,
    notice: Callable[[str], None] | None = None,
) -> Outcomes:
    """Run many futures of a plan.

    Parameters
    ----------
    replications
        How many, at least 1. More of them keep the earlier ones as they were.
    first
        The number of the first replication, even and at least 0; :func:`joined` puts parts together.
    seed
        At least 0. The same seed gives the same bits, whatever the number of workers.
    workers
        Processes to use, at least 1; with 1 all is done in this process.
    memory
        Bytes that may be used; not limited if left out.
    keep
        The measures of which the numbers of single units are kept; without any, memory hardly grows with replications.
    money
        The kinds of money that are counted; counting none saves time.
    payers
        What besides money is counted for everyone who pays for posts.
    start
        How processes are started; it changes no result.
    progress
        Called with the number of replications that were finished since the last call.
    notice
        Called with a sentence if a process was ended from outside and its work is done again.

    Raises
    ------
    RunError
        If a number is too small, a name is unknown, more memory is needed than may be used, or worker processes are
        ended from outside again and again.
    ConservationError
        If people or posts do not add up in some replication: a fault of orgsim.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario, simulate
    >>> plan = compile_plan(read_scenario(Path("scenarios/mong-cai")), "as-decreed")
    >>> outcomes = simulate(plan, replications=3, seed=1)
    >>> outcomes.totals["people"].shape
    (3, 7)
    """
    numbers = (("replications", replications, 1), ("seed", seed, 0), ("first", first, 0), ("workers", workers, 1))
    for name, value, least in numbers:
        if value < least:
            raise RunError(
                Message("{name} is {value}; it must be at least {least}", name=name, value=value, least=least)
            )
    if first % 2:
        raise RunError(Message("first is {first}; it must be even, for replications are drawn in pairs", first=first))
    for what, names, known in (("keep", keep, BY_UNIT), ("money", money, MONEY), ("payers", payers, BY_PAYER)):
        for name in names:
            if name not in known:
                raise RunError(
                    Message(
                        "{what} names '{name}', which is not counted{guess}",
                        what=what,
                        name=name,
                        guess=did_you_mean(name, known),
                    )
                )
    counted = tuple(name for name in MONEY if name in money)
    kept = tuple(name for name in BY_UNIT if name in keep and (name in counted or name not in MONEY))
    paying = tuple(name for name in BY_PAYER if name in payers)
    blocks = memory_of(plan, keep=kept).blocks(replications, workers)
    workers = min(workers, len(blocks))
    if memory is not None:
        check_memory(plan, replications, workers, memory, keep=kept)
    told = notice or _say_nothing
    found = LaneOutcomes.empty(plan, replications, kept, counted, paying)
    task = Task(plan, seed, first, kept, counted, paying)
    for _, lanes in run_blocks(task, blocks, workers, found, start=start, notice=told):
        if progress is not None:
            progress(lanes)
    inside = np.array([unit in plan.history.opening.inside for unit in plan.units])
    return Outcomes(
        roadmap=plan.roadmap,
        seed=seed,
        replications=replications,
        years=plan.years,
        units=plan.units,
        programmes=plan.programmes,
        opening={name: int(counts[inside].sum()) for name, counts in plan.counts.items()},
        opening_by_unit=plan.counts,
        opening_by_funding=plan.payer_counts,
        totals=_handed_over(found.total),
        by_unit=_handed_over(found.by_unit),
        by_funding=_handed_over(found.by_funding),
        payroll=_handed_over(found.payroll),
        payroll_opening=opening_payroll(plan),
        closing=_handed_over(found.closing),
        programme_exits=_handed_over({"exits": found.programme_exits})["exits"],
    )


def joined(parts: Sequence[Outcomes]) -> Outcomes:
    """Put parts of one run together, whose replications follow each other.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario
    >>> plan = compile_plan(read_scenario(Path("scenarios/mong-cai")), "as-decreed")
    >>> parts = [simulate(plan, replications=2, seed=1), simulate(plan, replications=3, seed=1, first=2)]
    >>> joined(parts).totals["people"].shape
    (5, 7)
    """
    arrays = {
        name: {key: np.concatenate([getattr(part, name)[key] for part in parts]) for key in getattr(parts[0], name)}
        for name in ("totals", "by_unit", "by_funding", "payroll", "closing")
    }
    exits = np.concatenate([part.programme_exits for part in parts])
    for values in (exits, *(values for every in arrays.values() for values in every.values())):
        values.flags.writeable = False
    return replace(
        parts[0],
        replications=sum(part.replications for part in parts),
        programme_exits=exits,
        totals=arrays["totals"],
        by_unit=arrays["by_unit"],
        by_funding=arrays["by_funding"],
        payroll=arrays["payroll"],
        closing=arrays["closing"],
    )


def _say_nothing(_: str) -> None:
    pass


def _handed_over(arrays: Mapping[str, NDArray[np.integer]]) -> dict[str, NDArray[np.integer]]:
    """Return arrays with the replications first, read-only."""
    for values in arrays.values():
        values.flags.writeable = False
    return {name: np.moveaxis(values, -1, 0) for name, values in arrays.items()}
