"""The plan: a scenario and one roadmap as arrays, ready for the kernel. Made by :func:`orgsim.compile_plan`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.fates import Fates
from orgsim.engine.streams import Keys
from orgsim.model.ledger import History
from orgsim.model.organisation import Funding
from orgsim.model.outcomes import FUNDINGS
from orgsim.rules.law.benefits import Ruling
from orgsim.rules.law.evaluate import Vector

__all__ = [
    "DEPUTY",
    "HEAD",
    "STAFF",
    "EntrantTable",
    "Hiring",
    "Interval",
    "LeaverProgramme",
    "Limit",
    "Offer",
    "Overload",
    "People",
    "Plan",
    "Purses",
    "Reorganisation",
    "Runs",
    "Seniority",
    "Structure",
    "Tables",
    "TakeUpTable",
]

STATE = FUNDINGS.index(Funding.STATE)

HEAD, DEPUTY, STAFF = 0, 1, 2
"""Codes of ranks."""

IF_VACANT, IF_HELD, ALWAYS = 0, 1, 2
"""Conditions of moves."""

_BITS = 12
"""The first bits of a draw by which a kind of recruit is looked up."""

Ints = NDArray[np.integer]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Structure:
    """The slots between two reorganisations, the same in every lane; arrays of shape ``(slots,)``.

    ``unit`` is a position in ``Plan.staffed``. ``authorised`` says which slots the roadmap's decrees leave
    in the establishment; in a lane a programme may have abolished some of them. ``funding`` is a position in
    ``model.outcomes.FUNDINGS``. ``within`` ``(units,)`` are the units within the boundary, ``runs`` the rows of units,
    ``purses`` where money is counted.
    """

    unit: NDArray[np.intp]
    inside: Bools
    rank: NDArray[np.int8]
    authorised: Bools
    funding: NDArray[np.int8]
    within: Bools
    runs: "Runs"
    purses: "Purses"

    @property
    def funded(self) -> Bools:
        """Which slots the state pays."""
        paid: Bools = self.funding == STATE
        return paid


@dataclass(frozen=True)
class Runs:
    """Rows that follow each other and belong together; so sums over them are sums of slices.

    Run ``n`` is the rows ``first[n] … last[n] - 1`` and belongs to ``owner[n]``; runs are sorted by owner. ``present``
    are the owners that have any, and ``starts`` the first run of each.
    """

    first: NDArray[np.intp]
    last: NDArray[np.intp]
    owner: NDArray[np.intp]
    present: NDArray[np.intp]
    starts: NDArray[np.intp]

    @property
    def slices(self) -> Iterator[tuple[int, int]]:
        """The first row of every run, and the one after its last."""
        return zip(self.first.tolist(), self.last.tolist(), strict=True)

    @property
    def longest(self) -> int:
        """The rows of the longest run."""
        return int((self.last - self.first).max(initial=0))


@dataclass(frozen=True)
class Purses:
    """Rows that share unit, who pays, and staff group: money is added up exactly within, and rounded once.

    ``of_row`` ``(slots,)`` is the purse of each row; ``unit``, ``funding``, ``group`` and ``inside`` have one number
    for each purse.
    """

    of_row: NDArray[np.intp]
    runs: Runs
    unit: NDArray[np.intp]
    funding: NDArray[np.int8]
    group: NDArray[np.intp]
    inside: Bools


@dataclass(frozen=True)
class Interval:
    """Days between two events of one calendar year.

    ``start`` is the first day (``date.toordinal``), ``january`` the first month of its year. ``paid`` are
    the offsets in days of the first days of months within, ``first_paid_month`` is the first of these.
    """

    start: int
    days: int
    year_days: int
    january: int
    paid: NDArray[np.int64]
    first_paid_month: int

    @property
    def begins_year(self) -> bool:
        """Whether it begins on 1 January."""
        return self.first_paid_month == self.january

    @property
    def end(self) -> int:
        """The morning on which it is over."""
        return self.start + self.days


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
class People:
    """Everybody who may ever be employed; shape ``(people,)``.

    The first are those of the opening, one for each slot and in the same order, arbitrary where ``occupied`` is false.
    The rest are the kinds of recruits: by year, profile, month of birth within it, and staff group of the post, see
    :class:`EntrantTable`. ``fate`` is what a person adds to the fate of a slot; ``regular`` says who is on the contract
    of recruits; ``fated`` ``(fates, 4)`` has what such a number stands for: whether a woman, contract, month of birth,
    and the calendar year after which somebody begins, or 0. ``listed`` is where somebody stands in the list of slots by
    id, recruits after them. ``group`` is the staff group of the slot in which somebody begins.
    """

    occupied: Bools
    birth: NDArray[np.int16]
    female: Bools
    started: NDArray[np.int16]
    grade: NDArray[np.int16]
    contract: NDArray[np.int8]
    rating: NDArray[np.int8]
    fate: NDArray[np.int32]
    fated: NDArray[np.int64]
    regular: Bools
    listed: NDArray[np.int32]
    group: NDArray[np.intp]


@dataclass(frozen=True)
class Tables:
    """Numbers that the phases of the year look up.

    ``quit_hazard`` ``(groups, 2, contracts, ages)`` and ``death_hazard`` ``(2, ages)`` [1/year], women second.
    ``retirement_month`` ``(2, months)`` is the month at whose end somebody born in a month retires, column 0
    being the month ``first_birth``; ``retirement_day`` is the day after it; both are the largest number
    where nobody must retire. ``retires`` ``(contracts,)`` tells to which contracts that applies.
    ``coefficient`` ``(grades, months of service)`` and ``leadership`` ``(ranks,)`` are in hundredths;
    ``base_salary`` is the money for a coefficient of 1, by month from ``first_month`` on. ``pay_rate`` and
    ``contribution_rate`` ``(groups, months)`` are that times the share, in thousandths, that is paid for each staff
    group: pay with allowances, and the employer's contributions.
    """

    quit_hazard: NDArray[np.float64]
    death_hazard: NDArray[np.float64]
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
    """Who is recruited, by kind: one for each profile and each of the twelve months of birth that have its age.

    A draw of 32 bits below ``upper[n]`` and not below the one before is kind ``n``. The recruits of year ``y``, counted
    from 0, kind ``n`` and staff group ``g`` are person ``first + (y * kinds + n) * groups + g`` of ``Plan.people``.
    """

    upper: NDArray[np.uint64]
    first: int
    groups: int

    @cached_property
    def least(self) -> NDArray[np.intp]:
        """The first kind of the draws that begin with each pattern of bits."""
        begins = np.arange(1 << _BITS, dtype=np.uint64) << np.uint64(32 - _BITS)
        kinds: NDArray[np.intp] = np.searchsorted(self.upper, begins, side="right")
        return kinds

    def people(self, year: int, draws: NDArray[np.uint32], group: NDArray[np.integer]) -> NDArray[np.int32]:
        """Return the recruits of a year, from a draw and the staff group of the post of each."""
        # Most draws of the same first bits are of the same kind, or of the next.
        kind = self.least[draws >> np.uint32(32 - _BITS)]
        while (later := draws >= self.upper[kind]).any():
            kind += later
        number = self.first + (year * len(self.upper) + kind) * self.groups + group
        return number.astype(np.int32)  # type: ignore[no-any-return]


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
    probability: NDArray[np.float64]


@dataclass(frozen=True)
class LeaverProgramme:
    """A separation programme, or the ending of contracts: who may go, how many a year, in which order.

    ``rows`` and ``contracts`` are masks of slots and contracts; ages are ``(2,)``, women second. ``word`` is the
    programme's word in addresses of draws. ``seniority`` is the order in which people go.
    """

    position: int
    word: int
    cause: Literal["early_retired", "severed", "contract_ended"]
    quota: Mapping[int, int]
    offers: Mapping[int, Offer]
    rows: Bools
    contracts: Bools
    only_supernumerary: bool
    age_from: NDArray[np.int16]
    age_to: NDArray[np.int16]
    service_years: int
    take_up: TakeUpTable | None
    seniority: "Seniority"
    abolish: bool
    limit: "Limit | None"


@dataclass(frozen=True)
class Limit:
    """How many may leave one unit in a year: those beyond its posts, a share of its people, or a few."""

    share: Fraction
    least: int


@dataclass(frozen=True)
class Seniority:
    """An order of people, the smaller key first; no two people have the same, but recruits of one kind do.

    The key of a person in a row is ``person[person] + place[row]``, where ``place`` is what the order says of the
    row's staff group; it is empty if the order says nothing of groups.
    """

    person: NDArray[np.int64]
    place: NDArray[np.int64]

    @property
    def highest(self) -> int:
        """No key is larger."""
        return int(self.person.max(initial=0)) + int(self.place.max(initial=0))

    def keys(self, rows: NDArray[np.integer], people: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the keys of people who sit in some rows."""
        own: NDArray[np.int64] = self.person[people]
        return own + self.place[rows] if len(self.place) else own


