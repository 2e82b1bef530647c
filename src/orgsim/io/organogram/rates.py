"""What the files do not say in numbers: ages, rates and employer's costs, all assumed, and pay, which is worked out."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

__all__ = ["margins", "pay_instrument", "rates"]

_MOST = Decimal(20)
"""The largest pay coefficient."""

_MARGINS = (
    (
        "age",
        (("20-29", "0.15"), ("30-39", "0.25"), ("40-49", "0.30"), ("50-59", "0.25"), ("60-64", "0.05")),
        "age-shares",
    ),
    ("sex", (("female", "0.5"), ("male", "0.5")), "sex-shares"),
    ("service", (("0-4", "0.25"), ("5-9", "0.25"), ("10-19", "0.30"), ("20-29", "0.20")), "service-shares"),
)


def margins(grades: Sequence[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows of the margins table: the same shares for each grade, which is its own staff group.

    Any number of people can have them, so that a grade with one post is no problem.
    """
    for grade in grades:
        for margin, shares, why in _MARGINS:
            yield from ((grade, margin, value, share, why) for value, share in shares)
        yield grade, "grade", grade, "1", "one-contract"
        yield grade, "contract", "permanent", "1", "one-contract"


def pay_instrument(pay: Mapping[str, Decimal], unknown: Collection[str], opening: dt.date) -> Mapping[str, object]:
    """Return the employer's pay as an instrument of law: one coefficient for each grade.

    Parameters
    ----------
    pay
        Yearly pay by grade.
    unknown
        The grades of which no pay is published.
    """
    base = _base(pay)
    guessed = sorted(set(unknown) & pay.keys())
    note = "One pay for each grade: the mean of the midpoints of the published bands, weighted by FTE."
    if guessed:
        note += f" No band is published of {', '.join(guessed)}; they get the mean of their file."
    parameters = [
        {
            "id": "grades",
            "grades": {
                grade: {"first": float(_coefficient(amount, base)), "step": 0, "steps": 1, "months_per_step": 12}
                for grade, amount in sorted(pay.items())
            },
            "unit": "coefficients of the base salary",
            "article": "Published pay bands",
            "confidence": "computed",
            "note": note,
        },
        _number("base_salary", base, "GBP a month for a coefficient of 1", "A round number, so that coefficients are"),
        _number("allowance_rate", 0, "of pay", "Allowances are not published"),
        _number("employer_rate", 0.3, "of pay", "Pension and insurance contributions together, roughly"),
    ]
    return {
        "id": "pay-bands",
        "title": "Pay as the organogram gives it",
        "title_vi": "Tiền lương theo số liệu đã công bố",
        "scheme": "pay",
        "in_force_from": opening,
        "source": "The published files, see IMPORT.md",
        "parameters": parameters,
    }


def _number(key: str, value: float, unit: str, note: str) -> Mapping[str, object]:
    why = {"unit": unit, "article": "none known", "confidence": "assumed", "note": f"{note}."}
    return {"id": key, "value": value, **why}


def _base(pay: Mapping[str, Decimal]) -> int:
    """Return the base salary: a thousand a month, or as many thousands as the highest pay needs."""
    highest = max(pay.values(), default=Decimal(0))
    return 1000 * max(1, -(-int(highest) // int(12 * _MOST * 1000)))


def _coefficient(amount: Decimal, base: int) -> Decimal:
    return (amount / 12 / base).quantize(Decimal("0.01"))


def rates(grades: Sequence[str], pay: Mapping[str, Decimal], *, exits: bool) -> Mapping[str, object]:
    """Return the rates of the assumptions file; facts that only voluntary exits ask for are left out without them."""
    hazards = [(18, 0.08), (30, 0.05), (40, 0.03), (55, 0.06), (60, 0.25), (65, 0.5)]
    deaths = [(18, 0.0006, 0.0003), (40, 0.002, 0.0012), (50, 0.004, 0.0027), (60, 0.010, 0.0065)]
    facts = {"volunteers": True, "annual_pay": {grade: float(pay[grade]) for grade in grades}} if exits else {}
    entrants = {
        "profile": [{"age": 25, "sex": "female", "share": 0.5}, {"age": 25, "sex": "male", "share": 0.5}],
        "grade": {grade: grade for grade in grades},
        "contract": "permanent",
    }
    wide = {"of": "factor", "low": 0.5, "high": 1.5, "shape": "triangular", "reason": "Bodies and years differ"}
    return {
        "quit_hazard": _assumed(
            [{"age_from": age, "hazard": hazard} for age, hazard in hazards],
            "leavers per person-year",
            "The young change employers, and from 60 on people retire, since no law makes them",
            wide,
        ),
        "quit_multiplier": _assumed(dict.fromkeys(grades, 1.0), "1", "Nothing is known of single grades"),
        "death_hazard": _assumed(
            [{"age_from": age, "male": male, "female": female} for age, male, female in deaths],
            "deaths per person-year",
            "Roughly those of the United Kingdom, from memory",
        ),
        "death_multiplier": _assumed(1.0, "1", "The rates are used as they are"),
        "compulsory_retirement": _assumed({"permanent": False}, "yes or no", "The law sets no retirement age"),
        "leadership": _assumed({"head": 0.0, "deputy": 0.0}, "coefficients", "Pay bands are those of the posts"),
        "facts": _assumed(
            facts, "as the law asks", "Whoever leaves by voluntary exit has asked to; pay is the grade's"
        ),
        "entrants": _assumed(entrants, "shares of recruits", "The files say nothing of recruits"),
        "discount_rate": _assumed(0.035, "a year", "The social time preference rate of the Green Book, from memory"),
    }


def _assumed(value: object, unit: str, reason: str, within: Mapping[str, object] | None = None) -> dict[str, object]:
    said = {"value": value, "unit": unit, "reason": reason, "source": "None", "confidence": "assumed"}
    return said if within is None else {**said, "range": within}
