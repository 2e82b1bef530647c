"""The facts of a person or of a unit that formulas may use: what each means, and what follows from what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from orgsim.errors import Message, did_you_mean

__all__ = ["FACTS", "SIMULATED", "UNIT_FACTS", "Fact", "known_fact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: a number with its unit, or something that is true or false."""

    kind: Literal["number", "truth"]
    meaning: str
    derived: bool = False
    """Whether it follows from others: orgsim works it out."""


FACTS: Mapping[str, Fact] = {
    "year": Fact(
        "number", "the calendar year of leaving; in a retirement age, the year in which it is reached", derived=True
    ),
    "male": Fact("truth", "whether the person is a man", derived=True),
    "age_months": Fact("number", "age at the end of the month of leaving [month]", derived=True),
    "months_early": Fact(
        "number", "months from leaving to the retirement month of the law then in force", derived=True
    ),
    "months_early_hazardous": Fact(
        "number", "months from leaving to the lower retirement age for hazardous work [month]", derived=True
    ),
    "service_months": Fact("number", "months of service, or of social insurance where the law counts these"),
    "hazardous_months": Fact("number", "months of service in hazardous work or in a region of special hardship"),
    "pay": Fact("number", "monthly pay of the last month: grade and leadership [currency]"),
    "full_pay": Fact("number", "the same with the allowances that the law adds [currency]"),
    "average_pay": Fact("number", "average monthly pay of the last 60 months, or of all if fewer [currency]"),
    "weekly_pay": Fact("number", "weekly pay [currency]"),
    "training_cost": Fact("number", "the tuition of a training course before leaving [currency]"),
    "training_months": Fact("number", "months of the course"),
    "civil_servant": Fact("truth", "whether a cadre or civil servant, and not a public employee or on a contract"),
    "under_discipline": Fact("truth", "whether under discipline or investigation"),
    "caring_for_infant": Fact("truth", "whether pregnant, on maternity leave or with a child under 36 months"),
    "volunteers": Fact("truth", "whether the person asks to leave"),
    "months_since_decision": Fact("number", "months since the reorganisation decision took effect"),
    "too_old_for_next_term": Fact("truth", "whether too old for re-election or re-appointment"),
    "uninsured_months": Fact("number", "months of service without unemployment insurance"),
    "coefficient": Fact("number", "pay coefficient of grade and step"),
    "leadership": Fact("number", "pay coefficient of a leader, 0 for others"),
    "involuntary": Fact("truth", "whether the employer ends the employment, and not for misconduct"),
    "offer_refused": Fact("truth", "whether a reasonable offer of another post was refused"),
    "immediate_annuity": Fact("truth", "whether a pension can be drawn at once"),
    "severance_weeks_used": Fact("number", "weeks of severance pay received in earlier separations"),
    "above_pension_age": Fact("truth", "whether past the pension age of the scheme"),
    "annual_pay": Fact("number", "yearly pay [currency]"),
    "average_pay_year": Fact("number", "average monthly pay of the last 12 months [currency]"),
    "average_pay_quarter": Fact("number", "average monthly pay of the last 3 months [currency]"),
    "staff": Fact("number", "the authorised posts of a unit and of its divisions", derived=True),
    "divisions": Fact("number", "the divisions of a unit", derived=True),
    "merged_units": Fact("number", "of how many units a unit was merged, 1 if of no others", derived=True),
}
"""Every fact, by name; those not derived must be given, and nothing stands in for them."""

UNIT_FACTS = frozenset({"staff", "divisions", "merged_units"})
"""The facts of a unit, which norms of structure use; all others are of a person."""


def known_fact(name: str) -> str:
    """Return what is wrong with the name of a fact that is given; empty if nothing is.

    Examples
    --------
    >>> known_fact("servce_months")
    "there is no fact 'servce_months'; did you mean 'service_months'?"
    """
    given = [key for key, fact in FACTS.items() if not fact.derived]
    if name in given:
        return ""
    if name in FACTS:
        return Message("'{name}' follows from other facts; it is not given", name=name)
    return Message("there is no fact '{name}'{guess}", name=name, guess=did_you_mean(name, given))


SIMULATED = frozenset(
    {
        "year",
        "male",
        "age_months",
        "months_early",
        "months_early_hazardous",
        "service_months",
        "pay",
        "full_pay",
        "average_pay",
    }
)
"""The facts that a simulation knows of everybody; a scenario states the others that its law asks for."""
