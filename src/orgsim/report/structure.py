"""Service and structure before and after, for a terminal 100 columns wide, in English."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from rich.console import RenderableType
from rich.table import Table

from orgsim.analysis.structure_values import Average, DutyVacancy, Shape, Spread, Staffing, StructureResult
from orgsim.analysis.values import Band
from orgsim.report.amounts import between, number, with_spread
from orgsim.report.terminal import WORDS, add, blank_table
from orgsim.report.vocabulary import UNIT_GROUPS

__all__ = ["structure_tables"]

_ABREAST = 3
"""Roadmaps that fit side by side."""

_WORST = 10
"""Duties of which the vacancy is shown."""

_NOTHING = "–"
_UNKNOWN = "not known"

Said = Mapping[str, str]
"""What is said of an organisation, by the name of the row."""


def structure_tables(results: Sequence[StructureResult], year: int) -> list[RenderableType]:
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
        tables += [_structure(some, shapes, year), _groups(some, shapes, year), *_people(some, year)]
        if any(shape.sizes for shape in shapes):
            tables.append(_group_sizes(some, shapes, year))
        if any(result.vacancies for result in some):
            tables.append(_vacancies(some, year))
    return tables


def _side_by_side(title: str, results: Sequence[StructureResult], said: Sequence[Said], first: str = "") -> Table:
    """Return a table with a column for the opening and each roadmap, and a row for every name."""
    columns = (first, "Opening", *(result.name for result in results))
    table = blank_table(title, columns, numeric=len(results) + 1)
    for name in dict.fromkeys(name for column in said for name in column):
        add(table, name, *(column.get(name, _NOTHING) for column in said))
    return table


def _structure(results: Sequence[StructureResult], shapes: Sequence[Shape], year: int) -> Table:
    title = f"Structure within the boundary: the opening, and as the steps leave it at the end of {year}"
    lost = [0, *(len(result.lost_functions) for result in results)]
    return _side_by_side(
        title, results, [_shape_said(shape, number) for shape, number in zip(shapes, lost, strict=True)]
    )


def _shape_said(shape: Shape, lost: int) -> Said:
    return {
        "Units": WORDS.decimal(sum(shape.units.values())),
        "Layers; the whole is the first": WORDS.decimal(shape.layers),
        "Units with some under them": WORDS.decimal(shape.span.bosses),
        "Span: mean (most)": _span(shape.span.mean, shape.span.largest),
        "Posts per leader's post": _quotient(shape.posts, shape.leader_posts),
        "Duties": WORDS.decimal(shape.duties),
        "  whose owner has no posts": WORDS.decimal(len(shape.without_posts)),
        "Functions": WORDS.decimal(len(shape.functions)),
        "  with several owners": WORDS.decimal(len(shape.owners)),
        "  that lost every owner": WORDS.decimal(lost),
        "Overlap index of all units": WORDS.percent(shape.overlap_index, 1),
    }


def _groups(results: Sequence[StructureResult], shapes: Sequence[Shape], year: int) -> Table:
    title = f"Units by group, opening and end of {year}: number · layer of the deepest · mean span"
    return _side_by_side(title, results, [_groups_said(shape) for shape in shapes], "Group")


def _groups_said(shape: Shape) -> Said:
    return {_named(group): _group_said(shape, group) for group in sorted({*shape.units, *shape.spans_of})}


def _group_said(shape: Shape, group: str) -> str:
    """Say what a group is like; one that only the boundary unit is in has that unit."""
    span = shape.spans_of.get(group)
    parts = (
        WORDS.decimal(shape.units.get(group, 1)),
        WORDS.decimal(shape.layers_of.get(group, 1)),
        WORDS.decimal(span.mean, 1) if span else _NOTHING,
    )
    return " · ".join(parts)


def _people(results: Sequence[StructureResult], year: int) -> Iterable[Table]:
    staffings = [results[0].staffing_opening, *(result.staffing_closing for result in results)]
    title = f"People and leaders, opening and end of {year}: mean [5–95%]"
    yield _side_by_side(title, results, [_staffing_said(staffing) if staffing else {} for staffing in staffings])
    title = f"Ages in completed years, opening and end of {year}: people, mean [5–95%]"
    yield _side_by_side(title, results, [_ages_said(staffing) if staffing else {} for staffing in staffings], "Age")


def _staffing_said(staffing: Staffing) -> Said:
    alone = staffing.duties_without_people
    return {
        "People": _band(staffing.people),
        "Leaders in post": _band(staffing.leaders),
        "Leaders per 100 people": _spread(staffing.leaders_per_hundred),
        "People per leader": _spread(staffing.people_per_leader),
        "Duties without people": _band(alone) if alone else _UNKNOWN,
    }


def _ages_said(staffing: Staffing) -> Said:
    found = staffing.ages
    first = list(found.people)
    names = [f"{low} to {high - 1}" for low, high in pairwise(first)]
    names = [f"under {first[1]}", *names[1:], f"{first[-1]} and over"]
    people = {name: _band(band) for name, band in zip(names, found.people.values(), strict=True)}
    years = found.years_to_retirement
    return people | {
        "Years to retirement, median": _band(years) if years else _NOTHING,
        "Who need not retire": _band(found.without_retirement),
    }


def _group_sizes(results: Sequence[StructureResult], shapes: Sequence[Shape], year: int) -> Table:
    title = f"Population and area of a unit, opening and end of {year}: mean (known of all)"
    return _side_by_side(title, results, [_sizes_said(shape) for shape in shapes], "Group")


def _sizes_said(shape: Shape) -> Said:
    said: dict[str, str] = {}
    for group, size in shape.sizes.items():
        said[f"{_named(group)}: inhabitants"] = _average(size.population, size.units, 0)
        said[f"{_named(group)}: km²"] = _average(size.area_km2, size.units, 1)
    return said


def _vacancies(results: Sequence[StructureResult], year: int) -> Table:
    """Return the duties whose owners have the largest share of vacant posts in any roadmap."""
    rows = [{row.duty: row for row in result.vacancies or ()} for result in results]
    duties = sorted({duty for found in rows for duty in found}, key=lambda duty: (-_worst(duty, rows), duty))
    title = (
        f"Vacant posts of the unit accountable for a duty, opening and end of {year}: the {min(_WORST, len(duties))} "
        f"worst of {WORDS.decimal(len(duties))} duties"
    )
    said: list[dict[str, str]] = [{} for _ in range(len(results) + 1)]
    for duty in duties[:_WORST]:
        known = next(found[duty] for found in rows if duty in found)
        said[0][known.name] = _NOTHING if known.opening is None else WORDS.percent(known.opening)
        for column, found in zip(said[1:], rows, strict=True):
            column[known.name] = _percent(found[duty].closing if duty in found else None)
    return _side_by_side(title, results, said, "Duty")


def _worst(duty: str, rows: Sequence[Mapping[str, DutyVacancy]]) -> float:
    closing = (found[duty].closing for found in rows if duty in found)
    return max((spread.mean for spread in closing if spread), default=-1.0)


def _named(group: str) -> str:
    return UNIT_GROUPS.get(group, group)


def _band(band: Band) -> str:
    return with_spread(WORDS, band).replace("(", "[").replace(")", "]")


def _span(mean: float, largest: int) -> str:
    return f"{WORDS.decimal(mean, 1)} ({WORDS.decimal(largest)})"


def _quotient(whole: int, parts: int) -> str:
    return WORDS.decimal(whole / parts, 1) if parts else _NOTHING


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return _NOTHING
    mean, found = number(WORDS, spread.mean, spread.error), between(WORDS, spread.low, spread.high, 1)
    return mean if spread.low == spread.high else f"{mean} [{found}]"


def _percent(spread: Spread | None) -> str:
    if spread is None:
        return _NOTHING
    if spread.low == spread.high == spread.mean:
        return WORDS.percent(spread.mean)
    error = None if spread.error is None else 100 * spread.error
    return f"{number(WORDS, 100 * spread.mean, error)}% [{between(WORDS, 100 * spread.low, 100 * spread.high)}%]"


def _average(average: Average, units: int, digits: int) -> str:
    if average.mean is None:
        return _UNKNOWN
    return f"{WORDS.decimal(average.mean, digits)} ({WORDS.decimal(average.known)} of {WORDS.decimal(units)})"
