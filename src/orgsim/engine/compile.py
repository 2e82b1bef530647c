"""Compilation: all work on the organisation is done once, before the clock starts."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.people import Stress, people_of, plan_fates
from orgsim.engine.plan import (
    Interval,
    Overload,
    Plan,
    Reorganisation,
    Structure,
    Tables,
)
from orgsim.engine.programmes import hiring_rules, leaver_programmes, promotion_order, seniority
from orgsim.engine.streams import slot_keys
from orgsim.engine.structures import Whereabouts, evenings, only, reorganisations_of, structure_of
from orgsim.engine.tables import Codes, facts_by_group, lookup_tables, protected_months
from orgsim.errors import Message, RunError, did_you_mean
from orgsim.model.assumptions import Rates
from orgsim.model.dates import month_index
from orgsim.model.ledger import LedgerEntry
from orgsim.model.organisation import Funding, Organisation, Rank, Standing
from orgsim.model.outcomes import FUNDINGS, STOCKS
from orgsim.model.scenario import Scenario
from orgsim.rules.leadership import due_day
from orgsim.rules.reorganise import follow

__all__ = ["compile_plan", "intervals_of"]

_MERGERS = ("absorb", "consolidate")


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
        raise RunError(
            Message(
                "scenario '{id}' has no roadmap '{roadmap}'{guess}",
                id=scenario.id,
                roadmap=roadmap,
                guess=did_you_mean(roadmap, scenario.roadmaps),
            )
        )
    road = scenario.roadmaps[roadmap]
    history = follow(scenario.organisation, road.steps)
    each_evening = evenings(history)
    homes = _first_units(each_evening)
    codes = Codes.of(scenario)
    placed = {slot.id: slot for organisation in reversed(each_evening) for slot in organisation.every_slot}
    slots = sorted(homes, key=lambda slot: (homes[slot], placed[slot].funding, placed[slot].group, slot))
    row = {slot: position for position, slot in enumerate(slots)}
    units = tuple(sorted(set(history.opening.units).union(*(moment.units for moment, _ in history.moments))))
    years = tuple(range(scenario.horizon.start.year, scenario.horizon.end.year + 1))
    groups = [placed[slot].group for slot in slots]
    whereabouts = Whereabouts(history.opening)
    unit_code = {unit: position for position, unit in enumerate(units)}
    group = np.array([codes.groups.index(name) for name in groups], np.intp)
    opening = structure_of(history.opening, whereabouts, slots, unit_code, group)
    protected = protected_months(scenario.law)
    tables = lookup_tables(scenario, codes)
    reorganisations = tuple(reorganisations_of(history.moments, whereabouts, slots, row, unit_code, group, protected))
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
        opening=only(opening, staffed),
        reorganisations=tuple(replace(event, structure=only(event.structure, staffed)) for event in reorganisations),
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
        counts=_counts(history.opening, units),
        payer_counts=_payer_counts(history.opening),
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
            Message(
                "the pay of {largest:,} slots of one unit cannot be added up exactly; use a larger unit of money",
                largest=largest,
            )
        )


def _counts(organisation: Organisation, units: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """Count the organisation itself, independently of the kernel."""
    position = {unit: number for number, unit in enumerate(units)}
    by_unit: dict[str, NDArray[np.int64]] = {name: np.zeros(len(units), np.int64) for name in STOCKS}
    for unit, slots in organisation.slots.items():
        for slot in slots:
            if slot.standing is Standing.GRASSROOTS:
                continue
            held, post = slot.holder is not None, slot.standing is Standing.AUTHORISED
            facts = {
                "people": held,
                "posts": post,
                "funded_posts": post and slot.funding is Funding.STATE,
                "supernumerary": held and not post,
                "vacancies": post and not held,
                "heads": held and slot.rank is Rank.HEAD,
                "deputies": held and slot.rank is Rank.DEPUTY,
            }
            for name, true in facts.items():
                by_unit[name][position[unit]] += true
    return by_unit


def _payer_counts(organisation: Organisation) -> dict[str, NDArray[np.int64]]:
    """Count people and posts within the boundary by payer, independently of the kernel."""
    found = {name: np.zeros(len(FUNDINGS), np.int64) for name in ("people", "posts")}
    for unit in sorted(organisation.inside):
        for slot in organisation.slots[unit]:
            if slot.standing is not Standing.GRASSROOTS:
                payer = FUNDINGS.index(slot.funding)
                found["people"][payer] += slot.holder is not None
                found["posts"][payer] += slot.standing is Standing.AUTHORISED
    return found


def _first_units(organisations: Iterable[Organisation]) -> dict[str, str]:
    """Return the home unit of every slot that is simulated: the unit in which it first appears."""
    homes: dict[str, str] = {}
    for organisation in organisations:
        for unit, slots in organisation.slots.items():
            for slot in slots:
                if slot.standing is not Standing.GRASSROOTS:
                    homes.setdefault(slot.id, unit)
    return homes


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
