"""What each step and programme contributed, as tables of a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orgsim.analysis.attribution import Attribution, Contribution, ExactMean, Interaction, PlayerResult, Total
from orgsim.analysis.measures import ALL_TARGETS, target_measure
from orgsim.report.amounts import Wording, between, deserved, money_unit, signed
from orgsim.report.plain import WORDS
from orgsim.report.terminal import add, blank_table
from orgsim.report.vocabulary import MEASURES, MONEY_MEASURES, mark

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


def attribution_tables(attribution: Attribution, currency: str, words: Wording = WORDS) -> list[RenderableType]:
    """Return a table for each measure, with its largest interactions in words, and what was left out with what.

    A step or programme whose effect on a measure has no certain sign is named below its table, and one that never
    changed it is not.
    """
    names = {player.id: _name(words, player) for player in attribution.players}
    parts: list[RenderableType] = [Text(_heading(words, attribution))]
    for total in attribution.totals:
        parts += _measure(words, attribution, total, names, currency)
    effective = {share.player for share in attribution.contributions if _changed(share)}
    idle = [name for player, name in names.items() if player not in effective]
    if idle:
        parts.append(Text(words.say("Without effect on any of these: {parts}", parts="; ".join(idle))))
    parts += [
        Text(
            words.say(
                "Without '{part}' these cannot be taken and are left out too: {steps}",
                part=names[player.id],
                steps=", ".join(player.needed_by),
            )
        )
        for player in attribution.players
        if player.needed_by
    ]
    return parts


def _heading(words: Wording, attribution: Attribution) -> str:
    if attribution.exact:
        orders = words.say("all orders")
    else:
        orders = words.say(
            "{count} orders drawn with seed {seed}", count=attribution.orders, seed=attribution.order_seed
        )
    return words.say(
        "What each part of roadmap '{roadmap}' contributed, against the roadmap with nothing in it. {futures} futures, "
        "seed {seed}; {simulated} roadmaps simulated; Shapley values of {orders}.",
        roadmap=attribution.roadmap,
        futures=words.decimal(attribution.replications),
        seed=attribution.seed,
        simulated=words.decimal(attribution.evaluations),
        orders=orders,
    )


def _name(words: Wording, player: PlayerResult) -> str:
    name, steps = words.name(player), len(player.steps)
    return name if steps < 2 else words.say("{name} ({steps} steps)", name=name, steps=steps)


def _changed(share: Contribution) -> bool:
    return any(estimate.sum != "0" or estimate.error for estimate in (share.leave_one_out, share.shapley))


def _measure(
    words: Wording, attribution: Attribution, total: Total, names: Mapping[str, str], currency: str
) -> Iterator[RenderableType]:
    shares = [share for share in attribution.contributions if share.measure == total.measure and _changed(share)]
    scale = _scale(words, attribution, total, shares, currency)
    nothing, everything = (_number(words, estimate, scale) for estimate in (total.nothing, total.everything))
    title = words.say(
        "{measure}: {nothing} with none of it, {everything} with all of it",
        measure=scale.label,
        nothing=nothing,
        everything=everything,
    )
    shown = [share for share in shares if _sure(share.leave_one_out) or _sure(share.shapley)]
    if shown:
        yield _table(words, title, sorted(shown, key=lambda share: -abs(share.shapley.mean)), total, names, scale)
    else:
        yield Text(f"{title}; {words.say('no part stands out')}")
    if faint := [names[share.player] for share in shares if share not in shown]:
        yield Text(f"  {words.say('Too little to tell from luck: {parts}', parts='; '.join(faint))}")
    pairs = [pair for pair in attribution.interactions if pair.measure == total.measure and _sure(pair.beyond)]
    yield from (Text(_sentence(words, pair, names, scale)) for pair in pairs[:_PAIRS])


def _table(
    words: Wording, title: str, shares: Sequence[Contribution], total: Total, names: Mapping[str, str], scale: _Scale
) -> Table:
    drawn = any(share.shapley.error for share in shares)
    say = words.say
    columns = [
        say("Step or programme"),
        say("If only it is left out [95%]"),
        say("Shapley value [95%]"),
        say("Error of the draw"),
    ]
    table = blank_table(title, columns[: 3 + drawn], numeric=2 + drawn)
    for share in shares:
        cells = (
            _change(words, share.leave_one_out, scale),
            _change(words, share.shapley, scale),
            _error(words, share.shapley, scale),
        )
        add(table, names[share.player], *cells[: 2 + drawn])
    add(table, say("All together"), "", _change(words, total.difference, scale), *[""][:drawn])
    return table


def _scale(
    words: Wording, attribution: Attribution, total: Total, shares: Sequence[Contribution], currency: str
) -> _Scale:
    if total.measure in MONEY_MEASURES:
        unit = money_unit(words, [share.shapley.mean for share in shares], currency)
        return _Scale(unit.coins, f"{words.say(MEASURES[total.measure])}, {unit.name}")
    targets = {target_measure(target.id): target for target in attribution.targets}
    if total.measure == ALL_TARGETS:
        return _Scale(0.01, words.say("Futures that meet every target, %"))
    if total.measure in targets:
        return _Scale(0.01, words.say("Futures that meet '{target}', %", target=words.name(targets[total.measure])))
    return _Scale(1, words.say(MEASURES[total.measure]))


def _number(words: Wording, estimate: ExactMean, scale: _Scale) -> str:
    return words.decimal(estimate.mean / scale.one, _digits(estimate, scale))


def _change(words: Wording, estimate: ExactMean, scale: _Scale) -> str:
    """Write a change with its interval; one that is the same in every future, or known of one only, has none."""
    change = signed(words, estimate.mean / scale.one, _digits(estimate, scale))
    return f"{change}{_interval(words, estimate.low, estimate.high, estimate, scale)}"


def _interval(words: Wording, low: float | None, high: float | None, estimate: ExactMean, scale: _Scale) -> str:
    if low is None or high is None or low == high:
        return ""
    return f" [{between(words, low / scale.one, high / scale.one, _digits(estimate, scale))}]"


def _error(words: Wording, estimate: ExactMean, scale: _Scale) -> str:
    if not estimate.error:
        return ""
    error = estimate.error / scale.one
    return (
        f"±{words.decimal(error, deserved(_DIGITS, error))}"
        if error >= 10**-_DIGITS
        else f"<{words.written(str(10**-_DIGITS))}"
    )


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


def _sentence(words: Wording, pair: Interaction, names: Mapping[str, str], scale: _Scale) -> str:
    one, two = (names[player] for player in pair.players)
    beyond = pair.beyond
    size = words.decimal(abs(beyond.mean) / scale.one, _digits(beyond, scale))
    ends = (beyond.low, beyond.high) if beyond.mean > 0 else (_opposite(beyond.high), _opposite(beyond.low))
    change = f"{size}{_interval(words, *ends, beyond, scale)}"
    if beyond.mean > 0:
        message = mark("'{one}' and '{two}' together: {change} higher than each alone adds up to")
    else:
        message = mark("'{one}' and '{two}' together: {change} lower than each alone adds up to")
    return f"  {words.say(message, one=one, two=two, change=change)}"


def _opposite(value: float | None) -> float | None:
    return None if value is None else -value
