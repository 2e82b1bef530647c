"""Over many seeds, intervals cover the truth of an organisation solved by hand as often as they claim.

Forty people are alike and resign independently with a constant hazard. One roadmap leaves their two offices apart; the
other merges them on the first day of the second year, which triples the hazard in it. How many are there at the end is
binomial. Both roadmaps share their luck, so that nobody resigns in the first who would stay in the second: their
difference is binomial too.
"""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from orgsim import compile_plan, simulate
from orgsim.analysis.comparison import Reached
from orgsim.analysis.intervals import mean_interval, proportion
from orgsim.analysis.measures import measure, target_measure
from orgsim.analysis.precision import replications_for_share, until_precise, wanted
from orgsim.engine.plan import Plan
from orgsim.model.outcomes import Outcomes
from orgsim.model.roadmap import Target
from orgsim.model.scenario import Scenario
from tests.making import people, roadmap, scenario, slots, unit

PEOPLE, HAZARD, FACTOR = 40, 0.15, 3
STAYS = {"apart": math.exp(-2 * HAZARD), "merged": math.exp(-(1 + FACTOR) * HAZARD)}
"""The probability that somebody is there at the end of the second year, by roadmap."""
LIMITS = (19, 22, 25, 29, 33)
"""A target for each: at most so many people at the end."""
SEEDS, REPLICATIONS = range(600), 50
CLAIM = 0.95


@cache
def organisation() -> Scenario:
    staff = people(PEOPLE)
    keys, half = sorted(staff), PEOPLE // 2
    seats = {"first": slots("first", half, holders=keys[:half]), "second": slots("second", half, holders=keys[half:])}
    merger = {"op": "absorb", "absorbed": ["second"], "into": "first", "deputies": 0, "abolish": 0}
    merged = roadmap("merged", steps=[{"id": "merge", "date": "2016-01-01", **merger}])
    by = dt.date(2016, 12, 31)
    words = {"name": "A test", "name_vi": "Thử", "measure": "people", "by": by, "legal_basis": "a test"}
    return scenario(
        [unit("city", None), unit("first"), unit("second")],
        seats,
        staff,
        roadmap("apart"),
        merged,
        years=2,
        targets=[Target.model_validate({"id": f"at-most-{n}", "at_most": n, **words}) for n in LIMITS],
        quit_hazard=[{"age_from": 0, "hazard": HAZARD}],
        after_merger={"factor": FACTOR, "months": 12},
    )


@cache
def plan(name: str) -> Plan:
    return compile_plan(organisation(), name)


def lived(name: str, seed: int, replications: int = REPLICATIONS) -> Outcomes:
    return simulate(plan(name), replications=replications, seed=seed, keep=(), money=())


@cache
def runs(name: str) -> tuple[Outcomes, ...]:
    return tuple(lived(name, seed) for seed in SEEDS)


@cache
def measured(name: str, what: str) -> tuple[NDArray[np.int64], ...]:
    """Return a measure of a roadmap, an array of replications for each seed."""
    return tuple(measure(organisation(), run, what) for run in runs(name))


def meets(name: str, limit: int) -> float:
    """Return the exact probability that a target is met."""
    return float(stats.binom.cdf(limit, PEOPLE, STAYS[name]))


def hold_to_the_claim(intervals: Iterable[tuple[float | None, float | None]], truth: float, claim: float) -> None:
    """Claim that as many intervals cover a truth as say so, within four standard errors of that share."""
    covered = [low is not None and high is not None and low <= truth <= high for low, high in intervals]
    assert abs(np.mean(covered) - claim) < 4 * math.sqrt(claim * (1 - claim) / len(covered))


@cache
def wilson(count: int) -> NDArray[np.float64]:
    """Return Wilson's interval of every number of hits, shape ``(count + 1, 2)``."""
    found = (proportion(np.arange(count) < hits) for hits in range(count + 1))
    return np.array([(row.low, row.high) for row in found])


def wilson_covers(truth: float, count: int) -> float:
    """Return the exact probability that Wilson's interval from so many futures covers a probability."""
    low, high = wilson(count).T
    return float(stats.binom.pmf(np.arange(count + 1), count, truth) @ ((low <= truth) & (truth <= high)))


@pytest.mark.parametrize("name", ["apart", "merged"])
def test_the_engine_lives_the_organisation_that_was_solved(name: str) -> None:
    closing, p = np.concatenate(measured(name, "people")), STAYS[name]
    assert abs(closing.mean() - PEOPLE * p) < 4 * math.sqrt(PEOPLE * p * (1 - p) / len(closing))
    for limit in LIMITS:
        met, q = np.concatenate(measured(name, target_measure(f"at-most-{limit}"))), meets(name, limit)
        assert abs(met.mean() - q) < 4 * math.sqrt(q * (1 - q) / len(met))


@pytest.mark.parametrize("name", ["apart", "merged"])
def test_intervals_of_a_mean_cover_it_as_often_as_they_claim(name: str) -> None:
    intervals = [mean_interval(values)[1:] for values in measured(name, "people")]
    hold_to_the_claim(intervals, PEOPLE * STAYS[name], CLAIM)


