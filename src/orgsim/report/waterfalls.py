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
from orgsim.report.amounts import (
    MoneyUnit,
    Wording,
    between,
    interval,
    mean,
    money,
    money_digits,
    money_unit,
    share,
)
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES, PAYERS, mark

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

_PARTS: Mapping[str, Mapping[str, str]] = {
    "people": {
        "payer": mark("People in post by payer, “{roadmap}”"),
        "level": mark("People in post by level, “{roadmap}”"),
        "kind": mark("People in post by kind, “{roadmap}”"),
        "group": mark("People in post by group, “{roadmap}”"),
        "unit": mark("People in post by unit, “{roadmap}”"),
    },
    "posts": {
        "payer": mark("Authorised posts by payer, “{roadmap}”"),
        "level": mark("Authorised posts by level, “{roadmap}”"),
        "kind": mark("Authorised posts by kind, “{roadmap}”"),
        "group": mark("Authorised posts by group, “{roadmap}”"),
        "unit": mark("Authorised posts by unit, “{roadmap}”"),
    },
}
"""Titles by what is counted and by how it is parted."""

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
    "people": {mark("moved"): ("moved",), mark("left"): CAUSES, mark("recruited"): ("recruited",)},
    "posts": {
        mark("moved"): ("moved",),
        mark("created"): ("posts_created",),
        mark("abolished"): ("posts_abolished",),
    },
}
"""What is told of each of many units, and the channels that it adds up."""


