"""Organograms so small that every row is known: how files are read, and what is told of them."""

import datetime as dt
import gzip
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.analysis.organogram import diff_organograms
from orgsim.errors import InputError, RunError
from orgsim.io.organogram.published import junior_beside, neighbours, read_snapshot
from orgsim.model.organogram import JuniorGroup, Organogram, SeniorPost
from orgsim.rules.organogram.findings import findings, gaps
from orgsim.rules.organogram.keys import lasting_reference, slug
from orgsim.rules.organogram.lines import unit_lines
from orgsim.rules.organogram.whole import rounded, whole_posts

SENIOR = (
    "Post Unique Reference,Grade (or equivalent),Job Title,Parent Department,Organisation,Unit,"
    "Reports to Senior Post,Salary Cost of Reports (£),FTE,Actual Pay Floor (£),Actual Pay Ceiling (£),"
    "Professional/Occupational Group"
)
JUNIOR = (
    "Parent Department,Organisation,Unit,Reporting Senior Post,Grade,Payscale Minimum (£),Payscale Maximum (£),"
    "Generic Job Title,Number of Posts in FTE,Professional/Occupational Group"
)
HEAD = "A1,SCS3,Director General,The Ministry,The Ministry,Board,XX,0,1,100000,104999,Policy"
CLERKS = 'The Ministry,The Ministry,Board,A1,EO,22000,27000,Clerk,"1,234.5",Policy'


def written(folder: Path, seniors: Sequence[str], juniors: Sequence[str] = (CLERKS,), day: str = "2011-03-31") -> Path:
    senior = folder / f"{day}-senior.csv"
    senior.write_text("\n".join([SENIOR, *seniors]), "utf-8")
    (folder / f"{day}-junior.csv").write_text("\n".join([JUNIOR, *juniors]), "utf-8")
    return senior


def post(
    reference: str, unit: str = "Board", boss: str = "XX", fte: str = "1", grade: str = "SCS1", title: str = "Director"
) -> SeniorPost:
    return SeniorPost(2, reference, title, grade, unit, boss, Decimal(fte) if fte else None, None, "")


def group(unit: str, boss: str, fte: str, grade: str = "EO") -> JuniorGroup:
    return JuniorGroup(2, "Clerk", grade, unit, boss, Decimal(fte), None, "")


def of(*rows: SeniorPost | JuniorGroup, day: int = 2011) -> Organogram:
    seniors = tuple(row for row in rows if isinstance(row, SeniorPost))
    juniors = tuple(row for row in rows if isinstance(row, JuniorGroup))
    return Organogram("The Ministry", "The Ministry", dt.date(day, 3, 31), seniors, juniors)


def messages(organogram: Organogram) -> dict[str, str]:
    return {found.kind: found.message for found in findings(organogram)}


def test_numbers_are_read_exactly_and_rows_without_them_count_nothing(tmp_path: Path) -> None:
    odd = "A2,SCS1,Director,The Ministry,The Ministry,Board,A1,0,http://example.org/tenure48,N/D,N/D,"
    senior = written(tmp_path, [HEAD, odd])
    read = read_snapshot(senior, junior_beside(senior))
    assert read.organogram.fte == Decimal("1235.5")
    assert read.organogram.day == dt.date(2011, 3, 31)
    assert [found.message for found in read.findings] == [
        "1 senior row has an FTE that is no number and counts nothing: 'http://example.org/tenure48'"
    ]


def test_names_telephones_and_notes_are_not_kept_and_that_is_told(tmp_path: Path) -> None:
    senior = written(tmp_path, [HEAD])
    lines = [
        f"{SENIOR},Name,Contact Phone,Notes",
        f"{HEAD},Jane Doe,020 7946 0000,Away",
        HEAD.replace("A1", "A2") + ",Vacant,,",
    ]
    senior.write_text("\n".join(lines), "utf-8")
    read = read_snapshot(senior, None)
    assert "Jane" not in repr(read.organogram)
    assert "7946" not in repr(read.organogram)
    assert [row.mark for row in read.organogram.seniors] == ["", "vacant"]
    assert [found.message for found in read.findings] == [
        "columns of the senior file that are not kept: Name, Contact Phone, Notes"
    ]


