"""The files of a scenario as they were read: every file on its own, before they are held against each other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from orgsim.errors import Message, Problem, did_you_mean
from orgsim.io.forms import MAIN, Form
from orgsim.io.law import NO_LAW, jurisdictions, law_of, read_law
from orgsim.io.layouts import (
    DOTTED,
    DUTIES,
    MARGINS,
    NATIVES,
    NORMS,
    POSTS,
    RATINGS,
    ROSTER,
    SITES,
    SIZES,
    UNITS,
    DottedRow,
    DutyRow,
    MarginRow,
    NativesRow,
    NormRow,
    PostsRow,
    RatingRow,
    RosterRow,
    SiteRow,
    SizeRow,
    UnitRow,
)
from orgsim.io.scenario_file import HindcastFile, ScenarioFile
from orgsim.io.tables import Columns, Row, Table
from orgsim.io.validation import Entry, entries, strict, validate
from orgsim.io.yaml_files import Document, no_document
from orgsim.model.assumptions import Assumptions, Statement
from orgsim.model.law import Law
from orgsim.model.norms import LeadershipNorm
from orgsim.model.roadmap import Programme, Roadmap, StepFile, Target
from orgsim.model.scenario import Horizon, Reported
from orgsim.model.steps import Step

__all__ = ["MAIN", "Folder", "RoadmapFile", "read_folder"]

T = TypeVar("T")
_OPTIONAL = ("posts", "norms", "sizes", "dotted", "natives", "margins", "roster", "ratings")
"""Tables without which a scenario can be whole."""

_SCENARIO: TypeAdapter[ScenarioFile] = TypeAdapter(ScenarioFile)
_HORIZON: TypeAdapter[Horizon] = TypeAdapter(Horizon)
_TARGET: TypeAdapter[Target] = TypeAdapter(Target)
_NORM: TypeAdapter[LeadershipNorm] = TypeAdapter(LeadershipNorm)
_ASSUMPTIONS: TypeAdapter[Assumptions] = TypeAdapter(Assumptions)
_STATEMENT: TypeAdapter[Statement] = TypeAdapter(Statement)
_ROADMAP: TypeAdapter[Roadmap] = TypeAdapter(Roadmap)
_STEP_FILE: TypeAdapter[StepFile] = TypeAdapter(StepFile)
_STEP: TypeAdapter[Step] = TypeAdapter(Step)
_PROGRAMME: TypeAdapter[Programme] = TypeAdapter(Programme)
_HINDCAST: TypeAdapter[HindcastFile] = TypeAdapter(HindcastFile)
_REPORTED: TypeAdapter[Reported] = TypeAdapter(Reported)


@dataclass(frozen=True)
class RoadmapFile:
    """A roadmap with its step files; ``roadmap`` is ``None`` if the file is unsound, the entries are the sound ones.

    ``steps`` are those of the step files and then its own, as they are written.
    """

    document: Document
    roadmap: Roadmap | None
    step_files: tuple[Document, ...]
    steps: tuple[Entry[Step], ...]
    programmes: tuple[Entry[Programme], ...]

    @property
    def dated_steps(self) -> list[Entry[Step]]:
        """The steps in order of date; those of one day as they are written."""
        return sorted(self.steps, key=lambda entry: entry.value.date)

    def new_units(self, field: str) -> frozenset[str]:
        """Return a feature of what steps bring into being or change, unsound steps included."""
        found = (self._raw_steps(key, field) for key in ("into", "unit", "office", "team"))
        return frozenset(value for values in found for value in values) | self.new_things(field)

    def new_things(self, field: str, *keys: str) -> frozenset[str]:
        """Return a feature of the members of a list in steps, or of the steps themselves."""
        return frozenset(self._raw_steps(*keys, field))

    def _raw_steps(self, *keys: str) -> Iterator[str]:
        """Yield the texts that stand in steps under some keys; a list on the way stands for all its members."""
        values = [step for document in (*self.step_files, self.document) for step in document.items("steps")]
        for key in keys:
            values = [value[key] for value in _flat(values) if isinstance(value, dict) and key in value]
        yield from (value for value in _flat(values) if isinstance(value, str))


def _flat(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        yield from value if isinstance(value, list) else (value,)


@dataclass(frozen=True)
class Folder:
    """Everything that was read. What is unsound is ``None`` or left out, and ``problems`` say why."""

    main: Document
    scenario: ScenarioFile | None
    law: Law | None
    law_files: tuple[Document, ...]
    law_problems: tuple[Problem, ...]
    horizon: Horizon | None
    targets: tuple[Entry[Target], ...]
    leadership_norms: tuple[Entry[LeadershipNorm], ...]
    units: Table[UnitRow]
    posts: Table[PostsRow]
    norms: Table[NormRow]
    natives: Table[NativesRow]
    duties: Table[DutyRow]
    sites: Table[SiteRow]
    sizes: Table[SizeRow]
    dotted: Table[DottedRow]
    margins: Table[MarginRow]
    roster: Table[RosterRow]
    ratings: Table[RatingRow]
    assumptions_file: Document
    assumptions: Assumptions | None
    statements: tuple[Entry[Statement], ...]
    roadmaps: tuple[RoadmapFile, ...]
    hindcast: Document
    hindcast_file: HindcastFile | None
    reported: tuple[Entry[Reported], ...]
    problems: tuple[Problem, ...]

    @property
    def documents(self) -> Iterator[Document]:
        """The YAML files; one that several roadmaps share comes several times."""
        yield from (self.main, self.assumptions_file, self.hindcast, *self.law_files)
        for road in self.roadmaps:
            yield from (road.document, *road.step_files)

    @property
    def tables(self) -> tuple[Table[object], ...]:
        """The CSV tables."""
        organisation = (self.units, self.posts, self.norms, self.duties, self.sites, self.dotted, self.natives)
        return (*organisation, self.sizes, self.margins, self.roster, self.ratings)

    @property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of the files that were read, by name."""
        documents = {file.file: file.digest for file in self.documents if file.digest}
        tables = {file.file: file.digest for file in self.tables if file.digest}
        return dict(sorted((documents | tables).items()))


