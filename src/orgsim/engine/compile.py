"""Compilation: all work on the organisation is done once, before the clock starts."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    Plan,
    Population,
    Purses,
    Reorganisation,
    Structure,
    Tables,
)
from orgsim.engine.programmes import entrant_table, hiring_rules, leaver_programmes, promotion_order
from orgsim.engine.streams import home_units
from orgsim.engine.tables import Codes, facts_by_group, lookup_tables, protected_months
from orgsim.errors import RunError, did_you_mean
from orgsim.model.dates import month_index
from orgsim.model.ledger import LedgerEntry
from orgsim.model.organisation import Funding, Organisation, Person, Rank, Sex, Slot, Standing
from orgsim.model.outcomes import FUNDINGS
from orgsim.model.scenario import Scenario
from orgsim.rules.reorganise import follow

__all__ = ["compile_plan"]

_RANKS = {Rank.HEAD: HEAD, Rank.DEPUTY: DEPUTY, Rank.STAFF: STAFF}


def compile_plan(scenario: Scenario, roadmap: str) -> Plan:
    """Turn a scenario and one of its roadmaps into arrays.

    The roadmap's steps are taken here, each one proved to conserve people, posts, duties, sites and money.

    Parameters
    ----------
    roadmap
        The id of a roadmap of the scenario.

    Raises
    ------
    RunError
        If there is no such roadmap.
    StepError
        If a step cannot be taken; :func:`orgsim.read_scenario` finds this out first.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario
    >>> scenario = read_scenario(Path("scenarios/mong-cai"))
    >>> plan = compile_plan(scenario, "as-decreed")
    >>> int(plan.population.occupied[plan.opening.inside].sum())
    2010
    """
    if roadmap not in scenario.roadmaps:
        raise RunError(f"scenario '{scenario.id}' has no roadmap '{roadmap}'{did_you_mean(roadmap, scenario.roadmaps)}")
    road = scenario.roadmaps[roadmap]
    history = follow(scenario.organisation, road.steps)
    organisations = [history.opening, *(organisation for organisation, _ in history.moments)]
    homes = _first_units(organisations)
    slots = sorted(homes, key=lambda slot: (homes[slot], slot))
    row = {slot: position for position, slot in enumerate(slots)}
    units = tuple(sorted({unit for organisation in organisations for unit in organisation.units}))
    years = tuple(range(scenario.horizon.start.year, scenario.horizon.end.year + 1))
    codes = Codes.of(scenario)
    placed = {slot.id: slot for organisation in reversed(organisations) for slot in organisation.every_slot}
    groups = [placed[slot].group for slot in slots]
    whereabouts = _Whereabouts(history.opening)
    unit_code = {unit: position for position, unit in enumerate(units)}
    group = np.array([codes.groups.index(name) for name in groups], np.intp)
    opening = _structure(history.opening, whereabouts, slots, unit_code, group)
    protected = protected_months(scenario.law)
    tables = lookup_tables(scenario, codes)
    reorganisations = tuple(_reorganisations(history.moments, whereabouts, slots, row, unit_code, group, protected))
    _check_exact(tables, [opening, *(event.structure for event in reorganisations)])
    return Plan(
        scenario=scenario.id,
        roadmap=roadmap,
        years=years,
        slots=tuple(slots),
        units=units,
        programmes=tuple(programme.id for programme in road.programmes),
        homes=home_units(homes[slot] for slot in slots),
        group=group,
        opening=opening,
        reorganisations=reorganisations,
        population=_population(history.opening, scenario.people, row, codes, month_index(scenario.horizon.start)),
        tables=tables,
        facts=facts_by_group(scenario, codes.groups),
        entrants=entrant_table(scenario, codes),
        leaver_programmes=leaver_programmes(scenario, road, groups, codes, tables),
        hiring=hiring_rules(road),
        promotion=promotion_order(road),
        history=history,
    )


def _check_exact(tables: Tables, structures: Iterable[Structure]) -> None:
    """Refuse pay that cannot be added up exactly within a purse and a year."""
    largest = max(int(np.bincount(structure.purses.of_row).max(initial=0)) for structure in structures)
    highest = int(tables.coefficient.max(initial=0)) + int(tables.leadership.max(initial=0))
    year = 12 * int(max(tables.pay_rate.max(initial=0), tables.contribution_rate.max(initial=0)))
    if 2 * largest * highest * year >= 2**63:
        raise RunError(
            f"the pay of {largest:,} slots of one unit cannot be added up exactly; use a larger unit of money"
        )


def _first_units(organisations: Iterable[Organisation]) -> dict[str, str]:
    """Return the home unit of every slot that is simulated: the unit in which it first appears."""
    homes: dict[str, str] = {}
    for organisation in organisations:
        for unit, slots in organisation.slots.items():
            for slot in slots:
                if slot.standing is not Standing.GRASSROOTS:
                    homes.setdefault(slot.id, unit)
    return homes


class _Whereabouts:
    """Where each slot is, also after the structure has ended it.

    A slot that the structure ends because nobody held it at the opening may be held in some lane, so it
    goes on as a supernumerary place of the unit it was in, or of what that unit became.
    """

    def __init__(self, opening: Organisation) -> None:
        self.last: dict[str, tuple[str, Slot]] = {}
        self.see(opening, ())

    def see(self, organisation: Organisation, entries: Iterable[LedgerEntry]) -> None:
        """Take in the organisation after some steps."""
        for entry in entries:
            # What cannot be divided is that of the heir with the largest share, the first of equals.
            by_share = sorted(enumerate(entry.descents), key=lambda place: (place[1].share, -place[0]))
            became = {descent.origin: descent.heir for _, descent in by_share}
            self.last = {slot: (became.get(unit, unit), seen) for slot, (unit, seen) in self.last.items()}
        self.last |= {slot.id: (unit, slot) for unit, slots in organisation.slots.items() for slot in slots}


def _structure(
    organisation: Organisation,
    whereabouts: _Whereabouts,
    slots: Sequence[str],
    unit_code: Mapping[str, int],
    group: NDArray[np.intp],
) -> Structure:
    present = {slot.id for slot in organisation.every_slot}
    seen = [whereabouts.last.get(slot) for slot in slots]
    # A slot that a later step creates has no place yet; it is nobody's and no post until then.
    places = [unit_code[place[0]] if place else 0 for place in seen]
    unit = np.array(places, np.intp)
    by_unit = np.argsort(unit, kind="stable")
    starts = np.flatnonzero(np.diff(unit[by_unit], prepend=-1))
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
        by_unit=by_unit,
        starts=starts,
        present=unit[by_unit][starts],
        purses=_purses(unit, funding, group, inside),
    )


def _purses(
    unit: NDArray[np.intp], funding: NDArray[np.int8], group: NDArray[np.intp], inside: NDArray[np.bool_]
) -> Purses:
    features = np.stack([unit, funding, group, inside], axis=1)
    found, of_row = np.unique(features, axis=0, return_inverse=True)
    of_row = of_row.reshape(-1).astype(np.intp)
    by_purse = np.argsort(of_row, kind="stable")
    return Purses(
        of_row=of_row,
        by_purse=by_purse,
        starts=np.flatnonzero(np.diff(of_row[by_purse], prepend=-1)),
        unit=found[:, 0].astype(np.intp),
        unit_starts=np.flatnonzero(np.diff(found[:, 0], prepend=-1)),
        funding=found[:, 1].astype(np.int8),
        group=found[:, 2].astype(np.intp),
        inside=found[:, 3].astype(np.bool_),
    )


def _reorganisations(
    moments: Iterable[tuple[Organisation, LedgerEntry]],
    whereabouts: _Whereabouts,
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
            structure=_structure(organisation, whereabouts, slots, unit_code, group),
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


def _population(
    opening: Organisation, people: Mapping[str, Person], row: Mapping[str, int], codes: Codes, start: int
) -> Population:
    holders: list[Person | None] = [None] * len(row)
    for slot in opening.every_slot:
        if slot.holder is not None and slot.id in row:
            holders[row[slot.id]] = people[slot.holder]

    ratings = sorted(person.rating for person in people.values() if person.rating is not None)
    usual = max(ratings, key=ratings.count, default=0)
    return Population(
        usual_rating=usual,
        rating=np.array(
            [usual if person is None or person.rating is None else person.rating for person in holders], np.int8
        ),
        occupied=np.array([person is not None for person in holders]),
        birth=np.array([person.birth if person else start - 360 for person in holders], np.int16),
        female=np.array([person is not None and person.sex is Sex.FEMALE for person in holders]),
        started=np.array([person.started if person else start for person in holders], np.int16),
        grade=np.array([codes.grades.index(person.grade) if person else 0 for person in holders], np.int8),
        contract=np.array([codes.contracts.index(person.contract) if person else 0 for person in holders], np.int8),
    )
