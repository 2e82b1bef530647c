"""Running a plan: blocks of replications, in this process or in several, always with the same result."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.memory import check_memory
from orgsim.engine.plan import Plan
from orgsim.engine.streams import BLOCK
from orgsim.engine.workers import Start, run_blocks
from orgsim.engine.year import BlockOutcomes
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
    memory: int | None = None,
    keep_units: bool = True,
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
    keep_units
        Whether the numbers of single units are kept; without them memory hardly grows with replications.
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
    blocks = -(-replications // BLOCK)
    workers = min(workers, blocks)
    if memory is not None:
        check_memory(plan, replications, workers, memory, keep_units=keep_units)
    gathered = _Gathered(replications)
    told = notice or _say_nothing
    for block, outcome in enumerate(
        run_blocks(plan, seed, blocks, workers, start=start, keep_units=keep_units, notice=told)
    ):
        gathered.add(block, outcome)
        if progress is not None:
            progress(min(BLOCK, replications - BLOCK * block))
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

    def __init__(self, replications: int) -> None:
        self.replications = replications
        self.arrays: dict[tuple[str, str], NDArray[np.integer]] = {}

    def add(self, block: int, outcome: BlockOutcomes) -> None:
        """Copy a block; lanes beyond the replications are left out."""
        first = BLOCK * block
        lanes = min(BLOCK, self.replications - first)
        parts: dict[str, Mapping[str, NDArray[np.integer]]] = {
            "total": outcome.total,
            "by_unit": outcome.by_unit,
            "by_funding": outcome.by_funding,
            "programme": {"exits": outcome.programme_exits},
        }
        for part, arrays in parts.items():
            for name, values in arrays.items():
                if (part, name) not in self.arrays:
                    self.arrays[part, name] = np.zeros((*values.shape[:-1], self.replications), values.dtype)
                self.arrays[part, name][..., first : first + lanes] = values[..., :lanes]

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