def batches(items: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """Return items in groups that fit side by side."""
    return (items[start : start + size] for start in range(0, len(items), size))


def measure_unit(words: Wording, measure: str, bands: Iterable[Band], currency: str) -> MoneyUnit:
    """Return the unit in which a measure is told: one that suits the amounts, or none."""
    if measure not in MONEY_MEASURES:
        return MoneyUnit(1, "")
    return money_unit(words, [end for band in bands for end in (band.low, band.high, band.mean)], currency)


def measure_name(words: Wording, measure: str, unit: MoneyUnit) -> str:
    """Return the name of a measure with its unit."""
    name = words.say(MEASURES[measure])
    return f"{name}, {unit.name}" if unit.name else name


def amount(words: Wording, band: Band, unit: MoneyUnit) -> str:
    """Write a mean in its unit."""
    return money(words, band, unit) if unit.name else mean(words, band)


def waterfall_table(
    of: str, roadmaps: Sequence[RoadmapResult], comparison: Comparison, words: Wording = WORDS
) -> Table:
    """Return the waterfall of a measure within the boundary, a column for each roadmap."""
    falls = [fall for road in roadmaps for fall in road.waterfalls if fall.of == of and not fall.part]
    unit = measure_unit(
        words, of, [band for fall in falls for band in (fall.opening, fall.closing)], comparison.currency
    )
    first, last = comparison.years[0], comparison.years[-1]
    name = measure_name(words, of, unit)
    if of == "cost":
        title = words.say(
            "{measure}: from cost of {first} to cost of {last}, mean [5–95%]", measure=name, first=first, last=last
        )
        ends = (str(first), str(last))
    else:
        title = words.say("{measure}: from opening to the end of {year}, mean [5–95%]", measure=name, year=last)
        ends = (words.say("Opening"), words.say("Closing"))
    return _channels(words, title, [words.name(road) for road in roadmaps], falls, unit, ends)


def _channels(
    words: Wording,
    title: str,
    heads: Sequence[str],
    falls: Sequence[Waterfall],
    unit: MoneyUnit,
    ends: tuple[str, str],
) -> Table:
    table = blank_table(title, ("", *heads), numeric=len(heads))
    add(table, ends[0], *(_spread(words, fall.opening, unit) for fall in falls))
    changes = [{channel.name: channel.change for channel in fall.channels} for fall in falls]
    names = dict.fromkeys(name for channels in changes for name in channels)
    for name in sorted(names, key=lambda name: _CHANNELS.index(name) if name in _CHANNELS else -1):
        cells = (_spread(words, channels[name], unit, signs=True) if name in channels else "0" for channels in changes)
        add(table, words.say(MEASURES[name]), *cells)
    add(table, ends[1], *(_spread(words, fall.closing, unit) for fall in falls))
    return table


def _spread(words: Wording, band: Band, unit: MoneyUnit, *, signs: bool = False) -> str:
    plus = "+" if signs and band.mean > 0 else ""
    if band.low == band.high == band.mean:
        return f"{plus}{amount(words, band, unit)}"
    digits = money_digits(unit, max(abs(band.low), abs(band.high))) if unit.name else 0
    return (
        f"{plus}{amount(words, band, unit)} [{between(words, band.low / unit.coins, band.high / unit.coins, digits)}]"
    )


def part_tables(
    roadmap: RoadmapResult, falls: Sequence[Waterfall], by: str, words: Wording = WORDS
) -> list[RenderableType]:
    """Return the waterfalls of people and of posts of the parts of a roadmap.

    Parts stand side by side, channel by channel; of units, which are many, each has a row with fewer numbers.
    """
    tables: list[RenderableType] = []
    for of in ("people", "posts"):
        some = [fall for fall in falls if fall.of == of]
        title = words.say(_PARTS[of][by], roadmap=words.name(roadmap))
        if by == "unit":
            tables.append(_units(words, f"{title}: {words.say('means')}", some, of))
            continue
        title, ends = f"{title}: {words.say('mean')} [5–95%]", (words.say("Opening"), words.say("Closing"))
        for batch in batches(some, 3):
            heads = [_part(words, fall.part, by) for fall in batch]
            tables.append(_channels(words, title, heads, batch, MoneyUnit(1, ""), ends))
    return tables


def _part(words: Wording, part: str, by: str) -> str:
    return words.say(PAYERS[part]) if by == "payer" and part in PAYERS else part


def _units(words: Wording, title: str, falls: Sequence[Waterfall], of: str) -> Table:
    heads = (words.say("Unit"), words.say("opening"), *map(words.say, _OF_UNITS[of]), words.say("closing"))
    table = blank_table(title, heads, numeric=len(_OF_UNITS[of]) + 2)
    for fall in falls:
        changes = {channel.name: channel.change.mean for channel in fall.channels}
        sums = (sum(changes.get(name, 0.0) for name in names) for names in _OF_UNITS[of].values())
        numbers = (fall.opening.mean, *sums, fall.closing.mean)
        add(table, fall.part, *(words.decimal(number, 1) if number else "–" for number in numbers))
    return table


def unit_tables(
    roadmap: RoadmapResult, rows: Sequence[UnitNumbers], side: str, words: Wording = WORDS
) -> list[RenderableType]:
    """Return the numbers of every unit of the old or the new structure, opening and closing."""
    ends = (words.say("opening"), words.say("closing"))
    heads = [f"{words.say(MEASURES[name])}, {when}" for name in KEPT for when in ends]
    if side == "old":
        title = words.say(
            "Units of the old structure, “{roadmap}”: opening, and mean at the end", roadmap=words.name(roadmap)
        )
    else:
        title = words.say(
            "Units of the new structure, “{roadmap}”: opening, and mean at the end", roadmap=words.name(roadmap)
        )
    table = blank_table(title, (words.say("Unit"), *heads), numeric=len(heads))
    for row in rows:
        cells = (words.decimal(part[name], 1) for name in KEPT for part in (row.opening, row.closing))
        add(table, row.unit, *cells)
    return [table]


def unit_target_tables(
    roadmap: RoadmapResult, target: str, rows: Sequence[UnitTarget], words: Wording = WORDS
) -> list[RenderableType]:
    """Return with what probability every unit by itself is within a target's limit."""
    say = words.say
    title = say(
        "Target {target} unit by unit, “{roadmap}”, as if it were set for each",
        target=target,
        roadmap=words.name(roadmap),
    )
    columns = (say("Unit"), say("Mean on the day"), say("Limit"), say("Met in"), say("95% interval"))
    table = blank_table(title, columns, numeric=4)
    for row in rows:
        limit, closing = words.decimal(row.limit), words.decimal(row.closing, 1)
        add(table, row.unit, closing, limit, share(words, row.met), interval(words, row.met))
    return [table]
