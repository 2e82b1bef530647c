"""``orgsim run``, ``compare`` and ``report``: futures, and what they say."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.completion import roadmap_names
from orgsim.cli.help import argument, command, option
from orgsim.cli.language import LANGUAGES, spoken, words
from orgsim.cli.screen import Size, progress, show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

    from orgsim.analysis.comparison import Comparison, Reached
    from orgsim.analysis.units import Side
    from orgsim.analysis.waterfall import By
    from orgsim.model.outcomes import Outcomes
    from orgsim.model.scenario import Scenario

__all__ = ["compare", "report", "run"]


@command()
@argument("scenario", type=click.Path(path_type=Path))
@option(
    "--roadmap",
    "names",
    multiple=True,
    metavar="NAME",
    shell_complete=roadmap_names,
    help="Run only this roadmap; may be repeated.",
)
@option("--replications", default=1000, show_default=True, type=click.IntRange(min=1), help="Futures to live.")
@option(
    "--precision",
    metavar="WIDTH",
    help="Add futures until 95% intervals reach this far to each side: 0.5pp, 2posts, 2people, 100MVND.",
)
@option(
    "--at-most", type=click.IntRange(min=1), metavar="N", help="With --precision: no more futures.  [default: 100000]"
)
@option("--seed", default=1, show_default=True, type=click.IntRange(min=0), help="The luck all roadmaps share.")
@option(
    "--workers", default=1, show_default=True, type=click.IntRange(min=1), help="Processes; never changes a result."
)
@option(
    "--memory",
    type=Size(),
    metavar="SIZE",
    help="Memory that may be used, such as 2GB.  [default: four fifths of the machine's]",
)
@option(
    "--keep",
    type=click.Choice(("units", "totals")),
    default="units",
    show_default=True,
    help="Keep the numbers of single units, or only totals, which takes far less memory.",
)
@option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Run directory; must not exist. [default: runs/SCENARIO-NNN]",
)
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=spoken,
    help="Language of the report.  [default: that of the terminal]",
)
@option("--json", "as_json", is_flag=True, help="Print the summary as JSON and nothing else.")
def run(
    scenario: Path,
    names: tuple[str, ...],
    replications: int,
    precision: str | None,
    at_most: int | None,
    seed: int,
    workers: int,
    memory: int | None,
    keep: str,
    out: Path | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Simulate the roadmaps of a SCENARIO, a folder or a workbook, compare them, and write a run directory.

    \b
    orgsim run scenarios/mong-cai
    orgsim run scenarios/mong-cai --roadmap as-decreed --replications 200 --out runs/try
    orgsim run scenarios/mong-cai --precision 0.5pp --workers 2
    """
    from orgsim.analysis.compare import compare
    from orgsim.analysis.precision import until_precise, wanted
    from orgsim.engine.compile import compile_plan
    from orgsim.engine.memory import check_memory, machine_memory
    from orgsim.engine.simulate import joined, simulate
    from orgsim.io.runs import next_run_folder, write_run
    from orgsim.io.scenario import read_scenario
    from orgsim.model.outcomes import BY_UNIT
    from orgsim.report.errors import message_text
    from orgsim.report.html import render_report, report_available
    from orgsim.report.vocabulary import mark

    report_available()
    say = words().say
    if at_most is not None and precision is None:
        raise click.BadParameter(say("it goes with {option}", option="--precision"), param_hint="--at-most")
    kept = BY_UNIT if keep == "units" else ()
    if out is not None and out.exists():
        raise click.BadParameter(say("{path} exists; a run is never overwritten", path=out), param_hint="--out")
    read = read_scenario(scenario)
    want = None if precision is None else wanted(precision, read)
    plans = [compile_plan(read, name) for name in names or read.roadmaps]
    budget = machine_memory() if memory is None else memory

    def futures(first: int, count: int) -> "list[Outcomes]":
        for plan in plans:
            if budget is not None:
                check_memory(plan, first + count, workers, budget, runs=len(plans), keep=kept)
        with progress(len(plans) * count, mark("{done} of {total} futures")) as advance:
            return [
                simulate(
                    plan,
                    replications=count,
                    first=first,
                    seed=seed,
                    workers=workers,
                    keep=kept,
                    progress=advance(plan.roadmap),
                    notice=lambda sentence: click.echo(message_text(sentence, words()), err=True),
                )
                for plan in plans
            ]

    def more(count: int) -> "list[Outcomes]":
        begun = outcomes[0].replications
        later = futures(begun, count - begun)
        return [joined(parts) for parts in zip(outcomes, later, strict=True)]

    outcomes: Sequence[Outcomes] = futures(0, replications)
    found: tuple[Reached, ...] = ()
    if want is not None:
        outcomes, found = until_precise(read, outcomes, want, at_most=at_most or 100_000, more=more)
    comparison = compare(read, outcomes, found)
    summary = comparison.model_dump_json(indent=2) + "\n"
    folder = out or next_run_folder(Path("runs"), read.id)
    pages = {"report.html": render_report(comparison, lang)}
    write_run(folder, scenario=read, source=scenario, outcomes=outcomes, summary=summary, pages=pages)
    if as_json:
        click.echo(summary, nl=False)
        return
    _show_brief(comparison)
    click.echo("\n" + say("Run directory: {folder}", folder=folder))
    click.echo(say("Report:        {path}", path=folder / "report.html"))
    click.echo(say("More:          orgsim compare {folder}", folder=folder))


