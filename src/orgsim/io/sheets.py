"""The sheets of a workbook that is a scenario: which part of which file each of them has.

A table of the folder is a sheet. A YAML file is shared out: lists of like things are sheets with a row for each, and
what is left is rows of a key and a value. Where there may be several files of a kind (roadmaps, step files,
instruments), a column ``file`` names the one to which a row belongs.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from orgsim.io.fields import Fields, Kinds, Plain, column_name
from orgsim.io.layouts import (
    DOTTED,
    DUTIES,
    MARGINS,
    NATIVES,
    NORMS,
    POSTS,
    RATINGS,
    ROSTER,
    SITES,
    SIZES,
    UNITS,
)
from orgsim.io.scenario_file import ScenarioFile
from orgsim.io.tables import Columns
from orgsim.io.yaml_files import Keys
from orgsim.model.assumptions import AgeHazard, Assumptions, DeathHazard, EntrantShare, Statement
from orgsim.model.law import Instrument
from orgsim.model.norms import LeadershipNorm
from orgsim.model.roadmap import Programme, Roadmap, Target
from orgsim.model.scenario import Reported
from orgsim.model.steps import Step

__all__ = [
    "ASSUMPTIONS_FILE",
    "FILE",
    "HINDCAST_FILE",
    "ITEM_SHEETS",
    "KEY_SHEETS",
    "NOTES",
    "README",
    "TABLE_SHEETS",
    "ItemSheet",
    "KeySheet",
    "Owner",
    "TableSheet",
    "key_name",
    "key_path",
]

README = "Read me"
"""The sheet that explains the others; nothing of it is read."""
FILE = "file"
"""The column that names the file to which a row belongs."""
NOTES = ("notes", "ghi chú")
"""A last column of this name is for its writer, and nothing of it is read; so are sheets whose name begins with it."""
ASSUMPTIONS_FILE, HINDCAST_FILE = "assumptions.yaml", "hindcast.yaml"
"""The files that are meant if the workbook names none."""

Owner = str
"""Whose file a sheet describes: ``scenario``, ``assumptions``, ``hindcast``, or ``file``, as a column of it says."""


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet that is a table: its columns, the key of ``scenario.yaml`` that names it, and its usual file."""

    name: str
    columns: Columns[Any]
    keys: tuple[str, str]
    file: str
    needed: bool = False


@dataclass(frozen=True)
class ItemSheet:
    """A sheet with a row for each item of the list that is at ``at`` in the file; if that is empty, for each file."""

    name: str
    owner: Owner
    at: Keys
    kind: TypeAdapter[Any]
    what: str
    without: frozenset[str] = frozenset()

    @property
    def fields(self) -> Fields:
        """The fields of its items."""
        return _fields(self.name)

    @property
    def columns(self) -> dict[Plain, Kinds]:
        """What each column may hold, by the way to the field."""
        return {path: kinds for path, kinds in self.fields.all.items() if path[0] not in self.without}


@dataclass(frozen=True)
class KeySheet:
    """A sheet with a row for each key of a file and its value; other sheets have the parts at ``elsewhere``."""

    name: str
    owner: Owner
    kind: TypeAdapter[Any]
    elsewhere: tuple[Keys, ...] = ()

    def kinds(self, path: Keys) -> Kinds:
        """Return what may stand at a place of the file."""
        return kinds_at(self.name, tuple("*" if isinstance(part, int) else part for part in path))


