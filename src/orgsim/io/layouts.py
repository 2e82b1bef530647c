"""The tables of a scenario: what their columns hold, and what a row becomes."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from orgsim.io.tables import (
    Columns,
    area,
    identifier,
    if_known,
    month,
    rating,
    share,
    statements,
    whole,
    word,
    words,
)
from orgsim.model.organisation import Funding, Rank, Sex, Standing
from orgsim.rules.establishment import Posts

__all__ = [
    "DOTTED",
    "DUTIES",
    "MARGINS",
    "NATIVES",
    "NORMS",
    "POSTS",
    "ROSTER",
    "SITES",
    "SIZES",
    "UNITS",
    "DottedRow",
    "DutyRow",
    "Margin",
    "MarginRow",
    "NativesRow",
    "NormRow",
    "PostsRow",
    "RosterRow",
    "SiteRow",
    "SizeRow",
    "UnitRow",
]


class Margin(StrEnum):
    """The features whose shares describe a staff group."""

    AGE = "age"
    SEX = "sex"
    SERVICE = "service"
    GRADE = "grade"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A row of the units table; population and area are ``None`` where they are not known."""

    id: str
    name: str
    name_vi: str
    kind: str
    counted_as: str
    reports_to: str
    population: int | None
    area_km2: Fraction | None
    assumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostsRow(Posts):
    """A row of the posts table."""

    title_vi: str
    assumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NormRow:
    """A row of the norms table: the posts that every unit of a kind has; ``posts`` name no unit."""

    kind: str
    posts: PostsRow

    @property
    def assumes(self) -> tuple[str, ...]:
        """The statements on which the norm rests."""
        return self.posts.assumes


@dataclass(frozen=True, slots=True)
class NativesRow:
    """A row of the natives table: who holds a title in a unit at the opening is a native of a unit."""

    unit: str
    title: str
    native_of: str
    assumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A row of the duties table."""

    id: str
    name: str
    name_vi: str
    owner: str
    function: str
    assumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A row of the sites table."""

    id: str
    name: str
    unit: str
    assumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SizeRow:
    """A row of the sizes table; population and area are ``None`` where they are not known."""

    unit: str
    population: int | None
    area_km2: Fraction | None
    assumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DottedRow:
    """A row of the table of dotted lines."""

    origin: str
    to: str


@dataclass(frozen=True, slots=True)
class MarginRow:
    """A row of the margins table; what ``value`` is depends on the margin."""

    group: str
    margin: Margin
    value: str
    share: Fraction
    assumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row of the roster."""

    id: str
    unit: str
    title: str
    standing: Standing
    birth: int
    sex: Sex
    started: int
    grade: str
    contract: str


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A row of the table of ratings."""

    person: str
    rating: int


_SIZE = {"population": if_known(whole), "area_km2": if_known(area)}
RATINGS = Columns(RatingRow, {"person": words, "rating": rating}, unique=("person",))
UNITS = Columns(
    UnitRow,
    {
        "id": identifier,
        "name": words,
        "name_vi": words,
        "kind": identifier,
        "counted_as": identifier,
        "reports_to": words,
        **_SIZE,
        "assumes": statements,
    },
    unique=("id",),
    may_be_empty=frozenset({"reports_to", "assumes", *_SIZE}),
    may_be_left_out=frozenset(_SIZE),
)
POSTS = Columns(
    PostsRow,
    {
        "unit": words,
        "title": identifier,
        "title_vi": words,
        "rank": word(Rank),
        "standing": word(Standing),
        "funding": word(Funding),
        "group": identifier,
        "count": whole,
        "filled": whole,
        "assumes": statements,
    },
    unique=("unit", "title", "standing"),
)
NORMS = Columns(
    lambda **cells: NormRow(cells.pop("kind"), PostsRow(unit="", **cells)),
    {"kind": identifier, **{name: cell for name, cell in POSTS.cells.items() if name != "unit"}},
    unique=("kind", "title", "standing"),
)
DUTIES = Columns(
    DutyRow,
    {"id": identifier, "name": words, "name_vi": words, "owner": words, "function": identifier, "assumes": statements},
    unique=("id",),
)
NATIVES = Columns(
    NativesRow,
    {"unit": words, "title": words, "native_of": words, "assumes": statements},
    unique=("unit", "title"),
)
SITES = Columns(SiteRow, {"id": identifier, "name": words, "unit": words, "assumes": statements}, unique=("id",))
SIZES = Columns(
    SizeRow,
    {"unit": words, **_SIZE, "assumes": statements},
    unique=("unit",),
    may_be_empty=frozenset({"assumes", *_SIZE}),
)
DOTTED = Columns(
    lambda **cells: DottedRow(cells["from"], cells["to"]),
    {"from": words, "to": words},
    unique=("from", "to"),
)
MARGINS = Columns(
    MarginRow,
    {"group": words, "margin": word(Margin), "value": words, "share": share, "assumes": statements},
    unique=("group", "margin", "value"),
)
ROSTER = Columns(
    RosterRow,
    {
        "id": identifier,
        "unit": words,
        "title": words,
        "standing": word(Standing),
        "birth": month,
        "sex": word(Sex),
        "started": month,
        "grade": words,
        "contract": words,
    },
    unique=("id",),
)
