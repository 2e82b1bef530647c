"""How old the people are who sit within the boundary, and how long the law lets them stay."""

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Lanes
from orgsim.engine.plan import Plan, Structure
from orgsim.model.ages import AGE_BANDS, RETIREMENT_YEARS
from orgsim.model.dates import month_index
from orgsim.rules.retirement import NEVER

__all__ = ["ages", "retirement_years"]

Counts = NDArray[np.int64]
_MONTHS = 12


def ages(lanes: Lanes, structure: Structure, plan: Plan, day: int) -> Counts:
    """Count people within the boundary by the bands of ``AGE_BANDS``, shape ``(bands, lanes)``.

    Parameters
    ----------
    day
        The morning on which ages are completed years (``date.toordinal``): the first of a month.
    """
    completed = (_month(day) - plan.people.birth.astype(np.int64)) // _MONTHS
    band = np.maximum(np.searchsorted(AGE_BANDS, completed, side="right") - 1, 0)
    return _counted(lanes, structure, band, len(AGE_BANDS))


def retirement_years(lanes: Lanes, structure: Structure, plan: Plan, day: int) -> Counts:
    """Count people within the boundary by completed years to compulsory retirement.

    Returns
    -------
        Shape ``(RETIREMENT_YEARS + 1, lanes)``; the last row has those whose contract or law knows no retirement, the
        one before it also those with more years.
    """
    people, tables = plan.people, plan.tables
    retirement = tables.retirement_month[people.female.view(np.int8), people.birth - tables.first_birth]
    left = (retirement.astype(np.int64) + 1 - _month(day)) // _MONTHS
    row = np.clip(left, 0, RETIREMENT_YEARS - 1)
    row[~tables.retires[people.contract] | (retirement == NEVER)] = RETIREMENT_YEARS
    return _counted(lanes, structure, row, RETIREMENT_YEARS + 1)


def _month(day: int) -> int:
    return month_index(dt.date.fromordinal(day))


def _counted(lanes: Lanes, structure: Structure, kinds: NDArray[np.int64], size: int) -> Counts:
    """Count people within the boundary by a feature of each person of the plan."""
    counts = np.zeros((size, lanes.width), np.int64)
    # Who sat there at the opening is the same in every lane; only the others are looked at one by one.
    stayed = np.greater(lanes.there(), lanes.moved, out=lanes.mask)
    own = kinds[: len(stayed)]
    for kind in np.unique(own[structure.inside]).tolist():
        rows = np.flatnonzero(structure.inside & (own == kind))
        counts[kind] = np.add.reduce(stayed[rows], axis=0, dtype=np.int32)
    cells = lanes.within(structure, lanes.others())
    _, columns = lanes.split(cells)
    places = kinds[lanes.who.reshape(-1)[cells]] * lanes.width + columns
    counts += np.bincount(places, minlength=size * lanes.width).reshape(counts.shape)
    return counts
