"""Each phase of the year alone, and that it gives what it must: ``pytest benchmarks --benchmark-only``.

Most run on the reference workload W, of 2,000 people; where W has nothing to do, on Móng Cái. A run is stopped just
before the phase of a year, and each round gets a copy of its state.
"""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks import reference, workload
from benchmarks.workload import PAID
from orgsim import compile_plan, read_scenario
from orgsim.engine import year
from orgsim.engine.kernel.books import Books
from orgsim.engine.kernel.close import close, stocks
from orgsim.engine.kernel.lanes import Lanes
from orgsim.engine.kernel.leave import leave
from orgsim.engine.kernel.promote import promote
from orgsim.engine.kernel.recruit import recruit
from orgsim.engine.kernel.reorganise import reorganise
from orgsim.engine.kernel.rolls import Rolls
from orgsim.engine.kernel.separate import separate
from orgsim.engine.plan import DEPUTY, HEAD, STAFF, Plan, Structure
from orgsim.model.outcomes import CAUSES, MONEY

PEOPLE, LANES = 2_000, 256
ROUNDS, WARM_UP = 20, 2
YEAR = 4
"""A year of W after the merger, counted from 0, in which all phases have something to do."""
Counts = NDArray[np.integer]


class Measured(NamedTuple):
    """The lanes, books and structure before a phase, the same three after it, and what it returned."""

    before: tuple[Lanes, Books, Structure]
    after: tuple[Lanes, Books, Structure]
    result: Any


class _Stopped(Exception):
    """The run is where it was wanted."""


@pytest.fixture(scope="module")
def w() -> Plan:
    return workload.compiled(PEOPLE)[0]


@pytest.fixture(scope="module")
def city() -> Plan:
    return compile_plan(read_scenario(Path("scenarios/mong-cai")), "as-decreed")


def arguments_of(phase: str, plan: Plan, *, call: int, money: tuple[str, ...]) -> tuple[Any, ...]:
    """Run the calendar until a phase is called for the time ``call``, counted from 0; return what it is called with."""
    own, calls = getattr(year, phase), list[tuple[Any, ...]]()

    def instead(*given: Any) -> Any:
        calls.append(given)
        if len(calls) > call:
            raise _Stopped
        return own(*given)

    # The calendar itself brings the state there, so that no second order of the year stands here.
    with patch.object(year, phase, instead), pytest.raises(_Stopped):
        year.run_lanes(plan, Rolls(), seed=1, first=0, lanes=LANES, keep=("people",), money=money, payers=())
    return calls[-1]


