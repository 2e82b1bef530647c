"""Norms of structure: what Vietnamese law asks of units, from which day, and which steps it is held against."""

import datetime as dt
import shutil
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgsim.errors import Place
from orgsim.io.files import Source
from orgsim.io.law import law_of, read_law
from orgsim.io.scenario import check_scenario
from orgsim.io.yaml_files import parse_document
from orgsim.model.law import Instrument, Law, Norm
from orgsim.model.ledger import History
from orgsim.model.organisation import Organisation, Rank, Slot
from orgsim.rules.law.code import LawError
from orgsim.rules.law.norms import Breach, breaches, norms_on, types_of_unit
from orgsim.rules.reorganise import follow
from orgsim.testing import legal_roadmaps, organisations, step_of
from tests.making import slots, unit

VIETNAM = read_law("vietnam")
MONG_CAI = Path(__file__).parents[2] / "scenarios" / "mong-cai"
CENTRES = {"centre": "public-service-unit"}
Day = dt.date


def town(kind: str, **staff: tuple[int, int]) -> Organisation:
    """Make a town with units of one kind; each has so many posts, of which so many are deputies'."""
    units = {"city": unit("city", None, kind="city"), **{key: unit(key, kind=kind) for key in staff}}
    seats: dict[str, tuple[Slot, ...]] = {"city": ()}
    for key, (posts, deputies) in staff.items():
        deputy = slots(key, deputies, title="deputy", rank=Rank.DEPUTY)
        seats[key] = (*slots(key, 1, title="head", rank=Rank.HEAD), *deputy, *slots(key, posts - deputies - 1))
    return Organisation(units, seats, {}, {}, frozenset(), "city")


def founding(key: str, day: str, kind: str, posts: int, deputies: int = 0, **new: Any) -> dict[str, Any]:
    words = {"name": "New", "name_vi": "Mới", "counted_as": "agency", "reports_to": "city"}
    common = {"funding": "state", "group": "staff"}
    titles = [
        {"title": "deputy", "rank": "deputy", "count": deputies, **common},
        {"title": "staff", "rank": "staff", "count": posts - deputies, **common},
    ]
    made = {"id": key, "kind": kind, **words, **new}
    return {"id": f"found-{key}", "op": "create", "date": day, "unit": made, "posts": titles}


def merging(day: str, **changes: Any) -> dict[str, Any]:
    fields = {"id": "merge", "op": "absorb", "absorbed": ["b"], "into": "a", "deputies": "all", "abolish": 0}
    return {**fields, "date": day, **changes}


def found(before: Organisation, *steps: dict[str, Any], types: Mapping[str, str] = CENTRES) -> list[Breach]:
    return list(breaches(VIETNAM, follow(before, [step_of(**step) for step in steps]), types))


def told(rows: list[Breach]) -> list[tuple[str, str, int, int]]:
    return [(row.unit, row.asked, row.found, row.bound) for row in rows]


@pytest.mark.parametrize(
    ("unit_type", "day", "least"),
    [
        ("public-service-unit", "2020-12-01", 15),
        ("public-service-unit", "2026-01-01", 15),
        ("provincial-public-service-unit", "2020-12-01", 15),
        ("public-service-division", "2020-12-01", 7),
        ("department-division-hanoi-hcmc", "2020-11-25", 7),
        ("department-division-class-1", "2020-11-25", 6),
        ("department-division-class-2-3", "2020-11-25", 5),
        ("sub-department", "2021-01-01", 12),
        ("sub-department-division", "2021-01-01", 5),
        ("ministry-department", "2025-11-20", 15),
        ("ministry-department-division", "2025-11-20", 15),
        ("ministry-agency-class-1", "2025-11-20", 30),
        ("ministry-agency-class-2-division", "2025-11-20", 7),
    ],
)
def test_a_unit_has_at_least_so_many_posts(unit_type: str, day: str, least: int) -> None:
    empty, types = town("city"), {"centre": unit_type}
    assert found(empty, founding("new", day, "centre", least), types=types) == []
    rows = found(empty, founding("new", day, "centre", least - 1), types=types)
    assert told(rows) == [("new", "least_staff", least - 1, least)]


