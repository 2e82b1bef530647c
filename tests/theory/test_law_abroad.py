"""Laws of other countries against published cases and hand-worked examples, to the cent."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest

from orgsim.io.law import read_law
from orgsim.model.dates import month_index
from orgsim.model.organisation import Sex
from orgsim.rules.law.benefits import Biography, Entitlement, amounts, entitlements, ruling
from orgsim.rules.law.code import LawError, parameter_on
from orgsim.rules.law.evaluate import Exact, Value
from orgsim.rules.retention import Employee, Preference, TenureGroup, performance_credit, register, retention_rules

UNITED_STATES, UNITED_KINGDOM = read_law("united-states"), read_law("united-kingdom")
GERMANY, FRANCE = read_law("germany"), read_law("france")
LAWS = {law.jurisdiction: law for law in (UNITED_STATES, UNITED_KINGDOM, GERMANY, FRANCE)}

Facts = dict[str, Value | int]


def found(country: str, scheme: str, route: str, day: str, facts: Facts, age_months: int = 480) -> Entitlement:
    leaves = dt.date.fromisoformat(day)
    person = Biography(month_index(leaves) - age_months, Sex.FEMALE, leaves, facts)
    return next(one for one in entitlements(LAWS[country], person, scheme) if one.benefit.route == route)


def line(one: Entitlement, name: str) -> Value:
    return next(each.value for each in one.lines if each.name == name)


def severance(months: int, age_months: int, **others: Value | int) -> Entitlement:
    facts: Facts = {
        "service_months": months,
        "weekly_pay": 1500,
        "involuntary": True,
        "immediate_annuity": False,
        "offer_refused": False,
        "severance_weeks_used": 0,
    }
    return found("united-states", "severance-pay", "severance", "2025-04-30", facts | others, age_months)


def test_the_worksheet_of_the_personnel_office_gives_its_published_severance_pay() -> None:
    one = severance(20 * 12 + 4, 45 * 12 + 8)
    assert line(one, "weeks_basic") == Fraction("30.5")
    assert line(one, "weeks_basic") * 1500 == 45_750
    assert line(one, "severance_weeks") == Fraction("47.275")
    assert one.amount == Fraction("70912.50")


@pytest.mark.parametrize(
    ("service", "age", "basic", "weeks"),
    [
        ((15, 3), (47, 6), "20.5", "35.875"),
        ((9, 9), (39, 11), "9.75", "9.75"),
        ((9, 11), (40, 2), "9.75", "9.75"),
        ((10, 9), (40, 3), "11.5", "11.7875"),
        ((36, 0), (60, 0), "62", "52"),
    ],
)
def test_severance_weeks_by_service_and_age(
    service: tuple[int, int], age: tuple[int, int], basic: str, weeks: str
) -> None:
    one = severance(12 * service[0] + service[1], 12 * age[0] + age[1])
    assert line(one, "weeks_basic") == Fraction(basic)
    assert line(one, "severance_weeks") == Fraction(weeks)


@pytest.mark.parametrize(("used", "weeks"), [(0, "47.275"), (4, "47.275"), (5, "47"), (40, "12"), (52, "0")])
def test_nobody_gets_more_than_52_weeks_in_a_lifetime(used: int, weeks: str) -> None:
    assert line(severance(244, 548, severance_weeks_used=used), "severance_weeks") == Fraction(weeks)


@pytest.mark.parametrize(
    "lacking",
    [
        {"service_months": 11},
        {"involuntary": False},
        {"immediate_annuity": True},
        {"offer_refused": True},
    ],
)
def test_each_condition_of_severance_pay_is_needed(lacking: Facts) -> None:
    assert severance(12, 480).eligible
    assert not severance(12, 480, **lacking).eligible


@pytest.mark.parametrize(
    ("age", "service", "may"),
    [(600, 240, True), (599, 240, False), (600, 239, False), (500, 300, True), (500, 299, False)],
)
def test_early_retirement_needs_age_50_and_20_years_or_25_years(age: int, service: int, may: bool) -> None:  # noqa: FBT001
    facts: Facts = {"service_months": service, "volunteers": True}
    one = found("united-states", "voluntary-early-retirement", "early-retirement", "2025-04-30", facts, age)
    assert (one.eligible, one.amount) == (may, Fraction(0) if may else None)


@pytest.mark.parametrize(
    ("service", "age", "amount"), [(244, 548, "25000"), (35, 480, None), (36, 480, "4500"), (36, 483, "4612.50")]
)
def test_a_separation_incentive_is_the_severance_pay_up_to_25_000(service: int, age: int, amount: str | None) -> None:
    facts: Facts = {"service_months": service, "weekly_pay": 1500, "volunteers": True}
    one = found("united-states", "separation-incentive", "separation-incentive", "2025-04-30", facts, age)
    assert one.amount == (None if amount is None else Fraction(amount))


def redundancy(day: str, service: int, age_months: int, weekly_pay: int = 2000, **others: Value | int) -> Entitlement:
    facts: Facts = {"service_months": service, "weekly_pay": weekly_pay, "involuntary": True, "offer_refused": False}
    return found("united-kingdom", "statutory-redundancy", "redundancy", day, facts | others, age_months)


def test_six_years_at_25_are_four_and_a_half_weeks_of_544_pounds() -> None:
    one = redundancy("2021-06-30", 72, 300)
    assert line(one, "redundancy_weeks") == Fraction("4.5")
    assert one.amount == 2448


@pytest.mark.parametrize(
    ("first", "last", "cap"),
    [
        ("2009-10-01", "2011-01-31", 380),
        ("2011-02-01", "2012-01-31", 400),
        ("2012-02-01", "2013-01-31", 430),
        ("2013-02-01", "2014-04-05", 450),
        ("2014-04-06", "2015-04-05", 464),
        ("2015-04-06", "2016-04-05", 475),
        ("2016-04-06", "2017-04-05", 479),
        ("2017-04-06", "2018-04-05", 489),
        ("2018-04-06", "2019-04-05", 508),
        ("2019-04-06", "2020-04-05", 525),
        ("2020-04-06", "2021-04-05", 538),
        ("2021-04-06", "2022-04-05", 544),
        ("2022-04-06", "2023-04-05", 571),
        ("2023-04-06", "2024-04-05", 643),
        ("2024-04-06", "2025-04-05", 700),
        ("2025-04-06", "2026-04-05", 719),
        ("2026-04-06", "2030-01-01", 751),
    ],
)
def test_the_weekly_limit_of_each_year_holds_from_its_first_day_to_its_last(first: str, last: str, cap: int) -> None:
    for day in (first, last):
        assert parameter_on(UNITED_KINGDOM, "weekly_cap", dt.date.fromisoformat(day)).parameter.value == cap


def test_before_the_first_weekly_limit_nothing_is_worked_out() -> None:
    with pytest.raises(LawError, match="no benefit of scheme 'statutory-redundancy'"):
        redundancy("2009-09-30", 72, 300)


@pytest.mark.parametrize(
    ("day", "most"),
    [
        ("2009-10-01", 11_400),
        ("2012-06-01", 12_900),
        ("2013-06-01", 13_500),
        ("2014-06-01", 13_920),
        ("2015-06-01", 14_250),
        ("2017-06-01", 14_670),
        ("2023-06-01", 19_290),
        ("2024-06-01", 21_000),
        ("2025-06-01", 21_570),
    ],
)
def test_the_highest_payment_of_a_year_is_the_published_one(day: str, most: int) -> None:
    assert redundancy(day, 480, 62 * 12).amount == most


def test_each_year_of_the_last_twenty_counts_by_the_age_at_its_start() -> None:
    for age in range(18 * 12, 70 * 12, 5):
        for years in range(2, 30):
            starts = [age - 12 * back for back in range(1, min(years, 20) + 1)]
            weeks = sum(Fraction(3, 2) if one >= 492 else 1 if one >= 264 else Fraction(1, 2) for one in starts)
            assert line(redundancy("2022-01-31", 12 * years + 7, age), "redundancy_weeks") == weeks


def test_redundancy_pay_needs_two_years_and_counts_lower_pay_in_full() -> None:
    assert not redundancy("2022-01-31", 23, 480).eligible
    assert not redundancy("2022-01-31", 24, 480, offer_refused=True).eligible
    assert redundancy("2022-01-31", 24, 480, weekly_pay=500).amount == 1000


def compensation(route: str, day: str, years: int, pay: int, *, above_pension_age: bool = False) -> Fraction | None:
    facts: Facts = {"service_months": 12 * years, "annual_pay": pay, "above_pension_age": above_pension_age}
    facts |= {"volunteers": route != "compulsory-redundancy", "involuntary": route == "compulsory-redundancy"}
    return found("united-kingdom", "civil-service-compensation", route, day, facts).amount


@pytest.mark.parametrize(
    ("route", "years", "pay", "terms_2010", "terms_2016"),
    [
        ("voluntary-redundancy", 12, 30_000, "30000", "20769.23"),  # 12 months, 36 weeks
        ("voluntary-redundancy", 24, 30_000, "52500", "41538.46"),  # 21 months, 72 weeks
        ("voluntary-exit", 30, 30_000, "52500", "45000"),  # 21 months, 18 months
        ("compulsory-redundancy", 24, 30_000, "30000", "22500"),  # 12 months, 9 months
        ("voluntary-redundancy", 2, 18_000, "3833.33", "2826.92"),  # 2 months of 23,000; 6 weeks of 24,500
        ("voluntary-redundancy", 40, 200_000, "262185", "224730"),  # 21 and 18 months of 149,820
    ],
)
def test_civil_servants_get_what_the_terms_of_the_day_give(
    route: str, years: int, pay: int, terms_2010: str, terms_2016: str
) -> None:
    for day in ("2010-12-22", "2016-11-08", "2017-07-18", "2025-04-30"):
        assert compensation(route, day, years, pay) == Fraction(terms_2010)
    for day in ("2016-11-09", "2017-07-17"):
        assert compensation(route, day, years, pay) == Fraction(terms_2016)


def test_above_the_pension_age_voluntary_redundancy_stops_at_six_months() -> None:
    assert compensation("voluntary-redundancy", "2015-01-31", 12, 30_000, above_pension_age=True) == 15_000
    assert compensation("voluntary-redundancy", "2015-01-31", 4, 30_000, above_pension_age=True) == 10_000


@pytest.mark.parametrize(("service", "months"), [((8, 7), "4.5"), ((8, 6), "4"), ((0, 7), "0.5"), ((20, 0), "10")])
def test_a_german_settlement_rounds_more_than_six_months_to_a_year(service: tuple[int, int], months: str) -> None:
    facts: Facts = {"service_months": 12 * service[0] + service[1], "pay": 4000, "involuntary": True}
    one = found("germany", "dismissal-settlement", "severance", "2015-06-30", facts)
    assert line(one, "settlement_months") == Fraction(months)
    assert one.amount == 4000 * Fraction(months)


def dismissal(day: str, months: int, year: int = 1500, quarter: int = 1400) -> Fraction | None:
    pay = {"average_pay_year": year, "average_pay_quarter": quarter}
    facts: Facts = {"service_months": months, "involuntary": True, **pay}
    return found("france", "dismissal-pay", "severance", day, facts).amount


def test_french_dismissal_pay_follows_the_decree_of_the_day() -> None:
    assert dismissal("2017-09-26", 153) == 4375  # 12.75 years: 12.75 / 5 + 2.75 * 2 / 15 = 2.91666 months
    assert dismissal("2017-09-27", 153) == 5125  # 10 / 4 + 2.75 / 3 = 3.41666 months
    assert dismissal("2020-01-31", 153, quarter=1600) == Fraction("5466.67")


def test_french_dismissal_pay_needs_a_year_and_later_eight_months() -> None:
    assert [dismissal("2017-09-23", months) for months in (11, 12)] == [None, 300]
    assert [dismissal("2017-09-24", months) for months in (7, 8)] == [None, 200]
    assert [dismissal("2017-09-27", months) for months in (7, 8)] == [None, 250]


def test_many_people_at_once_get_the_same_cents_as_each_alone() -> None:
    services, ages = np.arange(12, 480, 7, dtype=np.int64), np.arange(240, 708, 7, dtype=np.int64)
    facts = {
        "service_months": Exact(services),
        "age_months": Exact(ages),
        "weekly_pay": Exact(np.array([149_999]), 100),
    }
    stated = {"involuntary": True, "immediate_annuity": False, "offer_refused": False}
    truths = {name: np.array([truth]) for name, truth in stated.items()}
    one = ruling(UNITED_STATES, "severance-pay", "severance", dt.date(2025, 4, 30))
    eligible, money, _ = amounts(one, {**facts, **truths, "severance_weeks_used": Exact(np.array([0]))})
    alone = [severance(int(s), int(a), weekly_pay=Fraction("1499.99")) for s, a in zip(services, ages, strict=True)]
    assert eligible.all()
    assert [Fraction(int(n), money.denominator) for n in money.numerators] == [each.amount for each in alone]


RULES = retention_rules(UNITED_STATES, dt.date(2025, 4, 30))


@pytest.mark.parametrize(
    ("ratings", "years"),
    [
        ((5, 3, 3), 15),  # 44 / 3 = 14.67
        ((3, 4, 5), 16),
        ((5,), 20),
        ((4, 3), 14),
        ((1, 2, 3), 4),
        ((2, 1), 0),
        ((1, 5, 5, 5), 20),  # only the last three count
    ],
)
def test_ratings_add_the_mean_of_the_last_three_rounded_up(ratings: tuple[int, ...], years: int) -> None:
    assert performance_credit(ratings, RULES) == years


def test_the_register_sorts_by_tenure_group_then_veteran_preference_then_credited_service() -> None:
    def one(tenure: TenureGroup, preference: Preference, start: int, rating: int) -> Employee:
        person = f"{tenure.name}-{preference.name}-{start}-{rating}"
        return Employee(person, "clerk", tenure, preference, dt.date(start, 1, 1), (rating,))

    # Credited, these four entered in 1990, 1994, 1995 and 2003.
    services = [(2010, 5), (2010, 4), (2007, 3), (2003, 2)]
    retained = [one(tenure, subgroup, *each) for tenure in TenureGroup for subgroup in Preference for each in services]
    assert register(reversed(retained), RULES) == tuple(person.id for person in retained)
