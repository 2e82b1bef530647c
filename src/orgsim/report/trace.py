"""Traces on a terminal: one slot, unit or step through a replication, and where two roadmaps part."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

from rich.console import RenderableType
from rich.text import Text

from orgsim.analysis.plain import plain
from orgsim.engine.divergence import Divergence
from orgsim.engine.events import Event, State
from orgsim.engine.trace import Trace, of_slot, of_step, of_unit, state_on
from orgsim.model.ledger import LedgerEntry
from orgsim.model.outcomes import CAUSES
from orgsim.model.roadmap import Roadmap
from orgsim.report.checks import changes_said
from orgsim.report.events import how, last_reason, what, why
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import OPERATORS

__all__ = [
    "divergence_tables",
    "divergence_values",
    "slot_tables",
    "slot_values",
    "step_tables",
    "step_values",
    "unit_tables",
    "unit_values",
]

_LONG = 40
"""Slots of a divergence up to which all are shown."""


def _of(told: Trace) -> str:
    return f"roadmap '{told.plan.roadmap}', replication {told.replication}, seed {told.seed}"


def _ends(told: Trace) -> tuple[dt.date, dt.date]:
    return dt.date(told.plan.years[0], 1, 1), dt.date(told.plan.years[-1], 12, 31)


def slot_tables(told: Trace, roadmap: Roadmap, slot: str) -> list[RenderableType]:
    """Return what happened to a slot; the last line says how it ends and, of an abolished post, why it went."""
    events = of_slot(told, slot)
    first, last = _ends(told)
    shown = blank_table(f"Slot {slot}: {_of(told)}", ("Date", "Phase", "What happened", "Why"), numeric=0)
    opening = told.opening.get(slot)
    add(shown, str(first), "opening", how(opening, first) if opening else "the slot does not exist yet", "")
    told_of: set[tuple[str, ...]] = set()
    for event in events:
        add(shown, str(event.day), event.phase, what(event, slot), why(event, roadmap, briefly=event.by in told_of))
        told_of.add(event.by)
    add(shown, str(last), "closing", *_closing(state_on(told, last).get(slot), events, roadmap, slot, last))
    return [shown]


def slot_values(told: Trace, slot: str) -> dict[str, object]:
    """Return what :func:`slot_tables` shows as values that can be stored as JSON."""
    events = of_slot(told, slot)
    closing = state_on(told, _ends(told)[1]).get(slot)
    return _told(
        told,
        slot=slot,
        opening=told.opening.get(slot),
        events=events,
        closing=closing,
        abolished=last_reason(events, slot),
    )


def _told(told: Trace, **found: object) -> dict[str, object]:
    of = {"roadmap": told.plan.roadmap, "seed": told.seed, "replication": told.replication}
    return of | {name: plain(value) for name, value in found.items()}


def _closing(
    state: State | None, events: Sequence[Event], roadmap: Roadmap, slot: str, day: dt.date
) -> tuple[str, str]:
    """Say how a slot ends, and why it is no post any more."""
    reason = last_reason(events, slot)
    if reason is None:
        return how(state, day), ""
    return f"{how(state, day)}: the post was abolished on {reason.day}", why(reason, roadmap)


def unit_tables(told: Trace, roadmap: Roadmap, unit: str) -> list[RenderableType]:
    """Return the books of a unit year by year, and all that happened to its slots and people."""
    events = of_unit(told, unit)
    shown = blank_table(f"What happened in {unit}", ("Date", "Phase", "Slot", "What happened", "Why"), numeric=0)
    rows = [
        (event.day, event.phase, _short(event.slot, unit), what(event), why(event, roadmap, briefly=True))
        for event in events
    ]
    lines = [
        (day, "reorganise", "", said, f"step {step}") for day, said, step in _lineage(told.plan.history.entries, unit)
    ]
    # Of one day what became of the unit comes before what became of its slots; the sort is stable.
    for day, *cells in sorted([*lines, *rows], key=lambda row: row[0]):
        add(shown, str(day), *cells)
    if not rows and not lines:
        add(shown, "", "", "", "Nothing happened.", "")
    return [_books(told, unit), shown]


def unit_values(told: Trace, unit: str) -> dict[str, object]:
    """Return what :func:`unit_tables` shows as values that can be stored as JSON."""
    events, at = of_unit(told, unit), told.plan.units.index(unit)
    books = {
        str(year): {name: int(values[n, at]) for name, values in told.by_unit.items()}
        for n, year in enumerate(told.plan.years)
    }
    return _told(told, unit=unit, events=events) | {"books": books}


def _short(slot: str, unit: str) -> str:
    """Leave out the unit where the id of a slot begins with it."""
    return slot.removeprefix(f"{unit}/")


def _lineage(entries: Sequence[LedgerEntry], unit: str) -> Iterator[tuple[dt.date, str, str]]:
    """Yield what became of a unit and what came to it, and the step."""
    for entry in entries:
        if unit in entry.founded:
            yield entry.date, f"{unit} is founded", entry.step
        for origin, heir, share in entry.descents:
            if origin != heir and unit in (origin, heir):
                yield entry.date, f"{origin} becomes {heir}{'' if share == 1 else f' to {share}'}", entry.step


def _books(told: Trace, unit: str) -> RenderableType:
    """Return the people and posts of a unit year by year: opening, what came and went, closing."""
    columns = ("Year", "People", "recruited", "came", "left", "went", "end", "Posts", "came", "went", "end")
    shown = blank_table(f"Unit {unit}: {_of(told)}", columns, numeric=len(columns) - 1)
    at = told.plan.units.index(unit)
    count = {name: values[:, at].tolist() for name, values in told.by_unit.items()}
    for n, year in enumerate(told.plan.years):
        people, posts = count["people"][n], count["posts"][n]
        recruited, arrived, departed = (count[name][n] for name in ("recruited", "arrived", "departed"))
        left = sum(count[cause][n] for cause in CAUSES)
        more, fewer = (
            sum(count[name][n] for name in names)
            for names in (("posts_in", "posts_created"), ("posts_out", "posts_abolished"))
        )
        begun = people - recruited - arrived + left + departed
        flows = (begun, recruited, arrived, left, departed, people, posts - more + fewer, more, fewer, posts)
        add(shown, str(year), *map(WORDS.decimal, flows))
    return shown


def step_tables(told: Trace, roadmap: Roadmap, step: str) -> list[RenderableType]:
    """Return what a step did by its ledger, and what became of each of its slots in that year of the replication."""
    found = of_step(told, step)
    taken = next(one for one in roadmap.steps if one.id == step)
    evening = dt.date(found.entry.date.year, 12, 31)
    lines = [f"Step {step}, {found.entry.date}: {OPERATORS[taken.op]}; {_of(told)}", taken.reason, taken.legal_basis]
    lines.append(f"Within the boundary: {changes_said(found.entry)}")
    lines += [f"{d.origin} becomes {d.heir}{'' if d.share == 1 else f' to {d.share}'}" for d in found.entry.descents]
    gone = [one.slot for one in found.slots if not (one.events or one.before or one.closing)]
    if gone:
        lines.append(f"No posts, and nobody there, already before: {_listed(gone)}")
    if found.unfollowed:
        lines.append(f"Grassroots places, whose holders are not simulated: {_listed(found.unfollowed)}")
    if not found.slots:
        return [Text("\n".join([*lines, "No slot of this replication is touched."]))]
    shown = blank_table("What became of its slots", ("Slot", "By the step", f"Until {evening}"), numeric=0)
    quiet = [
        one
        for one in found.slots
        if one.slot not in gone and all(e.by == (step,) and e.what in _PLAIN for e in one.events)
    ]
    for one in found.slots:
        if one not in quiet and one.slot not in gone:
            fields = ", ".join(_FIELDS[field] for field in one.fields)
            was = f"before: {how(one.before, found.entry.date)}"
            came = [f"{event.day} {what(event, one.slot)}{_decided(event, step)}" for event in one.events]
            add(shown, one.slot, fields, "\n".join([was, *came, f"at the end: {how(one.closing, evening)}"]))
    if quiet:
        lines.append(f"Nothing happens until {evening} to {_listed([one.slot for one in quiet])}, except by the step.")
    return [Text("\n".join(lines)), *([shown] if shown.row_count else [])]


def _listed(slots: Iterable[str]) -> str:
    """List slots, those of one title together.

    Examples
    --------
    >>> _listed(["office/clerk/001", "office/clerk/002", "office/head/001"])
    'office/clerk/001 002, office/head/001'
    """
    by_title: dict[str, list[str]] = {}
    for slot in slots:
        title, _, number = slot.rpartition("/")
        by_title.setdefault(title, []).append(number)
    return ", ".join(
        f"{title}/{' '.join(numbers)}" if title else " ".join(numbers) for title, numbers in by_title.items()
    )


def step_values(told: Trace, step: str) -> dict[str, object]:
    """Return what :func:`step_tables` shows as values that can be stored as JSON."""
    found = of_step(told, step)
    return _told(told, step=step, entry=found.entry, slots=found.slots, unfollowed=found.unfollowed)


_PLAIN = ("transferred", "funded")
"""What needs no line of its own if nothing else happens to a slot."""

_FIELDS = {
    "moved": "moved",
    "created": "created",
    "abolished": "abolished",
    "ended": "ended",
    "released": "its holder leaves",
    "successions": "succession",
    "exchanges": "exchange",
    "crossed_in": "enters the boundary",
    "crossed_out": "leaves the boundary",
}


def _decided(event: Event, step: str) -> str:
    others = [key for key in event.by if key != step]
    return f" [{', '.join(others)}]" if others else ""


def divergence_tables(found: Divergence) -> list[RenderableType]:
    """Return where two roadmaps part: the first day of other structures, and the first slots that differ."""
    first, second = found.roadmaps
    title = f"'{first}' and '{second}', replication {found.replication}, seed {found.seed}"
    lines = [title]
    if found.structures is None:
        lines.append("Their steps make the same organisation on every day.")
    else:
        day, by = found.structures
        lines.append(f"The organisations differ from {day} on: {_both(found.roadmaps, by)}.")
    if found.slots is None:
        lines.append("No slot ever differs: the same people hold the same posts of the same units to the end.")
        return [Text("\n".join(lines))]
    parting = found.slots
    moment = f"{parting.day}, {parting.phase}"
    lines.append(f"Slots differ for the first time on {moment}: {_both(found.roadmaps, parting.by)}.")
    shown = blank_table(f"What differs on {moment}", ("Slot", "In what", first, second), numeric=0)
    for pair in parting.slots[:_LONG]:
        add(shown, pair.slot, ", ".join(pair.aspects), *(how(state, parting.day) for state in (pair.one, pair.two)))
    if len(parting.slots) > _LONG:
        add(shown, f"and {WORDS.decimal(len(parting.slots) - _LONG)} more slots", "", "", "")
    return [Text("\n".join(lines)), shown]


def divergence_values(found: Divergence) -> dict[str, object]:
    """Return a divergence as values that can be stored as JSON."""
    return {field.name: plain(getattr(found, field.name)) for field in fields(found)}


def _both(roadmaps: tuple[str, str], by: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    return "; ".join(f"'{key}' has {', '.join(keys) or 'nothing'}" for key, keys in zip(roadmaps, by, strict=True))
