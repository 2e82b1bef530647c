"""What is said of service and structure before and after a roadmap: plain values, ready to be stored as JSON."""

from orgsim.analysis.values import Band, Value

__all__ = [
    "AgeStructure",
    "Average",
    "DutyVacancy",
    "GroupSize",
    "Shape",
    "Span",
    "Spread",
    "Staffing",
    "StructureResult",
]


class Spread(Value):
    """The spread of a ratio over replications: mean, and the 5 %, 50 % and 95 % quantiles (observed values).

    ``error`` is the standard error of the mean, ``None`` if there is one replication.
    """

    mean: float
    low: float
    median: float
    high: float
    error: float | None


class Span(Value):
    """Spans of control: how many units have others under them, and how many report directly to one of these."""

    bosses: int
    mean: float
    largest: int


class Average(Value):
    """The mean of what is known, and of how many units it is known; no mean if of none."""

    mean: float | None
    known: int


class GroupSize(Value):
    """Inhabitants and area of the units of a group, on average over those of which they are known."""

    units: int
    population: Average
    area_km2: Average


class Shape(Value):
    """What an organisation looks like within the boundary, at one moment; nothing here depends on luck.

    ``units`` counts by group without the boundary unit. ``layers`` counts that too; ``layers_of`` is the layer of the
    deepest unit of each group. ``spans_of`` are by the group of the unit to which others report. ``posts`` and
    ``leader_posts`` (of heads and deputies) are as the steps leave them: programmes may abolish more.
    ``without_posts`` are duties whose owner has none. ``owners`` are the numbers of owners of each function that has
    several, ``overlap_index`` the share of owners that a merger of all units would make needless. ``sizes`` are by
    group, and empty if no size is known.
    """

    units: dict[str, int]
    layers: int
    layers_of: dict[str, int]
    span: Span
    spans_of: dict[str, Span]
    posts: int
    leader_posts: int
    duties: int
    functions: tuple[str, ...]
    without_posts: tuple[str, ...]
    owners: dict[str, int]
    overlap_index: float
    sizes: dict[str, GroupSize]


class AgeStructure(Value):
    """People by age and by years to compulsory retirement, within the boundary.

    ``people`` is by the first age of each band of ``AGE_BANDS``. ``years_to_retirement`` is the median of completed
    years in each replication, ``None`` if in one of them nobody must retire; ``without_retirement`` counts who need
    not.
    """

    people: dict[int, Band]
    years_to_retirement: Band | None
    without_retirement: Band


class Staffing(Value):
    """People and their leaders within the boundary, on the morning or evening of a day.

    Leaders are heads and deputies in post. Ratios are ``None`` if there is nobody to divide by in some replication.
    ``duties_without_people`` counts duties whose owner has no people, ``None`` if the run kept only totals.
    """

    people: Band
    leaders: Band
    leaders_per_hundred: Spread | None
    people_per_leader: Spread | None
    duties_without_people: Band | None
    ages: AgeStructure


class DutyVacancy(Value):
    """The share of vacant posts of the unit that is accountable for a duty.

    ``owner`` is the unit at the end. ``opening`` is ``None`` if the duty, or a post of its owner, was not there;
    ``closing`` is over the replications in which the owner has posts, ``None`` if that is none.
    """

    duty: str
    name: str
    name_vi: str
    owner: str
    opening: float | None
    closing: Spread | None


class StructureResult(Value):
    """Service and structure before and after a roadmap.

    ``staffing_closing`` is ``None`` if there is no run, ``vacancies`` (by the duties of the end, sorted) also if the
    run kept only totals. ``lost_functions`` had an owner at the opening and have none at the end.
    """

    roadmap: str
    name: str
    name_vi: str
    opening: Shape
    closing: Shape
    lost_functions: tuple[str, ...]
    staffing_opening: Staffing
    staffing_closing: Staffing | None
    vacancies: tuple[DutyVacancy, ...] | None