def test_intervals_of_a_paired_difference_cover_it_as_often_as_they_claim() -> None:
    apart, merged = measured("apart", "people"), measured("merged", "people")
    gaps = [one - two for one, two in zip(apart, merged, strict=True)]
    assert min(gap.min() for gap in gaps) >= 0
    hold_to_the_claim((mean_interval(gap)[1:] for gap in gaps), PEOPLE * (STAYS["apart"] - STAYS["merged"]), CLAIM)


def test_intervals_of_a_difference_without_shared_luck_cover_it_as_often_but_are_wider() -> None:
    one, two = STAYS["apart"], STAYS["merged"]
    apart, merged = measured("apart", "people"), measured("merged", "people")
    paired = [mean_interval(a - b) for a, b in zip(apart[::2], merged[::2], strict=True)]
    unpaired = [mean_interval(a - b) for a, b in zip(apart[::2], merged[1::2], strict=True)]
    hold_to_the_claim([row[1:] for row in unpaired], PEOPLE * (one - two), CLAIM)
    narrow, wide = (np.mean([(high or 0) - mean for mean, _, high in rows]) for rows in (paired, unpaired))
    ratio = math.sqrt((one - two) * (1 - one + two) / (one * (1 - one) + two * (1 - two)))
    # The relative standard error of a deviation is that of 1 / sqrt(2 n); two of them add up at worst.
    assert abs(narrow / wide - ratio) < 4 * ratio * 2 / math.sqrt(2 * REPLICATIONS * len(paired))


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("name", ["apart", "merged"])
def test_intervals_of_the_probability_of_a_target_cover_it_as_often_as_they_claim(name: str, limit: int) -> None:
    truth = meets(name, limit)
    found = [proportion(hits > 0) for hits in measured(name, target_measure(f"at-most-{limit}"))]
    hold_to_the_claim(((row.low, row.high) for row in found), truth, wilson_covers(truth, REPLICATIONS))


def test_wilson_s_intervals_claim_95_percent_on_average_over_probabilities() -> None:
    """Hits are whole, so that the exact coverage swings about the claim, and most in the outermost hundredths."""
    truths = np.arange(0.0005, 1, 0.001)
    covers = np.array([wilson_covers(float(truth), REPLICATIONS) for truth in truths])
    assert abs(covers.mean() - CLAIM) < 0.005
    assert covers[(truths > 0.01) & (truths < 0.99)].min() > 0.9


def test_an_interval_that_is_too_narrow_is_found_out() -> None:
    intervals = []
    for values in measured("apart", "people"):
        mean, low, high = mean_interval(values)
        assert low is not None
        assert high is not None
        intervals.append((mean + 0.84 * (low - mean), mean + 0.84 * (high - mean)))
    with pytest.raises(AssertionError):
        hold_to_the_claim(intervals, PEOPLE * STAYS["apart"], CLAIM)


def whole(name: str, seed: int, count: int) -> list[Outcomes]:
    return [lived(name, seed, count)]


@cache
def precise(name: str, text: str) -> tuple[Reached, ...]:
    """Run each seed until its interval is narrow, and return the intervals."""
    rows: list[Reached] = []
    for seed in SEEDS:
        first = lived(name, seed)
        want = replace(wanted(text, organisation()), measures=("people",) if text.endswith("people") else SHARES)
        rows += until_precise(organisation(), [first], want, at_most=10_000, more=partial(whole, name, seed))[1]
    return tuple(rows)


SHARES = (target_measure("at-most-25"),)


@pytest.mark.parametrize("name", ["apart", "merged"])
def test_intervals_after_stopping_cover_a_mean_as_often_as_they_claim_and_are_as_narrow(name: str) -> None:
    rows = precise(name, "0.6people")
    assert all(row.narrow for row in rows)
    spread = PEOPLE * STAYS[name] * (1 - STAYS[name])
    counts = np.array([row.replications for row in rows])
    # The mean of the sample variance is the variance; rounding up to an even number adds two at most.
    expected = (stats.t.ppf(0.975, REPLICATIONS - 1) / 0.6) ** 2 * spread
    assert expected - 4 * counts.std() / math.sqrt(len(rows)) < counts.mean() < expected + 2 + 4 * counts.std() / 24
    hold_to_the_claim([(row.low, row.high) for row in rows], PEOPLE * STAYS[name], CLAIM)


def test_intervals_after_stopping_cover_a_probability_as_often_as_they_claim() -> None:
    rows, truth, claim = precise("apart", "8pp"), meets("apart", 25), 0.0
    for hits in range(REPLICATIONS + 1):
        count = replications_for_share((np.arange(REPLICATIONS) < hits).astype(np.int64), 0.08)
        count = max(REPLICATIONS, count + count % 2)
        # What the first stage decides, and what the rest may then give, exactly.
        rest = np.arange(count - REPLICATIONS + 1)
        low, high = wilson(count)[hits + rest].T
        covers = stats.binom.pmf(rest, count - REPLICATIONS, truth) @ ((low <= truth) & (truth <= high))
        claim += float(stats.binom.pmf(hits, REPLICATIONS, truth) * covers)
    assert len({row.replications for row in rows}) > 5
    hold_to_the_claim([(row.low, row.high) for row in rows], truth, claim)
