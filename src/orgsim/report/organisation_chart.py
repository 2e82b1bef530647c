"""An organisation before and after, drawn: two trees with ribbons between them.

No part is placed by measuring text: a name is broken after so many letters, so that the same organisation
gives the same picture everywhere.
"""

import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from orgsim.report.charts import FONT, INK
from orgsim.report.folding import Folded, Link, Row, What

__all__ = ["COLOURS", "MARKS", "Box", "Label", "Part", "Ribbon", "draw", "parts"]

MARKS: Mapping[What, str] = {
    "unchanged": "",
    "within": "~",
    "ended": "×",
    "divided": "÷",
    "moved": "→",
    "left": "»",
    "enlarged": "+",
    "new": "*",
    "founded": "°",
    "arrived": "«",
}
"""A sign before the name, so that nobody depends on colours."""

COLOURS: Mapping[What, tuple[str, str]] = {
    "unchanged": ("#f4f6f8", "#9aa3ad"),
    "within": ("#ffffff", "#5d6773"),
    "ended": ("#fbe6e2", "#b3400f"),
    "divided": ("#fbe6e2", "#b3400f"),
    "moved": ("#f0e8f7", "#6a3d9a"),
    "left": ("#fdf3dc", "#7a5300"),
    "enlarged": ("#dcebf5", "#0b5a8f"),
    "new": ("#e3f3e8", "#1c6b3c"),
    "founded": ("#e3f3e8", "#1c6b3c"),
    "arrived": ("#fdf3dc", "#7a5300"),
}
"""Fill and line of a box; a ribbon has the line of the box to which it leads."""

WIDTH = 680
"""Wide enough for two columns of names; as wide as the inside of A4."""

_COLUMN, _INDENT, _LINE, _GAP, _TOP, _PAD = 262, 11, 14, 5, 30, 4
_LETTER = 6.0
"""Room for a letter, on average; the names of the shipped scenarios fit."""
_LINES = 2
_PAGE = 900
"""No part is higher than this, so that it can stand on one page; unless the units of one merger fill more."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is written of a row: its name, a number, and a sentence for whoever points at it or cannot see it."""

    name: str
    number: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Box:
    """A row in its place; a context has no frame."""

    row: Row
    label: Label
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """From the right edge of a box before to the left edge of one after: where it begins and ends, and how high."""

    what: What
    start: tuple[float, float]
    height: float
    end: tuple[float, float]
    end_height: float


@dataclass(frozen=True, slots=True)
class Part:
    """As much of the chart as stands on one page."""

    before: tuple[Box, ...]
    after: tuple[Box, ...]
    ribbons: tuple[Ribbon, ...]
    height: float


Labels = Mapping[str, Label]
"""What is written of the rows of one side, by their keys."""


def parts(folded: Folded, before: Labels, after: Labels) -> tuple[Part, ...]:
    """Place the rows of a chart; what is linked stays together, and bosses are repeated where they are needed.

    Examples
    --------
    >>> from orgsim.report.folding import Folded, Link, Row
    >>> old = [Row(key, (key,), "", 0, "agency", "ended", 0, 5) for key in ("mill", "port")]
    >>> new = [Row("quay", ("quay",), "", 0, "agency", "new", 0, 9)]
    >>> chart = Folded(tuple(old), tuple(new), (Link("mill", "quay", 1.0, 0.5), Link("port", "quay", 1.0, 0.5)))
    >>> says = {key: Label(key, "", "") for key in ("mill", "port", "quay")}
    >>> (part,) = parts(chart, says, says)
    >>> [(box.y, box.height) for box in part.before], part.ribbons[1].end[1] - part.ribbons[0].end[1]
    ([(30, 22), (57, 22)], 11.0)
    """
    placed: list[Part] = []
    chosen: tuple[set[str], set[str]] = (set(), set())
    for olds, news in _joined(folded):
        more = (chosen[0] | olds, chosen[1] | news)
        part = _part(folded, before, after, more)
        if part.height > _PAGE and (chosen[0] or chosen[1]):
            placed.append(_part(folded, before, after, chosen))
            more = (olds, news)
        chosen = more
    return (*placed, _part(folded, before, after, chosen))


