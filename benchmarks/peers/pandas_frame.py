"""The reference workload in pandas: a frame of people, a row each, and grouped operations."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from benchmarks.reference import (
    CONTRACTS_HIRED,
    DEPUTIES_KEPT,
    DEPUTY,
    DIES,
    EARLY,
    HEAD,
    HIRING_AGE,
    MERGER_YEAR,
    NEVER,
    QUITS,
    STAFF,
    WOMEN_HIRED,
    YEARS,
    Floats,
    Integers,
    Population,
    Year,
    allowed_after_merger,
    bands,
    hires,
    merged_units,
    quotas,
    removal_classes,
    retirement_ages,
    severance,
)


class Organisation:
    """The units, and a frame of the people who work now, in the order of slots.

    Parameters
    ----------
    start
        The people at the start.
    draw
        Returns so many uniform numbers.
    """

    def __init__(self, start: Population, draw: Callable[[int], Floats]) -> None:
        self.draw = draw
        self.allowed = start.allowed
        self.people = pd.DataFrame(
            {
                "unit": start.units,
                "woman": start.women,
                "age": start.ages,
                "tenure": start.tenures,
                "rank": start.ranks,
                "contract": start.contracts,
            }
        )

    def headcount(self, people: pd.DataFrame) -> Integers:
        """Return how many of these people are in each unit."""
        count = people["unit"].value_counts().reindex(range(len(self.allowed)), fill_value=0)
        return np.asarray(count, np.int64)

    def pass_year(self, year: int) -> Year:
        """Let a year pass."""
        self.people["age"] += 1
        self.people["tenure"] += 1
        if year == MERGER_YEAR:
            self.merge()
        before = self.headcount(self.people)
        resigned, died, retired = self.attrition(year)
        early, dismissed, cost = self.reduction()
        present = self.headcount(self.people)
        hired = hires(before - present, present, self.allowed)
        self.hire(hired)
        return Year(present + hired, (resigned, died, retired, early, dismissed), int(hired.sum()), cost)

    def merge(self) -> None:
        """Merge the first units in pairs, and give ranks anew."""
        people = self.people
        merged = people["unit"] < merged_units(len(self.allowed))
        people["unit"] -= np.where(merged, people["unit"] % 2, 0)
        for rank, kept, below in ((HEAD, 1, DEPUTY), (DEPUTY, DEPUTIES_KEPT, STAFF)):
            holders = people[merged & (people["rank"] == rank)].sort_values("tenure", ascending=False, kind="stable")
            places = holders.groupby("unit").cumcount()
            people.loc[places.index[places >= kept], "rank"] = below
        self.allowed = allowed_after_merger(self.allowed)

    def attrition(self, year: int) -> tuple[int, int, int]:
        """Let people resign, die and retire; return how many."""
        woman, age, contract = (self.people[name].to_numpy() for name in ("woman", "age", "contract"))
        cells = woman, contract, bands(age)
        men, women = retirement_ages(year)
        retire = np.where(woman == 1, women, men)
        uniform, quits = self.draw(len(woman)), QUITS[cells]
        cause = np.select([uniform < quits, uniform < quits + DIES[cells], age >= retire], [0, 1, 2], -1)
        self.people = self.people.assign(retire=retire)[cause < 0]
        resigned, died, retired = np.bincount(cause[cause >= 0], minlength=3).tolist()
        return resigned, died, retired

    def reduction(self) -> tuple[int, int, int]:
        """Remove the surplus; return how many retire early and are dismissed, and the cost."""
        people = self.people
        age, tenure, rank, retire = (people[name].to_numpy() for name in ("age", "tenure", "rank", "retire"))
        classes = removal_classes(people["contract"].to_numpy(), rank, age, tenure, retire)
        people = people.assign(kind=classes, seniority=np.where(classes == EARLY, 64 - age, tenure))
        quota = quotas(self.headcount(people), self.allowed)
        able = people[(classes < NEVER) & (quota[people["unit"]] > 0)]
        able = able.sort_values(["unit", "kind", "seniority"], kind="stable")
        out = able[able.groupby("unit").cumcount() < quota[able["unit"]]]
        self.people = self.people.drop(index=out.index)
        cost = severance(*(out[name].to_numpy() for name in ("kind", "age", "tenure", "rank", "retire"))).sum()
        early = int((out["kind"] == EARLY).sum())
        return early, len(out) - early, int(cost)

    def hire(self, hired: Integers) -> None:
        """Add people to units."""
        count = int(hired.sum())
        new = pd.DataFrame(
            {
                "unit": np.repeat(np.arange(len(hired)), hired),
                "woman": (self.draw(count) < WOMEN_HIRED).astype(np.int64),
                "age": HIRING_AGE,
                "tenure": 0,
                "rank": STAFF,
                "contract": (self.draw(count) < CONTRACTS_HIRED).astype(np.int64),
            }
        )
        self.people = pd.concat([self.people.drop(columns="retire"), new], ignore_index=True)


def run(start: Population, seed: int) -> list[Year]:
    """Run ten years once."""
    organisation = Organisation(start, np.random.default_rng(seed).random)
    return [organisation.pass_year(year) for year in range(1, YEARS + 1)]
