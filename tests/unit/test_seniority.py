"""Orders of people as keys, against sorting in plain Python by the words of the order."""

from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from orgsim import compile_plan, read_scenario
from orgsim.engine.plan import People, Plan, Seniority
from orgsim.engine.programmes import seniority
from orgsim.model.organisation import Person, Slot, Standing
from orgsim.model.roadmap import EndContracts, Order, Promotion, Separation
from orgsim.model.scenario import Scenario

ROOT = Path(__file__).parents[2]
WORDS = get_args(Order)


def crowd_of(everything_else: NDArray[np.integer], **known: Any) -> People:
    arrays: dict[str, Any] = {one.name: everything_else for one in fields(People)}
    return People(**arrays | known)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[People, list[int], list[int]]:
    """Draw a few people and recruits with many ties, and where staff groups and contracts stand in the lists."""
    slots, recruits = draw(st.integers(1, 8)), draw(st.integers(0, 4))
    size = slots + recruits

    def several(low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=size, max_size=size))

    listed = [*draw(st.permutations(range(slots))), *range(slots, size)]
    people = crowd_of(
        np.zeros(size, np.int32),
        birth=np.array(several(23_000, 23_003), np.int16),
        started=np.array(several(24_000, 24_002), np.int16),
        rating=np.array(several(1, 3), np.int8),
        contract=np.array(several(0, 2), np.int8),
        listed=np.array(listed, np.int32),
    )
    places = st.lists(st.integers(0, 3), min_size=slots, max_size=slots)
    return people, draw(places), draw(st.permutations(range(3)))


def tuple_of(order: tuple[Order, ...], people: People, places: list[int], contracts: list[int]) -> Callable[[Any], Any]:
    """Return the function from a row and a person to what the order says of them, word by word."""
    said: dict[str, Callable[[int, int], int]] = {
        "oldest": lambda _, who: int(people.birth[who]),
        "youngest": lambda _, who: -int(people.birth[who]),
        "longest-service": lambda _, who: int(people.started[who]),
        "shortest-service": lambda _, who: -int(people.started[who]),
        "lowest-rating": lambda _, who: int(people.rating[who]),
        "contracts-as-listed": lambda _, who: contracts[people.contract[who]],
        "groups-as-listed": lambda row, _: places[row],
    }
    return lambda one: (*(said[word](*one) for word in order), int(people.listed[one[1]]))


@given(crowds(), st.lists(st.sampled_from(WORDS), max_size=9), st.data())
def test_people_are_in_the_order_of_the_words_and_then_of_the_list(
    crowd: tuple[People, list[int], list[int]], words: list[Order], data: st.DataObject
) -> None:
    people, places, contracts = crowd
    order = tuple(words)
    found = seniority(order, people, np.array(places, np.int64), np.array(contracts, np.int64))
    # Anybody may sit in any row; recruits of one kind are the same person in several rows.
    everybody = [(row, who) for row in range(len(places)) for who in range(len(people.birth))]
    seated = data.draw(st.lists(st.sampled_from(everybody), min_size=1, max_size=30))
    rows, who = np.array(seated).T
    keys = found.keys(rows, who).tolist()
    said = [tuple_of(order, people, places, contracts)(one) for one in seated]
    for key, words_of in zip(keys, said, strict=True):
        assert [key < other for other in keys] == [words_of < other for other in said]
        assert [key == other for other in keys] == [words_of == other for other in said]
    assert min(keys) >= 0
    assert max(keys) <= found.highest


@pytest.mark.parametrize("word", [word for word in WORDS if word != "contracts-as-listed"])
def test_orders_need_no_list_of_contracts_unless_they_name_it(word: Order) -> None:
    people = crowd_of(np.arange(3, dtype=np.int32))
    keys = seniority((word,), people, np.arange(3)).keys(np.arange(3), np.arange(3))
    assert keys.argsort().tolist() == ([2, 1, 0] if word in {"youngest", "shortest-service"} else [0, 1, 2])


def test_a_nation_s_keys_fit_into_their_type() -> None:
    size = 3_000_000
    distinct = np.arange(size, dtype=np.int32)
    people = crowd_of(distinct)
    order: tuple[Order, ...] = ("oldest", "groups-as-listed", "youngest")
    found = seniority(order, people, distinct.astype(np.int64) % 50)
    assert 0 < found.highest < 2**63
    ends = found.keys(np.array([0, size - 1]), np.array([0, size - 1]))
    assert 0 <= ends[0] < ends[1] <= found.highest
    # So many lists of units, each above the one before, fit above each other.
    assert found.highest * 10_000 < 2**63


CITY = ROOT / "scenarios" / "mong-cai"


@pytest.fixture(scope="module")
def city() -> tuple[Scenario, Plan]:
    made = read_scenario(CITY)
    return made, compile_plan(made, "as-decreed")


def sorted_plainly(
    made: Scenario, order: tuple[Order, ...], groups: tuple[str, ...], contracts: tuple[str, ...]
) -> list[str]:
    """Return the slots of all holders in the order of the words, by their people as the scenario has them."""
    rated = Counter(who.rating for who in made.people.values() if who.rating is not None)
    # The most frequent one, or the lowest of several.
    usual = min(rated, key=lambda rating: (-rated[rating], rating), default=0)

    def said(seat: Slot) -> tuple[object, ...]:
        who: Person = made.people[str(seat.holder)]
        words = {
            "oldest": who.birth,
            "youngest": -who.birth,
            "longest-service": who.started,
            "shortest-service": -who.started,
            "lowest-rating": usual if who.rating is None else who.rating,
            "contracts-as-listed": place(who.contract, contracts),
            "groups-as-listed": place(seat.group, groups),
        }
        return (*(words[word] for word in order), seat.id)

    holders = [one for one in made.organisation.every_slot if one.holder and one.standing is not Standing.GRASSROOTS]
    return [seat.id for seat in sorted(holders, key=said)]


def place(word: str, listed: tuple[str, ...]) -> int:
    return listed.index(word) if word in listed else len(listed)


def of_a_plan(plan: Plan, order: Seniority, slots: set[str]) -> list[str]:
    rows = np.array([row for row, slot in enumerate(plan.slots) if slot in slots])
    return [plan.slots[row] for row in rows[np.argsort(order.keys(rows, rows), kind="stable")]]


def test_every_programme_of_a_city_takes_people_in_its_order(city: tuple[Scenario, Plan]) -> None:
    made, plan = city
    road = made.roadmaps["as-decreed"].programmes
    groups = tuple(sorted(made.assumptions.rates.quit_multiplier.value))
    for compiled in plan.leaver_programmes:
        stated = road[compiled.position]
        assert isinstance(stated, Separation | EndContracts)
        concerned = stated.groups if isinstance(stated, Separation) else groups
        expected = sorted_plainly(made, stated.order, concerned, stated.contracts)
        assert len(expected) > 2000
        assert of_a_plan(plan, compiled.seniority, set(expected)) == expected
    orders = [one.order for one in road if isinstance(one, Promotion)] or [()]
    everybody = sorted_plainly(made, ("longest-service",), (), ())
    assert of_a_plan(plan, plan.service, set(everybody)) == everybody
    if plan.promotion is not None:
        assert of_a_plan(plan, plan.promotion, set(everybody)) == sorted_plainly(made, orders[0], (), ())
