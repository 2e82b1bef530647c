"""Reporting lines: from posts, as the files have them, to units."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from orgsim.model.organogram import Organogram, SeniorPost
from orgsim.rules.organogram.keys import TOP, is_placeholder, unit_key

__all__ = ["SeniorPosts", "UnitLines", "circles", "unit_lines", "units_of"]


@dataclass(frozen=True)
class UnitLines:
    """The line hierarchy of units.

    ``heads`` is the reference of the head's post, by unit; ``boss`` the unit above, ``None`` for the organisation
    itself; ``dotted`` the further lines ``(boss, unit)``; ``circular`` the units whose line was cut since it came back.
    """

    heads: Mapping[str, str]
    boss: Mapping[str, str | None]
    dotted: frozenset[tuple[str, str]]
    circular: tuple[str, ...]


def units_of(organogram: Organogram) -> dict[str, str]:
    """Return the units of both files, sorted: by id, the name as it stands first.

    Examples
    --------
    >>> post = SeniorPost(2, "A1", "Head", "SCS1", "The Office", "XX", Decimal(1), None, "")
    >>> units_of(Organogram("D", "D", None, (post,), None))
    {'the-office': 'The Office'}
    """
    found: dict[str, str] = {}
    for row in organogram.rows:
        found.setdefault(unit_key(row.unit), row.unit)
    return dict(sorted(found.items()))


def circles(organogram: Organogram) -> list[tuple[str, ...]]:
    """Return the posts that report to each other in a circle, and those that report to themselves, sorted.

    Examples
    --------
    >>> rows = [("a", "b"), ("b", "a"), ("c", "c"), ("d", "XX")]
    >>> posts = tuple(SeniorPost(2, one, "T", "G", "U", boss, None, None, "") for one, boss in rows)
    >>> circles(Organogram("D", "D", None, posts, None))
    [('a', 'b'), ('c',)]
    """
    posts = SeniorPosts.of(organogram)
    selves = [(row.reference,) for row in posts.first.values() if row.reports_to == row.reference]
    return sorted(set(selves).union(_rings(posts.boss)))


def _rings(above: Mapping[str, str | None]) -> Iterator[tuple[str, ...]]:
    """Yield each ring of a map from each thing to the one above it, its members sorted."""
    done: set[str] = set()
    for start in sorted(above):
        path: list[str] = []
        here: str | None = start
        while here is not None and here not in done and here not in path:
            path.append(here)
            here = above.get(here)
        if here is not None and here in path:
            yield tuple(sorted(path[path.index(here) :]))
        done.update(path)


@dataclass(frozen=True)
class SeniorPosts:
    """The senior posts by reference, as the file has them, and who reports to whom.

    Of a reference on several rows the first row counts. A boss that is written with other zeros in front, and so can
    only be one post, is that post.
    """

    first: Mapping[str, SeniorPost]

    @classmethod
    def of(cls, organogram: Organogram) -> "SeniorPosts":
        """Collect the posts of an organogram."""
        return cls({row.reference: row for row in reversed(organogram.seniors)})

    @cached_property
    def _by_number(self) -> Mapping[str, str]:
        found: dict[str, list[str]] = {}
        for reference in self.first:
            found.setdefault(reference.lstrip("0"), []).append(reference)
        return {number: those[0] for number, those in found.items() if number and len(those) == 1}

    def found(self, reference: str) -> str | None:
        """Return the post that a reference means, as the senior file writes it; ``None`` if it means none."""
        if reference == TOP:
            return None
        return reference if reference in self.first else self._by_number.get(reference.lstrip("0"))

    @cached_property
    def boss(self) -> Mapping[str, str | None]:
        """The boss of each post; ``None`` for who reports to nobody, to an unknown post or to themselves."""
        found = {one: self.found(row.reports_to) for one, row in self.first.items()}
        return {one: None if boss == one else boss for one, boss in found.items()}

    @cached_property
    def below(self) -> Mapping[str, int]:
        """How many senior posts stand under each."""
        count = dict.fromkeys(self.first, 0)
        for start in self.first:
            seen, above = {start}, self.boss[start]
            while above is not None and above not in seen:
                count[above] += 1
                seen.add(above)
                above = self.boss[above]
        return count

    def unit(self, reference: str) -> str:
        """Return the id of a post's unit."""
        return unit_key(self.first[reference].unit)


def unit_lines(organogram: Organogram) -> UnitLines:
    """Work out the hierarchy of units from that of posts.

    The head of a unit is, of its posts whose boss is not in the unit, the one with the most senior posts under it (of
    equals the first reference). The unit reports to the unit of its head's boss, and to the organisation if there is
    none. A unit without senior posts reports to the unit to which most of its FTE does. All other lines from one
    unit to another are dotted.

    Examples
    --------
    >>> rows = [("1", "Board", "XX"), ("2", "Office", "1"), ("3", "Office", "2"), ("4", "Office", "1")]
    >>> posts = tuple(SeniorPost(2, one, "T", "G", unit, boss, Decimal(1), None, "") for one, unit, boss in rows)
    >>> lines = unit_lines(Organogram("D", "D", None, posts, None))
    >>> lines.boss, lines.heads
    ({'board': None, 'office': 'board'}, {'board': '1', 'office': '2'})
    """
    posts = SeniorPosts.of(organogram)
    heads = _heads(posts)
    reached = _reached(organogram, posts)
    line: dict[str, str | None] = {}
    for unit in units_of(organogram):
        if unit in heads:
            above = posts.boss[heads[unit]]
            line[unit] = None if above is None else posts.unit(above)
        else:
            line[unit] = _most(reached.get(unit, {}))
    cut = tuple(ring[0] for ring in _rings(line))
    line |= dict.fromkeys(cut)
    dotted = {(boss, unit) for unit, found in reached.items() for boss in found if line[unit] != boss}
    return UnitLines(heads, line, frozenset(dotted), cut)


def _heads(posts: SeniorPosts) -> dict[str, str]:
    heads: dict[str, str] = {}
    able = [one for one, row in posts.first.items() if row.mark != "not-in-post"]
    # A person without a post heads nothing, and a placeholder only what has no other post.
    for one in sorted(able, key=lambda one: (is_placeholder(one) and not posts.below[one], -posts.below[one], one)):
        boss = posts.boss[one]
        if boss is None or posts.unit(boss) != posts.unit(one):
            heads.setdefault(posts.unit(one), one)
    # In a circle nobody's boss is outside; the one with the most under them stands for the head.
    for one in sorted(able, key=lambda one: (-posts.below[one], one)):
        heads.setdefault(posts.unit(one), one)
    return dict(sorted(heads.items()))


def _reached(organogram: Organogram, posts: SeniorPosts) -> dict[str, dict[str, Decimal]]:
    """Return how much FTE of each unit reports to posts of each other unit."""
    found: dict[str, dict[str, Decimal]] = {}
    for row in organogram.rows:
        unit, boss = unit_key(row.unit), posts.found(row.reports_to)
        if boss is not None and posts.unit(boss) != unit:
            to = found.setdefault(unit, {})
            to[posts.unit(boss)] = to.get(posts.unit(boss), Decimal(0)) + (row.fte or 0)
    return found


def _most(amounts: Mapping[str, Decimal]) -> str | None:
    return min(amounts, key=lambda unit: (-amounts[unit], unit), default=None)
