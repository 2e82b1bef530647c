"""Addressed draws: same bits for any number of workers, more replications, or another unit's change."""

import datetime as dt
import multiprocessing
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim import compile_plan, simulate
from orgsim.engine.memory import memory_of
from orgsim.engine.streams import BLOCK
from orgsim.engine.year import run_block
from orgsim.errors import RunError
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario
from tests.making import people, roadmap, scenario, slots, unit

ROOT = Path(__file__).parent.parent.parent
SMALL = ROOT / "src" / "orgsim" / "io" / "small"
MONG_CAI = ROOT / "scenarios" / "mong-cai"
HAZARDS: dict[str, Any] = {
    "quit_hazard": [{"age_from": 0, "hazard": 0.1}],
    "death_hazard": [{"age_from": 0, "male": 0.02, "female": 0.02}],
}
HIRING = {
    "id": "hiring",
    "programme": "recruitment",
    "first_year": 2015,
    "last_year": 2017,
    "share_of_leavers": 0.5,
    "unfilled": "keep",
}


def two_offices(first: int, second: int) -> Scenario:
    ones, twos = people(first, "a"), people(second, "b")
    seats = {
        "first": slots("first", first, holders=tuple(ones)),
        "second": slots("second", second, holders=tuple(twos)),
    }
    units = [unit("city", None), unit("first"), unit("second")]
    return scenario(units, seats, ones | twos, roadmap(programmes=[HIRING]), **HAZARDS)


def same(one: Outcomes, two: Outcomes, replications: int) -> bool:
    return all(
        np.array_equal(one.by_unit[name][:replications], two.by_unit[name][:replications]) for name in one.by_unit
    ) and all(np.array_equal(one.totals[name][:replications], two.totals[name][:replications]) for name in one.totals)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), fewer=st.integers(1, 300), more=st.integers(1, 300))
def test_more_replications_keep_the_earlier_ones(seed: int, fewer: int, more: int) -> None:
    plan = compile_plan(two_offices(12, 7), "plan")
    short = simulate(plan, replications=fewer, seed=seed)
    assert same(short, simulate(plan, replications=fewer + more, seed=seed), fewer)


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_never_change_a_bit(workers: int) -> None:
    plan = compile_plan(two_offices(30, 20), "plan")
    replications = 2 * BLOCK + 17
    alone = simulate(plan, replications=replications, seed=9)
    assert same(alone, simulate(plan, replications=replications, seed=9, workers=workers), replications)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), size=st.integers(1, 30))
def test_a_change_in_one_unit_leaves_the_leavers_of_others_as_they_were(seed: int, size: int) -> None:
    no_hiring = {"plan": roadmap()}
    before = replace(two_offices(12, 7), roadmaps=no_hiring)
    after = replace(two_offices(size, 7), roadmaps=no_hiring)
    one, two = (simulate(compile_plan(s, "plan"), replications=50, seed=seed) for s in (before, after))
    second = one.units.index("second")
    for name in ("resigned", "died", "people", "salaries"):
        assert np.array_equal(one.by_unit[name][:, :, second], two.by_unit[name][:, :, second])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), day=st.dates(min_value=dt.date(2015, 1, 2), max_value=dt.date(2017, 12, 30)))
def test_a_reorganisation_changes_no_one_s_luck(seed: int, day: dt.date) -> None:
    merged = roadmap(
        steps=[
            {
                "id": "merge",
                "date": str(day),
                "op": "absorb",
                "absorbed": ["second"],
                "into": "first",
                "deputies": 0,
                "abolish": 0,
            }
        ]
    )
    base = two_offices(12, 7)
    runs = [
        simulate(compile_plan(replace(base, roadmaps={"plan": road}), "plan"), replications=100, seed=seed)
        for road in (roadmap(), merged)
    ]
    # Clocks are single precision: cutting a year may move a fate by a rounding; one in 10,000 is generous.
    assert (runs[0].totals["resigned"] != runs[1].totals["resigned"]).sum() <= 1
    assert (runs[0].totals["people"][:, -1] != runs[1].totals["people"][:, -1]).sum() <= 1


