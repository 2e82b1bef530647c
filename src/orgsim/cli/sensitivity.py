"""``orgsim sensitivity``: what the answer hangs on."""

from pathlib import Path

import click

from orgsim.cli.help import argument, command, option
from orgsim.cli.language import words
from orgsim.cli.screen import progress, show

__all__ = ["sensitivity"]


@command()
@argument("run", type=click.Path(path_type=Path))
@option(
    "--points",
    default=16,
    show_default=True,
    type=click.IntRange(min=2),
    help="Size of a sample of all ranges at once, a power of two; (ranges + 2) times as many are simulated.",
)
@option(
    "--replications", default=64, show_default=True, type=click.IntRange(min=2), help="Futures to live at each point."
)
@option("--measure", "measures", multiple=True, metavar="NAME", help="Look only at this; may be repeated.")
@option("--json", "as_json", is_flag=True, help="Print the analysis as JSON and nothing else.")
@option("--again", is_flag=True, help="Work it out anew if the run has one already.")
def sensitivity(
    run: Path,
    points: int,
    replications: int,
    measures: tuple[str, ...],
    *,
    as_json: bool,
    again: bool,
) -> None:
    """Vary the assumptions that have ranges, and say what the answer of a finished RUN hangs on.

    The roadmaps are simulated again with the seed of the run, and the analysis is kept in it.

    \b
    orgsim sensitivity runs/mong-cai-001
    orgsim sensitivity runs/mong-cai-001 --points 64 --replications 200 --measure cost --again
    """
    from orgsim.analysis.sensitivity import sensitivity, simulations_of
    from orgsim.engine.compile import compile_plan
    from orgsim.engine.simulate import simulate
    from orgsim.io.runs import add_analysis, analysis_path, read_run
    from orgsim.model.outcomes import Outcomes
    from orgsim.model.scenario import Scenario
    from orgsim.report.analyses import SENSITIVITY
    from orgsim.report.sensitivity import sensitivity_tables
    from orgsim.report.vocabulary import mark

    finished = read_run(run)
    analysis_path(finished, SENSITIVITY, again=again)
    roadmaps, seed = [outcomes.roadmap for outcomes in finished.outcomes], finished.outcomes[0].seed

    def simulated(changed: Scenario, roadmap: str) -> Outcomes:
        return simulate(compile_plan(changed, roadmap), replications=replications, seed=seed, keep=(), payers=())

    with progress(
        simulations_of(finished.scenario, roadmaps, points), mark("{done} of {total} simulations")
    ) as advance:
        found = sensitivity(
            finished.scenario,
            roadmaps,
            simulated,
            seed=seed,
            points=points,
            measures=measures,
            progress=advance("sensitivity"),
        )
    text = found.model_dump_json(indent=2) + "\n"
    path = add_analysis(finished, SENSITIVITY, text, again=again)
    if as_json:
        click.echo(text, nl=False)
        return
    say = words().say
    show(sensitivity_tables(found, words()))
    click.echo("\n" + say("Kept in {path}", path=path))