@dataclass(frozen=True)
class Hiring:
    """A recruitment rule; shares are exact fractions, ``keep`` is ``None`` if vacated posts stay vacant.

    ``position`` is that among the roadmap's programmes.
    """

    position: int
    first_year: int
    last_year: int
    share: Fraction
    of_each_unit: bool
    keep: Fraction | None


@dataclass(frozen=True)
class Overload:
    """Units with this share of vacant posts on 31 December have other fates in the year that follows."""

    fate: int
    share: Fraction


@dataclass(frozen=True, eq=False)
class Plan:
    """A scenario and one roadmap, compiled.

    Rows of all arrays are ``slots``, sorted by the unit they belong to at the opening, who pays, staff group, and id;
    ``keys`` are their words in addresses of draws. ``units`` are all units that ever exist, sorted, ``staffed`` the
    positions of those that ever have slots: in the kernel a unit is a position in ``staffed``. ``years`` are the
    calendar years of the horizon, ``intervals`` what reorganisations make of them. ``people`` are all who may ever be
    employed; ``fate`` is what a slot adds to their fates, ``overload`` what an overloaded unit adds, if it matters.
    ``facts`` are what the law asks about people and the scenario states, by staff group. ``promotion`` is ``None`` if
    nobody rises; ``service`` is the order of the longest service. ``counts`` are the opening stocks of every unit,
    counted from the organisation itself, ``payer_counts`` people and posts of every payer. A plan is equal to itself
    only.
    """

    scenario: str
    roadmap: str
    years: tuple[int, ...]
    intervals: tuple[Interval, ...]
    slots: tuple[str, ...]
    keys: Keys
    units: tuple[str, ...]
    staffed: NDArray[np.intp]
    programmes: tuple[str, ...]
    group: NDArray[np.intp]
    opening: Structure
    reorganisations: tuple[Reorganisation, ...]
    people: People
    tables: Tables
    fates: Fates
    fate: NDArray[np.int32]
    overload: "Overload | None"
    facts: Mapping[str, Vector]
    entrants: EntrantTable
    leaver_programmes: tuple[LeaverProgramme, ...]
    hiring: tuple[Hiring, ...]
    promotion: Seniority | None
    service: Seniority
    counts: Mapping[str, NDArray[np.int64]]
    payer_counts: Mapping[str, NDArray[np.int64]]
    history: History
