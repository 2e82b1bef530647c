"""The units: those of unit lists, or else those that staff lists name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from orgsim.errors import Message, Problem, did_you_mean, message_of
from orgsim.io.importing.cells import ListRow, counted, is_total, list_rows, text, written
from orgsim.io.importing.grids import Grid
from orgsim.io.importing.headers import Heading
from orgsim.io.importing.keys import distinct_ids, key, spelled
from orgsim.io.importing.vocabulary import kind_of
from orgsim.io.validation import shown

__all__ = ["Entry", "Made", "Units", "UnitsRead", "listed_units", "named_units", "read_units"]

TOP = "organisation"
"""The id of a unit that is made because the lists have none above all others."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a unit list; ``establishment`` is ``None`` where none is given."""

    row: ListRow
    code: str
    name: str
    name_en: str
    name_vi: str
    kind: str
    boss: str
    establishment: int | None


@dataclass(frozen=True, slots=True)
class Made:
    """A unit as the scenario has it; ``row`` is ``None`` if no list has a row for it."""

    id: str
    name: str
    name_vi: str
    kind: str
    boss: str
    establishment: int | None
    row: ListRow | None


@dataclass(frozen=True)
class Units:
    """The units by id, the top first, then by id; ``ids`` has the id of each code and name that means one unit."""

    made: tuple[Made, ...]
    ids: Mapping[str, str]
    unclear: Mapping[str, int]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Made]:
        """The units by id."""
        return {unit.id: unit for unit in self.made}

    def fault(self, name: str) -> str:
        """Say why a code or name means no unit; empty if it means one."""
        if spelled(name) in self.ids:
            return ""
        if spelled(name) in self.unclear:
            return Message(
                "{unclear} units are called {name}; name the unit by its code",
                unclear=self.unclear[spelled(name)],
                name=shown(name),
            )
        names = [unit.name for unit in self.made if unit.row]
        return Message(
            "expected a unit of the unit list, found {name}{guess}", name=shown(name), guess=did_you_mean(name, names)
        )


@dataclass(frozen=True, slots=True)
class UnitsRead:
    """What stands in a unit list: units, cells that cannot be read, and rows passed over."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    passed: tuple[ListRow, ...]
    sections: tuple[ListRow, ...] = ()


def read_units(grid: Grid, heading: Heading) -> UnitsRead:
    """Read a unit list."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    passed: list[ListRow] = []
    for row in list_rows(grid, heading):
        if is_total(written(row.filled[0])) or is_total(written(row.cell("name"))):
            passed.append(row)
            continue
        said: dict[str, str] = {}
        for field in ("id", "name", "name_en", "name_vi", "kind", "boss"):
            try:
                said[field] = text(row.cell(field), "words")
            except ValueError as error:
                problems.append(row.problem(field, message_of(error)))
            if row.is_error(field):
                problems.append(
                    row.problem(field, Message("this cell shows an error; correct its formula, or type the value"))
                )
        name = said.get("name") or said.get("name_vi") or said.get("name_en") or said.get("id", "")
        if not name:
            problems.append(row.problem("name", Message("expected the name of a unit, found an empty cell")))
        posts = None
        try:
            posts = counted(row.cell("establishment"))
        except ValueError as error:
            problems.append(row.problem("establishment", message_of(error)))
        english, vietnamese, kind, boss = (said.get(field, "") for field in ("name_en", "name_vi", "kind", "boss"))
        entries.append(Entry(row, said.get("id", ""), name, english, vietnamese, kind, boss, posts))
    return UnitsRead(tuple(entries), tuple(problems), tuple(passed))


def named_units(names: Iterable[str], whole: str) -> Units:
    """Return the units that staff lists name; all report to one that is made.

    Parameters
    ----------
    whole
        The name of the unit that is made.
    """
    shown_names: dict[str, Counter[str]] = {}
    for name in names:
        if name:
            shown_names.setdefault(spelled(name), Counter())[name] += 1
    ids = distinct_ids(shown_names, [TOP])
    best = {spelling: min(found, key=lambda one: (-found[one], one)) for spelling, found in shown_names.items()}
    made = sorted(
        (Made(ids[one], best[one], best[one], kind_of(best[one]), TOP, None, None) for one in ids),
        key=lambda unit: unit.id,
    )
    return Units((_top(whole), *made), ids, {})


def _top(whole: str) -> Made:
    return Made(TOP, whole, whole, TOP, "", None, None)


def listed_units(entries: Sequence[Entry], whole: str) -> Units:
    """Return the units of unit lists, with what is wrong: repeated codes and names, unknown bosses, circles."""
    problems = list(_repeated(entries))
    by_code = all(entry.code for entry in entries) and len({spelled(entry.code) for entry in entries}) == len(entries)
    ids = distinct_ids([entry.code if by_code else entry.name for entry in entries], [TOP])
    of_entry = [ids[spelled(entry.code if by_code else entry.name)] for entry in entries]
    names = Counter(spelled(entry.name) for entry in entries)
    known = {spelled(entry.name): made for entry, made in zip(entries, of_entry, strict=True)}
    known = {name: made for name, made in known.items() if names[name] == 1}
    known |= {spelled(entry.code): made for entry, made in zip(entries, of_entry, strict=True) if entry.code}
    unclear = {name: count for name, count in names.items() if count > 1 and name not in known}
    tops = [entry for entry in entries if not entry.boss]
    above = TOP if len(tops) != 1 else ""
    made = [
        Made(
            unit,
            entry.name_en or entry.name,
            entry.name_vi or entry.name,
            key(entry.kind) if entry.kind else kind_of(entry.name),
            known.get(spelled(entry.boss), "") if entry.boss else above,
            entry.establishment,
            entry.row,
        )
        for entry, unit in zip(entries, of_entry, strict=True)
    ]
    made = sorted({unit.id: unit for unit in made}.values(), key=lambda unit: (bool(unit.boss), unit.id))
    units = Units((*([_top(whole)] if above else []), *made), known, unclear)
    problems += [
        entry.row.problem(
            "boss", Message("{fault}; the highest unit has an empty cell here", fault=units.fault(entry.boss))
        )
        for entry in entries
        if entry.boss and units.fault(entry.boss)
    ]
    return Units(units.made, known, unclear, (*problems, *_circles(units)))


def _repeated(entries: Sequence[Entry]) -> Iterator[Problem]:
    """Yield codes that two units have, and names that two units without codes have."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        field = "id" if entry.code else "name"
        said = entry.code or entry.name
        before = first.setdefault((field, spelled(said)), entry)
        if before is not entry and said:
            where = before.row.problem(field, "").place
            yield entry.row.problem(
                field,
                Message(
                    "{said} is already the {word} of a unit, in {where}",
                    said=shown(said),
                    word=_WORD[field],
                    where=where,
                ),
            )


_WORD = {"id": "code", "name": "name"}


def _circles(units: Units) -> Iterator[Problem]:
    """Yield each circle of bosses once, at the first of its units."""
    settled: set[str] = set()
    for start in units.made:
        way: list[str] = []
        unit = start.id
        while unit in units.by_id and unit not in settled and unit not in way:
            way.append(unit)
            unit = units.by_id[unit].boss
        if unit in way:
            circle = [units.by_id[one].name for one in [*way[way.index(unit) :], unit]]
            row = units.by_id[unit].row
            assert row
            yield row.problem(
                "boss", Message("units report to each other in a circle: {listed}", listed=" → ".join(circle))
            )
        settled.update(way)
