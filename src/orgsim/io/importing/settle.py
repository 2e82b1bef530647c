"""From the rows of staff lists to people in units, titles and grades; what no list says is assumed, and marked."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from orgsim.errors import Message, Problem
from orgsim.io.importing.keys import distinct_ids, key, spelled
from orgsim.io.importing.people import Entry
from orgsim.io.importing.units import Units
from orgsim.io.importing.vocabulary import STANDINGS, group_of
from orgsim.io.validation import shown
from orgsim.model.dates import month_index, month_text
from orgsim.model.law import Law
from orgsim.model.organisation import Rank, Sex, Standing
from orgsim.rules.retirement import retirement_month

__all__ = ["Staff", "opening_year", "settle"]

_AGE_AT_START = 24 * 12
_YOUNGEST = 15 * 12
_OLDEST = 100 * 12
_GRACE = 12
"""Months before the opening within which somebody may have retired since the list was made."""
NO_TITLE, NO_GRADE = "not-stated", "not-stated"


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody as the scenario has them; ``gone`` if retired by law before the opening: the post is vacant then."""

    entry: Entry
    id: str
    unit: str
    title: str
    title_text: str
    rank: Rank
    standing: Standing
    group: str
    birth: int
    sex: Sex
    started: int
    grade: str
    contract: str
    assumes: tuple[str, ...]
    gone: bool


