"""Steps within units: names, sites, the establishment, titles, funding, contracts."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from orgsim.errors import Message
from orgsim.model.closed import Identifier, SiteName, Text, TitleName, UnitName
from orgsim.model.organisation import Funding
from orgsim.model.steps.base import NewPosts, Positive, StepBase, UnitChoice

__all__ = [
    "ChangeFunding",
    "CloseSites",
    "EndPlaces",
    "ReduceEstablishment",
    "Rename",
    "RestrictPlace",
    "SetEstablishment",
    "UnifyTitles",
]


class Rename(StepBase):
    """Đổi tên, chuyển đổi loại hình: a unit gets another name, kind or group; what is left out stays."""

    op: Literal["rename"]
    unit: UnitName
    name: Text | None = None
    name_vi: Text | None = None
    new_kind: Identifier | None = None
    counted_as: Identifier | None = None

    @model_validator(mode="after")
    def _something(self) -> "Rename":
        if (self.name, self.name_vi, self.new_kind, self.counted_as) == (None, None, None, None):
            raise ValueError(Message("give 'name', 'name_vi', 'new_kind' or 'counted_as'"))
        return self


class CloseSites(StepBase):
    """Xóa điểm trường: sites close; their people stay with the unit."""

    op: Literal["close_sites"]
    sites: Annotated[tuple[SiteName, ...], Field(min_length=1)]


class SetEstablishment(UnitChoice):
    """Giao biên chế: each chosen unit has exactly so many posts of each title from the date on.

    Missing posts come into being and are vacant. Of too many, vacant posts are abolished first, and then from the
    last id on; who holds an abolished post stays beyond the establishment.
    """

    op: Literal["set_establishment"]
    posts: Annotated[tuple[NewPosts, ...], Field(min_length=1)]
    """The posts of each unit."""
    others: Literal["keep", "abolish"]
    """What becomes of the unit's posts of other titles."""


class ReduceEstablishment(StepBase):
    """Giảm biên chế: fewer posts are authorised; vacant posts go first, a held one becomes supernumerary."""

    op: Literal["reduce_establishment"]
    cuts: Annotated[dict[UnitName, Positive], Field(min_length=1)]
    """Posts to abolish, by unit; only posts without a leader's title."""


class UnifyTitles(UnitChoice):
    """Nhất thể hoá chức danh: in each unit one person holds two titles, and the other post is freed.

    Nobody has to leave for it if the freed post becomes a staff post or its holder stays beyond the establishment.
    When the person with both titles leaves one day, one post is vacant and is filled as any other.
    """

    op: Literal["unify_titles"]
    keep: TitleName
    """The title whose holder takes both."""
    free: TitleName
    """The title whose post is freed."""
    freed_post: Literal["abolish", "staff"]
    """Whether the freed post is abolished or becomes a staff post."""
    freed_person: Literal["stays", "released"]
    """Whether a person in an abolished post stays beyond the establishment, or leaves on the date."""


class RestrictPlace(UnitChoice):
    """Bố trí người đứng đầu không là người địa phương: no native of the unit may hold a title in it from now on.

    It is refused while a native holds the title: rotate first. Later steps that would seat a native are refused
    too. Natives are those of the scenario's natives table; of others nothing is known.
    """

    op: Literal["restrict_place"]
    title: TitleName


class ChangeFunding(UnitChoice):
    """Tự chủ tài chính: another source pays for all slots of the units; the people stay."""

    op: Literal["change_funding"]
    funding: Funding


class EndPlaces(StepBase):
    """Chấm dứt hợp đồng: contracts of people beyond the establishment end on the date, and the people leave.

    Those with the last slot ids leave. An ``end_contracts`` programme chooses by service or age instead.
    """

    op: Literal["end_contracts"]
    places: Annotated[dict[UnitName, Positive], Field(min_length=1)]
    """How many supernumerary places end, by unit."""
