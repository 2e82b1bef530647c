"""The shape of an organisation at one moment: its layers, spans of control, posts of leaders, and duties with owners.

Everything is counted within the boundary.
"""

from dataclasses import dataclass

from orgsim.model.organisation import NONE, Organisation, Rank, Slot, Standing

__all__ = ["Coverage", "Leadership", "coverage", "layers", "layers_by_group", "leadership", "spans"]


@dataclass(frozen=True, slots=True)
class Leadership:
    """Authorised posts, those of heads and of deputies among them, and the leaders who are in post.

    Grassroots places do not count.
    """

    posts: int
    heads: int
    deputies: int
    in_post: int

    @property
    def leaders(self) -> int:
        """The posts of heads and deputies together."""
        return self.heads + self.deputies


@dataclass(frozen=True, slots=True)
class Coverage:
    """Duties, the functions they have, and the duties that nobody can do: their owner has no posts, or no people.

    Posts and people are those of the owner itself, not of the units under it; grassroots places do not count.
    """

    duties: tuple[str, ...]
    functions: tuple[str, ...]
    without_posts: tuple[str, ...]
    without_people: tuple[str, ...]


def layers(organisation: Organisation) -> int:
    """Return how many units stand one under the other on the longest way down; the boundary unit is the first.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> layers(read_scenario(Path("scenarios/mong-cai")).organisation)
    4
    """
    return max(_depths(organisation).values())


def layers_by_group(organisation: Organisation) -> dict[str, int]:
    """Return the layer of the deepest unit of each group, sorted by group; the boundary unit is in none.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> layers_by_group(read_scenario(Path("scenarios/mong-cai")).organisation)["village"]
    4
    """
    found: dict[str, int] = {}
    for unit, depth in _depths(organisation).items():
        if unit != organisation.boundary:
            group = organisation.units[unit].counted_as
            found[group] = max(depth, found.get(group, 0))
    return dict(sorted(found.items()))


def _depths(organisation: Organisation) -> dict[str, int]:
    depths = {organisation.boundary: 1}
    level = [organisation.boundary]
    while level:
        below = [(unit, depths[boss] + 1) for boss in level for unit in organisation.reports.get(boss, NONE)]
        depths.update(below)
        level = [unit for unit, _ in below]
    return depths


def spans(organisation: Organisation) -> dict[str, int]:
    """Return the span of control of every unit to which others report: how many do so directly; sorted by id.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> spans(read_scenario(Path("src/orgsim/io/small")).organisation)
    {'ben-song': 7}
    """
    found = {unit: len(organisation.reports.get(unit, NONE)) for unit in sorted(organisation.inside)}
    return {unit: number for unit, number in found.items() if number}


def leadership(organisation: Organisation) -> Leadership:
    """Count authorised posts, those of heads and deputies among them, and the leaders in post.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> found = leadership(read_scenario(Path("scenarios/mong-cai")).organisation)
    >>> found.posts, found.leaders, found.in_post
    (1863, 305, 305)
    """
    slots = [slot for unit in organisation.inside for slot in organisation.slots[unit]]
    posts = [slot.rank for slot in slots if _is_post(slot)]
    in_post = sum(slot.rank is not Rank.STAFF for slot in slots if _is_staffed(slot))
    return Leadership(len(posts), posts.count(Rank.HEAD), posts.count(Rank.DEPUTY), in_post)


def coverage(organisation: Organisation) -> Coverage:
    """Say which duties have an owner with posts and people; ids are sorted.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim.io.scenario import read_scenario
    >>> coverage(read_scenario(Path("src/orgsim/io/small")).organisation).without_posts
    ()
    """
    duties = sorted(duty for unit in organisation.inside for duty in organisation.duties_of.get(unit, NONE))
    slots = {duty: organisation.slots[organisation.duties[duty].owner] for duty in duties}
    return Coverage(
        duties=tuple(duties),
        functions=tuple(sorted({organisation.duties[duty].function for duty in duties})),
        without_posts=tuple(duty for duty in duties if not any(_is_post(slot) for slot in slots[duty])),
        without_people=tuple(duty for duty in duties if not any(_is_staffed(slot) for slot in slots[duty])),
    )


def _is_post(slot: Slot) -> bool:
    return slot.standing is Standing.AUTHORISED


def _is_staffed(slot: Slot) -> bool:
    return slot.holder is not None and slot.standing is not Standing.GRASSROOTS
