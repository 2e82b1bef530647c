"""Viet Nam's reform of July 2025: the steps against every row of the lists from which they were made."""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from orgsim.io.scenario import check_scenario
from orgsim.model.ledger import Descent, History
from orgsim.model.organisation import Organisation, Rank, Standing
from orgsim.rules.lineage import lineage
from tests.end_to_end.test_cli import ROOT

VIETNAM = ROOT / "scenarios" / "vietnam-2025"
WHOLE = Fraction(1)

Rows = list[dict[str, str]]
Shares = dict[str, dict[str, Fraction]]


@cache
def rows(name: str) -> Rows:
    with (VIETNAM / "source" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def history() -> History:
    return check_scenario(VIETNAM).histories["as-decreed"]


@pytest.fixture(scope="module")
def heirs(history: History) -> Mapping[str, list[Descent]]:
    found: dict[str, list[Descent]] = {}
    for entry in history.entries:
        for descent in entry.descents:
            found.setdefault(descent.origin, []).append(descent)
    return found


def became(heirs: Mapping[str, list[Descent]], unit: str) -> dict[str, Fraction]:
    """Follow a unit from heir to heir; every unit of this reform ends once at most."""
    if unit not in heirs:
        return {unit: WHOLE}
    found: Counter[str] = Counter()
    for descent in heirs[unit]:
        for heir, share in became(heirs, descent.heir).items():
            found[heir] += descent.share * share  # type: ignore[assignment]
    return {heir: Fraction(share) for heir, share in found.items()}


def counted(organisation: Organisation, group: str) -> list[str]:
    return [unit for unit in organisation.inside if organisation.units[unit].counted_as == group]


def origin_of(row: dict[str, str]) -> str:
    return f"{row['from_level'][0]}-{row['from_code']}"


@cache
def new_communes() -> Mapping[str, str]:
    """The id of each commune after the reform, by its code: a new one, or that of the only unit it is made of."""
    into: dict[str, Rows] = {}
    targets: dict[str, list[str]] = {}
    for row in rows("transitions.csv"):
        into.setdefault(row["to_commune_code"], []).append(row)
        targets.setdefault(origin_of(row), []).append(row["to_commune_code"])
    ids = {}
    for code, parts in into.items():
        origin = origin_of(parts[0])
        alone = origin if len(targets[origin]) == 1 else f"{origin}-{sorted(targets[origin]).index(code) + 1}"
        ids[code] = f"n-{code}" if len(parts) > 1 else alone
    return ids


def listed() -> Shares:
    """What each old commune became, as the list has it: with equal shares, since it gives none."""
    divided = Counter(origin_of(row) for row in rows("transitions.csv"))
    found: Shares = {}
    for row in rows("transitions.csv"):
        origin = origin_of(row)
        found.setdefault(origin, {})[new_communes()[row["to_commune_code"]]] = Fraction(1, divided[origin])
    return found


def test_63_provinces_become_34_and_696_districts_end_and_10035_communes_become_3321(history: History) -> None:
    for group, before, after in (("province", 63, 34), ("district", 696, 0), ("commune", 10_035, 3_321)):
        assert (len(counted(history.opening, group)), len(counted(history.closing, group))) == (before, after), group


def test_every_old_commune_goes_where_the_list_says_and_nowhere_else(heirs: Mapping[str, list[Descent]]) -> None:
    expected = listed()
    communes = {f"c-{row['code']}" for row in rows("communes_before.csv")}
    assert len(communes) == 10_035
    assert communes == {origin for origin in expected if origin.startswith("c-")}
    assert {origin: became(heirs, origin) for origin in expected} == expected


def test_every_new_commune_has_exactly_the_parts_of_the_list(
    history: History, heirs: Mapping[str, list[Descent]]
) -> None:
    codes = {unit: code for code, unit in new_communes().items()}
    assert set(codes) == set(counted(history.closing, "commune"))
    origins = {origin_of(row) for row in rows("transitions.csv")}
    found = {(origin, codes[unit]) for origin in origins for unit in became(heirs, origin)}
    assert found == {(origin_of(row), row["to_commune_code"]) for row in rows("transitions.csv")}
    assert len(found) == len(rows("transitions.csv")) == 10_602


def test_the_shares_of_each_unit_that_ended_add_up_to_1(heirs: Mapping[str, list[Descent]]) -> None:
    old = [
        f"{mark}-{row['code']}"
        for mark, name in (("c", "communes"), ("d", "districts"))
        for row in rows(f"{name}_before.csv")
    ]
    assert {unit for unit in old if sum(became(heirs, unit).values()) != 1} == set()


def test_the_lineage_says_the_same_as_the_ledger(history: History, heirs: Mapping[str, list[Descent]]) -> None:
    said = lineage(history)
    assert {unit: dict(said.became(unit)) for unit in history.opening.units} == {
        unit: became(heirs, unit) for unit in history.opening.units
    }


def test_each_new_commune_has_its_name_and_reports_to_its_province(history: History) -> None:
    units = history.closing.units
    bosses = {row["code"]: units[new_communes()[row["code"]]].reports_to or "" for row in rows("communes_after.csv")}
    for row in rows("communes_after.csv"):
        unit = units[new_communes()[row["code"]]]
        assert (unit.name_vi, unit.kind) == (row["name"], "commune-2025")
        assert bosses[row["code"]] in {f"pn-{row['province_code']}", f"p-{row['province_code']}"}
        assert (units[bosses[row["code"]]].name_vi, units[bosses[row["code"]]].kind) == (
            row["province"],
            "province-2025",
        )
    assert set(bosses.values()) == set(counted(history.closing, "province"))


def test_each_old_province_becomes_the_one_of_the_list(history: History, heirs: Mapping[str, list[Descent]]) -> None:
    sizes = Counter(row["code_after"] for row in rows("provinces.csv"))
    for row in rows("provinces.csv"):
        merged = sizes[row["code_after"]] > 1
        after = f"pn-{row['code_after']}" if merged else f"p-{row['code_before']}"
        assert became(heirs, f"p-{row['code_before']}") == {after: WHOLE}
        assert history.closing.units[after].name_vi == row["name_after"]
    assert Counter(size > 1 for size in sizes.values()) == {True: 23, False: 11}


def test_each_district_goes_to_the_new_communes_of_its_old_ones_in_proportion(
    heirs: Mapping[str, list[Descent]],
) -> None:
    of_district: dict[str, list[str]] = {}
    for row in rows("communes_before.csv"):
        of_district.setdefault(f"d-{row['district_code']}", []).append(f"c-{row['code']}")
    assert len(of_district) == 691
    where = listed()
    for district, communes in of_district.items():
        expected: dict[str, Fraction] = {}
        for commune in communes:
            for unit, share in where[commune].items():
                expected[unit] = expected.get(unit, Fraction(0)) + share / len(communes)
        assert became(heirs, district) == expected, district


def test_nobody_is_lost_and_nobody_comes(history: History) -> None:
    before, after = (
        sorted(slot.holder for slot in organisation.every_slot if slot.holder is not None)
        for organisation in (history.opening, history.closing)
    )
    assert before == after
    assert len(before) == 63 * 1_750 + 696 * 142 + 10_035 * 21 == 419_817


def test_every_duty_goes_on_with_an_heir_of_its_owner(history: History, heirs: Mapping[str, list[Descent]]) -> None:
    before, after = history.opening.duties, history.closing.duties
    assert set(before) == set(after)
    assert len(before) == 63 + 10_035 + 5
    assert {key for key, duty in before.items() if after[key].owner not in became(heirs, duty.owner)} == set()


def test_the_norms_are_the_whole_numbers_nearest_to_the_plan(history: History) -> None:
    def posts(organisation: Organisation, *groups: str) -> int:
        return organisation.count(unit for group in groups for unit in counted(organisation, group)).posts

    for organisation, groups, planned, units in (
        (history.opening, ("province",), 91_784 + 18_449, 63),
        (history.opening, ("commune", "district"), 199_000 + 110_786, 696),
        (history.closing, ("province",), 91_784, 34),
        (history.closing, ("commune",), 199_000, 3_321),
    ):
        # One post more or less in each unit would be further away.
        assert 2 * abs(posts(organisation, *groups) - planned) <= units, groups


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("province", {Rank.HEAD: 1, Rank.DEPUTY: 4, Rank.STAFF: 2_695}),
        ("commune", {Rank.HEAD: 1, Rank.DEPUTY: 2, Rank.STAFF: 57}),
    ],
)
def test_each_unit_has_its_establishment_after_the_reform(
    group: str, expected: dict[Rank, int], history: History
) -> None:
    for unit in counted(history.closing, group):
        posts = (slot for slot in history.closing.slots[unit] if slot.standing is Standing.AUTHORISED)
        assert Counter(slot.rank for slot in posts) == expected, unit


