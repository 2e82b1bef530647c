"""Charts as SVG: small panels that are legible at their own size, on a phone and on paper.

A panel has a fixed size and no part of it is placed by measuring text, so that the same numbers give
the same picture on every machine, whatever fonts it has.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import vl_convert

from orgsim.report.font import FAMILY, register

__all__ = [
    "BLUE",
    "CAUSE_COLOURS",
    "INK",
    "WIDTH",
    "Axis",
    "Bar",
    "FanPoint",
    "Limit",
    "Spec",
    "axis_of",
    "bar_chart",
    "counts",
    "fan_chart",
    "panel",
    "quantity",
    "svg",
]

FONT = f"{FAMILY}, sans-serif"
Spec = dict[str, Any]
"""A part of a Vega-Lite specification."""

INK, GREY, BLUE, RED = "#1d2530", "#5d6773", "#0b5a8f", "#b3400f"

CAUSE_COLOURS: Mapping[str, str] = {
    "retired": "#0072b2",
    "early_retired": "#e69f00",
    "resigned": "#56b4e9",
    "severed": "#d55e00",
    "contract_ended": "#009e73",
    "released": "#cc79a7",
    "died": "#4d4d4d",
}
"""One colour a cause, told apart by colour-blind readers too [Okabe2008]_; bars are stacked in this order.

.. [Okabe2008] M. Okabe, K. Ito, Color Universal Design, https://jfly.uni-koeln.de/color/.
"""

WIDTH, _HEIGHT = 340, 216
_PADDING = {"left": 44, "right": 50, "top": 14, "bottom": 24}


@dataclass(frozen=True, slots=True)
class FanPoint:
    """The spread of a count at the end of a year."""

    year: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Limit:
    """The largest number that a target allows, until the end of a year."""

    year: int
    count: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How many people left for a cause in a year, on average."""

    year: int
    cause: str
    mean: float


@dataclass(frozen=True, slots=True)
class Axis:
    """The vertical axis: its ends and the numbers written on it."""

    low: int
    high: int
    ticks: tuple[int, ...]


def axis_of(numbers: Sequence[float]) -> Axis:
    """Choose an axis that holds all numbers, with about four round ticks; it starts at zero if zero is near.

    Examples
    --------
    >>> axis_of([1676, 2010])
    Axis(low=1600, high=2100, ticks=(1600, 1700, 1800, 1900, 2000, 2100))
    """
    low, high = min(numbers), max(numbers)
    if 0 < low < 0.3 * high:
        low = 0
    step = _round_step((high - low or 1) / 4)
    first, last = math.floor(low / step), math.ceil(high / step)
    if first == last:
        last += 1
    ticks = tuple(position * step for position in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks)


def _round_step(least: float) -> int:
    """Return 1, 2 or 5 times a power of ten, the nearest to ``least``; counts need no step below 1."""
    power: int = 10 ** max(0, math.floor(math.log10(least)))
    return min((power, 2 * power, 5 * power, 10 * power), key=lambda step: abs(step - least))


def fan_chart(points: Sequence[FanPoint], reference: Sequence[FanPoint], limits: Sequence[Limit], axis: Axis) -> Spec:
    """Return the Vega-Lite specification of a fan: a line of means in a band, with limits and the reference.

    Parameters
    ----------
    points
        In order of the years; the first is the opening.
    reference
        The means of the roadmap of reference, as a thin line; empty if this is it.
    """
    last = points[-1]
    band = {
        "data": {"values": [{"year": p.year, "count": p.low, "high": p.high} for p in points]},
        "mark": {"type": "area", "color": BLUE, "opacity": 0.22},
        "encoding": {"y2": {"field": "high"}},
    }
    layers = [band]
    if reference:
        layers.append(_line(_means(reference), {"color": GREY, "strokeWidth": 1.5, "strokeDash": [2, 2]}))
    layers.append(_line(_means(points), {"color": BLUE, "strokeWidth": 2.5}))
    for limit in limits:
        ends = [(points[0].year, limit.count), (limit.year, limit.count)]
        layers.append(_line(ends, {"color": RED, "strokeWidth": 1.5, "strokeDash": [6, 3]}))
        layers.append(_text(*ends[0], limit.text, {"dx": 4, "dy": -7, "color": RED}))
    layers.append(_text(last.year, last.mean, round(last.mean), {"dx": 5, "color": BLUE, "fontWeight": "bold"}))
    return panel(layers, _years(points), counts(axis))


