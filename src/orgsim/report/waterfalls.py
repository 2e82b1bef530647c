"""Waterfalls, and numbers of units, as tables of a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from rich.console import RenderableType
from rich.table import Table

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.roadmap_values import RoadmapResult, Waterfall
from orgsim.analysis.units import KEPT, UnitNumbers, UnitTarget
from orgsim.analysis.values import Band
from orgsim.model.outcomes import CAUSES
from orgsim.report.amounts import MoneyUnit, between, interval, mean, money, money_digits, money_unit, share
from orgsim.report.terminal import WORDS, add, blank_table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES, PAYERS

__all__ = [
    "amount",
    "batches",
    "measure_name",
    "measure_unit",
    "part_tables",
    "unit_tables",
    "unit_target_tables",
    "waterfall_table",
]

T = TypeVar("T")

_CHANNELS = (
    "arrived",
    "departed",
    "posts_in",
    "posts_out",
    "moved",
    *CAUSES,
    "posts_created",
    "posts_abolished",
    "payer_changed",
    "pay_changed",
    "recruited",
)
"""The order in which channels are told; those of money come before."""

_OF_UNITS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "people": {"moved": ("moved",), "left": CAUSES, "recruited": ("recruited",)},
    "posts": {"moved": ("moved",), "created": ("posts_created",), "abolished": ("posts_abolished",)},
}
"""What is told of each of many units, and the channels that it adds up."""


def batches(items: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """Return items in groups that fit side by side."""
    return (items[start : start + size] for start in range(0, len(items), size))


def measure_unit(measure: str, bands: Iterable[Band], currency: str) -> MoneyUnit:
    """Return the unit in which a measure is told: one that suits the amounts, or none."""
    if measure not in MONEY_MEASURES:
        return MoneyUnit(1, "")
    return money_unit(WORDS, [end for band in bands for end in (band.low, band.high, band.mean)], currency)


def measure_name(measure: str, unit: MoneyUnit) -> str:
    """Return the name of a measure with its unit."""
    return f"{MEASURES[measure]}, {unit.name}" if unit.name else MEASURES[measure]


def amount(band: Band, unit: MoneyUnit) -> str:
    """Write a mean in its unit."""
    return money(WORDS, band, unit) if unit.name else mean(WORDS, band)


def waterfall_table(of: str, roadmaps: Sequence[RoadmapResult], comparison: Comparison) -> Table:
    """Return the waterfall of a measure within the boundary, a column for each roadmap."""
    falls = [fall for road in roadmaps for fall in road.waterfalls if fall.of == of and not fall.part]
    unit = measure_unit(of, [band for fall in falls for band in (fall.opening, fall.closing)], comparison.currency)
    first, last = comparison.years[0], comparison.years[-1]
    span = f"cost of {first} to cost of {last}" if of == "cost" else f"opening to the end of {last}"
    title = f"{measure_name(of, unit)}: from {span}, mean [5–95%]"
    ends = (str(first), str(last)) if of == "cost" else ("Opening", "Closing")
    return _channels(title, [road.name for road in roadmaps], falls, unit, ends)


def _channels(
    title: str, heads: Sequence[str], falls: Sequence[Waterfall], unit: MoneyUnit, ends: tuple[str, str]
) -> Table:
    table = blank_table(title, ("", *heads), numeric=len(heads))
    add(table, ends[0], *(_spread(fall.opening, unit) for fall in falls))
    changes = [{channel.name: channel.change for channel in fall.channels} for fall in falls]
    names = dict.fromkeys(name for channels in changes for name in channels)
    for name in sorted(names, key=lambda name: _CHANNELS.index(name) if name in _CHANNELS else -1):
        cells = (_spread(channels[name], unit, signs=True) if name in channels else "0" for channels in changes)
        add(table, MEASURES[name], *cells)
    add(table, ends[1], *(_spread(fall.closing, unit) for fall in falls))
    return table


def _spread(band: Band, unit: MoneyUnit, *, signs: bool = False) -> str:
    plus = "+" if signs and band.mean > 0 else ""
    if band.low == band.high == band.mean:
        return f"{plus}{amount(band, unit)}"
    digits = money_digits(unit, max(abs(band.low), abs(band.high))) if unit.name else 0
    return f"{plus}{amount(band, unit)} [{between(WORDS, band.low / unit.coins, band.high / unit.coins, digits)}]"


def part_tables(roadmap: RoadmapResult, falls: Sequence[Waterfall], by: str) -> list[RenderableType]:
    """Return the waterfalls of people and of posts of the parts of a roadmap.

    Parts stand side by side, channel by channel; of units, which are many, each has a row with fewer numbers.
    """
    tables: list[RenderableType] = []
    for of in ("people", "posts"):
        some = [fall for fall in falls if fall.of == of]
        title = f"{MEASURES[of]} by {by}, “{roadmap.name}”: "
        if by == "unit":
            tables.append(_units(f"{title}means", some, of))
            continue
        for batch in batches(some, 3):
            heads = [PAYERS.get(fall.part, fall.part) if by == "payer" else fall.part for fall in batch]
            tables.append(_channels(f"{title}mean [5–95%]", heads, batch, MoneyUnit(1, ""), ("Opening", "Closing")))
    return tables


def _units(title: str, falls: Sequence[Waterfall], of: str) -> Table:
    table = blank_table(title, ("Unit", "opening", *_OF_UNITS[of], "closing"), numeric=len(_OF_UNITS[of]) + 2)
    for fall in falls:
        changes = {channel.name: channel.change.mean for channel in fall.channels}
        sums = (sum(changes.get(name, 0.0) for name in names) for names in _OF_UNITS[of].values())
        numbers = (fall.opening.mean, *sums, fall.closing.mean)
        add(table, fall.part, *(WORDS.decimal(number, 1) if number else "–" for number in numbers))
    return table


def unit_tables(roadmap: RoadmapResult, rows: Sequence[UnitNumbers], side: str) -> list[RenderableType]:
    """Return the numbers of every unit of the old or the new structure, opening and closing."""
    heads = [f"{MEASURES[name]}, {when}" for name in KEPT for when in ("opening", "closing")]
    title = f"Units of the {side} structure, “{roadmap.name}”: opening, and mean at the end"
    table = blank_table(title, ("Unit", *heads), numeric=len(heads))
    for row in rows:
        cells = (WORDS.decimal(part[name], 1) for name in KEPT for part in (row.opening, row.closing))
        add(table, row.unit, *cells)
    return [table]


def unit_target_tables(roadmap: RoadmapResult, target: str, rows: Sequence[UnitTarget]) -> list[RenderableType]:
    """Return with what probability every unit by itself is within a target's limit."""
    title = f"Target {target} unit by unit, “{roadmap.name}”, as if it were set for each"
    table = blank_table(title, ("Unit", "Mean on the day", "Limit", "Met in", "95% interval"), numeric=4)
    for row in rows:
        limit, closing = WORDS.decimal(row.limit), WORDS.decimal(row.closing, 1)
        add(table, row.unit, closing, limit, share(WORDS, row.met), interval(WORDS, row.met))
    return [table]
