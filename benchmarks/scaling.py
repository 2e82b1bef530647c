"""Time and memory of the reference workload W against people, years, replications and worker processes.

Run ``python -m benchmarks.scaling`` from the project's folder with nothing else running; it needs Linux and the extra
``report``. It prints a table, and writes ``scaling.json`` and a chart, ``scaling.svg``, to a folder. Every point is
measured in a new process, which is handed the plan: reading and compiling are neither in the time nor in the memory.
Units are people / 100. Time is of the processor, and of all processes; memory is the peak of the largest process. A
horizon of fewer years is W cut off: what W has planned for later years is left out.
"""

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import vl_convert

from benchmarks import reference
from benchmarks.apart import Cost, apart
from benchmarks.reference import YEARS
from benchmarks.workload import run_cost
from benchmarks.workload_scenario import FIRST_YEAR, plain_yaml, write_scenario
from orgsim import compile_plan, read_scenario
from orgsim.engine.plan import Plan
from orgsim.report.charts import BLUE, FONT, GREY, INK

PEOPLE: Final = 2_000
REPLICATIONS: Final = 1_000
MANY: Final = {"people": 10_000, "replications": 4_096}
"""What gives two processes something to share: a process takes a second of the processor to begin."""


@dataclass(frozen=True)
class Point:
    """What is run, and why: the quantity that it varies."""

    varied: str
    people: int = PEOPLE
    years: int = YEARS
    replications: int = REPLICATIONS
    workers: int = 1

    @property
    def value(self) -> int:
        """The quantity that is varied."""
        return int(getattr(self, self.varied))

    @property
    def person_years(self) -> int:
        """People at the start, times years, times replications."""
        return self.people * self.years * self.replications


ALL: Final = (
    *(Point("people", people=people) for people in (500, 2_000, 10_000, 50_000)),
    *(Point("years", years=years) for years in (2, 4, 6, 8, 10)),
    *(Point("replications", replications=count) for count in (64, 256, 1_024, 4_096, 8_192)),
    *(Point("workers", **MANY, workers=workers) for workers in (1, 2)),
)
QUICK: Final = (
    *(Point("people", people=people) for people in (500, 2_000)),
    *(Point("years", years=years) for years in (2, 10)),
    *(Point("replications", replications=count) for count in (64, 1_024)),
    *(Point("workers", replications=1_024, workers=workers) for workers in (1, 2)),
)
DASHED: Final = {"time": "clock", "memory": "before"}
"""What a dashed line shows beside each: time by the clock, and memory before the run began."""
AXES: Final = {"people": "log", "years": "linear", "replications": "log", "workers": "linear"}


def cut(folder: Path, years: int) -> None:
    """Shorten the horizon of a written scenario, and leave out of its roadmap what comes later."""
    last = FIRST_YEAR + years - 1

    def edit(name: str, change: Callable[[Any], None]) -> None:
        yaml = plain_yaml()
        content = yaml.load(folder / name)
        change(content)
        with (folder / name).open("w", encoding="utf-8") as out:
            yaml.dump(content, out)

    def shorten(scenario: dict[str, Any]) -> None:
        scenario["horizon"]["end"] = f"{last}-12-31"

    def leave_out(roadmap: dict[str, Any]) -> None:
        roadmap["steps"] = [step for step in roadmap["steps"] if int(str(step["date"])[:4]) <= last]
        for programme in roadmap["programmes"]:
            if "quota" in programme:
                programme["quota"] = {year: most for year, most in programme["quota"].items() if year <= last}
            else:
                programme["last_year"] = last

    edit("scenario.yaml", shorten)
    edit("roadmap.yaml", leave_out)


def compiled(people: int, years: int) -> Plan:
    """Return the plan of the first years of W."""
    with tempfile.TemporaryDirectory() as folder:
        write_scenario(reference.population(people), Path(folder))
        if years < YEARS:
            cut(Path(folder), years)
        return compile_plan(read_scenario(Path(folder)), "roadmap")


def measured(points: Sequence[Point], times: int) -> list[tuple[Point, Cost]]:
    """Measure every point some times, each in a new process; return the median of what each cost."""
    found: list[tuple[Point, Cost]] = []
    plans: dict[tuple[int, int], Plan] = {}
    for point in points:
        made = point.people, point.years
        if made not in plans:
            plans[made] = compiled(*made)
        costs = [apart(run_cost, plans[made], point.replications, point.workers) for _ in range(times)]
        names = asdict(costs[0])
        found.append((point, Cost(**{name: float(np.median([asdict(one)[name] for one in costs])) for name in names})))
        print(row(*found[-1]), flush=True)
    return found