def opening_year(entries: Sequence[Entry]) -> int | None:
    """Return the year after the latest start of service; ``None`` if no start is known."""
    return max((entry.started.index // 12 + 1 for entry in entries if entry.started), default=None)


def settle(
    entries: Sequence[Entry], units: Units, *, opening: dt.date, law: Law, grades: Sequence[str]
) -> tuple[list[Staff], list[Problem]]:
    """Return the people of staff lists, in order of their ids, and what keeps rows from being people.

    Parameters
    ----------
    opening
        The day on which the simulation begins.
    law
        Whose retirement ages hold.
    grades
        The grades of the law; the one of most people stands in where the lists have no column for grades.
    """
    problems = [*_repeated_codes(entries)]
    ids = _person_ids(entries)
    titles = distinct_ids([entry.title for entry in entries if entry.title])
    usual = _usual_grade(entries, grades)
    start = month_index(opening)
    retires_in = cache(lambda birth, sex: retirement_month(law, birth, sex))
    staff = []
    for entry, person in zip(entries, ids, strict=True):
        faults = list(_faults(entry, units))
        problems += faults
        if faults or entry.birth is None or entry.sex is None or not _whole(entry):
            continue
        contract = entry.contract or "permanent"
        started = entry.started.index if entry.started else min(entry.birth.index + _AGE_AT_START, start)
        retires = retires_in(entry.birth.index, entry.sex) if contract != "part-time" else None
        late = list(_ages(entry, started, start, retires))
        problems += late
        if late:
            continue
        staff.append(
            Staff(
                entry=entry,
                id=person,
                unit=units.ids[spelled(entry.unit)],
                title=titles[spelled(entry.title)] if entry.title else NO_TITLE,
                title_text=entry.title or "Chức danh không có trong danh sách",
                rank=entry.rank,
                standing=STANDINGS[contract],
                group=group_of(contract, entry.contract_words, entry.title),
                birth=entry.birth.index,
                sex=entry.sex,
                started=started,
                grade=entry.grade or usual,
                contract=contract,
                assumes=tuple(_assumes(entry, gone=retires is not None and retires < start)),
                gone=retires is not None and retires < start,
            )
        )
    return sorted(staff, key=lambda one: one.id), problems


def _whole(entry: Entry) -> bool:
    """Say whether all was read of which a column exists; the cells that were not are told of already."""
    columns = entry.row.heading.columns
    read = {"started": entry.started, "grade": entry.grade, "contract": entry.contract, "title": entry.title or None}
    return all(value is not None for field, value in read.items() if field in columns)


def _repeated_codes(entries: Sequence[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in entries:
        before = first.setdefault(key(entry.code), entry) if entry.code else entry
        if before is not entry:
            where = before.row.problem("id", "").place
            yield entry.row.problem(
                "id",
                Message(
                    "the code {code} is already in {where}; each person has one", code=shown(entry.code), where=where
                ),
            )
        elif not entry.code and "id" in entry.row.heading.columns:
            yield entry.row.problem("id", Message("expected the code of a person, found an empty cell"))


def _person_ids(entries: Sequence[Entry]) -> list[str]:
    """Return the codes as ids; if the lists have none, numbers by name and birth, whatever the order of the rows."""
    if all(entry.code for entry in entries):
        return [key(entry.code) for entry in entries]
    order = sorted(range(len(entries)), key=lambda at: _sort_key(entries[at]))
    numbers = {at: f"p{number:05d}" for number, at in enumerate(order, start=1)}
    return [numbers[at] for at in range(len(entries))]


def _sort_key(entry: Entry) -> tuple[str, int, str, str, str]:
    return (
        entry.name,
        entry.birth.index if entry.birth else 0,
        entry.unit,
        entry.title,
        str(entry.row.grid.place(entry.row.at)),
    )


def _usual_grade(entries: Sequence[Entry], grades: Sequence[str]) -> str:
    found = Counter(entry.grade for entry in entries if entry.grade)
    if found:
        return min(found, key=lambda grade: (-found[grade], grade))
    return "A1" if "A1" in grades else min(grades, default=NO_GRADE)


def _faults(entry: Entry, units: Units) -> Iterator[Problem]:
    if entry.unit:
        if fault := units.fault(entry.unit):
            yield entry.row.problem("unit", fault)
    elif "unit" not in entry.row.heading.columns:
        yield entry.row.problem(
            "unit", Message("nothing says in which unit this person is; add a column 'Đơn vị' or 'Unit'")
        )


def _ages(entry: Entry, started: int, start: int, retires: int | None) -> Iterator[Problem]:
    """Yield ages at which nobody is in service at the opening."""
    assert entry.birth
    age = start - entry.birth.index
    field = next(name for name in ("birth", "birth_of_men", "birth_of_women") if entry.row.cell(name) is not None)
    if not _YOUNGEST <= age <= _OLDEST:
        fault = Message(
            "this gives an age of {age} years at the opening, {month}; expected 15 to 100",
            age=age // 12,
            month=month_text(start),
        )
        yield entry.row.problem(field, fault)
    elif started > start:
        fault = Message(
            "this is after the opening, {month}; take the person out, or set --opening to a later year",
            month=month_text(start),
        )
        yield entry.row.problem("started", fault)
    elif started - entry.birth.index < _YOUNGEST:
        years = max(started - entry.birth.index, 0) // 12
        fault = Message("this gives an age of {years} years at the start of service; expected 15 or more", years=years)
        yield entry.row.problem("started" if entry.started else field, fault)
    elif retires is not None and retires < start - _GRACE:
        who = "man" if entry.sex is Sex.MALE else "woman"
        fault = Message(
            "under the law this {who} retired in {month}, long before the opening",
            who=who,
            month=month_text(retires),
        )
        yield entry.row.problem(
            field,
            Message(
                "{fault}, {month}; correct the date, or take the person out",
                fault=fault,
                month=month_text(start),
            ),
        )


def _assumes(entry: Entry, *, gone: bool) -> Iterator[str]:
    """Yield the ids of the statements on which a person rests."""
    found: Mapping[str, bool] = {
        "birth-in-july": entry.birth is not None and not entry.birth.known,
        "start-in-july": entry.started is not None and not entry.started.known,
        "start-at-24": entry.started is None,
        "usual-grade": entry.grade is None,
        "all-permanent": entry.contract is None,
        "no-titles": not entry.title,
        "retired-before-opening": gone,
    }
    yield from (name for name, holds in found.items() if holds)
