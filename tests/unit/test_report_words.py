"""Words and numbers of the report: the catalogues are complete, the numbers are written as each language does."""

import datetime as dt
import gettext
from dataclasses import fields
from io import BytesIO
from string import Formatter
from typing import get_args

import pytest
from babel.messages.catalog import Message

from orgsim.analysis.values import Band, Proportion
from orgsim.cli.catalogues import compiled, po_path, read_catalogue, used_messages
from orgsim.errors import RunError
from orgsim.model.assumptions import Rates
from orgsim.model.closed import DOUBTFUL, Confidence
from orgsim.model.outcomes import FLOWS, POST_FLOWS, STOCKS
from orgsim.model.steps import Step
from orgsim.model.tally import Tally
from orgsim.report.amounts import MoneyUnit, between, interval, mean, money, money_unit, share, signed, spread
from orgsim.report.vocabulary import CHANGES, CONFIDENCE, MEASURES, MONEY_MEASURES, OPERATORS, RATES
from orgsim.report.words import SUPPORTED, words_of

EN, VI = words_of("en"), words_of("vi")


def texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", SUPPORTED)
def test_a_catalogue_has_the_messages_in_use_and_no_others(lang: str) -> None:
    assert {message.id for message in read_catalogue(lang)} == {message.id for message in used_messages()}
    assert not read_catalogue(lang).obsolete


@pytest.mark.parametrize("lang", SUPPORTED)
def test_every_message_is_translated_and_none_is_fuzzy(lang: str) -> None:
    messages = [message for message in read_catalogue(lang) if message.id]
    assert [m.id for m in messages if m.fuzzy or not all(text.strip() for text in texts(m))] == []
    # Vietnamese has no plural: one text serves all counts.
    forms = {"en": 2, "vi": 1}[lang]
    assert {len(texts(m)) for m in messages if m.pluralizable} == {forms}


@pytest.mark.parametrize("lang", SUPPORTED)
def test_a_translation_uses_the_values_of_its_message(lang: str) -> None:
    for message in read_catalogue(lang):
        forms = [places(text) for text in ids(message)]
        # A count may be left out of the form for one, and English endings of words out of Vietnamese.
        wanted = set[str | None]().union(*forms)
        needless = {"count"} | {name for name in wanted if any(name not in form for form in forms)}
        for text in texts(message) if message.id else []:
            assert places(text) <= wanted, text
            missing = wanted - places(text) - needless
            assert not {
                name for name in missing if not str(name).startswith(("plural", "verb", "nargs", "number_type"))
            }, text


@pytest.mark.parametrize("lang", SUPPORTED)
def test_the_compiled_catalogue_is_that_of_the_text(lang: str) -> None:
    with po_path(lang).with_suffix(".mo").open("rb") as file:
        committed = gettext.GNUTranslations(file)
    fresh = gettext.GNUTranslations(BytesIO(compiled(read_catalogue(lang))))
    assert len(vars(fresh)["_catalog"]) > 100
    assert vars(committed)["_catalog"] == vars(fresh)["_catalog"]


def test_english_says_the_message_itself() -> None:
    for message in read_catalogue("en"):
        assert not message.id or texts(message) == ids(message)


def test_the_vocabulary_has_a_word_for_everything_that_can_be_shown() -> None:
    channels, criteria = {"moved", "payer_changed", "pay_changed"}, {"missed-targets", "choice"}
    assert set(MEASURES) == {*STOCKS, *FLOWS, *POST_FLOWS, *MONEY_MEASURES, "leavers", *channels, *criteria}
    assert set(CHANGES) == {field.name for field in fields(Tally)}
    assert set(CONFIDENCE) == set(get_args(Confidence))
    assert set(CONFIDENCE) > DOUBTFUL
    assert set(RATES) == set(Rates.model_fields)
    operators = get_args(get_args(Step)[0])
    assert set(OPERATORS) == {get_args(step.model_fields["op"].annotation)[0] for step in operators}


@pytest.mark.parametrize(("lang", "message"), [("fr", "allowed: en, vi"), ("v", "did you mean 'vi'")])
def test_an_unknown_language_is_refused_with_the_known_ones(lang: str, message: str) -> None:
    with pytest.raises(RunError, match=message):
        words_of(lang)


