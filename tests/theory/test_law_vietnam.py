"""What Vietnamese decrees pay, against published and hand-worked cases, to the đồng."""

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from orgsim.io.law import read_law
from orgsim.model.dates import month_index, parse_month
from orgsim.model.organisation import Sex
from orgsim.rules.law.benefits import Biography, Entitlement, best, entitlements
from orgsim.rules.law.code import LawError, basis, worked_out
from orgsim.rules.law.evaluate import Value
from orgsim.rules.retirement import retirement_table

CASES = YAML(typ="safe").load((Path(__file__).parent / "cases" / "benefits-vietnam.yaml").read_text("utf-8"))
LAW = read_law("vietnam")
WILLING: dict[str, Value | int] = {
    "hazardous_months": 0,
    "under_discipline": False,
    "caring_for_infant": False,
    "volunteers": True,
}


def born(months_early: int, sex: Sex, on: dt.date) -> int:
    """Return the last month of birth with which somebody is so many months before the retirement month."""
    first = month_index(on) - 12 * 64
    months = retirement_table(LAW, first, month_index(on) - 12 * 40, as_of=on)[0 if sex is Sex.MALE else 1]
    return first + int(np.flatnonzero(months - month_index(on) == months_early)[-1])


def entitled(case: dict[str, Any]) -> Entitlement:
    sex, on = Sex(case["sex"]), case["on"]
    birth = born(case["months_early"], sex, on) if "months_early" in case else parse_month(case["birth"])
    facts = WILLING | {"average_pay": 1_000_000} | case["facts"]
    found = entitlements(LAW, Biography(birth, sex, on, facts), case["scheme"])
    return next(one for one in found if one.benefit.route == case["route"])


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_a_case_is_exact_to_the_dong(case: dict[str, Any]) -> None:
    one = entitled(case)
    assert (one.eligible, one.amount, one.lacks) == (True, case["amount"], "")


def test_a_pension_is_exact_to_the_dong() -> None:
    case = CASES["pension"]
    facts: dict[str, Value] = {
        "year": Fraction(case["on"].year),
        "male": False,
        **{name: Fraction(value) for name, value in case["facts"].items()},
    }
    facts = worked_out(basis(LAW, ["monthly_pension", "one_off_at_retirement"], case["on"], "pension"), facts)
    assert facts["monthly_pension"] == case["monthly"]
    assert facts["one_off_at_retirement"] == case["one_off"]


def test_one_biography_three_leaving_days_three_regimes_three_amounts() -> None:
    """A man born in March 1966 with ten million a month: the law of the day decides what he gets."""
    insured_since = parse_month("1992-01")
    amounts = {}
    for on in (dt.date(2024, 1, 31), dt.date(2025, 3, 31), dt.date(2025, 10, 31)):
        facts: dict[str, Value | int] = WILLING | {
            "service_months": month_index(on) - insured_since + 1,
            "pay": 10_000_000,
            "full_pay": 10_000_000,
            "average_pay": 10_000_000,
            "months_since_decision": 1,
            "civil_servant": True,
            "too_old_for_next_term": False,
            "training_months": 0,
            "training_cost": 0,
            "uninsured_months": 0,
        }
        one = best(entitlements(LAW, Biography(parse_month("1966-03"), Sex.MALE, on, facts)))
        assert one is not None
        amounts[one.instrument.id] = one.amount
    assert amounts == {
        # Retires in December 2027 by Annex I: 47 months early, so 4 years; insured 32 years 1 month, so 32.5.
        "decree-29-2023": (3 * 4 + 5 + Fraction(25, 4)) * 10_000_000,
        # 33 months early: 33 months of pay, 3 years; insured 33 years 3 months, so 33.5.
        "decree-178-2024": (33 + 5 * 3 + 5 + Fraction(27, 4)) * 10_000_000,
        # 26 months early, so 2.5 years; insured 33 years 10 months, so 34.
        "decree-154-2025": (5 * Fraction(5, 2) + 5 + 7) * 10_000_000,
    }


def test_a_missing_fact_is_named_and_nothing_stands_in_for_it() -> None:
    person = Biography(parse_month("1965-04"), Sex.MALE, dt.date(2020, 5, 31), {"service_months": 479})
    one = entitlements(LAW, person, "payroll-streamlining")[0]
    assert (one.eligible, one.amount, one.lacks) == (None, None, "hazardous_months")


@pytest.mark.parametrize(
    ("facts", "on", "message"),
    [
        ({"servce_months": 1}, dt.date(2020, 1, 1), "there is no fact 'servce_months'; did you mean 'service_months'?"),
        ({"months_early": 1}, dt.date(2020, 1, 1), "'months_early' follows from other facts; it is not given"),
        (
            {},
            dt.date(2012, 1, 1),
            "no benefit of scheme 'payroll-streamlining' of 'vietnam' is in force on 2012-01-01, only from ",
        ),
    ],
)
def test_facts_and_days_that_cannot_be_are_refused(facts: dict[str, int], on: dt.date, message: str) -> None:
    with pytest.raises(LawError, match=message.replace("?", r"\?")):
        entitlements(LAW, Biography(parse_month("1965-04"), Sex.MALE, on, facts), "payroll-streamlining")


def test_truths_and_numbers_are_not_mixed_up() -> None:
    person = Biography(parse_month("1965-04"), Sex.MALE, dt.date(2020, 5, 31), WILLING | {"service_months": True})
    with pytest.raises(LawError, match="'service_months' is a number, found true"):
        entitlements(LAW, person, "payroll-streamlining")
    facts = WILLING | {"service_months": 479, "volunteers": 2, "caring_for_infant": True}
    with pytest.raises(LawError, match="'volunteers' is true or false, found 2"):
        entitlements(LAW, Biography(parse_month("1965-04"), Sex.MALE, dt.date(2020, 5, 31), facts))
