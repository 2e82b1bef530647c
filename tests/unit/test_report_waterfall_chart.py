"""The waterfall as a chart: every row is written, bars follow each other, and the axis holds all that is drawn."""

import re
import xml.etree.ElementTree as ET

import pytest

from orgsim.report.charts import axis_of, svg
from orgsim.report.waterfall_chart import Amount, Cascade, waterfall_chart

RETIRED = Amount("Nghỉ hưu đúng tuổi", -246, -251, -240, "−246")
RECRUITS = Amount("Tuyển dụng mới", 182, 175, 190, "+182")
PEOPLE = Cascade(
    Amount("Ban đầu", 2010, 2010, 2010, "2.010"), (RETIRED, RECRUITS), Amount("Cuối kỳ", 1946, 1934, 1960, "1.946")
)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(cascade: Cascade) -> str:
    chart = waterfall_chart(cascade, axis_of(cascade.numbers))
    return svg(chart, name="fall-0", title="People", description="From 2.010 to 1.946.", separators=(",", "."))


def values(cascade: Cascade, layer: int) -> list[dict[str, float]]:
    found: list[dict[str, float]] = waterfall_chart(cascade, axis_of(cascade.numbers))["layer"][layer]["data"]["values"]
    return found


def test_every_row_is_written_with_its_name_and_its_number() -> None:
    texts = {element.text for element in ET.fromstring(drawn(PEOPLE)).iter(f"{SVG}text")}  # noqa: S314 - our own
    rows = (PEOPLE.opening, *PEOPLE.changes, PEOPLE.closing)
    assert {text for row in rows for text in (row.name, row.text)} <= texts


def test_a_bar_begins_where_the_one_above_it_ends() -> None:
    bars = values(PEOPLE, 1)
    assert [(bar["count"], bar["to"]) for bar in bars] == [(2010, 1764), (1764, 1946)]
    assert [bar["less"] for bar in bars] == [True, False]
    assert bars[0]["y2"] < bars[1]["y"]


def test_a_number_without_spread_has_no_line() -> None:
    assert [(line["count"], line["to"]) for line in values(PEOPLE, 3)] == [(1759, 1770), (1939, 1954), (1934, 1960)]


def test_the_axis_holds_all_that_is_drawn_below_the_opening_and_above_it() -> None:
    grown = Cascade(PEOPLE.opening, (RECRUITS, RETIRED), PEOPLE.closing)
    for cascade in (PEOPLE, grown):
        axis = axis_of(cascade.numbers)
        counts = [value[key] for layer in range(4) for value in values(cascade, layer) for key in value if key in ENDS]
        assert axis.low <= min(counts) <= max(counts) <= axis.high
    assert max(grown.numbers) == 2200


ENDS = ("count", "to")


def test_the_drawing_is_as_high_as_its_rows() -> None:
    nothing = Cascade(PEOPLE.opening, (), PEOPLE.opening)
    heights = []
    for cascade in (nothing, PEOPLE):
        box = ET.fromstring(drawn(cascade)).get("viewBox")  # noqa: S314 - our own
        assert box is not None
        heights.append(int(box.split()[3]))
    assert heights[1] - heights[0] == pytest.approx(2 * 33)


def test_the_same_numbers_give_the_same_picture_in_one_font() -> None:
    assert drawn(PEOPLE) == drawn(PEOPLE)
    assert len(set(re.findall(r'font-family="([^"]+)"', drawn(PEOPLE)))) == 1
