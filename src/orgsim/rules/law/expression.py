"""The language of legal formulas: whitelisted, parsed and never executed as Python.

A formula is written like arithmetic: numbers, names, ``+ - *``, division by a number, comparisons (also chained),
``and or not``, ``x if condition else y``, and calls of the functions in :data:`FUNCTIONS`. What is not listed is
refused with a guess at what was meant. Numbers are exact: 0.1 is one tenth.
"""

import ast
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from orgsim.errors import Message, OrgsimError, did_you_mean

__all__ = [
    "FUNCTIONS",
    "ROUNDING",
    "All",
    "Any",
    "Arithmetic",
    "Call",
    "Choice",
    "Comparison",
    "Formula",
    "FormulaError",
    "Name",
    "Not",
    "Number",
    "names_of",
    "parse",
]

ROUNDING = {
    "floor": "down to a whole number",
    "ceil": "up to a whole number",
    "half_up": "to the nearest whole number, a half upwards",
    "r3_6_12": Message(
        "months to years: of the months left over fewer than 3 count nothing, 3 to 6 half a year, more a year"
    ),
    "r1_6_12": "months to years: of the months left over 1 to 6 count half a year, more a year",
}
"""The named rounding rules, each of one number [Decree 108/2014: ``r3_6_12``; Decrees 29/2023, 178/2024, 154/2025:
``r1_6_12``]."""

FUNCTIONS = {
    "min": "the smallest of several numbers",
    "max": "the largest of several numbers",
    **ROUNDING,
}
"""What a formula may call."""

_LONGEST = 2000
_DEEPEST = 60


class FormulaError(OrgsimError):
    """A formula that cannot be read, or not be worked out."""


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A fact of a person, or another parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left operator right``."""

    operator: Literal["+", "-", "*", "/"]
    left: "Formula"
    right: "Formula"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left operator right``."""

    operator: Literal["<", "<=", ">", ">=", "==", "!="]
    left: "Formula"
    right: "Formula"


@dataclass(frozen=True, slots=True)
class All:
    """Whether all hold."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Whether any holds."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whether something does not hold."""

    part: "Formula"


