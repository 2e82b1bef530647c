"""Lookup tables of a plan: hazards by age, retirement by month of birth, pay by service."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.plan import DEPUTY, HEAD, Tables
from orgsim.errors import RunError
from orgsim.model.assumptions import GradeScale, Rates
from orgsim.model.dates import last_day, month_index, month_start
from orgsim.model.scenario import Scenario
from orgsim.rules.retirement import retirement_table

__all__ = ["Codes", "lookup_tables"]

_OLDEST = 110
"""Completed years at the opening beyond which no table reaches."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The words of a scenario whose positions are used in arrays, sorted."""

    groups: tuple[str, ...]
    grades: tuple[str, ...]
    contracts: tuple[str, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> "Codes":
        """Collect the words from the assumptions, which name all of them."""
        rates = scenario.assumptions.rates
        return cls(
            groups=tuple(sorted(rates.quit_multiplier.value)),
            grades=tuple(sorted(rates.grades.value)),
            contracts=tuple(sorted(rates.compulsory_retirement.value)),
        )


def lookup_tables(scenario: Scenario, codes: Codes) -> Tables:
    """Build the lookup tables of a scenario."""
    rates, horizon = scenario.assumptions.rates, scenario.horizon
    start, end = month_index(horizon.start), month_index(horizon.end)
    ages = _OLDEST + horizon.end.year - horizon.start.year + 2
    first_birth = start - 12 * _OLDEST
    retirement_month = retirement_table(scenario.law, first_birth, end)
    return Tables(
        quit_hazard=_quit_hazard(rates, codes, ages),
        death_hazard=_death_hazard(rates, ages),
        retirement_month=retirement_month,
        retirement_day=_day_after(retirement_month),
        first_birth=first_birth,
        retires=np.array([rates.compulsory_retirement.value[contract] for contract in codes.contracts]),
        coefficient=np.stack([_coefficients(rates.grades.value[grade], 12 * ages) for grade in codes.grades]),
        leadership=_leadership(rates),
        base_salary=_base_salary(rates, start, end),
        first_month=start,
    )


def _by_age(starts: list[int], values: list[float], ages: int) -> NDArray[np.float64]:
    """Spread values that hold from an age on over single ages; below the first age the first value holds."""
    order = np.argsort(starts)
    position = np.searchsorted(np.array(starts)[order], np.arange(ages), side="right") - 1
    spread: NDArray[np.float64] = np.array(values)[order][np.maximum(position, 0)]
    return spread


def _quit_hazard(rates: Rates, codes: Codes, ages: int) -> NDArray[np.float32]:
    bands = rates.quit_hazard.value
    by_age = _by_age([band.age_from for band in bands], [band.hazard for band in bands], ages)
    factors = np.array([rates.quit_multiplier.value[group] for group in codes.groups])
    return (factors[:, None] * by_age).astype(np.float32)


def _death_hazard(rates: Rates, ages: int) -> NDArray[np.float32]:
    bands = rates.death_hazard.value
    starts = [band.age_from for band in bands]
    by_sex = [
        _by_age(starts, [band.male for band in bands], ages),
        _by_age(starts, [band.female for band in bands], ages),
    ]
    return (rates.death_multiplier.value * np.stack(by_sex)).astype(np.float32)


def _day_after(months: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the day number after the last day of each month; the largest number stays itself."""
    never = np.iinfo(np.int32).max
    distinct, inverse = np.unique(months, return_inverse=True)
    days = [never if month == never else last_day(int(month)).toordinal() + 1 for month in distinct]
    return np.array(days, np.int32)[inverse].reshape(months.shape)


def _hundredths(coefficient: float) -> int:
    return round(100 * coefficient)


def _coefficients(scale: GradeScale, months: int) -> NDArray[np.int32]:
    steps = np.minimum(np.arange(months) // scale.months_per_step, scale.steps - 1)
    return (_hundredths(scale.first) + _hundredths(scale.step) * steps).astype(np.int32)


def _leadership(rates: Rates) -> NDArray[np.int32]:
    added = np.zeros(3, np.int32)
    added[HEAD] = _hundredths(rates.leadership.value.head)
    added[DEPUTY] = _hundredths(rates.leadership.value.deputy)
    return added


def _base_salary(rates: Rates, start: int, end: int) -> NDArray[np.int64]:
    """Return the money for a hundredth of a coefficient in every month; a month follows its first day."""
    amounts = sorted((row.date, row.amount) for row in rates.base_salary.value)
    if amounts[0][0] > month_start(start):
        raise RunError(f"the base salary is not known before {amounts[0][0]}, but the horizon starts earlier")
    by_month = [
        [amount for date, amount in amounts if date <= month_start(month)][-1] for month in range(start, end + 1)
    ]
    return np.array(by_month, np.int64) // 100
