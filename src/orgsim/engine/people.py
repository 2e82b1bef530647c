"""Everybody who may be employed: the people of the opening, and every kind of recruit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.fates import Fates, fates_of
from orgsim.engine.plan import EntrantTable, Interval, People, Tables
from orgsim.engine.tables import Codes
from orgsim.model.assumptions import Entrants, Rates
from orgsim.model.organisation import Organisation, Person, Sex

__all__ = ["Stress", "people_of", "plan_fates"]

_MONTHS = 12


def people_of(
    opening: Organisation,
    persons: Mapping[str, Person],
    slots: Sequence[str],
    group: NDArray[np.intp],
    entrants: Entrants,
    codes: Codes,
    years: Sequence[int],
) -> tuple[People, EntrantTable]:
    """Return all people, and who of them is recruited by which draw."""
    row = {slot: position for position, slot in enumerate(slots)}
    holders: list[Person | None] = [None] * len(slots)
    for slot in opening.every_slot:
        if slot.holder is not None and slot.id in row:
            holders[row[slot.id]] = persons[slot.holder]
    ratings = sorted(person.rating for person in persons.values() if person.rating is not None)
    usual = max(ratings, key=ratings.count, default=0)
    kinds = _kinds(entrants)
    recruits = [
        (12 * year + 11, kind, group)
        for year in years
        for kind in range(len(kinds))
        for group in range(len(codes.groups))
    ]
    start = 12 * years[0]
    profile = [entrants.profile[kinds[kind][0]] for _, kind, _ in recruits]
    regular = codes.contracts.index(entrants.contract)
    grades = [codes.grades.index(entrants.grade[group]) for group in codes.groups]
    birth = [person.birth if person else start - 360 for person in holders]
    birth += [month - 12 * row.age - kinds[kind][1] for (month, kind, _), row in zip(recruits, profile, strict=True)]
    female = [person is not None and person.sex is Sex.FEMALE for person in holders]
    contract = [codes.contracts.index(person.contract) if person else 0 for person in holders]
    contract += [codes.contracts.index(row.contract or entrants.contract) for row in profile]
    listed = np.empty(len(slots) + len(recruits), np.int32)
    listed[sorted(range(len(slots)), key=slots.__getitem__)] = np.arange(len(slots))
    listed[len(slots) :] = np.arange(len(slots), len(listed))
    sex = np.array([*female, *(row.sex is Sex.FEMALE for row in profile)])
    begins = [0] * len(slots) + [month // 12 for month, _, _ in recruits]
    fated, fate = np.unique(np.column_stack([sex, contract, birth, begins]), axis=0, return_inverse=True)
    people = People(
        occupied=np.array([*(person is not None for person in holders), *([False] * len(recruits))]),
        birth=np.array(birth, np.int16),
        female=sex,
        started=np.array(
            [*(person.started if person else start for person in holders), *(month + 1 for month, _, _ in recruits)],
            np.int16,
        ),
        grade=np.array(
            [
                *(codes.grades.index(person.grade) if person else 0 for person in holders),
                *(grades[group] for _, _, group in recruits),
            ],
            np.int16,
        ),
        contract=np.array(contract, np.int8),
        rating=np.array(
            [usual if person is None or person.rating is None else person.rating for person in holders]
            + [usual] * len(recruits),
            np.int8,
        ),
        regular=np.array(contract) == regular,
        fate=fate.reshape(-1).astype(np.int32),
        fated=fated,
        listed=listed,
        group=np.concatenate([group, np.array([place for _, _, place in recruits], np.intp)]),
    )
    upper = np.cumsum([Fraction(repr(entrants.profile[place].share)) / _MONTHS for place, _ in kinds])
    edges = [round(Fraction(share) * 2**32) for share in upper]
    edges[-1] = 2**32
    table = EntrantTable(upper=np.array(edges, np.uint64), first=len(slots), groups=len(codes.groups))
    return people, table


def _kinds(entrants: Entrants) -> list[tuple[int, int]]:
    """Return the kinds of recruits: a row of the profile that has a share, and months over the age."""
    rows = [place for place, row in enumerate(entrants.profile) if row.share > 0]
    return [(place, months) for place in rows for months in range(_MONTHS)]


@dataclass(frozen=True)
class Stress:
    """From a day to the day before another one (``date.toordinal``) those in some slots resign more often."""

    start: int
    end: int
    rows: NDArray[np.bool_]


def plan_fates(
    people: People,
    tables: Tables,
    intervals: Sequence[Interval],
    group: NDArray[np.intp],
    stresses: Sequence[Stress],
    rates: Rates,
) -> tuple[Fates, NDArray[np.int32], int]:
    """Work out the fates of everybody in every slot.

    The age that sets a hazard is that of 1 January, in completed years, so that an event in mid-year, which cuts the
    year into intervals, changes nobody's fate. Who has a retirement day leaves then.

    Returns
    -------
        The fates; what each slot adds to the fate of a person; and what an overloaded unit adds to that, or 0.
    """
    start = np.array([interval.start for interval in intervals])
    length = np.array([interval.days for interval in intervals])
    stressed = np.zeros((len(group), len(intervals)), np.bool_)
    for stress in stresses:
        stressed[stress.rows] |= (start >= stress.start) & (start < stress.end)
    kinds, kind = np.unique(np.column_stack([group, stressed]), axis=0, return_inverse=True)
    factor = np.where(kinds[:, 1:], rates.after_merger.value.factor if rates.after_merger else 1.0, 1.0)
    groups = kinds[:, 0]
    if rates.overload is not None:
        groups, factor = np.tile(groups, 2), np.concatenate([factor, factor * rates.overload.value.factor])
    woman, contract, birth, begins = people.fated.T
    # Nothing happens to those who are not there yet; whoever begins with a year begins with all draws.
    january = np.array([interval.january for interval in intervals])
    waits = january <= 12 * begins[:, None]
    ages = np.maximum((january - birth[:, None]) // 12, 0)
    quits = tables.quit_hazard[groups][:, woman[:, None], contract[:, None], ages] * factor[:, None] * ~waits
    deaths = tables.death_hazard[woman[:, None], ages] * ~waits
    never = np.iinfo(np.int32).max
    day = np.where(tables.retires[contract], tables.retirement_day[woman, birth - tables.first_birth], never)
    days = np.where(waits, length, np.clip(day[:, None] - start, 0, length))
    retires = (day[:, None] > start + length).sum(axis=-1)
    shape = (len(groups), len(people.fated), len(intervals))
    fates = fates_of(
        quits.reshape(-1, len(intervals)),
        np.broadcast_to(deaths, shape).reshape(-1, len(intervals)),
        np.broadcast_to(days, shape).reshape(-1, len(intervals)),
        [interval.year_days for interval in intervals],
        np.broadcast_to(retires, shape[:-1]).reshape(-1),
    )
    size = len(people.fated)
    overload = len(kinds) * size if rates.overload is not None else 0
    return fates, (kind.reshape(-1) * size).astype(np.int32), overload
