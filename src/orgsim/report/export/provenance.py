"""The sheet that says from what the numbers come: seed, digests, proof, precision, method and files."""

from orgsim.analysis.comparison import Comparison
from orgsim.report.export.sheets import Block, Entry, Field, Numeral, Sheet, coined, ends_of, spoken, unit_of
from orgsim.report.views.sources import method
from orgsim.report.vocabulary import CHANGES, SECTIONS
from orgsim.report.words import Words

__all__ = ["provenance_sheet"]


def provenance_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return from what the numbers come: seed, digests, version, precision, method, and the files that were read."""
    names = {roadmap.id: words.name(roadmap) for roadmap in comparison.roadmaps}
    facts: tuple[tuple[str, Entry], ...] = (
        (words.say("Scenario"), words.name(comparison.scenario)),
        (words.say("Scenario digest"), comparison.digest),
        (words.say("First year"), Numeral(comparison.years[0], "year")),
        (words.say("Last year"), Numeral(comparison.years[-1], "year")),
        (words.say("Simulated futures of each roadmap"), comparison.replications),
        (words.say("Seed"), str(comparison.seed)),
        (words.say("Reference"), names[comparison.reference]),
        (words.say("Currency"), comparison.currency),
        (words.say("Discount rate"), Numeral(comparison.discount_rate, "share")),
        (words.say("Version of orgsim"), comparison.version),
    )
    roadmaps = tuple(
        (words.name(one), one.id, one.digest, words.either(one.summary, one.summary_vi)) for one in comparison.roadmaps
    )
    read = (Field(words.say("Part")), Field(words.say("Digest")))
    about = (Field(words.say("Roadmap")), Field("id"), Field(words.say("Digest")), Field(words.say("Summary")))
    sections = tuple((words.say(SECTIONS[name][0]), digest) for name, digest in comparison.sections.items())
    return Sheet(
        "provenance",
        words.say("Provenance"),
        words.say("How the numbers came about"),
        (
            *method(comparison, words),
            words.say("With the same files, seed, number of futures and version, orgsim gives the same numbers."),
        ),
        (
            Block(words.say("The run"), (Field(words.say("What")), Field(words.say("Value"), "whole")), facts),
            Block(words.say("Roadmaps"), about, roadmaps),
            _precision(comparison, words),
            _proof(comparison, words),
            Block(words.say("What was read, with digests of its content"), read, sections),
        ),
    )


def _proof(comparison: Comparison, words: Words) -> Block:
    rows = tuple(
        (
            words.name(roadmap),
            words.say(CHANGES[name]),
            roadmap.proof.opening.get(name, 0),
            roadmap.proof.changes.get(name, 0),
            roadmap.proof.closing.get(name, 0),
        )
        for roadmap in comparison.roadmaps
        for name in CHANGES
        if name in {*roadmap.proof.opening, *roadmap.proof.changes, *roadmap.proof.closing}
    )
    fields = (
        Field(words.say("Roadmap")),
        Field(words.say("Count")),
        Field(words.say("Opening"), "whole"),
        Field(words.say("Changes by steps"), "whole"),
        Field(words.say("Closing"), "whole"),
    )
    return Block(words.say("Nothing is lost or invented: opening + changes = closing"), fields, rows)


def _precision(comparison: Comparison, words: Words) -> Block:
    names = {roadmap.id: words.name(roadmap) for roadmap in comparison.roadmaps}
    fields = (
        Field(words.say("Roadmap")),
        Field(words.say("Measure")),
        Field(words.say("Unit")),
        Field(words.say("Mean"), "mean"),
        *ends_of(words, words.say("Mean")),
        Field(words.say("Half the width that was wanted"), "mean"),
        Field(words.say("Futures of the first stage"), "whole"),
        Field(words.say("Futures in all"), "whole"),
    )
    rows = tuple(
        (
            names[one.roadmap],
            spoken(one.measure, comparison, words),
            unit_of(one.measure, comparison, words),
            *coined((one.mean, one.low, one.high, one.half_width), one.measure),
            one.first,
            one.replications,
        )
        for one in comparison.precision
    )
    return Block(words.say("Intervals that were to be narrow"), fields, rows)
