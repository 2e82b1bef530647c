"""Tables of what roadmaps give: targets, numbers side by side, differences, programmes."""

from collections.abc import Iterable, Sequence

from orgsim.analysis.comparison import Comparison, Difference, TargetStated
from orgsim.analysis.roadmap_values import ProgrammeResult, RoadmapResult, TargetResult
from orgsim.analysis.values import Band
from orgsim.model.outcomes import CAUSES, COSTS, POST_FLOWS, STOCKS
from orgsim.report.amounts import (
    MoneyUnit,
    between,
    deserved,
    interval,
    money,
    money_digits,
    money_spread,
    money_unit,
    share,
    signed,
)
from orgsim.report.views.summary import infeasible, target_sentence, tone_of
from orgsim.report.views.table import Cell, Column, Group, Row, Table, band_cell
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES
from orgsim.report.words import Words

__all__ = ["difference_tables", "mean_digits", "money_row", "programme_tables", "side_by_side", "target_table"]


def target_table(target: TargetStated, comparison: Comparison, words: Words) -> Table:
    """Return one row a roadmap: probability, closing number, limit, and how far it is missed."""
    position = comparison.targets.index(target)
    rows = []
    for roadmap in comparison.roadmaps:
        result = roadmap.targets[position]
        rows.append(
            Row(
                Cell(words.name(roadmap)),
                (
                    _probability(result, words),
                    band_cell(result.closing, words),
                    band_cell(result.limit, words),
                    Cell("–") if result.missed_by is None else band_cell(result.missed_by, words),
                ),
            )
        )
    columns = (
        Column(words.say("Roadmap"), numeric=False),
        Column(words.say("Probability of meeting it (95% interval)")),
        Column(words.say("{measure} on the day", measure=words.say(MEASURES[target.measure]))),
        Column(words.say("Limit")),
        Column(words.say("Missed by, where missed")),
    )
    caption = f"{words.name(target)}. {target_sentence(target, comparison, words)}"
    return Table(caption, columns, (Group(tuple(rows)),), wordy=True)


def _probability(result: TargetResult, words: Words) -> Cell:
    """Return with what probability a target is met; where no future can, what stands against it, and no number."""
    if result.met is None:
        return Cell(words.say("infeasible"), infeasible(result, words), tone_of(result))
    return Cell(share(words, result.met), interval(words, result.met), tone_of(result))


def side_by_side(comparison: Comparison, words: Words) -> Table:
    """Return the closing numbers, the flows and the money of all roadmaps."""
    roadmaps, last = comparison.roadmaps, comparison.years[-1]
    closing = tuple(
        _row(
            name,
            comparison.opening[name],
            [roadmap.yearly[name][last] for roadmap in roadmaps],
            words,
        )
        for name in STOCKS
    )
    causes = _flow_rows(("leavers", *CAUSES), roadmaps, words)
    others = _flow_rows(("recruited", "arrived", "departed", *POST_FLOWS), roadmaps, words)
    paid = _money_rows((*COSTS, "cost", "early_pensions"), comparison, words)
    columns = (Column("", numeric=False), Column(words.say("Opening")), *(Column(words.name(r)) for r in roadmaps))
    return Table(
        words.say("Roadmaps side by side: mean over the simulated futures, and below it the range from 5% to 95%"),
        columns,
        (
            Group(closing, words.say("At the end of {year}", year=last)),
            Group(causes, words.say("Leavers, {years}", years=_span(comparison))),
            Group(others, words.say("Other changes, {years}", years=_span(comparison))),
            Group(paid, words.say("Money, {years}", years=_span(comparison))),
        ),
    )


def difference_tables(comparison: Comparison, words: Words) -> tuple[Table, ...]:
    """Return one table for each roadmap that is not the reference."""
    return tuple(
        _difference_table(roadmap, [d for d in comparison.differences if d.roadmap == roadmap.id], comparison, words)
        for roadmap in comparison.roadmaps
        if roadmap.id != comparison.reference
    )


def programme_tables(comparison: Comparison, words: Words) -> tuple[Table, ...]:
    """Return one table for each roadmap that has programmes with a quota."""
    return tuple(_programme_table(r, comparison.years, words) for r in comparison.roadmaps if r.programmes)


def _span(comparison: Comparison) -> str:
    return f"{comparison.years[0]}–{comparison.years[-1]}"


def _row(name: str, opening: int | None, bands: Iterable[Band], words: Words) -> Row:
    before = Cell("" if opening is None else words.whole(opening))
    return Row(Cell(words.say(MEASURES[name])), (before, *(band_cell(band, words) for band in bands)))


