"""Ages and years to retirement: the kernel's counts are those of plain Python, person by person."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from orgsim import compile_plan, read_scenario
from orgsim.engine.kernel import ages as kernel
from orgsim.engine.kernel.lanes import Cells, Lanes
from orgsim.engine.kernel.rolls import rolls_of
from orgsim.engine.plan import Plan, Structure
from orgsim.engine.year import LaneOutcomes, run_lanes
from orgsim.model.ages import AGE_BANDS, RETIREMENT_YEARS, age_band, retirement_row
from orgsim.model.dates import month_index
from orgsim.model.organisation import Person, Sex
from orgsim.model.scenario import Scenario
from orgsim.rules.ages import ages, median_years, retirement_years, serving
from orgsim.rules.retirement import NEVER
from tests.making import START, one_office, person, scenario, slots, unit
from tests.unit.test_kernel import LAW

TOWN = Path("src/orgsim/io/small")
CITY = Path("scenarios/mong-cai")
LANES = 7

Counts = NDArray[np.int64]


@dataclass
class Counted:
    """Looks on, and counts twice on the evening of each 31 December: by the kernel, and one by one."""

    plan: Plan
    years: list[int]
    pairs: list[tuple[Counts, Counts]] = field(default_factory=list)

    def moving(self, lanes: Lanes, origins: Cells, places: Cells) -> None:
        pass

    def exchanging(self, lanes: Lanes, ones: Cells, twos: Cells) -> None:
        pass

    def over(self, lanes: Lanes, phase: str, structure: Structure, programme: int | None) -> None:
        if phase == "close" and programme is None:
            morning = dt.date(self.years.pop(0) + 1, 1, 1)
            self.pairs += counts(self.plan, lanes, structure, morning)


def counts(plan: Plan, lanes: Lanes, structure: Structure, morning: dt.date) -> list[tuple[Counts, Counts]]:
    """Return ages, and years to retirement, as the kernel counts them and as plain Python does."""
    day, month = morning.toordinal(), month_index(morning)

    def band(who: int) -> int:
        return age_band((month - int(plan.people.birth[who])) // 12)

    def row(who: int) -> int:
        people, tables = plan.people, plan.tables
        end = int(tables.retirement_month[int(people.female[who]), int(people.birth[who]) - tables.first_birth])
        must = bool(tables.retires[people.contract[who]]) and end != NEVER
        return retirement_row(month, end if must else None)

    return [
        (kernel.ages(lanes, structure, plan, day), one_by_one(lanes, structure, band, len(AGE_BANDS))),
        (
            kernel.retirement_years(lanes, structure, plan, day),
            one_by_one(lanes, structure, row, RETIREMENT_YEARS + 1),
        ),
    ]


def one_by_one(lanes: Lanes, structure: Structure, kind: Callable[[int], int], size: int) -> Counts:
    found = np.zeros((size, lanes.width), np.int64)
    for slot in range(len(lanes.who)):
        for lane in range(lanes.width):
            if structure.inside[slot] and lanes.code[slot, lane] > lanes.nobody:
                found[kind(int(lanes.who[slot, lane])), lane] += 1
    return found


def lived(made: Scenario, roadmap: str, lanes: int = LANES) -> tuple[LaneOutcomes, Counted]:
    plan = compile_plan(made, roadmap)
    watch = Counted(plan, list(plan.years))
    kept: dict[str, Any] = {"keep": (), "money": (), "payers": ()}
    return run_lanes(plan, rolls_of(plan), seed=3, first=0, lanes=lanes, watch=watch, **kept), watch


@pytest.mark.parametrize(("folder", "roadmap"), [(TOWN, "gradual"), (TOWN, "swift"), (CITY, "as-decreed")])
def test_the_kernel_counts_as_plain_python_does_in_every_year_and_lane(folder: Path, roadmap: str) -> None:
    outcomes, watch = lived(read_scenario(folder), roadmap, lanes=2 if folder == CITY else LANES)
    people = outcomes.total["people"]
    assert len(watch.pairs) == 2 * len(people)
    for position, (counted, plain) in enumerate(watch.pairs):
        assert np.array_equal(counted, plain)
        assert np.array_equal(counted.sum(axis=0), people[position // 2])


def test_the_opening_of_the_kernel_is_that_of_the_rules() -> None:
    city = read_scenario(CITY)
    plan = compile_plan(city, "as-decreed")
    lanes = Lanes.opening(plan, seed=1, first=0, lanes=2)
    start, people = month_index(city.horizon.start), serving(city.organisation, city.people)
    compulsory = city.assumptions.rates.compulsory_retirement.value
    day = city.horizon.start.toordinal()
    for counted, expected in (
        (kernel.ages(lanes, plan.opening, plan, day), ages(people, start)),
        (
            kernel.retirement_years(lanes, plan.opening, plan, day),
            retirement_years(people, start, city.law, compulsory),
        ),
    ):
        assert counted.T.tolist() == [list(expected)] * 2
        assert sum(expected) == 2010


def office(*staff: Person) -> Scenario:
    seats = {"office": slots("office", len(staff), holders=tuple(p.id for p in staff))}
    return scenario([unit("city", None), unit("office")], seats, {p.id: p for p in staff}, years=2, ages=LAW)


def test_ages_and_years_left_are_completed_ones() -> None:
    start = month_index(START)
    born = {"last": start + 0 - 720, "year": start + 11 - 720, "young": start - 12 * 15 + 1}
    staff = [Person(key, birth, Sex.MALE, start, "A1", "permanent") for key, birth in born.items()]
    free = person("free", age=80, contract="contract")
    people = [*staff, free]
    bands = dict(zip(AGE_BANDS, ages(people, start), strict=True))
    assert {first: count for first, count in bands.items() if count} == {15: 1, 55: 1, 60: 1, 70: 1}
    left = retirement_years(people, start, office(*staff).law, {"permanent": True, "contract": False})
    # Sixty in the month that begins: gone at its end. Sixty in eleven months: gone in twelve, which is one year.
    assert {years: count for years, count in enumerate(left) if count} == {0: 1, 1: 1, 45: 1, RETIREMENT_YEARS: 1}


def test_people_grow_older_and_nearer_to_retirement_by_the_years_that_pass() -> None:
    _, watch = lived(office(person("one", age=40), person("two", age=58)), "plan")
    assert [np.flatnonzero(pair[0][:, 0]).tolist() for pair in watch.pairs[::2]] == [
        [age_band(41), age_band(59)],
        [age_band(42), age_band(60)],
    ]
    years = [np.flatnonzero(pair[0][:, 0]).tolist() for pair in watch.pairs[1::2]]
    assert years == [[1, 19], [0, 18]]


def test_a_law_without_retirement_leaves_nobody_years_to_count() -> None:
    _, watch = lived(one_office(5), "plan")
    assert watch.pairs[-1][0][RETIREMENT_YEARS].tolist() == [5] * LANES


def test_the_median_counts_people_and_not_years() -> None:
    assert median_years([5, 0, 0, 4]) == 0
    assert median_years([4, 0, 0, 5]) == 3
    assert median_years([0, 2, 0, 2]) == 1
    assert median_years([]) is None