@pytest.mark.parametrize(
    ("unit_type", "day", "posts", "most"),
    [
        ("public-service-unit", "2021-01-01", 40, 2),
        ("provincial-public-service-unit", "2021-01-01", 20, 2),
        ("provincial-public-service-unit", "2021-01-01", 21, 3),
        ("large-public-service-unit", "2021-01-01", 40, 3),
        ("self-financing-public-service-unit", "2021-01-01", 9, 3),
        ("public-service-division", "2021-01-01", 9, 1),
        ("public-service-division", "2021-01-01", 10, 2),
        ("department-division-hanoi-hcmc", "2021-01-01", 9, 1),
        ("department-division-hanoi-hcmc", "2021-01-01", 10, 2),
        ("department-division-class-1", "2021-01-01", 8, 1),
        ("department-division-class-1", "2021-01-01", 9, 2),
        ("department-division-class-2-3", "2021-01-01", 7, 1),
        ("department-division-class-2-3", "2021-01-01", 8, 2),
        ("department-division-class-2-3", "2021-01-01", 14, 2),
        ("department-division-class-2-3", "2021-01-01", 15, 3),
        ("department-division-class-2-3", "2025-07-01", 9, 1),
        ("department-division-class-2-3", "2025-07-01", 10, 2),
        ("sub-department", "2025-07-01", 20, 2),
        ("ministry-agency-class-2-division", "2025-11-20", 15, 2),
        ("ministry-agency-class-2-division", "2025-11-20", 16, 3),
    ],
)
def test_a_unit_of_so_many_posts_has_at_most_so_many_deputies(unit_type: str, day: str, posts: int, most: int) -> None:
    empty, types = town("city"), {"centre": unit_type}
    assert found(empty, founding("new", day, "centre", posts, most), types=types) == []
    rows = found(empty, founding("new", day, "centre", posts, most + 1), types=types)
    assert told(rows) == [("new", "most_deputies", most + 1, most)]


@pytest.mark.parametrize(
    ("unit_type", "first"),
    [("public-service-unit", "2020-12-01"), ("district-division", "2020-11-25"), ("commune-division", "2025-10-15")],
)
def test_a_norm_touches_no_step_before_it_is_in_force(unit_type: str, first: str) -> None:
    before, types = town("centre", a=(5, 3), b=(5, 3)), {"centre": unit_type}
    eve = Day.fromisoformat(first) - dt.timedelta(days=1)
    assert found(before, merging(str(eve)), types=types) == []
    assert found(before, merging(first), types=types) != []


def test_a_step_touches_only_the_units_it_makes_enlarges_or_divides() -> None:
    small = town("centre", a=(20, 1), b=(20, 1), c=(3, 0))
    assert found(small, merging("2021-01-01", deputies=2)) == []
    part = {"name": "P", "name_vi": "P", "kind": "office", "counted_as": "agency", "reports_to": "city"}
    rows = found(
        small, {"op": "spin_off", "unit": "a", "into": [{"id": "p", **part, "share": "1/2"}], "date": "2021-01-01"}
    )
    assert [(row.unit, row.asked) for row in rows] == [("a", "least_staff")]


def test_a_kind_without_a_type_has_no_norm() -> None:
    assert (
        found(town("centre", a=(3, 2), b=(3, 2)), merging("2021-01-01"), types={"school": "public-service-unit"}) == []
    )


def test_a_unit_is_judged_as_it_is_in_the_evening() -> None:
    morning = founding("b", "2021-01-01", "centre", 4)
    assert found(town("centre", a=(20, 0)), morning, merging("2021-01-01")) == []
    assert told(found(town("centre", a=(20, 0)), morning, merging("2021-01-02"))) == [("b", "least_staff", 4, 15)]


def test_the_posts_of_a_units_divisions_are_its_own() -> None:
    types = {**CENTRES, "room": "public-service-division"}
    centre = founding("new", "2021-01-01", "centre", 3)
    rooms = [founding(f"room-{n}", "2021-01-01", "room", posts, reports_to="new") for n, posts in enumerate((7, 5))]
    assert told(found(town("city"), centre, *rooms, types=types)) == [("room-1", "least_staff", 5, 7)]
    assert told(found(town("city"), centre, *rooms))[0] == ("new", "least_staff", 3, 15)


