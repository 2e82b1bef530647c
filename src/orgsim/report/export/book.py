"""All sheets of an Excel file, in the order in which a reader asks."""

from orgsim.analysis.comparison import Comparison
from orgsim.report.analyses import Analyses
from orgsim.report.export.analyses import attribution_sheet, sensitivity_sheet
from orgsim.report.export.answers import best_sheet, summary_sheet, targets_sheet
from orgsim.report.export.numbers import (
    costs_sheet,
    differences_sheet,
    roadmaps_sheet,
    years_sheet,
)
from orgsim.report.export.people import leavers_sheet, programmes_sheet
from orgsim.report.export.provenance import provenance_sheet
from orgsim.report.export.sheets import Sheet
from orgsim.report.export.sources import (
    assumptions_sheet,
    hindcast_sheet,
    law_sheet,
    steps_sheet,
)
from orgsim.report.export.structure import structure_sheet
from orgsim.report.export.waterfalls import waterfall_sheet
from orgsim.report.words import Words

__all__ = ["book_sheets"]


def book_sheets(comparison: Comparison, analyses: Analyses, words: Words) -> tuple[Sheet, ...]:
    """Return a sheet for each question that the run can answer."""
    answers = (summary_sheet(comparison, words), targets_sheet(comparison, words), roadmaps_sheet(comparison, words))
    several = (differences_sheet(comparison, words), best_sheet(comparison, words))
    changes = (
        waterfall_sheet(comparison, words),
        years_sheet(comparison, words),
        costs_sheet(comparison, words),
        leavers_sheet(comparison, words),
        programmes_sheet(comparison, words),
    )
    later = (sensitivity_sheet(analyses.sensitivity, comparison, words),) if analyses.sensitivity else ()
    parts = (attribution_sheet(analyses.attributions, comparison, words),) if analyses.attributions else ()
    rest = (
        *((hindcast_sheet(comparison, words),) if comparison.hindcast else ()),
        steps_sheet(comparison, words),
        structure_sheet(comparison, words),
        *later,
        *parts,
        assumptions_sheet(comparison, words),
        law_sheet(comparison, words),
        provenance_sheet(comparison, words),
    )
    return (*answers, *(several if len(comparison.roadmaps) > 1 else ()), *changes, *rest)
