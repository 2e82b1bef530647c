"""Ranges of assumptions: where they lie, what a place in them means, and that they change nothing by themselves."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from orgsim import compare, compile_plan, read_scenario, simulate
from orgsim.model.assumptions import Rates, at_settings, ranged
from orgsim.model.ranges import Range
from orgsim.model.scenario import Scenario
from orgsim.report.views.sources import values_table
from orgsim.report.words import words_of

SMALL = read_scenario(Path(__file__).parents[2] / "src" / "orgsim" / "io" / "small")
RATES = SMALL.assumptions.rates
NAMES = ("quit_hazard", "quit_multiplier", "death_hazard", "death_multiplier", "leadership", "discount_rate")


def of(low: float, high: float, shape: Literal["uniform", "triangular"] = "uniform") -> Range:
    return Range(of="factor", low=low, high=high, shape=shape, reason="A test")


def with_ranges(rates: Rates, ranges: dict[str, Range | None]) -> Rates:
    return rates.model_copy(
        update={name: getattr(rates, name).model_copy(update={"range": one}) for name, one in ranges.items()}
    )


def with_rates(scenario: Scenario, rates: Rates) -> Scenario:
    return replace(scenario, assumptions=scenario.assumptions.model_copy(update={"rates": rates}))


ends = st.tuples(st.floats(0, 5), st.floats(0.01, 5)).map(lambda two: (two[0], two[0] + two[1]))


@given(ends, st.floats(0, 1), st.floats(0, 1))
def test_quantiles_are_those_of_the_distributions(ends: tuple[float, float], share: float, where: float) -> None:
    low, high = ends
    mode = low + where * (high - low)
    uniform, triangular = of(low, high), of(low, high, "triangular")
    assert uniform.quantile(share, mode) == pytest.approx(stats.uniform.ppf(share, low, high - low), abs=1e-9)
    shape = (mode - low) / (high - low)
    assert triangular.quantile(share, mode) == pytest.approx(stats.triang.ppf(share, shape, low, high - low), abs=1e-6)


@given(ends, st.floats(0, 1))
def test_quantiles_go_from_end_to_end(ends: tuple[float, float], where: float) -> None:
    low, high = ends
    mode = low + where * (high - low)
    for one in (of(low, high), of(low, high, "triangular")):
        assert (one.quantile(0, mode), one.quantile(1, mode)) == pytest.approx((low, high))


def test_values_with_a_range_are_found_and_no_others() -> None:
    assert list(ranged(RATES)) == ["quit_hazard", "death_multiplier", "leadership", "discount_rate"]


def test_the_place_of_a_stated_value_is_factor_one_or_the_value_itself() -> None:
    settings = {name: stated.setting for name, stated in ranged(RATES).items()}
    assert settings == {"quit_hazard": 1.0, "death_multiplier": 1.0, "leadership": 1.0, "discount_rate": 0.03}


@pytest.mark.parametrize("name", NAMES)
def test_a_factor_multiplies_every_number_and_leaves_the_rest(name: str) -> None:
    rates = with_ranges(RATES, {name: of(0.5, 2)})
    doubled = at_settings(rates, {name: 2.0}).model_dump(exclude={name: {"range"}})
    once = rates.model_dump(exclude={name: {"range"}})
    assert leaves(doubled[name]["value"]) == [
        part * 2 if isinstance(part, float) else part for part in leaves(once[name]["value"])
    ]
    assert {key: part for key, part in doubled.items() if key != name} == {
        key: part for key, part in once.items() if key != name
    }


def leaves(value: object) -> list[object]:
    """Return the words and numbers of a value; the factors and hazards among them are the floating-point ones."""
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, tuple):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


@pytest.mark.parametrize("name", ["after_merger", "overload"])
def test_a_factor_on_stress_leaves_months_and_shares(name: str) -> None:
    values = {"after_merger": {"factor": 1.5, "months": 12}, "overload": {"factor": 1.5, "vacant_share": 0.2}}
    words = {"unit": "1", "reason": "A test", "source": "A test", "confidence": "assumed"}
    stated = {"value": values[name], "range": of(0.5, 2).model_dump(), **words}
    rates = Rates.model_validate({**RATES.model_dump(), name: stated})
    assert getattr(at_settings(rates, {name: 2.0}), name).value.model_dump() == {**values[name], "factor": 3.0}


def test_a_place_of_a_value_is_the_value() -> None:
    assert at_settings(RATES, {"discount_rate": 0.05}).discount_rate.value == 0.05


def test_ranges_change_no_result() -> None:
    bare = with_rates(SMALL, with_ranges(RATES, dict.fromkeys(ranged(RATES))))
    assert not ranged(bare.assumptions.rates)
    with_them, without = (
        compare(scenario, [simulate(compile_plan(scenario, "gradual"), replications=20, seed=1)])
        for scenario in (SMALL, bare)
    )
    numbers = {"roadmaps", "opening", "targets", "discount_rate"}
    assert with_them.model_dump(include=numbers) == without.model_dump(include=numbers)


def test_a_comparison_tells_the_ranges() -> None:
    told = compare(SMALL, [simulate(compile_plan(SMALL, "gradual"), replications=2, seed=1)]).assumptions
    found = {assumed.id: assumed.range for assumed in told if assumed.range}
    assert found == {name: stated.range for name, stated in ranged(RATES).items()}


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_report_shows_a_range_under_its_value(lang: str) -> None:
    told = compare(SMALL, [simulate(compile_plan(SMALL, "gradual"), replications=2, seed=1)])
    (rows,) = (group.rows for group in values_table(told, words_of(lang)).groups)
    notes = [row.cells[0].note for row in rows]
    assert "× 0.6–1.6: How many resign differs from town to town" in notes
    assert "0–0.06: No rate is prescribed" in notes
    assert notes.count("") == len(rows) - 4


def test_no_simulation_reads_the_discount_rate() -> None:
    """Points that differ in nothing else share a simulation."""
    dear = with_rates(SMALL, at_settings(RATES, {"discount_rate": 0.06}))
    one, two = (simulate(compile_plan(scenario, "gradual"), replications=20, seed=1) for scenario in (SMALL, dear))
    assert all(np.array_equal(one.totals[name], two.totals[name]) for name in one.totals)
    assert all(np.array_equal(one.by_unit[name], two.by_unit[name]) for name in one.by_unit)
