"""Long tables as CSV and Parquet: every fact of a run, typed, in whole folders, and harmless in a spreadsheet."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orgsim import compare, compile_plan, read_scenario, simulate
from orgsim.analysis.comparison import Comparison
from orgsim.analysis.intervals import band
from orgsim.errors import RunError
from orgsim.model.outcomes import Outcomes
from orgsim.report.export.long_tables import LongTable, outcome_tables, unit_table
from orgsim.report.export.summary_tables import summary_tables
from orgsim.report.export.table_files import write_csv, write_parquet

KINDS = {"text": "text", "whole": "whole", "number": "number", "day": "date"}


@cache
def runs() -> tuple[Outcomes, ...]:
    scenario = read_scenario(Path("src/orgsim/io/small"))
    return tuple(simulate(compile_plan(scenario, name), replications=7, seed=3) for name in scenario.roadmaps)


@cache
def small() -> Comparison:
    return compare(read_scenario(Path("src/orgsim/io/small")), runs())


def table(*rows: tuple[str, int | None, float | None, dt.date | None]) -> LongTable:
    return LongTable("facts", KINDS, iter(rows))  # type: ignore[arg-type]


def written(folder: Path) -> list[list[str]]:
    with (folder / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def stored(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.read_parquet(str(path)).fetchall()


def test_totals_are_those_of_the_run_in_every_replication(tmp_path: Path) -> None:
    write_parquet(tmp_path / "p", outcome_tables(runs()))
    found = {tuple(row[:4]): row[4] for row in stored(tmp_path / "p" / "totals.parquet")}
    wanted = {
        (run.roadmap, replication, year, measure): int(values[replication, position])
        for run in runs()
        for measure, values in run.totals.items()
        for replication in range(run.replications)
        for position, year in enumerate(run.years)
    }
    assert found == wanted


def test_units_have_the_spread_of_their_replications(tmp_path: Path) -> None:
    write_parquet(tmp_path / "p", [unit_table(runs())])
    run = runs()[0]
    for row in stored(tmp_path / "p" / "by_unit.parquet"):
        roadmap, unit, year, measure, mean, low, median, high, error = row
        if roadmap == run.roadmap:
            values = run.by_unit[str(measure)][:, run.years.index(int(str(year))), run.units.index(str(unit))]
            known = band(values)
            assert (mean, low, median, high, error) == (known.mean, known.low, known.median, known.high, known.error)


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_the_summary_is_written_to_the_last_bit(tmp_path: Path, write: type) -> None:
    write(tmp_path / "t", summary_tables(small()))
    path = next((tmp_path / "t").glob("yearly.*"))
    with duckdb.connect() as connection:
        read = connection.read_csv(str(path)) if path.suffix == ".csv" else connection.read_parquet(str(path))
        found = {tuple(row[:3]): row[3:] for row in read.fetchall()}
    for roadmap in small().roadmaps:
        for measure, years in roadmap.yearly.items():
            for year, known in years.items():
                wanted = (known.mean, known.low, known.median, known.high, known.error)
                assert found[roadmap.id, measure, year] == wanted


def test_what_is_missing_is_empty_and_an_empty_text_is_a_text(tmp_path: Path) -> None:
    rows = [("", None, None, None), ("a", -1, 0.1, dt.date(2021, 12, 31))]
    write_csv(tmp_path / "c", [table(*rows)])
    write_parquet(tmp_path / "p", [table(*rows)])
    assert written(tmp_path / "c") == [["", "", "", ""], ["a", "-1", "0.1", "2021-12-31"]]
    assert stored(tmp_path / "p" / "facts.parquet") == rows


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'quoted"])
def test_a_text_that_a_spreadsheet_could_take_for_a_formula_is_guarded_in_csv_only(tmp_path: Path, text: str) -> None:
    write_csv(tmp_path / "c", [table((text, -5, -0.5, None))])
    write_parquet(tmp_path / "p", [table((text, -5, -0.5, None))])
    assert written(tmp_path / "c") == [[f"'{text}", "-5", "-0.5", ""]]
    assert stored(tmp_path / "p" / "facts.parquet")[0][0] == text


@settings(max_examples=8, deadline=None)
@example(["a\rb", "a\nb", 'a"b', "a,b", "", " ", "NULL"])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12), max_size=8))
def test_every_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("texts")
    write_csv(folder / "c", [table(*((text, 1, None, None) for text in texts))])
    write_parquet(folder / "p", [table(*((text, 1, None, None) for text in texts))])
    assert [row[0].removeprefix("'") for row in written(folder / "c")] == texts
    assert [row[0] for row in stored(folder / "p" / "facts.parquet")] == texts


def test_vietnamese_names_survive_and_excel_is_told_that_it_is_unicode(tmp_path: Path) -> None:
    write_csv(tmp_path / "c", summary_tables(small()))
    content = (tmp_path / "c" / "units.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Phòng Tài chính" in content.decode("utf-8-sig")


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_parquet(tmp_path / name, outcome_tables(runs()))
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_what_was_written_is_told_row_by_row(tmp_path: Path) -> None:
    told: list[int] = []
    write_csv(tmp_path / "c", outcome_tables(runs()), told.append)
    sizes = [values.size for run in runs() for values in (*run.totals.values(), run.programme_exits)]
    assert sum(told) == np.sum(sizes)


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_nothing_is_overwritten_and_nothing_is_left_of_what_failed(tmp_path: Path, write: type) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(RunError, match="mine exists; an export overwrites nothing"):
        write(tmp_path / "mine", [table()])

    def broken() -> object:
        yield "a", 1, 0.5, None
        raise OSError(28, "No space left on device")

    with pytest.raises(RunError, match="new cannot be written: No space left on device"):
        write(tmp_path / "new", [LongTable("facts", KINDS, broken())])  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
