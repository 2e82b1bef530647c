"""Warnings about a sound scenario: what will probably not do what its planner wants."""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby

from orgsim.errors import Message, Problem, StepError
from orgsim.io.folder import Folder, RoadmapFile
from orgsim.io.validation import Entry
from orgsim.model.law import Law, in_force_on
from orgsim.model.ledger import History
from orgsim.model.naming import names_in
from orgsim.model.organisation import Organisation
from orgsim.model.roadmap import EndContracts, Recruitment, Roadmap, Separation
from orgsim.model.scenario import Scenario
from orgsim.model.steps import Step
from orgsim.rules.attainable import attainable
from orgsim.rules.law.code import provisions
from orgsim.rules.law.norms import Breach, breaches
from orgsim.rules.reorganise import apply

__all__ = ["warnings"]

_PAIRS = 20
"""Pairs of steps of two files and one day whose order is tried; one that matters is enough to tell."""

_MEASURES = {
    "funded_posts": Message("state-funded posts"),
    "supernumerary": Message("people beyond the establishment"),
}


def warnings(folder: Folder, scenario: Scenario, histories: Mapping[str, History]) -> Iterator[Problem]:
    """Yield what looks wrong in roadmaps that can be taken, each with its place and a way out."""
    for road in folder.roadmaps:
        roadmap = scenario.roadmaps[str(road.document.get("id"))]
        history = histories[roadmap.id]
        yield from _unordered(road, roadmap, history)
        yield from _stranded(road, roadmap, history)
        yield from _floors_above_ceilings(folder, road)
        yield from _recruits_beyond_the_law(road, scenario.law)
        yield from _out_of_reach(folder, roadmap, history)
    yield from dict.fromkeys(_against_norms(folder, scenario, histories))  # roadmaps share step files


def _unordered(road: RoadmapFile, roadmap: Roadmap, history: History) -> Iterator[Problem]:
    """Yield steps of one day in two files that touch the same unit and whose order matters."""
    if roadmap.same_day_order is not None:
        return
    organisations = [history.opening, *(organisation for organisation, _ in history.moments)]
    before = dict(zip((entry.step for entry in history.entries), organisations, strict=False))
    for _, group in groupby(road.dated_steps, key=lambda step: step.value.date):
        of_day = list(group)
        if len({step.document.file for step in of_day}) > 1:
            told: set[tuple[str, str]] = set()
            for one, two, unit in _meetings(of_day):
                files = (one.document.file, two.document.file)
                if files in told or not _order_matters(before[one.value.id], one.value, two.value):
                    continue
                told.add(files)
                there = one.problem("", "id").place
                yield two.problem(
                    Message(
                        "step '{id}' ({there}) is taken on the same day, both touch '{unit}', and their order "
                        "matters; give them two dates, put them into one file in order, or, if the order of "
                        "'step_files' is meant, write 'same_day_order: as-listed' in the roadmap",
                        id=one.value.id,
                        there=there,
                        unit=unit,
                    ),
                    "date",
                )


def _meetings(steps: list[Entry[Step]]) -> Iterator[tuple[Entry[Step], Entry[Step], str]]:
    """Yield pairs of steps of different files that name the same unit, the earlier one first."""
    seen: dict[str, list[Entry[Step]]] = {}
    counted: dict[tuple[str, str], int] = {}
    for step in steps:
        words = sorted({named.name for named in names_in(step.value) if named.what == "unit"})
        for word in words:
            for other in seen.get(word, ()):
                files = (other.document.file, step.document.file)
                counted[files] = counted.get(files, 0) + 1
                if files[0] != files[1] and counted[files] <= _PAIRS:
                    yield other, step, word
        for word in words:
            seen.setdefault(word, []).append(step)


def _order_matters(before: Organisation, one: Step, two: Step) -> bool:
    """Say whether two steps give something else, or cannot be taken, the other way round."""
    ways: list[Organisation | None] = []
    for steps in ((one, two), (two, one)):
        after = before
        for step in steps:
            try:
                after, _ = apply(after, step)
            except StepError:
                ways.append(None)
                break
        else:
            ways.append(after)
    return ways[0] != ways[1]


def _stranded(road: RoadmapFile, roadmap: Roadmap, history: History) -> Iterator[Problem]:
    """Yield steps that leave people beyond the establishment whom no programme lets go afterwards."""
    last = max(
        (year for p in roadmap.programmes if isinstance(p, Separation | EndContracts) for year in p.quota), default=0
    )
    for entry in history.entries:
        count = entry.inside_after.supernumerary - entry.inside_before.supernumerary
        if count > 0 and not entry.crossed_in and last < entry.date.year:
            step = next(step for step in road.steps if step.value.id == entry.step)
            yield step.problem(
                Message(
                    "this leaves {people} beyond the establishment, and no programme of roadmap '{id}' lets "
                    "anyone go in {year} or later; add a separation or end_contracts programme, or abolish "
                    "less",
                    people=_people(count),
                    id=roadmap.id,
                    year=entry.date.year,
                ),
                "id",
            )


def _people(count: int) -> str:
    return "1 person" if count == 1 else Message("{count} people", count=count)


def _against_norms(folder: Folder, scenario: Scenario, histories: Mapping[str, History]) -> Iterator[Problem]:
    """Yield steps that leave units with fewer posts, or more deputies, than a norm of the law says."""
    for road in folder.roadmaps:
        steps = {step.value.id: step for step in road.steps}
        alike: dict[tuple[str, str, str], list[Breach]] = {}
        for breach in breaches(scenario.law, histories[str(road.document.get("id"))], scenario.unit_types):
            alike.setdefault((breach.step, breach.norm.id, breach.asked), []).append(breach)
        for (step, _, _), (first, *others) in alike.items():
            more = Message(" (and {count} more like it)", count=len(others)) if others else ""
            yield steps[step].problem(Message("this leaves {told}", told=_told(first, more)), "id")


