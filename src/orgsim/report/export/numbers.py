"""Sheets of numbers: roadmaps side by side, differences, year by year, costs, leavers and programmes."""

from collections.abc import Mapping

from orgsim.analysis.comparison import Comparison, Difference
from orgsim.analysis.values import Band
from orgsim.model.outcomes import CAUSES, COSTS, POST_FLOWS, STOCKS
from orgsim.report.export.abreast import abreast, compared, reading, roadmap_names, span_of
from orgsim.report.export.sheets import (
    NO_BAND,
    Block,
    Chart,
    Field,
    Row,
    Series,
    Sheet,
    band_entries,
    band_fields,
    coined,
    ends_of,
    share_entries,
    share_fields,
    spoken,
    unit_of,
)
from orgsim.report.vocabulary import PAYERS
from orgsim.report.words import Words

__all__ = [
    "costs_sheet",
    "differences_sheet",
    "roadmaps_sheet",
    "years_sheet",
]


def roadmaps_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return the closing numbers, the flows and the money of all roadmaps side by side."""
    last = comparison.years[-1]
    stocks: list[Row] = [
        (
            spoken(name, comparison, words),
            comparison.opening[name],
            *band_entries(*(roadmap.yearly[name][last] for roadmap in comparison.roadmaps)),
        )
        for name in STOCKS
    ]
    heads = roadmap_names(comparison, words)
    fields = (Field(words.say("Measure")), Field(words.say("Opening"), "whole"), *band_fields(words, *heads))
    chart = Chart("columns", words.say("At the end of {year}", year=last), (0, 0), compared(comparison, 2, 3), floor=0)
    flows = abreast(
        words.say("Leavers and other changes, {years}", years=span_of(comparison)),
        ("leavers", *CAUSES, "recruited", "arrived", "departed", *POST_FLOWS),
        [roadmap.flows for roadmap in comparison.roadmaps],
        comparison,
        words,
    )
    return Sheet(
        "roadmaps",
        words.say("Roadmaps"),
        words.say("Roadmaps side by side"),
        (reading(words),),
        (
            Block(words.say("At the end of {year}", year=last), fields, tuple(stocks), chart),
            flows,
            _money(comparison, words),
        ),
    )


def _money(comparison: Comparison, words: Words) -> Block:
    title = words.say("Money, {years}", years=span_of(comparison))
    names = (*COSTS, "benefits", "cost", "present_value", "early_pensions")
    results = [{**roadmap.costs.total, "present_value": roadmap.costs.present_value} for roadmap in comparison.roadmaps]
    return abreast(f"{title} ({unit_of('cost', comparison, words)})", names, results, comparison, words)


def differences_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return each roadmap minus the reference, future by future, and what it saves."""
    names = {roadmap.id: words.name(roadmap) for roadmap in comparison.roadmaps}
    sentences = [
        words.say(
            "Each future of a roadmap is set against the same future of the reference, so that chance common to both "
            "cancels. The intervals of a measure hold for all roadmaps together."
        ),
        words.say("The reference is “{roadmap}”.", roadmap=names[comparison.reference]),
    ]
    fields = (
        Field(words.say("Roadmap")),
        Field(words.say("Measure")),
        Field(words.say("Unit")),
        Field(words.say("Mean difference"), "mean"),
        *ends_of(words, words.say("Mean")),
        Field("5%", "mean"),
        Field("95%", "mean"),
        Field(words.say("Futures saved by sharing luck (times)"), "ratio"),
    )
    shown = tuple(_difference(row, names, comparison, words) for row in comparison.differences)
    saved = tuple(
        _difference(row, names, comparison, words)
        for saving in comparison.savings
        for row in (saving.nominal, saving.discounted)
    )
    payback = tuple(
        (names[one.roadmap], *share_entries(one.pays_back), *_payback(one.payback_year)) for one in comparison.savings
    )
    paid = (
        Field(words.say("Roadmap")),
        *share_fields(words, words.say("Has paid back by the end")),
        Field(words.say("Payback year: median"), "year"),
        Field(words.say("Payback year: 5%"), "year"),
        Field(words.say("Payback year: 95%"), "year"),
    )
    return Sheet(
        "differences",
        words.say("Differences"),
        words.say("Differences from the reference"),
        tuple(sentences),
        (
            Block(words.say("Roadmap minus reference"), fields, shown),
            Block(words.say("Saved against the reference"), fields, saved),
            Block(words.say("Payback"), paid, payback),
        ),
    )


