"""The proof of conservation finds every kind of loss, invention and false entry that can be planted."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from orgsim.errors import ConservationError, StructureError
from orgsim.model.ledger import Descent, LedgerEntry, tally
from orgsim.model.organisation import Duty, Funding, Organisation, Rank, Site, Slot, Standing
from orgsim.model.steps import CloseSites
from orgsim.rules.reorganise import OPERATORS, apply, check_conservation
from orgsim.rules.reorganise.draft import Draft
from orgsim.testing import step_of
from tests.making import slots, unit


def town() -> Organisation:
    """Make a city of two offices, and a province outside; each office has a duty and a site, one is closed."""
    units = {u.id: u for u in (unit("province", None), unit("city", "province"), unit("a"), unit("b"))}
    seats = {
        "province": (),
        "city": (),
        "a": (*slots("a", 3, holders=("p1", "p2")), *slots("a", 1, title="head", holders=("p3",), rank=Rank.HEAD)),
        "b": (
            *slots("b", 1, holders=("p4",)),
            *slots("b", 1, title="elder", holders=("p5",), rank=Rank.HEAD, standing=Standing.GRASSROOTS),
        ),
    }
    duties = {key: Duty(key, key, key, owner, key) for key, owner in (("health", "a"), ("roads", "b"))}
    sites = {"hill": Site("hill", "Hill", "a", open=True), "dale": Site("dale", "Dale", "b", open=False)}
    return Organisation(units, seats, duties, sites, frozenset(), "city")


def entry_of(before: Organisation, after: Organisation, **fields: Any) -> LedgerEntry:
    """Make an entry whose counts are right."""
    entry = LedgerEntry(
        step="planted",
        op="move_unit",
        date=dt.date(2016, 1, 1),
        before=tally(before, inside=False),
        after=tally(after, inside=False),
        inside_before=tally(before, inside=True),
        inside_after=tally(after, inside=True),
    )
    return replace(entry, **fields)


def with_slots(organisation: Organisation, key: str, change: Callable[[Any], tuple[Slot, ...]]) -> Organisation:
    return replace(organisation, slots={**organisation.slots, key: change(organisation.slots[key])})


def with_slot(organisation: Organisation, slot: str, **fields: Any) -> Organisation:
    """Change one slot."""
    return with_slots(
        organisation,
        slot.split("/")[0],
        lambda found: tuple(replace(s, **fields) if s.id == slot else s for s in found),
    )


def with_site(organisation: Organisation, key: str, **fields: Any) -> Organisation:
    return replace(organisation, sites={**organisation.sites, key: replace(organisation.sites[key], **fields)})


def without_unit_b(organisation: Organisation) -> Organisation:
    """End office b and give what is its to office a."""
    return Organisation(
        {key: found for key, found in organisation.units.items() if key != "b"},
        {"province": (), "city": (), "a": (*organisation.slots["a"], *organisation.slots["b"])},
        {key: replace(duty, owner="a") for key, duty in organisation.duties.items()},
        {key: replace(site, unit="a") for key, site in organisation.sites.items()},
        frozenset(),
        "city",
    )


def moved_out(organisation: Organisation) -> Organisation:
    return replace(organisation, units={**organisation.units, "b": unit("b", "province")})


def swapped(organisation: Organisation) -> Organisation:
    first, second, *rest = organisation.slots["a"]
    exchanged = (replace(first, holder=second.holder), replace(second, holder=first.holder), *rest)
    return replace(organisation, slots={**organisation.slots, "a": exchanged})


def moved_slot(organisation: Organisation) -> Organisation:
    first, *rest = organisation.slots["a"]
    return replace(organisation, slots={**organisation.slots, "a": tuple(rest), "b": (*organisation.slots["b"], first)})


def same(organisation: Organisation) -> Organisation:
    return organisation


Fault = tuple[Callable[[Organisation], Organisation], dict[str, Any], str]
FAULTS: dict[str, Fault] = {
    "a slot lost": (lambda o: with_slots(o, "a", lambda s: s[:2] + s[3:]), {}, "slots lost: a/staff/003"),
    "a slot invented": (
        lambda o: with_slots(o, "a", lambda s: (*s, *slots("z", 1))),
        {},
        "slots invented: z/staff/001",
    ),
    "a slot said to end that goes on": (same, {"ended": ("a/staff/003",)}, "slots invented: a/staff/003"),
    "a held slot ended": (
        lambda o: with_slots(o, "a", lambda s: s[1:]),
        {"ended": ("a/staff/001",), "abolished": ("a/staff/001",)},
        "people lost: p1",
    ),
    "a person lost": (lambda o: with_slot(o, "a/staff/001", holder=None), {}, "people lost: p1"),
    "a person invented": (lambda o: with_slot(o, "a/staff/003", holder="ghost"), {}, "people invented: ghost"),
    "a person replaced": (lambda o: with_slot(o, "a/staff/001", holder="ghost"), {}, "people lost: p1"),
    "two people exchanged": (
        swapped,
        {},
        "another holder without a succession: a/staff/001, a/staff/002",
    ),
    "a person released who stays": (same, {"released": ("a/staff/001",)}, "people invented: p1"),
    "nobody released": (same, {"released": ("a/staff/003",)}, "people invented: nobody in a/staff/003"),
    "a release from no slot": (same, {"released": ("zz",)}, "people invented: nobody in zz"),
    "a succession that is not taken": (
        same,
        {"successions": (("a/staff/001", "a/staff/003"),)},
        "another holder without a succession: a/staff/001, a/staff/003",
    ),
    "a post lost": (
        lambda o: with_slot(o, "a/staff/001", standing=Standing.SUPERNUMERARY),
        {},
        "posts lost: a/staff/001",
    ),
    "a post said to be abolished": (same, {"abolished": ("a/staff/001",)}, "posts invented: a/staff/001"),
    "a place made supernumerary": (
        lambda o: with_slot(o, "b/elder/001", standing=Standing.SUPERNUMERARY),
        {},
        "another standing: b/elder/001",
    ),
    "a place made a post": (
        lambda o: with_slot(o, "b/elder/001", standing=Standing.AUTHORISED),
        {},
        "posts invented: b/elder/001",
    ),
    "an abolished post made a part-time place": (
        lambda o: with_slot(o, "a/staff/001", standing=Standing.GRASSROOTS),
        {"abolished": ("a/staff/001",)},
        "another standing: a/staff/001",
    ),
    "a leader made": (
        lambda o: with_slot(o, "a/staff/001", rank=Rank.HEAD),
        {},
        "a leader's title gained: a/staff/001",
    ),
    "a title changed": (
        lambda o: with_slot(o, "a/staff/001", title="clerk"),
        {},
        "another title or group: a/staff/001",
    ),
    "a group changed": (lambda o: with_slot(o, "a/staff/001", group="x"), {}, "another title or group: a/staff/001"),
    "a payer changed": (
        lambda o: with_slot(o, "a/staff/001", funding=Funding.PROVINCE),
        {},
        "another source pays: a/staff/001",
    ),
    "a slot moved": (
        moved_slot,
        {},
        "slots in another unit: a/staff/001",
    ),
    "a duty lost": (lambda o: replace(o, duties={"roads": o.duties["roads"]}), {}, "duties lost: health"),
    "a duty invented": (
        lambda o: replace(o, duties={**o.duties, "new": Duty("new", "n", "n", "a", "new")}),
        {},
        "duties invented: new",
    ),
    "a duty given away": (
        lambda o: replace(o, duties={**o.duties, "health": replace(o.duties["health"], owner="b")}),
        {},
        "duties of another unit: health",
    ),
    "a site lost": (lambda o: replace(o, sites={"dale": o.sites["dale"]}), {}, "sites lost: hill"),
    "a site invented": (
        lambda o: replace(o, sites={**o.sites, "new": Site("new", "n", "a", open=True)}),
        {},
        "sites invented: new",
    ),
    "a site reopened": (lambda o: with_site(o, "dale", open=True), {}, "sites reopened: dale"),
    "a site closed by the way": (lambda o: with_site(o, "hill", open=False), {}, "sites closed: hill"),
    "a site given away": (lambda o: with_site(o, "hill", unit="b"), {}, "sites of another unit: hill"),
    "no site closed by a step that closes some": (same, {"op": "close_sites"}, "no site closed"),
    "a unit lost": (without_unit_b, {}, "units lost: b"),
    "a unit invented": (
        lambda o: replace(o, units={**o.units, "new": unit("new")}, slots={**o.slots, "new": ()}),
        {},
        "units invented: new",
    ),
    "a unit said to become another": (same, {"descents": (Descent("a", "new", Fraction(1)),)}, "units lost: new"),
    "an heir that is not the one named": (
        without_unit_b,
        {"descents": (Descent("b", "city", Fraction(1)),)},
        "duties of another unit: roads",
    ),
    "a moved slot kept quiet": (moved_slot, {"op": "transfer_posts"}, "slots moved lost: a/staff/001"),
    "a move that was none": (same, {"moved": ("a/staff/001",)}, "slots moved invented: a/staff/001"),
    "a moved duty kept quiet": (
        lambda o: replace(o, duties={**o.duties, "health": replace(o.duties["health"], owner="b")}),
        {"op": "transfer_duties"},
        "duties moved lost: health",
    ),
    "the boundary changed": (
        lambda o: replace(o, boundary="a"),
        {},
        "the boundary is 'a' and was 'city'",
    ),
    "a crossing kept quiet": (moved_out, {}, "crossings out lost: b/elder/001, b/staff/001"),
    "a crossing that was none": (same, {"crossed_in": ("a/staff/001",)}, "crossings in invented: a/staff/001"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_the_proof_finds_every_kind_of_loss(fault: str) -> None:
    change, fields, message = FAULTS[fault]
    before = town()
    after = change(before)
    with pytest.raises(ConservationError) as caught:
        check_conservation(before, after, entry_of(before, after, **fields))
    step, _, found = str(caught.value).partition(" does not conserve: ")
    assert step == f"step 'planted' ({fields.get('op', 'move_unit')})"
    assert message in found.split("; ")


@pytest.mark.parametrize("count", ["before", "after", "inside_before", "inside_after"])
@pytest.mark.parametrize("measure", tally(town(), inside=False).__slots__)
def test_the_proof_counts_everything_again(count: str, measure: str) -> None:
    before = town()
    entry = entry_of(before, before)
    right = getattr(entry, count)
    wrong = replace(entry, **{count: replace(right, **{measure: getattr(right, measure) + 1})})
    with pytest.raises(ConservationError, match=f"the entry's count '{count}' is not that of the organisation"):
        check_conservation(before, before, wrong)


def test_the_proof_accepts_what_did_not_change() -> None:
    before = town()
    check_conservation(before, before, entry_of(before, before))


def test_the_proof_accepts_each_change_with_its_entry_and_no_other() -> None:
    before = town()
    cases: list[tuple[Organisation, dict[str, Any]]] = [
        (
            without_unit_b(before),
            {
                "descents": (Descent("b", "a", Fraction(1)),),
                "moved": ("b/elder/001", "b/staff/001"),
                "duties_moved": ("roads",),
            },
        ),
        (moved_out(before), {"crossed_out": ("b/elder/001", "b/staff/001")}),
        (with_slot(before, "a/staff/001", standing=Standing.SUPERNUMERARY), {"abolished": ("a/staff/001",)}),
        (with_site(before, "hill", open=False), {"op": "close_sites"}),
        (with_slot(before, "a/staff/001", funding=Funding.OWN), {"op": "change_funding"}),
        (
            with_slots(before, "b", lambda found: found[:1]),
            {"ended": ("b/elder/001",), "released": ("b/elder/001",)},
        ),
        (
            with_slot(with_slot(before, "a/staff/001", holder=None), "a/staff/003", holder="p1"),
            {"successions": (("a/staff/001", "a/staff/003"),)},
        ),
    ]
    for after, fields in cases:
        check_conservation(before, after, entry_of(before, after, **fields))
        with pytest.raises(ConservationError):
            check_conservation(before, after, entry_of(before, after))


def test_a_person_in_two_slots_is_no_organisation() -> None:
    with pytest.raises(StructureError, match="person 'p1' holds two slots"):
        with_slot(town(), "a/staff/003", holder="p1")


def test_a_broken_operator_does_not_get_past_apply(monkeypatch: pytest.MonkeyPatch) -> None:
    def loses_a_duty(draft: Draft, step: CloseSites) -> None:
        del draft.duties["roads"]

    monkeypatch.setitem(OPERATORS, CloseSites, loses_a_duty)
    with pytest.raises(ConservationError, match="duties lost: roads; no site closed"):
        apply(town(), step_of(op="close_sites", sites=["hill"]))
