"""The reference workload in neworder: a timeline, its stream of random numbers, and people in arrays.

neworder leaves it open how a model keeps its people; arrays are its fastest form.
"""

import neworder
import numpy as np

from benchmarks.reference import (
    CONTRACTS_HIRED,
    DIES,
    EARLY,
    HIRING_AGE,
    MERGER_YEAR,
    QUITS,
    STAFF,
    WOMEN_HIRED,
    YEARS,
    Integers,
    Population,
    Year,
    allowed_after_merger,
    bands,
    hires,
    merged_units,
    quotas,
    ranks_after_merger,
    removal_classes,
    removed,
    retirement_ages,
    severance,
)

COLUMNS = ("unit", "woman", "age", "tenure", "rank", "contract")


class Organisation(neworder.Model):
    """The units and their people; an entry each, in the order of slots, of those who work now."""

    def __init__(self, start: Population, seed: int) -> None:
        super().__init__(neworder.LinearTimeline(0, YEARS, YEARS), lambda *_: seed)
        columns = (start.units, start.women, start.ages, start.tenures, start.ranks, start.contracts)
        self.people = {name: column.copy() for name, column in zip(COLUMNS, columns, strict=True)}
        self.allowed = start.allowed
        self.years: list[Year] = []

    def step(self) -> None:
        """Let a year pass."""
        year = len(self.years) + 1
        self.people["age"] += 1
        self.people["tenure"] += 1
        if year == MERGER_YEAR:
            self.merge()
        before = self.headcount()
        resigned, died, retired = self.attrition(year)
        early, dismissed, cost = self.reduction(year)
        present = self.headcount()
        hired = hires(before - present, present, self.allowed)
        self.hire(hired)
        leavers = (resigned, died, retired, early, dismissed)
        self.years.append(Year(present + hired, leavers, int(hired.sum()), cost))

    def headcount(self) -> Integers:
        """Return how many people each unit has."""
        return np.bincount(self.people["unit"], minlength=len(self.allowed))

    def keep(self, staying: np.ndarray) -> None:
        """Let all others go."""
        self.people = {name: column[staying] for name, column in self.people.items()}

    def merge(self) -> None:
        """Merge the first units in pairs, and give ranks anew."""
        unit, rank = self.people["unit"], self.people["rank"]
        inside = unit < merged_units(len(self.allowed))
        unit[inside] &= ~1
        rank[inside] = ranks_after_merger(unit[inside], rank[inside], self.people["tenure"][inside])
        self.allowed = allowed_after_merger(self.allowed)

    def retire(self, year: int) -> Integers:
        """Return at what age each person must retire."""
        men, women = retirement_ages(year)
        return np.where(self.people["woman"] == 1, women, men)

    def attrition(self, year: int) -> tuple[int, int, int]:
        """Let people resign, die and retire; return how many."""
        unit, woman, age, _, _, contract = self.people.values()
        cells = woman, contract, bands(age)
        uniform = self.mc.ustream(len(unit))
        quits = QUITS[cells]
        resigned = uniform < quits
        gone = uniform < quits + DIES[cells]
        retired = ~gone & (age >= self.retire(year))
        self.keep(~(gone | retired))
        resignations = int(resigned.sum())
        return resignations, int(gone.sum()) - resignations, int(retired.sum())

    def reduction(self, year: int) -> tuple[int, int, int]:
        """Remove the surplus; return how many retire early and are dismissed, and the cost."""
        unit, _, age, tenure, rank, contract = self.people.values()
        retire = self.retire(year)
        classes = removal_classes(contract, rank, age, tenure, retire)
        out = removed(unit, classes, age, tenure, quotas(self.headcount(), self.allowed))
        cost = int(severance(classes[out], age[out], tenure[out], rank[out], retire[out]).sum())
        early = int((classes[out] == EARLY).sum())
        staying = np.ones(len(unit), np.bool_)
        staying[out] = False
        self.keep(staying)
        return early, len(out) - early, cost

    def hire(self, hired: Integers) -> None:
        """Add people to units."""
        count = int(hired.sum())
        new = {
            "unit": np.repeat(np.arange(len(hired)), hired),
            "woman": self.mc.hazard(WOMEN_HIRED, count).astype(np.int64),
            "age": np.full(count, HIRING_AGE),
            "tenure": np.zeros(count, np.int64),
            "rank": np.full(count, STAFF),
            "contract": self.mc.hazard(CONTRACTS_HIRED, count).astype(np.int64),
        }
        self.people = {name: np.concatenate([column, new[name]]) for name, column in self.people.items()}


def run(start: Population, seed: int) -> list[Year]:
    """Run ten years once."""
    organisation = Organisation(start, seed)
    if not neworder.run(organisation):
        raise RuntimeError("neworder did not finish the run")
    return organisation.years