def _joined(folded: Folded) -> list[tuple[set[str], set[str]]]:
    """Return the rows that links join, in the order of the rows before; contexts have none."""
    place = {row.key: number for number, row in enumerate(folded.before)}
    to: dict[str, list[str]] = defaultdict(list)
    origins: dict[str, list[str]] = defaultdict(list)
    for link in folded.links:
        to[link.old].append(link.new)
        origins[link.new].append(link.old)
    seen: set[str] = set()
    found: list[tuple[float, set[str], set[str]]] = []
    for row in folded.before:
        if row.key in seen or row.context:
            continue
        olds, news, waiting = {row.key}, set[str](), [row.key]
        while waiting:
            for new in to[waiting.pop()]:
                fresh = [old for old in origins[new] if old not in olds]
                news.add(new)
                olds.update(fresh)
                waiting += fresh
        seen |= olds
        found.append((place[row.key], olds, news))
    at_boss = float(len(place))
    for row in folded.after:
        if not row.context and row.key not in origins:
            found.append((at_boss, set(), {row.key}))
        else:
            at_boss = max((place[old] for old in origins[row.key]), default=place.get(row.key, at_boss))
    return [(olds, news) for _, olds, news in sorted(found, key=lambda one: one[0])]


def _part(folded: Folded, before: Labels, after: Labels, chosen: tuple[set[str], set[str]]) -> Part:
    left = _column(folded.before, chosen[0], before, 0)
    right = _column(folded.after, chosen[1], after, WIDTH - _COLUMN)
    links = [link for link in folded.links if link.old in chosen[0] and link.new in chosen[1]]
    right = _beside(left, right, links)
    height = max(box.y + box.height for box in (*left, *right)) + _PAD
    return Part(left, right, _ribbons(left, right, links), height)


def _column(rows: Sequence[Row], chosen: set[str], labels: Labels, x: float) -> tuple[Box, ...]:
    """Stack rows, and the rows above them."""
    by_key = {row.key: row for row in rows}
    shown = set(chosen)
    for key in chosen:
        while (key := by_key[key].boss) and key not in shown:
            shown.add(key)
    boxes = []
    y = _TOP
    for row in (row for row in rows if row.key in shown):
        label = labels[row.key]
        indent = _INDENT * row.level
        sign = f"{MARKS[row.what]} " if MARKS[row.what] and not row.context else ""
        letters = int((_COLUMN - indent - 2 * _PAD) / _LETTER) - len(label.number) - 2
        lines = textwrap.wrap(sign + label.name, letters, max_lines=_LINES, placeholder=" …") or [sign]
        height = len(lines) * _LINE + 2 * _PAD
        framed = row if row.key in chosen else replace(row, context=True)
        boxes.append(Box(framed, label, tuple(lines), x + indent, y, _COLUMN - indent, height))
        y += height + _GAP
    return tuple(boxes)


def _beside(left: Sequence[Box], right: Sequence[Box], links: Sequence[Link]) -> tuple[Box, ...]:
    """Lower the boxes after, as far as there is room, to what they are made of."""
    middle = {box.row.key: box.y + box.height / 2 for box in left}
    origins: dict[str, list[float]] = defaultdict(list)
    for link in links:
        origins[link.new].append(middle[link.old])
    spare = max(0.0, _foot(left) - _foot(right))
    pulls: list[float] = []
    for box in reversed(right):
        if wanted := origins[box.row.key]:
            pulls.append(sum(wanted) / len(wanted) - box.height / 2 - box.y)
        else:  # a boss goes with the first of those below
            pulls.append(pulls[-1] if box.row.context and pulls else 0.0)
    lowered = []
    shift = 0.0
    for box, pull in zip(right, reversed(pulls), strict=True):
        shift = max(shift, min(pull, spare))
        lowered.append(replace(box, y=box.y + shift))
    return tuple(lowered)


