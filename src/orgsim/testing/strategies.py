"""Random organisations, and random steps on an organisation: the user's own, or a random one."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from orgsim.errors import StepError
from orgsim.model.organisation import Duty, Funding, Organisation, Rank, Secondment, Site, Slot, Standing, Unit
from orgsim.model.steps import Step
from orgsim.rules.reorganise import apply
from orgsim.testing.operands import BUILDERS, Fields

__all__ = ["legal_roadmaps", "legal_steps", "organisations", "step_of", "steps"]

DATE = dt.date(2016, 1, 1)
_STEP: TypeAdapter[Step] = TypeAdapter(Step)
_TITLES = (
    ("head", Rank.HEAD, Standing.AUTHORISED, 1),
    ("chair", Rank.HEAD, Standing.AUTHORISED, 1),
    ("deputy", Rank.DEPUTY, Standing.AUTHORISED, 2),
    ("staff", Rank.STAFF, Standing.AUTHORISED, 4),
    ("extra", Rank.STAFF, Standing.SUPERNUMERARY, 1),
    ("elder", Rank.HEAD, Standing.GRASSROOTS, 1),
    ("secretary", Rank.HEAD, Standing.GRASSROOTS, 1),
)
"""Titles, and how many slots of each a unit has at the most."""

# Three draws a unit: an example is then drawn and shrunk fast.
_COUNTS = st.tuples(*(st.integers(0, most) for *_, most in _TITLES))
_VACANT = st.integers(0, 2 ** sum(most for *_, most in _TITLES) - 1)
_FUNDING = st.sampled_from(list(Funding))
_VILLAGE = st.tuples(
    *(st.just(0), st.just(0), st.just(0), st.just(0), st.just(0), st.integers(0, 1), st.integers(0, 1))
)


@st.composite
def organisations(draw: st.DrawFn, min_units: int = 3, max_units: int = 6) -> Organisation:
    """Draw an organisation: a province, a city within the boundary, and units inside and outside.

    Parameters
    ----------
    min_units, max_units
        How many units there are beside the province and the city.

    Returns
    -------
        A strategy. Units are divisions and villages; they have posts, supernumerary and grassroots places, held and
        vacant; there are duties of few functions, open and closed sites, dotted lines, secondments and natives.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=10, database=None)
    ... @given(organisations())
    ... def test(organisation):
    ...     assert organisation.boundary == "city"
    >>> test()
    """
    names = [f"u{n}" for n in range(draw(st.integers(min_units, max_units)))]
    units = {
        "province": Unit("province", "Province", "Tỉnh", "outside", "outside", None),
        "city": Unit("city", "City", "Thành phố", "city", "city", "province"),
    }
    for name in names:
        kind = draw(st.sampled_from(["division", "village"]))
        units[name] = Unit(name, name, name, kind, kind, draw(st.sampled_from(sorted(units))))
    people = iter(range(10_000))
    slots = {unit: _slots(draw, unit, units[unit].kind, people) for unit in units}
    held = [slot for found in slots.values() for slot in found if slot.holder is not None]
    at_home = [slot.id for slot in held if slot.standing is Standing.AUTHORISED]
    somewhere = st.sampled_from(names)
    lines = st.tuples(somewhere, somewhere).filter(lambda pair: pair[0] != pair[1])
    return Organisation(
        units=units,
        slots=slots,
        duties={f"d{n}": Duty(f"d{n}", "d", "d", draw(somewhere), f"f{n % 2}") for n in range(draw(st.integers(0, 5)))},
        sites={
            f"s{n}": Site(f"s{n}", "s", draw(somewhere), open=draw(st.booleans()))
            for n in range(draw(st.integers(0, 4)))
        },
        dotted=draw(st.frozensets(lines, max_size=3)),
        boundary="city",
        seconded={key: Secondment(draw(somewhere), "away") for key in draw(_some(at_home, 2))},
        natives={slot.holder or "": draw(somewhere) for slot in held[:3]},
    )


def _some(values: Sequence[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True) if values else st.just([])


def _slots(draw: st.DrawFn, unit: str, kind: str, people: Any) -> tuple[Slot, ...]:
    """Draw the slots of a unit; a supernumerary place is always held, a village has grassroots places only."""
    counts, vacant, funding = draw(_VILLAGE if kind == "village" else _COUNTS), draw(_VACANT), draw(_FUNDING)
    made: list[Slot] = []
    for (title, rank, standing, _), count in zip(_TITLES, counts, strict=True):
        for number in range(count):
            held = standing is Standing.SUPERNUMERARY or not vacant >> len(made) & 1
            holder = f"p{next(people):05d}" if held else None
            made.append(Slot(f"{unit}/{title}/{number:03d}", title, rank, standing, funding, "staff", holder))
    return tuple(made)


def step_of(**fields: Any) -> Step:
    """Make a step from its fields; id, date, legal basis and reason need not be given.

    Examples
    --------
    >>> step_of(op="move_unit", units=["station"], to="city").op
    'move_unit'
    """
    words = {"id": "step", "date": str(DATE), "legal_basis": "a test", "reason": "a test"}
    return _STEP.validate_python({**words, **fields}, strict=False)


def steps(organisation: Organisation, *, ops: Sequence[str] = ()) -> st.SearchStrategy[Step]:
    """Draw a step whose operands exist in the organisation; it may still be refused.

    Parameters
    ----------
    ops
        The operators that may come; all, if it is left out.
    """
    return st.one_of([BUILDERS[op](organisation).map(_maker(op)) for op in ops or BUILDERS])


def _maker(op: str) -> Callable[[Fields], Step]:
    return lambda fields: step_of(op=op, **fields)


def legal_steps(organisation: Organisation, *, ops: Sequence[str] = ()) -> st.SearchStrategy[Step]:
    """Draw a step that the organisation allows.

    Examples
    --------
    >>> from hypothesis import find
    >>> from orgsim.io.scenario import read_scenario
    >>> from pathlib import Path
    >>> town = read_scenario(Path("src/orgsim/io/small")).organisation
    >>> find(legal_steps(town, ops=["close_sites"]), lambda step: True).sites
    ('north-ferry',)
    """
    return steps(organisation, ops=ops).filter(lambda step: _legal(organisation, step))


def _legal(organisation: Organisation, step: Step) -> bool:
    try:
        apply(organisation, step)
    except StepError:
        return False
    return True


@st.composite
def legal_roadmaps(draw: st.DrawFn, organisation: Organisation, max_steps: int = 4) -> list[Step]:
    """Draw steps that can be taken one after the other, one a day."""
    current, taken = organisation, list[Step]()
    for number in range(draw(st.integers(0, max_steps))):
        step = draw(legal_steps(current))
        step = step.model_copy(update={"id": f"step-{number}", "date": DATE + dt.timedelta(days=number)})
        current, _ = apply(current, step)
        taken.append(step)
    return taken
