"""Running a plan: blocks of replications, in this process or in several, always with the same result."""

from collections.abc import Callable, Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.memory import check_memory, memory_of
from orgsim.engine.plan import Plan
from orgsim.engine.workers import Start, Task, run_blocks
from orgsim.engine.year import LaneOutcomes
from orgsim.errors import RunError
from orgsim.model.organisation import Funding, Standing
from orgsim.model.outcomes import BY_UNIT, MONEY, STOCKS, Outcomes

__all__ = ["simulate"]


def simulate(
    plan: Plan,
    *,
    replications: int,
    seed: int,
    workers: int = 1,
    memory: int | None = None,
    keep: Collection[str] = BY_UNIT,
    money: Collection[str] = MONEY,
    start: Start = "spawn",
    progress: Callable[[int], None] | None = None,
    notice: Callable[[str], None] | None = None,
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
    memory
        Bytes that may be used; not limited if left out.
    keep
        The measures of which the numbers of single units are kept; without any, memory hardly grows with replications.
    money
        The kinds of money that are counted; counting none saves time.
    start
        How processes are started; it changes no result.
    progress
        Called with the number of replications that were finished since the last call.
    notice
        Called with a sentence if a process was ended from outside and its work is done again.

    Raises
    ------
    RunError
        If a number is too small, more memory is needed than may be used, or worker processes are ended from
        outside again and again.
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
    counted = tuple(name for name in MONEY if name in money)
    kept = tuple(name for name in BY_UNIT if name in keep and (name in counted or name not in MONEY))
    blocks = memory_of(plan, keep=kept).blocks(replications, workers)
    workers = min(workers, len(blocks))
    if memory is not None:
        check_memory(plan, replications, workers, memory, keep=kept)
    gathered = _Gathered(plan, replications)
    told = notice or _say_nothing
    task = Task(plan, seed, kept, counted)
    for (first, lanes), outcome in zip(
        blocks, run_blocks(task, blocks, workers, start=start, notice=told), strict=True
    ):
        gathered.add(first, outcome)
        if progress is not None:
            progress(lanes)
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
        totals=gathered.part("total"),
        by_unit=gathered.part("by_unit"),
        by_funding=gathered.part("by_funding"),
        programme_exits=gathered.part("programme")["exits"],
    )


def _say_nothing(_: str) -> None:
    pass


class _Gathered:
    """The outcomes of all blocks, each copied into its lanes as it comes in, so that no block is kept twice."""

    def __init__(self, plan: Plan, replications: int) -> None:
        self.plan, self.replications = plan, replications
        self.arrays: dict[tuple[str, str], NDArray[np.integer]] = {}

    def add(self, first: int, outcome: LaneOutcomes) -> None:
        """Copy the replications from ``first``."""
        staffed = self.plan.staffed
        parts: dict[str, Mapping[str, NDArray[np.integer]]] = {
            "total": outcome.total,
            "by_unit": outcome.by_unit,
            "by_funding": outcome.by_funding,
            "programme": {"exits": outcome.programme_exits},
        }
        for part, arrays in parts.items():
            for name, values in arrays.items():
                if part == "by_unit":
                    self._enter((part, name), (len(values), len(self.plan.units)), first, values, staffed)
                else:
                    self._enter((part, name), values.shape[:-1], first, values, None)

    def _enter(
        self,
        key: tuple[str, str],
        shape: tuple[int, ...],
        first: int,
        values: NDArray[np.integer],
        staffed: NDArray[np.intp] | None,
    ) -> None:
        if key not in self.arrays:
            self.arrays[key] = np.zeros((*shape, self.replications), values.dtype)
        lanes = self.arrays[key][..., first : first + values.shape[-1]]
        if staffed is None:
            lanes[...] = values
        else:
            lanes[:, staffed] = values

    def part(self, part: str) -> dict[str, NDArray[np.integer]]:
        """Return the arrays of a part, replications first, read-only."""
        found = {}
        for (where, name), values in self.arrays.items():
            if where == part:
                values.flags.writeable = False
                found[name] = np.moveaxis(values, -1, 0)
        return found


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
