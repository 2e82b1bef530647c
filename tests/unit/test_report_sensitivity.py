"""The tables of a sensitivity analysis, as they stand on a terminal 100 columns wide."""

import io
import re
from pathlib import Path

from rich.console import Console

from orgsim import compile_plan, read_scenario, simulate
from orgsim.analysis.sensitivity import sensitivity
from orgsim.analysis.sensitivity_result import Estimate, Sensitivity
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario
from orgsim.report.sensitivity import sensitivity_tables

SMALL = read_scenario(Path(__file__).parents[2] / "src" / "orgsim" / "io" / "small")


def futures(scenario: Scenario, roadmap: str) -> Outcomes:
    return simulate(compile_plan(scenario, roadmap), replications=30, seed=1, keep=())


FOUND = sensitivity(SMALL, ["gradual", "swift"], futures, seed=1, points=2)
assert FOUND.decision is not None


def shown(sensitivity: Sensitivity) -> str:
    console = Console(file=io.StringIO(), width=100)
    for part in sensitivity_tables(sensitivity):
        console.print(part)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the file is the StringIO above
    return re.sub(r"\s+", " ", text)


def test_ranges_are_shown_as_they_are_stated() -> None:
    text = shown(FOUND)
    assert "quit_hazard Resignations per person-year, by age × 1 × 0.6–1.6, triangular" in text
    assert "death_multiplier Factor on deaths 1 0.5–1, uniform" in text
    assert "discount_rate Discount rate 0.03 0–0.06, triangular" in text


def test_the_decision_is_said_in_words() -> None:
    assert FOUND.decision is not None
    names = {roadmap.id: roadmap.name for roadmap in FOUND.roadmaps}
    first, second = (names[roadmap] for roadmap in FOUND.decision.ranking)
    text = shown(FOUND)
    rule = "most futures that meet every target and then least costs by their worth on the first day"
    assert f"First by {rule}: {first}, then {second}." in text
    assert f"With all assumptions drawn from their ranges, {first} stays first in " in text
    assert f"of {FOUND.decision.points} draws, and all stay in this order in " in text
    assert f"{first} − {second}: " in text


def test_an_end_at_which_another_roadmap_is_first_is_named() -> None:
    assert FOUND.decision is not None
    last = FOUND.decision.ranking[::-1]
    turned = FOUND.model_dump() | {
        "decision": FOUND.decision.model_dump()
        | {"overturned": [{"assumption": "leadership", "end": "high", "ranking": last}]}
    }
    name = next(roadmap.name for roadmap in FOUND.roadmaps if roadmap.id == last[0])
    assert f"With leadership alone at its high end, {name} is first." in shown(Sensitivity.model_validate(turned))


def test_without_an_assumption_that_matters_nothing_is_said_to_hang_on_one() -> None:
    assert FOUND.decision is not None
    decided = FOUND.decision.model_copy(update={"hangs_on": ()})
    text = shown(FOUND.model_copy(update={"decision": decided}))
    assert "No range changes what separates the first two (" in text
    assert "Shares of the variance" not in text


def test_shares_below_none_and_above_all_are_shown_as_none_and_all() -> None:
    assert FOUND.decision is not None
    (one, *_) = FOUND.indices
    strange = one.model_copy(
        update={"first": Estimate(value=-0.2, low=-0.5, high=0.1), "total": Estimate(value=1.2, low=0.7, high=1.9)}
    )
    decided = FOUND.decision.model_copy(update={"hangs_on": (strange,)})
    assert f"{one.assumption} 0% 0–10% 100% 70–100%" in shown(FOUND.model_copy(update={"decision": decided}))


def test_what_no_range_changes_is_one_line() -> None:
    only = sensitivity(SMALL, ["swift"], futures, seed=1, points=2, measures=["posts_in"])
    assert "Posts taken over from outside: no range alone changes it (" in shown(only)
    assert "First by" not in shown(only)


def test_every_assumption_that_changes_a_measure_has_a_row_with_both_ends() -> None:
    text = shown(sensitivity(SMALL, ["swift"], futures, seed=1, points=2, measures=["leavers"]))
    leavers = text[text.index("Leavers, all causes") : text.index("Variance by")]
    assert re.search(r"quit_hazard −[0-9.]+ … \+[0-9.]+ ", leavers)
    assert "leadership" not in leavers
    assert re.search(r"Leavers, all causes [0-9]+% / [0-9]+% / [0-9]+%", text)
