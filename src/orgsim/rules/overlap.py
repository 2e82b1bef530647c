"""Overlap of duties: the same function in several units, found before a merger and removed by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from orgsim.model.ledger import History, LedgerEntry
from orgsim.model.organisation import NONE, Organisation

__all__ = ["MergedDuties", "Overlap", "merged_duties", "overlap_index", "overlaps"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A function for which several units are accountable."""

    function: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedDuties:
    """The overlaps among the units that a step joined; none of them is left in the unit that they became."""

    step: str
    unit: str
    removed: tuple[Overlap, ...]
    index: Fraction


def overlaps(organisation: Organisation, units: Iterable[str]) -> tuple[Overlap, ...]:
    """Return the functions that more than one of some units has, sorted."""
    owners: dict[str, set[str]] = {}
    for unit in units:
        for duty in organisation.duties_of.get(unit, NONE):
            owners.setdefault(organisation.duties[duty].function, set()).add(unit)
    return tuple(
        Overlap(function, tuple(sorted(found))) for function, found in sorted(owners.items()) if len(found) > 1
    )


def overlap_index(organisation: Organisation, units: Iterable[str]) -> Fraction:
    """Return the share of owners of functions, among some units, that a merger of them would make needless.

    0 if every function has one owner; 1/2 if two units have just the same functions; close to 1 if many do.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> city = read_scenario(Path("scenarios/mong-cai")).organisation
    >>> overlap_index(city, ["station-tran-phu", "station-hoa-lac"])
    Fraction(1, 2)
    """
    pairs: set[tuple[str, str]] = set()
    for unit in units:
        pairs |= {(organisation.duties[duty].function, unit) for duty in organisation.duties_of.get(unit, NONE)}
    functions = {function for function, _ in pairs}
    return Fraction(len(pairs) - len(functions), len(pairs)) if pairs else Fraction(0)


def merged_duties(history: History) -> tuple[MergedDuties, ...]:
    """Return what overlapped before each step that joined units, in the order of steps."""
    rows = []
    before = history.opening
    for after, entry in history.moments:
        for unit in dict.fromkeys(descent.heir for descent in entry.descents):
            parts = _parts(before, entry, unit)
            if len(parts) > 1 and (found := overlaps(before, parts)):
                rows.append(MergedDuties(entry.step, unit, found, overlap_index(before, parts)))
        before = after
    return tuple(rows)


def _parts(before: Organisation, entry: LedgerEntry, unit: str) -> list[str]:
    """Return the units that are wholly in a unit after a step."""
    whole = {d.origin for d in entry.descents if d.heir == unit and d.share == 1}
    return sorted(part for part in whole | {unit} if part in before.units)