TABLE_SHEETS = (
    TableSheet("Units", UNITS, ("tables", "units"), "units.csv", needed=True),
    TableSheet("Posts", POSTS, ("tables", "posts"), "posts.csv"),
    TableSheet("Post norms", NORMS, ("tables", "norms"), "norms.csv"),
    TableSheet("People", ROSTER, ("people", "roster"), "people.csv"),
    TableSheet("Ratings", RATINGS, ("people", "ratings"), "ratings.csv"),
    TableSheet("Margins", MARGINS, ("people", "margins"), "margins.csv"),
    TableSheet("Duties", DUTIES, ("tables", "duties"), "duties.csv", needed=True),
    TableSheet("Sites", SITES, ("tables", "sites"), "sites.csv", needed=True),
    TableSheet("Sizes", SIZES, ("tables", "sizes"), "sizes.csv"),
    TableSheet("Dotted lines", DOTTED, ("tables", "dotted"), "dotted.csv"),
    TableSheet("Natives", NATIVES, ("tables", "natives"), "natives.csv"),
)
_QUITS: Keys = ("rates", "quit_hazard", "value")
_DEATHS: Keys = ("rates", "death_hazard", "value")
_ENTRANTS: Keys = ("rates", "entrants", "value", "profile")
ITEM_SHEETS = (
    ItemSheet("Roadmaps", "file", (), TypeAdapter(Roadmap), "roadmap", frozenset({"steps", "programmes"})),
    ItemSheet("Steps", "file", ("steps",), TypeAdapter(Step), "step"),
    ItemSheet("Programmes", "file", ("programmes",), TypeAdapter(Programme), "programme"),
    ItemSheet("Targets", "scenario", ("targets",), TypeAdapter(Target), "target"),
    ItemSheet("Leader norms", "scenario", ("leadership_norms",), TypeAdapter(LeadershipNorm), "norm"),
    ItemSheet("Quit rates", "assumptions", _QUITS, TypeAdapter(AgeHazard), "rate"),
    ItemSheet("Death rates", "assumptions", _DEATHS, TypeAdapter(DeathHazard), "rate"),
    ItemSheet("Entrants", "assumptions", _ENTRANTS, TypeAdapter(EntrantShare), "share of entrants"),
    ItemSheet("Statements", "assumptions", ("statements",), TypeAdapter(Statement), "statement"),
    ItemSheet("Hindcast", "hindcast", ("reported",), TypeAdapter(Reported), "published figure"),
)
KEY_SHEETS = (
    KeySheet("Scenario", "scenario", TypeAdapter(ScenarioFile), (("targets",), ("leadership_norms",))),
    KeySheet("Assumptions", "assumptions", TypeAdapter(Assumptions), (_QUITS, _DEATHS, _ENTRANTS, ("statements",))),
    KeySheet("Law", "file", TypeAdapter(Instrument)),
)


@cache
def _fields(sheet: str) -> Fields:
    return Fields(next(one.kind for one in ITEM_SHEETS if one.name == sheet))


@cache
def kinds_at(sheet: str, path: Plain) -> Kinds:
    """Return what may stand at a place of the file of a sheet of keys; a star stands for any position in a list."""
    kind = next(one.kind for one in KEY_SHEETS if one.name == sheet)
    root = kind.json_schema()
    schemas = [root]
    for part in path:
        schemas = [inner for schema in schemas for inner in _inside(root, schema, part)]
    # What stands there is a field of its own, whose way is empty.
    return frozenset(kind for schema in schemas for kind in _kinds_of(root, schema))


def _options(root: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the members of a union, the schema behind a reference, or the schema itself."""
    if "$ref" in schema:
        return _options(root, root["$defs"][schema["$ref"].rpartition("/")[2]])
    options = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return [found for option in options for found in _options(root, option)] if options else [schema]


def _inside(root: dict[str, Any], schema: dict[str, Any], part: str) -> list[dict[str, Any]]:
    found = []
    for option in _options(root, schema):
        inner = option.get("items") if part == "*" else option.get("properties", {}).get(part)
        if inner is None and part != "*":
            inner = option.get("additionalProperties")
        if isinstance(inner, dict):
            found.append(inner)
    return found


def _kinds_of(root: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    plain = {"integer": "whole", "number": "number", "boolean": "truth", "array": "list", "object": "mapping"}
    return [
        "date" if option.get("format") == "date" else plain.get(str(option.get("type")), "text")
        for option in _options(root, schema)
        if option.get("type") != "null"
    ]


_DEEPEST = 30
_PART = re.compile(r'"((?:[^"\\]|\\.)*)"|([^."]+)')


def key_path(text: str) -> Keys | None:
    """Return the way that a key of a sheet of keys stands for; ``None`` if it is no key.

    Examples
    --------
    >>> key_path("roadmaps.2"), key_path('grades."01.003".first'), key_path("a..b")
    (('roadmaps', 1), ('grades', '01.003', 'first'), None)
    """
    path: list[str | int] = []
    at = 0
    while len(path) < _DEEPEST and (found := _PART.match(text, at)):
        quoted, plain = found.groups()
        if plain is None:
            path.append(re.sub(r"\\(.)", r"\1", quoted))
        else:
            path.append(int(plain) - 1 if re.fullmatch(r"[1-9][0-9]{0,3}", plain) else plain.strip())
        if found.end() == len(text):
            return tuple(path)
        if text[found.end()] != ".":
            return None
        at = found.end() + 1
    return None


def key_name(path: Keys) -> str:
    """Return the key of a way; the opposite of :func:`key_path`.

    Examples
    --------
    >>> key_name(("roadmaps", 1)), key_name(("grades", "01.003", "first"))
    ('roadmaps.2', 'grades."01.003".first')
    """
    return column_name(tuple(_quoted(part) if isinstance(part, str) else part for part in path))


def _quoted(part: str) -> str:
    plain = part and part == part.strip() and not re.search(r'[."\\]', part) and not re.fullmatch(r"[0-9]+", part)
    return part if plain else '"' + re.sub(r'(["\\])', r"\\\1", part) + '"'
