"""What a person gets who leaves: of one person with the arithmetic line by line, of many at once."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Message, did_you_mean, message_of
from orgsim.model.closed import Confidence
from orgsim.model.dates import month_index
from orgsim.model.law import Benefit, Instrument, Law
from orgsim.model.organisation import Sex
from orgsim.rules.law.code import Basis, LawError, Provision, basis, benefits_on, content, terms
from orgsim.rules.law.evaluate import Exact, Truth, Value, Vector, evaluate, evaluate_many, exact
from orgsim.rules.law.expression import FormulaError
from orgsim.rules.law.facts import FACTS, known_fact
from orgsim.rules.retirement import AGE, HAZARDOUS, NEVER, retirement_month, retirement_table

__all__ = [
    "Biography",
    "Entitlement",
    "Line",
    "Ruling",
    "amounts",
    "best",
    "derived_facts",
    "entitlements",
    "ruling",
    "rulings",
]


@dataclass(frozen=True)
class Biography:
    """One person on the day of leaving, as the law sees them.

    ``birth`` is a month, see :mod:`orgsim.model.dates`; ``facts`` are those of :data:`orgsim.rules.law.facts.FACTS`
    that are known, each a number or a truth.
    """

    birth: int
    sex: Sex
    leaves: dt.date
    facts: Mapping[str, Value | int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the arithmetic: a parameter or a fact, what it is worked out from, and its value.

    ``formula`` and ``article`` are empty for a fact.
    """

    name: str
    value: Value
    unit: str
    formula: str
    article: str
    confidence: Confidence | None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one benefit gives a person.

    ``amount`` is ``None`` if the person is not eligible; ``strain`` is what it costs a pension fund, ``None`` if the
    law defines none. If a fact is missing, ``lacks`` names it, and what rests on it is ``None``.
    """

    instrument: Instrument
    benefit: Benefit
    eligible: bool | None
    amount: Fraction | None
    strain: Fraction | None
    lines: tuple[Line, ...]
    lacks: str


@dataclass(frozen=True)
class Ruling:
    """A benefit on a day, ready to be worked out: ``basis`` is what its condition, amount and strain rest on."""

    law: Law
    instrument: Instrument
    benefit: Benefit
    day: dt.date
    basis: Basis


def rulings(law: Law, day: dt.date, scheme: str | None = None) -> tuple[Ruling, ...]:
    """Return all benefits that can be had on a day, those of a scheme or of all.

    Raises
    ------
    LawError
        If a parameter that one rests on is not in force on the day.
    """
    return tuple(_ruling(law, instrument, benefit, day) for instrument, benefit in benefits_on(law, day, scheme))


def _ruling(law: Law, instrument: Instrument, benefit: Benefit, day: dt.date) -> Ruling:
    names = [name for name in (benefit.eligible, benefit.amount, benefit.strain) if name is not None]
    return Ruling(law, instrument, benefit, day, basis(law, names, day, instrument.scheme))


def ruling(law: Law, scheme: str, route: str, day: dt.date) -> Ruling:
    """Return the benefit of a scheme and a route on a day, or else on the last day before it in the same year.

    People leave on the last day of a year in the model; a scheme that ends within the year is judged by its last day.

    Raises
    ------
    LawError
        If the law has no such scheme or route, or not in that year up to the day.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> ruling(read_law("vietnam"), "payroll-streamlining", "severance", dt.date(2024, 1, 1)).instrument.id
    'decree-29-2023'
    """
    every = [i for i in law.instruments if i.scheme == scheme and i.benefits]
    if not every:
        known = {instrument.scheme for instrument in law.instruments if instrument.benefits}
        raise LawError(
            Message(
                "the law of '{jurisdiction}' has no scheme '{scheme}'{guess}",
                jurisdiction=law.jurisdiction,
                scheme=scheme,
                guess=did_you_mean(scheme, known),
            )
        )
    routes = {benefit.route for instrument in every for benefit in instrument.benefits}
    if route not in routes:
        raise LawError(
            Message(
                "the scheme '{scheme}' has no route '{route}'{guess}",
                scheme=scheme,
                route=route,
                guess=did_you_mean(route, routes),
            )
        )
    for on in (day, *_last_days(every, route, day.year)):
        for instrument, benefit in benefits_on(law, on, scheme):
            if benefit.route == route:
                return _ruling(law, instrument, benefit, on)
    spans = terms(i.term(benefit) for i in every for benefit in i.benefits if benefit.route == route)
    raise LawError(
        Message(
            "nobody can leave by '{route}' of '{scheme}' on {day}, only {spans}",
            route=route,
            scheme=scheme,
            day=day,
            spans=spans,
        )
    )


def entitlements(law: Law, person: Biography, scheme: str | None = None) -> tuple[Entitlement, ...]:
    """Work out every benefit that the law knows on the day somebody leaves.

    Raises
    ------
    LawError
        If no benefit at all is in force on the day, a fact is unknown, or a parameter is not in force.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> from orgsim.model.dates import parse_month
    >>> never = dict.fromkeys(("under_discipline", "caring_for_infant"), False)
    >>> facts = {"service_months": 479, "average_pay": 10_000_000, "hazardous_months": 0, "volunteers": True, **never}
    >>> person = Biography(parse_month("1965-04"), Sex.MALE, dt.date(2020, 5, 31), facts)
    >>> ways = entitlements(read_law("vietnam"), person, "payroll-streamlining")
    >>> [(one.benefit.route, int(one.amount)) for one in ways if one.amount]
    [('early-retirement', 300000000)]
    """
    for name in person.facts:
        if fault := known_fact(name):
            raise LawError(fault)
    found = rulings(law, person.leaves, scheme)
    if not found:
        every = [i.term(benefit) for i in law.instruments if scheme in (None, i.scheme) for benefit in i.benefits]
        what = (
            Message("of scheme '{scheme}' of '{jurisdiction}'", scheme=scheme, jurisdiction=law.jurisdiction)
            if scheme
            else Message("of '{jurisdiction}'", jurisdiction=law.jurisdiction)
        )
        raise LawError(
            Message(
                "no benefit {what} is in force on {leaves}, only {terms}",
                what=what,
                leaves=person.leaves,
                terms=terms(every) or Message("never"),
            )
        )
    return tuple(_entitlement(one, person) for one in found)


def best(found: tuple[Entitlement, ...]) -> Entitlement | None:
    """Return the benefit that is worth most; of several equal ones the first. Nobody gets two.

    One person who qualifies under several texts gets only the best one (rule of Decrees 108/2014 and 154/2025).
    """
    able = [one for one in found if one.amount is not None]
    return max(able, key=lambda one: one.amount or 0, default=None)


def _last_days(instruments: list[Instrument], route: str, year: int) -> list[dt.date]:
    """Return the last days of a route that lie in a year, the latest first."""
    ends = [i.term(benefit)[1] for i in instruments for benefit in i.benefits if benefit.route == route]
    return sorted((end for end in ends if end is not None and end.year == year), reverse=True)


class _Missing(Exception):
    """A fact that is not known."""


def _entitlement(one: Ruling, person: Biography) -> Entitlement:
    by_name = {provision.parameter.id: provision for provision in one.basis.provisions}
    derived = _derived(one.law, person)
    known: dict[str, Value] = {}
    lines: list[Line] = []

    def look_up(name: str) -> Value:
        if name in known:
            return known[name]
        if name in FACTS:
            known[name] = value = _fact(name, person, derived)
            lines.append(Line(name, value, FACTS[name].meaning, "", "", None))
            return value
        provision = by_name[name]
        known[name] = value = evaluate(content(provision.parameter), look_up)
        lines.append(_line(provision, value))
        return value

    eligible: Value | None = None
    amount: Value | None = None
    strain: Value | None = None
    lacks = ""
    try:
        eligible = look_up(one.benefit.eligible)
        amount = look_up(one.benefit.amount) if eligible else None
        strain = look_up(one.benefit.strain) if eligible and one.benefit.strain else None
    except _Missing as error:
        lacks = message_of(error)
    if not isinstance(eligible, bool | None) or isinstance(amount, bool) or isinstance(strain, bool):
        raise FormulaError(
            Message("'{route}' of '{id}' needs a condition and amounts", route=one.benefit.route, id=one.instrument.id)
        )
    return Entitlement(one.instrument, one.benefit, eligible, amount, strain, tuple(lines), lacks)


def _line(provision: Provision, value: Value) -> Line:
    parameter = provision.parameter
    formula = parameter.formula or ""
    return Line(parameter.id, value, parameter.unit, formula, parameter.article, parameter.confidence)


def _fact(name: str, person: Biography, derived: Mapping[str, Callable[[], Value]]) -> Value:
    if name in derived:
        return derived[name]()
    if name not in person.facts:
        raise _Missing(name)
    given = person.facts[name]
    if FACTS[name].kind == "truth":
        if not isinstance(given, bool):
            raise LawError(Message("'{name}' is true or false, found {given}", name=name, given=given))
        return given
    if isinstance(given, bool):
        raise LawError(Message("'{name}' is a number, found {found}", name=name, found=str(given).lower()))
    return Fraction(given)


def _derived(law: Law, person: Biography) -> dict[str, Callable[[], Value]]:
    leaves = month_index(person.leaves)

    def early(rule: str) -> Fraction:
        month = retirement_month(law, person.birth, person.sex, as_of=person.leaves, rule=rule)
        if month is None:
            raise LawError(
                Message(
                    "the law of '{jurisdiction}' sets no retirement age, so nobody leaves early",
                    jurisdiction=law.jurisdiction,
                )
            )
        return Fraction(max(0, month - leaves))

    return {
        "year": lambda: Fraction(person.leaves.year),
        "male": lambda: person.sex is Sex.MALE,
        "age_months": lambda: Fraction(leaves - person.birth),
        "months_early": lambda: early("retirement_age"),
        "months_early_hazardous": lambda: early(HAZARDOUS),
    }


def derived_facts(law: Law, day: dt.date, births: NDArray[np.int64], male: Truth) -> dict[str, Vector]:
    """Return the facts that follow from birthdays and the day of leaving, for many people.

    Parameters
    ----------
    births
        Months of birth, shape ``(people,)``.
    male
        Whether each is a man.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> births, male = np.array([23583, 23583]), np.array([True, False])
    >>> facts = derived_facts(read_law("vietnam"), dt.date(2020, 5, 31), births, male)
    >>> facts["months_early"].numerators.tolist()
    [59, 0]
    """
    leaves, first = month_index(day), int(births.min(initial=month_index(day)))
    facts: dict[str, Vector] = {
        "year": exact(day.year),
        "male": male,
        "age_months": Exact(leaves - births),
    }
    for name, rule in (("months_early", AGE), ("months_early_hazardous", HAZARDOUS)):
        table = retirement_table(law, first, max(first, int(births.max(initial=first))), as_of=day, rule=rule)
        if (table != NEVER).all():
            retirement = table[np.where(male, 0, 1), births - first].astype(np.int64)
            facts[name] = Exact(np.maximum(0, retirement - leaves))
    return facts


def amounts(one: Ruling, facts: Mapping[str, Vector]) -> tuple[Truth, Exact, Exact | None]:
    """Work out a benefit for many people at once, with the same results as for each of them alone.

    Parameters
    ----------
    facts
        Every fact that the ruling needs, those of :func:`derived_facts` included; arrays of shape ``(people,)``,
        or of one that stands for everybody's.

    Returns
    -------
        Who is eligible; the amounts, which mean nothing for the others; and the strain, if the law defines it.

    Raises
    ------
    LawError
        If a fact is missing.
    """
    missing = sorted(one.basis.facts - facts.keys())
    if missing:
        raise LawError(
            Message(
                "'{route}' of '{id}' needs '{missing}', which is not known",
                route=one.benefit.route,
                id=one.instrument.id,
                missing=missing[0],
            )
        )
    known: dict[str, Vector] = dict(facts)
    for provision in one.basis.provisions:
        known[provision.parameter.id] = evaluate_many(content(provision.parameter), known.__getitem__)
    eligible, amount = known[one.benefit.eligible], known[one.benefit.amount]
    strain = known[one.benefit.strain] if one.benefit.strain is not None else None
    if isinstance(eligible, Exact) or not isinstance(amount, Exact) or not isinstance(strain, Exact | None):
        raise FormulaError(
            Message("'{route}' of '{id}' needs a condition and amounts", route=one.benefit.route, id=one.instrument.id)
        )
    return eligible, amount, strain