def test_numbers_dates_and_lists_are_those_of_the_language() -> None:
    assert (EN.whole(1863), VI.whole(1863)) == ("1,863", "1.863")
    assert (EN.decimal(1863.25, 1), VI.decimal(1863.25, 1)) == ("1,863.2", "1.863,2")
    assert (EN.percent(0.9531, 1), VI.percent(0.9531, 1)) == ("95.3%", "95,3%")
    assert (EN.date(dt.date(2018, 7, 1)), VI.date(dt.date(2018, 7, 1))) == ("1\xa0Jul\xa02018", "01/07/2018")
    assert (EN.listed(["a", "b"]), VI.listed(["a", "b"])) == ("a and b", "a và b")
    assert (EN.separators, VI.separators) == ((".", ","), (",", "."))


def test_a_minus_sign_is_a_minus_sign_and_zero_has_none() -> None:
    assert EN.whole(-6) == "−6"
    assert EN.whole(-0.2) == "0"
    assert signed(EN, 6) == "+6"
    assert signed(EN, 0.04, 1) == "0.0"


def test_means_are_whole_from_a_hundred_on_and_have_one_decimal_below() -> None:
    assert mean(EN, Band(mean=1785.4, low=1757, median=1785, high=1813, error=0.5)) == "1,785"
    assert mean(EN, Band(mean=9.42, low=7, median=9, high=11, error=0.04)) == "9.4"
    assert mean(VI, Band(mean=9.42, low=7, median=9, high=11, error=0.04)) == "9,4"
    assert mean(EN, Band(mean=9, low=9, median=9, high=9, error=0)) == "9"


def test_a_range_is_left_out_where_all_futures_agree_and_has_no_dash_before_a_minus() -> None:
    assert spread(EN, Band(mean=9, low=9, median=9, high=9, error=0)) == ""
    assert spread(EN, Band(mean=9, low=7, median=9, high=11, error=0.04)) == "7–11"
    assert spread(VI, Band(mean=0, low=-7, median=0, high=11, error=0.1)) == "−7 đến 11"
    assert between(EN, 1757, 1813) == "1,757–1,813"


@pytest.mark.parametrize(
    ("share_", "low", "high", "shown", "around"),
    [
        (0.345, 0.28, 0.41, "34%", "28–41%"),
        (0.9531, 0.948, 0.958, "95.3%", "94.8–95.8%"),
        (1.0, 0.981, 1.0, "100%", "98.1–100%"),
        (0.0, 0.0, 0.278, "0%", "0–28%"),
        # One in 200 is not none, though its interval is wide.
        (0.005, 0.0009, 0.0278, "0.5%", "0.1–2.8%"),
        (0.995, 0.9722, 0.9991, "99.5%", "97.2–99.9%"),
    ],
)
def test_a_probability_has_the_digits_of_its_interval(
    share_: float, low: float, high: float, shown: str, around: str
) -> None:
    probability = Proportion(share=share_, low=low, high=high)
    assert (share(EN, probability), interval(EN, probability)) == (shown, around)


def test_money_is_shown_in_billions_or_millions_and_the_currency_is_a_word_where_there_is_one() -> None:
    assert money_unit(EN, [6.4e9, 1], "VND") == MoneyUnit(10**9, "billion VND")
    assert money_unit(VI, [6.4e9, 1], "VND") == MoneyUnit(10**9, "tỷ đồng")
    assert money_unit(VI, [-6.4e6], "EUR") == MoneyUnit(10**6, "triệu EUR")
    assert money_unit(EN, [999], "EUR") == MoneyUnit(1, "EUR")
    billion = MoneyUnit(10**9, "")
    six, many = (Band(mean=mean_, low=1, median=2, high=3, error=10**6) for mean_ in (6_432_100_000, 812_340_000_000))
    assert (money(EN, six, billion), money(VI, many, billion)) == ("6.43", "812,3")


def test_a_mean_has_no_digit_that_its_error_does_not_allow() -> None:
    def shown(mean_: float, error: float) -> str:
        return mean(EN, Band(mean=mean_, low=0, median=1, high=10**4, error=error))

    assert [shown(9.42, error) for error in (0.04, 0.3, 0.6, 6)] == ["9.4", "9.4", "9", "10"]
    assert [shown(1785.4, error) for error in (0.001, 3, 8, 70)] == ["1,785", "1,785", "1,790", "1,800"]
    billion = MoneyUnit(10**9, "")
    amounts = [Band(mean=6.4321e9, low=1, median=2, high=3, error=error) for error in (1e6, 2e7, 2e8, 2e9)]
    assert [money(EN, amount, billion) for amount in amounts] == ["6.43", "6.43", "6.4", "6"]
