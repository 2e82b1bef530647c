"""Viet Nam's reform of July 2025: the steps against every row of the lists from which they were made."""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from orgsim.io.scenario import check_scenario
from orgsim.model.ledger import Descent
from orgsim.model.organisation import Organisation, Rank, Standing
from orgsim.rules.lineage import lineage
from tests.end_to_end.test_cli import ROOT

VIETNAM = ROOT / "scenarios" / "vietnam-2025"
WHOLE = Fraction(1)

Row = dict[str, str]
Shares = dict[str, Fraction]


class Reform:
    """The roadmap, followed once.

    A failed test prints what its asserts compare, and its arguments: this has a short text, while that of a history
    has 420,000 people in each of 4,664 organisations. So asserts compare small values only.
    """

    def __init__(self) -> None:
        self.history = check_scenario(VIETNAM).histories["as-decreed"]
        self.opening = self.history.opening
        self.closing = self.history.closing
        self.descents: dict[str, list[Descent]] = {}
        for entry in self.history.entries:
            for descent in entry.descents:
                self.descents.setdefault(descent.origin, []).append(descent)

    def became(self, unit: str) -> Shares:
        """Follow a unit from heir to heir; every unit of this reform ends once at most."""
        if unit not in self.descents:
            return {unit: WHOLE}
        found: Shares = {}
        for descent in self.descents[unit]:
            for heir, share in self.became(descent.heir).items():
                found[heir] = found.get(heir, Fraction(0)) + descent.share * share
        return found


@pytest.fixture(scope="module")
def reform() -> Reform:
    return Reform()


@cache
def rows(name: str) -> tuple[Row, ...]:
    with (VIETNAM / "source" / name).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def origin_of(row: Row) -> str:
    """The id of the commune, or island district, of a row of the transitions."""
    return f"{row['from_level'][0]}-{row['from_code']}"


@cache
def new_communes() -> Mapping[str, str]:
    """The id of each commune after the reform, by its code: a new one, or that of the only unit it is made of."""
    into: dict[str, list[str]] = {}
    targets: dict[str, list[str]] = {}
    for row in rows("transitions.csv"):
        into.setdefault(row["to_commune_code"], []).append(origin_of(row))
        targets.setdefault(origin_of(row), []).append(row["to_commune_code"])
    ids = {}
    for code, origins in into.items():
        origin = origins[0]
        alone = origin if len(targets[origin]) == 1 else f"{origin}-{sorted(targets[origin]).index(code) + 1}"
        ids[code] = f"n-{code}" if len(origins) > 1 else alone
    return ids


@cache
def listed() -> Mapping[str, Shares]:
    """What each old commune and island district became by the list: in equal shares, since it gives none."""
    divided = Counter(origin_of(row) for row in rows("transitions.csv"))
    found: dict[str, Shares] = {}
    for row in rows("transitions.csv"):
        origin = origin_of(row)
        found.setdefault(origin, {})[new_communes()[row["to_commune_code"]]] = Fraction(1, divided[origin])
    return found


def counted(organisation: Organisation, group: str) -> list[str]:
    return [unit for unit in organisation.inside if organisation.units[unit].counted_as == group]


def odd(found: Iterable[object], expected: Iterable[object]) -> list[str]:
    """The first few that are in one of two collections only."""
    return sorted(map(str, set(found) ^ set(expected)))[:5]


def test_63_provinces_become_34_and_696_districts_end_and_10035_communes_become_3321(reform: Reform) -> None:
    groups = ("province", "district", "commune")
    before, after = ([len(counted(side, group)) for group in groups] for side in (reform.opening, reform.closing))
    assert (before, after) == ([63, 696, 10_035], [34, 0, 3_321])


def test_every_old_commune_goes_where_the_list_says_and_nowhere_else(reform: Reform) -> None:
    communes = {f"c-{row['code']}" for row in rows("communes_before.csv")}
    missing = odd(communes, (origin for origin in listed() if origin.startswith("c-")))
    assert (len(communes), missing) == (10_035, [])
    wrong = [origin for origin, shares in listed().items() if reform.became(origin) != shares][:5]
    assert wrong == []


def test_every_new_commune_has_exactly_the_parts_of_the_list(reform: Reform) -> None:
    codes = {unit: code for code, unit in new_communes().items()}
    strange_units = odd(codes, counted(reform.closing, "commune"))
    assert strange_units == []
    found = [(origin, codes[unit]) for origin in listed() for unit in reform.became(origin)]
    expected = [(origin_of(row), row["to_commune_code"]) for row in rows("transitions.csv")]
    strange_parts, count = odd(found, expected), len(found)
    assert (count, strange_parts) == (10_602, [])


def test_the_shares_of_each_unit_that_ended_add_up_to_1(reform: Reform) -> None:
    communes = [f"c-{row['code']}" for row in rows("communes_before.csv")]
    districts = [f"d-{row['code']}" for row in rows("districts_before.csv")]
    wrong = [unit for unit in (*communes, *districts) if sum(reform.became(unit).values()) != 1][:5]
    assert wrong == []


def test_the_lineage_says_the_same_as_the_ledger(reform: Reform) -> None:
    said = lineage(reform.history)
    wrong = [unit for unit in reform.opening.units if dict(said.became(unit)) != reform.became(unit)][:5]
    assert wrong == []


