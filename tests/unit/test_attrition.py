"""From hazards to probabilities: what is refused, and what cutting an interval may change, which is nothing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from orgsim.errors import RateError
from orgsim.rules.attrition import leaving_probability

hazards = st.lists(st.floats(0, 5), min_size=1, max_size=5).map(np.array)
lengths = st.floats(0, 20)


@given(hazards, lengths, lengths)
def test_staying_through_two_intervals_is_staying_through_both(
    hazard: NDArray[np.float64], first: float, second: float
) -> None:
    whole = leaving_probability(hazard, first + second)
    parts = 1 - (1 - leaving_probability(hazard, first)) * (1 - leaving_probability(hazard, second))
    # The exponents, at most 200, are rounded to 53 bits; x exp(-x) <= 1/e keeps that below a few units in 2**-53.
    assert np.abs(whole - parts).max() <= 8 * 2**-53


def test_a_hazard_is_not_yet_a_probability() -> None:
    probability = leaving_probability(np.array([0.30, 2.0]), years=1.0)
    assert probability == pytest.approx([1 - math.exp(-0.30), 1 - math.exp(-2.0)], rel=1e-15)
    assert (probability < [0.30, 2.0]).all()


def test_nobody_leaves_without_hazard_or_without_time() -> None:
    assert not leaving_probability(np.zeros(3), years=7.0).any()
    assert not leaving_probability(np.array([0.1, 2.0]), years=0.0).any()


def test_a_rare_event_keeps_its_digits() -> None:
    # 1 - exp(-h) would be 0 here, since 1 - 1e-18 is 1 in double precision.
    assert leaving_probability(np.array([1e-18]), years=1.0)[0] == 1e-18


@pytest.mark.parametrize("wrong", ["-0.1", "nan", "inf"])
def test_a_hazard_that_cannot_be_is_named(wrong: str) -> None:
    message = f"the hazard of slot 1 is {wrong}; it must be a number of at least 0 per year"
    with pytest.raises(RateError, match=message):
        leaving_probability(np.array([0.1, float(wrong), -1.0]), years=1.0)


@pytest.mark.parametrize("wrong", ["-0.5", "nan", "inf"])
def test_an_interval_that_cannot_be_is_refused(wrong: str) -> None:
    with pytest.raises(RateError, match=f"the interval is {wrong} years long; it must be a number of at least 0"):
        leaving_probability(np.array([0.1]), years=float(wrong))
