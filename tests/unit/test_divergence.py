"""Where two roadmaps part: the first programme or step that makes a difference, and not what follows from it."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orgsim import compile_plan, read_scenario
from orgsim.engine.divergence import Difference, Divergence, divergence
from orgsim.engine.trace import Trace, trace
from orgsim.errors import RunError
from orgsim.model.roadmap import EndContracts, Separation
from orgsim.model.scenario import Scenario
from tests.making import one_office, people, person, roadmap, scenario, slots, unit
from tests.unit.test_kernel import recruitment, separation
from tests.unit.test_kernel_moves import step

ROOT = Path(__file__).parent.parent.parent
MONG_CAI = ROOT / "scenarios" / "mong-cai"
RESTLESS: dict[str, Any] = {"quit_hazard": [{"age_from": 0, "hazard": 0.4}]}
"""So many resign that some day of leaving would differ, were days compared where steps cut the year differently."""


def parts(made: Scenario, one: str, two: str, *, replication: int = 0) -> Divergence:
    told = (trace(made, compile_plan(made, name), seed=1, replication=replication) for name in (one, two))
    return divergence(*told)


def offices(*roads: Any, **rates: Any) -> Scenario:
    """Make two offices of forty people each."""
    ones, twos = people(40, "a"), people(40, "b")
    seats = {"first": slots("first", 40, holders=tuple(ones)), "second": slots("second", 40, holders=tuple(twos))}
    return scenario([unit("city", None), unit("first"), unit("second")], seats, ones | twos, *roads, **rates)


@pytest.mark.parametrize("name", ["gradual", "swift"])
def test_a_roadmap_never_parts_from_itself(name: str) -> None:
    found = parts(read_scenario(ROOT / "src" / "orgsim" / "io" / "small"), name, name)
    assert (found.structures, found.slots) == (None, None)


@pytest.fixture(scope="module")
def city() -> Scenario:
    return read_scenario(MONG_CAI)


@pytest.fixture(scope="module")
def whole(city: Scenario) -> Trace:
    return trace(city, compile_plan(city, "as-decreed"), seed=1, replication=3)


@pytest.mark.parametrize("programme", ["decree-26", "contracts-2020-2021"])
def test_without_one_programme_a_roadmap_parts_in_the_first_year_of_it(
    city: Scenario, whole: Trace, programme: str
) -> None:
    road = city.roadmaps["as-decreed"]
    left_out = next(one for one in road.programmes if one.id == programme)
    assert isinstance(left_out, Separation | EndContracts)
    less = road.model_copy(update={"programmes": tuple(one for one in road.programmes if one is not left_out)})
    made = replace(city, roadmaps={"as-decreed": less})
    found = divergence(whole, trace(made, compile_plan(made, "as-decreed"), seed=1, replication=3))
    assert found.structures is None
    assert found.slots is not None
    year, quota = min(left_out.quota.items())
    assert (found.slots.day, found.slots.phase) == (dt.date(year, 12, 31), "separate")
    assert found.slots.by == ((programme,), ())
    assert len(found.slots.slots) == quota
    assert all(pair.one is None or pair.one.holder is None for pair in found.slots.slots)


def test_the_roadmaps_of_a_city_part_where_their_steps_do(city: Scenario, whole: Trace) -> None:
    found = divergence(trace(city, compile_plan(city, "front-loaded"), seed=1, replication=3), whole)
    day, by = dt.date(2015, 7, 1), (("op4", "op3-centre", "op3-extension", "op3-duty"), ())
    assert found.structures == (day, by)
    assert found.slots is not None
    assert (found.slots.day, found.slots.phase, found.slots.by) == (day, "reorganise", by)
    assert {pair.aspects for pair in found.slots.slots} == {("unit",)}


def test_both_orders_of_two_roadmaps_say_the_same() -> None:
    made = read_scenario(ROOT / "src" / "orgsim" / "io" / "small")
    there, back = parts(made, "gradual", "swift"), parts(made, "swift", "gradual")
    assert there.slots is not None
    assert back.slots is not None
    assert there.slots.by == back.slots.by[::-1] == ((), ("media-centre",))
    assert [(pair.slot, pair.one, pair.two) for pair in there.slots.slots] == [
        (pair.slot, pair.two, pair.one) for pair in back.slots.slots
    ]


@pytest.mark.parametrize("replication", range(4))
def test_a_step_that_touches_no_slot_parts_the_organisations_only(replication: int) -> None:
    pays = step("change_funding", "2016-07-15", units=["first"], funding="own-revenue")
    found = parts(
        offices(roadmap("plan"), roadmap("pays", steps=[pays]), **RESTLESS), "plan", "pays", replication=replication
    )
    assert found.structures == (dt.date(2016, 7, 15), ((), ("change-funding",)))
    assert found.slots is None


@pytest.mark.parametrize("replication", range(4))
def test_a_step_on_another_day_parts_on_the_earlier_one_and_at_its_slots(replication: int) -> None:
    early, late = (
        step("transfer_posts", day, origin="first", to="second", title="staff", posts=2)
        for day in ("2016-03-20", "2016-09-20")
    )
    made = offices(roadmap("early", steps=[early]), roadmap("late", steps=[late]), **RESTLESS)
    found = parts(made, "early", "late", replication=replication).slots
    assert found is not None
    assert (found.day, found.by) == (dt.date(2016, 3, 20), (("transfer-posts",), ()))
    assert 1 <= len(found.slots) <= 2
    assert all("unit" in pair.aspects for pair in found.slots)


def test_what_follows_from_a_merger_is_found_among_the_leavers() -> None:
    rates = {**RESTLESS, "after_merger": {"factor": 8.0, "months": 12}}
    absorb = step("absorb", "2015-01-01", absorbed=["third"], into="first", deputies="all", abolish=0)
    made = offices(roadmap("plan"), roadmap("merged", steps=[absorb]), **rates)
    third = unit("third")
    organisation = replace(
        made.organisation,
        units={**made.organisation.units, "third": third},
        slots={**made.organisation.slots, "third": ()},
    )
    found = parts(replace(made, organisation=organisation), "plan", "merged")
    assert found.structures == (dt.date(2015, 1, 1), ((), ("absorb",)))
    assert found.slots is not None
    assert (found.slots.phase, found.slots.by) == ("leave", ((), ()))
    assert found.slots.day.year == 2015
    assert all(pair.slot.startswith("first/") and pair.aspects == ("occupied",) for pair in found.slots.slots)


def test_of_two_programmes_of_an_evening_the_one_that_differs_is_named() -> None:
    same, other = separation(id="same", quota={2016: 2}), separation(id="other", quota={2016: 3})
    made = one_office(20, roadmap("one", programmes=[same]), roadmap("two", programmes=[same, other]))
    found = parts(made, "one", "two").slots
    assert found is not None
    assert (found.day, found.by, len(found.slots)) == (dt.date(2016, 12, 31), ((), ("other",)), 3)


def test_programmes_of_other_names_that_do_the_same_part_nothing() -> None:
    first, second = separation(id="first", quota={2016: 2}), separation(id="second", quota={2016: 2})
    made = one_office(20, roadmap("one", programmes=[first]), roadmap("two", programmes=[second]))
    assert parts(made, "one", "two").slots is None


def test_another_rule_of_recruitment_parts_on_its_first_evening() -> None:
    roads = [
        roadmap(key, programmes=[separation(post="keep", quota={2016: 4}), recruitment(share_of_leavers=share)])
        for key, share in (("half", 0.5), ("all", 1.0))
    ]
    found = parts(one_office(20, *roads), "half", "all").slots
    assert found is not None
    assert (found.day, found.phase, found.by) == (dt.date(2016, 12, 31), "recruit", (("hiring",), ("hiring",)))
    assert [pair.aspects for pair in found.slots] == [("occupied",)] * 2


def test_other_holders_of_a_slot_are_a_difference() -> None:
    staff = {"old": person("old", age=59), "young": person("young", age=30)}
    seats = {"office": slots("office", 2, holders=("old", "young"))}
    made = scenario([unit("city", None), unit("office")], seats, staff, roadmap())
    told = trace(made, compile_plan(made, "plan"), seed=1, replication=0)
    one, two = told.opening["office/staff/001"], told.opening["office/staff/002"]
    assert Difference("s", one, two).aspects == ("holder",)
    assert Difference("s", one, None).aspects == ("post", "occupied")


def test_traces_of_other_luck_are_not_compared() -> None:
    made = one_office(3, roadmap())
    plan = compile_plan(made, "plan")
    told = [trace(made, plan, seed=1, replication=number) for number in (0, 1)]
    with pytest.raises(RunError, match="traces cannot be compared: one has replication 0, the other 1"):
        divergence(*told)
