"""Whether a target can be met at all, before any future is simulated."""

from dataclasses import dataclass
from fractions import Fraction

from orgsim.model.ledger import History
from orgsim.model.roadmap import EndContracts, Recruitment, Roadmap, Separation, Target

__all__ = ["Attainable", "attainable"]


@dataclass(frozen=True, slots=True)
class Attainable:
    """The least that a roadmap arranges for a target's measure, and the most that the target allows.

    ``certain`` says that nothing at all leads below ``least``; otherwise people might resign, retire or die as well.
    """

    least: int
    allowed: int
    certain: bool

    @property
    def missing(self) -> int:
        """How many are too many, if everything happens that the roadmap arranges; 0 if the target can be met."""
        return max(0, self.least - self.allowed)


def attainable(history: History, roadmap: Roadmap, target: Target) -> Attainable:
    """Bound a target's measure from below: all steps taken, all programmes filled, every leaver's post abolished.

    Notes
    -----
    Posts go by steps, by programmes that abolish the leaver's post (their quotas), and by a recruitment rule that
    abolishes unfilled posts down to the share that it keeps; these are all ways, so the bound for posts is certain.
    People and those beyond the establishment go by programmes, but also by nature.
    """
    after = history.on(target.by).tallies[1]
    opening = getattr(history.opening.tallies[1], target.measure)
    base = opening + _came(history, target)
    allowed = target.at_most if target.at_most is not None else _share(target.at_most_share or 0.0, base)
    structural = getattr(after, target.measure)
    quotas = _quotas(history, roadmap, target)
    if target.measure in ("people", "supernumerary"):
        return Attainable(max(0, structural - quotas), allowed, certain=False)
    # A recruitment rule counts state-funded posts; which other posts it abolishes is not known before.
    floors = [
        _share(rule.keep_at_least, history.opening.tallies[1].funded_posts)
        for rule in roadmap.programmes
        if isinstance(rule, Recruitment) and rule.keep_at_least is not None and rule.first_year <= target.by.year
    ]
    lowest = min([structural, *(floors if target.measure == "funded_posts" else [0] * len(floors))])
    return Attainable(max(0, lowest - quotas), allowed, certain=True)


def _share(share: float, whole: int) -> int:
    return int(Fraction(str(share)) * whole)


def _came(history: History, target: Target) -> int:
    """Count what came in across the boundary until the day, less what went out."""
    changes = [
        (entry.inside_after - entry.inside_before) - (entry.after - entry.before)
        for entry in history.entries
        if entry.date <= target.by and (entry.crossed_in or entry.crossed_out)
    ]
    return sum(getattr(change, target.measure) for change in changes)


def _quotas(history: History, roadmap: Roadmap, target: Target) -> int:
    """Add up whom programmes may take from the measure until the target's year."""
    total, people = 0, target.measure in ("people", "supernumerary")
    for programme in roadmap.programmes:
        ends = isinstance(programme, EndContracts) and people
        # Whoever leaves a post may make room for somebody beyond the establishment, whatever becomes of the post.
        goes = isinstance(programme, Separation) and (people or programme.post == "abolish")
        if isinstance(programme, Separation | EndContracts) and (ends or goes):
            units = len(history.opening.units) if programme.of_each_unit else 1
            total += units * sum(quota for year, quota in programme.quota.items() if year <= target.by.year)
    return total
