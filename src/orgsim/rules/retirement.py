"""Compulsory retirement: in which month the law ends a person's service.

The rule: the first calendar year counts in which a person reaches the age that holds in that year, and
service ends with the month in which they do (Labour Code 2019, Article 169 clause 2; Decree 135/2020/NĐ-CP,
Articles 3 and 4). Two cases that no such text settles are settled here. A year before the first instrument
is judged by the first: a law pack need not reach back to the oldest birth, and who reached that age then has
left long before a horizon that the law covers. And where a new instrument lowers the age, whoever is past it
already retires in its first January, and not in a month that is over.
"""

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import StructureError
from orgsim.model.law import AgeRule, Instrument, Law
from orgsim.model.organisation import Sex

__all__ = ["NEVER", "retirement_month", "retirement_table"]

NEVER = int(np.iinfo(np.int32).max)
"""Stands in a retirement table for people who need not retire."""


def _instrument(law: Law, year: int) -> Instrument:
    """Return the instrument that applies in a calendar year."""
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

    Parameters
    ----------
    birth
        The month of birth; months are numbers, see :mod:`orgsim.model.dates`.

    Raises
    ------
    StructureError
        If no instrument applies in a year that is needed, or two do.

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
        ages = _instrument(law, year).retirement_ages
        reached = birth + _age(ages.male if sex is Sex.MALE else ages.female, year)
        if reached <= 12 * year + 11:
            return max(reached, 12 * year)
        year += 1


def retirement_table(law: Law, first_birth: int, last_birth: int) -> NDArray[np.int32]:
    """Tabulate :func:`retirement_month` for months of birth, both ends included.

    Returns
    -------
        Shape ``(2, months)``; row 0 men, row 1 women; ``NEVER`` if the law has no instruments.

    Raises
    ------
    StructureError
        As :func:`retirement_month`.
    """
    births = np.arange(first_birth, last_birth + 1, dtype=np.int32)
    table = np.full((2, len(births)), NEVER, np.int32)
    if not law.instruments:
        return table
    year = first_birth // 12
    while (table == NEVER).any():
        ages = _instrument(law, year).retirement_ages
        for row, rule in zip(table, (ages.male, ages.female), strict=True):
            reached = births + _age(rule, year)
            retires = (row == NEVER) & (reached <= 12 * year + 11)
            row[retires] = np.maximum(reached[retires], 12 * year)
        year += 1
    return table
