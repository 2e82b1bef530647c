"""Programmes of a roadmap as masks and numbers."""

import datetime as dt
import zlib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.plan import Hiring, LeaverProgramme, Limit, Offer, People, Seniority, Tables, TakeUpTable
from orgsim.engine.tables import Codes
from orgsim.model.dates import month_index
from orgsim.model.roadmap import EndContracts, Order, Promotion, Recruitment, Roadmap, Separation, TakeUp, UnitLimit
from orgsim.model.scenario import Scenario
from orgsim.rules.law.benefits import Ruling, ruling
from orgsim.rules.law.pay import CAREER, amounts_by_month
from orgsim.rules.retirement import AGE, HAZARDOUS, retirement_table

__all__ = ["hiring_rules", "leaver_programmes", "promotion_order", "seniority"]

_EVER = int(np.iinfo(np.int16).max)


def leaver_programmes(
    scenario: Scenario, roadmap: Roadmap, groups: Sequence[str], codes: Codes, tables: Tables, people: People
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
        contract_place = _places(programme.contracts, codes.contracts)
        compiled.append(
            LeaverProgramme(
                position=position,
                word=zlib.crc32(programme.id.encode()),
                cause=_cause(offers.values()) if separation else "contract_ended",
                quota=programme.quota,
                offers=offers,
                rows=np.array([group in concerned for group in groups]),
                contracts=np.array([contract in programme.contracts for contract in codes.contracts]),
                only_supernumerary=separation is None and programme.of_each_unit is None,
                age_from=np.array([able.male_from, able.female_from] if able else [0, 0], np.int16),
                age_to=np.array([able.male_to, able.female_to] if able else [_EVER, _EVER], np.int16),
                service_years=able.service_years if able else 0,
                take_up=_take_up(separation.take_up) if separation and separation.take_up else None,
                seniority=seniority(programme.order, people, _places(concerned, groups), contract_place),
                abolish=separation is not None and separation.post == "abolish",
                limit=_limit(programme.of_each_unit),
            )
        )
    return tuple(compiled)


def _limit(stated: UnitLimit | None) -> Limit | None:
    return None if stated is None else Limit(Fraction(repr(stated.at_most_share)), stated.at_least)


def _last(year: int) -> dt.date:
    return dt.date(year, 12, 31)


def _cause(offers: Iterable[Offer]) -> Literal["early_retired", "severed", "contract_ended"]:
    causes = sorted({offer.ruling.benefit.cause for offer in offers})
    return causes[0] if causes else "severed"


def _places(listed: Sequence[str], found: Sequence[str]) -> NDArray[np.int64]:
    """Return where each word stands in a list; those that are not listed come last."""
    return np.array([listed.index(word) if word in listed else len(listed) for word in found], np.int64)


def _take_up(rows: Sequence[TakeUp]) -> TakeUpTable:
    return TakeUpTable(
        age_from=np.array([row.age_from for row in rows], np.int16),
        offer_from=tuple(Fraction(repr(row.offer_from)) for row in rows),
        probability=np.array([row.probability for row in rows]),
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
            position=position,
            first_year=rule.first_year,
            last_year=rule.last_year,
            share=Fraction(str(rule.share_of_leavers)),
            of_each_unit=rule.of_each_unit,
            keep=None if rule.keep_at_least is None else Fraction(str(rule.keep_at_least)),
        )
        for position, rule in enumerate(roadmap.programmes)
        if isinstance(rule, Recruitment)
    )


def promotion_order(roadmap: Roadmap) -> tuple[Order, ...]:
    """Return who is promoted first; empty if the roadmap promotes nobody."""
    orders = [programme.order for programme in roadmap.programmes if isinstance(programme, Promotion)]
    return orders[0] if orders else ()


def seniority(
    order: Sequence[Order],
    people: People,
    row_place: NDArray[np.int64],
    contract_place: NDArray[np.int64] | None = None,
) -> Seniority:
    """Turn an order of words into keys; ties go to the smaller id of slot, recruits last.

    Parameters
    ----------
    row_place, contract_place
        Where the staff group of each row, and each contract, stands in the programme's lists.
    """
    words: dict[Order, NDArray[np.integer]] = {
        "oldest": people.birth,
        "youngest": -people.birth,
        "longest-service": people.started,
        "shortest-service": -people.started,
        "lowest-rating": people.rating,
    }
    if contract_place is not None:
        words["contracts-as-listed"] = contract_place[people.contract]
    by_group: Order = "groups-as-listed"
    cut = order.index(by_group) if by_group in order else 0
    size, places = len(people.birth), int(row_place.max(initial=0)) + 1
    before = _ranks([words[word] for word in order[:cut]], size)
    # What comes after a group has been named counts; naming it twice says nothing new.
    after = _ranks([*(words[word] for word in order[cut:] if word != by_group), people.listed], size)
    if by_group not in order:
        return Seniority(after, np.zeros(0, np.int64))
    return Seniority(before * places * size + after, row_place * size)


def _ranks(keys: Sequence[NDArray[np.integer]], size: int) -> NDArray[np.int64]:
    """Return the ranks of people by some keys, the first deciding; those who are equal in all have the same rank."""
    if not keys:
        return np.zeros(size, np.int64)
    order = np.lexsort(keys[::-1])
    differs = np.zeros(size, np.bool_)
    for key in keys:
        differs[1:] |= np.diff(key[order].astype(np.int64)) != 0
    ranks = np.empty(size, np.int64)
    ranks[order] = np.cumsum(differs)
    return ranks