def _difference(row: Difference, names: Mapping[str, str], comparison: Comparison, words: Words) -> Row:
    return (
        names[row.roadmap],
        spoken(row.measure, comparison, words),
        unit_of(row.measure, comparison, words),
        *coined((row.mean, row.mean_low, row.mean_high, row.spread.low, row.spread.high), row.measure),
        row.gain,
    )


def _payback(year: Band | None) -> Row:
    return NO_BAND if year is None else (year.median, year.low, year.high)


def years_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return every stock at the end of every year, with a fan of mean and range for each roadmap."""
    return Sheet(
        "years",
        words.say("Year by year"),
        words.say("Numbers at the end of each year"),
        (reading(words), words.say("The first row is the opening. Broken lines are 5% and 95%.")),
        tuple(_fan(name, comparison, words) for name in STOCKS),
    )


def _fan(name: str, comparison: Comparison, words: Words) -> Block:
    opening = comparison.opening[name]
    first: Row = (comparison.years[0] - 1, *(opening for _ in range(3 * len(comparison.roadmaps))))
    rows: list[Row] = [
        (year, *band_entries(*(roadmap.yearly[name][year] for roadmap in comparison.roadmaps)))
        for year in comparison.years
    ]
    title = spoken(name, comparison, words)
    fields = (Field(words.say("Year"), "year"), *band_fields(words, *roadmap_names(comparison, words)))
    return Block(title, fields, (first, *rows), _fan_chart(title, comparison, (first, *rows)))


def _fan_chart(title: str, comparison: Comparison, rows: tuple[Row, ...]) -> Chart:
    series: list[Series] = []
    for at, mean in enumerate(compared(comparison, 1, 3)):
        ends = (Series(mean.column + end, mean.colour, faint=True) for end in (1, 2))
        varies = any(row[2 + 3 * at] != row[3 + 3 * at] for row in rows)
        series += [mean, *(ends if varies else ())]
    return Chart("lines", title, (0, 0), tuple(series))


def costs_sheet(comparison: Comparison, words: Words) -> Sheet:
    """Return all costs of employment: by year, by cause and by who pays."""
    unit = unit_of("cost", comparison, words)
    heads = band_fields(words, *roadmap_names(comparison, words), kind="money")
    yearly: list[Row] = [
        (year, *band_entries(*(roadmap.costs.yearly[year] for roadmap in comparison.roadmaps)))
        for year in comparison.years
    ]
    title = words.say("All costs of employment by year")
    chart = _fan_chart(f"{title} ({unit})", comparison, tuple(yearly))
    payers: list[Row] = [
        (words.say(name), *band_entries(*(roadmap.costs.by_funding.get(payer) for roadmap in comparison.roadmaps)))
        for payer, name in PAYERS.items()
        if any(payer in roadmap.costs.by_funding for roadmap in comparison.roadmaps)
    ]
    paid = words.say("All costs of employment by who pays, over all years")
    rate = words.say("Worth on the first day, at {rate} a year", rate=words.percent(comparison.discount_rate, 1))
    return Sheet(
        "costs",
        words.say("Costs"),
        words.say("What do the roadmaps cost?"),
        (
            words.say(
                "Money of every post within the boundary: pay with the allowances that the law sets, the employer’s "
                "contributions, and what leavers are paid. Pensions that begin early are borne by the pension fund and "
                "not counted here."
            ),
            reading(words),
            f"{words.say('Costs, worth on the first day')}: {rate[0].lower()}{rate[1:]}.",
        ),
        (
            Block(f"{title} ({unit})", (Field(words.say("Year"), "year"), *heads), tuple(yearly), chart),
            _money(comparison, words),
            Block(f"{paid} ({unit})", (Field(words.say("Who pays")), *heads), tuple(payers)),
        ),
    )
