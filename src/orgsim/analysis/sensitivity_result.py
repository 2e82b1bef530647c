"""What a sensitivity analysis says: plain values, ready to be stored as JSON and shown."""

from typing import Literal

from orgsim.analysis.comparison import Named
from orgsim.analysis.values import Proportion, Value

__all__ = [
    "Decision",
    "Estimate",
    "Index",
    "Level",
    "Output",
    "Overturned",
    "Sensitivity",
    "Shares",
    "Shift",
    "Swing",
    "Varied",
]

End = Literal["low", "high"]


class Output(Value):
    """A measure of a roadmap, or of its difference to another one, replication by replication."""

    measure: str
    roadmap: str
    against: str | None = None


class Varied(Value):
    """An assumption with a range: a number, or a factor on its numbers, between two ends, with the place as stated."""

    assumption: str
    of: Literal["value", "factor"]
    low: float
    stated: float
    high: float
    shape: Literal["uniform", "triangular"]
    reason: str


class Estimate(Value):
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


class Level(Value):
    """The mean of an output with all assumptions as stated."""

    output: Output
    mean: float


class Shift(Value):
    """By how much an output changes, replication by replication: mean with its 95 % interval.

    The interval is ``None`` if there is one replication.
    """

    mean: float
    mean_low: float | None
    mean_high: float | None


class Swing(Value):
    """An output with one assumption at the ends of its range and all others as stated, minus all as stated."""

    output: Output
    assumption: str
    low: Shift
    high: Shift


class Index(Value):
    """Sobol' indices of the mean of an output for an assumption, as shares of the variance that assumptions make.

    ``first`` would go if this assumption alone became known; ``total`` would stay if all others did. Few points give
    rough estimates, of which ``first`` may be negative and both may exceed 1.
    """

    output: Output
    assumption: str
    first: Estimate
    total: Estimate


class Shares(Value):
    """Of the variance of an output: what assumptions make, what luck makes, and what hangs on both together.

    ``deviation`` is the square root of all of it. Shares that were estimated as negative are 0, and ``set_to_zero``
    names them. All are 0 if the output does not vary. The indices rest on means over replications; ``noise`` is the
    share of the variance of these that more replications would take away.
    """

    output: Output
    deviation: float
    assumptions: float
    luck: float
    together: float
    noise: float
    set_to_zero: tuple[str, ...]


class Overturned(Value):
    """An end of one assumption at which another roadmap is first, with all other assumptions as stated."""

    assumption: str
    end: End
    ranking: tuple[str, ...]


class Decision(Value):
    """Which roadmap is first, and what that hangs on.

    ``rule`` has the measures that rank: the first is to be high, if there are targets, and the last is to be low; the
    next counts where the one before is equal. ``points`` are drawn from all ranges at once: ``first_survives`` is the
    share at which the same roadmap is first as with the assumptions as stated, ``ranking_survives`` that at which all
    are in the same order, ``first_at`` that of each roadmap being first. ``margin`` is what separates the first from
    the second, ``spread`` says how that varies, and ``hangs_on`` has the assumptions with the largest total indices on
    it, at most three.
    """

    rule: tuple[str, ...]
    ranking: tuple[str, ...]
    points: int
    first_survives: Proportion
    ranking_survives: Proportion
    first_at: dict[str, Proportion]
    overturned: tuple[Overturned, ...]
    margin: Level
    spread: Shares
    hangs_on: tuple[Index, ...]


class Sensitivity(Value):
    """What the roadmaps of a run hang on. Stored as ``analyses/sensitivity.json``.

    ``points`` is the size of one sample of the assumptions, ``simulations`` how often a roadmap was simulated, with
    ``replications`` futures each, the same ones every time. There is no ``decision`` where there is one roadmap.
    """

    currency: str
    reference: str
    roadmaps: tuple[Named, ...]
    targets: tuple[Named, ...]
    measures: tuple[str, ...]
    seed: int
    replications: int
    points: int
    simulations: int
    varied: tuple[Varied, ...]
    levels: tuple[Level, ...]
    swings: tuple[Swing, ...]
    indices: tuple[Index, ...]
    shares: tuple[Shares, ...]
    decision: Decision | None
