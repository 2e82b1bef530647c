"""A small city on which tests of the operators take one step and look at everything that it changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from orgsim.errors import StepError
from orgsim.model.ledger import LedgerEntry
from orgsim.model.organisation import Duty, Organisation, Rank, Secondment, Site, Slot, Standing
from orgsim.rules.reorganise import apply
from orgsim.testing import step_of
from tests.making import slots, unit

NAMED = (
    "created",
    "abolished",
    "ended",
    "released",
    "successions",
    "exchanges",
    "descents",
    "founded",
    "duties_begun",
    "duties_ended",
    "crossed_in",
    "crossed_out",
)
"""The fields of a ledger entry that name what a step did."""

Refusal = tuple[dict[str, Any], str, tuple[str | int, ...]]
"""An illegal step, what is said of it, and the field that is wrong."""


def city() -> Organisation:
    """Make a city of two offices, two villages and, outside, a station; office b has a vacant post."""
    units = [
        unit("province", None),
        unit("city", "province", kind="city"),
        unit("a"),
        unit("b"),
        unit("v1", "city", kind="village"),
        unit("v2", "city", kind="village"),
        unit("station", "province", kind="station"),
    ]
    seats: dict[str, Any] = {u.id: () for u in units}
    for name, staff in (("a", 3), ("b", 2)):
        seats[name] = (
            *slots(name, 1, holders=(f"{name}-head",), title="head", rank=Rank.HEAD),
            *slots(name, 2, holders=(f"{name}-dep1", f"{name}-dep2"), title="deputy", rank=Rank.DEPUTY),
            *slots(name, 3, holders=tuple(f"{name}-{n}" for n in range(staff))),
        )
    for name in ("v1", "v2"):
        seats[name] = tuple(
            slot
            for title in ("elder", "secretary")
            for slot in slots(
                name, 1, holders=(f"{name}-{title}",), title=title, rank=Rank.HEAD, standing=Standing.GRASSROOTS
            )
        )
    seats["station"] = slots("station", 2, holders=("vet",))
    duties = {
        "health": Duty("health", "Health", "Y tế", "a", "health"),
        "roads": Duty("roads", "Roads", "Đường", "b", "roads"),
    }
    sites = {"hill": Site("hill", "Hill", "a", open=True), "dale": Site("dale", "Dale", "b", open=False)}
    return Organisation({u.id: u for u in units}, seats, duties, sites, frozenset({("a", "b")}), "city")


def divisible() -> Organisation:
    """Give office a seven posts, the last one vacant, two duties and sites, a village, and all that can point to it."""
    small = city()
    return replace(
        small,
        units={**small.units, "v1": unit("v1", "a", kind="village")},
        slots={**small.slots, "a": (*small.slots["a"], *slots("a", 4)[3:])},
        duties={**small.duties, "schools": Duty("schools", "Schools", "Trường", "a", "schools")},
        sites={**small.sites, "peak": Site("peak", "Peak", "a", open=False)},
        dotted=frozenset({("a", "b"), ("b", "a"), ("station", "v2")}),
        seconded={"a/staff/001": Secondment("b", "sent"), "b/staff/001": Secondment("a", "sent")},
        natives={"a-head": "a", "b-head": "a", "vet": "b"},
        restricted=frozenset({("a", "deputy"), ("b", "head")}),
    )


def with_places() -> Organisation:
    """Give office a a place beyond the establishment and two outside it, one of them vacant."""
    whole = divisible()
    places = (
        *slots("a", 1, holders=("a-extra",), title="aide", standing=Standing.SUPERNUMERARY),
        *slots("a", 2, holders=("a-elder",), title="elder", rank=Rank.HEAD, standing=Standing.GRASSROOTS),
    )
    return replace(whole, slots={**whole.slots, "a": (*whole.slots["a"], *places)})


def office(key: str, **more: Any) -> dict[str, Any]:
    """Describe a new office, and what it gets."""
    words = {"name": key.title(), "name_vi": f"Phòng {key}", "kind": "bureau", "counted_as": "agency"}
    return {"id": key, **words, "reports_to": "city", **more}


def with_slots(organisation: Organisation, **more: Sequence[Slot]) -> Organisation:
    """Give units more slots."""
    added = {key: (*organisation.slots[key], *found) for key, found in more.items()}
    return replace(organisation, slots={**organisation.slots, **added})


def vacated(organisation: Organisation, key: str) -> Organisation:
    """Let the holder of a slot be gone."""
    return replace(
        organisation,
        slots={
            name: tuple(replace(slot, holder=None) if slot.id == key else slot for slot in found)
            for name, found in organisation.slots.items()
        },
    )


def take(**fields: Any) -> tuple[Organisation, LedgerEntry]:
    return apply(city(), step_of(**fields))


def changes(entry: LedgerEntry) -> dict[str, int]:
    change = entry.inside_after - entry.inside_before
    return {name: getattr(change, name) for name in change.__slots__ if getattr(change, name)}


def named(entry: LedgerEntry) -> dict[str, Any]:
    """Return all that an entry names; what is left out is empty."""
    return {name: getattr(entry, name) for name in NAMED if getattr(entry, name)}


def holders(organisation: Organisation, unit_id: str) -> dict[str, str | None]:
    """Return who holds each slot of a unit, in the order of its slots."""
    return {slot.id: slot.holder for slot in organisation.slots[unit_id]}


def kept(before: Organisation, after: Organisation, *but: str) -> None:
    """Claim that an organisation is as it was, but for the fields named."""
    for field in Organisation.__dataclass_fields__:
        if field not in but:
            assert getattr(after, field) == getattr(before, field), field


def refusal(organisation: Organisation, **fields: Any) -> tuple[str, tuple[str | int, ...]]:
    """Return what is said of an illegal step, and of which field."""
    with pytest.raises(StepError) as caught:
        apply(organisation, step_of(**fields))
    assert caught.value.step == "step"
    return str(caught.value), caught.value.field
