"""What a scenario is made of, section by section and by id, so that two can be held against each other."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Literal, TypeVar

from orgsim.analysis.plain import plain
from orgsim.model.law import Law
from orgsim.model.organisation import Organisation, Slot
from orgsim.model.scenario import Scenario

__all__ = ["ScenarioSection", "Things", "by_id", "scenario_sections"]

T = TypeVar("T")

Things = Mapping[str, object]
"""Values of the model by id; what has no id is alone in its section, and has the empty one."""

ScenarioSection = Literal[
    "scenario",
    "frame",
    "units",
    "slots",
    "duties",
    "sites",
    "sizes",
    "dotted",
    "seconded",
    "natives",
    "restricted",
    "people",
    "law",
    "rates",
    "statements",
    "targets",
    "leadership_norms",
    "unit_types",
    "reported",
]
"""A section of a scenario; most are named as the field of the scenario or organisation that they show.

``scenario`` is what it says of itself; ``frame`` are horizon, boundary, currency and jurisdiction.
"""

_OF_ITSELF = ("id", "name", "name_vi", "synthetic", "reference", "hindcast_of")
_SLOT = tuple(field.name for field in fields(Slot))


def scenario_sections(scenario: Scenario, beside: Scenario) -> dict[ScenarioSection, Things]:
    """Return the things of a scenario that is held against another one, or against itself.

    Roadmaps are left out, and ``hashes``, since of the files only what they say counts. The parts of an instrument are
    things of their own if the other scenario has the instrument too.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> small = read_scenario(Path("src/orgsim/io/small"))
    >>> sorted(scenario_sections(small, small)["duties"])[:2]
    ['broadcasts', 'budget']
    """
    organisation = scenario.organisation
    rates = scenario.assumptions.rates
    return {
        "scenario": {"": {name: getattr(scenario, name) for name in _OF_ITSELF}},
        "frame": {
            "": {
                "start": scenario.horizon.start,
                "end": scenario.horizon.end,
                "boundary": organisation.boundary,
                "currency": scenario.currency,
                "jurisdiction": scenario.law.jurisdiction,
            }
        },
        "units": organisation.units,
        "slots": _slots(organisation),
        "duties": organisation.duties,
        "sites": organisation.sites,
        "sizes": scenario.sizes,
        "dotted": {f"{origin} to {to}": {"from": origin, "to": to} for origin, to in organisation.dotted},
        "seconded": organisation.seconded,
        "natives": organisation.natives,
        "restricted": {f"{unit}: {title}": {"unit": unit, "title": title} for unit, title in organisation.restricted},
        "people": scenario.people,
        "law": _law(scenario.law, frozenset(instrument.id for instrument in beside.law.instruments)),
        "rates": {name: rate for name in type(rates).model_fields if (rate := getattr(rates, name)) is not None},
        "statements": _statements(scenario),
        "targets": by_id(scenario.targets),
        "leadership_norms": by_id(scenario.leadership_norms),
        "unit_types": scenario.unit_types,
        "reported": by_id(scenario.reported),
    }


def by_id(values: Iterable[T], field: str = "id") -> dict[str, T]:
    """Return values by the field that names them; the second of a name gets a number, and so on, so that none is lost.

    Examples
    --------
    >>> from orgsim.model.organisation import Secondment
    >>> list(by_id([Secondment("school", "a"), Secondment("school", "b"), Secondment("office", "a")], "host"))
    ['school', 'school (2)', 'office']
    """
    found: dict[str, T] = {}
    counts: dict[str, int] = {}
    for value in values:
        key = getattr(value, field)
        counts[key] = counts.get(key, 0) + 1
        found[key if counts[key] == 1 else f"{key} ({counts[key]})"] = value
    return found


def _slots(organisation: Organisation) -> Things:
    return {
        slot.id: {"unit": unit, **{name: getattr(slot, name) for name in _SLOT}}
        for unit, slots in organisation.slots.items()
        for slot in slots
    }


def _law(law: Law, elsewhere: frozenset[str]) -> Things:
    """Return the instruments by id, and apart from them the parts of those that are elsewhere too."""
    things: dict[str, object] = {}
    for instrument in law.instruments:
        if instrument.id not in elsewhere:
            things[instrument.id] = instrument
            continue
        things[instrument.id] = instrument.model_dump(exclude={"parameters", "benefits", "norms"})
        for what, field in (("parameters", "id"), ("benefits", "route"), ("norms", "id")):
            parts = by_id(getattr(instrument, what), field)
            things |= {f"{instrument.id}/{what}/{name}": part for name, part in parts.items()}
    return things


def _statements(scenario: Scenario) -> Things:
    """Return the statements, each with how many rows of which table rest on it; steps and the like name their own."""
    stated = {statement.id: plain(statement) for statement in scenario.assumptions.statements}
    rows: dict[str, dict[str, int]] = {}
    for statement, users in scenario.used_by.items():
        for file in (user.rpartition(":")[0] for user in users if ": " not in user):
            rows.setdefault(statement, {}).setdefault(file, 0)
            rows[statement][file] += 1
    return {key: {"said": stated.get(key), "rows": rows.get(key, {})} for key in {**stated, **rows}}
