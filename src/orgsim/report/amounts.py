"""Counts, shares and money as text, with no more digits than they deserve."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from orgsim.analysis.values import Band, Proportion
from orgsim.report.vocabulary import CURRENCIES

__all__ = [
    "Bilingual",
    "MoneyUnit",
    "Wording",
    "between",
    "deserved",
    "interval",
    "mean",
    "money",
    "money_digits",
    "money_spread",
    "money_unit",
    "number",
    "share",
    "signed",
    "spread",
    "with_spread",
]


_REACH = 1.959964
"""Standard errors in half of a 95 % interval."""


class Bilingual(Protocol):
    """Something with an English and a Vietnamese name."""

    @property
    def name(self) -> str:
        """The English name."""

    @property
    def name_vi(self) -> str:
        """The Vietnamese name."""


class Wording(Protocol):
    """A language: what numbers and tables need of it."""

    def say(self, message: str, /, **values: object) -> str:
        """Return a message with values inserted."""

    def say_count(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the message that goes with a count."""

    def name(self, named: Bilingual) -> str:
        """Return the name in this language."""

    def either(self, english: str, vietnamese: str) -> str:
        """Return the text that is in this language."""

    def decimal(self, number: float, digits: int = 0) -> str:
        """Write a number with a fixed number of decimals."""

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share as a percentage with a fixed number of decimals."""

    def written(self, number: str) -> str:
        """Return a number that Python wrote as this language writes it."""


def deserved(most: int, half_width: float | None) -> int:
    """Return how many decimals a mean deserves: its last digit stands where the first of its error does.

    Parameters
    ----------
    most
        How many are shown at most.
    half_width
        Of the 95 % interval, in the unit shown; ``None`` or 0 if no error is known or there is none.

    Examples
    --------
    >>> deserved(1, 0.3), deserved(1, 4), deserved(1, 25), deserved(2, None)
    (1, 0, -1, 2)
    """
    return min(most, -math.floor(math.log10(half_width))) if half_width else most


def _half_width(error: float | None) -> float | None:
    return None if error is None else _REACH * error


def number(words: Wording, value: float, error: float | None = None) -> str:
    """Write a mean of counts: whole from 100 on, else with one decimal, or less if its error asks for it."""
    return words.decimal(value, deserved(0 if abs(value) >= 100 or value == 0 else 1, _half_width(error)))


def mean(words: Wording, band: Band) -> str:
    """Write the mean of a band; whole if all replications agree."""
    return words.decimal(band.mean) if _agreed(band) else number(words, band.mean, band.error)


def spread(words: Wording, band: Band) -> str:
    """Write the 5 % and 95 % quantiles of a band; empty if all replications agree."""
    return "" if _agreed(band) else between(words, band.low, band.high)


def with_spread(words: Wording, band: Band) -> str:
    """Write the mean of a band with its quantiles in brackets."""
    return mean(words, band) if _agreed(band) else f"{mean(words, band)} ({spread(words, band)})"


def _agreed(band: Band) -> bool:
    return band.low == band.high == band.mean


def between(words: Wording, low: float, high: float, digits: int = 0) -> str:
    """Write a range: a word between the ends where a dash could be read as a minus sign, one number for equal ends."""
    first, last = words.decimal(low, digits), words.decimal(high, digits)
    if first == last:
        return first
    return words.say("{low} to {high}", low=first, high=last) if low < 0 else f"{first}–{last}"


def signed(words: Wording, value: float, digits: int = 0) -> str:
    """Write a change with its sign."""
    text = words.decimal(value, digits)
    return text if round(value, digits) <= 0 else f"+{text}"


def share(words: Wording, proportion: Proportion) -> str:
    """Write a share of replications, with the digits that its interval deserves."""
    digits = 0 if proportion.share in (0, 1) else _share_digits(proportion)
    return words.percent(proportion.share, digits)


def interval(words: Wording, proportion: Proportion) -> str:
    """Write the 95 % interval of a share."""
    digits = _share_digits(proportion)
    low = words.decimal(100 * proportion.low, digits if proportion.low > 0 else 0)
    return f"{low}–{words.percent(proportion.high, digits if proportion.high < 1 else 0)}"


def _share_digits(proportion: Proportion) -> int:
    """Return how many decimals of a percentage are meant; a rare event is never shown as none or all."""
    digits = 0 if proportion.high - proportion.low >= 0.02 else 1
    rarer = min(proportion.share, 1 - proportion.share)
    while 0 < rarer < 0.999 * 10.0 ** -(digits + 2):
        digits += 1
    return digits


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """The unit in which amounts are shown together: how many coins it is worth, and its name."""

    coins: float
    name: str


def money_unit(words: Wording, amounts: Iterable[float], currency: str) -> MoneyUnit:
    """Choose billions, millions or single coins, by the largest of the amounts."""
    largest = max((abs(amount) for amount in amounts), default=0)
    coin = words.say(CURRENCIES[currency]) if currency in CURRENCIES else currency
    if largest >= 1e9:
        return MoneyUnit(10**9, words.say("billion {currency}", currency=coin))
    if largest >= 1e6:
        return MoneyUnit(10**6, words.say("million {currency}", currency=coin))
    return MoneyUnit(1, coin)


def money_digits(unit: MoneyUnit, amount: float) -> int:
    """Return how many decimals an amount gets: two below 10 units, else one; none for single coins or none at all."""
    if unit.coins == 1 or amount == 0:
        return 0
    return 1 if abs(amount) >= 10 * unit.coins else 2


def money(words: Wording, band: Band, unit: MoneyUnit) -> str:
    """Write the mean of an amount in a unit, without the unit's name."""
    half = _half_width(band.error)
    digits = deserved(money_digits(unit, band.mean), half / unit.coins if half else None)
    return words.decimal(band.mean / unit.coins, digits)


def money_spread(words: Wording, band: Band, unit: MoneyUnit) -> str:
    """Write the 5 % and 95 % quantiles of an amount; empty if all replications agree."""
    if _agreed(band):
        return ""
    digits = money_digits(unit, max(abs(band.low), abs(band.high)))
    return between(words, band.low / unit.coins, band.high / unit.coins, digits)
