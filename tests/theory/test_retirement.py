"""Retirement by month of birth against every band of the decree."""

from itertools import pairwise
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from orgsim.errors import StructureError
from orgsim.io.law import read_law
from orgsim.model.dates import month_text, parse_month
from orgsim.model.law import Law
from orgsim.model.organisation import Sex
from orgsim.rules.retirement import NEVER, retirement_month, retirement_table

BANDS = YAML(typ="safe").load((Path(__file__).parent / "cases" / "retirement-bands.yaml").read_text("utf-8"))
VIETNAM = read_law("vietnam")


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


def test_without_law_nobody_must_retire() -> None:
    nowhere = Law(jurisdiction="none", instruments=())
    assert retirement_month(nowhere, parse_month("1960-01"), Sex.MALE) is None
    assert (retirement_table(nowhere, 0, 3) == NEVER).all()


def test_who_is_past_an_age_that_a_new_law_lowers_retires_in_its_first_january() -> None:
    first, second = VIETNAM.instruments
    lower = first.retirement_ages.model_copy(
        update={"male": first.retirement_ages.male.model_copy(update={"months": 708})}
    )
    sooner = Law(jurisdiction="x", instruments=(first, second.model_copy(update={"retirement_ages": lower})))
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
    early, late = VIETNAM.instruments
    both = Law(jurisdiction="x", instruments=(early.model_copy(update={"last_year": None}), late))
    message = (
        "law 'x': exactly one instrument must set the retirement age of 2021, found decree-135-2020, labour-code-2012"
    )
    with pytest.raises(StructureError, match=message):
        retirement_month(both, parse_month("1962-01"), Sex.MALE)
    with pytest.raises(StructureError, match=message):
        retirement_table(both, parse_month("1930-01"), parse_month("1962-01"))


def test_a_gap_between_instruments_is_named() -> None:
    early, late = sorted(VIETNAM.instruments, key=lambda instrument: instrument.first_year)
    gap = Law(jurisdiction="x", instruments=(early.model_copy(update={"last_year": 2018}), late))
    message = "law 'x': exactly one instrument must set the retirement age of 2019, found none"
    with pytest.raises(StructureError, match=message):
        retirement_month(gap, parse_month("1960-01"), Sex.MALE)
    with pytest.raises(StructureError, match=message):
        retirement_table(gap, parse_month("1930-01"), parse_month("1960-01"))
