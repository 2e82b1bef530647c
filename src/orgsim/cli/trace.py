"""``orgsim trace``: one slot, unit or step through one replication, and where two roadmaps part."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.completion import roadmap_names, slot_names, unit_names
from orgsim.cli.help import argument, command, option
from orgsim.cli.language import words
from orgsim.cli.screen import progress, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgsim.model.outcomes import Outcomes
    from orgsim.model.scenario import Scenario

__all__ = ["trace"]


@command()
@argument("folder", type=click.Path(path_type=Path), metavar="RUN_OR_SCENARIO")
@option("--roadmap", required=True, metavar="NAME", shell_complete=roadmap_names, help="The roadmap that is followed.")
@option(
    "--slot",
    metavar="ID",
    shell_complete=slot_names,
    help="Follow this slot; the last line says how it ends and why.",
)
@option("--unit", metavar="ID", shell_complete=unit_names, help="Follow the slots and people of this unit.")
@option("--step", metavar="ID", help="Say what this step did, and what became of its slots in that year.")
@option(
    "--against",
    metavar="NAME",
    shell_complete=roadmap_names,
    help="Find the first moment at which this roadmap differs from --roadmap.",
)
@option(
    "--replication",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Which future to live again; 0 is the first.",
)
@option("--seed", type=click.IntRange(min=0), help="The luck, for a scenario folder; a run has its own.  [default: 1]")
@option("--json", "as_json", is_flag=True, help="Print the trace as JSON and nothing else.")
def trace(
    folder: Path,
    roadmap: str,
    slot: str | None,
    unit: str | None,
    step: str | None,
    against: str | None,
    replication: int,
    seed: int | None,
    *,
    as_json: bool,
) -> None:
    """Follow one slot, unit or step through one future of a finished RUN, or of a SCENARIO folder, and say why.

    \b
    orgsim trace runs/mong-cai-001 --roadmap as-decreed --slot health-centre/director/001
    orgsim trace runs/mong-cai-001 --roadmap as-decreed --unit ka-long --replication 17
    orgsim trace scenarios/mong-cai --roadmap as-decreed --step op4 --seed 7
    orgsim trace runs/mong-cai-001 --roadmap as-decreed --against front-loaded
    """
    from orgsim.engine.compile import compile_plan
    from orgsim.engine.divergence import divergence
    from orgsim.engine.trace import check_same
    from orgsim.engine.trace import trace as live_again
    from orgsim.report import trace as shown
    from orgsim.report.divergence import divergence_tables, divergence_values
    from orgsim.report.events import voice_of
    from orgsim.report.vocabulary import mark

    wanted = {"--slot": slot, "--unit": unit, "--step": step, "--against": against}
    named = [name for name, value in wanted.items() if value is not None]
    if len(named) != 1:
        say = words().say
        found, options = say(" and ").join(named) or say("none"), ", ".join(wanted)
        raise click.UsageError(say("say what to follow: one of {options}; found {found}", options=options, found=found))
    scenario, luck, outcomes = _read(folder, replication, seed)
    roadmaps = [roadmap] if against is None else [roadmap, against]
    for name in roadmaps:
        _known(name, folder, scenario, outcomes)
    plans = [compile_plan(scenario, name) for name in roadmaps]
    with progress(sum(len(plan.years) for plan in plans), mark("{done} of {total} years")) as advance:
        told = [
            live_again(scenario, plan, seed=luck, replication=replication, progress=advance(plan.roadmap))
            for plan in plans
        ]
    if outcomes is not None:
        for one in told:
            check_same(one, outcomes[one.plan.roadmap])
    road, voice = scenario.roadmaps[roadmap], voice_of(words(), *(plan.history for plan in plans))
    if slot is not None:
        values, tables = shown.slot_values(told[0], slot), shown.slot_tables(told[0], road, slot, voice)
    elif unit is not None:
        values, tables = shown.unit_values(told[0], unit), shown.unit_tables(told[0], road, unit, voice)
    elif step is not None:
        values, tables = shown.step_values(told[0], step), shown.step_tables(told[0], road, step, voice)
    else:
        parting = divergence(*told)
        values, tables = divergence_values(parting), divergence_tables(parting, voice)
    if as_json:
        import json

        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
        return
    show(tables)


def _read(folder: Path, replication: int, seed: int | None) -> "tuple[Scenario, int, Mapping[str, Outcomes] | None]":
    """Return the scenario, the seed, and of a run its outcomes by roadmap."""
    from orgsim.errors import Message, RunError
    from orgsim.io.runs import read_run
    from orgsim.io.scenario import read_scenario

    if (folder / "manifest.json").exists():
        if seed is not None:
            raise click.BadParameter(words().say("a run has its own seed; leave it out"), param_hint="--seed")
        run = read_run(folder)
        first = run.outcomes[0]
        if replication >= first.replications:
            raise RunError(
                Message(
                    "{folder} has {replications:,} replications, 0 to {last}; there is no replication {replication}",
                    folder=folder,
                    replications=first.replications,
                    last=first.replications - 1,
                    replication=replication,
                )
            )
        return run.scenario, first.seed, {one.roadmap: one for one in run.outcomes}
    if not ((folder / "scenario.yaml").exists() or (folder.is_file() and folder.suffix.lower() == ".xlsx")):
        raise RunError(
            Message(
                "{folder} is neither a run directory, which has a manifest.json, nor a scenario folder, "
                "which has a scenario.yaml, nor a workbook (.xlsx)",
                folder=folder,
            )
        )
    return read_scenario(folder), 1 if seed is None else seed, None


def _known(roadmap: str, folder: Path, scenario: "Scenario", outcomes: "Mapping[str, Outcomes] | None") -> None:
    """Refuse a roadmap that the run or the scenario does not have."""
    from orgsim.errors import Message, RunError, did_you_mean

    roadmaps = tuple(scenario.roadmaps if outcomes is None else outcomes)
    if roadmap not in roadmaps:
        raise RunError(
            Message(
                "{folder} has no roadmap '{roadmap}'{guess}",
                folder=folder,
                roadmap=roadmap,
                guess=did_you_mean(roadmap, roadmaps),
            )
        )
