"""Williams' manpower planning: the cheapest plan, proved to be that, meets every requirement when it is replayed.

HiGHS finds plans and their dual values in floating point. Both are made fractions, and everything is claimed of those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from orgsim.rules import stocks as kinds
from orgsim.rules.stockflow import InfeasibleError, StockYear, replay
from orgsim.rules.stocks import Downgrade, Grade, GradedSystem, Hire, LayOff, Retrain, Retraining, ShortTime, StockStep
from tests.theory.moves import live, there
from tests.theory.test_published_cases import case

CASE = case("v6-manpower")
DENOMINATOR = 10_000
"""Larger than those of both plans, 9, 64 and 361, and small beside the solver's precision."""

Column = StockStep | tuple[int, str]
"""A step for one person, or the year and grade of one person who is not needed."""

Linear = Mapping[Column | None, Fraction]
"""Coefficients by column; that of ``None`` stands alone."""


def fractions(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Fraction(value) for name, value in words.items() if name not in ("origin", "to")}


def williams() -> GradedSystem:
    return GradedSystem(
        grades={key: Grade(**fractions(words)) for key, words in CASE["grades"].items()},
        requirements={year: fractions(needs) for year, needs in CASE["requirements"].items()},
        retraining={(way["origin"], way["to"]): Retraining(**fractions(way)) for way in CASE["retraining"]},
        **fractions(
            {name: CASE[name] for name in ("lost_by_downgrading", "idle_on_short_time", "overmanning_at_most")}
        ),
    )


def total(*parts: tuple[Fraction | int, Linear]) -> dict[Column | None, Fraction]:
    found: dict[Column | None, Fraction] = {}
    for factor, part in parts:
        for column, coefficient in part.items():
            found[column] = found.get(column, Fraction()) + factor * coefficient
    return found


@dataclass(frozen=True)
class Program:
    """The least of ``cost`` where ``equal`` are 0, ``at_most`` are 0 at most, and columns are from 0 to their limit."""

    columns: Sequence[Column]
    cost: Linear
    equal: Sequence[Linear]
    at_most: Sequence[Linear]
    limits: Mapping[Column, Fraction | None]

    def floats(self, rows: Sequence[Linear]) -> tuple[Any, Any]:
        matrix = np.array([[float(row.get(column, 0)) for column in self.columns] for row in rows])
        return matrix, np.array([-float(row.get(None, 0)) for row in rows])

    def value(self, row: Linear, plan: Mapping[Column, Fraction]) -> Fraction:
        return sum((row.get(column, Fraction()) * plan[column] for column in self.columns), row.get(None, Fraction()))


def program(system: GradedSystem, objective: str) -> Program:
    """Write the linear program down: the objective is ``cost`` or ``redundancy``."""
    one, grades = Fraction(1), list(system.grades)
    columns: list[Column] = []
    cost: dict[Column | None, Fraction] = {}
    limits: dict[Column, Fraction | None] = {}
    equal: list[Linear] = []
    at_most: list[Linear] = []

    def add(column: Column, price: Fraction = Fraction(), limit: Fraction | None = None) -> Linear:
        columns.append(column)
        redundant = Fraction(isinstance(column, LayOff))
        cost[column], limits[column] = (price if objective == "cost" else redundant), limit
        return {column: one}

    there: dict[str, Linear] = {key: {None: grade.opening} for key, grade in system.grades.items()}
    for year, needs in system.requirements.items():
        there = {key: total((1 - system.grades[key].wastage, stock)) for key, stock in there.items()}
        for key, grade in system.grades.items():
            hired = add(Hire(year, key, one), limit=grade.hires_at_most)
            there[key] = total((1, there[key]), (1 - grade.early_wastage, hired))
        trained: dict[tuple[str, str], Linear] = {}
        for (low, high), way in system.retraining.items():
            trained[low, high] = add(Retrain(year, low, high, one), way.cost, way.at_most)
            there[low] = total((1, there[low]), (-1, trained[low, high]))
            there[high] = total((1, there[high]), (1 - system.grades[high].wastage, trained[low, high]))
        for low, high in combinations(grades, 2):
            demoted = add(Downgrade(year, high, low, one))
            there[high] = total((1, there[high]), (-1, demoted))
            there[low] = total((1, there[low]), (1 - system.lost_by_downgrading, demoted))
        beyond: list[Linear] = []
        for key, grade in system.grades.items():
            there[key] = total((1, there[key]), (-1, add(LayOff(year, key, one), grade.lay_off_cost)))
            short = add(ShortTime(year, key, one), grade.short_time_cost, grade.short_time_at_most)
            beyond.append(add((year, key), grade.overmanning_cost))
            work = total((1, there[key]), (-system.idle_on_short_time, short), (-1, beyond[-1]))
            equal.append(total((1, work), (-needs[key], {None: one})))
        for (low, high), way in system.retraining.items():
            if way.at_most_share is not None:
                at_most.append(total((1, trained[low, high]), (-way.at_most_share, there[high])))
        assert system.overmanning_at_most is not None
        at_most.append(total(*((1, part) for part in beyond), (-system.overmanning_at_most, {None: one})))
    return Program(columns, cost, equal, at_most, limits)


