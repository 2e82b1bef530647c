"""Retirement by month of birth against every band of the decree."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from orgsim.errors import StructureError
from orgsim.io.law import read_law
from orgsim.model.dates import month_text, parse_month
from orgsim.model.law import Law
from orgsim.model.organisation import Sex
from orgsim.rules.retirement import HAZARDOUS, NEVER, retirement_month, retirement_table
from tests.making import instrument

BANDS = YAML(typ="safe").load((Path(__file__).parent / "cases" / "retirement-bands.yaml").read_text("utf-8"))
VIETNAM = read_law("vietnam")
EARLY, LATE = (one for one in VIETNAM.instruments if one.scheme == "retirement")


@pytest.mark.parametrize("sex", list(Sex))
def test_every_band_starts_and_ends_where_the_decree_says(sex: Sex) -> None:
    bands = {parse_month(month): 12 * years + months for month, (years, months) in BANDS[sex.value].items()}
    for (first, age), (end, _) in pairwise(bands.items()):
        for birth in range(first, end):
            assert retirement_month(VIETNAM, birth, sex) == birth + age, month_text(birth)


@pytest.mark.parametrize(
    ("birth", "sex", "pension"),
    [("1963-04", Sex.MALE, "2024-05"), ("1968-09", Sex.FEMALE, "2025-06"), ("1961-10", Sex.MALE, "2022-05")],
)
def test_pensions_start_in_the_published_months(birth: str, sex: Sex, pension: str) -> None:
    retired = retirement_month(VIETNAM, parse_month(birth), sex)
    assert retired is not None
    assert month_text(retired + 1) == pension


def test_the_table_is_the_rule_for_every_month_and_nobody_overtakes_an_older_person() -> None:
    first, last = parse_month("1930-01"), parse_month("2005-12")
    table = retirement_table(VIETNAM, first, last)
    assert table.shape == (2, last - first + 1)
    for row, sex in enumerate((Sex.MALE, Sex.FEMALE)):
        assert table[row].tolist() == [retirement_month(VIETNAM, birth, sex) for birth in range(first, last + 1)]
    assert (table[:, 1:] >= table[:, :-1]).all()


@pytest.mark.parametrize("sex", list(Sex))
def test_hazardous_work_lowers_the_age_of_annex_ii_by_five_years(sex: Sex) -> None:
    for year in range(2021, 2040):
        age = {Sex.MALE: min(720 + 3 * (year - 2020), 744), Sex.FEMALE: min(660 + 4 * (year - 2020), 720)}[sex] - 60
        birth = 12 * year + 11 - age  # reaches the age in December
        assert retirement_month(VIETNAM, birth, sex, rule=HAZARDOUS) == birth + age


def test_the_law_of_a_day_judges_later_years_too() -> None:
    birth, before = parse_month("1965-04"), dt.date(2020, 5, 31)
    assert retirement_month(VIETNAM, birth, Sex.MALE, as_of=before) == birth + 720
    assert retirement_month(VIETNAM, birth, Sex.MALE) == birth + 738


def test_without_law_nobody_must_retire() -> None:
    nowhere = Law(jurisdiction="none", instruments=())
    assert retirement_month(nowhere, parse_month("1960-01"), Sex.MALE) is None
    assert (retirement_table(nowhere, 0, 3) == NEVER).all()


def test_who_is_past_an_age_that_a_new_law_lowers_retires_in_its_first_january() -> None:
    lower = instrument("lower", {"id": "retirement_age", "value": 708}, in_force_from=dt.date(2021, 1, 1))
    sooner = Law(jurisdiction="x", instruments=(EARLY, lower))
    births = {
        "1960-12": "2020-12",
        "1961-01": "2021-01",
        "1962-01": "2021-01",
        "1962-02": "2021-02",
        "1963-01": "2022-01",
    }
    for birth, retired in births.items():
        month = retirement_month(sooner, parse_month(birth), Sex.MALE)
        assert month == parse_month(retired), birth
        assert retirement_table(sooner, parse_month(birth), parse_month(birth))[0, 0] == month


def test_years_before_the_first_instrument_are_judged_by_it() -> None:
    assert retirement_month(VIETNAM, parse_month("1940-06"), Sex.MALE) == parse_month("2000-06")
    assert retirement_month(VIETNAM, parse_month("1940-06"), Sex.FEMALE) == parse_month("1995-06")


def test_two_instruments_for_one_year_are_named() -> None:
    both = Law(jurisdiction="x", instruments=(EARLY.model_copy(update={"in_force_to": None}), LATE))
    message = (
        "law 'x': exactly one instrument must set the retirement age of 2021, found decree-135-2020, labour-code-2012"
    )
    with pytest.raises(StructureError, match=message):
        retirement_month(both, parse_month("1962-01"), Sex.MALE)
    with pytest.raises(StructureError, match=message):
        retirement_table(both, parse_month("1930-01"), parse_month("1962-01"))


def test_a_gap_between_instruments_is_named() -> None:
    gap = Law(jurisdiction="x", instruments=(EARLY.model_copy(update={"in_force_to": dt.date(2018, 12, 31)}), LATE))
    message = "law 'x': exactly one instrument must set the retirement age of 2019, found none"
    with pytest.raises(StructureError, match=message):
        retirement_month(gap, parse_month("1960-01"), Sex.MALE)
    with pytest.raises(StructureError, match=message):
        retirement_table(gap, parse_month("1930-01"), parse_month("1960-01"))
