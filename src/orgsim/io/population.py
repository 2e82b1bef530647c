"""The people of a scenario folder: a roster or margins held against posts, assumptions and law."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from orgsim.errors import Message, Place, Problem, did_you_mean
from orgsim.io.folder import Folder
from orgsim.io.lawful import known_grades
from orgsim.io.layouts import Margin, MarginRow, RosterRow
from orgsim.io.structure import unknown
from orgsim.io.tables import Row
from orgsim.io.validation import shown
from orgsim.model.dates import month_index, month_text
from orgsim.model.organisation import Person, Sex, Standing
from orgsim.rules.establishment import held_slots, seat_roster
from orgsim.rules.people import Band, Margins, MarginsError, Traits, number_people, synthesise
from orgsim.rules.retirement import retirement_month

__all__ = ["Population", "named_people", "people_problems", "synthetic_people"]

_YOUNGEST_START = 15 * 12
_OLDEST = 100 * 12


@dataclass(frozen=True)
class Population:
    """The people by id, and the person in each held slot."""

    people: Mapping[str, Person]
    holders: Mapping[str, str]


def people_problems(folder: Folder) -> Iterator[Problem]:
    """Yield what is wrong with the rows of the roster or of the margins."""
    yield from _roster_rows(folder)
    seats = list(_seats(folder))
    yield from seats
    if not seats and not folder.roster.problems:
        yield from _roster_counts(folder)
    yield from _ratings(folder)
    yield from _margin_rows(folder)
    if folder.margins.file and not folder.margins.problems:
        yield from _margin_sums(folder)
        yield from _margins_missing(folder)


def _ratings(folder: Folder) -> Iterator[Problem]:
    """Yield ratings of people who do not exist."""
    for row in folder.ratings.rows:
        if fault := unknown(Message("person"), row.value.person, folder.roster.names("id"), folder.roster.file):
            yield row.problem("person", fault)


def _roster_rows(folder: Folder) -> Iterator[Problem]:
    rates = folder.assumptions_file
    grades = known_grades(folder)
    contracts = rates.names("rates", "compulsory_retirement", "value")
    law = folder.law
    # Many people share a month of birth.
    retires = cache(lambda birth, sex: None if law is None else retirement_month(law, birth, sex))
    for row in folder.roster.rows:
        person = row.value
        for column, what, known in (("grade", "grade", grades), ("contract", "contract", contracts)):
            if fault := unknown(what, getattr(person, column), known):
                yield row.problem(column, fault)
        if folder.horizon is not None:
            yield from _ages(folder, row, month_index(folder.horizon.start), retires)


def _seats(folder: Folder) -> Iterator[Problem]:
    """Yield people in units or posts that do not exist."""
    units = folder.units.names("id")
    sound = _posts_are_sound(folder)
    places = {(post.value.unit, post.value.title, post.value.standing) for post in folder.posts.rows}
    for row in folder.roster.rows:
        person = row.value
        if fault := unknown(Message("unit"), person.unit, units):
            yield row.problem("unit", fault)
        elif sound and (person.unit, person.title, person.standing) not in places:
            yield _no_such_post(folder, row)


def _posts_are_sound(folder: Folder) -> bool:
    units = folder.units.names("id")
    return not folder.posts.problems and (units is None or all(post.value.unit in units for post in folder.posts.rows))


def _no_such_post(folder: Folder, row: Row[RosterRow]) -> Problem:
    person = row.value
    here = [post.value for post in folder.posts.rows if post.value.unit == person.unit]
    standings = sorted({post.standing for post in here if post.title == person.title})
    if standings:
        fault = Message(
            "the places of title '{title}' in '{unit}' are {listed} only ({file})",
            title=person.title,
            unit=person.unit,
            listed=" or ".join(standings),
            file=folder.posts.file,
        )
        return row.problem("standing", fault)
    hint = did_you_mean(person.title, {post.title for post in here})
    return row.problem(
        "title",
        Message(
            "'{unit}' has no post of title '{title}' in {file}{hint}",
            unit=person.unit,
            title=person.title,
            file=folder.posts.file,
            hint=hint,
        ),
    )


def _ages(
    folder: Folder, row: Row[RosterRow], start: int, retires: Callable[[int, Sex], int | None]
) -> Iterator[Problem]:
    """Yield ages at which nobody is in service at the opening."""
    person = row.value
    age, age_at_start = start - person.birth, person.started - person.birth
    if age > _OLDEST:
        yield row.problem(
            "birth",
            Message("this gives an age of {age} years at the opening; at most 100 are believed", age=age // 12),
        )
    elif person.started > start:
        yield row.problem(
            "started", Message("this is after the opening; the roster is of people who are there at the opening")
        )
    elif age_at_start < _YOUNGEST_START:
        found = Message("this gives an age of {age} years at the start of service", age=max(age_at_start, 0) // 12)
        yield row.problem("started", Message("{found}; expected 15 or more", found=found))
    elif (
        folder.law is not None
        and folder.assumptions_file.get("rates", "compulsory_retirement", "value", person.contract) is True
        and (month := retires(person.birth, person.sex)) is not None
        and month < start
    ):
        who = "man" if person.sex is Sex.MALE else "woman"
        fault = Message(
            "under the law of '{jurisdiction}' this {who} retired in {month}",
            jurisdiction=folder.law.jurisdiction,
            who=who,
            month=month_text(month),
        )
        yield row.problem(
            "birth", Message("{fault}, before the opening; correct the month, or take the person out", fault=fault)
        )


def _roster_counts(folder: Folder) -> Iterator[Problem]:
    """Yield rows of posts that are filled by more or fewer people than the roster names."""
    if not folder.roster.file or not _posts_are_sound(folder):
        return
    lines: dict[tuple[str, str, Standing], list[int]] = {}
    for row in folder.roster.rows:
        lines.setdefault((row.value.unit, row.value.title, row.value.standing), []).append(row.line)
    for post in folder.posts.rows:
        named = lines.get((post.value.unit, post.value.title, post.value.standing), [])
        if len(named) != post.value.filled:
            where = (
                Message(
                    " (line{plural} {listed})",
                    plural="s" if len(named) > 1 else "",
                    listed=", ".join(map(str, named[:8])),
                )
                if named
                else ""
            )
            people = "1 person" if len(named) == 1 else Message("{count} people", count=len(named))
            fault = Message(
                "{filled} here, but {file} names {people}{where}",
                filled=post.value.filled,
                file=folder.roster.file,
                people=people,
                where=where,
            )
            yield post.problem("filled", fault)


def _margin_rows(folder: Folder) -> Iterator[Problem]:
    rates = folder.assumptions_file
    known = {
        Margin.SEX: frozenset[str](Sex),
        Margin.GRADE: known_grades(folder),
        Margin.CONTRACT: rates.names("rates", "compulsory_retirement", "value"),
    }
    for row in folder.margins.rows:
        if fault := unknown(Message("staff group"), row.value.group, folder.posts.names("group"), folder.posts.file):
            yield row.problem("group", fault)
        margin, value = row.value.margin, row.value.value
        if margin not in known:
            if _band(value) is None:
                yield row.problem(
                    "value", Message("expected completed years such as 25-29, found {value}", value=shown(value))
                )
        elif fault := unknown(margin, value, known[margin]):
            yield row.problem("value", fault)


def _band(text: str) -> Band | None:
    found = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", text)
    band = Band(int(found[1]), int(found[2])) if found else None
    return band if band and band.first <= band.last else None


def _by_margin(folder: Folder) -> dict[tuple[str, Margin], list[Row[MarginRow]]]:
    found: dict[tuple[str, Margin], list[Row[MarginRow]]] = {}
    for row in folder.margins.rows:
        found.setdefault((row.value.group, row.value.margin), []).append(row)
    return found


def _margin_sums(folder: Folder) -> Iterator[Problem]:
    for (group, margin), rows in _by_margin(folder).items():
        total = sum((row.value.share for row in rows), Fraction(0))
        if abs(total - 1) > Fraction(1, 10**9):
            fault = Message(
                "the shares of {margin} in group '{group}' add up to {total:.10g}; expected 1",
                margin=margin,
                group=group,
                total=float(total),
            )
            yield rows[0].problem("share", fault)
        bands = [
            (band, row) for row in rows if margin in (Margin.AGE, Margin.SERVICE) if (band := _band(row.value.value))
        ]
        bands.sort(key=lambda found: found[0])
        for (lower, earlier), (upper, later) in pairwise(bands):
            if upper.first <= lower.last:
                yield later.problem(
                    "value",
                    Message("{upper} overlaps {lower} on line {line}", upper=upper, lower=lower, line=earlier.line),
                )


def _margins_missing(folder: Folder) -> Iterator[Problem]:
    """Yield staff groups that have people but not all margins."""
    given = _by_margin(folder).keys()
    first: dict[str, int] = {}
    for row in folder.posts.rows:
        if row.value.filled:
            first.setdefault(row.value.group, row.line)
    for group, line in first.items():
        missing = [margin for margin in Margin if (group, margin) not in given]
        if missing:
            what = Message(
                "group '{group}' has people ({file}:{line}) but no shares of {listed}",
                group=group,
                file=folder.posts.file,
                line=line,
                listed=", ".join(missing),
            )
            yield Problem(Place(folder.margins.file), "", what)


def named_people(folder: Folder) -> Population:
    """Return the people of the roster in their slots; the folder must be without problems."""
    seats: dict[tuple[str, str, Standing], list[str]] = {}
    ratings = {row.value.person: row.value.rating for row in folder.ratings.rows}
    people = {}
    for row in folder.roster.rows:
        one = row.value
        seats.setdefault((one.unit, one.title, one.standing), []).append(one.id)
        people[one.id] = Person(one.id, one.birth, one.sex, one.started, one.grade, one.contract, ratings.get(one.id))
    return Population(dict(sorted(people.items())), seat_roster((row.value for row in folder.posts.rows), seats))


def synthetic_people(folder: Folder, seed: int) -> tuple[Population, list[Problem]]:
    """Make people from the margins and give them slots; the folder must be without problems.

    Returns
    -------
        The people, and for each staff group the first band that too few people can have.
    """
    assert folder.horizon
    assert folder.law
    assert folder.assumptions
    rows = _by_margin(folder)
    seated: dict[str, Traits] = {}
    problems = []
    for group, slots in held_slots(row.value for row in folder.posts.rows).items():
        try:
            made = synthesise(
                group,
                len(slots),
                _margins(rows, group),
                seed=seed,
                start=month_index(folder.horizon.start),
                law=folder.law,
                compulsory=folder.assumptions.rates.compulsory_retirement.value,
            )
        except MarginsError as error:
            at = rows[group, Margin(error.margin)]
            row = next(row for row in at if _band(row.value.value) == error.band)
            problems.append(
                row.problem(
                    "value",
                    Message(
                        "of the {count} people of group '{group}' {error}", count=len(slots), group=group, error=error
                    ),
                )
            )
        else:
            seated |= dict(zip(slots, made, strict=True))
    return Population(*number_people(seated)), problems


def _margins(rows: Mapping[tuple[str, Margin], list[Row[MarginRow]]], group: str) -> Margins:
    """Return the margins of a group; the order of the rows in the table has no meaning."""
    words = {
        margin: dict(sorted((row.value.value, row.value.share) for row in rows[group, margin])) for margin in Margin
    }
    bands = {
        margin: dict(sorted((band, share) for text, share in words[margin].items() if (band := _band(text))))
        for margin in (Margin.AGE, Margin.SERVICE)
    }
    return Margins(
        age=bands[Margin.AGE],
        sex={Sex(text): share for text, share in words[Margin.SEX].items()},
        service=bands[Margin.SERVICE],
        grade=words[Margin.GRADE],
        contract=words[Margin.CONTRACT],
    )
