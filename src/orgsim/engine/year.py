"""The calendar: SimPy moves the clock between dated events, the kernel moves the lanes."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import simpy
from numpy.typing import NDArray

from orgsim.engine.kernel.close import Stocks, close, stocks
from orgsim.engine.kernel.lanes import Books, Interval, Lanes
from orgsim.engine.kernel.leave import leave
from orgsim.engine.kernel.promote import promote
from orgsim.engine.kernel.recruit import recruit
from orgsim.engine.kernel.reorganise import reorganise
from orgsim.engine.kernel.separate import separate
from orgsim.engine.plan import Plan, Structure
from orgsim.engine.streams import BLOCK
from orgsim.model.dates import month_index
from orgsim.model.outcomes import CROSSINGS, FLOWS, FUNDINGS, MONEY, POST_FLOWS, STOCKS

__all__ = ["ORDER", "BlockOutcomes", "run_block"]

ORDER = ("reorganise", "leave", "separate", "promote", "recruit", "close")
"""The order of a year."""


@dataclass
class BlockOutcomes:
    """What one block of lanes gave; arrays with the years first and the lanes last."""

    total: dict[str, NDArray[np.int64]]
    by_unit: dict[str, NDArray[np.int64]]
    by_funding: dict[str, NDArray[np.int64]]
    programme_exits: NDArray[np.int64]


@dataclass
class _Block:
    """The state of one block between events."""

    plan: Plan
    seed: int
    number: int
    lanes: Lanes
    books: Books
    structure: Structure
    opening: Stocks
    today: int
    keep_units: bool
    outcomes: BlockOutcomes = field(init=False)

    def __post_init__(self) -> None:
        years, units = len(self.plan.years), len(self.plan.units)
        flows = (*STOCKS, *FLOWS, *POST_FLOWS, *MONEY)
        self.outcomes = BlockOutcomes(
            total={name: np.zeros((years, BLOCK), np.int64) for name in (*flows, *CROSSINGS)},
            by_unit={
                name: np.zeros((years, units, BLOCK), np.int64 if name in MONEY else np.int32)
                for name in flows
                if self.keep_units
            },
            by_funding={name: np.zeros((years, len(FUNDINGS), BLOCK), np.int64) for name in MONEY},
            programme_exits=np.zeros((years, len(self.plan.programmes), BLOCK), np.int32),
        )


def run_block(plan: Plan, *, seed: int, block: int, keep_units: bool = True) -> BlockOutcomes:
    """Live through the horizon once in every lane of a block.

    A year has this order:

    1. reorganise: on the morning of its date, a step changes the structure of all lanes;
    2. leave: over the days between events, by hazard and by retirement day;
    3. separate: on the evening of 31 December, programmes take their quota;
    4. promote: vacant leaders' posts are filled from within;
    5. recruit: vacant posts are filled, or abolished, as the rule of the year says;
    6. close: the books are closed, and every flow is held against the stocks.

    Leaving comes before separating, so that natural attrition counts towards a target first.

    Parameters
    ----------
    keep_units
        Whether the numbers of single units are kept.

    Returns
    -------
        Outcomes of all ``BLOCK`` lanes.

    Raises
    ------
    ConservationError
        If a flow does not add up: a fault of orgsim.
    """
    start = date(plan.years[0], 1, 1).toordinal()
    lanes = Lanes.opening(plan, seed=seed, block=block)
    opening = stocks(lanes, plan.opening, len(plan.units))
    books = Books(len(plan.units), len(plan.programmes), restated=opening[0]["funded_posts"].copy())
    books.open_year()
    state = _Block(plan, seed, block, lanes, books, plan.opening, opening, start, keep_units)
    calendar = simpy.Environment(initial_time=start)
    calendar.process(_reorganisations(calendar, state))
    calendar.process(_year_ends(calendar, state))
    calendar.run()
    return state.outcomes


def _reorganisations(calendar: simpy.Environment, state: _Block) -> Generator[simpy.Event, object, None]:
    for event in state.plan.reorganisations:
        yield calendar.timeout(event.day - calendar.now)
        _live_until(state, event.day)
        state.structure = reorganise(state.lanes, state.books, state.structure, event, state.plan)


def _year_ends(calendar: simpy.Environment, state: _Block) -> Generator[simpy.Event, object, None]:
    for position, year in enumerate(state.plan.years):
        last = date(year, 12, 31)
        # The evening: after any step of the day, before the steps of 1 January.
        yield calendar.timeout(last.toordinal() + 0.5 - calendar.now)
        _live_until(state, last.toordinal() + 1)
        plan, lanes, books, structure = state.plan, state.lanes, state.books, state.structure
        month = month_index(last)
        separate(lanes, books, structure, plan, year, month, seed=state.seed, block=state.number)
        promote(lanes, books, structure, plan)
        recruit(lanes, books, structure, plan, year, month, seed=state.seed, block=state.number)
        state.opening = close(lanes, books, structure, state.opening, year)
        _enter(state, position)
        books.open_year()


def _live_until(state: _Block, day: int) -> None:
    """Let the days from today to the morning of ``day`` pass; both lie in one calendar year."""
    if day == state.today:
        return
    first = date.fromordinal(state.today)
    days = np.arange(state.today, day)
    paid = np.array([d - state.today for d in days if date.fromordinal(int(d)).day == 1], np.int64)
    interval = Interval(
        start=state.today,
        days=day - state.today,
        year_days=date(first.year + 1, 1, 1).toordinal() - date(first.year, 1, 1).toordinal(),
        january=month_index(date(first.year, 1, 1)),
        paid=paid,
        first_paid_month=month_index(first) + (first.day > 1),
    )
    leave(state.lanes, state.books, state.structure, state.plan, interval)
    state.today = day


def _enter(state: _Block, position: int) -> None:
    """Copy the year's stocks and flows into the outcomes."""
    total, by_unit = state.opening
    for name, values in (*total.items(), *state.books.total.items()):
        state.outcomes.total[name][position] = values
    if state.keep_units:
        for name, values in (*by_unit.items(), *state.books.by_unit.items()):
            state.outcomes.by_unit[name][position] = values
    for name, values in state.books.by_funding.items():
        state.outcomes.by_funding[name][position] = values
    state.outcomes.programme_exits[position] = state.books.programme_exits
