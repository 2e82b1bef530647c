"""What ``orgsim diff`` shows on a terminal: what was compared, and what differs, thing by thing or counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from pydantic import JsonValue
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.analysis.diff import Change, Diff, Side
from orgsim.report.amounts import Wording
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import SECTIONS, mark

__all__ = ["diff_tables"]

_WHAT: Mapping[str, str] = {
    "added": mark("added"),
    "removed": mark("removed"),
    "renamed": mark("renamed"),
    "changed": mark("changed"),
    "reworded": mark("reworded"),
    "moved": mark("moved"),
}

_COUNTED = frozenset(
    {
        "units",
        "slots",
        "duties",
        "sites",
        "sizes",
        "dotted",
        "natives",
        "restricted",
        "people",
        "law",
        "statements",
        "reported",
    }
)
"""Sections with many things alike: of more than a few, a count by field says more than the things one by one."""
_ROWS = 20
_LISTED_ROWS = 100
"""A planner looks at every step and every assumption."""
_EXAMPLES = 3
_LONGEST = 120
_FIRST = ("op", "programme", "date")
_UNSHOWN = frozenset({"id", "name", "name_vi", "legal_basis", "reason", "assumes"})
"""Of a whole thing, what it is called and why it is there."""


def diff_tables(diff: Diff, words: Wording = WORDS) -> list[RenderableType]:
    """Return what was compared, with digests, and a table for each section in which there are changes.

    Many changes of people, posts and the like are counted by field, with a few examples; all others are listed, up to a
    hundred rows of a section. Texts for readers that differ are named and not shown.
    """
    tables: list[RenderableType] = [_heading(words, diff)]
    for (roadmap, section), found in groupby(diff.changes, key=lambda change: (change.roadmap, change.section)):
        title, name = (words.say(text) if text else "" for text in SECTIONS[section])
        if roadmap is not None:
            inner = f"{title[0].lower()}{title[1:]}"
            title = words.say("Roadmap {roadmap}: {section}", roadmap=roadmap, section=inner)
        tables += _section(words, title, name, list(found))
    return tables


def _heading(words: Wording, diff: Diff) -> Text:
    if diff.kind == "scenarios":
        before, after = mark("Before: scenario {side}"), mark("After:  scenario {side}")
    else:
        before, after = mark("Before: roadmap {side}"), mark("After:  roadmap {side}")
    lines = [words.say(first, side=_side(words, side)) for first, side in ((before, diff.one), (after, diff.two))]
    if diff.kind == "roadmaps" and diff.one.scenario_digest != diff.two.scenario_digest:
        lines.append(
            words.say(
                "Their scenarios differ too ({one}, {first}, and {two}, {second}); orgsim diff of the two folders says "
                "in what.",
                one=diff.one.scenario,
                first=diff.one.scenario_digest,
                two=diff.two.scenario,
                second=diff.two.scenario_digest,
            )
        )
    if not diff.changes:
        lines.append(words.say("no difference"))
    return Text("\n".join(lines))


def _side(words: Wording, side: Side) -> str:
    return f"{side.id}, {side.digest} ({words.name(side)})"


def _section(words: Wording, title: str, name: str, changes: Sequence[Change]) -> list[RenderableType]:
    things = [list(found) for _, found in groupby(changes, key=lambda change: change.id)]
    happened = Counter(found[0].what for found in things)
    counts = (f"{words.decimal(count)} {words.say(_WHAT[what])}" for what, count in sorted(happened.items()))
    counted = f"{title}: {', '.join(counts)}"
    rows = [row for thing in things for row in _rows(words, thing)]
    if changes[0].section in _COUNTED and len(rows) > _ROWS:
        rows, limit = _counts(words, changes), _ROWS
        columns: tuple[str, ...] = (words.say("What"), words.say("Field"), words.say("How many"), words.say("Examples"))
    else:
        columns = (name, words.say("What"), words.say("Before → after"), words.say("Reworded"))
        limit = _LISTED_ROWS
    table = _table(counted if name else title, columns, rows[:limit])
    more = words.say("… and {count} more rows; --json has all", count=words.decimal(len(rows) - limit))
    return [table, Text(more)] if len(rows) > limit else [table]


def _rows(words: Wording, changes: Sequence[Change]) -> list[tuple[str, ...]]:
    """Return the rows of one thing; the texts that were reworded stand in the first of them."""
    reworded = ", ".join(change.field for change in changes if change.what == "reworded")
    shown = [
        (
            words.say(_WHAT[change.what]),
            f"{change.field}: {_change(words, change)}" if change.field else _change(words, change),
        )
        for change in changes
        if change.what != "reworded"
    ]
    first, *others = shown or [(words.say("reworded"), "")]
    return [(changes[0].id, *first, reworded), *(("", *cells, "") for cells in others)]


def _counts(words: Wording, changes: Sequence[Change]) -> list[tuple[str, ...]]:
    """Return what happened to which field, how often, and the first examples."""
    kinds: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        kinds.setdefault((change.what, change.field), []).append(change)
    return [
        (
            words.say(_WHAT[what]),
            field,
            words.decimal(len(found)),
            "; ".join(_example(words, change) for change in found[:_EXAMPLES]),
        )
        for (what, field), found in sorted(kinds.items())
    ]


def _table(title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    """Return a table without the columns that are empty in every row."""
    kept = [number for number in range(len(columns)) if any(row[number] for row in rows)]
    table = blank_table(title, [columns[number] for number in kept], numeric=0)
    for row in rows:
        add(table, *(row[number] for number in kept))
    return table


def _example(words: Wording, change: Change) -> str:
    single = change.what in ("added", "removed", "reworded")
    return change.id if single else f"{change.id}: {_change(words, change)}"


def _change(words: Wording, change: Change) -> str:
    if change.what == "added":
        return _shown(words, change.after)
    if change.what == "removed":
        return _shown(words, change.before)
    return f"{_shown(words, change.before)} → {_shown(words, change.after)}"


def _shown(words: Wording, value: JsonValue) -> str:
    """Write a value in one line, cut where it is long.

    Examples
    --------
    >>> _shown(WORDS, {"op": "recall", "id": "return", "assumes": [], "reason": "The year is over"})
    'op: recall'
    >>> _shown(WORDS, None)
    'nothing'
    """
    text = _written(value, top=True) or words.say("nothing")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _written(value: JsonValue, *, top: bool = False) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        keys = [*(key for key in _FIRST if key in value), *(key for key in value if key not in {*_FIRST, *_UNSHOWN})]
        parts = ", ".join(f"{key}: {part}" for key in keys if (part := _written(value[key])))
        return parts if top else f"{{{parts}}}" if parts else ""
    if isinstance(value, list):
        return ("; " if any(isinstance(part, dict) for part in value) else ", ").join(map(_written, value))
    return str(value)
