"""Addressed draws: same bits for any number of workers, more replications, or another unit's change."""

import datetime as dt
import multiprocessing
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from orgsim import compile_plan, simulate
from orgsim.engine.kernel.lanes import Lanes
from orgsim.engine.kernel.rolls import Rolls
from orgsim.engine.layout import Block, blocks_of
from orgsim.engine.memory import check_memory, memory_of
from orgsim.engine.plan import Plan
from orgsim.engine.simulate import joined as simulate_joined
from orgsim.engine.streams import Decision, moment_keys
from orgsim.engine.workers import Task
from orgsim.engine.year import LaneOutcomes, run_lanes
from orgsim.errors import RunError
from orgsim.model.outcomes import BY_PAYER, BY_UNIT, MONEY, Outcomes
from orgsim.model.scenario import Scenario
from tests.making import people, roadmap, scenario, slots, unit
from tests.unit.test_kernel import separation

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


def two_offices(first: int, second: int, *, vacant: int = 0) -> Scenario:
    """Make two offices of some people each; the first has vacant posts too."""
    ones, twos = people(first, "a"), people(second, "b")
    seats = {
        "first": slots("first", first + vacant, holders=tuple(ones)),
        "second": slots("second", second, holders=tuple(twos)),
    }
    units = [unit("city", None), unit("first"), unit("second")]
    return scenario(units, seats, ones | twos, roadmap(programmes=[HIRING]), **HAZARDS)


SEPARATION = separation(quota={2015: 4, 2016: 3}, take_up=[{"age_from": 0, "offer_from": 0, "probability": 0.6}])
BUSY = replace(two_offices(30, 20, vacant=5), roadmaps={"plan": roadmap(programmes=[SEPARATION, HIRING])})
"""Two offices in which every kind of draw is made."""


def same(one: Outcomes, two: Outcomes, replications: int) -> bool:
    kinds = ("by_unit", "totals", "by_funding", "closing")
    parts = [(getattr(one, kind), getattr(two, kind)) for kind in kinds]
    return all(
        mine.keys() == other.keys()
        and all(np.array_equal(mine[name][:replications], other[name][:replications]) for name in mine)
        for mine, other in parts
    ) and np.array_equal(one.programme_exits[:replications], two.programme_exits[:replications])


def joined(parts: list[LaneOutcomes]) -> dict[str, NDArray[np.integer]]:
    """Return everything that the lanes of several blocks gave, side by side."""
    return {
        f"{part}/{name}": np.concatenate([getattr(one, part)[name] for one in parts], axis=-1)
        for part in ("total", "by_unit", "by_funding", "closing")
        for name in getattr(parts[0], part)
    } | {"exits": np.concatenate([one.programme_exits for one in parts], axis=-1)}


def whole(outcomes: Outcomes, plan: Plan) -> dict[str, NDArray[np.integer]]:
    """Return the same of a run; units that never have slots have zeros."""
    others = np.setdiff1d(np.arange(len(plan.units)), plan.staffed)
    assert not any(values[..., others].any() for values in outcomes.by_unit.values())
    parts = {"total": outcomes.totals} | {
        kind: getattr(outcomes, kind) for kind in ("by_unit", "by_funding", "closing")
    }
    return {
        f"{part}/{name}": np.moveaxis(values, 0, -1) for part, found in parts.items() for name, values in found.items()
    } | {"exits": np.moveaxis(outcomes.programme_exits, 0, -1)}


def all_equal(one: dict[str, NDArray[np.integer]], two: dict[str, NDArray[np.integer]]) -> bool:
    return one.keys() == two.keys() and all(np.array_equal(one[name], two[name]) for name in one)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), fewer=st.integers(1, 300), more=st.integers(1, 300))
def test_more_replications_keep_the_earlier_ones(seed: int, fewer: int, more: int) -> None:
    plan = compile_plan(two_offices(12, 7), "plan")
    short = simulate(plan, replications=fewer, seed=seed)
    assert same(short, simulate(plan, replications=fewer + more, seed=seed), fewer)


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_never_change_a_bit(workers: int) -> None:
    plan = compile_plan(BUSY, "plan")
    replications = 517
    alone = simulate(plan, replications=replications, seed=9)
    assert len(blocks_of(len(plan.slots), replications, workers)) == workers
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
@given(seed=st.integers(0, 2**63), vacant=st.integers(1, 9))
def test_slots_that_are_added_to_a_unit_leave_the_leavers_of_the_same_unit_as_they_were(seed: int, vacant: int) -> None:
    base = replace(two_offices(12, 7), roadmaps={"plan": roadmap()})
    more = replace(two_offices(12, 7, vacant=vacant), roadmaps={"plan": roadmap()})
    one, two = (simulate(compile_plan(s, "plan"), replications=50, seed=seed) for s in (base, more))
    for name in ("resigned", "died", "people", "salaries"):
        assert np.array_equal(one.by_unit[name], two.by_unit[name]), name


