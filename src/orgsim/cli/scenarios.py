"""``orgsim new``, ``check`` and ``schema``: scenarios before anything is simulated."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.language import words
from orgsim.cli.screen import progress, show
from orgsim.errors import OrgsimError

if TYPE_CHECKING:
    from orgsim.model.scenario import Scenario
    from orgsim.model.steps import Step

__all__ = ["check", "new", "schema"]

TEMPLATES = ("city", "ministry", "empty")
SCHEMAS = ("scenario", "roadmap", "steps", "assumptions", "hindcast", "instrument")


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the counts and the ledger as JSON and nothing else.")
@click.option("--fuzz", is_flag=True, help="Drop, reorder and change steps at random, and look for a broken law.")
@click.option(
    "--examples", type=click.IntRange(min=1), metavar="N", help="With --fuzz: roadmaps to try.  [default: 2000]"
)
@click.option(
    "--seed", type=click.IntRange(min=0), metavar="N", help="With --fuzz: where the random choice starts.  [default: 0]"
)
def check(scenario: Path, *, as_json: bool, fuzz: bool, examples: int | None, seed: int | None) -> None:
    """Find every problem of a SCENARIO (folder or workbook); if there is none, count its opening, show the ledger.

    \b
    orgsim check scenarios/mong-cai
    orgsim check my-city.xlsx
    orgsim check scenarios/mong-cai --fuzz --examples 500
    """
    from orgsim.io.scenario import check_scenario
    from orgsim.report.checks import check_tables, check_values

    if not fuzz and (examples, seed) != (None, None):
        raise click.BadParameter("it goes with --fuzz", param_hint="--examples" if examples else "--seed")
    if fuzz and as_json:
        raise click.BadParameter("it does not go with --fuzz", param_hint="--json")
    checked = check_scenario(scenario)
    if fuzz:
        _fuzz(checked.scenario, 2000 if examples is None else examples, seed or 0)
        return
    if as_json:
        import json

        values = check_values(checked.scenario, checked.histories, checked.warnings)
        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
        return
    show(check_tables(checked.scenario, checked.histories, checked.warnings, words()))


def _fuzz(scenario: "Scenario", examples: int, seed: int) -> None:
    """Fuzz each different way of steps; print the smallest roadmap that breaks a law, and exit with 1."""
    try:
        from orgsim.testing import fuzz
    except ModuleNotFoundError as error:
        raise OrgsimError("--fuzz needs the package hypothesis: pip install 'orgsim[testing]'") from error
    from orgsim.io.step_yaml import roadmap_yaml

    ways: list[tuple[str, tuple[Step, ...]]] = []
    for name, roadmap in scenario.roadmaps.items():
        if roadmap.steps and roadmap.steps not in [steps for _, steps in ways]:
            ways.append((name, roadmap.steps))
    share = -(-examples // max(1, len(ways)))
    with progress(share * len(ways), "roadmaps tried") as advance:
        for name, steps in ways:
            found = fuzz(scenario.organisation, steps, examples=share, start=seed, progress=advance(name))
            if found is not None:
                click.echo(f"# A law is broken: {found.breach}\n{roadmap_yaml(found.steps)}", nl=False)
                click.echo("This is a fault of orgsim, not of your scenario. Please report it.", err=True)
                sys.exit(1)
            click.echo(f"{name}: {share:,} roadmaps made from its {len(steps)} steps, and no law is broken.")


@click.command()
@click.argument("kind", type=click.Choice(SCHEMAS), default="scenario")
def schema(kind: str) -> None:
    """Print the JSON Schema of a KIND of scenario file, for completion and checks in an editor.

    \b
    orgsim schema roadmap > roadmap.schema.json
    and at the top of a roadmap:  # yaml-language-server: $schema=roadmap.schema.json
    """
    import json

    from orgsim.io.schema import json_schema

    click.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--template",
    type=click.Choice(TEMPLATES),
    default="city",
    show_default=True,
    help="A town with a staff list; a ministry with people made from margins; or the least that is a scenario.",
)
@click.option("--workbook", is_flag=True, help="Make a workbook, FOLDER.xlsx, instead of a folder of files.")
def new(folder: Path, *, template: str, workbook: bool) -> None:
    """Make a small scenario in a new FOLDER, or as a workbook. It runs as it is.

    \b
    orgsim new my-city
    orgsim new my-ministry --template ministry --workbook
    """
    from orgsim.io.template import book_path, write_template, write_template_book

    made = book_path(folder) if workbook else folder
    (write_template_book if workbook else write_template)(made, template)
    click.echo(words().say("Made {folder}. Now: orgsim check {folder}, then: orgsim run {folder}", folder=made))