def read_folder(form: Form) -> Folder:
    """Read every file that a scenario names."""
    main = form.document(MAIN, no_document(MAIN).place(()))
    scenario = validate(_SCENARIO, main)
    units = _table(UNITS, form, main, "tables", "units")
    named_posts = _table(POSTS, form, main, "tables", "posts")
    norms = _table(NORMS, form, main, "tables", "norms")
    posts = _with_norms(named_posts, norms, units)
    duties = _table(DUTIES, form, main, "tables", "duties")
    sites = _table(SITES, form, main, "tables", "sites")
    sizes = _table(SIZES, form, main, "tables", "sizes")
    dotted = _table(DOTTED, form, main, "tables", "dotted")
    natives = _table(NATIVES, form, main, "tables", "natives")
    margins = _table(MARGINS, form, main, "people", "margins")
    roster = _table(ROSTER, form, main, "people", "roster")
    ratings = _table(RATINGS, form, main, "people", "ratings")
    assumptions_file = _document(form, main, "assumptions")
    assumptions = validate(_ASSUMPTIONS, assumptions_file)
    hindcast = _document(form, main, "hindcast")
    hindcast_file = validate(_HINDCAST, hindcast)
    law_files = tuple(_document(form, main, "instruments", number) for number in range(len(main.items("instruments"))))
    law, law_problems = _law(main, law_files)
    read = [_roadmap(form, main, position) for position in range(len(main.items("roadmaps")))]
    tables = (units, posts, norms, duties, sites, sizes, dotted, natives, margins, roster, ratings)
    return Folder(
        main=main,
        scenario=scenario.value,
        law=law,
        law_files=law_files,
        law_problems=law_problems,
        horizon=_horizon(main),
        targets=tuple(entries(_TARGET, main, "targets")),
        leadership_norms=tuple(entries(_NORM, main, "leadership_norms")),
        units=units,
        posts=posts,
        norms=norms,
        natives=natives,
        duties=duties,
        sites=sites,
        sizes=sizes,
        dotted=dotted,
        margins=margins,
        roster=roster,
        ratings=ratings,
        assumptions_file=assumptions_file,
        assumptions=assumptions.value,
        statements=tuple(entries(_STATEMENT, assumptions_file, "statements")),
        roadmaps=tuple(road for road, _ in read),
        hindcast=hindcast,
        hindcast_file=hindcast_file.value,
        reported=tuple(entries(_REPORTED, hindcast, "reported")),
        problems=(
            *scenario.problems,
            *(problem for table in tables for problem in table.problems),
            *assumptions.problems,
            *(problem for _, problems in read for problem in problems),
            *hindcast_file.problems,
            *law_problems,
            *form.strays(frozenset(_listed(main, [road for road, _ in read]))),
        ),
    )


def _listed(main: Document, roadmaps: Sequence[RoadmapFile]) -> Iterator[str]:
    """Yield the files of which there may be several: roadmaps, their step files, instruments."""
    documents = [main.items("roadmaps"), main.items("instruments")]
    names = [*documents, *(road.document.items("step_files") for road in roadmaps)]
    yield from (name for found in names for name in found if isinstance(name, str))


