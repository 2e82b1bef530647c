"""Analyses that were made of a run later, shown with its comparison."""

from collections.abc import Sequence

from pydantic import ValidationError
from rich.console import RenderableType
from rich.text import Text

from orgsim.analysis.attribution import Attribution
from orgsim.analysis.comparison import Comparison
from orgsim.analysis.sensitivity_result import Sensitivity
from orgsim.report.attribution import attribution_tables
from orgsim.report.sensitivity import sensitivity_tables

__all__ = ["ATTRIBUTION", "SENSITIVITY", "analysis_tables"]

ATTRIBUTION, SENSITIVITY = "attribution-", "sensitivity"
"""How analyses are named: the first is followed by the roadmap's id."""


def analysis_tables(comparison: Comparison, analyses: Sequence[tuple[str, str]]) -> list[RenderableType]:
    """Return the tables of stored analyses, given as names and JSON texts; and how to make those that are missing."""
    tables: list[RenderableType] = []
    for name, text in analyses:
        try:
            if name.startswith(ATTRIBUTION):
                tables += attribution_tables(Attribution.model_validate_json(text), comparison.currency)
            elif name == SENSITIVITY:
                tables += sensitivity_tables(Sensitivity.model_validate_json(text))
        except ValidationError:
            tables.append(Text(f"The analysis '{name}' was written by another orgsim; make it again with --again."))
    made = {name for name, _ in analyses}
    if not any(name.startswith(ATTRIBUTION) for name in made):
        tables.append(Text("What each step and programme contributed: orgsim attribute RUN --roadmap NAME"))
    if SENSITIVITY not in made:
        tables.append(Text("What the answer hangs on: orgsim sensitivity RUN"))
    return tables
