"""On what a decision rests: when targets are met, which roadmap is best, and how numbers came about."""

from collections.abc import Sequence

from orgsim.analysis.comparison import Choice, Comparison
from orgsim.analysis.roadmap_values import Waterfall
from orgsim.analysis.values import Band
from orgsim.report.amounts import MoneyUnit, mean, money, money_spread, money_unit, share, spread
from orgsim.report.views.table import Cell, Column, Group, Row, Table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES
from orgsim.report.words import Words

__all__ = ["choice_table", "dates_table", "waterfall_tables"]


def dates_table(comparison: Comparison, words: Words) -> Table:
    """Return from which year on targets are met for good, by target and roadmap."""
    columns = (
        Column(words.say("Roadmap"), numeric=False),
        *(Column(str(year)) for year in comparison.years),
        Column(words.say("never")),
    )
    groups = []
    for position, target in enumerate(comparison.targets):
        rows = []
        for roadmap in comparison.roadmaps:
            since = roadmap.targets[position].since
            shares = [*(since.get(year, 0.0) for year in comparison.years), round(1 - sum(since.values()), 9)]
            rows.append(Row(Cell(words.name(roadmap)), tuple(Cell(_share(part, words)) for part in shares)))
        groups.append(Group(tuple(rows), words.name(target)))
    caption = words.say("From the end of which year on the measure is within the limit, for good: share of the futures")
    return Table(caption, columns, tuple(groups))


def _share(part: float, words: Words) -> str:
    """Write a share; one that is not none or all is never shown as such."""
    if 0 < part < 0.005:
        return f"<{words.percent(0.01)}"
    return f">{words.percent(0.99)}" if 0.995 < part < 1 else words.percent(part)


def choice_table(comparison: Comparison, words: Words) -> Table:
    """Return how often each roadmap is best by each criterion, and how far it is from the best on average."""
    columns = (
        Column(words.say("Criterion, less is better"), numeric=False),
        *(Column(words.name(roadmap)) for roadmap in comparison.roadmaps),
    )
    rows = []
    for choice in comparison.choices:
        unit = _unit(choice.criterion, list(choice.regret.values()), comparison.currency, words)
        cells = tuple(_chosen(choice, roadmap.id, unit, words) for roadmap in comparison.roadmaps)
        rows.append(Row(Cell(words.say(MEASURES[choice.criterion]), unit.name), cells))
    caption = words.say(
        "Which roadmap is best: share of the futures in which no other is better, and below it how much more it has "
        "than the best one on average"
    )
    return Table(caption, columns, (Group(tuple(rows)),))


def _chosen(choice: Choice, roadmap: str, unit: MoneyUnit, words: Words) -> Cell:
    best = share(words, choice.best[roadmap])
    return Cell(best, _amount(choice.regret[roadmap], unit, words) if roadmap in choice.regret else "")


def _unit(measure: str, bands: Sequence[Band], currency: str, words: Words) -> MoneyUnit:
    if measure not in MONEY_MEASURES:
        return MoneyUnit(1, "")
    return money_unit(words, [end for band in bands for end in (band.low, band.high)], currency)


def _amount(band: Band, unit: MoneyUnit, words: Words) -> str:
    return money(words, band, unit) if unit.name else mean(words, band)


def waterfall_tables(comparison: Comparison, words: Words) -> tuple[Table, ...]:
    """Return one table for each measure: from the opening to the end, channel by channel, with all roadmaps."""
    measures = dict.fromkeys(fall.of for roadmap in comparison.roadmaps for fall in roadmap.waterfalls if not fall.part)
    return tuple(_waterfall(measure, comparison, words) for measure in measures)


def _waterfall(measure: str, comparison: Comparison, words: Words) -> Table:
    falls: list[Waterfall] = [
        next(fall for fall in roadmap.waterfalls if fall.of == measure and not fall.part)
        for roadmap in comparison.roadmaps
    ]
    unit = _unit(measure, [end for fall in falls for end in (fall.opening, fall.closing)], comparison.currency, words)
    first, last = comparison.years[0], comparison.years[-1]
    begin, end = (str(first), str(last)) if measure == "cost" else (words.say("Opening"), words.say("Closing"))
    changes = [{channel.name: channel.change for channel in fall.channels} for fall in falls]
    order = dict.fromkeys(name for name in MEASURES if any(name in channels for channels in changes))
    rows = tuple(
        Row(
            Cell(words.say(MEASURES[name])),
            tuple(_change(channels[name], unit, words) if name in channels else Cell("0") for channels in changes),
        )
        for name in order
    )
    columns = (Column("", numeric=False), *(Column(words.name(roadmap)) for roadmap in comparison.roadmaps))
    label = words.say(MEASURES[measure])
    caption = words.say(
        "{measure}: what was there, what each channel changed, and what is left; mean and range from 5% to 95%",
        measure=f"{label} ({unit.name})" if unit.name else label,
    )
    return Table(
        caption,
        columns,
        (
            Group((Row(Cell(begin), tuple(_end(fall.opening, unit, words) for fall in falls)),)),
            Group(rows),
            Group((Row(Cell(end), tuple(_end(fall.closing, unit, words) for fall in falls)),)),
        ),
    )


def _end(band: Band, unit: MoneyUnit, words: Words) -> Cell:
    return Cell(_amount(band, unit, words), money_spread(words, band, unit) if unit.name else spread(words, band))


def _change(band: Band, unit: MoneyUnit, words: Words) -> Cell:
    cell = _end(band, unit, words)
    return Cell(f"+{cell.text}", cell.note) if band.mean > 0 else cell
