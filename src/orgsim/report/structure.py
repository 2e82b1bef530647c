"""Service and structure before and after, for a terminal 100 columns wide."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from rich.console import RenderableType
from rich.table import Table

from orgsim.analysis.structure_values import Average, DutyVacancy, Shape, Spread, Staffing, StructureResult
from orgsim.analysis.values import Band
from orgsim.report.amounts import Wording, between, number, with_spread
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import UNIT_GROUPS, mark

__all__ = ["structure_tables"]

_ABREAST = 3
"""Roadmaps that fit side by side."""

_WORST = 10
"""Duties of which the vacancy is shown."""

_NOTHING = "–"
_UNKNOWN = mark("not known")

Said = Mapping[str, str]
"""What is said of an organisation, by the name of the row."""


def structure_tables(results: Sequence[StructureResult], year: int, words: Wording = WORDS) -> list[RenderableType]:
    """Return structure, units by group, people with their ages, sizes of units, and the duties with most vacancies.

    Parameters
    ----------
    results
        One for each roadmap, of one scenario.
    year
        The last year.
    """
    tables: list[RenderableType] = []
    for start in range(0, len(results), _ABREAST):
        some = results[start : start + _ABREAST]
        shapes = [some[0].opening, *(result.closing for result in some)]
        tables += [
            _structure(words, some, shapes, year),
            _groups(words, some, shapes, year),
            *_people(words, some, year),
        ]
        if any(shape.sizes for shape in shapes):
            tables.append(_group_sizes(words, some, shapes, year))
        if any(result.vacancies for result in some):
            tables.append(_vacancies(words, some, year))
    return tables


def _side_by_side(
    words: Wording, title: str, results: Sequence[StructureResult], said: Sequence[Said], first: str = ""
) -> Table:
    """Return a table with a column for the opening and each roadmap, and a row for every name."""
    columns = (first, words.say("Opening"), *(words.name(result) for result in results))
    table = blank_table(title, columns, numeric=len(results) + 1)
    for name in dict.fromkeys(name for column in said for name in column):
        add(table, name, *(column.get(name, _NOTHING) for column in said))
    return table


def _structure(words: Wording, results: Sequence[StructureResult], shapes: Sequence[Shape], year: int) -> Table:
    title = words.say(
        "Structure within the boundary: the opening, and as the steps leave it at the end of {year}", year=year
    )
    lost = [0, *(len(result.lost_functions) for result in results)]
    return _side_by_side(
        words, title, results, [_shape_said(words, shape, number) for shape, number in zip(shapes, lost, strict=True)]
    )


def _shape_said(words: Wording, shape: Shape, lost: int) -> Said:
    say = words.say
    return {
        say("Units"): words.decimal(sum(shape.units.values())),
        say("Layers; the whole is the first"): words.decimal(shape.layers),
        say("Units with some under them"): words.decimal(shape.span.bosses),
        say("Span: mean (most)"): _span(words, shape.span.mean, shape.span.largest),
        say("Posts per leader's post"): _quotient(words, shape.posts, shape.leader_posts),
        say("Duties"): words.decimal(shape.duties),
        f"  {say('whose owner has no posts')}": words.decimal(len(shape.without_posts)),
        say("Functions"): words.decimal(len(shape.functions)),
        f"  {say('with several owners')}": words.decimal(len(shape.owners)),
        f"  {say('that lost every owner')}": words.decimal(lost),
        say("Overlap index of all units"): words.percent(shape.overlap_index, 1),
    }


def _groups(words: Wording, results: Sequence[StructureResult], shapes: Sequence[Shape], year: int) -> Table:
    title = words.say("Units by group, opening and end of {year}: number · layer of the deepest · mean span", year=year)
    return _side_by_side(words, title, results, [_groups_said(words, shape) for shape in shapes], words.say("Group"))


def _groups_said(words: Wording, shape: Shape) -> Said:
    return {_named(words, group): _group_said(words, shape, group) for group in sorted({*shape.units, *shape.spans_of})}


def _group_said(words: Wording, shape: Shape, group: str) -> str:
    """Say what a group is like; one that only the boundary unit is in has that unit."""
    span = shape.spans_of.get(group)
    parts = (
        words.decimal(shape.units.get(group, 1)),
        words.decimal(shape.layers_of.get(group, 1)),
        words.decimal(span.mean, 1) if span else _NOTHING,
    )
    return " · ".join(parts)


def _people(words: Wording, results: Sequence[StructureResult], year: int) -> Iterable[Table]:
    staffings = [results[0].staffing_opening, *(result.staffing_closing for result in results)]
    title = words.say("People and leaders, opening and end of {year}: mean [5–95%]", year=year)
    yield _side_by_side(
        words, title, results, [_staffing_said(words, staffing) if staffing else {} for staffing in staffings]
    )
    title = words.say("Ages in completed years, opening and end of {year}: people, mean [5–95%]", year=year)
    yield _side_by_side(
        words,
        title,
        results,
        [_ages_said(words, staffing) if staffing else {} for staffing in staffings],
        words.say("Age"),
    )


def _staffing_said(words: Wording, staffing: Staffing) -> Said:
    say, alone = words.say, staffing.duties_without_people
    return {
        say("People"): _band(words, staffing.people),
        say("Leaders in post"): _band(words, staffing.leaders),
        say("Leaders per 100 people"): _spread(words, staffing.leaders_per_hundred),
        say("People per leader"): _spread(words, staffing.people_per_leader),
        say("Duties without people"): _band(words, alone) if alone else say(_UNKNOWN),
    }


def _ages_said(words: Wording, staffing: Staffing) -> Said:
    say, found = words.say, staffing.ages
    first = list(found.people)
    names = [say("{low} to {high}", low=low, high=high - 1) for low, high in pairwise(first)]
    names = [say("under {age}", age=first[1]), *names[1:], say("{age} and over", age=first[-1])]
    people = {name: _band(words, band) for name, band in zip(names, found.people.values(), strict=True)}
    years = found.years_to_retirement
    return people | {
        say("Years to retirement, median"): _band(words, years) if years else _NOTHING,
        say("Who need not retire"): _band(words, found.without_retirement),
    }


def _group_sizes(words: Wording, results: Sequence[StructureResult], shapes: Sequence[Shape], year: int) -> Table:
    title = words.say("Population and area of a unit, opening and end of {year}: mean (known of all)", year=year)
    return _side_by_side(words, title, results, [_sizes_said(words, shape) for shape in shapes], words.say("Group"))


def _sizes_said(words: Wording, shape: Shape) -> Said:
    said: dict[str, str] = {}
    for group, size in shape.sizes.items():
        said[words.say("{group}: inhabitants", group=_named(words, group))] = _average(
            words, size.population, size.units, 0
        )
        said[f"{_named(words, group)}: km²"] = _average(words, size.area_km2, size.units, 1)
    return said


def _vacancies(words: Wording, results: Sequence[StructureResult], year: int) -> Table:
    """Return the duties whose owners have the largest share of vacant posts in any roadmap."""
    rows = [{row.duty: row for row in result.vacancies or ()} for result in results]
    duties = sorted({duty for found in rows for duty in found}, key=lambda duty: (-_worst(duty, rows), duty))
    title = words.say(
        "Vacant posts of the unit accountable for a duty, opening and end of {year}: the {shown} worst of {all} duties",
        year=year,
        shown=min(_WORST, len(duties)),
        all=words.decimal(len(duties)),
    )
    said: list[dict[str, str]] = [{} for _ in range(len(results) + 1)]
    for duty in duties[:_WORST]:
        known = next(found[duty] for found in rows if duty in found)
        name = words.name(known)
        said[0][name] = _NOTHING if known.opening is None else words.percent(known.opening)
        for column, found in zip(said[1:], rows, strict=True):
            column[name] = _percent(words, found[duty].closing if duty in found else None)
    return _side_by_side(words, title, results, said, words.say("Duty"))


def _worst(duty: str, rows: Sequence[Mapping[str, DutyVacancy]]) -> float:
    closing = (found[duty].closing for found in rows if duty in found)
    return max((spread.mean for spread in closing if spread), default=-1.0)


def _named(words: Wording, group: str) -> str:
    return words.say(UNIT_GROUPS[group]) if group in UNIT_GROUPS else group


def _band(words: Wording, band: Band) -> str:
    return with_spread(words, band).replace("(", "[").replace(")", "]")


def _span(words: Wording, mean: float, largest: int) -> str:
    return f"{words.decimal(mean, 1)} ({words.decimal(largest)})"


def _quotient(words: Wording, whole: int, parts: int) -> str:
    return words.decimal(whole / parts, 1) if parts else _NOTHING


def _spread(words: Wording, spread: Spread | None) -> str:
    if spread is None:
        return _NOTHING
    mean, found = number(words, spread.mean, spread.error), between(words, spread.low, spread.high, 1)
    return mean if spread.low == spread.high else f"{mean} [{found}]"


def _percent(words: Wording, spread: Spread | None) -> str:
    if spread is None:
        return _NOTHING
    if spread.low == spread.high == spread.mean:
        return words.percent(spread.mean)
    error = None if spread.error is None else 100 * spread.error
    return f"{number(words, 100 * spread.mean, error)}% [{between(words, 100 * spread.low, 100 * spread.high)}%]"


def _average(words: Wording, average: Average, units: int, digits: int) -> str:
    if average.mean is None:
        return words.say(_UNKNOWN)
    return words.say(
        "{mean} ({known} of {all})",
        mean=words.decimal(average.mean, digits),
        known=words.decimal(average.known),
        all=words.decimal(units),
    )
