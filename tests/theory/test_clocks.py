"""The clocks of the engine against the probability of leaving; the tolerance is a standard error."""

import math

import numpy as np
import pytest

from orgsim.engine.streams import BLOCK, Decision, clocks, home_units
from orgsim.rules.attrition import leaving_probability

SLOTS = 400


@pytest.mark.parametrize("years", [0.25, 1.0, 5.0])
@pytest.mark.parametrize("hazard", [0.01, 0.12, 1.5])
def test_clocks_run_out_with_the_probability_of_leaving(hazard: float, years: float) -> None:
    homes = home_units(["office"] * SLOTS)
    clock = clocks(homes, SLOTS, seed=1, block=0, moment=0, decision=Decision.QUIT)
    left = clock < np.float32(hazard * years)
    p = float(leaving_probability(np.array([hazard]), years)[0])
    assert abs(left.mean() - p) < 4 * math.sqrt(p * (1 - p) / (SLOTS * BLOCK))


def test_a_clock_that_is_used_up_in_parts_runs_out_with_the_same_probability() -> None:
    homes = home_units(["office"] * SLOTS)
    clock = clocks(homes, SLOTS, seed=2, block=0, moment=0, decision=Decision.DEATH)
    parts = [(0.3, 0.37), (0.05, 1.0), (0.8, 0.5)]  # hazard and years: the hazard changes in steps
    left = np.zeros(clock.shape, np.bool_)
    for hazard, years in parts:
        left |= clock < np.float32(hazard * years)
        clock = clock - np.float32(hazard * years)
    stayed = math.prod(1 - float(leaving_probability(np.array([hazard]), years)[0]) for hazard, years in parts)
    assert abs(left.mean() - (1 - stayed)) < 4 * math.sqrt(stayed * (1 - stayed) / (SLOTS * BLOCK))
