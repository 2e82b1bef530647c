"""Structures: the organisation of an evening as arrays, and what a day's steps make of it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.plan import (
    ALWAYS,
    DEPUTY,
    HEAD,
    IF_HELD,
    IF_VACANT,
    STAFF,
    Purses,
    Reorganisation,
    Runs,
    Structure,
)
from orgsim.model.ledger import History, LedgerEntry
from orgsim.model.organisation import Funding, Organisation, Rank, Slot, Standing
from orgsim.model.outcomes import FUNDINGS

__all__ = ["Whereabouts", "evenings", "only", "reorganisations_of", "structure_of"]

_RANKS = {Rank.HEAD: HEAD, Rank.DEPUTY: DEPUTY, Rank.STAFF: STAFF}


class Whereabouts:
    """Where each slot is, also after the structure has ended it.

    A slot that the structure ends because nobody held it at the opening may be held in some lane, so it
    goes on as a supernumerary place of the unit it was in, or of what that unit became.
    """

    def __init__(self, opening: Organisation) -> None:
        self.last: dict[str, tuple[str, Slot]] = {}
        self.see(opening, ())

    def see(self, organisation: Organisation, entries: Iterable[LedgerEntry]) -> None:
        """Take in the organisation after some steps."""
        became = _became(entries)
        if became:
            self.last = {slot: (became.get(unit, unit), seen) for slot, (unit, seen) in self.last.items()}
        self.last |= {slot.id: (unit, slot) for unit, slots in organisation.slots.items() for slot in slots}


def _became(entries: Iterable[LedgerEntry]) -> dict[str, str]:
    """Return which unit has become which after some steps."""
    became: dict[str, str] = {}
    # Who was what before: a unit that ends twice a day, under the same id, is not the same unit.
    were: dict[str, list[str]] = {}
    for entry in entries:
        # What cannot be divided is that of the heir with the largest share, the first of equals.
        by_share = sorted(enumerate(entry.descents), key=lambda place: (place[1].share, -place[0]))
        heirs = {descent.origin: descent.heir for _, descent in by_share}
        going = {unit: were.pop(unit, []) + ([] if unit in became else [unit]) for unit in heirs}
        for unit, origins in going.items():
            were.setdefault(heirs[unit], []).extend(origins)
            became |= dict.fromkeys(origins, heirs[unit])
    return became


def structure_of(
    organisation: Organisation,
    whereabouts: Whereabouts,
    slots: Sequence[str],
    unit_code: Mapping[str, int],
    group: NDArray[np.intp],
) -> Structure:
    """Turn an organisation into arrays."""
    present = {slot.id for slot in organisation.every_slot}
    seen = [whereabouts.last.get(slot) for slot in slots]
    # A slot that a later step creates has no place yet; it is nobody's and no post until then.
    places = [unit_code[place[0]] if place else 0 for place in seen]
    unit = np.array(places, np.intp)
    inside = np.array([place is not None and place[0] in organisation.inside for place in seen], np.bool_)
    paid = [place[1].funding if place else Funding.OUTSIDE for place in seen]
    funding = np.array([FUNDINGS.index(payer) for payer in paid], np.int8)
    return Structure(
        unit=unit,
        inside=inside,
        rank=np.array(
            [_RANKS[place[1].rank] if place and place[1].id in present else STAFF for place in seen], np.int8
        ),
        authorised=np.array(
            [
                place is not None and place[1].id in present and place[1].standing is Standing.AUTHORISED
                for place in seen
            ]
        ),
        funding=funding,
        within=np.array(
            [unit in organisation.inside for unit in sorted(unit_code, key=unit_code.__getitem__)], np.bool_
        ),
        runs=_runs(unit),
        purses=_purses(unit, funding, group, inside),
    )


def _purses(
    unit: NDArray[np.intp], funding: NDArray[np.int8], group: NDArray[np.intp], inside: NDArray[np.bool_]
) -> Purses:
    features = np.stack([unit, funding, group, inside], axis=1)
    found, of_row = np.unique(features, axis=0, return_inverse=True)
    of_row = of_row.reshape(-1).astype(np.intp)
    return Purses(
        of_row=of_row,
        runs=_runs(of_row),
        unit=found[:, 0].astype(np.intp),
        funding=found[:, 1].astype(np.int8),
        group=found[:, 2].astype(np.intp),
        inside=found[:, 3].astype(np.bool_),
    )


def only(structure: Structure, staffed: NDArray[np.intp]) -> Structure:
    """Let units be numbers of those that have slots."""
    unit = np.searchsorted(staffed, structure.unit)
    purses = replace(structure.purses, unit=np.searchsorted(staffed, structure.purses.unit))
    return replace(structure, unit=unit, within=structure.within[staffed], runs=_runs(unit), purses=purses)


def _runs(owner: NDArray[np.intp]) -> Runs:
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    last = np.append(first[1:], len(owner)).astype(np.intp)
    by_owner = np.argsort(owner[first], kind="stable")
    first, last = first[by_owner], last[by_owner]
    starts = np.flatnonzero(np.diff(owner[first], prepend=-1))
    return Runs(first=first, last=last, owner=owner[first], present=owner[first][starts], starts=starts)


def reorganisations_of(
    moments: Iterable[tuple[Organisation, LedgerEntry]],
    whereabouts: Whereabouts,
    slots: Sequence[str],
    row: Mapping[str, int],
    unit_code: Mapping[str, int],
    group: NDArray[np.intp],
    protected: Callable[[dt.date], int],
) -> Iterable[Reorganisation]:
    """Yield one reorganisation for each date that has steps."""
    for day, steps in groupby(moments, key=lambda moment: moment[1].date):
        taken = list(steps)
        organisation, entries = taken[-1][0], [entry for _, entry in taken]
        whereabouts.see(organisation, entries)
        moves = [
            (row[origin], row[place], condition)
            for entry in entries
            for origin, place, condition in _moves(entry)
            if origin in row and place in row
        ]
        released = [row[slot] for entry in entries for slot in entry.released if slot in row]
        yield Reorganisation(
            day=day.toordinal(),
            structure=structure_of(organisation, whereabouts, slots, unit_code, group),
            protected_months=protected(day),
            moves=np.array(moves, np.intp).reshape(-1, 3),
            released=np.array(released, np.intp),
        )


def _moves(entry: LedgerEntry) -> Iterable[tuple[str, str, int]]:
    """Return who goes where in a step, and in which futures."""
    # The winner of a competition may have left; then nobody is appointed and the incumbent stays.
    exchange = IF_HELD if entry.op == "appoint_by_competition" else ALWAYS
    return (
        *((origin, place, IF_VACANT) for origin, place in entry.successions),
        *((one, two, exchange) for one, two in entry.exchanges),
    )


def evenings(history: History) -> list[Organisation]:
    """Return the organisation at the opening and after the last step of every day."""
    days = (list(moments) for _, moments in groupby(history.moments, key=lambda moment: moment[1].date))
    return [history.opening, *(moments[-1][0] for moments in days)]
