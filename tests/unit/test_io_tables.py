from fractions import Fraction

import pytest

from orgsim.io.files import Source
from orgsim.io.layouts import DOTTED, MARGINS, POSTS, SITES, SiteRow
from orgsim.io.tables import Table, parse_table

HEADER = "id,name,unit,assumes\n"
SEPARATORS = "the columns are not separated by commas; save the table as comma-separated (CSV)"
QUOTES = "from here on, a double quote is out of place or not closed"
ID = "an id such as 'tax-office-2' (lower-case letters and digits, single - . _ between them, at most 64)"


def sites(text: str) -> Table[SiteRow]:
    return parse_table(SITES, Source("sites.csv", text))


def test_rows_are_read_by_the_names_of_columns_with_the_line_on_which_they_start() -> None:
    table = sites('unit,assumes,id,name\nu, x ; y ,a,"A\nof two lines"\n\n,,,\n u ,,b,B\n')
    assert [(row.line, row.value) for row in table.rows] == [
        (2, SiteRow("a", "A\nof two lines", "u", ("x", "y"))),
        (6, SiteRow("b", "B", "u", ())),
    ]
    assert table.problems == ()


def test_texts_of_unsound_rows_are_known() -> None:
    table = sites(f"{HEADER}A b,A,u,\nc,C,v\n")
    assert table.rows == ()
    assert table.names("id") == frozenset({"A b", "c"})
    assert table.names("unit") == frozenset({"u", "v"})


def test_nothing_is_known_of_a_table_that_cannot_be_read() -> None:
    assert sites("id,name\na,A\n").names("id") is None


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (f"{HEADER}a,A,u\n", ["sites.csv:2: this row has 3 cells, the header has 4"]),
        (f"{HEADER}a,A,,\n", ["sites.csv:2:3: unit: this cell is empty"]),
        (f"{HEADER}a,A,u,\nb,B,u,\na,A,u,\n", ["sites.csv:4:1: id 'a' is already on line 2"]),
        (f"{HEADER},A,u,\n,A,u,\n", ["sites.csv:2:1: id: this cell is empty", "sites.csv:3:1: id: this cell is empty"]),
        ("", ["sites.csv: the table is empty; it needs the columns id, name, unit, assumes"]),
        ("id,name,unit,assumes,\n", ["sites.csv:1:5: column 5 has no name; delete it"]),
        ("id,name,unit,assumes,colour\n", ["sites.csv:1:5: unknown column 'colour'; no further column is allowed"]),
        ("id\tname\tunit\tassumes\n", [f"sites.csv:1: {SEPARATORS}"]),
        ("id;name;unit;assumes\n", [f"sites.csv:1: {SEPARATORS}"]),
        (f'{HEADER}a,"A"x,u,\n', [f"sites.csv:2: {QUOTES} (',' expected after '\"')"]),
        (f"{HEADER}a,A,u,x y\n", [f"sites.csv:2:4: assumes: expected {ID}, found 'x y'"]),
    ],
)
def test_what_cannot_be_read_is_told_in_words(text: str, messages: list[str]) -> None:
    assert [str(problem) for problem in sites(text).problems] == messages


@pytest.mark.parametrize("text", ["1.5", "-1", "1e3", "1,000", " ", "١٢", "99999999999"])
def test_only_plain_whole_numbers_are_counts(text: str) -> None:
    header = "unit,title,title_vi,rank,standing,funding,group,count,filled,assumes\n"
    row = f'u,t,T,staff,authorised,state,g,"{text}",0,\n'
    table = parse_table(POSTS, Source("posts.csv", header + row))
    assert [problem.subject for problem in table.problems] == ["count"]


@pytest.mark.parametrize(("text", "share"), [("0.1", Fraction(1, 10)), ("1", Fraction(1)), ("0", Fraction(0))])
def test_shares_are_exact(text: str, share: Fraction) -> None:
    table = parse_table(MARGINS, Source("m.csv", f"group,margin,value,share,assumes\ng,sex,male,{text},\n"))
    assert table.rows[0].value.share == share


@pytest.mark.parametrize("text", ["1.1", "-0.1", "10%", "1/2", ".5", "nan"])
def test_only_shares_from_0_to_1_are_shares(text: str) -> None:
    table = parse_table(MARGINS, Source("m.csv", f"group,margin,value,share,assumes\ng,sex,male,{text},\n"))
    assert [str(problem) for problem in table.problems] == [
        f"m.csv:2:4: share: expected a share from 0 to 1 such as 0.25, found '{text}'"
    ]


def test_a_pair_of_columns_may_be_what_is_unique() -> None:
    table = parse_table(DOTTED, Source("dotted.csv", "from,to\na,b\na,c\na,b\n"))
    assert [str(problem) for problem in table.problems] == ["dotted.csv:4:1: from 'a' and to 'b' are already on line 2"]
