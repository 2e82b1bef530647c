"""Waterfalls: from the opening to the closing number, channel by channel, exact in every replication."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.intervals import band
from orgsim.analysis.roadmap_values import Channel, Waterfall
from orgsim.errors import ConservationError, Message, RunError
from orgsim.model.ledger import History
from orgsim.model.organisation import Organisation
from orgsim.model.outcomes import CAUSES, COSTS, FLOWS, FUNDINGS, Outcomes

__all__ = ["BY", "CROSSING", "Bridge", "Part", "bridges", "parts_of", "waterfalls"]

Ints = NDArray[np.integer]
Bridge = Mapping[str, Ints]
"""``opening``, the signed changes by channel, and ``closing``, each ``(replications,)``."""

By = Literal["whole", "payer", "level", "kind", "group", "unit"]
BY: tuple[By, ...] = ("whole", "payer", "level", "kind", "group", "unit")
"""How an organisation may be divided: not at all, by who pays, by depth, kind or counted group of units, by unit."""

CROSSING = "crossing"
"""The part of the units that were taken over from outside or handed over; their numbers outside are counted too."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the organisation: all of it, what one payer pays, or some units, as positions in ``Outcomes``."""

    id: str
    payer: int | None = None
    units: NDArray[np.intp] | None = None


def waterfalls(outcomes: Outcomes, history: History, by: By = "whole") -> tuple[Waterfall, ...]:
    """Return the waterfalls of people and posts of every part; of the whole also of state-funded posts, pay and cost.

    That of monthly pay values who comes and goes at the rates of December of the year; what is left between opening and
    closing is pay steps, other posts and new rates. That of cost goes from the first year to the last. Channels in
    which nothing happens are left out, and so are parts in which there is nothing.

    Parameters
    ----------
    by
        How the organisation is divided, one of ``BY``.

    Raises
    ------
    ConservationError
        If the channels of some replication do not add up: a fault of orgsim.
    RunError
        If the run did not keep what the division needs.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import compile_plan, read_scenario, simulate
    >>> plan = compile_plan(read_scenario(Path("scenarios/mong-cai")), "as-decreed")
    >>> people = waterfalls(simulate(plan, replications=3, seed=1), plan.history)[0]
    >>> changes = sum(channel.change.mean for channel in people.channels)
    >>> round(people.opening.mean + changes - people.closing.mean, 6)
    0.0
    """
    return tuple(
        _summed(of, part, bridge)
        for of, part, bridge in bridges(outcomes, history, by)
        if not part or any(values.any() for values in bridge.values())
    )


def _summed(of: str, part: str, bridge: Bridge) -> Waterfall:
    channels = [(name, values) for name, values in bridge.items() if name not in ("opening", "closing")]
    return Waterfall(
        of=of,
        part=part,
        opening=band(bridge["opening"]),
        channels=tuple(Channel(name=name, change=band(values)) for name, values in channels if values.any()),
        closing=band(bridge["closing"]),
    )


def bridges(outcomes: Outcomes, history: History, by: By) -> Iterator[tuple[str, str, Bridge]]:
    """Yield the measure, the part, and the bridge of every waterfall; see :func:`waterfalls`."""
    parts = parts_of(outcomes, history, by)
    for of, bridge in (("people", _people), ("posts", _posts)):
        found = [(part, bridge(outcomes, part)) for part in parts]
        _check(of, parts, [one for _, one in found])
        yield from ((of, part.id, one) for part, one in found)
    if by == "whole":
        if "posts" in outcomes.by_funding:
            yield "funded_posts", "", _posts(outcomes, Part("", payer=FUNDINGS.index("state")))
        if outcomes.payroll:
            yield "payroll", "", _payroll(outcomes)
        yield "cost", "", _cost(outcomes)


def parts_of(outcomes: Outcomes, history: History, by: By) -> tuple[Part, ...]:
    """Return the parts of a division, in the order of their names."""
    if by == "whole":
        return (Part(""),)
    if by == "payer":
        if not {"people", "posts"} <= outcomes.by_funding.keys():
            raise RunError(Message("the run did not count who pays; simulate with all of 'payers'"))
        return tuple(Part(name, payer=position) for position, name in enumerate(FUNDINGS))
    if "people" not in outcomes.by_unit:
        raise RunError(Message("the run kept totals only; run it again with --keep units"))
    position = {unit: number for number, unit in enumerate(outcomes.units)}
    groups: dict[str, list[int]] = {}
    for unit, name in _classes(history, by).items():
        groups.setdefault(name, []).append(position[unit])
    return tuple(Part(name, units=np.array(sorted(groups[name]), np.intp)) for name in sorted(groups))


