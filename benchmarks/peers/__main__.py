"""Measure the reference workload on other tools, beside the reference in plain NumPy, and compare their answers.

``make peers`` installs the tools in a virtual environment of their own and runs ``python -m benchmarks.peers`` there,
from the project's folder. Every round runs each tool a few times, one after the other, in one process; the first round
is not counted. Times are of the processor, not of the clock, and contain what a tool needs to set up its own objects
from arrays; imports and the draw of the people at the start are not in them. A ratio compares a tool and the reference
within a round. Tools that could use several threads get one.

Each of the eight totals of a tool is held against many replications of the reference: ``z`` is the difference of the
means, in standard errors. The exit code is 1 if one is 4 or more.
"""

import argparse
import gc
import importlib
import importlib.metadata
import json
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks import reference
from benchmarks.reference import TOTALS, Floats, Population, Year

Run = Callable[[Population, int], list[Year]]
MOST: Final = 4.0
"""From how many standard errors on two means differ."""
REFERENCE_TIMES: Final = 10
"""How many times more often than a tool the reference runs in a round; it is fast."""


@dataclass(frozen=True)
class Peer:
    """A tool, and how the workload is done with it."""

    tool: str
    way: str
    package: str
    module: str


PEERS: Final = (
    Peer("SimPy", "a process a person", "simpy", "simpy_processes"),
    Peer("Mesa", "an agent a person", "mesa", "mesa_agents"),
    Peer("starsim", "a module", "starsim", "starsim_module"),
    Peer("neworder", "people in a frame", "neworder", "neworder_frame"),
    Peer("neworder", "people in arrays", "neworder", "neworder_arrays"),
    Peer("pandas", "people in a frame", "pandas", "pandas_frame"),
    Peer("polars", "people in a frame", "polars", "polars_frame"),
)


@dataclass(frozen=True)
class Measured:
    """What was found of one tool; times in milliseconds a replication, as lower quartile, median, upper quartile."""

    tool: str
    way: str
    version: str
    replications: int
    milliseconds: list[float]
    ratio: list[float]
    z: dict[str, float]

    @property
    def worst(self) -> str:
        """The total that differs most from the reference."""
        return max(self.z, key=lambda total: abs(self.z[total]))


