"""What a comparison says: plain values, ready to be stored as JSON and shown."""

import datetime as dt

from pydantic import BaseModel, ConfigDict

from orgsim.model.closed import Confidence

__all__ = [
    "Assumed",
    "Band",
    "Comparison",
    "Costs",
    "Difference",
    "LawApplied",
    "LedgerRow",
    "ParameterApplied",
    "ProgrammeResult",
    "Proportion",
    "ReportedResult",
    "RoadmapResult",
    "Saving",
    "TargetResult",
]


class Value(BaseModel):
    """A frozen value without unknown parts."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(Value):
    """The spread of a count over replications: mean, and the 5 %, 50 % and 95 % quantiles (observed values)."""

    mean: float
    low: int
    median: int
    high: int


class Proportion(Value):
    """A share of replications with its 95 % Wilson interval."""

    share: float
    low: float
    high: float


class TargetResult(Value):
    """Whether a roadmap meets a target.

    ``limit`` is the largest number allowed; it varies where posts cross the boundary. ``missed_by`` is
    how far above the limit the measure ends, in the replications that miss, if any does.
    """

    id: str
    met: Proportion
    closing: Band
    limit: Band
    missed_by: Band | None


class ProgrammeResult(Value):
    """Exits under a programme by year, and the quota they had; none where it is one of each unit."""

    id: str
    name: str
    name_vi: str
    years: dict[int, Band]
    quota: dict[int, int]
    unfilled: Proportion
    """Replications in which some year's quota could not be filled."""


class LedgerRow(Value):
    """What a step did, within the boundary: changes of counts, and which unit became which, to which share as "1/3"."""

    step: str
    op: str
    date: dt.date
    legal_basis: str
    reason: str
    assumes: tuple[str, ...]
    changes: dict[str, int]
    everywhere: dict[str, int]
    descents: tuple[tuple[str, str, str], ...]


class Costs(Value):
    """What a roadmap costs within the boundary, in whole units of the currency.

    ``total`` are sums over the horizon by cause, with ``benefits`` for all that leavers are paid, ``cost`` for all
    that employers bear, and ``early_pensions`` for what a pension fund bears. ``yearly`` and ``by_funding`` divide
    ``cost`` by year and by who pays; ``present_value`` is ``cost`` discounted to the first day.
    """

    total: dict[str, Band]
    yearly: dict[int, Band]
    by_funding: dict[str, Band]
    present_value: Band


class RoadmapResult(Value):
    """What one roadmap gives within the boundary.

    ``yearly`` has stocks at the end of each year, ``flows`` sums over the horizon; the flow ``leavers`` is the sum of
    all causes.
    ``units_closing`` counts units by group at the end.
    """

    id: str
    name: str
    name_vi: str
    summary: str
    summary_vi: str
    yearly: dict[str, dict[int, Band]]
    flows: dict[str, Band]
    flows_yearly: dict[str, dict[int, Band]]
    costs: Costs
    targets: tuple[TargetResult, ...]
    programmes: tuple[ProgrammeResult, ...]
    units_closing: dict[str, int]
    ledger: tuple[LedgerRow, ...]


class Difference(Value):
    """A roadmap minus the reference, replication by replication: mean with a 95 % interval, and quantiles.

    The interval is ``None`` if there is one replication, which says nothing about chance.
    """

    roadmap: str
    measure: str
    mean: float
    mean_low: float | None
    mean_high: float | None
    spread: Band


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

    ``opening`` has the stocks of :mod:`orgsim.model.outcomes`, counted as the years count them.
    """

    scenario: Named
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
    savings: tuple[Saving, ...]
    discount_rate: float
    hindcast_of: str | None
    hindcast: tuple[ReportedResult, ...]
    assumptions: tuple[Assumed, ...]
    law: tuple[LawApplied, ...]
    hashes: dict[str, str]
    version: str