@pytest.mark.parametrize(("encoding", "name"), [("utf-8-sig", ""), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")])
def test_files_of_every_usual_encoding_are_read(tmp_path: Path, encoding: str, name: str) -> None:
    senior = written(tmp_path, [])
    senior.write_bytes("\r\n".join([SENIOR, HEAD.replace("Board", "Café")]).encode(encoding))
    read = read_snapshot(senior, None)
    assert read.organogram.seniors[0].unit == "Café"
    assert [found.message for found in read.findings] == (
        [f"the senior file is not UTF-8; it was read as {name}"] if name else []
    )


def test_compressed_files_are_read_as_they_are(tmp_path: Path) -> None:
    senior = written(tmp_path, [HEAD])
    packed = tmp_path / "2011-03-31-senior.csv.gz"
    packed.write_bytes(gzip.compress(senior.read_bytes()))
    assert read_snapshot(packed, None).organogram == read_snapshot(senior, None).organogram


def test_a_column_that_is_missing_is_named_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    senior = written(tmp_path, [HEAD])
    senior.write_text(senior.read_text("utf-8").replace("Job Title", "Job Titel"), "utf-8")
    with pytest.raises(InputError) as caught:
        read_snapshot(senior, None)
    problem = "there is no column 'job title', which a senior file has; did you mean 'job titel'?"
    assert str(caught.value) == f"2011-03-31-senior.csv: 1 problem\n  - 2011-03-31-senior.csv:1: {problem}"


def test_files_in_the_wrong_order_are_recognised(tmp_path: Path) -> None:
    senior = written(tmp_path, [HEAD])
    with pytest.raises(InputError, match="this is a junior file; the senior file comes first, then the junior one"):
        read_snapshot(tmp_path / "2011-03-31-junior.csv", senior)


def test_a_row_of_another_length_is_told_with_its_line(tmp_path: Path) -> None:
    senior = written(tmp_path, [HEAD, "A2,SCS1"])
    with pytest.raises(InputError, match=r"senior\.csv:3: this row has 2 cells, the header has 12"):
        read_snapshot(senior, None)


def test_files_of_two_days_or_two_departments_do_not_go_together(tmp_path: Path) -> None:
    senior = written(tmp_path, [HEAD])
    other = written(tmp_path, [HEAD], day="2012-03-31")
    with pytest.raises(RunError, match="are of different days; give two files of one day"):
        read_snapshot(senior, junior_beside(other))
    senior = written(tmp_path, [HEAD], [CLERKS.replace("The Ministry,The", "The Treasury,The")])
    with pytest.raises(InputError, match="this row is of 'The Treasury', others are of 'The Ministry'"):
        read_snapshot(senior, junior_beside(senior))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04rest", "is a workbook; save its sheet as CSV first"),
        (b"", "there are no rows below a header"),
        (b'"open', "a double quote is out of place or not closed"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "senior.csv"
    file.write_bytes(content)
    with pytest.raises((InputError, RunError), match=told):
        read_snapshot(file, None)


def test_a_compressed_file_that_is_broken_or_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "senior.csv.gz"
    file.write_bytes(gzip.compress(b"a" * 1000)[:-9])
    with pytest.raises(RunError, match="cannot be read"):
        read_snapshot(file, None)
    file.write_bytes(gzip.compress(b"0" * 65_000_000, 1))
    with pytest.raises(RunError, match="has more than 64,000,000 bytes"):
        read_snapshot(file, None)


def test_neighbours_are_the_files_named_alike_of_the_nearest_days(tmp_path: Path) -> None:
    files = {
        day: written(tmp_path, [HEAD], day=day) for day in ("2011-03-31", "2011-09-30", "2012-03-31", "2013-03-31")
    }
    assert neighbours(files["2011-09-30"]) == (files["2011-03-31"], files["2012-03-31"])
    assert neighbours(files["2011-03-31"]) == (None, files["2011-09-30"])


def test_what_is_odd_is_told_and_nothing_else() -> None:
    assert findings(of(post("1"), post("2", boss="1"), group("Board", "2", "3"))) == []


def test_job_shares_are_told_from_posts_that_count_twice() -> None:
    found = messages(
        of(post("1"), post("2", boss="1", fte="0.4"), post("2", boss="1", fte="0.6"), post("3"), post("3"))
    )
    assert found["repeated-reference"].startswith(
        "2 references stand on several senior rows: 1 with at most 1 FTE together, as a job share has, and 1 with more"
    )
    assert found["repeated-row"].startswith("1 senior row repeats another one in every column, with 1 FTE")


def test_a_post_that_is_listed_again_with_other_zeros_is_told_and_not_traced() -> None:
    found = messages(of(post("0034860", "Staff"), post("34860", "Army")))
    assert found["reference-written-otherwise"].endswith("as if a post were listed twice: 0034860, 34860")
    ledger = diff_organograms(of(post("0034860", "Staff"), post("34860", "Army")), of(post("34860", "Staff")))
    assert ledger.posts == ()
    assert [(flow.unit, flow.untraced) for flow in ledger.flows] == [("army", Decimal(-1)), ("staff", Decimal(0))]


def test_bosses_that_are_unknown_circular_or_written_otherwise_are_told() -> None:
    rows = [post("0026"), post("1", boss="26"), post("2", boss="99"), post("3", boss="4"), post("4", boss="3")]
    found = messages(of(*rows, post("5", boss="5"), group("Board", "98", "1")))
    assert found["boss-written-otherwise"] == "1 senior row writes a boss with other zeros in front: 26"
    assert found["unknown-boss"] == "1 junior row reports to a post that is not in the file: 98"
    circular = [one.message for one in findings(of(*rows, post("5", boss="5"))) if one.kind == "circle"]
    assert circular == ["posts report to each other in a circle: 3, 4", "post 5 reports to itself"]


def test_references_that_name_no_post_are_never_known_again() -> None:
    assert [lasting_reference(text) for text in ("0", "00000000", "Awaiting", "Vacant2", "XX", "N/A")] == [None] * 6
    assert lasting_reference("00026677") == lasting_reference("26677")


def test_a_snapshot_without_units_that_both_neighbours_have_is_incomplete() -> None:
    whole = [of(post("1", "Army", fte="60"), post("2", "Navy", fte="70"), day=year) for year in (2012, 2014)]
    found = gaps(whole[0], of(post("1", "Army", fte="60"), day=2013), whole[1])
    assert [one.kind for one in found] == ["unit-missing", "out-of-line"]
    assert gaps(None, of(post("1", "Army")), whole[1]) == []


def test_units_report_where_their_heads_do_and_other_lines_are_dotted() -> None:
    rows = [
        post("1", "Board"),
        post("2", "Army", "1"),
        post("3", "Army", "2"),
        post("4", "Navy", "1"),
        post("5", "Navy", "2"),
    ]
    lines = unit_lines(of(*rows, post("6", "Navy", "4"), group("Museum", "4", "2")))
    assert lines.boss == {"army": "board", "board": None, "museum": "navy", "navy": "board"}
    assert lines.heads == {"army": "2", "board": "1", "navy": "4"}
    assert lines.dotted == {("army", "navy")}


def test_units_that_report_to_each_other_are_cut_and_told() -> None:
    organogram = of(post("1", "Army", "2"), post("2", "Navy", "1"))
    assert unit_lines(organogram).boss == {"army": None, "navy": "army"}
    assert "the units above 'Army' come back to it" in messages(organogram)["unit-circle"]


@given(st.lists(st.decimals(0, 5000, places=2), max_size=40))
def test_whole_posts_add_up_to_the_rounded_sum_and_none_is_a_whole_one_away(amounts: list[Decimal]) -> None:
    exact = [Fraction(amount) for amount in amounts]
    whole = rounded(exact)
    assert sum(whole) == int(sum(exact) + Fraction(1, 2))
    assert all(abs(count - amount) < 1 for count, amount in zip(whole, exact, strict=True))


def test_people_are_the_rounded_fte_and_every_senior_post_stays_one() -> None:
    made = whole_posts(
        of(post("1"), post("2", fte="0.3"), post("3", fte=""), group("Board", "1", "2.4")), unit_lines(of(post("1")))
    )
    assert [(one.title, one.count, one.filled) for one in made] == [
        ("eo", 3, 3),
        ("post-1", 1, 1),
        ("post-2", 1, 0),
        ("post-3", 1, 0),
    ]


@given(st.text(max_size=120))
def test_every_name_becomes_an_id_that_a_scenario_takes(name: str) -> None:
    from pydantic import TypeAdapter

    from orgsim.model.closed import Identifier

    made = slug(name)
    assert TypeAdapter(Identifier).validate_python(made) == made
    assert slug(made) == made
