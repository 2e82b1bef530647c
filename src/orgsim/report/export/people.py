"""Sheets of people who leave: by year and cause, and under programmes."""

from orgsim.analysis.comparison import Comparison
from orgsim.model.outcomes import CAUSES
from orgsim.report.export.abreast import abreast, span_of
from orgsim.report.export.sheets import (
    COLOURS,
    Block,
    Chart,
    Entry,
    Field,
    Row,
    Series,
    Sheet,
    band_entries,
    band_fields,
    share_entries,
    share_fields,
    spoken,
)
from orgsim.report.words import Words

__all__ = ["leavers_sheet", "programmes_sheet"]


def leavers_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return who left, by year and cause."""
    causes = [cause for cause in CAUSES if any(roadmap.flows[cause].mean for roadmap in comparison.roadmaps)]
    blocks = []
    for roadmap in comparison.roadmaps:
        rows: list[Row] = []
        for year in comparison.years:
            means: list[Entry] = [roadmap.flows_yearly[cause][year].mean for cause in causes]
            rows.append((year, *means))
        title = f"{words.say('Leavers by year and cause')}: {words.name(roadmap)}"
        series = tuple(Series(1 + at, COLOURS[CAUSES.index(cause) % len(COLOURS)]) for at, cause in enumerate(causes))
        fields = (
            Field(words.say("Year"), "year"),
            *(Field(spoken(cause, comparison, words), "mean") for cause in causes),
        )
        blocks.append(Block(title, fields, tuple(rows), Chart("stacked", title, (0, 0), series) if series else None))
    title = words.say("Leavers, {years}", years=span_of(comparison))
    whole = abreast(title, ("leavers", *CAUSES), [roadmap.flows for roadmap in comparison.roadmaps], comparison, words)
    sentence = words.say("Leavers of each year by cause, mean over the simulated futures")
    return Sheet(
        "leavers", words.say("Leavers"), words.say("Who leaves, and why?"), (f"{sentence}.",), (whole, *blocks)
    )


def programmes_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return the quota of each programme, who left under it, and how often the quota was not filled."""
    yearly, filled = [], []
    for roadmap in comparison.roadmaps:
        for programme in roadmap.programmes:
            names = (words.name(roadmap), words.name(programme))
            if programme.quota:
                filled.append((*names, *share_entries(programme.unfilled)))
            yearly += [
                (*names, year, programme.quota.get(year), *band_entries(programme.years[year]))
                for year in comparison.years
                if year in programme.quota or programme.years[year].high
            ]
    heads = (Field(words.say("Roadmap")), Field(words.say("Programme")))
    fields = (*heads, Field(words.say("Year"), "year"), Field(words.say("Quota"), "whole"))
    return Sheet(
        "programmes",
        words.say("Programmes"),
        words.say("Who leaves under which programme?"),
        (),
        (
            Block(
                words.say("Quota, and people who leave"),
                (*fields, *band_fields(words, words.say("Who leave"))),
                tuple(yearly),
            ),
            Block(
                words.say("Share of the futures in which some year’s quota was not filled"),
                (*heads, *share_fields(words, words.say("Not filled"))),
                tuple(filled),
            ),
        ),
    )
