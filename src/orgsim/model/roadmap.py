"""Roadmaps: dated steps, and programmes that run over years. Targets are set once for all roadmaps."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from orgsim.errors import Message
from orgsim.model.closed import Closed, Identifier, Share, Text
from orgsim.model.steps import Step

__all__ = [
    "Eligibility",
    "EndContracts",
    "Order",
    "Programme",
    "Promotion",
    "Recruitment",
    "Roadmap",
    "Separation",
    "StepFile",
    "TakeUp",
    "Target",
    "UnitLimit",
]

Order = Literal[
    "oldest",
    "youngest",
    "longest-service",
    "shortest-service",
    "lowest-rating",
    "contracts-as-listed",
    "groups-as-listed",
]
"""Who comes first; ties are broken by the next word of the list, and last by the slot's id.

``lowest-rating`` takes those whose work was rated lowest; who has no rating counts as having the most frequent one, or
the lower of two (after 5 CFR 351.504). ``contracts-as-listed`` and ``groups-as-listed`` take the classes of the
programme in the order in which it lists them.
"""

Orders = Annotated[tuple[Order, ...], Field(min_length=1)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]
Promoted = Literal["oldest", "youngest", "longest-service", "shortest-service"]
Quota = Annotated[dict[int, Annotated[int, Field(ge=0)]], Field(min_length=1)]


class ProgrammeBase(Closed):
    """What every programme says."""

    id: Identifier
    """The name of the programme, unique in its roadmap."""
    name: Text
    name_vi: Text
    legal_basis: Text
    reason: Text
    assumes: tuple[Identifier, ...] = ()
    """Statements of the assumptions file on which this programme rests."""


class Eligibility(Closed):
    """Whom a separation programme takes: ages in completed years at the end of the year, bounds included."""

    male_from: int
    male_to: int
    female_from: int
    female_to: int
    service_years: Annotated[int, Field(ge=0)]
    """Completed years of service, at least."""


class TakeUp(Closed):
    """How likely it is that somebody who may go does so, from an age and from an offer on."""

    age_from: Annotated[int, Field(ge=0, le=100)]
    """Completed years."""
    offer_from: Annotated[float, Field(ge=0)]
    """Months of current pay."""
    probability: Share


class UnitLimit(Closed):
    """How many may leave one unit in a year: those beyond its posts, but not more than a share of its people."""

    at_most_share: Share
    """Of the people on the evening of 31 December, before any programme; rounded down."""
    at_least: Annotated[int, Field(ge=0)]
    """However small the share, so many may leave if they are beyond the posts."""


class Separation(ProgrammeBase):
    """Tinh giản biên chế: a yearly number of people leave with a benefit of the law, in a stated order."""

    programme: Literal["separation"]
    scheme: Identifier
    """The scheme of the law under which they leave; the instrument in force on 31 December of the year counts."""
    route: Identifier
    """The route of that scheme, such as ``early-retirement`` or ``severance``."""
    quota: Quota
    """People who leave, by year; fewer if fewer are eligible, and the shortfall is reported."""
    of_each_unit: UnitLimit | None = None
    """The quota is that of each unit, of which besides only those beyond its posts leave. Whom other programmes took on
    the same evening counts. The quota is that of the whole organisation if left out."""
    eligibility: Eligibility | None = None
    """Who may go, besides what the law asks for; nothing besides if left out."""
    take_up: Annotated[tuple[TakeUp, ...], Field(min_length=1)] | None = None
    """Who says yes, if leaving is voluntary: of the rows whose age and offer are reached the last one counts, and
    nobody says yes whom no row reaches. Everybody who may go does if left out."""
    groups: Names
    """Staff groups within the boundary that are concerned."""
    contracts: Names
    """Contracts that are concerned."""
    order: Orders
    post: Literal["abolish", "keep"]
    """Whether the post of a leaver is abolished or may be filled again."""


class EndContracts(ProgrammeBase):
    """Contracts of people beyond the establishment end, a yearly number of them."""

    programme: Literal["end_contracts"]
    scheme: Identifier
    """The scheme of the law that says what is paid."""
    route: Identifier
    """The route of that scheme, such as ``contract-end``."""
    quota: Quota
    of_each_unit: UnitLimit | None = None
    """As of a separation: with it, contracts end whether or not their holder is beyond the establishment."""
    contracts: Names
    """Contracts that may be ended."""
    order: Orders


class Recruitment(ProgrammeBase):
    """Vacant posts are filled at the end of each year, at most a share of the posts vacated in that year."""

    programme: Literal["recruitment"]
    first_year: int
    last_year: int
    share_of_leavers: Share
    """Recruits per leaver whose post still exists, over the whole modelled organisation, rounded down."""
    of_each_unit: bool = False
    """Each unit recruits that share of those who left it in the year, whatever became of their posts, rounded down, and
    not more than it has posts without people; its first vacant posts are filled."""
    unfilled: Literal["abolish", "keep"]
    """Whether the vacated posts beyond that share are abolished, or stay vacant."""
    keep_at_least: Share | None = None
    """With ``abolish``: the share of the opening state-funded posts, restated for transfers across the boundary
    and rounded down, that stays in any case."""

    @model_validator(mode="after")
    def _floor_goes_with_abolish(self) -> "Recruitment":
        if (self.unfilled == "abolish") != (self.keep_at_least is not None):
            raise ValueError(Message("'keep_at_least' is needed with 'unfilled: abolish' and only there"))
        if self.of_each_unit and self.unfilled == "abolish":
            raise ValueError(Message("'of_each_unit' goes with 'unfilled: keep'"))
        if self.last_year < self.first_year:
            raise ValueError(Message("'last_year' is before 'first_year'"))
        return self


class Promotion(ProgrammeBase):
    """Vacant head posts are filled from the unit's deputies or else staff, deputy posts from its staff."""

    programme: Literal["promotion"]
    order: Annotated[tuple[Promoted, ...], Field(min_length=1)]


Programme = Annotated[
    Separation | EndContracts | Recruitment | Promotion,
    Field(discriminator="programme"),
]


class StepFile(Closed):
    """A file of steps that several roadmaps share."""

    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Roadmap(Closed):
    """One way to the targets: steps and programmes.

    After reading, ``steps`` holds the steps of the files named in ``step_files`` too, in order of date.
    """

    id: Identifier
    name: Text
    name_vi: Text
    summary: Text
    summary_vi: Text
    step_files: tuple[str, ...] = ()
    """Files of shared steps, relative to the scenario folder: YAML, or a CSV table with a step in each row."""
    steps: tuple[Step, ...] = ()
    same_day_order: Literal["as-listed"] | None = None
    """Say ``as-listed`` if steps of one day in different files are meant to be taken in the order of ``step_files``."""
    programmes: tuple[Programme, ...] = ()


class Target(Closed):
    """What must be true at the end of a year, whatever the roadmap."""

    id: Identifier
    name: Text
    name_vi: Text
    measure: Literal["posts", "funded_posts", "people", "supernumerary"]
    """Within the boundary: authorised posts, those the state pays for, people, people beyond the establishment."""
    by: dt.date
    """The last day of a year within the horizon."""
    at_most: Annotated[int, Field(ge=0)] | None = None
    """The largest number allowed; leave out if ``at_most_share`` is given."""
    at_most_share: Share | None = None
    """The largest share allowed of the opening number, restated for transfers across the boundary."""
    legal_basis: Text
    assumes: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _one_limit(self) -> "Target":
        if (self.at_most is None) == (self.at_most_share is None):
            raise ValueError(Message("give either 'at_most' or 'at_most_share', and not both"))
        return self
