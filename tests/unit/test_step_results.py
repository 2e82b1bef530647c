"""What is told of the steps: leaders of merged units, overlapping duties, and the balance of all counts."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from orgsim import read_scenario
from orgsim.analysis.roadmap_values import LedgerRow
from orgsim.analysis.step_results import merged_leaders, overlapping, proof
from orgsim.model.norms import LeadershipNorm
from orgsim.report.views.proof import proof_table, quality_table
from orgsim.report.views.steps import ledgers
from orgsim.report.words import words_of
from orgsim.rules.leadership import leadership_surplus
from orgsim.rules.reorganise import follow
from tests.report_case import handmade

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", ["scenarios/mong-cai", "src/orgsim/io/small"])
def test_what_steps_change_adds_up_from_the_opening_to_the_end(folder: str) -> None:
    scenario = read_scenario(ROOT / folder)
    for roadmap in scenario.roadmaps.values():
        found = proof(follow(scenario.organisation, roadmap.steps), 1)
        names = found.opening.keys() | found.changes.keys() | found.closing.keys()
        assert found.steps == len(roadmap.steps)
        assert {n: found.opening.get(n, 0) + found.changes.get(n, 0) for n in names} == {
            n: found.closing.get(n, 0) for n in names
        }


def test_leaders_are_held_against_the_norm_of_their_kind_of_unit() -> None:
    scenario = read_scenario(ROOT / "src" / "orgsim" / "io" / "small")
    history = follow(scenario.organisation, scenario.roadmaps["gradual"].steps)
    kind = history.closing.units["culture-centre"].kind
    norm = LeadershipNorm(
        kind=kind, heads=0, deputies=0, grace_months=12, in_force_from=dt.date(2000, 1, 1), legal_basis="A decree"
    )
    (row,) = merged_leaders(replace(scenario, leadership_norms=(norm,)), history)
    (rule,) = leadership_surplus(history, [norm])
    assert (row.unit, row.norm, row.legal_basis) == ("culture-centre", 0, "A decree")
    assert (row.found, row.kept, row.surplus, row.due) == (rule.found, rule.kept, rule.surplus, rule.due)
    assert row.found == row.lost + row.kept
    assert row.surplus > 0
    assert merged_leaders(scenario, history) == ()


def test_overlaps_of_merged_schools_are_their_teaching() -> None:
    scenario = read_scenario(ROOT / "scenarios" / "mong-cai")
    rows = overlapping(follow(scenario.organisation, scenario.roadmaps["as-decreed"].steps))
    assert sorted((row.unit, row.owners) for row in rows) == [
        ("school-hai-son-combined", {"teaching": 2}),
        ("school-tra-co-primary", {"teaching": 2}),
        ("school-vinh-thuc-combined", {"teaching": 2}),
    ]


def test_the_balance_is_worked_out_anew_and_a_difference_would_be_seen() -> None:
    comparison = handmade()
    rows = proof_table(comparison, words_of("en")).groups[0].rows
    assert [row.cells[-1].text for row in rows] == ["agrees", "agrees"]
    wrong = comparison.roadmaps[0].proof.model_copy(update={"closing": {"units": 4, "posts": 258}})
    roadmaps = (comparison.roadmaps[0].model_copy(update={"proof": wrong}), *comparison.roadmaps[1:])
    rows = proof_table(comparison.model_copy(update={"roadmaps": roadmaps}), words_of("en")).groups[0].rows
    assert [row.cells[-1].text for row in rows] == ["agrees", "differs"]


def test_the_quality_of_data_is_counted() -> None:
    rows = quality_table(handmade(), words_of("en")).groups[0].rows
    assert [(row.cells[0].text, row.cells[1].text) for row in rows] == [
        ("2,010", "2,010"),
        ("1", "1"),
        ("0", "1"),
        ("1", "–"),
        ("10", "–"),
        ("2", "4"),
        ("1", "2"),
    ]


def test_thousands_of_steps_are_summed_up_and_no_change_is_lost() -> None:
    comparison = handmade()
    step = comparison.roadmaps[0].ledger[0]
    steps: tuple[LedgerRow, ...] = tuple(step.model_copy(update={"step": f"step-{n}"}) for n in range(301))
    roadmap = comparison.roadmaps[0].model_copy(update={"ledger": steps})
    (ledger,) = ledgers(comparison.model_copy(update={"roadmaps": (roadmap,)}), words_of("en"))
    assert ledger.steps is not None
    (row,) = ledger.steps.groups[0].rows
    assert row.head.note == "301 steps"
    assert row.cells[1].text == "units −301, authorised posts −1,806, head posts −301, deputy head posts −301"
    assert ledger.lineage is None
    assert ledger.remark


def test_steps_of_one_day_that_give_to_one_unit_are_told_together() -> None:
    scenario = read_scenario(ROOT / "scenarios" / "mong-cai")
    history = follow(scenario.organisation, scenario.roadmaps["as-decreed"].steps)
    kinds = sorted({unit.kind for unit in history.closing.units.values()})
    norms = tuple(
        LeadershipNorm(
            kind=kind, heads=1, deputies=1, grace_months=24, in_force_from=dt.date(2000, 1, 1), legal_basis="A decree"
        )
        for kind in kinds
    )
    rows = merged_leaders(replace(scenario, leadership_norms=norms), history)
    single = leadership_surplus(history, norms)
    assert len({(row.unit, row.date) for row in rows}) == len(rows) > 5
    assert {(row.unit, row.date) for row in rows} == {(row.unit, row.date) for row in single}
    assert sum(row.lost for row in rows) == sum(row.lost for row in single)
    assert all(row.found == row.lost + row.kept for row in rows)
