"""What ``orgsim import`` shows on a terminal: how lists were read, and what a reader should know of them."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.errors import Place, column_letters
from orgsim.io.importing.lists import Lists
from orgsim.io.importing.quality import counts
from orgsim.report.terminal import add, blank_table

__all__ = ["quality_tables", "quality_values"]

_PLACES = 8
"""Places that are shown of a finding; the others are counted."""


def quality_values(lists: Lists) -> dict[str, object]:
    """Return how lists were read and all that was found, ready to be written as JSON."""
    return {
        "opening": lists.opening.isoformat(),
        "jurisdiction": lists.law.jurisdiction,
        "lists": [
            {"file": one.file, "holds": one.kind, "heading": one.line, "rows": one.rows, "columns": dict(one.columns)}
            for one in lists.found
        ],
        "units": len(lists.units.made),
        "people": dict(counts(lists.staff)),
        "mapping": lists.mapping,
        "findings": [
            {"kind": one.kind, "message": one.message, "count": one.count, "places": list(map(str, one.places))}
            for one in lists.findings
        ],
        "problems": list(map(str, lists.problems)),
    }


def quality_tables(lists: Lists) -> list[RenderableType]:
    """Return how each list was read, what would be made of them, and what a reader should know."""
    tables: list[RenderableType] = [_columns(lists)]
    if lists.mapping.get("people", {}).get("words"):
        tables.append(_words(lists))
    return [*tables, _findings(lists), _made(lists)]


def _columns(lists: Lists) -> Table:
    shown = blank_table("How the lists are read", ("List", "Holds", "Column", "is read as"), numeric=0)
    for one in lists.found:
        first = f"{one.file}, line {one.line}"
        holds = f"{one.rows:,} {'people' if one.kind == 'people' else 'units'}"
        for number, (field, name) in enumerate(one.columns.items()):
            head = (first, holds) if not number else ("", "")
            add(shown, *head, name, field.replace("_", " "))
    return shown


def _words(lists: Lists) -> Table:
    shown = blank_table("What the words in the cells mean", ("About", "Meaning", "Words"), numeric=0)
    for about, meanings in lists.mapping["people"]["words"].items():
        pairs = sorted((meaning, word) for word, meaning in meanings.items())
        for number, (meaning, same) in enumerate(groupby(pairs, key=lambda pair: pair[0])):
            if about == "rank" and meaning == "staff":
                continue  # every other title
            words = [word for _, word in same]
            more = f" and {len(words) - 12} more" if len(words) > 12 else ""
            add(
                shown, "" if number else about, "not known" if meaning == "?" else meaning, ", ".join(words[:12]) + more
            )
    return shown


def _findings(lists: Lists) -> RenderableType:
    if not lists.findings:
        return Text("Nothing odd was found in the lists.\n")
    shown = blank_table(
        "What to know of the lists; none of it keeps them from being imported", ("Found", "Where", ""), numeric=1
    )
    for one in lists.findings:
        add(shown, one.message, _where(one.places), f"{one.count:,}")
    return shown


def _where(places: Sequence[Place]) -> str:
    """Write places briefly: each file once.

    Examples
    --------
    >>> _where([Place("a.xlsx!S", row, 6, in_sheet=True) for row in (4, 9)])
    'a.xlsx!S:F4, F9'
    """
    parts = []
    for file, group in groupby(places[:_PLACES], key=lambda place: place.file):
        cells = [_cell(place) for place in group]
        parts.append(f"{file}:{', '.join(cells)}" if any(cells) else file)
    more = f" and {len(places) - _PLACES:,} more" if len(places) > _PLACES else ""
    return ", ".join(parts) + more


def _cell(place: Place) -> str:
    if place.in_sheet and place.column:
        return f"{column_letters(place.column)}{place.line}"
    return ":".join(str(number) for number in (place.line, place.column) if number)


def _made(lists: Lists) -> Text:
    held = counts(lists.staff)
    vacant = sum(one.gone for one in lists.staff)
    parts = [
        f"{len(lists.units.made):,} units",
        f"{held['authorised']:,} people in posts",
        f"{held['supernumerary']:,} beyond the establishment",
        f"{held['grassroots']:,} part-timers",
        f"{vacant:,} retired before the opening",
    ]
    shown = [part for part in parts if not part.startswith("0 ")]
    return Text(f"{', '.join(shown)}; opening {lists.opening}, law of '{lists.law.jurisdiction}'.")
