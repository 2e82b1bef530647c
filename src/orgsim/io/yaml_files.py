"""YAML files with the place of every key and value.

The YAML is 1.2, without aliases and tags. Text stays text: only plain decimal numbers are numbers, and
dates are text until a model asks for a date.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from orgsim.errors import Message, Place, Problem
from orgsim.io.files import Source, read_source

__all__ = ["Document", "Keys", "Mark", "no_document", "parse_document", "read_document", "subject"]

Keys = tuple[str | int, ...]
"""The way from the top of a file to a value: keys, and positions from 0 in lists."""

_DEEPEST = 30
_TAG = "tag:yaml.org,2002:"
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Mark:
    """Line and column, from 1, of a value and of its key; the value of a list has no key.

    ``sheet`` is the sheet of the workbook in which they stand, such as ``city.xlsx!Targets``; empty for a file.
    """

    value: tuple[int, int]
    key: tuple[int, int] | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain values, and where each stands. ``value`` is ``None`` if there is nothing to read."""

    file: str
    value: object = None
    marks: Mapping[Keys, Mark] = field(default_factory=dict)
    digest: str = ""
    problems: tuple[Problem, ...] = ()

    def place(self, keys: Keys, *, at_key: bool = False) -> Place:
        """Return where a value stands, or its key; for what does not exist, where the nearest value around it does."""
        while keys and keys not in self.marks:
            keys, at_key = keys[:-1], True
        if not keys:
            return Place(self.file)
        mark = self.marks[keys]
        line, column = mark.key if at_key and mark.key else mark.value
        return Place(mark.sheet or self.file, line, column, in_sheet=bool(mark.sheet))

    def problem(self, message: str, *keys: str | int, at_key: bool = False) -> Problem:
        """Say what is wrong with a value, or with its key."""
        return Problem(self.place(keys, at_key=at_key), subject(keys), message)

    def get(self, *keys: str | int) -> object:
        """Return a value, or ``None`` if there is none."""
        value = self.value
        for key in keys:
            inside = isinstance(value, dict) and key in value
            if isinstance(value, list):
                inside = isinstance(key, int) and key < len(value)
            if not inside:
                return None
            value = value[key]  # type: ignore[index]
        return value

    def items(self, *keys: str | int) -> list[object]:
        """Return the items of a list; none if it is no list."""
        value = self.get(*keys)
        return value if isinstance(value, list) else []

    def names(self, *keys: str | int) -> frozenset[str] | None:
        """Return the keys of a mapping; ``None`` if it is no mapping."""
        value = self.get(*keys)
        return frozenset(value) if isinstance(value, dict) else None


def no_document(file: str, *problems: Problem) -> Document:
    """Return a document in which nothing could be read."""
    return Document(file, problems=problems)


