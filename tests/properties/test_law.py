"""What holds of every benefit: many at once are as each alone, service never costs money, windows have no gaps."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.io.law import NO_LAW, jurisdictions, read_law
from orgsim.model.dates import month_index
from orgsim.model.organisation import Sex
from orgsim.rules.law.benefits import Biography, Ruling, amounts, derived_facts, entitlements, rulings
from orgsim.rules.law.evaluate import Exact, Value, Vector, evaluate, evaluate_many
from orgsim.rules.law.expression import Formula, FormulaError, parse
from orgsim.rules.law.facts import FACTS

DAYS = [dt.date(*day) for day in [(2005, 6, 30), (2012, 3, 31), (2016, 1, 31), (2019, 5, 31), (2021, 9, 30)]] + [
    dt.date(*day) for day in [(2024, 2, 29), (2025, 3, 31), (2025, 8, 31), (2026, 12, 31)]
]
LAWS = {name: read_law(name) for name in jurisdictions() if name != NO_LAW}
EVERY = [one for law in LAWS.values() for day in DAYS for one in rulings(law, day)]
PEOPLE = 10_000
NEVER_NEGATIVE = {"training_months": 12, "severance_weeks_used": 60, "months_since_decision": 24}


def drawn(one: Ruling, people: int, stream: np.random.Generator) -> tuple[dict[str, Vector], list[Biography]]:
    """Draw people whom a benefit concerns, as arrays and one by one."""
    leaves = month_index(one.day)
    births = stream.integers(leaves - 12 * 66, leaves - 12 * 18, people)
    male = stream.random(people) < 0.5
    facts = derived_facts(one.law, one.day, births, male)
    given: dict[str, np.ndarray] = {}
    for name in sorted(one.basis.facts - facts.keys()):
        if FACTS[name].kind == "truth":
            given[name] = stream.random(people) < 0.5
        elif "pay" in name or "cost" in name:
            given[name] = stream.integers(1, 60_000_000, people)
        else:
            given[name] = stream.integers(0, NEVER_NEGATIVE.get(name, 540), people)
    facts |= {name: values if values.dtype == bool else Exact(values) for name, values in given.items()}
    alone = [
        Biography(
            int(births[n]),
            Sex.MALE if male[n] else Sex.FEMALE,
            one.day,
            {name: values[n].item() for name, values in given.items()},
        )
        for n in range(people)
    ]
    return {name: facts[name] for name in one.basis.facts}, alone


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.instrument.id}-{one.benefit.route}-{one.day}")
def test_many_at_once_get_what_each_gets_alone(one: Ruling) -> None:
    """Together the cases are 10,000 random people, each worked out both ways."""
    people = -(-PEOPLE // len(EVERY))
    facts, alone = drawn(one, people, np.random.default_rng(DAYS.index(one.day)))
    eligible, amount, strain = amounts(one, facts)
    eligible = np.broadcast_to(eligible, people)
    money = np.broadcast_to(amount.numerators, people)
    for n, person in enumerate(alone):
        found = next(
            each for each in entitlements(one.law, person, one.instrument.scheme) if each.benefit is one.benefit
        )
        assert (found.lacks, found.eligible) == ("", bool(eligible[n]))
        if found.eligible:
            assert found.amount == Fraction(int(money[n]), amount.denominator)
            if strain is not None:
                spent = np.broadcast_to(strain.numerators, people)
                assert found.strain == Fraction(int(spent[n]), strain.denominator)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.instrument.id}-{one.benefit.route}-{one.day}")
def test_a_benefit_never_falls_with_service(one: Ruling) -> None:
    """For twenty drawn people: one more month of service never gives less, as long as both are eligible."""
    months = 541
    stream = np.random.default_rng(7)
    facts, _ = drawn(one, 20, stream)
    if "service_months" not in facts:
        pytest.skip("does not depend on service")
    every: dict[str, Vector] = {}
    for name, values in facts.items():
        if isinstance(values, Exact):
            every[name] = Exact(np.repeat(np.broadcast_to(values.numerators, 20), months), values.denominator)
        else:
            every[name] = np.repeat(np.broadcast_to(values, 20), months)
    every["service_months"] = Exact(np.tile(np.arange(months), 20))
    eligible, amount, _ = amounts(one, every)
    able = np.broadcast_to(eligible, 20 * months).reshape(20, months)
    money = np.broadcast_to(amount.numerators, 20 * months).reshape(20, months)
    fell = (np.diff(money, axis=1) < 0) & able[:, 1:] & able[:, :-1]
    assert not fell.any()


@pytest.mark.parametrize("day", [day for day in DAYS if day >= dt.date(2015, 1, 10)], ids=str)
@pytest.mark.parametrize("male", [True, False])
@pytest.mark.parametrize("hazardous", [True, False])
def test_ways_to_retire_early_have_no_gap_up_to_the_age(day: dt.date, male: bool, hazardous: bool) -> None:  # noqa: FBT001
    """Everybody with 30 years of insurance and at most 60 months to go can leave early, paid or not."""
    leaves = month_index(day)
    births = np.arange(leaves - 12 * 62, leaves - 12 * 40)
    facts = derived_facts(LAWS["vietnam"], day, births, np.full(len(births), male))
    facts |= {"service_months": Exact(np.array([360])), "hazardous_months": Exact(np.array([180 if hazardous else 0]))}
    facts |= {
        name: np.array([name == "volunteers"]) for name in ("under_discipline", "caring_for_infant", "volunteers")
    }
    facts |= {name: Exact(np.array([10_000_000])) for name in ("pay", "full_pay", "average_pay")}
    early = {one.benefit.route: one for one in rulings(LAWS["vietnam"], day, "payroll-streamlining")}
    able = np.zeros(len(births), bool)
    for route in ("early-retirement", "unreduced-pension"):
        able |= amounts(early[route], {name: facts[name] for name in early[route].basis.facts})[0]
    to_go = facts["months_early_hazardous" if hazardous else "months_early"]
    assert isinstance(to_go, Exact)
    wanted = (to_go.numerators > 0) & (to_go.numerators <= 60)
    assert wanted.sum() >= 40  # the age rises with the month of birth, so that not every distance occurs
    assert able[wanted].all()


NAMES = st.sampled_from(["a", "b", "c"])
NUMBERS = st.fractions(min_value=-50, max_value=50, max_denominator=40)
TERMS = st.recursive(
    NAMES | st.decimals(0, 90, places=2).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda x: f"({x[0]} {x[1]} {x[2]})"),
        st.tuples(inner, st.integers(1, 12)).map(lambda x: f"({x[0]} / {x[1]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda x: f"{x[0]}({x[1]}, {x[2]})"),
        st.tuples(st.sampled_from(["floor", "ceil", "half_up", "r3_6_12", "r1_6_12"]), inner).map(
            lambda x: f"{x[0]}({x[1]})"
        ),
        st.tuples(inner, inner, st.sampled_from(["<", "<=", "==", "!=", ">"]), inner, inner).map(
            lambda x: f"({x[0]} if {x[1]} {x[2]} {x[3]} and not {x[3]} < 2 or {x[1]} > 7 else {x[4]})"
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(TERMS, st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5))
def test_any_formula_gives_the_same_in_fractions_and_in_arrays(
    text: str, people: list[tuple[Fraction, Fraction, Fraction]]
) -> None:
    formula: Formula = parse(text)
    columns = {name: [person[n] for person in people] for n, name in enumerate("abc")}
    arrays: dict[str, Vector] = {}
    for name, values in columns.items():
        denominator = int(np.lcm.reduce([value.denominator for value in values]))
        arrays[name] = Exact(np.array([int(value * denominator) for value in values]), denominator)
    try:
        many = evaluate_many(formula, arrays.__getitem__)
    except FormulaError:
        with pytest.raises(FormulaError, match="too large to be exact"):
            evaluate_many(formula, arrays.__getitem__)
        return
    assert isinstance(many, Exact)
    for n in range(len(people)):
        facts: dict[str, Value] = {name: values[n] for name, values in columns.items()}
        got = np.broadcast_to(many.numerators, len(people))[n]
        assert Fraction(int(got), many.denominator) == evaluate(formula, facts.__getitem__), text
