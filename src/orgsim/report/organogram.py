"""What ``orgsim organogram`` shows on a terminal: what a snapshot holds and what is odd in it, and how two differ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.analysis.organogram_values import OrganogramDiff, PostWhat, UnitFlow, UnitWhat
from orgsim.model.organogram import Finding, Organogram
from orgsim.report.amounts import Wording
from orgsim.report.errors import message_text
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import mark
from orgsim.rules.organogram.keys import unit_key
from orgsim.rules.organogram.lines import unit_lines, units_of

__all__ = ["organogram_diff_tables", "organogram_tables", "organogram_values"]

_GRADES = 20
_POSTS = 20
_CHANGES: Mapping[PostWhat, str] = {
    "created": mark("created {count}"),
    "abolished": mark("abolished {count}"),
    "carried": mark("went along with their unit {count}"),
    "moved": mark("moved to another unit {count}"),
    "regraded": mark("regraded {count}"),
    "resized": mark("of another FTE {count}"),
}
_BECAME: Mapping[UnitWhat, str] = {
    "began": mark("began"),
    "ended": mark("ended"),
    "renamed": mark("was renamed {unit}"),
    "merged": mark("went into {unit}"),
}


def organogram_values(organogram: Organogram, findings: Sequence[Finding]) -> dict[str, object]:
    """Return what a snapshot holds and what is odd in it, ready to be written as JSON; FTE are texts, exact."""
    return {
        "organisation": organogram.organisation,
        "day": str(organogram.day) if organogram.day else None,
        "senior_rows": len(organogram.seniors),
        "senior_fte": str(organogram.senior_fte),
        "junior_rows": None if organogram.juniors is None else len(organogram.juniors),
        "junior_fte": str(organogram.junior_fte),
        "fte": str(organogram.fte),
        "units": {unit: str(fte) for unit, (_, fte) in _units(organogram).items()},
        "findings": [
            {
                "kind": one.kind,
                "file": one.file,
                "message": one.message,
                "rows": one.rows,
                "fte": str(one.fte),
                "lines": list(one.lines),
            }
            for one in findings
        ],
    }


def _units(organogram: Organogram) -> dict[str, tuple[Decimal, Decimal]]:
    """Return the senior FTE and the whole FTE of each unit."""
    found = dict.fromkeys(units_of(organogram), (Decimal(0), Decimal(0)))
    for place, row in enumerate(organogram.rows):
        senior, whole = found[unit_key(row.unit)]
        fte = row.fte or Decimal(0)
        found[unit_key(row.unit)] = (senior + (fte if place < len(organogram.seniors) else 0), whole + fte)
    return found


def organogram_tables(
    organogram: Organogram, findings: Sequence[Finding], words: Wording = WORDS
) -> list[RenderableType]:
    """Return the units with their FTE, and what is odd."""
    say, whose, day = words.say, organogram.organisation, organogram.day
    if day:
        title = say("{organisation} on {day}: full-time equivalents as published", organisation=whose, day=day)
    else:
        title = say("{organisation}: full-time equivalents as published", organisation=whose)
    table = blank_table(title, (say("Unit"), say("Reports to"), say("Senior"), say("All")), numeric=2)
    names, boss = units_of(organogram), unit_lines(organogram).boss
    for unit, ftes in _units(organogram).items():
        above = boss[unit]
        add(table, names[unit], names[above] if above else whose, *(words.written(f"{fte:,}") for fte in ftes))
    table.add_section()
    sums = (organogram.senior_fte, organogram.fte)
    add(table, say("All units"), "", *(words.written(f"{fte:,}") for fte in sums))
    return [table, _findings(words, findings)]


def _findings(words: Wording, findings: Sequence[Finding]) -> RenderableType:
    say = words.say
    if not findings:
        return Text(say("Nothing odd was found."))
    table = blank_table(
        say("What is odd in it; nothing was corrected"), (say("Finding"), say("First lines")), numeric=0
    )
    for one in findings:
        lines = ", ".join(map(str, one.lines[:4])) + (" …" if len(one.lines) > 4 else "")
        message = message_text(one.message, words)
        add(table, message[:1].upper() + message[1:], f"{one.file} {lines}" if one.lines else "")
    return table


def organogram_diff_tables(diff: OrganogramDiff, words: Wording = WORDS) -> list[RenderableType]:
    """Return what became of units, the ledger of FTE by unit, posts by what happened to them, and the grades."""
    tables: list[RenderableType] = [_heading(words, diff)]
    if diff.seniors_only:
        tables.append(Text(words.say("One of them has no junior file: senior posts alone are compared.")))
    if diff.units:
        tables.append(_unit_changes(words, diff))
    return [*tables, _ledger(words, diff), *_posts(words, diff), _grades(words, diff)]


def _heading(words: Wording, diff: OrganogramDiff) -> Text:
    one, two = (f"{side.organisation} {side.day}".strip() for side in (diff.before, diff.after))
    return Text(
        words.say(
            "From {one} to {two}. Senior posts are known again by their reference: {count} were.",
            one=one,
            two=two,
            count=words.decimal(diff.kept),
        )
    )


def _unit_changes(words: Wording, diff: OrganogramDiff) -> Table:
    say, names = words.say, {flow.unit: flow.name for flow in diff.flows}
    columns = (say("Unit"), say("What became of it"), say("Posts known again"), say("Of them there"))
    table = blank_table(say("Units that ended or began"), columns, numeric=2)
    for unit in diff.units:
        became = say(_BECAME[unit.what], unit=names.get(unit.into, ""))
        there = words.decimal(unit.there) if unit.known_again else ""
        add(table, unit.name, became, words.decimal(unit.known_again), there)
    return table


def _ledger(words: Wording, diff: OrganogramDiff) -> Table:
    say = words.say
    columns = (
        say("Unit"),
        say("Opening"),
        say("Senior"),
        say("Moved"),
        say("With units"),
        say("Junior"),
        say("Closing"),
    )
    title = say("Full-time equivalents by unit; every row adds up exactly. Senior: created, abolished, of another FTE")
    table = blank_table(title, columns, numeric=6)
    for flow in diff.flows:
        add(table, flow.name, *_flow(words, flow))
    table.add_section()
    add(table, say("All units"), *_flow(words, diff.total))
    return table


def _flow(words: Wording, flow: UnitFlow) -> list[str]:
    amounts = (
        flow.created - flow.abolished + flow.resized + flow.untraced,
        flow.moved_in - flow.moved_out,
        flow.carried_in - flow.carried_out,
        flow.junior,
    )
    return [
        _fte(words, flow.opening),
        *(_fte(words, amount, signed=True) for amount in amounts),
        _fte(words, flow.closing),
    ]


def _fte(words: Wording, amount: Decimal, *, signed: bool = False) -> str:
    if not amount:
        return "" if signed else "0"
    text = f"{abs(amount):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("−" if amount < 0 else "+" if signed else "") + words.written(text)


def _posts(words: Wording, diff: OrganogramDiff) -> list[RenderableType]:
    say = words.say
    if not diff.posts:
        return [Text(say("No senior post changed."))]
    count = Counter(what for post in diff.posts for what in post.what)
    numbers = ", ".join(
        say(message, count=words.decimal(count[what])) for what, message in _CHANGES.items() if count[what]
    )
    told = [post for post in diff.posts if {"moved", "regraded"} & set(post.what)]
    shown = told[:_POSTS]
    summary = Text(say("Senior posts that changed: {numbers}. --json lists every one.", numbers=numbers))
    if not shown:
        return [summary]
    if len(told) > len(shown):
        title = say("Senior posts that moved or were regraded, {shown} of {all}", shown=len(shown), all=len(told))
    else:
        title = say("Senior posts that moved or were regraded")
    columns = (say("Reference no."), say("Post"), say("From"), say("Into"), say("Grade"))
    table = blank_table(title, columns, numeric=0)
    names = {flow.unit: flow.name for flow in diff.flows}
    for post in shown:
        moved = post.unit_before != post.unit_after
        graded = "regraded" in post.what
        add(
            table,
            post.reference,
            post.title,
            names[post.unit_before],
            names[post.unit_after] if moved else "",
            f"{post.grade_before} → {post.grade_after}" if graded else post.grade_after,
        )
    return [summary, table]


def _grades(words: Wording, diff: OrganogramDiff) -> Table:
    say = words.say
    changed = sorted((one for one in diff.grades if one.change), key=lambda one: (-abs(one.change), one.grade))
    shown = changed[:_GRADES]
    if len(changed) > len(shown):
        title = say(
            "Full-time equivalents by grade; the {shown} that changed most of {all}",
            shown=len(shown),
            all=len(changed),
        )
    else:
        title = say("Full-time equivalents by grade")
    table = blank_table(title, (say("Grade"), say("Opening"), say("Change"), say("Closing")), numeric=3)
    for one in shown:
        name = one.name or say("(not named)")
        cells = (_fte(words, one.opening), _fte(words, one.change, signed=True), _fte(words, one.closing))
        add(table, name, *cells)
    return table
