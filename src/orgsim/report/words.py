"""Words and numbers for a reader, in English or Vietnamese.

A message is its English text; the catalogues ``locale/LANG/LC_MESSAGES/orgsim.po`` give the words of each
language. Values are inserted by name, as in ``say("{number} people", number="12")``.
"""

import datetime as dt
import gettext
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files

import babel
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from orgsim.errors import RunError, did_you_mean
from orgsim.report.plain import PlainWords

__all__ = ["SUPPORTED", "Words", "words_of"]

SUPPORTED = ("en", "vi")
"""The languages of reports."""

_LOCALES = {"en": "en_GB", "vi": "vi"}
NO_BREAK = "\N{NO-BREAK SPACE}"
_DATES = {"en": "d MMM y", "vi": "dd/MM/y"}


@dataclass(frozen=True)
class Words(PlainWords):
    """One language: its catalogue, and how it writes numbers, dates and lists by its locale."""

    locale: babel.Locale

    def decimal(self, number: float, digits: int = 0) -> str:
        """Write a number with a fixed number of decimals; a negative one rounds to tens, hundreds and so on.

        Examples
        --------
        >>> words_of("en").decimal(1863), words_of("vi").decimal(-1863.25, 1), words_of("en").decimal(1863, -1)
        ('1,863', '−1.863,2', '1,860')
        """
        pattern = "#,##0" + ("." + "0" * digits if digits > 0 else "")
        rounded = round(number, digits) + 0.0  # no minus sign before a zero
        return format_decimal(rounded, format=pattern, locale=self.locale).replace("-", "−")

    def whole(self, number: float) -> str:
        """Write a number without decimals.

        Examples
        --------
        >>> words_of("vi").whole(1863)
        '1.863'
        """
        return self.decimal(number)

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share as a percentage with a fixed number of decimals.

        Examples
        --------
        >>> words_of("en").percent(0.953), words_of("vi").percent(0.9531, 1)
        ('95%', '95,3%')
        """
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
        return format_percent(share, format=pattern, locale=self.locale)

    def written(self, number: str) -> str:
        """Return a number that Python wrote as this language writes it.

        Examples
        --------
        >>> words_of("vi").written(f"{-0.25:g}")
        '−0,25'
        """
        decimal, group = self.separators
        return number.translate(str.maketrans("-,.", f"−{group}{decimal}"))

    def date(self, day: dt.date) -> str:
        """Write a date, on one line.

        Examples
        --------
        >>> words_of("en").date(dt.date(2021, 3, 9)), words_of("vi").date(dt.date(2021, 3, 9))
        ('9\\xa0Mar\\xa02021', '09/03/2021')
        """
        return format_date(day, _DATES[self.lang], locale=self.locale).replace(" ", NO_BREAK)

    def listed(self, parts: Sequence[str]) -> str:
        """Write a list as words.

        Examples
        --------
        >>> words_of("en").listed(["a", "b", "c"]), words_of("vi").listed(["a", "b"])
        ('a, b and c', 'a và b')
        """
        return format_list(list(parts), locale=self.locale)

    @property
    def separators(self) -> tuple[str, str]:
        """The decimal sign and the sign between thousands."""
        symbols = self.locale.number_symbols["latn"]
        return str(symbols["decimal"]), str(symbols["group"])


def words_of(lang: str) -> Words:
    """Return the words of a language.

    Raises
    ------
    RunError
        If the language is not one of ``SUPPORTED``.

    Examples
    --------
    >>> words_of("vi").say("People in post")
    'Số người có mặt'
    """
    if lang not in SUPPORTED:
        raise RunError(f"there is no report in language '{lang}'{did_you_mean(lang, SUPPORTED)}")
    with as_file(files("orgsim.report") / "locale") as folder:
        catalogue = gettext.translation("orgsim", folder, [lang])
    return Words(lang, catalogue, babel.Locale.parse(_LOCALES[lang]))
