"""What the roadmaps cost: by year, by who pays, and what they save."""

from collections.abc import Sequence

from orgsim.analysis.comparison import Comparison, Difference, Saving
from orgsim.analysis.values import Band
from orgsim.report.amounts import MoneyUnit, between, money_digits, money_unit, share, signed
from orgsim.report.views.outcomes import mean_digits, money_row
from orgsim.report.views.table import Cell, Column, Group, Row, Table
from orgsim.report.vocabulary import MEASURES, PAYERS
from orgsim.report.words import Words

__all__ = ["cost_tables"]


def cost_tables(comparison: Comparison, words: Words) -> tuple[Table, ...]:
    """Return the tables of costs; that of savings only if there is something to compare."""
    tables = [_by_year(comparison, words), _by_payer(comparison, words)]
    return (*tables, _savings(comparison, words)) if comparison.savings else tuple(tables)


def _columns(comparison: Comparison, words: Words) -> tuple[Column, ...]:
    return (Column("", numeric=False), *(Column(words.name(roadmap)) for roadmap in comparison.roadmaps))


def _by_year(comparison: Comparison, words: Words) -> Table:
    def row(label: str, bands: Sequence[Band]) -> Row:
        return money_row(label, bands, comparison.currency, words)

    costs = [roadmap.costs for roadmap in comparison.roadmaps]
    yearly = tuple(row(str(year), [cost.yearly[year] for cost in costs]) for year in comparison.years)
    total = row(words.say("Sum"), [cost.total["cost"] for cost in costs])
    worth = row(
        words.say("Worth on the first day, at {rate} a year", rate=words.percent(comparison.discount_rate, 1)),
        [cost.present_value for cost in costs],
    )
    caption = words.say("All costs of employment by year: mean, and the range from 5% to 95%")
    return Table(caption, _columns(comparison, words), (Group(yearly), Group((total, worth))))


def _by_payer(comparison: Comparison, words: Words) -> Table:
    costs = [roadmap.costs for roadmap in comparison.roadmaps]
    nothing = Band(mean=0, low=0, median=0, high=0, error=0)
    rows = tuple(
        money_row(words.say(name), [cost.by_funding.get(payer, nothing) for cost in costs], comparison.currency, words)
        for payer, name in PAYERS.items()
        if any(payer in cost.by_funding for cost in costs)
    )
    caption = words.say("All costs of employment by who pays, over all years")
    return Table(caption, _columns(comparison, words), (Group(rows),))


def _savings(comparison: Comparison, words: Words) -> Table:
    columns = (
        Column("", numeric=False),
        Column(words.say("Mean difference")),
        Column(words.say("95% interval of the mean")),
        Column(words.say("Spread, 5% to 95%")),
    )
    names = {roadmap.id: words.name(roadmap) for roadmap in comparison.roadmaps}
    groups = tuple(
        Group(
            tuple(_saved(row, comparison.currency, words) for row in (saving.nominal, saving.discounted)),
            f"{names[saving.roadmap]} – {_payback(saving, words)}",
        )
        for saving in comparison.savings
    )
    caption = words.say(
        "Saved against “{reference}” ({digest})",
        reference=names[comparison.reference],
        digest=next(roadmap.digest for roadmap in comparison.roadmaps if roadmap.id == comparison.reference),
    )
    return Table(caption, columns, groups, wordy=True)


def _saved(row: Difference, currency: str, words: Words) -> Row:
    unit: MoneyUnit = money_unit(words, [row.spread.low, row.spread.high], currency)
    whole = money_digits(unit, row.mean)
    digits = mean_digits(row, unit, whole)

    def range_of(low: float, high: float, digits: int) -> str:
        return between(words, low / unit.coins, high / unit.coins, digits)

    known = row.mean_low is not None and row.mean_high is not None
    return Row(
        Cell(words.say(MEASURES[row.measure]), unit.name),
        (
            Cell(signed(words, row.mean / unit.coins, digits)),
            Cell(
                range_of(row.mean_low or 0, row.mean_high or 0, digits)
                if known
                else words.say("unknown: one future says nothing about chance")
            ),
            Cell(range_of(row.spread.low, row.spread.high, whole)),
        ),
    )


def _payback(saving: Saving, words: Words) -> str:
    if saving.payback_year is None:
        return words.say("has not paid back by the end in any simulated future")
    return words.say(
        "has paid back by the end in {share} of the simulated futures, half of them by {year}",
        share=share(words, saving.pays_back),
        year=saving.payback_year.median,
    )
