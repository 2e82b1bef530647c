"""Stocks and flows of grades, replayed to the last fraction: what a plan of numbers does, step by step.

A plan that comes from a linear program speaks of means, and so of fractions of people. Here it is taken step by step in
exact numbers: either it leads to stocks that meet every requirement, or it is infeasible and says why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from orgsim.errors import ConservationError, Message, OrgsimError, StepError
from orgsim.rules.stocks import Downgrade, GradedSystem, Hire, LayOff, Retrain, ShortTime, StockStep, ends

__all__ = ["Flow", "InfeasibleError", "StockYear", "check_conserved", "replay"]


class InfeasibleError(OrgsimError):
    """A plan that cannot be carried out, with every reason that was found."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n  - ".join(("infeasible", *self.reasons)))


@dataclass(frozen=True, slots=True)
class Flow:
    """People go from a grade to a grade; ``None`` is outside."""

    cause: str
    origin: str | None
    to: str | None
    people: Fraction


@dataclass(frozen=True, slots=True)
class StockYear:
    """What a year did: its flows and cost and, by grade, who is there at its close, not needed, and on short time."""

    year: int
    flows: tuple[Flow, ...]
    closing: Mapping[str, Fraction]
    overmanning: Mapping[str, Fraction]
    short_time: Mapping[str, Fraction]
    cost: Fraction

    def people(self, cause: str) -> Fraction:
        """Return how many people a cause moved: wastage, hired, retrained, downgraded, left downgraded, laid off."""
        return sum((flow.people for flow in self.flows if flow.cause == cause), Fraction())


def replay(system: GradedSystem, steps: Sequence[StockStep]) -> tuple[StockYear, ...]:
    """Take the steps of a plan, year by year, and return what every year did.

    A year begins with the wastage of those who are there; then its steps are taken in the order given. At its close,
    people less the work that short time takes away must meet the requirement; who is not needed is overmanning.

    Raises
    ------
    StepError
        If a step is none of this system: a grade, year or way of retraining that it does not have, a negative number.
    InfeasibleError
        If more people are to go than there are, a requirement is not met or a limit is not kept. All reasons are
        listed, up to a step that cannot be taken: what comes after it is unknown.
    ConservationError
        If a fraction of a person is lost or invented: a fault of orgsim.

    Examples
    --------
    >>> from orgsim.rules.stocks import Grade
    >>> clerks = Grade(opening=Fraction(10), wastage=Fraction(1, 3), early_wastage=Fraction(1, 2))
    >>> office = GradedSystem(grades={"clerks": clerks}, requirements={1: {"clerks": Fraction(7)}})
    >>> replay(office, [Hire(1, "clerks", Fraction(2, 3))])[0].closing
    {'clerks': Fraction(7, 1)}
    >>> replay(office, [LayOff(1, "clerks", Fraction(7))])
    Traceback (most recent call last):
      ...
    orgsim.rules.stockflow.InfeasibleError: infeasible
      - year 1: 7 clerks are to be laid off; there are 20/3
    """
    faults = [fault for step in steps for fault in system.faults(step)]
    if faults:
        raise StepError("; ".join(faults))
    stocks: Mapping[str, Fraction] = {key: grade.opening for key, grade in system.grades.items()}
    years: list[StockYear] = []
    reasons: list[str] = []
    for year in sorted(system.requirements):
        taken = [step for step in steps if step.year == year]
        wasted = [Flow("wastage", key, None, people * system.grades[key].wastage) for key, people in stocks.items()]
        flows, stocks = tuple(wasted), _moved(stocks, wasted)
        for step in taken:
            found = _flows(system, step)
            _check_there(year, stocks, found, reasons)
            flows, stocks = (*flows, *found), _moved(stocks, found)
        closed = _closed(system, year, flows, stocks, taken)
        years.append(closed)
        reasons += [f"year {year}: {reason}" for reason in _breaches(system, closed, taken)]
    if reasons:
        raise InfeasibleError(reasons)
    return tuple(years)


def _check_there(year: int, stocks: Mapping[str, Fraction], flows: Sequence[Flow], reasons: Sequence[str]) -> None:
    """Check that the first flow of a step, which the others follow from, does not take more people than there are."""
    for flow in flows[:1]:
        if flow.origin is not None and flow.people > stocks[flow.origin]:
            short = Message(
                "{people} {origin} are to be {cause}; there are {stocks}",
                people=flow.people,
                origin=flow.origin,
                cause=flow.cause,
                stocks=stocks[flow.origin],
            )
            raise InfeasibleError([*reasons, Message("year {year}: {short}", year=year, short=short)])