def rational(number: float) -> Fraction:
    return Fraction(number).limit_denominator(DENOMINATOR)


def solved(wanted: Program) -> dict[Column, Fraction]:
    """Return the best plan in fractions, with a proof that it is the best; no plan is no number.

    The proof is that of weak duality: prices of the rows whose value no plan can be below, and this one has.
    """
    (equal, right), (at_most, upper) = wanted.floats(wanted.equal), wanted.floats(wanted.at_most)
    price, _ = wanted.floats([wanted.cost])
    bounds = [(0, None if wanted.limits[c] is None else float(wanted.limits[c] or 0)) for c in wanted.columns]
    found = linprog(price[0], A_ub=at_most, b_ub=upper, A_eq=equal, b_eq=right, bounds=bounds, method="highs")
    if found.x is None:
        raise InfeasibleError([f"the solver finds no plan: {found.message}"])
    assert found.success
    plan = {column: rational(number) for column, number in zip(wanted.columns, found.x, strict=True)}
    assert not any(wanted.value(row, plan) for row in wanted.equal)
    assert all(wanted.value(row, plan) <= 0 for row in wanted.at_most)
    assert all(plan[c] >= 0 and (limit is None or plan[c] <= limit) for c, limit in wanted.limits.items())
    prices = [rational(number) for number in (*found.eqlin.marginals, *found.ineqlin.marginals)]
    assert all(number <= 0 for number in prices[len(wanted.equal) :])
    rows = [*wanted.equal, *wanted.at_most]
    reduced = total((1, wanted.cost), *((-number, row) for number, row in zip(prices, rows, strict=True)))
    bound = reduced.pop(None, Fraction())
    for column, rest in reduced.items():
        assert column is not None
        limit = wanted.limits[column]
        assert rest >= 0 or limit is not None
        bound += min(rest, Fraction()) * (limit or 0)
    assert bound == wanted.value(wanted.cost, plan)
    return plan


def steps(plan: Mapping[Column, Fraction]) -> list[StockStep]:
    return [replace(column, people=count) for column, count in plan.items() if not isinstance(column, tuple) and count]


def meets_exactly(system: GradedSystem, years: Sequence[StockYear]) -> bool:
    return all(
        year.closing == system.requirements[year.year]
        and not any(year.overmanning.values())
        and not any(year.short_time.values())
        for year in years
    )


def laid_off(years: Sequence[StockYear]) -> list[Fraction]:
    return [year.people("laid off") for year in years]


def test_the_cheapest_plan_meets_the_requirements_to_the_last_fraction_of_a_person() -> None:
    system = williams()
    plan = solved(program(system, "cost"))
    years = replay(system, steps(plan))
    assert meets_exactly(system, years)
    cost = sum(year.cost for year in years)
    assert cost == Fraction(180_022_500, 361)
    assert float(cost) == pytest.approx(float(CASE["minimum_cost"]["cost"]), rel=1e-12)
    assert [round(float(people), 4) for people in laid_off(years)] == list(map(float, CASE["minimum_cost"]["laid_off"]))
    assert steps(plan)[:2] == [
        Hire(1, "skilled", Fraction(500, 9)),
        Downgrade(1, "semi-skilled", "unskilled", Fraction(25)),
    ]


