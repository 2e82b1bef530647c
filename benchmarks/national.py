"""Vietnam's reform of 2025 as a whole and a tenth of it, and the same mergers by NetworkX's own contraction.

Run ``python -m benchmarks.national`` from the project's folder; it prints what it measured and fails if an answer or a
ratio is not what it must be.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import networkx as nx

from orgsim import read_scenario
from orgsim.model.ledger import History
from orgsim.model.organisation import Organisation
from orgsim.model.steps import Consolidate, Step
from orgsim.rules.reorganise import follow

T = TypeVar("T")
SECONDS, MEGABYTES, LINEARITY, CONTRACTION = 20.0, 1024, 1.3, 50.0
"""What must hold: seconds of CPU and memory of the whole, time per unit against a tenth, speed against NetworkX."""
ROUNDS = 3
SAMPLE, MERGERS = 1000, 60
"""Communes of the sample, and mergers taken on it: NetworkX copies the whole sample for each."""


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds of CPU that something took, and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def part_of(organisation: Organisation, steps: Sequence[Step], units: set[str]) -> tuple[Organisation, list[Step]]:
    """Return some units of the nation with what is theirs, and the steps that need no others."""
    kept = units | {organisation.boundary}
    part = Organisation(
        units={key: unit for key, unit in organisation.units.items() if key in kept},
        slots={key: slots for key, slots in organisation.slots.items() if key in kept},
        duties={key: duty for key, duty in organisation.duties.items() if duty.owner in kept},
        sites={},
        dotted=frozenset(),
        boundary=organisation.boundary,
    )
    every = set(organisation.units).union(*map(brought, steps))
    chosen = []
    for step in steps:
        if set(words(step.model_dump())) & every <= kept | brought(step):
            chosen.append(step)
            kept |= brought(step)
    return part, chosen


def brought(step: Step) -> set[str]:
    """Return the units that a step brings into being."""
    into = getattr(step, "into", ())
    return (
        {part.id for part in into} if isinstance(into, tuple) else {into.id} if isinstance(step, Consolidate) else set()
    )


def words(value: object) -> Iterable[str]:
    """Yield every text in a step."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (*words(key), *words(item))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from words(item)


def a_tenth(organisation: Organisation, steps: Sequence[Step]) -> set[str]:
    """Return the units under the merged provinces that come first and together have about a tenth of all units."""
    chosen: set[str] = set()
    groups = [step.units for step in steps if isinstance(step, Consolidate) and step.into.kind == "province-2025"]
    for provinces in groups:
        under = {unit for province in provinces for unit in organisation.under(province)}
        if len(chosen | under) <= len(organisation.units) / 9:
            chosen |= under
    return chosen


def contracted(organisation: Organisation, mergers: Sequence[Consolidate]) -> "nx.DiGraph[str]":
    """Do the mergers on a graph of units, slots and duties with NetworkX's own contraction, a copy each."""
    graph: nx.DiGraph[str] = nx.DiGraph(organisation.chart)
    graph.add_edges_from((unit, slot.id) for unit, slots in organisation.slots.items() for slot in slots)
    graph.add_edges_from((duty.owner, key) for key, duty in organisation.duties.items())
    for merger in mergers:
        first, *rest = merger.units
        for unit in rest:
            graph = nx.contracted_nodes(graph, first, unit, self_loops=False, copy=True)
        graph = nx.relabel_nodes(graph, {first: merger.into.id}, copy=True)
    return graph


def check_contraction(history: History, graph: "nx.DiGraph[str]", mergers: Sequence[Consolidate]) -> None:
    """Hold the two against each other: every merged unit has the same slots and duties."""
    for merger in mergers:
        unit = merger.into.id
        slots = {slot.id for slot in history.closing.slots[unit]}
        duties = set(history.closing.duties_of.get(unit, ()))
        assert set(graph.successors(unit)) == slots | duties, unit


def main() -> None:
    """Measure, check, print."""
    scenario = read_scenario(Path("scenarios/vietnam-2025"))
    organisation, steps = scenario.organisation, scenario.roadmaps["as-decreed"].steps
    units = a_tenth(organisation, steps)
    tenth, tenth_steps = part_of(organisation, steps, units)
    whole_times, tenth_times = [], []
    for _ in range(ROUNDS):
        seconds, history = timed(lambda: follow(organisation, steps))
        whole_times.append(seconds)
        tenth_times.append(timed(lambda: follow(tenth, tenth_steps))[0])
    counts = {
        key: sum(unit.counted_as == key for unit in history.closing.units.values())
        for key in ("province", "district", "commune")
    }
    assert counts == {"province": 34, "district": 0, "commune": 3321}, counts
    whole, part = sorted(whole_times)[ROUNDS // 2], sorted(tenth_times)[ROUNDS // 2]
    linearity = (whole / len(organisation.units)) / (part / len(tenth.units))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    mergers = [
        step
        for step in steps
        if isinstance(step, Consolidate)
        and set(step.units) <= set(organisation.units)
        and step.into.kind == "commune-2025"
    ]
    sample: list[Consolidate] = []
    for merger in mergers:
        if sum(len(step.units) for step in sample) < SAMPLE:
            sample.append(
                merger.model_copy(update={"into": merger.into.model_copy(update={"reports_to": organisation.boundary})})
            )
    named = {unit for merger in sample for unit in merger.units}
    few, _ = part_of(organisation, [], named | {boss for unit in named for boss in organisation.bosses(unit)})
    sample = sample[:MERGERS]
    # A thousandth of the time of the other side: one collection of garbage would be most of a single round.
    rounds = [timed(lambda: follow(few, sample)) for _ in range(ROUNDS)]
    ours, sampled = sorted(rounds, key=lambda measured: measured[0])[ROUNDS // 2]
    theirs, graph = timed(lambda: contracted(few, sample))
    check_contraction(sampled, graph, sample)
    found = {
        "steps": len(steps),
        "units": len(organisation.units),
        "slots": sum(map(len, organisation.slots.values())),
        "seconds of CPU, median": round(whole, 2),
        "peak memory of the process, MB": memory,
        "time per unit, whole against a tenth": round(linearity, 2),
        "sample, communes": len(named),
        "sample, mergers": len(sample),
        "NetworkX contraction / orgsim": round(theirs / ours, 1),
    }
    print(json.dumps(found, indent=2))
    failed = [
        what
        for what, holds in (
            ("seconds", whole <= SECONDS),
            ("memory", memory <= MEGABYTES),
            ("linearity", linearity <= LINEARITY),
            ("contraction", theirs / ours >= CONTRACTION),
        )
        if not holds
    ]
    if failed:
        sys.exit(f"not met: {', '.join(failed)}")


if __name__ == "__main__":
    main()
