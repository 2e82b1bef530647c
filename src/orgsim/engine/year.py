"""The calendar: SimPy moves the clock between dated events, the kernel moves the lanes."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import simpy
from numpy.typing import NDArray

from orgsim.engine.kernel.ages import ages, retirement_years
from orgsim.engine.kernel.books import Books
from orgsim.engine.kernel.close import Stocks, by_payer, close, stocks
from orgsim.engine.kernel.lanes import Lanes, Watch
from orgsim.engine.kernel.leave import leave
from orgsim.engine.kernel.pay import SALARIES
from orgsim.engine.kernel.promote import promote
from orgsim.engine.kernel.recruit import recruit
from orgsim.engine.kernel.reorganise import reorganise
from orgsim.engine.kernel.rolls import Rolls
from orgsim.engine.kernel.separate import separate
from orgsim.engine.kernel.wages import payroll, rounded
from orgsim.engine.plan import Plan, Structure
from orgsim.model.dates import month_index
from orgsim.model.outcomes import CLOSING, CROSSINGS, FLOWS, FUNDINGS, MONEY, PAYROLL, POST_FLOWS, STOCKS

__all__ = ["ORDER", "LaneOutcomes", "run_lanes"]

_PARTS = ("total", "by_unit", "by_funding", "payroll", "closing")

ORDER = ("reorganise", "leave", "separate", "promote", "recruit", "close")
"""The order of a year."""


@dataclass(frozen=True)
class LaneOutcomes:
    """What some lanes gave: arrays with the years first and the lanes last; ``by_unit`` has all units.

    ``closing`` has no years: it counts those in post at the end of the last one.
    """

    total: Mapping[str, NDArray[np.int64]]
    by_unit: Mapping[str, NDArray[np.integer]]
    by_funding: Mapping[str, NDArray[np.int64]]
    payroll: Mapping[str, NDArray[np.int64]]
    closing: Mapping[str, NDArray[np.int32]]
    programme_exits: NDArray[np.int32]

    @classmethod
    def empty(
        cls, plan: Plan, lanes: int, keep: tuple[str, ...], money: tuple[str, ...], payers: tuple[str, ...]
    ) -> "LaneOutcomes":
        """Make room for the outcomes of some lanes."""
        years, units = len(plan.years), len(plan.units)
        total = (*STOCKS, *FLOWS, *POST_FLOWS, *money, *CROSSINGS)
        return cls(
            total={name: np.zeros((years, lanes), np.int64) for name in total},
            by_unit={name: np.zeros((years, units, lanes), np.int64 if name in MONEY else np.int32) for name in keep},
            by_funding={name: np.zeros((years, len(FUNDINGS), lanes), np.int64) for name in (*money, *payers)},
            payroll={name: np.zeros((years, lanes), np.int64) for name in PAYROLL if "salaries" in money},
            closing={name: np.zeros((rows, lanes), np.int32) for name, rows in CLOSING.items()},
            programme_exits=np.zeros((years, len(plan.programmes), lanes), np.int32),
        )

    def of(self, block: tuple[int, int]) -> "LaneOutcomes":
        """Return the part of some lanes, to be written to: the first of them, and how many."""
        lanes = slice(block[0], sum(block))
        return LaneOutcomes(
            total={name: values[..., lanes] for name, values in self.total.items()},
            by_unit={name: values[..., lanes] for name, values in self.by_unit.items()},
            by_funding={name: values[..., lanes] for name, values in self.by_funding.items()},
            payroll={name: values[..., lanes] for name, values in self.payroll.items()},
            closing={name: values[..., lanes] for name, values in self.closing.items()},
            programme_exits=self.programme_exits[..., lanes],
        )

    def arrays(self, staffed: NDArray[np.intp]) -> Iterator[tuple[str, str, NDArray[np.integer]]]:
        """Yield all arrays with the names under which :meth:`enter` takes them; of units those that have slots."""
        for part in _PARTS:
            for name, values in getattr(self, part).items():
                yield part, name, values[:, staffed] if part == "by_unit" else values
        yield "programme_exits", "", self.programme_exits

    def enter(self, part: str, name: str, values: NDArray[np.integer], staffed: NDArray[np.intp]) -> None:
        """Copy an array that :meth:`arrays` gave for as many lanes."""
        if part == "programme_exits":
            self.programme_exits[...] = values
        elif part == "by_unit":
            # Unit by unit: rows are copied whole, where NumPy would pick numbers one by one.
            for position, unit in enumerate(staffed.tolist()):
                self.by_unit[name][:, unit] = values[:, position]
        else:
            getattr(self, part)[name][...] = values


@dataclass
class _State:
    """Some lanes between events."""

    plan: Plan
    rolls: Rolls
    lanes: Lanes
    books: Books
    structure: Structure
    opening: Stocks
    outcomes: LaneOutcomes


def run_lanes(
    plan: Plan,
    rolls: Rolls,
    *,
    seed: int,
    first: int,
    lanes: int,
    keep: tuple[str, ...],
    money: tuple[str, ...],
    payers: tuple[str, ...],
    into: LaneOutcomes | None = None,
    watch: Watch | None = None,
) -> LaneOutcomes:
    """Live through the horizon once in each of some lanes, the replications from ``first``.

    A year has this order:

    1. reorganise: on the morning of its date, a step changes the structure of all lanes;
    2. leave: over the days between events, as the fate of everybody says;
    3. separate: on the evening of 31 December, programmes take their quota;
    4. promote: vacant leaders' posts are filled from within;
    5. recruit: vacant posts are filled, or abolished, as the rule of the year says;
    6. close: the books are closed, and every flow is held against the stocks.

    Leaving comes before separating, so that natural attrition counts towards a target first.

    Parameters
    ----------
    keep
        The measures of which the numbers of single units are kept.
    money
        The kinds of money that are counted.
    payers
        What else is counted for everyone who pays.
    into
        Where the outcomes are entered; room is made for them if left out.
    watch
        Looks on, and is told after every phase and after every programme; nobody does if left out.

    Raises
    ------
    ConservationError
        If a flow does not add up: a fault of orgsim.
    """
    salaries = not SALARIES.isdisjoint(money)
    state = Lanes.opening(plan, seed=seed, first=first, lanes=lanes, salaries=salaries)
    state.watch = watch
    opening = stocks(state, plan.opening, len(plan.staffed))
    restated = opening[0]["funded_posts"].astype(np.int64)
    december = 12 * plan.years[0] + 11
    books = Books(state, opening[1], lanes, december, len(plan.programmes), money, payers, restated)
    outcomes = into or LaneOutcomes.empty(plan, lanes, keep, money, payers)
    run = _State(plan, rolls, state, books, plan.opening, opening, outcomes)
    calendar = simpy.Environment(initial_time=plan.intervals[0].start)
    calendar.process(_reorganisations(calendar, run))
    calendar.process(_year_ends(calendar, run))
    calendar.run()
    return run.outcomes


def _reorganisations(calendar: simpy.Environment, state: _State) -> Generator[simpy.Event, object, None]:
    for event in state.plan.reorganisations:
        yield calendar.timeout(event.day - calendar.now)
        _live_until(state, event.day)
        state.structure = reorganise(state.lanes, state.books, state.structure, event, state.plan)
        state.lanes.over("reorganise", state.structure)


def _year_ends(calendar: simpy.Environment, state: _State) -> Generator[simpy.Event, object, None]:
    for position, year in enumerate(state.plan.years):
        last = date(year, 12, 31)
        # The evening: after any step of the day, before the steps of 1 January.
        yield calendar.timeout(last.toordinal() + 0.5 - calendar.now)
        _live_until(state, last.toordinal() + 1)
        plan, lanes, books, structure = state.plan, state.lanes, state.books, state.structure
        separate(lanes, books, structure, plan, state.rolls, month_index(last))
        promote(lanes, books, structure, plan)
        lanes.over("promote", structure)
        recruit(lanes, books, structure, plan, year)
        state.opening = close(lanes, books, structure, state.opening, year)
        lanes.over("close", structure)
        if plan.overload is not None:
            vacancies, posts = (state.opening[1][name] for name in ("vacancies", "posts"))
            share = plan.overload.share
            lanes.strain((vacancies > 0) & (vacancies * share.denominator >= posts * share.numerator), structure)
        _enter(state, position)
        books.open_year(state.opening[1], month_index(last) + 12)


def _live_until(state: _State, day: int) -> None:
    """Let the intervals pass that are over on the morning of a day."""
    intervals = state.plan.intervals
    while state.lanes.interval < len(intervals) and intervals[state.lanes.interval].end <= day:
        leave(state.lanes, state.books, state.structure, state.plan)
        state.lanes.over("leave", state.structure)


def _enter(state: _State, position: int) -> None:
    """Copy the year's stocks and flows into the outcomes."""
    total, by_unit = state.opening
    for name, values in (*total.items(), *state.books.total.items()):
        state.outcomes.total[name][position] = values
    kept = by_unit | state.books.by_unit
    for name, values in state.outcomes.by_unit.items():
        values[position][state.plan.staffed] = kept[name]
    held = by_payer(state.lanes, state.structure, state.books.payers, total)
    for name, values in (*state.books.by_funding.items(), *held.items()):
        state.outcomes.by_funding[name][position] = values
    state.outcomes.programme_exits[position] = state.books.programme_exits
    for name, values in state.books.payroll.items():
        state.outcomes.payroll[name][position] = rounded(values)
    if state.books.payroll:
        stock = payroll(state.lanes, state.structure, state.books.december)
        state.outcomes.payroll["people"][position] = rounded(stock)
    if position == len(state.plan.years) - 1:
        morning = date(state.plan.years[-1] + 1, 1, 1).toordinal()
        for name, count in (("ages", ages), ("retirement_years", retirement_years)):
            state.outcomes.closing[name][...] = count(state.lanes, state.structure, state.plan, morning)
