"""What ``orgsim law`` shows on a terminal: instruments, parameters, and what a person gets, line by line."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from orgsim.model.closed import DOUBTFUL
from orgsim.model.dates import month_text
from orgsim.model.law import Instrument, Law, Parameter
from orgsim.report.amounts import Wording
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import mark
from orgsim.rules.law.benefits import Biography, Entitlement, Line, best
from orgsim.rules.law.code import parameter_on
from orgsim.rules.law.evaluate import Value
from orgsim.rules.law.facts import FACTS
from orgsim.rules.retirement import AGE, HAZARDOUS, retirement_month

__all__ = [
    "entitlement_tables",
    "entitlement_values",
    "instrument_tables",
    "instrument_values",
    "law_tables",
    "law_values",
    "retirement_lines",
]


def law_tables(laws: Iterable[Law], words: Wording = WORDS) -> list[RenderableType]:
    """Return a table of the instruments of each law, in order of date, with what is not sure in them."""
    tables: list[RenderableType] = []
    for law in laws:
        columns = (words.say("In force"), words.say("Instrument"), words.say("Not verified"))
        table = blank_table(words.say("The law of '{jurisdiction}'", jurisdiction=law.jurisdiction), columns, numeric=0)
        for one in law.instruments:
            unsure = [f"{p.id} ({p.confidence})" for p in one.parameters if p.confidence in DOUBTFUL]
            count = words.say_count(
                "{count} parameter of scheme {scheme}",
                "{count} parameters of scheme {scheme}",
                len(one.parameters),
                scheme=one.scheme,
            )
            add(
                table,
                f"{one.in_force_from}\n– {one.in_force_to or ''}".rstrip(),
                f"{one.id}\n{words.either(one.title, one.title_vi)}\n{count}",
                "\n".join(dict.fromkeys(unsure)),
            )
        tables.append(table)
    return tables


def _term(start: dt.date, end: dt.date | None) -> str:
    return f"{start} – {end or ''}".rstrip()


def law_values(law: Law) -> dict[str, Any]:
    """Return a law as plain values, for JSON."""
    return law.model_dump(mode="json", exclude_none=True)


def instrument_values(one: Instrument) -> dict[str, Any]:
    """Return an instrument as plain values, for JSON."""
    return one.model_dump(mode="json", exclude_none=True)


def instrument_tables(one: Instrument, words: Wording = WORDS) -> list[RenderableType]:
    """Return what an instrument sets: every parameter with its article, source and confidence, and its benefits."""
    say = words.say
    head = [
        one.title,
        one.title_vi,
        say("Scheme: {scheme}. In force: {term}", scheme=one.scheme, term=_term(one.in_force_from, one.in_force_to)),
        say("Source: {source}", source=one.source),
    ]
    tables: list[RenderableType] = [Text("\n".join(head))]
    columns = (say("Parameter"), say("Says"), say("Article and source"), say("Confidence"))
    table = blank_table(say("Parameters of '{instrument}'", instrument=one.id), columns, numeric=0)
    for parameter in one.parameters:
        start, end = one.term(parameter)
        own = (parameter.in_force_from, parameter.in_force_to) != (None, None)
        about = [
            parameter.article,
            parameter.source or "",
            say("For: {whom}", whom=parameter.applies_to) if parameter.applies_to else "",
        ]
        warning = " (!)" if parameter.confidence in DOUBTFUL else ""
        add(
            table,
            f"{parameter.id}\n{_term(start, end)}" if own else parameter.id,
            f"{_says(words, parameter)}\n[{parameter.unit}]",
            "\n".join(part for part in about if part),
            "\n".join(part for part in (f"{parameter.confidence}{warning}", parameter.note or "") if part),
        )
    tables.append(table)
    if one.benefits:
        table = blank_table(say("Ways to leave"), (say("Route"), say("Name"), say("Who"), say("Amount")), numeric=0)
        for benefit in one.benefits:
            add(table, benefit.route, f"{benefit.name}\n{benefit.name_vi}", benefit.eligible, benefit.amount)
        tables.append(table)
    return tables


def _says(words: Wording, parameter: Parameter) -> str:
    if parameter.formula is not None:
        return parameter.formula
    if parameter.value is not None:
        return _number(words, Fraction(repr(parameter.value)))
    scales = (parameter.grades or {}).items()
    return "\n".join(
        words.say(
            "{grade}: {first} + {step} × {steps} steps of {months} months",
            grade=grade,
            first=words.decimal(s.first, 2),
            step=words.decimal(s.step, 2),
            steps=s.steps,
            months=s.months_per_step,
        )
        for grade, s in scales
    )


def _number(words: Wording, value: Fraction) -> str:
    """Write a number exactly if its decimals end soon, and else with six of them."""
    if value.denominator == 1:
        return words.written(f"{value.numerator:,}")
    text = f"{float(value):,.6f}".rstrip("0")
    number = words.written(text)
    return number if Fraction(text.replace(",", "")) == value else words.say("about {number}", number=number)


def _money(words: Wording, value: Fraction) -> str:
    """Write an amount; cents have two decimals."""
    cents = 100 * value
    if value.denominator != 1 and cents.denominator == 1:
        return words.written(f"{float(value):,.2f}")
    return _number(words, value)


def _shown(words: Wording, value: Value) -> str:
    if isinstance(value, bool):
        return words.say("yes") if value else words.say("no")
    return _number(words, value)


_RETIRES: Mapping[str, str] = {
    AGE: mark("Retires at the end of {month}, at {years} years and {months} months ({instrument}, {article})"),
    HAZARDOUS: mark(
        "After hazardous work at the end of {month}, at {years} years and {months} months ({instrument}, {article})"
    ),
}


def retirement_lines(law: Law, person: Biography, words: Wording = WORDS) -> list[RenderableType]:
    """Say when the law in force on the day of leaving would end a person's service; nothing if it sets no age."""
    lines = []
    for rule, message in _RETIRES.items():
        month = retirement_month(law, person.birth, person.sex, as_of=person.leaves, rule=rule)
        if month is not None:
            age = month - person.birth
            found = parameter_on(law, rule, person.leaves)
            lines.append(
                words.say(
                    message,
                    month=month_text(month),
                    years=age // 12,
                    months=age % 12,
                    instrument=found.instrument.id,
                    article=found.parameter.article,
                )
            )
    return [Text("\n".join(lines))] if lines else []


