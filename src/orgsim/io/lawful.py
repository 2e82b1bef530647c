"""The law held against the scenario: pay, facts of people, and what programmes offer in each of their years."""

from collections.abc import Iterator

from orgsim.errors import Message, OrgsimError, Problem, message_of
from orgsim.io.folder import Folder
from orgsim.io.structure import Names, unknown
from orgsim.io.validation import Entry
from orgsim.model.dates import month_index, month_start
from orgsim.model.law import Law
from orgsim.model.roadmap import EndContracts, Programme, Separation
from orgsim.model.scenario import Horizon
from orgsim.rules.law.benefits import Ruling, ruling
from orgsim.rules.law.code import LawError, basis, grade_scales, parameter_on
from orgsim.rules.law.facts import FACTS, SIMULATED, known_fact
from orgsim.rules.law.pay import CAREER, PAY, amounts_by_month

__all__ = ["known_grades", "law_problems"]

_FACTS = ("rates", "facts", "value")


def known_grades(folder: Folder) -> Names:
    """Return the grades that the law knows at the opening; ``None`` if it knows none, which is told of once."""
    if folder.law is None or folder.horizon is None:
        return None
    return frozenset(grade_scales(folder.law, folder.horizon.start)) or None


def law_problems(folder: Folder) -> Iterator[Problem]:
    """Yield what the law does not say and the scenario needs, and facts that are missing, unknown or not asked for."""
    law, horizon = folder.law, folder.horizon
    if law is None or horizon is None or folder.law_problems:
        return
    stated = folder.assumptions_file.names(*_FACTS)
    asked: set[str] = set()
    faults = list(_pay(folder, law, horizon, stated, asked))
    for road in folder.roadmaps:
        for programme in road.programmes:
            faults += _programme(programme, law, horizon, stated, asked)
    yield from faults
    # What nobody asks for is known only when everything that may ask could be read.
    yield from _facts(folder, None if faults or folder.problems else asked)


def _pay(folder: Folder, law: Law, horizon: Horizon, stated: Names, asked: set[str]) -> Iterator[Problem]:
    """Yield what pay needs and the law does not set on some day of the horizon."""
    if not grade_scales(law, horizon.start):
        yield _silent(
            folder,
            Message(
                "the law of '{jurisdiction}' has no pay scales ('grades') on {start}",
                jurisdiction=law.jurisdiction,
                start=horizon.start,
            ),
        )
    elif grade_scales(law, horizon.start) != grade_scales(law, horizon.end):
        fault = Message("the pay scales change within the horizon, which orgsim does not simulate yet; end it before")
        yield folder.main.problem(fault, "horizon", "end")
    for name in PAY:
        for month in range(month_index(horizon.start), month_index(horizon.end) + 1):
            day = month_start(month)
            try:
                found = parameter_on(law, name, day)
                facts = basis(law, [name], day, found.instrument.scheme).facts - {"year"}
            except LawError as error:
                yield _silent(folder, message_of(error))
                break
            asked |= facts
            missing = sorted(facts - (stated or frozenset()))
            if stated is not None and missing:
                fault = Message(
                    "'{name}' of '{id}' asks for '{missing}'; state it here",
                    name=name,
                    id=found.instrument.id,
                    missing=missing[0],
                )
                yield folder.assumptions_file.problem(fault, *_FACTS, at_key=True)
                break


def _silent(folder: Folder, fault: str) -> Problem:
    hint = Message("name a file with an instrument that sets it under 'instruments', or another 'jurisdiction'")
    return folder.main.problem(Message("{fault}; {hint}", fault=fault, hint=hint), "jurisdiction")


def _programme(
    entry: Entry[Programme], law: Law, horizon: Horizon, stated: Names, asked: set[str]
) -> Iterator[Problem]:
    """Yield years in which the law offers nothing by a programme's route, and facts that it asks for in vain."""
    programme = entry.value
    if not isinstance(programme, Separation | EndContracts):
        return
    told: set[str] = set()
    for year in sorted(programme.quota):
        if not horizon.start.year <= year <= horizon.end.year:
            continue
        try:
            found = ruling(law, programme.scheme, programme.route, horizon.end.replace(year=year))
        except LawError as error:
            if message_of(error) not in told:
                told.add(message_of(error))
                yield _unlawful(entry, programme, law, year, error)
            continue
        asked |= found.basis.facts - SIMULATED
        for fault in _ruling(found, programme, stated):
            if fault not in told:
                told.add(fault)
                yield entry.problem(fault, "route")
        if "average_pay" in found.basis.facts:
            yield from _career(entry, law, found, year, told)


