"""The sheet of structure: what the organisation and its service look like before and after each roadmap."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.structure_values import GroupSize, Shape, Spread, Staffing, StructureResult
from orgsim.analysis.values import Band
from orgsim.report.export.abreast import reading, roadmap_names
from orgsim.report.export.sheets import (
    COLOURS,
    NO_BAND,
    Block,
    Chart,
    Entry,
    Field,
    Kind,
    Numeral,
    Row,
    Series,
    Sheet,
    band_fields,
)
from orgsim.report.vocabulary import UNIT_GROUPS
from orgsim.report.words import Words

__all__ = ["structure_sheet"]

Count = Callable[[Shape], float | None]


def structure_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return units by group, shape, people and leaders, ages, sizes, and duties with vacant posts."""
    results = comparison.structure
    blocks = [_units(comparison, words)]
    if results:
        blocks += [_shape(results, words), _people(results, words), _ages(results, words), _sizes(results, words)]
        blocks += [_duties(comparison, words), _lost(results, words)]
    blocks += [_leaders(comparison, words), _became(comparison, words)]
    return Sheet(
        "structure",
        words.say("Structure"),
        words.say("The organisation before and after"),
        (reading(words),),
        tuple(blocks),
    )


def _group(group: str, words: Words) -> str:
    return words.say(UNIT_GROUPS[group]) if group in UNIT_GROUPS else group


def _units(comparison: Comparison, words: Words) -> Block:
    before, after = comparison.units_opening, [roadmap.units_closing for roadmap in comparison.roadmaps]
    groups = sorted({group for units in (before, *after) for group in units})
    rows: list[Row] = [
        (_group(group, words), before.get(group, 0), *(units.get(group, 0) for units in after)) for group in groups
    ]
    whole: Row = (words.say("All units"), *(sum(units.values()) for units in (before, *after)))
    title = words.say("Units within the boundary: opening, and end of each roadmap")
    chart = Chart("columns", title, (0, 0), _series(1 + len(after)), rows=len(rows), floor=0)
    heads = (words.say("Opening"), *roadmap_names(comparison, words))
    fields = (Field(words.say("Units counted as")), *(Field(head, "whole") for head in heads))
    return Block(title, fields, (*rows, whole), chart)


def _series(count: int) -> tuple[Series, ...]:
    """Return a series for the opening, in grey, and one for each roadmap."""
    return tuple(Series(1 + at, COLOURS[at - 1 if at else -1]) for at in range(count))


def _shape(results: tuple[StructureResult, ...], words: Words) -> Block:
    say = words.say
    counts: list[tuple[str, Kind, Count]] = [
        (say("Units"), "whole", lambda shape: sum(shape.units.values())),
        (say("Layers; the whole is the first"), "whole", lambda shape: shape.layers),
        (say("Units with some under them"), "whole", lambda shape: shape.span.bosses),
        (say("Mean span"), "ratio", lambda shape: shape.span.mean),
        (say("Largest span"), "whole", lambda shape: shape.span.largest),
        (say("Posts, as the steps leave them"), "whole", lambda shape: shape.posts),
        (say("Posts of leaders"), "whole", lambda shape: shape.leader_posts),
        (say("Posts per leader's post"), "ratio", lambda shape: _per(shape.posts, shape.leader_posts)),
        (say("Duties"), "whole", lambda shape: shape.duties),
        (say("Duties whose owner has no posts"), "whole", lambda shape: len(shape.without_posts)),
        (say("Functions"), "whole", lambda shape: len(shape.functions)),
        (say("Functions with several owners"), "whole", lambda shape: len(shape.owners)),
        (say("Overlap index of all units"), "share", lambda shape: shape.overlap_index),
    ]
    shapes = [results[0].opening, *(result.closing for result in results)]
    rows: list[Row] = [(name, *(_numeral(count(shape), kind) for shape in shapes)) for name, kind, count in counts]
    heads = (say("Opening"), *(words.name(result) for result in results))
    return Block(say("Shape"), (Field(""), *(Field(head, "whole") for head in heads)), tuple(rows))


def _per(whole: int, parts: int) -> float | None:
    return whole / parts if parts else None


def _numeral(value: float | None, kind: Kind) -> Entry:
    return None if value is None else Numeral(value, kind)


def _people(results: tuple[StructureResult, ...], words: Words) -> Block:
    say = words.say
    counts: list[tuple[str, Callable[[Staffing], Band | Spread | None]]] = [
        (say("People"), lambda staffing: staffing.people),
        (say("Leaders in post"), lambda staffing: staffing.leaders),
        (say("Leaders per 100 people"), lambda staffing: staffing.leaders_per_hundred),
        (say("People per leader"), lambda staffing: staffing.people_per_leader),
        (say("Duties without people"), lambda staffing: staffing.duties_without_people),
        (say("Years to retirement, median"), lambda staffing: staffing.ages.years_to_retirement),
        (say("Who need not retire"), lambda staffing: staffing.ages.without_retirement),
    ]
    rows: list[Row] = []
    for name, count in counts:
        begun = count(results[0].staffing_opening)
        found = [None if one.staffing_closing is None else count(one.staffing_closing) for one in results]
        rows.append((name, None if begun is None else begun.mean, *(entry for one in found for entry in _ratios(one))))
    fields = (
        Field(""),
        Field(say("Opening"), "ratio"),
        *band_fields(words, *(words.name(result) for result in results), kind="ratio"),
    )
    return Block(say("People and leaders"), fields, tuple(rows))


