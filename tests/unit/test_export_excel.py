"""The Excel file of results: its figures are those of the comparison, and no text in it is ever a formula."""

import re
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from orgsim import compare, compile_plan, read_scenario, simulate
from orgsim.analysis.comparison import Comparison
from orgsim.errors import RunError
from orgsim.report.analyses import read_analyses
from orgsim.report.export.book import book_sheets
from orgsim.report.export.excel import write_excel
from orgsim.report.export.paper import Part, page_starts
from orgsim.report.export.sheets import Block, Chart, Field, Numeral, Series, Sheet
from orgsim.report.export.waterfalls import bars
from orgsim.report.export.xlsx import write_sheets
from orgsim.report.words import words_of

EVIL = '=HYPERLINK("http://evil.example","click")'
NONE = read_analyses({})
Cell = str | float | int | bool | date


@cache
def small() -> Comparison:
    """Return a comparison of the small scenario."""
    scenario = read_scenario(Path("src/orgsim/io/small"))
    return compare(
        scenario, [simulate(compile_plan(scenario, name), replications=20, seed=3) for name in scenario.roadmaps]
    )


@cache
def renamed(text: str) -> Comparison:
    """Return it with a text for the names of its roadmaps and units."""
    made = small()
    unit = {key: one.model_copy(update={"name": text, "name_vi": text}) for key, one in made.unit_names.items()}
    roadmaps = tuple(
        one.model_copy(update={"name": text, "name_vi": text, "summary": text, "summary_vi": text})
        for one in made.roadmaps
    )
    scenario = made.scenario.model_copy(update={"name": text, "name_vi": text})
    return made.model_copy(update={"unit_names": unit, "roadmaps": roadmaps, "scenario": scenario})


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Excel file of the small scenario."""
    path = tmp_path_factory.mktemp("results") / "results.xlsx"
    write_excel(path, small(), NONE)
    return path


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return that in which names look like a formula."""
    path = tmp_path_factory.mktemp("evil") / "results.xlsx"
    write_excel(path, renamed(EVIL), NONE)
    return path


def read(path: Path) -> dict[str, list[list[Cell]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}  # type: ignore[misc]


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode("utf-8") for name in file.namelist() if name.endswith((".xml", ".rels"))}


