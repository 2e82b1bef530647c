"""Fates against exact arithmetic, and drawn ones against probabilities; the tolerance is a standard error."""

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim import compile_plan, read_scenario
from orgsim.engine.fates import DIED, QUIT, RETIRED, Draws, Fates, fates_of, interval_of, living
from orgsim.engine.streams import Decision, draw_rows, lane_keys, moment_keys, slot_keys
from orgsim.model.assumptions import AgeHazard, rows_for
from orgsim.model.dates import last_day
from orgsim.model.organisation import Person, Sex
from orgsim.model.scenario import Scenario
from orgsim.rules.attrition import leaving_probability
from orgsim.rules.retirement import retirement_month
from tests.making import one_office

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "src" / "orgsim" / "io" / "small"
MONG_CAI = ROOT / "scenarios" / "mong-cai"
ALL = 2**32
SLOTS, LANES = 400, 500
DRAWS = SLOTS * LANES
GRID = 2**16
EVENLY = np.arange(GRID, dtype=np.uint32) * np.uint32(ALL // GRID)
"""Draws that are spread evenly over all that can be drawn."""

HAZARDS = [(0.01, 0.002), (0.12, 0.03), (0.6, 0.1), (1.5, 0.0), (0.0, 0.3)]
"""Of quitting and of dying, a year."""


def alike(
    quits: Sequence[float],
    deaths: Sequence[float],
    *,
    days: Sequence[int] = (),
    lived: Sequence[int] = (),
    retires: int | None = None,
) -> Fates:
    """Make the fates of one class: by default intervals are years, all days can be lived, and nobody retires."""
    year = np.array(days or [365] * len(quits))
    return fates_of(
        np.array([quits]),
        np.array([deaths]),
        np.array([lived or year]),
        [365] * len(quits),
        np.array([len(quits) if retires is None else retires]),
    )


def drawn(seed: int) -> Draws:
    draws = np.empty((SLOTS, LANES), np.uint32)
    slots = slot_keys(f"office/staff/{n:03d}" for n in range(SLOTS))
    keys = moment_keys(slots, seed=seed, decision=Decision.FATE, moment=0)
    draw_rows(keys, lane_keys(seed, 0, LANES), draws)
    return draws


def code(interval: int, cause: int) -> int:
    return 1 + 3 * interval + cause


def of_a_year(days: Sequence[int]) -> list[Fraction]:
    return [Fraction(length, 365) for length in days]


def standard_error(p: float) -> float:
    return math.sqrt(p * (1 - p) / DRAWS)


@pytest.mark.parametrize(("quits", "deaths"), HAZARDS)
def test_the_shares_that_resign_and_die_in_each_interval_are_the_probabilities(quits: float, deaths: float) -> None:
    days = [90, 275, 365]
    codes = np.empty((SLOTS, LANES), np.uint8)
    alike([quits] * 3, [deaths] * 3, days=days).code_rows(drawn(seed=1), np.zeros(SLOTS, np.intp), codes)
    years, hazard = 0.0, quits + deaths
    for interval, length in enumerate(days):
        leaves = math.exp(-hazard * years) * -math.expm1(-hazard * length / 365)
        years += length / 365
        for cause, share in ((QUIT, quits / hazard), (DIED, deaths / hazard)):
            p = leaves * share
            assert abs((codes == code(interval, cause)).mean() - p) <= 4 * standard_error(p)
        stays = 1 - float(leaving_probability(np.array([hazard]), years)[0])
        assert abs((codes > living(interval + 1)).mean() - stays) <= 4 * standard_error(stays)


def test_hazards_that_change_in_steps_are_used_up_one_after_the_other() -> None:
    parts = [(0.3, 135), (0.05, 365), (0.8, 183)]  # hazard and days
    fates = alike([hazard for hazard, _ in parts], [0.0] * 3, days=[days for _, days in parts])
    codes = np.empty((SLOTS, LANES), np.uint8)
    fates.code_rows(drawn(seed=2), np.zeros(SLOTS, np.intp), codes)
    stays = math.prod(1 - float(leaving_probability(np.array([hazard]), days / 365)[0]) for hazard, days in parts)
    assert abs((codes > living(3)).mean() - stays) < 4 * standard_error(stays)


@pytest.mark.parametrize("hazard", [0.02, 0.2, 0.7])
def test_survival_over_ten_years_is_exponential(hazard: float) -> None:
    codes = np.empty((SLOTS, LANES), np.uint8)
    alike([hazard * 3 / 4] * 10, [hazard / 4] * 10).code_rows(drawn(seed=3), np.zeros(SLOTS, np.intp), codes)
    for year in range(1, 11):
        stays = math.exp(-hazard * year)
        assert abs((codes > living(year)).mean() - stays) < 4 * standard_error(stays)


def exact_shares(
    quits: Sequence[float], deaths: Sequence[float], years: Sequence[Fraction]
) -> list[tuple[Decimal, Decimal]]:
    """Return the shares that have resigned and died when each interval is over, to fifty digits."""
    with localcontext() as context:
        context.prec = 50
        there, resigned, died = Decimal(1), Decimal(0), Decimal(0)
        shares = [(resigned, died)]
        for quitting, dying, length in zip(quits, deaths, years, strict=True):
            hazard = Decimal(quitting) + Decimal(dying)
            after = there * (-hazard * length.numerator / length.denominator).exp()
            if hazard:
                resigned += (there - after) * Decimal(quitting) / hazard
                died += (there - after) * Decimal(dying) / hazard
            there = after
            shares.append((resigned, died))
        return shares


def rounding(intervals: int) -> Decimal:
    """Return by how much a threshold may differ from the exact one: a half, and what doubles lose on the way.

    Each interval adds a few roundings of 2**-53 to what is left of 1; so does each of the sums.
    """
    return Decimal("0.5") + intervals * (intervals + 8) * Decimal(2) ** (32 - 53)


def hold_to_the_exact(fates: Fates, quits: Sequence[float], deaths: Sequence[float], years: Sequence[Fraction]) -> None:
    for n, (resigned, died) in enumerate(exact_shares(quits, deaths, years)):
        assert abs(int(fates.low[0, n]) - resigned * ALL) <= rounding(len(quits))
        assert abs(ALL - 1 - int(fates.high[0, n]) - died * ALL) <= rounding(len(quits))


@st.composite
def hazards_of_intervals(draw: st.DrawFn) -> tuple[list[float], list[float], list[int]]:
    count = draw(st.integers(1, 40))
    hazard = st.one_of(st.just(0.0), st.floats(1e-9, 0.2))
    quits, deaths = (draw(st.lists(hazard, min_size=count, max_size=count)) for _ in range(2))
    return quits, deaths, draw(st.lists(st.integers(1, 365), min_size=count, max_size=count))


@given(hazards_of_intervals())
def test_thresholds_are_the_exact_ones_rounded(case: tuple[list[float], list[float], list[int]]) -> None:
    quits, deaths, days = case
    hold_to_the_exact(alike(quits, deaths, days=days), quits, deaths, of_a_year(days))


def test_forty_years_in_quarters_add_no_roundings_up() -> None:
    quits, deaths, days = [0.013] * 160, [0.0007] * 160, [90, 91, 92, 92] * 40
    # Thresholds that were rounded each by itself would be off by some sqrt(160 / 12) after so many intervals.
    assert rounding(160) < 1
    hold_to_the_exact(alike(quits, deaths, days=days), quits, deaths, of_a_year(days))


def test_cutting_an_interval_moves_its_thresholds_by_one_at_most() -> None:
    whole = alike([0.07] * 10, [0.02] * 10)
    cut = alike([0.07] * 20, [0.02] * 20, days=[136, 229] * 10)
    for one, two in ((whole.low, cut.low[:, ::2]), (whole.high, cut.high[:, ::2])):
        assert np.abs(one.astype(np.int64) - two.astype(np.int64)).max() <= 1


def plainly(fates: Fates, draw: int, kind: int) -> int:
    """Return the code of a draw, looking at one interval after the other."""
    for interval in range(fates.intervals):
        if draw < fates.low[kind, interval + 1]:
            return code(interval, QUIT)
        if draw > fates.high[kind, interval + 1]:
            return code(interval, DIED)
        if fates.leaves[kind] == code(interval, RETIRED):
            return code(interval, RETIRED)
    return 1 + 3 * fates.intervals


@st.composite
def classes(draw: st.DrawFn) -> Fates:
    """Draw fates of a few classes, some of which retire, with hazards from none to what leaves one in 10⁹."""
    count, intervals = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    hazard = st.sampled_from([0.0, 1e-9, 0.01, 0.3, 2.0])
    shape = st.lists(hazard, min_size=count * intervals, max_size=count * intervals)
    quits, deaths = (np.array(draw(shape)).reshape(count, intervals) for _ in range(2))
    days = np.full((count, intervals), 365)
    retires = np.array(draw(st.lists(st.integers(0, intervals), min_size=count, max_size=count)))
    for kind, interval in enumerate(retires):
        if interval < intervals:
            days[kind, interval] = draw(st.integers(0, 364))
            days[kind, interval + 1 :] = 0
    return fates_of(quits, deaths, days, [365] * intervals, retires)


def edges(fates: Fates) -> list[int]:
    """Return the draws at which something changes, and their neighbours."""
    at = {0, ALL - 1, *fates.low.reshape(-1).tolist(), *fates.high.reshape(-1).tolist()}
    return sorted({draw + by for draw in at for by in (-1, 0, 1) if 0 <= draw + by < ALL})


@given(classes(), st.lists(st.integers(0, ALL - 1), max_size=20))
def test_codes_and_code_rows_say_what_looking_at_one_interval_after_the_other_says(
    fates: Fates, more: list[int]
) -> None:
    draws = np.array([*edges(fates), *more], np.uint32)
    kinds = np.arange(len(fates.leaves))
    rows = np.empty((len(kinds), len(draws)), fates.leaves.dtype)
    fates.code_rows(np.tile(draws, (len(kinds), 1)), kinds, rows)
    for kind in kinds.tolist():
        expected = [plainly(fates, draw, kind) for draw in draws.tolist()]
        assert rows[kind].tolist() == expected
        assert fates.codes(draws, np.full(len(draws), kind)).tolist() == expected


@pytest.mark.parametrize(("intervals", "kind"), [(84, np.uint8), (85, np.uint16), (400, np.uint16)])
def test_codes_have_room_for_every_interval(intervals: int, kind: type) -> None:
    fates = alike([0.01] * intervals, [0.005] * intervals, retires=intervals - 1)
    free = alike([0.01] * intervals, [0.005] * intervals)
    draws = drawn(seed=4)
    for one in (fates, free):
        assert one.leaves.dtype == kind
        codes = np.empty_like(draws, one.leaves.dtype)
        one.code_rows(draws, np.zeros(SLOTS, np.intp), codes)
        assert np.array_equal(codes[0], one.codes(draws[0], np.zeros(LANES, np.intp)))
        at_edges = np.array(edges(one), np.uint32)
        found = one.codes(at_edges, np.zeros(len(at_edges), np.intp))
        assert found.tolist() == [plainly(one, draw, 0) for draw in at_edges.tolist()]
    assert int(found.max()) == 1 + 3 * intervals
    assert int(found.max()) > living(intervals)


def test_rows_that_fill_several_tiles_are_those_of_single_draws() -> None:
    fates = fates_of(
        np.array([[0.1] * 3, [0.4] * 3]), np.full((2, 3), 0.05), np.full((2, 3), 365), [365] * 3, np.array([3, 1])
    )
    draws, kinds = drawn(seed=5), np.arange(SLOTS) % 2
    codes = np.empty(draws.shape, np.uint8)
    fates.code_rows(draws, kinds, codes)
    assert np.array_equal(codes.reshape(-1), fates.codes(draws.reshape(-1), np.repeat(kinds, LANES)))


def conditional(fates: Fates, kind: int, interval: int) -> dict[int, Fraction]:
    """Return the share of those there when an interval begins to whom each code comes, from the thresholds."""
    low, high = fates.low[kind].tolist(), fates.high[kind].tolist()
    size, shares = high[interval] - low[interval] + 1, {}
    for n in range(interval, fates.intervals):
        shares[code(n, QUIT)] = Fraction(low[n + 1] - low[n], size)
        shares[code(n, DIED)] = Fraction(high[n] - high[n + 1], size)
        if fates.leaves[kind] == code(n, RETIRED):
            break
    return shares | {int(fates.leaves[kind]): 1 - sum(shares.values(), Fraction())}


@pytest.mark.parametrize("interval", [0, 1, 3])
@pytest.mark.parametrize(("quits", "deaths"), HAZARDS)
def test_who_enters_later_has_the_fate_of_those_who_are_still_there(quits: float, deaths: float, interval: int) -> None:
    fates, kinds = alike([quits] * 5, [deaths] * 5), np.zeros(GRID, np.intp)
    draws = fates.enter(EVENLY, kinds, interval)
    shares, counts = conditional(fates, 0, interval), np.bincount(fates.codes(draws, kinds))
    assert set(np.flatnonzero(counts).tolist()) <= set(shares)
    assert (np.diff(draws.astype(np.int64)) >= 0).all()
    hazard, room = quits + deaths, int(fates.high[0, interval]) - int(fates.low[0, interval]) + 1
    for later in range(interval, 5):
        for cause, share in ((QUIT, quits / hazard), (DIED, deaths / hazard)):
            found = code(later, cause)
            # Draws that are spread evenly hit a stretch as often as it is long, give or take one.
            assert abs((int(counts[found]) if found < len(counts) else 0) - GRID * shares[found]) <= 1
            p = math.exp(-hazard * (later - interval)) * -math.expm1(-hazard) * share
            # Both thresholds of a stretch, and both of the room, are off by a half.
            assert abs(float(shares[found]) - p) <= 2 / room


@pytest.mark.parametrize("interval", [0, 1, 3])
@pytest.mark.parametrize(("before", "after"), [((0.05, 0.01), (0.3, 0.02)), ((0.6, 0.1), (0.0, 0.0))])
def test_who_gets_another_class_has_its_conditional_fate_and_is_as_lucky_as_before(
    before: tuple[float, float], after: tuple[float, float], interval: int
) -> None:
    fates = fates_of(
        np.array([[before[0]] * 5, [after[0]] * 5]),
        np.array([[before[1]] * 5, [after[1]] * 5]),
        np.full((2, 5), 365),
        [365] * 5,
        np.array([5, 4]),
    )
    old, new = np.zeros(GRID, np.intp), np.ones(GRID, np.intp)
    there = fates.enter(EVENLY, old, interval)
    changed = fates.change(there, old, new, interval)
    assert (np.diff(changed.astype(np.int64)) >= 0).all()
    shares, counts = conditional(fates, 1, interval), np.bincount(fates.codes(changed, new), minlength=17)
    assert set(np.flatnonzero(counts).tolist()) <= set(shares)
    size = int(fates.high[0, interval]) - int(fates.low[0, interval]) + 1
    for found, share in shares.items():
        # A draw of the old class becomes a stretch of the new one: both edges may lie within one.
        assert abs(int(counts[found]) - GRID * share) <= 1 + Fraction(2 * GRID, size)
    assert np.array_equal(fates.change(there, old, old, interval), there)


@given(classes(), st.integers(0, 4), st.lists(st.integers(0, ALL - 1), min_size=1, max_size=50))
def test_who_enters_or_changes_class_is_always_somebody_who_is_there(
    fates: Fates, interval: int, luck: list[int]
) -> None:
    interval %= fates.intervals
    draws, kinds = np.array(luck, np.uint32), np.arange(len(luck)) % len(fates.leaves)
    others = kinds[::-1]
    for where, entered in (
        (kinds, fates.enter(draws, kinds, interval)),
        (others, fates.change(fates.enter(draws, kinds, interval), kinds, others, interval)),
    ):
        assert (fates.low[where, interval] <= entered).all()
        assert (entered <= fates.high[where, interval]).all()


@given(classes(), st.lists(st.integers(0, ALL - 1), max_size=50))
def test_people_leave_on_a_day_of_their_last_interval_that_they_can_live(fates: Fates, more: list[int]) -> None:
    draws = np.array([*edges(fates), *more], np.uint32)
    for kind in range(len(fates.leaves)):
        kinds = np.full(len(draws), kind)
        codes = fates.codes(draws, kinds)
        leave = codes <= living(fates.intervals)
        interval, cause = interval_of(codes[leave])
        days = fates.days[kind, interval].astype(int)
        found = fates.day(draws[leave], kinds[leave], codes[leave])
        assert (found[cause == RETIRED] == days[cause == RETIRED]).all()
        assert (found[cause != RETIRED] >= 0).all()
        assert (found[cause != RETIRED] < days[cause != RETIRED]).all()


def test_leavers_are_spread_evenly_over_the_days_of_an_interval() -> None:
    fates = alike([0.5, 0.5], [0.25, 0.25], days=[90, 275])
    kinds = np.zeros(GRID, np.intp)
    codes = fates.codes(EVENLY, kinds)
    for interval, days in enumerate((90, 275)):
        for cause in (QUIT, DIED):
            chosen = codes == code(interval, cause)
            counts = np.bincount(fates.day(EVENLY[chosen], kinds[chosen], codes[chosen]), minlength=days)
            assert len(counts) == days
            # As many as are in a day's stretch of the draws, give or take one.
            assert np.abs(counts - chosen.sum() / days).max() <= 1 + 1 / days


def test_a_retirement_day_ends_the_hazards_and_everybody_who_lives_to_see_it_retires() -> None:
    fates = alike([0.4] * 3, [0.1] * 3, lived=[365, 100, 0], retires=1)
    hold_to_the_exact(fates, [0.4] * 3, [0.1] * 3, of_a_year([365, 100, 0]))
    codes = fates.codes(EVENLY, np.zeros(GRID, np.intp))
    assert set(np.unique(codes)) == {code(n, cause) for n in (0, 1) for cause in (QUIT, DIED)} | {code(1, RETIRED)}
    assert abs((codes == code(1, RETIRED)).sum() - GRID * math.exp(-0.5 * (1 + 100 / 365))) <= 1
    retired = codes == code(1, RETIRED)
    assert (fates.day(EVENLY[retired], np.zeros(retired.sum(), np.intp), codes[retired]) == 100).all()


def in_force(rows: Sequence[AgeHazard], age: int) -> AgeHazard:
    """Return the row of an age: the last that begins by then, or else the first."""
    begun = [row for row in rows if row.age_from <= age]
    return max(begun, key=lambda row: row.age_from) if begun else min(rows, key=lambda row: row.age_from)


def hazards_of(made: Scenario, who: Person, group: str, age: int) -> tuple[float, float]:
    """Return the hazards that the assumptions state for somebody of an age, in plain Python."""
    rates = made.assumptions.rates
    quitting = in_force(rows_for(rates.quit_hazard.value, who.sex, who.contract), age).hazard
    dying = [
        AgeHazard(age_from=row.age_from, hazard=row.female if who.sex is Sex.FEMALE else row.male)
        for row in rates.death_hazard.value
    ]
    return (
        quitting * rates.quit_multiplier.value[group],
        in_force(dying, age).hazard * rates.death_multiplier.value,
    )


def last_morning(made: Scenario, who: Person) -> int:
    """Return the day after the last one that the law lets somebody serve, far away if there is none."""
    month = retirement_month(made.law, who.birth, who.sex)
    if month is None or not made.assumptions.rates.compulsory_retirement.value[who.contract]:
        return dt.date.max.toordinal()
    return last_day(month).toordinal() + 1


@pytest.mark.parametrize(("folder", "name"), [(SMALL, "gradual"), (SMALL, "swift"), (MONG_CAI, "as-decreed")])
def test_the_fates_of_a_plan_are_those_of_the_stated_hazards_and_the_law(folder: Path, name: str) -> None:
    made = read_scenario(folder)
    plan = compile_plan(made, name)
    seats = {slot.id: slot for slot in made.organisation.every_slot}
    seen: set[int] = set()
    for row in np.flatnonzero(plan.people.occupied[: len(plan.slots)]).tolist():
        kind = int(plan.fate[row] + plan.people.fate[row])
        seat = seats[plan.slots[row]]
        who = made.people[str(seat.holder)]
        end = last_morning(made, who)
        days = [max(0, min(one.days, end - one.start)) for one in plan.intervals]
        assert plan.fates.days[kind].tolist() == days
        retires = [code(n, RETIRED) for n, one in enumerate(plan.intervals) if end <= one.end]
        assert plan.fates.leaves[kind] == (retires[0] if retires else 1 + 3 * len(days))
        if kind in seen:
            continue
        seen.add(kind)
        ages = [(interval.january - who.birth) // 12 for interval in plan.intervals]
        quits, deaths = zip(*(hazards_of(made, who, seat.group, age) for age in ages), strict=True)
        years = [Fraction(lived, one.year_days) for lived, one in zip(days, plan.intervals, strict=True)]
        one = Fates(plan.fates.low[[kind]], plan.fates.high[[kind]], plan.fates.leaves[[kind]], plan.fates.days[[kind]])
        hold_to_the_exact(one, quits, deaths, years)
    assert len(seen) > 20


def test_thresholds_never_turn_back_however_high_the_hazards() -> None:
    fates = alike([0.0, 40.0], [0.01, 0.0])
    assert (np.diff(fates.low.astype(np.int64)) >= 0).all()
    assert (np.diff(fates.high.astype(np.int64)) <= 0).all()
    assert (fates.low <= fates.high).all()


def test_recruits_leave_with_the_probability_of_their_hazard_also_late_and_where_it_is_high() -> None:
    made = one_office(1, years=40, quit_hazard=[{"age_from": 0, "hazard": 1.0}])
    plan = compile_plan(made, "plan")
    last = len(plan.years) - 2
    recruits = plan.entrants.people(last, EVENLY, np.zeros(GRID, np.intp))
    kinds = plan.fate[0] + plan.people.fate[recruits]
    codes = plan.fates.codes(plan.fates.enter(EVENLY[::-1], kinds, last + 1), kinds)
    p = -math.expm1(-1.0)
    assert abs((codes == code(last + 1, QUIT)).mean() - p) <= 4 * math.sqrt(p * (1 - p) / GRID)
