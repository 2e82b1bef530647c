"""On what the report rests: published figures, assumptions, law, method, provenance."""

import datetime as dt
from collections.abc import Sequence

from orgsim.analysis.comparison import Comparison, LawApplied, ParameterApplied, ReportedResult
from orgsim.model.closed import DOUBTFUL, Confidence
from orgsim.model.ranges import Range
from orgsim.report.amounts import signed
from orgsim.report.views.table import Cell, Column, Group, Row, Table, band_cell
from orgsim.report.vocabulary import CONFIDENCE, RATES, SECTIONS
from orgsim.report.words import Words

__all__ = [
    "hindcast_table",
    "law_table",
    "method",
    "provenance_table",
    "rests_on",
    "statements_table",
    "unsure_law_table",
    "values_table",
]

_USES_SHOWN = 6


def hindcast_table(comparison: Comparison, words: Words) -> Table:
    """Return the published figures beside what the roadmap that happened gives."""
    columns = (
        Column(words.say("Published figure"), numeric=False),
        Column(words.say("Reported")),
        Column(words.say("Simulated")),
        Column(words.say("Percentile")),
        Column(words.say("Source"), numeric=False),
    )
    roadmap = next(words.name(r) for r in comparison.roadmaps if r.id == comparison.hindcast_of)
    return Table(
        words.say("Published figures beside what “{roadmap}” gives", roadmap=roadmap),
        columns,
        (
            Group(
                tuple(_hindcast_row(row, words) for row in comparison.hindcast if row.percentile is not None),
                words.say("Left to chance"),
            ),
            Group(
                tuple(_hindcast_row(row, words) for row in comparison.hindcast if row.percentile is None),
                words.say("Fixed by the tables and steps"),
            ),
        ),
        wordy=True,
    )


def _hindcast_row(row: ReportedResult, words: Words) -> Row:
    return Row(
        Cell(words.name(row)),
        (
            Cell(words.whole(row.reported)),
            band_cell(row.simulated, words),
            _percentile(row, words),
            Cell(row.source, rests_on(row.assumes, words)),
        ),
    )


def _percentile(row: ReportedResult, words: Words) -> Cell:
    if row.percentile is not None:
        usual = 0.025 <= row.percentile <= 0.975
        return Cell(words.percent(row.percentile), "" if usual else words.say("unusual"), "" if usual else "warn")
    if row.simulated.mean == row.reported:
        return Cell(words.say("equal"))
    gap = signed(words, row.simulated.mean - row.reported)
    return Cell(words.say("differs by {gap}", gap=gap), tone="warn")


def rests_on(assumes: Sequence[str], words: Words) -> str:
    """Name the assumptions on which something rests; empty if there are none."""
    return words.say("rests on assumptions: {assumptions}", assumptions=", ".join(assumes)) if assumes else ""


def values_table(comparison: Comparison, words: Words) -> Table:
    """Return the values that the engine reads."""
    columns = (words.say("Value"), words.say("As read"), words.say("Reason and source"), words.say("Confidence"))
    rows = tuple(
        Row(
            Cell(words.say(RATES[row.id])),
            (Cell(row.value, _range(row.range)), Cell(row.reason, row.source), _confidence(row.confidence, words)),
        )
        for row in comparison.assumptions
        if row.id in RATES
    )
    caption = words.say("Values that the engine reads")
    return Table(caption, tuple(Column(text, numeric=False) for text in columns), (Group(rows),), wordy=True)


def _range(stated: Range | None) -> str:
    """Write a range as the file does, so that it needs no words but its reason; empty if there is none."""
    if stated is None:
        return ""
    return f"{'× ' if stated.of == 'factor' else ''}{stated.low:g}–{stated.high:g}: {stated.reason}"


def unsure_law_table(comparison: Comparison, words: Words) -> Table:
    """Return the parameters of law that were read and are not verified; what they say is in the table of the law."""
    columns = (words.say("Parameter"), words.say("Note, or article"), words.say("Confidence"))
    rows = tuple(
        Row(Cell(row.id), (Cell(row.reason or row.source), _confidence(row.confidence, words)))
        for row in comparison.assumptions
        if row.value and row.id not in RATES
    )
    caption = words.say("Parameters of law that were read and are not verified")
    return Table(caption, tuple(Column(text, numeric=False) for text in columns), (Group(rows),), wordy=True)


def statements_table(comparison: Comparison, words: Words) -> Table:
    """Return the choices made where the sources are silent, and where each is used."""
    columns = (
        words.say("Assumption"),
        words.say("Statement"),
        words.say("Reason"),
        words.say("Confidence"),
        words.say("Where it is used"),
    )
    rows = tuple(
        Row(
            Cell(row.id),
            (
                Cell(words.either(row.statement, row.statement_vi)),
                Cell(row.reason, row.source),
                _confidence(row.confidence, words),
                Cell(_uses(row.used_by, words)),
            ),
        )
        for row in comparison.assumptions
        if not row.value
    )
    caption = words.say("Statements on which tables, steps and programmes rest")
    return Table(caption, tuple(Column(text, numeric=False) for text in columns), (Group(rows),), wordy=True)


