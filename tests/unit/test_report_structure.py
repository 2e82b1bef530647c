"""Structure before and after, as the report tells it."""

from functools import cache
from pathlib import Path

from orgsim import compare, compile_plan, read_scenario, simulate
from orgsim.analysis.comparison import Comparison
from orgsim.report.views.structure import structure_tables
from orgsim.report.words import words_of

SMALL = Path(__file__).parents[2] / "src" / "orgsim" / "io" / "small"


@cache
def comparison() -> Comparison:
    small = read_scenario(SMALL)
    return compare(small, [simulate(compile_plan(small, name), replications=20, seed=1) for name in small.roadmaps])


def test_units_and_leaders_stand_in_a_column_for_the_opening_and_one_for_each_roadmap() -> None:
    structure, _ = structure_tables(comparison(), words_of("en"))
    rows = {row.head.text: [cell.text for cell in row.cells] for group in structure.groups for row in group.rows}
    names = [roadmap.name for roadmap in comparison().roadmaps]
    assert [column.text for column in structure.columns] == ["", "Opening", *names]
    results = comparison().structure
    shapes = [results[0].opening, *(result.closing for result in results)]
    assert rows["Units"] == [str(sum(shape.units.values())) for shape in shapes]
    assert rows["Layers, the whole being the first"] == [str(shape.layers) for shape in shapes]
    assert rows["Leaders in post"][0] == str(results[0].staffing_opening.leaders.median)


def test_people_of_all_ages_are_all_people() -> None:
    _, ages = structure_tables(comparison(), words_of("vi"))
    opening = [int(row.cells[0].text) for row in ages.groups[0].rows][:-1]
    assert sum(opening) == comparison().opening["people"]
    assert ages.groups[0].rows[0].head.text == "dưới 20"
