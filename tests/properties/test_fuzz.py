"""Fuzzing a scenario: clean where all is well, and a planted fault is found and shrunk to a step or two."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from orgsim import read_scenario
from orgsim.io.files import Source
from orgsim.io.step_yaml import roadmap_yaml
from orgsim.io.validation import validate
from orgsim.io.yaml_files import parse_document
from orgsim.model.roadmap import Roadmap
from orgsim.model.scenario import Scenario
from orgsim.model.steps import Absorb, Consolidate, MoveUnit, TransferPosts
from orgsim.rules.reorganise import OPERATORS
from orgsim.rules.reorganise.draft import Draft
from orgsim.testing import fuzz

EXAMPLES = 200


@pytest.fixture(scope="module")
def city() -> Scenario:
    return read_scenario(Path(__file__).parents[2] / "scenarios" / "mong-cai")


def faulty(operator: Callable[[Draft, Any], None], plant: Callable[[Draft, Any], None]) -> Callable[[Draft, Any], None]:
    def both(draft: Draft, step: Any) -> None:
        operator(draft, step)
        plant(draft, step)

    return both


def drop_a_duty(draft: Draft, step: Absorb) -> None:
    for duty in draft.duties_of(step.into)[-1:]:
        del draft.duties[duty]


def drop_a_person(draft: Draft, step: TransferPosts) -> None:
    held = [slot for slot in draft.slots[step.to] if slot.holder is not None]
    draft.revise(step.to, {held[0].id: replace(held[0], holder=None)})


def invent_a_post(draft: Draft, step: Consolidate) -> None:
    slot = draft.slots[step.into.id][0]
    draft.add(step.into.id, [replace(slot, id=f"{slot.id}-again", holder=None)])


def forget_the_lineage(draft: Draft, step: Consolidate) -> None:
    draft.descents.clear()


def take_the_boss_away(draft: Draft, step: MoveUnit) -> None:
    draft.units[step.units[0]] = replace(draft.units[step.units[0]], reports_to=step.units[0])


PLANTED: dict[str, tuple[type, Any, str]] = {
    "a merger that drops a duty": (Absorb, drop_a_duty, "duties lost"),
    "a transfer that drops a person": (TransferPosts, drop_a_person, "people lost"),
    "a consolidation that invents a post": (Consolidate, invent_a_post, "slots invented"),
    "a consolidation that forgets where units went": (Consolidate, forget_the_lineage, "units lost"),
    "a transfer of a unit to itself": (MoveUnit, take_the_boss_away, "circle"),
}


def test_the_scenario_is_clean(city: Scenario) -> None:
    done: list[int] = []
    steps = city.roadmaps["as-decreed"].steps
    assert fuzz(city.organisation, steps, examples=EXAMPLES, progress=done.append) is None
    assert len(done) >= EXAMPLES
    assert fuzz(city.organisation, (), examples=EXAMPLES) is None


@pytest.mark.parametrize("fault", sorted(PLANTED))
def test_a_planted_fault_is_found_and_shrunk(fault: str, city: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, plant, breach = PLANTED[fault]
    monkeypatch.setitem(OPERATORS, kind, faulty(OPERATORS[kind], plant))
    found = fuzz(city.organisation, city.roadmaps["as-decreed"].steps, examples=EXAMPLES)
    assert found is not None
    assert breach in found.breach
    assert 1 <= len(found.steps) <= 2
    assert isinstance(found.steps[-1], kind)


def test_the_same_start_finds_the_same(city: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPERATORS, Absorb, faulty(OPERATORS[Absorb], drop_a_duty))
    steps = city.roadmaps["as-decreed"].steps
    assert fuzz(city.organisation, steps, examples=50) == fuzz(city.organisation, steps, examples=50)


def test_the_roadmap_that_is_printed_can_be_read(city: Scenario) -> None:
    steps = city.roadmaps["as-decreed"].steps
    read = validate(TypeAdapter(Roadmap), parse_document(Source("smallest.yaml", roadmap_yaml(steps))))
    assert read.problems == ()
    assert read.value is not None
    assert read.value.steps == steps
