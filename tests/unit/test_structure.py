"""Service and structure before and after, held against the run's own numbers and against small organisations."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console, RenderableType

from orgsim import compile_plan, read_scenario, simulate
from orgsim.analysis.structure import structure_result
from orgsim.analysis.structure_values import Average, StructureResult
from orgsim.model.ages import RETIREMENT_YEARS
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario, Size
from orgsim.report.structure import structure_tables
from orgsim.rules.overlap import overlap_index
from orgsim.rules.reorganise import follow
from tests.making import one_office, roadmap
from tests.unit.test_kernel import separation

FUTURES = 40


def shown(tables: Iterable[RenderableType]) -> str:
    console = Console(width=100, force_terminal=False)
    with console.capture() as capture:
        for table in tables:
            console.print(table)
    return capture.get()


@cache
def city() -> Scenario:
    return read_scenario(Path("scenarios/mong-cai"))


@cache
def run(name: str) -> Outcomes:
    return simulate(compile_plan(city(), name), replications=FUTURES, seed=1)


@cache
def result(name: str) -> StructureResult:
    return structure_result(city(), name, follow(city().organisation, city().roadmaps[name].steps), run(name))


def of_town(**changes: object) -> StructureResult:
    town = replace(read_scenario(Path("src/orgsim/io/small")), **changes)  # type: ignore[arg-type]
    return structure_result(town, "gradual", follow(town.organisation, town.roadmaps["gradual"].steps))


def test_the_opening_is_that_of_the_organisation_in_every_roadmap() -> None:
    for name in city().roadmaps:
        assert result(name).opening == result("as-decreed").opening
        assert result(name).staffing_opening == result("as-decreed").staffing_opening
    opening = result("as-decreed").opening
    assert (opening.posts, opening.leader_posts, opening.layers, opening.duties) == (1863, 305, 4, 173)
    assert opening.overlap_index == float(overlap_index(city().organisation, city().organisation.inside))


def test_ages_of_the_opening_add_up_to_the_people() -> None:
    found = result("as-decreed").staffing_opening
    assert found.people.mean == 2010
    assert sum(band.mean for band in found.ages.people.values()) == 2010


@pytest.mark.parametrize("name", ["as-decreed", "natural-attrition"])
def test_ages_and_years_to_retirement_of_the_end_are_those_of_the_run(name: str) -> None:
    found, outcomes = result(name).staffing_closing, run(name)
    assert found is not None
    assert (outcomes.closing["ages"].sum(axis=1) == outcomes.totals["people"][:, -1]).all()
    assert sum(band.mean for band in found.ages.people.values()) == pytest.approx(found.people.mean, abs=1e-9)
    years = outcomes.closing["retirement_years"]
    medians = [np.median(np.repeat(np.arange(RETIREMENT_YEARS), row[:-1])) for row in years]
    assert found.ages.years_to_retirement is not None
    assert found.ages.years_to_retirement.mean == pytest.approx(np.mean(np.floor(medians)), abs=1e-9)
    assert found.ages.without_retirement.mean == years[:, -1].mean()


@pytest.mark.parametrize("name", ["as-decreed", "natural-attrition"])
def test_leaders_and_people_of_the_end_are_those_of_the_run(name: str) -> None:
    found, totals = result(name).staffing_closing, run(name).totals
    assert found is not None
    leaders = totals["heads"][:, -1] + totals["deputies"][:, -1]
    assert found.leaders.mean == leaders.mean()
    assert found.leaders_per_hundred is not None
    assert found.leaders_per_hundred.mean == pytest.approx((100 * leaders / totals["people"][:, -1]).mean(), abs=1e-12)


def test_the_vacancy_of_a_duty_is_that_of_its_owner() -> None:
    outcomes, rows = run("as-decreed"), result("as-decreed").vacancies
    assert rows is not None
    for row in rows:
        unit = outcomes.units.index(row.owner)
        posts, vacant = (outcomes.by_unit[name][:, -1, unit].astype(float) for name in ("posts", "vacancies"))
        if not posts.any():
            assert row.closing is None
            continue
        assert row.closing is not None
        assert row.closing.mean == pytest.approx(np.mean(vacant[posts > 0] / posts[posts > 0]), abs=1e-12)
    assert [row.duty for row in rows] == sorted(row.duty for row in rows)
    assert len(rows) == result("as-decreed").closing.duties


def test_what_came_from_outside_has_no_vacancy_before() -> None:
    rows = {row.duty: row for row in result("as-decreed").vacancies or ()}
    assert rows["primary-care-hai-son"].opening is None
    assert rows["primary-care-hai-son"].closing is not None


def test_a_run_that_kept_totals_only_says_so_and_invents_nothing() -> None:
    lean = simulate(compile_plan(city(), "as-decreed"), replications=3, seed=1, keep=())
    history = follow(city().organisation, city().roadmaps["as-decreed"].steps)
    found = structure_result(city(), "as-decreed", history, lean)
    assert found.vacancies is None
    assert found.staffing_closing is not None
    assert found.staffing_closing.duties_without_people is None
    assert "not known" in shown(structure_tables([found], 2021))


def test_without_a_run_the_end_has_a_shape_and_no_people() -> None:
    found = of_town()
    assert (found.staffing_closing, found.vacancies) == (None, None)
    assert found.closing.units["public-service-unit"] < found.opening.units["public-service-unit"]


def test_nobody_left_to_lead_is_no_ratio_and_no_error() -> None:
    everybody = roadmap(programmes=[separation(quota={2015: 3})])
    made = one_office(3, everybody)
    outcomes = simulate(compile_plan(made, "plan"), replications=2, seed=1)
    found = structure_result(made, "plan", follow(made.organisation, ()), outcomes)
    assert found.staffing_closing is not None
    assert (found.staffing_closing.people.mean, found.staffing_closing.leaders_per_hundred) == (0, None)
    assert found.staffing_opening.people_per_leader is None
    assert "People per leader" in shown(structure_tables([found], 2017))


def test_sizes_are_averaged_over_the_units_of_which_they_are_known() -> None:
    sizes = {"radio-station": Size(1000, None), "culture-centre": Size(500, Fraction("2.5"))}
    found = of_town(sizes=sizes)
    before, after = (shape.sizes["public-service-unit"] for shape in (found.opening, found.closing))
    assert (before.population, before.area_km2) == (Average(mean=750, known=2), Average(mean=2.5, known=1))
    assert (after.population, after.area_km2) == (Average(mean=1500, known=1), Average(mean=None, known=0))
    assert f"1,500 (1 of {after.units})" in shown(structure_tables([found], 2025))


def test_no_size_is_shown_where_none_is_known() -> None:
    assert of_town().opening.sizes == {}
    assert "Population" not in shown(structure_tables([of_town()], 2025))


def test_a_function_whose_only_duty_ends_is_lost() -> None:
    town = read_scenario(Path("src/orgsim/io/small"))
    steps = [{"id": "s", "op": "adjust_duties", "date": "2022-01-01", "ends": ["enrolment"]}]
    road = roadmap("gradual", steps=steps)
    found = structure_result(
        replace(town, roadmaps={"gradual": road}), "gradual", follow(town.organisation, road.steps)
    )
    assert found.lost_functions == ("education",)
    assert found.closing.duties == found.opening.duties - 1


def test_values_survive_json() -> None:
    whole = result("front-loaded")
    assert StructureResult.model_validate_json(whole.model_dump_json()) == whole


def test_tables_fit_100_columns_and_name_every_roadmap() -> None:
    text = shown(structure_tables([result(name) for name in city().roadmaps], 2021))
    assert max(map(len, text.splitlines())) <= 100
    for words in ("Layers", "Overlap index", "50 to 54", "Years to retirement", "As decreed", "Front-loaded"):
        assert words in text


def test_more_than_three_roadmaps_are_shown_three_abreast() -> None:
    four = [result("as-decreed").model_copy(update={"name": f"Roadmap {n}"}) for n in range(4)]
    text = shown(structure_tables(four, 2021))
    assert text.count("Structure within the boundary") == 2
    assert all(f"Roadmap {n}" in text for n in range(4))
