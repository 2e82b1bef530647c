"""The rows of staff lists: who is there, with what could be read of everybody."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from orgsim.errors import Message, Problem, did_you_mean, message_of
from orgsim.io.importing.cells import ListRow, Month, coefficient, is_total, list_rows, month, text, written
from orgsim.io.importing.grids import Grid
from orgsim.io.importing.headers import Heading
from orgsim.io.importing.keys import key, spelled
from orgsim.io.importing.mapping import Words
from orgsim.io.importing.vocabulary import contract_of, grade_of, rank_of, sex_of
from orgsim.io.spreadsheets import Value
from orgsim.io.validation import shown
from orgsim.model.organisation import Rank, Sex

__all__ = ["Entry", "PeopleRead", "read_people"]

T = TypeVar("T")
_CROSSES = frozenset({"x", "1", "nữ", "true", "có", "yes"})
_NAMES = ("id", "name", "family_name", "given_name")


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in a staff list. What could not be read, or has no column, is ``None`` or empty."""

    row: ListRow
    code: str
    name: str
    birth: Month | None
    sex: Sex | None
    unit: str
    title: str
    rank: Rank
    started: Month | None
    grade: str | None
    coefficient: Decimal | None
    contract: str | None
    contract_words: str


@dataclass(frozen=True)
class PeopleRead:
    """What stands in a staff list: people, cells that cannot be read, rows passed over, and the words that were met."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    passed: tuple[ListRow, ...]
    sections: tuple[ListRow, ...]
    words: Mapping[str, Mapping[str, str | None]]


def read_people(grid: Grid, heading: Heading, words: Words, grades: Collection[str]) -> PeopleRead:
    """Read a staff list.

    Parameters
    ----------
    words
        What words mean, before those that orgsim knows.
    grades
        The grades of the law; if there are none, every grade is taken as it is.
    """
    reading = _Reading(words, grades)
    problems = list(_missing_columns(grid, heading))
    entries: list[Entry] = []
    passed: list[ListRow] = []
    sections: list[ListRow] = []
    units = _unit_names(grid, heading)
    section = ""
    for row in list_rows(grid, heading):
        lone = _lone_words(row)
        if lone and (is_total(lone) or spelled(lone) in units or (len(row.filled) == 1 and not _has_name(row))):
            passed.append(row)
        elif lone and "unit" not in heading.columns:
            sections.append(row)
            section = lone
        else:
            entries.append(reading.entry(row, section))
    return PeopleRead(tuple(entries), (*problems, *reading.problems), tuple(passed), tuple(sections), reading.words_met)


def _missing_columns(grid: Grid, heading: Heading) -> Iterator[Problem]:
    place = grid.place(heading.row)
    columns = heading.columns.keys()
    if not columns & {"birth", "birth_of_men", "birth_of_women"}:
        yield Problem(
            place, "", Message("no column has dates of birth; name it 'Ngày sinh' or 'Date of birth', or map it")
        )
    if not columns & {"sex", "woman", "birth_of_women"}:
        yield Problem(place, "", Message("no column has the sex; name it 'Giới tính' or 'Sex', or map it"))


def _unit_names(grid: Grid, heading: Heading) -> frozenset[str]:
    column = heading.columns.get("unit")
    return frozenset() if column is None else frozenset(spelled(written(row[column])) for row in grid.rows)


def _lone_words(row: ListRow) -> str:
    """Return the text of a row that has only one, perhaps with a number before it; empty if it has more."""
    cells = row.filled
    if len(cells) > 2:
        if any(row.cell(field) is not None for field in ("birth", "birth_of_men", "birth_of_women")):
            return ""
        first = written(next((cell for cell in cells if isinstance(cell, str)), None))
        return first if is_total(first) else ""
    texts = [cell for cell in cells if isinstance(cell, str) and any(map(str.isalpha, cell)) and not _is_number(cell)]
    return written(texts[0]) if len(texts) == 1 else ""


def _is_number(cell: str) -> bool:
    return set(cell.strip().strip(".").upper()) <= set("IVX")


def _has_name(row: ListRow) -> bool:
    return any(row.cell(name) is not None for name in _NAMES)


@dataclass
class _Reading:
    """What was met so far in the rows of a staff list."""

    words: Words
    grades: Collection[str]
    problems: list[Problem] = field(default_factory=list)
    words_met: dict[str, dict[str, str | None]] = field(default_factory=dict)
    stated: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stated = {
            about: {spelled(word): str(meaning) for word, meaning in meanings.items()} for about, meanings in self.words
        }

    def entry(self, row: ListRow, section: str) -> Entry:
        title = self.said(row, "title", "a title")
        born = self.birth(row)
        contract = written(row.cell("contract"))
        return Entry(
            row=row,
            code=self.read(row, "id", lambda cell: text(cell, "a code")) or "",
            name=self.name(row),
            birth=born,
            sex=self.sex(row),
            unit=section if "unit" not in row.heading.columns else self.said(row, "unit", "a unit"),
            title=title,
            rank=Rank(self.meaning("rank", title, lambda word: str(rank_of(word))) or Rank.STAFF),
            started=self.filled(row, "started", lambda cell: month(cell, Message("a date of the start of service"))),
            grade=self.grade(row),
            coefficient=self.read(row, "coefficient", coefficient),
            contract=self.known(row, "contract", contract_of, "a contract"),
            contract_words=contract,
        )

    def read(self, row: ListRow, field: str, reader: Callable[[Value], T]) -> T | None:
        """Read the cell of a field if it is filled; a cell that cannot be read is a problem."""
        if row.is_error(field):
            self.problems.append(
                row.problem(field, Message("this cell shows an error; correct its formula, or type the value"))
            )
            return None
        cell = row.cell(field)
        try:
            return None if cell is None else reader(cell)
        except ValueError as error:
            self.problems.append(row.problem(field, message_of(error)))
            return None

    def filled(self, row: ListRow, field: str, reader: Callable[[Value], T]) -> T | None:
        """Read the cell of a field that must not be empty if its column is there."""
        if field not in row.heading.columns:
            return None
        told = len(self.problems)
        found = self.read(row, field, reader)
        if found is None and len(self.problems) == told:
            self.problems.append(row.problem(field, Message("expected {what}, found an empty cell", what=_WHAT[field])))
        return found

    def said(self, row: ListRow, field: str, what: str) -> str:
        return self.filled(row, field, lambda cell: text(cell, what)) or ""

    def name(self, row: ListRow) -> str:
        parts = (self.read(row, field, lambda cell: text(cell, "a name")) for field in _NAMES[1:])
        return " ".join(part for part in parts if part)

    def birth(self, row: ListRow) -> Month | None:
        fields = [one for one in ("birth", "birth_of_men", "birth_of_women") if one in row.heading.columns]
        found = next((one for one in fields if row.cell(one) is not None or row.is_error(one)), None)
        if found is None:
            if fields:
                self.problems.append(row.problem(fields[0], Message("expected a date of birth, found an empty cell")))
            return None
        return self.read(row, found, lambda cell: month(cell, Message("a date of birth")))

    def sex(self, row: ListRow) -> Sex | None:
        columns = row.heading.columns
        if "sex" in columns:
            meant = self.known(row, "sex", lambda word: sex_of(word) and str(sex_of(word)), "a sex")
            return None if meant is None else Sex(meant)
        if "birth_of_women" in columns:
            women, men = row.cell("birth_of_women") is not None, row.cell("birth_of_men") is not None
            if women and men:
                self.problems.append(
                    row.problem("birth_of_women", Message("a date stands in the columns of men and of women"))
                )
            return Sex.FEMALE if women else Sex.MALE
        if "woman" not in columns:
            return None
        mark = written(row.cell("woman")).lower()
        if mark and mark not in _CROSSES:
            self.problems.append(
                row.problem("woman", Message("expected x for a woman or nothing, found {mark}", mark=shown(mark)))
            )
        return Sex.FEMALE if mark else Sex.MALE

    def grade(self, row: ListRow) -> str | None:
        if not self.grades:
            return self.known(row, "grade", key, "a grade")
        by_name = {spelled(grade): grade for grade in self.grades}
        return self.known(row, "grade", lambda word: by_name.get(spelled(word)) or grade_of(word), "a grade")

    def known(self, row: ListRow, field: str, known: Callable[[str], str | None], what: str) -> str | None:
        """Return what the word of a cell means; a word that is not known is a problem."""
        cell = row.cell(field)
        if isinstance(cell, str) and (before := self.words_met.get(field, {}).get(cell)) is not None:
            return before
        word = self.said(row, field, what)
        if not word:
            return None
        meant = self.meaning(field, word, known)
        if meant is None:
            self.problems.append(
                row.problem(
                    field,
                    Message(
                        "expected {what}, found {word}; correct it, or say under people.words.{field} of the "
                        "mapping what it means",
                        what=_WHAT[field],
                        word=shown(word),
                        field=field,
                    ),
                )
            )
        elif field == "grade" and self.grades and meant not in self.grades:
            del self.words_met[field][word]  # so that the next such cell is told of too
            self.problems.append(
                row.problem(
                    field,
                    Message(
                        "{word} means '{meant}' by the mapping, and the law has no such grade{guess}",
                        word=shown(word),
                        meant=meant,
                        guess=did_you_mean(meant, self.grades),
                    ),
                )
            )
            return None
        return meant

    def meaning(self, about: str, word: str, known: Callable[[str], str | None]) -> str | None:
        met = self.words_met.setdefault(about, {})
        if word and word not in met:
            met[word] = self.stated[about].get(spelled(word)) or known(word)
        return met.get(word)


_WHAT = {
    "birth": Message("a date of birth"),
    "started": Message("a date of the start of service"),
    "unit": "a unit",
    "title": "a title",
    "sex": Message("a sex such as Nam, Nữ, male, female"),
    "contract": Message("a contract such as Biên chế, Hợp đồng lao động, permanent, part-time"),
    "grade": Message("a grade such as A1, 01.003 or Chuyên viên"),
}
