"""Sheets that answer: what it comes to, which targets are met and when, and which roadmap is best."""

from collections.abc import Iterator

from orgsim.analysis.comparison import Comparison, Duel, TargetStated
from orgsim.analysis.roadmap_values import RoadmapResult, TargetResult
from orgsim.report.export.sheets import (
    COLOURS,
    Block,
    Chart,
    Field,
    Row,
    Series,
    Sheet,
    band_entries,
    band_fields,
    coined,
    share_entries,
    share_fields,
    spoken,
    unit_of,
)
from orgsim.report.views.summary import summary, target_sentence
from orgsim.report.words import Words

__all__ = ["best_sheet", "summary_sheet", "targets_sheet"]


def summary_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return the answer in sentences: of each target and roadmap, and what it means for people."""
    found = summary(comparison, words)
    first, last = comparison.years[0], comparison.years[-1]
    synthetic = words.say(
        "The people in this report are made from published totals and stated shares. They are nobody, and nothing here "
        "says anything about a real person."
    )
    sentences = (
        f"{words.say('Years {first} to {last}', first=first, last=last)}. "
        + words.say_count(
            "{count} future is simulated for each roadmap.",
            "{count} futures are simulated for each roadmap; they differ only in chance.",
            comparison.replications,
        ),
        found.lead,
        *((synthetic,) if comparison.synthetic else ()),
    )
    verdicts = tuple(
        (target.name, target.sentence, verdict.roadmap, verdict.badge, verdict.sentence)
        for target in found.targets
        for verdict in target.verdicts
    )
    heads = (words.say("Target"), words.say("What it asks"), words.say("Roadmap"), words.say("Verdict"))
    blocks = (
        Block(words.say("Targets"), (*map(Field, heads), Field(words.say("In words"))), verdicts),
        Block(
            words.say("What it means for people"),
            (Field(words.say("Roadmap")), Field(words.say("In words"))),
            tuple(found.people),
        ),
    )
    return Sheet("summary", words.say("Summary"), words.name(comparison.scenario), sentences, blocks)


def targets_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return with what probability each target is met, how far it is missed, and from which year on it is met."""
    sentences = () if comparison.targets else (words.say("This scenario sets no target."),)
    asked = tuple((words.name(one), _asked(one, comparison, words), one.by) for one in comparison.targets)
    heads = (Field(words.say("Target")), Field(words.say("What it asks")), Field(words.say("Day"), "date"))
    blocks = (
        Block(words.say("The targets"), heads, asked),
        _met(comparison, words),
        _numbers(comparison, words),
        _since(comparison, words),
    )
    return Sheet("targets", words.say("Targets"), words.say("Which targets are met, and when?"), sentences, blocks)


def _asked(target: TargetStated, comparison: Comparison, words: Words) -> str:
    basis = words.say("Legal basis: {basis}", basis=target.legal_basis)
    return f"{target_sentence(target, comparison, words)} {basis}"


def _each(comparison: Comparison) -> Iterator[tuple[TargetStated, RoadmapResult, TargetResult]]:
    for position, target in enumerate(comparison.targets):
        for roadmap in comparison.roadmaps:
            yield target, roadmap, roadmap.targets[position]


def _met(comparison: Comparison, words: Words) -> Block:
    badges = [verdict.badge for target in summary(comparison, words).targets for verdict in target.verdicts]
    rows = tuple(
        (words.name(target), words.name(roadmap), *share_entries(result.met), badge)
        for (target, roadmap, result), badge in zip(_each(comparison), badges, strict=True)
    )
    title = words.say("Probability of meeting it")
    fields = (
        Field(words.say("Target")),
        Field(words.say("Roadmap")),
        *share_fields(words, title),
        Field(words.say("Verdict")),
    )
    chart = Chart("columns", title, (0, 1), (Series(2, COLOURS[0]),), floor=0)
    return Block(words.say("Probability of meeting each target, with its 95% interval"), fields, rows, chart)


def _numbers(comparison: Comparison, words: Words) -> Block:
    rows = tuple(
        (
            words.name(target),
            words.name(roadmap),
            *band_entries(result.closing, result.limit, result.missed_by),
        )
        for target, roadmap, result in _each(comparison)
    )
    fields = (
        Field(words.say("Target")),
        Field(words.say("Roadmap")),
        *band_fields(words, words.say("On the day"), words.say("Limit"), words.say("Missed by, where missed")),
    )
    return Block(words.say("Number on the day, limit, and how far it is missed"), fields, rows)


def _since(comparison: Comparison, words: Words) -> Block:
    rows: list[Row] = []
    for target, roadmap, result in _each(comparison):
        shares = [result.since.get(year, 0.0) for year in comparison.years]
        rows.append((words.name(target), words.name(roadmap), *shares, _rest(shares)))
    fields = (
        Field(words.say("Target")),
        Field(words.say("Roadmap")),
        *(Field(str(year), "share") for year in comparison.years),
        Field(words.say("never"), "share"),
    )
    caption = words.say("From the end of which year on the measure is within the limit, for good: share of the futures")
    return Block(caption, fields, tuple(rows))


def _rest(shares: list[float]) -> float:
    """Return the share of the futures that is left; the last bits of doubles aside."""
    return round(1 - sum(shares), 9) + 0.0


def best_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return how often each roadmap is best by each criterion, what is lost with it, and each pair of roadmaps."""
    return Sheet(
        "best",
        words.say("Best"),
        words.say("Which roadmap is best?"),
        (),
        (
            _choices(comparison, words),
            Block(words.say("Two by two"), _duel_fields(words), tuple(_duels(comparison, words))),
        ),
    )


def _choices(comparison: Comparison, words: Words) -> Block:
    rows: list[Row] = [
        (
            spoken(choice.criterion, comparison, words),
            words.name(roadmap),
            *share_entries(choice.best[roadmap.id]),
            unit_of(choice.criterion, comparison, words),
            *coined(band_entries(choice.regret.get(roadmap.id)), choice.criterion),
        )
        for choice in comparison.choices
        for roadmap in comparison.roadmaps
    ]
    fields = (
        Field(words.say("Criterion, less is better")),
        Field(words.say("Roadmap")),
        *share_fields(words, words.say("Best")),
        Field(words.say("Unit")),
        *band_fields(words, words.say("More than the best")),
    )
    title = words.say(
        "Share of the futures in which no other roadmap is better, and how much more it has than the best"
    )
    return Block(title, fields, tuple(rows))


def _duel_fields(words: Words) -> tuple[Field, ...]:
    return (
        Field(words.say("Criterion, less is better")),
        Field(words.say("Roadmap")),
        Field(words.say("Against")),
        Field(words.say("Less"), "share"),
        Field(words.say("Equal"), "share"),
        Field(words.say("More"), "share"),
        Field(words.say("Never worse")),
    )


def _duels(comparison: Comparison, words: Words) -> Iterator[Row]:
    names = {roadmap.id: words.name(roadmap) for roadmap in comparison.roadmaps}
    for duel in comparison.duels:
        criterion = spoken(duel.criterion, comparison, words)
        shares = (duel.less, duel.equal, duel.more)
        yield criterion, names[duel.one], names[duel.two], *shares, _dominance(duel, names, words)


def _dominance(duel: Duel, names: dict[str, str], words: Words) -> str:
    if duel.dominance == "always":
        return words.say("{roadmap}, in every future", roadmap=names[duel.better])
    return words.say("{roadmap}, in distribution", roadmap=names[duel.better]) if duel.dominance else ""
