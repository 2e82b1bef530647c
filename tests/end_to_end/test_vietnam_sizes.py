"""Population and area of Viet Nam's new communes, against every row of the list from which they were made."""

import csv
from fractions import Fraction

from tests.end_to_end.test_vietnam_2025 import VIETNAM, new_communes, rows


def sizes() -> dict[str, tuple[str, str]]:
    """Return what the units table and the sizes table say, by unit."""
    found: dict[str, tuple[str, str]] = {}
    for name, key in (("units.csv", "id"), ("sizes.csv", "unit")):
        with (VIETNAM / name).open(encoding="utf-8", newline="") as stream:
            found |= {row[key]: (row["population"], row["area_km2"]) for row in csv.DictReader(stream)}
    return found


def test_every_new_commune_has_the_population_and_area_of_the_list() -> None:
    stated, communes = sizes(), new_communes()
    for row in rows("communes_after.csv"):
        # No commune is without any land: the list has 0 where it does not know.
        area = row["area_km2"] if Fraction(row["area_km2"] or 0) else ""
        assert stated[communes[row["code"]]] == (row["population"], area), row["name"]


def test_no_other_unit_has_a_size() -> None:
    others = {unit: size for unit, size in sizes().items() if unit not in set(new_communes().values())}
    assert set(others.values()) == {("", "")}
