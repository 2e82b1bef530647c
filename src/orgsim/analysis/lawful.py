"""The law that a comparison rests on: which parameters its roadmaps touch, and how sure these are."""

import datetime as dt
from collections.abc import Iterable

from orgsim.analysis.comparison import Assumed, LawApplied, ParameterApplied
from orgsim.model.closed import DOUBTFUL
from orgsim.model.dates import month_index, month_start
from orgsim.model.law import Instrument, Parameter
from orgsim.model.roadmap import EndContracts, Separation
from orgsim.model.scenario import Scenario
from orgsim.rules.law.benefits import ruling
from orgsim.rules.law.code import Provision, basis, parameter_on, provisions
from orgsim.rules.law.pay import CAREER, PAY, PROTECTED
from orgsim.rules.retirement import AGE, HAZARDOUS

__all__ = ["law_applied", "law_assumed"]

_AGES = {"months_early": AGE, "months_early_hazardous": HAZARDOUS}
"""Facts that rest on a parameter of their own."""


def _touched(scenario: Scenario, roadmaps: Iterable[str]) -> dict[tuple[str, int], tuple[Provision, set[str]]]:
    """Return the parameters that are read, each by instrument and place, with who reads it."""
    law, horizon = scenario.law, scenario.horizon
    found: dict[tuple[str, int], tuple[Provision, set[str]]] = {}

    def enter(provision: Provision, user: str) -> None:
        place = provision.instrument.parameters.index(provision.parameter)
        found.setdefault((provision.instrument.id, place), (provision, set()))[1].add(user)

    for provision in provisions(law):
        start, end = provision.term
        overlaps = start <= horizon.end and (end is None or end >= horizon.start)
        if overlaps and (provision.parameter.id in (AGE, PROTECTED) or provision.parameter.grades is not None):
            enter(provision, "engine")

    def enter_basis(name: str, day: dt.date, user: str) -> None:
        scheme = parameter_on(law, name, day).instrument.scheme
        for provision in basis(law, [name], day, scheme).provisions:
            enter(provision, user)

    for month in range(month_index(horizon.start), month_index(horizon.end) + 1):
        for name in PAY:
            enter_basis(name, month_start(month), "engine")
    for key in roadmaps:
        for programme in scenario.roadmaps[key].programmes:
            if isinstance(programme, Separation | EndContracts):
                for year, quota in programme.quota.items():
                    if quota:
                        last, user = dt.date(year, 12, 31), f"{key}: {programme.id}"
                        offer = ruling(law, programme.scheme, programme.route, last)
                        for provision in offer.basis.provisions:
                            enter(provision, user)
                        for fact in sorted(offer.basis.facts & _AGES.keys()):
                            enter_basis(_AGES[fact], offer.day, user)
                        if "average_pay" in offer.basis.facts:
                            for back in range(CAREER):
                                enter_basis("base_salary", month_start(month_index(last) - back), user)
    return found


def law_applied(scenario: Scenario, roadmaps: Iterable[str]) -> tuple[LawApplied, ...]:
    """Return the instruments that some roadmaps touch, in order of date, each with the parameters that are read."""
    touched = _touched(scenario, roadmaps)
    return tuple(
        LawApplied(
            id=instrument.id,
            title=instrument.title,
            title_vi=instrument.title_vi,
            source=instrument.source,
            in_force_from=instrument.in_force_from,
            in_force_to=instrument.in_force_to,
            parameters=tuple(
                _applied(instrument, parameter)
                for place, parameter in enumerate(instrument.parameters)
                if (instrument.id, place) in touched
            ),
        )
        for instrument in scenario.law.instruments
        if any(key == instrument.id for key, _ in touched)
    )


def _applied(instrument: Instrument, parameter: Parameter) -> ParameterApplied:
    start, end = instrument.term(parameter)
    return ParameterApplied(
        id=parameter.id,
        says=_says(parameter),
        unit=parameter.unit,
        article=parameter.article,
        confidence=parameter.confidence,
        note=parameter.note or "",
        in_force_from=start,
        in_force_to=end,
    )


def _says(parameter: Parameter) -> str:
    if parameter.formula is not None:
        return parameter.formula
    if parameter.value is not None:
        return f"{parameter.value:g}" if abs(parameter.value) < 1000 else f"{parameter.value:,.0f}"
    return ", ".join(sorted(parameter.grades or ()))


def law_assumed(scenario: Scenario, roadmaps: Iterable[str]) -> tuple[Assumed, ...]:
    """Return the parameters of the law that are touched and not verified, as assumptions."""
    return tuple(
        Assumed(
            id=f"{provision.instrument.id}: {provision.parameter.id}",
            value=f"{_says(provision.parameter)} [{provision.parameter.unit}]",
            statement="",
            statement_vi="",
            reason=provision.parameter.note or "",
            source=f"{provision.parameter.article}. {provision.parameter.source or provision.instrument.source}",
            confidence=provision.parameter.confidence,
            used_by=tuple(sorted(users)),
        )
        for _, (provision, users) in sorted(_touched(scenario, roadmaps).items())
        if provision.parameter.confidence in DOUBTFUL
    )
