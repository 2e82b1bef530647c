"""Charts of Excel: lines, columns side by side, and columns that stand on one another."""

from collections.abc import Mapping
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as Drawing

from orgsim.report.export.paper import CHART_HEIGHT, CHART_WIDTH
from orgsim.report.export.sheets import Block, Chart, Kind, Numeral, Series

__all__ = ["chart_of"]

_KINDS: Mapping[Literal["lines", "columns", "stacked"], Mapping[str, str]] = {
    "lines": {"type": "line"},
    "columns": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"},
}
_AXES: Mapping[Kind, str] = {"share": "0%", "money": "#,##0"}
_LONGEST_TITLE = 255


def chart_of(book: Workbook, sheet: str, head: int, block: Block, chart: Chart) -> Drawing:
    """Return a chart of a table whose heads are in a row of a sheet.

    Names and numbers of series are those of cells; the axis is written as the numbers are.
    """
    drawn: Drawing = book.add_chart(dict(_KINDS[chart.kind]))
    last = head + (len(block.rows) if chart.rows is None else chart.rows)
    first, end = chart.categories
    for series in chart.series:
        drawn.add_series(
            {
                "name": [sheet, head, series.column],
                "categories": [sheet, head + 1, first, last, end],
                "values": [sheet, head + 1, series.column, last, series.column],
                **_look(chart, series),
            }
        )
    drawn.set_title({"name": chart.title[:_LONGEST_TITLE], "name_font": {"size": 12}, "overlay": False})
    drawn.set_x_axis({"num_format": "0"})
    drawn.set_y_axis(
        {
            "min": chart.floor,
            "num_format": _AXES.get(_kind(block, chart.series[0].column), "General"),
            "major_gridlines": {"visible": True, "line": {"color": "#d9d9d9"}},
        }
    )
    unnamed = [at for at, series in enumerate(chart.series) if series.faint or not series.colour]
    named = len(chart.series) - len(unnamed)
    drawn.set_legend({"position": "bottom", "delete_series": unnamed} if named > 1 else {"none": True})
    drawn.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return drawn


def _kind(block: Block, column: int) -> Kind:
    entry = block.rows[0][column]
    return entry.kind if isinstance(entry, Numeral) else block.fields[column].kind


def _look(chart: Chart, series: Series) -> dict[str, Any]:
    if chart.kind == "lines":
        width, dash = (1, "dash") if series.faint else (2.5, "solid")
        return {"line": {"color": series.colour, "width": width, "dash_type": dash}, "marker": {"type": "none"}}
    if not series.colour:
        return {"fill": {"none": True}, "border": {"none": True}}
    return {"fill": {"color": series.colour}, "border": {"none": True}, "gap": 60}
