"""The diff names exactly what was changed, whatever it was, and says the same seen from the other side."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.analysis.diff import Change, roadmap_changes, scenario_changes
from orgsim.analysis.digest import digest, scenario_digest
from orgsim.io.scenario import read_scenario
from orgsim.model.roadmap import EndContracts, Programme, Promotion, Recruitment, Roadmap, Separation
from orgsim.model.scenario import Scenario
from orgsim.model.steps import Absorb, CloseSites, Consolidate, MoveUnit, Recall, ReduceEstablishment, TransferDuties
from orgsim.model.steps import Step as AnyStep

SMALL = read_scenario(Path(__file__).parents[2] / "src" / "orgsim" / "io" / "small")
MIRRORED = {"added": "removed", "removed": "added"}


class Expected(NamedTuple):
    roadmap: str | None
    section: str
    id: str
    what: str
    field: str


def facts(changes: tuple[Change, ...]) -> list[Expected]:
    found = [Expected(c.roadmap, c.section, c.id, c.what, c.field) for c in changes]
    assert len(set(found)) == len(found)
    return sorted(found, key=str)


def another_operand(step: AnyStep) -> tuple[AnyStep, str]:
    match step:
        case Absorb() | Consolidate():
            return step.model_copy(update={"abolish": step.abolish + 1}), "abolish"
        case MoveUnit():
            return step.model_copy(update={"units": (*step.units, "school-north")}), "units"
        case CloseSites():
            return step.model_copy(update={"sites": ("elsewhere",)}), "sites"
        case ReduceEstablishment():
            return step.model_copy(update={"cuts": {**step.cuts, "town-office": 1}}), "cuts.town-office"
        case TransferDuties():
            first = step.duties[0]
            duties = (first.model_copy(update={"to": "town-office"}), *step.duties[1:])
            return step.model_copy(update={"duties": duties}), f"duties[duty={first.duty}].to"
        case _:
            raise AssertionError(step)


def another_programme(programme: Programme) -> tuple[Programme, str]:
    match programme:
        case Separation() | EndContracts():
            return programme.model_copy(update={"quota": {**programme.quota, 2025: 3}}), "quota.2025"
        case Recruitment():
            return programme.model_copy(update={"last_year": programme.last_year - 1}), "last_year"
        case Promotion():
            return programme.model_copy(update={"order": ("oldest",)}), "order"


@st.composite
def changed_roadmaps(draw: st.DrawFn, road: Roadmap) -> tuple[Roadmap, list[Expected]]:
    """Draw a roadmap in which any steps and programmes were dropped, changed or added, and what the diff should say."""
    expected: list[Expected] = []
    steps: list[AnyStep] = []
    programmes: list[Programme] = []

    def say(section: str, key: str, what: str, field: str = "") -> None:
        expected.append(Expected(road.id, section, key, what, field))

    for step in road.steps:
        edits = draw(st.sets(st.sampled_from(["shift", "operand", "reword"]), max_size=3))
        fate = draw(st.sampled_from(["keep", "keep", "drop", "rename"]))
        if fate == "drop":
            say("steps", step.id, "removed")
            continue
        found = step
        if "shift" in edits:
            later = step.date + dt.timedelta(days=draw(st.integers(1, 400)))
            found = found.model_copy(update={"date": later})
            say("steps", step.id, "moved", "date")
        if "reword" in edits:
            found = found.model_copy(update={"reason": "In other words"})
            say("steps", step.id, "reworded", "reason")
        if fate == "rename":
            found = found.model_copy(update={"id": f"{step.id}-again"})
            say("steps", step.id, "renamed", "id")
        elif "operand" in edits:
            found, field = another_operand(found)
            say("steps", step.id, "changed", field)
        steps.append(found)
    if draw(st.booleans()):
        words = {"legal_basis": "An example", "reason": "An example"}
        date = draw(st.dates(dt.date(2022, 1, 1), dt.date(2026, 12, 31)))
        steps.append(Recall(id="return", op="recall", date=date, seconded_by="send", **words))
        say("steps", "return", "added")
    for programme in road.programmes:
        fate = draw(st.sampled_from(["keep", "keep", "drop", "change"]))
        if fate == "drop":
            say("programmes", programme.id, "removed")
            continue
        if fate == "change":
            changed, field = another_programme(programme)
            say("programmes", programme.id, "changed", field)
            programmes.append(changed)
        else:
            programmes.append(programme)
    steps.sort(key=lambda step: step.date)
    return road.model_copy(update={"steps": tuple(steps), "programmes": tuple(programmes)}), expected


@st.composite
def changed_scenarios(draw: st.DrawFn) -> tuple[Scenario, list[Expected]]:
    """Draw a scenario with other roadmaps, assumptions and targets, and what the diff should say."""
    drawn = {name: draw(changed_roadmaps(road)) for name, road in SMALL.roadmaps.items()}
    expected = [fact for _, facts in drawn.values() for fact in facts]
    rates, updates = SMALL.assumptions.rates, dict[str, Any]()
    for name in ("discount_rate", "death_multiplier"):
        if draw(st.booleans()):
            stated = getattr(rates, name)
            updates[name] = stated.model_copy(update={"value": stated.value + 0.5})
            expected.append(Expected(None, "rates", name, "changed", "value"))
    row = draw(st.sampled_from([None, 0, 1, 2]))
    if row is not None:
        rows = list(rates.quit_hazard.value)
        rows[row] = rows[row].model_copy(update={"hazard": 0.5})
        updates["quit_hazard"] = rates.quit_hazard.model_copy(update={"value": tuple(rows)})
        field = f"value[age_from={rows[row].age_from}].hazard"
        expected.append(Expected(None, "rates", "quit_hazard", "changed", field))
    targets = []
    for target in SMALL.targets:
        if draw(st.booleans()):
            targets.append(target)
        else:
            expected.append(Expected(None, "targets", target.id, "removed", ""))
    scenario = replace(
        SMALL,
        roadmaps={name: road for name, (road, _) in drawn.items()},
        assumptions=SMALL.assumptions.model_copy(update={"rates": rates.model_copy(update=updates)}),
        targets=tuple(targets),
    )
    return scenario, sorted(expected, key=str)


def mirrored(changes: tuple[Change, ...]) -> list[tuple[Any, ...]]:
    """Return the same changes as seen from the other side; a renamed thing has its other name there."""
    names = {(c.roadmap, c.section, c.id): str(c.after) for c in changes if c.what == "renamed"}
    return [
        (
            c.section,
            c.roadmap,
            names.get((c.roadmap, c.section, c.id), c.id),
            MIRRORED.get(c.what, c.what),
            c.field,
            c.after,
            c.before,
        )
        for c in changes
    ]


def told(changes: tuple[Change, ...]) -> list[tuple[Any, ...]]:
    return [(c.section, c.roadmap, c.id, c.what, c.field, c.before, c.after) for c in changes]


@settings(max_examples=100, deadline=None)
@given(changed_scenarios())
def test_the_diff_names_exactly_what_was_changed(drawn: tuple[Scenario, list[Expected]]) -> None:
    scenario, expected = drawn
    changes = scenario_changes(SMALL, scenario)
    assert facts(changes) == expected
    shared = [change for change in changes if change.roadmap is None]
    assert (scenario_digest(SMALL) == scenario_digest(scenario)) == (shared == [])
    assert scenario_changes(scenario, scenario) == ()


@settings(max_examples=50, deadline=None)
@given(changed_scenarios(), changed_scenarios())
def test_the_diff_from_the_other_side_is_the_mirror_image(
    one: tuple[Scenario, list[Expected]], two: tuple[Scenario, list[Expected]]
) -> None:
    there, back = scenario_changes(one[0], two[0]), scenario_changes(two[0], one[0])
    assert sorted(mirrored(there), key=str) == sorted(told(back), key=str)


@settings(max_examples=50, deadline=None)
@given(
    changed_roadmaps(SMALL.roadmaps["swift"]),
    st.permutations(range(6)),
    st.permutations(range(2)),
)
def test_digests_are_equal_just_if_nothing_differs(
    drawn: tuple[Roadmap, list[Expected]], step_order: list[int], programme_order: list[int]
) -> None:
    road = SMALL.roadmaps["swift"]
    turned = road.model_copy(
        update={
            "steps": tuple(road.steps[number] for number in step_order),
            "programmes": tuple(road.programmes[number] for number in programme_order),
        }
    )
    for one, two in ((road, drawn[0]), (road, turned), (drawn[0], turned)):
        assert (digest(one) == digest(two)) == (roadmap_changes(one, two) == ())
