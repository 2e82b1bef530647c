"""``orgsim organogram``: published UK organograms, checked, made into scenarios, and held against each other."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.help import argument, group, option
from orgsim.cli.language import words
from orgsim.cli.screen import show

if TYPE_CHECKING:
    from orgsim.io.organogram.published import Snapshot
    from orgsim.model.organogram import Finding

__all__ = ["organogram"]

_FILE = click.Path(path_type=Path)


@group()
def organogram() -> None:
    """Read organograms as the UK government publishes them: a file of senior posts and one of junior posts.

    \b
    orgsim organogram check 2016-03-31-senior.csv 2016-03-31-junior.csv
    orgsim organogram import 2016-03-31-senior.csv 2016-03-31-junior.csv --into my-department
    orgsim organogram diff 2011-03-31-senior.csv 2016-03-31-senior.csv
    """


@organogram.command()
@argument("senior", type=_FILE)
@argument("junior", type=_FILE, required=False)
@option("--json", "as_json", is_flag=True, help="Print the sums and everything odd as JSON and nothing else.")
def check(senior: Path, junior: Path | None, *, as_json: bool) -> None:
    """Add up a snapshot, and tell what is odd in it: the SENIOR file and the JUNIOR file of one day.

    Without JUNIOR the file beside SENIOR is taken that is named "junior" instead, if there is one. Snapshots of other
    days in the folder of SENIOR, named alike, are neighbours: what both have and this one has not is told of.

    \b
    orgsim organogram check source/2013-03-31-senior.csv source/2013-03-31-junior.csv
    """
    _tell(*_read(senior, junior), as_json=as_json)


@organogram.command(name="import")
@argument("senior", type=_FILE)
@argument("junior", type=_FILE, required=False)
@option("--into", type=_FILE, required=True, metavar="DIR", help="The folder of the scenario; must not exist.")
@option("--json", "as_json", is_flag=True, help="Print the sums and everything odd as JSON and nothing else.")
def import_(senior: Path, junior: Path | None, into: Path, *, as_json: bool) -> None:
    """Make a scenario of the SENIOR and the JUNIOR file of one day: units, posts, grades, pay, reporting lines.

    What is odd in the files is told, and written to IMPORT.md of the scenario. People are made from assumed shares.

    \b
    orgsim organogram import 2016-03-31-senior.csv 2016-03-31-junior.csv --into my-department
    orgsim run my-department --replications 64 --keep totals
    """
    from orgsim.errors import Message, RunError
    from orgsim.io.organogram.scenario import write_scenario

    if into.exists():
        raise RunError(Message("{into} exists; name a folder that does not exist yet", into=into))
    snapshot, findings = _read(senior, junior)
    _tell(snapshot, findings, as_json=as_json)
    write_scenario(snapshot, findings, into)
    if not as_json:
        said = words().say("Made {folder}. Now: orgsim check {folder}, then: orgsim run {folder}", folder=into)
        click.echo(said)


@organogram.command()
@argument("before", type=_FILE, metavar="A")
@argument("after", type=_FILE, metavar="B")
@option("--json", "as_json", is_flag=True, help="Print every change as JSON and nothing else; FTE are texts.")
def diff(before: Path, after: Path, *, as_json: bool) -> None:
    """Show what changed from snapshot A to B, which are senior files; the junior files lie beside them.

    Units that began, ended, were renamed or merged; posts created, abolished, moved and regraded, by reference; and
    a ledger of full-time equivalents by unit that adds up exactly.

    \b
    orgsim organogram diff source/2011-03-31-senior.csv source/2016-03-31-senior.csv
    """
    from orgsim.analysis.organogram import diff_organograms
    from orgsim.errors import Message, RunError
    from orgsim.io.organogram.published import junior_beside, read_snapshot
    from orgsim.report.organogram import organogram_diff_tables
    from orgsim.rules.organogram.keys import slug

    one, two = (read_snapshot(path, junior_beside(path)).organogram for path in (before, after))
    if slug(one.department) != slug(two.department):
        raise RunError(
            Message(
                "A is of '{department}' and B of '{department2}'; give two snapshots of one body",
                department=one.department,
                department2=two.department,
            )
        )
    found = diff_organograms(one, two)
    if as_json:
        click.echo(found.model_dump_json(indent=2))
        return
    show(organogram_diff_tables(found, words()))


def _read(senior: Path, junior: Path | None) -> "tuple[Snapshot, list[Finding]]":
    """Read a snapshot and its neighbours, and find what is odd."""
    from orgsim.io.organogram.published import junior_beside, neighbours, read_snapshot
    from orgsim.rules.organogram.findings import findings, gaps

    snapshot = read_snapshot(senior, junior or junior_beside(senior))
    beside = [
        None if path is None else read_snapshot(path, junior_beside(path)).organogram for path in neighbours(senior)
    ]
    found = [*snapshot.findings, *findings(snapshot.organogram), *gaps(beside[0], snapshot.organogram, beside[1])]
    return snapshot, found


def _tell(snapshot: "Snapshot", findings: "list[Finding]", *, as_json: bool) -> None:
    from orgsim.report.organogram import organogram_tables, organogram_values

    if as_json:
        import json

        click.echo(json.dumps(organogram_values(snapshot.organogram, findings), indent=2, ensure_ascii=False))
        return
    show(organogram_tables(snapshot.organogram, findings, words()))
