import csv
import hashlib
import io
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from orgsim import compile_plan, simulate
from orgsim.errors import InputError
from orgsim.io.scenario import read_scenario
from orgsim.model.dates import month_index, parse_month
from orgsim.model.organisation import Person, Sex
from orgsim.rules.retirement import retirement_month

SCENARIOS = Path(__file__).parent.parent / "scenarios"
SMALL = SCENARIOS.parents[1] / "src" / "orgsim" / "io" / "small"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


@pytest.fixture
def made(small: Path) -> Path:
    return Path(shutil.copytree(SCENARIOS / "small-made", small, dirs_exist_ok=True))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def shuffle_rows(file: Path, seed: int) -> None:
    header, *rows = file.read_text("utf-8").splitlines()
    random.Random(seed).shuffle(rows)  # noqa: S311
    file.write_text("\n".join([header, *rows]) + "\n", "utf-8")


def shuffle_columns(file: Path, seed: int) -> None:
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8"))))
    order = random.Random(seed).sample(range(len(rows[0])), len(rows[0]))  # noqa: S311
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([[row[place] for place in order] for row in rows])


def test_the_opening_is_what_the_tables_say() -> None:
    scenario = read_scenario(SMALL)
    office = scenario.organisation.slots["town-office"]
    assert [(slot.id, slot.holder) for slot in office] == [
        ("town-office/deputy-director/001", "e02"),
        ("town-office/director/001", "e01"),
        ("town-office/driver/s001", "e06"),
        ("town-office/specialist/001", "e03"),
        ("town-office/specialist/002", "e04"),
        ("town-office/specialist/003", "e05"),
    ]
    assert scenario.organisation.units["province"].reports_to is None
    assert scenario.organisation.dotted == {("economic-division", "extension-station")}
    assert scenario.people["e06"] == Person(
        "e06", parse_month("1979-05"), Sex.MALE, parse_month("2010-02"), "B", "labour-contract"
    )
    assert not scenario.synthetic


def test_a_roadmap_has_the_steps_of_its_step_files_in_order_of_date() -> None:
    roadmaps = read_scenario(SMALL).roadmaps
    assert [step.id for step in roadmaps["swift"].steps] == [
        "take-over-station",
        "farm-markets",
        "media-centre",
        "one-school",
        "close-ferry",
        "cut-vacant",
    ]


def test_used_by_says_where_each_statement_is_relied_on() -> None:
    used = read_scenario(SMALL).used_by
    assert used["station-size"] == ("units.csv:11", "posts.csv:24", "posts.csv:25")
    assert used["one-post-goes"] == (
        "roadmaps/gradual.yaml: step merge-radio",
        "roadmaps/swift.yaml: step media-centre",
        "roadmaps/swift.yaml: step one-school",
        "hindcast.yaml: reported merger-posts",
    )


