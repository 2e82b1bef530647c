"""The reference workload in SimPy: a process for each person, who wakes every year, and one for the organisation."""

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import simpy

from benchmarks.peers.objects import cause_of_leaving, hires, rank_after_merger, reduce
from benchmarks.reference import (
    CAUSES,
    CONTRACTS_HIRED,
    HIRING_AGE,
    MERGER_YEAR,
    STAFF,
    WOMEN_HIRED,
    YEARS,
    Population,
    Year,
    allowed_after_merger,
    merged_units,
)

BEFORE_REDUCTIONS: Final = 0.5
"""The organisation acts so much later in the year than people do."""


@dataclass(slots=True, eq=False)
class Employee:
    """A person."""

    woman: int
    age: int
    tenure: int
    rank: int
    contract: int
    active: bool = True


@dataclass(slots=True, eq=False)
class Unit:
    """A unit, and its people in the order of slots, with those who left this year."""

    allowed: int
    people: list[Employee] = field(default_factory=list)


class Organisation:
    """The units, and what happens to them."""

    def __init__(self, start: Population, seed: int) -> None:
        self.stream = random.Random(seed)  # noqa: S311
        self.env = simpy.Environment()
        self.units = [Unit(allowed) for allowed in start.allowed.tolist()]
        self.leavers = [0] * len(CAUSES)
        self.years: list[Year] = []
        columns = (start.women, start.ages, start.tenures, start.ranks, start.contracts)
        people = zip(*(column.tolist() for column in columns), strict=True)
        for unit, values in zip(start.units.tolist(), people, strict=True):
            self.employ(self.units[unit], Employee(*values))
        self.env.process(self.reorganise())

    def employ(self, unit: Unit, person: Employee) -> None:
        """Let somebody begin to work."""
        unit.people.append(person)
        self.env.process(self.work(person))

    def work(self, person: Employee) -> Generator[simpy.Event, None, None]:
        """Grow older year by year, until something ends the employment."""
        env, draw = self.env, self.stream.random
        first = int(env.now) + 1
        yield env.timeout(first - env.now)
        for year in range(first, YEARS + 1):
            if not person.active:
                return
            person.age += 1
            person.tenure += 1
            cause = cause_of_leaving(person, year, draw())
            if cause is not None:
                person.active = False
                self.leavers[cause] += 1
                return
            yield env.timeout(1)

    def reorganise(self) -> Generator[simpy.Event, None, None]:
        """Reduce and hire every year; merge before the people of the year of the merger wake."""
        yield self.env.timeout(BEFORE_REDUCTIONS)
        for year in range(1, YEARS + 1):
            if year == MERGER_YEAR:
                self.merge()
            yield self.env.timeout(1)
            self.close(year)

    def merge(self) -> None:
        """Merge the first units in pairs."""
        allowed = allowed_after_merger(np.array([unit.allowed for unit in self.units])).tolist()
        for unit, number in zip(self.units, allowed, strict=True):
            unit.allowed = number
        for first in range(0, merged_units(len(self.units)), 2):
            into, other = self.units[first], self.units[first + 1]
            into.people += other.people
            other.people = []
            rank_after_merger(into.people)

    def close(self, year: int) -> None:
        """Reduce every unit, hire, and note the year."""
        cost = hired = 0
        draw = self.stream.random
        for unit in self.units:
            before = len(unit.people)
            unit.people = [person for person in unit.people if person.active]
            removed, severance = reduce(unit.people, unit.allowed, year)
            if removed:
                cost += severance
                for person, cause in removed:
                    person.active = False
                    self.leavers[cause] += 1
                unit.people = [person for person in unit.people if person.active]
            count = hires(before - len(unit.people), len(unit.people), unit.allowed)
            for _ in range(count):
                person = Employee(draw() < WOMEN_HIRED, HIRING_AGE, 0, STAFF, draw() < CONTRACTS_HIRED)
                self.employ(unit, person)
            hired += count
        headcount = np.array([len(unit.people) for unit in self.units])
        self.years.append(Year(headcount, tuple(self.leavers), hired, cost))
        self.leavers = [0] * len(CAUSES)


def run(start: Population, seed: int) -> list[Year]:
    """Run ten years once."""
    organisation = Organisation(start, seed)
    organisation.env.run()
    return organisation.years
