"""Values of YAML files against the models: every fault at its place, in words."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from orgsim.errors import Message, Problem, did_you_mean, message_of
from orgsim.io.yaml_files import Document, Keys, subject
from orgsim.model.closed import ExactShare, Identifier
from orgsim.model.law import ParameterName

__all__ = ["Checked", "Entry", "entries", "expected", "shown", "strict", "validate"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Schema = Mapping[str, Any]

_IDENTIFIER: str = TypeAdapter(Identifier).json_schema()["pattern"]
_EXACT_SHARE: str = TypeAdapter(ExactShare).json_schema()["pattern"]
_PARAMETER: str = TypeAdapter(ParameterName).json_schema()["pattern"]
_STRUCTURAL = frozenset({"extra_forbidden", "union_tag_invalid", "union_tag_not_found", "value_error"})

_KINDS = {
    "integer": Message("a whole number"),
    "number": Message("a number"),
    "boolean": Message("true or false"),
    "string": Message("text"),
}


@dataclass(frozen=True, slots=True)
class Entry(Generic[T_co]):
    """A value of a model and where it stands."""

    document: Document
    keys: Keys
    value: T_co

    def problem(self, message: str, *field: str | int, at_key: bool = False) -> Problem:
        """Say what is wrong with a field of the value."""
        return self.document.problem(message, *self.keys, *field, at_key=at_key)


@dataclass(frozen=True, slots=True)
class Checked(Generic[T_co]):
    """A document as a value of a model; ``value`` is ``None`` if there are problems, and these are all of them."""

    value: T_co | None
    problems: tuple[Problem, ...]


def validate(kind: TypeAdapter[T], document: Document) -> Checked[T]:
    """Make a document a value of a model."""
    if document.value is None:
        return Checked(None, document.problems)
    try:
        value = strict(kind, document.value)
    except ValidationError as error:
        told = {problem.subject for problem in document.problems}
        faults = _problems(document, _schema(kind), error)
        return Checked(None, (*document.problems, *(fault for fault in faults if fault.subject not in told)))
    return Checked(None if document.problems else value, document.problems)


def entries(kind: TypeAdapter[T], document: Document, *keys: str | int) -> Iterator[Entry[T]]:
    """Yield the sound items of a list, also if the document has faults elsewhere."""
    for position, item in enumerate(document.items(*keys)):
        try:
            yield Entry(document, (*keys, position), strict(kind, item))
        except ValidationError:
            continue


def strict(kind: TypeAdapter[T], value: object) -> T:
    """Make plain values a value of a model; raises pydantic's ``ValidationError``."""
    # From JSON, pydantic reads lists as tuples and text as dates, and yet takes no text for a number.
    return kind.validate_json(json.dumps(value), strict=True)


@cache
def _schema(kind: TypeAdapter[Any]) -> Schema:
    return kind.json_schema()


def _problems(document: Document, root: Schema, error: ValidationError) -> Iterator[Problem]:
    told: set[Keys] = set()
    missing: dict[Keys, list[str]] = {}
    for fault in error.errors(include_url=False):
        if fault["type"] == "too_short" and len(fault["input"]) >= fault["ctx"]["min_length"]:
            continue  # pydantic counts sound items only; the unsound ones are told of themselves
        keys, schema, is_key = _trace(root, fault["loc"])
        if fault["type"] == "missing":
            missing.setdefault(keys[:-1], []).append(f"'{keys[-1]}'")
        elif fault["type"] in _STRUCTURAL:
            yield _structural(document, root, fault, keys)
        elif is_key:
            yield document.problem(
                Message("expected a whole number as a key, found {keys}", keys=shown(keys[-1])), *keys, at_key=True
            )
        elif keys not in told:  # each member of a union reports the same value
            told.add(keys)
            yield document.problem(_mismatch(schema, root, fault["input"]), *keys)
    for keys, names in missing.items():
        which = (
            Message("the key {names} is", names=names[0])
            if len(names) == 1
            else Message("the keys {listed} are", listed=", ".join(names))
        )
        yield document.problem(Message("{which} missing", which=which), *keys, at_key=True)


def _structural(document: Document, root: Schema, fault: ErrorDetails, keys: Keys) -> Problem:
    if fault["type"] == "extra_forbidden":
        allowed = _trace(root, fault["loc"][:-1])[1].get("properties", {})
        given = document.names(*keys[:-1]) or frozenset()
        hint = did_you_mean(str(keys[-1]), allowed.keys() - given) or Message("; no further key is allowed")
        place = document.place(keys, at_key=True)
        return Problem(place, subject(keys[:-1]), Message("unknown key '{keys}'{hint}", keys=keys[-1], hint=hint))
    if fault["type"] == "value_error":
        return document.problem(message_of(fault["ctx"]["error"]), *keys, at_key=True)
    discriminator = str(fault["ctx"]["discriminator"]).strip("'")
    if fault["type"] == "union_tag_not_found":
        return document.problem(
            Message("the key '{discriminator}' is missing", discriminator=discriminator), *keys, at_key=True
        )
    allowed = re.findall(r"'([^']*)'", fault["ctx"]["expected_tags"])
    return document.problem(_unknown_word(fault["ctx"]["tag"], allowed), *keys, discriminator)


