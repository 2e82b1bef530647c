"""Divergence on a terminal: where two roadmaps part in one replication."""

from collections.abc import Mapping
from dataclasses import fields

from rich.console import RenderableType
from rich.text import Text

from orgsim.analysis.plain import plain
from orgsim.engine.divergence import Divergence
from orgsim.report.events import ENGLISH, Voice, how
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import PHASES, mark

__all__ = ["divergence_tables", "divergence_values"]

_LONG = 40
"""Slots of a divergence up to which all are shown."""

_ASPECTS: Mapping[str, str] = {
    "unit": mark("unit"),
    "post": mark("post"),
    "occupied": mark("occupied"),
    "holder": mark("holder"),
}
"""In what a slot differs between two roadmaps."""


def divergence_tables(found: Divergence, voice: Voice = ENGLISH) -> list[RenderableType]:
    """Return where two roadmaps part: the first day of other structures, and the first slots that differ."""
    say, (first, second) = voice.say, found.roadmaps
    lines = [
        say(
            "'{first}' and '{second}', replication {replication}, seed {seed}",
            first=first,
            second=second,
            replication=found.replication,
            seed=found.seed,
        )
    ]
    if found.structures is None:
        lines.append(say("Their steps make the same organisation on every day."))
    else:
        day, by = found.structures
        decided = _both(found.roadmaps, by, voice)
        lines.append(say("The organisations differ from {day} on: {decided}.", day=day, decided=decided))
    if found.slots is None:
        lines.append(say("No slot ever differs: the same people hold the same posts of the same units to the end."))
        return [Text("\n".join(lines))]
    parting = found.slots
    moment = {"day": parting.day, "phase": say(PHASES[parting.phase])}
    decided = _both(found.roadmaps, parting.by, voice)
    lines.append(say("Slots differ for the first time on {day}, {phase}: {decided}.", **moment, decided=decided))
    columns = (say("Slot"), say("In what"), first, second)
    shown = blank_table(say("What differs on {day}, {phase}", **moment), columns, numeric=0)
    for pair in parting.slots[:_LONG]:
        aspects = ", ".join(say(_ASPECTS[aspect]) for aspect in pair.aspects)
        add(shown, pair.slot, aspects, *(how(state, parting.day, voice) for state in (pair.one, pair.two)))
    if len(parting.slots) > _LONG:
        more = voice.words.decimal(len(parting.slots) - _LONG)
        add(shown, say("and {count} more slots", count=more), "", "", "")
    return [Text("\n".join(lines)), shown]


def divergence_values(found: Divergence) -> dict[str, object]:
    """Return a divergence as values that can be stored as JSON."""
    return {field.name: plain(getattr(found, field.name)) for field in fields(found)}


def _both(roadmaps: tuple[str, str], by: tuple[tuple[str, ...], tuple[str, ...]], voice: Voice) -> str:
    """Say what each of two roadmaps decided."""
    return "; ".join(
        voice.say("'{roadmap}' has {keys}", roadmap=key, keys=", ".join(keys))
        if keys
        else voice.say("'{roadmap}' has nothing", roadmap=key)
        for key, keys in zip(roadmaps, by, strict=True)
    )
