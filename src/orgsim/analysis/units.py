"""Units before and after: numbers on the old or the new structure through lineage, and targets unit by unit."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.intervals import proportion
from orgsim.analysis.values import Proportion, Value
from orgsim.errors import Message, RunError
from orgsim.model.ledger import History
from orgsim.model.outcomes import Outcomes
from orgsim.model.roadmap import Target
from orgsim.rules.lineage import lineage

__all__ = ["KEPT", "Side", "UnitNumbers", "UnitTarget", "unit_numbers", "unit_targets"]

Side = Literal["old", "new"]
KEPT = ("people", "posts", "vacancies", "supernumerary")
"""What is told of every unit."""


class UnitNumbers(Value):
    """Means of a unit at the opening and at the end, by measure.

    On the new structure the opening is that of what the unit is made of; on the old one the closing is the share that
    goes back to the unit. Divided units are divided by the shares of their lineage, and the sums stay exact.
    """

    unit: str
    opening: dict[str, float]
    closing: dict[str, float]


class UnitTarget(Value):
    """With what probability a unit by itself is within a target's limit, and the mean of its measure on the day."""

    unit: str
    limit: int
    closing: float
    met: Proportion


def unit_numbers(outcomes: Outcomes, history: History, side: Side) -> tuple[UnitNumbers, ...]:
    """Return the numbers of every unit of the old or the new structure that has any, in the order of ids.

    Raises
    ------
    RunError
        If the run kept totals only.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario, simulate
    >>> plan = compile_plan(read_scenario(Path("scenarios/mong-cai")), "as-decreed")
    >>> run = simulate(plan, replications=3, seed=1)
    >>> old, new = (unit_numbers(run, plan.history, side) for side in ("old", "new"))
    >>> sum(row.opening["people"] for row in old) == sum(row.opening["people"] for row in new)
    True
    """
    _check_kept(outcomes, KEPT)
    family = lineage(history)
    weights = {unit: int(count) for unit, count in _opening(outcomes, "posts").items()}
    opening, closing = {}, {}
    for name in KEPT:
        begun, ended = _opening(outcomes, name), _means(outcomes, name)
        new = side == "new"
        opening[name] = family.on_new(begun) if new else begun
        closing[name] = {unit: ended[unit] for unit in family.parts} if new else family.on_old(ended, weights)
    units = sorted(opening["people"].keys() | closing["people"].keys())
    rows = (UnitNumbers(unit=unit, opening=_of(opening, unit), closing=_of(closing, unit)) for unit in units)
    return tuple(row for row in rows if any(row.opening.values()) or any(row.closing.values()))


def _of(found: Mapping[str, Mapping[str, float | Fraction]], unit: str) -> dict[str, float]:
    return {name: float(values.get(unit, 0)) for name, values in found.items()}


def _opening(outcomes: Outcomes, name: str) -> dict[str, float | Fraction]:
    return {unit: Fraction(int(n)) for unit, n in zip(outcomes.units, outcomes.opening_by_unit[name], strict=True)}


def _means(outcomes: Outcomes, name: str) -> dict[str, float | Fraction]:
    sums = outcomes.by_unit[name][:, -1].sum(axis=0, dtype=np.int64)
    return {unit: Fraction(int(n), outcomes.replications) for unit, n in zip(outcomes.units, sums, strict=True)}


def unit_targets(outcomes: Outcomes, history: History, target: Target) -> tuple[UnitTarget, ...]:
    """Hold every unit of the structure of the target's day against the target, as if it were set for each.

    A share is taken of the opening number of what the unit is made of, rounded down.

    Raises
    ------
    RunError
        If the run kept totals only, or the target is a number other than 0, which no rule divides among units.
    """
    _check_kept(outcomes, (target.measure,))
    if target.at_most:
        raise RunError(
            Message(
                "target '{id}' is a number for the whole, at most {at_most}; units have no part of it",
                id=target.id,
                at_most=target.at_most,
            )
        )
    day, share = outcomes.years.index(target.by.year), Fraction(str(target.at_most_share or 0))
    opening = lineage(history, target.by).on_new(_opening(outcomes, target.measure))
    position = {unit: number for number, unit in enumerate(outcomes.units)}
    inside = history.on(target.by).inside
    rows = []
    for unit in sorted(unit for unit in opening if unit in inside):
        values: NDArray[np.integer] = outcomes.by_unit[target.measure][:, day, position[unit]]
        if opening[unit] or values.any():
            limit = math.floor(share * opening[unit])
            mean = int(values.sum()) / len(values)
            rows.append(UnitTarget(unit=unit, limit=limit, closing=mean, met=proportion(values <= limit)))
    return tuple(rows)


def _check_kept(outcomes: Outcomes, names: tuple[str, ...]) -> None:
    if any(name not in outcomes.by_unit for name in names):
        raise RunError(Message("the run kept totals only; run it again with --keep units"))
