"""The names that a value of a model uses, by the marks of its type."""

from collections.abc import Iterable, Iterator
from typing import Annotated, NamedTuple, get_args, get_origin

from orgsim.model.closed import Closed, Refers

__all__ = ["Named", "names_in"]


class Named(NamedTuple):
    """A name that is used: the kind of thing it should name, the way to it, and whether it is a key of a mapping."""

    what: str
    name: str
    path: tuple[str | int, ...]
    is_key: bool


def names_in(value: Closed) -> Iterator[Named]:
    """Yield every name that a value uses and whose type is marked with :class:`~orgsim.model.closed.Refers`.

    Examples
    --------
    >>> from orgsim.model.steps import DutyTransfer
    >>> [(named.what, named.name) for named in names_in(DutyTransfer(duty="roads", to="works"))]
    [('duty', 'roads'), ('unit', 'works')]
    """
    return _within(value, type(value), (), (), is_key=False)


def _within(
    value: object, annotation: object, marks: Iterable[object], path: tuple[str | int, ...], *, is_key: bool
) -> Iterator[Named]:
    refers = next((mark for mark in marks if isinstance(mark, Refers)), None)
    inner = get_args(annotation)
    if value is None:
        return
    if isinstance(refers, Refers):
        yield Named(refers.what, str(value), path, is_key)
    elif get_origin(annotation) is Annotated:
        yield from _within(value, inner[0], inner[1:], path, is_key=is_key)
    elif isinstance(value, Closed):
        for name, field in type(value).model_fields.items():
            yield from _within(getattr(value, name), field.annotation, field.metadata, (*path, name), is_key=False)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _within(item, inner[0], (), (*path, position), is_key=False)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _within(key, inner[0], (), (*path, key), is_key=True)
            yield from _within(item, inner[1], (), (*path, key), is_key=False)
    else:
        for option in inner:  # this or nothing
            if option is not type(None):
                yield from _within(value, option, (), path, is_key=is_key)