def test_different_seeds_are_different_futures() -> None:
    plan = compile_plan(two_offices(30, 20), "plan")
    one, two = (simulate(plan, replications=50, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one.totals["people"], two.totals["people"])


def test_blocks_in_any_order_are_the_same_blocks() -> None:
    plan = compile_plan(two_offices(30, 20), "plan")
    order = [3, 0, 2, 1]
    shuffled = {block: run_block(plan, seed=5, block=block) for block in order}
    whole = simulate(plan, replications=4 * BLOCK, seed=5)
    for name, values in whole.totals.items():
        joined = np.concatenate([shuffled[block].total[name] for block in sorted(order)], axis=-1)
        assert np.array_equal(values, joined.T), name


def test_a_run_without_single_units_has_the_same_totals() -> None:
    plan = compile_plan(two_offices(30, 20), "plan")
    whole, lean = (simulate(plan, replications=300, seed=2, keep_units=keep) for keep in (True, False))
    assert lean.by_unit == {}
    assert all(np.array_equal(lean.totals[name], values) for name, values in whole.totals.items())
    assert all(np.array_equal(lean.by_funding[name], values) for name, values in whole.by_funding.items())


def test_the_work_of_a_killed_worker_is_done_again_and_the_user_is_told() -> None:
    plan = compile_plan(two_offices(30, 20), "plan")
    replications = 12 * BLOCK
    killed: list[int] = []
    told: list[str] = []

    def kill_twice(done: int) -> None:
        if len(killed) < 2:
            child = multiprocessing.active_children()[0]
            killed.append(int(child.pid or 0))
            child.kill()
            child.join()

    redone = simulate(plan, replications=replications, seed=1, workers=2, progress=kill_twice, notice=told.append)
    assert len(set(killed)) == 2
    assert len(told) == 2
    assert all(re.fullmatch(TOLD, sentence) for sentence in told)
    assert same(simulate(plan, replications=replications, seed=1), redone, replications)
    assert multiprocessing.active_children() == []


TOLD = r"A worker process was ended from outside; block \d+ of 12 is run again\."


def test_workers_that_are_killed_again_and_again_end_the_run() -> None:
    plan = compile_plan(two_offices(30, 20), "plan")

    def kill(_: object) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    message = r"the worker process of block \d+ of 400 was ended from outside 3 times, perhaps for lack of memory"
    with pytest.raises(RunError, match=message):
        simulate(plan, replications=400 * BLOCK, seed=1, workers=2, progress=kill, notice=kill)
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork on Windows")
def test_forked_workers_never_change_a_bit(tmp_path: Path) -> None:
    """In a process of its own: the one that runs the tests has threads, with which forking is not safe."""
    script = tmp_path / "forked.py"
    script.write_text(
        "from pathlib import Path\n"
        "import numpy as np\n"
        "from orgsim import compile_plan, read_scenario, simulate\n"
        f"plan = compile_plan(read_scenario(Path({str(SMALL)!r})), 'gradual')\n"
        "runs = [simulate(plan, replications=600, seed=4, workers=w, start='fork') for w in (1, 2, 3)]\n"
        "for run in runs[1:]:\n"
        "    assert all(np.array_equal(run.totals[n], v) for n, v in runs[0].totals.items())\n"
        "    assert all(np.array_equal(run.by_unit[n], v) for n, v in runs[0].by_unit.items())\n"
        "print('the same bits')\n",
        "utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.returncode) == ("the same bits\n", 0), done.stderr


def test_a_run_beyond_the_memory_is_refused_before_it_starts_with_what_fits() -> None:
    plan = compile_plan(two_offices(30, 20), "plan")
    need, lean = memory_of(plan), memory_of(plan, keep_units=False)
    started: list[int] = []
    with pytest.raises(RunError) as raised:
        simulate(plan, replications=1_000_000, seed=1, workers=2, memory=500_000_000, progress=started.append)
    assert started == []
    fits = (500_000_000 - need.total(0, 1)) // need.replication
    assert str(raised.value) == (
        f"1,000,000 replications of 'plan' with 2 workers take about {need.total(1_000_000, 2) / 1e9 + 0.05:.1f}GB of "
        f"memory, and 500MB may be used; what fits: --replications {fits} --workers 1"
    )
    assert lean.total(1_000_000, 2) > 500_000_000  # so that leaving out the units is not offered
    simulate(plan, replications=10, seed=1, memory=500_000_000)
    with pytest.raises(RunError, match="nothing fits but --memory"):
        simulate(plan, replications=1, seed=1, memory=1_000_000)


def test_leaving_out_the_units_is_offered_where_it_helps() -> None:
    units = [unit("city", None), *(unit(f"u{n}") for n in range(300))]
    staff = people(300)
    seats = {f"u{n}": slots(f"u{n}", 1, holders=(key,)) for n, key in enumerate(staff)}
    plan = compile_plan(scenario(units, seats, staff), "plan")
    lean = memory_of(plan, keep_units=False).total(20_000, 1)
    with pytest.raises(RunError, match=r"what fits: --keep totals \(no numbers of single units\)"):
        simulate(plan, replications=20_000, seed=1, memory=lean + 1_000_000)


def test_the_estimate_of_memory_is_near_what_is_taken(tmp_path: Path) -> None:
    """The peak of a process of its own; the estimate may be too large by a half, and too small by a tenth."""
    script = tmp_path / "peak.py"
    script.write_text(
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from orgsim import compile_plan, read_scenario, simulate\n"
        "from orgsim.engine.memory import memory_of\n"
        f"plan = compile_plan(read_scenario(Path({str(MONG_CAI)!r})), 'as-decreed')\n"
        "simulate(plan, replications=1024, seed=4)\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == 'darwin' else 1024)\n"
        "print(memory_of(plan).total(1024, 1) / peak)\n",
        "utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=True)
    assert 0.9 < float(done.stdout) < 1.5