@pytest.mark.parametrize("decision", Decision)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), first=st.integers(1, 9), second=st.integers(1, 9), vacant=st.integers(0, 9))
def test_every_slot_has_the_same_draws_in_any_organisation(
    decision: Decision, seed: int, first: int, second: int, vacant: int
) -> None:
    plans = [compile_plan(s, "plan") for s in (two_offices(5, 4), two_offices(first, second, vacant=vacant))]
    keys = [moment_keys(plan.keys, seed=seed, decision=decision, moment=2015).tolist() for plan in plans]
    one, two = (dict(zip(plan.slots, words, strict=True)) for plan, words in zip(plans, keys, strict=True))
    common = one.keys() & two.keys()
    assert common
    assert all(one[slot] == two[slot] for slot in common)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), first=st.integers(1, 9), vacant=st.integers(0, 9))
def test_everybody_has_the_same_fate_whoever_else_is_there(seed: int, first: int, vacant: int) -> None:
    plans = [compile_plan(s, "plan") for s in (two_offices(5, 4), two_offices(first, 4, vacant=vacant))]
    fates = [
        dict(zip(plan.slots, Lanes.opening(plan, seed=seed, first=0, lanes=9).code.tolist(), strict=True))
        for plan in plans
    ]
    held = [slot for slot in fates[0].keys() & fates[1].keys() if all(any(fate[slot]) for fate in fates)]
    assert {slot.split("/")[0] for slot in held} == {"first", "second"}
    assert all(fates[0][slot] == fates[1][slot] for slot in held)


def merging(day: dt.date) -> Scenario:
    merge = {"id": "merge", "date": str(day), "op": "absorb", "absorbed": ["second"], "into": "first"}
    merged = roadmap(steps=[{**merge, "deputies": 0, "abolish": 0}])
    return replace(two_offices(12, 7), roadmaps={"alone": roadmap("alone"), "plan": merged})


DAYS = st.dates(min_value=dt.date(2015, 1, 2), max_value=dt.date(2017, 12, 30))


@settings(max_examples=20, deadline=None)
@given(day=DAYS)
def test_a_reorganisation_moves_the_thresholds_of_fates_by_a_rounding_at_most(day: dt.date) -> None:
    whole, cut = (compile_plan(merging(day), name) for name in ("alone", "plan"))
    januaries = [n for n, one in enumerate(cut.intervals) if dt.date.fromordinal(one.start).timetuple().tm_yday == 1]
    assert len(januaries) == len(whole.intervals)
    ends = [*januaries, len(cut.intervals)]
    for one, two in ((whole.fates.low, cut.fates.low), (whole.fates.high, cut.fates.high)):
        assert np.abs(one.astype(np.int64) - two[:, ends].astype(np.int64)).max() <= 1


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**63), day=DAYS)
def test_a_reorganisation_changes_no_one_s_luck(seed: int, day: dt.date) -> None:
    runs = [simulate(compile_plan(merging(day), name), replications=100, seed=seed) for name in ("alone", "plan")]
    # Cutting a year moves thresholds by 2**-32 at most: of 1,900 people with six each, one is hit in 10⁵ runs.
    for name in ("resigned", "died", "people"):
        assert np.array_equal(runs[0].totals[name], runs[1].totals[name]), name


def test_measures_that_do_not_exist_are_refused_with_a_guess() -> None:
    plan = compile_plan(two_offices(3, 2), "plan")
    with pytest.raises(RunError, match=r"^keep names 'peopel', which is not counted; did you mean 'people'\?$"):
        simulate(plan, replications=2, seed=1, keep=("peopel",))
    with pytest.raises(RunError, match=r"^money names 'people', which is not counted; allowed: "):
        simulate(plan, replications=2, seed=1, money=("people",))


