"""The proof finds what the newer operators could lose or invent: created slots, twins, heirs, shares, secondments."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from immutables import Map

from orgsim.errors import ConservationError
from orgsim.model.ledger import Descent
from orgsim.model.organisation import Organisation, Secondment
from orgsim.rules.reorganise import check_conservation
from tests.unit.test_reorganise_conservation import entry_of, same, town, with_slots

HALF = Fraction(1, 2)


def with_new_slot(holder: str | None) -> Callable[[Organisation], Organisation]:
    def change(organisation: Organisation) -> Organisation:
        made = replace(organisation.slots["a"][0], id="a/staff/new", holder=holder)
        return with_slots(organisation, "a", lambda found: (*found, made))

    return change


def without_holder(organisation: Organisation) -> Organisation:
    """Let a seconded person's slot be vacant, past the checks of the constructor."""
    after = with_slots(organisation, "a", lambda found: (replace(found[0], holder=None), *found[1:]))
    return away(after, {"a/staff/001": Secondment("b", "sent")})


def away(organisation: Organisation, seconded: dict[str, Secondment]) -> Organisation:
    """Change who is seconded, past the checks of the constructor."""
    after: Organisation = object.__new__(Organisation)
    after.__dict__.update(organisation.__dict__ | {"seconded": Map(seconded)})
    after.__dict__.pop("tallies", None)
    return after


def twins(organisation: Organisation) -> Organisation:
    """Let two units have one slot, past the checks of the constructor."""
    after: Organisation = object.__new__(Organisation)
    first = organisation.slots["a"][0]
    slots = organisation.slots.set("b", (*organisation.slots["b"], first))  # type: ignore[attr-defined]
    after.__dict__.update(organisation.__dict__ | {"slots": slots})
    after.__dict__.pop("tallies", None)
    return after


def twins_in_one_unit(organisation: Organisation) -> Organisation:
    after: Organisation = object.__new__(Organisation)
    slots = organisation.slots.set("a", (*organisation.slots["a"], organisation.slots["a"][0]))  # type: ignore[attr-defined]
    after.__dict__.update(organisation.__dict__ | {"slots": slots})
    after.__dict__.pop("tallies", None)
    return after


FAULTS: dict[str, tuple[Callable[[Organisation], Organisation], dict[str, Any], str]] = {
    "a slot in two units": (twins, {}, "slots twice in one organisation: a/staff/001"),
    "a slot twice in a unit": (twins_in_one_unit, {}, "slots twice in one organisation: one of 'a'"),
    "a slot said to be created that was there": (
        same,
        {"created": ("a/staff/001",)},
        "created slots that existed before: a/staff/001",
    ),
    "somebody in a created slot": (
        with_new_slot("p9"),
        {"created": ("a/staff/new",)},
        "created slots that are held: a/staff/new",
    ),
    "a created slot kept quiet": (with_new_slot(None), {}, "slots invented: a/staff/new; posts invented: a/staff/new"),
    "slots that stay in a unit that has heirs": (
        same,
        {"descents": (Descent("b", "a", Fraction(1)),)},
        "slots of a unit that has heirs: b/elder/001, b/staff/001",
    ),
    "shares that are too little": (
        same,
        {"descents": (Descent("a", "a", HALF),)},
        "shares that do not add up to 1: a",
    ),
    "a secondment that begins by the way": (
        lambda o: away(o, {"a/staff/001": Secondment("b", "sent")}),
        {},
        "secondments begun or ended by another step: a/staff/001",
    ),
    "a secondment of nobody": (without_holder, {"op": "second"}, "secondments of nobody: a/staff/001"),
    "an exchange with a slot that is nowhere": (
        same,
        {"exchanges": (("a/staff/001", "a/nowhere/001"),)},
        "people who change places with slots that are not there: a/nowhere/001",
    ),
    "a succession into a slot that is nowhere": (
        same,
        {"successions": (("a/staff/001", "a/nowhere/001"),)},
        "people who change places with slots that are not there: a/nowhere/001",
    ),
    "more than three": (
        lambda o: with_slots(o, "a", lambda _: ()),
        {},
        "slots lost: a/head/001, a/staff/001, a/staff/002 and 1 more",
    ),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_the_proof_finds_it(fault: str) -> None:
    change, fields, message = FAULTS[fault]
    before = town()
    after = change(before)
    with pytest.raises(ConservationError) as caught:
        check_conservation(before, after, entry_of(before, after, **fields))
    assert message in str(caught.value)
    assert ": slots lost: a" in str(caught.value) or fault != "more than three"


def test_exactly_three_are_listed_without_more() -> None:
    before = town()
    after = with_slots(before, "a", lambda found: found[:1])
    with pytest.raises(ConservationError) as caught:
        check_conservation(before, after, entry_of(before, after))
    assert "slots lost: a/head/001, a/staff/002, a/staff/003;" in str(caught.value)


def test_counts_that_agree_with_both_organisations_but_not_with_what_was_looked_at() -> None:
    before = town()
    after = with_slots(before, "a", lambda found: found[:3])
    with pytest.raises(ConservationError, match=r"the counts of the entry differ by something else than what changed$"):
        check_conservation(before, after, entry_of(before, after), units=["b"])


def test_a_created_slot_that_is_named_is_accepted() -> None:
    before = town()
    after = with_new_slot(None)(before)
    check_conservation(before, after, entry_of(before, after, created=("a/staff/new",)))
    check_conservation(before, after, entry_of(before, after, created=("a/staff/new",)), units=["a"])