def test_the_plan_with_the_fewest_redundancies_needs_all_the_overmanning_and_short_time_that_there_may_be() -> None:
    system = williams()
    years = replay(system, steps(solved(program(system, "redundancy"))))
    assert laid_off(years) == [Fraction(people) for people in CASE["minimum_redundancy"]["laid_off"]]
    assert sum(laid_off(years)) == Fraction(CASE["minimum_redundancy"]["total"]) == Fraction(53_875, 64)
    assert {sum(year.overmanning.values()) for year in years} == {system.overmanning_at_most}
    for year in years:
        working = {key: year.closing[key] - year.short_time[key] / 2 - year.overmanning[key] for key in year.closing}
        assert working == system.requirements[year.year]


def test_nobody_is_lost_or_invented_over_the_three_years() -> None:
    system = williams()
    for objective in ("cost", "redundancy"):
        years = replay(system, steps(solved(program(system, objective))))
        went = sum(year.people(cause) for year in years for cause in ("wastage", "left downgraded", "laid off"))
        came = sum(year.people("hired") for year in years)
        opening = sum(grade.opening for grade in system.grades.values())
        assert opening + came - went == sum(years[-1].closing.values())


def whole(wanted: Program, units: Mapping[Column, int]) -> dict[Column, Fraction]:
    """Return the best plan whose people are whole multiples of a unit, column by column; a unit of 0 leaves it out."""
    matrix, right = wanted.floats([wanted.cost, *wanted.equal, *wanted.at_most])
    matrix *= [units[column] for column in wanted.columns]
    lowest = np.array([*right[1 : len(wanted.equal) + 1], *(-np.inf for _ in wanted.at_most)])
    most = [
        float(limit) // units[c] if units[c] and limit is not None else np.inf for c, limit in wanted.limits.items()
    ]
    found = milp(
        matrix[0],
        constraints=LinearConstraint(matrix[1:], lowest, right[1:]),
        integrality=np.ones(len(wanted.columns), np.int64),
        bounds=Bounds(0, np.array(most)),
        options={"mip_rel_gap": 0},
    )
    if not found.success:
        raise InfeasibleError([f"the solver finds no plan: {found.message}"])
    return {c: Fraction(round(number) * units[c]) for c, number in zip(wanted.columns, found.x, strict=True)}


def published() -> list[StockStep]:
    return [
        getattr(kinds, kind)(year, *grades, Fraction(count))
        for year, kind, *grades, count in CASE["integer_plan"]["steps"]
    ]


def test_the_published_integer_plan_can_be_taken_and_costs_what_it_should() -> None:
    system = williams()
    years = replay(system, published())
    assert sum(year.cost for year in years) == Fraction(CASE["integer_plan"]["cost"])
    assert laid_off(years) == CASE["integer_plan"]["laid_off"]
    assert not any(any(year.overmanning.values()) for year in years)
    # Half of the work of two people on short time makes up for one too many.
    assert years[0].closing == {"unskilled": 1000, "semi-skilled": 1400, "skilled": 1001}
    assert [year.closing for year in years[1:]] == [system.requirements[year] for year in (2, 3)]


def test_no_plan_of_whole_people_and_stocks_is_better_than_the_published_ones() -> None:
    # A stock is its requirement, who is not needed and half of those on short time, and whole if these are even.
    for objective, best in (("cost", CASE["integer_plan"]["cost"]), ("redundancy", CASE["integer_minimum_redundancy"])):
        wanted = program(williams(), objective)
        plan = whole(wanted, {column: 2 if isinstance(column, ShortTime) else 1 for column in wanted.columns})
        replay(williams(), steps(plan))
        assert wanted.value(wanted.cost, plan) == Fraction(best)