def test_different_seeds_are_different_futures() -> None:
    plan = compile_plan(two_offices(30, 20), "plan")
    one, two = (simulate(plan, replications=50, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one.totals["people"], two.totals["people"])


@given(st.integers(1, 3_000_000), st.integers(1, 20_000), st.integers(1, 40))
def test_blocks_have_every_replication_once_and_begin_with_an_even_one(
    slots: int, replications: int, workers: int
) -> None:
    blocks = blocks_of(slots, replications, workers)
    assert blocks[0][0] == 0
    assert all(first + lanes == following for (first, lanes), (following, _) in pairwise(blocks))
    assert sum(blocks[-1]) == replications
    assert all(first % 2 == 0 and lanes > 0 for first, lanes in blocks)
    assert max(lanes for _, lanes in blocks) <= 1024
    if replications >= 128 * workers:
        assert len(blocks) >= workers


def lived(task: Task, blocks: list[Block]) -> dict[str, NDArray[np.integer]]:
    """Run blocks in the order given, all with what is worked out once, and put them in their order."""
    live = task.prepared()
    found = {block: live(block) for block in blocks}
    return joined([found[block] for block in sorted(blocks)])


def test_blocks_in_any_order_are_the_same_blocks() -> None:
    plan = compile_plan(BUSY, "plan")
    task = Task(plan, 5, 0, BY_UNIT, MONEY, BY_PAYER)
    run = whole(simulate(plan, replications=400, seed=5), plan)
    assert all_equal(lived(task, [(300, 100), (0, 100), (200, 100), (100, 100)]), run)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**63), st.lists(st.integers(1, 40).map(lambda pairs: 2 * pairs), max_size=6), st.integers(1, 41))
def test_blocks_of_any_width_are_the_same_replications(seed: int, widths: list[int], last: int) -> None:
    plan = compile_plan(BUSY, "plan")
    firsts = np.cumsum([0, *widths]).tolist()
    blocks = list(zip(firsts, [*widths, last], strict=True))
    run = simulate(plan, replications=firsts[-1] + last, seed=seed)
    assert all_equal(lived(Task(plan, seed, 0, BY_UNIT, MONEY, BY_PAYER), blocks), whole(run, plan))


def test_a_replication_on_its_own_is_the_same_as_among_others() -> None:
    plan = compile_plan(BUSY, "plan")
    run = simulate(plan, replications=60, seed=6)
    alone = run_lanes(plan, Rolls(), seed=6, first=58, lanes=1, keep=BY_UNIT, money=MONEY, payers=BY_PAYER)
    assert all_equal(joined([alone]), {name: values[..., 58:59] for name, values in whole(run, plan).items()})


def test_a_run_without_single_units_has_the_same_totals() -> None:
    plan = compile_plan(BUSY, "plan")
    every, lean = (simulate(plan, replications=300, seed=2, keep=keep) for keep in (BY_UNIT, ()))
    assert lean.by_unit == {}
    assert same(replace(every, by_unit={}), lean, 300)


@pytest.mark.parametrize("name", BY_UNIT)
def test_a_measure_that_is_kept_alone_is_the_same(name: str) -> None:
    plan = compile_plan(BUSY, "plan")
    every, one = (simulate(plan, replications=20, seed=2, keep=keep) for keep in (BY_UNIT, (name,)))
    assert same(replace(every, by_unit={name: every.by_unit[name]}), one, 20)


@pytest.mark.parametrize("money", [(), ("salaries",), ("severance_pay", "contributions")])
def test_a_run_that_does_not_count_money_has_the_same_people(money: tuple[str, ...]) -> None:
    plan = compile_plan(BUSY, "plan")
    every, lean = (simulate(plan, replications=300, seed=2, money=counted) for counted in (MONEY, money))
    left_out = set(MONEY) - set(money)
    parts = [
        {name: values for name, values in part.items() if name not in left_out}
        for part in (every.totals, every.by_unit, every.by_funding)
    ]
    assert same(replace(every, totals=parts[0], by_unit=parts[1], by_funding=parts[2]), lean, 300)


def test_a_run_that_tells_no_payers_apart_has_the_same_people() -> None:
    plan = compile_plan(BUSY, "plan")
    every, lean = (simulate(plan, replications=300, seed=2, money=(), payers=payers) for payers in (BY_PAYER, ()))
    assert lean.by_funding == {}
    assert same(replace(every, by_funding={}), lean, 300)


def test_parts_of_a_run_are_the_run() -> None:
    plan = compile_plan(BUSY, "plan")
    parts = [simulate(plan, replications=count, seed=2, first=first) for first, count in ((0, 70), (70, 2), (72, 228))]
    assert same(simulate_joined(parts), simulate(plan, replications=300, seed=2), 300)


