"""Whether a target can be met at all, before any future is simulated."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from orgsim.model.ledger import History, LedgerEntry
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

    @property
    def feasible(self) -> bool:
        """Whether some future may meet the target."""
        return not (self.certain and self.missing)


def attainable(history: History, roadmap: Roadmap, target: Target) -> Attainable:
    """Bound a target's measure from below: all steps taken, all programmes filled, every leaver's post abolished.

    Notes
    -----
    Posts go by steps, by programmes that abolish the leaver's post (their quotas), and by a recruitment rule that
    abolishes unfilled posts down to the share that it keeps. A step takes no more posts than it takes where nothing was
    abolished before, so the bound is worked out year by year and is certain for posts. People and those beyond the
    establishment go by programmes, but also by nature.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> from orgsim.rules.reorganise import follow
    >>> city = read_scenario(Path("scenarios/mong-cai"))
    >>> roadmap = city.roadmaps["as-decreed"]
    >>> attainable(follow(city.organisation, roadmap.steps), roadmap, city.targets[0]).feasible
    True
    """
    opening = getattr(history.opening.tallies[1], target.measure)
    base = opening + sum(_crossed(entry, target.measure) for entry in history.entries if entry.date <= target.by)
    allowed = target.at_most if target.at_most is not None else _share(target.at_most_share or 0.0, base)
    if target.measure in ("people", "supernumerary"):
        after = getattr(history.on(target.by).tallies[1], target.measure)
        taken = sum(
            _quotas(history, roadmap, target, year) for year in sorted(set(_years(roadmap))) if year <= target.by.year
        )
        return Attainable(max(0, after - taken), allowed, certain=False)
    return Attainable(_least_posts(history, roadmap, target, opening), allowed, certain=True)


def _least_posts(history: History, roadmap: Roadmap, target: Target, opening: int) -> int:
    """Follow the posts year by year, with every programme filled and every rule used to the full."""
    funded = history.opening.tallies[1].funded_posts
    least, restated = opening, funded
    first = min([target.by.year, *(entry.date.year for entry in history.entries), *_years(roadmap)])
    for year in range(first, target.by.year + 1):
        for entry in history.entries:
            if entry.date.year == year:
                least += getattr(entry.inside_after, target.measure) - getattr(entry.inside_before, target.measure)
                restated += _crossed(entry, "funded_posts")
        least -= _quotas(history, roadmap, target, year)
        for rule in roadmap.programmes:
            if isinstance(rule, Recruitment) and rule.keep_at_least is not None and _holds(rule, year):
                # The rule counts state-funded posts; which other posts it leaves is not known before.
                kept = _share(rule.keep_at_least, restated) if target.measure == "funded_posts" else 0
                least = min(least, kept)
    return max(0, least)


def _years(roadmap: Roadmap) -> Iterator[int]:
    """Yield the years in which programmes begin to abolish posts."""
    for programme in roadmap.programmes:
        if isinstance(programme, Separation | EndContracts):
            yield from programme.quota
        elif isinstance(programme, Recruitment):
            yield programme.first_year


def _holds(rule: Recruitment, year: int) -> bool:
    return rule.first_year <= year <= rule.last_year


def _share(share: float, whole: int) -> int:
    return int(Fraction(str(share)) * whole)


def _crossed(entry: LedgerEntry, measure: str) -> int:
    """Count what came in across the boundary, less what went out."""
    if not (entry.crossed_in or entry.crossed_out):
        return 0
    change = (entry.inside_after - entry.inside_before) - (entry.after - entry.before)
    return int(getattr(change, measure))


def _quotas(history: History, roadmap: Roadmap, target: Target, year: int) -> int:
    """Add up whom programmes may take from the measure in a year."""
    total, people = 0, target.measure in ("people", "supernumerary")
    for programme in roadmap.programmes:
        ends = isinstance(programme, EndContracts) and people
        # Whoever leaves a post may make room for somebody beyond the establishment, whatever becomes of the post.
        goes = isinstance(programme, Separation) and (people or programme.post == "abolish")
        if isinstance(programme, Separation | EndContracts) and (ends or goes):
            units = _most_units(history) if programme.of_each_unit else 1
            total += units * programme.quota.get(year, 0)
    return total


def _most_units(history: History) -> int:
    return max(len(organisation.units) for organisation in (history.opening, *(after for after, _ in history.moments)))
