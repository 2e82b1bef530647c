"""What the law makes of pay: base salaries by month, and rates of allowances and contributions by staff group."""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Message
from orgsim.model.dates import month_start
from orgsim.model.law import Law
from orgsim.rules.law.code import LawError, basis, parameter_on, worked_out
from orgsim.rules.law.evaluate import Value

__all__ = ["CAREER", "PAY", "PER_MILLE", "PROTECTED", "amounts_by_month", "group_facts", "rates_by_month"]

PAY = ("base_salary", "allowance_rate", "employer_rate")
"""What a simulation needs besides the pay scales."""

PROTECTED = "protected_allowance_months"
"""The parameter that says how long a leader's allowance outlives the title; not every law has it."""

PER_MILLE = 1000
"""Rates are counted in thousandths."""

CAREER = 60
"""Months over which pay is averaged (Decree 108/2014, Article 8, as guided)."""


def amounts_by_month(law: Law, name: str, first: int, last: int) -> NDArray[np.int64]:
    """Return a whole amount of the law for every month; a month follows its first day.

    Parameters
    ----------
    name
        The parameter, such as ``base_salary``; it rests on no facts.
    first, last
        Months, see :mod:`orgsim.model.dates`; both ends included.

    Raises
    ------
    LawError
        If it is not in force on the first day of a month, or not whole.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> from orgsim.model.dates import parse_month
    >>> amounts_by_month(read_law("vietnam"), "base_salary", parse_month("2016-04"), parse_month("2016-05")).tolist()
    [1150000, 1210000]
    """
    return _amounts(law, name, first, last)


# What is worked out of a law is kept: an analysis compiles hundreds of plans under one law.
@lru_cache(maxsize=256)
def _amounts(law: Law, name: str, first: int, last: int) -> NDArray[np.int64]:
    amounts = []
    for month in range(first, last + 1):
        value = _worked_out(law, name, month_start(month), {})
        if value.denominator != 1:
            raise LawError(
                Message(
                    "'{name}' is {value:g} in {month_start:%Y-%m}; it must be a whole amount",
                    name=name,
                    value=float(value),
                    month_start=month_start(month),
                )
            )
        amounts.append(int(value))
    return _kept(amounts)


def _kept(values: list[int]) -> NDArray[np.int64]:
    array = np.array(values, np.int64)
    array.flags.writeable = False
    return array


def rates_by_month(
    law: Law, name: str, first: int, last: int, groups: Sequence[Mapping[str, Value]]
) -> NDArray[np.int64]:
    """Return a rate of the law for every staff group and month, in thousandths.

    Parameters
    ----------
    groups
        The facts of each group, as the rate may ask for them.

    Returns
    -------
        Shape ``(groups, months)``.

    Raises
    ------
    LawError
        If it is not in force on the first day of a month, needs a fact that is not given, or has more than three
        decimals.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> from orgsim.model.dates import parse_month
    >>> month = parse_month("2018-01")
    >>> rates_by_month(read_law("vietnam"), "employer_rate", month, month, [{"civil_servant": True}]).tolist()
    [[225]]
    """
    rates = [_rates(law, name, first, last, tuple(sorted(facts.items()))) for facts in groups]
    return np.stack(rates) if rates else np.zeros((0, last - first + 1), np.int64)


@lru_cache(maxsize=256)
def _rates(law: Law, name: str, first: int, last: int, facts: tuple[tuple[str, Value], ...]) -> NDArray[np.int64]:
    rates = []
    for month in range(first, last + 1):
        value = PER_MILLE * _worked_out(law, name, month_start(month), dict(facts))
        if value.denominator != 1:
            raise LawError(
                Message(
                    "'{name}' is {value:g}; rates have at most three decimals",
                    name=name,
                    value=float(value / PER_MILLE),
                )
            )
        rates.append(int(value))
    return _kept(rates)


def _worked_out(law: Law, name: str, day: dt.date, facts: Mapping[str, Value]) -> Fraction:
    found = parameter_on(law, name, day)
    rests = basis(law, [name], day, found.instrument.scheme)
    value = worked_out(rests, {**facts, "year": Fraction(day.year)})[name]
    if isinstance(value, bool):
        raise LawError(Message("'{name}' of '{id}' is a condition and no number", name=name, id=found.instrument.id))
    return value


def group_facts(
    stated: Mapping[str, bool | float | Mapping[str, bool | float]], groups: Sequence[str]
) -> list[dict[str, Value]]:
    """Return the facts of each staff group; what is stated for everybody holds for all.

    Examples
    --------
    >>> group_facts({"civil_servant": {"teacher": False}, "hazardous_months": 0}, ["teacher"])
    [{'civil_servant': False, 'hazardous_months': Fraction(0, 1)}]
    """

    def value(found: bool | float) -> Value:  # noqa: FBT001
        return found if isinstance(found, bool) else Fraction(repr(found))

    return [
        {name: value(given[group] if isinstance(given, Mapping) else given) for name, given in stated.items()}
        for group in groups
    ]