def test_each_new_commune_has_its_name_and_reports_to_its_province(reform: Reform) -> None:
    units = reform.closing.units
    bosses = set()
    for row in rows("communes_after.csv"):
        unit = units[new_communes()[row["code"]]]
        boss = units[unit.reports_to or ""]
        bosses.add(boss.id)
        assert (unit.name_vi, unit.kind) == (row["name"], "commune-2025")
        assert (boss.name_vi, boss.kind) == (row["province"], "province-2025")
        assert boss.id in {f"pn-{row['province_code']}", f"p-{row['province_code']}"}
    strange = odd(bosses, counted(reform.closing, "province"))
    assert strange == []


def test_each_old_province_becomes_the_one_of_the_list(reform: Reform) -> None:
    sizes = Counter(row["code_after"] for row in rows("provinces.csv"))
    assert Counter(size > 1 for size in sizes.values()) == {True: 23, False: 11}
    for row in rows("provinces.csv"):
        before, code = f"p-{row['code_before']}", row["code_after"]
        after, name = f"pn-{code}" if sizes[code] > 1 else before, row["name_after"]
        found = [(unit, share, reform.closing.units[unit].name_vi) for unit, share in reform.became(before).items()]
        assert found == [(after, WHOLE, name)]


def test_each_district_goes_to_the_new_communes_of_its_old_ones_in_proportion(reform: Reform) -> None:
    communes: dict[str, list[str]] = {}
    for row in rows("communes_before.csv"):
        communes.setdefault(f"d-{row['district_code']}", []).append(f"c-{row['code']}")
    assert len(communes) == 691
    for district, old in communes.items():
        expected: Shares = {}
        for commune in old:
            for unit, share in listed()[commune].items():
                expected[unit] = expected.get(unit, Fraction(0)) + share / len(old)
        found = reform.became(district)
        assert (district, found) == (district, expected)


def test_nobody_is_lost_and_nobody_comes(reform: Reform) -> None:
    before, after = (
        Counter(slot.holder for slot in side.every_slot if slot.holder) for side in (reform.opening, reform.closing)
    )
    people, places = len(before), after.total()
    lost, come = list(before - after)[:5], list(after - before)[:5]
    assert (people, places) == (419_817, 63 * 1_750 + 696 * 142 + 10_035 * 21)
    assert (lost, come) == ([], [])


def test_every_duty_goes_on_with_an_heir_of_its_owner(reform: Reform) -> None:
    before, after = reform.opening.duties, reform.closing.duties
    count, strange = len(before), odd(before, after)
    assert (count, strange) == (63 + 10_035 + 5, [])
    strayed = [key for key in before if after[key].owner not in reform.became(before[key].owner)][:5]
    assert strayed == []


def test_the_norms_are_the_whole_numbers_nearest_to_the_plan(reform: Reform) -> None:
    for side, groups, planned, units in (
        (reform.opening, ("province",), 91_784 + 18_449, 63),
        (reform.opening, ("commune", "district"), 199_000 + 110_786, 696),
        (reform.closing, ("province",), 91_784, 34),
        (reform.closing, ("commune",), 199_000, 3_321),
    ):
        posts = side.count(unit for group in groups for unit in counted(side, group)).posts
        # One post more or less in each unit would be further away.
        assert 2 * abs(posts - planned) <= units, groups


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("province", {Rank.HEAD: 1, Rank.DEPUTY: 4, Rank.STAFF: 2_695}),
        ("commune", {Rank.HEAD: 1, Rank.DEPUTY: 2, Rank.STAFF: 57}),
    ],
)
def test_each_unit_has_its_establishment_after_the_reform(
    group: str, expected: dict[Rank, int], reform: Reform
) -> None:
    for unit in counted(reform.closing, group):
        slots = reform.closing.slots[unit]
        posts = Counter(slot.rank for slot in slots if slot.standing is Standing.AUTHORISED)
        assert (unit, posts) == (unit, expected)


def test_the_leaders_of_island_districts_lead_the_special_zones(reform: Reform) -> None:
    def holders(organisation: Organisation, unit: str, title: str, rank: Rank) -> set[str | None]:
        return {slot.holder for slot in organisation.slots[unit] if (slot.title, slot.rank) == (title, rank)}

    islands = [origin_of(row) for row in rows("transitions.csv") if row["from_level"] == "district"]
    assert islands == ["d-318", "d-471", "d-498", "d-536", "d-755"]
    for unit in islands:
        heads = holders(reform.opening, unit, "district-chair", Rank.HEAD)
        deputies = holders(reform.opening, unit, "district-vice-chair", Rank.DEPUTY)
        new_heads = holders(reform.closing, unit, "chair", Rank.HEAD)
        new_deputies = holders(reform.closing, unit, "vice-chair", Rank.DEPUTY)
        assert new_heads == heads
        assert new_deputies < deputies
        assert (len(deputies), len(new_deputies)) == (3, 2)


def test_the_script_writes_the_files_of_the_scenario_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, VIETNAM / "make.py", tmp_path], check=True, timeout=120)
    written = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file())
    steps = [f"steps/{name}.csv" for name in ("communes", "districts", "islands", "provinces", "splits")]
    assert written == ["duties.csv", "sites.csv", "sizes.csv", *steps, "units.csv"]
    differing = [name for name in written if (tmp_path / name).read_bytes() != (VIETNAM / name).read_bytes()]
    assert differing == []