def entitlement_tables(found: Sequence[Entitlement], currency: str, words: Wording = WORDS) -> list[RenderableType]:
    """Return what a person may get by each way, and the arithmetic of the best one."""
    say = words.say
    columns = (say("Way"), say("May"), say("Amount, {currency}", currency=currency))
    table = blank_table(say("Ways to leave on this day"), columns, numeric=1)
    for one in found:
        may = say("not known") if one.eligible is None else _shown(words, one.eligible)
        amount = "" if one.amount is None else _money(words, one.amount)
        if one.amount is None and one.lacks:
            amount = say("needs {fact}", fact=one.lacks)
        way = say("{route} by {instrument}", route=one.benefit.route, instrument=one.instrument.id)
        add(table, f"{words.name(one.benefit)}\n  {way}", may, amount)
    tables: list[RenderableType] = [table]
    lacking = dict.fromkeys(one.lacks for one in found if one.lacks and one.amount is None)
    if lacking:
        lines = [f"  --fact {name}=…   {FACTS[name].meaning}" for name in lacking]
        tables.append(Text("\n".join([say("Not everything could be worked out; give also:"), *lines])))
    chosen = best(tuple(found))
    if chosen is None:
        tables.append(Text(say("By none of these ways does this person get anything that could be worked out.")))
        return tables
    lines = [_line(words, line) for line in chosen.lines]
    title = say(
        "The best for this person is {way} by {instrument}. Line by line:",
        way=words.name(chosen.benefit),
        instrument=chosen.instrument.id,
    )
    tables.append(Text("\n".join([title, *lines])))
    if chosen.strain is not None:
        tables.append(
            Text(
                say(
                    "Besides, a pension fund bears {amount} {currency}.",
                    amount=_money(words, chosen.strain),
                    currency=currency,
                )
            )
        )
    return tables


def _line(words: Wording, line: Line) -> str:
    """Write a line of the arithmetic: the value, then from what it follows and where that stands."""
    value = str(line.value) if line.name == "year" else _shown(words, line.value)
    head = f"  {line.name} = {value}"
    if line.confidence is None:
        origin = words.say("from the dates") if FACTS[line.name].derived else words.say("given")
        return f"{head}  ({origin})"
    doubt = f" ({line.confidence})" if line.confidence in DOUBTFUL else ""
    formula = [f"      = {line.formula}"] if line.formula else []
    return "\n".join([head, *formula, f"      {line.article}{doubt}"])


def entitlement_values(found: Sequence[Entitlement]) -> list[dict[str, Any]]:
    """Return the same as plain values, for JSON; numbers that are not whole are texts of fractions."""
    chosen = best(tuple(found))
    return [
        {
            "instrument": one.instrument.id,
            "scheme": one.instrument.scheme,
            "route": one.benefit.route,
            "eligible": one.eligible,
            "amount": _plain(one.amount),
            "pension_strain": _plain(one.strain),
            "lacks": one.lacks or None,
            "best": one is chosen,
            "lines": [
                {
                    "name": line.name,
                    "value": _plain(line.value),
                    "formula": line.formula or None,
                    "article": line.article or None,
                    "confidence": line.confidence,
                }
                for line in one.lines
            ],
        }
        for one in found
    ]


def _plain(value: Value | None) -> bool | int | str | None:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    return value
