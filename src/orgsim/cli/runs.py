"""``orgsim run``, ``compare`` and ``report``: futures, and what they say."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.screen import LANGUAGES, Size, progress, show

if TYPE_CHECKING:
    from orgsim.analysis.comparison import Comparison

__all__ = ["compare", "report", "run"]


@click.command()
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


@click.command()
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


@click.command()
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


def _show_comparison(comparison: "Comparison") -> None:
    from orgsim.report.terminal import comparison_tables

    show(comparison_tables(comparison))
