"""Comparing: several roadmaps of one scenario, replication by replication."""

from collections.abc import Iterable, Iterator, Sequence

from orgsim._version import __version__
from orgsim.analysis.comparison import Assumed, Comparison, Named, Reached, TargetStated
from orgsim.analysis.digest import scenario_digest, section_digests
from orgsim.analysis.hindcast import hindcast_row, units_by_group
from orgsim.analysis.lawful import law_applied, law_assumed
from orgsim.analysis.pairs import choices, differences, duels, saving
from orgsim.analysis.results import roadmap_result
from orgsim.analysis.structure import structure_result
from orgsim.errors import Message, RunError
from orgsim.model.ledger import History
from orgsim.model.organisation import Organisation
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario
from orgsim.rules.reorganise import follow

__all__ = ["compare"]


def compare(scenario: Scenario, outcomes: Sequence[Outcomes], precision: Iterable[Reached] = ()) -> Comparison:
    """Set roadmaps side by side.

    Parameters
    ----------
    outcomes
        One for each roadmap to compare, of this scenario, with the same seed and replications, in the order in which
        they are to be told; the order changes no number. The reference is the scenario's, or the first by its id if the
        scenario's is not among them.
    precision
        What :func:`orgsim.analysis.precision.until_precise` says of the runs, if they were to be precise.

    Raises
    ------
    RunError
        If there is nothing to compare, a roadmap comes twice, or the runs do not share their luck.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compare, compile_plan, read_scenario, simulate
    >>> scenario = read_scenario(Path("scenarios/mong-cai"))
    >>> runs = [simulate(compile_plan(scenario, name), replications=5, seed=1) for name in scenario.roadmaps]
    >>> comparison = compare(scenario, runs)
    >>> comparison.opening["people"], comparison.reference
    (2010, 'as-decreed')
    """
    _check_comparable(scenario, outcomes)
    names = [run.roadmap for run in outcomes]
    reference = scenario.reference if scenario.reference in names else min(names)
    base = outcomes[names.index(reference)]
    histories = {name: follow(scenario.organisation, scenario.roadmaps[name].steps) for name in names}
    rate = scenario.assumptions.rates.discount_rate.value
    happened = [run for run in outcomes if run.roadmap == scenario.hindcast_of]
    return Comparison(
        scenario=Named(id=scenario.id, name=scenario.name, name_vi=scenario.name_vi),
        digest=scenario_digest(scenario),
        currency=scenario.currency,
        synthetic=scenario.synthetic,
        years=base.years,
        seed=base.seed,
        replications=base.replications,
        reference=reference,
        opening=dict(base.opening),
        units_opening=units_by_group(scenario.organisation),
        unit_names=_unit_names(histories.values()),
        targets=tuple(
            TargetStated.model_validate(target.model_dump(exclude={"assumes"})) for target in scenario.targets
        ),
        roadmaps=tuple(roadmap_result(scenario, run, histories[run.roadmap]) for run in outcomes),
        differences=differences(scenario, outcomes, base),
        choices=choices(scenario, outcomes),
        duels=duels(scenario, outcomes),
        structure=tuple(structure_result(scenario, run.roadmap, histories[run.roadmap], run) for run in outcomes),
        precision=tuple(precision),
        savings=tuple(saving(run, base, rate, len(outcomes) - 1) for run in outcomes if run is not base),
        discount_rate=rate,
        hindcast_of=scenario.hindcast_of if happened else None,
        hindcast=tuple(
            hindcast_row(reported, histories[run.roadmap], run) for run in happened for reported in scenario.reported
        ),
        assumptions=(*_assumptions(scenario), *law_assumed(scenario, names)),
        law=law_applied(scenario, names),
        sections=section_digests(scenario),
        version=__version__,
    )


def _check_comparable(scenario: Scenario, outcomes: Sequence[Outcomes]) -> None:
    if not outcomes:
        raise RunError(Message("there is no run to compare"))
    names = [run.roadmap for run in outcomes]
    for name in names:
        if name not in scenario.roadmaps:
            raise RunError(Message("roadmap '{name}' is not one of scenario '{id}'", name=name, id=scenario.id))
        if names.count(name) > 1:
            raise RunError(Message("roadmap '{name}' comes twice; compare each roadmap once", name=name))
    for what in ("seed", "replications", "years"):
        if len({getattr(run, what) for run in outcomes}) > 1:
            listed = ", ".join(f"{run.roadmap}: {getattr(run, what)}" for run in outcomes)
            raise RunError(
                Message(
                    "the runs have different {what} ({listed}); run them again with the same {what}",
                    what=what,
                    listed=listed,
                )
            )


def _unit_names(histories: Iterable[History]) -> dict[str, Named]:
    """Return the names of all units that ever exist, by id."""
    organisations: list[Organisation] = []
    for history in histories:
        organisations += [history.opening, *(organisation for organisation, _ in history.moments)]
    units = {unit.id: unit for organisation in organisations for unit in organisation.units.values()}
    return {key: Named(id=key, name=unit.name, name_vi=unit.name_vi) for key, unit in sorted(units.items())}


def _assumptions(scenario: Scenario) -> Iterator[Assumed]:
    """Yield the values that the engine reads, then the statements, each with where it is relied on."""
    for name in type(scenario.assumptions.rates).model_fields:
        stated = getattr(scenario.assumptions.rates, name)
        if stated is None:
            continue
        value = stated.model_dump(mode="json", exclude_none=True)["value"]
        yield Assumed(
            id=name,
            value=f"{_shown(value)} [{stated.unit}]",
            statement="",
            statement_vi="",
            reason=stated.reason,
            source=stated.source,
            confidence=stated.confidence,
            used_by=("engine",),
            range=stated.range,
        )
    for statement in scenario.assumptions.statements:
        yield Assumed(
            id=statement.id,
            value="",
            statement=statement.statement,
            statement_vi=statement.statement_vi,
            reason=statement.reason,
            source="",
            confidence="assumed",
            used_by=scenario.used_by[statement.id],
        )


def _shown(value: object) -> str:
    """Write a value of the assumptions file in one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(part)}" for key, part in value.items())
    if isinstance(value, list):
        return "; ".join(_shown(part) for part in value)
    return f"{value}"
