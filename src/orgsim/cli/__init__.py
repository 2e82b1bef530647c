"""The command line. The only package that prints or exits; all else happens in the library."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim._version import __version__
from orgsim.cli.law import law
from orgsim.cli.screen import Size, progress, show
from orgsim.errors import ConservationError, OrgsimError

if TYPE_CHECKING:
    from orgsim.analysis.comparison import Comparison
    from orgsim.model.scenario import Scenario
    from orgsim.model.steps import Step

__all__ = ["main"]

SCHEMAS = ("scenario", "roadmap", "steps", "assumptions", "hindcast", "instrument")
LANGUAGES = ("en", "vi")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="orgsim")
def orgsim() -> None:
    """Simulate reorganisations: merge units, move duties, cut posts, over years, with real people in them.

    \b
    orgsim new my-city              make a small scenario that runs
    orgsim check my-city            find every problem, count the opening, show the ledger
    orgsim run my-city              live through a thousand futures of each roadmap
    """


orgsim.add_command(law)


@orgsim.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--roadmap", "names", multiple=True, metavar="NAME", help="Run only this roadmap; may be repeated.")
@click.option("--replications", default=1000, show_default=True, type=click.IntRange(min=1), help="Futures to live.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0), help="The luck all roadmaps share.")
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(min=1), help="Processes; never changes a result."
)
@click.option(
    "--memory",
    type=Size(),
    metavar="SIZE",
    help="Memory that may be used, such as 2GB.  [default: four fifths of the machine's]",
)
@click.option(
    "--keep",
    type=click.Choice(("units", "totals")),
    default="units",
    show_default=True,
    help="Keep the numbers of single units, or only totals, which takes far less memory.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Run directory; must not exist. [default: runs/SCENARIO-NNN]",
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON and nothing else.")
def run(
    scenario: Path,
    names: tuple[str, ...],
    replications: int,
    seed: int,
    workers: int,
    memory: int | None,
    keep: str,
    out: Path | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Simulate the roadmaps of a SCENARIO folder, compare them, and write a run directory.

    \b
    orgsim run scenarios/mong-cai
    orgsim run scenarios/mong-cai --roadmap as-decreed --replications 200 --out runs/try
    """
    from orgsim.analysis.compare import compare
    from orgsim.engine.compile import compile_plan
    from orgsim.engine.memory import check_memory, machine_memory
    from orgsim.engine.simulate import simulate
    from orgsim.io.runs import next_run_folder, write_run
    from orgsim.io.scenario import read_scenario
    from orgsim.model.outcomes import BY_UNIT
    from orgsim.report.html import render_report, report_available

    report_available()
    kept = BY_UNIT if keep == "units" else ()
    if out is not None and out.exists():
        raise click.BadParameter(f"{out} exists; a run is never overwritten", param_hint="--out")
    read = read_scenario(scenario)
    plans = [compile_plan(read, name) for name in names or read.roadmaps]
    for plan in plans:
        budget = machine_memory() if memory is None else memory
        if budget is not None:
            check_memory(plan, replications, workers, budget, runs=len(plans), keep=kept)
    with progress(len(plans) * replications) as advance:
        outcomes = [
            simulate(
                plan,
                replications=replications,
                seed=seed,
                workers=workers,
                keep=kept,
                progress=advance(plan.roadmap),
                notice=lambda sentence: click.echo(sentence, err=True),
            )
            for plan in plans
        ]
    comparison = compare(read, outcomes)
    summary = comparison.model_dump_json(indent=2) + "\n"
    folder = out or next_run_folder(Path("runs"), read.id)
    pages = {"report.html": render_report(comparison, lang)}
    write_run(folder, scenario=read, source=scenario, outcomes=outcomes, summary=summary, pages=pages)
    if as_json:
        click.echo(summary, nl=False)
        return
    _show_comparison(comparison)
    click.echo(f"\nRun directory: {folder}\nReport:        {folder / 'report.html'}")


@orgsim.command()
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
    """Find every problem of a SCENARIO folder; if there is none, count its opening and show the ledger.

    \b
    orgsim check scenarios/mong-cai
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
    show(check_tables(checked.scenario, checked.histories, checked.warnings))


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


@orgsim.command()
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON and nothing else.")
def compare(runs: tuple[Path, ...], *, as_json: bool) -> None:
    """Compare the roadmaps of one or more finished RUN directories.

    \b
    orgsim compare runs/mong-cai-001
    orgsim compare runs/a runs/b --json
    """
    from orgsim.analysis.compare import compare as compare_outcomes
    from orgsim.io.runs import join_runs, read_run

    scenario, outcomes = join_runs([read_run(folder) for folder in runs])
    comparison = compare_outcomes(scenario, outcomes)
    if as_json:
        click.echo(comparison.model_dump_json(indent=2))
        return
    _show_comparison(comparison)


@orgsim.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it. [default: printed]")
def report(run: Path, lang: str, out: Path | None) -> None:
    """Write the HTML report of a finished RUN directory, in English or Vietnamese.

    \b
    orgsim report runs/mong-cai-001 --lang vi --out bao-cao.html
    """
    from orgsim.analysis.comparison import Comparison
    from orgsim.io.runs import read_run
    from orgsim.report.html import render_report

    page = render_report(Comparison.model_validate_json(read_run(run).summary), lang)
    if out is None:
        click.echo(page, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(page)
    except FileExistsError:
        raise click.BadParameter(f"{out} exists; name another file", param_hint="--out") from None
    except OSError as error:
        raise click.BadParameter(f"{out} cannot be written: {error.strerror}", param_hint="--out") from None
    click.echo(f"Report: {out}")


@orgsim.command()
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


@orgsim.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a small scenario in a new FOLDER: a dozen units, a staff list, two roadmaps. It runs as it is."""
    from orgsim.io.template import write_template

    write_template(folder)
    click.echo(f"Made {folder}. Now: orgsim check {folder}, then: orgsim run {folder}")


def _show_comparison(comparison: "Comparison") -> None:
    from orgsim.report.terminal import comparison_tables

    show(comparison_tables(comparison))


def main() -> None:
    """Run the command line: exit 0 done, 1 the input has problems, 2 wrong usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        orgsim.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted; nothing was written.", err=True)
        sys.exit(130)
    except ConservationError as error:
        click.echo(f"{error}\nThis is a fault of orgsim, not of your scenario. Please report it.", err=True)
        sys.exit(1)
    except OrgsimError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away, as with `| head`; nothing is left to say to anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
