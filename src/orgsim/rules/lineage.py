"""Lineage: what became of a unit, and what a unit is made of, with shares, at any date."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from orgsim.errors import Message, StructureError, did_you_mean
from orgsim.model.ledger import History, LedgerEntry

__all__ = ["Lineage", "lineage"]

Shares = Mapping[str, Fraction]
"""Shares by unit; in the order of the units' ids."""


@dataclass(frozen=True)
class Lineage:
    """Which share of each old unit is in which unit of a later day.

    ``parts`` has, by the later unit, the share of each old unit that is in it. An old unit is one of the opening,
    or one that a step founded from nothing later.
    """

    parts: Mapping[str, Shares]

    @cached_property
    def heirs(self) -> Mapping[str, Shares]:
        """By the old unit, the share of it that is in each later unit."""
        found: dict[str, dict[str, Fraction]] = {}
        for unit in sorted(self.parts):
            for origin, share in self.parts[unit].items():
                found.setdefault(origin, {})[unit] = share
        return found

    def became(self, unit: str) -> Shares:
        """Return what became of an old unit: later units and the share of it that each has; they add up to 1.

        Raises
        ------
        StructureError
            If there was no such unit.
        """
        if unit not in self.heirs:
            raise StructureError(
                Message("there was no unit '{unit}'{guess}", unit=unit, guess=did_you_mean(unit, self.heirs))
            )
        return self.heirs[unit]

    def made_of(self, unit: str) -> Shares:
        """Return what a later unit is made of: old units and the share of each that is in it.

        Raises
        ------
        StructureError
            If there is no such unit on the day.
        """
        if unit not in self.parts:
            raise StructureError(
                Message("there is no unit '{unit}' on this day{guess}", unit=unit, guess=did_you_mean(unit, self.parts))
            )
        return self.parts[unit]

    def on_new(self, values: Mapping[str, float | Fraction]) -> dict[str, float | Fraction]:
        """Report values of old units on the new structure: each unit gets the shares of what it is made of.

        Sums are kept exactly for whole numbers and fractions. A divided unit's value is divided by its shares, which
        is an estimate where the value is not spread as they are.
        """
        return {
            unit: sum((share * values[origin] for origin, share in parts.items() if origin in values), Fraction(0))
            for unit, parts in self.parts.items()
        }

    def on_old(self, values: Mapping[str, float | Fraction], weights: Mapping[str, int]) -> dict[str, float | Fraction]:
        """Report values of new units on the old structure: each goes back to what the unit is made of.

        Parameters
        ----------
        weights
            How much each old unit was, such as its posts at the opening. A unit's value is divided among the old units
            by share times weight, and equally where these are all 0.
        """
        found: dict[str, float | Fraction] = {origin: Fraction(0) for origin in sorted(self.heirs)}
        for unit, parts in self.parts.items():
            shares = {origin: share * weights.get(origin, 0) for origin, share in parts.items()}
            whole = sum(shares.values(), Fraction(0))
            for origin in parts:
                part = shares[origin] / whole if whole else Fraction(1, len(parts))
                found[origin] += part * values.get(unit, 0)
        return found


def lineage(history: History, on: dt.date | None = None) -> Lineage:
    """Follow the units of a history from its opening to a day.

    Parameters
    ----------
    on
        The day, its steps included; after the last step if it is left out.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> from orgsim.rules.reorganise import follow
    >>> town = read_scenario(Path("src/orgsim/io/small"))
    >>> history = follow(town.organisation, town.roadmaps["gradual"].steps)
    >>> dict(lineage(history).became("radio-station"))
    {'culture-centre': Fraction(1, 1)}
    >>> dict(lineage(history).made_of("culture-centre"))
    {'culture-centre': Fraction(1, 1), 'radio-station': Fraction(1, 1)}
    """
    parts: dict[str, dict[str, Fraction]] = {unit: {unit: Fraction(1)} for unit in sorted(history.opening.units)}
    for entry in history.entries:
        if on is None or entry.date <= on:
            _descend(parts, entry)
    return Lineage({unit: dict(sorted(parts[unit].items())) for unit in sorted(parts)})


def _descend(parts: dict[str, dict[str, Fraction]], entry: LedgerEntry) -> None:
    """Let the parts of the units of one step go to their heirs."""
    origins = _first_seen(descent.origin for descent in entry.descents)
    before = {origin: parts.pop(origin) for origin in origins}
    for descent in entry.descents:
        heir = parts.setdefault(descent.heir, {})
        for old, share in before[descent.origin].items():
            heir[old] = heir.get(old, Fraction(0)) + share * descent.share
    for unit in entry.founded:
        parts[unit] = {unit: Fraction(1)}


def _first_seen(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))