def nanoseconds(point: Point, seconds: float) -> float:
    """Return nanoseconds a person-year."""
    return 1e9 * seconds / point.person_years


HEADING: Final = (
    f"{'varied':<14}{'people':>8}{'units':>7}{'years':>7}{'replications':>14}{'workers':>9}"
    f"{'processor, s':>14}{'clock, s':>10}{'ns a person-year':>18}{'peak, MB':>10}{'before, MB':>12}"
)


def row(point: Point, cost: Cost) -> str:
    """Return a row of the table."""
    return (
        f"{point.varied:<14}{point.people:>8,}{point.people // 100:>7,}{point.years:>7}{point.replications:>14,}"
        f"{point.workers:>9}{cost.seconds:>14.3f}{cost.elapsed:>10.3f}{nanoseconds(point, cost.seconds):>18.2f}"
        f"{cost.megabytes:>10.0f}{cost.before:>12.0f}"
    )


def chart(found: Sequence[tuple[Point, Cost]]) -> dict[str, Any]:
    """Return the Vega-Lite specification of small multiples: a column for what varies, a row for time and memory."""
    values = [
        {
            "varied": point.varied,
            "value": point.value,
            "time": nanoseconds(point, cost.seconds),
            "clock": nanoseconds(point, cost.elapsed),
            "memory": cost.megabytes,
            "before": cost.before,
        }
        for point, cost in found
    ]
    rows = [
        {"hconcat": [panel(varied, measure, values) for varied in AXES], "spacing": 24}
        for measure in ("time", "memory")
    ]
    text = {"labelFont": FONT, "titleFont": FONT, "labelColor": INK, "titleColor": INK, "titleFontWeight": "normal"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "vconcat": rows,
        "spacing": 24,
        "config": {
            "view": {"stroke": None},
            "axis": {**text, "domainColor": GREY, "tickColor": GREY, "gridColor": "#e3e6ea"},
            "title": {"font": FONT, "color": INK, "anchor": "start", "fontSize": 12},
        },
    }


def panel(varied: str, measure: str, values: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return one panel; the panels of a row share their axis."""
    own = [value for value in values if value["varied"] == varied]
    shown = [value["value"] for value in own]
    dashed = DASHED[measure]
    most = 1.1 * max(value[name] for value in values for name in (measure, dashed))
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"type": AXES[varied], "domain": [min(shown), max(shown)], "nice": False, "padding": 12},
        "axis": {"title": varied, "values": shown, "format": ",d", "grid": False, "labelOverlap": "greedy"},
    }
    title = ("ns a person-year" if measure == "time" else "peak MB of a process") if varied == "people" else None
    y = {"type": "quantitative", "scale": {"domain": [0, most], "nice": False}, "axis": {"title": title}}
    marks = {
        dashed: {"color": GREY, "strokeWidth": 1.5, "strokeDash": [4, 3]},
        measure: {"color": BLUE, "strokeWidth": 2, "point": {"color": BLUE, "filled": True}},
    }
    layers = [
        {"mark": {"type": "line", **mark}, "encoding": {"x": x, "y": {**y, "field": field}}}
        for field, mark in marks.items()
    ]
    heading = f"{measure.capitalize()} against {varied}"
    return {"data": {"values": own}, "width": 180, "height": 150, "title": heading, "layer": layers}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    words = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=words)
    parser.add_argument("--quick", action="store_true", help="few and small points, each measured once")
    parser.add_argument("--times", type=int, default=3, help="how often each point is measured; default: 3")
    parser.add_argument(
        "--out", type=Path, default=Path("runs/scaling"), metavar="FOLDER", help="default: runs/scaling"
    )
    return parser.parse_args()


def main() -> int:
    """Measure, print, draw."""
    given = arguments()
    print(HEADING)
    found = measured(QUICK if given.quick else ALL, 1 if given.quick else given.times)
    given.out.mkdir(parents=True, exist_ok=True)
    answer = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "points": [
            {**asdict(point), **asdict(cost), "nanoseconds a person-year": nanoseconds(point, cost.seconds)}
            for point, cost in found
        ],
    }
    (given.out / "scaling.json").write_text(json.dumps(answer, indent=2) + "\n", encoding="utf-8")
    drawn = vl_convert.vegalite_to_svg(chart(found), vl_version="6.4", allowed_base_urls=[])
    (given.out / "scaling.svg").write_text(drawn, encoding="utf-8")
    print(f"written to {given.out}: scaling.json, scaling.svg (dashed: time by the clock, memory before the run)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
