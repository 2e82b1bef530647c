import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.io.law import read_law
from orgsim.model.dates import parse_month
from orgsim.model.law import Law
from orgsim.model.organisation import Funding, Rank, Sex, Standing
from orgsim.rules.apportion import largest_remainder
from orgsim.rules.establishment import Posts, held_slots, seat_roster, slots_of
from orgsim.rules.people import (
    Band,
    Margins,
    MarginsError,
    Traits,
    earliest_birth,
    number_people,
    synthesise,
)
from orgsim.rules.retirement import retirement_month

T = TypeVar("T")
START = parse_month("2015-01")
VIETNAM = read_law("vietnam")
NO_LAW = read_law("none")
COMPULSORY = {"permanent": True, "casual": False}


def shares(**parts: str) -> dict[str, Fraction]:
    return {name: Fraction(part) for name, part in parts.items()}


def bands(parts: Mapping[tuple[int, int], str]) -> dict[Band, Fraction]:
    return {Band(*ends): Fraction(part) for ends, part in parts.items()}


def margins(
    *,
    age: Mapping[tuple[int, int], str] | None = None,
    female: str = "1/2",
    service: Mapping[tuple[int, int], str] | None = None,
    casual: str = "0",
) -> Margins:
    return Margins(
        age=bands(age or {(25, 34): "0.3", (35, 44): "0.4", (45, 54): "0.3"}),
        sex={Sex.FEMALE: Fraction(female), Sex.MALE: 1 - Fraction(female)},
        service=bands(service or {(0, 4): "0.5", (5, 16): "0.5"}),
        grade=shares(a0="0.25", a1="0.75"),
        contract={"casual": Fraction(casual), "permanent": 1 - Fraction(casual)},
    )


def made(count: int, of: Margins, *, seed: int = 1, law: Law = VIETNAM, group: str = "staff") -> list[Traits]:
    return synthesise(group, count, of, seed=seed, start=START, law=law, compulsory=COMPULSORY)