@dataclass(frozen=True, slots=True)
class Choice:
    """``one if condition else other``."""

    condition: "Formula"
    one: "Formula"
    other: "Formula"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of :data:`FUNCTIONS` and what it is given."""

    function: str
    parts: tuple["Formula", ...]


Formula = Number | Name | Arithmetic | Comparison | All | Any | Not | Choice | Call

_OPERATORS: dict[type[ast.operator], Literal["+", "-", "*", "/"]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_COMPARISONS: dict[type[ast.cmpop], Literal["<", "<=", ">", ">=", "==", "!="]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


@cache
def parse(text: str) -> Formula:
    """Read a formula.

    Raises
    ------
    FormulaError
        If it is none; the message says what was found and what is allowed.

    Examples
    --------
    >>> parse("0.5 * years")
    Arithmetic(operator='*', left=Number(value=Fraction(1, 2)), right=Name(name='years'))
    >>> parse("hlf_up(years)")
    Traceback (most recent call last):
    orgsim.rules.law.expression.FormulaError: unknown function or rounding rule 'hlf_up'; did you mean 'half_up'?
    """
    if len(text) > _LONGEST:
        raise FormulaError(
            Message(
                "a formula has at most {longest} characters, this one has {count}; name its parts",
                longest=_LONGEST,
                count=len(text),
            )
        )
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(
            Message("'{text}' is no formula; write one such as '5 + 0.5 * max(years - 20, 0)'", text=text)
        ) from None
    return _read(tree.body, text.strip(), 0)


def _read(node: ast.expr, text: str, depth: int) -> Formula:
    if depth > _DEEPEST:
        raise FormulaError(Message("the formula is nested too deeply; name its parts"))

    def inner(part: ast.expr) -> Formula:
        return _read(part, text, depth + 1)

    match node:
        case ast.Constant(value=bool() | int() | float()):
            return _number(ast.get_source_segment(text, node) or "")
        case ast.Name(id=name):
            return Name(name)
        case ast.UnaryOp(op=ast.USub(), operand=part):
            return Arithmetic("-", Number(Fraction(0)), inner(part))
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return Not(inner(part))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            return _arithmetic(_OPERATORS[type(operator)], inner(left), inner(right))
        case ast.BoolOp(op=operator, values=values):
            parts = tuple(inner(value) for value in values)
            return All(parts) if isinstance(operator, ast.And) else Any(parts)
        case ast.Compare(left=left, ops=operators, comparators=others):
            return _comparison(inner(left), operators, [inner(other) for other in others])
        case ast.IfExp(test=test, body=body, orelse=other):
            return Choice(inner(test), inner(body), inner(other))
        case ast.Call(func=ast.Name(id=function), args=given, keywords=[]):
            return _call(function, tuple(inner(part) for part in given))
    found = ast.get_source_segment(text, node) or text
    raise FormulaError(
        Message(
            "'{found}' is not part of the language of formulas; it has numbers, names, + - *, / by a "
            "number, comparisons, and, or, not, 'x if condition else y', and {listed}",
            found=found,
            listed=", ".join(sorted(FUNCTIONS)),
        )
    )


def _number(text: str) -> Number:
    if text in ("True", "False"):
        raise FormulaError(
            Message("'{text}' is no number; write a comparison, or the name of a fact that is true or false", text=text)
        )
    try:
        return Number(Fraction(text.replace("_", "")))
    except ValueError:
        raise FormulaError(Message("'{text}' is no decimal number", text=text)) from None


def _arithmetic(operator: Literal["+", "-", "*", "/"], left: Formula, right: Formula) -> Formula:
    if operator == "/" and not isinstance(right, Number):
        raise FormulaError(Message("a formula divides by written numbers only, so that amounts stay exact"))
    if operator == "/" and isinstance(right, Number) and not right.value:
        raise FormulaError(Message("a formula divides by zero"))
    return Arithmetic(operator, left, right)


def _comparison(left: Formula, operators: list[ast.cmpop], others: list[Formula]) -> Formula:
    parts: list[Formula] = []
    for operator, right in zip(operators, others, strict=True):
        if type(operator) not in _COMPARISONS:
            raise FormulaError(Message("a formula compares with < <= > >= == != only"))
        parts.append(Comparison(_COMPARISONS[type(operator)], left, right))
        left = right
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _call(function: str, parts: tuple[Formula, ...]) -> Formula:
    if function not in FUNCTIONS:
        raise FormulaError(
            Message(
                "unknown function or rounding rule '{function}'{guess}",
                function=function,
                guess=did_you_mean(function, FUNCTIONS),
            )
        )
    if function in ROUNDING and len(parts) != 1:
        raise FormulaError(
            Message(
                "the rounding rule '{function}' takes one number, found {count}", function=function, count=len(parts)
            )
        )
    if function not in ROUNDING and len(parts) < 2:
        raise FormulaError(
            Message("'{function}' takes two numbers or more, found {count}", function=function, count=len(parts))
        )
    return Call(function, parts)


def names_of(formula: Formula) -> frozenset[str]:
    """Return the names that a formula uses.

    Examples
    --------
    >>> sorted(names_of(parse("a if b > 1 else min(c, 2)")))
    ['a', 'b', 'c']
    """
    match formula:
        case Number():
            return frozenset()
        case Name(name):
            return frozenset((name,))
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return names_of(left) | names_of(right)
        case Not(part):
            return names_of(part)
        case Choice(condition, one, other):
            return names_of(condition) | names_of(one) | names_of(other)
        case All(parts) | Any(parts) | Call(parts=parts):
            return frozenset().union(*(names_of(part) for part in parts))
