"""A workbook as a scenario: the same checks as for a folder, and every mistake at its cell."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from orgsim.errors import InputError, RunError
from orgsim.io.book_sheets import BookSheet, book_sheets
from orgsim.io.contents import Contents, contents_of
from orgsim.io.conversion import convert
from orgsim.io.folder import read_folder
from orgsim.io.forms import form_of
from orgsim.io.inputs import read_inputs
from orgsim.io.scenario import check_scenario, read_scenario
from orgsim.io.sheets import ITEM_SHEETS, TABLE_SHEETS
from orgsim.io.spreadsheets import open_spreadsheet
from orgsim.io.step_files import steps_by_file
from orgsim.io.template import TEMPLATES, book_path, write_template, write_template_book
from orgsim.io.write_workbook import explained, write_workbook

SMALL = Path("src/orgsim/io/small")
Cells = dict[str, list[list[Any]]]


@pytest.fixture(scope="module")
def sheets() -> tuple[BookSheet, ...]:
    form = form_of(SMALL)
    return book_sheets(contents_of(form, read_folder(form)))


@pytest.fixture
def cells(sheets: Sequence[BookSheet]) -> Cells:
    """The sheets as lists of rows, that a test may change."""
    return {sheet.name: [list(sheet.header), *(list(row) for row in sheet.rows.values())] for sheet in sheets}


def book(cells: Mapping[str, Sequence[Sequence[Any]]], folder: Path) -> Path:
    path = folder / "town.xlsx"
    with xlsxwriter.Workbook(path) as made:
        date = made.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in cells.items():
            sheet = made.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str) and not cell.startswith("="):
                        sheet.write_string(line, column, cell)
                    elif cell is not None:
                        sheet.write(line, column, cell, date if hasattr(cell, "year") else None)
    return path


def told(path: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        read_scenario(path)
    return [str(problem) for problem in error.value.problems]


def put(sheet: str, line: int, column: str, value: object) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cells[sheet][line - 1][cells[sheet][0].index(column)] = value

    return change


def add(sheet: str, *row: object) -> Callable[[Cells], None]:
    return lambda cells: cells[sheet].append(list(row))


BAD: dict[str, tuple[Callable[[Cells], object], str]] = {
    "a word in a table": (
        put("Posts", 3, "rank", "deputee"),
        "town.xlsx!Posts:D3: rank: unknown word 'deputee'; did you mean 'deputy'?",
    ),
    "a number in a table": (
        put("Posts", 4, "count", 2.5),
        "town.xlsx!Posts:H4: count: expected a whole number of at least 0, found '2.5'",
    ),
    "a unit that does not exist": (
        put("Units", 5, "reports_to", "ben-sung"),
        "town.xlsx!Units:F5: reports_to: there is no unit 'ben-sung'; did you mean 'ben-song'?",
    ),
    "a column of a table": (
        put("Duties", 1, "owner", "ownr"),
        "town.xlsx!Duties:D1: unknown column 'ownr'; did you mean 'owner'?",
    ),
    "a row that comes twice": (
        put("Duties", 3, "id", "budget"),
        "town.xlsx!Duties:A3: id 'budget' is already on line 2",
    ),
    "an operator": (
        put("Steps", 4, "op", "absorbs"),
        "town.xlsx!Steps:C4: steps[0].op: unknown word 'absorbs'; did you mean 'absorb'?",
    ),
    "a column of steps": (
        put("Steps", 1, "absorbed", "absorbt"),
        "unknown column 'absorbt'; did you mean 'absorbed'?",
    ),
    "a step without a field": (
        put("Steps", 4, "reason", None),
        "town.xlsx!Steps:4: steps[0]: the key 'reason' is missing",
    ),
    "a step that cannot be taken": (
        put("Steps", 4, "abolish", 40),
        "(step 'merge-radio' of roadmap 'gradual'; its later steps were not tried)",
    ),
    "a file that no roadmap names": (
        put("Steps", 2, "file", "steps/stations.yaml"),
        "town.xlsx!Steps:A2: file: no roadmap or step file that the scenario names is 'steps/stations.yaml'",
    ),
    "a row without a file": (
        put("Steps", 2, "file", None),
        "town.xlsx!Steps:A2: file: this cell is empty; name the file to which the row belongs",
    ),
    "a roadmap that comes twice": (
        add("Roadmaps", "roadmaps/swift.yaml", "again", "Again", "Lại", "S", "S"),
        "this file has a row already, on line 3",
    ),
    "a step file that is not there": (
        put("Roadmaps", 2, "step_files", "steps/harbour.yaml"),
        "town.xlsx!Roadmaps:G2: step_files[0]: no sheet has rows of the file 'steps/harbour.yaml'",
    ),
    "a key": (
        add("Scenario", "horizn.start", "2022-01-01"),
        "unknown key 'horizn'",
    ),
    "a key that is none": (
        add("Scenario", "a..b", 1),
        "expected a key such as 'horizon.start', found 'a..b'",
    ),
    "a key that comes twice": (
        add("Scenario", "currency", "USD"),
        "'currency' is given already, on line 5",
    ),
    "a value that leads out": (
        add("Scenario", "tables.sizes", "../sizes.csv"),
        "tables.sizes: '../sizes.csv' leads out of the scenario folder; copy the file into it",
    ),
    "a statement that nobody made": (
        put("Targets", 3, "assumes", "contracts-may-end"),
        "assumes[0]: there is no statement 'contracts-may-end'; did you mean 'contracts-can-end'?",
    ),
    "a rate": (
        put("Quit rates", 2, "hazard", "often"),
        "town.xlsx!Quit rates:B2: rates.quit_hazard.value[0].hazard: expected a number from 0 to 2, found 'often'",
    ),
    "a formula": (
        put("Posts", 4, "count", "=1+2"),
        "town.xlsx!Posts:H4: this is a formula; copy the cell and paste its value",
    ),
    "a sheet of another name": (
        lambda cells: cells.update({"Targts": [["id"], ["x"]]}),
        "town.xlsx!Targts: this sheet is not read; did you mean 'Targets'?",
    ),
    "a sheet that nobody knows": (
        lambda cells: cells.update({"Budget": [["id"], ["x"]]}),
        "town.xlsx!Budget: this sheet is not read; to keep it for yourself, begin its name with 'Notes'",
    ),
    "no sheet of units": (
        lambda cells: cells.pop("Units"),
        "town.xlsx!Scenario: tables: the key 'units' is missing",
    ),
    "no sheet of the scenario": (
        lambda cells: cells.pop("Scenario"),
        "there is no sheet 'Scenario' with keys and values; is this workbook a scenario?",
    ),
    "cells that are JSON and are not": (
        put("Programmes", 2, "quota", '{"2022": 1'),
        "expected JSON, since it begins with '{', but it is none",
    ),
    "a key of many parts": (
        add("Scenario", ".".join("a" * 15_000), 1),
        "expected a key such as 'horizon.start', found 'a.a.a.",
    ),
    "JSON that is nested too deeply": (
        put("Programmes", 2, "quota", "[" * 30_000),
        "expected JSON, but this is nested more than 30 deep",
    ),
    "a number without end": (
        put("Programmes", 4, "share_of_leavers", "1e999"),
        "expected a number from 0 to 1, found '1e999'",
    ),
    "cells that exclude each other": (
        lambda cells: cells.update(
            {"Steps": [[*row, "into.3.id" if row[0] == "file" else "x"] for row in cells["Steps"]]}
        ),
        "this cell and another of its row exclude each other; found 'x'",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_told_at_its_cell(case: str, cells: Cells, tmp_path: Path) -> None:
    change, expected = BAD[case]
    change(cells)
    found = told(book(cells, tmp_path))
    assert any(expected in problem for problem in found), "\n".join(found)


def test_merged_cells_are_named(cells: Cells, tmp_path: Path) -> None:
    path = tmp_path / "town.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name, rows in cells.items():
            sheet = made.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
            if name == "Sites":
                sheet.merge_range(5, 0, 5, 2, "more sites")
    assert "town.xlsx!Sites: the cells A6:C6 are merged; unmerge them and fill each" in told(path)


def test_many_formulas_are_counted(cells: Cells, tmp_path: Path) -> None:
    for row in cells["People"][1:]:
        row[0] = "=1+1"
    found = told(book(cells, tmp_path))
    assert sum("this is a formula" in problem for problem in found) == 21
    assert any("and so are 12 more cells of this sheet" in problem for problem in found)


def test_the_order_of_sheets_and_columns_and_notes_have_no_meaning(cells: Cells, tmp_path: Path) -> None:
    mixed = {name: [row[::-1] for row in rows] for name, rows in reversed(cells.items()) if len(rows[0]) > 3}
    rest = {name: rows for name, rows in cells.items() if len(rows[0]) <= 3}
    noted = {
        name: [[*row, note] for row, note in zip(rows, ["Notes", *["?"] * len(rows)], strict=False)]
        for name, rows in (mixed | rest).items()
    }
    own = {"Notes of mine": [["=1+1"]], "Read me": [["anything"]]}
    read = read_scenario(book(noted | own, tmp_path))
    assert replace(read, hashes={}) == replace(read_scenario(SMALL), hashes={})


def test_months_ids_and_shares_may_be_typed_as_a_spreadsheet_makes_them(cells: Cells, tmp_path: Path) -> None:
    import datetime as dt

    birth = cells["People"][0].index("birth")
    for row in cells["People"][1:]:
        row[birth] = dt.date.fromisoformat(f"{row[birth]}-01")
    for row in cells["Scenario"][1:]:
        if row[0].startswith("horizon."):
            row[1] = dt.date.fromisoformat(row[1])
    for row in cells["Quit rates"][1:]:
        row[0], row[1] = str(row[0]), str(row[1])
    read = read_scenario(book(cells, tmp_path))
    assert replace(read, hashes={}) == replace(read_scenario(SMALL), hashes={})


def test_a_workbook_says_where_its_warnings_are(cells: Cells, tmp_path: Path) -> None:
    places = [str(problem.place) for problem in check_scenario(book(cells, tmp_path)).warnings]
    assert places == ["town.xlsx!Steps:B5", "town.xlsx!Steps:B6", "town.xlsx!Targets:A2", "town.xlsx!Targets:A3"]


def test_inputs_and_steps_by_file_take_a_workbook(cells: Cells, tmp_path: Path) -> None:
    path = book(cells, tmp_path)
    (found,) = read_inputs([path])
    assert (found.scenario.id, found.roadmap) == ("ben-song", None)
    assert steps_by_file(path, "gradual") == steps_by_file(SMALL, "gradual")
    assert steps_by_file(tmp_path, "gradual") == steps_by_file(SMALL, "gradual")


@pytest.mark.parametrize("kind", [*TABLE_SHEETS, *ITEM_SHEETS], ids=lambda kind: kind.name)
def test_every_column_is_explained_in_both_languages(kind: Any) -> None:
    columns = kind.columns.cells if kind in TABLE_SHEETS else [".".join(path) for path in kind.columns]
    for column in columns:
        found = explained(kind.name, column)
        assert found.english
        assert found.vietnamese


def test_a_workbook_is_made_to_be_filled_in(tmp_path: Path) -> None:
    convert(SMALL, tmp_path / "town.xlsx")
    made = open_spreadsheet(tmp_path / "town.xlsx")
    assert [sheet.name for sheet in made.sheets[:4]] == ["Read me", "Scenario", "Units", "Posts"]
    explanations = made.sheets[0].rows
    assert ("Posts", "count") in [row[:2] for row in explanations]
    people = made.sheet("People")
    assert people is not None
    assert people.rows[0][-1] == "notes"
    assert {type(cell) for row in people.rows[1:] for cell in row} == {str, type(None)}
    posts = made.sheet("Posts")
    assert posts is not None
    assert posts.rows[1][7] == 1


def test_the_same_scenario_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        convert(SMALL, tmp_path / name / "town.xlsx")
    assert (tmp_path / "one/town.xlsx").read_bytes() == (tmp_path / "two/town.xlsx").read_bytes()


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_the_same_scenario_in_both_forms(template: str, tmp_path: Path) -> None:
    write_template(tmp_path / "folder", template)
    path = book_path(tmp_path / "book")
    write_template_book(path, template)
    folder, workbook = read_scenario(tmp_path / "folder"), read_scenario(path)
    assert replace(folder, hashes={}) == replace(workbook, hashes={})
    assert list(workbook.hashes) == ["book.xlsx"]


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("small", "other", "small is a folder already; name a workbook, whose name ends in .xlsx"),
        ("small", "there.xlsx", "there.xlsx exists; name a file that does not exist yet"),
        ("small", "nowhere/a.xlsx", "there is no folder"),
        ("a.xlsx", "b.xlsx", "a.xlsx is a workbook already; name a folder"),
        ("a.xlsx", "small", "small exists; name a folder that does not exist yet"),
    ],
)
def test_what_cannot_be_converted_is_said_and_nothing_is_left(
    source: str, target: str, message: str, tmp_path: Path
) -> None:
    shutil.copytree(SMALL, tmp_path / "small")
    (tmp_path / "there.xlsx").write_text("mine")
    convert(SMALL, tmp_path / "a.xlsx")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RunError, match=message):
        convert(tmp_path / source, tmp_path / target)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "there.xlsx").read_text() == "mine"


def test_a_scenario_with_problems_is_not_converted(tmp_path: Path) -> None:
    small = Path(shutil.copytree(SMALL, tmp_path / "small"))
    (small / "sites.csv").unlink()
    with pytest.raises(InputError):
        convert(small, tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_files_with_comments_are_named(tmp_path: Path) -> None:
    small = Path(shutil.copytree(SMALL, tmp_path / "small"))
    text = (small / "hindcast.yaml").read_text("utf-8")
    (small / "hindcast.yaml").write_text(text.replace("value: 29", "value: 29 # counted twice"), "utf-8")
    assert convert(small, tmp_path / "a.xlsx").commented == ("hindcast.yaml",)


def test_file_names_written_in_another_way_and_line_ends_change_nothing(tmp_path: Path) -> None:
    small = Path(shutil.copytree(SMALL, tmp_path / "small"))
    main = (small / "scenario.yaml").read_text("utf-8")
    main = main.replace("units: units.csv", "units: ./units.csv").replace("- roadmaps/swift", "- ./roadmaps//swift")
    (small / "scenario.yaml").write_text(main, "utf-8")
    units = (small / "units.csv").read_text("utf-8").replace("Radio Station", '"Radio\nStation"')
    (small / "units.csv").write_bytes(units.replace("\n", "\r\n").encode())
    convert(small, tmp_path / "a.xlsx")
    convert(tmp_path / "a.xlsx", tmp_path / "again")
    read = read_scenario(tmp_path / "again")
    assert read.organisation.units["radio-station"].name == "Radio\nStation"
    assert replace(read, hashes={}) == replace(read_scenario(small), hashes={})


def test_a_text_that_no_cell_can_hold_is_named(tmp_path: Path) -> None:
    form = form_of(SMALL)
    contents = contents_of(form, read_folder(form))
    units = [
        (line, [*row[:1], "x" * 40_000, *row[2:]] if line == 3 else row) for line, row in contents.tables["units.csv"]
    ]
    with pytest.raises(RunError, match=r"40,000 characters; at most 32,767\): sheet 'Units', line 3, column 'name'"):
        write_workbook(Contents(contents.documents, {**contents.tables, "units.csv": units}), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
