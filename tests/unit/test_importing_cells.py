"""Cells of staff lists: dates as offices write them, codes with their zeros, and faults in words."""

import datetime as dt

import pytest

from orgsim.io.importing.cells import coefficient, month, text, written
from orgsim.io.spreadsheets import Value
from orgsim.model.dates import month_text

A_DATE = "a date such as 31/12/1980, 12/1980 or 1980"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (dt.date(1975, 11, 5), "1975-11"),
        (dt.datetime(1975, 11, 5, 23, 59), "1975-11"),  # noqa: DTZ001
        ("05/11/1975", "1975-11"),
        ("5-11-1975", "1975-11"),
        ("5.11.1975", "1975-11"),
        ("11/1975", "1975-11"),
        ("1975-11-05", "1975-11"),
        ("1975-11-05T00:00:00", "1975-11"),
        ("1975-11", "1975-11"),
        (" 05/11/1975 ", "1975-11"),
    ],
)
def test_dates_are_read_day_first(cell: Value, expected: str) -> None:
    found = month(cell, "a date of birth")
    assert (month_text(found.index), found.known) == (expected, True)


@pytest.mark.parametrize("cell", [1975, "1975"])
def test_a_year_alone_is_known_to_be_one(cell: Value) -> None:
    found = month(cell, "a date of birth")
    assert (month_text(found.index), found.known) == ("1975-07", False)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("n/a", f"expected a date of birth ({A_DATE}), found 'n/a'"),
        ("13/13/1980", f"expected a date of birth ({A_DATE}), found '13/13/1980'"),
        ("02/13/1980", f"expected a date of birth ({A_DATE}), found '02/13/1980'"),
        ("31/02/1980", f"expected a date of birth ({A_DATE}), found '31/02/1980'"),
        ("1/2/80", f"expected a date of birth ({A_DATE}), found '1/2/80'"),
        (29221, "expected a date of birth, found the number 29221; format the cell as a date, or type " + A_DATE),
        (dt.date(1015, 1, 1), f"expected a date of birth ({A_DATE}), found '1015-01-01'"),
        (True, f"expected a date of birth ({A_DATE}), found 'True'"),
    ],
)
def test_what_is_no_date_is_told_with_what_was_found(cell: Value, found: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 – the text is read
        month(cell, "a date of birth")
    assert str(error.value) == found


def test_codes_keep_their_zeros_and_texts_are_on_one_line() -> None:
    assert written("000123") == "000123"
    assert written("  Phòng\nNội   vụ\u00a0") == "Phòng Nội vụ"


@pytest.mark.parametrize("typed", ["=1+1", "@SUM(A1)", "+84 90", "-1", '=HYPERLINK("http://x")'])
def test_a_formula_that_was_typed_as_text_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="expected a name, found the formula"):
        text(typed, "a name")


def test_a_dash_before_a_title_is_a_sign_of_a_list() -> None:
    assert text("- Chuyên viên", "a title") == "Chuyên viên"


@pytest.mark.parametrize("lost", ["Nguy\ufffdn", "A\x00B", "A\x07"])
def test_lost_letters_are_told(lost: str) -> None:
    with pytest.raises(ValueError, match="in which a letter was lost; type it again"):
        text(lost, "a name")


@pytest.mark.parametrize(
    ("cell", "value"), [("2,34", "2.34"), (3.66, "3.66"), (3, "3"), ("4.40", "4.4"), (None, "None")]
)
def test_coefficients_have_a_comma_or_a_point(cell: Value, value: str) -> None:
    assert str(coefficient(cell)) == value
