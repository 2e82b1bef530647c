"""``orgsim import``: a scenario from staff lists and unit lists."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from orgsim.cli.help import argument, command, option
from orgsim.cli.language import words
from orgsim.cli.screen import show

__all__ = ["import_"]

_FILE = click.Path(path_type=Path)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Do not look for garbage: what lists hold is there to the end, and looking took a seventh of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@command("import")
@argument("files", type=_FILE, nargs=-1, required=True, metavar="FILE...")
@option("--into", type=_FILE, metavar="DIR", help="The folder of the scenario; must not exist.")
@option("--check", is_flag=True, help="Only report; make no scenario.")
@option("--mapping", type=_FILE, metavar="FILE", help="How columns and words are read: a mapping file.")
@option("--save-mapping", type=_FILE, metavar="FILE", help="Write the mapping by which the lists were read.")
@option("--sheet", metavar="NAME", help="The only sheet to read; else every sheet with a list.")
@option("--jurisdiction", default="vietnam", show_default=True, metavar="NAME", help="Whose law applies, or none.")
@option(
    "--opening",
    type=click.IntRange(1900, 2200),
    metavar="YEAR",
    help="The year that the simulation begins with.  [default: the one after the latest start of service]",
)
@option("--anonymise", is_flag=True, help="Give people keys; keep no names and codes.")
@option("--json", "as_json", is_flag=True, help="Print what was found as JSON and nothing else.")
@_uncollected()
def import_(
    files: tuple[Path, ...],
    *,
    into: Path | None,
    check: bool,
    mapping: Path | None,
    save_mapping: Path | None,
    sheet: str | None,
    jurisdiction: str,
    opening: int | None,
    anonymise: bool,
    as_json: bool,
) -> None:
    """Make a scenario of staff lists and unit lists in .xlsx, .xls, .ods or .csv: each FILE is only read.

    The rows of column names are found, in Vietnamese or English. What is odd is told, and every cell that cannot be
    read, before a scenario is made. What no list says is assumed, and marked so in assumptions.yaml.

    With --anonymise, people are p00001, p00002 … in the order of their codes. Their unit, title, grade, sex and months
    of birth and start stay: whoever knows a person well can still find them.

    \b
    orgsim import staff.xlsx units.xlsx --check
    orgsim import staff.xlsx units.xlsx --into my-city
    orgsim import staff-2.xlsx --into my-city-2 --mapping my-city/import-mapping.yaml --anonymise
    """
    from orgsim.errors import InputError, Message, RunError
    from orgsim.io.importing.lists import read_lists
    from orgsim.io.importing.mapping import read_mapping
    from orgsim.io.importing.write import write_import, write_mapping
    from orgsim.report.quality import quality_tables, quality_values

    if check == (into is not None):
        raise click.UsageError(words().say("Give either --into DIR or --check."))
    if into is not None and into.exists():
        raise RunError(Message("{into} exists; name a folder that does not exist yet", into=into))
    lists = read_lists(
        files,
        name=into.name if into else "organisation",
        jurisdiction=jurisdiction,
        mapping=read_mapping(mapping) if mapping else None,
        sheet=sheet,
        opening=opening,
    )
    if as_json:
        import json

        click.echo(json.dumps(quality_values(lists), indent=2, ensure_ascii=False))
    else:
        show(quality_tables(lists, words()))
    if save_mapping is not None:
        write_mapping(lists, save_mapping)
    if lists.problems:
        raise InputError(", ".join(map(str, files)), lists.problems)
    if into is not None:
        write_import(lists, into, anonymise=anonymise)
    if not as_json:
        say = words().say
        if into is None:
            click.echo(say("Nothing was written."))
        else:
            click.echo(say("Made {folder}. Now: orgsim check {folder}, then: orgsim run {folder}", folder=into))
