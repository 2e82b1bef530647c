"""Steps in a CSV table: the same steps as in YAML, and every mistake with its line and column."""

import pytest
from pydantic import TypeAdapter

from orgsim.io.files import Source
from orgsim.io.step_tables import parse_step_table
from orgsim.io.validation import validate
from orgsim.model.roadmap import StepFile
from orgsim.model.steps import Consolidate, Dissolve, Split

STEPS: TypeAdapter[StepFile] = TypeAdapter(StepFile)
WORDS = "id,op,date,legal_basis,reason"
UNIT = "name,name_vi,kind,counted_as,reports_to"


def told(text: str) -> list[str]:
    return [str(problem) for problem in validate(STEPS, parse_step_table(Source("a.csv", text))).problems]


def test_inner_fields_lists_and_numbers_are_read() -> None:
    into = ",".join(f"into.{name}" for name in ("id", *UNIT.split(",")))
    text = f"{WORDS},units,{into},deputies,abolish\nm,consolidate,2016-01-01,L,R,a; b,c,C,C,office,agency,city,all,2\n"
    read = validate(STEPS, parse_step_table(Source("a.csv", text)))
    assert read.problems == ()
    assert read.value is not None
    (step,) = read.value.steps
    assert isinstance(step, Consolidate)
    assert (step.units, step.into.id, step.deputies, step.abolish) == (("a", "b"), "c", "all", 2)


def test_a_list_of_groups_of_fields_has_numbered_columns_and_empty_cells_are_left_out() -> None:
    parts = ",".join(f"into.{n}.{name}" for n in (1, 2) for name in ("id", *UNIT.split(","), "share", "duties"))
    row = "x,X,X,office,agency,city,1/2,one;two,y,Y,Y,office,agency,city,0.5,"
    read = validate(STEPS, parse_step_table(Source("a.csv", f"{WORDS},unit,{parts}\ns,split,2016-01-01,L,R,a,{row}\n")))
    assert read.value is not None
    (step,) = read.value.steps
    assert isinstance(step, Split)
    assert [(part.id, part.share, part.duties) for part in step.into] == [
        ("x", "1/2", ("one", "two")),
        ("y", "0.5", ()),
    ]


def test_rows_of_several_operators_stand_in_one_table() -> None:
    text = (
        f"{WORDS},unit,posts,receivers.1.to,receivers.1.share,sites\n"
        "d,dissolve,2016-01-01,L,R,a,transfer,b,1,\n"
        "c,close_sites,2016-01-01,L,R,,,,,hill\n"
    )
    read = validate(STEPS, parse_step_table(Source("a.csv", text)))
    assert read.value is not None
    assert isinstance(read.value.steps[0], Dissolve)
    assert [step.op for step in read.value.steps] == ["dissolve", "close_sites"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "a.csv: the table has no steps; it needs a row of column names and then rows"),
        ("id,op\n", "a.csv: the table has no steps; it needs a row of column names and then rows"),
        ("id,opp\nx,y\n", "a.csv:1:2: unknown column 'opp'; did you mean 'op'?"),
        ("id,op,id\nx,y,z\n", "a.csv:1:3: column 'id' is already column 1"),
        ("id,op\nx\n", "a.csv:2: this row has 1 cells, the header has 2"),
        ('id,op\n"x,y\n', "a.csv: a double quote is out of place or not closed (unexpected end of data)"),
        (
            f"{WORDS},sites\nx,close_sites,2016-02-30,L,R,hill\n",
            "a.csv:2:3: steps[0].date: expected a date such as 2015-01-31, found '2016-02-30'",
        ),
        (
            f"{WORDS},sites\nx,close_site,2016-02-01,L,R,hill\n",
            "a.csv:2:2: steps[0].op: unknown word 'close_site'; did you mean 'close_sites'?",
        ),
        (
            f"{WORDS},units\nx,close_sites,2016-02-01,L,R,hill\n",
            "a.csv:2:6: steps[0]: unknown key 'units'; did you mean 'sites'?",
        ),
    ],
)
def test_a_mistake_is_told_with_line_and_column(text: str, fault: str) -> None:
    assert fault in told(text)
