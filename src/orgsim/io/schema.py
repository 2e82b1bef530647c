"""JSON Schemas of the YAML files, for completion and checks in an editor."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from orgsim.io.scenario_file import HindcastFile, ScenarioFile
from orgsim.model.assumptions import Assumptions
from orgsim.model.closed import Closed
from orgsim.model.law import Instrument
from orgsim.model.roadmap import Roadmap, StepFile

__all__ = ["KINDS", "json_schema"]

KINDS: dict[str, type[Closed]] = {
    "scenario": ScenarioFile,
    "roadmap": Roadmap,
    "steps": StepFile,
    "assumptions": Assumptions,
    "hindcast": HindcastFile,
    "instrument": Instrument,
}
"""The model of each kind of file."""


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind of file.

    Parameters
    ----------
    kind
        A word of ``KINDS``.

    Examples
    --------
    >>> json_schema("steps")["required"]
    ['steps']
    """
    schema = _with_plain_names(KINDS[kind].model_json_schema())
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": f"orgsim {kind} file"}


def _with_plain_names(schema: dict[str, Any]) -> dict[str, Any]:
    """Name each kind of ``Stated`` value after the first rate that has it; pydantic's names change with its version."""
    text = json.dumps(schema)
    for rate, value in schema["$defs"].get("Rates", {"properties": {}})["properties"].items():
        named = value if "$ref" in value else value["anyOf"][0]  # a rate that may be left out has two forms
        long = named["$ref"].removeprefix("#/$defs/")
        short = "Stated" + rate.title().replace("_", "")
        title = json.dumps(schema["$defs"][long]["title"])
        text = text.replace(f'"#/$defs/{long}"', f'"#/$defs/{short}"')
        text = text.replace(f'"{long}":', f'"{short}":').replace(f'"title": {title}', f'"title": "{short}"')
    plain: dict[str, Any] = json.loads(text)
    plain["$defs"] = dict(sorted(plain["$defs"].items()))
    return plain
