"""How the inputs of two simulations differ: scenarios thing by thing, roadmaps step by step."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

from pydantic import JsonValue

from orgsim.analysis.digest import digest, scenario_digest
from orgsim.analysis.plain import differences, plain
from orgsim.analysis.sections import ScenarioSection, Things, by_id, scenario_sections
from orgsim.analysis.values import Value
from orgsim.model.roadmap import Roadmap
from orgsim.model.scenario import Scenario

__all__ = [
    "Change",
    "Diff",
    "RoadmapSection",
    "Side",
    "What",
    "diff_roadmaps",
    "diff_scenarios",
    "roadmap_changes",
    "scenario_changes",
]

RoadmapSection = Literal["roadmaps", "roadmap", "steps", "step_order", "programmes", "programme_order"]
"""A section of roadmaps: which there are, and of each what it says of itself, its steps and its programmes."""

What = Literal["added", "removed", "renamed", "moved", "changed", "reworded"]
"""What happened: ``moved`` is a step's new date, ``reworded`` a text for readers or the statements assumed."""

_WHATS = get_args(What)

_TEXTS = "name|name_vi|title_vi|summary|summary_vi|legal_basis|reason|source|article|note"
_REWORDED = re.compile(
    rf"((into|office|unit|team|begins|range)(\[[^]]*\])?\.)?({_TEXTS})|assumes|step_files|said(\..*)?|rows(\..*)?"
)
_BESIDE_CONTENT = frozenset({"id", "date", "name", "name_vi", "legal_basis", "reason", "assumes"})
"""What may differ in two steps or programmes that are the same under another id."""
_RENAMED = ("steps", "programmes")
_CONTENT = {"id", "steps", "programmes"}


class Change(Value):
    """One difference between two inputs.

    ``id`` names the thing as the first input does, or as the second if only that has it; it is empty for what has no
    id. ``roadmap`` says whose step or programme it is, where scenarios are compared. ``field`` is empty if the whole
    thing was added or removed; ``before`` and ``after`` are ``None`` where there is nothing.
    """

    section: ScenarioSection | RoadmapSection
    roadmap: str | None = None
    id: str
    what: What
    field: str = ""
    before: JsonValue = None
    after: JsonValue = None


class Side(Value):
    """One of the two inputs: a scenario, or one of its roadmaps. The digests are those of :mod:`.digest`."""

    id: str
    name: str
    name_vi: str
    digest: str
    scenario: str
    scenario_digest: str


class Diff(Value):
    """How two scenarios, or two roadmaps, differ."""

    kind: Literal["scenarios", "roadmaps"]
    one: Side
    two: Side
    changes: tuple[Change, ...]


def diff_scenarios(one: Scenario, two: Scenario) -> Diff:
    """Return :func:`scenario_changes` with what was compared.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> small = read_scenario(Path("src/orgsim/io/small"))
    >>> diff_scenarios(small, small).changes
    ()
    """
    sides = [
        Side(id=s.id, name=s.name, name_vi=s.name_vi, digest=d, scenario=s.id, scenario_digest=d)
        for s, d in ((scenario, scenario_digest(scenario)) for scenario in (one, two))
    ]
    return Diff(kind="scenarios", one=sides[0], two=sides[1], changes=scenario_changes(one, two))


def diff_roadmaps(one: tuple[Scenario, str], two: tuple[Scenario, str]) -> Diff:
    """Return :func:`roadmap_changes` of two roadmaps, each named by its scenario and its id, with what was compared.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> small = read_scenario(Path("src/orgsim/io/small"))
    >>> diff = diff_roadmaps((small, "gradual"), (small, "swift"))
    >>> diff.one.id, diff.two.id, len(diff.changes)
    ('gradual', 'swift', 9)
    """
    roads = [scenario.roadmaps[name] for scenario, name in (one, two)]
    sides = [
        Side(
            id=road.id,
            name=road.name,
            name_vi=road.name_vi,
            digest=digest(road),
            scenario=scenario.id,
            scenario_digest=scenario_digest(scenario),
        )
        for road, (scenario, _) in zip(roads, (one, two), strict=True)
    ]
    return Diff(kind="roadmaps", one=sides[0], two=sides[1], changes=roadmap_changes(*roads))


def scenario_changes(one: Scenario, two: Scenario) -> tuple[Change, ...]:
    """Return how two scenarios differ: their sections in order, roadmaps that one lacks, then each that both have.

    Within a section changes are in the order of ids. Everything that a simulation, a target or a report reads is held
    against each other by id; people too, so that people made from other margins are other people. Of the files only
    what they say counts, not their bytes.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> small = read_scenario(Path("src/orgsim/io/small"))
    >>> fewer = replace(small, targets=small.targets[:1])
    >>> [(change.section, change.id, change.what) for change in scenario_changes(small, fewer)]
    [('targets', 'nobody-beyond', 'removed')]
    """
    before, after = scenario_sections(one, two), scenario_sections(two, one)
    shared = sorted(one.roadmaps.keys() & two.roadmaps.keys())
    return (
        *(change for section in before for change in _changes(section, before[section], after[section])),
        *_changes("roadmaps", _lone_roadmaps(one, two), _lone_roadmaps(two, one)),
        *(
            change.model_copy(update={"roadmap": name})
            for name in shared
            for change in roadmap_changes(one.roadmaps[name], two.roadmaps[name])
        ),
    )