def test_hashes_are_those_of_every_file_of_the_scenario() -> None:
    files = (path for path in SMALL.rglob("*") if path.is_file())
    found = {path.relative_to(SMALL).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert read_scenario(SMALL).hashes == found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("overlay", [SMALL, SCENARIOS / "small-made"], ids=["roster", "margins"])
def test_the_order_of_rows_and_columns_has_no_meaning(overlay: Path, seed: int, small: Path) -> None:
    shutil.copytree(overlay, small, dirs_exist_ok=True)
    before = read_scenario(small)
    for file in small.glob("*.csv"):
        shuffle_rows(file, seed)
        shuffle_columns(file, seed)
    after = read_scenario(small)
    assert replace(after, hashes=before.hashes, used_by=before.used_by) == before
    assert list(after.people) == list(before.people)
    assert list(after.organisation.units) == list(before.organisation.units)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(small: Path) -> None:
    before = read_scenario(small)
    for file in (path for path in small.rglob("*") if path.is_file()):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert replace(read_scenario(small), hashes=before.hashes) == before


def test_text_is_in_normal_form_c(small: Path) -> None:
    edit(small / "units.csv", "Trường Bắc", "Tru\u031bo\u031b\u0300ng Ba\u0306\u0301c")
    edit(small / "scenario.yaml", "Bến Sông, một", "Be\u0302\u0301n Sông, một")
    scenario = read_scenario(small)
    assert scenario.organisation.units["school-north"].name_vi == "Trường Bắc"
    assert scenario.name_vi.startswith("Bến Sông")


def test_a_link_out_of_the_folder_is_not_followed(small: Path, tmp_path: Path) -> None:
    (small / "duties.csv").rename(tmp_path / "elsewhere.csv")
    (small / "duties.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(InputError, match=r"scenario\.yaml:12:11: tables\.duties: 'duties\.csv' is a link out of"):
        read_scenario(small)


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../small/units.csv", "roadmaps/../../x.csv", r"c:\units.csv", "roadmaps"]
)
def test_only_files_of_the_folder_are_read(small: Path, name: str) -> None:
    edit(small / "scenario.yaml", "units: units.csv", f"units: '{name}'")
    with pytest.raises(InputError) as raised:
        read_scenario(small)
    assert [problem.subject for problem in raised.value.problems] == ["tables.units"]


def test_a_folder_that_does_not_exist_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        read_scenario(tmp_path / "nowhere")


def test_a_folder_without_a_scenario_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no file 'scenario\.yaml'"):
        read_scenario(tmp_path)


def test_dotted_lines_hindcast_and_targets_may_be_left_out(small: Path) -> None:
    edit(small / "scenario.yaml", "  dotted: dotted.csv\n", "")
    edit(small / "scenario.yaml", "hindcast: hindcast.yaml\n", "")
    scenario = read_scenario(small)
    assert scenario.organisation.dotted == frozenset()
    assert (scenario.hindcast_of, scenario.reported) == (None, ())


OWN_LAW = """
id: own
title: Ours
title_vi: Của chúng tôi
scheme: own
in_force_from: 2020-01-01
source: An example
parameters:
  - {id: base_salary, value: 1000, unit: EUR, article: "1", confidence: assumed}
  - {id: allowance_rate, value: 0.1, unit: share, article: "2", confidence: assumed}
  - {id: employer_rate, value: 0.2, unit: share, article: "3", confidence: assumed}
  - {id: leaves, formula: volunteers, unit: condition, article: "4", confidence: assumed}
  - {id: paid, formula: half_up(full_pay / 3), unit: EUR, article: "5", confidence: assumed}
  - id: grades
    grades:
      A1: {first: 2.34, step: 0.33, steps: 9, months_per_step: 36}
      A0: {first: 2.10, step: 0.31, steps: 10, months_per_step: 36}
      B: {first: 1.86, step: 0.20, steps: 12, months_per_step: 24}
    unit: coefficients
    article: "6"
    confidence: assumed
benefits:
  - {route: early-retirement, cause: early_retired, name: Early, name_vi: Sớm, eligible: leaves, amount: paid}
  - {route: contract-end, cause: contract_ended, name: End, name_vi: Kết thúc, eligible: leaves, amount: paid}
"""


def drop_line(path: Path, start: str) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    assert sum(line.startswith(start) for line in lines) == 1
    path.write_text("".join(line for line in lines if not line.startswith(start)), "utf-8")


def test_without_a_law_people_of_any_age_are_there(small: Path) -> None:
    edit(small / "scenario.yaml", "jurisdiction: vietnam", "jurisdiction: none\ninstruments: [own.yaml]")
    edit(small / "people.csv", "1966-08", "1936-08")
    for road in ("gradual", "swift"):
        path = small / "roadmaps" / f"{road}.yaml"
        text = path.read_text("utf-8")
        for scheme in ("payroll-streamlining", "labour-contracts"):
            text = text.replace(f"scheme: {scheme}", "scheme: own")
        path.write_text(text, "utf-8")
    for fact in ("civil_servant", "hazardous_months", "uninsured_months", "under_discipline", "caring_for_infant"):
        drop_line(small / "assumptions.yaml", f"      {fact}:")
    (small / "own.yaml").write_text(OWN_LAW, "utf-8")
    scenario = read_scenario(small)
    assert [instrument.id for instrument in scenario.law.instruments] == ["own"]
    assert (
        simulate(compile_plan(scenario, "gradual"), replications=2, seed=1).totals["contract_end_pay"].all(axis=0).any()
    )


def test_made_people_fill_the_held_slots_and_are_numbered_in_their_order(made: Path) -> None:
    scenario = read_scenario(made)
    holders = {slot.id: slot.holder for slot in scenario.organisation.every_slot if slot.holder}
    assert [holders[slot] for slot in sorted(holders)] == [f"p{number:05d}" for number in range(1, 33)]
    assert scenario.synthetic
    assert scenario.people.keys() == set(holders.values())


def test_nobody_made_is_past_retirement_at_the_opening(made: Path) -> None:
    scenario = read_scenario(made)
    compulsory = scenario.assumptions.rates.compulsory_retirement.value
    start = month_index(scenario.horizon.start)
    for person in scenario.people.values():
        month = retirement_month(scenario.law, person.birth, person.sex)
        assert month is not None
        assert month >= start or not compulsory[person.contract]


def test_more_people_in_one_group_leave_those_of_the_other_groups_as_they_are(made: Path) -> None:
    before = read_scenario(made)
    edit(made / "posts.csv", "state,teacher,4,3", "state,teacher,4,4")
    after = read_scenario(made)

    def people_outside_schools(scenario_people: dict[str, Person], holders: dict[str, str]) -> dict[str, Person]:
        return {slot: replace(scenario_people[key], id="") for slot, key in holders.items() if "school" not in slot}

    seats = [
        people_outside_schools(
            dict(scenario.people), {slot.id: slot.holder for slot in scenario.organisation.every_slot if slot.holder}
        )
        for scenario in (before, after)
    ]
    assert seats[0] == seats[1]
    assert len(after.people) == len(before.people) + 1
