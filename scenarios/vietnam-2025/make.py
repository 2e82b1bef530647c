# ruff: noqa: INP001 - a script beside its tables, in no package
"""Write the tables and steps of this scenario from the lists in ``source/``.

``python make.py`` writes them beside itself, ``python make.py FOLDER`` into another folder. The same lists give
the same files, byte for byte. Only the Python standard library is used.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATE = "2025-07-01"
PROVINCES_BY = "Resolution 202/2025/QH15 of 12 June 2025"
DISTRICTS_BY = "Resolution 203/2025/QH15 of 16 June 2025"
COMMUNES_BY = "Resolution of the Standing Committee of the National Assembly of 16 June 2025 on communes of {}"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """An old commune, a part of one, or an island district, that goes into a new commune as a whole.

    ``home`` is the code of the old commune or district, ``number`` counts the parts of a divided commune from 1 and
    is 0 for what is not divided.
    """

    level: str
    home: str
    number: int
    divided_by: int
    commune: str

    @property
    def unit(self) -> str:
        """The id of the unit."""
        whole = f"{'c' if self.level == 'commune' else 'd'}-{self.home}"
        return f"{whole}-{self.number}" if self.number else whole


@dataclass(frozen=True)
class Reform:
    """The lists of ``source/``, sorted by code, and how they hang together."""

    provinces: Sequence[Row]
    districts: Sequence[Row]
    communes: Sequence[Row]
    new_communes: Sequence[Row]
    transitions: Sequence[Row]

    @cached_property
    def merged(self) -> Mapping[str, list[Row]]:
        """The old provinces by the code of the new one."""
        return _grouped(self.provinces, "code_after")

    @cached_property
    def parts(self) -> Mapping[str, list[Part]]:
        """What each new commune is made of, by its code: whole communes and parts in the order of their codes."""
        found: dict[str, list[Part]] = {}
        for (level, home), rows in sorted(_grouped(self.transitions, "from_level", "from_code").items()):
            for number, row in enumerate(rows, start=1):
                part = Part(level, home, number if len(rows) > 1 else 0, len(rows), row["to_commune_code"])
                found.setdefault(part.commune, []).append(part)
        return found

    @cached_property
    def divided(self) -> Mapping[str, list[Part]]:
        """The parts of each divided commune, by its code."""
        found: dict[str, list[Part]] = {}
        for part in sorted((part for parts in self.parts.values() for part in parts), key=lambda part: part.number):
            if part.number:
                found.setdefault(part.home, []).append(part)
        return dict(sorted(found.items()))

    @cached_property
    def islands(self) -> frozenset[str]:
        """The districts without communes, which become communes themselves."""
        return frozenset(row["from_code"] for row in self.transitions if row["from_level"] == "district")

    @cached_property
    def district_of(self) -> Mapping[str, str]:
        """The district of each old commune, by code."""
        return {row["code"]: row["district_code"] for row in self.communes}

    def province_unit(self, code: str) -> str:
        """Return the id of a province after the reform: a new one if it was merged."""
        return f"pn-{code}" if len(self.merged[code]) > 1 else f"p-{code}"

    def commune_unit(self, code: str) -> str:
        """Return the id of a commune after the reform: that of its only part, or a new one."""
        parts = self.parts[code]
        return f"n-{code}" if len(parts) > 1 else parts[0].unit

    def receivers(self, district: str) -> Mapping[str, Fraction]:
        """Return the shares of the new communes in the old communes of a district, by code; they add up to 1."""
        homes = [code for code, of in self.district_of.items() if of == district]
        found: Counter[str] = Counter()
        for home in homes:
            for row in self._goes_to[home]:
                found[row["to_commune_code"]] += Fraction(1, len(self._goes_to[home]))  # type: ignore[assignment]
        return {code: Fraction(count) / len(homes) for code, count in sorted(found.items())}

    @cached_property
    def _goes_to(self) -> Mapping[str, list[Row]]:
        return _grouped((row for row in self.transitions if row["from_level"] == "commune"), "from_code")
