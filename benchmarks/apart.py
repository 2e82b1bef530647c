"""What a run costs in a process of its own, where its memory is not that of what went before. Needs Linux."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Cost:
    """What a run cost: seconds of the processor of all processes, seconds of the clock, megabytes of the largest one.

    ``before`` are the megabytes of the process when the run began: Python, the libraries, and the plan.
    """

    seconds: float
    elapsed: float
    megabytes: float
    before: float


def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do something in a new process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()


def cost(run: Callable[[Callable[[int], None]], object]) -> Cost:
    """Measure a run here; it is given a function that it calls whenever something is finished."""
    peaks = dict[int | str, float]()

    def look(_: int) -> None:
        # Workers end with the run, and then nobody can ask them any more.
        for process in multiprocessing.active_children():
            if process.pid is not None:
                peaks[process.pid] = _megabytes(process.pid, "VmHWM")

    before = _megabytes("self", "VmRSS")
    processor, clock = _processor(), time.perf_counter()
    run(look)
    elapsed = time.perf_counter() - clock
    seconds = _processor() - processor
    peaks["self"] = _megabytes("self", "VmHWM")
    return Cost(seconds, elapsed, max(peaks.values()), before)


def _megabytes(process: int | str, measure: str) -> float:
    """Return the memory of a process: ``VmRSS`` now, or ``VmHWM`` at most so far.

    Not ``ru_maxrss``: that of a new process begins with the memory of the process that started it.
    """
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{measure}:"))


def _processor() -> float:
    """Return the seconds of the processor of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
