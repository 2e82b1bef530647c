"""The law of a jurisdiction, from the packs that orgsim ships, and that of an employer, from files of the scenario."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from pydantic import TypeAdapter

from orgsim.errors import Message, OrgsimError, Problem, StructureError, did_you_mean, message_of
from orgsim.io.files import decode
from orgsim.io.validation import validate
from orgsim.io.yaml_files import Document, parse_document
from orgsim.model.law import Benefit, Instrument, Law, Norm, Parameter, in_force_on
from orgsim.rules.law.code import LawError, basis, provisions
from orgsim.rules.law.expression import FormulaError, names_of, parse
from orgsim.rules.law.facts import FACTS, UNIT_FACTS
from orgsim.rules.retirement import AGE

__all__ = ["NO_LAW", "jurisdictions", "law_of", "read_law", "years_without_law"]

NO_LAW = "none"
"""The jurisdiction in which nobody must retire."""

_INSTRUMENT: TypeAdapter[Instrument] = TypeAdapter(Instrument)


def _packs() -> Traversable:
    return files("orgsim.rules.law") / "packs"


def jurisdictions() -> tuple[str, ...]:
    """Return the jurisdictions whose law orgsim knows, and ``none``.

    Examples
    --------
    >>> "vietnam" in jurisdictions()
    True
    """
    packs = (pack.name for pack in _packs().iterdir() if pack.is_dir() and not pack.name.startswith(("_", ".")))
    return tuple(sorted([NO_LAW, *packs]))


@cache
def read_law(jurisdiction: str) -> Law:
    """Read the law of a jurisdiction.

    Raises
    ------
    OrgsimError
        If there is no such jurisdiction.
    StructureError
        If a file of its pack is faulty, or its instruments leave a gap or overlap.

    Examples
    --------
    >>> [instrument.id for instrument in read_law("none").instruments]
    []
    """
    if jurisdiction == NO_LAW:
        return Law(jurisdiction=jurisdiction, instruments=())
    known = jurisdictions()
    if jurisdiction not in known:
        raise OrgsimError(
            Message(
                "there is no jurisdiction '{jurisdiction}'{guess}",
                jurisdiction=jurisdiction,
                guess=did_you_mean(jurisdiction, known),
            )
        )
    pack = sorted((_packs() / jurisdiction).iterdir(), key=lambda file: file.name)
    named = [(f"{jurisdiction}/{file.name}", file.read_bytes()) for file in pack if file.name.endswith(".yaml")]
    law, problems = law_of(jurisdiction, (), [parse_document(decode(name, content)) for name, content in named])
    if problems:
        raise StructureError("; ".join(str(problem) for problem in problems))
    return law


@dataclass(frozen=True, slots=True)
class _Placed:
    """A parameter, benefit or norm, its instrument, and where it stands; that of a shipped pack stands nowhere."""

    instrument: Instrument
    dated: Parameter | Benefit | Norm
    document: Document | None
    keys: tuple[str | int, ...]

    def problem(self, message: str, *field: str) -> Problem:
        assert self.document is not None
        return self.document.problem(message, *self.keys, *field)

    @property
    def term(self) -> tuple[dt.date, dt.date | None]:
        return self.instrument.term(self.dated)

    @property
    def uses(self) -> dict[str, str]:
        """The parameters that a benefit or norm names, by its fields."""
        fields = ("eligible", "amount", "strain", "least_staff", "most_deputies", "average_deputies", "grace_months")
        named = {field: getattr(self.dated, field, None) for field in fields}
        return {field: name for field, name in named.items() if name is not None}


def law_of(
    jurisdiction: str, shipped: Iterable[Instrument], documents: Sequence[Document]
) -> tuple[Law, list[Problem]]:
    """Join instruments that are known to be sound and those of files, and look whether they make one law.

    Returns
    -------
        The law of the sound instruments, and all that is wrong with the files. Of two parameters that do not
        go together one at least is from a file.
    """
    read = [(document, validate(_INSTRUMENT, document)) for document in documents]
    problems = [problem for _, checked in read for problem in checked.problems]
    sound = [(document, checked.value) for document, checked in read if checked.value is not None]
    every = [*((None, one) for one in shipped), *sound]
    ordered = sorted(every, key=lambda one: (one[1].in_force_from, one[1].id))
    law = Law(jurisdiction=jurisdiction, instruments=tuple(instrument for _, instrument in ordered))
    placed = [
        _Placed(instrument, dated, document, keys)
        for document, instrument in ordered
        for keys, dated in _dated(instrument)
    ]
    problems += _ids(sound, [one for document, one in every if document is None])
    problems += _formulas(law, placed)
    problems += _terms(placed)
    if not problems:
        problems += _bases(law, placed)
    return law, problems


def _dated(instrument: Instrument) -> Iterator[tuple[tuple[str, int], Parameter | Benefit | Norm]]:
    """Yield what an instrument says, each with the way to it in its file."""
    for position, parameter in enumerate(instrument.parameters):
        yield ("parameters", position), parameter
    for position, benefit in enumerate(instrument.benefits):
        yield ("benefits", position), benefit
    for position, norm in enumerate(instrument.norms):
        yield ("norms", position), norm


def _ids(sound: Sequence[tuple[Document, Instrument]], shipped: Iterable[Instrument]) -> Iterator[Problem]:
    first: dict[str, str] = {instrument.id: Message("the law that orgsim ships") for instrument in shipped}
    for document, instrument in sound:
        place = first.setdefault(instrument.id, document.file)
        if place != document.file:
            yield document.problem(
                Message("there is an instrument '{id}' already: {place}", id=instrument.id, place=place), "id"
            )


def _formulas(law: Law, placed: Iterable[_Placed]) -> Iterator[Problem]:
    """Yield formulas that cannot be read, names that nothing has, and parameters that are named like facts."""
    known = {one.parameter.id for one in provisions(law)}
    for one in placed:
        if one.document is None:
            continue
        if not isinstance(one.dated, Parameter):
            for field, name in one.uses.items():
                if name not in known | FACTS.keys():
                    yield one.problem(
                        Message("there is no parameter '{name}'{guess}", name=name, guess=did_you_mean(name, known)),
                        field,
                    )
            continue
        if one.dated.id in FACTS:
            yield one.problem(
                Message("'{id}' is a fact of a person; give the parameter another name", id=one.dated.id), "id"
            )
        if one.dated.formula is None:
            continue
        try:
            names = sorted(names_of(parse(one.dated.formula)))
        except FormulaError as error:
            yield one.problem(message_of(error), "formula")
            continue
        for name in names:
            if name not in known and name not in FACTS:
                guess = did_you_mean(name, known | FACTS.keys())
                yield one.problem(
                    Message("'{name}' is no parameter and no fact of a person{guess}", name=name, guess=guess),
                    "formula",
                )


def _terms(placed: Iterable[_Placed]) -> Iterator[Problem]:
    """Yield gaps and overlaps in what holds under one name in one scheme."""
    by_name: dict[tuple[str, str, str], list[_Placed]] = {}
    for one in placed:
        what, name = ("route", one.dated.route) if isinstance(one.dated, Benefit) else ("parameter", one.dated.id)
        what = "norm" if isinstance(one.dated, Norm) else what
        by_name.setdefault((one.instrument.scheme, what, name), []).append(one)
    for (scheme, what, name), found in by_name.items():
        found.sort(key=lambda one: one.term[0])
        for earlier, later in pairwise(found):
            told, other = (later, earlier) if later.document is not None else (earlier, later)
            if told.document is None:
                continue
            whole = Message("{what} '{name}' of scheme '{scheme}'", what=what, name=name, scheme=scheme)
            where = (
                other.document.place((*other.keys, "id")) if other.document else Message("the law that orgsim ships")
            )
            end, start = earlier.term[1], later.term[0]
            field = "in_force_from" if told is later else "in_force_to"
            if end is None or start <= end:
                yield told.problem(
                    Message(
                        "{whole} is in force twice on {start}: here and in '{id}' ({where}); end the one on the "
                        "day before the other begins",
                        whole=whole,
                        start=start,
                        id=other.instrument.id,
                        where=where,
                    ),
                    field,
                )
            elif start > end + dt.timedelta(days=1) and isinstance(told.dated, Parameter):
                yield told.problem(
                    Message(
                        "{whole} is not in force from {start} to {end}, between '{id}' ({where}) and this; "
                        "let the days follow each other",
                        whole=whole,
                        start=end + dt.timedelta(days=1),
                        end=start - dt.timedelta(days=1),
                        id=other.instrument.id,
                        where=where,
                    ),
                    field,
                )


def _bases(law: Law, placed: Iterable[_Placed]) -> Iterator[Problem]:
    """Yield what rests on something that is not in force at some time of its own, or on a fact of something else."""
    starts = sorted({one.term[0] for one in provisions(law)} | {_after(one.term[1]) for one in provisions(law)})
    for one in placed:
        if one.document is None:
            continue
        names = list(one.uses.values())
        if isinstance(one.dated, Parameter):
            if one.dated.formula is None:
                continue
            names = [one.dated.id]
        first, last = one.term
        for day in (first, *(start for start in starts if first < start and (last is None or start <= last))):
            if day == dt.date.max:
                continue
            field = {Parameter: "formula", Benefit: "amount", Norm: "id"}[type(one.dated)]
            try:
                facts = basis(law, names, day, one.instrument.scheme).facts
            except LawError as error:
                yield one.problem(message_of(error), field)
                break
            if isinstance(one.dated, Norm) and (strange := sorted(facts - UNIT_FACTS)):
                allowed = ", ".join(sorted(UNIT_FACTS))
                yield one.problem(
                    Message(
                        "a norm knows no '{strange}', a fact of a person; it knows {allowed}",
                        strange=strange[0],
                        allowed=allowed,
                    ),
                    field,
                )
                break
            if isinstance(one.dated, Benefit) and (strange := sorted(facts & UNIT_FACTS)):
                yield one.problem(
                    Message("a benefit knows no '{strange}', a fact of a unit", strange=strange[0]), field
                )
                break


def _after(day: dt.date | None) -> dt.date:
    return dt.date.max if day is None else day + dt.timedelta(days=1)


def years_without_law(law: Law, years: Iterable[int]) -> list[int]:
    """Return the years at whose end the law sets no retirement age; none if it never sets any.

    Examples
    --------
    >>> years_without_law(read_law("vietnam"), range(2010, 2016))
    [2010, 2011, 2012]
    """
    ages = [one.term for one in provisions(law, AGE)]
    if not ages:
        return []
    return [year for year in years if not any(in_force_on(term, dt.date(year, 12, 31)) for term in ages)]