def _classes(history: History, by: By) -> dict[str, str]:
    """Return the part of every unit that ever is within the boundary, as it is when it is first seen."""
    found = {unit: _class(history.opening, unit, by) for unit in sorted(history.opening.inside)}
    before = history.opening
    for after, entry in history.moments:
        crossed = entry.crossed_in or entry.crossed_out or entry.op == "move_unit"
        born = after.inside - before.inside if crossed else {d.heir for d in entry.descents} | set(entry.founded)
        for unit in sorted(born):
            if unit in after.inside and unit not in found:
                found[unit] = _class(after, unit, by)
        if crossed and by != "unit":
            moved = {unit for unit in before.inside ^ after.inside if unit in before.units and unit in after.units}
            found |= dict.fromkeys(sorted(moved), CROSSING)
        before = after
    return found


def _class(organisation: Organisation, unit: str, by: By) -> str:
    if by == "level":
        return (
            str(list(organisation.bosses(unit)).index(organisation.boundary) + 1)
            if unit != organisation.boundary
            else "0"
        )
    if by == "unit":
        return unit
    facts = organisation.units[unit]
    return facts.kind if by == "kind" else facts.counted_as


def _stock(outcomes: Outcomes, part: Part, name: str) -> tuple[Ints, Ints]:
    """Return the opening and the closing number of a part, ``(replications,)``."""
    if part.payer is not None:
        opening, closing = outcomes.opening_by_funding[name][part.payer], outcomes.by_funding[name][:, -1, part.payer]
    elif part.units is not None:
        opening = outcomes.opening_by_unit[name][part.units].sum()
        closing = outcomes.by_unit[name][:, -1, part.units].sum(axis=1)
    else:
        opening, closing = outcomes.opening[name], outcomes.totals[name][:, -1]
    return np.full(outcomes.replications, opening, np.int64), closing.astype(np.int64)


def _flow(outcomes: Outcomes, part: Part, name: str) -> Ints:
    """Return what flowed over the horizon, ``(replications,)``."""
    if part.payer is not None:
        return np.asarray(outcomes.by_funding[name][:, :, part.payer].sum(axis=1, dtype=np.int64))
    if part.units is not None:
        return np.asarray(outcomes.by_unit[name][:, :, part.units].sum(axis=(1, 2), dtype=np.int64))
    return np.asarray(outcomes.totals[name].sum(axis=1, dtype=np.int64))


def _moves(outcomes: Outcomes, part: Part, came: str, went: str) -> Bridge:
    """Return what came in and went out; among units only the balance, for most of it stays among them."""
    arrived, departed = _flow(outcomes, part, came), _flow(outcomes, part, went)
    return {came: arrived, went: -departed} if part.units is None else {"moved": arrived - departed}


def _closed(outcomes: Outcomes, part: Part, name: str, channels: Bridge) -> Bridge:
    """Put opening and closing around channels; what changed its payer is what is left between them."""
    opening, closing = _stock(outcomes, part, name)
    left = closing - opening - sum(channels.values())
    return {"opening": opening, **channels, "payer_changed": left, "closing": closing}


def _people(outcomes: Outcomes, part: Part) -> Bridge:
    out = {cause: -_flow(outcomes, part, cause) for cause in CAUSES}
    moves = _moves(outcomes, part, "arrived", "departed")
    return _closed(outcomes, part, "people", {**out, **moves, "recruited": _flow(outcomes, part, "recruited")})


def _posts(outcomes: Outcomes, part: Part) -> Bridge:
    made = {"posts_created": _flow(outcomes, part, "posts_created")}
    gone = {"posts_abolished": -_flow(outcomes, part, "posts_abolished")}
    return _closed(outcomes, part, "posts", {**_moves(outcomes, part, "posts_in", "posts_out"), **made, **gone})


def _payroll(outcomes: Outcomes) -> Bridge:
    """Return monthly pay by what happened to people; the rest is pay steps, other posts and new rates."""
    flow = {name: outcomes.payroll[name].sum(axis=1, dtype=np.int64) for name in FLOWS}
    changes = {name: -flow[name] for name in (*CAUSES, "departed")}
    changes |= {name: flow[name] for name in ("arrived", "recruited")}
    opening = np.full(outcomes.replications, outcomes.payroll_opening, np.int64)
    closing = outcomes.payroll["people"][:, -1].astype(np.int64)
    return {"opening": opening, **changes, "pay_changed": closing - opening - sum(changes.values()), "closing": closing}


def _cost(outcomes: Outcomes) -> Bridge:
    yearly = {name: outcomes.totals[name].astype(np.int64) for name in COSTS if name in outcomes.totals}
    changes = {name: money[:, -1] - money[:, 0] for name, money in yearly.items()}
    opening, closing = (sum(money[:, year] for money in yearly.values()) for year in (0, -1))
    return {"opening": np.asarray(opening), **changes, "closing": np.asarray(closing)}


def _check(of: str, parts: Sequence[Part], found: Sequence[Bridge]) -> None:
    """Only payers may change, and what one loses another one gets."""
    left = [bridge["payer_changed"] for bridge in found]
    wrong = np.sum(left, axis=0) if parts[0].payer is not None else np.any(left, axis=0)
    if wrong.any():
        raise ConservationError(f"the waterfall of {of} does not add up in replication {int(wrong.argmax())}")