def _trace(root: Schema, loc: tuple[str | int, ...]) -> tuple[Keys, Schema, bool]:
    """Follow pydantic's location through the schema.

    Returns
    -------
        The way through the file (pydantic also names members of unions), the schema there, and whether
        the fault is in a key.
    """
    keys: list[str | int] = []
    schema = _resolve(root, root)
    for part in loc:
        if part == "[key]":
            return tuple(keys), schema, True
        if "discriminator" in schema:
            schema = _resolve(root, {"$ref": schema["discriminator"]["mapping"][part]})
            continue
        if "anyOf" in schema:
            break
        inner = schema.get("properties", {}).get(part) or schema.get("additionalProperties") or schema.get("items")
        keys.append(part)
        schema = _resolve(root, inner if isinstance(inner, dict) else {})
    return tuple(keys), schema, False


def _resolve(root: Schema, schema: Schema) -> Schema:
    """Return the schema behind references; "this or nothing" becomes this."""
    while True:
        options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        elif len(options) == 1:
            schema = options[0]
        else:
            return schema


def _mismatch(schema: Schema, root: Schema, found: object) -> str:
    """Say what was expected and what was found."""
    if isinstance(found, str) and schema.get("type") == "string" and "enum" in schema:
        return _unknown_word(found, schema["enum"])
    if isinstance(found, str) and schema.get("const") is not None:
        return _unknown_word(found, [schema["const"]])
    hint = ""
    if schema.get("type") in ("integer", "number") and isinstance(found, str) and _looks_like_a_number(found):
        hint = Message("; write it without quotes")
    if schema.get("type") == "string" and "format" not in schema and isinstance(found, int | float):
        hint = Message("; put it in quotes")
    return Message(
        "expected {expected}, found {found}{hint}", expected=expected(schema, root), found=shown(found), hint=hint
    )


def _looks_like_a_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", text) is not None


def _unknown_word(found: str, allowed: list[str]) -> str:
    return Message("unknown word '{found}'{guess}", found=found, guess=did_you_mean(found, allowed))


def expected(schema: Schema, root: Schema) -> str:
    """Say in words what a schema allows.

    Examples
    --------
    >>> expected({"type": "integer", "minimum": 1}, {})
    'a whole number of at least 1'
    """
    if "anyOf" in schema:
        options = (_resolve(root, option) for option in schema["anyOf"])
        return reduce(_or, (expected(option, root) for option in options))
    words = schema.get("enum") or [schema[key] for key in ("const",) if key in schema]
    if words:
        return reduce(_or, (f"'{word}'" for word in words))
    if schema.get("format") == "date":
        return Message("a date such as 2015-01-31")
    if schema.get("pattern") == _IDENTIFIER:
        return Message(
            "an id such as 'tax-office-2' (lower-case letters and digits, single - . _ between them, "
            "at most {maxlength})",
            maxlength=schema["maxLength"],
        )
    if schema.get("pattern") == _PARAMETER:
        return Message(
            "a name such as 'paid_years' (lower-case letters, digits and _, at most {maxlength})",
            maxlength=schema["maxLength"],
        )
    if schema.get("pattern") == _EXACT_SHARE:
        return Message('a share as a text such as "1/3" or "0.25"')
    if schema.get("type") in _KINDS:
        return Message("{kind}{bounds}", kind=_KINDS[schema["type"]], bounds=_bounds(schema))
    if schema.get("type") == "array":
        least = schema.get("minItems")
        return Message("a list") if least is None else Message("a list of at least {least}", least=least)
    return Message("keys and values")


def _or(one: str, other: str) -> str:
    return Message("{one} or {other}", one=one, other=other)


def _bounds(schema: Schema) -> str:
    low, high, above = (schema.get(key) for key in ("minimum", "maximum", "exclusiveMinimum"))
    if low is not None and high is not None:
        return Message(" from {low:g} to {high:g}", low=low, high=high)
    if low is not None:
        return Message(" of at least {low:g}", low=low)
    return Message(" of more than {above:g}", above=above) if above is not None else ""


def shown(found: object) -> str:
    """Write a value that was found, shortened.

    Examples
    --------
    >>> shown(True), shown([]), shown(None)
    ('true', 'an empty list', 'nothing')
    """
    if found is None or found == "":
        return Message("nothing")
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, str):
        return f"'{found}'" if len(found) <= 60 else f"'{found[:57]}...'"
    if isinstance(found, list):
        return Message("a list of {count}", count=len(found)) if found else Message("an empty list")
    return Message("keys and values") if isinstance(found, dict) else str(found)
