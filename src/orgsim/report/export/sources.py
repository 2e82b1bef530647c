"""Sheets on which the answer rests: published figures, steps, assumptions and law."""

from fractions import Fraction

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.roadmap_values import LedgerRow
from orgsim.report.export.sheets import (
    Block,
    Field,
    Sheet,
    band_entries,
    band_fields,
)
from orgsim.report.vocabulary import CHANGES, CONFIDENCE, OPERATORS, RATES
from orgsim.report.words import Words

__all__ = ["assumptions_sheet", "hindcast_sheet", "law_sheet", "steps_sheet"]


def hindcast_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return published figures beside what the roadmap that happened gives."""
    rows = tuple(
        (
            words.name(row),
            words.say("Left to chance") if row.percentile is not None else words.say("Fixed by the tables and steps"),
            row.reported,
            *band_entries(row.simulated),
            row.percentile,
            row.source,
            ", ".join(row.assumes),
        )
        for row in comparison.hindcast
    )
    fields = (
        Field(words.say("Published figure")),
        Field(words.say("How it comes about")),
        Field(words.say("Reported"), "whole"),
        *band_fields(words, words.say("Simulated")),
        Field(words.say("Percentile"), "share"),
        Field(words.say("Source")),
        Field(words.say("Rests on assumptions")),
    )
    named = [words.name(roadmap) for roadmap in comparison.roadmaps if roadmap.id == comparison.hindcast_of]
    title = words.say("Published figures beside what “{roadmap}” gives", roadmap=", ".join(named))
    note = words.say(
        "Nothing was fitted to these figures. The percentile is the share of simulated futures below the published "
        "figure, plus half of those that hit it: near 50% the figure lies in the middle of what the simulation gives; "
        "below 2.5% or above 97.5% the simulation hardly ever gives it, and it is marked unusual."
    )
    return Sheet(
        "hindcast",
        words.say("Hindcast"),
        words.say("Published figures and simulation"),
        (note,),
        (Block(title, fields, rows),),
    )


def steps_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return what each step changes, and which units became which; roadmaps that take the same steps share rows."""
    different: list[tuple[LedgerRow, ...]] = []
    for roadmap in comparison.roadmaps:
        if roadmap.ledger not in different:
            different.append(roadmap.ledger)
    takers = [[words.name(one) for one in comparison.roadmaps if one.ledger == ledger] for ledger in different]
    taken = [(words.listed(names), row) for names, ledger in zip(takers, different, strict=True) for row in ledger]
    counts = [name for name in CHANGES if any(name in row.changes for _, row in taken)]
    steps = tuple(
        (
            names,
            row.date,
            row.step,
            words.say(OPERATORS[row.op]),
            *(row.changes.get(name) for name in counts),
            row.legal_basis,
            row.reason,
            ", ".join(row.assumes),
        )
        for names, row in taken
    )
    heads = (Field(words.say("Roadmap")), Field(words.say("Date"), "date"), Field(words.say("Step")))
    fields = (
        *heads,
        Field(words.say("Operator")),
        *(Field(words.say(CHANGES[name]), "whole") for name in counts),
        Field(words.say("Legal basis")),
        Field(words.say("Reason")),
        Field(words.say("Rests on assumptions")),
    )
    became = tuple(
        (
            names,
            row.date,
            row.step,
            _unit(old, comparison, words),
            old,
            _unit(new, comparison, words),
            new,
            float(Fraction(share)),
        )
        for names, row in taken
        for old, new, share in row.descents
    )
    lineage = (
        *heads,
        Field(words.say("From")),
        Field(words.say("{name}: id", name=words.say("From"))),
        Field(words.say("To")),
        Field(words.say("{name}: id", name=words.say("To"))),
        Field(words.say("Share of the old unit"), "share"),
    )
    return Sheet(
        "steps",
        words.say("Steps"),
        words.say("Steps and units"),
        (words.say("Counts within the boundary, as the step changes them."),),
        (
            Block(words.say("Steps by date"), fields, steps),
            Block(words.say("Which units became which"), lineage, became),
        ),
    )


def _unit(unit: str, comparison: Comparison, words: Words) -> str:
    return words.name(comparison.unit_names[unit])


def assumptions_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return the values that the engine reads, and the choices made where sources are silent."""
    values = tuple(
        (
            words.say(RATES[row.id]) if row.id in RATES else row.id,
            row.value,
            *((None, None) if row.range is None else (row.range.low, row.range.high)),
            "" if row.range is None else row.range.of,
            words.say(CONFIDENCE[row.confidence]),
            row.reason,
            row.source,
        )
        for row in comparison.assumptions
        if row.value
    )
    statements = tuple(
        (
            row.id,
            words.either(row.statement, row.statement_vi),
            words.say(CONFIDENCE[row.confidence]),
            row.reason,
            row.source,
            ", ".join(row.used_by),
        )
        for row in comparison.assumptions
        if not row.value
    )
    heads = (Field(words.say("Confidence")), Field(words.say("Reason")), Field(words.say("Source")))
    fields = (
        Field(words.say("Value")),
        Field(words.say("As read")),
        Field(words.say("Range: low"), "ratio"),
        Field(words.say("Range: high"), "ratio"),
        Field(words.say("Range of")),
        *heads,
    )
    said = (Field("id"), Field(words.say("Statement")), *heads, Field(words.say("Where it is used")))
    return Sheet(
        "assumptions",
        words.say("Assumptions"),
        words.say("On what does the answer rest?"),
        (words.say("Legal bases, reasons and sources are shown as the scenario has them."),),
        (
            Block(
                words.say("Values that the engine reads, and parameters of law that are not verified"), fields, values
            ),
            Block(words.say("Statements on which tables, steps and programmes rest"), said, statements),
        ),
    )


def law_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return the parameters of law that were read, with articles, dates and how sure they are."""
    rows = tuple(
        (
            words.either(law.title, law.title_vi),
            one.id,
            one.says,
            one.unit,
            one.article,
            one.in_force_from,
            one.in_force_to,
            words.say(CONFIDENCE[one.confidence]),
            one.note,
            law.source,
        )
        for law in comparison.law
        for one in law.parameters
    )
    fields = (
        Field(words.say("Instrument")),
        Field(words.say("Parameter")),
        Field(words.say("Says")),
        Field(words.say("Unit")),
        Field(words.say("Article")),
        Field(words.say("In force from"), "date"),
        Field(words.say("In force to"), "date"),
        Field(words.say("Confidence")),
        Field(words.say("Note")),
        Field(words.say("Source")),
    )
    title = words.say("The law that was read, by instrument: parameters, formulas, articles")
    none = () if rows else (words.say("No law is applied."),)
    return Sheet("law", words.say("Law"), words.say("Law applied"), none, (Block(title, fields, rows),))
