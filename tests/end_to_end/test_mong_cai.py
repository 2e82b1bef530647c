"""The founding case: its baseline, its ledger and its three roadmaps."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from orgsim import read_scenario
from orgsim.model.ledger import tally
from orgsim.model.scenario import Scenario
from orgsim.model.tally import Tally
from orgsim.rules.reorganise import follow
from tests.console import orgsim
from tests.end_to_end.test_cli import MONG_CAI, ROOT


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_scenario(MONG_CAI)


def test_the_baseline_is_exactly_that_of_the_article() -> None:
    checked = json.loads(orgsim("check", MONG_CAI, "--json", cwd=ROOT).stdout)
    opening = checked["opening"]
    assert (opening["posts"], opening["people"], opening["supernumerary"]) == (1863, 2010, 147)
    assert (checked["units"]["agency"], checked["units"]["association"], checked["units"]["village"]) == (103, 15, 103)


def test_the_health_merger_costs_one_unit_six_posts_one_head_and_one_deputy(scenario: Scenario) -> None:
    history = follow(scenario.organisation, scenario.roadmaps["as-decreed"].steps)
    health = [entry for entry in history.entries if entry.step.split("-")[0] in {"op1a", "op1b", "op1c"}]
    changes = [entry.inside_after - entry.inside_before for entry in health]
    # Population workers of 17 communes move in 17 transfers.
    assert len(changes) == 1 + 1 + 17
    for count, expected in (("units", -1), ("posts", -6), ("heads", -1), ("deputies", -1), ("people", 0)):
        assert sum(getattr(change, count) for change in changes) == expected, count


@pytest.mark.parametrize("roadmap", ["as-decreed", "natural-attrition", "front-loaded"])
def test_each_roadmap_keeps_every_duty_and_leaves_101_villages(roadmap: str, scenario: Scenario) -> None:
    history = follow(scenario.organisation, scenario.roadmaps[roadmap].steps)
    before: Tally = tally(history.opening, inside=False)
    after: Tally = tally(history.closing, inside=False)
    assert after.duties == before.duties + 5  # OP11
    closing = history.closing
    assert sum(closing.units[unit].counted_as == "village" for unit in closing.inside) == 101


def test_the_17_communes_and_wards_are_the_real_ones(scenario: Scenario) -> None:
    wards = "Trần Phú, Hòa Lạc, Ka Long, Ninh Dương, Hải Yên, Hải Hòa, Trà Cổ, Bình Ngọc"
    communes = "Hải Đông, Hải Tiến, Hải Xuân, Vạn Ninh, Vĩnh Trung, Vĩnh Thực, Quảng Nghĩa, Hải Sơn, Bắc Sơn"
    real = {f"Phường {name}" for name in wards.split(", ")} | {f"Xã {name}" for name in communes.split(", ")}
    units = scenario.organisation.units.values()
    assert {unit.name_vi for unit in units if unit.kind in {"ward", "commune"}} == real


def test_the_operations_of_the_issue_are_all_there(scenario: Scenario) -> None:
    steps = {step.id for step in scenario.roadmaps["as-decreed"].steps}
    for operation in (
        "op1a",
        "op1b",
        "op1c",
        "op2",
        "op3",
        "op4",
        "op5",
        "op8",
        "op9",
        "op10",
        "op11",
        "op12",
        "op13",
        "op14",
        "op15",
        "op16",
        "op17",
        "op18",
        "op19",
        "op20",
        "op21",
    ):
        assert any(step == operation or step.startswith(f"{operation}-") for step in steps), operation


def test_the_programme_of_2018_to_2021_has_38_posts(scenario: Scenario) -> None:
    roadmap = scenario.roadmaps["as-decreed"]
    quotas = [
        getattr(programme, "quota", {})
        for programme in roadmap.programmes
        if programme.programme == "separation" and "108" in programme.id
    ]
    assert sum(number for quota in quotas for year, number in quota.items() if 2018 <= year <= 2021) == 38
    assert [sum(quota.get(year, 0) for quota in quotas) for year in range(2018, 2022)] == [9, 9, 10, 10]


def test_its_report_is_below_two_megabytes_and_takes_less_than_five_seconds(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    assert orgsim("run", MONG_CAI, "--replications", "40", "--out", "run", cwd=tmp_path).returncode == 0

    def seconds(name: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        words = [sys.executable, "-m", "orgsim.cli", "report", "run", "--lang", "vi", "--out", name]
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return float(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    # The best of three: other tests run on the same processors meanwhile.
    assert any(seconds(f"{n}.html") < 5 for n in range(3))
    assert (tmp_path / "0.html").stat().st_size < 2_000_000
