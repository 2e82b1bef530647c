"""The command line. The only package that prints or exits; all else happens in the library."""

import os
import sys
from collections.abc import Sequence

import click

from orgsim._version import __version__
from orgsim.cli.attribute import attribute
from orgsim.cli.completion import completion
from orgsim.cli.convert import convert
from orgsim.cli.diff import diff
from orgsim.cli.export import export
from orgsim.cli.help import Option, group, option
from orgsim.cli.import_ import import_
from orgsim.cli.language import LANGUAGES, language_of, language_typed, speaking, words_in
from orgsim.cli.law import law
from orgsim.cli.organogram import organogram
from orgsim.cli.runs import compare, report, run
from orgsim.cli.scenarios import check, new, schema
from orgsim.cli.sensitivity import sensitivity
from orgsim.cli.trace import trace
from orgsim.errors import ConservationError, OrgsimError

__all__ = ["main"]


@group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="orgsim", cls=Option)
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    envvar="ORGSIM_LANG",
    default=lambda: language_of(os.environ),
    help="Language of help, tables and reports.  [default: ORGSIM_LANG, or the locale]",
)
def orgsim(lang: str) -> None:
    """Simulate reorganisations: merge units, move duties, cut posts, over years, with real people in them.

    \b
    orgsim new my-city              make a small scenario that runs
    orgsim check my-city            find every problem, count the opening, show the ledger
    orgsim run my-city              live through a thousand futures of each roadmap
    """


for command in (
    new,
    check,
    convert,
    diff,
    run,
    compare,
    attribute,
    sensitivity,
    trace,
    report,
    law,
    schema,
    completion,
    export,
    import_,
    organogram,
):
    orgsim.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line: exit 0 done, 1 the input has problems, 2 wrong usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    typed = sys.argv[1:] if arguments is None else arguments
    lang = language_typed(orgsim, typed)
    with speaking(lang):
        _run(typed, lang)


def _run(typed: Sequence[str], lang: str) -> None:
    try:
        orgsim.main(typed, prog_name="orgsim", complete_var="_ORGSIM_COMPLETE", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo(words_in(lang).say("Interrupted; nothing was written."), err=True)
        sys.exit(130)
    except ConservationError as error:
        click.echo(str(error), err=True)
        click.echo(words_in(lang).say("This is a fault of orgsim, not of your scenario. Please report it."), err=True)
        sys.exit(1)
    except OrgsimError as error:
        from orgsim.report.errors import error_text

        click.echo(error_text(error, words_in(lang)), err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away, as with `| head`; nothing is left to say to anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
