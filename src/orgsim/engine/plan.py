"""The plan: a scenario and one roadmap as arrays, ready for the kernel. Made by :func:`orgsim.compile_plan`."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.streams import HomeUnit
from orgsim.model.ledger import History
from orgsim.model.organisation import Funding
from orgsim.model.outcomes import FUNDINGS
from orgsim.model.roadmap import Order
from orgsim.rules.law.benefits import Ruling
from orgsim.rules.law.evaluate import Vector

__all__ = [
    "DEPUTY",
    "HEAD",
    "STAFF",
    "EntrantTable",
    "Hiring",
    "LeaverProgramme",
    "Offer",
    "Plan",
    "Population",
    "Purses",
    "Reorganisation",
    "Structure",
    "Tables",
    "TakeUpTable",
]

STATE = FUNDINGS.index(Funding.STATE)

HEAD, DEPUTY, STAFF = 0, 1, 2
"""Codes of ranks."""

IF_VACANT, IF_HELD, ALWAYS = 0, 1, 2
"""Conditions of moves."""

Ints = NDArray[np.integer]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Structure:
    """The slots between two reorganisations, the same in every lane; arrays of shape ``(slots,)``.

    ``unit`` is a position in ``Plan.units``. ``authorised`` says which slots the roadmap's decrees leave
    in the establishment; in a lane a programme may have abolished some of them. ``funding`` is a position in
    ``model.outcomes.FUNDINGS``. ``by_unit`` sorts the rows by unit, ``starts`` are the first of each unit that has
    rows, ``present`` those units. ``purses`` are where money is counted.
    """

    unit: NDArray[np.intp]
    inside: Bools
    rank: NDArray[np.int8]
    authorised: Bools
    funding: NDArray[np.int8]
    by_unit: NDArray[np.intp]
    starts: NDArray[np.intp]
    present: NDArray[np.intp]
    purses: "Purses"

    @property
    def funded(self) -> Bools:
        """Which slots the state pays."""
        paid: Bools = self.funding == STATE
        return paid


@dataclass(frozen=True)
class Purses:
    """Rows that share unit, who pays, and staff group: money is added up exactly within, and rounded once.

    ``of_row`` ``(slots,)`` is the purse of each row, ``by_purse`` sorts the rows by purse, ``starts`` are the first
    of each; ``unit``, ``funding``, ``group`` and ``inside`` have one number for each purse. Purses are sorted by unit:
    ``unit_starts`` are the first of each unit that has any.
    """

    of_row: NDArray[np.intp]
    by_purse: NDArray[np.intp]
    starts: NDArray[np.intp]
    unit: NDArray[np.intp]
    unit_starts: NDArray[np.intp]
    funding: NDArray[np.int8]
    group: NDArray[np.intp]
    inside: Bools


@dataclass(frozen=True)
class Reorganisation:
    """What happens on one day (``date.toordinal``): the new structure, and who goes to whose place.

    ``moves`` has rows ``(from, to, condition)`` of slots, in order: a condition of ``IF_VACANT`` lets the holder of
    the first take the second if nobody holds it, ``IF_HELD`` exchanges both if somebody holds the first, and
    ``ALWAYS`` exchanges both. ``released`` are slots whose holder leaves. Who loses a leader's title keeps the
    allowance for ``protected_months``.
    """

    day: int
    structure: Structure
    moves: NDArray[np.intp]
    released: NDArray[np.intp]
    protected_months: int


@dataclass(frozen=True)
class Population:
    """The people at the opening, the same in every lane; shape ``(slots,)``, arbitrary where nobody is.

    ``usual_rating`` is the rating of those who have none.
    """

    usual_rating: int
    occupied: Bools
    birth: NDArray[np.int16]
    female: Bools
    started: NDArray[np.int16]
    grade: NDArray[np.int8]
    contract: NDArray[np.int8]
    rating: NDArray[np.int8]


@dataclass(frozen=True)
class Tables:
    """Numbers that the phases of the year look up.

    ``quit_hazard`` ``(groups, ages)`` and ``death_hazard`` ``(2, ages)`` [1/year], row 1 women.
    ``retirement_month`` ``(2, months)`` is the month at whose end somebody born in a month retires, column 0
    being the month ``first_birth``; ``retirement_day`` is the day after it; both are the largest number
    where nobody must retire. ``retires`` ``(contracts,)`` tells to which contracts that applies.
    ``coefficient`` ``(grades, months of service)`` and ``leadership`` ``(ranks,)`` are in hundredths;
    ``base_salary`` is the money for a coefficient of 1, by month from ``first_month`` on. ``pay_rate`` and
    ``contribution_rate`` ``(groups, months)`` are that times the share, in thousandths, that is paid for each staff
    group: pay with allowances, and the employer's contributions.
    """

    quit_hazard: NDArray[np.float32]
    death_hazard: NDArray[np.float32]
    retirement_month: NDArray[np.int32]
    retirement_day: NDArray[np.int32]
    first_birth: int
    retires: Bools
    coefficient: NDArray[np.int32]
    leadership: NDArray[np.int32]
    base_salary: NDArray[np.int64]
    pay_rate: NDArray[np.int64]
    contribution_rate: NDArray[np.int64]
    first_month: int


@dataclass(frozen=True)
class EntrantTable:
    """Who is recruited: cumulative shares, ages and sexes of the profile; grades by staff group."""

    cumulative: NDArray[np.float64]
    share: NDArray[np.float64]
    age: NDArray[np.int16]
    female: Bools
    grade: NDArray[np.int8]
    contract: int


@dataclass(frozen=True)
class Offer:
    """What the law offers those who leave at the end of a year.

    ``early`` and ``early_hazardous`` ``(2, months of birth)`` are the retirement months by the law of that day, as in
    ``Tables.retirement_month``; ``career_pay`` ``(grades, months of service)`` and ``career_base`` ``(months of
    service,)`` are the sums of coefficient × base salary, and of the base salary, over the last 60 months or as many
    as there are. Each is empty if the law does not ask for it.
    """

    ruling: Ruling
    early: NDArray[np.int32]
    early_hazardous: NDArray[np.int32]
    career_pay: NDArray[np.int64]
    career_base: NDArray[np.int64]


@dataclass(frozen=True)
class TakeUpTable:
    """How likely somebody says yes, in rows: from an age in years and an offer in months of pay on, as ``Fraction``."""

    age_from: NDArray[np.int16]
    offer_from: tuple[Fraction, ...]
    probability: NDArray[np.float32]


@dataclass(frozen=True)
class LeaverProgramme:
    """A separation programme, or the ending of contracts: who may go, how many a year, in which order.

    ``rows`` and ``contracts`` are masks of slots and contracts, ``row_place`` and ``contract_place`` their places in
    the programme's lists; ages are ``(2,)``, women second. ``word`` is the programme's word in addresses of draws.
    """

    position: int
    word: int
    cause: Literal["early_retired", "severed", "contract_ended"]
    quota: Mapping[int, int]
    offers: Mapping[int, Offer]
    rows: Bools
    row_place: NDArray[np.int8]
    contracts: Bools
    contract_place: NDArray[np.int8]
    only_supernumerary: bool
    age_from: NDArray[np.int16]
    age_to: NDArray[np.int16]
    service_years: int
    take_up: TakeUpTable | None
    order: tuple[Order, ...]
    abolish: bool


@dataclass(frozen=True)
class Hiring:
    """A recruitment rule; shares are exact fractions, ``keep`` is ``None`` if vacated posts stay vacant."""

    first_year: int
    last_year: int
    share: Fraction
    keep: Fraction | None


@dataclass(frozen=True)
class Plan:
    """A scenario and one roadmap, compiled.

    Rows of all arrays are ``slots``, sorted by the unit they belong to at the opening and then by id.
    ``units`` are all units that ever exist, sorted; ``years`` the calendar years of the horizon. ``facts`` are what
    the law asks about people and the scenario states, by staff group.
    """

    scenario: str
    roadmap: str
    years: tuple[int, ...]
    slots: tuple[str, ...]
    units: tuple[str, ...]
    programmes: tuple[str, ...]
    homes: tuple[HomeUnit, ...]
    group: NDArray[np.intp]
    opening: Structure
    reorganisations: tuple[Reorganisation, ...]
    population: Population
    tables: Tables
    facts: Mapping[str, Vector]
    entrants: EntrantTable
    leaver_programmes: tuple[LeaverProgramme, ...]
    hiring: tuple[Hiring, ...]
    promotion: tuple[Order, ...]
    history: History
