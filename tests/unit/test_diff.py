"""What the diff of two inputs lists, and that nothing a simulation reads can be forgotten."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from rich.console import Console

from orgsim.analysis.diff import (
    Change,
    Diff,
    RoadmapSection,
    diff_roadmaps,
    diff_scenarios,
    roadmap_changes,
    scenario_changes,
)
from orgsim.analysis.digest import digest, scenario_digest
from orgsim.analysis.sections import ScenarioSection
from orgsim.io.scenario import read_scenario
from orgsim.model.law import GradeScale
from orgsim.model.norms import LeadershipNorm
from orgsim.model.organisation import Duty, Funding, Organisation, Person, Rank, Secondment, Sex, Site, Slot, Standing
from orgsim.model.roadmap import Roadmap
from orgsim.model.scenario import Scenario, Size
from orgsim.report.diff import diff_tables
from tests.making import instrument, one_office, person, roadmap

SMALL = Path(__file__).parents[2] / "src" / "orgsim" / "io" / "small"
DAY = dt.date(2016, 1, 1)
CUT = {"op": "reduce_establishment", "date": DAY, "cuts": {"office": 1}}
ENDED = {"op": "end_contracts", "date": DAY, "places": {"office": 1}}
SEND = {"op": "second", "date": DAY, "origin": "office", "title": "staff", "to": "city", "people": 1}
HIRING = {
    "programme": "recruitment",
    "first_year": 2015,
    "last_year": 2016,
    "share_of_leavers": 0.5,
    "unfilled": "keep",
}
PROMOTION = {"programme": "promotion", "order": ["oldest"]}


@pytest.fixture(scope="module")
def small() -> Scenario:
    return read_scenario(SMALL)


def brief(changes: Iterable[Change]) -> list[tuple[Any, ...]]:
    return [(c.section, c.id, c.what, c.field, c.before, c.after) for c in changes]


def steps(*given: dict[str, Any]) -> Roadmap:
    return roadmap(steps=given)


def shown(diff: Diff, width: int = 100) -> str:
    console = Console(width=width, force_terminal=False)
    with console.capture() as capture:
        for table in diff_tables(diff):
            console.print(table)
    return capture.get()


def test_nothing_differs_from_itself(small: Scenario) -> None:
    assert scenario_changes(small, small) == ()
    assert scenario_changes(small, read_scenario(SMALL)) == ()
    assert all(roadmap_changes(road, road) == () for road in small.roadmaps.values())


def test_a_step_that_only_moves_says_from_when_to_when() -> None:
    changes = roadmap_changes(steps({"id": "cut", **CUT}), steps({"id": "cut", **CUT, "date": dt.date(2017, 7, 1)}))
    assert brief(changes) == [("steps", "cut", "moved", "date", "2016-01-01", "2017-07-01")]


def test_operands_that_differ_are_named_one_by_one() -> None:
    one = {"id": "make", "op": "create", "date": DAY, "unit": _office("Works"), "posts": [_posts("clerk", 2)]}
    two = {**one, "unit": _office("Roads"), "posts": [_posts("clerk", 3), _posts("driver", 1)], "reason": "more work"}
    assert brief(roadmap_changes(steps(one), steps(two))) == [
        ("steps", "make", "changed", "posts[title=clerk].count", 2, 3),
        ("steps", "make", "changed", "posts[title=driver]", None, _posts("driver", 1)),
        ("steps", "make", "reworded", "reason", "a test", "more work"),
        ("steps", "make", "reworded", "unit.name", "Works", "Roads"),
    ]


def _office(name: str) -> dict[str, str]:
    return {
        "id": "new",
        "name": name,
        "name_vi": "Phòng",
        "kind": "bureau",
        "counted_as": "agency",
        "reports_to": "city",
    }


def _posts(title: str, count: int) -> dict[str, Any]:
    return {"title": title, "rank": "staff", "funding": "state", "group": "staff", "count": count}


def test_rows_in_another_order_are_one_change_since_the_order_may_matter() -> None:
    one = {"id": "make", "op": "create", "date": DAY, "unit": _office("Works")}
    rows = [_posts("clerk", 2), _posts("driver", 1)]
    [change] = roadmap_changes(steps({**one, "posts": rows}), steps({**one, "posts": rows[::-1]}))
    assert (change.field, change.before, change.after) == ("posts", rows, rows[::-1])


def test_another_operator_under_the_same_id_shows_what_it_has_and_had() -> None:
    changes = roadmap_changes(steps({"id": "x", **CUT}), steps({"id": "x", **ENDED}))
    assert brief(changes) == [
        ("steps", "x", "changed", "cuts", {"office": 1}, None),
        ("steps", "x", "changed", "op", "reduce_establishment", "end_contracts"),
        ("steps", "x", "changed", "places", None, {"office": 1}),
    ]


def test_a_step_under_another_id_was_renamed_if_nothing_else_can_be_it() -> None:
    later = {**CUT, "date": dt.date(2017, 1, 1), "reason": "in other words"}
    assert brief(roadmap_changes(steps({"id": "old", **CUT}), steps({"id": "new", **later}))) == [
        ("steps", "old", "renamed", "id", "old", "new"),
        ("steps", "old", "moved", "date", "2016-01-01", "2017-01-01"),
        ("steps", "old", "reworded", "reason", "a test", "in other words"),
    ]


def test_of_two_that_could_be_the_same_step_none_is_called_renamed() -> None:
    two = steps({"id": "b", **CUT}, {"id": "c", **CUT})
    changes = roadmap_changes(steps({"id": "a", **CUT}), two)
    assert [(change.id, change.what) for change in changes] == [("a", "removed"), ("b", "added"), ("c", "added")]


def test_a_step_with_another_operand_was_not_renamed() -> None:
    changes = roadmap_changes(steps({"id": "old", **CUT}), steps({"id": "new", **CUT, "cuts": {"office": 2}}))
    assert [(change.id, change.what) for change in changes] == [("new", "added"), ("old", "removed")]


def test_the_order_of_steps_of_one_day_counts_and_that_of_different_days_does_not() -> None:
    cut, send, ended = {"id": "cut", **CUT}, {"id": "send", **SEND}, {"id": "ended", **ENDED}
    assert brief(roadmap_changes(steps(cut, send, ended), steps(send, cut, ended))) == [
        ("step_order", "2016-01-01", "changed", "", ["cut", "send"], ["send", "cut"])
    ]
    early = {**cut, "date": dt.date(2015, 1, 1)}
    assert roadmap_changes(steps(early, send), steps(send, early)) == ()


def test_the_order_of_a_day_is_seen_through_a_renaming() -> None:
    one = steps({"id": "cut", **CUT}, {"id": "send", **SEND})
    two = steps({"id": "lend", **SEND}, {"id": "cut", **CUT})
    assert brief(roadmap_changes(one, two)) == [
        ("steps", "send", "renamed", "id", "send", "lend"),
        ("step_order", "2016-01-01", "changed", "", ["cut", "send"], ["lend", "cut"]),
    ]


def test_programmes_are_told_by_field_and_their_order_counts() -> None:
    hire, rise = {"id": "hire", **HIRING}, {"id": "rise", **PROMOTION}
    one = roadmap(programmes=[hire, rise])
    assert brief(roadmap_changes(one, roadmap(programmes=[{**hire, "share_of_leavers": 0.6}, rise]))) == [
        ("programmes", "hire", "changed", "share_of_leavers", 0.5, 0.6)
    ]
    assert brief(roadmap_changes(one, roadmap(programmes=[rise, hire]))) == [
        ("programme_order", "", "changed", "", ["hire", "rise"], ["rise", "hire"])
    ]
    assert [change.what for change in roadmap_changes(one, roadmap(programmes=[rise, {**hire, "id": "replace"}]))] == [
        "renamed",
        "changed",
    ]


def test_steps_of_one_id_given_twice_are_not_lost() -> None:
    twice = steps({"id": "cut", **CUT}, {"id": "cut", **CUT})
    assert [(change.id, change.what) for change in roadmap_changes(steps({"id": "cut", **CUT}), twice)] == [
        ("cut (2)", "added")
    ]


def test_names_and_files_of_a_roadmap_count_only_against_another_version_of_it() -> None:
    road = steps({"id": "cut", **CUT})
    again = road.model_copy(update={"name": "Another name", "step_files": ("steps/x.yaml",)})
    assert [(change.section, change.what, change.field) for change in roadmap_changes(road, again)] == [
        ("roadmap", "reworded", "name"),
        ("roadmap", "reworded", "step_files"),
    ]
    assert roadmap_changes(road, again.model_copy(update={"id": "other"})) == ()


def organisation_with(**changes: Any) -> Organisation:
    return replace(read_scenario(SMALL).organisation, **changes)


def scenario_variants(small: Scenario) -> dict[str, Scenario]:
    """Return the small scenario with each of its fields changed, by the field."""
    rates, statements = small.assumptions.rates, small.assumptions.statements
    rate = rates.discount_rate.model_copy(update={"value": 0.04})
    norm = LeadershipNorm(
        kind="division", heads=1, deputies=1, grace_months=12, in_force_from=DAY, legal_basis="An example"
    )
    return {
        "id": replace(small, id="other"),
        "name": replace(small, name="Other"),
        "name_vi": replace(small, name_vi="Khác"),
        "currency": replace(small, currency="EUR"),
        "law": replace(small, law=small.law.model_copy(update={"instruments": small.law.instruments[1:]})),
        "horizon": replace(small, horizon=small.horizon.model_copy(update={"end": dt.date(2027, 12, 31)})),
        "organisation": replace(small, organisation=organisation_with(boundary="school-north")),
        "people": replace(small, people={**small.people, "e01": replace(small.people["e01"], birth=23000)}),
        "synthetic": replace(small, synthetic=True),
        "assumptions": replace(
            small,
            assumptions=small.assumptions.model_copy(
                update={"rates": rates.model_copy(update={"discount_rate": rate}), "statements": statements[1:]}
            ),
        ),
        "used_by": replace(small, used_by={**small.used_by, "contracts-can-end": ("posts.csv:3",)}),
        "targets": replace(small, targets=small.targets[1:]),
        "leadership_norms": replace(small, leadership_norms=(norm,)),
        "roadmaps": replace(small, roadmaps={"gradual": small.roadmaps["gradual"]}),
        "reference": replace(small, reference="swift"),
        "hindcast_of": replace(small, hindcast_of=None),
        "reported": replace(small, reported=small.reported[1:]),
        "hashes": replace(small, hashes={"scenario.yaml": "0"}),
        "unit_types": replace(small, unit_types={"school": "public-service-unit"}),
        "sizes": replace(small, sizes={"ben-song": Size(12_000, Fraction(81, 10))}),
    }


FILES_ONLY = {"hashes"}
"""What the files are, and not what they say."""

BESIDE_THE_DIGEST = {
    "id",
    "name",
    "name_vi",
    "synthetic",
    "roadmaps",
    "reference",
    "hindcast_of",
    "reported",
}
"""What a roadmap of the scenario does not share with the others, or no simulation and no target reads."""


def test_no_field_of_a_scenario_can_be_forgotten(small: Scenario) -> None:
    variants = scenario_variants(small)
    assert set(variants) == {field.name for field in fields(Scenario)}
    silent = {name for name, variant in variants.items() if not scenario_changes(small, variant)}
    assert silent == FILES_ONLY


def test_the_digest_of_a_scenario_is_that_of_what_its_roadmaps_share(small: Scenario) -> None:
    before = scenario_digest(small)
    kept = {name for name, variant in scenario_variants(small).items() if scenario_digest(variant) == before}
    assert kept == BESIDE_THE_DIGEST | FILES_ONLY


def test_no_field_of_an_organisation_can_be_forgotten(small: Scenario) -> None:
    before = small.organisation
    slot = before.slots["town-office"][0]
    station = before.units["extension-station"]
    changed: dict[str, Any] = {
        "units": {**before.units, station.id: replace(station, kind="other")},
        "slots": {**before.slots, "town-office": before.slots["town-office"][1:]},
        "duties": {},
        "sites": {},
        "dotted": frozenset(),
        "boundary": "school-north",
        "seconded": {slot.id: Secondment("school-north", "send")},
        "natives": {"e01": "ben-song"},
        "restricted": frozenset({("ben-song", "director")}),
    }
    assert set(changed) == {field.name for field in fields(Organisation)}
    for name, value in changed.items():
        variant = replace(small, organisation=replace(before, **{name: value}))
        sections = {change.section for change in scenario_changes(small, variant)}
        assert sections == {"frame" if name == "boundary" else name}
        assert scenario_digest(variant) != scenario_digest(small)


def others(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the value with each of its fields changed, by the field."""
    known: dict[type, Any] = {
        Rank: Rank.DEPUTY,
        Standing: Standing.SUPERNUMERARY,
        Funding: Funding.OWN,
        Sex: Sex.FEMALE,
        bool: False,
        int: 24000,
        str: "other",
        type(None): 7,
    }
    for field in fields(value):
        if field.name != "id":
            yield field.name, replace(value, **{field.name: known[type(getattr(value, field.name))]})