def test_the_leaders_of_island_districts_lead_the_special_zones(history: History) -> None:
    def holders(organisation: Organisation, unit: str, title: str, rank: Rank) -> set[str | None]:
        return {slot.holder for slot in organisation.slots[unit] if (slot.title, slot.rank) == (title, rank)}

    islands = [origin_of(row) for row in rows("transitions.csv") if row["from_level"] == "district"]
    assert len(islands) == 5
    for unit in islands:
        (head,) = holders(history.opening, unit, "district-chair", Rank.HEAD)
        assert holders(history.closing, unit, "chair", Rank.HEAD) == {head}
        deputies = holders(history.opening, unit, "district-vice-chair", Rank.DEPUTY)
        kept = holders(history.closing, unit, "vice-chair", Rank.DEPUTY)
        assert len(kept) == 2
        assert kept < deputies


def test_the_script_writes_the_files_of_the_scenario_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, VIETNAM / "make.py", tmp_path], check=True, timeout=120)
    written = sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file())
    assert [str(name.as_posix()) for name in written] == [
        "duties.csv",
        "sites.csv",
        "steps/communes.csv",
        "steps/districts.csv",
        "steps/islands.csv",
        "steps/provinces.csv",
        "steps/splits.csv",
        "units.csv",
    ]
    assert [name for name in written if (tmp_path / name).read_bytes() != (VIETNAM / name).read_bytes()] == []