def subject(keys: Keys) -> str:
    """Write the way to a value.

    Examples
    --------
    >>> subject(("steps", 2, "absorbed"))
    'steps[2].absorbed'
    """
    parts = (f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return "".join(parts).removeprefix(".")


def read_document(folder: Path, name: str, named: Place, subject: str = "") -> Document:
    """Read a YAML file of a folder; the place and subject are for when there is no such file."""
    return parse_document(read_source(folder, name, named, subject))


def parse_document(source: Source) -> Document:
    """Read YAML text whose top is a mapping.

    Examples
    --------
    >>> parse_document(Source("a.yaml", "who: [A, 2]")).value
    {'who': ['A', 2]}
    >>> print(parse_document(Source("a.yaml", "who: A\\nwho: B")).problems[0])
    a.yaml:2:1: who: this key is already on line 1
    """
    if source.text is None:
        return no_document(source.name, *source.problems)
    directive = _DIRECTIVE.search(source.text)
    if directive:
        place = Place(source.name, source.text.count("\n", 0, directive.start()) + 1, 1)
        fault = Message("a line that starts with '%' changes what YAML means; remove it")
        return Document(source.name, digest=source.digest, problems=(Problem(place, "", fault),))
    try:
        root = YAML(typ="safe", pure=True).compose(source.text)
    except (YAMLError, RecursionError, ValueError, OverflowError) as error:
        return Document(source.name, digest=source.digest, problems=(_syntax(source, error),))
    if not isinstance(root, MappingNode):
        fault = (
            Message("the file is empty") if root is None else Message("expected keys and values at the top of the file")
        )
        return Document(source.name, digest=source.digest, problems=(Problem(Place(source.name), "", fault),))
    reading = _Reading(source.name)
    value = reading.value(root, (), None)
    return Document(source.name, value, reading.marks, source.digest, tuple(reading.problems))


class _Reading:
    """The state of one pass over the nodes of a file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.marks: dict[Keys, Mark] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def fault(self, node: Node, keys: Keys, message: str) -> None:
        self.problems.append(Problem(Place(self.file, *_position(node)), subject(keys), message))

    def value(self, node: Node, keys: Keys, key: Node | None) -> object:
        """Return the plain value of a node and note where it stands."""
        if id(node) in self.seen:
            self.fault(node, keys, Message("an alias (*) repeats this value elsewhere; write the value there instead"))
            return None
        self.seen.add(id(node))
        at_key = _position(key) if key is not None else None
        empty = isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index
        # The parser places an empty value where the next thing starts.
        self.marks[keys] = Mark(at_key if empty and at_key else _position(node), at_key)
        if len(keys) > _DEEPEST:
            self.fault(node, (), Message("this is nested too deeply"))
            return None
        if isinstance(node, ScalarNode) and _SURROGATE.search(str(node.value)):
            self.fault(node, keys, Message("an escape stands for half a character; write the character itself"))
            return None
        if isinstance(node, MappingNode) and node.tag == f"{_TAG}map":
            return dict(self.pairs(node, keys))
        if isinstance(node, SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.value(item, (*keys, position), None) for position, item in enumerate(node.value)]
        if isinstance(node, ScalarNode) and str(node.tag).startswith(_TAG) and node.tag != f"{_TAG}binary":
            return _scalar(node)
        self.fault(node, keys, Message("the tag '{tag}' is not read; leave it out", tag=node.tag))
        return None

    def pairs(self, mapping: MappingNode, keys: Keys) -> Iterator[tuple[str, object]]:
        first: dict[str, int] = {}
        for key, node in mapping.value:
            if not isinstance(key, ScalarNode):
                self.fault(key, keys, Message("expected a key, found a list or a mapping"))
                continue
            name = str(key.value)
            if _SURROGATE.search(name):
                self.fault(key, keys, Message("an escape stands for half a character; write the character itself"))
                continue
            if name in first:
                self.fault(key, (*keys, name), Message("this key is already on line {first}", first=first[name]))
                continue
            first[name] = _position(key)[0]
            yield name, self.value(node, (*keys, name), key)


def _position(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _scalar(node: ScalarNode) -> object:
    text, kind = str(node.value), str(node.tag).removeprefix(_TAG)
    if kind == "null":
        return None
    if kind == "bool" and text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    if kind == "int" and _WHOLE.fullmatch(text):
        return int(text)
    if kind in ("int", "float") and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text) if kind == "float" else text
    return text


def _syntax(source: Source, error: Exception) -> Problem:
    """Say in a planner's words why a text is not YAML."""
    place = Place(source.name)
    if isinstance(error, RecursionError):
        return Problem(place, "", Message("this is nested too deeply"))
    if isinstance(error, ReaderError):
        before = (source.text or "")[: error.position]
        place = Place(source.name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return Problem(
            place,
            "",
            Message("the character U+{character:04X} cannot stand here; remove it", character=error.character),
        )
    if not isinstance(error, MarkedYAMLError):
        return Problem(place, "", Message("this is not YAML: {error}", error=error))
    mark = error.problem_mark or error.context_mark
    if mark is not None:
        place = Place(source.name, mark.line + 1, mark.column + 1)
    problem = error.problem or error.context or Message("it cannot be read")
    if "'\\t'" in problem:
        return Problem(place, "", Message("a tab cannot indent; use spaces"))
    if "but found another document" in problem:
        return Problem(place, "", Message("a second document starts here ('---'); a file holds one"))
    if "mapping values are not allowed" in problem:
        return Problem(
            place,
            "",
            Message("this is not YAML: a second ':' in one value; put the value in quotes, or check the indentation"),
        )
    if "could not find expected ':'" in problem:
        opened = error.context_mark.line + 1 if error.context_mark else place.line
        return Problem(Place(source.name, opened), "", Message("this is not YAML: expected a key, a ':' and a value"))
    if problem.startswith("expected ',' or") and error.context_mark:
        opened = Message(
            "'{bracket}' is missing for what opens on line {line}",
            bracket=problem[problem.index("or") + 4],
            line=error.context_mark.line + 1,
        )
        return Problem(place, "", Message("this is not YAML: a {opened}, or a comma before this", opened=opened))
    start = (
        Message(" (it starts on line {line})", line=error.context_mark.line + 1)
        if error.context_mark and error.context
        else ""
    )
    context = f"{error.context}{start}: " if error.context else ""
    return Problem(place, "", Message("this is not YAML: {context}{problem}", context=context, problem=problem))