def copied(plan: Plan, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """Copy the lanes and the books; all else never changes, or is kept from run to run."""
    shared = {id(one): one for one in (plan, *given) if not isinstance(one, Lanes | Books)}
    return copy.deepcopy(given, shared)


def measured(
    benchmark: BenchmarkFixture,
    phase: Callable[..., Any],
    plan: Plan,
    *,
    call: int = YEAR,
    money: tuple[str, ...] = PAID,
) -> Measured:
    """Measure a phase, each round with the same state."""
    given = arguments_of(phase.__name__, plan, call=call, money=money)
    last: list[tuple[Any, ...]] = []

    def anew() -> tuple[tuple[Any, ...], dict[str, Any]]:
        last[:] = [copied(plan, given)]
        return last[0], {}

    result = benchmark.pedantic(phase, setup=anew, rounds=ROUNDS, warmup_rounds=WARM_UP)
    return Measured(given[:3], last[0][:3], result)


def counted(held: NDArray[np.bool_], structure: Structure) -> Counts:
    """Count over the slots of every unit, ``(units, lanes)``, one row after the other."""
    counts = np.zeros((len(structure.within), held.shape[1]), np.int64)
    np.add.at(counts, structure.unit, held)
    return counts


def flow(books: Books, *names: str) -> Counts:
    """Return the year's flows of every unit so far."""
    return sum(books.by_unit[name].astype(np.int64) for name in names)


def test_opening(benchmark: BenchmarkFixture, w: Plan) -> None:
    lanes = benchmark.pedantic(
        lambda: Lanes.opening(w, seed=1, first=0, lanes=LANES, salaries=False), rounds=ROUNDS, warmup_rounds=WARM_UP
    )
    start = reference.population(PEOPLE)
    totals, by_unit = stocks(lanes, w.opening, len(w.staffed))
    assert (totals["people"] == PEOPLE).all()
    assert (totals["posts"] == start.allowed.sum()).all()
    assert (by_unit["heads"] == 1).all()
    assert (by_unit["deputies"] == 5).all()


def test_leave(benchmark: BenchmarkFixture, w: Plan) -> None:
    (lanes, books, structure), (after, closed, _), _ = measured(benchmark, leave, w)
    left = flow(closed, *CAUSES) - flow(books, *CAUSES)
    assert left.sum() > LANES
    assert (counted(lanes.occupied(), structure) - left == counted(after.occupied(), structure)).all()
    assert (closed.people() == counted(after.occupied(), structure)).all()


def test_leave_and_pay(benchmark: BenchmarkFixture, city: Plan) -> None:
    (lanes, books, structure), (after, closed, _), _ = measured(benchmark, leave, city, money=MONEY)
    left = flow(closed, *CAUSES) - flow(books, *CAUSES)
    assert left.sum() > 0
    assert (counted(lanes.occupied(), structure) - left == counted(after.occupied(), structure)).all()
    paid = closed.total["salaries"] - books.total["salaries"]
    assert (paid > 0).all()
    assert (closed.by_funding["salaries"].sum(axis=0) == closed.total["salaries"]).all()


def test_separate(benchmark: BenchmarkFixture, w: Plan) -> None:
    (lanes, books, structure), (after, closed, _), _ = measured(benchmark, separate, w)
    headcount = counted(lanes.occupied(), structure)
    quota = reference.quotas(headcount, books.posts())
    assert quota.sum() > LANES
    assert (headcount - quota == counted(after.occupied(), structure)).all()
    causes = "early_retired", "severed", "contract_ended"
    assert (flow(closed, *causes) == quota).all()
    assert (closed.programme_exits.sum(axis=0) == quota.sum(axis=0)).all()


def test_promote(benchmark: BenchmarkFixture, city: Plan) -> None:
    (lanes, _, structure), (after, _, _), _ = measured(benchmark, promote, city)

    def vacant(state: Lanes, *ranks: int) -> Counts:
        return counted(state.posts & ~state.occupied() & np.isin(structure.rank, ranks)[:, None], structure)

    assert vacant(lanes, HEAD, DEPUTY).sum() > vacant(after, HEAD, DEPUTY).sum()
    assert (counted(after.occupied(), structure) == counted(lanes.occupied(), structure)).all()
    # Nobody who may rise is left below a leader's vacant post.
    for place, below in ((HEAD, (DEPUTY, STAFF)), (DEPUTY, (STAFF,))):
        able = after.occupied() & after.regular & np.isin(structure.rank, below)[:, None]
        assert not (vacant(after, place) * counted(able, structure)).any()


def test_recruit(benchmark: BenchmarkFixture, w: Plan) -> None:
    (lanes, books, structure), (after, closed, _), _ = measured(benchmark, recruit, w)
    headcount = counted(lanes.occupied(), structure)
    hires = reference.hires(flow(books, *CAUSES), headcount, books.posts())
    assert hires.sum() > LANES
    assert (headcount + hires == counted(after.occupied(), structure)).all()
    assert (flow(closed, "recruited") == hires).all()


def test_recruit_by_lot(benchmark: BenchmarkFixture, city: Plan) -> None:
    (lanes, books, structure), (after, closed, _), _ = measured(benchmark, recruit, city)
    vacant = (lanes.posts & ~lanes.occupied())[structure.inside].sum(axis=0)
    recruits = np.minimum(books.vacated // 2, vacant)
    assert recruits.sum() > LANES
    assert (closed.total["recruited"] == recruits).all()
    inside = structure.inside
    assert (lanes.occupied()[inside].sum(axis=0) + recruits == after.occupied()[inside].sum(axis=0)).all()


def test_reorganise(benchmark: BenchmarkFixture, w: Plan) -> None:
    (lanes, _, _), (after, closed, _), structure = measured(benchmark, reorganise, w, call=0)
    start = reference.population(PEOPLE)
    allowed = reference.allowed_after_merger(start.allowed)
    headcount, posts = (counted(held, structure) for held in (after.occupied(), after.posts))
    assert (headcount.sum(axis=0) == lanes.occupied().sum(axis=0)).all()
    assert (closed.people() == headcount).all()
    assert (np.sort(posts, axis=0) == np.sort(allowed)[:, None]).all()
    assert ((headcount > 0) == (posts > 0)).all()


def test_close(benchmark: BenchmarkFixture, w: Plan) -> None:
    (lanes, books, structure), (after, _, _), (totals, by_unit) = measured(benchmark, close, w)
    headcount = counted(after.occupied(), structure)
    assert (by_unit["people"] == headcount).all()
    assert (totals["people"] == headcount.sum(axis=0)).all()
    assert (by_unit["people"] == books.start["people"] + flow(books, "recruited") - flow(books, *CAUSES)).all()
    beyond = lanes.occupied() & ~lanes.posts
    assert (by_unit["supernumerary"] == counted(beyond, structure)).all()
