"""What ``orgsim organogram`` shows on a terminal: what a snapshot holds and what is odd in it, and how two differ."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.analysis.organogram_values import OrganogramDiff, PostWhat, UnitFlow
from orgsim.model.organogram import Finding, Organogram
from orgsim.report.terminal import add, blank_table
from orgsim.rules.organogram.keys import unit_key
from orgsim.rules.organogram.lines import unit_lines, units_of

__all__ = ["organogram_diff_tables", "organogram_tables", "organogram_values"]

_GRADES = 20
_POSTS = 20
_CHANGES: dict[PostWhat, str] = {
    "created": "created",
    "abolished": "abolished",
    "carried": "went along with their unit",
    "moved": "moved to another unit",
    "regraded": "regraded",
    "resized": "of another FTE",
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


def organogram_tables(organogram: Organogram, findings: Sequence[Finding]) -> list[RenderableType]:
    """Return the units with their FTE, and what is odd."""
    day = f" on {organogram.day}" if organogram.day else ""
    title = f"{organogram.organisation}{day}: full-time equivalents as published"
    table = blank_table(title, ("Unit", "Reports to", "Senior", "All"), numeric=2)
    names, boss = units_of(organogram), unit_lines(organogram).boss
    for unit, (senior, whole) in _units(organogram).items():
        above = boss[unit]
        add(table, names[unit], names[above] if above else organogram.organisation, f"{senior:,}", f"{whole:,}")
    table.add_section()
    add(table, "All units", "", f"{organogram.senior_fte:,}", f"{organogram.fte:,}")
    return [table, _findings(findings)]


def _findings(findings: Sequence[Finding]) -> RenderableType:
    if not findings:
        return Text("Nothing odd was found.")
    table = blank_table("What is odd in it; nothing was corrected", ("Found", "First lines"), numeric=0)
    for one in findings:
        lines = ", ".join(map(str, one.lines[:4])) + (" …" if len(one.lines) > 4 else "")
        add(table, one.message[:1].upper() + one.message[1:], f"{one.file} {lines}" if one.lines else "")
    return table


def organogram_diff_tables(diff: OrganogramDiff) -> list[RenderableType]:
    """Return what became of units, the ledger of FTE by unit, posts by what happened to them, and the grades."""
    tables: list[RenderableType] = [_heading(diff)]
    if diff.seniors_only:
        tables.append(Text("One of them has no junior file: senior posts alone are compared."))
    if diff.units:
        tables.append(_unit_changes(diff))
    return [*tables, _ledger(diff), *_posts(diff), _grades(diff)]


def _heading(diff: OrganogramDiff) -> Text:
    sides = [f"{side.organisation} {side.day}".strip() for side in (diff.before, diff.after)]
    return Text(f"From {sides[0]} to {sides[1]}. Senior posts are known again by their reference: {diff.kept:,} were.")


def _unit_changes(diff: OrganogramDiff) -> Table:
    names = {flow.unit: flow.name for flow in diff.flows}
    columns = ("Unit", "What became of it", "Posts known again", "Of them there")
    table = blank_table("Units that ended or began", columns, numeric=2)
    for unit in diff.units:
        what = {
            "began": "began",
            "ended": "ended",
            "renamed": f"was renamed {names.get(unit.into, '')}",
            "merged": f"went into {names.get(unit.into, '')}",
        }[unit.what]
        add(table, unit.name, what, f"{unit.known_again:,}", f"{unit.there:,}" if unit.known_again else "")
    return table


def _ledger(diff: OrganogramDiff) -> Table:
    columns = ("Unit", "Opening", "Senior", "Moved", "With units", "Junior", "Closing")
    title = "Full-time equivalents by unit; every row adds up exactly. Senior: created, abolished, of another FTE"
    table = blank_table(title, columns, numeric=6)
    for flow in diff.flows:
        add(table, flow.name, *_flow(flow))
    table.add_section()
    add(table, "All units", *_flow(diff.total))
    return table


def _flow(flow: UnitFlow) -> list[str]:
    amounts = (
        flow.created - flow.abolished + flow.resized + flow.untraced,
        flow.moved_in - flow.moved_out,
        flow.carried_in - flow.carried_out,
        flow.junior,
    )
    return [_fte(flow.opening), *(_fte(amount, signed=True) for amount in amounts), _fte(flow.closing)]


def _fte(amount: Decimal, *, signed: bool = False) -> str:
    if not amount:
        return "" if signed else "0"
    text = f"{abs(amount):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("−" if amount < 0 else "+" if signed else "") + text


def _posts(diff: OrganogramDiff) -> list[RenderableType]:
    if not diff.posts:
        return [Text("No senior post changed.")]
    count = Counter(what for post in diff.posts for what in post.what)
    numbers = ", ".join(f"{words} {count[what]:,}" for what, words in _CHANGES.items() if count[what])
    told = [post for post in diff.posts if {"moved", "regraded"} & set(post.what)]
    shown = told[:_POSTS]
    summary = Text(f"Senior posts that changed: {numbers}. --json lists every one.")
    if not shown:
        return [summary]
    more = f", {len(shown)} of {len(told)}" if len(told) > len(shown) else ""
    columns = ("Reference", "Post", "From", "To", "Grade")
    table = blank_table(f"Senior posts that moved or were regraded{more}", columns, numeric=0)
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


def _grades(diff: OrganogramDiff) -> Table:
    changed = sorted((one for one in diff.grades if one.change), key=lambda one: (-abs(one.change), one.grade))
    shown = changed[:_GRADES]
    more = f"; the {len(shown)} that changed most of {len(changed)}" if len(changed) > len(shown) else ""
    table = blank_table(f"Full-time equivalents by grade{more}", ("Grade", "Opening", "Change", "Closing"), numeric=3)
    for one in shown:
        name = one.name or "(not named)"
        add(table, name, _fte(one.opening), _fte(one.change, signed=True), _fte(one.closing))
    return table
