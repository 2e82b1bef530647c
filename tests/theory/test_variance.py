"""Sobol' indices and components of variance against functions and tables whose variance is known."""

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import sobol_indices

from orgsim.analysis.variance import components, design, indices, with_intervals
from orgsim.errors import RunError

Floats = NDArray[np.float64]


def ishigami(unit: Floats) -> Floats:
    x = math.pi * (2 * unit - 1)
    made: Floats = np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])
    return made


def product(unit: Floats) -> Floats:
    """Return Sobol's g-function of three inputs and a fourth one that does nothing."""
    weights = np.array([0.0, 1.0, 4.5])
    made: Floats = np.prod((np.abs(4 * unit[..., :3] - 2) + weights) / (1 + weights), axis=-1)
    return made


def linear(unit: Floats) -> Floats:
    made: Floats = 3 * unit[..., 0] - 2 * unit[..., 1] + 5
    return made


ALONE = 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2
SECOND = 7**2 / 8
TOGETHER = 0.1**2 * math.pi**8 * 8 / 225
ISHIGAMI = ALONE + SECOND + TOGETHER
PARTS = [1 / 3 / (1 + weight) ** 2 for weight in (0.0, 1.0, 4.5)]
PRODUCT = math.prod(1 + part for part in PARTS) - 1

Function = Callable[[Floats], Floats]
KNOWN: list[tuple[Function, int, list[float], list[float]]] = [
    (
        ishigami,
        3,
        [ALONE / ISHIGAMI, SECOND / ISHIGAMI, 0],
        [(ALONE + TOGETHER) / ISHIGAMI, SECOND / ISHIGAMI, TOGETHER / ISHIGAMI],
    ),
    (
        product,
        4,
        [*(part / PRODUCT for part in PARTS), 0],
        [*(part * (1 + PRODUCT) / (1 + part) / PRODUCT for part in PARTS), 0],
    ),
    (linear, 2, [9 / 13, 4 / 13], [9 / 13, 4 / 13]),
]
"""Functions, how many inputs they have, and their first and total indices; of the product after Saltelli 2010."""

SEEDS = range(40)


@pytest.mark.parametrize(("function", "inputs", "first", "total"), KNOWN)
def test_indices_are_those_that_integration_gives(
    function: Function, inputs: int, first: list[float], total: list[float]
) -> None:
    found = [indices(function(design(inputs, 1024, seed))) for seed in SEEDS]
    for estimates, truth in (([one.first for one in found], first), ([one.total for one in found], total)):
        error = np.std(estimates, axis=0, ddof=1) / math.sqrt(len(SEEDS))
        assert (abs(np.mean(estimates, axis=0) - truth) <= 4 * error + 1e-4).all()


@pytest.mark.parametrize(("function", "inputs", "first", "total"), KNOWN)
def test_intervals_of_indices_cover_the_truth_at_least_as_often_as_they_claim(
    function: Function, inputs: int, first: list[float], total: list[float]
) -> None:
    """Resampling takes the points for random ones; they are spread more evenly, so the intervals are too wide."""
    found = [with_intervals(function(design(inputs, 128, seed)), seed) for seed in SEEDS]
    truth = np.array([first, total])
    covered = [
        (np.array([low.first, low.total]) <= truth + 1e-12) & (truth - 1e-12 <= np.array([high.first, high.total]))
        for _, low, high in found
    ]
    assert (np.mean(covered, axis=0) >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / len(SEEDS))).all()


@pytest.mark.parametrize(("function", "inputs"), [(function, inputs) for function, inputs, _, _ in KNOWN])
def test_indices_are_those_of_scipy(function: Function, inputs: int) -> None:
    values = function(design(inputs, 64, seed=5))
    theirs = sobol_indices(
        func={"f_A": values[None, 0], "f_B": values[None, 1], "f_AB": values[2:, None]}, n=values.shape[1]
    )
    ours = indices(values)
    assert np.allclose(ours.first, theirs.first_order, rtol=1e-12, atol=1e-15)
    assert np.allclose(ours.total, theirs.total_order, rtol=1e-12, atol=1e-15)


def test_an_input_that_does_nothing_has_indices_of_exactly_nothing() -> None:
    found, low, high = with_intervals(product(design(4, 16, seed=3)), seed=3)
    assert {float(one.first[3]) for one in (found, low, high)} == {0.0}
    assert {float(one.total[3]) for one in (found, low, high)} == {0.0}


def test_what_does_not_vary_has_no_indices() -> None:
    found, low, high = with_intervals(np.full((5, 8), 7.0), seed=1)
    assert not any(np.any(part) for one in (found, low, high) for part in (one.first, one.total))


def test_the_same_seed_gives_the_same_points_and_another_seed_gives_others() -> None:
    assert np.array_equal(design(3, 8, seed=2**63), design(3, 8, seed=2**63))
    assert not np.array_equal(design(3, 8, seed=1), design(3, 8, seed=2))


def test_a_mixed_sample_is_the_first_one_but_for_one_input_of_the_second() -> None:
    first, second, *mixed = design(3, 8, seed=1)
    for number, sample in enumerate(mixed):
        others = [other for other in range(3) if other != number]
        assert np.array_equal(sample[:, number], second[:, number])
        assert np.array_equal(sample[:, others], first[:, others])


@pytest.mark.parametrize("points", [1, 3, 12])
def test_a_number_of_points_that_is_no_power_of_two_is_refused(points: int) -> None:
    with pytest.raises(RunError, match=f"^points is {points}; it must be a power of two such as 8, 16 or 32$"):
        design(2, points, seed=1)


def test_components_of_variance_are_estimated_without_bias() -> None:
    """Tables of 6 × 5 whole numbers: rows with a deviation of 400, columns of 700, cells of 300, and rounding."""
    chance = np.random.default_rng(11)
    tables = [
        np.rint(chance.normal(0, 400, (6, 1)) + chance.normal(0, 700, (1, 5)) + chance.normal(0, 300, (6, 5))).astype(
            np.int64
        )
        for _ in range(2000)
    ]
    found = [components(table) for table in tables]
    truths = {"rows": 400**2, "columns": 700**2, "both": 300**2 + 1 / 12}
    for name, truth in truths.items():
        estimates = np.array([float(getattr(one, name)) for one in found])
        assert abs(estimates.mean() - truth) < 4 * estimates.std(ddof=1) / math.sqrt(len(found)), name
    assert any(one.rows < 0 for one in found)


def test_components_are_exact_where_floating_point_numbers_would_drown() -> None:
    large = 10**15
    table = np.array([[large, large + 1], [large + 2, large + 3]])
    small = components(table - large)
    assert components(table) == small
    assert [small.rows, small.columns, small.both] == [Fraction(2), Fraction(1, 2), Fraction(0)]


def test_components_need_two_rows_and_two_columns() -> None:
    with pytest.raises(RunError, match=r"in 1 points × 3 replications; take two or more$"):
        components(np.zeros((1, 3), np.int64))
