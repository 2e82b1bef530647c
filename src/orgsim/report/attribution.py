"""What each step and programme contributed, as tables of a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.analysis.attribution import Attribution, Contribution, ExactMean, Interaction, PlayerResult, Total
from orgsim.analysis.measures import ALL_TARGETS, target_measure
from orgsim.report.amounts import between, deserved, money_unit, signed
from orgsim.report.terminal import WORDS, add, blank_table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES

__all__ = ["attribution_tables"]

_PAIRS = 3
"""So many interactions of each measure are shown."""

_DIGITS = 3
"""So many decimals at most, however small the error."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """How the numbers of a measure are written: divided by ``one``, under this label."""

    one: float
    label: str


def attribution_tables(attribution: Attribution, currency: str) -> list[RenderableType]:
    """Return a table for each measure, with its largest interactions in words, and what was left out with what.

    A step or programme whose effect on a measure has no certain sign is named below its table, and one that never
    changed it is not.
    """
    names = {player.id: _name(player) for player in attribution.players}
    parts: list[RenderableType] = [Text(_heading(attribution))]
    for total in attribution.totals:
        parts += _measure(attribution, total, names, currency)
    effective = {share.player for share in attribution.contributions if _changed(share)}
    idle = [name for player, name in names.items() if player not in effective]
    if idle:
        parts.append(Text(f"Without effect on any of these: {'; '.join(idle)}"))
    parts += [
        Text(f"Without '{names[player.id]}' these cannot be taken and are left out too: {', '.join(player.needed_by)}")
        for player in attribution.players
        if player.needed_by
    ]
    return parts


def _heading(attribution: Attribution) -> str:
    drawn = f"{attribution.orders} orders drawn with seed {attribution.order_seed}"
    return (
        f"What each part of roadmap '{attribution.roadmap}' contributed, against the roadmap with nothing in it. "
        f"{attribution.replications:,} futures, seed {attribution.seed}; {attribution.evaluations:,} roadmaps "
        f"simulated; Shapley values {'of all orders' if attribution.exact else f'of {drawn}'}."
    )


def _name(player: PlayerResult) -> str:
    return player.name if len(player.steps) < 2 else f"{player.name} ({len(player.steps)} steps)"


def _changed(share: Contribution) -> bool:
    return any(estimate.sum != "0" or estimate.error for estimate in (share.leave_one_out, share.shapley))


def _measure(
    attribution: Attribution, total: Total, names: Mapping[str, str], currency: str
) -> Iterator[RenderableType]:
    shares = [share for share in attribution.contributions if share.measure == total.measure and _changed(share)]
    scale = _scale(attribution, total, shares, currency)
    nothing, everything = (_number(estimate, scale) for estimate in (total.nothing, total.everything))
    title = f"{scale.label}: {nothing} with none of it, {everything} with all of it"
    shown = [share for share in shares if _sure(share.leave_one_out) or _sure(share.shapley)]
    if shown:
        yield _table(title, sorted(shown, key=lambda share: -abs(share.shapley.mean)), total, names, scale)
    else:
        yield Text(f"{title}; no part stands out")
    if faint := [names[share.player] for share in shares if share not in shown]:
        yield Text(f"  Too little to tell from luck: {'; '.join(faint)}")
    pairs = [pair for pair in attribution.interactions if pair.measure == total.measure and _sure(pair.beyond)]
    yield from (Text(_sentence(pair, names, scale)) for pair in pairs[:_PAIRS])


def _table(title: str, shares: Sequence[Contribution], total: Total, names: Mapping[str, str], scale: _Scale) -> Table:
    drawn = any(share.shapley.error for share in shares)
    columns = ["Step or programme", "If only it is left out [95%]", "Shapley value [95%]"]
    table = blank_table(title, [*columns, "Error of the draw"][: 3 + drawn], numeric=2 + drawn)
    for share in shares:
        cells = (_change(share.leave_one_out, scale), _change(share.shapley, scale), _error(share.shapley, scale))
        add(table, names[share.player], *cells[: 2 + drawn])
    add(table, "All together", "", _change(total.difference, scale), *[""][:drawn])
    return table


def _scale(attribution: Attribution, total: Total, shares: Sequence[Contribution], currency: str) -> _Scale:
    if total.measure in MONEY_MEASURES:
        unit = money_unit(WORDS, [share.shapley.mean for share in shares], currency)
        return _Scale(unit.coins, f"{MEASURES[total.measure]}, {unit.name}")
    targets = {target_measure(target.id): f"'{target.name}'" for target in attribution.targets}
    targets[ALL_TARGETS] = "every target"
    if total.measure in targets:
        return _Scale(0.01, f"Futures that meet {targets[total.measure]}, %")
    return _Scale(1, MEASURES[total.measure])


def _number(estimate: ExactMean, scale: _Scale) -> str:
    return WORDS.decimal(estimate.mean / scale.one, _digits(estimate, scale))


def _change(estimate: ExactMean, scale: _Scale) -> str:
    """Write a change with its interval; one that is the same in every future, or known of one only, has none."""
    change = signed(WORDS, estimate.mean / scale.one, _digits(estimate, scale))
    return f"{change}{_interval(estimate.low, estimate.high, estimate, scale)}"


def _interval(low: float | None, high: float | None, estimate: ExactMean, scale: _Scale) -> str:
    if low is None or high is None or low == high:
        return ""
    return f" [{between(WORDS, low / scale.one, high / scale.one, _digits(estimate, scale))}]"


def _error(estimate: ExactMean, scale: _Scale) -> str:
    if not estimate.error:
        return ""
    error = estimate.error / scale.one
    return f"±{WORDS.decimal(error, deserved(_DIGITS, error))}" if error >= 10**-_DIGITS else f"<{10**-_DIGITS}"


def _digits(estimate: ExactMean, scale: _Scale) -> int:
    """Return how many decimals are meant; a fraction that is the same in every future is cut."""
    if estimate.low is not None and estimate.high is not None and estimate.high > estimate.low:
        return deserved(_DIGITS, (estimate.high - estimate.low) / 2 / scale.one)
    return 0 if (estimate.mean / scale.one).is_integer() else _DIGITS - 1


def _sure(estimate: ExactMean) -> bool:
    """Say whether the sign is certain; of one replication it cannot be asked for more than a change."""
    if estimate.low is None or estimate.high is None:
        return estimate.sum != "0"
    return estimate.low > 0 or estimate.high < 0


def _sentence(pair: Interaction, names: Mapping[str, str], scale: _Scale) -> str:
    one, two = (names[player] for player in pair.players)
    beyond = pair.beyond
    size = WORDS.decimal(abs(beyond.mean) / scale.one, _digits(beyond, scale))
    ends = (beyond.low, beyond.high) if beyond.mean > 0 else (_opposite(beyond.high), _opposite(beyond.low))
    way = "higher" if beyond.mean > 0 else "lower"
    return f"  '{one}' and '{two}' together: {size}{_interval(*ends, beyond, scale)} {way} than each alone adds up to"


def _opposite(value: float | None) -> float | None:
    return None if value is None else -value
