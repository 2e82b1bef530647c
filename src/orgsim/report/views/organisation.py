"""The organisation before and after: a chart with ribbons, and what it shows in a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from orgsim.analysis.comparison import Comparison, Named
from orgsim.analysis.roadmap_values import OrganisationChart, RoadmapResult
from orgsim.report.export.long_tables import Columns, LongTable, Value, texts
from orgsim.report.export.table_files import csv_text
from orgsim.report.folding import Folded, Row, What, fold
from orgsim.report.organisation_chart import COLOURS, MARKS, Label, draw, parts
from orgsim.report.views.figures import Figure, Key, Panel
from orgsim.report.views.table import Cell, Column, Group, Table
from orgsim.report.views.table import Row as Line
from orgsim.report.vocabulary import UNIT_CHANGES, UNIT_GROUPS
from orgsim.report.words import Words

__all__ = ["Before", "before_and_after"]


@dataclass(frozen=True, slots=True)
class Before:
    """The chart of the roadmaps that lead to the same organisation, and a sentence that sums it up."""

    summary: str
    figure: Figure


def before_and_after(comparison: Comparison, words: Words) -> tuple[Before, ...]:
    """Return one chart for each different organisation at the end, in the order of the roadmaps."""
    different: list[OrganisationChart] = []
    for roadmap in comparison.roadmaps:
        if roadmap.chart not in different:
            different.append(roadmap.chart)
    return tuple(
        _before(number, chart, [road for road in comparison.roadmaps if road.chart == chart], comparison, words)
        for number, chart in enumerate(different)
        if chart.opening
    )


def _before(
    number: int, chart: OrganisationChart, roadmaps: Sequence[RoadmapResult], comparison: Comparison, words: Words
) -> Before:
    folded = fold(chart)
    writer = _Writer(folded, comparison.unit_names, words)
    name = f"organisation-{number}"
    titles = words.listed([f"“{words.name(roadmap)}”" for roadmap in roadmaps])
    title = words.say("Before and after: {roadmaps}", roadmaps=titles)
    summary = _summary(chart, words)
    drawn = parts(folded, writer.before, writer.after)
    heads = (
        words.say_count("Opening: {count} unit", "Opening: {count} units", len(chart.opening)),
        words.say_count("End: {count} unit", "End: {count} units", len(chart.closing)),
    )

    def panel(position: int) -> Panel:
        part = words.say("Part {number} of {all}", number=position + 1, all=len(drawn))
        drawing = draw(
            drawn[position],
            name=f"{name}-{position}",
            title=f"{title}. {part}" if len(drawn) > 1 else title,
            description=" ".join([summary, words.say("The table of this figure has all that it shows.")]),
            heads=heads,
        )
        return Panel(part if len(drawn) > 1 else "", drawing, f"{name}-{position}")

    shown: list[What] = [row.what for row in (*folded.before, *folded.after) if not row.context]
    return Before(
        summary,
        Figure(
            id=name,
            title=title,
            keys=tuple(
                Key("box", f"{MARKS[what]} {words.say(UNIT_CHANGES[what])}".strip(), COLOURS[what][1])
                for what in MARKS
                if what in shown
            ),
            panels=tuple(panel(position) for position in range(len(drawn))),
            numbers=writer.table(title),
            csv=csv_text(LongTable(name, {**texts("before", "after", "share_of_before"), **_POSTS}, _descents(chart))),
            wide=True,
        ),
    )


_POSTS: Columns = {"posts_before": "whole", "posts_after": "whole"}


def _descents(chart: OrganisationChart) -> Iterator[tuple[Value, ...]]:
    """Yield every unit before with what it became, then what came from none of them; posts are of whole units."""
    before, after = ({unit.id: unit.posts for unit in side} for side in (chart.opening, chart.closing))
    heirs: dict[str, list[tuple[str, str]]] = {key: [] for key in before}
    for old, new, share in chart.parts:
        heirs.setdefault(old, []).append((new, share))
    became = {new for shares in heirs.values() for new, _ in shares}
    for old, shares in sorted(heirs.items()):
        for new, share in shares or [(old, "1")]:
            yield old, new, share, before.get(old), after.get(new)
    yield from (("", new, "", None, posts) for new, posts in after.items() if new not in became and new not in before)


def _summary(chart: OrganisationChart, words: Words) -> str:
    old, new = {unit.id for unit in chart.opening}, {unit.id for unit in chart.closing}
    return words.say(
        "{before} units at the opening, {after} at the end: {gone} are no longer there, {new} were not there before.",
        before=words.whole(len(old)),
        after=words.whole(len(new)),
        gone=words.whole(len(old - new)),
        new=words.whole(len(new - old)),
    )


class _Writer:
    """Puts the rows of a folded chart into words."""

    def __init__(self, folded: Folded, names: Mapping[str, Named], words: Words) -> None:
        self.folded, self.names, self.words = folded, names, words
        self.rows_before = {row.key: row for row in folded.before}
        self.rows_after = {row.key: row for row in folded.after}
        became = {row.key: [link for link in folded.links if link.old == row.key] for row in folded.before}
        made_of = {row.key: [link for link in folded.links if link.new == row.key] for row in folded.after}
        self.before = {
            row.key: self._label(row, [self._part(self.rows_after[to.new], to.leaving) for to in became[row.key]], "")
            for row in folded.before
        }
        self.after = {
            row.key: self._label(row, [], self._listed(self.rows_before[of.old] for of in made_of[row.key]))
            for row in folded.after
        }

    def table(self, caption: str) -> Table:
        """Return all links, and what has none."""
        say = self.words.say
        columns = (
            Column(say("Before"), numeric=False),
            Column(say("Posts before")),
            Column(say("Share of it")),
            Column(say("After"), numeric=False),
            Column(say("Posts after")),
        )
        place = {row.key: number for number, row in enumerate(self.folded.before)}
        lines = [
            self._line(self.rows_before[link.old], self.words.percent(link.leaving), self.rows_after[link.new])
            for link in sorted(self.folded.links, key=lambda link: place[link.old])
        ]
        ends, begins = {link.old for link in self.folded.links}, {link.new for link in self.folded.links}
        lines += [self._line(row, "", None) for row in self.folded.before if not row.context and row.key not in ends]
        lines += [self._line(None, "", row) for row in self.folded.after if not row.context and row.key not in begins]
        return Table(caption, columns, (Group(tuple(lines)),), wordy=True)

    def _line(self, old: Row | None, share: str, new: Row | None) -> Line:
        return Line(
            self._cell(old),
            (self._posts(old), Cell(share or "–"), self._cell(new), self._posts(new)),
        )

    def _cell(self, row: Row | None) -> Cell:
        return Cell(self._name(row), self.words.say(UNIT_CHANGES[row.what])) if row else Cell("–")

    def _posts(self, row: Row | None) -> Cell:
        return Cell(self.words.whole(row.posts) if row else "–")

    def _label(self, row: Row, became: Sequence[str], made_of: str) -> Label:
        say, whole = self.words.say, self.words.whole
        told = [f"{self._name(row)}: {say(UNIT_CHANGES[row.what])}."]
        told.append(say("Authorised posts: {posts}.", posts=whole(row.posts)))
        if became and not row.context:
            told.append(say("Becomes: {units}.", units="; ".join(became)))
        if made_of and not row.context:
            told.append(say("Made of: {units}.", units=made_of))
        return Label(self._name(row), whole(row.posts) if row.posts and not row.context else "", " ".join(told))

    def _part(self, row: Row, share: float) -> str:
        if share == 1:
            return self._name(row)
        return self.words.say("{name} ({share} of it)", name=self._name(row), share=self.words.percent(share))

    def _listed(self, rows: Iterable[Row]) -> str:
        return "; ".join(self._name(row) for row in rows)

    def _name(self, row: Row) -> str:
        words = self.words
        group = words.say(UNIT_GROUPS[row.group]) if row.group in UNIT_GROUPS else row.group
        if len(row.units) == 1:
            name = words.name(self.names[row.units[0]])
        else:
            name = words.say(
                "{group}: {count}, {what}",
                group=group,
                count=words.whole(len(row.units)),
                what=words.say(UNIT_CHANGES[row.what]),
            )
        if not row.below:
            return name
        return words.say("{name}, with {count} below", name=name, count=words.whole(row.below))
