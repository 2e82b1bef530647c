"""Who stands where in a reduction in force: the retention register of 5 CFR part 351 (United States).

People are ranked by tenure group, veteran preference and service date, which good ratings move back (§ 351.501 and
§ 351.504). What the ranks decide is in :mod:`orgsim.rules.displacement`.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from orgsim.errors import Message, OrgsimError
from orgsim.model.law import Law
from orgsim.rules.law.code import parameter_on

__all__ = [
    "Employee",
    "Preference",
    "RetentionError",
    "RetentionRules",
    "RetentionStanding",
    "TenureGroup",
    "performance_credit",
    "register",
    "retention_rules",
    "standing",
]

_LEVELS = 5


class RetentionError(OrgsimError):
    """A register that cannot be drawn up."""


class TenureGroup(IntEnum):
    """The tenure group of a person: career; career-conditional or on probation; on a term."""

    CAREER = 1
    CONDITIONAL = 2
    TERM = 3


class Preference(IntEnum):
    """The subgroup of a person: a veteran with a disability of 30 percent or more; a veteran; nobody of these."""

    AD = 1
    A = 2
    B = 3


@dataclass(frozen=True, slots=True)
class Employee:
    """A person who competes.

    ``level`` is the competitive level of the position; ``ratings`` are the latest ratings of record, levels 1 to 5,
    the latest last, or once the modal one of the area for a person who has none; ``qualified`` are other competitive
    levels whose work the person can do, and ``held`` those in which they once had a position.
    """

    id: str
    level: str
    tenure: TenureGroup
    preference: Preference
    service_from: dt.date
    ratings: tuple[int, ...]
    qualified: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.ratings or not all(1 <= rating <= _LEVELS for rating in self.ratings):
            found = ", ".join(map(str, self.ratings)) or "none"
            raise RetentionError(
                Message(
                    "'{id}' needs one rating or more, each from 1 to {levels}; found {found}",
                    id=self.id,
                    levels=_LEVELS,
                    found=found,
                )
            )


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """What the law sets: ``credit`` in years for ratings of level 1 to 5, how many count, grades down at most."""

    credit: tuple[int, ...]
    ratings_counted: int
    assignment_rating: int
    bump_grades: int
    retreat_grades: int
    retreat_grades_disabled: int


@dataclass(frozen=True, slots=True, order=True)
class RetentionStanding:
    """Where a person stands: the smallest is kept the longest, and of equals the one whose id comes first.

    ``service`` is the year, month and day from which service counts once performance is credited.
    """

    tenure: TenureGroup
    preference: Preference
    service: tuple[int, int, int]
    person: str


def retention_rules(law: Law, day: dt.date) -> RetentionRules:
    """Return the rules in force on a day.

    Raises
    ------
    LawError
        If the law has none on that day.

    Examples
    --------
    >>> from orgsim.io.law import read_law
    >>> retention_rules(read_law("united-states"), dt.date(2025, 3, 1)).credit
    (0, 0, 12, 16, 20)
    """

    def number(name: str) -> int:
        value = parameter_on(law, name, day, "reduction-in-force").parameter.value
        assert value is not None
        return int(value)

    return RetentionRules(
        tuple(number(f"credit_level_{level}") for level in range(1, _LEVELS + 1)),
        *map(number, ("ratings_counted", "assignment_rating")),
        *map(number, ("bump_grades", "retreat_grades", "retreat_grades_disabled")),
    )


def performance_credit(ratings: tuple[int, ...], rules: RetentionRules) -> int:
    """Return the years of service that ratings add: the mean over the latest ones, a fraction upwards (§ 351.504).

    Examples
    --------
    >>> performance_credit((5, 3, 3), RetentionRules((0, 0, 12, 16, 20), 3, 2, 3, 3, 5))
    15
    """
    counted = [rules.credit[rating - 1] for rating in ratings[-rules.ratings_counted :]]
    return -(-sum(counted) // len(counted))


def standing(employee: Employee, rules: RetentionRules) -> RetentionStanding:
    """Return the standing of a person (§ 351.501)."""
    start = employee.service_from
    service = (start.year - performance_credit(employee.ratings, rules), start.month, start.day)
    return RetentionStanding(employee.tenure, employee.preference, service, employee.id)


def register(people: Iterable[Employee], rules: RetentionRules) -> tuple[str, ...]:
    """Return the ids of people in order of retention, who is kept the longest first.

    Examples
    --------
    >>> rules = RetentionRules((0, 0, 12, 16, 20), 3, 2, 3, 3, 5)
    >>> career, since = TenureGroup.CAREER, dt.date(2010, 5, 1)
    >>> people = [Employee("ann", "clerk", career, Preference.B, since, (3,)),
    ...           Employee("bob", "clerk", career, Preference.A, since, (3,)),
    ...           Employee("cy", "clerk", career, Preference.B, since, (5,))]
    >>> register(people, rules)
    ('bob', 'cy', 'ann')
    """
    return tuple(one.person for one in sorted(standing(employee, rules) for employee in people))
