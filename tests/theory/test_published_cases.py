"""Published cases, each read from its file; exact where the arithmetic is, by standard error where it is luck."""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from ruamel.yaml import YAML

from orgsim.rules.grades import (
    TransitionError,
    availability,
    chain_length,
    expected_years,
    fundamental_matrix,
    integer_flows,
    reaching,
    recruits_needed,
    steady_state,
)
from tests.theory.moves import live, there

CASES = Path(__file__).parent / "cases"
REPLICATIONS = 20_000
ROUNDING = 1e-12
"""Relative; the condition numbers of these matrices, below 100, times 2**-53 are far smaller."""


def case(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load((CASES / f"{name}.yaml").read_text("utf-8"))
    return loaded


def exact(rows: list[list[str]]) -> list[list[Fraction]]:
    return [[Fraction(cell) for cell in row] for row in rows]


def floats(cells: Any) -> NDArray[np.float64]:
    array: NDArray[np.float64] = np.vectorize(lambda cell: float(Fraction(cell)))(np.array(cells, dtype=object))
    return array


def simulated_lengths(transitions: NDArray[np.float64], start: int, seed: int) -> NDArray[np.int64]:
    """Live many careers, or vacancy chains, and count their years, or moves."""
    rng = np.random.default_rng(seed)
    cumulative = np.cumsum(transitions, axis=1)
    grade = np.full(REPLICATIONS, start)
    length = np.zeros(REPLICATIONS, np.int64)
    going = np.ones(REPLICATIONS, np.bool_)
    while going.any():
        length[going] += 1
        luck = rng.random(int(going.sum()))
        to = (luck[:, None] >= cumulative[grade[going]]).sum(axis=1)
        grade[going] = np.minimum(to, len(transitions) - 1)
        going[going] = to < len(transitions)
    return length


def test_every_case_names_its_source_and_is_used() -> None:
    names = {path.stem for path in CASES.glob("v*.yaml")}
    assert all({"source", "confidence"} <= case(name).keys() for name in names)
    text = "".join(path.read_text("utf-8") for path in sorted(CASES.parent.glob("test_*.py")))
    assert all(f'case("{name}")' in text for name in names)


def test_v1_law_firm_careers_are_as_published() -> None:
    firm = case("v1-law-firm")
    transitions = floats(firm["transitions"])
    assert fundamental_matrix(transitions) == pytest.approx(floats(firm["years"]), rel=ROUNDING)
    assert expected_years(transitions) == pytest.approx(floats(firm["career"]), rel=ROUNDING)
    assert reaching(transitions, 2)[0] == pytest.approx(float(Fraction(firm["junior_becomes_partner"])), rel=ROUNDING)


def test_v1_law_firm_stocks_that_need_dismissals_show_as_negative_recruits() -> None:
    firm = case("v1-law-firm")
    transitions = floats(firm["transitions"])
    assert steady_state(floats(firm["recruits"]), transitions) == pytest.approx(firm["steady_state"], rel=ROUNDING)
    needed = recruits_needed(floats(firm["wished_stocks"]), transitions)
    assert needed == pytest.approx(floats(firm["recruits_for_wished_stocks"]), rel=ROUNDING)
    assert needed[2] < 0


@pytest.mark.parametrize("start", [0, 1, 2])
def test_v1_simulated_careers_have_the_published_mean(start: int) -> None:
    transitions = floats(case("v1-law-firm")["transitions"])
    mean, variance = chain_length(transitions)
    years = simulated_lengths(transitions, start, seed=101 + start)
    assert abs(years.mean() - mean[start]) < 4 * math.sqrt(variance[start] / REPLICATIONS)


@pytest.mark.parametrize("start", [0, 1])
def test_v2_two_grades_are_as_published_and_as_simulated(start: int) -> None:
    career = case("v2-two-grades")
    transitions = floats(career["transitions"])
    mean, variance = chain_length(transitions)
    assert mean == pytest.approx(floats(career["career"]), rel=ROUNDING)
    years = simulated_lengths(transitions, start, seed=201 + start)
    assert abs(years.mean() - mean[start]) < 4 * math.sqrt(variance[start] / REPLICATIONS)


def test_v3_tanglewood_flows_and_availabilities_are_the_published_integers() -> None:
    store = case("v3-tanglewood")
    transitions = exact(store["transitions"])
    flows = integer_flows(store["counts"], transitions)
    assert [list(row) for row in flows] == store["flows"]
    found = availability(store["counts"], transitions)
    assert list(found) == store["availability"]
    assert [count - after for count, after in zip(store["counts"], found, strict=True)] == store["gaps"]


def test_v4_door_to_door_availabilities_are_the_published_integers() -> None:
    firm = case("v4-door-to-door")
    transitions = exact(firm["transitions"])
    found = availability(firm["counts"], transitions)
    assert list(found) == firm["availability"]
    assert sum(firm["counts"]) - sum(found) == Fraction(firm["exits"])
    # 37½ + 2½ people leave from two grades: whole people do so too, and every column still adds up.
    flows = integer_flows(firm["counts"], transitions)
    assert list(map(sum, zip(*flows, strict=True))) == [*firm["availability"], int(Fraction(firm["exits"]))]
    assert [sum(row) for row in flows] == firm["counts"]


def lived(firm: dict[str, Any]) -> tuple[list[int], int]:
    """Let the engine take the whole flows of a year; return people by grade, and who is elsewhere then."""
    flows = integer_flows(firm["counts"], exact(firm["transitions"]))
    names = [*(f"grade-{n}" for n in range(len(flows))), "elsewhere"]
    # From the top, so that nobody goes up twice.
    moves = [
        (1, names[i], names[j], flow)
        for i, row in reversed(list(enumerate(flows)))
        for j, flow in enumerate(row)
        if i != j
    ]
    outcomes = live(dict(zip(names, firm["counts"], strict=False)), {"elsewhere": 0}, moves)
    *stocks, gone = there(outcomes, 1, names)
    assert outcomes.totals["people"][:, 0].tolist() == [sum(stocks)] * 2
    assert outcomes.totals["departed"][:, 0].tolist() == [gone] * 2
    return stocks, gone


def test_v3_tanglewood_lived_by_the_engine_has_the_published_people() -> None:
    store = case("v3-tanglewood")
    stocks, gone = lived(store)
    assert stocks == store["availability"]
    assert gone == sum(row[-1] for row in store["flows"])
    assert sum(stocks) + gone == sum(store["counts"])


def test_v4_door_to_door_lived_by_the_engine_has_the_published_people() -> None:
    firm = case("v4-door-to-door")
    assert lived(firm) == (firm["availability"], int(firm["exits"]))


def test_v5_the_rounding_that_makes_a_person_out_of_nothing_never_happens() -> None:
    firm = case("v5-rounding")
    transitions = exact(firm["transitions"])
    found = availability(firm["counts"], transitions)
    exits = sum(firm["counts"]) - sum(found)
    assert list(found) == [Fraction(cell) for cell in firm["availability"]]
    assert exits == Fraction(firm["exits"])
    # What the page did: each sum rounded by itself, halves up.
    assert sum(math.floor(flow + Fraction(1, 2)) for flow in (*found, exits)) == firm["published_total"]
    flows = integer_flows(firm["counts"], transitions)
    assert [sum(row) for row in flows] == firm["counts"]
    assert sum(map(sum, flows)) == firm["people"]
    stocks, gone = lived(firm)
    assert sum(stocks) + gone == firm["people"] < firm["published_total"]
    assert all(abs(count - mean) < 1 for count, mean in zip((*stocks, gone), (*found, exits), strict=True))


def test_v5_rates_that_would_make_people_out_of_nothing_are_refused() -> None:
    message = "row 1 of the transitions is 1/2, 3/5; it must hold probabilities that add up to 1 at most"
    for rule in (availability, integer_flows):
        with pytest.raises(TransitionError, match=message):
            rule([3, 3], exact([["1/2", "0"], ["1/2", "3/5"]]))
        with pytest.raises(TransitionError, match=r"grade 0 has -1 people; it must be at least 0"):
            rule([-1, 3], exact([["1/2", "0"], ["0", "3/5"]]))


@st.composite
def graded_systems(draw: st.DrawFn) -> tuple[list[int], list[list[Fraction]]]:
    grades = draw(st.integers(1, 5))
    counts = draw(st.lists(st.integers(0, 10_000), min_size=grades, max_size=grades))
    weights = st.lists(st.integers(0, 100), min_size=grades + 1, max_size=grades + 1).filter(any)
    rows = [draw(weights) for _ in range(grades)]
    return counts, [[Fraction(weight, sum(row)) for weight in row[:-1]] for row in rows]


@given(graded_systems())
def test_whole_flows_lose_and_invent_nobody_and_are_within_one_person_of_the_exact(
    system: tuple[list[int], list[list[Fraction]]],
) -> None:
    counts, transitions = system
    flows = integer_flows(counts, transitions)
    assert [sum(row) for row in flows] == counts
    for count, row, shares in zip(counts, flows, transitions, strict=True):
        expected = [count * share for share in (*shares, 1 - sum(shares, Fraction()))]
        assert all(flow >= 0 and abs(flow - mean) < 1 for flow, mean in zip(row, expected, strict=True))
    stocks = availability(counts, transitions)
    for column, mean in zip(zip(*flows, strict=True), (*stocks, sum(counts) - sum(stocks)), strict=True):
        assert abs(sum(column) - mean) < 1


@pytest.mark.parametrize("start", [0, 1, 2])
def test_v7_vacancy_chains_have_the_lengths_of_the_formula(start: int) -> None:
    church = case("v7-vacancy-chains")
    transitions = floats(church["transitions"])
    mean, variance = chain_length(transitions)
    assert mean == pytest.approx(church["mean"], abs=5e-7)
    assert variance == pytest.approx(church["variance"], abs=5e-5)
    moves = simulated_lengths(transitions, start, seed=701 + start)
    assert abs(moves.mean() - mean[start]) < 4 * math.sqrt(variance[start] / REPLICATIONS)


@pytest.mark.parametrize(
    ("transitions", "message"),
    [
        ([[0.5, 0.6], [0.0, 0.5]], r"row 0 of the transitions is \[0.5, 0.6\]; it must hold probabilities"),
        ([[0.5, 0.1], [-0.1, 0.5]], r"row 1 of the transitions is \[-0.1, 0.5\]"),
        ([[0.5, float("nan")], [0.0, 0.5]], r"row 0 of the transitions is \[0.5, nan\]"),
        ([[1.0, 0.0], [0.0, 0.5]], "some grade is never left"),
    ],
)
def test_transitions_that_are_none_are_refused(transitions: list[list[float]], message: str) -> None:
    with pytest.raises(TransitionError, match=message):
        expected_years(np.array(transitions))
