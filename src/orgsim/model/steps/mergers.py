"""Steps that make fewer units, or more: mergers, divisions, dissolution, creation."""

from typing import Annotated, Literal

from pydantic import Field

from orgsim.model.closed import Closed, GroupName, Identifier, Text, TitleName, UnitName
from orgsim.model.steps.base import Count, NewPosts, NewUnit, Portion, Positive, StepBase, UnitChoice

__all__ = [
    "Absorb",
    "Consolidate",
    "Create",
    "Dissolve",
    "FormTeams",
    "JointOffice",
    "MergeVillages",
    "Merger",
    "Part",
    "PooledPosts",
    "Receiver",
    "SpinOff",
    "Split",
    "Team",
]


class Merger(StepBase):
    """What the two mergers share: how many leaders and posts the merged unit keeps."""

    deputies: Count | Literal["all"]
    """How many deputies stay, the surviving or first-named unit's first; the others become staff."""
    abolish: Count
    """How many posts the merger abolishes: posts that lost their leader's title first, then vacant ones."""


class Absorb(Merger):
    """Sáp nhập: units end, and a unit that survives takes their slots, duties, sites and subordinates.

    The surviving unit keeps its identity, its boss and its heads.
    """

    op: Literal["absorb"]
    absorbed: Annotated[tuple[UnitName, ...], Field(min_length=1)]
    """The units that end."""
    into: UnitName
    """The unit that survives and keeps its identity and its head."""


class Consolidate(Merger):
    """Hợp nhất: all named units end, and one new unit takes their slots, duties, sites and subordinates.

    The first-named unit gives the heads.
    """

    op: Literal["consolidate"]
    units: Annotated[tuple[UnitName, ...], Field(min_length=2)]
    """The units that end; the first named gives the head."""
    into: NewUnit
    """The unit that they become."""


class MergeVillages(StepBase):
    """Sáp nhập thôn: neighbouring villages end in one of them, and of each elected place one stays.

    Villages have no posts, only places outside the establishment. They must have the same boss, since a village
    merger moves no commune boundary (Circular 09/2017/TT-BNV). Whose place ends, leaves.
    """

    op: Literal["merge_villages"]
    villages: Annotated[tuple[UnitName, ...], Field(min_length=1)]
    """The villages that end."""
    into: UnitName
    """The village that stays."""


class Part(NewUnit, Portion):
    """A new unit and what it gets of the unit that is divided."""


class Split(StepBase):
    """Chia: a unit ends and becomes two or more new ones, by shares or by lists.

    Shares are made whole exactly: the parts together have all slots, and each part differs from its share by less
    than one. Slots are dealt title by title, so that every part gets its share of each.
    """

    op: Literal["split"]
    unit: UnitName
    """The unit that ends."""
    into: Annotated[tuple[Part, ...], Field(min_length=2)]
    """The units that it becomes; their shares add up to 1, or their lists name everything."""


class SpinOff(StepBase):
    """Tách: a unit goes on and gives a part of its slots, duties, sites and subordinates to new units."""

    op: Literal["spin_off"]
    unit: UnitName
    """The unit that goes on with what is given to nobody."""
    into: Annotated[tuple[Part, ...], Field(min_length=1)]
    """The new units and what they get."""


class Receiver(Portion):
    """A unit and what it gets of the unit that is dissolved."""

    to: UnitName


class Dissolve(StepBase):
    """Giải thể: a unit ends without a successor, and other units receive its people, posts and duties.

    Leaders lose their titles. Posts go on as staff posts of the receivers, or are abolished and their holders stay
    there beyond the establishment.
    """

    op: Literal["dissolve"]
    unit: UnitName
    """The unit that ends."""
    posts: Literal["transfer", "abolish"]
    """Whether the posts go on in the receiving units, or are abolished."""
    receivers: Annotated[tuple[Receiver, ...], Field(min_length=1)]
    """Who gets what; their shares add up to 1, or their lists name everything."""


class Create(StepBase):
    """Thành lập: a new unit comes into being, with vacant posts that did not exist before."""

    op: Literal["create"]
    unit: NewUnit
    posts: tuple[NewPosts, ...] = ()
    """The posts of the new unit; all are vacant."""


class Team(Closed):
    """A grassroots team: a unit under another one, whose places are outside the establishment."""

    suffix: Identifier
    """The id of a team is that of its unit, a hyphen and this."""
    name: Text
    name_vi: Text
    kind: Identifier
    counted_as: Identifier
    title: Identifier
    """The title of its places."""
    group: GroupName
    """The staff group of those who will hold the places."""
    places: Positive
    """How many places a team has; all are vacant, since volunteers are not in the organisation before."""


class FormTeams(UnitChoice):
    """Thành lập tổ, đội ở cơ sở: each chosen unit gets a team of part-time places outside the establishment."""

    op: Literal["form_teams"]
    team: Team


class PooledPosts(Closed):
    """Support posts that a body gives to a joint office."""

    body: UnitName
    title: TitleName
    posts: Positive


class JointOffice(StepBase):
    """Cơ quan, văn phòng dùng chung: several bodies share support posts, and each keeps its identity.

    A new unit takes the pooled posts with their holders; a dotted line leads from each body to the office.
    """

    op: Literal["joint_office"]
    office: NewUnit
    pooled: Annotated[tuple[PooledPosts, ...], Field(min_length=2)]