def _flows(system: GradedSystem, step: StockStep) -> tuple[Flow, ...]:
    """Return whom a step moves, and after them who leaves the receiving grade at once."""
    match step:
        case Hire(_, grade, people):
            lost = people * system.grades[grade].early_wastage
            return Flow("hired", None, grade, people), Flow("wastage", grade, None, lost)
        case Retrain(_, grade, to, people):
            lost = people * system.grades[to].wastage
            return Flow("retrained", grade, to, people), Flow("wastage", to, None, lost)
        case Downgrade(_, grade, to, people):
            lost = people * system.lost_by_downgrading
            return Flow("downgraded", grade, to, people), Flow("left downgraded", to, None, lost)
        case LayOff(_, grade, people):
            return (Flow("laid off", grade, None, people),)
        case ShortTime():
            return ()


def _moved(stocks: Mapping[str, Fraction], flows: Sequence[Flow]) -> dict[str, Fraction]:
    after = dict(stocks)
    for flow in flows:
        if flow.origin is not None:
            after[flow.origin] -= flow.people
        if flow.to is not None:
            after[flow.to] += flow.people
    check_conserved(stocks, flows, after)
    return after


def check_conserved(before: Mapping[str, Fraction], flows: Sequence[Flow], after: Mapping[str, Fraction]) -> None:
    """Check that stocks differ by the flows, grade by grade and all together.

    Raises
    ------
    ConservationError
        If a fraction of a person was lost or invented.

    Examples
    --------
    >>> three = {"clerks": Fraction(3)}
    >>> check_conserved(three, [Flow("laid off", "clerks", None, Fraction(1))], three)
    Traceback (most recent call last):
      ...
    orgsim.errors.ConservationError: clerks: 3 people and a change of -1 do not make 3
    """

    def gain(grade: str | None) -> Fraction:
        return sum((f.people * ((f.to == grade) - (f.origin == grade)) for f in flows), Fraction())

    books = {key: (people, gain(key), after.get(key, Fraction())) for key, people in before.items()}
    books["all grades"] = (sum(before.values(), Fraction()), -gain(None), sum(after.values(), Fraction()))
    for where, (opening, change, closing) in books.items():
        if opening + change != closing:
            raise ConservationError(f"{where}: {opening} people and a change of {change} do not make {closing}")


def _closed(
    system: GradedSystem, year: int, flows: tuple[Flow, ...], stocks: Mapping[str, Fraction], steps: Sequence[StockStep]
) -> StockYear:
    """Close the books of a year."""
    grades, needs = system.grades, system.requirements[year]
    short = {key: _people(steps, ShortTime, key) for key in grades}
    beyond = {
        key: max(Fraction(), people - system.idle_on_short_time * short[key] - needs[key])
        for key, people in stocks.items()
    }
    costs = [grade.overmanning_cost * beyond[key] + grade.short_time_cost * short[key] for key, grade in grades.items()]
    costs += [grade.lay_off_cost * _people(steps, LayOff, key) for key, grade in grades.items()]
    costs += [way.cost * _people(steps, Retrain, *pair) for pair, way in system.retraining.items()]
    return StockYear(year, flows, stocks, beyond, short, sum(costs, Fraction()))


def _people(steps: Sequence[StockStep], kind: type[StockStep], *grades: str) -> Fraction:
    """Return how many people the steps of a kind concern in a grade, or from a grade to another."""
    return sum((step.people for step in steps if isinstance(step, kind) and ends(step) == grades), Fraction())


def _breaches(system: GradedSystem, closed: StockYear, steps: Sequence[StockStep]) -> list[str]:
    """Return which requirements and limits a year does not keep."""
    found: list[str] = []

    def hold(people: Fraction, what: str, allowed: Fraction | None) -> None:
        if allowed is not None and people > allowed:
            found.append(
                Message("{people} {what}; at most {allowed} may be", people=people, what=what, allowed=allowed)
            )

    for key, grade in system.grades.items():
        needed, there, short = system.requirements[closed.year][key], closed.closing[key], closed.short_time[key]
        working = there - system.idle_on_short_time * short
        if working < needed:
            found.append(
                Message(
                    "{needed} {key} are needed; there is the work of {working}", needed=needed, key=key, working=working
                )
            )
        hold(_people(steps, Hire, key), Message("{key} are hired", key=key), grade.hires_at_most)
        hold(short, Message("{key} are on short time", key=key), there)
        hold(short, Message("{key} are on short time", key=key), grade.short_time_at_most)
    for (origin, to), way in system.retraining.items():
        people, what = (
            _people(steps, Retrain, origin, to),
            Message("{origin} are retrained as {to}", origin=origin, to=to),
        )
        hold(people, what, way.at_most)
        hold(people, what, None if way.at_most_share is None else way.at_most_share * closed.closing[to])
    hold(
        sum(closed.overmanning.values(), Fraction()),
        Message("people are beyond the requirements"),
        system.overmanning_at_most,
    )
    return found
