"""What ``orgsim diff`` shows on a terminal: what was compared, and what differs, thing by thing or counted."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from pydantic import JsonValue
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.analysis.diff import Change, Diff, Side
from orgsim.report.terminal import WORDS, add, blank_table

__all__ = ["diff_tables"]

_TITLES = {
    "scenario": ("What the scenario says of itself", ""),
    "frame": ("Horizon, boundary, currency, jurisdiction", ""),
    "units": ("Units", "Unit"),
    "slots": ("Posts and places", "Slot"),
    "duties": ("Duties", "Duty"),
    "sites": ("Sites", "Site"),
    "sizes": ("Sizes of units", "Unit"),
    "dotted": ("Dotted lines", "Line"),
    "seconded": ("Secondments at the opening", "Slot"),
    "natives": ("Natives", "Person"),
    "restricted": ("Titles closed to natives", "Unit and title"),
    "people": ("People", "Person"),
    "law": ("Law", "Instrument, part"),
    "rates": ("Assumptions: values", "Value"),
    "statements": ("Assumptions: statements", "Statement"),
    "targets": ("Targets", "Target"),
    "leadership_norms": ("Norms of leaders", "Kind of unit"),
    "unit_types": ("Types of units", "Kind of unit"),
    "reported": ("Published figures", "Figure"),
    "roadmaps": ("Roadmaps", "Roadmap"),
    "roadmap": ("What the roadmap says of itself", ""),
    "steps": ("Steps", "Step"),
    "step_order": ("Order of steps of one day", "Day"),
    "programmes": ("Programmes", "Programme"),
    "programme_order": ("Order of programmes", ""),
}
"""The title of each section, and what its ids name."""

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


def diff_tables(diff: Diff) -> list[RenderableType]:
    """Return what was compared, with digests, and a table for each section in which there are changes.

    Many changes of people, posts and the like are counted by field, with a few examples; all others are listed, up to a
    hundred rows of a section. Texts for readers that differ are named and not shown.
    """
    tables: list[RenderableType] = [_heading(diff)]
    for (roadmap, section), found in groupby(diff.changes, key=lambda change: (change.roadmap, change.section)):
        title, name = _TITLES[section]
        where = title if roadmap is None else f"Roadmap {roadmap}: {title[0].lower()}{title[1:]}"
        tables += _section(where, name, list(found))
    return tables


def _heading(diff: Diff) -> Text:
    what = "scenario" if diff.kind == "scenarios" else "roadmap"
    lines = [f"{first} {what} {_side(side)}" for first, side in (("Before:", diff.one), ("After: ", diff.two))]
    if diff.kind == "roadmaps" and diff.one.scenario_digest != diff.two.scenario_digest:
        lines.append(
            f"Their scenarios differ too ({diff.one.scenario}, {diff.one.scenario_digest}, and {diff.two.scenario}, "
            f"{diff.two.scenario_digest}); orgsim diff of the two folders says in what."
        )
    if not diff.changes:
        lines.append("no difference")
    return Text("\n".join(lines))


def _side(side: Side) -> str:
    return f"{side.id}, {side.digest} ({side.name})"


def _section(title: str, name: str, changes: Sequence[Change]) -> list[RenderableType]:
    things = [list(found) for _, found in groupby(changes, key=lambda change: change.id)]
    happened = Counter(found[0].what for found in things)
    counted = f"{title}: {', '.join(f'{WORDS.decimal(count)} {what}' for what, count in sorted(happened.items()))}"
    rows = [row for thing in things for row in _rows(thing)]
    if changes[0].section in _COUNTED and len(rows) > _ROWS:
        rows, limit = _counts(changes), _ROWS
        columns: tuple[str, ...] = ("What", "Field", "How many", "Examples")
    else:
        limit, columns = _LISTED_ROWS, (name, "What", "Before → after", "Reworded")
    table = _table(counted if name else title, columns, rows[:limit])
    more = f"… and {WORDS.decimal(len(rows) - limit)} more rows; --json has all"
    return [table, Text(more)] if len(rows) > limit else [table]


def _rows(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    """Return the rows of one thing; the texts that were reworded stand in the first of them."""
    reworded = ", ".join(change.field for change in changes if change.what == "reworded")
    shown = [
        (str(change.what), f"{change.field}: {_change(change)}" if change.field else _change(change))
        for change in changes
        if change.what != "reworded"
    ]
    first, *others = shown or [("reworded", "")]
    return [(changes[0].id, *first, reworded), *(("", *cells, "") for cells in others)]


def _counts(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    """Return what happened to which field, how often, and the first examples."""
    kinds: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        kinds.setdefault((change.what, change.field), []).append(change)
    return [
        (what, field, WORDS.decimal(len(found)), "; ".join(map(_example, found[:_EXAMPLES])))
        for (what, field), found in sorted(kinds.items())
    ]


def _table(title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    """Return a table without the columns that are empty in every row."""
    kept = [number for number in range(len(columns)) if any(row[number] for row in rows)]
    table = blank_table(title, [columns[number] for number in kept], numeric=0)
    for row in rows:
        add(table, *(row[number] for number in kept))
    return table


def _example(change: Change) -> str:
    single = change.what in ("added", "removed", "reworded")
    return change.id if single else f"{change.id}: {_change(change)}"


def _change(change: Change) -> str:
    if change.what == "added":
        return _shown(change.after)
    if change.what == "removed":
        return _shown(change.before)
    return f"{_shown(change.before)} → {_shown(change.after)}"


def _shown(value: JsonValue) -> str:
    """Write a value in one line, cut where it is long.

    Examples
    --------
    >>> _shown({"op": "recall", "id": "return", "assumes": [], "seconded_by": "send", "reason": "The year is over"})
    'op: recall, seconded_by: send'
    >>> _shown(None)
    'nothing'
    """
    text = _written(value, top=True) or "nothing"
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