def bar_chart(bars: Sequence[Bar], axis: Axis) -> Spec:
    """Return the Vega-Lite specification of stacked bars, one a year, with the sum above each."""
    years = sorted({bar.year for bar in bars})
    causes = [cause for cause in CAUSE_COLOURS if any(bar.cause == cause for bar in bars)]
    parts, sums = [], []
    for year in years:
        height = 0.0
        for cause in causes:
            part = sum(bar.mean for bar in bars if (bar.year, bar.cause) == (year, cause))
            parts.append({"year": year, "cause": cause, "count": height, "to": height + part})
            height += part
        sums.append({"year": year, "count": height, "text": round(height)})
    colours = {"domain": causes, "range": [CAUSE_COLOURS[cause] for cause in causes]}
    stack = {
        "data": {"values": parts},
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.75},
        "encoding": {
            "y2": {"field": "to"},
            "color": {"field": "cause", "type": "nominal", "scale": colours, "legend": None},
        },
    }
    above = {
        "data": {"values": sums},
        "mark": {"type": "text", "dy": -7, "color": INK, "fontSize": 11},
        "encoding": {"text": {**quantity("text"), "format": ",d"}},
    }
    shown = {"title": None, "labelAngle": 0, "ticks": False, "grid": False}
    scale = {"paddingInner": 0.25, "paddingOuter": 0.15}
    return panel([stack, above], {"field": "year", "type": "ordinal", "scale": scale, "axis": shown}, counts(axis))


def svg(chart: Spec, *, name: str, title: str, description: str, separators: tuple[str, str]) -> str:
    """Draw a chart as an SVG element with a text alternative.

    Parameters
    ----------
    name
        An id that no other element of the page has; all ids within begin with it.
    separators
        The decimal sign and the sign between thousands.
    """
    register()
    decimal, thousands = separators
    drawn = vl_convert.vegalite_to_svg(
        chart,
        vl_version="6.4",
        allowed_base_urls=[],
        format_locale={"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]},
    )
    size = re.search(r'viewBox="[^"]*"', drawn)
    assert size is not None
    # Within a picture nothing has a role of its own; Vega gives some to marks, and no names.
    plain = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", re.sub(r"^<svg[^>]*>", "", drawn))
    body = _own_ids(plain, name)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size[0]} role="img"'
        f' aria-labelledby="{name}-title {name}-text">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(description)}</desc>{body}'
    )


def _own_ids(drawn: str, name: str) -> str:
    """Rename the ids of a drawing in the order in which they are first met: Vega counts on from chart to chart."""
    names: dict[str, str] = {}
    for found in re.findall(r'\bid="([^"]+)"|url\(#([^)]+)\)|href="#([^"]+)"', drawn):
        names.setdefault("".join(found), f"{name}-{len(names) + 1}")

    def own(match: re.Match[str]) -> str:
        return f"{match[1]}{names[match[2]]}{match[3]}"

    return re.sub(r'(\bid="|url\(#|href="#)([^")]+)([")])', own, drawn)


def panel(
    layers: Sequence[Spec], x: Spec, y: Spec, *, height: int = _HEIGHT, padding: Mapping[str, int] = _PADDING
) -> Spec:
    """Lay marks over each other on two axes that all share; the height is that of the panel with its padding."""
    lines = {"gridColor": "#e3e7ec", "domainColor": "#9aa3ad", "tickColor": "#9aa3ad"}
    labels = {"labelFontSize": 11, "labelColor": INK, "labelLimit": 0, "labelPadding": 5, "labelOverlap": False}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH - padding["left"] - padding["right"],
        "height": height - padding["top"] - padding["bottom"],
        "padding": dict(padding),
        "autosize": {"type": "none"},
        "background": None,
        "config": {"aria": False, "font": FONT, "view": {"stroke": None}, "axis": {**lines, **labels}},
        "encoding": {"x": x, "y": y},
        "layer": list(layers),
    }


def counts(axis: Axis) -> Spec:
    """Return the axis of what all marks have as ``count``."""
    shown = {"title": None, "format": ",d", "values": [*axis.ticks], "domain": False, "ticks": False}
    scale = {"domain": [axis.low, axis.high], "nice": False}
    return {**quantity("count"), "stack": None, "scale": scale, "axis": shown}


def _years(points: Sequence[FanPoint]) -> Spec:
    """Return the horizontal axis: a tick every year, or fewer if there are many."""
    first, last = points[0].year, points[-1].year
    every = math.ceil((last - first) / 8)
    axis = {"title": None, "format": "d", "values": [*range(last, first - 1, -every)], "grid": False}
    scale = {"domain": [first, last], "nice": False}
    return {**quantity("year"), "scale": scale, "axis": {**axis, "labelFlush": False}}


def quantity(field: str) -> Spec:
    """Return that a field is a number."""
    return {"field": field, "type": "quantitative"}


def _means(points: Sequence[FanPoint]) -> list[tuple[int, float]]:
    return [(point.year, point.mean) for point in points]


def _line(ends: Sequence[tuple[int, float]], mark: Spec) -> Spec:
    return {
        "data": {"values": [{"year": year, "count": count} for year, count in ends]},
        "mark": {"type": "line", **mark},
    }


def _text(year: int, count: float, text: int | str, mark: Spec) -> Spec:
    shown = {"field": "text", "type": "nominal"} if isinstance(text, str) else {**quantity("text"), "format": ",d"}
    return {
        "data": {"values": [{"year": year, "count": count, "text": text}]},
        "mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 11, **mark},
        "encoding": {"text": shown},
    }
