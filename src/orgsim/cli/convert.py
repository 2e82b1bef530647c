"""``orgsim convert``: a scenario in its other form."""

from pathlib import Path

import click

from orgsim.cli.help import argument, command, option
from orgsim.cli.language import words

__all__ = ["convert"]


@command()
@argument("source", type=click.Path(path_type=Path))
@argument("target", type=click.Path(path_type=Path))
@option("--json", "as_json", is_flag=True, help="Print what was written as JSON and nothing else.")
def convert(source: Path, target: Path, *, as_json: bool) -> None:
    """Write a scenario in its other form: a folder as a workbook, or a workbook as a folder.

    Both say the same, and every command takes either. TARGET must not exist; SOURCE stays as it is.

    \b
    orgsim convert my-city my-city.xlsx
    orgsim convert my-city.xlsx my-city-2
    """
    from orgsim.io.conversion import convert as converted

    made = converted(source, target)
    if as_json:
        import json

        values = {
            "target": str(made.target),
            "tables": made.tables,
            "yaml_files": made.documents,
            "comments_left_out": list(made.commented),
        }
        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
        return
    say = words().say
    click.echo(
        say(
            "Made {target}: {tables} tables and {files} other files of {source}; read again, it says the same.",
            target=made.target,
            tables=made.tables,
            files=made.documents,
            source=source,
        )
    )
    if made.commented:
        click.echo(say("Comments are not in it; these files have some: {files}.", files=", ".join(made.commented)))
