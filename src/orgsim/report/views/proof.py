"""What was held against each other, with numbers; and on how sound data the report rests."""

from collections.abc import Iterator

from orgsim.analysis.comparison import Comparison, ReportedResult
from orgsim.analysis.roadmap_values import RoadmapResult
from orgsim.model.closed import DOUBTFUL
from orgsim.report.amounts import signed
from orgsim.report.views.table import Cell, Column, Group, Row, Table
from orgsim.report.vocabulary import CHANGES, RATES
from orgsim.report.words import Words

__all__ = ["proof_sentences", "proof_table", "quality_table"]

_UNUSUAL = 0.025
"""A published figure is unusual if fewer futures than this are on one side of it."""


def proof_sentences(comparison: Comparison, words: Words) -> tuple[str, ...]:
    """Say what was checked in each roadmap, in numbers."""
    return tuple(
        words.say(
            "“{roadmap}”: {steps} steps were held against the organisation before and after them, by name: {moved} "
            "posts and places moved, {abolished} taken out of the establishment. In {books} closings of the books "
            "({futures} futures of {years} years) opening + comings − goings = closing, for people and for posts.",
            roadmap=words.name(roadmap),
            steps=words.whole(roadmap.proof.steps),
            moved=words.whole(roadmap.proof.moved),
            abolished=words.whole(roadmap.proof.abolished),
            books=words.whole(roadmap.proof.books),
            futures=words.whole(comparison.replications),
            years=words.whole(len(comparison.years)),
        )
        for roadmap in comparison.roadmaps
    )


def proof_table(comparison: Comparison, words: Words) -> Table:
    """Return the counts of all units at the opening, what the steps changed, and the counts after the last step."""

    def row(name: str, roadmap: RoadmapResult) -> Row:
        proof = roadmap.proof
        opening, change, closing = (side.get(name, 0) for side in (proof.opening, proof.changes, proof.closing))
        balance = (
            Cell(words.say("agrees"), tone="good")
            if opening + change == closing
            else Cell(words.say("differs"), tone="bad")
        )
        numbers = Cell(words.whole(opening)), Cell(signed(words, change) if change else "0"), Cell(words.whole(closing))
        return Row(Cell(words.say(CHANGES[name])), (*numbers, balance))

    columns = (
        Column("", numeric=False),
        Column(words.say("Opening")),
        Column(words.say("Sum over the steps")),
        Column(words.say("After the last step")),
        Column(words.say("Balance"), numeric=False),
    )
    return Table(
        words.say("Counts of all units, those outside the boundary too, before anybody leaves"),
        columns,
        tuple(
            Group(
                tuple(
                    row(name, roadmap)
                    for name in CHANGES
                    if name in roadmap.proof.opening or name in roadmap.proof.closing or name in roadmap.proof.changes
                ),
                words.listed([words.name(one) for one in comparison.roadmaps if _counts(one) == _counts(roadmap)]),
            )
            for roadmap in _different(comparison)
        ),
    )


def _different(comparison: Comparison) -> list[RoadmapResult]:
    """Return the first roadmap of each sum of steps."""
    found: list[RoadmapResult] = []
    for roadmap in comparison.roadmaps:
        if all(_counts(roadmap) != _counts(one) for one in found):
            found.append(roadmap)
    return found


def _counts(roadmap: RoadmapResult) -> tuple[dict[str, int], ...]:
    return roadmap.proof.opening, roadmap.proof.changes, roadmap.proof.closing


def quality_table(comparison: Comparison, words: Words) -> Table:
    """Return how much of what the report rests on is made, assumed, not verified or not known."""
    columns = (
        Column(words.say("What"), numeric=False),
        Column(words.say("Number")),
        Column(words.say("of")),
    )
    return Table(
        words.say("What is made, assumed, not verified or not known"),
        columns,
        (Group(tuple(_rows(comparison, words))),),
    )


def _rows(comparison: Comparison, words: Words) -> Iterator[Row]:
    say = words.say
    people = comparison.opening["people"]
    yield _row(words, say("People who are made from totals and are nobody"), people * comparison.synthetic, people)
    values = [one for one in comparison.assumptions if one.id in RATES]
    doubtful = sum(one.confidence in DOUBTFUL for one in values)
    yield _row(words, say("Values of the engine that are assumed, uncertain or from memory"), doubtful, len(values))
    read = [parameter for law in comparison.law for parameter in law.parameters]
    doubtful = sum(parameter.confidence in DOUBTFUL for parameter in read)
    yield _row(words, say("Parameters of law that are not verified"), doubtful, len(read))
    statements = [one for one in comparison.assumptions if not one.value]
    rows = {use for one in statements for use in one.used_by if use.rsplit(":", 1)[-1].isdigit()}
    yield _row(words, say("Statements made where the sources are silent"), len(statements))
    yield _row(words, say("Rows of tables that rest on such a statement"), len(rows))
    steps = {(roadmap.id, step.step): bool(step.assumes) for roadmap in comparison.roadmaps for step in roadmap.ledger}
    yield _row(words, say("Steps that rest on such a statement, of all roadmaps"), sum(steps.values()), len(steps))
    if comparison.structure:
        opening = comparison.structure[0].opening
        sizes = opening.sizes.values()
        units = sum(size.units for size in sizes)
        if units:
            known = sum(size.population.known for size in sizes)
            yield _row(words, say("Units whose number of inhabitants is not known"), units - known, units)
        yield _row(words, say("Duties whose owner has no posts"), len(opening.without_posts), opening.duties)
    if comparison.hindcast:
        unusual = sum(map(_unusual, comparison.hindcast))
        yield _row(
            words, say("Published figures that the simulation hardly ever gives"), unusual, len(comparison.hindcast)
        )


def _unusual(row: ReportedResult) -> bool:
    if row.percentile is None:
        return row.simulated.median != row.reported
    return not _UNUSUAL <= row.percentile <= 1 - _UNUSUAL


def _row(words: Words, what: str, number: int, of: int | None = None) -> Row:
    return Row(
        Cell(what),
        (Cell(words.whole(number), tone="warn" if number else ""), Cell("–" if of is None else words.whole(of))),
    )
