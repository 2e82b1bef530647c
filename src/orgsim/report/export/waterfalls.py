"""The sheet of waterfalls: how a number became another one, drawn as columns that stand on one another."""

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.roadmap_values import RoadmapResult, Waterfall
from orgsim.report.export.sheets import (
    COLOURS,
    Block,
    Chart,
    Field,
    Row,
    Series,
    Sheet,
    band_entries,
    band_fields,
    coined,
    spoken,
    unit_of,
)
from orgsim.report.vocabulary import PAYERS
from orgsim.report.words import Words

__all__ = ["bars", "waterfall_sheet"]

_PLAIN, _MORE, _LESS, _BELOW = COLOURS[0], COLOURS[2], COLOURS[1], COLOURS[6]


def waterfall_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return a waterfall for each number and roadmap, and those of everyone who pays in one table."""
    told = [(fall, roadmap) for roadmap in comparison.roadmaps for fall in roadmap.waterfalls if not fall.part]
    measures = list(dict.fromkeys(fall.of for fall, _ in told))
    blocks = [
        _block(fall, roadmap, comparison, words)
        for fall, roadmap in sorted(told, key=lambda pair: measures.index(pair[0].of))
    ]
    return Sheet(
        "waterfall",
        words.say("Waterfall"),
        words.say("How did the numbers come about?"),
        (
            words.say("In each simulated future the channels add up exactly; means are rounded."),
            words.say("The axis of a chart need not begin at zero."),
        ),
        (*blocks, _payers(comparison, words)),
    )


def bars(opening: float, changes: Sequence[float], closing: float) -> tuple[tuple[float, ...], ...]:
    """Return of what columns that stand on one another a waterfall is made, also where it dips below zero.

    Returns
    -------
        For the opening, each change and the closing: what is not drawn and lifts the rest; the part of a number as it
        is; of an increase; of a decrease; and what of any of these is below zero.

    Examples
    --------
    >>> bars(10, [-4, 3], 9)
    ((0, 10, 0, 0, 0), (6, 0, 0, 4, 0), (6, 0, 3, 0, 0), (0, 9, 0, 0, 0))
    >>> bars(1, [-3, 5], 3)[1:3]
    ((0, 0, 0, 1, -2), (0, 0, 3, 0, -2))
    """
    levels = list(accumulate(changes, initial=opening))
    steps = [_bar(before, after) for before, after in pairwise(levels)]
    found = [
        (lift, 0, above if change > 0 else 0, above if change <= 0 else 0, below)
        for (lift, above, below), change in zip(steps, changes, strict=True)
    ]
    return (_whole(opening), *found, _whole(closing))


def _whole(number: float) -> tuple[float, ...]:
    return 0, max(number, 0), 0, 0, min(number, 0)


def _bar(before: float, after: float) -> tuple[float, float, float]:
    """Return what lifts a bar from zero, its part above zero, and its part below."""
    low, high = min(before, after), max(before, after)
    lift = max(low, 0) + min(high, 0)
    return lift, max(high, 0) - max(low, 0), min(low, 0) - min(high, 0)


def _block(fall: Waterfall, roadmap: RoadmapResult, comparison: Comparison, words: Words) -> Block:
    unit = unit_of(fall.of, comparison, words)
    label = spoken(fall.of, comparison, words)
    title = f"{label} ({unit}): {words.name(roadmap)}" if unit else f"{label}: {words.name(roadmap)}"
    first, last = _ends(fall.of, comparison, words)
    names = [first, *(spoken(channel.name, comparison, words) for channel in fall.channels), last]
    bands = [fall.opening, *(channel.change for channel in fall.channels), fall.closing]
    drawn = bars(fall.opening.mean, [channel.change.mean for channel in fall.channels], fall.closing.mean)
    below = any(bar[-1] for bar in drawn)
    rows: list[Row] = [
        (name, *coined((*band_entries(band), *(bar if below else bar[:-1])), fall.of))
        for name, band, bar in zip(names, bands, drawn, strict=True)
    ]
    heads = (
        words.say("Drawn: not seen"),
        words.say("Drawn: number"),
        words.say("Drawn: increase"),
        words.say("Drawn: decrease"),
        words.say("Drawn: below zero"),
    )
    fields = (
        Field(words.say("Channel")),
        *band_fields(words),
        *(Field(head, "mean") for head in (heads if below else heads[:-1])),
    )
    colours = ("", _PLAIN, _MORE, _LESS, _BELOW) if below else ("", _PLAIN, _MORE, _LESS)
    series = tuple(Series(4 + at, colour) for at, colour in enumerate(colours))
    return Block(title, fields, tuple(rows), Chart("stacked", title, (0, 0), series, floor=_floor(drawn) or None))


def _floor(drawn: Sequence[tuple[float, ...]]) -> float:
    """Return where the axis begins: at zero, or if all changes are far from it, a round number below them.

    Examples
    --------
    >>> _floor(bars(1863, [-187], 1676)), _floor(bars(10, [-9], 1)), _floor(bars(1, [-3], -2))
    (1600, 0, 0)
    """
    low = min(lift for lift, *_ in drawn[1:-1]) if len(drawn) > 2 else 0
    high = max(sum(bar[:-1]) for bar in drawn)
    if low < high / 2:
        return 0
    step = 10 ** math.floor(math.log10(high - low)) if high > low else 1
    return max(0, math.floor(low / step - 0.5) * step)


def _ends(measure: str, comparison: Comparison, words: Words) -> tuple[str, str]:
    """Name the ends: the first and the last year of what is counted over a year."""
    if measure == "cost":
        return str(comparison.years[0]), str(comparison.years[-1])
    return words.say("Opening"), words.say("Closing")


def _payers(comparison: Comparison, words: Words) -> Block:
    rows: list[Row] = []
    for roadmap in comparison.roadmaps:
        for fall in roadmap.waterfalls:
            if fall.part:
                first, last = _ends(fall.of, comparison, words)
                named = [(spoken(channel.name, comparison, words), channel.change) for channel in fall.channels]
                about = (spoken(fall.of, comparison, words), words.say(PAYERS[fall.part]), words.name(roadmap))
                rows += [
                    (*about, name, *coined(band_entries(band), fall.of))
                    for name, band in [(first, fall.opening), *named, (last, fall.closing)]
                ]
    heads = (words.say("Measure"), words.say("Who pays"), words.say("Roadmap"), words.say("Channel"))
    return Block(words.say("By who pays"), (*map(Field, heads), *band_fields(words)), tuple(rows))
