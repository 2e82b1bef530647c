"""``orgsim diff``: how two inputs differ, before anything is said of their outcomes."""

from pathlib import Path

import click

from orgsim.cli.help import argument, command, option
from orgsim.cli.language import words
from orgsim.cli.screen import show
from orgsim.errors import Message, OrgsimError

__all__ = ["diff"]


@command()
@argument("one", type=click.Path(path_type=Path), metavar="A")
@argument("two", type=click.Path(path_type=Path), metavar="B")
@option("--json", "as_json", is_flag=True, help="Print every difference as JSON and nothing else.")
def diff(one: Path, two: Path, *, as_json: bool) -> None:
    """Show how the inputs A and B differ: two roadmap files, or two scenario folders or finished run directories.

    Roadmaps are held against each other step by step, and scenarios thing by thing, with their roadmaps of the same id.

    \b
    orgsim diff scenarios/mong-cai/roadmaps/as-decreed.yaml scenarios/mong-cai/roadmaps/front-loaded.yaml
    orgsim diff runs/mong-cai-001 scenarios/mong-cai
    """
    from orgsim.analysis.diff import diff_roadmaps, diff_scenarios
    from orgsim.io.inputs import read_inputs
    from orgsim.report.diff import diff_tables

    (before, first), (after, second) = read_inputs((one, two))
    if first is not None and second is not None:
        found = diff_roadmaps((before, first), (after, second))
    elif first is None and second is None:
        found = diff_scenarios(before, after)
    else:
        road, scenario = (two, one) if first is None else (one, two)
        raise OrgsimError(
            Message(
                "{road} is a roadmap and {scenario} a scenario or run, which cannot be compared; give "
                "two roadmap files, or two scenario folders or run directories",
                road=road,
                scenario=scenario,
            )
        )
    if as_json:
        click.echo(found.model_dump_json(indent=2))
        return
    show(diff_tables(found, words()))
