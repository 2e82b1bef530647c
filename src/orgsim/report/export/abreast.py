"""Tables in which roadmaps stand side by side."""

from collections.abc import Iterable, Mapping

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.values import Band
from orgsim.report.export.sheets import (
    COLOURS,
    Block,
    Field,
    Row,
    Series,
    band_entries,
    band_fields,
    coined,
    spoken,
)
from orgsim.report.words import Words

__all__ = ["abreast", "compared", "reading", "roadmap_names", "span_of"]


def roadmap_names(comparison: Comparison, words: Words) -> tuple[str, ...]:
    """Return the names of the roadmaps."""
    return tuple(words.name(roadmap) for roadmap in comparison.roadmaps)


def span_of(comparison: Comparison) -> str:
    """Return the first and the last year."""
    return f"{comparison.years[0]}–{comparison.years[-1]}"


def reading(words: Words) -> str:
    """Say what the numbers of a band are."""
    return words.say("Mean over the simulated futures, and the range from 5% to 95% of them.")


def compared(comparison: Comparison, first: int, step: int) -> tuple[Series, ...]:
    """Return a series for the mean of each roadmap, where roadmaps stand side by side."""
    return tuple(Series(first + step * at, COLOURS[at % len(COLOURS)]) for at in range(len(comparison.roadmaps)))


def abreast(
    title: str,
    names: Iterable[str],
    results: Iterable[Mapping[str, Band]],
    comparison: Comparison,
    words: Words,
) -> Block:
    """Return what happens in some roadmap, a row for each measure."""
    bands = list(results)
    rows: list[Row] = [
        (spoken(name, comparison, words), *coined(band_entries(*(found[name] for found in bands)), name))
        for name in names
        if any(found[name].mean for found in bands)
    ]
    fields = (Field(words.say("Measure")), *band_fields(words, *roadmap_names(comparison, words)))
    return Block(title, fields, tuple(rows))
