"""Working out formulas, exactly: of one person in fractions, of many in whole numbers over one denominator."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, floor, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Message
from orgsim.rules.law import expression as ex
from orgsim.rules.law.expression import Formula, FormulaError

__all__ = ["Exact", "Truth", "Value", "Vector", "evaluate", "evaluate_many", "exact"]

Value = Fraction | bool
"""A number or a truth of one person."""

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def evaluate(formula: Formula, look_up: Callable[[str], Value]) -> Value:
    """Work out a formula for one person.

    Parameters
    ----------
    look_up
        Gives the value of a name; it is asked only for names that the outcome needs.

    Raises
    ------
    FormulaError
        If a number stands where a truth must, or the other way round.

    Examples
    --------
    >>> evaluate(ex.parse("5 + 0.5 * max(years - 20, 0)"), {"years": Fraction(71, 2)}.__getitem__)
    Fraction(51, 4)
    """

    def number(part: Formula) -> Fraction:
        value = evaluate(part, look_up)
        if isinstance(value, bool):
            raise FormulaError(Message("a number is needed, and a condition was found"))
        return value

    def truth(part: Formula) -> bool:
        value = evaluate(part, look_up)
        if not isinstance(value, bool):
            raise FormulaError(Message("a condition is needed, and a number was found"))
        return value

    match formula:
        case ex.Number(value):
            return value
        case ex.Name(name):
            return look_up(name)
        case ex.Arithmetic(sign, left, right):
            return _ARITHMETIC[sign](number(left), number(right))
        case ex.Comparison(sign, left, right):
            return bool(_COMPARE[sign](number(left), number(right)))
        case ex.All(parts):
            return all(truth(part) for part in parts)
        case ex.Any(parts):
            return any(truth(part) for part in parts)
        case ex.Not(part):
            return not truth(part)
        case ex.Choice(condition, one, other):
            return evaluate(one if truth(condition) else other, look_up)
        case ex.Call(function, parts):
            return _SCALAR[function](*(number(part) for part in parts))


def _leftover(months: Fraction, none_below: int) -> Fraction:
    years, rest = divmod(months, 12)
    return years + (Fraction() if rest < none_below else Fraction(1, 2) if rest <= 6 else Fraction(1))


_ARITHMETIC: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_SCALAR: dict[str, Callable[..., Fraction]] = {
    "min": min,
    "max": max,
    "floor": lambda value: Fraction(floor(value)),
    "ceil": lambda value: Fraction(ceil(value)),
    "half_up": lambda value: Fraction(floor(value + Fraction(1, 2))),
    "r3_6_12": lambda months: _leftover(months, 3),
    "r1_6_12": lambda months: _leftover(months, 1),
}


@dataclass(frozen=True, slots=True)
class Exact:
    """Many exact numbers: whole numbers, each divided by the same denominator."""

    numerators: NDArray[np.int64]
    denominator: int = 1

    def over(self, denominator: int) -> NDArray[np.int64]:
        """Return the numerators over a multiple of the denominator."""
        return _times(self.numerators, denominator // self.denominator)


Truth = NDArray[np.bool_]
Vector = Exact | Truth
"""Numbers or truths of many people, or of all of them at once in an array of one."""

_LARGEST = float(np.iinfo(np.int64).max) / 2


def _times(one: NDArray[np.int64], other: NDArray[np.int64] | int) -> NDArray[np.int64]:
    if isinstance(other, int) and other == 1:
        return one
    bound = float(np.abs(one).max(initial=0)) * float(np.abs(other).max(initial=0))
    if bound > _LARGEST:
        raise FormulaError(
            Message("numbers of about {bound:.0e} are too large to be exact; use a larger unit of money", bound=bound)
        )
    product: NDArray[np.int64] = one * other
    return product


def exact(value: Fraction | int) -> Exact:
    """Return one exact number that stands for everybody's.

    Examples
    --------
    >>> exact(Fraction(1, 2))
    Exact(numerators=array([1]), denominator=2)
    """
    number = Fraction(value)
    return Exact(np.array([number.numerator], np.int64), number.denominator)


def _joined(*values: Exact) -> tuple[list[NDArray[np.int64]], int]:
    """Bring numbers to one denominator."""
    denominator = lcm(*(value.denominator for value in values))
    return [value.over(denominator) for value in values], denominator


def evaluate_many(formula: Formula, look_up: Callable[[str], Vector]) -> Vector:
    """Work out a formula for many people at once, with the same results as :func:`evaluate`.

    Parameters
    ----------
    look_up
        Gives arrays of shape ``(people,)``, or of one that stands for everybody's. All names are asked for,
        also those that only a branch needs which nobody takes.

    Raises
    ------
    FormulaError
        As :func:`evaluate`; and if a number would be too large to be exact.

    Examples
    --------
    >>> years = Exact(np.array([40, 71]), 2)
    >>> found = evaluate_many(ex.parse("5 + 0.5 * max(years - 20, 0)"), lambda name: years)
    >>> (found.numerators / found.denominator).tolist()
    [5.0, 12.75]
    """

    def number(part: Formula) -> Exact:
        value = evaluate_many(part, look_up)
        if not isinstance(value, Exact):
            raise FormulaError(Message("a number is needed, and a condition was found"))
        return value

    def truth(part: Formula) -> Truth:
        value = evaluate_many(part, look_up)
        if isinstance(value, Exact):
            raise FormulaError(Message("a condition is needed, and a number was found"))
        return value

    match formula:
        case ex.Number(value):
            return exact(value)
        case ex.Name(name):
            return look_up(name)
        case ex.Arithmetic(sign, left, right):
            return _arithmetic(sign, number(left), number(right))
        case ex.Comparison(sign, left, right):
            (one, other), _ = _joined(number(left), number(right))
            compared: Truth = _COMPARE[sign](one, other)
            return compared
        case ex.All(parts):
            return reduce(operator.and_, (truth(part) for part in parts))
        case ex.Any(parts):
            return reduce(operator.or_, (truth(part) for part in parts))
        case ex.Not(part):
            return ~truth(part)
        case ex.Choice(condition, one_way, other_way):
            return _chosen(truth(condition), evaluate_many(one_way, look_up), evaluate_many(other_way, look_up))
        case ex.Call("min" | "max" as function, parts):
            arrays, denominator = _joined(*(number(part) for part in parts))
            return Exact(reduce(np.minimum if function == "min" else np.maximum, arrays), denominator)
        case ex.Call(function, parts):
            return _rounded(function, number(parts[0]))


def _arithmetic(sign: str, left: Exact, right: Exact) -> Exact:
    if sign == "*":
        return _lowest(_times(left.numerators, right.numerators), left.denominator * right.denominator)
    if sign == "/":  # the parser lets through only division by a written number
        divisor = Fraction(int(right.numerators[0]), right.denominator)
        numerators = _times(left.numerators, divisor.denominator * (1 if divisor > 0 else -1))
        return _lowest(numerators, left.denominator * abs(divisor.numerator))
    (one, other), denominator = _joined(left, right)
    bound = float(np.abs(one).max(initial=0)) + float(np.abs(other).max(initial=0))
    if bound > _LARGEST:
        raise FormulaError(
            Message("numbers of about {bound:.0e} are too large to be exact; use a larger unit of money", bound=bound)
        )
    return Exact(one + other if sign == "+" else one - other, denominator)


def _lowest(numerators: NDArray[np.int64], denominator: int) -> Exact:
    """Reduce what a single number makes reducible, so that denominators stay small."""
    if len(numerators) == 1:
        number = Fraction(int(numerators[0]), denominator)
        return exact(number)
    return Exact(numerators, denominator)


def _chosen(condition: Truth, one: Vector, other: Vector) -> Vector:
    if isinstance(one, Exact) and isinstance(other, Exact):
        (yes, no), denominator = _joined(one, other)
        return Exact(np.where(condition, yes, no), denominator)
    if isinstance(one, Exact) or isinstance(other, Exact):
        raise FormulaError(Message("both ways of a choice must be numbers, or both conditions"))
    return np.where(condition, one, other)


def _rounded(function: str, value: Exact) -> Exact:
    numerators, denominator = value.numerators, value.denominator
    if function == "floor":
        return Exact(numerators // denominator)
    if function == "ceil":
        return Exact(-(-numerators // denominator))
    if function == "half_up":
        return Exact((2 * numerators + denominator) // (2 * denominator))
    none_below = 3 if function == "r3_6_12" else 1
    years, rest = np.divmod(numerators, 12 * denominator)
    halves = (rest >= none_below * denominator).astype(np.int64) + (rest > 6 * denominator)
    return Exact(2 * years + halves, 2)
