"""Attrition: what a constant hazard of leaving means over an interval."""

import math

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Message, RateError

__all__ = ["leaving_probability"]

Floats = NDArray[np.float64]


def leaving_probability(hazards: Floats, years: float) -> Floats:
    """Return the probability that a person leaves within an interval, from a constant hazard.

    Parameters
    ----------
    hazards
        Leavers per person-year [1/year], shape ``(slots,)``, finite and at least 0.
    years
        The length of the interval [year], finite and at least 0.

    Returns
    -------
        The probability of having left at its end, shape ``(slots,)``.

    Raises
    ------
    RateError
        If a hazard, or the length, is negative, infinite or NaN; the message names the first such slot.

    Notes
    -----
    ``1 - exp(-hazard * years)``, which is exact for a constant hazard [Bartholomew1991]_. Of those who share a
    hazard of 0.30 a year, 25.9 % leave within the year and not 30 %: who has left cannot leave again. The
    engine tabulates the same probability for every kind of person and holds one draw against it.

    .. [Bartholomew1991] D. J. Bartholomew, A. F. Forbes, S. I. McClean, Statistical Techniques for Manpower
       Planning, 2nd ed., Wiley 1991.

    Examples
    --------
    >>> leaving_probability(np.array([0.0, 0.30]), years=1.0).round(3)
    array([0.   , 0.259])
    """
    wrong = ~((hazards >= 0) & np.isfinite(hazards))  # asked for what is right, so that NaN is wrong too
    if wrong.any():
        slot = int(wrong.argmax())
        raise RateError(
            Message(
                "the hazard of slot {slot} is {hazard}; it must be a number of at least 0 per year",
                slot=slot,
                hazard=hazards[slot],
            )
        )
    if not (years >= 0 and math.isfinite(years)):
        raise RateError(Message("the interval is {years} years long; it must be a number of at least 0", years=years))
    probability: Floats = -np.expm1(-hazards * years)
    return probability
