"""The scenario folder that is made of an organogram. It appears whole or not at all."""

import csv
import datetime as dt
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ruamel.yaml import YAML

from orgsim.errors import Message, RunError
from orgsim.io.organogram.account import import_text
from orgsim.io.organogram.published import Snapshot
from orgsim.io.organogram.rates import margins, pay_instrument, rates
from orgsim.io.organogram.roadmaps import roadmaps, target
from orgsim.io.organogram.statements import statements
from orgsim.model.organisation import Rank, Standing
from orgsim.model.organogram import Finding, Organogram, SeniorPost
from orgsim.rules.organogram.keys import slug, unit_key
from orgsim.rules.organogram.lines import UnitLines, unit_lines, units_of
from orgsim.rules.organogram.whole import PostGroup, titles_of, whole_posts, yearly_pay

__all__ = ["scenario_files", "write_scenario"]

_YEARS = 5
Row = tuple[str, ...]
Table = tuple[Sequence[str], Sequence[Row]]


def write_scenario(snapshot: Snapshot, findings: Sequence[Finding], folder: Path) -> None:
    """Write the scenario of a snapshot to a folder that does not exist yet.

    Parameters
    ----------
    findings
        What is odd in the snapshot; it is told in ``IMPORT.md`` of the folder.

    Raises
    ------
    RunError
        If the folder exists or cannot be written; nothing is left behind then.
    """
    if folder.exists():
        raise RunError(Message("{folder} exists; name a folder that does not exist yet", folder=folder))
    files = scenario_files(snapshot, findings)
    partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
    try:
        for name, text in files.items():
            (partial / name).parent.mkdir(parents=True, exist_ok=True)
            (partial / name).write_text(text, encoding="utf-8", newline="\n")
        partial.rename(folder)
    except OSError as error:
        raise RunError(
            Message("{folder} cannot be written: {reason}", folder=folder, reason=error.strerror or error)
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def scenario_files(snapshot: Snapshot, findings: Sequence[Finding]) -> dict[str, str]:
    """Return the files of the scenario of a snapshot, by name; the same snapshot gives the same bytes."""
    made = _Made(snapshot.organogram)
    roads = roadmaps(made.years, made.people, made.grades)
    main = made.main(list(roads))
    tables = made.tables()
    told = {**roads, "main": main, **{name: table for name, table in tables.items() if "assumes" in table[0]}}
    pay, unknown = yearly_pay(snapshot.organogram)
    values = {
        "scenario.yaml": main,
        "assumptions.yaml": {
            "rates": rates(made.grades, pay, exits="voluntary-exits" in roads),
            "statements": list(statements(_assumed(told), snapshot.organogram.day, made.opening)),
        },
        "law/pay-bands.yaml": pay_instrument({grade: pay[grade] for grade in made.grades}, unknown, made.opening),
        **{f"roadmaps/{key}.yaml": road for key, road in roads.items()},
    }
    return {
        **{name: _csv(*table) for name, table in tables.items()},
        **{name: _yaml(value) for name, value in values.items()},
        "IMPORT.md": import_text(snapshot, findings, made.posts),
    }


def _assumed(value: object) -> frozenset[str]:
    """Return the statements named anywhere in values and tables; a table is its header and its rows."""
    if isinstance(value, Mapping):
        named = value.get("assumes", ())
        return frozenset(named).union(*(_assumed(part) for key, part in value.items() if key != "assumes"))
    if isinstance(value, tuple):
        header, rows = value
        place = header.index("assumes")
        return frozenset(key for row in rows for key in row[place].split(";") if key)
    return frozenset().union(*map(_assumed, value)) if isinstance(value, list) else frozenset()


@dataclass(frozen=True)
class _Made:
    """An organogram as the rows of a scenario."""

    organogram: Organogram

    @cached_property
    def lines(self) -> UnitLines:
        return unit_lines(self.organogram)

    @cached_property
    def posts(self) -> Sequence[PostGroup]:
        return whole_posts(self.organogram, self.lines)

    @cached_property
    def names(self) -> Mapping[str, str]:
        return units_of(self.organogram)

    @property
    def people(self) -> int:
        return sum(post.filled for post in self.posts)

    @property
    def grades(self) -> Sequence[str]:
        return sorted({post.grade for post in self.posts})

    @cached_property
    def opening(self) -> dt.date:
        """The first of January nearest to the day."""
        day = self.organogram.day or dt.date(2011, 1, 1)
        return dt.date(day.year + (day.month > 6), 1, 1)

    @property
    def years(self) -> Sequence[int]:
        return range(self.opening.year, self.opening.year + _YEARS)

    @cached_property
    def whole(self) -> str:
        """The id of the organisation as a unit; a unit of its name does not take it."""
        key = unit_key(self.organogram.organisation)
        return key if key not in self.names else f"{key[:51].rstrip('-')}-organisation"

    @cached_property
    def above(self) -> str:
        """The id of the department, if that is another body than the organisation; or else empty."""
        if slug(self.organogram.department) == slug(self.organogram.organisation):
            return ""
        key = unit_key(self.organogram.department)
        return key if key not in {*self.names, self.whole} else f"{key[:53].rstrip('-')}-department"

    def main(self, roads: Sequence[str]) -> Mapping[str, object]:
        day = self.organogram.day
        name = f"{self.organogram.organisation}, {day}" if day else self.organogram.organisation
        return {
            "id": slug(name),
            "name": name,
            "name_vi": name,
            "currency": "GBP",
            "jurisdiction": "united-kingdom",
            "instruments": ["law/pay-bands.yaml"],
            "horizon": {"start": self.opening, "end": dt.date(self.years[-1], 12, 31)},
            "boundary": self.whole,
            "tables": {key: f"{key}.csv" for key in ("units", "posts", "duties", "sites", "dotted")},
            "people": {"margins": "people-margins.csv", "seed": self.opening.year},
            "assumptions": "assumptions.yaml",
            "roadmaps": [f"roadmaps/{key}.yaml" for key in roads],
            "reference": roads[0],
            "targets": [target(self.years[-1])],
        }

    def tables(self) -> dict[str, Table]:
        return {
            "units.csv": (("id", "name", "name_vi", "kind", "counted_as", "reports_to", "assumes"), [*self._units()]),
            "posts.csv": (
                ("unit", "title", "title_vi", "rank", "standing", "funding", "group", "count", "filled", "assumes"),
                [*self._posts()],
            ),
            "duties.csv": (("id", "name", "name_vi", "owner", "function", "assumes"), [*self._duties()]),
            "sites.csv": (("id", "name", "unit", "assumes"), []),
            "dotted.csv": (("from", "to"), sorted(self.lines.dotted)),
            "people-margins.csv": (("group", "margin", "value", "share", "assumes"), [*margins(self.grades)]),
            "organogram.csv": (_EXACT, [*self._exact()]),
        }

    def _units(self) -> Iterator[Row]:
        department, organisation = self.organogram.department, self.organogram.organisation
        if self.above:
            yield self.above, department, department, "department", "outside", "", ""
        yield self.whole, organisation, organisation, "organisation", "organisation", self.above, "opening-date"
        for unit, name in self.names.items():
            yield unit, name, name, "unit", "unit", self.lines.boss[unit] or self.whole, "unit-lines"

    def _posts(self) -> Iterator[Row]:
        for post in self.posts:
            why = ["posts-are-fte", "state-funding"]
            why += ["leading-posts"] if post.rank is not Rank.STAFF else []
            why += ["vacant-seniors"] if post.filled < post.count else []
            why += ["not-in-post"] if post.standing is Standing.SUPERNUMERARY else []
            counts = (str(post.count), str(post.filled))
            words = (post.rank.value, post.standing.value, "state", post.grade)
            yield post.unit, post.title, post.name, *words, *counts, ";".join(why)

    def _duties(self) -> Iterator[Row]:
        found: dict[tuple[str, str], str] = {}
        for row in self.organogram.rows:
            if row.occupation and row.fte:
                found.setdefault((unit_key(row.unit), slug(row.occupation)), row.occupation)
        for (unit, function), occupation in sorted(found.items()):
            name = f"{occupation}, {self.names[unit]}"
            yield slug(f"{unit} {function}"), name, name, unit, function, "duties-from-occupations"

    def _exact(self) -> Iterator[Row]:
        titles = titles_of(self.organogram)
        for row in self.organogram.rows:
            unit, grade = unit_key(row.unit), slug(row.grade)
            senior = isinstance(row, SeniorPost)
            title = titles[unit, row.reference, grade] if isinstance(row, SeniorPost) else grade
            yield (
                "senior" if senior else "junior",
                str(row.line),
                unit,
                title,
                row.reference if isinstance(row, SeniorPost) else "",
                row.reports_to,
                row.grade,
                row.title,
                "" if row.fte is None else str(row.fte),
                "" if row.pay is None else str(row.pay.low),
                "" if row.pay is None else str(row.pay.high),
                row.occupation,
                row.mark if isinstance(row, SeniorPost) else "",
            )


_EXACT = (
    "file",
    "line",
    "unit",
    "title",
    "reference",
    "reports_to",
    "grade",
    "job_title",
    "fte",
    "pay_from",
    "pay_to",
    "occupation",
    "mark",
)


def _csv(header: Sequence[str], rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _yaml(value: object) -> str:
    written = YAML()
    written.indent(mapping=2, sequence=4, offset=2)
    written.width = 120
    text = io.StringIO()
    written.dump(value, text)
    return text.getvalue()
