"""Cells of rows whose columns are fields: what a cell means, and how a value is written so that it comes back the same.

A cell of a plain list has its items separated by semicolons, a cell of keys and values has ``key: value`` between them.
What cannot be written so without doubt is written as JSON.
"""

import datetime as dt
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from orgsim.errors import Message
from orgsim.io.fields import Kinds, Plain, plain_path
from orgsim.io.yaml_files import Keys

__all__ = ["cells_of", "in_cell", "read_cell", "written"]

_NUMBERED = 40
"""Longer lists of groups of fields stand as JSON in one cell, since nobody reads so many columns."""
_DEEPEST = 30
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?")


def read_cell(kinds: Kinds, cell: object) -> object:
    """Return what a cell means where some kinds of values may stand.

    Parameters
    ----------
    cell
        A text without blanks around it, or a number, truth or date of a spreadsheet.

    Raises
    ------
    ValueError
        If a text that begins as JSON is none.

    Examples
    --------
    >>> read_cell(frozenset({"list"}), "a; b"), read_cell(frozenset({"mapping"}), "hill: 2; dale: 1")
    (['a', 'b'], {'hill': 2, 'dale': 1})
    >>> read_cell(frozenset({"whole", "text"}), "all"), read_cell(frozenset({"text"}), 7)
    ('all', '7')
    """
    if isinstance(cell, str):
        return _from_text(kinds, cell)
    if isinstance(cell, bool):
        return cell if "truth" in kinds else written(cell)
    if isinstance(cell, int | float) and kinds & {"whole", "number"}:
        return cell
    text = written(cell)
    return [text] if "list" in kinds else text


def written(cell: object) -> str:
    """Write a value as a text file has it: a date as 2015-01-31, a truth as true or false, a number without exponent.

    Examples
    --------
    >>> written(dt.date(2015, 1, 31)), written(True), written(1e-05), written(12)
    ('2015-01-31', 'true', '0.00001', '12')
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _from_text(kinds: Kinds, text: str) -> object:
    if kinds & {"list", "mapping", "items"} and text.startswith(("[", "{")):
        return _from_json(text)
    if text.startswith('"') and text.endswith('"') and (quoted := _unquoted(text)) is not None:
        return quoted
    if "mapping" in kinds and ":" in text:
        pairs = (part.rpartition(":") for part in text.split(";"))
        return {key.strip(): _scalar(value.strip()) for key, _, value in pairs}
    if "list" in kinds:
        return [item.strip() for item in text.split(";")]
    if "whole" in kinds and _WHOLE.fullmatch(text):
        return int(text)
    if "number" in kinds and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    if "truth" in kinds and text in ("true", "false"):
        return text == "true"
    return text


def _from_json(text: str) -> object:
    if _depth(text) > _DEEPEST:
        raise ValueError(Message("JSON, but this is nested more than {deepest} deep", deepest=_DEEPEST))
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except ValueError as error:
        raise ValueError(
            Message("JSON, since it begins with '{text}', but it is none ({error})", text=text[0], error=error)
        ) from None


def _depth(text: str) -> int:
    """Return how deep brackets are nested, those within texts included."""
    deepest = depth = 0
    for sign in text:
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    return deepest


def _no_number(word: str) -> object:
    raise ValueError(Message("{word} is no number", word=word))


def _finite(text: str) -> float:
    return float(text) if math.isfinite(float(text)) else float(_no_number(text))  # type: ignore[arg-type]


def _unquoted(text: str) -> str | None:
    """Return the text that a JSON text stands for, if it could not stand in a cell by itself."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, str) and _needs_quotes(found) else None


def _needs_quotes(text: str) -> bool:
    """Say whether a cell would lose a part of a text, or a quoted text would be taken for another."""
    if text != text.strip() or "\r" in text:
        return True
    return text.startswith('"') and text.endswith('"') and _unquoted(text) is not None


def _scalar(text: str) -> object:
    return _from_text(frozenset({"whole", "number", "truth"}), text)


def cells_of(fields: Mapping[Plain, Kinds], item: Mapping[str, Any]) -> Iterator[tuple[Keys, object]]:
    """Yield the ways and cells in which an item is written; what is empty is left out.

    Examples
    --------
    >>> step = {"op": "x", "units": ["a", "b"], "into": [{"id": "c"}]}
    >>> fields = {("op",): frozenset({"text"}), ("units",): frozenset({"list"}), ("into", "id"): frozenset({"text"})}
    >>> list(cells_of(fields, step))
    [(('op',), 'x'), (('units',), 'a; b'), (('into', 0, 'id'), 'c')]
    """
    yield from _cells(fields, item, ())


def _cells(fields: Mapping[Plain, Kinds], value: object, path: Keys) -> Iterator[tuple[Keys, object]]:
    inner = len(plain_path(path))
    deeper = any(len(known) > inner and known[:inner] == plain_path(path) for known in fields)
    if isinstance(value, dict) and deeper:
        for key, part in value.items():
            yield from _cells(fields, part, (*path, key))
    elif isinstance(value, list) and deeper and 0 < len(value) <= _NUMBERED and _are_groups(value):
        for position, part in enumerate(value):
            yield from _cells(fields, part, (*path, position))
    elif isinstance(value, dict | list):
        if value:
            yield path, _joined(value)
    elif value is not None:
        yield path, in_cell(value)


def in_cell(value: object) -> object:
    """Return a value as a cell holds it: a text with blanks around it is written as JSON, so that none is lost.

    Examples
    --------
    >>> in_cell("two lines\\n"), in_cell("one"), in_cell(1)
    ('"two lines\\\\n"', 'one', 1)
    """
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) and _needs_quotes(value) else value


def _are_groups(values: Sequence[object]) -> bool:
    return all(isinstance(value, dict) for value in values)


def _joined(value: dict[str, Any] | list[Any]) -> str:
    """Write a list, or keys and values, so that reading gives the same again."""
    kinds: Kinds = frozenset({"list"} if isinstance(value, list) else {"mapping"})
    if isinstance(value, list):
        text = "; ".join(map(str, value))
    else:
        text = "; ".join(f"{key}: {written(part)}" for key, part in value.items())
    try:
        if text == text.strip() and _from_text(kinds, text) == value and _kept(kinds, text, value):
            return text
    except ValueError:
        pass
    return json.dumps(value, ensure_ascii=False)


def _kept(kinds: Kinds, text: str, value: object) -> bool:
    # 1 and True are equal in Python, and 1 and 1.0; their JSON is not.
    return json.dumps(_from_text(kinds, text)) == json.dumps(value)
