"""Fields of a type as columns: where a value inside an item is written in a row, and what kind of value it is.

A column is named after the field, with a dot before an inner field and the position, from 1, in a list of groups of
fields: ``into.id``, ``into.2.share``. What stands in a cell is for :mod:`.cells`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter

from orgsim.io.yaml_files import Keys

__all__ = ["Fields", "Kinds", "Plain", "column_name", "column_path", "plain_path"]

Kinds = frozenset[str]
"""What may stand in a cell: text, date, whole (number), number, truth, list, mapping (keys and values), items."""
Plain = tuple[str, ...]
"""The way to a field, without positions in lists."""
Schema = Mapping[str, Any]


class Fields:
    """The fields of the items of a list: all of them, and those of an item with a certain word in its tag field.

    Examples
    --------
    >>> from orgsim.model.roadmap import Target
    >>> fields = Fields(TypeAdapter(Target))
    >>> sorted(fields.kinds({}, ("at_most_share",))), sorted(fields.kinds({}, ("assumes",)))
    (['number'], ['list'])
    """

    def __init__(self, kind: TypeAdapter[Any]) -> None:
        root = kind.json_schema()
        self.tag: str | None = root.get("discriminator", {}).get("propertyName")
        mapping = root["discriminator"]["mapping"] if self.tag else {}
        self.of_tag = {word: _collected(root, {"$ref": target}) for word, target in mapping.items()}
        self.all = _collected(root, root)
        self.words = _words(root)

    def kinds(self, item: Mapping[str, Any], path: Keys) -> Kinds:
        """Return what a field holds, in an item whose tag may be known already."""
        plain = plain_path(path)
        own = self.of_tag.get(str(item.get(self.tag)), {}) if self.tag else {}
        return own.get(plain) or self.all.get(plain, frozenset())


def _words(root: Schema) -> dict[Plain, tuple[str, ...]]:
    """Return the words of the fields that hold one of some words and nothing else."""
    found: dict[Plain, dict[str, None]] = {}
    other: set[Plain] = set()
    for path, _, words in _fields(root, root, ()):
        if words:
            found.setdefault(path, {}).update(dict.fromkeys(words))
        else:
            other.add(path)
    return {path: tuple(words) for path, words in found.items() if path not in other}


def _collected(root: Schema, schema: Schema) -> dict[Plain, Kinds]:
    found: dict[Plain, Kinds] = {}
    for path, kind, _ in _fields(root, schema, ()):
        found[path] = found.get(path, frozenset()) | {kind}
    return found


def _fields(root: Schema, schema: Schema, path: Plain) -> Iterator[tuple[Plain, str, tuple[str, ...]]]:
    """Yield the way to each field, what it may hold, and the words if it holds one of some."""
    if "$ref" in schema:
        yield from _fields(root, root["$defs"][schema["$ref"].rpartition("/")[2]], path)
        return
    for option in [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        yield from _fields(root, option, path)
    words = tuple(schema.get("enum", ())) or tuple(schema[key] for key in ("const",) if key in schema)
    if "properties" in schema:
        for name, inner in schema["properties"].items():
            yield from _fields(root, inner, (*path, name))
    elif schema.get("type") == "object":
        yield path, "mapping", ()
    elif schema.get("type") == "array":
        groups = list(_fields(root, schema.get("items", {}), path))
        if any(inner != path for inner, _, _ in groups):
            yield path, "items", ()
            yield from groups
        else:
            yield path, "list", ()
    elif words or schema.get("type") == "string":
        yield path, "date" if schema.get("format") == "date" else "text", words
    elif schema.get("type") in _PLAIN:
        yield path, _PLAIN[schema["type"]], ()


_PLAIN = {"integer": "whole", "number": "number", "boolean": "truth"}


def column_path(name: str) -> Keys:
    """Return the way that a column name stands for.

    Examples
    --------
    >>> column_path("into.2.share")
    ('into', 1, 'share')
    """
    return tuple(int(part) - 1 if re.fullmatch(r"[1-9][0-9]?", part) else part for part in name.split("."))


def column_name(path: Keys) -> str:
    """Return the name of the column of a field; the opposite of :func:`column_path`."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def plain_path(path: Keys) -> Plain:
    """Return a way without the positions in lists."""
    return tuple(part for part in path if isinstance(part, str))
