"""Instruments of law as data: dated, cited parameters and formulas, and the benefits they grant."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from orgsim.errors import Message
from orgsim.model.closed import Closed, Confidence, Identifier, Text

__all__ = ["Benefit", "GradeScale", "Instrument", "Law", "Norm", "Parameter", "ParameterName", "in_force_on"]

ParameterName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""Lower-case letters, digits and underscores: a name that formulas can use."""

Coefficient = Annotated[float, Field(ge=0, le=20)]


class GradeScale(Closed):
    """The pay coefficients of a grade: first step, increase and number of steps, months on each."""

    first: Coefficient
    step: Coefficient
    steps: Annotated[int, Field(ge=1)]
    months_per_step: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _hundredths(self) -> "GradeScale":
        for value in (self.first, self.step):
            if abs(100 * value - round(100 * value)) > 1e-9:
                raise ValueError(
                    Message("{value} has more than two decimals; money is counted exactly in hundredths", value=value)
                )
        return self


class Dated(Closed):
    """What is in force for a time, both days included."""

    in_force_from: dt.date | None = None
    """The first day; that of the instrument if left out."""
    in_force_to: dt.date | None = None
    """The last day; that of the instrument if left out, and then without an end if it has none either."""


class Parameter(Dated):
    """A number, a formula or a table of grades that an instrument sets, and where it stands."""

    id: ParameterName
    value: float | None = None
    formula: Text | None = None
    """An expression over facts of a person and other parameters; see :mod:`orgsim.rules.law.expression`."""
    grades: dict[str, GradeScale] | None = None
    unit: Text
    applies_to: Text | None = None
    """To whom; to everybody within the instrument's reach if left out."""
    article: Text
    source: Text | None = None
    """Where it was read; the source of the instrument if left out."""
    confidence: Confidence
    note: Text | None = None

    @model_validator(mode="after")
    def _one_content(self) -> "Parameter":
        if [self.value, self.formula, self.grades].count(None) != 2:
            raise ValueError(Message("give exactly one of 'value', 'formula' and 'grades'"))
        return self


class Benefit(Dated):
    """What somebody gets who leaves by a route, and who may."""

    route: Identifier
    """The way out, such as ``early-retirement`` or ``severance``."""
    cause: Literal["early_retired", "severed", "contract_ended"]
    """As what a leaver by it is counted."""
    name: Text
    name_vi: Text
    eligible: ParameterName
    """The condition."""
    amount: ParameterName
    """The money, in the currency of the law."""
    strain: ParameterName | None = None
    """What it costs a pension fund besides."""


class Norm(Dated):
    """A norm of structure: what a unit of a type must have at least, or may have at most.

    It is held against the units that a step makes, enlarges or divides while it is in force. Its parameters may use
    the facts of a unit.
    """

    id: Identifier
    unit_type: Identifier
    """The type of unit in the words of the law, such as ``public-service-unit``."""
    part_of: tuple[Identifier, ...] = ()
    """The types of units whose posts include those of this one, such as an agency's for its divisions."""
    least_staff: ParameterName | None = None
    """The fewest posts."""
    most_deputies: ParameterName | None = None
    """The most deputies of one unit."""
    average_deputies: ParameterName | None = None
    """The most deputies on average of all units with the same boss whose norm names the same parameter."""
    grace_months: ParameterName | None = None
    """Months after a step within which the deputies beyond the norm must be gone."""
    grace_until: dt.date | None = None
    """The day by which they must be gone, whenever the step was."""
    article: Text

    @model_validator(mode="after")
    def _something_asked(self) -> "Norm":
        if (self.least_staff, self.most_deputies, self.average_deputies) == (None, None, None):
            raise ValueError(Message("give 'least_staff', 'most_deputies' or 'average_deputies'"))
        if self.grace_months is not None and self.grace_until is not None:
            raise ValueError(Message("give either 'grace_months' or 'grace_until', and not both"))
        return self


class Instrument(Closed):
    """One legal instrument, or one amendment of another, and what it sets."""

    id: Identifier
    title: Text
    title_vi: Text
    scheme: Identifier
    """What it is about. The instruments of a scheme follow each other: of each parameter one holds at a time."""
    in_force_from: dt.date
    in_force_to: dt.date | None = None
    source: Text
    parameters: Annotated[tuple[Parameter, ...], Field(min_length=1)]
    benefits: tuple[Benefit, ...] = ()
    norms: tuple[Norm, ...] = ()

    @model_validator(mode="after")
    def _dates_in_order(self) -> "Instrument":
        for start, end in map(self.term, (*self.parameters, *self.benefits, *self.norms)):
            if end is not None and end < start:
                raise ValueError(
                    Message("'in_force_to', {end}, is before 'in_force_from', {start}", end=end, start=start)
                )
        return self

    def term(self, dated: Dated) -> tuple[dt.date, dt.date | None]:
        """Return the first and the last day of what an instrument says; its own days go before the instrument's."""
        return dated.in_force_from or self.in_force_from, dated.in_force_to or self.in_force_to


class Law(Closed):
    """The law of a jurisdiction, and of an employer; the instruments in order of date. None: nobody must retire."""

    jurisdiction: Identifier
    instruments: tuple[Instrument, ...]

    def __hash__(self) -> int:
        # Equal laws have equal names; what is worked out once of a law can so be kept by it.
        return hash((self.jurisdiction, tuple(instrument.id for instrument in self.instruments)))

    @cached_property
    def by_name(self) -> Mapping[str, tuple[tuple[Instrument, Parameter], ...]]:
        """The parameters by name, each with its instrument, in the order of the instruments."""
        found: dict[str, list[tuple[Instrument, Parameter]]] = {}
        for instrument in self.instruments:
            for parameter in instrument.parameters:
                found.setdefault(parameter.id, []).append((instrument, parameter))
        return {name: tuple(pairs) for name, pairs in found.items()}


def in_force_on(term: tuple[dt.date, dt.date | None], day: dt.date) -> bool:
    """Say whether a day lies in a term.

    Examples
    --------
    >>> in_force_on((dt.date(2015, 1, 10), None), dt.date(2015, 1, 9))
    False
    """
    return term[0] <= day and (term[1] is None or day <= term[1])
