import datetime as dt

import pytest

from orgsim.errors import OrgsimError
from orgsim.io.files import decode
from orgsim.io.law import jurisdictions, law_of, read_law, years_without_law
from orgsim.io.yaml_files import parse_document
from orgsim.rules.law.code import parameter_on, provisions

HERE = "b.yaml:8:5: parameters[0].in_force_from: parameter 'retirement_age' of scheme 'ages' is"


def text(key: str, first: str, last: str | None) -> bytes:
    end = f"in_force_to: {last}\n" if last else ""
    head = f"id: {key}\ntitle: A\ntitle_vi: A\nscheme: ages\nsource: A\nin_force_from: {first}\n{end}"
    parameter = "  - {id: retirement_age, value: 720, unit: months, article: A, confidence: assumed}\n"
    return f"{head}parameters:\n{parameter}".encode()


def problems(*files: bytes) -> list[str]:
    documents = [parse_document(decode(f"{letter}.yaml", file)) for letter, file in zip("abc", files, strict=False)]
    return [str(problem) for problem in law_of("x", (), documents)[1]]


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_law_that_is_shipped_can_be_read(jurisdiction: str) -> None:
    assert read_law(jurisdiction).jurisdiction == jurisdiction


def test_instruments_come_in_the_order_of_their_days() -> None:
    documents = [
        parse_document(decode("a.yaml", text("new", "2010-01-01", None))),
        parse_document(decode("b.yaml", text("old", "2000-01-01", "2009-12-31"))),
    ]
    law, found = law_of("x", (), documents)
    assert ([one.id for one in law.instruments], found) == (["old", "new"], [])


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            ("2000-01-01", "2009-12-31"),
            ("2011-01-01", None),
            (
                f"{HERE} not in force from "
                "2010-01-01 to 2010-12-31, between 'a' (a.yaml:9:10) and this; let the days follow each other"
            ),
        ),
        (
            ("2000-01-01", "2010-12-31"),
            ("2010-01-01", None),
            (
                f"{HERE} in force twice on "
                "2010-01-01: here and in 'a' (a.yaml:9:10); end the one on the day before the other begins"
            ),
        ),
        (
            ("2000-01-01", None),
            ("2010-01-01", None),
            (
                f"{HERE} in force twice on "
                "2010-01-01: here and in 'a' (a.yaml:8:10); end the one on the day before the other begins"
            ),
        ),
    ],
)
def test_instruments_must_follow_each_other(
    first: tuple[str, str | None], second: tuple[str, str | None], message: str
) -> None:
    assert problems(text("a", *first), text("b", *second)) == [message]


def test_a_faulty_file_of_a_law_is_named() -> None:
    wrong = text("a", "2000-01-01", "soon")
    assert problems(wrong) == ["a.yaml:7:14: in_force_to: expected a date such as 2015-01-31, found 'soon'"]


def test_an_instrument_that_comes_twice_is_named() -> None:
    found = problems(text("a", "2000-01-01", "2009-12-31"), text("a", "2010-01-01", None))
    assert found == ["b.yaml:1:5: id: there is an instrument 'a' already: a.yaml"]


def test_an_unknown_jurisdiction_is_an_error_with_a_guess() -> None:
    with pytest.raises(OrgsimError, match="did you mean 'vietnam'"):
        read_law("viet-nam")


def test_years_without_law_are_those_that_no_instrument_covers() -> None:
    assert years_without_law(read_law("vietnam"), range(2011, 2060)) == [2011, 2012]
    assert years_without_law(read_law("none"), [1950]) == []


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_parameter_can_be_looked_up_on_each_day_of_its_term(jurisdiction: str) -> None:
    """Dated lookups are total over their range: at its first, second, last but one and last day."""
    law = read_law(jurisdiction)
    day = dt.timedelta(days=1)
    for one in provisions(law):
        start, end = one.term
        last = end or dt.date(2050, 1, 1)
        for on in (start, min(start + day, last), max(last - day, start), last):
            found = parameter_on(law, one.parameter.id, on, one.instrument.scheme)
            assert found.parameter is one.parameter, (one.instrument.id, one.parameter.id, on)
