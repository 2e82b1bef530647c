"""What a comparison of two organograms says: an observed ledger of units, posts and FTE, all of it exact."""

from decimal import Decimal
from typing import Literal

from orgsim.analysis.values import Value

__all__ = [
    "NOTHING",
    "GradeChange",
    "OrganogramDiff",
    "PostChange",
    "PostWhat",
    "Snapshot",
    "UnitChange",
    "UnitFlow",
    "UnitWhat",
]

PostWhat = Literal["created", "abolished", "moved", "carried", "regraded", "resized"]
"""What happened to a senior post; ``carried`` went along with its unit, ``resized`` has another FTE."""

UnitWhat = Literal["began", "ended", "renamed", "merged"]
"""What became of a unit, or that it began."""

NOTHING = Decimal(0)


class Snapshot(Value):
    """What was compared."""

    organisation: str
    day: str
    senior_fte: Decimal
    junior_fte: Decimal


class UnitChange(Value):
    """A unit that began or ended.

    An ended unit is ``renamed`` or ``merged`` if most of its posts that are known again are in one other unit,
    ``into``. It is renamed if that unit is new, and most of that unit's posts that are known again were here; the new
    unit is then not told of as begun. ``known_again`` are the posts of an ended unit found anywhere later,
    ``there`` those in the unit into which it went; of a unit that began they are its posts found earlier, and those
    from the unit that gave most, ``into`` being empty.
    """

    what: UnitWhat
    unit: str
    name: str
    into: str = ""
    known_again: int = 0
    there: int = 0


class PostChange(Value):
    """A senior post that is not as it was. Units are ids; what is not there is empty, and its FTE 0."""

    what: tuple[PostWhat, ...]
    reference: str
    title: str
    unit_before: str
    unit_after: str
    grade_before: str
    grade_after: str
    fte_before: Decimal
    fte_after: Decimal


class UnitFlow(Value):
    """FTE of a unit, from the opening to the closing.

    ``opening + created - abolished + moved_in - moved_out + carried_in - carried_out + resized + untraced + junior``
    is ``closing``. ``carried`` is what a renamed or merged unit brings along: its junior posts, and the senior posts
    that went the same way. ``untraced`` is the change of senior posts whose references say nothing in another snapshot,
    or are those of several posts in one of the two; ``junior`` the change of junior posts: none is known again.
    """

    unit: str
    name: str
    opening: Decimal = NOTHING
    created: Decimal = NOTHING
    abolished: Decimal = NOTHING
    moved_in: Decimal = NOTHING
    moved_out: Decimal = NOTHING
    carried_in: Decimal = NOTHING
    carried_out: Decimal = NOTHING
    resized: Decimal = NOTHING
    untraced: Decimal = NOTHING
    junior: Decimal = NOTHING
    closing: Decimal = NOTHING

    @property
    def explained(self) -> Decimal:
        """The opening with all that happened."""
        came = self.created + self.moved_in + self.carried_in
        went = self.abolished + self.moved_out + self.carried_out
        return self.opening + came - went + self.resized + self.untraced + self.junior


class GradeChange(Value):
    """FTE of a grade, of senior and junior posts together; names that differ in signs and case are one grade."""

    grade: str
    name: str
    opening: Decimal
    change: Decimal
    closing: Decimal


class OrganogramDiff(Value):
    """How a body changed between two snapshots; everything sorted by id, and the total over all units."""

    before: Snapshot
    after: Snapshot
    seniors_only: bool
    units: tuple[UnitChange, ...]
    posts: tuple[PostChange, ...]
    kept: int
    flows: tuple[UnitFlow, ...]
    total: UnitFlow
    grades: tuple[GradeChange, ...]
