"""An organogram: the posts of a body at one day, as a government publishes them.

Words
-----
senior post
    A post of a senior civil servant or officer, published by its reference; one row for each holder.
junior group
    Posts below, of one unit, grade and kind of work, that report to one senior post; counted in FTE.
FTE
    Full-time equivalents, exactly as they are written. ``None`` where what is written is no number.
snapshot
    The two files, senior and junior, of one body and day.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

__all__ = ["Finding", "FindingKind", "JuniorGroup", "Mark", "Organogram", "PayBand", "SeniorPost"]

Mark = Literal["", "vacant", "eliminated", "not-in-post"]
"""What a row says of its holder in words: that there is none, that the post is gone, or that a person has no post."""

FindingKind = Literal[
    "encoding",
    "left-out",
    "fte-unreadable",
    "pay-unreadable",
    "without-fte",
    "said-vacant",
    "placeholder",
    "repeated-reference",
    "reference-written-otherwise",
    "repeated-row",
    "unknown-boss",
    "boss-written-otherwise",
    "circle",
    "unit-without-seniors",
    "unit-without-juniors",
    "unit-circle",
    "no-junior-file",
    "unit-missing",
    "out-of-line",
]
"""What a finding is about."""


@dataclass(frozen=True, slots=True)
class PayBand:
    """Yearly pay, from and to, both included [currency]."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class SeniorPost:
    """A row of the senior file; ``line`` is where it stands, ``occupation`` is empty if none is given."""

    line: int
    reference: str
    title: str
    grade: str
    unit: str
    reports_to: str
    fte: Decimal | None
    pay: PayBand | None
    occupation: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class JuniorGroup:
    """A row of the junior file; ``reports_to`` is the reference of a senior post."""

    line: int
    title: str
    grade: str
    unit: str
    reports_to: str
    fte: Decimal | None
    pay: PayBand | None
    occupation: str


@dataclass(frozen=True)
class Organogram:
    """The rows of one snapshot, in the order of the files.

    ``day`` is ``None`` if the names of the files do not tell it, ``juniors`` if there is no junior file.

    Examples
    --------
    >>> post = SeniorPost(2, "A1", "Head", "SCS1", "Office", "XX", Decimal("0.8"), None, "")
    >>> Organogram("Department", "Department", None, (post,), None).fte
    Decimal('0.8')
    """

    department: str
    organisation: str
    day: dt.date | None
    seniors: tuple[SeniorPost, ...]
    juniors: tuple[JuniorGroup, ...] | None

    @property
    def rows(self) -> tuple[SeniorPost | JuniorGroup, ...]:
        """All rows, the senior ones first."""
        return (*self.seniors, *(self.juniors or ()))

    @cached_property
    def senior_fte(self) -> Decimal:
        """The sum of the senior file; what is no number does not count."""
        return sum((row.fte for row in self.seniors if row.fte is not None), Decimal(0))

    @cached_property
    def junior_fte(self) -> Decimal:
        """The sum of the junior file."""
        return sum((row.fte for row in self.juniors or () if row.fte is not None), Decimal(0))

    @property
    def fte(self) -> Decimal:
        """The sum of both files."""
        return self.senior_fte + self.junior_fte


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader of an organogram should know: what, how much of it, and where.

    ``rows`` counts what was found, ``fte`` is what stands on these rows, ``lines`` are in the file named;
    ``file`` is empty for what concerns both.
    """

    kind: FindingKind
    file: Literal["senior", "junior", ""]
    message: str
    rows: int = 0
    fte: Decimal = Decimal(0)
    lines: tuple[int, ...] = ()
