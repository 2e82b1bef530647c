"""Compulsory retirement: in which month the law ends a person's service.

The rule: the first calendar year counts in which a person reaches the age that holds in that year, and
service ends with the month in which they do (Labour Code 2019, Article 169 clause 2; Decree 135/2020/NĐ-CP,
Articles 3 and 4). Two cases that no such text settles are settled here. A year before the first instrument
is judged by the first: a law pack need not reach back to the oldest birth, and who reached that age then has
left long before a horizon that the law covers. And where a new instrument lowers the age, whoever is past it
already retires in its first January, and not in a month that is over.
"""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Message, StructureError
from orgsim.model.law import Law, in_force_on
from orgsim.model.organisation import Sex
from orgsim.rules.law.code import Basis, basis, provisions, worked_out

__all__ = ["AGE", "HAZARDOUS", "NEVER", "retirement_month", "retirement_table"]

AGE = "retirement_age"
"""The parameter that sets the retirement age, in months, of the ``year`` in which it is reached."""

HAZARDOUS = "retirement_age_hazardous"
"""The lower age of those who may leave earlier for hazardous work."""

NEVER = int(np.iinfo(np.int32).max)
"""Stands in a retirement table for people who need not retire."""

_LATEST = 200
"""Calendar years after the birth within which everybody reaches a retirement age that makes sense."""


@lru_cache(maxsize=256)
def _age(law: Law, rule: str, as_of: dt.date | None) -> Callable[[int, bool], int]:
    """Return the function from a calendar year and whether men are meant to the age in months."""
    found = sorted(provisions(law, rule), key=lambda one: one.term[0])
    known: dict[tuple[int, bool], int] = {}

    def rests_on(year: int) -> Basis:
        day = max(as_of or dt.date(year, 12, 31), found[0].term[0])
        able = [one for one in found if in_force_on(one.term, day)]
        if len(able) != 1:
            names = ", ".join(sorted(one.instrument.id for one in able)) or "none"
            raise StructureError(
                Message(
                    "law '{jurisdiction}': exactly one instrument must set the retirement age of {year}, found {names}",
                    jurisdiction=law.jurisdiction,
                    year=day.year,
                    names=names,
                )
            )
        return basis(law, [rule], day, able[0].instrument.scheme)

    def age(year: int, male: bool) -> int:  # noqa: FBT001
        if (year, male) not in known:
            known[year, male] = int(worked_out(rests_on(year), {"year": Fraction(year), "male": male})[rule])
        return known[year, male]

    return age


def retirement_month(law: Law, birth: int, sex: Sex, *, as_of: dt.date | None = None, rule: str = AGE) -> int | None:
    """Return the month at whose end a person retires; ``None`` if the law sets no retirement age.

    Parameters
    ----------
    birth
        The month of birth; months are numbers, see :mod:`orgsim.model.dates`.
    as_of
        Judge all years by the instrument that is in force on this day; each by its own if not given.
    rule
        The parameter that sets the age.

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
    if not any(True for _ in provisions(law, rule)):
        return None
    age = _age(law, rule, as_of)
    year = birth // 12
    while True:
        reached = birth + age(year, sex is Sex.MALE)
        if reached <= 12 * year + 11:
            return max(reached, 12 * year)
        year += 1
        assert year <= birth // 12 + _LATEST


def retirement_table(
    law: Law, first_birth: int, last_birth: int, *, as_of: dt.date | None = None, rule: str = AGE
) -> NDArray[np.int32]:
    """Tabulate :func:`retirement_month` for months of birth, both ends included.

    Returns
    -------
        Shape ``(2, months)``; row 0 men, row 1 women; ``NEVER`` if the law sets no retirement age.

    Raises
    ------
    StructureError
        As :func:`retirement_month`.
    """
    return _table(law, first_birth, last_birth, as_of, rule)


# Kept, since an analysis compiles hundreds of plans under one law.
@lru_cache(maxsize=64)
def _table(law: Law, first_birth: int, last_birth: int, as_of: dt.date | None, rule: str) -> NDArray[np.int32]:
    births = np.arange(first_birth, last_birth + 1, dtype=np.int32)
    table = np.full((2, len(births)), NEVER, np.int32)
    if not any(True for _ in provisions(law, rule)):
        table.flags.writeable = False
        return table
    age, year = _age(law, rule, as_of), first_birth // 12
    while (table == NEVER).any():
        for row, male in zip(table, (True, False), strict=True):
            reached = births + age(year, male)
            retires = (row == NEVER) & (reached <= 12 * year + 11)
            row[retires] = np.maximum(reached[retires], 12 * year)
        year += 1
    table.flags.writeable = False
    return table
