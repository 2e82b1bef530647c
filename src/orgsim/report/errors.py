"""Errors, and whatever else the library says, in the reader's language."""

from decimal import Decimal
from fractions import Fraction

from orgsim.errors import InputError, Message, Problem, message_of
from orgsim.report.amounts import Wording

__all__ = ["error_text", "message_text", "problem_text"]


def error_text(error: Exception, words: Wording) -> str:
    """Return what an error says; all problems of an input, a line each.

    Examples
    --------
    >>> from orgsim.errors import StepError
    >>> from orgsim.report.plain import plain_words
    >>> error = StepError(Message("nobody holds '{slot}'; leave '{unit}' out of the ring", slot="a/head/001", unit="a"))
    >>> print(error_text(error, plain_words("en")))
    nobody holds 'a/head/001'; leave 'a' out of the ring
    """
    if not isinstance(error, InputError):
        return message_text(message_of(error), words)
    lines = (problem_text(problem, words) for problem in error.problems)
    count = len(error.problems)
    head = words.say_count("{source}: {count} problem", "{source}: {count} problems", count, source=error.source)
    return "\n  - ".join([head, *lines])


def problem_text(problem: Problem, words: Wording) -> str:
    """Return what is wrong with an input, and where."""
    return ": ".join(filter(None, (str(problem.place), problem.subject, message_text(problem.message, words))))


def message_text(text: object, words: Wording) -> str:
    """Return a message in the reader's language, with the messages inside it; any other text as it is."""
    if not isinstance(text, Message):
        return str(text)
    return words.say(text.template, **{name: _value(value, words) for name, value in text.values.items()})


def _value(value: object, words: Wording) -> object:
    if isinstance(value, Exception):
        return error_text(value, words)
    if isinstance(value, int | float | Decimal | Fraction) and not isinstance(value, bool):
        return _Number(value, words)
    return message_text(value, words) if isinstance(value, Message) else value


class _Number:
    """A number that is written as the reader's language does where the message asks for a form."""

    def __init__(self, number: float | Decimal | Fraction, words: Wording) -> None:
        self.number = number
        self.words = words

    def __format__(self, form: str) -> str:
        return self.words.written(format(self.number, form)) if form else str(self.number)
