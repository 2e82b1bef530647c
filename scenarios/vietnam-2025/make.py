# ruff: noqa: INP001 - a script beside its tables, in no package
"""Write the tables and steps of this scenario from the lists in ``source/``.

``python make.py`` writes them beside itself, ``python make.py FOLDER`` into another folder. The same lists give
the same files, byte for byte. Only the Python standard library is used.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TypeVar

HERE = Path(__file__).resolve().parent
DATE = "2025-07-01"
PROVINCES_BY = "Resolution 202/2025/QH15 of 12 June 2025"
COMMUNES_BY = "Resolution of the Standing Committee of the National Assembly of 16 June 2025 on the communes of {}"
DISTRICTS_BY = "Resolution 203/2025/QH15 of 16 June 2025"

K = TypeVar("K")
T = TypeVar("T")
Row = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """What goes into one new commune: an old commune, a part of one, or an island district.

    ``number`` counts the parts of a divided commune from 1, in the order of the new communes' codes; it is 0 for
    what is not divided. ``share`` is the share of the old commune or district that this part is.
    """

    level: str
    origin: str
    number: int
    share: Fraction
    commune: str

    @property
    def unit(self) -> str:
        """The id of the unit."""
        whole = f"{self.level[0]}-{self.origin}"
        return f"{whole}-{self.number}" if self.number else whole


@dataclass(frozen=True)
class Reform:
    """The lists of ``source/``, each sorted by code, and how they hang together."""

    provinces: Sequence[Row]
    districts: Sequence[Row]
    communes: Sequence[Row]
    new_communes: Sequence[Row]
    transitions: Sequence[Row]

    @classmethod
    def read(cls, source: Path) -> "Reform":
        """Read the five lists."""
        return cls(
            provinces=_read(source / "provinces.csv", "code_before"),
            districts=_read(source / "districts_before.csv", "code"),
            communes=_read(source / "communes_before.csv", "code"),
            new_communes=_read(source / "communes_after.csv", "code"),
            transitions=_read(source / "transitions.csv", "from_level", "from_code", "to_commune_code"),
        )

    @cached_property
    def old_provinces(self) -> Mapping[str, list[Row]]:
        """The old provinces that a new one is made of, by its code."""
        return _grouped(self.provinces, lambda row: row["code_after"])

    @cached_property
    def parts(self) -> Sequence[Part]:
        """All parts, those of one old commune one after the other."""
        found = []
        origins = _grouped(self.transitions, lambda row: (row["from_level"], row["from_code"]))
        for (level, origin), rows in origins.items():
            for number, row in enumerate(rows, start=1):
                share = Fraction(1, len(rows))
                found.append(Part(level, origin, number if share < 1 else 0, share, row["to_commune_code"]))
        return found

    @cached_property
    def parts_of(self) -> Mapping[str, list[Part]]:
        """What each new commune is made of, by its code."""
        return _grouped(self.parts, lambda part: part.commune)

    @cached_property
    def divided(self) -> Mapping[str, list[Part]]:
        """The parts of each divided commune, by its code."""
        return _grouped((part for part in self.parts if part.number), lambda part: part.origin)

    @cached_property
    def sizes(self) -> Mapping[str, Row]:
        """Population and area of the new communes, by the ids of the units; blank where not known."""
        return {
            self.commune_unit(row["code"]): {
                "population": row["population"],
                "area_km2": row["area_km2"] if float(row["area_km2"] or 0) else "",
            }
            for row in self.new_communes
        }

    @cached_property
    def islands(self) -> Sequence[str]:
        """The codes of the districts without communes, which become communes themselves."""
        return [part.origin for part in self.parts if part.level == "district"]

    @cached_property
    def receivers(self) -> Mapping[str, Mapping[str, Fraction]]:
        """By the district: the share of its old communes that each new commune has, by the code of that."""
        district_of = {row["code"]: row["district_code"] for row in self.communes}
        found: dict[str, dict[str, Fraction]] = {}
        for part in self.parts:
            if part.level == "commune":
                counts = found.setdefault(district_of[part.origin], {})
                counts[part.commune] = counts.get(part.commune, Fraction(0)) + part.share
        return {
            district: {code: count / sum(counts.values()) for code, count in sorted(counts.items())}
            for district, counts in sorted(found.items())
        }

    @cached_property
    def basis_of(self) -> Mapping[str, str]:
        """The legal basis of each new commune, by its code: the resolution for its province."""
        return {row["code"]: COMMUNES_BY.format(row["province"]) for row in self.new_communes}

    def province_unit(self, code: str) -> str:
        """Return the id of a province after the reform: a new one, or the old one of a province that was kept."""
        return f"pn-{code}" if len(self.old_provinces[code]) > 1 else f"p-{code}"

    def commune_unit(self, code: str) -> str:
        """Return the id of a commune after the reform: a new one, or that of the only part."""
        parts = self.parts_of[code]
        return f"n-{code}" if len(parts) > 1 else parts[0].unit


def units(reform: Reform) -> Iterator[Row]:
    """Yield the units before the reform; all names are Vietnamese."""
    nation = {"id": "viet-nam", "name": "Viet Nam", "name_vi": "Việt Nam", "kind": "nation", "counted_as": "nation"}
    yield {**nation, "assumes": "opening-date"}
    for row in reform.provinces:
        yield _unit(f"p-{row['code_before']}", row["name_before"], "province", "province", "viet-nam")
    for row in reform.districts:
        unit = _unit(f"d-{row['code']}", row["name"], "district", "district", f"p-{row['province_code']}")
        yield {**unit, **reform.sizes.get(unit["id"], {})}
    for row in reform.communes:
        unit = _unit(f"c-{row['code']}", row["name"], "commune", "commune", f"d-{row['district_code']}")
        yield {**unit, **reform.sizes.get(unit["id"], {})}


def sizes(reform: Reform) -> Iterator[Row]:
    """Yield the sizes of the new communes that are no units before the reform."""
    old = {unit["id"] for unit in units(reform)}
    for unit, size in sorted(reform.sizes.items()):
        if unit not in old:
            yield {"unit": unit, **size}


def duties(reform: Reform) -> Iterator[Row]:
    """Yield a duty for each province and commune, and for each district that has no communes."""
    for row in reform.provinces:
        yield _duty(f"p-{row['code_before']}", row["name_before"], "province-administration")
    for row in reform.districts:
        if row["code"] in reform.islands:
            yield _duty(f"d-{row['code']}", row["name"], "commune-administration")
    for row in reform.communes:
        yield _duty(f"c-{row['code']}", row["name"], "commune-administration")


def province_steps(reform: Reform) -> Iterator[Row]:
    """Yield a merger for each province that is new, and another kind for each that is kept."""
    for code, rows in sorted(reform.old_provinces.items()):
        if len(rows) > 1:
            name = rows[0]["name_after"]
            into = _inner("into", _unit(f"pn-{code}", name, "province-2025", "province", "viet-nam"))
            kept = {"units": ";".join(f"p-{row['code_before']}" for row in rows), "deputies": "all", "abolish": "0"}
            step = {"id": f"merge-pn-{code}", "op": "consolidate", **kept, **into}
            reason = f"{', '.join(row['name_before'] for row in rows)} become {name}."
            yield _step(step, PROVINCES_BY, reason, "merged-leaders;order-of-the-day;legal-basis")
    for code, rows in sorted(reform.old_provinces.items()):
        if len(rows) == 1:
            step = {"id": f"keep-p-{code}", "op": "rename", "unit": f"p-{code}", "new_kind": "province-2025"}
            reason = f"{rows[0]['name_after']} is not merged."
            yield _step(step, PROVINCES_BY, reason, "order-of-the-day;legal-basis")


def split_steps(reform: Reform) -> Iterator[Row]:
    """Yield the division of each commune that goes into several new ones; the first part has its duty."""
    old = {row["code"]: row for row in reform.communes}
    for code, parts in sorted(reform.divided.items()):
        into: dict[str, str] = {}
        for part in parts:
            name, boss = old[code]["name"], f"d-{old[code]['district_code']}"
            unit = _unit(part.unit, f"{name} (part {part.number})", "commune-part", "commune", boss)
            portion = {"share": str(part.share), "duties": f"local-c-{code}" if part.number == 1 else ""}
            named = {**unit, "name_vi": f"{name} (phần {part.number})", **portion}
            into.update(_inner(f"into.{part.number}", named))
        step = {"id": f"split-c-{code}", "op": "split", "unit": f"c-{code}", **into}
        reason = f"The commune is divided among {len(parts)} new ones."
        yield _step(
            step, reform.basis_of[parts[0].commune], reason, "equal-shares;divided-duty;order-of-the-day;legal-basis"
        )


def commune_steps(reform: Reform) -> Iterator[Row]:
    """Yield a merger for each new commune; what becomes one alone is renamed, and then moved to its province."""
    merged = [row for row in reform.new_communes if len(reform.parts_of[row["code"]]) > 1]
    single = [row for row in reform.new_communes if len(reform.parts_of[row["code"]]) == 1]
    for row in merged:
        code, name, parts = row["code"], row["name"], reform.parts_of[row["code"]]
        boss = reform.province_unit(row["province_code"])
        into = _inner("into", _unit(f"n-{code}", name, "commune-2025", "commune", boss))
        kept = {"units": ";".join(part.unit for part in parts), "deputies": "all", "abolish": "0"}
        step = {"id": f"merge-n-{code}", "op": "consolidate", **kept, **into}
        reason = f"{len(parts)} communes or parts of communes become {name}."
        yield _step(step, reform.basis_of[code], reason, "merged-leaders;order-of-the-day;legal-basis")
    for row in single:
        code, name, unit = row["code"], row["name"], reform.commune_unit(row["code"])
        named = {"unit": unit, "name": name, "name_vi": name, "new_kind": "commune-2025", "counted_as": "commune"}
        step = {"id": f"rename-{unit}", "op": "rename", **named}
        yield _step(step, reform.basis_of[code], f"{name} is this unit alone.", "order-of-the-day;legal-basis")
    for row in single:
        unit, boss = reform.commune_unit(row["code"]), reform.province_unit(row["province_code"])
        # An island district reports to its province already, whether that was merged or kept.
        if reform.parts_of[row["code"]][0].level == "commune":
            step = {"id": f"move-{unit}", "op": "move_unit", "units": unit, "to": boss}
            yield _step(step, DISTRICTS_BY, "Communes report to the province.", "order-of-the-day;legal-basis")


def district_steps(reform: Reform) -> Iterator[Row]:
    """Yield the end of each district that had communes; its posts go to the new communes of these."""
    for code, shares in reform.receivers.items():
        receivers: dict[str, str] = {}
        for number, (commune, share) in enumerate(shares.items(), start=1):
            receivers[f"receivers.{number}.to"] = reform.commune_unit(commune)
            receivers[f"receivers.{number}.share"] = str(share)
        step = {"id": f"end-d-{code}", "op": "dissolve", "unit": f"d-{code}", "posts": "transfer", **receivers}
        yield _step(step, DISTRICTS_BY, "Districts end.", "district-posts;order-of-the-day;legal-basis")


def island_steps(reform: Reform) -> Iterator[Row]:
    """Yield the appointment of the leaders of island districts to the posts of the commune."""
    for code in reform.islands:
        for title, people in (("chair", "1"), ("vice-chair", "2")):
            places = {"origin": f"d-{code}", "title": f"district-{title}", "to": f"d-{code}", "to_title": title}
            step = {"id": f"lead-d-{code}-{title}", "op": "transfer_people", **places, "people": people}
            reason = "The leaders of an island district lead the special zone."
            yield _step(step, DISTRICTS_BY, reason, "island-leaders;order-of-the-day;legal-basis")


UNIT = ("id", "name", "name_vi", "kind", "counted_as", "reports_to")
STEP = ("id", "op", "date")
WHY = ("legal_basis", "reason", "assumes")
INTO = tuple(f"into.{field}" for field in UNIT)
MERGER = ("units", *INTO, "deputies", "abolish")
FILES: Mapping[str, tuple[Callable[[Reform], Iterable[Row]], tuple[str, ...]]] = {
    "units.csv": (units, (*UNIT, "population", "area_km2", "assumes")),
    "sizes.csv": (sizes, ("unit", "population", "area_km2", "assumes")),
    "duties.csv": (duties, ("id", "name", "name_vi", "owner", "function", "assumes")),
    "sites.csv": (lambda reform: (), ("id", "name", "unit", "assumes")),  # noqa: ARG005 - the scenario has no sites
    "steps/provinces.csv": (province_steps, (*STEP, *MERGER, "unit", "new_kind", *WHY)),
    "steps/splits.csv": (
        split_steps,
        (*STEP, "unit", *(f"into.{n}.{field}" for n in range(1, 6) for field in (*UNIT, "share", "duties")), *WHY),
    ),
    "steps/communes.csv": (
        commune_steps,
        (*STEP, *MERGER, "unit", "name", "name_vi", "new_kind", "counted_as", "to", *WHY),
    ),
    "steps/districts.csv": (
        district_steps,
        (*STEP, "unit", "posts", *(f"receivers.{n}.{field}" for n in range(1, 15) for field in ("to", "share")), *WHY),
    ),
    "steps/islands.csv": (island_steps, (*STEP, "origin", "title", "to", "to_title", "people", *WHY)),
}
"""The rows and the columns of each file."""


def make(source: Path, target: Path) -> None:
    """Write all files into a folder."""
    reform = Reform.read(source)
    for name, (rows, columns) in FILES.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows(reform))


def _read(file: Path, *key: str) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as stream:
        return sorted(csv.DictReader(stream), key=lambda row: [row[column] for column in key])


def _grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


def _unit(key: str, name: str, kind: str, counted_as: str, reports_to: str) -> Row:
    return dict(zip(UNIT, (key, name, name, kind, counted_as, reports_to), strict=True))


def _duty(owner: str, name: str, function: str) -> Row:
    named = {"name": f"Local administration of {name}", "name_vi": f"Quản lý hành chính tại {name}"}
    return {"id": f"local-{owner}", **named, "owner": owner, "function": function, "assumes": "duty-list"}


def _inner(field: str, row: Row) -> Row:
    return {f"{field}.{name}": value for name, value in row.items()}


def _step(step: Row, legal_basis: str, reason: str, assumes: str) -> Row:
    return {**step, "date": DATE, "legal_basis": legal_basis, "reason": reason, "assumes": assumes}


if __name__ == "__main__":
    make(HERE / "source", Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
