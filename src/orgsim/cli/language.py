"""The language of the terminal: ``--lang``, else what the environment says, else English."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from orgsim.report.plain import PlainWords

__all__ = ["LANGUAGES", "language_of", "spoken", "words"]

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


def spoken() -> str:
    """Return the language in which the command that is running speaks."""
    context = click.get_current_context(silent=True)
    found = None if context is None else context.find_root().params.get("lang")
    return found if isinstance(found, str) else language_of(os.environ)


def words() -> "PlainWords":
    """Return the words in which the command that is running speaks."""
    from orgsim.report.plain import plain_words

    return plain_words(spoken())
