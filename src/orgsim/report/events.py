"""Events of a replication in plain words: what happened, why, and how a slot is."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from orgsim.engine.events import Event, Somebody, State, What
from orgsim.model.dates import month_index
from orgsim.model.ledger import History
from orgsim.model.organisation import Rank, Sex, Unit
from orgsim.model.roadmap import Roadmap
from orgsim.report.amounts import Wording
from orgsim.report.plain import WORDS
from orgsim.report.vocabulary import OPERATORS, PAYERS, mark

__all__ = ["ENGLISH", "Voice", "how", "last_reason", "voice_of", "what", "who", "why"]

_LEAVES: Mapping[What, str] = {
    "resigned": mark("{person} resigns"),
    "died": mark("{person} dies"),
    "retired": mark("{person} reaches the retirement age and retires"),
    "early_retired": mark("{person} retires early"),
    "severed": mark("{person} leaves with severance pay"),
    "contract_ended": mark("the contract of {person} ends"),
    "released": mark("{person} leaves, as the place ends"),
}

_COMES: Mapping[What, tuple[str, str]] = {
    "succeeded": (mark("{person} succeeds and goes to {slot}"), mark("{person} succeeds and comes from {slot}")),
    "exchanged": (
        mark("{person} changes places and goes to {slot}"),
        mark("{person} changes places and comes from {slot}"),
    ),
    "promoted": (mark("{person} is promoted and goes to {slot}"), mark("{person} is promoted and comes from {slot}")),
    "regularised": (
        mark("{person} gets a post and goes to {slot}"),
        mark("{person} gets a post and comes from {slot}"),
    ),
}
"""Said from the slot that is left, and from the one that is taken."""

_RANKS: Mapping[str, str] = {
    Rank.HEAD.value: mark("head"),
    Rank.DEPUTY.value: mark("deputy"),
    Rank.STAFF.value: mark("staff"),
}


@dataclass(frozen=True)
class Voice:
    """A language, and what it calls units other than by their ids."""

    words: Wording = WORDS
    names: Mapping[str, str] = field(default_factory=dict)

    def say(self, message: str, /, **values: object) -> str:
        """Return a message in this language, with values inserted by name."""
        return self.words.say(message, **values)

    def unit(self, unit: str) -> str:
        """Return what a unit is called.

        Examples
        --------
        >>> ENGLISH.unit("office"), Voice(names={"office": "Văn phòng"}).unit("office")
        ('office', 'Văn phòng')
        """
        return self.names.get(unit, unit)


ENGLISH = Voice()
"""English calls units by their ids, as commands do."""


def voice_of(words: Wording, *histories: History) -> Voice:
    """Return the voice of a language for roadmaps: Vietnamese calls a unit by its last Vietnamese name, if it has one.

    A name that several units have stands with the id.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario
    >>> from orgsim.report.plain import plain_words
    >>> plan = compile_plan(read_scenario(Path("src/orgsim/io/small")), "swift")
    >>> [voice_of(plain_words(lang), plan.history).unit("school-north") for lang in ("en", "vi")]
    ['school-north', 'Trường Bắc']
    """
    units: dict[str, Unit] = {}
    for history in histories:
        units.update(history.opening.units)
        for organisation, entry in history.moments:
            begun = (*entry.founded, *(descent.heir for descent in entry.descents))
            units.update((unit, organisation.units[unit]) for unit in begun if unit in organisation.units)
        units.update(history.closing.units)
    named = {key: name for key, unit in units.items() if (name := words.either("", unit.name_vi))}
    times = Counter(named.values())
    return Voice(words, {key: name if times[name] == 1 else f"{name} ({key})" for key, name in named.items()})


def who(somebody: Somebody, day: dt.date, voice: Voice = ENGLISH) -> str:
    """Say who somebody is, and how old on a day.

    Examples
    --------
    >>> from orgsim.model.dates import parse_month
    >>> from orgsim.model.organisation import Person
    >>> clerk = Person("p1", parse_month("1980-06"), Sex.FEMALE, parse_month("2010-01"), "A1", "permanent")
    >>> who(Somebody(clerk), dt.date(2020, 5, 31))
    'p1 (woman, 39, A1)'
    """
    person, year = somebody.person, somebody.recruited
    name = person.id if year is None else voice.say("the recruit of {year}", year=year)
    values = {"name": name, "age": (month_index(day) - person.birth) // 12, "grade": person.grade}
    if person.sex is Sex.FEMALE:
        return voice.say("{name} (woman, {age}, {grade})", **values)
    return voice.say("{name} (man, {age}, {grade})", **values)


def what(event: Event, slot: str = "", voice: Voice = ENGLISH) -> str:
    """Say what happened, seen from a slot if one is named: somebody who comes from it goes."""
    say, person = voice.say, who(event.person, event.day, voice) if event.person else ""
    if event.what in _LEAVES:
        left = say(_LEAVES[event.what], person=person)
        if event.post:
            return say("{left}; the post is vacant", left=left)
        return say("{left}; nobody is there any more", left=left)
    if event.what in _COMES:
        assert event.origin is not None
        goes, comes = _COMES[event.what]
        if slot == event.origin.slot:
            return say(goes, person=person, slot=event.slot)
        return say(comes, person=person, slot=event.origin.slot)
    if event.what == "recruited":
        return say("{person} is recruited", person=person)
    if event.what == "post_created":
        return say("a post is created")
    if event.what == "post_abolished":
        if person:
            return say("the post is abolished; {person} stays, beyond the establishment", person=person)
        return say("the vacant post is abolished")
    change = _change(event, voice)
    return (
        say("{change}, with {person}", change=change, person=person)
        if person
        else say("{change}, vacant", change=change)
    )


def _change(event: Event, voice: Voice) -> str:
    """Say how a slot changes that goes on."""
    if event.origin is not None:
        if event.inside == event.origin.inside:
            message = mark("goes from {origin} to {unit}")
        elif event.unit == event.origin.unit:
            message = mark("{unit} enters the boundary") if event.inside else mark("{unit} leaves the boundary")
        elif event.inside:
            message = mark("goes from {origin} to {unit} and enters the boundary")
        else:
            message = mark("goes from {origin} to {unit} and leaves the boundary")
        return voice.say(message, origin=voice.unit(event.origin.unit), unit=voice.unit(event.unit))
    assert event.change is not None
    before, after = event.change
    if event.what == "ranked":
        return voice.say(
            "is {after} instead of {before}", before=voice.say(_RANKS[before]), after=voice.say(_RANKS[after])
        )
    return voice.say("is paid by {after} instead of {before}", before=_payer(before, voice), after=_payer(after, voice))


def _payer(payer: str, voice: Voice) -> str:
    words = voice.say(PAYERS[payer])
    return words[0].lower() + words[1:]


def why(event: Event, roadmap: Roadmap, voice: Voice = ENGLISH, *, briefly: bool = False) -> str:
    """Say which steps or programme decided an event, with their names or, briefly, with their ids only."""
    told = [_decided(key, roadmap, voice, briefly=briefly) for key in event.by]
    if event.what == "retired":
        told.append(voice.say("the law"))
    if event.what == "regularised":
        told.append(voice.say("a post of the unit was vacant"))
    if event.given_for:
        told.append(voice.say("the unit owes a post for the leader of {slot}, who left under it", slot=event.given_for))
    if event.lot is not None:
        filled, abolished = event.lot
        told.append(voice.say("by lot: {filled} filled, {abolished} abolished", filled=filled, abolished=abolished))
    return "; ".join(told)


def _decided(key: str, roadmap: Roadmap, voice: Voice, *, briefly: bool) -> str:
    """Name a step or a programme by its id."""
    step = next((one for one in roadmap.steps if one.id == key), None)
    if step is not None:
        if briefly:
            return voice.say("step {step}", step=key)
        operator = voice.say(OPERATORS[step.op])
        return voice.say("step {step} ({operator}: {reason})", step=key, operator=operator, reason=step.reason)
    if briefly:
        return voice.say("programme {programme}", programme=key)
    programme = next(one for one in roadmap.programmes if one.id == key)
    return voice.say("programme {programme} ({name})", programme=key, name=voice.words.name(programme))


def how(state: State | None, day: dt.date, voice: Voice = ENGLISH) -> str:
    """Say how a slot is on a day, and in which unit."""
    if state is None:
        return voice.say("no post, and nobody there")
    unit = voice.unit(state.unit)
    if state.holder is None:
        return voice.say("a vacant post in {unit}", unit=unit)
    person = who(state.holder, day, voice)
    if state.post:
        return voice.say("a post in {unit}, held by {person}", unit=unit, person=person)
    return voice.say("a place beyond the establishment in {unit}, held by {person}", unit=unit, person=person)


def last_reason(events: Iterable[Event], slot: str) -> Event | None:
    """Return the event that abolished the post of a slot for good, if one did."""
    about = [event for event in events if event.slot == slot and event.what in ("post_abolished", "post_created")]
    return about[-1] if about and about[-1].what == "post_abolished" else None