def test_the_work_of_a_killed_worker_is_done_again_and_the_user_is_told() -> None:
    plan = compile_plan(BUSY, "plan")
    replications = 12 * 1024
    assert len(blocks_of(len(plan.slots), replications, 2)) == 12
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

    message = r"the worker process of block \d+ of 100 was ended from outside 3 times, perhaps for lack of memory"
    with pytest.raises(RunError, match=message):
        simulate(plan, replications=100 * 1024, seed=1, workers=2, keep=(), money=(), progress=kill, notice=kill)
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
    need, lean = memory_of(plan), memory_of(plan, keep=())
    started: list[int] = []
    with pytest.raises(RunError) as raised:
        simulate(plan, replications=1_000_000, seed=1, workers=2, memory=500_000_000, progress=started.append)
    assert started == []
    said = re.fullmatch(
        r"1,000,000 replications of 'plan' with 2 workers take about ([\d.]+)GB of memory, and 500MB may be used; "
        r"what fits: --replications (\d+) --workers 1",
        str(raised.value),
    )
    assert said is not None
    # Rounded up to a tenth of a gigabyte.
    assert 0 <= float(said[1]) * 1e9 - need.total(1_000_000, 2) <= 1e8
    fits = int(said[2])
    assert need.total(fits, 1) <= 500_000_000
    check_memory(plan, fits, 1, 500_000_000)
    # The next hundredth would not fit.
    assert need.total(fits * 101 // 100, 1) > 500_000_000
    assert lean.total(1_000_000, 2) > 500_000_000  # so that leaving out the units is not offered
    simulate(plan, replications=10, seed=1, memory=500_000_000)
    with pytest.raises(RunError, match="nothing fits but --memory"):
        simulate(plan, replications=1, seed=1, memory=1_000_000)


def test_leaving_out_the_units_is_offered_where_it_helps() -> None:
    units = [unit("city", None), *(unit(f"u{n}") for n in range(300))]
    staff = people(300)
    seats = {f"u{n}": slots(f"u{n}", 1, holders=(key,)) for n, key in enumerate(staff)}
    plan = compile_plan(scenario(units, seats, staff), "plan")
    lean = memory_of(plan, keep=()).total(20_000, 1)
    with pytest.raises(RunError, match=r"what fits: --keep totals \(no numbers of single units\)"):
        simulate(plan, replications=20_000, seed=1, memory=lean + 1_000_000)


PEAK = """
import resource, sys
from pathlib import Path
from orgsim import compile_plan, read_scenario, simulate
from orgsim.engine.memory import memory_of
from orgsim.model.outcomes import BY_UNIT
if __name__ == "__main__":
    folder, name, keep = sys.argv[1:4]
    kept = BY_UNIT if keep == "every" else ()
    replications, workers = map(int, sys.argv[4:])
    plan = compile_plan(read_scenario(Path(folder)), name)
    simulate(plan, replications=replications, seed=4, workers=workers, keep=kept)
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN  # of the children, the largest
    mine, largest = (resource.getrusage(one).ru_maxrss * (1 if sys.platform == "darwin" else 1024) for one in who)
    # On Linux that of a new process begins with the memory of the one that started it, here a test run's.
    status = Path("/proc/self/status")
    if status.exists():
        mine = 1024 * int(status.read_text().split("VmHWM:")[1].split()[0])
    # Each of the children counts some 20 MB of programs that they share.
    children = workers * (largest - 20 * 2**20) if workers > 1 else 0
    print(memory_of(plan, keep=kept).total(replications, workers), mine + children)
"""


@pytest.mark.parametrize(
    ("folder", "name", "keep", "replications", "workers"),
    [
        (MONG_CAI, "as-decreed", "every", 64, 1),
        (MONG_CAI, "as-decreed", "every", 1024, 1),
        (MONG_CAI, "as-decreed", "none", 4096, 1),
        (MONG_CAI, "as-decreed", "every", 1600, 2),
        (SMALL, "gradual", "every", 10_000, 1),
        (SMALL, "gradual", "none", 8192, 8),
    ],
)
def test_a_run_takes_less_memory_than_estimated_but_not_far_less(
    tmp_path: Path, folder: Path, name: str, keep: str, replications: int, workers: int
) -> None:
    """The peaks of processes of their own; systems differ by some 100 MB before anything is done."""
    script = tmp_path / "peak.py"
    script.write_text(PEAK, "utf-8")
    arguments = [str(word) for word in (folder, name, keep, replications, workers)]
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, timeout=300, check=True)
    estimate, peak = map(int, done.stdout.split())
    assert peak <= estimate
    assert estimate <= 2 * peak + 100e6
