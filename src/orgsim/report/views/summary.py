"""The answer in plain words: which roadmap meets which target, and what it does to people."""

from dataclasses import dataclass

from orgsim.analysis.comparison import Comparison, TargetStated
from orgsim.analysis.roadmap_values import RoadmapResult, TargetResult
from orgsim.analysis.values import Proportion
from orgsim.report.amounts import interval, mean, money, money_unit, share, with_spread
from orgsim.report.views.table import Tone
from orgsim.report.vocabulary import MEASURES
from orgsim.report.words import Words

__all__ = ["LIKELY", "Summary", "TargetVerdicts", "Verdict", "infeasible", "summary", "target_sentence", "tone_of"]

LIKELY = 0.95
"""From this share of replications on, a target is called likely met; likely missed below what is left of 1."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a roadmap makes of a target."""

    roadmap: str
    tone: Tone
    badge: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TargetVerdicts:
    """What all roadmaps make of a target."""

    name: str
    sentence: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The answer: one sentence, then each target, then the people of each roadmap."""

    lead: str
    targets: tuple[TargetVerdicts, ...]
    people: tuple[tuple[str, str], ...]


def summary(comparison: Comparison, words: Words) -> Summary:
    """Sum a comparison up in sentences."""
    return Summary(
        lead=_lead(comparison, words),
        targets=tuple(
            TargetVerdicts(
                name=words.name(target),
                sentence=target_sentence(target, comparison, words),
                verdicts=tuple(_verdict(roadmap, roadmap.targets[at], words) for roadmap in comparison.roadmaps),
            )
            for at, target in enumerate(comparison.targets)
        ),
        people=tuple((words.name(roadmap), _people(roadmap, comparison, words)) for roadmap in comparison.roadmaps),
    )


def tone_of(result: TargetResult) -> Tone:
    """Return how sure it is that a target is met."""
    met = _share(result)
    if met >= LIKELY:
        return "good"
    return "bad" if met <= 1 - LIKELY else "open"


def _share(result: TargetResult) -> float:
    return result.met.share if result.met else 0.0


def infeasible(result: TargetResult, words: Words) -> str:
    """Say why no future can meet a target."""
    return words.say(
        "{least} are left even if every step, programme and rule takes all it can, and at most {allowed} are allowed",
        least=words.whole(result.bound.least),
        allowed=words.whole(result.bound.allowed),
    )


def target_sentence(target: TargetStated, comparison: Comparison, words: Words) -> str:
    """State a target: the measure, the limit and the day."""
    values = {"measure": words.say(MEASURES[target.measure]), "day": words.date(target.by)}
    if target.at_most is not None:
        return words.say("{measure}: at most {limit} on {day}.", limit=words.whole(target.at_most), **values)
    assert target.at_most_share is not None
    tenths = round(1000 * target.at_most_share) % 10
    values["share"] = words.percent(target.at_most_share, 1 if tenths else 0)
    position = comparison.targets.index(target)
    limits = {with_spread(words, roadmap.targets[position].limit) for roadmap in comparison.roadmaps}
    if len(limits) == 1:
        return words.say(
            "{measure}: at most {limit} on {day} ({share} of the opening number, restated for transfers).",
            limit=limits.pop(),
            **values,
        )
    return words.say(
        "{measure}: at most {share} of the opening number on {day}, restated for transfers.",
        **values,
    )


def _lead(comparison: Comparison, words: Words) -> str:
    if not comparison.targets:
        return words.say("This scenario sets no target.")
    likely = words.percent(LIKELY)
    sure = [f"“{words.name(r)}”" for r in comparison.roadmaps if _likely_met(r) == len(comparison.targets)]
    if len(sure) == len(comparison.roadmaps) > 1:
        return words.say("All roadmaps meet each target in at least {likely} of the simulated futures.", likely=likely)
    if sure:
        return words.say_count(
            "{roadmaps} meets each target in at least {likely} of the simulated futures.",
            "{roadmaps} meet each target in at least {likely} of the simulated futures.",
            len(sure),
            roadmaps=words.listed(sure),
            likely=likely,
        )
    none = words.say(
        "No roadmap meets each of the targets in at least {likely} of the simulated futures.", likely=likely
    )
    return f"{none} {_closest(comparison, words)}".rstrip()


def _likely_met(roadmap: RoadmapResult) -> int:
    return sum(tone_of(result) == "good" for result in roadmap.targets)


def _closest(comparison: Comparison, words: Words) -> str:
    """Say which roadmap comes closest; empty if the targets do not tell."""

    def nearness(roadmap: RoadmapResult) -> tuple[int, float]:
        return _likely_met(roadmap), sum(_share(result) for result in roadmap.targets)

    best = max(comparison.roadmaps, key=nearness)
    likely, total = nearness(best)
    if len(comparison.roadmaps) == 1 or total == 0:
        return ""
    if likely:
        return words.say(
            "“{roadmap}” comes closest: it likely meets {likely} of {all} targets.",
            roadmap=words.name(best),
            likely=words.whole(likely),
            all=words.whole(len(comparison.targets)),
        )
    return words.say("“{roadmap}” comes closest.", roadmap=words.name(best))


def _verdict(roadmap: RoadmapResult, result: TargetResult, words: Words) -> Verdict:
    tone = tone_of(result)
    badges = {
        "good": words.say("likely met"),
        "open": words.say("uncertain"),
        "bad": words.say("likely missed"),
    }
    if result.met is None:
        return Verdict(words.name(roadmap), tone, words.say("infeasible"), f"{infeasible(result, words)}.")
    return Verdict(words.name(roadmap), tone, badges[tone], _sentence(result, result.met, words))


def _sentence(result: TargetResult, met: Proportion, words: Words) -> str:
    closing = with_spread(words, result.closing)
    values = {"share": share(words, met), "interval": interval(words, met), "closing": closing}
    if result.missed_by is None:
        return words.say("met in every simulated future (95% interval {interval}); ends at {closing}.", **values)
    missed = mean(words, result.missed_by)
    if met.share == 0:
        return words.say(
            "missed in every simulated future, by {missed} on average; ends at {closing}.", missed=missed, **values
        )
    return words.say(
        "met in {share} of the simulated futures (95% interval {interval}); ends at {closing}; "
        "where it is missed, by {missed} on average.",
        missed=missed,
        **values,
    )


def _people(roadmap: RoadmapResult, comparison: Comparison, words: Words) -> str:
    closing = roadmap.yearly["people"][comparison.years[-1]]
    benefits = roadmap.costs.total["benefits"]
    unit = money_unit(words, [benefits.mean], comparison.currency)
    return words.say(
        "people in post from {before} to {after}; on average {leavers} leave and {recruits} are recruited; "
        "benefits paid to leavers: {amount} {unit}.",
        before=words.whole(comparison.opening["people"]),
        after=with_spread(words, closing),
        leavers=mean(words, roadmap.flows["leavers"]),
        recruits=mean(words, roadmap.flows["recruited"]),
        amount=money(words, benefits, unit),
        unit=unit.name,
    )