def band_of(months: int, of: Mapping[Band, Fraction]) -> Band:
    return next(band for band in of if band.first <= months // 12 <= band.last)


def quotas(count: int, margin: Mapping[T, Fraction]) -> dict[T, int]:
    found = zip(margin, largest_remainder(count, list(margin.values())), strict=True)
    return {value: quota for value, quota in found if quota}


def counts(values: Sequence[T]) -> dict[T, int]:
    return dict(Counter(values))


@pytest.mark.parametrize(
    ("count", "parts", "wanted"),
    [
        (10, ["1/4", "1/4", "1/2"], [3, 2, 5]),
        (7, ["1/2", "1/2"], [4, 3]),
        (100, ["0.29", "0.71"], [29, 71]),
        (3, ["0.1", "0.2", "0.7"], [0, 1, 2]),
        (0, ["1"], [0]),
    ],
)
def test_largest_remainders_get_the_rest_and_the_first_of_equals(
    count: int, parts: list[str], wanted: list[int]
) -> None:
    assert largest_remainder(count, [Fraction(part) for part in parts]) == wanted


@given(st.integers(0, 500), st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_quotas_add_up_and_differ_from_the_share_by_less_than_one(count: int, weights: list[int]) -> None:
    parts = [Fraction(weight, sum(weights)) for weight in weights]
    found = largest_remainder(count, parts)
    assert sum(found) == count
    assert all(abs(quota - count * part) < 1 for quota, part in zip(found, parts, strict=True))


@settings(max_examples=30, deadline=None)
@given(count=st.integers(0, 60), seed=st.integers(0, 2**31), female=st.sampled_from(["0", "0.3", "1"]))
def test_people_have_exactly_the_numbers_of_every_margin(count: int, seed: int, female: str) -> None:
    of = margins(female=female, casual="0.2")
    people = made(count, of, seed=seed)
    assert counts([band_of(START - one.birth, of.age) for one in people]) == quotas(count, of.age)
    assert counts([band_of(START - one.started, of.service) for one in people]) == quotas(count, of.service)
    assert counts([one.sex for one in people]) == quotas(count, of.sex)
    assert counts([one.grade for one in people]) == quotas(count, of.grade)
    assert counts([one.contract for one in people]) == quotas(count, of.contract)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_everybody_started_at_18_or_later_and_nobody_had_to_retire(seed: int) -> None:
    of = margins(
        age={(25, 34): "0.2", (35, 44): "0.3", (45, 54): "0.3", (55, 64): "0.2"},
        service={(0, 9): "0.4", (10, 26): "0.3", (27, 40): "0.3"},
        female="0.7",
        casual="0.1",
    )
    for one in made(40, of, seed=seed):
        assert one.started >= one.birth + 18 * 12
        assert one.started <= START
        if COMPULSORY[one.contract]:
            month = retirement_month(VIETNAM, one.birth, one.sex)
            assert month is not None
            assert month >= START


def test_services_that_only_fit_in_one_way_are_found() -> None:
    of = margins(age={(20, 24): "0.5", (50, 54): "0.5"}, service={(0, 4): "0.5", (30, 34): "0.5"})
    for seed in range(20):
        for one in made(12, of, seed=seed):
            old = START - one.birth >= 50 * 12
            assert (START - one.started >= 30 * 12) == old


def test_contracts_without_retirement_go_to_those_who_need_them_if_nothing_else_fits() -> None:
    """Six of ten are 56 to 59; only the five men may be and, of the women, only one with a casual contract."""
    of = margins(age={(25, 34): "0.4", (56, 59): "0.6"}, service={(0, 4): "1"}, casual="0.1")
    for seed in range(20):
        old = [one for one in made(10, of, seed=seed) if START - one.birth >= 56 * 12]
        assert Counter((one.sex, one.contract) for one in old) == {
            (Sex.MALE, "permanent"): 5,
            (Sex.FEMALE, "casual"): 1,
        }


@pytest.mark.parametrize("start", ["2015-01", "2021-01", "2022-01", "2030-07"])
@pytest.mark.parametrize("sex", Sex)
def test_the_earliest_birth_is_the_first_of_those_who_have_not_retired(start: str, sex: Sex) -> None:
    month = parse_month(start)
    serving = [
        birth for birth in range(month - 12 * 110, month) if (retirement_month(VIETNAM, birth, sex) or 0) >= month
    ]
    assert serving == list(range(earliest_birth(VIETNAM, sex, month), month))
    assert earliest_birth(NO_LAW, sex, month) == month - 12 * 110


def test_an_age_that_the_law_forbids_is_told_with_its_band() -> None:
    of = margins(age={(25, 34): "0.4", (65, 69): "0.6"}, casual="0.1")
    with pytest.raises(MarginsError, match="6 are 65-69 years old, but the law lets only 1 of them serve") as raised:
        made(10, of)
    assert (raised.value.margin, raised.value.band) == ("age", Band(65, 69))
    assert len(made(10, of, law=NO_LAW)) == 10


def test_a_service_for_which_too_few_are_old_enough_is_told_with_its_band() -> None:
    of = margins(age={(20, 29): "0.8", (40, 49): "0.2"}, service={(0, 4): "0.5", (20, 24): "0.5"})
    with pytest.raises(MarginsError, match="5 have served 20-24 years, but only 2 are 38 or older") as raised:
        made(10, of)
    assert (raised.value.margin, raised.value.band) == ("service", Band(20, 24))


def fits(ages: tuple[int, ...], services: tuple[int, ...]) -> bool:
    return any(all(s <= a - 18 for a, s in zip(ages, order, strict=True)) for order in itertools.permutations(services))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_services_are_handed_out_whenever_any_order_of_them_fits(data: st.DataObject) -> None:
    """Five people with exact ages and services: compared with trying all orders."""
    ages = tuple(data.draw(st.lists(st.integers(18, 48), min_size=5, max_size=5)))
    services = tuple(data.draw(st.lists(st.integers(0, 30), min_size=5, max_size=5)))
    of = Margins(
        age={Band(age, age): Fraction(ages.count(age), 5) for age in sorted(set(ages))},
        sex={Sex.MALE: Fraction(1)},
        service={Band(years, years): Fraction(services.count(years), 5) for years in sorted(set(services))},
        grade=shares(a1="1"),
        contract=shares(permanent="1"),
    )
    if fits(ages, services):
        assert sorted((START - one.started) // 12 for one in made(5, of)) == sorted(services)
    else:
        with pytest.raises(MarginsError):
            made(5, of)


def test_women_who_just_do_not_retire_are_as_rare_as_their_months() -> None:
    """Of the band 55-59 a woman may be born in 1 of 60 months, a man in any: one woman among 61 on average.

    2,400 people, 240 of them of that age: about 240/61 = 4 women; more than 18 would be seven standard deviations.
    """
    of = margins(age={(25, 34): "0.9", (55, 59): "0.1"}, service={(0, 4): "1"})
    old = [one for one in made(2400, of) if START - one.birth >= 55 * 12]
    assert len(old) == 240
    assert sum(one.sex is Sex.FEMALE for one in old) <= 18


def test_the_same_seed_makes_the_same_people_and_another_seed_others() -> None:
    assert made(50, margins(), seed=3) == made(50, margins(), seed=3)
    assert made(50, margins(), seed=3) != made(50, margins(), seed=4)
    assert made(50, margins(), group="a") != made(50, margins(), group="b")


def test_births_are_spread_evenly_over_the_months_of_a_band() -> None:
    """24 months, 2,400 people: each month has 100 on average; a binomial bound of five standard deviations."""
    of = margins(age={(30, 31): "1"}, service={(0, 4): "1"})
    found = Counter(START - one.birth for one in made(2400, of))
    assert sorted(found) == list(range(30 * 12, 32 * 12))
    assert all(abs(number - 100) < 5 * (2400 * (1 / 24) * (23 / 24)) ** 0.5 for number in found.values())


def posts(unit: str, count: int, filled: int, standing: Standing = Standing.AUTHORISED, group: str = "staff") -> Posts:
    return Posts(unit, "clerk", Rank.STAFF, standing, Funding.STATE, group, count, filled)


def test_the_first_slots_of_a_row_are_the_held_ones() -> None:
    rows = [posts("b", 3, 2), posts("a", 2, 1, Standing.SUPERNUMERARY), posts("c", 2, 0, group="idle")]
    assert held_slots(rows) == {"staff": ["a/clerk/s001", "b/clerk/001", "b/clerk/002"]}
    slots = slots_of(rows, ["a", "b", "c", "d"], {"b/clerk/002": "p9"})
    assert [slot.id for slot in slots["b"]] == ["b/clerk/001", "b/clerk/002", "b/clerk/003"]
    assert [slot.holder for slot in slots["b"]] == [None, "p9", None]
    assert slots["d"] == ()


def test_a_roster_is_seated_in_the_order_of_ids() -> None:
    seats = seat_roster([posts("b", 3, 2)], {("b", "clerk", Standing.AUTHORISED): ["z1", "a7"]})
    assert seats == {"b/clerk/001": "a7", "b/clerk/002": "z1"}


def test_people_who_were_made_are_numbered_in_the_order_of_their_slots() -> None:
    one = Traits(START - 400, Sex.MALE, START, "a1", "permanent")
    people, holders = number_people({"b/x/001": one, "a/x/001": one})
    assert holders == {"a/x/001": "p00001", "b/x/001": "p00002"}
    assert people["p00002"].birth == one.birth
