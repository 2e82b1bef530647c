"""Population and area of units after steps, from those of the units that they are made of."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from orgsim.model.ledger import History
from orgsim.model.organisation import Organisation, Unit
from orgsim.model.scenario import Size
from orgsim.rules.lineage import Lineage, lineage

__all__ = ["sizes_after"]


def sizes_after(history: History, sizes: Mapping[str, Size]) -> dict[str, Size]:
    """Return the sizes of units after all steps, as far as they are known, by the units' ids, sorted.

    A unit that steps found has the size that is stated for it. Else a unit has the shares of those it is made of; the
    share of a divided unit is that of its lineage, which is an estimate. What is made of a part of unknown size has
    none. Where one part lay under another, only the one that is counted as the later unit is counts: land is not twice
    as large because a commune and its district have it. A share of a unit that is counted otherwise tells where posts
    went, and not how much land: the size is unknown.

    Parameters
    ----------
    sizes
        By unit: those of the opening, and those at the end of units that steps found.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> from orgsim.rules.reorganise import follow
    >>> town = read_scenario(Path("src/orgsim/io/small"))
    >>> history = follow(town.organisation, town.roadmaps["gradual"].steps)
    >>> known = {"radio-station": Size(1000, None), "culture-centre": Size(500, Fraction(2))}
    >>> sizes_after(history, known)
    {'culture-centre': Size(population=Fraction(1500, 1), area_km2=None)}
    """
    if not sizes:
        return {}
    descent = lineage(history)
    found = {unit: size for unit, size in sizes.items() if unit not in history.opening.units}
    for key, unit in history.closing.units.items():
        if key in found:
            continue
        parts = _counted(unit, descent, history.opening)
        known = [(share, sizes[part]) for part, share in parts.items() if part in sizes]
        if not parts or len(known) < len(parts):
            continue
        people = _sum((share, size.population) for share, size in known)
        area = _sum((share, size.area_km2) for share, size in known)
        if people is not None or area is not None:
            found[key] = Size(people, area)
    return {unit: found[unit] for unit in sorted(found) if unit in history.closing.units}


def _sum(parts: Iterable[tuple[Fraction, int | Fraction | None]]) -> Fraction | None:
    """Add up shares of values; nothing is known of a sum of which a part is not known."""
    total = Fraction(0)
    for share, value in parts:
        if value is None:
            return None
        total += share * value
    return total


def _counted(unit: Unit, descent: Lineage, opening: Organisation) -> Mapping[str, Fraction]:
    """Return the parts of a unit that do not lie in one another; none if that cannot be said."""
    parts = descent.made_of(unit.id)
    if not all(part in opening.units for part in parts):
        return {}
    alike = {part for part in parts if part == unit.id or opening.units[part].counted_as == unit.counted_as}
    above = {part: {boss for boss in opening.bosses(part) if boss in parts} for part in parts}
    nested = {boss for part in alike for boss in above[part]} - alike
    found = {part: share for part, share in parts.items() if part not in nested and not above[part] & alike}
    clear = all(share == 1 for part, share in found.items() if part not in alike)
    return found if clear and not any(above[part] & found.keys() for part in found) else {}