def numbers(sheets: tuple[Sheet, ...]) -> list[float]:
    """Return the numbers that the sheets hold, sorted, with the 16 digits that the file keeps."""
    found = []
    for row in (row for sheet in sheets for block in sheet.blocks for row in block.rows):
        for entry in row:
            value = entry.value if isinstance(entry, Numeral) else entry
            if isinstance(value, int | float):
                found.append(float(f"{value:.16G}"))
    return sorted(found)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_number_and_text_is_read_back_as_it_was(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "ket-qua.xlsx"
    write_excel(path, small(), NONE, lang)
    sheets = book_sheets(small(), NONE, words_of(lang))
    cells = [cell for rows in read(path).values() for row in rows for cell in row]
    assert sorted(float(cell) for cell in cells if isinstance(cell, int | float)) == numbers(sheets)
    texts = {entry for sheet in sheets for block in sheet.blocks for row in block.rows for entry in row}
    assert {text for text in texts if isinstance(text, str) and text} <= set(cells)
    assert "Phòng Tài chính" in cells or lang == "en"


def test_dates_are_dates_and_shares_are_shares_of_one(results: Path) -> None:
    targets = [cell for row in read(results)["Targets"] for cell in row]
    assert small().targets[0].by in targets
    assert small().roadmaps[0].targets[0].met.share in targets  # type: ignore[union-attr]
    styles = parts(results)["xl/styles.xml"]
    assert "0.0%" in styles
    assert "d mmm yyyy" in styles


def test_there_is_a_sheet_for_each_question_and_none_without_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    scenario = read_scenario(Path("src/orgsim/io/small"))
    alone = compare(scenario, [simulate(compile_plan(scenario, "swift"), replications=2, seed=3)])
    write_excel(path, alone, NONE)
    names = list(read(path))
    assert names[:3] == ["Summary", "Targets", "Roadmaps"]
    assert not {"Differences", "Best", "Hindcast", "Sensitivity", "Attribution"} & set(names)


def test_a_name_that_looks_like_a_formula_or_link_stays_a_text(evil: Path) -> None:
    found = parts(evil)
    assert EVIL in [cell for rows in read(evil).values() for row in rows for cell in row]
    assert not [name for name, xml in found.items() if "xl/worksheets/" in name and re.search(r"<f[ >]|hyperlink", xml)]
    assert not [name for name, xml in found.items() if 'TargetMode="External"' in xml]
    drawn = [
        formula for name, xml in found.items() if "charts/" in name for formula in re.findall(r"<c:f>(.*?)</c:f>", xml)
    ]
    assert drawn
    assert all(re.fullmatch(r"('[^']+'|\w+)!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", formula) for formula in drawn)


def test_a_text_stays_a_text_when_somebody_edits_its_cell(evil: Path) -> None:
    found = parts(evil)
    quoted = re.findall(r"<xf [^>]*>", found["xl/styles.xml"].split("<cellXfs")[1])
    for xml in (xml for name, xml in found.items() if "xl/worksheets/sheet" in name):
        for style in re.findall(r'<c r="\w+" s="(\d+)" t="s">', xml):
            assert 'quotePrefix="1"' in quoted[int(style)]
        assert not re.findall(r'<c r="\w+" t="s">', xml)


def test_tables_have_heads_of_their_own_even_if_roadmaps_share_a_name(evil: Path) -> None:
    for name, xml in parts(evil).items():
        if "xl/tables/" in name:
            heads = [head.casefold() for head in re.findall(r'<tableColumn [^>]*name="([^"]*)"', xml)]
            assert len(set(heads)) == len(heads)


def test_the_same_comparison_gives_the_same_bytes(results: Path, tmp_path: Path) -> None:
    write_excel(tmp_path / "again.xlsx", small(), NONE)
    assert (tmp_path / "again.xlsx").read_bytes() == results.read_bytes()


def test_sheets_print_on_a4_across_with_frozen_heads(results: Path) -> None:
    pages = [xml for name, xml in parts(results).items() if "xl/worksheets/sheet" in name]
    assert len(pages) > 10
    for xml in pages:
        assert 'paperSize="9"' in xml
        assert 'orientation="landscape"' in xml
        assert 'state="frozen"' in xml


def test_every_chart_is_native_and_has_a_text_alternative(results: Path) -> None:
    found = parts(results)
    charts = [xml for name, xml in found.items() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert {kind for xml in charts for kind in re.findall(r"<c:(lineChart|barChart)>", xml)} == {
        "lineChart",
        "barChart",
    }
    anchors = [xml for name, xml in found.items() if "xl/drawings/drawing" in name and name.endswith(".xml")]
    frames = [frame for xml in anchors for frame in re.findall(r"<xdr:cNvPr [^>]*>", xml)]
    assert len(frames) == len(charts)
    assert all('descr="' in frame for frame in frames)


def test_nothing_is_overwritten_and_nothing_is_left_of_what_failed(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    path.write_text("mine")
    with pytest.raises(RunError, match=r"results\.xlsx exists; an export overwrites nothing"):
        write_excel(path, small(), NONE)
    assert path.read_text() == "mine"
    with pytest.raises(RunError, match="there is no folder"):
        write_excel(tmp_path / "nowhere" / "results.xlsx", small(), NONE)
    with pytest.raises(RunError, match="there is no report in language 'fr'"):
        write_excel(tmp_path / "other.xlsx", small(), NONE, "fr")
    assert [one.name for one in tmp_path.iterdir()] == ["results.xlsx"]


def test_a_table_with_more_rows_than_excel_is_refused_with_the_way_out(tmp_path: Path) -> None:
    block = Block("", (Field("Unit"),), (("a",),) * 1_048_570)
    with pytest.raises(RunError, match="Excel has 1,048,576; write it with --csv or --parquet"):
        write_sheets(tmp_path / "x.xlsx", [Sheet("units", "Units", "", (), (block,))], title="", lang="en")


def test_texts_that_are_too_long_are_cut_and_letters_are_composed(tmp_path: Path) -> None:
    decomposed = "Phu\u031bo\u031b\u0300ng"  # as another system may write Phường without its last mark
    block = Block("", (Field("x" * 400),), (("y" * 40_000,), (decomposed,)))
    write_sheets(tmp_path / "x.xlsx", [Sheet("units", "Units", "", (), (block,))], title="", lang="en")
    cells = [str(cell) for row in read(tmp_path / "x.xlsx")["Units"] for cell in row]
    assert "y" * 32_766 + "…" in cells
    assert "Phường" in cells


@pytest.mark.parametrize(
    ("opening", "changes"), [(10, [-4, 3]), (1, [-3, 5]), (0, [7]), (5, [-5, -5, 20]), (-2, [1, 4, -9])]
)
def test_the_columns_of_a_waterfall_reach_from_level_to_level(opening: int, changes: list[int]) -> None:
    level = opening
    drawn = bars(opening, changes, opening + sum(changes))
    for change, (lift, _, rise, fall, below) in zip(changes, drawn[1:-1], strict=True):
        low, high = sorted((level, level + change))
        above = rise + fall
        # Excel stacks what is above zero upwards and what is below zero downwards.
        assert max(high, 0) == max(lift, 0) + above
        assert min(low, 0) == min(lift, 0) + below
        assert above - below == high - low
        level += change
    assert level == drawn[-1][1] + drawn[-1][4]


def test_units_of_a_run_that_kept_totals_are_refused_with_the_way_out(tmp_path: Path) -> None:
    scenario = read_scenario(Path("src/orgsim/io/small"))
    run = simulate(compile_plan(scenario, "swift"), replications=2, seed=3, keep=())
    with pytest.raises(RunError, match="kept totals only, and nothing of single units; run it again with --keep units"):
        write_excel(tmp_path / "x.xlsx", small(), NONE, scenario=scenario, outcomes=[run])
    assert not list(tmp_path.iterdir())


def test_a_row_that_does_not_fit_its_heads_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="has 2 cells for 1 columns"):
        Block("Units", (Field("Unit"),), (("a", 1),))


def test_no_page_ends_within_a_chart() -> None:
    blocks = [Part(30 * at, 300 if at % 2 else 250, chart=bool(at % 2)) for at in range(1, 9)]
    starts = page_starts([Part(0, 60), *blocks], 100)
    used, room = 60, 640
    for part in blocks:
        used = part.height if part.row in starts else used + part.height
        assert used <= room


def test_a_series_that_only_lifts_others_is_not_named(tmp_path: Path) -> None:
    chart = Chart("stacked", "Posts", (0, 0), (Series(1, ""), Series(2, "#0072b2"), Series(3, "#009e73")))
    block = Block("", (Field("Step"), *(Field(name, "whole") for name in "abc")), (("one", 1, 2, 3),), chart)
    write_sheets(tmp_path / "x.xlsx", [Sheet("units", "Units", "", (), (block,))], title="", lang="en")
    xml = parts(tmp_path / "x.xlsx")["xl/charts/chart1.xml"]
    assert re.findall(r'<c:legendEntry><c:idx val="(\d)"/><c:delete', xml) == ["0"]
