"""Laws of the operators: true of every organisation and every legal step."""

import datetime as dt
from dataclasses import replace
from typing import Any

import networkx as nx
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from orgsim.errors import StepError
from orgsim.model.ledger import tally
from orgsim.model.organisation import Organisation, Rank, Standing
from orgsim.rules.reorganise import OPERATORS, apply, follow
from tests.properties.strategies import dated, legal_steps, organisations, step_of

SLOW = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def holders(organisation: Organisation) -> list[str]:
    return sorted(slot.holder for slot in organisation.every_slot if slot.holder is not None)


@SLOW
@given(organisations(), st.data())
def test_every_legal_step_conserves_people_duties_and_sites(organisation: Organisation, data: st.DataObject) -> None:
    step = data.draw(legal_steps(organisation))
    after, entry = apply(organisation, step)
    left = [slot.holder or "nobody" for slot in organisation.every_slot if slot.id in entry.released]
    assert sorted([*holders(after), *left]) == holders(organisation)
    assert after.duties.keys() == organisation.duties.keys()
    assert after.sites.keys() == organisation.sites.keys()
    assert nx.is_arborescence(after.chart)


@SLOW
@given(organisations(), st.data())
def test_the_organisation_before_a_step_is_left_as_it_was(organisation: Organisation, data: st.DataObject) -> None:
    kept = (dict(organisation.units), dict(organisation.slots), dict(organisation.duties), dict(organisation.sites))
    apply(organisation, data.draw(legal_steps(organisation)))
    assert kept == (organisation.units, organisation.slots, organisation.duties, organisation.sites)


@SLOW
@given(organisations(), st.data())
def test_posts_before_are_posts_after_and_those_abolished(organisation: Organisation, data: st.DataObject) -> None:
    after, entry = apply(organisation, data.draw(legal_steps(organisation)))
    assert entry.before.posts == entry.after.posts + len(entry.abolished)
    assert entry.after.supernumerary + entry.after.posts == sum(
        slot.standing is not Standing.GRASSROOTS for slot in after.every_slot
    )


@given(organisations())
def test_the_empty_roadmap_changes_nothing(organisation: Organisation) -> None:
    assert follow(organisation, ()).closing == organisation


@SLOW
@given(organisations(), st.data())
def test_absorb_removes_exactly_the_absorbed_units(organisation: Organisation, data: st.DataObject) -> None:
    absorbed, into = data.draw(st.permutations(sorted(organisation.units)))[:2]
    try:
        after, _ = apply(organisation, step_of(op="absorb", absorbed=[absorbed], into=into, deputies="all", abolish=0))
    except StepError:
        reject()
    assert set(after.units) == set(organisation.units) - {absorbed}
    assert after.units[into] == organisation.units[into] or organisation.units[into].reports_to == absorbed


@SLOW
@given(organisations(), st.data())
def test_moving_there_and_back_is_the_identity(organisation: Organisation, data: st.DataObject) -> None:
    unit, to = data.draw(st.permutations(sorted(organisation.units)))[:2]
    home = organisation.units[unit].reports_to
    try:
        there, _ = apply(organisation, step_of(op="move_unit", units=[unit], to=to))
    except StepError:
        reject()
    back, entry = apply(there, step_of(op="move_unit", units=[unit], to=home))
    assert back == organisation
    assert entry.after == tally(organisation, inside=False)


@SLOW
@given(organisations(), st.data())
def test_posts_transferred_there_and_back_are_where_they_were(organisation: Organisation, data: st.DataObject) -> None:
    origin, to = data.draw(st.permutations(sorted(organisation.units)))[:2]
    staff = [slot for slot in organisation.slots[origin] if slot.title == "staff"]
    assume(staff and not any(slot.title == "staff" for slot in organisation.slots[to]))
    there, _ = apply(organisation, step_of(op="transfer_posts", origin=origin, to=to, title="staff", posts=len(staff)))
    back, _ = apply(there, step_of(op="transfer_posts", origin=to, to=origin, title="staff", posts=len(staff)))
    assert {key: set(slots) for key, slots in back.slots.items()} == {
        key: set(slots) for key, slots in organisation.slots.items()
    }