def _lone_roadmaps(scenario: Scenario, beside: Scenario) -> Things:
    """Return in brief the roadmaps that the other scenario does not have."""
    return {
        key: {
            "name": road.name,
            "steps": len(road.steps),
            "programmes": len(road.programmes),
            "digest": digest(road),
        }
        for key, road in scenario.roadmaps.items()
        if key not in beside.roadmaps
    }


def roadmap_changes(one: Roadmap, two: Roadmap) -> tuple[Change, ...]:
    """Return how two roadmaps differ in steps, programmes and their order; sections in order, then by id.

    Steps and programmes are held against those of the same id. One that is left over and equals exactly one that is
    left over in the other roadmap, in all but id, date and texts, is the same under another id: it was renamed. The
    names, summary and files of the roadmaps count only if their ids are the same.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> road = read_scenario(Path("src/orgsim/io/small")).roadmaps["gradual"]
    >>> later = road.steps[2].model_copy(update={"date": road.steps[2].date.replace(year=2024)})
    >>> [change] = roadmap_changes(road, road.model_copy(update={"steps": (*road.steps[:2], later)}))
    >>> change.id, change.what, change.before, change.after
    ('merge-radio', 'moved', '2023-01-01', '2024-01-01')
    """
    own = [{"": road.model_dump(exclude=_CONTENT)} if one.id == two.id else {} for road in (one, two)]
    steps = [by_id(sorted(road.steps, key=lambda step: step.date)) for road in (one, two)]
    programmes = [by_id(road.programmes) for road in (one, two)]
    days = sorted({step.date for step in one.steps} & {step.date for step in two.steps})
    of_day = [[[key for key, step in found.items() if step.date == day] for found in steps] for day in days]
    same_steps, same_programmes = _pairs("steps", *steps), _pairs("programmes", *programmes)
    return (
        *_changes("roadmap", *own),
        *_changes("steps", *steps),
        *(
            change
            for day, (first, second) in zip(days, of_day, strict=True)
            for change in _reordered("step_order", day.isoformat(), first, second, same_steps)
        ),
        *_changes("programmes", *programmes),
        *_reordered("programme_order", "", [*programmes[0]], [*programmes[1]], same_programmes),
    )


def _changes(section: ScenarioSection | RoadmapSection, one: Things, two: Things) -> Iterator[Change]:
    """Yield the changes of a section in the order of ids; those of one thing in the order of :data:`What`, by field."""
    pairs = _pairs(section, one, two)
    found = set(pairs.values())
    for key in sorted({*one, *(key for key in two if key not in found)}):
        if key not in pairs:
            added = key not in one
            thing = plain(two[key] if added else one[key])
            what: What = "added" if added else "removed"
            yield Change(section=section, id=key, what=what, **{"after" if added else "before": thing})
        elif one[key] != two[pairs[key]]:
            leaves = differences(plain(one[key]), plain(two[pairs[key]]))
            named = ((_what(section, leaf.field), leaf) for leaf in leaves)
            for what, (field, before, after) in sorted(named, key=lambda pair: (_WHATS.index(pair[0]), pair[1].field)):
                yield Change(section=section, id=key, what=what, field=field, before=before, after=after)


def _what(section: str, field: str) -> What:
    if section in _RENAMED and field == "id":
        return "renamed"
    if section == "steps" and field == "date":
        return "moved"
    return "reworded" if _REWORDED.fullmatch(field) else "changed"


def _pairs(section: str, one: Things, two: Things) -> dict[str, str]:
    """Return which thing of the second input is which of the first: by id, or else as the only one that is alike."""
    same = {key: key for key in one if key in two}
    if section not in _RENAMED:
        return same
    alike: dict[str, tuple[list[str], list[str]]] = {}
    for side, (found, other) in enumerate(((one, two), (two, one))):
        for key in (key for key in found if key not in other):
            alike.setdefault(_content(found[key]), ([], []))[side].append(key)
    return same | {first[0]: second[0] for first, second in alike.values() if len(first) == len(second) == 1}


def _content(value: object) -> str:
    """Return what a step or programme does, as a text."""
    found = plain(value)
    assert isinstance(found, dict)
    return json.dumps({key: part for key, part in found.items() if key not in _BESIDE_CONTENT}, sort_keys=True)


def _reordered(
    section: RoadmapSection, key: str, one: Sequence[str], two: Sequence[str], pairs: Mapping[str, str]
) -> Iterator[Change]:
    """Yield a change if those that are in both stand in another order; from the first to the last that does."""
    back = {second: first for first, second in pairs.items()}
    here, there = frozenset(one), frozenset(two)
    before = [name for name in one if pairs.get(name) in there]
    after = [back[name] for name in two if back.get(name) in here]
    while before and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    if before:
        listed: list[JsonValue] = [pairs[name] for name in after]
        yield Change(section=section, id=key, what="changed", before=[*before], after=listed)
