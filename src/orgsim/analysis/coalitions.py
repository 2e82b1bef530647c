"""The players of a roadmap, and what the roadmap gives if only some of them are there."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Literal

import numpy as np

from orgsim.analysis.comparison import Named
from orgsim.analysis.measures import Simulate, measure
from orgsim.analysis.shapley import Coalition, Exact, Worth
from orgsim.errors import Message, RunError, StepError, did_you_mean
from orgsim.model.organisation import Organisation
from orgsim.model.outcomes import Outcomes
from orgsim.model.roadmap import Roadmap
from orgsim.model.scenario import Scenario
from orgsim.model.steps import Rename, Step
from orgsim.rules.reorganise import apply

__all__ = ["Player", "feasible_steps", "needed_by", "players_of", "roadmap_named", "roadmap_of", "worth_of"]


class Player(Named):
    """A programme, or a group of steps: what is there or left out as a whole.

    ``steps`` are the ids of the steps of a group.
    """

    kind: Literal["steps", "programme"]
    steps: tuple[str, ...]


def players_of(roadmap: Roadmap, groups: Mapping[str, Sequence[str]] | None = None) -> tuple[Player, ...]:
    """Return the players of a roadmap: the groups of steps, then the programmes.

    Parameters
    ----------
    groups
        Ids of steps by the name of their group. A step that is in no group is a player of its own, and so is every step
        if there are no groups.

    Raises
    ------
    RunError
        If a group names a step that the roadmap does not have, or a step is named twice.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> gradual = read_scenario(Path("src/orgsim/io/small")).roadmaps["gradual"]
    >>> [player.id for player in players_of(gradual, {"station": ["take-over-station", "farm-markets"]})][:3]
    ['steps:station', 'steps:merge-radio', 'programme:early-retirement']
    """
    steps = [step.id for step in roadmap.steps]
    named = Counter(step for group in (groups or {}).values() for step in group)
    for step, times in named.items():
        if step not in steps:
            raise RunError(
                Message(
                    "roadmap '{id}' has no step '{step}'{guess}",
                    id=roadmap.id,
                    step=step,
                    guess=did_you_mean(step, steps),
                )
            )
        if times > 1:
            raise RunError(
                Message("step '{step}' is named {times} times; a step belongs to one group", step=step, times=times)
            )
    apart = {**(groups or {}), **{step: (step,) for step in steps if step not in named}}
    return (
        *(
            Player(id=f"steps:{name}", name=name, name_vi=name, kind="steps", steps=tuple(members))
            for name, members in apart.items()
        ),
        *(
            Player(id=f"programme:{one.id}", name=one.name, name_vi=one.name_vi, kind="programme", steps=())
            for one in roadmap.programmes
        ),
    )


def roadmap_named(scenario: Scenario, name: str) -> Roadmap:
    """Return a roadmap of a scenario.

    Raises
    ------
    RunError
        If there is none of that name.
    """
    if name not in scenario.roadmaps:
        raise RunError(
            Message(
                "scenario '{id}' has no roadmap '{name}'{guess}",
                id=scenario.id,
                name=name,
                guess=did_you_mean(name, scenario.roadmaps),
            )
        )
    return scenario.roadmaps[name]


def feasible_steps(organisation: Organisation, steps: Collection[Step]) -> tuple[Step, ...]:
    """Return the steps that can be taken, in order of date, if those are passed over that cannot.

    A step cannot be taken if it needs another one that is not there, such as the merger that founds the unit it names.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> city = read_scenario(Path("scenarios/mong-cai"))
    >>> steps = city.roadmaps["as-decreed"].steps
    >>> len(steps), len(feasible_steps(city.organisation, steps)), len(feasible_steps(city.organisation, steps[40:]))
    (80, 80, 23)
    """
    taken, current = [], organisation
    for step in sorted(steps, key=lambda step: step.date):
        try:
            current, _ = apply(current, step)
        except StepError:
            continue
        taken.append(step)
    return tuple(taken)


def roadmap_of(scenario: Scenario, roadmap: Roadmap, players: Sequence[Player], coalition: Coalition) -> Roadmap:
    """Return the roadmap with the programmes of a coalition only, and those of its steps that can be taken."""
    there = [players[position] for position in sorted(coalition)]
    steps = {step for player in there for step in player.steps}
    programmes = {player.id for player in there if player.kind == "programme"}
    return roadmap.model_copy(
        update={
            "steps": feasible_steps(scenario.organisation, [step for step in roadmap.steps if step.id in steps]),
            "programmes": tuple(one for one in roadmap.programmes if f"programme:{one.id}" in programmes),
        }
    )


def needed_by(scenario: Scenario, roadmap: Roadmap, players: Sequence[Player]) -> tuple[tuple[str, ...], ...]:
    """Return for each player the steps of others that cannot be taken without it, if all the others are there."""
    everybody = frozenset(range(len(players)))
    every = {step.id for step in roadmap_of(scenario, roadmap, players, everybody).steps}
    rests = [roadmap_of(scenario, roadmap, players, everybody - {position}) for position in range(len(players))]
    return tuple(
        tuple(sorted(every - {step.id for step in rest.steps} - {*player.steps}))
        for player, rest in zip(players, rests, strict=True)
    )


def worth_of(
    scenario: Scenario,
    roadmap: Roadmap,
    players: Sequence[Player],
    simulate: Simulate,
    measures: Sequence[str],
    told: Callable[[], None] = lambda: None,
) -> Worth:
    """Return what a coalition is worth: measures of every replication, shape ``(measures, replications)``.

    It is worked out once for each coalition, and simulated once for all coalitions whose roadmaps are the same when the
    steps that cannot be taken are left out.

    All keep the days of the whole roadmap: a day that has lost its steps gets an idle one. A day of steps divides the
    year, over which leavers are spread; so luck is shared to the day, and a step that changes no number has an effect
    of exactly 0.

    Parameters
    ----------
    told
        Called once for each coalition.
    """
    simulated: dict[tuple[tuple[str, ...], ...], Exact] = {}

    def lived(road: Roadmap) -> Exact:
        changed = replace(scenario, roadmaps={**scenario.roadmaps, road.id: _on_days_of(roadmap, road, scenario)})
        outcomes: Outcomes = simulate(changed, road.id)
        found: Exact = np.array([measure(scenario, outcomes, name) for name in measures]).astype(object)
        return found

    @cache
    def worth(coalition: Coalition) -> Exact:
        road = roadmap_of(scenario, roadmap, players, coalition)
        key = (tuple(step.id for step in road.steps), tuple(one.id for one in road.programmes))
        if key not in simulated:
            simulated[key] = lived(road)
        told()
        return simulated[key]

    return worth


def _on_days_of(whole: Roadmap, part: Roadmap, scenario: Scenario) -> Roadmap:
    """Return a part of a roadmap with an idle step on each day of the whole that has lost its steps."""
    top = scenario.organisation.units[scenario.organisation.boundary]
    idle = [
        Rename(
            id=f"day-{day}",
            date=day,
            legal_basis="none",
            reason="The day stays in the calendar",
            op="rename",
            unit=top.id,
            name=f"{top.name} on {day}",
        )
        for day in sorted({step.date for step in whole.steps} - {step.date for step in part.steps})
    ]
    return part.model_copy(update={"steps": (*part.steps, *idle)})
