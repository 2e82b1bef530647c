"""Lookup tables of a plan: hazards by age, retirement by month of birth, pay by service."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.plan import DEPUTY, HEAD, Tables
from orgsim.model.assumptions import Rates, rows_for
from orgsim.model.dates import last_day, month_index
from orgsim.model.law import GradeScale, Law, in_force_on
from orgsim.model.organisation import Sex
from orgsim.model.scenario import Scenario
from orgsim.rules.law.code import grade_scales, provisions
from orgsim.rules.law.evaluate import Exact, Vector
from orgsim.rules.law.facts import FACTS
from orgsim.rules.law.pay import PER_MILLE, PROTECTED, amounts_by_month, group_facts, rates_by_month
from orgsim.rules.retirement import retirement_table

__all__ = ["Codes", "facts_by_group", "lookup_tables", "protected_months"]

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
            grades=tuple(sorted(grade_scales(scenario.law, scenario.horizon.start))),
            contracts=tuple(sorted(rates.compulsory_retirement.value)),
        )


def lookup_tables(scenario: Scenario, codes: Codes) -> Tables:
    """Build the lookup tables of a scenario."""
    rates, horizon = scenario.assumptions.rates, scenario.horizon
    start, end = month_index(horizon.start), month_index(horizon.end)
    ages = _OLDEST + horizon.end.year - horizon.start.year + 2
    first_birth = start - 12 * _OLDEST
    retirement_month = retirement_table(scenario.law, first_birth, end)
    scales = grade_scales(scenario.law, scenario.horizon.start)
    base = amounts_by_month(scenario.law, "base_salary", start, end)
    groups = group_facts(rates.facts.value, codes.groups)
    return Tables(
        quit_hazard=_quit_hazard(rates, codes, ages),
        death_hazard=_death_hazard(rates, ages),
        retirement_month=retirement_month,
        retirement_day=_day_after(retirement_month),
        first_birth=first_birth,
        retires=np.array([rates.compulsory_retirement.value[contract] for contract in codes.contracts]),
        coefficient=np.stack([_coefficients(scales[grade], 12 * ages) for grade in codes.grades]),
        leadership=_leadership(rates),
        base_salary=base,
        pay_rate=(PER_MILLE + rates_by_month(scenario.law, "allowance_rate", start, end, groups)) * base,
        contribution_rate=rates_by_month(scenario.law, "employer_rate", start, end, groups) * base,
        first_month=start,
    )


def facts_by_group(scenario: Scenario, groups: Sequence[str]) -> dict[str, Vector]:
    """Return what the scenario states about people, as arrays ``(groups,)``."""
    stated = group_facts(scenario.assumptions.rates.facts.value, groups)
    found: dict[str, Vector] = {}
    for name in scenario.assumptions.rates.facts.value:
        values = [facts[name] for facts in stated]
        if FACTS[name].kind == "truth":
            found[name] = np.array(values, np.bool_)
            continue
        denominator = lcm(*(Fraction(value).denominator for value in values))
        found[name] = Exact(np.array([int(value * denominator) for value in values], np.int64), denominator)
    return found


def protected_months(law: Law) -> Callable[[dt.date], int]:
    """Return the function from a day to the months for which who loses a leader's title then keeps the allowance."""
    known = list(provisions(law, PROTECTED))

    def months(day: dt.date) -> int:
        holding = (one.parameter.value for one in known if in_force_on(one.term, day))
        return int(next(holding, None) or 0)

    return months


def _by_age(starts: list[int], values: list[float], ages: int) -> NDArray[np.float64]:
    """Spread values that hold from an age on over single ages; below the first age the first value holds."""
    order = np.argsort(starts)
    position = np.searchsorted(np.array(starts)[order], np.arange(ages), side="right") - 1
    spread: NDArray[np.float64] = np.array(values)[order][np.maximum(position, 0)]
    return spread


def _quit_hazard(rates: Rates, codes: Codes, ages: int) -> NDArray[np.float64]:
    def by_age(sex: Sex, contract: str) -> NDArray[np.float64]:
        bands = rows_for(rates.quit_hazard.value, sex, contract)
        return _by_age([band.age_from for band in bands], [band.hazard for band in bands], ages)

    factors = np.array([rates.quit_multiplier.value[group] for group in codes.groups])
    by_person = np.stack(
        [np.stack([by_age(sex, contract) for contract in codes.contracts]) for sex in (Sex.MALE, Sex.FEMALE)]
    )
    hazard: NDArray[np.float64] = factors[:, None, None, None] * by_person
    return hazard


def _death_hazard(rates: Rates, ages: int) -> NDArray[np.float64]:
    bands = rates.death_hazard.value
    starts = [band.age_from for band in bands]
    by_sex = [
        _by_age(starts, [band.male for band in bands], ages),
        _by_age(starts, [band.female for band in bands], ages),
    ]
    hazard: NDArray[np.float64] = rates.death_multiplier.value * np.stack(by_sex)
    return hazard


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