def _told(breach: Breach, more: str) -> str:
    """Say what is found against a norm, what the norm is and where it stands, and the way out."""
    norm = f"{breach.instrument.title}, {breach.norm.article},"
    kind = breach.norm.unit_type
    due = "" if breach.due == breach.date else Message(" by {due}", due=breach.due)
    if breach.asked == "least_staff":
        posts = "1 post" if breach.found == 1 else Message("{found} posts", found=breach.found)
        return Message(
            "'{unit}'{more} with {posts} on {date}, and {norm} asks for at least {bound} in a "
            "{kind}; merge it into a larger unit, give it more posts, or change its type in "
            "'unit_types'",
            unit=breach.unit,
            more=more,
            posts=posts,
            date=breach.date,
            norm=norm,
            bound=breach.bound,
            kind=kind,
        )
    if breach.asked == "most_deputies":
        return Message(
            "'{unit}'{more} with {deputies} on {date}, and {norm} allows {bound} in such a {kind}; "
            "let {number} of them go{due}, or change its type in 'unit_types'",
            unit=breach.unit,
            more=more,
            deputies=_deputies(breach.found),
            date=breach.date,
            norm=norm,
            bound=breach.bound,
            kind=kind,
            number=breach.found - breach.bound,
            due=due,
        )
    units = "1 unit" if breach.among == 1 else Message("{among} units", among=breach.among)
    return Message(
        "{deputies} in '{unit}'{more} and its peers, {units} in all, on {date}, and {norm} "
        "allows {bound} in all of them; let {number} go{due}, or change the type in 'unit_types'",
        deputies=_deputies(breach.found),
        unit=breach.unit,
        more=more,
        units=units,
        date=breach.date,
        norm=norm,
        bound=breach.bound,
        number=breach.found - breach.bound,
        due=due,
    )


def _deputies(count: int) -> str:
    return "1 deputy" if count == 1 else Message("{count} deputies", count=count)


def _floors_above_ceilings(folder: Folder, road: RoadmapFile) -> Iterator[Problem]:
    """Yield recruitment rules that keep a larger share of posts than a target allows."""
    for programme in road.programmes:
        rule = programme.value
        if not isinstance(rule, Recruitment) or rule.keep_at_least is None:
            continue
        for target in folder.targets:
            ceiling = target.value.at_most_share
            if target.value.measure == "funded_posts" and ceiling is not None and ceiling < rule.keep_at_least:
                yield programme.problem(
                    Message(
                        "this keeps at least {keep_at_least:.0%} of the posts, and target '{id}' ({place}) "
                        "allows {ceiling:.0%}; lower it to {ceiling:.0%}, or let steps and programmes abolish "
                        "the rest",
                        keep_at_least=rule.keep_at_least,
                        id=target.value.id,
                        place=target.problem("", "at_most_share").place,
                        ceiling=ceiling,
                    ),
                    "keep_at_least",
                )


def _recruits_beyond_the_law(road: RoadmapFile, law: Law) -> Iterator[Problem]:
    """Yield recruitment rules that replace more of the leavers than the law of one of their years allows."""
    for programme in road.programmes:
        rule = programme.value
        if not isinstance(rule, Recruitment):
            continue
        for year in range(rule.first_year, rule.last_year + 1):
            for one in provisions(law, "recruits_per_leaver_most"):
                most = one.parameter.value
                if most is not None and most < rule.share_of_leavers and in_force_on(one.term, dt.date(year, 12, 31)):
                    yield programme.problem(
                        Message(
                            "this replaces {share_of_leavers:.0%} of the leavers, and '{id}' ({article}) allows "
                            "{most:.0%} in {year}; lower it, or say why in the reason",
                            share_of_leavers=rule.share_of_leavers,
                            id=one.instrument.id,
                            article=one.parameter.article,
                            most=most,
                            year=year,
                        ),
                        "share_of_leavers",
                    )
                    break
            else:
                continue
            break


def _out_of_reach(folder: Folder, roadmap: Roadmap, history: History) -> Iterator[Problem]:
    """Yield targets that a roadmap cannot meet, or only if nature helps."""
    for target in folder.targets:
        bound = attainable(history, roadmap, target.value)
        if not bound.missing:
            continue
        measure = _MEASURES.get(target.value.measure, target.value.measure)
        fact = Message(
            "with roadmap '{id}', {least} {measure} are left by {by} even if everyone goes",
            id=roadmap.id,
            least=bound.least,
            measure=measure,
            by=target.value.by,
        )
        if bound.certain:
            yield target.problem(
                Message(
                    "{fact} whom the programmes may take, and at most {allowed} are allowed: out of reach; "
                    "abolish {missing} more by steps, programmes or the recruitment rule",
                    fact=fact,
                    allowed=bound.allowed,
                    missing=bound.missing,
                ),
                "id",
            )
        else:
            yield target.problem(
                Message(
                    "{fact} whom the programmes may take, and at most {allowed} are allowed; the other "
                    "{missing} must resign, retire, die or take a vacant post, or a programme must take more",
                    fact=fact,
                    allowed=bound.allowed,
                    missing=bound.missing,
                ),
                "id",
            )
