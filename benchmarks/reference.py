"""The reference workload: an organisation that shrinks over ten years, in plain NumPy.

All quantities are whole numbers, unless said otherwise, and ``a // b`` rounds down. All draws are independent. The
people at the start are the same in every replication.

**People.** Slot ``i`` is in unit ``i // 100``; there are no units that are not full. A person is a woman with
probability 1/2. Men are 20 to 59 years old, women 20 to 54, and tenure is 0 to age - 20 years, all uniform. The first
slot of a unit holds its head (rank 2), the next five hold deputies (rank 1), the others staff (rank 0). Each of the
staff is on a contract with probability 0.1. A unit is allowed 55 to 100 people, uniform.

**Each year** ``t`` from 1 to 10, in this order:

1. *Age.* Everybody is a year older and has a year more of tenure.
2. *Merger*, in year 3 only, of the units below ``2 * (units // 6)``. Units ``2k`` and ``2k + 1`` become unit ``2k``,
   which is allowed ``9 * both // 10``. Of its heads the one with the longest tenure stays head and the others become
   deputies. Then the eight deputies with the longest tenure stay deputies and the others become staff. Where tenures
   are equal, the lower slot goes first.
3. *Resignation and death.* ``RESIGNATION`` and ``DEATH`` are probabilities by age: 20 to 24, 25 to 29, and so on up to
   60 and more. A contract multiplies resignation by 2.5. For women, resignation is multiplied by 0.9 and death by 0.5.
   One uniform number decides for each person: below the probability of resignation, they resign; from there on, but
   below the sum of both, they die.
4. *Compulsory retirement* of men from the age of ``min(62, 60 + t // 4)`` on, of women from ``min(60, 55 + t // 3)``.
5. *Reduction.* A unit with ``h`` people, more than it is allowed, removes the surplus, but at most ``max(1, h // 20)``.
   First go contracts, by tenure, shortest first; then people with a tenure of 20 or more who are at most five years
   from compulsory retirement, oldest first: they retire early; then staff, by tenure; then deputies, by tenure.
   Heads stay. Where these are equal, the lower slot goes first. Severance is a number of half-months: two a year of
   tenure for a contract; six a year until compulsory retirement and one a year of tenure for early retirement; three a
   year of tenure for others. A half-month costs ``20 + min(tenure // 3, 12) + 10 * rank``.
6. *Hires.* A unit hires half as many as left it in the year, rounded down, but no more than it is allowed. A hire is
   staff, 24 years old, without tenure, a woman with probability 1/2, on a contract with probability 0.1.

**Results** of a year: headcount by unit, leavers by cause, hires, and the cost of severance.

``run`` is what one would write first: 64-bit numbers, a slot for everybody, a draw for every slot and year, and one
sort of all who may be removed. A hire gets a slot that somebody left; hires are alike, and never tie with anybody
else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

YEARS: Final = 10
MERGER_YEAR: Final = 3
PEOPLE_PER_UNIT: Final = 100
STAFF, DEPUTY, HEAD = 0, 1, 2
CONTRACT, EARLY, OTHER_STAFF, OTHER_DEPUTY, NEVER = range(5)
"""The classes of the order in which people are removed."""
CAUSES: Final = ("resignation", "death", "compulsory retirement", "early retirement", "dismissal")
TOTALS: Final = (*CAUSES, "hires", "final headcount", "cost")
RESIGNATION: Final = (0.030, 0.025, 0.020, 0.015, 0.010, 0.008, 0.006, 0.005, 0.004)
DEATH: Final = (0.0006, 0.0007, 0.0009, 0.0012, 0.0018, 0.0028, 0.0045, 0.0070, 0.0100)
DEPUTIES_KEPT: Final = 8
HIRING_AGE: Final = 24
WOMEN_HIRED, CONTRACTS_HIRED = 0.5, 0.1


@dataclass(frozen=True, eq=False)
class Population:
    """The people at the start, one entry a slot, and how many each unit is allowed. The arrays are read-only."""

    units: Integers
    women: Integers
    ages: Integers
    tenures: Integers
    ranks: Integers
    contracts: Integers
    allowed: Integers

    def __post_init__(self) -> None:
        for field in fields(self):
            getattr(self, field.name).flags.writeable = False

    def __len__(self) -> int:
        return len(self.units)


@dataclass(frozen=True, eq=False)
class Year:
    """What happened in a year, and the headcount at its end."""

    headcount: Integers
    """By unit."""
    leavers: tuple[int, ...]
    """By cause, in the order of ``CAUSES``."""
    hires: int
    cost: int


def population(people: int, seed: int = 0) -> Population:
    """Draw the people at the start; their number is a multiple of 100."""
    if people < PEOPLE_PER_UNIT or people % PEOPLE_PER_UNIT:
        raise ValueError(f"there are {people} people; it must be a multiple of {PEOPLE_PER_UNIT}")
    stream = np.random.default_rng(seed)
    slots = np.arange(people)
    women = stream.integers(0, 2, people)
    men_ages, women_ages = stream.integers(20, 60, people), stream.integers(20, 55, people)
    ages = np.where(women == 1, women_ages, men_ages)
    tenures = (stream.random(people) * (ages - 19)).astype(np.int64)
    places = slots % PEOPLE_PER_UNIT
    ranks = np.select([places == 0, places <= 5], [HEAD, DEPUTY], STAFF).astype(np.int64)
    contracts = ((stream.random(people) < 0.1) & (ranks == STAFF)).astype(np.int64)
    allowed = stream.integers(55, 101, people // PEOPLE_PER_UNIT)
    return Population(slots // PEOPLE_PER_UNIT, women, ages, tenures, ranks, contracts, allowed)


def hazard_tables() -> tuple[Floats, Floats]:
    """Return the yearly probabilities of resignation and death, shape ``(woman, contract, band of age)``."""
    woman, contract = np.ogrid[:2, :2]
    resignation = np.array(RESIGNATION) * np.where(contract, 2.5, 1.0)[..., None] * np.where(woman, 0.9, 1.0)[..., None]
    death = np.array(DEATH) * np.where(woman, 0.5, 1.0)[..., None]
    return resignation, np.broadcast_to(death, resignation.shape)


QUITS, DIES = hazard_tables()


def bands(ages: Integers) -> Integers:
    """Return the bands of age of the hazard tables."""
    found: Integers = np.minimum((ages - 20) // 5, len(RESIGNATION) - 1)
    return found


def retirement_ages(year: int) -> tuple[int, int]:
    """Return the ages of compulsory retirement of men and of women."""
    return min(62, 60 + year // 4), min(60, 55 + year // 3)


def merged_units(units: int) -> int:
    """Return how many units are merged in pairs: those with lower numbers."""
    return 2 * (units // 6)


def allowed_after_merger(allowed: Integers) -> Integers:
    """Return how many people each unit is allowed from the merger on; units that are gone are allowed nobody."""
    merged = merged_units(len(allowed))
    after = allowed.copy()
    after[0:merged:2] = 9 * (allowed[0:merged:2] + allowed[1:merged:2]) // 10
    after[1:merged:2] = 0
    return after


def places_in(units: Integers) -> Integers:
    """Return the place of each within its unit, from 0, where the units are in order."""
    places: Integers = np.arange(len(units)) - np.searchsorted(units, units)
    return places


def ranks_after_merger(units: Integers, ranks: Integers, tenures: Integers) -> Integers:
    """Return the ranks of people of merged units, given in the order of slots."""
    after = ranks.copy()
    for rank, kept, below in ((HEAD, 1, DEPUTY), (DEPUTY, DEPUTIES_KEPT, STAFF)):
        holders = np.flatnonzero(after == rank)
        holders = holders[np.lexsort((holders, -tenures[holders], units[holders]))]
        after[holders[places_in(units[holders]) >= kept]] = below
    return after


def quotas(headcount: Integers, allowed: Integers) -> Integers:
    """Return how many people each unit removes."""
    quota: Integers = np.minimum(np.maximum(headcount - allowed, 0), np.maximum(1, headcount // 20))
    return quota


def removal_classes(
    contracts: Integers, ranks: Integers, ages: Integers, tenures: Integers, retire: Integers
) -> Integers:
    """Return each person's class in the order of removal; ``retire`` is their age of compulsory retirement."""
    early = (ages >= retire - 5) & (tenures >= 20)
    others = np.where(early, EARLY, np.where(ranks == STAFF, OTHER_STAFF, OTHER_DEPUTY))
    return np.where(contracts == 1, CONTRACT, np.where(ranks == HEAD, NEVER, others))


