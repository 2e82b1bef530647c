"""What one roadmap gives: plain values, ready to be stored as JSON and shown."""

import datetime as dt
from typing import NamedTuple

from orgsim.analysis.values import Band, Proportion, Value

__all__ = [
    "Bound",
    "Channel",
    "ChartUnit",
    "Costs",
    "LedgerRow",
    "MergedLeaders",
    "OrganisationChart",
    "Overlapping",
    "ProgrammeResult",
    "Proof",
    "RoadmapResult",
    "TargetResult",
    "Waterfall",
]


class Bound(Value):
    """The least that is left of a measure on the target's day, and the most that is allowed; known before any luck.

    If it is ``certain``, nothing at all leads below ``least``; otherwise people might leave of their own accord.
    """

    least: int
    allowed: int
    certain: bool


class TargetResult(Value):
    """Whether a roadmap meets a target.

    ``met`` is ``None`` if the bound says that no future can: the plan is infeasible. ``since`` has the share of
    replications in which the measure is within the limit from the end of that year on, for good; the rest are those in
    which it is above it at the end of the horizon. ``limit`` is the largest number allowed; it varies where posts cross
    the boundary. ``missed_by`` is how far above the limit the measure ends, in the replications that miss, if any does.
    """

    id: str
    bound: Bound
    met: Proportion | None
    since: dict[int, float]
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


class ChartUnit(NamedTuple):
    """A unit of an organisation chart, with its authorised posts; ``boss`` is empty at the top."""

    id: str
    boss: str
    group: str
    posts: int


class OrganisationChart(Value):
    """The units within the boundary before and after, sorted by id.

    ``parts`` are ``(old, new, share)``: the share of the old unit, as "1/3", that is in the new one at the end. A unit
    that is wholly and only itself has none, unless it crosses the boundary. The old or the new one may be outside.
    """

    opening: tuple[ChartUnit, ...]
    closing: tuple[ChartUnit, ...]
    parts: tuple[tuple[str, str, str], ...]


class MergedLeaders(Value):
    """Head and deputy posts of a unit after the steps of a day that merged others into it; ``step`` is the last one.

    See ``orgsim.rules.leadership``. ``norm`` is how many it may have. ``surplus`` were beyond it after the step and are
    due by ``due``; ``left`` are at the end.
    """

    unit: str
    step: str
    date: dt.date
    found: int
    lost: int
    kept: int
    norm: int
    surplus: int
    due: dt.date
    cleared: dt.date | None
    left: int
    legal_basis: str


class Overlapping(Value):
    """Functions that several of the units had which a step joined into one, and by how many owners each."""

    unit: str
    step: str
    date: dt.date
    owners: dict[str, int]


class Proof(Value):
    """What was held against each other, and agreed; a difference would have stopped the run.

    ``moved`` and ``abolished`` are posts and places that steps moved or took out of the establishment, by name.
    ``opening``, ``changes`` and ``closing`` count all units, outside the boundary too, where they are not 0:
    ``opening + changes = closing``, the changes being the sums over the steps. ``books`` are the replications and years
    in which the flows of people and posts were held against the stocks.
    """

    steps: int
    moved: int
    abolished: int
    opening: dict[str, int]
    changes: dict[str, int]
    closing: dict[str, int]
    books: int


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


class Channel(Value):
    """What one channel adds to a number, or takes from it."""

    name: str
    change: Band


class Waterfall(Value):
    """How a number of a part became another one: ``opening + changes = closing`` in every replication.

    ``of`` is a measure, ``part`` a payer, level, kind, group or unit; empty for the whole within the boundary.
    """

    of: str
    part: str
    opening: Band
    channels: tuple[Channel, ...]
    closing: Band


class RoadmapResult(Value):
    """What one roadmap gives within the boundary.

    ``digest`` names its steps and programmes. ``yearly`` has stocks at the end of each year, ``flows`` sums over the
    horizon; the flow ``leavers`` is the sum of all causes. ``waterfalls`` are those of the whole and of every payer.
    ``units_closing`` counts units by group at the end.
    """

    id: str
    digest: str
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
    waterfalls: tuple[Waterfall, ...]
    units_closing: dict[str, int]
    ledger: tuple[LedgerRow, ...]
    chart: OrganisationChart
    leaders: tuple[MergedLeaders, ...]
    """One row for each unit and day, where the scenario has a norm for the kind of unit."""
    overlaps: tuple[Overlapping, ...]
    proof: Proof
