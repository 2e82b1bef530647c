"""What ``orgsim import`` shows on a terminal: how lists were read, and what a reader should know of them."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.errors import Place, column_letters
from orgsim.io.importing.lists import Lists
from orgsim.io.importing.quality import counts
from orgsim.report.amounts import Wording
from orgsim.report.errors import message_text
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import mark

__all__ = ["quality_tables", "quality_values"]

_PLACES = 8
"""Places that are shown of a finding; the others are counted."""
_LISTED = 12
"""Words that are shown of a meaning."""


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


def quality_tables(lists: Lists, words: Wording = WORDS) -> list[RenderableType]:
    """Return how each list was read, what would be made of them, and what a reader should know.

    Fields and meanings are words of the mapping file, which has no language.
    """
    tables: list[RenderableType] = [_columns(words, lists)]
    if lists.mapping.get("people", {}).get("words"):
        tables.append(_meanings(words, lists))
    return [*tables, _findings(words, lists), _made(words, lists)]


def _columns(words: Wording, lists: Lists) -> Table:
    say = words.say
    columns = (say("List"), say("Holds"), say("Column"), say("is read as"))
    shown = blank_table(say("How the lists are read"), columns, numeric=0)
    for one in lists.found:
        first = say("{file}, line {line}", file=one.file, line=one.line)
        rows = words.decimal(one.rows)
        holds = say("{count} people", count=rows) if one.kind == "people" else say("{count} units", count=rows)
        for number, (field, name) in enumerate(one.columns.items()):
            head = (first, holds) if not number else ("", "")
            add(shown, *head, name, field.replace("_", " "))
    return shown


def _meanings(words: Wording, lists: Lists) -> Table:
    say = words.say
    columns = (say("About"), say("Meaning"), say("Words"))
    shown = blank_table(say("What the words in the cells mean"), columns, numeric=0)
    for about, meanings in lists.mapping["people"]["words"].items():
        pairs = sorted((meaning, word) for word, meaning in meanings.items())
        for number, (meaning, same) in enumerate(groupby(pairs, key=lambda pair: pair[0])):
            if about == "rank" and meaning == "staff":
                continue  # every other title
            found = [word for _, word in same]
            listed = _more(words, ", ".join(found[:_LISTED]), len(found) - _LISTED)
            add(shown, "" if number else about, say("not known") if meaning == "?" else meaning, listed)
    return shown


def _findings(words: Wording, lists: Lists) -> RenderableType:
    say = words.say
    if not lists.findings:
        return Text(say("Nothing odd was found in the lists.") + "\n")
    shown = blank_table(
        say("What to know of the lists; none of it keeps them from being imported"),
        (say("Finding"), say("Where"), ""),
        numeric=1,
    )
    for one in lists.findings:
        add(shown, message_text(one.message, words), _where(one.places, words), words.decimal(one.count))
    return shown


def _where(places: Sequence[Place], words: Wording = WORDS) -> str:
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
    return _more(words, ", ".join(parts), len(places) - _PLACES)


def _more(words: Wording, shown: str, left: int) -> str:
    """Add how many are not shown, if any are left."""
    return words.say("{shown} and {count} more", shown=shown, count=words.decimal(left)) if left > 0 else shown


def _cell(place: Place) -> str:
    if place.in_sheet and place.column:
        return f"{column_letters(place.column)}{place.line}"
    return ":".join(str(number) for number in (place.line, place.column) if number)


def _made(words: Wording, lists: Lists) -> Text:
    say, held = words.say, counts(lists.staff)
    parts = [
        (mark("{count} units"), len(lists.units.made)),
        (mark("{count} people in posts"), held["authorised"]),
        (mark("{count} beyond the establishment"), held["supernumerary"]),
        (mark("{count} part-timers"), held["grassroots"]),
        (mark("{count} retired before the opening"), sum(one.gone for one in lists.staff)),
    ]
    return Text(
        say(
            "{parts}; opening {day}, law of '{jurisdiction}'.",
            parts=", ".join(say(message, count=words.decimal(count)) for message, count in parts if count),
            day=lists.opening,
            jurisdiction=lists.law.jurisdiction,
        )
    )