def _foot(boxes: Sequence[Box]) -> float:
    return max((box.y + box.height for box in boxes), default=0.0)


def _ribbons(left: Sequence[Box], right: Sequence[Box], links: Sequence[Link]) -> tuple[Ribbon, ...]:
    """Lay ribbons side by side at both ends; together they are as high as the box if all of it goes or comes."""
    old = {box.row.key: box for box in left}
    new = {box.row.key: box for box in right}
    tops = {("old", key): box.y for key, box in old.items()} | {("new", key): box.y for key, box in new.items()}
    begin: dict[Link, float] = {}
    for link in sorted(links, key=lambda link: new[link.new].y):
        begin[link] = tops["old", link.old]
        tops["old", link.old] += link.leaving * old[link.old].height
    ribbons = []
    for link in sorted(links, key=lambda link: old[link.old].y):
        end = tops["new", link.new]
        tops["new", link.new] += link.arriving * new[link.new].height
        start = old[link.old]
        ribbons.append(
            Ribbon(
                what=new[link.new].row.what,
                start=(start.x + start.width, begin[link]),
                height=link.leaving * start.height,
                end=(new[link.new].x, end),
                end_height=link.arriving * new[link.new].height,
            )
        )
    return tuple(ribbons)


def draw(part: Part, *, name: str, title: str, description: str, heads: tuple[str, str]) -> str:
    """Draw a part as an SVG element with a text alternative.

    Parameters
    ----------
    name
        An id that no other element of the page has.
    heads
        What stands above the two columns.
    """
    columns = zip(heads, (_PAD, WIDTH - _COLUMN + _PAD), strict=True)
    body = [f'<text x="{x}" y="18" font-weight="bold" font-size="13">{escape(head)}</text>' for head, x in columns]
    body += [_path(ribbon) for ribbon in part.ribbons]
    body += [_framed(box) for box in (*part.before, *part.after)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_short(part.height)}" role="img"'
        f' aria-labelledby="{name}-title {name}-text" font-family="{escape(FONT)}" font-size="11" fill="{INK}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(description)}</desc>'
        f"{''.join(body)}</svg>"
    )


def _path(ribbon: Ribbon) -> str:
    (x0, y0), (x1, y1) = ribbon.start, ribbon.end
    middle = (x0 + x1) / 2
    fill = COLOURS[ribbon.what][1]
    low, end_low = y0 + ribbon.height, y1 + ribbon.end_height
    there = f"M{_at(x0, y0)}C{_at(middle, y0)} {_at(middle, y1)} {_at(x1, y1)}"
    back = f"L{_at(x1, end_low)}C{_at(middle, end_low)} {_at(middle, low)} {_at(x0, low)}Z"
    return f'<path d="{there}{back}" fill="{fill}" fill-opacity="0.3"/>'


def _at(x: float, y: float) -> str:
    return f"{_short(x)} {_short(y)}"


def _framed(box: Box) -> str:
    fill, line = COLOURS[box.row.what]
    frame = (
        f'<rect x="{_short(box.x + 0.5)}" y="{_short(box.y)}" width="{_short(box.width - 1)}" height="{box.height:g}"'
        f' rx="3" fill="{fill}" stroke="{line}"/>'
    )
    weight = ' font-weight="bold"' if box.row.context else ""
    texts = "".join(
        f'<text x="{_short(box.x + _PAD + 1)}" y="{_short(box.y + _PAD + (number + 0.78) * _LINE)}"{weight}>'
        f"{escape(text)}</text>"
        for number, text in enumerate(box.lines)
    )
    right = box.x + box.width - _PAD - 1
    count = (
        f'<text x="{_short(right)}" y="{_short(box.y + _PAD + 0.78 * _LINE)}" text-anchor="end">'
        f"{escape(box.label.number)}</text>"
    )
    shown = "" if box.row.context else frame
    return f"<g><title>{escape(box.label.sentence)}</title>{shown}{texts}{count if box.label.number else ''}</g>"


def _short(number: float) -> str:
    """Write a place to a tenth of a pixel."""
    return f"{round(number, 1):g}"
