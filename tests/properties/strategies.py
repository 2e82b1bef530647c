"""Random organisations and legal steps on them. A new operator joins this file."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from orgsim.errors import StepError
from orgsim.model.organisation import Duty, Funding, Organisation, Rank, Site, Slot, Standing, Unit
from orgsim.model.roadmap import StepFile
from orgsim.model.steps import Step
from orgsim.rules.reorganise import apply

__all__ = ["legal_steps", "organisations", "step_of"]

WORDS = {"legal_basis": "a test", "reason": "a test", "date": "2016-01-01"}


@st.composite
def organisations(draw: st.DrawFn, min_units: int = 3, max_units: int = 6) -> Organisation:
    """Draw an organisation: a province, a city within the boundary, and units inside and outside."""
    count = draw(st.integers(min_units, max_units))
    names = [f"u{n}" for n in range(count)]
    units = {
        "province": Unit("province", "Province", "Tỉnh", "outside", "outside", None),
        "city": Unit("city", "City", "Thành phố", "city", "city", "province"),
    }
    for name in names:
        boss = draw(st.sampled_from(sorted(units)))
        kind = draw(st.sampled_from(["division", "village"]))
        units[name] = Unit(name, name, name, kind, kind, boss)
    people = iter(range(10_000))
    slots = {unit: _slots(draw, unit, people) for unit in units}
    duties = {f"d{n}": Duty(f"d{n}", "d", "d", draw(st.sampled_from(names))) for n in range(draw(st.integers(0, 5)))}
    sites = {
        f"s{n}": Site(f"s{n}", "s", draw(st.sampled_from(names)), open=draw(st.booleans()))
        for n in range(draw(st.integers(0, 4)))
    }
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda pair: pair[0] != pair[1])
    dotted = draw(st.frozensets(pairs, max_size=3))
    return Organisation(units, slots, duties, sites, dotted, "city")


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


def _slots(draw: st.DrawFn, unit: str, people: Any) -> tuple[Slot, ...]:
    """Draw the slots of a unit; a supernumerary place is always held."""
    counts, vacant, funding = draw(_COUNTS), draw(_VACANT), draw(_FUNDING)
    made: list[Slot] = []
    for (title, rank, standing, _), count in zip(_TITLES, counts, strict=True):
        for number in range(count):
            held = standing is Standing.SUPERNUMERARY or not vacant >> len(made) & 1
            holder = f"p{next(people):05d}" if held else None
            made.append(Slot(f"{unit}/{title}/{number:03d}", title, rank, standing, funding, "staff", holder))
    return tuple(made)


def step_of(**fields: Any) -> Step:
    """Make a step from its fields."""
    return StepFile.model_validate({"steps": [{"id": "step", **WORDS, **fields}]}).steps[0]


@st.composite
def legal_steps(draw: st.DrawFn, organisation: Organisation) -> Step:
    """Draw a step that the organisation allows; every operator may come."""
    candidates = st.one_of([build(organisation) for build in _BUILDERS])
    return draw(candidates.filter(lambda step: _legal(organisation, step)))


def _legal(organisation: Organisation, step: Step) -> bool:
    try:
        apply(organisation, step)
    except StepError:
        return False
    return True


def _unit(organisation: Organisation) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(organisation.units))


def _absorb(organisation: Organisation) -> st.SearchStrategy[Step]:
    return st.builds(
        lambda absorbed, into, deputies, abolish: step_of(
            op="absorb", absorbed=absorbed, into=into, deputies=deputies, abolish=abolish
        ),
        st.lists(_unit(organisation), min_size=1, max_size=2, unique=True),
        _unit(organisation),
        st.just("all") | st.integers(0, 2),
        st.integers(0, 3),
    )


def _consolidate(organisation: Organisation) -> st.SearchStrategy[Step]:
    def build(units: list[str], boss: str, abolish: int) -> Step:
        into = {"id": "new", "name": "New", "name_vi": "Mới", "kind": "division", "counted_as": "division"}
        return step_of(
            op="consolidate", units=units, into={**into, "reports_to": boss}, deputies="all", abolish=abolish
        )

    units = st.lists(_unit(organisation), min_size=2, max_size=3, unique=True)
    return st.builds(build, units, _unit(organisation), st.integers(0, 3))


def _move(organisation: Organisation) -> st.SearchStrategy[Step]:
    return st.builds(
        lambda unit, to: step_of(op="move_unit", units=[unit], to=to), _unit(organisation), _unit(organisation)
    )


def _posts(organisation: Organisation) -> st.SearchStrategy[Step]:
    return st.builds(
        lambda origin, to, title, posts: step_of(op="transfer_posts", origin=origin, to=to, title=title, posts=posts),
        _unit(organisation),
        _unit(organisation),
        st.sampled_from(["staff", "deputy", "head"]),
        st.integers(1, 2),
    )


def _cut(organisation: Organisation) -> st.SearchStrategy[Step]:
    cuts = st.dictionaries(_unit(organisation), st.integers(1, 3), min_size=1, max_size=2)
    return cuts.map(lambda found: step_of(op="reduce_establishment", cuts=found))


def _unify(organisation: Organisation) -> st.SearchStrategy[Step]:
    fates = st.sampled_from([("abolish", "stays"), ("abolish", "released"), ("staff", "stays")])
    return st.builds(
        lambda unit, titles, fate: step_of(
            op="unify_titles", units=[unit], **titles, freed_post=fate[0], freed_person=fate[1]
        ),
        _unit(organisation),
        st.sampled_from([{"keep": "head", "free": "chair"}, {"keep": "elder", "free": "secretary"}]),
        fates,
    )


def _funding(organisation: Organisation) -> st.SearchStrategy[Step]:
    return st.builds(
        lambda unit, funding: step_of(op="change_funding", units=[unit], funding=funding),
        _unit(organisation),
        st.sampled_from([funding.value for funding in Funding]),
    )


def _duties(organisation: Organisation) -> st.SearchStrategy[Step]:
    if not organisation.duties:
        return st.nothing()
    return st.builds(
        lambda duty, to: step_of(op="transfer_duties", duties=[{"duty": duty, "to": to}]),
        st.sampled_from(sorted(organisation.duties)),
        _unit(organisation),
    )


def _sites(organisation: Organisation) -> st.SearchStrategy[Step]:
    open_sites = sorted(key for key, site in organisation.sites.items() if site.open)
    if not open_sites:
        return st.nothing()
    return st.sampled_from(open_sites).map(lambda site: step_of(op="close_sites", sites=[site]))


_BUILDERS: tuple[Callable[[Organisation], st.SearchStrategy[Step]], ...] = (
    _absorb,
    _consolidate,
    _move,
    _posts,
    _cut,
    _unify,
    _funding,
    _duties,
    _sites,
)


def dated(step: Step, date: dt.date, key: str) -> Step:
    """Return a step with another date and id."""
    return step.model_copy(update={"date": date, "id": key})
