"""The law in force on a day: which parameter a name stands for, and what it rests on."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce

from orgsim.errors import Message, OrgsimError, did_you_mean
from orgsim.model.law import Benefit, GradeScale, Instrument, Law, Parameter, in_force_on
from orgsim.rules.law.evaluate import Value, evaluate
from orgsim.rules.law.expression import Formula, Number, names_of, parse
from orgsim.rules.law.facts import FACTS

__all__ = [
    "Basis",
    "LawError",
    "Provision",
    "basis",
    "benefits_on",
    "content",
    "grade_scales",
    "parameter_on",
    "provisions",
    "terms",
    "worked_out",
]

Term = tuple[dt.date, dt.date | None]


class LawError(OrgsimError):
    """Law that is not there on a day, or that needs what is not known."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A parameter, the instrument that sets it, and its first and last day."""

    instrument: Instrument
    parameter: Parameter
    term: Term


@dataclass(frozen=True, slots=True)
class Basis:
    """What parameters rest on, on one day: facts, and parameters, each after those it rests on."""

    facts: frozenset[str]
    provisions: tuple[Provision, ...]


def content(parameter: Parameter) -> Formula:
    """Return what a parameter says as a formula; a value is one too.

    Raises
    ------
    LawError
        If it is a table of grades.
    """
    if parameter.formula is not None:
        return parse(parameter.formula)
    if parameter.value is None:
        raise LawError(Message("'{id}' is a table of grades and no number", id=parameter.id))
    return Number(Fraction(repr(parameter.value)))


def provisions(law: Law, name: str | None = None, scheme: str | None = None) -> Iterator[Provision]:
    """Yield the parameters of a law, those of a name or of a scheme, or all."""
    for pairs in law.by_name.values() if name is None else (law.by_name.get(name, ()),):
        for instrument, parameter in pairs:
            if scheme in (None, instrument.scheme):
                yield Provision(instrument, parameter, instrument.term(parameter))


def parameter_on(law: Law, name: str, day: dt.date, scheme: str | None = None) -> Provision:
    """Return the parameter that a name stands for on a day: that of the scheme, if it has such a name at any time.

    Raises
    ------
    LawError
        If there is none on that day, or several schemes have one.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> parameter_on(read_law("vietnam"), "base_salary", dt.date(2015, 1, 1)).parameter.value
    1150000.0
    """
    every = list(provisions(law, name, scheme)) or list(provisions(law, name))
    found = [one for one in every if in_force_on(one.term, day)]
    if len(found) == 1:
        return found[0]
    if found:
        setters = " and ".join(f"'{one.instrument.id}'" for one in found)
        raise LawError(
            Message("'{name}' is set on {day} by {setters}; let one of them do it", name=name, day=day, setters=setters)
        )
    if not every:
        known = {one.parameter.id for one in provisions(law)}
        raise LawError(
            Message(
                "the law of '{jurisdiction}' has no '{name}'{guess}",
                jurisdiction=law.jurisdiction,
                name=name,
                guess=did_you_mean(name, known | FACTS.keys()),
            )
        )
    raise LawError(
        Message(
            "no '{name}' is in force on {day}, only {terms}", name=name, day=day, terms=terms(one.term for one in every)
        )
    )


def terms(found: Iterable[Term]) -> str:
    """Say in words when something is in force, each time once, in order of date.

    Examples
    --------
    >>> terms([(dt.date(2015, 1, 10), dt.date(2023, 7, 19)), (dt.date(2025, 6, 16), None)])
    'from 2015-01-10 to 2023-07-19, from 2025-06-16 on'
    """
    ordered = sorted(set(found), key=lambda term: (term[0], term[1] or dt.date.max))
    spans = (
        Message("from {start} to {end}", start=start, end=end) if end else Message("from {start} on", start=start)
        for start, end in ordered
    )
    return reduce(lambda one, other: Message("{one}, {other}", one=one, other=other), spans) if ordered else ""


def grade_scales(law: Law, day: dt.date) -> dict[str, GradeScale]:
    """Return the pay scales of all grades on a day.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> grade_scales(read_law("vietnam"), dt.date(2015, 1, 1))["A1"].first
    2.34
    """
    tables = [one.parameter.grades for one in provisions(law) if one.parameter.grades and in_force_on(one.term, day)]
    return {grade: scale for table in tables for grade, scale in table.items()}


def basis(law: Law, names: Iterable[str], day: dt.date, scheme: str | None) -> Basis:
    """Return what some parameters rest on.

    Raises
    ------
    LawError
        As :func:`parameter_on`; and if a parameter rests on itself.
    """
    return _basis(law, tuple(names), day, scheme)


@lru_cache(maxsize=4096)
def _basis(law: Law, names: tuple[str, ...], day: dt.date, scheme: str | None) -> Basis:
    facts: set[str] = set()
    found: dict[str, Provision] = {}

    def follow(name: str, way: tuple[str, ...]) -> None:
        if name in FACTS:
            facts.add(name)
        elif name in way:
            raise LawError(Message("'{name}' rests on itself: {listed}", name=name, listed=" → ".join((*way, name))))
        elif name not in found:
            one = parameter_on(law, name, day, scheme)
            for inner in sorted(names_of(content(one.parameter))):
                follow(inner, (*way, name))
            found[name] = one

    for name in names:
        follow(name, ())
    return Basis(frozenset(facts), tuple(found.values()))


def worked_out(rests: Basis, facts: Mapping[str, Value]) -> dict[str, Value]:
    """Return the facts and the value of every parameter of a basis, for one person or unit.

    Raises
    ------
    LawError
        If a fact is missing.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> rests = basis(read_law("vietnam"), ["employer_rate"], dt.date(2018, 1, 1), "contributions")
    >>> worked_out(rests, {"civil_servant": True})["employer_rate"]
    Fraction(9, 40)
    """
    missing = sorted(rests.facts - facts.keys())
    if missing:
        asking = rests.provisions[-1]
        raise LawError(
            Message(
                "'{id}' of '{id2}' needs '{missing}', which is not known",
                id=asking.parameter.id,
                id2=asking.instrument.id,
                missing=missing[0],
            )
        )
    known = dict(facts)
    for one in rests.provisions:
        known[one.parameter.id] = evaluate(content(one.parameter), known.__getitem__)
    return known


def benefits_on(law: Law, day: dt.date, scheme: str | None = None) -> tuple[tuple[Instrument, Benefit], ...]:
    """Return the benefits that the law grants to those who leave on a day, those of a scheme or all.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> law = read_law("vietnam")
    >>> [benefit.route for _, benefit in benefits_on(law, dt.date(2016, 1, 1), "payroll-streamlining")]
    ['early-retirement', 'unreduced-pension', 'severance', 'transfer', 'retraining']
    """
    return tuple(
        (instrument, benefit)
        for instrument in law.instruments
        if scheme in (None, instrument.scheme)
        for benefit in instrument.benefits
        if in_force_on(instrument.term(benefit), day)
    )
