"""Norms of structure held against reorganisations: units with too few posts, or with too many deputies."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, floor
from typing import Literal

from orgsim.errors import Message
from orgsim.model.law import Instrument, Law, Norm, in_force_on
from orgsim.model.ledger import History, LedgerEntry
from orgsim.model.organisation import NONE, Organisation, Rank, Standing
from orgsim.rules.law.code import LawError, basis, worked_out
from orgsim.rules.leadership import due_day

__all__ = ["Breach", "breaches", "norms_on", "types_of_unit"]

Asked = Literal["least_staff", "most_deputies", "average_deputies"]
"""What a norm asks; each is the name of a field of :class:`~orgsim.model.law.Norm`."""


@dataclass(frozen=True, slots=True)
class Breach:
    """What a step left in a unit against a norm.

    ``found`` are the posts of the unit, its deputies, or the deputies of all ``among`` units whose average is
    asked, on the evening of ``date``; ``bound`` is the least or the most that the norm allows. The step must be put
    right by ``due``, which is its date unless the norm gives grace.
    """

    unit: str
    step: str
    date: dt.date
    instrument: Instrument
    norm: Norm
    asked: Asked
    found: int
    bound: int
    among: int
    due: dt.date


def types_of_unit(law: Law) -> frozenset[str]:
    """Return the types of units for which a law has a norm at any time.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> "public-service-unit" in types_of_unit(read_law("vietnam"))
    True
    """
    return frozenset(norm.unit_type for instrument in law.instruments for norm in instrument.norms)


def norms_on(law: Law, day: dt.date, unit_type: str | None = None) -> tuple[tuple[Instrument, Norm], ...]:
    """Return the norms in force on a day, those of a type of unit or all.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> [norm.article for _, norm in norms_on(read_law("vietnam"), dt.date(2021, 1, 1), "public-service-division")]
    ['Article 6 clauses 1 and 3']
    >>> norms_on(read_law("vietnam"), dt.date(2019, 1, 1))
    ()
    """
    return tuple(
        (instrument, norm)
        for instrument in law.instruments
        for norm in instrument.norms
        if unit_type in (None, norm.unit_type) and in_force_on(instrument.term(norm), day)
    )


def breaches(law: Law, history: History, types: Mapping[str, str]) -> Iterator[Breach]:
    """Yield where steps leave less than the law asks of a unit, or more than it allows.

    Only units are looked at that a step made, enlarged or divided, and each as it is on the evening of that day. A
    norm touches no step before it is in force. Deputies that are gone in time are no breach.

    Parameters
    ----------
    types
        The types of units in the words of the law, by kind of unit; a kind without one has no norm.

    Notes
    -----
    Average norms count all units with the same boss whose norm names the same parameter: a province's departments
    have three deputies on average [Decree 107/2020, Article 6 of Decree 24/2014 as amended]. ``merged_units`` counts
    over the whole roadmap: of how many units of the opening, or founded since, a unit was merged.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> from orgsim.model.organisation import Organisation, Unit
    >>> from orgsim.model.steps import Create
    >>> from orgsim.rules.reorganise import follow
    >>> town = Unit("town", "Town", "Thị xã", "town", "town", None)
    >>> empty = Organisation({"town": town}, {"town": ()}, {}, {}, frozenset(), "town")
    >>> new = {"id": "library", "name": "Library", "name_vi": "Thư viện", "kind": "centre", "counted_as": "centre"}
    >>> posts = {"title": "reader", "rank": "staff", "funding": "state", "group": "staff", "count": 4}
    >>> words = {"id": "open", "op": "create", "legal_basis": "An example", "reason": "An example"}
    >>> step = {**words, "date": dt.date(2021, 1, 1), "unit": {**new, "reports_to": "town"}, "posts": [posts]}
    >>> history = follow(empty, [Create.model_validate(step)])
    >>> found = breaches(read_law("vietnam"), history, {"centre": "public-service-unit"})
    >>> [(breach.unit, breach.asked, breach.found, breach.bound) for breach in found]
    [('library', 'least_staff', 4, 15)]
    """
    merged: dict[str, int] = {}
    before = history.opening
    days = [(day, list(moments)) for day, moments in groupby(history.moments, key=lambda moment: moment[1].date)]
    evenings = [(day, moments[-1][0]) for day, moments in days]
    for day, moments in days:
        touched: dict[str, str] = {}
        for after, entry in moments:
            _count_merged(merged, entry, before, after)
            touched |= dict.fromkeys(_touched(entry), entry.step)
            before = after
        if norms := norms_on(law, day):
            rules = _Rules(law, day, types, norms, merged)
            yield from _of_day(rules, touched, [one for one in evenings if one[0] >= day])


def _touched(entry: LedgerEntry) -> list[str]:
    """Return the units that a step made, enlarged or divided, with those that it ended."""
    return [*entry.founded, *(unit for descent in entry.descents for unit in (descent.heir, descent.origin))]


def _count_merged(merged: dict[str, int], entry: LedgerEntry, before: Organisation, after: Organisation) -> None:
    """Note of how many units those are merged that received whole units by a step."""
    parts: dict[str, set[str]] = {}
    for descent in entry.descents:
        if descent.share == 1 and descent.origin not in after.units:
            parts.setdefault(descent.heir, set()).add(descent.origin)
    for heir, origins in parts.items():
        known = {heir} if heir in before.units else set()
        merged[heir] = sum(merged.get(unit, 1) for unit in origins | known)


@dataclass(frozen=True)
class _Rules:
    """The norms of a day, and what they need to know."""

    law: Law
    day: dt.date
    types: Mapping[str, str]
    norms: tuple[tuple[Instrument, Norm], ...]
    merged: Mapping[str, int]

    def of(self, organisation: Organisation, unit: str) -> list[tuple[Instrument, Norm]]:
        unit_type = self.types.get(organisation.units[unit].kind)
        return [one for one in self.norms if one[1].unit_type == unit_type]

    def divisions(self, organisation: Organisation, unit: str) -> list[str]:
        unit_type = self.types.get(organisation.units[unit].kind)
        return [
            below
            for below in organisation.reports.get(unit, NONE)
            if any(unit_type in norm.part_of for _, norm in self.of(organisation, below))
        ]

    def fact(self, name: str, organisation: Organisation, unit: str) -> int:
        match name:
            case "staff":
                inner = sum(self.fact(name, organisation, below) for below in self.divisions(organisation, unit))
                return inner + sum(slot.standing is Standing.AUTHORISED for slot in organisation.slots[unit])
            case "divisions":
                return len(self.divisions(organisation, unit))
            case "merged_units":
                return self.merged.get(unit, 1)
        raise LawError(Message("a norm knows no '{name}', a fact of a person", name=name))

    def number(self, name: str, instrument: Instrument, organisation: Organisation, unit: str) -> Fraction:
        """Work out a parameter of a norm for a unit."""
        rests = basis(self.law, [name], self.day, instrument.scheme)
        facts = {fact: Fraction(self.fact(fact, organisation, unit)) for fact in rests.facts}
        value = worked_out(rests, facts)[name]
        if isinstance(value, bool):
            raise LawError(
                Message("'{name}' of '{id}' is a condition, and a norm needs a number", name=name, id=instrument.id)
            )
        return value

    def peers(self, instrument: Instrument, norm: Norm, organisation: Organisation, unit: str) -> list[str]:
        """Return the units whose deputies are counted together with a unit's."""
        boss, same = organisation.units[unit].reports_to, (instrument.scheme, norm.average_deputies)
        together = [unit] if boss is None else sorted(organisation.reports[boss])
        return [
            peer
            for peer in together
            if any((i.scheme, n.average_deputies) == same for i, n in self.of(organisation, peer))
        ]

    def verdict(
        self, instrument: Instrument, norm: Norm, asked: Asked, organisation: Organisation, unit: str
    ) -> tuple[int, int, int] | None:
        """Return what is found, the bound and how many units are counted; none if a norm is kept or asks nothing."""
        name = getattr(norm, asked)
        if name is None or unit not in organisation.units:
            return None
        among = [unit]
        if asked == "average_deputies":
            among = self.peers(instrument, norm, organisation, unit)
        bound = sum(self.number(name, instrument, organisation, one) for one in among)
        if asked == "least_staff":
            found, least = self.fact("staff", organisation, unit), ceil(bound)
            return (found, least, 1) if found < least else None
        found = sum(slot.rank is Rank.DEPUTY for one in among for slot in organisation.slots[one])
        return (found, floor(bound), len(among)) if found > bound else None


