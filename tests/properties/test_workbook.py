"""Folder to workbook to folder is the identity, whatever stands in the texts, ids and numbers of a scenario."""

import copy
import json
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from orgsim.io.cells import cells_of, read_cell
from orgsim.io.contents import Contents, contents_of, row_table, write_folder
from orgsim.io.conversion import convert
from orgsim.io.fields import Kinds, Plain
from orgsim.io.folder import read_folder
from orgsim.io.forms import form_of
from orgsim.io.item_rows import Grid, read_items
from orgsim.io.scenario import read_scenario
from orgsim.io.sheets import key_name, key_path
from orgsim.io.step_tables import step_fields
from orgsim.model.steps import Step
from orgsim.testing.strategies import organisations, steps

STEP: TypeAdapter[Step] = TypeAdapter(Step)
SMALL = Path("src/orgsim/io/small")
ODD = (
    "NO",
    "true",
    "null",
    "000001",
    "1e5",
    "0x1F",
    "2015-01-31",
    "1/3",
    "=1+1",
    "@x",
    "-",
    "a; b: c",
    '["a"]',
    "{",
    "#",
)
letters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
texts = (st.sampled_from(ODD) | st.text(letters, min_size=1, max_size=40)).map(
    lambda text: unicodedata.normalize("NFC", text).strip() or "x"
)
blanks = texts | st.sampled_from((" both ", "two lines\n", '" x"', '"x"', "\ttab", '"'))
"""What a YAML file may hold, and a table cannot."""
ids = st.sampled_from(("000001", "no", "1.2", "1e5", "7", "true", "2015-01-31", "null", "01.003")) | st.from_regex(
    r"[a-z0-9]{1,8}([-_.][a-z0-9]{1,8}){0,2}", fullmatch=True
)
shares = st.floats(0, 1)


def small() -> Contents:
    form = form_of(SMALL)
    return contents_of(form, read_folder(form))


CONTENTS = small()


def renamed(value: Any, old: str, new: str) -> Any:
    """Return a value in which an id is another wherever it stands."""
    if isinstance(value, Mapping):
        return {renamed(key, old, new): renamed(part, old, new) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(part, old, new) for part in value]
    return new if value == old else value


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_scenario_comes_back_from_a_workbook_as_it_was(data: st.DataObject) -> None:
    documents: dict[str, Any] = copy.deepcopy(dict(CONTENTS.documents))
    tables: dict[str, Any] = {name: [(line, list(row)) for line, row in rows] for name, rows in CONTENTS.tables.items()}
    for name in ("units.csv", "duties.csv", "sites.csv"):
        for _, row in tables[name][1:]:
            row[1] = data.draw(texts)
    documents["scenario.yaml"]["name_vi"] = data.draw(blanks)
    for statement in documents["assumptions.yaml"]["statements"]:
        statement["statement_vi"] = data.draw(blanks)
    rates = documents["assumptions.yaml"]["rates"]
    rates["quit_hazard"]["value"][0]["hazard"] = data.draw(shares)
    rates["discount_rate"].update(value=data.draw(shares), range=None)
    programmes = documents["roadmaps/gradual.yaml"]["programmes"]
    programmes[0]["quota"] = {str(year): data.draw(st.integers(0, 9)) for year in (2022, 2024)}
    programmes[2]["share_of_leavers"] = data.draw(shares)
    documents["roadmaps/gradual.yaml"]["steps"][0]["reason"] = data.draw(blanks)
    del rates["discount_rate"]["range"]
    old = data.draw(st.sampled_from(["radio-station", "culture-centre", "broadcasting", "reporter", "teacher", "e05"]))
    new = data.draw(ids)
    contents = Contents(renamed(documents, old, new), {name: renamed(rows, old, new) for name, rows in tables.items()})
    with tempfile.TemporaryDirectory() as folder:
        one, book, two = (Path(folder) / name for name in ("one", "town.xlsx", "two"))
        write_folder(contents, one)
        convert(one, book)
        convert(book, two)
        first, second, third = map(read_scenario, (one, book, two))
        again = contents_of(form_of(two), read_folder(form_of(two)))
    assert replace(first, hashes={}) == replace(second, hashes={}) == replace(third, hashes={})
    assert again.tables == contents_of_tables(contents)
    assert sorted(again.documents) == sorted(contents.documents)
    for name, value in contents.documents.items():
        assert again.documents[name] == value, name


def contents_of_tables(contents: Contents) -> dict[str, Any]:
    return {name: [(line, list(row)) for line, row in rows] for name, rows in contents.tables.items()}


names = st.text(letters, min_size=1, max_size=8).map(lambda text: unicodedata.normalize("NFC", text).strip() or "x")


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_steps_of_every_operator_come_back_from_rows(data: st.DataObject) -> None:
    organisation = data.draw(organisations())
    given_steps = data.draw(st.lists(steps(organisation), min_size=1, max_size=4))
    items = [step.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for step in given_steps]
    header, rows = row_table(step_fields().all, items)
    grid = Grid(
        "steps.csv", [(1, header), *((2 + n, [row.get(name) for name in header]) for n, row in enumerate(rows))]
    )
    read = read_items(step_fields(), grid)
    assert read.problems == []
    assert [STEP.validate_json(json.dumps(item), strict=True) for item in read.items] == given_steps


@given(st.lists(st.text(letters, max_size=8), max_size=5))
@example(["a; b", " c", ""])
@example(['["a"]'])
@example(["[a"])
def test_a_list_of_texts_comes_back_from_its_cell(items: list[str]) -> None:
    fields: dict[Plain, Kinds] = {("x",): frozenset({"list"})}
    cells = list(cells_of(fields, {"x": items}))
    assert [read_cell(fields["x",], cell) for _, cell in cells] == ([items] if items else [])


@given(st.dictionaries(names, st.integers(0, 99) | st.booleans() | shares, max_size=5))
@example({"a:b": 1, "c; d": 2})
@example({"a": True, "b": 1})
def test_keys_and_values_come_back_from_their_cell(pairs: dict[str, Any]) -> None:
    fields: dict[Plain, Kinds] = {("x",): frozenset({"mapping"})}
    found = [read_cell(fields["x",], cell) for _, cell in cells_of(fields, {"x": pairs})]
    assert json.dumps(found) == json.dumps([pairs] if pairs else [])


@given(st.lists(st.text(letters, max_size=8) | st.integers(0, 9998), min_size=1, max_size=5))
@example(["2016", "a.b", 'c"d', "e\\", "", " f"])
def test_a_way_comes_back_from_its_key(path: list[str | int]) -> None:
    assert key_path(key_name(tuple(path))) == tuple(path)
