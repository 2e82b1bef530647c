"""What ``orgsim check`` shows on a terminal: the opening, the ledger, the proof, and what a planner should look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.analysis.hindcast import units_by_group
from orgsim.errors import Problem
from orgsim.model.ledger import History, LedgerEntry
from orgsim.model.scenario import Scenario
from orgsim.model.tally import Tally
from orgsim.report.amounts import Wording, signed
from orgsim.report.errors import problem_text
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import CHANGES, OPERATORS, UNIT_GROUPS
from orgsim.rules.leadership import Surplus, leadership_surplus
from orgsim.rules.overlap import MergedDuties, merged_duties

__all__ = ["changes_said", "check_tables", "check_values"]

_LONG = 60
"""Rows from which on a table is folded."""


def check_tables(
    scenario: Scenario, histories: Mapping[str, History], warnings: Sequence[Problem] = (), words: Wording = WORDS
) -> list[RenderableType]:
    """Return the counts before and after, and for each different way of steps the ledger, the proof, and surpluses.

    Parameters
    ----------
    histories
        The organisation through each roadmap, by the roadmap's id.
    warnings
        What looks wrong nevertheless.
    """
    ways = _ways(words, scenario, histories)
    tables: list[RenderableType] = [_counts(words, scenario, ways)]
    for names, history in ways:
        tables.append(_ledger(words, history.entries, names))
        if history.entries:
            tables.append(_proof(words, history, names))
        tables += [*_leaders(words, leadership_surplus(history, scenario.leadership_norms), names)]
        tables += [*_overlaps(words, merged_duties(history), names)]
    if warnings:
        count = words.say_count("{count} warning", "{count} warnings", len(warnings))
        lines = [count, *(f"  - {problem_text(warning, words)}" for warning in warnings)]
        tables.append(Text("\n".join(lines)))
    return tables


def _ways(words: Wording, scenario: Scenario, histories: Mapping[str, History]) -> list[tuple[str, History]]:
    """Return each different way of steps once, with the names of the roadmaps that take it."""
    ways: list[tuple[list[str], History]] = []
    for key, history in histories.items():
        name = words.name(scenario.roadmaps[key])
        same = next((names for names, other in ways if other.entries == history.entries), None)
        if same is None:
            ways.append(([name], history))
        else:
            same.append(name)
    return [(", ".join(names), history) for names, history in ways]


def check_values(
    scenario: Scenario, histories: Mapping[str, History], warnings: Sequence[Problem] = ()
) -> dict[str, object]:
    """Return what :func:`check_tables` shows as values that can be stored as JSON."""
    return {
        "scenario": scenario.id,
        "synthetic_people": scenario.synthetic,
        "units": units_by_group(scenario.organisation),
        "opening": asdict(scenario.organisation.tallies[1]),
        "closing": {key: asdict(history.closing.tallies[1]) for key, history in histories.items()},
        "units_closing": {key: units_by_group(history.closing) for key, history in histories.items()},
        "ledgers": {key: [_entry_values(entry) for entry in history.entries] for key, history in histories.items()},
        "leadership": {
            key: [
                {
                    name: str(value) if name in ("date", "due", "cleared") and value else value
                    for name, value in asdict(row).items()
                }
                for row in leadership_surplus(history, scenario.leadership_norms)
            ]
            for key, history in histories.items()
        },
        "warnings": [str(warning) for warning in warnings],
    }


def _entry_values(entry: LedgerEntry) -> dict[str, object]:
    return {
        "step": entry.step,
        "op": entry.op,
        "date": entry.date.isoformat(),
        "changes": _changed(entry.inside_after - entry.inside_before),
        "everywhere": _changed(entry.after - entry.before),
        "descents": [[d.origin, d.heir, str(d.share)] for d in entry.descents],
    }


def _changed(difference: Tally) -> dict[str, int]:
    return {name: change for name, change in asdict(difference).items() if change}


def _counts(words: Wording, scenario: Scenario, ways: Sequence[tuple[str, History]]) -> Table:
    name, day = words.name(scenario), scenario.horizon.start
    if scenario.synthetic:
        title = words.say(
            "{scenario}: opening on {day}, synthetic people, and what the steps make of it", scenario=name, day=day
        )
    else:
        title = words.say(
            "{scenario}: opening on {day}, people of a roster, and what the steps make of it", scenario=name, day=day
        )
    shown = blank_table(title, ("", words.say("Opening"), *(names for names, _ in ways)), numeric=1 + len(ways))
    before = units_by_group(scenario.organisation)
    after = [units_by_group(history.closing) for _, history in ways]
    for group in sorted({*before, *(group for counts in after for group in counts)}):
        cells = [_arrow(words, before.get(group, 0), counts.get(group, 0)) for counts in after]
        add(
            shown,
            words.say("units counted as {group}", group=_group(words, group)),
            words.decimal(before.get(group, 0)),
            *cells,
        )
    opening = asdict(scenario.organisation.tallies[1])
    closing = [asdict(history.closing.tallies[1]) for _, history in ways]
    for name, count in opening.items():
        if count or any(counts[name] for counts in closing):
            cells = [_arrow(words, count, counts[name]) for counts in closing]
            add(
                shown,
                words.say(CHANGES[name]) if name != "units" else words.say("units, all groups"),
                words.decimal(count),
                *cells,
            )
    return shown


def _group(words: Wording, group: str) -> str:
    """Return what a group of units is called: English has the word of the tables, which a planner writes."""
    if group not in UNIT_GROUPS:
        return group
    name = words.say(UNIT_GROUPS[group])
    return words.either(group, f"{name[0].lower()}{name[1:]}")


def _arrow(words: Wording, before: int, after: int) -> str:
    return f"{words.decimal(before)} → {words.decimal(after)}" if before != after else words.decimal(after)


def _ledger(words: Wording, entries: Sequence[LedgerEntry], roadmaps: str) -> Table:
    if len(entries) > _LONG:
        return _folded(words, entries, roadmaps)
    say = words.say
    columns = (say("Date"), say("Step"), say("What it is"), say("What changes within the boundary"))
    shown = blank_table(say("Ledger of {roadmaps}", roadmaps=roadmaps), columns, numeric=0)
    for entry in entries:
        add(shown, entry.date.isoformat(), entry.step, say(OPERATORS[entry.op]), changes_said(entry, words=words))
    if not entries:
        shown.add_row(Text(say("There are no steps.")))
    return shown


def _folded(words: Wording, entries: Sequence[LedgerEntry], roadmaps: str) -> Table:
    """Return the ledger of a long roadmap: steps of one day and operator that follow each other are one row."""
    say = words.say
    title = say(
        "Ledger of {roadmaps}: {count} steps, folded by day and operator",
        roadmaps=roadmaps,
        count=words.decimal(len(entries)),
    )
    columns = (say("Date"), say("Steps"), say("What they are"), say("What changes within the boundary"))
    shown = blank_table(title, columns, numeric=0)
    for (date, op), steps in groupby(entries, key=lambda entry: (entry.date, entry.op)):
        several = list(steps)
        change = sum((_inside(entry) for entry in several), Tally())
        add(shown, date.isoformat(), words.decimal(len(several)), say(OPERATORS[op]), _says(words, change))
    return shown


def _inside(entry: LedgerEntry) -> Tally:
    return entry.inside_after - entry.inside_before


def changes_said(entry: LedgerEntry, words: Wording = WORDS) -> str:
    """Say what a step changes within the boundary, in counts."""
    return _says(words, _inside(entry))


def _says(words: Wording, change: Tally) -> str:
    shown = ", ".join(f"{words.say(CHANGES[name])} {signed(words, count)}" for name, count in _changed(change).items())
    return shown or words.say("no count changes")


def _proof(words: Wording, history: History, roadmaps: str) -> Table:
    """Return the books of everything modelled: what was there, came and went is what is there."""
    say = words.say
    title = say(
        "Proof for {roadmaps}: after each of {count} steps, by name, inside the boundary and out, nothing was lost or "
        "invented",
        roadmaps=roadmaps,
        count=words.decimal(len(history.entries)),
    )
    shown = blank_table(title, ("", say("Before"), say("Came"), say("Ended"), say("After")), numeric=4)
    opening, closing = history.opening.tallies[0], history.closing.tallies[0]
    came = dict.fromkeys(("units", "posts", "people", "part_timers", "duties", "open_sites"), 0)
    before_step = history.opening
    for after_step, entry in history.moments:
        came["units"] += sum(
            unit not in before_step.units for unit in {*entry.founded, *(d.heir for d in entry.descents)}
        )
        came["posts"] += entry.after.posts - entry.before.posts + len(entry.abolished)
        came["duties"] += len(entry.duties_begun)
        before_step = after_step
    for name, count in came.items():
        before, after = getattr(opening, name), getattr(closing, name)
        cells = (before, count, before + count - after, after)
        add(shown, say(CHANGES[name]), *(words.decimal(cell) for cell in cells))
    return shown


def _leaders(words: Wording, rows: Iterable[Surplus], roadmaps: str) -> Iterable[Table]:
    beyond = [row for row in rows if row.surplus]
    if not beyond:
        return
    say = words.say
    title = say("Leaders beyond the norm after a merger, {roadmaps}", roadmaps=roadmaps)
    if len(beyond) > _LONG:
        cells = (len(beyond), sum(row.surplus for row in beyond), sum(row.left for row in beyond))
        heads = (say("Units"), say("Leaders beyond the norm"), say("Of them left at the end"), say("To be gone by"))
        shown = blank_table(title, heads, numeric=4)
        add(shown, *map(words.decimal, cells), max(row.due for row in beyond).isoformat())
        yield shown
        return
    columns = (
        say("Unit"),
        say("Step"),
        say("Found"),
        say("Lost the title"),
        say("Beyond the norm"),
        say("To be gone by"),
        say("Left at the end"),
    )
    shown = blank_table(title, columns, numeric=5)
    for row in beyond:
        cells = (row.found, row.lost, row.surplus)
        add(shown, row.unit, row.step, *map(words.decimal, cells), row.due.isoformat(), words.decimal(row.left))
    yield shown


def _overlaps(words: Wording, rows: Sequence[MergedDuties], roadmaps: str) -> Iterable[Table]:
    if not rows:
        return
    say = words.say
    title = say("Duties that overlapped before a merger and have one owner after it, {roadmaps}", roadmaps=roadmaps)
    if len(rows) > _LONG:
        shown = blank_table(title, (say("Mergers"), say("Needless owners of a function")), numeric=2)
        removed = sum(len(overlap.owners) - 1 for row in rows for overlap in row.removed)
        add(shown, words.decimal(len(rows)), words.decimal(removed))
        yield shown
        return
    heads = (say("Step"), say("Unit"), say("Function: its owners before"), say("Overlap index"))
    shown = blank_table(title, heads, numeric=1)
    for row in rows:
        found = "; ".join(f"{overlap.function}: {', '.join(overlap.owners)}" for overlap in row.removed)
        add(shown, row.step, row.unit, found, words.percent(float(row.index)))
    yield shown
