"""Snapshots of a body: the organogram of a senior and a junior file, and what lies beside them."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orgsim.errors import InputError, Message, Place, Problem, RunError
from orgsim.io.organogram.files import MARKS, PublishedFile, number
from orgsim.model.organogram import Finding, JuniorGroup, Mark, Organogram, PayBand, SeniorPost

__all__ = ["Snapshot", "junior_beside", "neighbours", "read_snapshot"]

_DAY = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")


@dataclass(frozen=True)
class Snapshot:
    """An organogram as it was read, what was odd about the files themselves, and the files."""

    organogram: Organogram
    findings: tuple[Finding, ...]
    senior: Path
    junior: Path | None

    @property
    def name(self) -> str:
        """What a reader calls it: the body and the day."""
        day = self.organogram.day
        return f"{self.organogram.organisation}, {day}" if day else self.organogram.organisation


def junior_beside(senior: Path) -> Path | None:
    """Return the junior file that lies beside a senior one: named the same, with "junior" for "senior".

    Examples
    --------
    >>> junior_beside(Path("no-such-folder/2011-03-31-senior.csv")) is None
    True
    """
    if "senior" not in senior.name:
        return None
    beside = senior.with_name(senior.name.replace("senior", "junior"))
    return beside if beside.is_file() else None


def neighbours(senior: Path) -> tuple[Path | None, Path | None]:
    """Return the senior files of the days before and after, in the same folder and named alike but for the day."""
    day = _day(senior)
    if day is None or not senior.parent.is_dir():
        return None, None
    alike = _DAY.sub("", senior.name)
    found = {
        other: path
        for path in sorted(senior.parent.iterdir())
        if _DAY.sub("", path.name) == alike and (other := _day(path)) is not None and path.is_file()
    }
    earlier, later = [one for one in found if one < day], [one for one in found if one > day]
    return found[max(earlier)] if earlier else None, found[min(later)] if later else None


def read_snapshot(senior: Path, junior: Path | None) -> Snapshot:
    """Read a senior file, and the junior file that goes with it if there is one.

    Raises
    ------
    RunError
        If a file cannot be read, is larger than 64 MB, or they are of different days.
    InputError
        If a file has not the columns of its kind, a row of another length, or names several departments.
    """
    if junior is not None and None not in (_day(senior), _day(junior)) and _day(senior) != _day(junior):
        raise RunError(
            Message(
                "{name} and {name2} are of different days; give two files of one day",
                name=senior.name,
                name2=junior.name,
            )
        )
    first = PublishedFile.read(senior, "senior")
    second = PublishedFile.read(junior, "junior") if junior is not None else None
    files = [first] if second is None else [first, second]
    department = _only_one("department", files)
    organisations = {cells["organisation"] for file in files for _, cells in file.rows}
    many = len(organisations) > 1
    seniors = tuple(_senior(line, cells, many=many) for line, cells in first.rows)
    juniors = None if second is None else tuple(_junior(line, cells, many=many) for line, cells in second.rows)
    organisation = department if many else min(organisations)
    organogram = Organogram(department, organisation, _day(senior), seniors, juniors)
    return Snapshot(organogram, tuple(found for file in files for found in file.findings()), senior, junior)


def _day(path: Path) -> dt.date | None:
    found = _DAY.search(path.name)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _only_one(column: str, files: Iterable[PublishedFile]) -> str:
    """Return what stands in a column throughout."""
    found: dict[str, tuple[str, int]] = {}
    for file in files:
        for line, cells in file.rows:
            found.setdefault(cells[column], (file.name, line))
    if len(found) > 1:
        (one, _), (two, (name, line)) = list(found.items())[:2]
        fault = Message(
            "this row is of '{two}', others are of '{one}'; give the files of one department", two=two, one=one
        )
        raise InputError(name, [Problem(Place(name, line), Message("Parent Department"), fault)])
    return next(iter(found))


def _pay(cells: Mapping[str, str]) -> PayBand | None:
    """Return the pay band; one of 0 is not disclosed."""
    low, high = number(cells.get("low", "")), number(cells.get("high", ""))
    return PayBand(low, high) if low and high and low <= high else None


def _unit(cells: Mapping[str, str], *, many: bool) -> str:
    unit = cells["unit"] or "Unit not named"
    return f"{cells['organisation']}: {unit}" if many else unit


def _senior(line: int, cells: Mapping[str, str], *, many: bool) -> SeniorPost:
    mark: Mark = next((mark for _, mark in MARKS if mark == cells["mark"]), "")
    return SeniorPost(
        line=line,
        reference=cells["reference"],
        title=cells["title"] or "Title not given",
        grade=cells["grade"],
        unit=_unit(cells, many=many),
        reports_to=cells["reports_to"],
        fte=number(cells["fte"]),
        pay=_pay(cells),
        occupation=cells.get("occupation", ""),
        mark=mark,
    )


def _junior(line: int, cells: Mapping[str, str], *, many: bool) -> JuniorGroup:
    return JuniorGroup(
        line=line,
        title=cells["title"],
        grade=cells["grade"],
        unit=_unit(cells, many=many),
        reports_to=cells["reports_to"],
        fte=number(cells["fte"]),
        pay=_pay(cells),
        occupation=cells.get("occupation", ""),
    )