@pytest.mark.parametrize(
    "thing",
    [
        Slot("office/staff/001", "staff", Rank.STAFF, Standing.AUTHORISED, Funding.STATE, "staff", "p0000"),
        Duty("roads", "Roads", "Đường", "office", "roads"),
        Site("hill", "Hill", "office", open=True),
        person("p0000"),
    ],
)
def test_every_field_of_slots_duties_sites_and_people_is_named_when_it_changes(thing: Any) -> None:
    base = with_thing(thing)
    for name, variant in others(thing):
        if (type(thing), name) in {(Duty, "owner"), (Site, "unit")}:
            variant = replace(thing, **{name: "city"})
        [change] = scenario_changes(base, with_thing(variant))
        assert (change.id, change.field) == (thing.id, name)


def with_thing(thing: Any) -> Scenario:
    small = one_office(1)
    organisation = small.organisation
    if isinstance(thing, Person):
        return replace(small, people={thing.id: thing})
    if isinstance(thing, Slot):
        return replace(small, organisation=replace(organisation, slots={**organisation.slots, "office": (thing,)}))
    changed: dict[str, Any] = {"duties" if isinstance(thing, Duty) else "sites": {thing.id: thing}}
    return replace(small, organisation=replace(organisation, **changed))


def test_a_slot_in_another_unit_is_the_same_slot() -> None:
    small = one_office(1)
    [slot] = small.organisation.slots["office"]
    moved = replace(small, organisation=replace(small.organisation, slots={"city": (slot,), "office": ()}))
    assert brief(scenario_changes(small, moved)) == [("slots", slot.id, "changed", "unit", "office", "city")]


