"""The reference workload in starsim: people with states, and a module that takes a step every year.

Draws are plain ones (``crn=False``), which are faster than starsim's common random numbers. The results that starsim
collects about people by itself are switched off; the workload has no use for them.
"""

import numpy as np
import starsim as ss

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


class Organisation(ss.Module):
    """The units, what starsim does not know of their people, and what happens to them."""

    def __init__(self, start: Population) -> None:
        super().__init__(name="organisation")
        self.start = start
        self.allowed = start.allowed
        self.years: list[Year] = []
        self.chance = ss.random(name="chance")
        self.woman = ss.bernoulli(p=WOMEN_HIRED, name="woman")
        self.on_contract = ss.bernoulli(p=CONTRACTS_HIRED, name="on_contract")
        self.define_states(
            ss.IntArr("unit", default=0),
            ss.IntArr("tenure", default=0),
            ss.IntArr("rank", default=STAFF),
            ss.IntArr("contract", default=0),
        )

    def init_post(self) -> None:
        """Take over the people at the start."""
        super().init_post()
        people, start = self.sim.people, self.start
        people.age[:] = start.ages
        people.female[:] = start.women == 1
        self.unit[:], self.tenure[:], self.rank[:], self.contract[:] = (
            start.units,
            start.tenures,
            start.ranks,
            start.contracts,
        )

    def headcount(self, units: Integers) -> Integers:
        """Return how many of these people are in each unit."""
        return np.bincount(units, minlength=len(self.allowed))

    def step(self) -> None:
        """Let a year pass."""
        people, year = self.sim.people, len(self.years) + 1
        people.age[:] = people.age.values + 1
        self.tenure[:] = self.tenure.values + 1
        if year == MERGER_YEAR:
            self.merge()

        uids, unit, tenure, rank = people.auids, self.unit.values, self.tenure.values, self.rank.values
        woman, contract, age = people.female.values, self.contract.values, people.age.values.astype(np.int64)
        cells = woman.astype(np.int64), contract, bands(age)
        uniform, quits = self.chance.rvs(uids), QUITS[cells]
        resigned = uniform < quits
        died = ~resigned & (uniform < quits + DIES[cells])
        men, women = retirement_ages(year)
        retire = np.where(woman, women, men)
        retired = ~resigned & ~died & (age >= retire)
        staying = np.flatnonzero(~(resigned | died | retired))
        present = self.headcount(unit[staying])

        unit, age, tenure, rank, retire = (values[staying] for values in (unit, age, tenure, rank, retire))
        classes = removal_classes(contract[staying], rank, age, tenure, retire)
        out = removed(unit, classes, age, tenure, quotas(present, self.allowed))
        cost = int(severance(classes[out], age[out], tenure[out], rank[out], retire[out]).sum())
        present -= self.headcount(unit[out])

        people.request_death(uids[died])
        people.request_removal(uids[resigned | retired])
        people.request_removal(uids[staying[out]])
        hired = hires(self.headcount(self.unit.values) - present, present, self.allowed)
        self.hire(hired)
        early = int((classes[out] == EARLY).sum())
        leavers = (int(resigned.sum()), int(died.sum()), int(retired.sum()), early, len(out) - early)
        self.years.append(Year(present + hired, leavers, int(hired.sum()), cost))

    def merge(self) -> None:
        """Merge the first units in pairs, and give ranks anew."""
        inside = (self.unit < merged_units(len(self.allowed))).uids
        units = self.unit[inside] & ~1
        self.unit[inside] = units
        self.rank[inside] = ranks_after_merger(units, self.rank[inside], self.tenure[inside])
        self.allowed = allowed_after_merger(self.allowed)

    def hire(self, hired: Integers) -> None:
        """Add people to units; their tenure and rank are the defaults."""
        people = self.sim.people
        new = people.grow(int(hired.sum()))
        if len(new):
            people.age[new] = HIRING_AGE
            people.female[new] = self.woman.rvs(new)
            self.unit[new] = np.repeat(np.arange(len(hired)), hired)
            self.contract[new] = self.on_contract.rvs(new)


def run(start: Population, seed: int) -> list[Year]:
    """Run ten years once."""
    with ss.options.context(crn=False):
        organisation = Organisation(start)
        sim = ss.Sim(
            n_agents=len(start),
            modules=organisation,
            start=1,
            stop=YEARS,
            dt=1,
            rand_seed=seed,
            use_aging=False,
            people_results=False,
            copy_inputs=False,
            verbose=0,
        )
        sim.run()
    return organisation.years
