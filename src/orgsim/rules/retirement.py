"""Compulsory retirement: in which month the law ends a person's service."""

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import StructureError
from orgsim.model.law import AgeRule, Instrument, Law
from orgsim.model.organisation import Sex

__all__ = ["NEVER", "instrument_of_year", "retirement_month", "retirement_table"]

NEVER = int(np.iinfo(np.int32).max)
"""Stands in a retirement table for people who need not retire."""


def instrument_of_year(law: Law, year: int) -> Instrument:
    """Return the instrument that applies in a calendar year.

    A year before the first instrument is judged by the first: whoever reaches the age before the data
    start has long retired, and the law pack need not reach back to the oldest birth.

    Raises
    ------
    StructureError
        If two instruments apply, or none does.
    """
    year = max(year, min(instrument.first_year for instrument in law.instruments))
    able = [i for i in law.instruments if i.first_year <= year and (i.last_year is None or year <= i.last_year)]
    if len(able) != 1:
        names = ", ".join(sorted(instrument.id for instrument in able)) or "none"
        raise StructureError(
            f"law '{law.jurisdiction}': exactly one instrument must set the retirement age of {year}, found {names}"
        )
    return able[0]


def _age(rule: AgeRule, year: int) -> int:
    return min(rule.months + rule.yearly_rise * max(0, year - rule.base_year), rule.highest)


def retirement_month(law: Law, birth: int, sex: Sex) -> int | None:
    """Return the month at whose end a person retires; ``None`` if the law has no instruments.

    The first calendar year counts by whose December the person has reached the age of that year
    (Labour Code 2019, Article 169; Decree 135/2020, Article 4). Months are numbers, see
    :mod:`orgsim.model.dates`.

    Raises
    ------
    StructureError
        If the instruments leave a needed year open, or two apply to it.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> from orgsim.model.dates import month_text, parse_month
    >>> month_text(retirement_month(read_law("vietnam"), parse_month("1963-04"), Sex.MALE))
    '2024-04'
    """
    if not law.instruments:
        return None
    year = birth // 12
    while True:
        ages = instrument_of_year(law, year).retirement_ages
        reached = birth + _age(ages.male if sex is Sex.MALE else ages.female, year)
        if reached <= 12 * year + 11:
            return reached
        year += 1


def retirement_table(law: Law, first_birth: int, last_birth: int) -> NDArray[np.int32]:
    """Tabulate :func:`retirement_month` for months of birth, both ends included.

    Returns
    -------
        Shape ``(2, months)``; row 0 men, row 1 women; ``NEVER`` if the law has no instruments.
    """
    births = range(first_birth, last_birth + 1)
    months = [[retirement_month(law, birth, sex) for birth in births] for sex in (Sex.MALE, Sex.FEMALE)]
    return np.array([[NEVER if month is None else month for month in row] for row in months], np.int32)
