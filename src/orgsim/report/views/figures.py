"""Figures: a panel a roadmap, with a key, a text alternative and the numbers in a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.roadmap_values import RoadmapResult
from orgsim.report.amounts import mean, number, spread
from orgsim.report.charts import (
    CAUSE_COLOURS,
    Axis,
    Bar,
    FanPoint,
    Limit,
    axis_of,
    bar_chart,
    fan_chart,
    svg,
)
from orgsim.report.export.long_tables import BAND, LongTable, band_values, texts
from orgsim.report.export.table_files import csv_text
from orgsim.report.views.table import Cell, Column, Group, Row, Table, band_cell
from orgsim.report.vocabulary import MEASURES
from orgsim.report.words import Words

__all__ = ["Figure", "Key", "Panel", "fan_figures", "leavers_figure"]

_FANS = ("people", "funded_posts", "supernumerary")
"""Measures that always have a figure; the measure of any target has one too."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a mark of the figure means: the mark's style class, its colour if it has its own, and words."""

    mark: str
    text: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """The chart of one roadmap, as an SVG element, and the name that a file of it has."""

    title: str
    drawing: str
    name: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Charts of all roadmaps on the same axes, and their numbers: as they are shown, and as CSV.

    The panels of a wide one stand below each other.
    """

    id: str
    title: str
    keys: tuple[Key, ...]
    panels: tuple[Panel, ...]
    numbers: Table
    csv: str
    wide: bool = False


def fan_figures(comparison: Comparison, words: Words) -> tuple[Figure, ...]:
    """Return the figures of stocks by year."""
    aimed = [target.measure for target in comparison.targets if target.measure not in _FANS]
    return tuple(_fan_figure(measure, comparison, words) for measure in (*_FANS, *dict.fromkeys(aimed)))


def leavers_figure(comparison: Comparison, words: Words) -> Figure:
    """Return the figure of leavers by year and cause."""
    causes = [cause for cause in CAUSE_COLOURS if any(r.flows[cause].mean for r in comparison.roadmaps)]
    sums = [_leavers(r, year, causes) for r in comparison.roadmaps for year in comparison.years]
    axis = axis_of([0, *sums])
    return Figure(
        id="leavers",
        title=words.say("Leavers by year and cause"),
        keys=tuple(Key("cause", words.say(MEASURES[cause]), CAUSE_COLOURS[cause]) for cause in causes),
        panels=tuple(
            _leavers_panel(f"leavers-{position}", roadmap, causes, axis, words)
            for position, roadmap in enumerate(comparison.roadmaps)
        ),
        numbers=_leavers_numbers(comparison, causes, words),
        csv=csv_text(
            LongTable(
                "leavers",
                {**texts("roadmap", "cause"), "year": "whole", **BAND},
                (
                    (roadmap.id, cause, year, *band_values(band))
                    for roadmap in comparison.roadmaps
                    for cause in causes
                    for year, band in roadmap.flows_yearly[cause].items()
                ),
            )
        ),
    )


def _fan_figure(measure: str, comparison: Comparison, words: Words) -> Figure:
    limits = {roadmap.id: _limits(measure, roadmap, comparison, words) for roadmap in comparison.roadmaps}
    points = {roadmap.id: _points(measure, roadmap, comparison) for roadmap in comparison.roadmaps}
    shown = [n for every in points.values() for point in every for n in (point.low, point.high)]
    axis = axis_of([*shown, *(limit.count for every in limits.values() for limit in every)])

    def panel(position: int, roadmap: RoadmapResult) -> Panel:
        reference = points[comparison.reference] if roadmap.id != comparison.reference else []
        name = f"{measure}-{position}"
        drawing = svg(
            fan_chart(points[roadmap.id], reference, limits[roadmap.id], axis),
            name=name,
            title=f"{words.say(MEASURES[measure])}, {words.name(roadmap)}",
            description=_fan_description(measure, roadmap, comparison, limits[roadmap.id], words),
            separators=words.separators,
        )
        return Panel(words.name(roadmap), drawing, name)

    return Figure(
        id=measure,
        title=words.say(MEASURES[measure]),
        keys=_fan_keys(comparison, words, limited=any(limits.values())),
        panels=tuple(panel(*numbered) for numbered in enumerate(comparison.roadmaps)),
        numbers=_fan_numbers(measure, comparison, words),
        csv=csv_text(
            LongTable(
                measure,
                {**texts("roadmap"), "year": "whole", **BAND},
                (
                    (roadmap.id, year, *band_values(band))
                    for roadmap in comparison.roadmaps
                    for year, band in roadmap.yearly[measure].items()
                ),
            )
        ),
    )


def _fan_keys(comparison: Comparison, words: Words, *, limited: bool) -> tuple[Key, ...]:
    reference = next(words.name(roadmap) for roadmap in comparison.roadmaps if roadmap.id == comparison.reference)
    keys = [Key("mean", words.say("mean")), Key("band", words.say("from 5% to 95% of the simulated futures"))]
    if len(comparison.roadmaps) > 1:
        keys.append(Key("reference", words.say("mean of “{roadmap}”", roadmap=reference)))
    if limited:
        keys.append(Key("limit", words.say("limit of a target")))
    return tuple(keys)


def _points(measure: str, roadmap: RoadmapResult, comparison: Comparison) -> list[FanPoint]:
    opening = comparison.opening[measure]
    return [
        FanPoint(comparison.years[0] - 1, opening, opening, opening),
        *(FanPoint(year, band.mean, band.low, band.high) for year, band in roadmap.yearly[measure].items()),
    ]


def _limits(measure: str, roadmap: RoadmapResult, comparison: Comparison, words: Words) -> list[Limit]:
    return [
        Limit(target.by.year, result.limit.mean, f"≤ {mean(words, result.limit)}")
        for target, result in zip(comparison.targets, roadmap.targets, strict=True)
        if target.measure == measure
    ]


def _fan_description(
    measure: str, roadmap: RoadmapResult, comparison: Comparison, limits: list[Limit], words: Words
) -> str:
    last = comparison.years[-1]
    band = roadmap.yearly[measure][last]
    text = words.say(
        "From {before} at the opening to {after} at the end of {year} on average; from 5% to 95%: {spread}.",
        before=words.whole(comparison.opening[measure]),
        after=mean(words, band),
        year=last,
        spread=spread(words, band) or mean(words, band),
    )
    targets = [words.say("Target at the end of {year}: {limit}.", year=lim.year, limit=lim.text) for lim in limits]
    return " ".join([text, *targets])


def _fan_numbers(measure: str, comparison: Comparison, words: Words) -> Table:
    opening = words.whole(comparison.opening[measure])
    first = Row(Cell(words.say("Opening")), tuple(Cell(opening) for _ in comparison.roadmaps))
    years = tuple(
        Row(Cell(str(year)), tuple(band_cell(roadmap.yearly[measure][year], words) for roadmap in comparison.roadmaps))
        for year in comparison.years
    )
    return Table(
        words.say(
            "{measure} at the end of each year: mean, and range from 5% to 95%", measure=words.say(MEASURES[measure])
        ),
        (Column(words.say("Year"), numeric=False), *(Column(words.name(roadmap)) for roadmap in comparison.roadmaps)),
        (Group((first, *years)),),
    )


def _leavers(roadmap: RoadmapResult, year: int, causes: Sequence[str]) -> float:
    return sum(roadmap.flows_yearly[cause][year].mean for cause in causes)


def _leavers_panel(name: str, roadmap: RoadmapResult, causes: Sequence[str], axis: Axis, words: Words) -> Panel:
    years = roadmap.flows_yearly
    bars = [Bar(year, cause, band.mean) for cause in causes for year, band in years[cause].items()]
    sums = [
        words.say("{cause}: {number}", cause=words.say(MEASURES[cause]), number=mean(words, roadmap.flows[cause]))
        for cause in causes
    ]
    drawing = svg(
        bar_chart(bars, axis),
        name=name,
        title=f"{words.say('Leavers by year and cause')}, {words.name(roadmap)}",
        description=words.say("Mean over the whole period. {sums}.", sums="; ".join(sums)),
        separators=words.separators,
    )
    return Panel(words.name(roadmap), drawing, name)


def _leavers_numbers(comparison: Comparison, causes: Sequence[str], words: Words) -> Table:
    def row(roadmap: RoadmapResult, year: int) -> Row:
        parts = [Cell(mean(words, roadmap.flows_yearly[cause][year])) for cause in causes]
        return Row(Cell(str(year)), (Cell(number(words, _leavers(roadmap, year, causes))), *parts))

    columns = (words.say("All causes"), *(words.say(MEASURES[cause]) for cause in causes))
    return Table(
        words.say("Leavers of each year by cause, mean over the simulated futures"),
        (Column(words.say("Year"), numeric=False), *map(Column, columns)),
        tuple(
            Group(tuple(row(roadmap, year) for year in comparison.years), words.name(roadmap))
            for roadmap in comparison.roadmaps
        ),
    )
