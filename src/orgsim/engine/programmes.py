"""Programmes of a roadmap as masks and numbers."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from orgsim.engine.plan import EntrantTable, Hiring, LeaverProgramme
from orgsim.engine.tables import Codes
from orgsim.model.organisation import Sex
from orgsim.model.roadmap import EndContracts, Order, Promotion, Recruitment, Roadmap, Separation
from orgsim.model.scenario import Scenario

__all__ = ["entrant_table", "hiring_rules", "leaver_programmes", "promotion_order"]


def leaver_programmes(
    scenario: Scenario, roadmap: Roadmap, groups: Sequence[str], codes: Codes
) -> tuple[LeaverProgramme, ...]:
    """Return the programmes under which people leave, in the roadmap's order; ``groups`` are those of the rows."""
    benefits = scenario.assumptions.rates.benefits.value
    compiled = []
    for position, programme in enumerate(roadmap.programmes):
        if isinstance(programme, Separation):
            early = programme.route == "early-retirement"
            able = programme.eligibility
            compiled.append(
                LeaverProgramme(
                    position=position,
                    cause="early_retired" if early else "severed",
                    quota=programme.quota,
                    rows=np.array([group in programme.groups for group in groups]),
                    contracts=np.array([contract in programme.contracts for contract in codes.contracts]),
                    only_supernumerary=False,
                    age_from=np.array([able.male_from, able.female_from], np.int16),
                    age_to=np.array([able.male_to, able.female_to], np.int16),
                    service_years=able.service_years,
                    order=programme.order,
                    abolish=programme.post == "abolish",
                    pay=benefits.early_retirement if early else benefits.severance,
                )
            )
        elif isinstance(programme, EndContracts):
            compiled.append(
                LeaverProgramme(
                    position=position,
                    cause="contract_ended",
                    quota=programme.quota,
                    rows=np.ones(len(groups), np.bool_),
                    contracts=np.array([contract in programme.contracts for contract in codes.contracts]),
                    only_supernumerary=True,
                    age_from=np.zeros(2, np.int16),
                    age_to=np.full(2, np.iinfo(np.int16).max, np.int16),
                    service_years=0,
                    order=programme.order,
                    abolish=False,
                    pay=benefits.contract_end,
                )
            )
    return tuple(compiled)


def hiring_rules(roadmap: Roadmap) -> tuple[Hiring, ...]:
    """Return the recruitment rules; decimal shares become the fractions that were written."""
    return tuple(
        Hiring(
            first_year=rule.first_year,
            last_year=rule.last_year,
            share=Fraction(str(rule.share_of_leavers)),
            keep=None if rule.keep_at_least is None else Fraction(str(rule.keep_at_least)),
        )
        for rule in roadmap.programmes
        if isinstance(rule, Recruitment)
    )


def promotion_order(roadmap: Roadmap) -> tuple[Order, ...]:
    """Return who is promoted first; empty if the roadmap promotes nobody."""
    orders = [programme.order for programme in roadmap.programmes if isinstance(programme, Promotion)]
    return orders[0] if orders else ()


def entrant_table(scenario: Scenario, codes: Codes) -> EntrantTable:
    """Return who is recruited."""
    entrants = scenario.assumptions.rates.entrants.value
    profile = [row for row in entrants.profile if row.share > 0]
    share = np.array([row.share for row in profile])
    cumulative = np.cumsum(share)
    cumulative[-1] = 1.0
    return EntrantTable(
        cumulative=cumulative,
        share=share,
        age=np.array([row.age for row in profile], np.int16),
        female=np.array([row.sex is Sex.FEMALE for row in profile]),
        grade=np.array([codes.grades.index(entrants.grade[group]) for group in codes.groups], np.int8),
        contract=codes.contracts.index(entrants.contract),
    )
