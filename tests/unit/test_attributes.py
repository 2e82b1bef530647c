"""The table of what mergers do is whole, and what it says is so."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from orgsim.errors import StepError
from orgsim.model.organisation import NONE, Duty, Organisation, Rank, Secondment, Site, Slot, Standing, Unit
from orgsim.model.steps import Step
from orgsim.rules.reorganise import apply
from orgsim.rules.reorganise.attributes import MERGING, Treatment
from orgsim.testing import organisations, steps
from orgsim.testing.reference import reference

ROWS = {row.attribute: row for row in MERGING}
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "operators.md"


def test_every_attribute_of_the_model_has_one_row() -> None:
    wanted = {
        f"{kind.__name__}.{field.name}" for kind in (Unit, Slot, Duty, Site, Secondment) for field in fields(kind)
    }
    marks = {f"Organisation.{name}" for name in ("dotted", "natives", "restricted", "boundary")}
    assert wanted | marks <= set(ROWS)
    assert len(ROWS) == len(MERGING)
    assert {name for name in ROWS if not name.startswith("Tally.")} == wanted | marks


def hosts_of(organisation: Organisation) -> dict[str | None, str]:
    """Return who works where for a time; somebody who follows into another post takes the secondment along."""
    holders = {slot.id: slot.holder for slot in organisation.every_slot}
    return {holders[key]: away.host for key, away in organisation.seconded.items()}


def merged(organisation: Organisation, step: Step) -> tuple[Organisation, list[str], str]:
    """Merge without cuts; return what it gives, the units that joined, and the merged unit."""
    step = step.model_copy(update={"deputies": "all", "abolish": 0})
    try:
        after, _ = apply(organisation, step)
    except StepError:
        assume(condition=False)
    if step.op == "absorb":
        return after, [step.into, *step.absorbed], step.into
    assert step.op == "consolidate"
    return after, list(step.units), step.into.id


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(organisations(min_units=4), st.data())
def test_what_the_table_says_is_so(before: Organisation, data: st.DataObject) -> None:
    after, parts, unit = merged(before, data.draw(steps(before, ops=["absorb", "consolidate"])))
    old = {slot.id: slot for part in parts for slot in before.slots[part]}
    new = {slot.id: slot for slot in after.slots[unit]}
    gone = set(old) - set(new)
    assert set(new) <= set(old)  # Slot.id: union, but for grassroots heads
    assert all(old[key].standing is Standing.GRASSROOTS and old[key].rank is not Rank.STAFF for key in gone)
    for name, row in ROWS.items():
        kind, _, field = name.partition(".")
        if kind == "Slot" and row.treatment is Treatment.KEEP:
            assert all(getattr(new[key], field) == getattr(old[key], field) for key in new), name
        if kind in ("Duty", "Site") and row.treatment is Treatment.KEEP:
            things: Any = (before.duties, after.duties) if kind == "Duty" else (before.sites, after.sites)
            assert all(getattr(things[1][key], field) == getattr(things[0][key], field) for key in things[0]), name
    heads = [next((p for p in parts if any(s.rank is Rank.HEAD for s in before.slots[p])), None)]
    assert {s.id for s in new.values() if s.rank is Rank.HEAD} == {
        s.id for part in heads if part for s in before.slots[part] if s.rank is Rank.HEAD
    }
    for owned, kept in ((before.duties_of, after.duties_of), (before.sites_of, after.sites_of)):
        assert set(kept.get(unit, NONE)) == {thing for part in parts for thing in owned.get(part, NONE)}
    was, now = before.count(parts), after.count([unit])
    assert [was.posts, was.supernumerary, was.people, was.open_sites, was.duties] == [
        now.posts, now.supernumerary, now.people, now.open_sites, now.duties
    ]  # fmt: skip
    became = dict.fromkeys(parts, unit)
    assert dict(after.natives) == {person: became.get(home, home) for person, home in before.natives.items()}
    hosts = {person: became.get(host, host) for person, host in hosts_of(before).items()}
    assert hosts_of(after) == hosts
    lines = {(became.get(start, start), became.get(end, end)) for start, end in before.dotted}
    assert after.dotted == {line for line in lines if line[0] != line[1]}
    assert after.boundary == before.boundary


@pytest.mark.parametrize("treatment", Treatment)
def test_every_fate_comes_in_the_table(treatment: Treatment) -> None:
    assert any(row.treatment is treatment for row in MERGING)


def test_the_reference_page_is_the_one_that_the_code_gives() -> None:
    assert PAGE.read_text("utf-8") == reference()
