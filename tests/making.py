"""Small scenarios made in Python, for tests that need to know everything about them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from orgsim.model.assumptions import Assumptions
from orgsim.model.dates import month_index
from orgsim.model.law import Instrument, Law
from orgsim.model.organisation import Funding, Organisation, Person, Rank, Sex, Slot, Standing, Unit
from orgsim.model.roadmap import Roadmap, Target
from orgsim.model.scenario import Horizon, Scenario

START = dt.date(2015, 1, 1)
RATES: dict[str, Any] = {
    "quit_hazard": [{"age_from": 0, "hazard": 0.0}],
    "quit_multiplier": {"staff": 1.0},
    "death_hazard": [{"age_from": 0, "male": 0.0, "female": 0.0}],
    "death_multiplier": 1.0,
    "compulsory_retirement": {"permanent": True, "contract": False},
    "leadership": {"head": 0.5, "deputy": 0.3},
    "facts": {},
    "entrants": {
        "profile": [{"age": 24, "sex": "female", "share": 0.5}, {"age": 26, "sex": "male", "share": 0.5}],
        "grade": {"staff": "A1"},
        "contract": "permanent",
    },
    "discount_rate": 0.0,
}
"""Nobody quits or dies, and nothing else happens by itself."""


def instrument(
    key: str, *parameters: Mapping[str, Any], benefits: Sequence[Mapping[str, Any]] = (), **changes: Any
) -> Instrument:
    """Make an instrument of law; parameters and benefits get the words that every one needs."""
    words = {"unit": "1", "article": "1", "confidence": "assumed"}
    names = {"name": "A test", "name_vi": "Thử"}
    return Instrument.model_validate(
        {
            "id": key,
            "title": "A test",
            "title_vi": "Thử",
            "scheme": "plain",
            "in_force_from": dt.date(1900, 1, 1),
            "source": "a test",
            "parameters": [{**words, **parameter} for parameter in parameters],
            "benefits": [{**names, **benefit} for benefit in benefits],
            **changes,
        }
    )


PAY = instrument(
    "pay",
    {"id": "grades", "grades": {"A1": {"first": 2.34, "step": 0.33, "steps": 9, "months_per_step": 36}}},
    {"id": "base_salary", "value": 1_150_000},
    {"id": "allowance_rate", "value": 0},
    {"id": "employer_rate", "value": 0.215},
    {"id": "anybody", "formula": "service_months > 0"},
    {"id": "severance_amount", "formula": "half_up((3 + 1.5 * floor(service_months / 12)) * pay)"},
    {"id": "contract_end_amount", "formula": "half_up(0.5 * floor(service_months / 12) * pay)"},
    benefits=[
        {"route": "severance", "cause": "severed", "eligible": "anybody", "amount": "severance_amount"},
        {"route": "contract-end", "cause": "contract_ended", "eligible": "anybody", "amount": "contract_end_amount"},
    ],
)
"""One grade, no allowances, and who leaves gets months of pay by years of service."""


def law(*instruments: Instrument) -> Law:
    """Make a law of ``PAY`` and further instruments."""
    return Law(jurisdiction="test", instruments=(PAY, *instruments))


def unit(key: str, boss: str | None = "city", kind: str = "division", counted_as: str = "agency") -> Unit:
    """Make a unit."""
    return Unit(key, key.title(), f"Đơn vị {key}", kind, counted_as, boss)


def slots(
    unit_id: str,
    count: int,
    *,
    holders: Sequence[str] = (),
    title: str = "staff",
    rank: Rank = Rank.STAFF,
    standing: Standing = Standing.AUTHORISED,
    funding: Funding = Funding.STATE,
) -> tuple[Slot, ...]:
    """Make slots of one title; the first ones are held by the given people."""
    mark = "s" if standing is Standing.SUPERNUMERARY else ""
    return tuple(
        Slot(
            f"{unit_id}/{title}/{mark}{n + 1:03d}",
            title,
            rank,
            standing,
            funding,
            "staff",
            holders[n] if n < len(holders) else None,
        )
        for n in range(count)
    )


def person(key: str, *, age: int = 40, service: int = 10, sex: Sex = Sex.MALE, contract: str = "permanent") -> Person:
    """Make a person of completed years of age and service at the start."""
    start = month_index(START)
    return Person(key, start - 12 * age, sex, start - 12 * service, "A1", contract)


def people(count: int, prefix: str = "p", **features: Any) -> dict[str, Person]:
    """Make several people alike."""
    return {key: person(key, **features) for key in (f"{prefix}{n:04d}" for n in range(count))}


def assumptions(**changes: Any) -> Assumptions:
    """Make assumptions from ``RATES`` with some values changed."""
    stated = {
        name: {"value": value, "unit": "1", "reason": "a test", "source": "a test", "confidence": "assumed"}
        for name, value in (RATES | changes).items()
    }
    return Assumptions.model_validate({"rates": stated, "statements": []})


def roadmap(key: str = "plan", *, steps: Sequence[Any] = (), programmes: Sequence[Any] = ()) -> Roadmap:
    """Make a roadmap; steps and programmes get the words that every one needs."""
    words = {"legal_basis": "a test", "reason": "a test"}
    names = {"name": "A test", "name_vi": "Thử"}
    return Roadmap.model_validate(
        {
            "id": key,
            **names,
            "summary": "A test",
            "summary_vi": "Thử",
            "steps": [{**words, **step} for step in steps],
            "programmes": [{**words, **names, **programme} for programme in programmes],
        }
    )


def scenario(
    units: Sequence[Unit],
    seats: Mapping[str, Sequence[Slot]],
    population: Mapping[str, Person],
    *roadmaps: Roadmap,
    years: int = 3,
    ages: Instrument | None = None,
    targets: Sequence[Target] = (),
    **rates: Any,
) -> Scenario:
    """Make a scenario whose boundary is ``city``."""
    known = {u.id: u for u in units}
    roads = {road.id: road for road in roadmaps or (roadmap(),)}
    return Scenario(
        id="test",
        name="A test",
        name_vi="Thử",
        currency="VND",
        law=law(ages) if ages else law(),
        horizon=Horizon(start=START, end=dt.date(START.year + years - 1, 12, 31)),
        organisation=Organisation(
            units=known,
            slots={key: tuple(seats.get(key, ())) for key in known},
            duties={},
            sites={},
            dotted=frozenset(),
            boundary="city",
        ),
        people=population,
        synthetic=True,
        assumptions=assumptions(**rates),
        used_by={},
        targets=tuple(targets),
        leadership_norms=(),
        roadmaps=roads,
        reference=next(iter(roads)),
        hindcast_of=None,
        reported=(),
        hashes={},
    )


def one_office(count: int, *roadmaps: Roadmap, years: int = 3, age: int = 40, **rates: Any) -> Scenario:
    """Make a city with one office of people who are all alike."""
    staff = people(count, age=age)
    seats = {"office": slots("office", count, holders=tuple(staff))}
    return scenario([unit("city", None), unit("office")], seats, staff, *roadmaps, years=years, **rates)
