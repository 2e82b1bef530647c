"""``orgsim attribute``: what each step and programme of a roadmap contributed."""

from pathlib import Path

import click

from orgsim.cli.completion import roadmap_names
from orgsim.cli.help import argument, command, option
from orgsim.cli.language import words
from orgsim.cli.screen import progress, show

__all__ = ["attribute"]


@command()
@argument("run", type=click.Path(path_type=Path))
@option(
    "--roadmap",
    required=True,
    metavar="NAME",
    shell_complete=roadmap_names,
    help="The roadmap whose parts are weighed.",
)
@option(
    "--by",
    type=click.Choice(("file", "step")),
    default="file",
    show_default=True,
    help="Weigh the steps of a step file together, or each step alone; programmes are always weighed alone.",
)
@option("--replications", default=100, show_default=True, type=click.IntRange(min=1), help="Futures to live.")
@option(
    "--orders",
    default=24,
    show_default=True,
    type=click.IntRange(min=4),
    help="Orders of steps and programmes to draw, an even number, if there are more than 8 of them.",
)
@option("--measure", "measures", multiple=True, metavar="NAME", help="Weigh only this; may be repeated.")
@option("--json", "as_json", is_flag=True, help="Print the attribution as JSON and nothing else.")
@option("--again", is_flag=True, help="Work it out anew if the run has one already.")
def attribute(
    run: Path,
    roadmap: str,
    by: str,
    replications: int,
    orders: int,
    measures: tuple[str, ...],
    *,
    as_json: bool,
    again: bool,
) -> None:
    """Say what each step and programme of a roadmap contributed: alone, and as its fair share of the whole.

    The roadmap is simulated again with parts of it left out, with the seed of the finished RUN directory,
    where the answer is kept.

    \b
    orgsim attribute runs/mong-cai-001 --roadmap as-decreed
    orgsim attribute runs/mong-cai-001 --roadmap as-decreed --by step --measure posts --measure cost
    """
    from orgsim.analysis.attribute import attribute, attribution_measures, most_coalitions
    from orgsim.analysis.coalitions import players_of, roadmap_named
    from orgsim.engine.compile import compile_plan
    from orgsim.engine.simulate import simulate
    from orgsim.io.runs import add_analysis, analysis_path, read_run
    from orgsim.io.step_files import steps_by_file
    from orgsim.model.outcomes import Outcomes
    from orgsim.model.scenario import Scenario
    from orgsim.report.analyses import ATTRIBUTION
    from orgsim.report.attribution import attribution_tables
    from orgsim.report.vocabulary import mark

    finished = read_run(run)
    scenario, seed = finished.scenario, finished.outcomes[0].seed
    road = roadmap_named(scenario, roadmap)
    name = f"{ATTRIBUTION}{roadmap}"
    analysis_path(finished, name, again=again)
    groups = steps_by_file(run / "inputs", roadmap) if by == "file" else {}

    def simulated(changed: Scenario, key: str) -> Outcomes:
        return simulate(compile_plan(changed, key), replications=replications, seed=seed, keep=(), payers=())

    chosen = measures or attribution_measures(scenario)
    most = most_coalitions(len(players_of(road, groups)), len(chosen), orders=orders)
    with progress(most, mark("{done} of {total} coalitions")) as advance:
        known = advance(roadmap)
        found = attribute(
            scenario,
            roadmap,
            simulated,
            groups=groups,
            measures=chosen,
            orders=orders,
            order_seed=seed,
            told=lambda: known(1),
        )
    text = found.model_dump_json(indent=2) + "\n"
    path = add_analysis(finished, name, text, again=again)
    if as_json:
        click.echo(text, nl=False)
        return
    say = words().say
    show(attribution_tables(found, scenario.currency, words()))
    click.echo("\n" + say("Kept in {path}", path=path))
