"""Fates: when somebody leaves by resignation, death or the law, from one draw for the whole of an employment.

A draw is a whole number of 32 bits. Those who have resigned by some day are the lowest draws, those who have died the
highest, each as many as the probability says; who is still there lies between ``low`` and ``high``. So one draw, made
once, tells the interval and the cause of leaving, deaths stay with whom they strike when resignations change, and any
hazard that is constant within an interval is possible. Probabilities are rounded to 2⁻³², and rounding does not
add up from year to year, since cumulative probabilities are rounded.

Within an interval leavers are spread evenly over its days, the uniform distribution of decrements of actuaries
[Bowers1997]_; the day decides only which months are still paid.

.. [Bowers1997] N. L. Bowers et al., Actuarial Mathematics, 2nd ed., Society of Actuaries 1997, chapter 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["DIED", "QUIT", "RETIRED", "Codes", "Fates", "fates_of", "interval_of", "living"]

Draws = NDArray[np.uint32]
Codes = NDArray[np.unsignedinteger]
Floats = NDArray[np.float64]

QUIT, DIED, RETIRED = 0, 1, 2
"""Causes of leaving, in the order in which those of one day count."""

_CAUSES = 3
_ALL = 1 << 32
_TILE = 1 << 16
"""Draws that are looked at together, so that they stay in the second cache."""


def living(interval: int) -> int:
    """Return the largest code of who is gone before an interval begins; every larger code is somebody in service.

    A code is ``1 + 3 * interval + cause``, and 0 where nobody is.
    """
    return _CAUSES * interval


def interval_of(codes: Codes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the interval and the cause of leaving of some codes, none of which is 0."""
    interval, cause = np.divmod(codes.astype(np.intp) - 1, _CAUSES)
    return interval, cause


