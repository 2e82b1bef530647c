"""Traces on a terminal: one slot, unit or step through a replication."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from orgsim.analysis.plain import plain
from orgsim.engine.events import Event, State
from orgsim.engine.trace import Trace, of_slot, of_step, of_unit, state_on
from orgsim.model.ledger import Descent, LedgerEntry
from orgsim.model.outcomes import CAUSES
from orgsim.model.roadmap import Roadmap
from orgsim.report.checks import changes_said
from orgsim.report.events import ENGLISH, Voice, how, last_reason, what, why
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import OPERATORS, PHASES, mark

__all__ = [
    "slot_tables",
    "slot_values",
    "step_tables",
    "step_values",
    "unit_tables",
    "unit_values",
]

_FIELDS: Mapping[str, str] = {
    "moved": mark("moved"),
    "created": mark("created"),
    "abolished": mark("abolished"),
    "ended": mark("ended"),
    "released": mark("its holder leaves"),
    "successions": mark("succession"),
    "exchanges": mark("exchange"),
    "crossed_in": mark("enters the boundary"),
    "crossed_out": mark("leaves the boundary"),
}
"""In what a ledger names a slot."""


def _of(told: Trace) -> dict[str, object]:
    return {"roadmap": told.plan.roadmap, "replication": told.replication, "seed": told.seed}


def _ends(told: Trace) -> tuple[dt.date, dt.date]:
    return dt.date(told.plan.years[0], 1, 1), dt.date(told.plan.years[-1], 12, 31)


def slot_tables(told: Trace, roadmap: Roadmap, slot: str, voice: Voice = ENGLISH) -> list[RenderableType]:
    """Return what happened to a slot; the last line says how it ends and, of an abolished post, why it went."""
    say, events = voice.say, of_slot(told, slot)
    first, last = _ends(told)
    title = say("Slot {slot}: roadmap '{roadmap}', replication {replication}, seed {seed}", slot=slot, **_of(told))
    shown = blank_table(title, (say("Date"), say("Phase"), say("What happened"), say("Why")), numeric=0)
    opening = told.opening.get(slot)
    begins = how(opening, first, voice) if opening else say("the slot does not exist yet")
    add(shown, str(first), say("opening"), begins, "")
    told_of: set[tuple[str, ...]] = set()
    for event in events:
        reason = why(event, roadmap, voice, briefly=event.by in told_of)
        add(shown, str(event.day), say(PHASES[event.phase]), what(event, slot, voice), reason)
        told_of.add(event.by)
    ends = _closing(state_on(told, last).get(slot), last_reason(events, slot), roadmap, last, voice)
    add(shown, str(last), say("closing"), *ends)
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
    state: State | None, reason: Event | None, roadmap: Roadmap, day: dt.date, voice: Voice
) -> tuple[str, str]:
    """Say how a slot ends, and why it is no post any more."""
    end = how(state, day, voice)
    if reason is None:
        return end, ""
    ended = voice.say("{end}: the post was abolished on {day}", end=end, day=reason.day)
    return ended, why(reason, roadmap, voice)


def unit_tables(told: Trace, roadmap: Roadmap, unit: str, voice: Voice = ENGLISH) -> list[RenderableType]:
    """Return the books of a unit year by year, and all that happened to its slots and people."""
    say, events = voice.say, of_unit(told, unit)
    columns = (say("Date"), say("Phase"), say("Slot"), say("What happened"), say("Why"))
    shown = blank_table(say("What happened in {unit}", unit=voice.unit(unit)), columns, numeric=0)
    rows = [
        (
            event.day,
            say(PHASES[event.phase]),
            _short(event.slot, unit),
            what(event, voice=voice),
            why(event, roadmap, voice, briefly=True),
        )
        for event in events
    ]
    lines = [
        (day, say(PHASES["reorganise"]), "", said, say("step {step}", step=step))
        for day, said, step in _lineage(told.plan.history.entries, unit, voice)
    ]
    # Of one day what became of the unit comes before what became of its slots; the sort is stable.
    for day, *cells in sorted([*lines, *rows], key=lambda row: row[0]):
        add(shown, str(day), *cells)
    if not rows and not lines:
        add(shown, "", "", "", say("Nothing happened."), "")
    return [_books(told, unit, voice), shown]


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


def _lineage(entries: Sequence[LedgerEntry], unit: str, voice: Voice) -> Iterator[tuple[dt.date, str, str]]:
    """Yield what became of a unit and what came to it, and the step."""
    for entry in entries:
        if unit in entry.founded:
            yield entry.date, voice.say("{unit} is founded", unit=voice.unit(unit)), entry.step
        for descent in entry.descents:
            if descent.origin != descent.heir and unit in (descent.origin, descent.heir):
                yield entry.date, _becomes(descent, voice), entry.step


def _becomes(descent: Descent, voice: Voice) -> str:
    origin, heir = voice.unit(descent.origin), voice.unit(descent.heir)
    if descent.share == 1:
        return voice.say("{origin} becomes {heir}", origin=origin, heir=heir)
    return voice.say("{origin} becomes {heir} to {share}", origin=origin, heir=heir, share=descent.share)


def _books(told: Trace, unit: str, voice: Voice) -> RenderableType:
    """Return the people and posts of a unit year by year: opening, what came and went, closing."""
    say = voice.say
    people_columns = (say("People"), say("recruited"), say("came"), say("left"), say("went"), say("end"))
    columns = (say("Year"), *people_columns, say("Posts"), say("came"), say("went"), say("end"))
    title = say(
        "Unit {unit}: roadmap '{roadmap}', replication {replication}, seed {seed}",
        unit=voice.unit(unit),
        **_of(told),
    )
    shown = blank_table(title, columns, numeric=len(columns) - 1)
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
        add(shown, str(year), *map(voice.words.decimal, flows))
    return shown


def step_tables(told: Trace, roadmap: Roadmap, step: str, voice: Voice = ENGLISH) -> list[RenderableType]:
    """Return what a step did by its ledger, and what became of each of its slots in that year of the replication."""
    say, found = voice.say, of_step(told, step)
    taken = next(one for one in roadmap.steps if one.id == step)
    day, evening = found.entry.date, dt.date(found.entry.date.year, 12, 31)
    title = say(
        "Step {step}, {day}: {operator}; roadmap '{roadmap}', replication {replication}, seed {seed}",
        step=step,
        day=day,
        operator=say(OPERATORS[taken.op]),
        **_of(told),
    )
    changes = say("Within the boundary: {changes}", changes=changes_said(found.entry, voice.words))
    lines = [title, taken.reason, taken.legal_basis, changes]
    lines += [_becomes(descent, voice) for descent in found.entry.descents]
    gone = [one.slot for one in found.slots if not (one.events or one.before or one.closing)]
    if gone:
        lines.append(say("No posts, and nobody there, already before: {slots}", slots=_listed(gone)))
    if found.unfollowed:
        places = _listed(found.unfollowed)
        lines.append(say("Grassroots places, whose holders are not simulated: {slots}", slots=places))
    if not found.slots:
        return [Text("\n".join([*lines, say("No slot of this replication is touched.")]))]
    columns = (say("Slot"), say("By the step"), say("Until {day}", day=evening))
    shown = blank_table(say("What became of its slots"), columns, numeric=0)
    quiet = [
        one.slot
        for one in found.slots
        if one.slot not in gone and all(e.by == (step,) and e.what in _PLAIN for e in one.events)
    ]
    for one in found.slots:
        if one.slot not in quiet and one.slot not in gone:
            fields = ", ".join(say(_FIELDS[field]) for field in one.fields)
            was = say("before: {state}", state=how(one.before, day, voice))
            came = [f"{event.day} {what(event, one.slot, voice)}{_decided(event, step)}" for event in one.events]
            end = say("at the end: {state}", state=how(one.closing, evening, voice))
            add(shown, one.slot, fields, "\n".join([was, *came, end]))
    if quiet:
        nothing = say("Nothing happens until {day} to {slots}, except by the step.", day=evening, slots=_listed(quiet))
        lines.append(nothing)
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


def _decided(event: Event, step: str) -> str:
    others = [key for key in event.by if key != step]
    return f" [{', '.join(others)}]" if others else ""
