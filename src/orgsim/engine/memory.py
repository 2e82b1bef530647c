"""How much memory a run takes, said before it starts."""

import os
from collections.abc import Collection
from dataclasses import dataclass

from orgsim.engine.layout import Block, blocks_of
from orgsim.engine.plan import Plan
from orgsim.errors import Message, RunError
from orgsim.model.outcomes import BY_UNIT, CROSSINGS, FLOWS, FUNDINGS, MONEY, POST_FLOWS, STOCKS

__all__ = ["Memory", "check_memory", "machine_memory", "memory_of"]

_LANE = 16 + 24
"""Bytes of a slot in a lane: its state, and the work arrays of the widest phase."""

_PROCESS = 110_000_000
"""Bytes of a worker process that has not begun yet."""

_COUNTS = len((*STOCKS, *FLOWS, *POST_FLOWS))


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes: of each lane that a worker runs, of each replication whose outcomes are kept, and of what is there anyway.

    ``plan`` is what each worker has to itself.
    """

    lane: int
    replication: int
    plan: int
    fixed: int

    def blocks(self, replications: int, workers: int) -> list[Block]:
        """Return how replications are laid side by side."""
        return blocks_of(self.lane + self.replication, replications, workers)

    def total(self, replications: int, workers: int, runs: int = 1) -> int:
        """Return the bytes of runs one after the other, whose outcomes are all kept."""
        blocks = self.blocks(replications, workers)
        workers, width = min(workers, len(blocks)), blocks[0][1]
        many = workers > 1
        # In this process outcomes are entered where they stay; others have room of their own.
        each = self.plan + width * self.lane + (_PROCESS + width * self.replication if many else 0)
        return self.fixed + workers * each + runs * replications * self.replication


def memory_of(plan: Plan, *, keep: Collection[str] = BY_UNIT) -> Memory:
    """Estimate the memory of a plan's run in which some measures of single units are kept.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario
    >>> plan = compile_plan(read_scenario(Path("scenarios/mong-cai")), "as-decreed")
    >>> need = memory_of(plan)
    >>> 50e6 < need.total(1000, 1) < 1.5e9
    True
    """
    slots, years = len(plan.slots), len(plan.years)
    by_year = len(plan.staffed) * 8 * (len(BY_UNIT) + _COUNTS)  # the books of a year, and the stocks before and after
    totals = years * (8 * (len(BY_UNIT) + len(CROSSINGS) + len(FUNDINGS) * len(MONEY)) + 4 * len(plan.programmes))
    by_unit = len(plan.units) * years * sum(8 if name in MONEY else 4 for name in keep)
    return Memory(
        lane=slots * _LANE + by_year,
        replication=totals + by_unit,
        plan=64 * slots * (1 + len(plan.reorganisations)),
        fixed=230_000_000,
    )


def machine_memory() -> int | None:
    """Return four fifths of the memory of the machine in bytes; ``None`` if it does not say."""
    try:
        return 4 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 5
    except (AttributeError, ValueError, OSError):
        return None


def check_memory(
    plan: Plan, replications: int, workers: int, budget: int, *, runs: int = 1, keep: Collection[str] = BY_UNIT
) -> None:
    """Refuse a run that takes more memory than it may, and say what fits.

    Parameters
    ----------
    budget
        Bytes.
    runs
        Roadmaps of about this size whose outcomes are kept together.

    Raises
    ------
    RunError
        With the estimate, and with the options that fit.
    """
    need = memory_of(plan, keep=keep)
    workers = min(workers, len(need.blocks(replications, workers)))
    total = need.total(replications, workers, runs)
    if total <= budget:
        return
    ways: list[str] = []
    if keep:
        lean = memory_of(plan, keep=())
        if lean.total(replications, workers, runs) <= budget:
            ways.append(Message("--keep totals (no numbers of single units)"))
    if workers > 1 and need.total(replications, 1, runs) <= budget:
        ways.append("--workers 1")
    fitting = _most(need, replications, runs, budget)
    if fitting >= 1:
        ways.append(f"--replications {min(fitting, replications - 1):,}".replace(",", "") + " --workers 1")
    hint = (
        Message("; what fits: {listed}", listed=" or ".join(ways))
        if ways
        else Message("; nothing fits but --memory {size} or more", size=_size(need.total(1, 1, runs)))
    )
    raise RunError(
        Message(
            "{replications:,} replications of {named} with {workers} worker{plural} take about "
            "{size} of memory, and {size2} may be used{hint}",
            replications=replications,
            named=_named(plan, runs),
            workers=workers,
            plural="s" if workers > 1 else "",
            size=_size(total),
            size2=_size(budget),
            hint=hint,
        )
    )


def _most(need: Memory, replications: int, runs: int, budget: int) -> int:
    """Return how many replications fit into a budget with one worker."""
    least, most = 0, replications
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if need.total(middle, 1, runs) <= budget else (least, middle - 1)
    return least


def _named(plan: Plan, runs: int) -> str:
    return f"'{plan.roadmap}'" if runs == 1 else Message("{runs} roadmaps", runs=runs)


def _size(amount: int) -> str:
    """Write bytes as the option reads them, rounded up.

    Examples
    --------
    >>> _size(1_234_000_000), _size(56_000_001)
    ('1.3GB', '57MB')
    """
    if amount >= 10**9:
        return f"{-(-amount // 10**8) / 10:.1f}GB"
    return f"{-(-amount // 10**6)}MB"
