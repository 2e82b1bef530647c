"""Structure and service before and after each roadmap, and the ages of people."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.structure_values import Shape, Spread, Staffing, StructureResult
from orgsim.analysis.values import Band
from orgsim.report.amounts import deserved
from orgsim.report.views.table import Cell, Column, Group, Row, Table, band_cell
from orgsim.report.words import Words

__all__ = ["structure_tables"]

_NOTHING = Cell("–")


def structure_tables(comparison: Comparison, words: Words) -> tuple[Table, ...]:
    """Return the table of structure and leaders, and that of ages."""
    results = comparison.structure
    shapes = [results[0].opening, *(result.closing for result in results)]
    staffings = [results[0].staffing_opening, *(result.staffing_closing for result in results)]
    structure = [_shape(shape, lost, words) for shape, lost in zip(shapes, _lost(results), strict=True)]
    leaders = [_leaders(staffing, words) if staffing else {} for staffing in staffings]
    ages = [_ages(staffing, words) if staffing else {} for staffing in staffings]
    year = comparison.years[-1]
    caption = words.say("Structure and service within the boundary: the opening, and the end of {year}", year=year)
    columns = _columns(comparison, words)
    return (
        Table(caption, columns, (Group(_rows(structure)), Group(_rows(leaders)))),
        Table(
            words.say("People by age in completed years, at the opening and at the end of {year}", year=year),
            columns,
            (Group(_rows(ages)),),
        ),
    )


def _columns(comparison: Comparison, words: Words) -> tuple[Column, ...]:
    names = (Column(words.name(roadmap)) for roadmap in comparison.roadmaps)
    return (Column("", numeric=False), Column(words.say("Opening")), *names)


def _rows(said: Sequence[Mapping[str, Cell]]) -> tuple[Row, ...]:
    names = dict.fromkeys(name for column in said for name in column)
    return tuple(Row(Cell(name), tuple(column.get(name, _NOTHING) for column in said)) for name in names)


def _lost(results: Sequence[StructureResult]) -> list[int]:
    return [0, *(len(result.lost_functions) for result in results)]


def _shape(shape: Shape, lost: int, words: Words) -> dict[str, Cell]:
    span = f"{words.decimal(shape.span.mean, 1)} ({words.whole(shape.span.largest)})"
    led = words.decimal(shape.posts / shape.leader_posts, 1) if shape.leader_posts else _NOTHING.text
    return {
        words.say("Units"): Cell(words.whole(sum(shape.units.values()))),
        words.say("Layers, the whole being the first"): Cell(words.whole(shape.layers)),
        words.say("Span of control: units under one, mean (most)"): Cell(span),
        words.say("Posts per post of a leader"): Cell(led),
        words.say("Duties"): Cell(words.whole(shape.duties)),
        words.say("Duties whose owner has no posts"): Cell(words.whole(len(shape.without_posts))),
        words.say("Functions with several owners"): Cell(words.whole(len(shape.owners))),
        words.say("Functions that lost every owner"): Cell(words.whole(lost)),
        words.say("Overlap index of all units"): Cell(words.percent(shape.overlap_index, 1)),
    }


def _leaders(staffing: Staffing, words: Words) -> dict[str, Cell]:
    alone, years = staffing.duties_without_people, staffing.ages.years_to_retirement
    return {
        words.say("Leaders in post"): band_cell(staffing.leaders, words),
        words.say("Leaders per 100 people"): _spread(staffing.leaders_per_hundred, words),
        words.say("People per leader"): _spread(staffing.people_per_leader, words),
        words.say("Duties whose owner has no people"): band_cell(alone, words) if alone else _NOTHING,
        words.say("Years to retirement, median"): band_cell(years, words) if years else _NOTHING,
    }


def _spread(spread: Spread | None, words: Words) -> Cell:
    if spread is None:
        return _NOTHING
    digits = deserved(1, 1.959964 * spread.error if spread.error else None)
    low, high = words.decimal(spread.low, 1), words.decimal(spread.high, 1)
    return Cell(words.decimal(spread.mean, digits), "" if low == high else f"{low}–{high}")


def _ages(staffing: Staffing, words: Words) -> dict[str, Cell]:
    bands: dict[int, Band] = staffing.ages.people
    first = list(bands)
    middle = [f"{low}–{high - 1}" for low, high in pairwise(first)][1:]
    names = [words.say("under {age}", age=first[1]), *middle, words.say("{age} and over", age=first[-1])]
    found = {name: band_cell(band, words) for name, band in zip(names, bands.values(), strict=True)}
    return found | {words.say("Who need not retire"): band_cell(staffing.ages.without_retirement, words)}
