"""What happens in one replication, as facts without words: to whom, in which slot, when, and by whose decision."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from orgsim.model.organisation import Person

__all__ = ["Event", "Part", "Place", "Somebody", "State", "What"]

What = Literal[
    "transferred",
    "ranked",
    "funded",
    "post_abolished",
    "post_created",
    "succeeded",
    "exchanged",
    "promoted",
    "regularised",
    "recruited",
    "resigned",
    "died",
    "retired",
    "early_retired",
    "severed",
    "contract_ended",
    "released",
]
"""What happens. ``transferred``, ``ranked`` and ``funded``: the slot gets another unit, rank or payer. ``succeeded``,
``exchanged``, ``promoted`` and ``regularised``: somebody comes from another slot, by a step's succession or exchange,
to a vacant leader's post, or from a place beyond the establishment to a vacant post. The last seven are the causes of
leaving.
"""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in a replication; ``recruited`` is the year in which a recruit came.

    Of recruits the person's id is the first slot and that year, as ``office/clerk/001@2016``.
    """

    person: Person
    recruited: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How a slot is: its unit, whether it is a post, and who holds it."""

    unit: str
    post: bool
    holder: Somebody | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody or something was: a slot, its unit, and whether that is within the boundary."""

    slot: str
    unit: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens to a slot or to the person in it.

    ``unit``, ``inside`` and ``post`` say where the slot is then, whether that is within the boundary, and whether the
    slot is a post. ``by`` are the ids of the steps or the programme that decided it.
    ``person`` is who leaves, comes or stays. ``origin`` is where the person, or the slot itself, was before. ``change``
    is the old and the new rank or payer. ``given_for`` is the leader's slot for which a staff post is given up. ``lot``
    is how many posts a recruitment rule filled and abolished on the same evening, where it draws lots.
    """

    day: dt.date
    phase: str
    what: What
    slot: str
    unit: str
    inside: bool
    post: bool
    by: tuple[str, ...] = ()
    person: Somebody | None = None
    origin: Place | None = None
    change: tuple[str, str] | None = None
    given_for: str = ""
    lot: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the year: the steps of a morning, the leavers of a day, one programme, or the rest of a phase.

    ``by`` are the ids of the steps, or of the programme. ``changes`` are the slots that are not as they were before,
    and how they are now: ``None`` stands for a slot that nobody holds and that is no post.
    """

    day: dt.date
    phase: str
    by: tuple[str, ...]
    events: tuple[Event, ...]
    changes: Mapping[str, State | None]