def test_a_sub_department_has_a_deputy_fewer_if_it_has_one_to_three_divisions() -> None:
    types = {"centre": "sub-department", "room": "sub-department-division"}
    centre = founding("new", "2025-07-01", "centre", 20, 2)
    for count, rows in ((0, []), (1, [(2, 1)]), (3, [(2, 1)]), (4, [])):
        rooms = [founding(f"r{n}", "2025-07-01", "room", 9, 1, reports_to="new") for n in range(count)]
        assert [(row.found, row.bound) for row in found(town("city"), centre, *rooms, types=types)] == rows


@pytest.mark.parametrize(("day", "due"), [("2021-03-01", "2021-03-01"), ("2025-12-01", "2030-12-01")])
def test_deputies_beyond_the_norm_must_go_at_once_or_within_five_years_since_november_2025(day: str, due: str) -> None:
    (row,) = found(town("centre", a=(20, 2), b=(20, 2)), merging(day))
    assert (row.step, row.found, row.bound, row.due) == ("merge", 4, 2, Day.fromisoformat(due))


@pytest.mark.parametrize(("gone", "rows"), [("2030-12-01", []), ("2030-12-02", [(4, 2)])])
def test_deputies_that_are_gone_in_time_are_no_breach(gone: str, rows: list[tuple[int, int]]) -> None:
    cut = {"op": "set_establishment", "id": "cut", "units": ["a"], "others": "keep", "date": gone}
    posts = [{"title": "deputy", "rank": "deputy", "funding": "state", "group": "staff", "count": 2}]
    way = found(town("centre", a=(20, 2), b=(20, 2)), merging("2025-12-01"), {**cut, "posts": posts})
    assert [(row.found, row.bound) for row in way] == rows


def test_deputies_of_a_ministry_must_be_down_by_the_end_of_2030() -> None:
    types = {"centre": "ministry-department"}
    (row,) = found(town("centre", a=(20, 3), b=(20, 4)), merging("2026-02-01"), types=types)
    assert (row.found, row.bound, row.due) == (7, 4, Day(2030, 12, 31))


def test_an_average_counts_the_units_of_one_boss_together_and_is_told_once() -> None:
    divisions = {"centre": "district-division"}
    before = town("centre", a=(9, 2), b=(9, 2), c=(9, 2))
    assert found(before, merging("2021-01-01", deputies=2), types=divisions) == []
    (row,) = found(before, merging("2021-01-01", deputies=3), types=divisions)
    assert (row.asked, row.found, row.bound, row.among) == ("average_deputies", 5, 4, 2)
    both = [founding("d", "2021-01-01", "centre", 9, 3), founding("e", "2021-01-01", "centre", 9, 3)]
    assert told(found(before, *both, types=divisions)) == [("d", "average_deputies", 12, 10)]


def test_a_department_merged_of_two_or_three_may_have_one_or_two_deputies_more() -> None:
    types = {"centre": "ministry-department"}
    before = town("centre", a=(20, 2), b=(20, 2), c=(20, 2), d=(20, 2))
    alone = town("centre", a=(20, 4))
    renamed = {
        "op": "consolidate",
        "id": "x",
        "units": ["a", "b"],
        "deputies": "all",
        "abolish": 0,
        "date": "2026-01-01",
    }
    new = {"id": "ab", "name": "AB", "name_vi": "AB", "kind": "centre", "counted_as": "agency", "reports_to": "city"}
    steps = [{**renamed, "into": new}, merging("2026-01-02", absorbed=["c", "d"], into="ab")]
    rows = found(before, *steps, types=types)
    assert told(rows) == [("ab", "average_deputies", 8, 5)]  # 4 of two units and 2 of each other: 4 + 2 × 3 hold them
    assert told(found(alone, founding("n", "2026-01-01", "centre", 15, 3), types=types)) == [
        ("n", "average_deputies", 7, 6)
    ]


def test_the_norms_of_a_scheme_leave_no_day_out_once_they_begin() -> None:
    terms: dict[str, list[tuple[Day, Day | None]]] = {}
    for instrument in VIETNAM.instruments:
        for norm in instrument.norms:
            terms.setdefault(norm.unit_type, []).append(instrument.term(norm))
    assert len(terms) >= 27
    for spans in terms.values():
        for (_, end), (start, _) in pairwise(sorted(spans, key=lambda span: span[0])):
            assert end is not None
            assert start == end + dt.timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(day=st.dates(Day(2020, 11, 1), Day(2035, 12, 31)), staff=st.integers(1, 300))
