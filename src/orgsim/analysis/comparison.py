"""What a comparison says: plain values, ready to be stored as JSON and shown."""

import datetime as dt
from typing import Literal

from orgsim.analysis.roadmap_values import RoadmapResult
from orgsim.analysis.structure_values import StructureResult
from orgsim.analysis.values import Band, Proportion, Value
from orgsim.model.closed import Confidence
from orgsim.model.ranges import Range

__all__ = [
    "Assumed",
    "Choice",
    "Comparison",
    "Difference",
    "Duel",
    "LawApplied",
    "ParameterApplied",
    "Reached",
    "ReportedResult",
    "Saving",
]


class Difference(Value):
    """A roadmap minus the reference, replication by replication: mean with a 95 % interval, and quantiles.

    The intervals of a measure hold for all roadmaps together. They are ``None`` if there is one replication, which says
    nothing about chance. ``gain`` is how many times as many replications runs with luck of their own would need for
    intervals as narrow; ``None`` where the difference is always the same.
    """

    roadmap: str
    measure: str
    mean: float
    mean_low: float | None
    mean_high: float | None
    spread: Band
    gain: float | None


class Choice(Value):
    """Which roadmap is best by one criterion, the smaller number being the better.

    ``best`` is the share of replications in which no other one is better, so that several may share them; ``regret``
    how much more it has than the best one of the same replication. The criterion ``choice`` is the fewest missed
    targets and, among equals, the least present value; it has no regret, being no number.
    """

    criterion: str
    best: dict[str, Proportion]
    regret: dict[str, Band]


class Duel(Value):
    """Two roadmaps by one criterion: the shares of replications in which the first has less, as much, and more.

    ``dominance`` says whether one is never worse and sometimes better, ``always``, in each replication, or ``spread``,
    only in distribution (first-order stochastic dominance), and ``better`` which; both empty if neither.
    """

    criterion: str
    one: str
    two: str
    less: float
    equal: float
    more: float
    dominance: Literal["always", "spread", ""]
    better: str


class Reached(Value):
    """The 95 % interval of a measure in a run that was to be precise, and half the width that was wanted.

    ``first`` replications said how many are needed.
    """

    roadmap: str
    measure: str
    half_width: float
    first: int
    replications: int
    mean: float
    low: float
    high: float

    @property
    def narrow(self) -> bool:
        """Whether the interval is as narrow as wanted; the last bits of doubles aside."""
        return (self.high - self.low) / 2 <= self.half_width * (1 + 1e-9)


class Saving(Value):
    """The reference's cost minus a roadmap's, replication by replication.

    ``pays_back`` is the share of replications in which the roadmap has cost no more by the end; ``payback_year`` the
    year from which on it has cost no more, for good, in these; ``None`` if there are none.
    """

    roadmap: str
    nominal: Difference
    discounted: Difference
    pays_back: Proportion
    payback_year: Band | None


class ReportedResult(Value):
    """A published figure beside what the roadmap gives.

    ``simulated`` is the spread over replications; ``percentile`` the share of replications below the
    published figure plus half of those that hit it, ``None`` where no luck is involved.
    """

    id: str
    name: str
    name_vi: str
    reported: int
    source: str
    assumes: tuple[str, ...]
    simulated: Band
    percentile: float | None


class Named(Value):
    """Something with a name in two languages."""

    id: str
    name: str
    name_vi: str


class TargetStated(Named):
    """A target as the scenario states it."""

    measure: str
    by: dt.date
    at_most: int | None
    at_most_share: float | None
    legal_basis: str


class Assumed(Value):
    """An assumption: a value that the engine reads, or a statement on which tables and steps rest."""

    id: str
    value: str
    statement: str
    statement_vi: str
    reason: str
    source: str
    confidence: Confidence
    used_by: tuple[str, ...]
    range: Range | None = None
    """Within what the value may lie, if that is stated."""


class ParameterApplied(Value):
    """A parameter of law that the run reads: what it says, as a number, a formula or the names of grades."""

    id: str
    says: str
    unit: str
    article: str
    confidence: Confidence
    note: str
    in_force_from: dt.date
    in_force_to: dt.date | None


class LawApplied(Value):
    """An instrument of law that the run reads, with those of its parameters that are read."""

    id: str
    title: str
    title_vi: str
    source: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    parameters: tuple[ParameterApplied, ...]


class Comparison(Value):
    """Several roadmaps of one scenario, replication by replication. Stored as ``summary.json``.

    ``digest`` names all that the roadmaps share, and ``sections`` have a digest for each section of the scenario.
    ``opening`` has the stocks of :mod:`orgsim.model.outcomes`, counted as the years count them.
    """

    scenario: Named
    digest: str
    currency: str
    synthetic: bool
    years: tuple[int, ...]
    seed: int
    replications: int
    reference: str
    opening: dict[str, int]
    units_opening: dict[str, int]
    unit_names: dict[str, Named]
    targets: tuple[TargetStated, ...]
    roadmaps: tuple[RoadmapResult, ...]
    differences: tuple[Difference, ...]
    choices: tuple[Choice, ...]
    duels: tuple[Duel, ...]
    structure: tuple[StructureResult, ...]
    precision: tuple[Reached, ...]
    savings: tuple[Saving, ...]
    discount_rate: float
    hindcast_of: str | None
    hindcast: tuple[ReportedResult, ...]
    assumptions: tuple[Assumed, ...]
    law: tuple[LawApplied, ...]
    sections: dict[str, str]
    version: str
