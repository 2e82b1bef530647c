"""What steps share: their dates and reasons, new units and posts, and the choice of units."""

import datetime as dt
from fractions import Fraction
from typing import Annotated

from pydantic import Field, model_validator

from orgsim.errors import Message
from orgsim.model.closed import (
    Closed,
    DutyName,
    ExactShare,
    GroupName,
    Identifier,
    KindName,
    SiteName,
    Text,
    TitleName,
    UnitName,
)
from orgsim.model.organisation import Funding, Rank

__all__ = ["Count", "NewPosts", "NewUnit", "Portion", "Positive", "StepBase", "UnitChoice"]

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


class StepBase(Closed):
    """What every step says."""

    id: Identifier
    """The name of the step, unique in its roadmap."""
    date: dt.date
    """The first day on which the organisation is as the step leaves it."""
    legal_basis: Text
    """The decision, decree or resolution that orders the step."""
    reason: Text
    """Why the step is taken, in a sentence for a reader."""
    assumes: tuple[Identifier, ...] = ()
    """Statements of the assumptions file on which this step rests."""


class UnitChoice(StepBase):
    """Which units a step concerns: a list of them, or all units of a kind within the boundary."""

    units: tuple[UnitName, ...] = ()
    """The units, by id; leave out if ``kind`` is given."""
    kind: KindName | None = None
    """All units of this kind within the boundary; leave out if ``units`` is given."""

    @model_validator(mode="after")
    def _one_choice(self) -> "UnitChoice":
        if bool(self.units) == (self.kind is not None):
            raise ValueError(Message("give either 'units' or 'kind', and not both"))
        return self


class NewUnit(Closed):
    """A unit that a step brings into being."""

    id: Identifier
    name: Text
    name_vi: Text
    kind: Identifier
    """The kind of unit, such as division, school, commune."""
    counted_as: Identifier
    """The group in which the unit is counted, such as agency or association."""
    reports_to: UnitName
    """The boss of the new unit."""


class NewPosts(Closed):
    """Posts of one title that a unit is to have."""

    title: Identifier
    rank: Rank
    funding: Funding
    group: GroupName
    """The staff group of those who will hold the posts."""
    count: Count
    """How many posts."""


class Portion(Closed):
    """What one receiver gets of a unit that is divided: a share of its slots, or a list of them, and the rest by name.

    Every duty, site and subordinate unit must go to exactly one receiver; no share divides these.
    """

    share: ExactShare | None = None
    """The share of the slots, as a text such as "1/3" or "0.25"; leave out if ``posts`` or ``slots`` are given."""
    posts: dict[TitleName, Positive] = Field(default_factory=dict)
    """How many slots of each title, in the order of their ids."""
    slots: tuple[str, ...] = ()
    """Single slots by id, such as "economic-division/officer/003"."""
    duties: tuple[DutyName, ...] = ()
    sites: tuple[SiteName, ...] = ()
    subordinates: tuple[UnitName, ...] = ()
    """Units that report to the divided one."""

    @model_validator(mode="after")
    def _one_way(self) -> "Portion":
        if self.share is not None and (self.posts or self.slots):
            raise ValueError(Message("give either 'share', or 'posts' and 'slots'"))
        return self

    @property
    def fraction(self) -> Fraction | None:
        """The share as an exact number."""
        return None if self.share is None else Fraction(self.share)
