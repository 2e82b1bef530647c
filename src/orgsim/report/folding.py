"""Folding an organisation chart before and after, so that what merges can be seen and the rest is counted."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from orgsim.analysis.roadmap_values import ChartUnit, OrganisationChart

__all__ = ["ROWS", "Folded", "Link", "Row", "What", "fold"]

What = Literal["unchanged", "within", "ended", "divided", "moved", "left", "enlarged", "new", "founded", "arrived"]
"""What a row tells of its unit.

``within``: only units below it change. ``new`` is made of others, ``founded`` of none. ``left`` and ``arrived`` cross
the boundary.
"""

Side = Mapping[str, ChartUnit]

ROWS = 120
"""So many rows a side are shown one by one, in how many levels they may be."""


@dataclass(frozen=True, slots=True)
class Row:
    """One unit, or ``units`` siblings of a group of which the same is to be told.

    ``below`` counts units under them that have no row of their own, and ``posts`` are those of all of them. ``boss`` is
    the key of the row above, empty at the top. A ``context`` is there only for the rows below it.
    """

    key: str
    units: tuple[str, ...]
    boss: str
    level: int
    group: str
    what: What
    below: int
    posts: int
    context: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """What goes from a row before to a row after.

    ``leaving`` is the share of the old one that goes there and ``arriving`` that of the new one that comes from there:
    of posts, or of units where there are no posts.
    """

    old: str
    new: str
    leaving: float
    arriving: float


@dataclass(frozen=True)
class Folded:
    """Rows before and after, each below its boss, and what links them."""

    before: tuple[Row, ...]
    after: tuple[Row, ...]
    links: tuple[Link, ...]


def fold(chart: OrganisationChart, rows: int = ROWS) -> Folded:
    """Fold a chart: siblings of which nothing is told become one row, and deep levels are counted in the row above.

    Units below the deepest level at which both sides have at most so many rows are counted in the row of their boss; if
    the first level has too many, all units are counted by group.

    Examples
    --------
    >>> units = [("town", "", "town", 1), ("bank", "town", "agency", 2), ("mill", "town", "agency", 3)]
    >>> more = [("port", "town", "agency", 4), ("quay", "town", "agency", 5)]
    >>> chart = OrganisationChart(
    ...     opening=[ChartUnit(*unit) for unit in units + more],
    ...     closing=[ChartUnit(*unit) for unit in units[:2]] + [ChartUnit("port", "town", "agency", 12)],
    ...     parts=[(old, "port", "1") for old in ("mill", "port", "quay")],
    ... )
    >>> [(row.key, row.what) for row in fold(chart).after]
    [('town', 'within'), ('port', 'enlarged'), ('town agency unchanged', 'unchanged')]
    """
    pair = _Pair(chart)
    for depth in range(pair.depth, 0, -1):
        folded = _folded(pair, depth)
        if max(len(folded.before), len(folded.after)) <= rows:
            return folded
    return _folded(pair, 0)


class _Pair:
    """A chart with what folding asks of it again and again."""

    def __init__(self, chart: OrganisationChart) -> None:
        self.before = {unit.id: unit for unit in chart.opening}
        self.after = {unit.id: unit for unit in chart.closing}
        self.heirs: dict[str, dict[str, Fraction]] = {}
        self.made_of: dict[str, dict[str, Fraction]] = {}
        for old, new, share in chart.parts:
            self.heirs.setdefault(old, {})[new] = Fraction(share)
            self.made_of.setdefault(new, {})[old] = Fraction(share)

    @property
    def depth(self) -> int:
        """The deepest level of both sides; the top is level 0."""
        return max(len(list(_above(side, key))) for side in (self.before, self.after) for key in side)

    @cached_property
    def moved(self) -> frozenset[str]:
        """Units whose boss is not what their boss became."""

        def moved(key: str) -> bool:
            old, new = self.before[key].boss, self.after[key].boss
            return new not in self.heirs.get(old, {old: 1})

        return frozenset(key for key in self.before if key in self.after and moved(key))

    @cached_property
    def told(self) -> frozenset[str]:
        """Units that moved, or that others became or came from."""
        joined = {key for shares in (self.heirs, self.made_of) for key, of in shares.items() if of.keys() != {key}}
        return frozenset(joined | self.moved)

    @cached_property
    def open(self) -> frozenset[str]:
        """The top, and units of which something is told, or of a unit below them, before or after."""
        sides = (self.before, self.after)
        tops = {key for side in sides for key, unit in side.items() if not unit.boss}
        known = {*self.told, *self.heirs, *self.made_of}
        return self.told | tops | {boss for side in sides for key in known & side.keys() for boss in _above(side, key)}

    def what_before(self, key: str) -> What:
        """Tell what becomes of a unit."""
        heirs = self.heirs.get(key, {})
        if key not in self.after:
            return "ended" if heirs.keys() & self.after.keys() else "left"
        if heirs and heirs.get(key) != 1:
            return "divided"
        return self._goes_on(key)

    def what_after(self, key: str) -> What:
        """Tell how a unit came about."""
        origins = self.made_of.get(key, {}).keys()
        if key not in self.before:
            if not origins:
                return "founded"
            return "new" if origins & self.before.keys() else "arrived"
        return "enlarged" if origins > {key} else self._goes_on(key)

    def _goes_on(self, key: str) -> What:
        if key in self.moved:
            return "moved"
        return "within" if key in self.open and key not in self.told else "unchanged"


def _above(side: Side, key: str) -> Iterator[str]:
    """Yield the bosses of a unit, the nearest first."""
    while boss := side[key].boss:
        yield boss
        key = boss


def _folded(pair: _Pair, depth: int) -> Folded:
    before, row_before = _rows(pair, pair.before, pair.what_before, depth)
    after, row_after = _rows(pair, pair.after, pair.what_after, depth)
    context = _context(before) & _context(after)
    weights: dict[tuple[str, str], list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for old, new, share in _parts(pair):
        ends = row_before[old], row_after[new]
        if not context.issuperset(ends):
            weights[ends][0] += share * pair.before[old].posts
            weights[ends][1] += share
    links = _links(weights, {row.key: row for row in before})
    left, right = ([replace(row, context=row.key in context) for row in side] for side in (before, after))
    return Folded(*_ordered(left, right, links), links)


def _parts(pair: _Pair) -> Iterator[tuple[str, str, Fraction]]:
    for old in pair.before:
        heirs = pair.heirs.get(old, {old: Fraction(1)})
        yield from ((old, new, share) for new, share in heirs.items() if new in pair.after)


def _rows(pair: _Pair, side: Side, what: Callable[[str], What], depth: int) -> tuple[list[Row], dict[str, str]]:
    """Return the rows of a side, and in which of them each unit is told."""
    level = {key: len(list(_above(side, key))) for key in side}
    by_level = sorted(side, key=lambda key: (level[key], key))
    row_of: dict[str, str] = {}
    members: dict[str, list[str]] = defaultdict(list)
    for key in by_level:
        boss, group = side[key].boss, side[key].group
        if not boss or (depth and level[key] <= depth and key in pair.open):
            row_of[key] = key
        elif depth == 0:
            row_of[key] = f"{by_level[0]} {group}"
        elif level[key] > depth or boss not in pair.open:
            row_of[key] = row_of[boss]
        else:
            row_of[key] = f"{boss} {group} {what(key)}"
        members[row_of[key]].append(key)
    rows = []
    for row, inside in members.items():
        first = inside[0]
        alike = inside if depth == 0 else [key for key in inside if level[key] == level[first]]
        boss = by_level[0] if depth == 0 and level[first] else side[first].boss
        rows.append(
            Row(
                key=row,
                units=tuple(alike),
                boss=row_of[boss] if boss else "",
                level=min(level[first], 1) if depth == 0 else level[first],
                group=side[first].group,
                what="within" if depth == 0 else what(first),
                below=len(inside) - len(alike),
                posts=sum(side[key].posts for key in inside),
            )
        )
    return rows, row_of


def _context(rows: Sequence[Row]) -> set[str]:
    """Return the rows that are there only for those below them."""
    bosses = {row.boss for row in rows}
    return {row.key for row in rows if row.what == "within" and row.key in bosses}


def _links(weights: Mapping[tuple[str, str], Sequence[Fraction]], before: Mapping[str, Row]) -> tuple[Link, ...]:
    """Turn posts and units that go from row to row into shares of both ends."""
    posts: dict[str, Fraction] = defaultdict(Fraction)
    units: dict[str, Fraction] = defaultdict(Fraction)
    for (_, new), (some, count) in weights.items():
        posts[new] += some
        units[new] += count
    links = []
    for (old, new), (some, count) in sorted(weights.items()):
        row = before[old]
        leaving = some / row.posts if row.posts else count / (len(row.units) + row.below)
        arriving = some / posts[new] if posts[new] else count / units[new]
        links.append(Link(old, new, float(leaving), float(arriving)))
    return tuple(links)


def _ordered(
    before: Sequence[Row], after: Sequence[Row], links: Sequence[Link]
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Put rows below their bosses; before, those that merge stand together, and after, near what they are made of."""
    least: dict[str, str] = {}
    for link in links:
        least[link.new] = min(link.old, least.get(link.new, link.old))
    beside: dict[str, str] = {}
    for link in links:
        beside[link.old] = min(least[link.new], beside.get(link.old, least[link.new]))
    left = _below(before, lambda row: (len(row.units) > 1, row.group, beside.get(row.key, row.key), row.key))
    place = {row.key: number for number, row in enumerate(left)}
    origins: dict[str, list[int]] = defaultdict(list)
    for link in links:
        origins[link.new].append(place[link.old])
    far = len(place)
    means = {key: sum(places) / len(places) for key, places in origins.items()}
    right = _below(
        after, lambda row: (means.get(row.key, place.get(row.key, far)), len(row.units) > 1, row.group, row.key)
    )
    return left, right


def _below(rows: Sequence[Row], order: Callable[[Row], tuple[Any, ...]]) -> tuple[Row, ...]:
    """Return rows in an order, each followed by those below it."""
    under: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=order):
        under[row.boss].append(row)

    def walk(boss: str) -> Iterator[Row]:
        for row in under[boss]:
            yield row
            yield from walk(row.key)

    return tuple(walk(""))
