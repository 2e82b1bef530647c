"""Service and structure before and after a roadmap: layers, spans, leaders, duties, sizes, vacancies and ages."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.hindcast import units_by_group
from orgsim.analysis.intervals import band
from orgsim.analysis.structure_values import (
    AgeStructure,
    Average,
    DutyVacancy,
    GroupSize,
    Shape,
    Span,
    Spread,
    Staffing,
    StructureResult,
)
from orgsim.model.ages import AGE_BANDS, RETIREMENT_YEARS
from orgsim.model.dates import month_index
from orgsim.model.ledger import History
from orgsim.model.organisation import Organisation
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario, Size
from orgsim.rules.ages import ages, median_years, retirement_years, serving
from orgsim.rules.overlap import overlap_index, overlaps
from orgsim.rules.shape import coverage, layers, layers_by_group, leadership, spans
from orgsim.rules.sizes import sizes_after

__all__ = ["age_structure", "structure_result"]

_PER = 100
"""Leaders are counted for so many people."""


def structure_result(
    scenario: Scenario, roadmap: str, history: History, outcomes: Outcomes | None = None
) -> StructureResult:
    """Measure service and structure before and after a roadmap.

    Parameters
    ----------
    roadmap
        The id of the roadmap.
    history
        The organisation through it.
    outcomes
        Its run; without one, only what does not depend on luck is known of the end.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> from orgsim.rules.reorganise import follow
    >>> city = read_scenario(Path("scenarios/mong-cai"))
    >>> history = follow(city.organisation, city.roadmaps["as-decreed"].steps)
    >>> found = structure_result(city, "as-decreed", history)
    >>> found.opening.leader_posts, found.closing.leader_posts
    (305, 299)
    """
    road = scenario.roadmaps[roadmap]
    opening = _shape(history.opening, scenario.sizes)
    closing = _shape(history.closing, sizes_after(history, scenario.sizes))
    return StructureResult(
        roadmap=road.id,
        name=road.name,
        name_vi=road.name_vi,
        opening=opening,
        closing=closing,
        lost_functions=tuple(sorted(set(opening.functions) - set(closing.functions))),
        staffing_opening=_staffing_opening(scenario),
        staffing_closing=None if outcomes is None else _staffing_closing(history.closing, outcomes),
        vacancies=None if outcomes is None else _vacancies(history, outcomes),
    )


def _shape(organisation: Organisation, sizes: Mapping[str, Size]) -> Shape:
    found, led = coverage(organisation), leadership(organisation)
    reporting = spans(organisation)
    by_group: dict[str, list[int]] = {}
    for unit, number in reporting.items():
        by_group.setdefault(organisation.units[unit].counted_as, []).append(number)
    return Shape(
        units=units_by_group(organisation),
        layers=layers(organisation),
        layers_of=layers_by_group(organisation),
        span=_span(list(reporting.values())),
        spans_of={group: _span(numbers) for group, numbers in sorted(by_group.items())},
        posts=led.posts,
        leader_posts=led.leaders,
        duties=len(found.duties),
        functions=found.functions,
        without_posts=found.without_posts,
        owners={one.function: len(one.owners) for one in overlaps(organisation, organisation.inside)},
        overlap_index=float(overlap_index(organisation, organisation.inside)),
        sizes=_group_sizes(organisation, sizes),
    )


def _span(numbers: Sequence[int]) -> Span:
    return Span(bosses=len(numbers), mean=sum(numbers) / max(len(numbers), 1), largest=max(numbers, default=0))


def _group_sizes(organisation: Organisation, sizes: Mapping[str, Size]) -> dict[str, GroupSize]:
    """Return sizes by group, of those groups of which any is known."""
    by_group: dict[str, list[Size]] = {}
    for unit in sorted(organisation.inside - {organisation.boundary}):
        by_group.setdefault(organisation.units[unit].counted_as, []).append(sizes.get(unit, Size(None, None)))
    return {
        group: GroupSize(
            units=len(found),
            population=_average([size.population for size in found]),
            area_km2=_average([size.area_km2 for size in found]),
        )
        for group, found in sorted(by_group.items())
        if any(size != Size(None, None) for size in found)
    }


def _average(values: Sequence[int | Fraction | None]) -> Average:
    known = [Fraction(value) for value in values if value is not None]
    return Average(mean=float(sum(known) / len(known)) if known else None, known=len(known))


def _staffing_opening(scenario: Scenario) -> Staffing:
    """Count people and leaders of the opening, as a spread without any width or error."""
    organisation, start = scenario.organisation, month_index(scenario.horizon.start)
    people = serving(organisation, scenario.people)
    compulsory = scenario.assumptions.rates.compulsory_retirement.value
    left = retirement_years(people, start, scenario.law, compulsory)
    # Every future begins alike, and two that agree have no error.
    return _staffing(
        np.full(2, len(people)),
        np.full(2, leadership(organisation).in_post),
        np.full(2, len(coverage(organisation).without_people)),
        age_structure(np.array([ages(people, start)] * 2), np.array([left] * 2)),
    )


def _staffing_closing(closing: Organisation, outcomes: Outcomes) -> Staffing:
    """Count people and leaders of the last evening, over replications."""
    last = {name: outcomes.totals[name][:, -1].astype(np.int64) for name in ("people", "heads", "deputies")}
    by_unit = outcomes.by_unit.get("people")
    position = {unit: number for number, unit in enumerate(outcomes.units)}
    owners = [position[closing.duties[duty].owner] for duty in coverage(closing).duties]
    alone = None if by_unit is None else (by_unit[:, -1][:, owners] == 0).sum(axis=1)
    structure = age_structure(outcomes.closing["ages"], outcomes.closing["retirement_years"])
    return _staffing(last["people"], last["heads"] + last["deputies"], alone, structure)


def _staffing(
    people: NDArray[np.int64],
    leaders: NDArray[np.int64],
    without_people: NDArray[np.int64] | None,
    structure: AgeStructure,
) -> Staffing:
    return Staffing(
        people=band(people),
        leaders=band(leaders),
        leaders_per_hundred=_ratio(_PER * leaders, people),
        people_per_leader=_ratio(people, leaders),
        duties_without_people=None if without_people is None else band(without_people),
        ages=structure,
    )


def _ratio(parts: NDArray[np.int64], wholes: NDArray[np.int64]) -> Spread | None:
    return _spread(parts / wholes) if (wholes > 0).all() else None


def _spread(values: NDArray[np.float64]) -> Spread:
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf")
    error = float(values.std(ddof=1)) / float(np.sqrt(len(values))) if len(values) > 1 else None
    return Spread(mean=float(values.mean()), low=float(low), median=float(median), high=float(high), error=error)


def age_structure(bands: NDArray[np.integer], years: NDArray[np.integer]) -> AgeStructure:
    """Summarise counts of people by age and by years to retirement over replications.

    Parameters
    ----------
    bands
        People by the bands of ``AGE_BANDS``, shape ``(replications, bands)``.
    years
        People by completed years to compulsory retirement, and those who need not retire in the last column; shape
        ``(replications, RETIREMENT_YEARS + 1)``.

    Examples
    --------
    >>> bands, years = np.zeros((1, len(AGE_BANDS)), int), np.zeros((1, RETIREMENT_YEARS + 1), int)
    >>> bands[0, 3], years[0, 28], years[0, -1] = 5, 4, 1
    >>> found = age_structure(bands, years)
    >>> found.people[30].mean, found.years_to_retirement.median, found.without_retirement.mean
    (5.0, 28, 1.0)
    """
    medians = [median_years(row) for row in years[:, :RETIREMENT_YEARS].tolist()]
    known = [median for median in medians if median is not None]
    return AgeStructure(
        people={first: band(bands[:, position]) for position, first in enumerate(AGE_BANDS)},
        years_to_retirement=band(np.array(known)) if len(known) == len(medians) else None,
        without_retirement=band(years[:, RETIREMENT_YEARS]),
    )


def _vacancies(history: History, outcomes: Outcomes) -> tuple[DutyVacancy, ...] | None:
    """Return the vacancy of every duty of the end, sorted; ``None`` if the run kept only totals."""
    if not {"posts", "vacancies"} <= outcomes.by_unit.keys():
        return None
    position = {unit: number for number, unit in enumerate(outcomes.units)}
    before = set(coverage(history.opening).duties)
    rows = []
    for key in coverage(history.closing).duties:
        duty = history.closing.duties[key]
        opening = history.opening.duties[key].owner if key in before else None
        rows.append(
            DutyVacancy(
                duty=key,
                name=duty.name,
                name_vi=duty.name_vi,
                owner=duty.owner,
                opening=None if opening is None else _vacant_at_opening(outcomes, position[opening]),
                closing=_vacant_at_end(outcomes, position[duty.owner]),
            )
        )
    return tuple(rows)


def _vacant_at_opening(outcomes: Outcomes, unit: int) -> float | None:
    posts, vacant = (int(outcomes.opening_by_unit[name][unit]) for name in ("posts", "vacancies"))
    return vacant / posts if posts else None


def _vacant_at_end(outcomes: Outcomes, unit: int) -> Spread | None:
    posts, vacant = (outcomes.by_unit[name][:, -1, unit] for name in ("posts", "vacancies"))
    there = posts > 0
    return _spread(vacant[there] / posts[there]) if there.any() else None
