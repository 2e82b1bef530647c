"""The law of a jurisdiction, from the packs that orgsim ships: one cited file an instrument."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from pydantic import TypeAdapter

from orgsim.errors import OrgsimError, StructureError, did_you_mean
from orgsim.io.files import decode
from orgsim.io.validation import validate
from orgsim.io.yaml_files import parse_document
from orgsim.model.law import Instrument, Law

__all__ = ["NO_LAW", "jurisdictions", "read_instruments", "read_law", "years_without_law"]

NO_LAW = "none"
"""The jurisdiction in which nobody must retire."""

_INSTRUMENT: TypeAdapter[Instrument] = TypeAdapter(Instrument)


def _packs() -> Traversable:
    return files("orgsim.rules.law") / "packs"


def jurisdictions() -> tuple[str, ...]:
    """Return the jurisdictions whose law orgsim knows, and ``none``.

    Examples
    --------
    >>> jurisdictions()
    ('none', 'vietnam')
    """
    packs = (pack.name for pack in _packs().iterdir() if pack.is_dir() and not pack.name.startswith(("_", ".")))
    return tuple(sorted([NO_LAW, *packs]))


def read_law(jurisdiction: str) -> Law:
    """Read the law of a jurisdiction.

    Raises
    ------
    OrgsimError
        If there is no such jurisdiction.
    StructureError
        If a file of its pack is faulty, or the years of the instruments do not follow each other.

    Examples
    --------
    >>> [instrument.id for instrument in read_law("none").instruments]
    []
    """
    if jurisdiction == NO_LAW:
        return Law(jurisdiction=jurisdiction, instruments=())
    known = jurisdictions()
    if jurisdiction not in known:
        raise OrgsimError(f"there is no jurisdiction '{jurisdiction}'{did_you_mean(jurisdiction, known)}")
    pack = (file for file in (_packs() / jurisdiction).iterdir() if file.name.endswith(".yaml"))
    contents = {file.name: file.read_bytes() for file in sorted(pack, key=lambda file: file.name)}
    return Law(jurisdiction=jurisdiction, instruments=read_instruments(jurisdiction, contents))


def read_instruments(jurisdiction: str, contents: Mapping[str, bytes]) -> tuple[Instrument, ...]:
    """Read the instruments of a pack, in the order of their years.

    Parameters
    ----------
    contents
        The files of the pack, by name.

    Raises
    ------
    StructureError
        If a file is faulty, or two instruments leave out a year or share one. The message names the files.
    """
    read = {
        name: validate(_INSTRUMENT, parse_document(decode(f"{jurisdiction}/{name}", content)))
        for name, content in contents.items()
    }
    faults = [str(problem) for checked in read.values() for problem in checked.problems]
    sound = [(name, checked.value) for name, checked in read.items() if checked.value is not None]
    sound.sort(key=lambda found: found[1].first_year)
    for (name, earlier), (next_name, later) in pairwise(sound):
        where = f"{jurisdiction}/{name} and {jurisdiction}/{next_name}"
        if earlier.last_year is None or later.first_year <= earlier.last_year:
            faults.append(f"{where} both hold in {later.first_year}; let the years follow each other")
        elif later.first_year > earlier.last_year + 1:
            faults.append(f"neither of {where} holds in {earlier.last_year + 1}; let the years follow each other")
    if faults:
        raise StructureError("; ".join(faults))
    return tuple(instrument for _, instrument in sound)


def years_without_law(law: Law, years: Iterable[int]) -> list[int]:
    """Return the years in which no instrument of the law holds; none if the law has no instruments."""
    if not law.instruments:
        return []
    return [
        year for year in years if not any(one.first_year <= year <= (one.last_year or year) for one in law.instruments)
    ]
