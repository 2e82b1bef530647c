"""What can be wrong, and how it is said.

Every error of a user's input is a :class:`Problem` with a place, what was found, what is allowed and,
where one can be guessed, the way out. All problems of an input are raised at once in one
:class:`InputError`. The other errors are for callers of the library.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

__all__ = [
    "ConservationError",
    "InputError",
    "Message",
    "OrgsimError",
    "Place",
    "Problem",
    "RateError",
    "RunError",
    "StepError",
    "StructureError",
    "column_letters",
    "did_you_mean",
    "message_of",
]


class Message(str):
    """English text that knows how it was made, so that it can be said in another language.

    Parameters
    ----------
    template
        What catalogues translate, with the names of values in braces.
    values
        What is inserted, by name; other messages among it.

    Examples
    --------
    >>> found = Message("there is no unit '{unit}'{guess}", unit="logistic", guess=Message("; did you mean it?"))
    >>> print(found, "|", found.template)
    there is no unit 'logistic'; did you mean it? | there is no unit '{unit}'{guess}
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Make the English text."""
        message = super().__new__(cls, template.format(**values))
        message.template = template
        message.values = values
        return message

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.template, dict(self.values))


def _again(template: str, values: Mapping[str, object]) -> Message:
    return Message(template, **values)


class OrgsimError(Exception):
    """The parent of every error that orgsim raises on purpose."""


class StructureError(OrgsimError):
    """An organisation that cannot exist: two tops, a unit without a boss, a duty without an owner."""


class StepError(OrgsimError):
    """A step that cannot be taken; the organisation is as it was.

    Parameters
    ----------
    message
        What is wrong and the way out, without naming the step.
    field
        The field of the step that is wrong, as a path of keys and positions; empty for the whole step.

    ``step`` is the id of the step, once it is known; ``missing_unit`` a unit that it names and that does not exist.
    """

    def __init__(self, message: str, *field: str | int) -> None:
        super().__init__(message)
        self.field = field
        self.step: str | None = None
        self.missing_unit: str | None = None


class ConservationError(OrgsimError):
    """A person, post, duty, site or coin was lost or invented: a fault of orgsim, never of the input."""


class RateError(OrgsimError):
    """A rate or an interval that cannot be: negative, infinite or not a number."""


class RunError(OrgsimError):
    """A run that cannot be started, stored, read or compared."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the input: a file relative to the scenario folder, and a line and column from 1.

    Line 0 stands for the whole file, column 0 for the whole line. In a sheet of a workbook, a column is written in
    letters, as spreadsheets do.

    Examples
    --------
    >>> print(Place("units.csv", 11, 6), Place("city.xlsx!Units", 11, 6, in_sheet=True))
    units.csv:11:6 city.xlsx!Units:F11
    """

    file: str
    line: int = 0
    column: int = 0
    in_sheet: bool = False

    def __str__(self) -> str:
        if self.in_sheet and self.column:
            return f"{self.file}:{column_letters(self.column)}{self.line}"
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an input.

    Examples
    --------
    >>> print(Problem(Place("units.csv", 7, 3), "reports_to", "no unit 'logistic'; did you mean 'logistics'?"))
    units.csv:7:3: reports_to: no unit 'logistic'; did you mean 'logistics'?
    """

    place: Place
    subject: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.place), self.subject, self.message) if part)


class InputError(OrgsimError):
    """All problems of one input, sorted by place.

    Examples
    --------
    >>> print(InputError("plan", [Problem(Place("scenario.yaml", 3, 1), "", "unknown key 'horizn'")]))
    plan: 1 problem
      - scenario.yaml:3:1: unknown key 'horizn'
    """

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        lines = [
            f"{source}: {count} problem{'s' if count != 1 else ''}",
            *(f"  - {p}" for p in self.problems),
        ]
        super().__init__("\n".join(lines))


def column_letters(column: int) -> str:
    """Return the letters of a column of a sheet, counted from 1.

    Examples
    --------
    >>> column_letters(6), column_letters(28)
    ('F', 'AB')
    """
    before, last = divmod(column - 1, 26)
    return (column_letters(before) if before else "") + chr(ord("A") + last)


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """Say which allowed word was meant, or which words are allowed.

    Returns
    -------
        A phrase to append to a message; it starts with ``"; "``, and is empty if nothing is allowed.

    Examples
    --------
    >>> did_you_mean("logistic", ["logistics", "sales"])
    "; did you mean 'logistics'?"
    >>> did_you_mean("xyz", ["logistics", "sales"])
    '; allowed: logistics, sales'
    """
    words = sorted(set(allowed))
    close = difflib.get_close_matches(found, words, n=1, cutoff=0.6)
    if close:
        return Message("; did you mean '{word}'?", word=close[0])
    if not words:
        return ""
    shown = ", ".join(words[:8])
    if len(words) <= 8:
        return Message("; allowed: {words}", words=shown)
    return Message("; allowed: {words} and {count} more", words=shown, count=len(words) - 8)


def message_of(error: Exception) -> str:
    """Return what an error says, as a :class:`Message` if it was raised with one.

    Examples
    --------
    >>> message_of(StepError(Message("nobody holds '{post}'", post="head"))).template
    "nobody holds '{post}'"
    """
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Message) else str(error)
