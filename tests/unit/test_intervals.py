"""Intervals: those of shares are the ones that SciPy works out."""

import numpy as np
import pytest
from scipy import stats

from orgsim.analysis.intervals import proportion


@pytest.mark.parametrize(("count", "tries"), [(0, 7), (7, 7), (1, 1), (3, 10), (499, 500), (12_345, 100_000)])
def test_the_interval_of_a_share_is_wilsons(count: int, tries: int) -> None:
    found = proportion(np.arange(tries) < count)
    wanted = stats.binomtest(count, tries).proportion_ci(0.95, method="wilson")
    assert (found.share, found.low, found.high) == pytest.approx((count / tries, wanted.low, wanted.high), rel=1e-14)