def _unlawful(
    entry: Entry[Programme], programme: Separation | EndContracts, law: Law, year: int, error: LawError
) -> Problem:
    """Say that there is no such scheme, no such route of it, or not in this year."""
    routes = {i.scheme: {benefit.route for benefit in i.benefits} for i in law.instruments}
    if programme.scheme not in {scheme for scheme, found in routes.items() if found}:
        return entry.problem(message_of(error), "scheme")
    known = {b.route for i in law.instruments if i.scheme == programme.scheme for b in i.benefits}
    if programme.route not in known:
        return entry.problem(message_of(error), "route")
    return entry.problem(message_of(error), "quota", str(year), at_key=True)


def _ruling(found: Ruling, programme: Separation | EndContracts, stated: Names) -> Iterator[str]:
    ended = found.benefit.cause == "contract_ended"
    if ended != isinstance(programme, EndContracts):
        kind = "separation" if isinstance(programme, Separation) else "end_contracts"
        yield Message(
            "the route '{route}' of '{id}' does not go with 'programme: {kind}'",
            route=programme.route,
            id=found.instrument.id,
            kind=kind,
        )
    if stated is not None:
        for name in sorted(found.basis.facts - SIMULATED - stated):
            yield (
                Message(
                    "'{route}' of '{id}' asks for '{name}' ({meaning}), which no table tells; state it under "
                    "'facts' of the assumptions file",
                    route=programme.route,
                    id=found.instrument.id,
                    name=name,
                    meaning=Message(FACTS[name].meaning),
                )
            )


def _career(entry: Entry[Programme], law: Law, found: Ruling, year: int, told: set[str]) -> Iterator[Problem]:
    month = month_index(found.day.replace(month=12))
    try:
        amounts_by_month(law, "base_salary", month - CAREER + 1, month)
    except OrgsimError as error:
        if not told:
            told.add(message_of(error))
            fault = Message(
                "'{route}' asks for the average pay of {career} months, and {error}",
                route=found.benefit.route,
                career=CAREER,
                error=error,
            )
            yield entry.problem(fault, "quota", str(year), at_key=True)


def _facts(folder: Folder, asked: set[str] | None) -> Iterator[Problem]:
    """Yield facts that do not exist, that nothing asks for, or that are not of their kind or for every group."""
    file, groups = folder.assumptions_file, folder.posts.names("group")
    for name in sorted(file.names(*_FACTS) or ()):
        if fault := known_fact(name):
            yield file.problem(fault, *_FACTS, name, at_key=True)
        elif name in SIMULATED:
            fault = Message("'{name}' is known of everybody in a simulation; leave it out", name=name)
            yield file.problem(fault, *_FACTS, name, at_key=True)
        elif asked is not None and name not in asked:
            fault = Message("no law that the roadmaps use asks for '{name}'; remove it", name=name)
            yield file.problem(fault, *_FACTS, name, at_key=True)
        else:
            yield from _values(folder, name, groups)


def _values(folder: Folder, name: str, groups: Names) -> Iterator[Problem]:
    file, truth = folder.assumptions_file, FACTS[name].kind == "truth"
    by_group = file.names(*_FACTS, name)
    for keys in [(name,)] if by_group is None else [(name, group) for group in sorted(by_group)]:
        found = file.get(*_FACTS, *keys)
        if isinstance(found, bool) != truth:
            expected = Message("true or false") if truth else Message("a number")
            meaning = Message(FACTS[name].meaning)
            yield file.problem(
                Message(
                    "'{name}' is {expected}: {meaning}",
                    name=name,
                    expected=expected,
                    meaning=meaning,
                ),
                *_FACTS,
                *keys,
            )
    if by_group is not None and groups is not None:
        for group in sorted(groups - by_group):
            lacks = Message("staff group '{group}' of {file} has no value here", group=group, file=folder.posts.file)
            yield file.problem(lacks, *_FACTS, name, at_key=True)
        for group in sorted(by_group - groups):
            fault = unknown(Message("staff group"), group, groups, folder.posts.file)
            yield file.problem(fault, *_FACTS, name, group, at_key=True)
