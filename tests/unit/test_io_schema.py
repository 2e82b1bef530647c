import json
from pathlib import Path

import jsonschema
import pytest

from orgsim.io.files import Source
from orgsim.io.schema import KINDS, json_schema
from orgsim.io.yaml_files import parse_document

ROOT = Path(__file__).parent.parent.parent
SMALL = ROOT / "src" / "orgsim" / "io" / "small"
FILES = [
    ("scenario", SMALL / "scenario.yaml"),
    ("assumptions", SMALL / "assumptions.yaml"),
    ("hindcast", SMALL / "hindcast.yaml"),
    ("roadmap", SMALL / "roadmaps" / "gradual.yaml"),
    ("roadmap", SMALL / "roadmaps" / "swift.yaml"),
    ("steps", SMALL / "steps" / "station.yaml"),
]


def contents(file: Path) -> object:
    return parse_document(Source(file.name, file.read_text("utf-8"))).value


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_files_are_current(kind: str) -> None:
    """If this fails, run ``make schemas``."""
    stored = (ROOT / "schemas" / f"{kind}.schema.json").read_text("utf-8")
    assert json.loads(stored) == json_schema(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_a_schema_and_has_no_names_that_depend_on_pydantic(kind: str) -> None:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "FieldInfo" not in json.dumps(schema)


@pytest.mark.parametrize(("kind", "file"), FILES, ids=lambda part: getattr(part, "name", part))
def test_the_small_scenario_is_valid_under_its_schemas(kind: str, file: Path) -> None:
    jsonschema.Draft202012Validator(json_schema(kind)).validate(contents(file))


def test_a_schema_refuses_what_the_reader_refuses() -> None:
    step = contents(SMALL / "steps" / "station.yaml")
    assert isinstance(step, dict)
    step["steps"][0]["op"] = "move_units"
    assert not jsonschema.Draft202012Validator(json_schema("steps")).is_valid(step)


@pytest.mark.parametrize(("kind", "file"), FILES, ids=lambda part: getattr(part, "name", part))
def test_every_file_of_the_small_scenario_names_its_schema(kind: str, file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    # Where `orgsim new` puts the schemas, beside the scenario it makes.
    assert (file.parent / named).resolve() == SMALL / "schemas" / f"{kind}.schema.json"
