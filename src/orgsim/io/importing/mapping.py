"""The mapping file: under which names the columns of lists stand, and what the words in them mean."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, TypeAdapter
from ruamel.yaml import YAML

from orgsim.errors import InputError, Place
from orgsim.io.files import read_source
from orgsim.io.importing.aliases import PEOPLE, UNITS, Aliases
from orgsim.io.importing.headers import Heading, Kind
from orgsim.io.importing.keys import plain, spelled
from orgsim.io.validation import validate
from orgsim.io.yaml_files import parse_document
from orgsim.model.closed import Closed, Text
from orgsim.model.organisation import Rank, Sex

__all__ = ["ImportMapping", "Words", "mapping_text", "proposed_mapping", "read_mapping"]

Names = tuple[Text, ...]
_ALIASES: Mapping[Kind, Aliases] = {"people": PEOPLE, "units": UNITS}


class PeopleColumns(Closed):
    """The names of the column of each field of a staff list; a field without one is not read."""

    id: Names = ()
    name: Names = ()
    family_name: Names = ()
    given_name: Names = ()
    birth: Names = ()
    birth_of_men: Names = ()
    birth_of_women: Names = ()
    sex: Names = ()
    woman: Names = ()
    unit: Names = ()
    title: Names = ()
    started: Names = ()
    grade: Names = ()
    coefficient: Names = ()
    contract: Names = ()


class UnitColumns(Closed):
    """The names of the column of each field of a unit list; a field without one is not read."""

    id: Names = ()
    name: Names = ()
    name_en: Names = ()
    name_vi: Names = ()
    kind: Names = ()
    boss: Names = ()
    establishment: Names = ()


class Words(Closed):
    """What words in the cells of staff lists mean; the words that orgsim knows need not be here."""

    sex: dict[str, Sex] = Field(default_factory=dict)
    contract: dict[str, Literal["permanent", "labour-contract", "part-time"]] = Field(default_factory=dict)
    grade: dict[str, Text] = Field(default_factory=dict)
    """The grade of the law."""
    rank: dict[str, Rank] = Field(default_factory=dict)
    """By title."""


class PeopleMapping(Closed):
    """How staff lists are read."""

    columns: PeopleColumns
    words: Words = Words()


class UnitMapping(Closed):
    """How unit lists are read."""

    columns: UnitColumns


class ImportMapping(Closed):
    """The mapping file. Lists of a kind that it leaves out are read by the names that orgsim knows."""

    people: PeopleMapping | None = None
    units: UnitMapping | None = None
    skip: Names = ()
    """Sheets that are passed over."""

    @property
    def words(self) -> Words:
        """What words mean."""
        return Words() if self.people is None else self.people.words

    @property
    def aliases(self) -> Mapping[Kind, Aliases]:
        """The names of the fields of each kind of list."""
        stated: dict[Kind, PeopleMapping | UnitMapping | None] = {"people": self.people, "units": self.units}
        return {
            kind: _ALIASES[kind]
            if mapping is None
            else {field: tuple(map(plain, names)) for field, names in mapping.columns if names}
            for kind, mapping in stated.items()
        }


_MAPPING: TypeAdapter[ImportMapping] = TypeAdapter(ImportMapping)


def read_mapping(path: Path) -> ImportMapping:
    """Read a mapping file.

    Raises
    ------
    InputError
        With everything that is wrong in it.
    """
    document = parse_document(read_source(path.parent, path.name, Place(str(path))))
    checked = validate(_MAPPING, document)
    if checked.value is None:
        raise InputError(str(path), checked.problems)
    return checked.value


def proposed_mapping(
    headings: Iterable[Heading], words: Mapping[str, Mapping[str, str | None]], used: ImportMapping
) -> dict[str, Any]:
    """Return the mapping by which lists were read, as plain values; a word that is not known means ``?``.

    Parameters
    ----------
    words
        The words that stand in the lists, by what they are about, and what each was taken for.
    used
        The mapping that was given; what it says stays.
    """
    made: dict[str, Any] = {}
    given_for: dict[Kind, PeopleMapping | UnitMapping | None] = {"people": used.people, "units": used.units}
    for kind, given in given_for.items():
        columns: dict[str, list[str]] = {}
        if given is not None:
            columns = {field: list(names) for field, names in given.columns if names}
        for heading in (one for one in headings if one.kind == kind):
            for field, column in heading.columns.items():
                text, names = heading.texts[column], columns.setdefault(field, [])
                if plain(text) not in map(plain, names) and plain(text.rpartition(" / ")[2]) not in map(plain, names):
                    names.append(text)
        if columns:
            made[kind] = {"columns": {field: columns[field] for field in _ALIASES[kind] if field in columns}}
    if "people" in made:
        made["people"]["words"] = _all_words(words, used.words)
    return made | ({"skip": list(used.skip)} if used.skip else {})


def _all_words(words: Mapping[str, Mapping[str, str | None]], used: Words) -> dict[str, dict[str, str]]:
    known = {about: {word: str(meaning) for word, meaning in meanings.items()} for about, meanings in used}
    for about, meanings in words.items():
        stated = {spelled(word) for word in known[about]}
        known[about] |= {
            word: meaning or "?" for word, meaning in sorted(meanings.items()) if spelled(word) not in stated
        }
    return {about: dict(sorted(meanings.items())) for about, meanings in known.items() if meanings}


_HEAD = """\
# How orgsim import read these lists. Change it, and use it for the next lists: orgsim import FILE… --mapping THIS
#
# columns: each field, and the names of the column that holds it. A field that is not here is not read.
# words: what the words in the cells mean. Put the meaning where a ? stands.
#   sex: male, female · contract: permanent, labour-contract, part-time · rank: head, deputy, staff
# skip: sheets that are passed over.
"""


def mapping_text(mapping: Mapping[str, Any]) -> str:
    """Write a mapping as YAML that says how to change it."""
    yaml, text = YAML(), io.StringIO()
    yaml.width = 10_000
    yaml.default_flow_style = False
    yaml.dump(mapping, text)
    return _HEAD + text.getvalue()