def test_the_published_plan_with_the_fewest_redundancies_exists_at_its_cost() -> None:
    system, least = williams(), CASE["integer_redundancy_plan"]
    wanted, one = program(system, "cost"), Fraction(1)
    laid = {
        year: [c for c in wanted.columns if isinstance(c, LayOff) and c.year == year] for year in system.requirements
    }
    rows: list[Linear] = [
        {**dict.fromkeys(columns, one), None: Fraction(-count)}
        for columns, count in zip(laid.values(), least["laid_off"], strict=True)
    ]
    rows.append(total((1, wanted.cost), (-least["cost"], {None: one})))
    told = replace(wanted, equal=[*wanted.equal, *rows])
    years = replay(system, steps(whole(told, {c: 2 if isinstance(c, ShortTime) else 1 for c in wanted.columns})))
    assert laid_off(years) == least["laid_off"]
    assert sum(laid_off(years)) == CASE["integer_minimum_redundancy"]
    assert sum(year.cost for year in years) == least["cost"]


def harder(system: GradedSystem, needed: int) -> GradedSystem:
    """Let the first year need so many semi-skilled people."""
    first = {**system.requirements[1], "semi-skilled": Fraction(needed)}
    return replace(system, requirements={**system.requirements, 1: first})


def test_a_requirement_at_the_edge_of_what_can_be_is_met_and_one_beyond_it_is_infeasible_and_never_a_number() -> None:
    # 1,425 after wastage; 800 hired, a fifth of whom leaves; 190 of 200 retrained; and half of the skilled who are not
    # needed: 950 after wastage and 450 hired, less 1,000.
    most = 1425 + 640 + 190 + 200
    edge = harder(williams(), most)
    assert replay(edge, steps(solved(program(edge, "redundancy"))))[0].closing["semi-skilled"] == most
    for objective in ("cost", "redundancy"):
        with pytest.raises(InfeasibleError, match=r"^infeasible\n  - the solver finds no plan: .*infeasible"):
            solved(program(harder(williams(), most + 1), objective))


def test_the_cheapest_plan_replayed_against_higher_requirements_says_what_is_missing() -> None:
    with pytest.raises(InfeasibleError) as refused:
        replay(harder(williams(), 1401), steps(solved(program(williams(), "cost"))))
    assert str(refused.value) == "infeasible\n  - year 1: 1401 semi-skilled are needed; there is the work of 1400"


def test_a_plan_that_was_rounded_by_itself_is_infeasible_and_says_where() -> None:
    # As printed, to four digits, the cheapest plan ends the last year a little short of what is needed.
    printed = [
        replace(step, people=Fraction(round(float(step.people), 4)).limit_denominator(10_000))
        for step in steps(solved(program(williams(), "cost")))
    ]
    with pytest.raises(InfeasibleError, match="are needed; there is the work of"):
        replay(williams(), printed)


def test_whole_people_follow_the_cheapest_plan_of_whole_flows_through_the_engine() -> None:
    """A plan in which wastage too is of whole people is a roadmap: every flow is a step that names how many move."""
    system = williams()
    wanted = program(system, "cost")
    units = {column: whole_flow(system, column) for column in wanted.columns}
    years = replay(system, steps(whole(wanted, units)))
    assert meets_exactly(system, years)
    assert sum(year.cost for year in years) >= Fraction(CASE["integer_plan"]["cost"])
    moves = [
        (year.year, flow.origin or "applicants", flow.to or "leavers", int(flow.people))
        for year in years
        for flow in year.flows
        if flow.people == int(flow.people)
    ]
    assert len(moves) == sum(len(year.flows) for year in years)
    hired = sum(int(year.people("hired")) for year in years)
    grades = {key: int(grade.opening) for key, grade in system.grades.items()}
    outcomes = live(grades, {"applicants": hired, "leavers": 0}, moves)
    for year, needs in system.requirements.items():
        assert there(outcomes, year, list(grades)) == [needs[key] for key in grades]
    assert there(outcomes, 3, ["applicants", "leavers"]) == [0, sum(grades.values()) + hired - 4500]


def whole_flow(system: GradedSystem, column: Column) -> int:
    """Return the fewest people of a step of whom whole people leave; nobody is beyond the need or on short time."""
    match column:
        case Hire(_, grade):
            return system.grades[grade].early_wastage.denominator
        case Retrain(_, _, to):
            return system.grades[to].wastage.denominator
        case Downgrade():
            return system.lost_by_downgrading.denominator
        case LayOff():
            return 1
        case _:
            return 0