@dataclass(frozen=True)
class Fates:
    """What becomes of the people of every class: arrays with a row for each class.

    ``low`` and ``high`` ``(classes, 1 + intervals)`` are the draws between which people are still there when that
    many intervals are over, both included. ``leaves`` ``(classes,)`` is the code of those: that of retirement, or
    one that no interval reaches. ``days`` ``(classes, intervals)`` are the days of an interval that can be lived.
    """

    low: Draws
    high: Draws
    leaves: Codes
    days: NDArray[np.uint16]

    @property
    def intervals(self) -> int:
        """How many intervals the horizon has."""
        return int(self.low.shape[1]) - 1

    def code_rows(self, draws: Draws, classes: NDArray[np.integer], out: Codes) -> None:
        """Enter the codes of slots whose class is the same in all lanes; draws and ``out`` are ``(slots, lanes)``."""
        lanes = draws.shape[1]
        step = max(1, _TILE // max(1, lanes))
        mask, reached = np.empty((step, lanes), np.bool_), np.empty((step, lanes), out.dtype)
        for first in range(0, len(draws), step):
            tile, of = draws[first : first + step], classes[first : first + step]
            passed, survived = mask[: len(tile)], reached[: len(tile)]
            survived[...] = 0
            for low in self.low[of].T[1:, :, None]:
                np.greater_equal(tile, low, out=passed)
                survived += passed
            survived *= _CAUSES
            survived += 1
            codes = out[first : first + len(tile)]
            np.minimum(survived, self.leaves[of][:, None], out=codes)
            # Few die, so they are looked at one by one.
            dead = np.flatnonzero(np.greater(tile, self.high[of][:, -1:], out=passed))
            codes.reshape(-1)[dead] = self.codes(tile.reshape(-1)[dead], of[dead // lanes])

    def codes(self, draws: Draws, classes: NDArray[np.integer], interval: int = 0) -> Codes:
        """Return the codes of single draws, all of people who are there when an interval begins."""
        intervals = self.intervals
        survived, dead = np.full(len(draws), interval, np.int32), np.zeros(len(draws), np.int32)
        place = classes.astype(np.intp) * (intervals + 1)
        low, high = self.low.reshape(-1), self.high.reshape(-1)
        for over in range(interval + 1, intervals + 1):
            survived += draws >= low.take(place + over)
            dead += draws > high.take(place + over)
        codes = 1 + _CAUSES * np.minimum(survived, intervals - dead) + (dead > 0)
        found: Codes = np.minimum(codes, self.leaves[classes]).astype(self.leaves.dtype)
        return found

    def enter(self, draws: Draws, classes: NDArray[np.integer], interval: int) -> Draws:
        """Spread draws over those who are still there when an interval begins: people who begin then."""
        low, size = self._room(classes, interval)
        return (low + (draws.astype(np.uint64) * size >> np.uint64(32))).astype(np.uint32)

    def change(self, draws: Draws, before: NDArray[np.integer], after: NDArray[np.integer], interval: int) -> Draws:
        """Give people who are there when an interval begins the fates of another class: the same share is unluckier."""
        old, size = self._room(before, interval)
        low, room = self._room(after, interval)
        return (low + (draws.astype(np.uint64) - old) * room // size).astype(np.uint32)

    def _room(self, classes: NDArray[np.integer], interval: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        low = self.low[classes, interval].astype(np.uint64)
        return low, self.high[classes, interval].astype(np.uint64) - low + np.uint64(1)

    def day(self, draws: Draws, classes: NDArray[np.integer], codes: Codes) -> NDArray[np.int64]:
        """Return on which day of their last interval people leave, from 0."""
        interval, cause = interval_of(codes)
        draw = draws.astype(np.int64)
        low, before = (self.low[classes, n].astype(np.int64) for n in (interval + 1, interval))
        high, above = (self.high[classes, n].astype(np.int64) for n in (interval + 1, interval))
        passed = np.where(cause == QUIT, draw - before, above - draw)
        size = np.where(cause == QUIT, low - before, above - high)
        days = self.days[classes, interval].astype(np.int64)
        day: NDArray[np.int64] = np.where(cause == RETIRED, days, passed * days // np.maximum(size, 1))
        return day


def fates_of(
    quits: Floats, deaths: Floats, days: NDArray[np.integer], year_days: Sequence[int], retires: NDArray[np.integer]
) -> Fates:
    """Work out the fates of classes.

    Parameters
    ----------
    quits, deaths
        Hazards [1/year] of every class in every interval, shape ``(classes, intervals)``.
    days
        The days of each interval that people of a class may live in service, same shape.
    year_days
        The days of the year in which each interval lies.
    retires
        The interval in which the law ends the service of a class, or the number of intervals; shape ``(classes,)``.

    Examples
    --------
    Of those with hazards of 0.03 and 0.01 a year, 3.92 % leave within a year: 2.94 % resign and 0.98 % die.

    >>> one = np.array([[0.03]]), np.array([[0.01]]), np.array([[365]]), [365], np.array([1])
    >>> fates = fates_of(*one)
    >>> (fates.low[0, 1] / 2**32).round(4), (1 - fates.high[0, 1] / 2**32).round(4)
    (np.float64(0.0294), np.float64(0.0098))
    """
    classes, intervals = quits.shape
    hazard = quits + deaths
    survive = np.exp(-hazard * days / np.asarray(year_days))
    there = np.cumprod(np.concatenate([np.ones((classes, 1)), survive], axis=1), axis=1)
    gone = there[:, :-1] - there[:, 1:]
    share = np.divide(quits, hazard, out=np.zeros_like(hazard), where=hazard > 0)
    resigned = np.concatenate([np.zeros((classes, 1)), np.cumsum(gone * share, axis=1)], axis=1)
    died = np.concatenate([np.zeros((classes, 1)), np.cumsum(gone * (1 - share), axis=1)], axis=1)
    # One draw at least stays in service to the end, however high the hazards, and the same all the time.
    high = np.maximum(_ALL - 1 - np.rint(died * _ALL).astype(np.int64), 0)
    low = np.minimum(np.rint(resigned * _ALL).astype(np.int64), high[:, -1:])
    code = np.uint8 if _CAUSES * intervals + 2 <= np.iinfo(np.uint8).max else np.uint16
    leaves = np.where(retires < intervals, 1 + _CAUSES * retires + RETIRED, 1 + _CAUSES * intervals)
    return Fates(low.astype(np.uint32), high.astype(np.uint32), leaves.astype(code), days.astype(np.uint16))
