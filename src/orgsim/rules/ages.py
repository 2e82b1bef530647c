"""The ages of people in service, and how long the law lets them stay."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from orgsim.model.ages import AGE_BANDS, RETIREMENT_YEARS, age_band, retirement_row
from orgsim.model.law import Law
from orgsim.model.organisation import Organisation, Person, Standing
from orgsim.rules.retirement import retirement_month

__all__ = ["ages", "median_years", "retirement_years", "serving"]

_MONTHS = 12


def serving(organisation: Organisation, people: Mapping[str, Person]) -> tuple[Person, ...]:
    """Return the people in service within the boundary, without holders of grassroots places, sorted by id.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> city = read_scenario(Path("scenarios/mong-cai"))
    >>> len(serving(city.organisation, city.people))
    2010
    """
    held = (
        slot.holder
        for unit in organisation.inside
        for slot in organisation.slots[unit]
        if slot.holder is not None and slot.standing is not Standing.GRASSROOTS
    )
    return tuple(people[key] for key in sorted(held))


def ages(people: Iterable[Person], month: int) -> tuple[int, ...]:
    """Count people by the bands of ``AGE_BANDS``; ages are completed years when a month begins.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> from orgsim.model.dates import month_index
    >>> city = read_scenario(Path("scenarios/mong-cai"))
    >>> sum(ages(serving(city.organisation, city.people), month_index(city.horizon.start)))
    2010
    """
    counts = Counter(age_band((month - person.birth) // _MONTHS) for person in people)
    return tuple(counts[band] for band in range(len(AGE_BANDS)))


def retirement_years(people: Iterable[Person], month: int, law: Law, compulsory: Mapping[str, bool]) -> tuple[int, ...]:
    """Count people by completed years to compulsory retirement when a month begins.

    Parameters
    ----------
    compulsory
        Whether the law ends service, by contract.

    Returns
    -------
        ``RETIREMENT_YEARS + 1`` counts; the last is of people whose contract or law knows no retirement.

    Raises
    ------
    StructureError
        As :func:`orgsim.rules.retirement.retirement_month`.
    """
    counts: Counter[int] = Counter()
    alike = Counter((person.birth, person.sex, compulsory[person.contract]) for person in people)
    for (birth, sex, retires), number in alike.items():
        counts[retirement_row(month, retirement_month(law, birth, sex) if retires else None)] += number
    return tuple(counts[years] for years in range(RETIREMENT_YEARS + 1))


def median_years(counts: Sequence[int]) -> int | None:
    """Return the median of completed years to retirement, of two middle ones the smaller; ``None`` without anybody.

    Parameters
    ----------
    counts
        People by completed years; who need not retire is not among them.

    Examples
    --------
    >>> median_years([1, 0, 2]), median_years([1, 1]), median_years([0, 0])
    (2, 0, None)
    """
    whole, passed = sum(counts), 0
    for years, number in enumerate(counts):
        passed += number
        if number and 2 * passed >= whole:
            return years
    return None
