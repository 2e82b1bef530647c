"""Steps: dated operators with their operands, legal basis and reason.

Nothing that a step changes has a silent default: how many leaders stay and how many posts go is said
in the step.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from orgsim.model.closed import Closed, Identifier, Text
from orgsim.model.organisation import Funding

__all__ = [
    "Absorb",
    "ChangeFunding",
    "CloseSites",
    "Consolidate",
    "DutyTransfer",
    "MoveUnit",
    "NewUnit",
    "ReduceEstablishment",
    "Step",
    "StepBase",
    "TransferDuties",
    "TransferPosts",
    "UnifyTitles",
]

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


class NewUnit(Closed):
    """A unit that a step brings into being."""

    id: Identifier
    name: Text
    name_vi: Text
    kind: Identifier
    """The kind of unit, such as division, school, commune."""
    counted_as: Identifier
    """The group in which the unit is counted, such as agency or association."""
    reports_to: str
    """The boss of the new unit."""


class Merger(StepBase):
    """What the two mergers share: how many leaders and posts the merged unit keeps."""

    deputies: Count | Literal["all"]
    """How many deputies stay, the surviving or first-named unit's first; the others become staff."""
    abolish: Count
    """How many posts the merger abolishes: posts that lost their leader's title first, then vacant ones."""


class Absorb(Merger):
    """Sáp nhập: the absorbed units end, the surviving unit takes their slots, duties, sites and subordinates."""

    op: Literal["absorb"]
    absorbed: Annotated[tuple[str, ...], Field(min_length=1)]
    """The units that end."""
    into: str
    """The unit that survives and keeps its identity and its head."""


class Consolidate(Merger):
    """Hợp nhất: all named units end and one new unit takes their slots, duties, sites and subordinates."""

    op: Literal["consolidate"]
    units: Annotated[tuple[str, ...], Field(min_length=2)]
    """The units that end; the first named gives the head."""
    into: NewUnit
    """The unit that they become."""


class MoveUnit(StepBase):
    """Chuyển giao, tiếp nhận: units report to another boss, with all that is theirs; also across the boundary."""

    op: Literal["move_unit"]
    units: Annotated[tuple[str, ...], Field(min_length=1)]
    to: str
    """The new boss."""


class TransferPosts(StepBase):
    """Posts move between units, each with the person who holds it."""

    op: Literal["transfer_posts"]
    origin: str
    """The unit that gives the posts."""
    to: str
    """The unit that receives them."""
    title: Text
    """The title of the posts, as in the posts table."""
    posts: Positive


class DutyTransfer(Closed):
    """One duty and its new owner."""

    duty: str
    to: str


class TransferDuties(StepBase):
    """Điều chỉnh chức năng: duties get new owners; no post and no person moves."""

    op: Literal["transfer_duties"]
    duties: Annotated[tuple[DutyTransfer, ...], Field(min_length=1)]


class CloseSites(StepBase):
    """Sites (điểm trường) close; their people stay with the unit."""

    op: Literal["close_sites"]
    sites: Annotated[tuple[str, ...], Field(min_length=1)]


class ReduceEstablishment(StepBase):
    """The number of authorised posts falls: vacant posts go first, a held one becomes supernumerary."""

    op: Literal["reduce_establishment"]
    cuts: Annotated[dict[str, Positive], Field(min_length=1)]
    """Posts to abolish, by unit; only posts without a leader's title."""


class UnitChoice(StepBase):
    """Which units a step concerns: a list of them, or all units of a kind within the boundary."""

    units: tuple[str, ...] = ()
    """The units, by id; leave out if ``kind`` is given."""
    kind: str | None = None
    """All units of this kind within the boundary; leave out if ``units`` is given."""

    @model_validator(mode="after")
    def _one_choice(self) -> "UnitChoice":
        if bool(self.units) == (self.kind is not None):
            raise ValueError("give either 'units' or 'kind', and not both")
        return self


class UnifyTitles(UnitChoice):
    """Nhất thể hoá chức danh: in each unit one person holds two titles, and the other post is freed."""

    op: Literal["unify_titles"]
    keep: Text
    """The title whose holder takes both."""
    free: Text
    """The title whose post is freed."""
    freed_post: Literal["abolish", "staff"]
    """Whether the freed post is abolished or becomes a staff post."""
    freed_person: Literal["stays", "released"]
    """Whether a person in an abolished post stays beyond the establishment, or leaves on the date."""


class ChangeFunding(UnitChoice):
    """Tự chủ tài chính: another source pays for all slots of the units; the people stay."""

    op: Literal["change_funding"]
    funding: Funding


Step = Annotated[
    Absorb
    | Consolidate
    | MoveUnit
    | TransferPosts
    | TransferDuties
    | CloseSites
    | ReduceEstablishment
    | UnifyTitles
    | ChangeFunding,
    Field(discriminator="op"),
]
