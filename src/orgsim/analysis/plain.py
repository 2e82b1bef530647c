"""Values as JSON can hold them, and where two of them differ."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, JsonValue

from orgsim.model.dates import month_text
from orgsim.model.organisation import Person

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Leaf", "differences", "plain"]

_NAMED_BY = (
    ("id",),
    ("duty",),
    ("body", "title"),
    ("to",),
    ("title",),
    ("age_from", "offer_from", "sex", "contract"),
    ("age", "sex", "contract"),
)
"""The fields that tell the rows of a list apart; the first of them says whether they are those."""


class Leaf(NamedTuple):
    """A part of two values that differs; the part is ``None`` in a value that does not have it."""

    field: str
    before: JsonValue
    after: JsonValue


def plain(value: object) -> JsonValue:
    """Return a value of the model as mappings by field, lists, texts and numbers; months and fractions are written out.

    Examples
    --------
    >>> from orgsim.model.organisation import Secondment, Sex
    >>> plain({"north": (Secondment("school", "send"), Sex.MALE)})
    {'north': [{'host': 'school', 'step': 'send'}, 'male']}
    """
    if value is None or type(value) in (str, int, bool, float):
        return value  # type: ignore[return-value]
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Person):
        months = {"birth": month_text(value.birth), "started": month_text(value.started)}
        return {name: months.get(name) or plain(getattr(value, name)) for name in _names(Person)}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, BaseModel):
        dumped: JsonValue = value.model_dump(mode="json")
        return dumped
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return [plain(part) for part in sorted(value)]
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    if isinstance(value, (dt.date, Fraction)):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of the model")


@cache
def _names(dataclass: type["DataclassInstance"]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(dataclass))


def differences(one: JsonValue, two: JsonValue, field: str = "") -> Iterator[Leaf]:
    """Yield the smallest parts in which two plain values differ, in the order of the fields.

    The rows of a list are held against those of the same name. A list whose rows have no names of their own, or stand
    in another order, is one part, as is a list of texts or numbers.

    Examples
    --------
    >>> one = {"unit": "1", "value": [{"age_from": 18, "hazard": 0.04}, {"age_from": 35, "hazard": 0.02}]}
    >>> two = {"unit": "1", "value": [{"age_from": 18, "hazard": 0.05}, {"age_from": 35, "hazard": 0.02}]}
    >>> list(differences(one, two))
    [Leaf(field='value[age_from=18].hazard', before=0.04, after=0.05)]
    """
    if one == two:
        return
    if isinstance(one, dict) and isinstance(two, dict):
        for key in dict.fromkeys((*one, *two)):
            yield from differences(one.get(key), two.get(key), f"{field}.{key}" if field else key)
        return
    before, after = _by_name(one), _by_name(two)
    if before is None or after is None or [k for k in before if k in after] != [k for k in after if k in before]:
        yield Leaf(field, one, two)
        return
    for name in dict.fromkeys((*before, *after)):
        yield from differences(before.get(name), after.get(name), f"{field}[{name}]")


def _by_name(rows: JsonValue) -> dict[str, JsonValue] | None:
    """Return the rows of a list by their names; ``None`` if they have none, or two have the same."""
    if not isinstance(rows, list):
        return None
    for names in _NAMED_BY:
        if all(isinstance(row, dict) and names[0] in row for row in rows):
            found = {_name(row, names): row for row in rows if isinstance(row, dict)}
            return {**found} if len(found) == len(rows) else None
    return None


def _name(row: Mapping[str, JsonValue], names: tuple[str, ...]) -> str:
    return ", ".join(f"{name}={row[name]}" for name in names if row.get(name) is not None)
