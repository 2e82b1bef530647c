"""Reading a scenario: a folder of files, or a workbook, becomes one checked value, or all that is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from orgsim.errors import InputError, Message, Problem, StepError
from orgsim.io.assumed import assumption_problems, unknown_statements, unused_statements, used_by
from orgsim.io.folder import Folder, RoadmapFile, read_folder
from orgsim.io.forms import Form, form_of
from orgsim.io.lawful import law_problems
from orgsim.io.periods import period_problems
from orgsim.io.population import Population, named_people, people_problems, synthetic_people
from orgsim.io.preflight import warnings
from orgsim.io.references import reference_problems
from orgsim.io.structure import size_problems, structure_problems
from orgsim.model.ledger import History
from orgsim.model.organisation import Duty, Organisation, Site, Unit
from orgsim.model.roadmap import Roadmap
from orgsim.model.scenario import Scenario, Size
from orgsim.rules.establishment import slots_of
from orgsim.rules.reorganise import follow

__all__ = ["Checked", "check_scenario", "read_scenario"]


@dataclass(frozen=True)
class Checked:
    """A sound scenario, the organisation through each of its roadmaps, and what looks wrong nevertheless."""

    scenario: Scenario
    histories: Mapping[str, History]
    warnings: tuple[Problem, ...]


def check_scenario(folder: Path) -> Checked:
    """Read a scenario and look for what will probably not do what its planner wants.

    Raises
    ------
    InputError
        As :func:`read_scenario`.

    Examples
    --------
    >>> [problem.subject for problem in check_scenario(Path("src/orgsim/io/small")).warnings]
    ['steps[0].id', 'steps[1].id', 'targets[0].id', 'targets[1].id']
    """
    form = form_of(folder)
    read, scenario, histories = _read(folder, form)
    return Checked(scenario, histories, tuple(map(form.located, warnings(read, scenario, histories))))


def read_scenario(folder: Path) -> Scenario:
    """Read and check a scenario.

    Parameters
    ----------
    folder
        A folder with a ``scenario.yaml`` and the files that it names, or a workbook (.xlsx) with the same in sheets.
        Nothing outside the folder is read.

    Returns
    -------
        The scenario. The order of rows in the tables has no meaning.

    Raises
    ------
    InputError
        With every problem of every file. Three things are told only when nothing else is wrong, since they
        cannot be known before: statements on which nothing relies (once every file can be read), margins that
        nobody can have, and the first step of each roadmap that cannot be taken.

    Examples
    --------
    >>> read_scenario(Path("scenarios/mong-cai")).organisation.boundary
    'mong-cai'
    """
    return _read(folder, form_of(folder))[1]


def _read(folder: Path, form: Form) -> tuple[Folder, Scenario, dict[str, History]]:
    def check(problems: list[Problem]) -> None:
        if problems:
            raise InputError(str(folder), map(form.located, problems))

    read = read_folder(form)
    check([*read.problems, *_cross_problems(read)])
    population, problems = _population(read)
    check(problems)
    organisation = _organisation(read, population.holders)
    histories, failed = _histories(read, organisation)
    check(failed or list(size_problems(read, histories.values())))
    scenario = _scenario(read, population, organisation, form.hashes(read.hashes))
    return read, scenario, histories


def _cross_problems(read: Folder) -> Iterator[Problem]:
    yield from structure_problems(read)
    yield from reference_problems(read)
    yield from period_problems(read)
    yield from law_problems(read)
    yield from assumption_problems(read)
    yield from unknown_statements(read)
    yield from people_problems(read)
    if not read.problems:
        yield from unused_statements(read)


def _population(read: Folder) -> tuple[Population, list[Problem]]:
    assert read.scenario
    seed = read.scenario.people.seed
    return (named_people(read), []) if seed is None else synthetic_people(read, seed)


def _organisation(read: Folder, holders: Mapping[str, str]) -> Organisation:
    assert read.scenario
    units = sorted((row.value for row in read.units.rows), key=lambda unit: unit.id)
    duties = sorted((row.value for row in read.duties.rows), key=lambda duty: duty.id)
    sites = sorted((row.value for row in read.sites.rows), key=lambda site: site.id)
    slots = slots_of((row.value for row in read.posts.rows), (unit.id for unit in units), holders)
    return Organisation(
        units={u.id: Unit(u.id, u.name, u.name_vi, u.kind, u.counted_as, u.reports_to or None) for u in units},
        slots=slots,
        duties={duty.id: Duty(duty.id, duty.name, duty.name_vi, duty.owner, duty.function) for duty in duties},
        sites={site.id: Site(site.id, site.name, site.unit, open=True) for site in sites},
        dotted=frozenset((row.value.origin, row.value.to) for row in read.dotted.rows),
        boundary=read.scenario.boundary,
        natives={
            slot.holder: row.value.native_of
            for row in read.natives.rows
            for slot in slots[row.value.unit]
            if slot.title == row.value.title and slot.holder is not None
        },
    )


def _histories(read: Folder, organisation: Organisation) -> tuple[dict[str, History], list[Problem]]:
    """Follow every roadmap; where one fails, return its first failing step, since later ones fail because of it."""
    histories, problems = dict[str, History](), []
    for road in read.roadmaps:
        key = str(road.document.get("id"))
        try:
            histories[key] = follow(organisation, (step.value for step in road.dated_steps))
        except StepError as error:
            fault = Message(
                "{error} (step '{step}' of roadmap '{key}'; its later steps were not tried)",
                error=error,
                step=error.step,
                key=key,
            )
            step = next(step for step in road.dated_steps if step.value.id == error.step)
            problems.append(step.problem(fault, *error.field))
    return histories, problems


def _scenario(read: Folder, population: Population, organisation: Organisation, hashes: Mapping[str, str]) -> Scenario:
    main = read.scenario
    assert main
    assert read.assumptions
    assert read.law
    roadmaps = [_roadmap(road) for road in read.roadmaps]
    return Scenario(
        id=main.id,
        name=main.name,
        name_vi=main.name_vi,
        currency=main.currency,
        law=read.law,
        horizon=main.horizon,
        organisation=organisation,
        people=population.people,
        synthetic=main.people.roster is None,
        assumptions=read.assumptions,
        used_by=used_by(read),
        targets=main.targets,
        leadership_norms=main.leadership_norms,
        roadmaps={road.id: road for road in roadmaps},
        reference=main.reference,
        hindcast_of=read.hindcast_file.roadmap if read.hindcast_file else None,
        reported=tuple(entry.value for entry in read.reported),
        hashes=hashes,
        unit_types=main.unit_types,
        sizes=_sizes(read),
    )


def _sizes(read: Folder) -> dict[str, Size]:
    """Return the sizes of the units of which anything is known."""
    sizes = {row.value.id: Size(row.value.population, row.value.area_km2) for row in read.units.rows}
    sizes |= {row.value.unit: Size(row.value.population, row.value.area_km2) for row in read.sizes.rows}
    return {unit: size for unit, size in sorted(sizes.items()) if size != Size(None, None)}


def _roadmap(road: RoadmapFile) -> Roadmap:
    assert road.roadmap
    return road.roadmap.model_copy(update={"steps": tuple(step.value for step in road.dated_steps)})
