"""The reference workload in Mesa: a person is an agent, and a year is a step of the model."""

from collections.abc import Sequence
from dataclasses import dataclass

import mesa
import numpy as np

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


@dataclass(slots=True, eq=False)
class Unit:
    """A unit."""

    allowed: int
    leavers: int = 0
    """Of this year."""


class Employee(mesa.Agent):
    """A person."""

    model: "Organisation"

    def __init__(
        self, model: "Organisation", unit: Unit, woman: int, age: int, tenure: int, rank: int, contract: int
    ) -> None:
        super().__init__(model)
        self.unit = unit
        self.woman = woman
        self.age = age
        self.tenure = tenure
        self.rank = rank
        self.contract = contract

    def grow_older(self) -> None:
        """Be a year older."""
        self.age += 1
        self.tenure += 1

    def step(self) -> None:
        """Stay another year, or leave."""
        model = self.model
        cause = cause_of_leaving(self, model.year, model.random.random())
        if cause is not None:
            self.leave(cause)

    def leave(self, cause: int) -> None:
        """Leave for good."""
        self.unit.leavers += 1
        self.model.leavers[cause] += 1
        self.remove()


class Organisation(mesa.Model):
    """The units and their people."""

    def __init__(self, start: Population, seed: int) -> None:
        super().__init__(rng=seed)
        self.units = [Unit(allowed) for allowed in start.allowed.tolist()]
        self.year = 0
        self.leavers: list[int] = []
        self.years: list[Year] = []
        units = [self.units[unit] for unit in start.units.tolist()]
        columns = (start.women, start.ages, start.tenures, start.ranks, start.contracts)
        Employee.create_agents(self, len(start), units, *(column.tolist() for column in columns))

    def people(self) -> dict[Unit, list[Employee]]:
        """Return the people of each unit, in the order of slots."""
        groups: dict[Unit, list[Employee]] = self.agents.groupby("unit", result_type="list").groups
        return groups

    def step(self) -> None:
        """Let a year pass."""
        self.year += 1
        self.leavers = [0] * len(CAUSES)
        self.agents.do("grow_older")
        if self.year == MERGER_YEAR:
            self.merge()
        self.agents.do("step")
        people = self.people()
        hired = cost = 0
        headcount = []
        for unit in self.units:
            count, new, severance = self.close(unit, people.get(unit, []))
            headcount.append(count)
            hired += new
            cost += severance
        self.years.append(Year(np.array(headcount), tuple(self.leavers), hired, cost))

    def merge(self) -> None:
        """Merge the first units in pairs."""
        allowed = allowed_after_merger(np.array([unit.allowed for unit in self.units])).tolist()
        for unit, number in zip(self.units, allowed, strict=True):
            unit.allowed = number
        people = self.people()
        for first in range(0, merged_units(len(self.units)), 2):
            into, other = self.units[first], self.units[first + 1]
            for person in people.get(other, []):
                person.unit = into
            rank_after_merger(people.get(into, []) + people.get(other, []))

    def close(self, unit: Unit, people: Sequence[Employee]) -> tuple[int, int, int]:
        """Reduce a unit and hire; return its headcount, the hires and the cost of severance."""
        removed, cost = reduce(people, unit.allowed, self.year)
        for person, cause in removed:
            person.leave(cause)
        headcount = len(people) - len(removed)
        count = hires(unit.leavers, headcount, unit.allowed)
        draw = self.random.random
        for _ in range(count):
            Employee(self, unit, draw() < WOMEN_HIRED, HIRING_AGE, 0, STAFF, draw() < CONTRACTS_HIRED)
        unit.leavers = 0
        return headcount + count, count, cost


def run(start: Population, seed: int) -> list[Year]:
    """Run ten years once."""
    organisation = Organisation(start, seed)
    for _ in range(YEARS):
        organisation.step()
    return organisation.years
