"""Events of a replication in plain English: what happened, why, and how a slot is."""

import datetime as dt
from collections.abc import Iterable, Mapping

from orgsim.engine.events import Event, Somebody, State, What
from orgsim.model.dates import month_index
from orgsim.model.organisation import Sex
from orgsim.model.roadmap import Roadmap
from orgsim.report.vocabulary import OPERATORS, PAYERS

__all__ = ["how", "last_reason", "what", "who", "why"]

_LEAVES: Mapping[What, str] = {
    "resigned": "{} resigns",
    "died": "{} dies",
    "retired": "{} reaches the retirement age and retires",
    "early_retired": "{} retires early",
    "severed": "{} leaves with severance pay",
    "contract_ended": "the contract of {} ends",
    "released": "{} leaves, as the place ends",
}

_COMES: Mapping[What, str] = {
    "succeeded": "{} succeeds",
    "exchanged": "{} changes places",
    "promoted": "{} is promoted",
    "regularised": "{} gets a post",
}


def who(somebody: Somebody, day: dt.date) -> str:
    """Say who somebody is, and how old on a day.

    Examples
    --------
    >>> from orgsim.model.dates import parse_month
    >>> from orgsim.model.organisation import Person
    >>> clerk = Person("p1", parse_month("1980-06"), Sex.FEMALE, parse_month("2010-01"), "A1", "permanent")
    >>> who(Somebody(clerk), dt.date(2020, 5, 31))
    'p1 (woman, 39, A1)'
    """
    person = somebody.person
    name = person.id if somebody.recruited is None else f"the recruit of {somebody.recruited}"
    sex = "woman" if person.sex is Sex.FEMALE else "man"
    return f"{name} ({sex}, {(month_index(day) - person.birth) // 12}, {person.grade})"


def what(event: Event, slot: str = "") -> str:
    """Say what happened, seen from a slot if one is named: somebody who comes from it goes."""
    person = who(event.person, event.day) if event.person else ""
    if event.what in _LEAVES:
        rest = "the post is vacant" if event.post else "nobody is there any more"
        return f"{_LEAVES[event.what].format(person)}; {rest}"
    if event.what in _COMES:
        assert event.origin is not None
        way = f"and goes to {event.slot}" if slot == event.origin.slot else f"and comes from {event.origin.slot}"
        return f"{_COMES[event.what].format(person)} {way}"
    if event.what == "recruited":
        return f"{person} is recruited"
    if event.what == "post_created":
        return "a post is created"
    if event.what == "post_abolished":
        stays = f"; {person} stays, beyond the establishment" if person else ""
        return f"the {'vacant ' if not person else ''}post is abolished{stays}"
    return f"{_changes(event)}{f', with {person}' if person else ', vacant'}"


def _changes(event: Event) -> str:
    """Say how a slot changes that goes on."""
    if event.origin is not None:
        went = f"goes from {event.origin.unit} to {event.unit}" if event.origin.unit != event.unit else event.unit
        crossed = " enters the boundary" if event.inside else " leaves the boundary"
        if event.inside == event.origin.inside:
            return went
        return f"{went}{' and' if went != event.unit else ''}{crossed}"
    assert event.change is not None
    before, after = event.change
    if event.what == "ranked":
        return f"is {after} instead of {before}"
    return f"is paid by {_payer(after)} instead of {_payer(before)}"


def _payer(payer: str) -> str:
    words = PAYERS[payer]
    return words[0].lower() + words[1:]


def why(event: Event, roadmap: Roadmap, *, briefly: bool = False) -> str:
    """Say which steps or programme decided an event, with their names or, briefly, with their ids only."""
    steps = {step.id: f"{OPERATORS[step.op]}: {step.reason}" for step in roadmap.steps}
    programmes = {programme.id: programme.name for programme in roadmap.programmes}
    told = [
        f"{'step' if key in steps else 'programme'} {key}"
        + ("" if briefly else f" ({(steps if key in steps else programmes)[key]})")
        for key in event.by
    ]
    if event.what == "retired":
        told.append("the law")
    if event.what == "regularised":
        told.append("a post of the unit was vacant")
    if event.given_for:
        told.append(f"the unit owes a post for the leader of {event.given_for}, who left under it")
    if event.lot is not None:
        told.append("by lot: {} filled, {} abolished".format(*event.lot))
    return "; ".join(told)


def how(state: State | None, day: dt.date, *, unit: bool = True) -> str:
    """Say how a slot is on a day, and in which unit."""
    if state is None:
        return "no post, and nobody there"
    where = f" in {state.unit}" if unit else ""
    if state.holder is None:
        return f"a vacant post{where}"
    kind = "a post" if state.post else "a place beyond the establishment"
    return f"{kind}{where}, held by {who(state.holder, day)}"


def last_reason(events: Iterable[Event], slot: str) -> Event | None:
    """Return the event that abolished the post of a slot for good, if one did."""
    about = [event for event in events if event.slot == slot and event.what in ("post_abolished", "post_created")]
    return about[-1] if about and about[-1].what == "post_abolished" else None