def removed(units: Integers, classes: Integers, ages: Integers, tenures: Integers, quota: Integers) -> Integers:
    """Return the places of those who are removed, of people given in the order of slots; ``quota`` is by unit."""
    able = np.flatnonzero((classes < NEVER) & (quota[units] > 0))
    seniority = np.where(classes[able] == EARLY, 64 - ages[able], tenures[able])
    able = able[np.lexsort((able, seniority, classes[able], units[able]))]
    chosen: Integers = able[places_in(units[able]) < quota[units[able]]]
    return chosen


def severance(classes: Integers, ages: Integers, tenures: Integers, ranks: Integers, retire: Integers) -> Integers:
    """Return the severance of people who are removed: half-months, times what half a month costs."""
    early = 6 * (retire - ages) + tenures
    half_months = np.where(classes == EARLY, early, np.where(classes == CONTRACT, 2, 3) * tenures)
    cost: Integers = half_months * (20 + np.minimum(tenures // 3, 12) + 10 * ranks)
    return cost


def hires(leavers: Integers, headcount: Integers, allowed: Integers) -> Integers:
    """Return how many people each unit hires, from the leavers of the year and the headcount without them."""
    hired: Integers = np.minimum(leavers // 2, np.maximum(allowed - headcount, 0))
    return hired


def run(start: Population, seed: int) -> list[Year]:
    """Run ten years once."""
    stream = np.random.default_rng(seed)
    unit, woman, age, tenure, rank, contract, allowed = (getattr(start, field.name).copy() for field in fields(start))
    active = np.ones(len(start), np.bool_)
    years = []
    for t in range(1, YEARS + 1):
        age[active] += 1
        tenure[active] += 1
        if t == MERGER_YEAR:
            merged = merged_units(len(allowed))
            unit[unit < merged] &= ~1
            allowed = allowed_after_merger(allowed)
            inside = active & (unit < merged)
            rank[inside] = ranks_after_merger(unit[inside], rank[inside], tenure[inside])

        uniform = stream.random(len(active))
        band = bands(age)
        quits, dies = QUITS[woman, contract, band], DIES[woman, contract, band]
        resigned = active & (uniform < quits)
        died = active & (uniform >= quits) & (uniform < quits + dies)
        retire = np.where(woman == 1, retirement_ages(t)[1], retirement_ages(t)[0])
        retired = active & ~resigned & ~died & (age >= retire)
        left = resigned | died | retired
        active &= ~left
        leavers = np.bincount(unit[left], minlength=len(allowed))
        headcount = np.bincount(unit[active], minlength=len(allowed))

        classes = np.where(active, removal_classes(contract, rank, age, tenure, retire), NEVER)
        out = removed(unit, classes, age, tenure, quotas(headcount, allowed))
        cost = severance(classes[out], age[out], tenure[out], rank[out], retire[out]).sum()
        active[out] = False
        reductions = np.bincount(unit[out], minlength=len(allowed))
        leavers += reductions
        headcount -= reductions

        hired = hires(leavers, headcount, allowed)
        new = np.flatnonzero(~active)[: hired.sum()]
        unit[new] = np.repeat(np.arange(len(allowed)), hired)
        woman[new] = stream.random(len(new)) < WOMEN_HIRED
        contract[new] = stream.random(len(new)) < CONTRACTS_HIRED
        age[new], tenure[new], rank[new], active[new] = HIRING_AGE, 0, STAFF, True

        early = int((classes[out] == EARLY).sum())
        causes = (int(resigned.sum()), int(died.sum()), int(retired.sum()), early, len(out) - early)
        years.append(Year(headcount + hired, causes, len(new), int(cost)))
    return years


def totals(years: Sequence[Year]) -> Floats:
    """Return leavers by cause, hires, final headcount and cost of ten years, in the order of ``TOTALS``."""
    leavers = np.array([year.leavers for year in years]).sum(axis=0)
    others = (sum(y.hires for y in years), int(years[-1].headcount.sum()), sum(y.cost for y in years))
    return np.array([*leavers, *others], np.float64)