def _of_day(
    rules: _Rules, touched: Mapping[str, str], evenings: list[tuple[dt.date, Organisation]]
) -> Iterator[Breach]:
    """Yield the breaches of a day; the first evening is its own."""
    _, evening = evenings[0]
    counted: set[tuple[str, str, str | None]] = set()
    asked: Asked
    for unit, step in touched.items():
        if unit not in evening.units:
            continue
        for instrument, norm in rules.of(evening, unit):
            for asked in ("least_staff", "most_deputies", "average_deputies"):
                if asked == "average_deputies":  # the same for all units of a boss, and told of the first
                    group = (evening.units[unit].reports_to or unit, instrument.scheme, norm.average_deputies)
                    if group in counted:
                        continue
                    counted.add(group)
                verdict = rules.verdict(instrument, norm, asked, evening, unit)
                if verdict is None:
                    continue
                found, bound, among = verdict
                due = rules.day
                if asked != "least_staff":
                    due = _due(rules, instrument, norm, evening, unit)
                in_time = [later for date, later in evenings[1:] if date <= due]
                if any(rules.verdict(instrument, norm, asked, later, unit) is None for later in in_time):
                    continue
                yield Breach(unit, step, rules.day, instrument, norm, asked, found, bound, among, due)


def _due(rules: _Rules, instrument: Instrument, norm: Norm, evening: Organisation, unit: str) -> dt.date:
    if norm.grace_until is not None:
        return max(rules.day, norm.grace_until)
    if norm.grace_months is None:
        return rules.day
    return due_day(rules.day, floor(rules.number(norm.grace_months, instrument, evening, unit)))
