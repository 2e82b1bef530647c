"""``orgsim new``, ``check`` and ``schema``: scenarios before anything is simulated."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.help import argument, command, option
from orgsim.cli.language import words
from orgsim.cli.screen import progress, show
from orgsim.errors import Message, OrgsimError

if TYPE_CHECKING:
    from orgsim.model.scenario import Scenario
    from orgsim.model.steps import Step

__all__ = ["check", "new", "schema"]

TEMPLATES = ("city", "ministry", "empty")
SCHEMAS = ("scenario", "roadmap", "steps", "assumptions", "hindcast", "instrument")


@command()
@argument("scenario", type=click.Path(path_type=Path))
@option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the counts and the ledger as JSON and nothing else; with --fuzz, what was tried and what is broken.",
)
@option("--fuzz", is_flag=True, help="Drop, reorder and change steps at random, and look for a broken law.")
@option("--examples", type=click.IntRange(min=1), metavar="N", help="With --fuzz: roadmaps to try.  [default: 2000]")
@option(
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

    say = words().say
    if not fuzz and (examples, seed) != (None, None):
        raise click.BadParameter(
            say("it goes with {option}", option="--fuzz"), param_hint="--examples" if examples else "--seed"
        )
    checked = check_scenario(scenario)
    if fuzz:
        _fuzz(checked.scenario, 2000 if examples is None else examples, seed or 0, as_json=as_json)
        return
    if as_json:
        import json

        values = check_values(checked.scenario, checked.histories, checked.warnings)
        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
        return
    show(check_tables(checked.scenario, checked.histories, checked.warnings, words()))


def _fuzz(scenario: "Scenario", examples: int, seed: int, *, as_json: bool) -> None:
    """Fuzz each different way of steps; print the smallest roadmap that breaks a law, and exit with 1."""
    try:
        from orgsim.testing import fuzz
    except ModuleNotFoundError as error:
        raise OrgsimError(Message("--fuzz needs the package hypothesis: pip install 'orgsim[testing]'")) from error
    from orgsim.io.step_yaml import roadmap_yaml
    from orgsim.report.vocabulary import mark

    ways: list[tuple[str, tuple[Step, ...]]] = []
    for name, roadmap in scenario.roadmaps.items():
        if roadmap.steps and roadmap.steps not in [steps for _, steps in ways]:
            ways.append((name, roadmap.steps))
    share, said = -(-examples // max(1, len(ways))), words()
    tried: list[dict[str, object]] = []
    broken = None
    with progress(share * len(ways), mark("{done} of {total} roadmaps tried")) as advance:
        for name, steps in ways:
            found = fuzz(scenario.organisation, steps, examples=share, start=seed, progress=advance(name))
            if found is not None:
                broken = {"roadmap": name, "law": found.breach, "yaml": roadmap_yaml(found.steps)}
                break
            tried.append({"roadmap": name, "steps": len(steps), "examples": share})
            if not as_json:
                click.echo(
                    said.say(
                        "{roadmap}: {made} roadmaps made from its {steps} steps, and no law is broken.",
                        roadmap=name,
                        made=said.decimal(share),
                        steps=len(steps),
                    )
                )
    if as_json:
        import json

        click.echo(json.dumps({"tried": tried, "broken": broken}, indent=2, ensure_ascii=False))
    if broken is not None:
        if not as_json:
            click.echo("# " + said.say("A law is broken: {breach}", breach=broken["law"]))
            click.echo(broken["yaml"], nl=False)
        click.echo(said.say("This is a fault of orgsim, not of your scenario. Please report it."), err=True)
        sys.exit(1)


@command()
@argument("kind", type=click.Choice(SCHEMAS), default="scenario")
def schema(kind: str) -> None:
    """Print the JSON Schema of a KIND of scenario file, for completion and checks in an editor.

    \b
    orgsim schema roadmap > roadmap.schema.json
    # yaml-language-server: $schema=roadmap.schema.json    at the top of a roadmap
    """
    import json

    from orgsim.io.schema import json_schema

    click.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))


@command()
@argument("folder", type=click.Path(path_type=Path))
@option(
    "--template",
    type=click.Choice(TEMPLATES),
    default="city",
    show_default=True,
    help="A town with a staff list; a ministry with people made from margins; or the least that is a scenario.",
)
@option("--workbook", is_flag=True, help="Make a workbook, FOLDER.xlsx, instead of a folder of files.")
@option("--json", "as_json", is_flag=True, help="Print what was made, target and template, as JSON and nothing else.")
def new(folder: Path, *, template: str, workbook: bool, as_json: bool) -> None:
    """Make a small scenario in a new FOLDER, or as a workbook. It runs as it is.

    \b
    orgsim new my-city
    orgsim new my-ministry --template ministry --workbook
    """
    from orgsim.io.template import book_path, write_template, write_template_book

    made = book_path(folder) if workbook else folder
    (write_template_book if workbook else write_template)(made, template)
    if as_json:
        import json

        click.echo(json.dumps({"target": str(made), "template": template}, indent=2, ensure_ascii=False))
        return
    click.echo(words().say("Made {folder}. Now: orgsim check {folder}, then: orgsim run {folder}", folder=made))
