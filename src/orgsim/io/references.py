"""Names that steps, programmes and reported figures use, held against what exists; and ids that are unique."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from orgsim.errors import Message, Problem
from orgsim.io.folder import Folder, RoadmapFile
from orgsim.io.structure import Names, unknown
from orgsim.io.validation import Entry
from orgsim.model.naming import Named, names_in
from orgsim.model.roadmap import EndContracts, Programme, Separation
from orgsim.model.scenario import ReportedExits, ReportedMoves, ReportedStep, ReportedUnits
from orgsim.rules.law.norms import types_of_unit

__all__ = ["reference_problems"]


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def reference_problems(folder: Folder) -> Iterator[Problem]:
    """Yield names of things that do not exist, and ids that are not unique."""
    for road in folder.roadmaps:
        known = _known(folder, road)
        for step in road.steps:
            yield from _unknown_names(step, names_in(step.value), known)
        for programme in road.programmes:
            yield from _unknown_names(programme, _names_in_programme(programme.value), known)
            yield from _order_without_ratings(folder, programme)
        yield from _repeated("step", road.steps)
        yield from _repeated("programme", road.programmes)
    yield from _repeated("target", folder.targets)
    yield from _repeated(Message("leadership norm"), folder.leadership_norms, "kind")
    yield from _norm_kinds(folder)
    yield from _unit_types(folder)
    yield from _repeated("statement", folder.statements)
    yield from _repeated(Message("reported figure"), folder.reported)
    yield from _roadmap_names(folder)
    yield from _reported_names(folder)


def _joined(*names: Names) -> Names:
    return None if None in names else frozenset().union(*(name for name in names if name is not None))


def _known(folder: Folder, road: RoadmapFile) -> Mapping[str, Names]:
    """Return what exists at any time of a roadmap, by the word for it."""
    rates, units = folder.assumptions_file, folder.units.names("id")
    return {
        "unit": _joined(units, road.new_units("id"), _teams(units, road)),
        "kind of unit": _joined(folder.units.names("kind"), road.new_units("kind"), road.new_units("new_kind")),
        "group of units": _joined(folder.units.names("counted_as"), road.new_units("counted_as")),
        "title": _joined(folder.posts.names("title"), road.new_things("title", "posts"), road.new_units("title")),
        "duty": _joined(folder.duties.names("id"), road.new_things("id", "begins")),
        "step": frozenset(step.value.id for step in road.steps),
        "site": folder.sites.names("id"),
        "staff group": folder.posts.names("group"),
        "contract": rates.names("rates", "compulsory_retirement", "value"),
    }


def _teams(units: Names, road: RoadmapFile) -> Names:
    """Return the ids of the teams that steps form."""
    return (
        None
        if units is None
        else frozenset(f"{unit}-{suffix}" for suffix in road.new_units("suffix") for unit in units)
    )


def _order_without_ratings(folder: Folder, programme: Entry[Programme]) -> Iterator[Problem]:
    """Yield an order by ratings where nobody has one."""
    if isinstance(programme.value, Separation | EndContracts) and not folder.main.get("people", "ratings"):
        for position, word in enumerate(programme.value.order):
            if word == "lowest-rating":
                fault = Message(
                    "nobody has a rating: name a table of them under 'people' as 'ratings', or take another word"
                )
                yield programme.problem(fault, "order", position)


def _names_in_programme(programme: Programme) -> Iterator[Named]:
    if isinstance(programme, Separation):
        yield from _each(Message("staff group"), programme.groups, "groups")
    if isinstance(programme, Separation | EndContracts):
        yield from _each("contract", programme.contracts, "contracts")


def _each(what: str, names: Iterable[str], field: str) -> Iterator[Named]:
    return (Named(what, name, (field, position), is_key=False) for position, name in enumerate(names))


def _unknown_names(entry: Entry[object], uses: Iterable[Named], known: Mapping[str, Names]) -> Iterator[Problem]:
    for use in uses:
        if fault := unknown(use.what, use.name, known[use.what]):
            yield entry.problem(fault, *use.path, at_key=use.path[0] in ("cuts", "places") or "posts" in use.path[:-1])


def _norm_kinds(folder: Folder) -> Iterator[Problem]:
    """Yield leadership norms of kinds of units that no table and no roadmap has."""
    kinds = _kinds(folder)
    for norm in folder.leadership_norms:
        if fault := unknown(Message("kind of unit"), norm.value.kind, kinds):
            yield norm.problem(fault, "kind")


def _unit_types(folder: Folder) -> Iterator[Problem]:
    """Yield kinds of units that no table and no roadmap has, and types of units for which the law has no norm."""
    main, kinds = folder.main, _kinds(folder)
    types = None if folder.law is None else types_of_unit(folder.law)
    for kind in sorted(main.names("unit_types") or ()):
        if fault := unknown(Message("kind of unit"), kind, kinds):
            yield main.problem(fault, "unit_types", kind, at_key=True)
        unit_type = main.get("unit_types", kind)
        if isinstance(unit_type, str) and (
            fault := unknown(
                Message("norm for a type of unit"),
                unit_type,
                types,
                Message("the law of '{jurisdiction}'", jurisdiction=main.get("jurisdiction")),
            )
        ):
            yield main.problem(fault, "unit_types", kind)


def _kinds(folder: Folder) -> Names:
    """Return the kinds of units that the table or a roadmap has."""
    return _joined(folder.units.names("kind"), *(_known(folder, road)["kind of unit"] for road in folder.roadmaps))


def _repeated(what: str, found: Iterable[Entry[_Identified]], field: str = "id") -> Iterator[Problem]:
    first: dict[str, Problem] = {}
    for entry in found:
        key = entry.value.id
        here = entry.problem("", field)
        there = first.setdefault(key, here)
        if there != here:
            where = (
                Message("line {line}", line=there.place.line)
                if there.place.file == here.place.file
                else str(there.place)
            )
            yield entry.problem(
                Message("there is a {what} '{key}' already: {where}", what=what, key=key, where=where), field
            )


def _roadmap_names(folder: Folder) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for road in folder.roadmaps:
        key = road.document.get("id")
        if isinstance(key, str) and first.setdefault(key, road.document.file) != road.document.file:
            yield road.document.problem(
                Message("there is a roadmap '{key}' already: {first}", key=key, first=first[key]), "id"
            )
    for document, field in ((folder.main, "reference"), (folder.hindcast, "roadmap")):
        name = document.get(field)
        if isinstance(name, str) and (fault := unknown(Message("roadmap"), name, _roadmap_ids(folder))):
            yield document.problem(fault, field)


def _roadmap_ids(folder: Folder) -> Names:
    ids = [road.document.get("id") for road in folder.roadmaps]
    return frozenset(str(key) for key in ids) if ids and None not in ids else None


def _reported_names(folder: Folder) -> Iterator[Problem]:
    """Yield what the hindcast names and its roadmap does not have."""
    roads = [road for road in folder.roadmaps if road.document.get("id") == folder.hindcast.get("roadmap")]
    if not roads:
        return
    road = roads[0]
    files = (*road.step_files, road.document)
    steps = frozenset(str(file.get("steps", n, "id")) for file in files for n in range(len(file.items("steps"))))
    numbers = range(len(road.document.items("programmes")))
    programmes = frozenset(str(road.document.get("programmes", number, "id")) for number in numbers)
    known = {**_known(folder, road), "step": steps, "programme": programmes}
    for entry in folder.reported:
        uses: list[Named] = []
        match entry.value.of:
            case ReportedStep() | ReportedMoves() as of:
                uses.extend(_each("step", of.steps, "steps"))
            case ReportedExits() as of:
                uses.extend(_each("programme", of.programmes, "programmes"))
                if not of.programmes and not of.causes:
                    yield entry.problem(Message("name 'causes' or 'programmes' of the exits"), "of")
            case ReportedUnits() as of:
                uses.append(Named("group of units", of.counted_as, ("counted_as",), is_key=False))
        yield from _unknown_names(entry, [use._replace(path=("of", *use.path)) for use in uses], known)