def test_every_norm_can_be_worked_out_on_every_day_of_its_own(day: Day, staff: int) -> None:
    for _, norm in norms_on(VIETNAM, day):
        step = founding("new", str(day), "centre", staff, staff)
        for row in found(town("city"), step, types={"centre": norm.unit_type}):
            assert getattr(row.norm, row.asked) is not None
            assert row.found == staff
            assert (row.found < row.bound) == (row.asked == "least_staff")
            assert row.due >= row.date == day


SYNTHETIC = """
id: norm
title: A
title_vi: A
scheme: norms
in_force_from: 2016-01-02
source: A
parameters:
  - {id: fewest, value: 3, unit: posts, article: A, confidence: assumed}
  - {id: most, formula: "1 if staff < 6 else 2", unit: deputies, article: A, confidence: assumed}
  - {id: grace, value: 1, unit: months, article: A, confidence: assumed}
  - {id: fine, formula: "pay * 2", unit: money, article: A, confidence: assumed}
norms:
  - {id: n, unit_type: office, least_staff: fewest, most_deputies: most, grace_months: grace, article: A}
"""


def made(text: str) -> tuple[Law, list[str]]:
    law, problems = law_of("x", (), [parse_document(Source("n.yaml", text))])
    return law, [str(problem) for problem in problems]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(organisations(), st.data())
def test_a_breach_is_what_the_evening_shows_and_never_of_a_step_before_the_norm(
    organisation: Organisation, data: st.DataObject
) -> None:
    law, problems = made(SYNTHETIC)
    assert problems == []
    way = follow(organisation, data.draw(legal_roadmaps(organisation)))
    kinds = {one.kind for after, _ in way.moments for one in after.units.values()}
    for row in breaches(law, way, dict.fromkeys(kinds, "office")):
        seats = way.on(row.date).slots[row.unit]
        posts = sum(seat.standing == "authorised" for seat in seats)
        deputies = sum(seat.rank is Rank.DEPUTY for seat in seats)
        assert row.date >= Day(2016, 1, 2)
        if row.asked == "least_staff":
            assert (row.found, row.due) == (posts, row.date)
            assert posts < row.bound == 3
        else:
            assert row.found == deputies > row.bound == (1 if posts < 6 else 2)
            assert row.due > row.date
    assert not list(breaches(law, way, {}))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "least_staff: fewest",
            "least_staff: fewst",
            "n.yaml:14:45: norms[0].least_staff: there is no parameter 'fewst'; did you mean 'fewest'?",
        ),
        (
            "least_staff: fewest",
            "least_staff: fine",
            "n.yaml:14:10: norms[0].id: a norm knows no 'pay', a fact of a person; it knows divisions, "  # noqa: ISC004
            "merged_units, staff",
        ),
        (
            "least_staff: fewest, most_deputies: most, ",
            "",
            "n.yaml:14:5: norms[0]: give 'least_staff', 'most_deputies' or 'average_deputies'",
        ),
        (
            "grace_months: grace",
            "grace_months: grace, grace_until: 2030-12-31",
            "n.yaml:14:5: norms[0]: give either 'grace_months' or 'grace_until', and not both",
        ),
        (
            "{id: fewest, value: 3",
            "{id: staff, value: 3",
            "n.yaml:9:10: parameters[0].id: 'staff' is a fact of a person; give the parameter another name",
        ),
    ],
)
def test_a_norm_that_cannot_be_is_told(old: str, new: str, message: str) -> None:
    assert old in SYNTHETIC
    assert message in made(SYNTHETIC.replace(old, new))[1]


def test_a_benefit_rests_on_no_fact_of_a_unit() -> None:
    benefit = "{route: r, cause: severed, name: A, name_vi: A, eligible: many, amount: fine}"
    many = '  - {id: many, formula: "staff > 3", unit: condition, article: A, confidence: assumed}'
    text = SYNTHETIC.replace("norms:\n", f"{many}\nbenefits:\n  - {benefit}\nnorms:\n")
    assert made(text)[1] == ["n.yaml:15:77: benefits[0].amount: a benefit knows no 'staff', a fact of a unit"]


