"""Warnings of a check: what will probably not do what its planner wants, with its place and a way out."""

import shutil
from pathlib import Path

import pytest

from orgsim.io.scenario import check_scenario
from tests.unit.test_io_bad_scenarios import SMALL

GRADUAL = "roadmaps/gradual.yaml"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Copy the small scenario, without the roadmap that warnings come from."""
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    edit(folder, "scenario.yaml", "  - roadmaps/swift.yaml\n", "")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")


def told(folder: Path) -> list[str]:
    return [str(warning) for warning in check_scenario(folder).warnings]


def with_steps(folder: Path, name: str, text: str) -> None:
    """Add a step file to the gradual roadmap."""
    (folder / "steps" / name).write_text(f"steps:\n{text}", "utf-8")
    edit(folder, GRADUAL, "step_files: [steps/station.yaml", f"step_files: [steps/station.yaml, steps/{name}")


STEP = "  - {{id: {id}, date: {date}, legal_basis: L, reason: R, {fields}}}\n"


def step(key: str, date: str, fields: str) -> str:
    return STEP.format(id=key, date=date, fields=fields)


def test_a_sound_roadmap_has_no_warning(town: Path) -> None:
    assert told(town) == []


def test_steps_of_one_day_in_two_files_whose_order_matters(town: Path) -> None:
    with_steps(
        town, "same-day.yaml", step("move", "2022-07-01", "op: move_unit, units: [extension-station], to: town-office")
    )
    (warning,) = told(town)
    assert warning == (
        "steps/same-day.yaml:2:22: steps[0].date: step 'take-over-station' (steps/station.yaml:4:9) is taken on the "
        "same day, both touch 'extension-station', and their order matters; give them two dates, put them into one "
        "file in order, or, if the order of 'step_files' is meant, write 'same_day_order: as-listed' in the roadmap"
    )
    edit(town, GRADUAL, "id: gradual\n", "id: gradual\nsame_day_order: as-listed\n")
    assert told(town) == []


def test_steps_of_one_day_whose_order_does_not_matter_are_no_matter(town: Path) -> None:
    with_steps(
        town, "same-day.yaml", step("hire", "2022-07-01", "op: rename, unit: extension-station, name: Farm Station")
    )
    assert told(town) == []


def test_people_left_beyond_the_establishment_whom_no_programme_lets_go(town: Path) -> None:
    with_steps(town, "late.yaml", step("late", "2025-03-01", "op: reduce_establishment, cuts: {town-office: 1}"))
    (warning,) = told(town)
    assert warning == (
        "steps/late.yaml:2:10: steps[0].id: this leaves 1 person beyond the establishment, and no programme of roadmap "
        "'gradual' lets anyone go in 2025 or later; add a separation or end_contracts programme, or abolish less"
    )


def test_a_recruitment_floor_above_a_targets_ceiling(town: Path) -> None:
    edit(town, "scenario.yaml", "at_most_share: 0.9\n", "at_most_share: 0.8\n")
    edit(town, "scenario.yaml", "measure: posts\n", "measure: funded_posts\n")
    assert told(town)[0] == (
        "roadmaps/gradual.yaml:56:20: programmes[2].keep_at_least: this keeps at least 90% of the posts, and target "
        "'posts-down-tenth' (scenario.yaml:27:20) allows 80%; lower it to 80%, or let steps and "
        "programmes abolish the rest"
    )


def test_more_recruits_than_the_law_allows(town: Path) -> None:
    edit(town, GRADUAL, "share_of_leavers: 0.5\n", "share_of_leavers: 0.6\n")
    [warning] = [line for line in told(town) if "replaces" in line]
    assert warning.startswith(
        "roadmaps/gradual.yaml:54:23: programmes[2].share_of_leavers: this replaces 60% of the leavers, and "
        "'resolution-39-2015' ("
    )
    assert warning.endswith(") allows 50% in 2022; lower it, or say why in the reason")


def test_a_target_out_of_reach_even_if_everyone_goes(town: Path) -> None:
    edit(town, "scenario.yaml", "at_most_share: 0.9\n", "at_most_share: 0.2\n")
    edit(town, GRADUAL, "unfilled: abolish\n    keep_at_least: 0.9\n", "unfilled: keep\n")
    (warning,) = told(town)
    assert warning == (
        "scenario.yaml:22:9: targets[0].id: with roadmap 'gradual', 28 posts are left by 2026-12-31 even if everyone "
        "goes whom the programmes may take, and at most 6 are allowed: out of reach; abolish 22 more by steps, "
        "programmes or the recruitment rule"
    )
