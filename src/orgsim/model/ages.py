"""Ages in bands, and years to retirement: how people are counted by age."""

from bisect import bisect

__all__ = ["AGE_BANDS", "RETIREMENT_YEARS", "age_band", "retirement_row"]

AGE_BANDS = (15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70)
"""The completed years with which each band begins; the first also has all who are younger, the last all older ones."""

RETIREMENT_YEARS = 60
"""Completed years to retirement that are counted one by one; the row after them has people who need not retire."""


def age_band(age: int) -> int:
    """Return the position in ``AGE_BANDS`` of an age in completed years.

    Examples
    --------
    >>> [age_band(age) for age in (3, 15, 19, 20, 99)]
    [0, 0, 0, 1, 11]
    """
    return max(bisect(AGE_BANDS, age) - 1, 0)


def retirement_row(month: int, retirement: int | None) -> int:
    """Return the completed years from the morning of a month's first day to retirement, as the row that counts them.

    Parameters
    ----------
    month
        The month that begins; months are numbers, see :mod:`orgsim.model.dates`.
    retirement
        The month at whose end service ends; ``None`` if the law does not end it.

    Examples
    --------
    Whoever retires at the end of the month that begins has no whole year left.

    >>> retirement_row(24180, 24180), retirement_row(24180, 24191), retirement_row(24180, None)
    (0, 1, 60)
    """
    if retirement is None:
        return RETIREMENT_YEARS
    return min(max(retirement + 1 - month, 0) // 12, RETIREMENT_YEARS - 1)