def test_a_norm_holds_once_at_a_time() -> None:
    later = SYNTHETIC.replace("id: norm\n", "id: later\n").replace("2016-01-02", "2018-01-01")
    documents = [parse_document(Source(name, text)) for name, text in (("a.yaml", SYNTHETIC), ("b.yaml", later))]
    problems = [problem for problem in law_of("x", (), documents)[1] if problem.subject.startswith("norms")]
    assert [problem.place for problem in problems] == [Place("b.yaml", 14, 5)]
    assert "norm 'n' of scheme 'norms' is in force twice on 2018-01-01" in problems[0].message


def test_a_norm_made_in_python_that_rests_on_a_person_or_a_condition_is_an_error() -> None:
    law, _ = made(SYNTHETIC)
    whole: Instrument = law.instruments[0]
    step = step_of(**founding("new", "2021-01-01", "centre", 2))
    way: History = follow(town("city"), [step])
    for name, message in (("pay", "a norm knows no 'pay'"), ("nothing", "has no 'nothing'")):
        norm = Norm(id="n", unit_type="office", least_staff=name, article="A")
        wrong = law.model_copy(update={"instruments": (whole.model_copy(update={"norms": (norm,)}),)})
        with pytest.raises(LawError, match=message):
            list(breaches(wrong, way, {"centre": "office"}))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def against_norms(folder: Path) -> list[str]:
    return [str(one) for one in check_scenario(folder).warnings if "unit_types" in one.message]


def test_mong_cai_has_types_and_no_decree_of_2020_is_held_against_its_steps_of_2015_to_2019() -> None:
    checked = check_scenario(MONG_CAI)
    assert set(checked.scenario.unit_types.values()) <= types_of_unit(checked.scenario.law)
    assert {"public-service", "division"} <= checked.scenario.unit_types.keys()
    assert against_norms(MONG_CAI) == []


def test_the_same_mergers_in_2021_get_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / "mong-cai"
    shutil.copytree(MONG_CAI, folder)
    edit(folder / "steps" / "agencies.yaml", "date: 2016-04-01", "date: 2021-04-01")
    edit(folder / "steps" / "agencies.yaml", "date: 2018-07-01", "date: 2021-07-01")
    decree = "Decree 120/2020/NĐ-CP on founding, reorganising and dissolving public-service units"
    articles = "Article 5 clause 1 (d) and Article 6 clause 2 (c)"
    assert against_norms(folder) == [
        (
            "steps/agencies.yaml:14:9: steps[1].id: this leaves 'agricultural-service-centre' with 13 posts on "
            f"2021-04-01, and {decree}, {articles}, asks for at least 15 in a public-service-unit; merge it into a "
            "larger unit, give it more posts, or change its type in 'unit_types'"
        ),
        (
            "steps/agencies.yaml:66:9: steps[5].id: this leaves 'communications-culture-centre' with 4 deputies on "
            f"2021-07-01, and {decree}, {articles}, allows 2 in such a public-service-unit; let 2 of them go, or "
            "change its type in 'unit_types'"
        ),
    ]


def test_an_average_and_a_time_of_grace_are_told_in_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / "mong-cai"
    shutil.copytree(MONG_CAI, folder)
    edit(folder / "scenario.yaml", "unit_types:\n", "unit_types:\n  culture-division: commune-division\n")
    edit(folder / "scenario.yaml", "end: 2021-12-31}", "end: 2026-12-31}")
    steps = folder / "steps" / "agencies.yaml"
    before, after = steps.read_text("utf-8").split("id: communications-culture-centre", 1)
    steps.write_text(
        f"{before}id: communications-culture-centre"
        f"{after.replace('kind: public-service', 'kind: culture-division', 1)}".replace("2018-07-01", "2026-07-01"),
        "utf-8",
    )
    assert against_norms(folder) == [
        (
            "steps/agencies.yaml:66:9: steps[5].id: this leaves 4 deputies in 'communications-culture-centre' and its "
            "peers, 1 unit in all, on 2026-07-01, and Resolution 332/NQ-CP on the deputies of commune divisions, "
            "average of deputies, with the grace of Article 6 of Decree 150/2025, allows 2 in all of them; let 2 go by "
            "2031-07-01, or change the type in 'unit_types'"
        )
    ]
