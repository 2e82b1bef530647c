"""The language of the terminal: ``--lang``, else what the environment says, else English."""

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from orgsim.report.plain import PlainWords

__all__ = ["LANGUAGES", "language_of", "language_typed", "speaking", "spoken", "words", "words_in"]

LANGUAGES = ("en", "vi")

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables of a locale; the first that is set decides."""


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language of an environment: that of its locale if orgsim speaks it, else English.

    Examples
    --------
    >>> language_of({"LANG": "vi_VN.UTF-8"}), language_of({"LC_ALL": "C", "LANG": "vi_VN.UTF-8"}), language_of({})
    ('vi', 'en', 'en')
    """
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    language = locale.partition(".")[0].partition("_")[0].lower()
    return language if language in LANGUAGES else "en"


def language_typed(command: click.Command, typed: Sequence[str]) -> str:
    """Return the language of a command line: its ``--lang``, unless something wrong is before it, else the default."""
    return _language_in(command.make_context(command.name, list(typed), resilient_parsing=True))


def spoken() -> str:
    """Return the language in which the command that is running speaks."""
    context = click.get_current_context(silent=True)
    return language_of(os.environ) if context is None else _language_in(context.find_root())


def _language_in(root: click.Context) -> str:
    found = root.params.get("lang")
    return found if isinstance(found, str) else language_of(os.environ)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Let click say its own words, and our help, in a language: click asks gettext, and that the environment."""
    domain, variable = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("orgsim", Path(__file__).parents[1] / "report" / "locale")
    gettext.textdomain("orgsim")
    os.environ["LANGUAGE"] = lang
    try:
        yield
    finally:
        gettext.textdomain(domain)
        os.environ.pop("LANGUAGE")
        if variable is not None:
            os.environ["LANGUAGE"] = variable


def words() -> "PlainWords":
    """Return the words in which the command that is running speaks."""
    return words_in(spoken())


def words_in(lang: str) -> "PlainWords":
    """Return the words of a language; they are read when something is to be said."""
    from orgsim.report.plain import plain_words

    return plain_words(lang)
