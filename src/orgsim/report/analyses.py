"""Analyses that were made of a run later, shown with its comparison."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from rich.console import RenderableType
from rich.text import Text

from orgsim.analysis.attribution import Attribution
from orgsim.analysis.comparison import Comparison
from orgsim.analysis.sensitivity_result import Sensitivity
from orgsim.report.amounts import Wording
from orgsim.report.attribution import attribution_tables
from orgsim.report.plain import WORDS
from orgsim.report.sensitivity import sensitivity_tables

__all__ = ["ATTRIBUTION", "SENSITIVITY", "Analyses", "analysis_tables", "read_analyses"]

ATTRIBUTION, SENSITIVITY = "attribution-", "sensitivity"
"""How analyses are named: the first is followed by the roadmap's id."""


@dataclass(frozen=True, slots=True)
class Analyses:
    """The analyses of a run that this orgsim can read, and the names of those that it cannot."""

    attributions: tuple[Attribution, ...]
    sensitivity: Sensitivity | None
    unreadable: tuple[str, ...]


def read_analyses(texts: Mapping[str, str]) -> Analyses:
    """Read analyses that were kept as JSON texts by name."""
    attributions, sensitivity, unreadable = [], None, []
    for name, text in texts.items():
        try:
            if name.startswith(ATTRIBUTION):
                attributions.append(Attribution.model_validate_json(text))
            elif name == SENSITIVITY:
                sensitivity = Sensitivity.model_validate_json(text)
        except ValidationError:
            unreadable.append(name)
    return Analyses(tuple(attributions), sensitivity, tuple(unreadable))


def analysis_tables(comparison: Comparison, analyses: Analyses, words: Wording = WORDS) -> list[RenderableType]:
    """Return the tables of analyses, and how to make those that are missing."""
    tables: list[RenderableType] = []
    if analyses.sensitivity:
        tables += sensitivity_tables(analyses.sensitivity, words=words)
    for attribution in analyses.attributions:
        tables += attribution_tables(attribution, comparison.currency, words=words)
    for name in analyses.unreadable:
        tables.append(
            Text(
                words.say("The analysis '{name}' was written by another orgsim; make it again with --again.", name=name)
            )
        )
    if not analyses.sensitivity:
        tables.append(Text(words.say("What the answer hangs on: orgsim sensitivity RUN")))
    if not analyses.attributions:
        tables.append(Text(words.say("What each step and programme contributed: orgsim attribute RUN --roadmap NAME")))
    return tables