def load(peers: Sequence[Peer]) -> tuple[dict[Peer, Run], dict[Peer, str]]:
    """Import the tools; return how each runs, and what the others lack."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    os.environ.setdefault("STARSIM_INSTALL_FONTS", "0")
    warnings.filterwarnings("ignore", message="neworder installed in serial mode")
    runs, missing = {}, {}
    for peer in peers:
        try:
            runs[peer] = importlib.import_module(f"benchmarks.peers.{peer.module}").run
        except ImportError as error:
            missing[peer] = str(error)
    return runs, missing


def timed(run: Run, start: Population, seeds: Sequence[int]) -> tuple[float, list[Floats]]:
    """Return the milliseconds of the processor that a replication takes, and the totals of each."""
    gc.collect()  # nobody pays for what others left behind
    begin = time.process_time()
    runs = [run(start, seed) for seed in seeds]
    elapsed = time.process_time() - begin
    return 1000 * elapsed / len(seeds), [reference.totals(years) for years in runs]


def compare(means: Floats, count: int, expected: Floats) -> dict[str, float]:
    """Return z of each total: the means of ``count`` replications against replications of the reference.

    The spread is the reference's, for a few replications of a tool do not tell its own well.
    """
    error = expected.std(axis=0, ddof=1) * np.sqrt(1 / count + 1 / len(expected))
    difference = means - expected.mean(axis=0)
    # A total without any spread must be the same.
    z = np.divide(difference, error, out=np.where(difference == 0, 0.0, np.inf), where=error > 0)
    return dict(zip(TOTALS, z.tolist(), strict=True))


def quartiles(values: Sequence[float]) -> list[float]:
    """Return the lower quartile, the median and the upper quartile."""
    return [float(value) for value in np.quantile(values, [0.25, 0.5, 0.75])]


@dataclass
class Series:
    """What a tool did in all rounds."""

    times: list[float] = field(default_factory=list)
    """Milliseconds a replication, by round."""
    totals: list[Floats] = field(default_factory=list)
    """By replication."""


def measure(runs: dict[Peer, Run], start: Population, rounds: int, replications: int) -> dict[str, Series]:
    """Run all in turn, each round beginning with the next; return what they did, by module."""
    everyone: dict[str, Run] = {"reference": reference.run, **{peer.module: run for peer, run in runs.items()}}
    found = {name: Series() for name in everyone}
    names = list(everyone)
    for number in range(rounds + 1):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            count = replications * (REFERENCE_TIMES if name == "reference" else 1)
            seeds = range(1 + number * count, 1 + (number + 1) * count)
            milliseconds, totals = timed(everyone[name], start, seeds)
            if number:
                found[name].times.append(milliseconds)
                found[name].totals += totals
    return found


def show(rows: Sequence[Measured], missing: dict[Peer, str], base: Sequence[float]) -> None:
    """Print the table."""
    print(f"{'tool':<10}{'version':<9}{'how':<20}{'ms a replication':>24}{'x NumPy':>22}   worst |z|")
    print(f"{'NumPy':<10}{np.__version__:<9}{'the reference':<20}{spread(base):>24}{'1':>22}")
    for row in sorted(rows, key=lambda row: row.ratio[1]):
        name = f"{row.tool:<10}{row.version:<9}{row.way:<20}"
        agrees = f"{abs(row.z[row.worst]):.1f} ({row.worst})"
        print(f"{name}{spread(row.milliseconds):>24}{spread(row.ratio):>22}   {agrees}")
    for peer, reason in missing.items():
        print(f"{peer.tool:<10}{'-':<9}{peer.way:<20}not measured: pip install {peer.package} ({reason})")


def spread(values: Sequence[float]) -> str:
    """Return a median with its quartiles."""
    low, middle, high = values
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=2000, help="a multiple of 100; default: 2000")
    parser.add_argument("--rounds", type=int, default=11, help="default: 11, and one that is not counted")
    parser.add_argument("--replications", type=int, default=3, help="of each tool in a round; default: 3")
    parser.add_argument("--expected", type=int, default=2000, help="replications to compare with; default: 2000")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured here")
    return parser.parse_args()


def main() -> int:
    """Measure, compare, print."""
    given = arguments()
    runs, missing = load(PEERS)
    start = reference.population(given.people)
    found = measure(runs, start, given.rounds, given.replications)
    # Seeds of no other replication: a tool may use the reference's generator.
    expected = np.array([reference.totals(reference.run(start, 1_000_000 + n)) for n in range(given.expected)])
    base = found["reference"].times
    rows = []
    for peer in runs:
        times, totals = found[peer.module].times, np.array(found[peer.module].totals)
        ratio = quartiles([own / plain for own, plain in zip(times, base, strict=True)])
        z = compare(totals.mean(axis=0), len(totals), expected)
        version = importlib.metadata.version(peer.package)
        rows.append(Measured(peer.tool, peer.way, version, len(totals), quartiles(times), ratio, z))
    show(rows, missing, quartiles(base))
    if given.json:
        answer = {
            "people": given.people,
            "rounds": given.rounds,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "milliseconds of the reference": quartiles(base),
            "expected": dict(zip(TOTALS, expected.mean(axis=0).tolist(), strict=True)),
            "tools": [asdict(row) for row in rows],
            "not measured": [{"tool": peer.tool, "way": peer.way, "reason": text} for peer, text in missing.items()],
        }
        given.json.write_text(json.dumps(answer, indent=2) + "\n")
    wrong = [row for row in rows if not abs(row.z[row.worst]) < MOST]
    for row in wrong:
        print(f"{row.tool}, {row.way}: '{row.worst}' does not agree with the reference", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