def test_law_is_told_by_instrument_and_parameter() -> None:
    def governed(*instruments: Any) -> Scenario:
        small = one_office(1)
        return replace(small, law=small.law.model_copy(update={"instruments": instruments}))

    scale = GradeScale(first=2.34, step=0.33, steps=9, months_per_step=36)
    better = scale.model_copy(update={"first": 2.41})
    one = governed(
        instrument(
            "pay",
            {"id": "rate", "value": 1},
            {"id": "rate", "value": 2},
            {"id": "scales", "grades": {"A1": scale}},
        )
    )
    two = governed(
        instrument(
            "pay",
            {"id": "rate", "value": 1},
            {"id": "rate", "value": 3, "note": "raised"},
            {"id": "scales", "grades": {"A1": better}},
            {"id": "bonus", "formula": "rate + 1"},
            in_force_from=dt.date(1901, 1, 1),
        ),
        instrument("leave", {"id": "days", "value": 12}),
    )
    changes = scenario_changes(one, two)
    assert [(change.id, change.what, change.field) for change in changes] == [
        ("leave", "added", ""),
        ("pay", "changed", "in_force_from"),
        ("pay/parameters/bonus", "added", ""),
        ("pay/parameters/rate (2)", "changed", "value"),
        ("pay/parameters/rate (2)", "reworded", "note"),
        ("pay/parameters/scales", "changed", "grades.A1.first"),
    ]
    assert {change.section for change in changes} == {"law"}


