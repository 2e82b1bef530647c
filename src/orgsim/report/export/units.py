"""Sheets of single units: numbers by year, and the old and the new structure with the targets of each unit."""

from collections.abc import Iterator, Sequence

import numpy as np

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.units import KEPT, Side, UnitNumbers, unit_numbers, unit_targets
from orgsim.errors import RunError
from orgsim.model.ledger import History
from orgsim.model.outcomes import Outcomes
from orgsim.model.scenario import Scenario
from orgsim.report.export.sheets import Block, Field, Row, Sheet, share_entries, share_fields, spoken
from orgsim.report.words import Words
from orgsim.rules.reorganise import follow

__all__ = ["check_units_kept", "unit_sheets"]

Runs = Sequence[tuple[Outcomes, History]]


def check_units_kept(outcomes: Sequence[Outcomes]) -> None:
    """Check that a run kept the numbers of single units.

    Raises
    ------
    RunError
        If it kept totals only.
    """
    if any(name not in run.by_unit for run in outcomes for name in KEPT):
        raise RunError("the run kept totals only, and nothing of single units; run it again with --keep units")


def unit_sheets(
    scenario: Scenario, outcomes: Sequence[Outcomes], comparison: Comparison, words: Words
) -> tuple[Sheet, ...]:
    """Return the sheets of single units: means by year, the old and the new structure, and targets unit by unit.

    Raises
    ------
    RunError
        If the run kept totals only.
    """
    check_units_kept(outcomes)
    runs = [(run, follow(scenario.organisation, scenario.roadmaps[run.roadmap].steps)) for run in outcomes]
    title = words.say("Single units, by year")
    note = words.say("Mean over the simulated futures. A unit that does not exist in a year has zeros.")
    by_year = Block(
        title, _year_fields(comparison, words), tuple(_by_year([run for run, _ in runs], comparison, words))
    )
    return (
        Sheet("units", words.say("Units by year"), title, (note,), (by_year,)),
        _structure_sheet(runs, "old", comparison, words),
        _structure_sheet(runs, "new", comparison, words),
        _targets_sheet(scenario, runs, comparison, words),
    )


def _heads(words: Words) -> tuple[Field, ...]:
    return Field(words.say("Roadmap")), Field(words.say("Unit: id")), Field(words.say("Unit: name"))


def _about(roadmap: str, unit: str, comparison: Comparison, words: Words) -> Row:
    named = next(words.name(one) for one in comparison.roadmaps if one.id == roadmap)
    return named, unit, words.name(comparison.unit_names[unit]) if unit in comparison.unit_names else unit


def _year_fields(comparison: Comparison, words: Words) -> tuple[Field, ...]:
    numbers = (Field(spoken(name, comparison, words), "mean") for name in KEPT)
    return *_heads(words), Field(words.say("Year"), "year"), *numbers


def _by_year(runs: Sequence[Outcomes], comparison: Comparison, words: Words) -> Iterator[Row]:
    """Yield the opening and every year of every unit that ever has anything."""
    years = (comparison.years[0] - 1, *comparison.years)
    for run in runs:
        opening = [run.opening_by_unit[name] for name in KEPT]
        means = [run.by_unit[name].sum(axis=0, dtype=np.int64) / run.replications for name in KEPT]
        for position, unit in sorted(enumerate(run.units), key=lambda pair: pair[1]):
            table = [
                [int(begun[position]), *mean[:, position].tolist()] for begun, mean in zip(opening, means, strict=True)
            ]
            if any(any(column) for column in table):
                about = _about(run.roadmap, unit, comparison, words)
                yield from ((*about, year, *numbers) for year, *numbers in zip(years, *table, strict=True))


def _structure_sheet(runs: Runs, side: Side, comparison: Comparison, words: Words) -> Sheet:
    def row(run: Outcomes, found: UnitNumbers) -> Row:
        numbers = (moment[name] for name in KEPT for moment in (found.opening, found.closing))
        return *_about(run.roadmap, found.unit, comparison, words), *numbers

    rows = tuple(row(run, found) for run, history in runs for found in unit_numbers(run, history, side))
    ends = (words.say("Opening"), words.say("Closing"))
    numbers = tuple(Field(f"{spoken(name, comparison, words)}: {end}", "mean") for name in KEPT for end in ends)
    title, note = {
        "old": (
            words.say("Single units, on the old structure"),
            words.say("Closing numbers of divided and merged units go back to what they were made of, by its posts."),
        ),
        "new": (
            words.say("Single units, on the new structure"),
            words.say("The opening is that of what a unit is made of."),
        ),
    }[side]
    name = words.say("Old structure") if side == "old" else words.say("New structure")
    return Sheet(f"units_{side}", name, title, (note,), (Block(title, (*_heads(words), *numbers), rows),))


def _targets_sheet(scenario: Scenario, runs: Runs, comparison: Comparison, words: Words) -> Sheet:
    """Hold units against the targets that are shares, or nothing at all; other numbers are not divided among units."""
    rows = tuple(
        (
            words.name(target),
            *_about(run.roadmap, one.unit, comparison, words),
            one.limit,
            one.closing,
            *share_entries(one.met),
        )
        for target in scenario.targets
        if not target.at_most
        for run, history in runs
        for one in unit_targets(run, history, target)
    )
    fields = (
        Field(words.say("Target")),
        *_heads(words),
        Field(words.say("Limit"), "whole"),
        Field(words.say("On the day"), "mean"),
        *share_fields(words, words.say("Probability of meeting it")),
    )
    title = words.say("Each unit by itself, held against the targets")
    return Sheet("unit_targets", words.say("Unit targets"), title, (), (Block(title, fields, rows),))
