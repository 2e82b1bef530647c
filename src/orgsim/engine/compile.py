"""Compilation: all work on the organisation is done once, before the clock starts."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.people import Stress, people_of, plan_fates
from orgsim.engine.plan import (
    ALWAYS,
    DEPUTY,
    HEAD,
    IF_HELD,
    IF_VACANT,
    STAFF,
    Interval,
    Overload,
    Plan,
    Purses,
    Reorganisation,
    Runs,
    Structure,
    Tables,
)
from orgsim.engine.programmes import hiring_rules, leaver_programmes, promotion_order, seniority
from orgsim.engine.streams import slot_keys
from orgsim.engine.tables import Codes, facts_by_group, lookup_tables, protected_months
from orgsim.errors import RunError, did_you_mean
from orgsim.model.assumptions import Rates
from orgsim.model.dates import month_index
from orgsim.model.ledger import History, LedgerEntry
from orgsim.model.organisation import Funding, Organisation, Rank, Slot, Standing
from orgsim.model.outcomes import FUNDINGS
from orgsim.model.scenario import Scenario
from orgsim.rules.leadership import due_day
from orgsim.rules.reorganise import follow

__all__ = ["compile_plan", "intervals_of"]

_MERGERS = ("absorb", "consolidate")
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
    >>> int(plan.people.occupied[: len(plan.slots)][plan.opening.inside].sum())
    2010
    """
    if roadmap not in scenario.roadmaps:
        raise RunError(f"scenario '{scenario.id}' has no roadmap '{roadmap}'{did_you_mean(roadmap, scenario.roadmaps)}")
    road = scenario.roadmaps[roadmap]
    history = follow(scenario.organisation, road.steps)
    evenings = _evenings(history)
    homes = _first_units(evenings)
    codes = Codes.of(scenario)
    placed = {slot.id: slot for organisation in reversed(evenings) for slot in organisation.every_slot}
    slots = sorted(homes, key=lambda slot: (homes[slot], placed[slot].funding, placed[slot].group, slot))
    row = {slot: position for position, slot in enumerate(slots)}
    units = tuple(sorted(set(history.opening.units).union(*(moment.units for moment, _ in history.moments))))
    years = tuple(range(scenario.horizon.start.year, scenario.horizon.end.year + 1))
    groups = [placed[slot].group for slot in slots]
    whereabouts = _Whereabouts(history.opening)
    unit_code = {unit: position for position, unit in enumerate(units)}
    group = np.array([codes.groups.index(name) for name in groups], np.intp)
    opening = _structure(history.opening, whereabouts, slots, unit_code, group)
    protected = protected_months(scenario.law)
    tables = lookup_tables(scenario, codes)
    reorganisations = tuple(_reorganisations(history.moments, whereabouts, slots, row, unit_code, group, protected))
    _check_exact(tables, [opening, *(event.structure for event in reorganisations)])
    staffed = np.unique(np.concatenate([opening.unit, *(event.structure.unit for event in reorganisations)]))
    entrants = scenario.assumptions.rates.entrants.value
    people, entrant_table = people_of(history.opening, scenario.people, slots, group, entrants, codes, years)
    rates = scenario.assumptions.rates
    stresses = _stresses(history.moments, reorganisations, unit_code, rates)
    cuts = [event.day for event in reorganisations] + [stress.end for stress in stresses]
    intervals = intervals_of(years, cuts)
    fates, fate, overload = plan_fates(people, tables, intervals, group, stresses, rates)
    nowhere = np.zeros(len(slots), np.int64)
    promotion = promotion_order(road)
    return Plan(
        scenario=scenario.id,
        roadmap=roadmap,
        years=years,
        intervals=intervals,
        slots=tuple(slots),
        keys=slot_keys(slots),
        units=units,
        programmes=tuple(programme.id for programme in road.programmes),
        group=group,
        staffed=staffed,
        opening=_only(opening, staffed),
        reorganisations=tuple(replace(event, structure=_only(event.structure, staffed)) for event in reorganisations),
        people=people,
        tables=tables,
        fates=fates,
        fate=fate,
        overload=Overload(overload, Fraction(repr(rates.overload.value.vacant_share))) if rates.overload else None,
        facts=facts_by_group(scenario, codes.groups),
        entrants=entrant_table,
        leaver_programmes=leaver_programmes(scenario, road, groups, codes, tables, people),
        hiring=hiring_rules(road),
        promotion=seniority(promotion, people, nowhere) if promotion else None,
        service=seniority(("longest-service",), people, nowhere),
        history=history,
    )


def intervals_of(years: Sequence[int], days: Iterable[int]) -> tuple[Interval, ...]:
    """Cut years at 1 January and on some days (``date.toordinal``).

    Examples
    --------
    >>> [(one.start - dt.date(2020, 1, 1).toordinal(), one.days) for one in intervals_of([2020], [737_456])]
    [(0, 31), (31, 335)]
    """
    januaries = [dt.date(year, 1, 1).toordinal() for year in (*years, years[-1] + 1)]
    cuts = sorted({*januaries, *(day for day in days if januaries[0] < day < januaries[-1])})
    return tuple(_interval(start, end) for start, end in pairwise(cuts))


def _interval(start: int, end: int) -> Interval:
    first = dt.date.fromordinal(start)
    paid = [day - start for day in range(start, end) if dt.date.fromordinal(day).day == 1]
    january = dt.date(first.year, 1, 1)
    return Interval(
        start=start,
        days=end - start,
        year_days=dt.date(first.year + 1, 1, 1).toordinal() - january.toordinal(),
        january=month_index(january),
        paid=np.array(paid, np.int64),
        first_paid_month=month_index(first) + (first.day > 1),
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


def _evenings(history: History) -> list[Organisation]:
    """Return the organisation at the opening and after the last step of every day."""
    days = (list(moments) for _, moments in groupby(history.moments, key=lambda moment: moment[1].date))
    return [history.opening, *(moments[-1][0] for moments in days)]


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


def _stresses(
    moments: Iterable[tuple[Organisation, LedgerEntry]],
    reorganisations: Iterable[Reorganisation],
    unit_code: Mapping[str, int],
    rates: Rates,
) -> list[Stress]:
    """Return for each day with mergers which slots are in merged units from then on, and how long that matters."""
    if rates.after_merger is None:
        return []
    by_day = {event.day: event.structure for event in reorganisations}
    found = []
    for day, steps in groupby(moments, key=lambda moment: moment[1].date):
        merged = {d.heir for _, entry in steps if entry.op in _MERGERS for d in entry.descents}
        rows = np.isin(by_day[day.toordinal()].unit, [unit_code[unit] for unit in sorted(merged)])
        if rows.any():
            end = due_day(day, rates.after_merger.value.months)
            found.append(Stress(day.toordinal(), end.toordinal(), rows))
    return found


def _moves(entry: LedgerEntry) -> Iterable[tuple[str, str, int]]:
    """Return who goes where in a step, and in which futures."""
    # The winner of a competition may have left; then nobody is appointed and the incumbent stays.
    exchange = IF_HELD if entry.op == "appoint_by_competition" else ALWAYS
    return (
        *((origin, place, IF_VACANT) for origin, place in entry.successions),
        *((one, two, exchange) for one, two in entry.exchanges),
    )


def _only(structure: Structure, staffed: NDArray[np.intp]) -> Structure:
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
