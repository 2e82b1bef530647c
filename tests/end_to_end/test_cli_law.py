"""``orgsim law``, as a planner types it: the words are read."""

import json
import re
from pathlib import Path

import pytest

from orgsim.io.law import NO_LAW, jurisdictions, read_law
from tests.console import Done, orgsim

WILLING = (
    *("--fact", "service_months=399", "--fact", "full_pay=10000000", "--fact", "hazardous_months=0"),
    *("--fact", "months_since_decision=1", "--fact", "under_discipline=no", "--fact", "caring_for_infant=no"),
    *("--fact", "volunteers=yes"),
)
PERSON = ("vietnam", "--on", "2025-03-31", "--birth", "1966-03", "--sex", "male", "--scheme", "reorganisation-2025")


def law(*arguments: str) -> Done:
    return orgsim("law", *arguments, cwd=Path.cwd(), COLUMNS="400")


def test_every_value_that_is_not_verified_is_in_the_list() -> None:
    done = law("list")
    assert (done.returncode, done.stderr) == (0, "")
    said = re.sub(r"\s+", "", done.stdout)
    unsure = 0
    for name in jurisdictions():
        if name == NO_LAW:
            continue
        assert f"Thelawof'{name}'" in said
        for instrument in read_law(name).instruments:
            for parameter in instrument.parameters:
                if parameter.confidence not in ("verified", "computed"):
                    unsure += 1
                    assert f"{parameter.id}({parameter.confidence})" in said, (instrument.id, parameter.id)
    assert unsure > 50


def test_the_list_as_json_is_the_law() -> None:
    [found] = json.loads(law("list", "france", "--json").stdout)
    assert [one["id"] for one in found["instruments"]] == [one.id for one in read_law("france").instruments]


def test_an_instrument_is_shown_with_articles_and_doubts() -> None:
    said = law("show", "decree-178-2024").stdout
    assert "Nghị định 178/2024/NĐ-CP" in said
    assert "2025-01-01 – 2025-08-31" in said
    flat = re.sub(r"\s+", " ", said)
    assert "uncertain (!)" in flat
    assert "Circular 19/2025" in flat


def test_what_a_person_gets_is_worked_out_line_by_line() -> None:
    done = law("compute", *PERSON, *WILLING)
    assert (done.returncode, done.stderr) == (0, "")
    for line in (
        "Retires at the end of 2027-12, at 61 years and 9 months (decree-135-2020, Labour Code 2019 Article 169",
        "months_early = 33  (from the dates)",
        "insured_years = 33.5",
        "= r1_6_12(service_months)",
        "lump_months = 33",
        "yearly_months = 15",
        "tail_months = 11.75",
        "early_amount = 597,500,000",
        "The best for this person is Early retirement in the reorganisation by decree-178-2024. Line by line:",
    ):
        assert line in re.sub(r"(?<=\S) *\n(?=\S)", " ", done.stdout), line


def test_what_a_person_gets_as_json() -> None:
    ways = json.loads(law("compute", *PERSON, *WILLING, "--json").stdout)
    assert [(way["route"], way["eligible"], way["amount"], way["best"]) for way in ways] == [
        ("early-retirement", True, 597_500_000, True),
        ("severance", False, None, False),
    ]


def test_what_is_missing_is_asked_for_in_the_words_of_the_command() -> None:
    said = law("compute", *PERSON).stdout
    assert "Not everything could be worked out; give also:" in said
    assert "--fact service_months=…   months of service" in said
    assert "By none of these ways does this person get anything that could be worked out." in said


def test_dollars_and_cents() -> None:
    """The worksheet of the Office of Personnel Management: 47.275 weeks of 1,500 dollars."""
    done = law(
        *("compute", "united-states", "--on", "2025-03-31", "--birth", "1979-07", "--sex", "female"),
        *("--fact", "service_months=244", "--fact", "weekly_pay=1500", "--fact", "involuntary=yes"),
        *("--fact", "offer_refused=no", "--fact", "immediate_annuity=no", "--fact", "severance_weeks_used=0"),
        *("--scheme", "severance-pay", "--json"),
    )
    [way] = json.loads(done.stdout)
    assert way["amount"] == "141825/2"  # 70,912.50


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("list", "vietnm"), 1, "there is no jurisdiction 'vietnm'; did you mean 'vietnam'?"),
        (("show", "decree-178"), 1, "there is no instrument 'decree-178'; did you mean 'decree-178-2024'?"),
        (
            (
                "compute",
                "vietnam",
                "--on",
                "2012-03-31",
                "--birth",
                "1966-03",
                "--sex",
                "male",
                "--scheme",
                "re-election",
            ),
            1,
            "of 'vietnam' is in force on 2012-03-31, only from 2015-05-01 to 2024-12-31, from 2025-01-01 on",
        ),
        ((*("compute", *PERSON), "--fact", "servce_months=3"), 2, "there is no fact 'servce_months'; did you mean"),
        ((*("compute", *PERSON), "--fact", "months_early=3"), 2, "'months_early' follows from other facts"),
        ((*("compute", *PERSON), "--fact", "volunteers=perhaps"), 2, "'volunteers' is yes or no, found 'perhaps'"),
        ((*("compute", *PERSON), "--fact", "full_pay=much"), 2, "'full_pay' is a number, found 'much'"),
        ((*("compute", *PERSON), "--fact", "full_pay"), 2, "expected NAME=VALUE, found 'full_pay'"),
        (("compute", "vietnam", "--on", "soon", "--birth", "1966-03", "--sex", "male"), 2, "expected a day such as"),
        (("compute", "vietnam", "--on", "2025-03-31", "--birth", "66", "--sex", "male"), 2, "expected a month such as"),
        (
            ("compute", "vietnam", "--on", "2025-03-31", "--birth", "1966-03", "--sex", "male", "--scheme", "own"),
            2,
            "there is no scheme 'own'; allowed: labour-contracts, payroll-streamlining, re-election",
        ),
    ],
)
def test_a_mistake_is_said_kindly(arguments: tuple[str, ...], code: int, said: str) -> None:
    done = law(*arguments)
    assert done.returncode == code
    assert said in re.sub(r"\s+", " ", done.stderr)
    assert "Traceback" not in done.stderr
