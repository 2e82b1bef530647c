"""Commands, options and arguments whose help is read in the language of the command line.

Help is written in English. It is looked up piece by piece where click looks its own words up: in the text domain of
the process, which :func:`orgsim.cli.language.speaking` sets.
"""

import inspect
import re
from collections.abc import Callable
from gettext import gettext
from typing import Any, TypeVar

import click

__all__ = ["Argument", "Command", "Group", "Option", "argument", "command", "group", "in_pieces", "option"]

_EXPLAINED = re.compile(r"(?<=\S)( {3,})(?=\S)")
"""What stands between a command in a block of examples and the words that explain it."""

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def in_pieces(text: str, say: Callable[[str], str]) -> str:
    r"""Return a help text with every piece of it said: a paragraph as one line, in examples only what explains them.

    Examples
    --------
    >>> in_pieces("Make a\ncity.\n\n\b\norgsim new x    that\norgsim run x", str.upper)
    'MAKE A CITY.\n\n\x08\norgsim new x    THAT\norgsim run x'
    """
    paragraphs = text.split("\n\n")
    return "\n\n".join(
        "\n".join(_explained(line, say) for line in paragraph.splitlines())
        if paragraph.startswith("\b")
        else say(paragraph.replace("\n", " "))
        for paragraph in paragraphs
    )


def _explained(line: str, say: Callable[[str], str]) -> str:
    example, *explanation = _EXPLAINED.split(line, maxsplit=1)
    return "".join([example, *explanation[:1], *map(say, explanation[1:])])


class _Helped:
    """What has a help text: set in English, read in the language of the command line."""

    _english: str | None = None

    def _translated(self) -> str | None:
        return self._english and in_pieces(self._english, gettext)

    def _written(self, english: str | None) -> None:
        self._english = english and inspect.cleandoc(english)

    help = property(_translated, _written)


class Option(_Helped, click.Option):
    """An option with its help and its placeholder in the language of the command line."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the placeholder of its value."""
        return gettext(super().make_metavar(ctx))


class Argument(click.Argument):
    """An argument with its name in the language of the command line."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return its name as help and errors show it."""
        return gettext(super().make_metavar(ctx))


class Command(_Helped, click.Command):
    """A command with its help in the language of the command line."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``; click keeps it as it was first made, perhaps before the language was known."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = gettext("Show this message and exit.")
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the placeholders of the usage line."""
        return [gettext(piece) for piece in super().collect_usage_pieces(ctx)]


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command


def command(name: str | None = None) -> Callable[[Callable[..., Any]], Command]:
    """Make a command of a function, as ``click.command`` does."""
    return click.command(name, cls=Command)


def group(**settings: Any) -> Callable[[Callable[..., Any]], Group]:
    """Make a group of a function, as ``click.group`` does."""
    return click.group(cls=Group, **settings)


def option(*names: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """Give a command an option, as ``click.option`` does."""
    return click.option(*names, cls=Option, **settings)


def argument(name: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """Give a command an argument, as ``click.argument`` does."""
    return click.argument(name, cls=Argument, **settings)
