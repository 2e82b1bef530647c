import json
import re
from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter

from orgsim.io.files import Source
from orgsim.io.schema import KINDS, json_schema
from orgsim.io.validation import entries, expected, validate
from orgsim.io.yaml_files import parse_document
from orgsim.model.closed import Closed
from orgsim.model.roadmap import Roadmap
from orgsim.model.scenario import Reported
from orgsim.model.steps import Step

HEAD = "id: a\nname: A\nname_vi: A\nsummary: A\nsummary_vi: A\n"
STEP = "legal_basis: x, reason: x, date: 2020-01-01"


def told(model: type[Closed], text: str) -> list[str]:
    return [str(problem) for problem in validate(TypeAdapter(model), parse_document(Source("a.yaml", text))).problems]


def test_a_sound_document_becomes_a_value_of_its_model() -> None:
    checked = validate(TypeAdapter(Roadmap), parse_document(Source("a.yaml", HEAD)))
    assert checked.value == Roadmap(id="a", name="A", name_vi="A", summary="A", summary_vi="A")


def test_every_fault_is_told_once_at_its_place() -> None:
    text = f"""{HEAD}colour: red
steps:
- {{op: absorb, id: a, {STEP}, absorbed: [], into: 3, deputies: some, abolish: true}}
- {{op: absorbb}}
- {{id: b}}
- {{op: close_sites, id: c, {STEP}, sites: [1, x]}}
- {{op: reduce_establishment, id: d, {STEP}, cuts: {{x: 0}}}}
- 5
"""
    assert told(Roadmap, text) == [
        "a.yaml:8:101: steps[0].deputies: expected a whole number of at least 0 or 'all', found 'some'",
        "a.yaml:8:116: steps[0].abolish: expected a whole number of at least 0, found true",
        "a.yaml:8:78: steps[0].absorbed: expected a list of at least 1, found an empty list",
        "a.yaml:8:88: steps[0].into: expected text, found 3; put it in quotes",
        "a.yaml:9:8: steps[1].op: unknown word 'absorbb'; did you mean 'absorb'?",
        "a.yaml:10:3: steps[2]: the key 'op' is missing",
        "a.yaml:11:81: steps[3].sites[0]: expected text, found 1; put it in quotes",
        "a.yaml:12:92: steps[4].cuts.x: expected a whole number of at least 1, found 0",
        "a.yaml:13:3: steps[5]: expected keys and values, found 5",
        "a.yaml:6:1: unknown key 'colour'; allowed: programmes, same_day_order, step_files",
    ]  # fmt: skip


def test_a_field_with_the_name_of_its_union_member_is_placed_rightly() -> None:
    """The measure 'steps' has a field 'steps': pydantic's location has the word twice."""
    text = "id: a\nname: A\nname_vi: A\nvalue: 1\nsource: x\nof:\n  measure: steps\n  steps: [1]\n"
    assert told(Reported, text) == [
        "a.yaml:8:11: of.steps[0]: expected text, found 1; put it in quotes",
        "a.yaml:6:1: of: the key 'count' is missing",
    ]


def test_sound_entries_are_found_beside_unsound_ones() -> None:
    first, last = (f"- {{op: close_sites, id: {key}, {STEP}, sites: [x]}}" for key in "ab")
    document = parse_document(Source("a.yaml", f"steps:\n{first}\n- 5\n{last}\n"))
    steps: TypeAdapter[Step] = TypeAdapter(Step)
    found = [(entry.keys, entry.value.id) for entry in entries(steps, document, "steps")]
    assert found == [(("steps", 0), "a"), (("steps", 2), "b")]


def schemas_within(schema: object) -> Iterator[dict[str, object]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from schemas_within(value)
    if isinstance(schema, list):
        for value in schema:
            yield from schemas_within(value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_limit_of_the_models_is_said_in_words(kind: str) -> None:
    """A limit that the wording does not know would be hidden from the reader of a message."""
    said = {"minimum", "maximum", "exclusiveMinimum", "pattern", "maxLength", "minItems", "minLength", "minProperties"}
    limits = re.compile(r"(minimum|maximum|exclusive\w+|multipleOf|pattern|(min|max)(Length|Items|Properties))")
    schema = json_schema(kind)
    for inner in schemas_within(schema):
        found = {key for key in inner if limits.fullmatch(key) and not isinstance(inner[key], dict)}
        assert found <= said
        if "minimum" in inner:
            assert json.dumps(inner["minimum"]).removesuffix(".0") in expected(inner, schema)
        if "pattern" in inner:
            assert expected(inner, schema).startswith(("an id such as", "a share as a text such as", "a name such as"))
