"""``orgsim trace``: one slot, unit or step through one replication, and where two roadmaps part."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.completion import roadmap_names, slot_names, unit_names
from orgsim.cli.screen import progress, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgsim.model.outcomes import Outcomes
    from orgsim.model.scenario import Scenario

__all__ = ["trace"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="RUN_OR_SCENARIO")
@click.option(
    "--roadmap", required=True, metavar="NAME", shell_complete=roadmap_names, help="The roadmap that is followed."
)
@click.option(
    "--slot",
    metavar="ID",
    shell_complete=slot_names,
    help="Follow this slot; the last line says how it ends and why.",
)
@click.option("--unit", metavar="ID", shell_complete=unit_names, help="Follow the slots and people of this unit.")
@click.option("--step", metavar="ID", help="Say what this step did, and what became of its slots in that year.")
@click.option(
    "--against",
    metavar="NAME",
    shell_complete=roadmap_names,
    help="Find the first moment at which this roadmap differs from --roadmap.",
)
@click.option(
    "--replication",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Which future to live again; 0 is the first.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), help="The luck, for a scenario folder; a run has its own.  [default: 1]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON and nothing else.")
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

    wanted = {"--slot": slot, "--unit": unit, "--step": step, "--against": against}
    named = [name for name, value in wanted.items() if value is not None]
    if len(named) != 1:
        found = " and ".join(named) or "none"
        raise click.UsageError(f"say what to follow: one of {', '.join(wanted)}; found {found}")
    scenario, luck, outcomes = _read(folder, replication, seed)
    roadmaps = [roadmap] if against is None else [roadmap, against]
    for name in roadmaps:
        _known(name, folder, scenario, outcomes)
    plans = [compile_plan(scenario, name) for name in roadmaps]
    with progress(sum(len(plan.years) for plan in plans), "years") as advance:
        told = [
            live_again(scenario, plan, seed=luck, replication=replication, progress=advance(plan.roadmap))
            for plan in plans
        ]
    if outcomes is not None:
        for one in told:
            check_same(one, outcomes[one.plan.roadmap])
    road = scenario.roadmaps[roadmap]
    if slot is not None:
        values, tables = shown.slot_values(told[0], slot), shown.slot_tables(told[0], road, slot)
    elif unit is not None:
        values, tables = shown.unit_values(told[0], unit), shown.unit_tables(told[0], road, unit)
    elif step is not None:
        values, tables = shown.step_values(told[0], step), shown.step_tables(told[0], road, step)
    else:
        parting = divergence(*told)
        values, tables = shown.divergence_values(parting), shown.divergence_tables(parting)
    if as_json:
        import json

        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
        return
    show(tables)


def _read(folder: Path, replication: int, seed: int | None) -> "tuple[Scenario, int, Mapping[str, Outcomes] | None]":
    """Return the scenario, the seed, and of a run its outcomes by roadmap."""
    from orgsim.errors import RunError
    from orgsim.io.runs import read_run
    from orgsim.io.scenario import read_scenario

    if (folder / "manifest.json").exists():
        if seed is not None:
            raise click.BadParameter("a run has its own seed; leave it out", param_hint="--seed")
        run = read_run(folder)
        first = run.outcomes[0]
        if replication >= first.replications:
            raise RunError(
                f"{folder} has {first.replications:,} replications, 0 to {first.replications - 1}; "
                f"there is no replication {replication}"
            )
        return run.scenario, first.seed, {one.roadmap: one for one in run.outcomes}
    if not ((folder / "scenario.yaml").exists() or (folder.is_file() and folder.suffix.lower() == ".xlsx")):
        raise RunError(
            f"{folder} is neither a run directory, which has a manifest.json, "
            f"nor a scenario folder, which has a scenario.yaml, nor a workbook (.xlsx)"
        )
    return read_scenario(folder), 1 if seed is None else seed, None


def _known(roadmap: str, folder: Path, scenario: "Scenario", outcomes: "Mapping[str, Outcomes] | None") -> None:
    """Refuse a roadmap that the run or the scenario does not have."""
    from orgsim.errors import RunError, did_you_mean

    roadmaps = tuple(scenario.roadmaps if outcomes is None else outcomes)
    if roadmap not in roadmaps:
        raise RunError(f"{folder} has no roadmap '{roadmap}'{did_you_mean(roadmap, roadmaps)}")
