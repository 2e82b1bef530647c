"""What an attribution says: plain values, ready to be stored as JSON and shown."""

from orgsim.analysis.coalitions import Player
from orgsim.analysis.comparison import Named
from orgsim.analysis.values import Value

__all__ = ["Attribution", "Contribution", "ExactMean", "Interaction", "PlayerResult", "Total"]


class ExactMean(Value):
    """A mean over replications with its 95 % interval.

    ``sum`` is the exact sum over replications, a whole number or a fraction such as "-31/2". ``error`` is the standard
    error that comes from having sampled orders, 0 if there is none. The interval is for luck and that error together;
    one replication says nothing about luck, and has no interval.
    """

    sum: str
    mean: float
    low: float | None
    high: float | None
    error: float


class PlayerResult(Player):
    """A player, and the steps of others that cannot be taken without it: they are left out with it."""

    needed_by: tuple[str, ...]


class Total(Value):
    """A measure with all players, with none of them, and the difference, which the Shapley values add up to."""

    measure: str
    everything: ExactMean
    nothing: ExactMean
    difference: ExactMean


class Contribution(Value):
    """What a player contributed to a measure.

    ``leave_one_out`` is the roadmap less the roadmap without the player; ``shapley`` is what the player adds on average
    over the orders in which the players may come.
    """

    player: str
    measure: str
    leave_one_out: ExactMean
    shapley: ExactMean


class Interaction(Value):
    """What two players change together beyond what each changes alone.

    It is the Shapley interaction index if the attribution is exact, and otherwise the difference of differences when
    all the other players are there.
    """

    measure: str
    players: tuple[str, str]
    beyond: ExactMean


class Attribution(Value):
    """What each player of a roadmap contributed. Stored as ``analyses/attribution-ROADMAP.json``.

    ``exact`` says that all coalitions were simulated; otherwise so many ``orders`` were drawn with ``order_seed``.
    ``evaluations`` counts the roadmaps that were simulated. ``interactions`` are in the order of the measures, the
    largest of each first; none is exactly 0.
    """

    scenario: str
    roadmap: str
    seed: int
    replications: int
    exact: bool
    orders: int
    order_seed: int
    evaluations: int
    players: tuple[PlayerResult, ...]
    targets: tuple[Named, ...]
    totals: tuple[Total, ...]
    contributions: tuple[Contribution, ...]
    interactions: tuple[Interaction, ...]