@SLOW
@given(organisations(), st.data())
def test_autonomy_changes_no_headcount(organisation: Organisation, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(sorted(organisation.units)))
    try:
        _, entry = apply(organisation, step_of(op="change_funding", units=[unit], funding="own-revenue"))
    except StepError:
        reject()
    changed = entry.after - entry.before
    assert replace(changed, funded_posts=0) == changed - changed


@SLOW
@given(organisations(min_units=5), st.data())
def test_consolidating_three_is_consolidating_two_and_then_the_third(
    organisation: Organisation, data: st.DataObject
) -> None:
    # Who takes a vacant head's post depends on the order of mergers: the same title comes first in each.
    filled = {
        unit: tuple(
            replace(slot, holder=slot.holder or f"head of {slot.id}") if slot.rank is Rank.HEAD else slot
            for slot in slots
        )
        for unit, slots in organisation.slots.items()
    }
    organisation = replace(organisation, slots=filled)
    units = data.draw(st.permutations([unit for unit in sorted(organisation.units) if unit.startswith("u")]))[:3]
    new = {"id": "new", "name": "N", "name_vi": "N", "kind": "division", "counted_as": "division", "reports_to": "city"}
    merge = {"op": "consolidate", "deputies": "all", "abolish": 0}
    try:
        at_once, _ = apply(organisation, step_of(**merge, units=units, into=new))
        first, _ = apply(organisation, step_of(**merge, units=units[:2], into={**new, "id": "half"}))
        then, _ = apply(first, step_of(**merge, units=["half", units[2]], into=new))
    except StepError:
        reject()
    assert then == at_once


@SLOW
@given(organisations(min_units=5), st.data())
def test_steps_on_disjoint_units_commute(organisation: Organisation, data: st.DataObject) -> None:
    a, b, c, d = data.draw(st.permutations(sorted(organisation.units)))[:4]
    one = step_of(op="absorb", absorbed=[a], into=b, deputies="all", abolish=0)
    two = step_of(op="absorb", absorbed=[c], into=d, deputies="all", abolish=0)
    try:
        forth = apply(apply(organisation, one)[0], two)[0]
        back = apply(apply(organisation, two)[0], one)[0]
    except StepError:
        reject()
    assert forth == back


@SLOW
@given(organisations(), st.data())
def test_the_order_of_rows_in_the_input_never_matters(organisation: Organisation, data: st.DataObject) -> None:
    def shuffled(mapping: Any) -> Any:
        return dict(data.draw(st.permutations(list(mapping.items()))))

    other = replace(
        organisation,
        units=shuffled(organisation.units),
        slots={key: tuple(data.draw(st.permutations(slots))) for key, slots in shuffled(organisation.slots).items()},
        duties=shuffled(organisation.duties),
        sites=shuffled(organisation.sites),
    )
    step = data.draw(legal_steps(organisation))
    (one, entry), (two, entry_of_other) = apply(organisation, step), apply(other, step)
    assert entry == entry_of_other
    assert {key: set(slots) for key, slots in one.slots.items()} == {
        key: set(slots) for key, slots in two.slots.items()
    }
    assert (one.units, one.duties, one.sites) == (two.units, two.duties, two.sites)


@settings(SLOW, max_examples=25)
@given(organisations(), st.data())
def test_the_ledger_of_a_roadmap_adds_up_from_opening_to_closing(
    organisation: Organisation, data: st.DataObject
) -> None:
    current, steps = organisation, []
    for number in range(3):
        step = dated(data.draw(legal_steps(current)), dt.date(2016, 1, 1 + number), f"step-{number}")
        steps.append(step)
        current, _ = apply(current, step)
    history = follow(organisation, steps)
    assert history.closing == current
    assert history.on(dt.date(2015, 12, 31)) == organisation
    for earlier, later in zip(history.entries, history.entries[1:], strict=False):
        assert (earlier.after, earlier.inside_after) == (later.before, later.inside_before)


def test_every_operator_is_drawn() -> None:
    seen: set[type] = set()

    @settings(max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(organisations(), st.data())
    def collect(organisation: Organisation, data: st.DataObject) -> None:
        seen.add(type(data.draw(legal_steps(organisation))))

    collect()
    assert seen == set(OPERATORS)
