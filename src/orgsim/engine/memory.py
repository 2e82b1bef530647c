"""How much memory a run takes, said before it starts."""

import os
from dataclasses import dataclass

from orgsim.engine.plan import Plan
from orgsim.engine.streams import BLOCK
from orgsim.errors import RunError
from orgsim.model.outcomes import CROSSINGS, FLOWS, FUNDINGS, MONEY, POST_FLOWS, STOCKS

__all__ = ["Memory", "check_memory", "machine_memory", "memory_of"]

_LANE = 23 + 40
"""Bytes of a slot in a lane: its state, and the work arrays of the widest phase."""

_COUNTS = len((*STOCKS, *FLOWS, *POST_FLOWS))
_MEASURES = _COUNTS + len(MONEY)


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes: of each worker, of each replication whose outcomes are kept, and of what is there in any case."""

    worker: int
    replication: int
    fixed: int

    def total(self, replications: int, workers: int) -> int:
        """Return the bytes of a run; replications are kept in whole blocks while they come in."""
        waiting = 2 * workers * BLOCK * self.replication if workers > 1 else BLOCK * self.replication
        return self.fixed + workers * self.worker + replications * self.replication + waiting


def memory_of(plan: Plan, *, keep_units: bool = True) -> Memory:
    """Estimate the memory of a plan's run.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario
    >>> plan = compile_plan(read_scenario(Path("scenarios/mong-cai")), "as-decreed")
    >>> need = memory_of(plan)
    >>> 50e6 < need.total(1000, 1) < 1e9
    True
    """
    slots, units, years = len(plan.slots), len(plan.units), len(plan.years)
    year_by_unit = 2 * units * BLOCK * 8 * _MEASURES  # the books of a year, and the stocks before and after
    totals = years * (8 * (_MEASURES + len(CROSSINGS) + len(FUNDINGS) * len(MONEY)) + 4 * len(plan.programmes))
    by_unit = years * units * (4 * _COUNTS + 8 * len(MONEY)) if keep_units else 0
    return Memory(
        worker=slots * BLOCK * _LANE + year_by_unit + BLOCK * (totals + by_unit),
        replication=totals + by_unit,
        fixed=230_000_000 + 64 * slots * (1 + len(plan.reorganisations)),
    )


def machine_memory() -> int | None:
    """Return four fifths of the memory of the machine in bytes; ``None`` if it does not say."""
    try:
        return 4 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 5
    except (AttributeError, ValueError, OSError):
        return None


def check_memory(
    plan: Plan, replications: int, workers: int, budget: int, *, runs: int = 1, keep_units: bool = True
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
    need = memory_of(plan, keep_units=keep_units)
    workers = min(workers, -(-replications // BLOCK))
    total = need.total(replications * runs, workers)
    if total <= budget:
        return
    ways = []
    if keep_units:
        lean = memory_of(plan, keep_units=False)
        if lean.total(replications * runs, workers) <= budget:
            ways.append("--keep totals (no numbers of single units)")
    if workers > 1 and need.total(replications * runs, 1) <= budget:
        ways.append("--workers 1")
    fitting = (budget - need.total(0, 1)) // need.replication // runs
    if fitting >= 1:
        ways.append(f"--replications {min(fitting, replications - 1):,}".replace(",", "") + " --workers 1")
    hint = (
        f"; what fits: {' or '.join(ways)}"
        if ways
        else f"; nothing fits but --memory {_size(need.total(runs, 1))} or more"
    )
    raise RunError(
        f"{replications:,} replications of {_named(plan, runs)} with {workers} worker{'s' if workers > 1 else ''} take "
        f"about {_size(total)} of memory, and {_size(budget)} may be used{hint}"
    )


def _named(plan: Plan, runs: int) -> str:
    return f"'{plan.roadmap}'" if runs == 1 else f"{runs} roadmaps"


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
