"""Long tables for other programs: ids, numbers and dates, one fact a row, without a language."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Literal

import numpy as np

from orgsim.analysis.intervals import band
from orgsim.analysis.values import Band, Proportion
from orgsim.model.outcomes import BY_UNIT, Outcomes

__all__ = [
    "BAND",
    "SHARE",
    "Columns",
    "Kind",
    "LongTable",
    "Value",
    "band_values",
    "outcome_tables",
    "prefixed",
    "share_values",
    "table",
    "texts",
    "unit_table",
]

Kind = Literal["text", "whole", "number", "date"]
"""A text, which is never missing; a whole number; any number; a date."""

Columns = Mapping[str, Kind]
"""The kinds of columns by name."""

Value = str | int | float | dt.date | None


@dataclass(frozen=True, slots=True)
class LongTable:
    """A table: a name, the kinds of its columns by name, and rows that are made while they are read, once."""

    name: str
    columns: Columns
    rows: Iterator[tuple[Value, ...]]


BAND: Columns = {
    "mean": "number",
    "p05": "whole",
    "median": "whole",
    "p95": "whole",
    "standard_error": "number",
}
"""The columns of a band."""

SHARE: Columns = {"share": "number", "low": "number", "high": "number"}
"""The columns of a share of the replications with its 95 % interval."""


def band_values(band: Band | None) -> tuple[Value, ...]:
    """Return the values of a band, as ``BAND`` names them."""
    return (None,) * len(BAND) if band is None else (band.mean, band.low, band.median, band.high, band.error)


def share_values(share: Proportion | None) -> tuple[Value, ...]:
    """Return the values of a share, as ``SHARE`` names them."""
    return (None,) * len(SHARE) if share is None else (share.share, share.low, share.high)


def table(name: str, columns: Columns, rows: Iterable[tuple[Value, ...]]) -> LongTable:
    """Return a table of rows that exist already."""
    return LongTable(name, columns, iter(rows))


def texts(*names: str) -> Columns:
    """Return columns of texts."""
    return dict.fromkeys(names, "text")


def prefixed(prefix: str, columns: Columns) -> Columns:
    """Return columns with a word and ``_`` before their names."""
    return {f"{prefix}_{name}": kind for name, kind in columns.items()}


def outcome_tables(outcomes: Sequence[Outcomes]) -> tuple[LongTable, ...]:
    """Return what every replication gave: the totals of each year by measure, and who left under each programme.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario, simulate
    >>> run = simulate(compile_plan(read_scenario(Path("src/orgsim/io/small")), "gradual"), replications=2, seed=1)
    >>> next(outcome_tables([run])[0].rows)
    ('gradual', 0, 2022, 'people', 31)
    """
    where: Columns = {"roadmap": "text", "replication": "whole", "year": "whole"}
    return (
        LongTable(
            "totals", {**where, "measure": "text", "value": "whole"}, chain.from_iterable(map(_totals, outcomes))
        ),
        LongTable(
            "programme_exits",
            {**where, "programme": "text", "value": "whole"},
            chain.from_iterable(map(_exits, outcomes)),
        ),
    )


def _totals(run: Outcomes) -> Iterator[tuple[Value, ...]]:
    for measure, values in run.totals.items():
        yield from _long(run, measure, values)


def _exits(run: Outcomes) -> Iterator[tuple[Value, ...]]:
    for position, programme in enumerate(run.programmes):
        yield from _long(run, programme, run.programme_exits[:, :, position])


def _long(run: Outcomes, name: str, values: np.ndarray) -> Iterator[tuple[Value, ...]]:
    for replication, row in enumerate(values):
        yield from zip(repeat(run.roadmap), repeat(replication), run.years, repeat(name), row.tolist(), strict=False)


def unit_table(outcomes: Sequence[Outcomes]) -> LongTable:
    """Return the spread over replications of every number of every unit in every year, where it is ever not 0.

    Every replication of every unit would be a thousand times as many rows; they stay in the run directory.
    """
    where: Columns = {"roadmap": "text", "unit": "text", "year": "whole", "measure": "text"}
    return LongTable("by_unit", {**where, **BAND}, chain.from_iterable(map(_units, outcomes)))


def _units(run: Outcomes) -> Iterator[tuple[Value, ...]]:
    for position, unit in sorted(enumerate(run.units), key=lambda pair: pair[1]):
        for measure in (name for name in BY_UNIT if name in run.by_unit):
            values = run.by_unit[measure][:, :, position]
            if values.any():
                for year, column in zip(run.years, values.T, strict=True):
                    yield run.roadmap, unit, year, measure, *band_values(band(column))
