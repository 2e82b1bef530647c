"""Charts of the report: legible, deterministic, each with ids of its own and a text alternative."""

import re
import xml.etree.ElementTree as ET

import pytest

from orgsim.model.outcomes import CAUSES
from orgsim.report.charts import CAUSE_COLOURS, Axis, Bar, FanPoint, Limit, axis_of, bar_chart, fan_chart, svg

POINTS = [FanPoint(2014 + n, 2010 - 40 * n, 2010 - 45 * n, 2010 - 35 * n) for n in range(8)]
AXIS = axis_of([1676, 2010])
SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str = "people-0", title: str = "People", separators: tuple[str, str] = (".", ",")) -> str:
    chart = fan_chart(POINTS, POINTS, [Limit(2021, 1676, "≤ 1,676")], AXIS)
    return svg(chart, name=name, title=title, description="From 2,010 to 1,730.", separators=separators)


def words_in(drawing: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(drawing).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_the_same_numbers_give_the_same_picture() -> None:
    assert drawn() == drawn()


def test_two_drawings_share_no_id_and_every_reference_has_its_target() -> None:
    band = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"x": 1, "y": 2}]},
        "mark": {"type": "bar", "clip": True},
        "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
    }
    one, two = (svg(band, name=name, title="t", description="d", separators=(".", ",")) for name in ("a-0", "a-1"))
    ids = [re.findall(r'\bid="([^"]+)"', drawing) for drawing in (one, two)]
    assert "clip-path" in one
    assert len(set(ids[0])) == len(ids[0]) >= 3
    assert not set(ids[0]) & set(ids[1])
    for drawing, known in zip((one, two), ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", drawing)) <= set(known)


def test_a_drawing_has_a_title_and_a_description_with_markup_escaped() -> None:
    root = ET.fromstring(drawn(title="<script>"))  # noqa: S314 - our own
    assert root.get("role") == "img"
    parts = {element.get("id"): element.text for element in (root[0], root[1])}
    assert parts == {"people-0-title": "<script>", "people-0-text": "From 2,010 to 1,730."}
    assert root.get("aria-labelledby") == "people-0-title people-0-text"


def test_the_fan_is_labelled_with_years_closing_mean_and_limit_in_the_numbers_of_the_language() -> None:
    assert {"2014", "2021", "2,000", "1,730", "≤ 1,676"} <= set(words_in(drawn()))
    assert {"2.000", "1.730"} <= set(words_in(drawn(separators=(",", "."))))


def test_a_font_is_named_that_knows_vietnamese_everywhere() -> None:
    families = set(re.findall(r'font-family="([^"]+)"', drawn()))
    assert families == {"Report Sans, sans-serif"}


def test_bars_are_stacked_in_the_colours_of_the_causes_with_the_sum_above() -> None:
    bars = [Bar(year, cause, 2.5) for year in (2015, 2016) for cause in ("died", "retired")]
    drawing = svg(bar_chart(bars, axis_of([0, 5])), name="b", title="t", description="d", separators=(".", ","))
    fills = re.findall(r'<path[^>]* fill="(#[0-9a-f]{6})"', drawing)
    assert sorted(fills) == sorted([CAUSE_COLOURS["died"], CAUSE_COLOURS["retired"]] * 2)
    assert words_in(drawing).count("5") >= 2


def test_every_cause_has_a_colour_of_its_own() -> None:
    assert set(CAUSE_COLOURS) == set(CAUSES)
    assert len(set(CAUSE_COLOURS.values())) == len(CAUSES)


@pytest.mark.parametrize(
    ("numbers", "axis"),
    [
        ([1676, 2010], Axis(1600, 2100, (1600, 1700, 1800, 1900, 2000, 2100))),
        ([10, 147], Axis(0, 150, (0, 50, 100, 150))),
        ([7, 7], Axis(7, 8, (7, 8))),
        ([0, 0], Axis(0, 1, (0, 1))),
    ],
)
def test_an_axis_holds_all_numbers_with_round_ticks(numbers: list[float], axis: Axis) -> None:
    assert axis_of(numbers) == axis
