"""Systems of grades, and the steps of a plan for them, in exact numbers.

The model is the manpower planning of H. P. Williams, Model Building in Mathematical Programming, 5th ed., Wiley 2013,
pp. 255-256. :mod:`orgsim.rules.stockflow` takes the steps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from orgsim.errors import Message, StructureError, did_you_mean

__all__ = [
    "Downgrade",
    "Grade",
    "GradedSystem",
    "Hire",
    "LayOff",
    "Retrain",
    "Retraining",
    "ShortTime",
    "StockStep",
    "ends",
]


@dataclass(frozen=True, slots=True)
class Hire:
    """People come from outside."""

    year: int
    grade: str
    people: Fraction


@dataclass(frozen=True, slots=True)
class Retrain:
    """People go to another grade by a way that the system has."""

    year: int
    grade: str
    to: str
    people: Fraction


@dataclass(frozen=True, slots=True)
class Downgrade:
    """People go to a lower grade; some of them leave for it."""

    year: int
    grade: str
    to: str
    people: Fraction


@dataclass(frozen=True, slots=True)
class LayOff:
    """People have to leave."""

    year: int
    grade: str
    people: Fraction


@dataclass(frozen=True, slots=True)
class ShortTime:
    """People who are there when the year closes work less in it."""

    year: int
    grade: str
    people: Fraction


StockStep = Hire | Retrain | Downgrade | LayOff | ShortTime


def ends(step: StockStep) -> tuple[str, ...]:
    """Return the grade of a step and, if people go to another one, that.

    Examples
    --------
    >>> ends(Retrain(1, "clerks", "officers", Fraction(2)))
    ('clerks', 'officers')
    """
    return (step.grade, step.to) if isinstance(step, Retrain | Downgrade) else (step.grade,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """People of one skill. Shares are of people in a year, limits people in a year, costs money for one of them.

    A limit that is left out does not bind.
    """

    opening: Fraction
    wastage: Fraction
    """The share that leaves of those who were there or come from another grade."""
    early_wastage: Fraction
    """The share that leaves of those hired in the year."""
    lay_off_cost: Fraction = Fraction()
    overmanning_cost: Fraction = Fraction()
    short_time_cost: Fraction = Fraction()
    hires_at_most: Fraction | None = None
    short_time_at_most: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraining:
    """What a way from one grade to another costs for each person, and how many may take it in a year."""

    cost: Fraction = Fraction()
    at_most: Fraction | None = None
    at_most_share: Fraction | None = None
    """Of those in the receiving grade when the year closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedSystem:
    """Grades by id, the lowest first, what may be done with them, and how many people each year needs in each.

    Raises
    ------
    StructureError
        If a share is none, a number is negative, or a grade is unknown or has no requirement. All faults are listed.

    Examples
    --------
    >>> clerk = Grade(opening=Fraction(10), wastage=Fraction(1, 3), early_wastage=Fraction(3, 2))
    >>> GradedSystem(grades={"clerk": clerk}, requirements={1: {}})
    Traceback (most recent call last):
      ...
    orgsim.errors.StructureError: clerk: early_wastage is 3/2; a share is from 0 to 1; year 1: clerk has no requirement
    """

    grades: Mapping[str, Grade]
    requirements: Mapping[int, Mapping[str, Fraction]]
    """By year and grade."""
    retraining: Mapping[tuple[str, str], Retraining] = field(default_factory=dict)
    """The ways that there are, by the grade that people leave and the one that receives them."""
    lost_by_downgrading: Fraction = Fraction()
    """The share of the downgraded who leave for it."""
    idle_on_short_time: Fraction = Fraction()
    """The share of a person's work that short time takes away."""
    overmanning_at_most: Fraction | None = None
    """People beyond the requirements in a year, over all grades."""

    def __post_init__(self) -> None:
        shares = {"lost_by_downgrading": self.lost_by_downgrading, "idle_on_short_time": self.idle_on_short_time}
        for key, grade in self.grades.items():
            shares |= {f"{key}: wastage": grade.wastage, f"{key}: early_wastage": grade.early_wastage}
        faults: list[str] = [
            Message("{name} is {share}; a share is from 0 to 1", name=name, share=share)
            for name, share in shares.items()
            if not 0 <= share <= 1
        ]
        openings = {key: grade.opening for key, grade in self.grades.items()}
        faults += [
            Message("{key}: opening is {people}; it must be at least 0", key=key, people=people)
            for key, people in openings.items()
            if people < 0
        ]
        faults += [fault for way in self.retraining for fault in self._unknown(*way)]
        for year, needs in sorted(self.requirements.items()):
            faults += [Message("year {year}: {fault}", year=year, fault=fault) for fault in self._unknown(*needs)]
            faults += [
                Message("year {year}: {key} has no requirement", year=year, key=key)
                for key in self.grades
                if key not in needs
            ]
        if faults:
            raise StructureError("; ".join(faults))

    def _unknown(self, *named: str) -> list[str]:
        return [
            Message("there is no grade '{k}'{guess}", k=k, guess=did_you_mean(k, self.grades))
            for k in named
            if k not in self.grades
        ]

    def faults(self, step: StockStep) -> list[str]:
        """Return what makes a step none of this system; nothing if it is one."""
        found = self._unknown(*ends(step))
        if step.year not in self.requirements:
            found.append(
                Message("there is no such year{guess}", guess=did_you_mean(str(step.year), map(str, self.requirements)))
            )
        if step.people < 0:
            found.append(Message("{people} people; it must be at least 0", people=step.people))
        if isinstance(step, Retrain) and not found and ends(step) not in self.retraining:
            found.append(Message("nobody can be retrained from '{grade}' to '{to}'", grade=step.grade, to=step.to))
        order = list(self.grades)
        if isinstance(step, Downgrade) and not found and order.index(step.to) >= order.index(step.grade):
            found.append(Message("'{to}' is not below '{grade}'", to=step.to, grade=step.grade))
        return [f"year {step.year}: {type(step).__name__}: {fault}" for fault in found]
