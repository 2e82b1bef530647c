"""Steps: dated operators with their operands, legal basis and reason.

Nothing that a step changes has a silent default: how many leaders stay and how many posts go is said
in the step.
"""

from typing import Annotated

from pydantic import Field

from orgsim.model.steps.adjustments import (
    ChangeFunding,
    CloseSites,
    EndPlaces,
    ReduceEstablishment,
    Rename,
    RestrictPlace,
    SetEstablishment,
    UnifyTitles,
)
from orgsim.model.steps.base import NewPosts, NewUnit, Portion, StepBase, UnitChoice
from orgsim.model.steps.mergers import (
    Absorb,
    Consolidate,
    Create,
    Dissolve,
    FormTeams,
    JointOffice,
    Merger,
    MergeVillages,
    Part,
    PooledPosts,
    Receiver,
    SpinOff,
    Split,
    Team,
)
from orgsim.model.steps.transfers import (
    AdjustDuties,
    AppointByCompetition,
    DutyTransfer,
    MoveUnit,
    NewDuty,
    Recall,
    Rotate,
    Second,
    TransferDuties,
    TransferPeople,
    TransferPosts,
)

__all__ = [
    "Absorb",
    "AdjustDuties",
    "AppointByCompetition",
    "ChangeFunding",
    "CloseSites",
    "Consolidate",
    "Create",
    "Dissolve",
    "DutyTransfer",
    "EndPlaces",
    "FormTeams",
    "JointOffice",
    "MergeVillages",
    "Merger",
    "MoveUnit",
    "NewDuty",
    "NewPosts",
    "NewUnit",
    "Part",
    "PooledPosts",
    "Portion",
    "Recall",
    "Receiver",
    "ReduceEstablishment",
    "Rename",
    "RestrictPlace",
    "Rotate",
    "Second",
    "SetEstablishment",
    "SpinOff",
    "Split",
    "Step",
    "StepBase",
    "Team",
    "TransferDuties",
    "TransferPeople",
    "TransferPosts",
    "UnifyTitles",
    "UnitChoice",
]

Step = Annotated[
    Absorb
    | Consolidate
    | MergeVillages
    | Split
    | SpinOff
    | Dissolve
    | Create
    | FormTeams
    | JointOffice
    | MoveUnit
    | TransferPosts
    | TransferPeople
    | TransferDuties
    | AdjustDuties
    | Rotate
    | AppointByCompetition
    | Second
    | Recall
    | RestrictPlace
    | Rename
    | CloseSites
    | SetEstablishment
    | ReduceEstablishment
    | UnifyTitles
    | ChangeFunding
    | EndPlaces,
    Field(discriminator="op"),
]
