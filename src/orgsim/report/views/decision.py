"""On what a decision rests: when targets are met, which roadmap is best, and how numbers came about."""

from collections.abc import Iterator, Sequence

from orgsim.analysis.comparison import Choice, Comparison
from orgsim.analysis.roadmap_values import Waterfall
from orgsim.analysis.values import Band
from orgsim.report.amounts import MoneyUnit, mean, money, money_spread, money_unit, share, spread
from orgsim.report.charts import axis_of, svg
from orgsim.report.export.long_tables import BAND, LongTable, Value, band_values, texts
from orgsim.report.export.table_files import csv_text
from orgsim.report.views.figures import Figure, Key, Panel
from orgsim.report.views.table import Cell, Column, Group, Row, Table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES
from orgsim.report.waterfall_chart import LESS, MORE, Amount, Cascade, waterfall_chart
from orgsim.report.words import Words

__all__ = ["choice_table", "dates_table", "waterfall_figures", "waterfall_tables"]


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


def waterfall_figures(comparison: Comparison, words: Words) -> tuple[Figure, ...]:
    """Return one figure for each count: from the opening to the end, channel by channel, a panel a roadmap."""
    measures = dict.fromkeys(fall.of for road in comparison.roadmaps for fall in road.waterfalls if not fall.part)
    return tuple(_figure(measure, comparison, words) for measure in measures if measure not in MONEY_MEASURES)


def waterfall_tables(comparison: Comparison, words: Words) -> tuple[Table, ...]:
    """Return one table for each kind of money: from the opening to the end, channel by channel, with all roadmaps."""
    measures = dict.fromkeys(fall.of for road in comparison.roadmaps for fall in road.waterfalls if not fall.part)
    return tuple(_waterfall(measure, comparison, words) for measure in measures if measure in MONEY_MEASURES)


def _falls(measure: str, comparison: Comparison) -> list[Waterfall]:
    return [
        next(fall for fall in road.waterfalls if fall.of == measure and not fall.part) for road in comparison.roadmaps
    ]


def _channels(falls: Sequence[Waterfall]) -> list[str]:
    """Return the channels that are used in some roadmap, in the order of the vocabulary."""
    used = {channel.name for fall in falls for channel in fall.channels}
    return [name for name in MEASURES if name in used]


def _figure(measure: str, comparison: Comparison, words: Words) -> Figure:
    falls = _falls(measure, comparison)
    names = _channels(falls)
    drawn = [_cascade(fall, names, words) for fall in falls]
    axis = axis_of([number for cascade in drawn for number in cascade.numbers])
    label = words.say(MEASURES[measure])

    def panel(number: int) -> Panel:
        roadmap, cascade = words.name(comparison.roadmaps[number]), drawn[number]
        name = f"waterfall-{measure}-{number}"
        changes = "; ".join(f"{change.name}: {change.text}" for change in cascade.changes if change.mean)
        drawing = svg(
            waterfall_chart(cascade, axis),
            name=name,
            title=f"{label}, {roadmap}",
            description=words.say(
                "From {opening} at the opening to {closing} at the end. {changes}.",
                opening=cascade.opening.text,
                closing=cascade.closing.text,
                changes=changes or words.say("unchanged"),
            ),
            separators=words.separators,
        )
        return Panel(roadmap, drawing, name)

    return Figure(
        id=f"waterfall-{measure}",
        title=label,
        keys=(
            Key("cause", words.say("fewer"), LESS),
            Key("cause", words.say("more"), MORE),
            Key("spread", words.say("from 5% to 95% of the simulated futures")),
        ),
        panels=tuple(panel(number) for number in range(len(falls))),
        numbers=_waterfall(measure, comparison, words),
        csv=csv_text(LongTable(measure, {**texts("roadmap", "channel"), **BAND}, _channel_rows(falls, comparison))),
    )


def _channel_rows(falls: Sequence[Waterfall], comparison: Comparison) -> Iterator[tuple[Value, ...]]:
    for roadmap, fall in zip(comparison.roadmaps, falls, strict=True):
        yield (roadmap.id, "opening", *band_values(fall.opening))
        yield from ((roadmap.id, channel.name, *band_values(channel.change)) for channel in fall.channels)
        yield (roadmap.id, "closing", *band_values(fall.closing))


def _cascade(fall: Waterfall, names: Sequence[str], words: Words) -> Cascade:
    """Put a waterfall of counts into words; a channel in which nothing happens has a row too."""
    changes = {channel.name: channel.change for channel in fall.channels}
    return Cascade(
        _drawn(words.say("Opening"), fall.opening, words),
        tuple(
            _drawn(words.say(MEASURES[name]), changes[name], words, "+" if changes[name].mean > 0 else "")
            if name in changes
            else Amount(words.say(MEASURES[name]), 0, 0, 0, "0")
            for name in names
        ),
        _drawn(words.say("Closing"), fall.closing, words),
    )


def _drawn(name: str, band: Band, words: Words, sign: str = "") -> Amount:
    return Amount(name, band.mean, band.low, band.high, f"{sign}{mean(words, band)}")


def _waterfall(measure: str, comparison: Comparison, words: Words) -> Table:
    falls = _falls(measure, comparison)
    unit = _unit(measure, [end for fall in falls for end in (fall.opening, fall.closing)], comparison.currency, words)
    first, last = comparison.years[0], comparison.years[-1]
    begin, end = (str(first), str(last)) if measure == "cost" else (words.say("Opening"), words.say("Closing"))
    changes = [{channel.name: channel.change for channel in fall.channels} for fall in falls]
    rows = tuple(
        Row(
            Cell(words.say(MEASURES[name])),
            tuple(_change(channels[name], unit, words) if name in channels else Cell("0") for channels in changes),
        )
        for name in _channels(falls)
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
