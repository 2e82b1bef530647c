"""Words and numbers for a terminal, in English or Vietnamese, with the standard library alone."""

import gettext
from dataclasses import dataclass
from importlib.resources import as_file, files

from orgsim.report.amounts import Bilingual

__all__ = ["WORDS", "PlainWords", "plain_words"]

_SIGNS = {"en": str.maketrans("-", "−"), "vi": str.maketrans("-,.", "−.,")}
"""How each language writes what Python writes as ``-1,863.2``."""


@dataclass(frozen=True)
class PlainWords:
    """One language: its catalogue, and how it writes numbers. Babel is not needed."""

    lang: str
    catalogue: gettext.NullTranslations

    def say(self, message: str, /, **values: object) -> str:
        """Return a message in this language, with values inserted by name."""
        return self.catalogue.gettext(message).format(**values)

    def say_count(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the message that goes with a count: ``one`` or ``many``; ``{count}`` is the number."""
        return self.catalogue.ngettext(one, many, count).format(count=self.decimal(count), **values)

    def name(self, named: Bilingual) -> str:
        """Return the name in this language."""
        return self.either(named.name, named.name_vi)

    def either(self, english: str, vietnamese: str) -> str:
        """Return the text that is in this language."""
        return vietnamese if self.lang == "vi" else english

    def decimal(self, number: float, digits: int = 0) -> str:
        """Write a number with a fixed number of decimals; a negative one rounds to tens, hundreds and so on.

        Examples
        --------
        >>> plain_words("en").decimal(-1863.25, 1), plain_words("vi").decimal(1863.25, 1), WORDS.decimal(1863.25, -1)
        ('−1,863.2', '1.863,2', '1,860')
        """
        return self.written(f"{round(number, digits) + 0.0:,.{max(0, digits)}f}")

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share as a percentage.

        Examples
        --------
        >>> plain_words("en").percent(0.953), plain_words("vi").percent(0.9531, 1)
        ('95%', '95,3%')
        """
        return self.written(f"{share:.{digits}%}")

    def written(self, number: str) -> str:
        """Return a number that Python wrote as this language writes it.

        Examples
        --------
        >>> plain_words("vi").written(f"{-0.25:g}")
        '−0,25'
        """
        return number.translate(_SIGNS[self.lang])


WORDS = PlainWords("en", gettext.NullTranslations())
"""English: a message is its English text."""


def plain_words(lang: str) -> PlainWords:
    """Return the words of ``en`` or ``vi``.

    Examples
    --------
    >>> plain_words("vi").say("People in post")
    'Số người có mặt'
    """
    if lang == "en":
        return WORDS
    with as_file(files("orgsim.report") / "locale") as folder:
        return PlainWords(lang, gettext.translation("orgsim", folder, [lang]))