def test_assumptions_are_told_value_by_value_and_statements_by_id(small: Scenario) -> None:
    rates = small.assumptions.rates
    rows = rates.quit_hazard.value
    changed = rates.model_copy(
        update={
            "quit_hazard": rates.quit_hazard.model_copy(
                update={"value": (rows[0], rows[1].model_copy(update={"hazard": 0.03}), rows[2]), "source": "A survey"}
            ),
            "facts": rates.facts.model_copy(update={"value": {**rates.facts.value, "volunteers": False}}),
        }
    )
    statements = (small.assumptions.statements[0].model_copy(update={"statement": "It is small."}),)
    assumed = small.assumptions.model_copy(
        update={"rates": changed, "statements": (*statements, *small.assumptions.statements[1:])}
    )
    assert brief(scenario_changes(small, replace(small, assumptions=assumed))) == [
        ("rates", "facts", "changed", "value.volunteers", True, False),
        ("rates", "quit_hazard", "changed", "value[age_from=35].hazard", 0.02, 0.03),
        ("rates", "quit_hazard", "reworded", "source", "An example", "A survey"),
        (
            "statements",
            "station-size",
            "reworded",
            "said.statement",
            "The extension station has a head and one technician.",
            "It is small.",
        ),
    ]


def test_roadmaps_of_one_id_are_compared_within_scenarios_and_others_named(small: Scenario) -> None:
    gradual = small.roadmaps["gradual"]
    later = gradual.steps[-1].model_copy(update={"date": dt.date(2024, 1, 1)})
    changed = replace(small, roadmaps={"gradual": gradual.model_copy(update={"steps": (*gradual.steps[:-1], later)})})
    first, second = scenario_changes(small, changed)
    assert (first.section, first.id, first.what, first.roadmap) == ("roadmaps", "swift", "removed", None)
    assert first.before == {"name": "Swift", "steps": 6, "programmes": 2, "digest": digest(small.roadmaps["swift"])}
    assert (second.roadmap, second.id, second.what) == ("gradual", "merge-radio", "moved")


