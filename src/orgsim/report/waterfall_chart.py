"""A waterfall as a chart: from an opening to a closing number, one row for each change."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from orgsim.report.charts import BLUE, INK, WIDTH, Axis, Spec, counts, panel, quantity

__all__ = ["LESS", "MORE", "Amount", "Cascade", "waterfall_chart"]

LESS, MORE = BLUE, "#e69f00"
"""The colours of what goes and of what comes."""

_PALE = "#c3cad2"
_ROW, _BAR, _EDGE = 33, 9, 18
"""Heights of a row, in which the name stands above the bar, and of the bar; the space on both sides."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or what a channel changes it by: mean, spread, and how it is written."""

    name: str
    mean: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Cascade:
    """What a waterfall shows: where it starts, what changes it in this order, and where it ends."""

    opening: Amount
    changes: tuple[Amount, ...]
    closing: Amount

    @property
    def levels(self) -> tuple[float, ...]:
        """The level before each change, and that after the last one."""
        return tuple(accumulate((change.mean for change in self.changes), initial=self.opening.mean))

    @property
    def numbers(self) -> tuple[float, ...]:
        """All numbers that are drawn, for an axis that holds them.

        Examples
        --------
        >>> fewer = Amount("Retired", -10, -14, -7, "−10")
        >>> Cascade(Amount("Opening", 50, 50, 50, "50"), (fewer,), Amount("Closing", 40, 36, 43, "40")).numbers
        (50, 50, 36, 43, 40, 36, 43)
        """
        ends = [
            level + reach
            for level, change in zip(self.levels[:-1], self.changes, strict=True)
            for reach in (change.low, change.high)
        ]
        return (self.opening.low, self.opening.high, *ends, *self.levels[1:], self.closing.low, self.closing.high)


def waterfall_chart(cascade: Cascade, axis: Axis) -> Spec:
    """Return the Vega-Lite specification of a waterfall, for :func:`orgsim.report.charts.svg`.

    A bar is the mean of a change and begins where the one above it ends; the thin line through its end is its spread.
    Opening and closing are marks and no bars, so that lengths compare though the axis need not begin at zero.
    """
    rows = (cascade.opening, *cascade.changes, cascade.closing)
    feet = [(row + 1) * _ROW - 4 for row in range(len(rows))]
    changes = list(zip(cascade.levels[:-1], cascade.changes, feet[1:-1], strict=True))
    ends = ((cascade.opening, feet[0]), (cascade.closing, feet[-1]))
    bars = [{**_box(level, level + one.mean, foot), "less": one.mean < 0} for level, one, foot in changes]
    marks = [_box(one.mean, one.mean, foot) for one, foot in ends]
    joints = [{"count": level, "y": foot, "y2": foot + _ROW} for level, foot in zip(cascade.levels, feet, strict=False)]
    reach = [(level + one.low, level + one.high, foot) for level, one, foot in changes]
    reach += [(one.low, one.high, foot) for one, foot in ends]
    spreads = [_box(low, high, foot) | {"y": foot - _BAR / 2} for low, high, foot in reach if low < high]
    colours = {"domain": [True, False], "range": [LESS, MORE]}
    colour = {"color": {"field": "less", "type": "nominal", "legend": None, "scale": colours}}
    across, down = {"x2": {"field": "to"}}, {"y2": {"field": "y2"}}
    layers = [
        _marks(joints, {"type": "rule", "color": _PALE}, down),
        _marks(bars, {"type": "rect"}, {**across, **down, **colour}),
        _marks(marks, {"type": "rule", "color": INK, "strokeWidth": 3}, down),
        _marks(spreads, {"type": "rule", "color": INK}, across),
        _column(feet, [one.name for one in rows], 0, "left"),
        _column(feet, [one.text for one in rows], WIDTH - 2 * _EDGE, "right"),
    ]
    numbers = counts(axis)
    heights = {**quantity("y"), "scale": {"domain": [len(rows) * _ROW, 0], "nice": False}, "axis": None}
    return panel(
        layers,
        {**numbers, "axis": {**numbers["axis"], "labelFlush": False}},
        heights,
        height=len(rows) * _ROW + 26,
        padding={"left": _EDGE, "right": _EDGE, "top": 2, "bottom": 24},
    )


def _box(count: float, to: float, foot: float) -> Spec:
    return {"count": count, "to": to, "y": foot - _BAR, "y2": foot}


def _marks(values: Sequence[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def _column(feet: Sequence[int], texts: Sequence[str], place: int, align: str) -> Spec:
    """Return a text above the bar of each row, all of them from one place or up to it."""
    values = [{"y": foot - _BAR - 9, "text": text} for foot, text in zip(feet, texts, strict=True)]
    mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": 11, "color": INK}
    return _marks(values, mark, {"x": {"value": place}, "text": {"field": "text", "type": "nominal"}})