def _flow_rows(names: Iterable[str], roadmaps: Sequence[RoadmapResult], words: Words) -> tuple[Row, ...]:
    """Return the rows of flows that happen in some roadmap."""
    happening = [name for name in names if any(roadmap.flows[name].mean for roadmap in roadmaps)]
    return tuple(_row(name, None, [roadmap.flows[name] for roadmap in roadmaps], words) for name in happening)


def _money_rows(names: Iterable[str], comparison: Comparison, words: Words) -> tuple[Row, ...]:
    """Return the rows of money that is paid in some roadmap."""
    totals = {name: [roadmap.costs.total[name] for roadmap in comparison.roadmaps] for name in names}
    return tuple(
        money_row(words.say(MEASURES[name]), bands, comparison.currency, words, Cell(""))
        for name, bands in totals.items()
        if any(band.mean for band in bands)
    )


def money_row(label: str, bands: Sequence[Band], currency: str, words: Words, *first: Cell) -> Row:
    """Return a row of money, all in one unit that suits the largest."""
    unit = money_unit(words, [band.high for band in bands], currency)
    cells = (Cell(money(words, band, unit), money_spread(words, band, unit)) for band in bands)
    return Row(Cell(label, unit.name), (*first, *cells))


def _difference_table(
    roadmap: RoadmapResult, rows: Sequence[Difference], comparison: Comparison, words: Words
) -> Table:
    base = next(r for r in comparison.roadmaps if r.id == comparison.reference)
    columns = (
        Column("", numeric=False),
        Column(words.say("Mean difference")),
        Column(words.say("95% interval of the mean")),
        Column(words.say("Spread, 5% to 95%")),
        Column(words.say("Futures saved by sharing luck")),
    )
    caption = words.say(
        "“{roadmap}” ({digest}) minus “{reference}” ({base})",
        roadmap=words.name(roadmap),
        digest=roadmap.digest,
        reference=words.name(base),
        base=base.digest,
    )
    shown = tuple(_difference_row(row, comparison.currency, words) for row in rows)
    return Table(caption, columns, (Group(shown),), wordy=True)


def _difference_row(row: Difference, currency: str, words: Words) -> Row:
    unit = MoneyUnit(1, "")
    digits = 0 if abs(row.mean) >= 100 or row.spread.low == row.spread.high else 1
    whole = 0
    if row.measure in MONEY_MEASURES:
        unit = money_unit(words, [row.spread.low, row.spread.high], currency)
        digits = whole = money_digits(unit, row.mean)
    digits = mean_digits(row, unit, digits)
    unknown = words.say("unknown: one future says nothing about chance")
    return Row(
        Cell(words.say(MEASURES[row.measure]), unit.name),
        (
            Cell(signed(words, row.mean / unit.coins, digits)),
            Cell(
                unknown
                if row.mean_low is None or row.mean_high is None
                else between(words, row.mean_low / unit.coins, row.mean_high / unit.coins, digits)
            ),
            Cell(between(words, row.spread.low / unit.coins, row.spread.high / unit.coins, whole)),
            Cell("–" if row.gain is None else f"{words.decimal(row.gain, 1 if row.gain < 10 else 0)}×"),
        ),
    )


def mean_digits(row: Difference, unit: MoneyUnit, most: int) -> int:
    """Return how many decimals the mean of a difference deserves by its interval."""
    known = row.mean_low is not None and row.mean_high is not None
    return deserved(most, (row.mean_high - row.mean_low) / 2 / unit.coins if known else None)  # type: ignore[operator]


def _programme_table(roadmap: RoadmapResult, years: Sequence[int], words: Words) -> Table:
    columns = (Column("", numeric=False), *(Column(str(year)) for year in years))
    return Table(
        words.say("Programmes of “{roadmap}”: quota, and people who leave", roadmap=words.name(roadmap)),
        columns,
        tuple(_programme_group(programme, years, words) for programme in roadmap.programmes),
    )


def _programme_group(programme: ProgrammeResult, years: Sequence[int], words: Words) -> Group:
    quota = [Cell(words.whole(programme.quota[year]) if year in programme.quota else "–") for year in years]
    busy = [year in programme.quota or programme.years[year].high > 0 for year in years]
    exits = [band_cell(programme.years[year], words) if at else Cell("–") for year, at in zip(years, busy, strict=True)]
    title = words.name(programme)
    if programme.quota:
        title = words.say(
            "{programme} – quota not filled in some year: {share} of the simulated futures",
            programme=title,
            share=share(words, programme.unfilled),
        )
    return Group(
        (Row(Cell(words.say("Quota")), tuple(quota)), Row(Cell(words.say("Who leave")), tuple(exits))),
        title,
    )