def _ratios(found: Band | Spread | None) -> Row:
    return NO_BAND if found is None else (found.mean, found.low, found.high)


def _ages(results: tuple[StructureResult, ...], words: Words) -> Block:
    opening = results[0].staffing_opening.ages.people
    closing = [one.staffing_closing.ages.people if one.staffing_closing else {} for one in results]
    rows: list[Row] = [
        (name, opening[age].mean, *(found[age].mean if age in found else None for found in closing))
        for age, name in zip(opening, _age_names(list(opening), words), strict=True)
    ]
    heads = (words.say("Opening"), *(words.name(result) for result in results))
    title = words.say("People by age in completed years, mean")
    fields = (Field(words.say("Age")), *(Field(head, "mean") for head in heads))
    return Block(title, fields, tuple(rows), Chart("columns", title, (0, 0), _series(len(heads)), floor=0))


def _age_names(first: list[int], words: Words) -> list[str]:
    names = [words.say("{low} to {high}", low=low, high=high - 1) for low, high in pairwise(first)]
    return [words.say("under {age}", age=first[1]), *names[1:], words.say("{age} and over", age=first[-1])]


def _sizes(results: tuple[StructureResult, ...], words: Words) -> Block:
    def row(when: str, group: str, size: GroupSize) -> Row:
        people, area = size.population, size.area_km2
        return _group(group, words), when, size.units, people.mean, people.known, area.mean, area.known

    moments = [(words.say("Opening"), results[0].opening), *((words.name(one), one.closing) for one in results)]
    rows = tuple(row(when, group, size) for when, shape in moments for group, size in sorted(shape.sizes.items()))
    fields = (
        Field(words.say("Units counted as")),
        Field(words.say("Opening, or end of")),
        Field(words.say("Units"), "whole"),
        Field(words.say("Inhabitants of a unit: mean"), "mean"),
        Field(words.say("Inhabitants: known of"), "whole"),
        Field(words.say("Area of a unit in km²: mean"), "mean"),
        Field(words.say("Area: known of"), "whole"),
    )
    return Block(words.say("Population and area of a unit"), fields, rows)


def _duties(comparison: Comparison, words: Words) -> Block:
    rows: list[Row] = [
        (
            words.name(result),
            words.name(row),
            _unit(row.owner, comparison, words),
            row.opening,
            *_ratios(row.closing),
        )
        for result in comparison.structure
        for row in result.vacancies or ()
    ]
    fields = (
        Field(words.say("Roadmap")),
        Field(words.say("Duty")),
        Field(words.say("Accountable unit at the end")),
        Field(words.say("Opening"), "share"),
        *band_fields(words, words.say("Closing"), kind="share"),
    )
    return Block(words.say("Share of vacant posts of the unit accountable for a duty"), fields, tuple(rows))


def _lost(results: tuple[StructureResult, ...], words: Words) -> Block:
    def lost() -> Iterator[Row]:
        for result in results:
            yield from ((words.name(result), function) for function in result.lost_functions)

    fields = (Field(words.say("Roadmap")), Field(words.say("Function")))
    return Block(words.say("Functions that lost every owner"), fields, tuple(lost()))


def _unit(unit: str, comparison: Comparison, words: Words) -> str:
    return words.name(comparison.unit_names[unit]) if unit in comparison.unit_names else unit


def _leaders(comparison: Comparison, words: Words) -> Block:
    rows = tuple(
        (
            words.name(roadmap),
            _unit(row.unit, comparison, words),
            row.date,
            row.step,
            row.found,
            row.kept,
            row.norm,
            row.surplus,
            row.due,
            row.cleared,
            row.left,
            row.legal_basis,
        )
        for roadmap in comparison.roadmaps
        for row in roadmap.leaders
    )
    fields = (
        Field(words.say("Roadmap")),
        Field(words.say("Merged unit")),
        Field(words.say("Date"), "date"),
        Field(words.say("Step")),
        Field(words.say("Leaders found"), "whole"),
        Field(words.say("Kept"), "whole"),
        Field(words.say("Norm"), "whole"),
        Field(words.say("Surplus"), "whole"),
        Field(words.say("Due by"), "date"),
        Field(words.say("Cleared on"), "date"),
        Field(words.say("Left at the end"), "whole"),
        Field(words.say("Legal basis")),
    )
    return Block(words.say("Posts of leaders after mergers"), fields, rows)


def _became(comparison: Comparison, words: Words) -> Block:
    """Return which share of which old unit is in which new one at the end, with their posts."""
    rows: list[Row] = []
    for roadmap in comparison.roadmaps:
        before = {unit.id: unit.posts for unit in roadmap.chart.opening}
        after = {unit.id: unit.posts for unit in roadmap.chart.closing}
        rows += [
            (
                words.name(roadmap),
                _unit(old, comparison, words),
                before.get(old),
                _unit(new, comparison, words),
                after.get(new),
                float(Fraction(share)),
            )
            for old, new, share in roadmap.chart.parts
        ]
    fields = (
        Field(words.say("Roadmap")),
        Field(words.say("Old unit")),
        Field(words.say("Posts before"), "whole"),
        Field(words.say("New unit")),
        Field(words.say("Posts after"), "whole"),
        Field(words.say("Share of the old unit"), "share"),
    )
    return Block(words.say("Old and new units"), fields, tuple(rows))