def _confidence(confidence: Confidence, words: Words) -> Cell:
    return Cell(words.say(CONFIDENCE[confidence]), tone="warn" if confidence in DOUBTFUL else "")


def _uses(used_by: Sequence[str], words: Words) -> str:
    """Name where an assumption is used; lines of one file are counted, not listed."""
    files = [use.rsplit(":", 1)[0] if use.rsplit(":", 1)[-1].isdigit() else "" for use in used_by]
    counted = [
        words.say_count("{file} ({count} row)", "{file} ({count} rows)", files.count(file), file=file)
        for file in dict.fromkeys(files)
        if file
    ]
    named = [use for use, file in zip(used_by, files, strict=True) if not file]
    shown = named[:_USES_SHOWN]
    more = len(named) - len(shown)
    rest = [words.say_count("and {count} more place", "and {count} more places", more)] if more else []
    return ", ".join([*counted, *shown, *rest])


def law_table(comparison: Comparison, words: Words) -> Table:
    """Return the parameters of law that were read, by instrument, with articles and how sure they are."""
    columns = (words.say("Parameter"), words.say("Says"), words.say("Article"), words.say("Confidence"))
    return Table(
        words.say("The law that was read, by instrument: parameters, formulas, articles"),
        tuple(Column(text, numeric=False) for text in columns),
        tuple(_instrument(row, words) for row in comparison.law),
        wordy=True,
    )


def _instrument(row: LawApplied, words: Words) -> Group:
    title = words.either(row.title, row.title_vi)
    return Group(
        tuple(_parameter_row(parameter, row, words) for parameter in row.parameters),
        f"{title} – {_term(row.in_force_from, row.in_force_to, words)}. {words.say('Source')}: {row.source}",
    )


def _parameter_row(row: ParameterApplied, instrument: LawApplied, words: Words) -> Row:
    own = (row.in_force_from, row.in_force_to) != (instrument.in_force_from, instrument.in_force_to)
    name = Cell(row.id, _term(row.in_force_from, row.in_force_to, words) if own else "")
    says = Cell(row.says, row.unit)
    return Row(name, (says, Cell(row.article, row.note), _confidence(row.confidence, words)))


def _term(start: dt.date, end: dt.date | None, words: Words) -> str:
    if end is None:
        return words.say("from {start} on", start=words.date(start))
    return words.say("{start} to {end}", start=words.date(start), end=words.date(end))


def method(comparison: Comparison, words: Words) -> tuple[str, ...]:
    """Say in a few sentences how the numbers came about."""
    return (
        words.say(
            "Each year has this order: reorganisation steps on their dates; leaving over the days of the year "
            "(resignation, death, retirement); separation programmes on 31 December; promotion into vacant "
            "leaders’ posts; recruitment; closing of the books. Leaving comes before the programmes, so that "
            "natural attrition counts towards a target first."
        ),
        words.say_count(
            "{count} future is simulated for each roadmap.",
            "{count} futures are simulated for each roadmap; they differ only in chance.",
            comparison.replications,
        )
        + " "
        + words.say(
            "All roadmaps share the same chance: the same person has the same chance draws in the same year under "
            "each of them. Differences between roadmaps are therefore taken future by future, and much of the "
            "chance cancels."
        ),
        words.say(
            "A range “from 5% to 95%” says how much the futures differ: nine in ten lie within it. A “95% interval” "
            "says how well a mean or a probability is known from this number of futures; it shrinks with more of "
            "them, the range does not. Neither covers errors of the assumptions."
        ),
        words.say(
            "Structural changes have fixed dates and are the same in all futures. In every future every flow of "
            "people and posts is held against the stocks, year by year; a difference of one would stop the run."
        ),
        words.say(
            "People in post, authorised posts and state-funded posts are three different numbers. A target that is "
            "a share of the opening number is restated for posts and people that cross the boundary, so that taking "
            "over another body’s posts is no failure and giving posts away no success."
        ),
    )


def provenance_table(comparison: Comparison, words: Words) -> Table:
    """Return the digests of the sections of the scenario, in whatever files or sheets they stood."""
    rows = tuple(
        Row(Cell(words.say(SECTIONS[section][0])), (Cell(digest),)) for section, digest in comparison.sections.items()
    )
    columns = (Column(words.say("Part"), numeric=False), Column(words.say("Digest"), numeric=False))
    return Table(words.say("What was read, with digests of its content"), columns, (Group(rows),), wordy=True)
