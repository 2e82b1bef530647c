"""What ``orgsim law`` shows on a terminal: instruments, parameters, and what a person gets, line by line."""

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from orgsim.model.closed import DOUBTFUL
from orgsim.model.dates import month_text
from orgsim.model.law import Instrument, Law, Parameter
from orgsim.report.terminal import add, blank_table
from orgsim.rules.law.benefits import Biography, Entitlement, Line, best
from orgsim.rules.law.code import parameter_on
from orgsim.rules.law.evaluate import Value
from orgsim.rules.law.facts import FACTS
from orgsim.rules.retirement import AGE, HAZARDOUS, retirement_month

__all__ = [
    "entitlement_tables",
    "entitlement_values",
    "instrument_tables",
    "law_tables",
    "law_values",
    "retirement_lines",
]


def law_tables(laws: Iterable[Law]) -> list[RenderableType]:
    """Return a table of the instruments of each law, in order of date, with what is not sure in them."""
    tables: list[RenderableType] = []
    for law in laws:
        columns = ("In force", "Instrument", "Not verified")
        table = blank_table(f"The law of '{law.jurisdiction}'", columns, numeric=0)
        for one in law.instruments:
            unsure = [f"{p.id} ({p.confidence})" for p in one.parameters if p.confidence in DOUBTFUL]
            count = f"{len(one.parameters)} parameter{'s' if len(one.parameters) > 1 else ''} of scheme {one.scheme}"
            add(
                table,
                f"{one.in_force_from}\n– {one.in_force_to or ''}".rstrip(),
                f"{one.id}\n{one.title}\n{count}",
                "\n".join(dict.fromkeys(unsure)),
            )
        tables.append(table)
    return tables


def _term(start: dt.date, end: dt.date | None) -> str:
    return f"{start} – {end or ''}".rstrip()


def law_values(law: Law) -> dict[str, Any]:
    """Return a law as plain values, for JSON."""
    return law.model_dump(mode="json", exclude_none=True)


def instrument_tables(one: Instrument) -> list[RenderableType]:
    """Return what an instrument sets: every parameter with its article, source and confidence, and its benefits."""
    head = f"{one.title}\n{one.title_vi}\nScheme: {one.scheme}. In force: {_term(one.in_force_from, one.in_force_to)}"
    tables: list[RenderableType] = [Text(f"{head}\nSource: {one.source}")]
    columns = ("Parameter", "Says", "Article and source", "Confidence")
    table = blank_table(f"Parameters of '{one.id}'", columns, numeric=0)
    for parameter in one.parameters:
        start, end = one.term(parameter)
        own = (parameter.in_force_from, parameter.in_force_to) != (None, None)
        about = [
            parameter.article,
            parameter.source or "",
            f"For: {parameter.applies_to}" if parameter.applies_to else "",
        ]
        mark = " (!)" if parameter.confidence in DOUBTFUL else ""
        add(
            table,
            f"{parameter.id}\n{_term(start, end)}" if own else parameter.id,
            f"{_says(parameter)}\n[{parameter.unit}]",
            "\n".join(part for part in about if part),
            "\n".join(part for part in (f"{parameter.confidence}{mark}", parameter.note or "") if part),
        )
    tables.append(table)
    if one.benefits:
        table = blank_table("Ways to leave", ("Route", "Name", "Who", "Amount"), numeric=0)
        for benefit in one.benefits:
            add(table, benefit.route, f"{benefit.name}\n{benefit.name_vi}", benefit.eligible, benefit.amount)
        tables.append(table)
    return tables


def _says(parameter: Parameter) -> str:
    if parameter.formula is not None:
        return parameter.formula
    if parameter.value is not None:
        return _number(Fraction(repr(parameter.value)))
    scales = (parameter.grades or {}).items()
    return "\n".join(
        f"{grade}: {s.first:.2f} + {s.step:.2f} × {s.steps} steps of {s.months_per_step} months" for grade, s in scales
    )


def _number(value: Fraction) -> str:
    """Write a number exactly if its decimals end soon, and else with six of them."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    text = f"{float(value):,.6f}".rstrip("0")
    return text if Fraction(text.replace(",", "")) == value else f"about {text}"


def _money(value: Fraction) -> str:
    """Write an amount; cents have two decimals."""
    cents = 100 * value
    return f"{float(value):,.2f}" if value.denominator != 1 and cents.denominator == 1 else _number(value)


def _shown(value: Value) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else _number(value)


def retirement_lines(law: Law, person: Biography) -> list[RenderableType]:
    """Say when the law in force on the day of leaving would end a person's service; nothing if it sets no age."""
    lines = []
    for rule, what in ((AGE, "Retires"), (HAZARDOUS, "After hazardous work")):
        month = retirement_month(law, person.birth, person.sex, as_of=person.leaves, rule=rule)
        if month is not None:
            age = month - person.birth
            found = parameter_on(law, rule, person.leaves)
            lines.append(
                f"{what} at the end of {month_text(month)}, at {age // 12} years and {age % 12} months "
                f"({found.instrument.id}, {found.parameter.article})"
            )
    return [Text("\n".join(lines))] if lines else []


def entitlement_tables(found: Sequence[Entitlement], currency: str) -> list[RenderableType]:
    """Return what a person may get by each way, and the arithmetic of the best one."""
    table = blank_table("Ways to leave on this day", ("Way", "May", f"Amount, {currency}"), numeric=1)
    for one in found:
        may = "not known" if one.eligible is None else _shown(one.eligible)
        amount = "" if one.amount is None else _money(one.amount)
        if one.amount is None and one.lacks:
            amount = f"needs {one.lacks}"
        add(table, f"{one.benefit.name}\n  {one.benefit.route} by {one.instrument.id}", may, amount)
    tables: list[RenderableType] = [table]
    lacking = dict.fromkeys(one.lacks for one in found if one.lacks and one.amount is None)
    if lacking:
        lines = [f"  --fact {name}=…   {FACTS[name].meaning}" for name in lacking]
        tables.append(Text("\n".join(["Not everything could be worked out; give also:", *lines])))
    chosen = best(tuple(found))
    if chosen is None:
        tables.append(Text("By none of these ways does this person get anything that could be worked out."))
        return tables
    lines = [_line(line) for line in chosen.lines]
    title = f"The best for this person is {chosen.benefit.name} by {chosen.instrument.id}. Line by line:"
    tables.append(Text("\n".join([title, *lines])))
    if chosen.strain is not None:
        tables.append(Text(f"Besides, a pension fund bears {_money(chosen.strain)} {currency}."))
    return tables


def _line(line: Line) -> str:
    """Write a line of the arithmetic: the value, then from what it follows and where that stands."""
    value = str(line.value) if line.name == "year" else _shown(line.value)
    head = f"  {line.name} = {value}"
    if line.confidence is None:
        return f"{head}  (from the dates)" if FACTS[line.name].derived else f"{head}  (given)"
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
