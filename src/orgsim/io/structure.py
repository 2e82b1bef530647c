"""The tables of the organisation held against each other."""

from collections.abc import Iterable, Iterator

from orgsim.errors import Message, Problem, did_you_mean
from orgsim.io.folder import Folder
from orgsim.io.layouts import PostsRow, UnitRow
from orgsim.io.tables import Row, Table
from orgsim.model.ledger import History
from orgsim.model.organisation import Standing

__all__ = ["Names", "size_problems", "structure_problems", "unknown"]

Names = frozenset[str] | None
"""Words that may be used; ``None`` if the file that has them could not be read: nothing is unknown then."""


def unknown(what: str, name: str, known: Names, file: str = "") -> str:
    """Say that a name is unknown, in which file, and which was meant; empty if it is known.

    Examples
    --------
    >>> unknown("unit", "logistic", frozenset({"logistics"}))
    "there is no unit 'logistic'; did you mean 'logistics'?"
    """
    if known is None or name in known:
        return ""
    return Message(
        "there is no {what} '{name}'{where}{guess}",
        what=what,
        name=name,
        where=file and Message(" in {file}", file=file),
        guess=did_you_mean(name, known),
    )


def structure_problems(folder: Folder) -> Iterator[Problem]:
    """Yield what belongs to no unit, broken reporting lines, and posts that cannot be."""
    units = folder.units.names("id")
    for table, column in ((folder.posts, "unit"), (folder.duties, "owner"), (folder.sites, "unit")):
        yield from _without_unit(table, column, units)
    for column in ("from", "to"):
        yield from _without_unit(folder.dotted, column, units)
    for column in ("unit", "native_of"):
        yield from _without_unit(folder.natives, column, units)
    yield from _natives(folder)
    yield from _bosses(folder.units)
    yield from _circles(folder.units)
    yield from _posts(folder.posts)
    boundary = folder.main.get("boundary")
    if isinstance(boundary, str) and (fault := unknown(Message("unit"), boundary, units)):
        yield folder.main.problem(fault, "boundary")


def size_problems(folder: Folder, histories: Iterable[History]) -> Iterator[Problem]:
    """Yield sizes of units that no roadmap founds, or of those of the opening, which have theirs in another table."""
    lines = {row.value.id: row.line for row in folder.units.rows}
    later = frozenset(unit for history in histories for unit in history.closing.units) - lines.keys()
    for row in folder.sizes.rows:
        unit = row.value.unit
        if unit in lines:
            fault = Message(
                "'{unit}' is a unit of the opening: its size belongs in {file}, line {lines}",
                unit=unit,
                file=folder.units.file,
                lines=lines[unit],
            )
            yield row.problem("unit", fault)
        elif unit not in later:
            yield row.problem(
                "unit",
                Message(
                    "no roadmap ends with a unit '{unit}' that it founds{guess}",
                    unit=unit,
                    guess=did_you_mean(unit, later),
                ),
            )


def _without_unit(table: Table[object], column: str, units: Names) -> Iterator[Problem]:
    field = {"from": "origin"}.get(column, column)
    for row in table.rows:
        if fault := unknown(Message("unit"), getattr(row.value, field), units):
            yield row.problem(column, fault)


def _bosses(units: Table[UnitRow]) -> Iterator[Problem]:
    tops = [row for row in units.rows if not row.value.reports_to]
    for row in tops[1:]:
        top = Message(
            "only the top reports to nobody, and '{id}' on line {line} is the top already",
            id=tops[0].value.id,
            line=tops[0].line,
        )
        yield row.problem(
            "reports_to", Message("{top}; name the unit to which '{id}' reports", top=top, id=row.value.id)
        )
    for row in units.rows:
        if row.value.reports_to and (fault := unknown(Message("unit"), row.value.reports_to, units.names("id"))):
            yield row.problem("reports_to", fault)


def _circles(units: Table[UnitRow]) -> Iterator[Problem]:
    """Yield each circle of reporting lines once, at its first row."""
    rows = {row.value.id: row for row in units.rows}
    settled: set[str] = set()
    for row in units.rows:
        way: list[str] = []
        unit = row.value.id
        while unit in rows and unit not in settled and unit not in way:
            way.append(unit)
            unit = rows[unit].value.reports_to
        if unit in way:
            circle = way[way.index(unit) :]
            fault = Message("units report to each other in a circle: {listed}", listed=" → ".join([*circle, unit]))
            yield rows[circle[0]].problem("reports_to", fault)
        settled.update(way)


def _posts(posts: Table[PostsRow]) -> Iterator[Problem]:
    authorised = {(row.value.unit, row.value.title): row for row in posts.rows if _is(row, Standing.AUTHORISED)}
    for row in posts.rows:
        value = row.value
        if value.filled > value.count:
            yield row.problem(
                "filled",
                Message("{filled} are filled, but there are only {count}", filled=value.filled, count=value.count),
            )
        if _is(row, Standing.GRASSROOTS) and (other := authorised.get((value.unit, value.title))):
            fault = Message(
                "'{title}' of '{unit}' is authorised on line {line}; name one of them otherwise",
                title=value.title,
                unit=value.unit,
                line=other.line,
            )
            yield row.problem("title", fault)


def _natives(folder: Folder) -> Iterator[Problem]:
    """Yield titles of the natives table that their unit does not have."""
    titles: dict[str, set[str]] = {}
    for row in folder.posts.rows:
        titles.setdefault(row.value.unit, set()).add(row.value.title)
    for native in folder.natives.rows:
        known = titles.get(native.value.unit)
        if known is not None and (
            fault := unknown(Message("title"), native.value.title, frozenset(known), folder.posts.file)
        ):
            yield native.problem("title", fault)


def _is(row: Row[PostsRow], standing: Standing) -> bool:
    return row.value.standing is standing