@command()
@argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@option(
    "--by",
    type=click.Choice(("payer", "level", "kind", "group", "unit")),
    help="Show instead how people and posts changed, part by part.",
)
@option(
    "--structure",
    type=click.Choice(("old", "new")),
    help="Show instead every unit of the old or the new structure, through its lineage; of the new one with targets.",
)
@option("--json", "as_json", is_flag=True, help="Print the comparison as JSON and nothing else.")
def compare(runs: tuple[Path, ...], by: "By | None", structure: "Side | None", *, as_json: bool) -> None:
    """Compare the roadmaps of one or more finished RUN directories.

    Analyses that were made of a run, by "orgsim attribute" and "orgsim sensitivity", are shown with it.

    \b
    orgsim compare runs/mong-cai-001
    orgsim compare runs/mong-cai-001 --by payer
    orgsim compare runs/a runs/b --json
    """
    from orgsim.analysis.compare import compare as compare_outcomes
    from orgsim.io.runs import join_runs, read_run
    from orgsim.report.decision import baseline

    if by is not None and structure is not None:
        raise click.BadParameter(words().say("it does not go with {option}", option="--by"), param_hint="--structure")
    read = [read_run(folder) for folder in runs]
    scenario, outcomes = join_runs(read)
    comparison = compare_outcomes(scenario, outcomes)
    if by is None and structure is None:
        if as_json:
            click.echo(comparison.model_dump_json(indent=2))
        else:
            _show_comparison(comparison, {name: text for run in read for name, text in run.analyses.items()})
        return
    tables, values = _parts(scenario, outcomes, comparison, by, structure)
    if as_json:
        import json

        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
        return
    show([baseline(comparison, words()), *tables])


def _parts(
    scenario: "Scenario",
    outcomes: "Sequence[Outcomes]",
    comparison: "Comparison",
    by: "By | None",
    structure: "Side | None",
) -> "tuple[list[RenderableType], dict[str, object]]":
    """Return tables and plain values of the parts of every roadmap."""
    from orgsim.analysis.units import unit_numbers, unit_targets
    from orgsim.analysis.waterfall import waterfalls
    from orgsim.report.waterfalls import part_tables, unit_tables, unit_target_tables
    from orgsim.rules.reorganise import follow

    tables: list[RenderableType] = []
    values: dict[str, object] = {}
    for run, result in zip(outcomes, comparison.roadmaps, strict=True):
        history = follow(scenario.organisation, scenario.roadmaps[run.roadmap].steps)
        if by is not None:
            falls = waterfalls(run, history, by)
            tables += part_tables(result, falls, by, words())
            values[run.roadmap] = [fall.model_dump(mode="json") for fall in falls]
        elif structure is not None:
            rows = unit_numbers(run, history, structure)
            tables += unit_tables(result, rows, structure, words())
            found: dict[str, object] = {"units": [row.model_dump(mode="json") for row in rows]}
            for target in scenario.targets if structure == "new" else ():
                if not target.at_most:
                    each = unit_targets(run, history, target)
                    tables += unit_target_tables(result, target.id, each, words())
                    found[target.id] = [row.model_dump(mode="json") for row in each]
            values[run.roadmap] = found
    return tables, values


@command()
@argument("run", type=click.Path(path_type=Path))
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=spoken,
    help="Language of the report.  [default: that of the terminal]",
)
@option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it. [default: printed]")
@option("--json", "as_json", is_flag=True, help="With --out: print what was written as JSON and nothing else.")
def report(run: Path, lang: str, out: Path | None, *, as_json: bool) -> None:
    """Write the HTML report of a finished RUN directory, in English or Vietnamese.

    \b
    orgsim report runs/mong-cai-001 --lang vi --out bao-cao.html
    """
    from orgsim.analysis.comparison import Comparison
    from orgsim.io.runs import read_texts
    from orgsim.report.html import render_report

    if as_json and out is None:
        raise click.BadParameter(words().say("it goes with {option}", option="--out"), param_hint="--json")
    summary, analyses = read_texts(run)
    page = render_report(Comparison.model_validate_json(summary), lang, analyses)
    if out is None:
        click.echo(page, nl=False)
        return
    say = words().say
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(page)
    except FileExistsError:
        raise click.BadParameter(say("{path} exists; name another file", path=out), param_hint="--out") from None
    except OSError as error:
        wrong = say("{path} cannot be written: {reason}", path=out, reason=error.strerror)
        raise click.BadParameter(wrong, param_hint="--out") from None
    if as_json:
        import json

        click.echo(json.dumps({"written": [str(out)]}, indent=2, ensure_ascii=False))
        return
    click.echo(say("Report: {path}", path=out))


def _show_brief(comparison: "Comparison") -> None:
    from orgsim.report.decision import baseline, precision_tables
    from orgsim.report.terminal import comparison_tables

    said = words()
    show([baseline(comparison, said), *comparison_tables(comparison, said), *precision_tables(comparison, said)])


def _show_comparison(comparison: "Comparison", analyses: "Mapping[str, str]") -> None:
    from orgsim.report.analyses import analysis_tables, read_analyses
    from orgsim.report.decision import baseline, decision_tables
    from orgsim.report.terminal import comparison_tables

    said = words()
    show([baseline(comparison, said), *comparison_tables(comparison, said), *decision_tables(comparison, said)])
    show(analysis_tables(comparison, read_analyses(analyses), said))
