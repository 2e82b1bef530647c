"""What a roadmap costs: by year, cause and payer, nominal and discounted; what it saves, and when it has paid back."""

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.intervals import band
from orgsim.analysis.roadmap_values import Costs
from orgsim.model.outcomes import COSTS, FUNDINGS, MONEY, Outcomes

__all__ = [
    "BENEFITS",
    "cost_result",
    "cost_sums",
    "discount_factors",
    "discounted",
    "payback_years",
    "present_value",
    "yearly_money",
]

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]

BENEFITS = ("early_retirement_pay", "severance_pay", "contract_end_pay")
"""What leavers are paid."""


def discount_factors(years: int, rate: float) -> Floats:
    """Return what one unit of money of each year is worth on the first day of the first year.

    A year's money is taken to be paid in its middle: ``(1 + rate) ** -(k + 1/2)`` for the year ``k``.

    Examples
    --------
    >>> discount_factors(2, 0.21).round(4).tolist()
    [0.9091, 0.7513]
    """
    factors: Floats = np.power(1 + rate, -(np.arange(years) + 0.5))
    return factors


def yearly_money(outcomes: Outcomes, names: tuple[str, ...]) -> Ints:
    """Add up money, shape ``(replications, years)``."""
    total: Ints = np.sum([outcomes.totals[name] for name in names], axis=0)
    return total


def cost_sums(outcomes: Outcomes) -> dict[str, Ints]:
    """Return the money of the whole horizon by cause, of all leavers' pay, and of all costs, ``(replications,)``."""
    alone = {name: outcomes.totals[name].sum(axis=1) for name in MONEY}
    joined = {"benefits": BENEFITS, "cost": COSTS}
    return alone | {name: yearly_money(outcomes, parts).sum(axis=1) for name, parts in joined.items()}


def cost_result(outcomes: Outcomes, rate: float) -> Costs:
    """Summarise the costs of a roadmap within the boundary."""
    cost = yearly_money(outcomes, COSTS)
    paid = np.sum([outcomes.by_funding[name] for name in COSTS], axis=(0, 2))
    return Costs(
        total={name: band(values) for name, values in cost_sums(outcomes).items()},
        yearly={year: band(cost[:, position]) for position, year in enumerate(outcomes.years)},
        by_funding={
            payer: band(paid[:, position]) for position, payer in enumerate(FUNDINGS) if paid[:, position].any()
        },
        present_value=band(discounted(cost, rate)),
    )


def present_value(outcomes: Outcomes, rate: float) -> Ints:
    """Return the cost of every replication, discounted to the first day, in whole units, ``(replications,)``."""
    return discounted(yearly_money(outcomes, COSTS), rate)


def discounted(money: Ints, rate: float) -> Ints:
    """Discount ``(replications, years)`` to the first day, in whole units."""
    value: Ints = np.rint(money @ discount_factors(money.shape[1], rate)).astype(np.int64)
    return value


def payback_years(savings: Ints, years: tuple[int, ...]) -> Ints:
    """Return the year from which on a roadmap has cost no more than the reference, for good; 0 if there is none.

    Parameters
    ----------
    savings
        Reference minus roadmap, ``(replications, years)``.

    Examples
    --------
    >>> payback_years(np.array([[-5, 3, 4], [1, 1, 1], [-1, 0, 0]]), (2015, 2016, 2017)).tolist()
    [2017, 2015, 0]
    """
    paid = np.cumsum(savings, axis=1) >= 0
    for_good = np.logical_and.accumulate(paid[:, ::-1], axis=1)[:, ::-1]
    first: Ints = np.where(for_good[:, -1], np.array(years)[for_good.argmax(axis=1)], 0)
    return first