def test_a_digest_is_of_content_and_not_of_names(small: Scenario) -> None:
    gradual = small.roadmaps["gradual"]
    assert digest(gradual) == digest(gradual.model_copy(update={"id": "x", "name": "X", "step_files": ()}))
    assert digest(gradual) == digest(gradual.model_copy(update={"steps": (gradual.steps[-1], *gradual.steps[:-1])}))
    reworded = gradual.steps[0].model_copy(update={"reason": "in other words"})
    assert digest(gradual) != digest(gradual.model_copy(update={"steps": (reworded, *gradual.steps[1:])}))
    assert digest(gradual) != digest(gradual.model_copy(update={"programmes": gradual.programmes[::-1]}))
    assert len(digest(gradual)) == len(scenario_digest(small)) == 12
    assert int(digest(gradual), 16) >= 0


def test_the_order_of_mappings_and_of_things_with_ids_is_no_difference(small: Scenario) -> None:
    units = dict(sorted(small.organisation.units.items(), reverse=True))
    turned = replace(
        small,
        people=dict(sorted(small.people.items(), reverse=True)),
        organisation=replace(small.organisation, units=units),
        targets=small.targets[::-1],
        law=small.law.model_copy(update={"instruments": small.law.instruments[::-1]}),
    )
    assert scenario_changes(small, turned) == ()
    assert scenario_digest(turned) == scenario_digest(small)


def test_the_terminal_names_both_sides_with_their_digests(small: Scenario) -> None:
    text = shown(diff_roadmaps((small, "gradual"), (small, "swift")))
    assert f"gradual, {digest(small.roadmaps['gradual'])} (Gradual)" in text
    assert f"swift, {digest(small.roadmaps['swift'])} (Swift)" in text
    assert "Steps: 4 added, 1 removed" in text
    assert "Programmes: 1 added, 3 removed" in text


