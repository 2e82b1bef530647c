"""Outcomes: what the replications of one roadmap gave, in arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orgsim.model.ages import AGE_BANDS, RETIREMENT_YEARS
from orgsim.model.organisation import Funding

__all__ = [
    "BY_PAYER",
    "BY_UNIT",
    "CAUSES",
    "CLOSING",
    "COSTS",
    "CROSSINGS",
    "FLOWS",
    "FUNDINGS",
    "MONEY",
    "PAYROLL",
    "POST_FLOWS",
    "STOCKS",
    "Outcomes",
]

STOCKS = ("people", "posts", "funded_posts", "supernumerary", "vacancies", "heads", "deputies")
"""Counted when the books close, without grassroots places; heads and deputies in post."""

CAUSES = ("resigned", "died", "retired", "early_retired", "severed", "contract_ended", "released")
"""Why people left, in the order in which the year takes them."""

FLOWS = (*CAUSES, "arrived", "departed", "recruited")
"""Changes of ``people`` in the year: opening + arrived + recruited - departed - causes = closing."""

POST_FLOWS = ("posts_in", "posts_out", "posts_created", "posts_abolished")
"""Changes of ``posts`` in the year, likewise."""

CROSSINGS = ("funded_in", "funded_out")
"""State-funded posts that crossed the boundary in the year; in ``totals`` only."""

CLOSING = {"ages": len(AGE_BANDS), "retirement_years": RETIREMENT_YEARS + 1}
"""How those in post within the boundary at the end are counted, and in how many rows: by bands of age, and by completed
years to compulsory retirement, the last row being those who need not retire."""

COSTS = (
    "salaries",
    "contributions",
    "protected_allowances",
    "early_retirement_pay",
    "severance_pay",
    "contract_end_pay",
)
"""What employment and its end cost in the year, in the scenario's currency: pay with allowances, the employer's
contributions, allowances of leaders that outlive the title, and what leavers are paid, by cause."""

MONEY = (*COSTS, "early_pensions")
"""And what leaving early costs a pension fund, where the law defines it; no employer bears that."""

BY_UNIT = (*STOCKS, *FLOWS, *POST_FLOWS, *MONEY)
"""What is counted for every unit."""

BY_PAYER = ("people", "posts", *FLOWS, *POST_FLOWS)
"""What besides money is counted for everyone who pays for posts."""

PAYROLL = ("people", *FLOWS)
"""Of whom the monthly pay is known: of everybody at the end of each year, and of those of every flow, at the rates of
December of the year."""

FUNDINGS = tuple(funding.value for funding in Funding)
"""Who pays for a post."""


@dataclass(frozen=True)
class Outcomes:
    """The replications of one roadmap.

    ``totals`` count what is within the boundary: arrays ``(replications, years)``; ``arrived`` and
    ``departed`` are then those who crossed the boundary. ``by_unit`` has arrays ``(replications, years,
    units)`` of every unit that ever exists; a unit that does not exist in a year has zeros.
    ``opening`` has one number a measure of ``STOCKS``, ``opening_by_unit`` one for every unit.
    ``by_funding`` has the money within the boundary by who pays, and ``BY_PAYER`` likewise: ``(replications, years,
    fundings)``. A slot may change its payer, and a person the slot: ``opening + flows`` of one payer is less or more
    than ``closing`` by those who changed. ``opening_by_funding`` has one number of people and posts for each.
    ``payroll`` has the monthly pay within the boundary of everybody at the end of a year and of those of every flow,
    see ``PAYROLL``, ``(replications, years)``; ``payroll_opening`` is that of the opening, at the rates of its month.
    Both are known if salaries were counted. ``closing`` counts those in post at the end as ``CLOSING`` says,
    ``(replications, rows)``. ``programme_exits`` is ``(replications, years, programmes)``. Arrays are read-only.
    """

    roadmap: str
    seed: int
    replications: int
    years: tuple[int, ...]
    units: tuple[str, ...]
    programmes: tuple[str, ...]
    opening: Mapping[str, int]
    opening_by_unit: Mapping[str, NDArray[np.integer]]
    opening_by_funding: Mapping[str, NDArray[np.integer]]
    totals: Mapping[str, NDArray[np.integer]]
    by_unit: Mapping[str, NDArray[np.integer]]
    by_funding: Mapping[str, NDArray[np.integer]]
    payroll: Mapping[str, NDArray[np.integer]]
    payroll_opening: int
    closing: Mapping[str, NDArray[np.integer]]
    programme_exits: NDArray[np.integer]
