"""Running a plan: blocks of replications, in this process or in several, always with the same result."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.synchronize import Event

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.plan import Plan
from orgsim.engine.streams import BLOCK
from orgsim.engine.year import BlockOutcomes, run_block
from orgsim.errors import RunError
from orgsim.model.organisation import Funding, Standing
from orgsim.model.outcomes import STOCKS, Outcomes

__all__ = ["simulate"]


def simulate(
    plan: Plan,
    *,
    replications: int,
    seed: int,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Outcomes:
    """Run many futures of a plan.

    Parameters
    ----------
    replications
        How many, at least 1. More of them keep the earlier ones as they were.
    seed
        At least 0. The same seed gives the same bits, whatever the number of workers.
    workers
        Processes to use, at least 1; with 1 all is done in this process.
    progress
        Called with the number of replications that were finished since the last call.

    Raises
    ------
    RunError
        If a number is too small, or a worker process is ended from outside.
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
    for name, value, least in (("replications", replications, 1), ("seed", seed, 0), ("workers", workers, 1)):
        if value < least:
            raise RunError(f"{name} is {value}; it must be at least {least}")
    blocks = -(-replications // BLOCK)
    finished: list[BlockOutcomes] = []
    for outcome in _run_blocks(plan, seed, blocks, min(workers, blocks)):
        finished.append(outcome)
        if progress is not None:
            progress(min(BLOCK, replications - BLOCK * (len(finished) - 1)))
    return _gather(plan, finished, replications, seed)


def _run_blocks(plan: Plan, seed: int, blocks: int, workers: int) -> Iterator[BlockOutcomes]:
    """Yield the blocks in their order, however they are computed."""
    if workers == 1:
        yield from (run_block(plan, seed=seed, block=block) for block in range(blocks))
        return
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(stop,))
    try:
        with _interrupts_held_back():
            tasks = [pool.submit(_run_in_worker, plan, seed, block) for block in range(blocks)]
        for task in tasks:
            yield task.result()
    except BrokenProcessPool as error:
        raise RunError(
            "a worker process was ended from outside, perhaps for lack of memory; use fewer workers"
        ) from error
    finally:
        # Workers are asked, not killed: one killed while it hands over a result would leave the pool waiting.
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold back interrupts while workers start, where the system can; the workers inherit that for good.

    Ctrl-C reaches all processes of a terminal at once. Only the parent answers it, by ending the workers.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_stop: Event | None = None
"""In a worker process: set when the parent needs no more results."""


def _start_worker(stop: Event) -> None:
    global _stop  # a worker process has no other place to keep what it was started with
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_in_worker(plan: Plan, seed: int, block: int) -> BlockOutcomes:
    assert _stop is not None
    # Tasks that were handed over before the parent stopped are not even begun.
    if _stop.is_set():
        raise RunError(f"block {block} was not begun")
    return run_block(plan, seed=seed, block=block, stopped=_stop.is_set)


def _gather(plan: Plan, blocks: list[BlockOutcomes], replications: int, seed: int) -> Outcomes:
    """Join blocks along the lanes, replications first, and freeze the arrays."""

    def join(arrays: list[NDArray[np.integer]]) -> NDArray[np.integer]:
        joined = np.concatenate(arrays, axis=-1)[..., :replications]
        joined = np.ascontiguousarray(np.moveaxis(joined, -1, 0))
        joined.flags.writeable = False
        return joined

    opening, opening_by_unit = _opening(plan)
    return Outcomes(
        roadmap=plan.roadmap,
        seed=seed,
        replications=replications,
        years=plan.years,
        units=plan.units,
        programmes=plan.programmes,
        opening=opening,
        opening_by_unit=opening_by_unit,
        totals={name: join([block.total[name] for block in blocks]) for name in blocks[0].total},
        by_unit={name: join([block.by_unit[name] for block in blocks]) for name in blocks[0].by_unit},
        by_funding={name: join([block.by_funding[name] for block in blocks]) for name in blocks[0].by_funding},
        programme_exits=join([block.programme_exits for block in blocks]),
    )


def _opening(plan: Plan) -> tuple[dict[str, int], dict[str, NDArray[np.integer]]]:
    """Count the opening organisation itself, independently of the kernel."""
    organisation = plan.history.opening
    position = {unit: number for number, unit in enumerate(plan.units)}
    by_unit: dict[str, NDArray[np.integer]] = {name: np.zeros(len(plan.units), np.int64) for name in STOCKS}
    for unit, slots in organisation.slots.items():
        for slot in slots:
            if slot.standing is Standing.GRASSROOTS:
                continue
            held, post = slot.holder is not None, slot.standing is Standing.AUTHORISED
            facts = {
                "people": held,
                "posts": post,
                "funded_posts": post and slot.funding is Funding.STATE,
                "supernumerary": held and not post,
                "vacancies": post and not held,
                "heads": held and slot.rank == "head",
                "deputies": held and slot.rank == "deputy",
            }
            for name, true in facts.items():
                by_unit[name][position[unit]] += true
    inside = np.array([unit in organisation.inside for unit in plan.units])
    return {name: int(by_unit[name][inside].sum()) for name in STOCKS}, by_unit
