"""Dates and years held against the horizon."""

from collections.abc import Iterator

from orgsim.errors import Message, Problem
from orgsim.io.folder import Folder, RoadmapFile
from orgsim.io.law import jurisdictions, years_without_law
from orgsim.io.structure import unknown
from orgsim.io.validation import Entry
from orgsim.model.roadmap import EndContracts, Programme, Promotion, Recruitment, Separation
from orgsim.model.scenario import Horizon, ReportedExits, ReportedUnits
from orgsim.rules.law.code import provisions, terms
from orgsim.rules.retirement import AGE

__all__ = ["period_problems"]


def period_problems(folder: Folder) -> Iterator[Problem]:
    """Yield a horizon of broken years, and dates and years outside the horizon."""
    horizon = folder.horizon
    if horizon is None:
        return
    faults = list(_horizon(folder, horizon))
    yield from faults
    if faults:
        return
    for road in folder.roadmaps:
        for step in road.steps:
            if not horizon.start <= step.value.date <= horizon.end:
                yield step.problem(_outside(f"{step.value.date}", horizon), "date")
        for programme in road.programmes:
            yield from _programme(programme, horizon)
        yield from _overlaps(road)
    for target in folder.targets:
        by = target.value.by
        if (by.month, by.day) != (12, 31):
            yield target.problem(
                Message(
                    "a target is checked at the end of a year: expected {year}-12-31, found {by}", year=by.year, by=by
                ),
                "by",
            )
        elif not horizon.start <= by <= horizon.end:
            yield target.problem(_outside(f"{by}", horizon), "by")
    yield from _reported(folder, horizon)
    yield from _law(folder, horizon)


def _outside(found: str, horizon: Horizon) -> str:
    return Message(
        "{found} is outside the horizon, {start} to {end}", found=found, start=horizon.start, end=horizon.end
    )


def _horizon(folder: Folder, horizon: Horizon) -> Iterator[Problem]:
    start, end = horizon.start, horizon.end
    if (start.month, start.day) != (1, 1):
        fault = Message(
            "the horizon is whole years: expected {year}-01-01, found {start}", year=start.year, start=start
        )
        yield folder.main.problem(fault, "horizon", "start")
    if (end.month, end.day) != (12, 31):
        fault = Message("the horizon is whole years: expected {year}-12-31, found {end}", year=end.year, end=end)
        yield folder.main.problem(fault, "horizon", "end")
    if end < start:
        yield folder.main.problem(
            Message("the end, {end}, is before the start, {start}", end=end, start=start), "horizon", "end"
        )


def _years_outside(
    entry: Entry[object], years: dict[tuple[str | int, ...], int], horizon: Horizon
) -> Iterator[Problem]:
    """Yield years outside the horizon; they are given by field."""
    for field, year in years.items():
        if not horizon.start.year <= year <= horizon.end.year:
            yield entry.problem(_outside(f"{year}", horizon), *field, at_key="quota" in field)


def _programme(programme: Entry[Programme], horizon: Horizon) -> Iterator[Problem]:
    match programme.value:
        case Separation(quota=quota) | EndContracts(quota=quota):
            yield from _years_outside(programme, {("quota", str(year)): year for year in quota}, horizon)
        case Recruitment(first_year=first, last_year=last):
            yield from _years_outside(programme, {("first_year",): first, ("last_year",): last}, horizon)
        case Promotion():
            pass


def _overlaps(road: RoadmapFile) -> Iterator[Problem]:
    """Yield programmes that say for one year what an earlier one of their kind says already."""
    promotions = [entry for entry in road.programmes if isinstance(entry.value, Promotion)]
    for entry in promotions[1:]:
        yield entry.problem(
            Message("'{id}' promotes people already; keep one of them", id=promotions[0].value.id), "programme"
        )
    years: dict[int, str] = {}
    for entry in road.programmes:
        if not isinstance(entry.value, Recruitment):
            continue
        twice = sorted(years.keys() & set(range(entry.value.first_year, entry.value.last_year + 1)))
        if twice:
            fault = Message(
                "'{years}' recruits people in {twice} already; let the years not overlap",
                years=years[twice[0]],
                twice=twice[0],
            )
            yield entry.problem(fault, "first_year")
        for year in range(entry.value.first_year, entry.value.last_year + 1):
            years.setdefault(year, entry.value.id)


def _reported(folder: Folder, horizon: Horizon) -> Iterator[Problem]:
    for entry in folder.reported:
        match entry.value.of:
            case ReportedUnits(date=date) if not horizon.start <= date <= horizon.end:
                yield entry.problem(_outside(f"{date}", horizon), "of", "date")
            case ReportedExits(first_year=first, last_year=last):
                yield from _years_outside(entry, {("of", "first_year"): first, ("of", "last_year"): last}, horizon)
                if last < first:
                    yield entry.problem(
                        Message("the last year, {last}, is before the first, {first}", last=last, first=first),
                        "of",
                        "last_year",
                    )


def _law(folder: Folder, horizon: Horizon) -> Iterator[Problem]:
    jurisdiction = folder.main.get("jurisdiction")
    if not isinstance(jurisdiction, str):
        return
    if fault := unknown(Message("jurisdiction"), jurisdiction, frozenset(jurisdictions())):
        yield folder.main.problem(fault, "jurisdiction")
    law = folder.law
    if law is None:
        return
    bare = years_without_law(law, range(horizon.start.year, horizon.end.year + 1))
    if bare:
        known = terms(one.term for one in provisions(law, AGE))
        fault = Message(
            "no retirement ages are known for {bare}; those of '{jurisdiction}' are in force {known}",
            bare=bare[0],
            jurisdiction=jurisdiction,
            known=known,
        )
        yield folder.main.problem(fault, "jurisdiction")
