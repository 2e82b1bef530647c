"""A scenario: an organisation, its people, the law, the assumptions, targets and roadmaps, over a horizon."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from orgsim.model.assumptions import Assumptions
from orgsim.model.closed import Closed, Identifier, Text
from orgsim.model.law import Law
from orgsim.model.norms import LeadershipNorm
from orgsim.model.organisation import Organisation, Person
from orgsim.model.roadmap import Roadmap, Target

__all__ = [
    "Horizon",
    "Measured",
    "Reported",
    "ReportedExits",
    "ReportedMoves",
    "ReportedOpening",
    "ReportedStep",
    "ReportedUnits",
    "Scenario",
    "Size",
]

Cause = Literal["resigned", "died", "retired", "early_retired", "severed", "contract_ended", "released"]
"""Why a person left."""


class Horizon(Closed):
    """The years that are simulated: whole calendar years."""

    start: dt.date
    """The first of January of the first year; tables describe the organisation as it is on this morning."""
    end: dt.date
    """The last day of the last year."""


class ReportedOpening(Closed):
    """A count of the opening organisation."""

    measure: Literal["opening"]
    count: Literal["posts", "people", "supernumerary", "duties", "open_sites"]


class ReportedUnits(Closed):
    """How many units of a group are within the boundary at the end of a day."""

    measure: Literal["units"]
    counted_as: str
    date: dt.date


class ReportedStep(Closed):
    """What one or more steps did to a count within the boundary."""

    measure: Literal["steps"]
    steps: Annotated[tuple[str, ...], Field(min_length=1)]
    count: Literal["units", "posts", "heads", "deputies", "duties", "open_sites", "people", "part_timers", "seconded"]


class ReportedMoves(Closed):
    """How many things one or more steps moved without a change of counts.

    ``duties`` got another owner, began or ended; ``leaders`` were rotated or appointed; ``funded_units`` got another
    source of money.
    """

    measure: Literal["moves"]
    steps: Annotated[tuple[str, ...], Field(min_length=1)]
    what: Literal["duties", "leaders", "funded_units"]


class ReportedExits(Closed):
    """How many people left in some years, by cause or by programme."""

    measure: Literal["exits"]
    causes: tuple[Cause, ...] = ()
    programmes: tuple[str, ...] = ()
    first_year: int
    last_year: int


Measured = Annotated[
    ReportedOpening | ReportedUnits | ReportedStep | ReportedMoves | ReportedExits, Field(discriminator="measure")
]


class Reported(Closed):
    """A published figure, to be set beside what a roadmap gives."""

    id: Identifier
    name: Text
    name_vi: Text
    value: int
    of: Measured
    source: Text
    assumes: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """How many inhabitants live in the area of a unit, and how large it is; ``None`` is not known, which is never 0."""

    population: int | Fraction | None
    area_km2: Fraction | None


@dataclass(frozen=True)
class Scenario:
    """Everything a simulation needs, checked; made by :func:`orgsim.read_scenario`.

    ``synthetic`` says that the people were made from margins and are nobody. ``hashes`` are the SHA-256
    of the files read, by name. ``used_by`` tells for each statement where it is relied on; ``unit_types``
    what kinds of units are in the words of the law. ``sizes`` are those of units, as far as they are known: at the
    opening, or at the end if a step founds them.
    """

    id: str
    name: str
    name_vi: str
    currency: str
    law: Law
    horizon: Horizon
    organisation: Organisation
    people: Mapping[str, Person]
    synthetic: bool
    assumptions: Assumptions
    used_by: Mapping[str, tuple[str, ...]]
    targets: tuple[Target, ...]
    leadership_norms: tuple[LeadershipNorm, ...]
    roadmaps: Mapping[str, Roadmap]
    reference: str
    hindcast_of: str | None
    reported: tuple[Reported, ...]
    hashes: Mapping[str, str]
    unit_types: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, Size] = field(default_factory=dict)
