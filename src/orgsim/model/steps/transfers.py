"""Steps that move units, posts, people and duties."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from orgsim.errors import Message
from orgsim.model.closed import Closed, DutyName, Identifier, StepName, Text, TitleName, UnitName
from orgsim.model.steps.base import Positive, StepBase, UnitChoice

__all__ = [
    "AdjustDuties",
    "AppointByCompetition",
    "DutyTransfer",
    "MoveUnit",
    "NewDuty",
    "Recall",
    "Rotate",
    "Second",
    "TransferDuties",
    "TransferPeople",
    "TransferPosts",
]


class MoveUnit(StepBase):
    """Chuyển giao, tiếp nhận: units report to another boss, with all that is theirs; also across the boundary."""

    op: Literal["move_unit"]
    units: Annotated[tuple[UnitName, ...], Field(min_length=1)]
    to: UnitName
    """The new boss."""


class TransferPosts(StepBase):
    """Điều chuyển biên chế: posts move between units, each with the person who holds it."""

    op: Literal["transfer_posts"]
    origin: UnitName
    """The unit that gives the posts."""
    to: UnitName
    """The unit that receives them."""
    title: TitleName
    """The title of the posts, as in the posts table."""
    posts: Positive


class TransferPeople(StepBase):
    """Điều động: people move to vacant posts of another unit; the posts stay where they are.

    The holders move in the order of their slots' ids, to vacant posts in the order of theirs.
    """

    op: Literal["transfer_people"]
    origin: UnitName
    """The unit that people leave."""
    title: TitleName
    """The title of the posts that they leave."""
    to: UnitName
    """The unit that they join; it may be the same."""
    to_title: TitleName
    """The title of the vacant posts that they take."""
    people: Positive


class DutyTransfer(Closed):
    """One duty and its new owner."""

    duty: DutyName
    to: UnitName


class TransferDuties(StepBase):
    """Chuyển chức năng, nhiệm vụ: duties get new owners; no post and no person moves."""

    op: Literal["transfer_duties"]
    duties: Annotated[tuple[DutyTransfer, ...], Field(min_length=1)]


class NewDuty(Closed):
    """A duty that did not exist before."""

    id: Identifier
    name: Text
    name_vi: Text
    owner: UnitName
    function: Identifier
    """What is done, whoever does it and wherever; two duties of one function overlap."""


class AdjustDuties(StepBase):
    """Điều chỉnh chức năng, nhiệm vụ: new duties begin and duties that nobody needs any more end."""

    op: Literal["adjust_duties"]
    begins: tuple[NewDuty, ...] = ()
    ends: tuple[DutyName, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> "AdjustDuties":
        if not self.begins and not self.ends:
            raise ValueError(Message("give 'begins', 'ends' or both"))
        return self


class Rotate(StepBase):
    """Luân chuyển ngang: leaders of one title change units in a ring, so that everyone gets another unit.

    The first unit's leader goes to the second unit, and so on; the last one's goes to the first.
    """

    op: Literal["rotate"]
    title: TitleName
    """The title; each unit has one such post, and somebody holds it."""
    ring: Annotated[tuple[UnitName, ...], Field(min_length=2)]
    """The units, in the order in which leaders move on."""


class AppointByCompetition(UnitChoice):
    """Thi tuyển: in each unit a post goes to the winner of a competition among the holders of another title.

    The winner is the holder with the first slot id. In a future in which nobody holds that slot any more, nobody
    is appointed.
    """

    op: Literal["appoint_by_competition"]
    title: TitleName
    """The title of the post; each unit has one."""
    candidates: TitleName
    """The title of the posts whose holders compete."""
    incumbent: Literal["exchanges", "stays"]
    """Whether an incumbent takes the winner's post; if the incumbent ``stays``, only a vacant post is filled."""


class Second(StepBase):
    """Biệt phái, tăng cường về cơ sở: people work in a host unit for a time, with a right of return.

    They keep slot and salary at home, and a post kept for a return is not abolished. ``recall`` ends it.
    """

    op: Literal["second"]
    origin: UnitName
    """The unit that sends them."""
    title: TitleName
    """The title of their posts."""
    to: UnitName
    """The host unit."""
    people: Positive


class Recall(StepBase):
    """Kết thúc biệt phái: everyone whom a step seconded works at home again."""

    op: Literal["recall"]
    seconded_by: StepName
    """The step that sent them."""
