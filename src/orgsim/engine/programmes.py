"""Programmes of a roadmap as masks and numbers."""

import datetime as dt
import zlib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.plan import EntrantTable, Hiring, LeaverProgramme, Offer, Tables, TakeUpTable
from orgsim.engine.tables import Codes
from orgsim.model.dates import month_index
from orgsim.model.organisation import Sex
from orgsim.model.roadmap import EndContracts, Order, Promotion, Recruitment, Roadmap, Separation, TakeUp
from orgsim.model.scenario import Scenario
from orgsim.rules.law.benefits import Ruling, ruling
from orgsim.rules.law.pay import CAREER, amounts_by_month
from orgsim.rules.retirement import AGE, HAZARDOUS, retirement_table

__all__ = ["entrant_table", "hiring_rules", "leaver_programmes", "promotion_order"]

_EVER = int(np.iinfo(np.int16).max)


def leaver_programmes(
    scenario: Scenario, roadmap: Roadmap, groups: Sequence[str], codes: Codes, tables: Tables
) -> tuple[LeaverProgramme, ...]:
    """Return the programmes under which people leave, in the roadmap's order; ``groups`` are those of the rows.

    Raises
    ------
    LawError
        If the law offers nothing by a programme's scheme and route in one of its years.
    """
    compiled = []
    for position, programme in enumerate(roadmap.programmes):
        if not isinstance(programme, Separation | EndContracts):
            continue
        offers = {
            year: _offer(scenario, codes, tables, ruling(scenario.law, programme.scheme, programme.route, _last(year)))
            for year, quota in programme.quota.items()
            if quota
        }
        separation = programme if isinstance(programme, Separation) else None
        able = separation.eligibility if separation else None
        concerned = separation.groups if separation else codes.groups
        compiled.append(
            LeaverProgramme(
                position=position,
                word=zlib.crc32(programme.id.encode()),
                cause=_cause(offers.values()) if separation else "contract_ended",
                quota=programme.quota,
                offers=offers,
                rows=np.array([group in concerned for group in groups]),
                row_place=_places(concerned, groups),
                contracts=np.array([contract in programme.contracts for contract in codes.contracts]),
                contract_place=_places(programme.contracts, codes.contracts),
                only_supernumerary=separation is None,
                age_from=np.array([able.male_from, able.female_from] if able else [0, 0], np.int16),
                age_to=np.array([able.male_to, able.female_to] if able else [_EVER, _EVER], np.int16),
                service_years=able.service_years if able else 0,
                take_up=_take_up(separation.take_up) if separation and separation.take_up else None,
                order=programme.order,
                abolish=separation is not None and separation.post == "abolish",
            )
        )
    return tuple(compiled)


def _last(year: int) -> dt.date:
    return dt.date(year, 12, 31)


def _cause(offers: Iterable[Offer]) -> Literal["early_retired", "severed", "contract_ended"]:
    causes = sorted({offer.ruling.benefit.cause for offer in offers})
    return causes[0] if causes else "severed"


def _places(listed: Sequence[str], found: Sequence[str]) -> NDArray[np.int8]:
    """Return where each word stands in a list; those that are not listed come last."""
    return np.array([listed.index(word) if word in listed else len(listed) for word in found], np.int8)


def _take_up(rows: Sequence[TakeUp]) -> TakeUpTable:
    return TakeUpTable(
        age_from=np.array([row.age_from for row in rows], np.int16),
        offer_from=tuple(Fraction(repr(row.offer_from)) for row in rows),
        probability=np.array([row.probability for row in rows], np.float32),
    )


def _offer(scenario: Scenario, codes: Codes, tables: Tables, found: Ruling) -> Offer:
    """Tabulate what the law asks about birthdays and careers on the last day of a year."""
    law, month, asked = scenario.law, month_index(_last(found.day.year)), found.basis.facts
    births = tables.retirement_month.shape[1]
    last_birth = tables.first_birth + births - 1

    def early(fact: str, rule: str) -> NDArray[np.int32]:
        if fact not in asked:
            return np.zeros((2, 0), np.int32)
        return retirement_table(law, tables.first_birth, last_birth, as_of=found.day, rule=rule)

    career_pay, career_base = np.zeros((len(codes.grades), 0), np.int64), np.zeros(0, np.int64)
    if "average_pay" in asked:
        base = amounts_by_month(law, "base_salary", month - CAREER + 1, month)
        career_pay, career_base = _career(tables.coefficient, base)
    return Offer(
        ruling=found,
        early=early("months_early", AGE),
        early_hazardous=early("months_early_hazardous", HAZARDOUS),
        career_pay=career_pay,
        career_base=career_base,
    )


def _career(coefficient: NDArray[np.int32], base: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sums over the last months of a career, by months of service before this one."""
    services = coefficient.shape[1]
    pay, alone = np.zeros(coefficient.shape, np.int64), np.zeros(services, np.int64)
    for back in range(min(CAREER, services)):
        amount = base[len(base) - 1 - back]
        pay[:, back:] += coefficient[:, : services - back] * amount
        alone[back:] += amount
    return pay, alone


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
