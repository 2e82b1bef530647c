"""Months as numbers: the unit in which ages, service and retirement are counted.

A month is ``12 * year + month - 1``, so that differences of months are differences of numbers.
"""

import datetime as dt

__all__ = ["last_day", "month_index", "month_start", "month_text", "parse_month"]


def month_index(date: dt.date) -> int:
    """Return the month of a date.

    Examples
    --------
    >>> month_index(dt.date(2015, 1, 31))
    24180
    """
    return 12 * date.year + date.month - 1


def month_start(month: int) -> dt.date:
    """Return the first day of a month.

    Examples
    --------
    >>> month_start(24180)
    datetime.date(2015, 1, 1)
    """
    return dt.date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> dt.date:
    """Return the last day of a month.

    Examples
    --------
    >>> last_day(24181)
    datetime.date(2015, 2, 28)
    """
    return month_start(month + 1) - dt.timedelta(days=1)


def parse_month(text: str) -> int:
    """Read a month written ``YYYY-MM``.

    Raises
    ------
    ValueError
        If the text is not such a month.

    Examples
    --------
    >>> parse_month("2015-01")
    24180
    """
    return month_index(dt.date.fromisoformat(f"{text}-01"))


def month_text(month: int) -> str:
    """Write a month as ``YYYY-MM``.

    Examples
    --------
    >>> month_text(24180)
    '2015-01'
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