def _horizon(main: Document) -> Horizon | None:
    try:
        return strict(_HORIZON, main.get("horizon"))
    except ValidationError:
        return None


def _law(main: Document, files: Sequence[Document]) -> tuple[Law | None, tuple[Problem, ...]]:
    """Join the law of the jurisdiction with the instruments of the scenario."""
    jurisdiction = main.get("jurisdiction")
    shipped = read_law(str(jurisdiction)) if jurisdiction in jurisdictions() else None
    if shipped is not None and not files:
        return shipped, ()
    law, problems = law_of(
        NO_LAW if shipped is None else str(jurisdiction), shipped.instruments if shipped else (), files
    )
    return law if shipped is not None else None, tuple(problems)


def _table(columns: Columns[T], form: Form, main: Document, *keys: str) -> Table[T]:
    """Read a table that the scenario names; one that it does not name has no rows."""
    name = main.get(*keys)
    if isinstance(name, str):
        place = main.place(keys)
        return form.table(columns, name, place, ".".join(keys))
    # An unnamed table is empty if it may be; if it must be there, nothing is known of it.
    optional = keys[-1] in _OPTIONAL and name is None
    return Table("", texts={column: frozenset() for column in columns.cells} if optional else None)


def _with_norms(posts: Table[PostsRow], norms: Table[NormRow], units: Table[UnitRow]) -> Table[PostsRow]:
    """Add to the posts those that the norms give to every unit of a kind."""
    if posts.texts is None or norms.texts is None:
        return Table(posts.file, digest=posts.digest, problems=posts.problems)
    of_kind: dict[str, list[str]] = {}
    for row in units.rows:
        of_kind.setdefault(row.value.kind, []).append(row.value.id)
    faults, rows = list(posts.problems), list(posts.rows)
    first = {(row.value.unit, row.value.title, row.value.standing): row for row in posts.rows}
    for norm in norms.rows:
        kind, given = norm.value.kind, norm.value.posts
        if units.texts is not None and kind not in units.texts["kind"]:
            faults.append(
                norm.problem(
                    "kind",
                    Message(
                        "no unit of {file} is of kind '{kind}'{guess}",
                        file=units.file,
                        kind=kind,
                        guess=did_you_mean(kind, units.texts["kind"]),
                    ),
                )
            )
        for unit in of_kind.get(kind, ()):
            there = first.get((unit, given.title, given.standing))
            if there is not None:
                fault = Message(
                    "'{unit}' has posts titled '{title}' already: {file}:{line}",
                    unit=unit,
                    title=given.title,
                    file=there.file,
                    line=there.line,
                )
                faults.append(norm.problem("title", fault))
                continue
            value = replace(given, unit=unit)
            rows.append(Row(norm.file, norm.line, {**norm.columns, "unit": norm.columns["kind"]}, value))
    texts = {name: found | norms.texts.get(name, frozenset()) for name, found in posts.texts.items()}
    return Table(posts.file or norms.file, tuple(rows), texts, posts.digest, tuple(faults))


def _document(form: Form, main: Document, *keys: str | int) -> Document:
    name = main.get(*keys)
    if not isinstance(name, str):
        return no_document("")
    problem = main.problem("", *keys)
    return form.document(name, problem.place, problem.subject)


def _step_file(form: Form, roadmap: Document, number: int) -> Document:
    name = roadmap.get("step_files", number)
    if not isinstance(name, str):
        return no_document("")
    problem = roadmap.problem("", "step_files", number)
    return form.steps(name, problem.place, problem.subject)


def _roadmap(form: Form, main: Document, position: int) -> tuple[RoadmapFile, list[Problem]]:
    document = _document(form, main, "roadmaps", position)
    roadmap = validate(_ROADMAP, document)
    names = document.items("step_files")
    found = [*roadmap.problems]
    step_files = []
    for number, name in enumerate(names):
        if name in names[:number]:
            found.append(document.problem(Message("'{name}' is named twice", name=name), "step_files", number))
            continue
        step_file = _step_file(form, document, number)
        step_files.append(step_file)
        found.extend(validate(_STEP_FILE, step_file).problems)
    steps = [entry for file in (*step_files, document) for entry in entries(_STEP, file, "steps")]
    return (
        RoadmapFile(
            document=document,
            roadmap=roadmap.value,
            step_files=tuple(step_files),
            steps=tuple(steps),
            programmes=tuple(entries(_PROGRAMME, document, "programmes")),
        ),
        found,
    )
