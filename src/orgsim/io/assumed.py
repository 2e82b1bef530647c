"""The assumptions held against the tables, and statements held against those who rely on them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from orgsim.errors import Message, Problem
from orgsim.io.folder import Folder
from orgsim.io.lawful import known_grades
from orgsim.io.structure import Names, unknown
from orgsim.io.tables import Table
from orgsim.io.validation import Entry
from orgsim.io.yaml_files import Keys

__all__ = ["assumption_problems", "unknown_statements", "unused_statements", "used_by"]


class _Assuming(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def assumes(self) -> tuple[str, ...]: ...


def assumption_problems(folder: Folder) -> Iterator[Problem]:
    """Yield rates for groups, grades and contracts that do not exist, missing ones, and rows given twice."""
    file, groups = folder.assumptions_file, folder.posts.names("group")
    grades = known_grades(folder)
    contracts = file.names("rates", "compulsory_retirement", "value")
    quits: Keys = ("rates", "quit_multiplier", "value")
    entrants: Keys = ("rates", "entrants", "value")
    yield from _same_groups(folder, quits, groups)
    yield from _same_groups(folder, (*entrants, "grade"), groups)
    for group in sorted(file.names(*entrants, "grade") or ()):
        grade = file.get(*entrants, "grade", group)
        if isinstance(grade, str) and (fault := unknown(Message("grade"), grade, grades)):
            yield file.problem(fault, *entrants, "grade", group)
    contract = file.get(*entrants, "contract")
    if isinstance(contract, str) and (fault := unknown(Message("contract"), contract, contracts)):
        yield file.problem(fault, *entrants, "contract")
    for rows in ((*entrants, "profile"), ("rates", "quit_hazard", "value")):
        for position in range(len(file.items(*rows))):
            contract = file.get(*rows, position, "contract")
            if isinstance(contract, str) and (fault := unknown(Message("contract"), contract, contracts)):
                yield file.problem(fault, *rows, position, "contract")
    for rate, field in (("quit_hazard", "age_from"), ("death_hazard", "age_from")):
        yield from _given_twice(folder, ("rates", rate, "value"), field)


def _same_groups(folder: Folder, keys: Keys, groups: Names) -> Iterator[Problem]:
    """Yield staff groups of the posts table that have no value, and values for groups that it does not have."""
    file, given = folder.assumptions_file, folder.assumptions_file.names(*keys)
    if groups is None or given is None:
        return
    for group in sorted(groups - given - {""}):
        yield file.problem(
            Message("staff group '{group}' of {file} has no value here", group=group, file=folder.posts.file),
            *keys,
            at_key=True,
        )
    for group in sorted(given - groups):
        fault = unknown(Message("staff group"), group, groups, folder.posts.file)
        yield file.problem(fault, *keys, group, at_key=True)


def _given_twice(folder: Folder, keys: Keys, field: str) -> Iterator[Problem]:
    file, first = folder.assumptions_file, dict[tuple[str, ...], int]()
    for position in range(len(file.items(*keys))):
        found = file.get(*keys, position, field)
        here = file.problem("", *keys, position, field)
        named = (str(found), *(str(file.get(*keys, position, name)) for name in ("sex", "contract")))
        there = first.setdefault(named, here.place.line)
        if found is not None and there != here.place.line:
            yield file.problem(
                Message("{found} is already on line {there}", found=found, there=there), *keys, position, field
            )


@dataclass(frozen=True, slots=True)
class Reliance:
    """One reliance on a statement: by whom it is, and the problem if there is no such statement."""

    statement: str
    by: str
    problem: Problem


def _assuming(folder: Folder) -> tuple[Table[Any], ...]:
    """Return the tables whose rows rest on statements; rows that a norm gives are those of the norm."""
    own = Table(folder.posts.file, tuple(row for row in folder.posts.rows if row.file == folder.posts.file))
    posts = own if folder.norms.file != folder.posts.file else Table("")
    return (
        folder.units,
        posts,
        folder.norms,
        folder.duties,
        folder.sites,
        folder.sizes,
        folder.natives,
        folder.margins,
    )


def reliances(folder: Folder) -> Iterator[Reliance]:
    """Yield every reliance on a statement, the tables first."""
    ids = _statement_ids(folder)
    for table in _assuming(folder):
        for row in table.rows:
            for statement in row.value.assumes:
                fault = row.problem("assumes", unknown(Message("statement"), statement, ids))
                yield Reliance(statement, f"{row.file}:{row.line}", fault)
    kinds: list[tuple[str, Iterable[Entry[_Assuming]]]] = [
        ("target", folder.targets),
        ("leadership norm", folder.leadership_norms),
    ]
    for road in folder.roadmaps:
        kinds.extend([("step", road.steps), ("programme", road.programmes)])
    for kind, found in [*kinds, ("reported", folder.reported)]:
        for entry in found:
            for position, statement in enumerate(entry.value.assumes):
                fault = entry.problem(unknown(Message("statement"), statement, ids), "assumes", position)
                yield Reliance(statement, f"{entry.document.file}: {kind} {entry.value.id}", fault)


def _statement_ids(folder: Folder) -> Names:
    """Return the ids of the statements, those of unsound ones included."""
    file = folder.assumptions_file
    if not isinstance(file.get("statements"), list):
        return None
    ids = (file.get("statements", position, "id") for position in range(len(file.items("statements"))))
    return frozenset(key for key in ids if isinstance(key, str))


def unknown_statements(folder: Folder) -> Iterator[Problem]:
    """Yield reliances on statements that do not exist."""
    return (reliance.problem for reliance in reliances(folder) if reliance.problem.message)


def unused_statements(folder: Folder) -> Iterator[Problem]:
    """Yield statements on which nothing relies; true only of a folder without unsound rows and entries."""
    used = {reliance.statement for reliance in reliances(folder)}
    for entry in folder.statements:
        if entry.value.id not in used:
            fault = Message(
                "nothing relies on statement '{id}'; add it to an 'assumes', or remove it", id=entry.value.id
            )
            yield entry.problem(fault, "id")


def used_by(folder: Folder) -> dict[str, tuple[str, ...]]:
    """Return who relies on each statement, such as ``posts.csv:12`` or ``roadmaps/x.yaml: step op1``."""
    found: dict[str, dict[str, None]] = {entry.value.id: {} for entry in folder.statements}
    for reliance in reliances(folder):
        found[reliance.statement][reliance.by] = None
    return {statement: tuple(users) for statement, users in found.items()}
