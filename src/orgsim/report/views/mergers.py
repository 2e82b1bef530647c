"""What mergers did to leaders and duties: who is beyond the norm and until when, and which duties overlapped."""

from collections.abc import Sequence

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.roadmap_values import MergedLeaders, Overlapping, RoadmapResult
from orgsim.report.views.table import Cell, Column, Group, Row, Table
from orgsim.report.words import Words

__all__ = ["leader_tables", "overlap_table"]

_SHOWN = 20
"""Rows of each table; the rest are counted."""


def leader_tables(comparison: Comparison, words: Words) -> tuple[Table, ...]:
    """Return the leaders of merged units against the norm: sums, then the units with the largest surplus."""
    roadmaps = [roadmap for roadmap in comparison.roadmaps if roadmap.leaders]
    return (_sums(roadmaps, words), _largest(roadmaps, comparison, words)) if roadmaps else ()


def _sums(roadmaps: Sequence[RoadmapResult], words: Words) -> Table:
    say, whole = words.say, words.whole

    def row(roadmap: RoadmapResult) -> Row:
        # A unit that grew on several days counts once, as the last of them left it.
        rows = list({one.unit: one for one in roadmap.leaders}.values())
        over = sum(bool(one.surplus) for one in rows)
        late = [one for one in rows if one.surplus and (one.cleared is None or one.cleared > one.due)]
        lost, kept = sum(one.lost for one in roadmap.leaders), sum(one.kept for one in rows)
        sums = (lost + kept, lost, kept)
        return Row(
            Cell(words.name(roadmap)),
            (
                Cell(whole(len(rows))),
                *(Cell(whole(number)) for number in sums),
                Cell(
                    whole(sum(one.surplus for one in rows)),
                    words.say_count("in {count} unit", "in {count} units", over),
                ),
                Cell(whole(sum(one.left for one in late)), tone="warn" if any(one.left for one in late) else ""),
            ),
        )

    columns = (
        Column(say("Roadmap"), numeric=False),
        Column(say("Merged units held against a norm")),
        Column(say("Posts of leaders before")),
        Column(say("lost the title")),
        Column(say("stay")),
        Column(say("beyond the norm after the step")),
        Column(say("still beyond it at the end, as the steps leave it")),
    )
    caption = say("Posts of heads and deputies in merged units against the norm")
    return Table(caption, columns, (Group(tuple(map(row, roadmaps))),))


def _largest(roadmaps: Sequence[RoadmapResult], comparison: Comparison, words: Words) -> Table:
    say, whole = words.say, words.whole

    def row(one: MergedLeaders) -> Row:
        cleared = say("gone by {day}", day=words.date(one.cleared)) if one.cleared else say("not by the steps")
        late = bool(one.surplus) and (one.cleared is None or one.cleared > one.due)
        return Row(
            Cell(words.name(comparison.unit_names[one.unit]), one.step),
            (
                Cell(words.date(one.date)),
                Cell(whole(one.found)),
                Cell(whole(one.kept)),
                Cell(whole(one.norm)),
                Cell(whole(one.surplus)),
                Cell(words.date(one.due) if one.surplus else "–", one.legal_basis),
                Cell(cleared, tone="warn" if late else "") if one.surplus else Cell("–"),
            ),
        )

    columns = (
        Column(say("Unit and step"), numeric=False),
        Column(say("Date"), numeric=False),
        Column(say("Leaders before")),
        Column(say("stay")),
        Column(say("Norm")),
        Column(say("Surplus")),
        Column(say("Due by"), numeric=False),
        Column(say("By the steps"), numeric=False),
    )
    groups = []
    for roadmap in roadmaps:
        ordered = sorted(roadmap.leaders, key=lambda one: (-one.surplus, one.date, one.unit))
        title = say(
            "{roadmap}: {shown} of {all} units, the largest surplus first",
            roadmap=words.name(roadmap),
            shown=whole(len(ordered[:_SHOWN])),
            all=whole(len(ordered)),
        )
        groups.append(Group(tuple(map(row, ordered[:_SHOWN])), title))
    return Table(say("Surplus of leaders, unit by unit"), columns, tuple(groups), wordy=True)


def overlap_table(comparison: Comparison, words: Words) -> Table | None:
    """Return the duties that several of the merged units had, once for roadmaps of the same mergers."""
    groups: dict[tuple[tuple[str, str], ...], tuple[list[str], tuple[Overlapping, ...]]] = {}
    for roadmap in comparison.roadmaps:
        key = tuple(sorted((one.step, one.unit) for one in roadmap.overlaps))
        groups.setdefault(key, ([], roadmap.overlaps))[0].append(words.name(roadmap))

    def row(one: Overlapping) -> Row:
        functions = ", ".join(f"{function} ({words.whole(owners)})" for function, owners in one.owners.items())
        unit = Cell(words.name(comparison.unit_names[one.unit]), one.step)
        needless = sum(owners - 1 for owners in one.owners.values())
        return Row(unit, (Cell(functions), Cell(words.whole(needless))))

    def group(names: list[str], overlaps: tuple[Overlapping, ...]) -> Group:
        most = sorted(overlaps, key=lambda one: (-sum(one.owners.values()), one.unit))
        title = words.say(
            "{roadmaps}: {shown} of {all} mergers with overlaps, the largest first",
            roadmaps=words.listed(names),
            shown=words.whole(len(most[:_SHOWN])),
            all=words.whole(len(most)),
        )
        return Group(tuple(map(row, most[:_SHOWN])), title)

    shown = tuple(group(names, overlaps) for names, overlaps in groups.values() if overlaps)
    if not shown:
        return None
    columns = (
        Column(words.say("Merged unit and step"), numeric=False),
        Column(words.say("Functions that several of its parts had, and how many"), numeric=False),
        Column(words.say("Owners no longer needed")),
    )
    return Table(words.say("Overlaps of duties that mergers removed"), columns, shown, wordy=True)