def test_the_terminal_says_that_nothing_differs(small: Scenario) -> None:
    assert shown(diff_scenarios(small, small)).splitlines()[-1] == "no difference"


def test_the_terminal_warns_that_the_scenarios_of_two_roadmaps_differ(small: Scenario) -> None:
    other = replace(small, currency="EUR")
    text = shown(diff_roadmaps((small, "gradual"), (other, "gradual")))
    assert "Their scenarios differ too" in text
    assert scenario_digest(other) in text.replace("\n", "")
    assert "Their scenarios differ too" not in shown(diff_roadmaps((small, "gradual"), (small, "gradual")))


def test_a_change_of_any_section_can_be_shown(small: Scenario) -> None:
    sections = (*get_args(ScenarioSection), *get_args(RoadmapSection))
    changes = tuple(Change(section=name, id="x", what="changed", before=n) for n, name in enumerate(sections))
    text = shown(diff_scenarios(small, small).model_copy(update={"changes": changes}))
    assert [f"{n} → nothing" in text for n in range(len(sections))] == [True] * len(sections)


def test_many_people_are_counted_by_field_with_a_few_examples() -> None:
    one = one_office(3_000)
    older = {key: replace(found, birth=found.birth - 12) for key, found in one.people.items()}
    older["p0001"] = replace(older["p0001"], grade="A2")
    diff = diff_scenarios(one, replace(one, people=older))
    text = shown(diff)
    assert len(diff.changes) == 3_001
    assert "People: 3,000 changed" in text
    assert "p0000: 1975-01 → 1974-01" in text
    assert len(text.splitlines()) < 20


def test_a_few_people_are_listed_one_by_one() -> None:
    one = one_office(30)
    older = {key: replace(found, birth=found.birth - 12) for key, found in list(one.people.items())[:4]}
    text = shown(diff_scenarios(one, replace(one, people={**one.people, **older})))
    assert re.findall(r"(p\d+) +changed +birth: 1975-01 → 1974-01", text) == list(older)


def test_a_list_that_is_too_long_says_how_many_rows_are_left_out() -> None:
    one = roadmap(steps=[{"id": f"cut-{n:03d}", **CUT} for n in range(130)])
    two = roadmap(steps=[{"id": f"cut-{n:03d}", **CUT, "date": dt.date(2017, 1, 1)} for n in range(130)])
    text = shown(diff_roadmaps((one_office(1, one), "plan"), (one_office(1, two), "plan")))
    assert "Steps: 130 moved" in text
    assert "… and 30 more rows; --json has all" in text
    assert "cut-099" in text
    assert "cut-100" not in text


def test_tables_fit_100_columns_and_brackets_are_no_markup() -> None:
    long = "a-very-long-id-of-a-step-that-somebody-wrote-to-test-what-happens"[:64]
    one = steps({"id": long, **CUT, "legal_basis": "[bold]x[/bold]"})
    two = roadmap(steps=[], programmes=[{"id": "hire", **HIRING, "name": "[red]Hire[/red]"}])
    text = shown(diff_roadmaps((one_office(1, one), "plan"), (one_office(1, two), "plan")))
    assert max(map(len, text.splitlines())) <= 100
    assert long[:20] in text
    assert "[bold]" not in text


def test_legal_basis_reason_and_statements_assumed_are_called_reworded() -> None:
    words = {"legal_basis": "b", "reason": "c", "assumes": ["d"]}
    changes = roadmap_changes(steps({"id": "cut", **CUT}), steps({"id": "cut", **CUT, **words}))
    assert [(change.what, change.field) for change in changes] == [("reworded", name) for name in sorted(words)]


def test_a_place_that_is_called_as_a_text_is_none() -> None:
    one, two = ({"id": "cut", **CUT, "cuts": {"reason": count}} for count in (1, 2))
    assert brief(roadmap_changes(steps(one), steps(two))) == [("steps", "cut", "changed", "cuts.reason", 1, 2)]


def test_a_diff_is_stored_as_json_and_read_again(small: Scenario) -> None:
    diff = diff_roadmaps((small, "gradual"), (small, "swift"))
    assert Diff.model_validate_json(diff.model_dump_json()) == diff
