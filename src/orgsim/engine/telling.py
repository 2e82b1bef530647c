"""Telling what the parts of a year did: from changes of rows to dated events with their reasons."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from orgsim.engine.events import Event, Part, Place, Somebody, State, What
from orgsim.engine.fates import DIED, QUIT, RETIRED
from orgsim.engine.follower import Change, Leaver, Move
from orgsim.engine.plan import DEPUTY, HEAD, STAFF, Plan, Structure
from orgsim.engine.reasons import Aspect, mornings
from orgsim.model.organisation import Rank
from orgsim.model.outcomes import FUNDINGS
from orgsim.model.roadmap import Promotion, Roadmap

__all__ = ["Teller"]

_RANKS = {HEAD: Rank.HEAD.value, DEPUTY: Rank.DEPUTY.value, STAFF: Rank.STAFF.value}
_FATES: dict[int, What] = {QUIT: "resigned", DIED: "died", RETIRED: "retired"}


class Teller:
    """Turns changes, in their order, into parts of the year."""

    def __init__(self, plan: Plan, roadmap: Roadmap) -> None:
        self._plan = plan
        self._mornings = mornings(plan.history)
        self._promotion = tuple(one.id for one in roadmap.programmes if isinstance(one, Promotion))[:1]
        self._programmes = {one.position: one for one in plan.leaver_programmes}
        self._lots = {rule.position for rule in plan.hiring if not rule.of_each_unit}
        self._owed: dict[int, list[tuple[str, str]]] = defaultdict(list)

    def parts(self, change: Change) -> Iterator[Part]:
        """Yield what a change comes to: one part, or one for each day on which somebody left by fate."""
        if change.phase == "leave":
            yield from self._leavers_by_day(change)
            return
        if change.phase == "close":
            self._owed.clear()
            return
        events = {
            "reorganise": self._reorganised,
            "separate": self._separated,
            "promote": self._promoted,
            "recruit": self._recruited,
        }[change.phase](change)
        by = self._mornings[change.day].steps if change.phase == "reorganise" else self._by(change)
        rows = {leaver.row for leaver in change.gone} | {row for move in change.moves for row in move[:2]}
        differs = (change.posts != change.posts_before) | (change.after.unit != change.before.unit)
        rows |= {*change.come, *np.flatnonzero(differs).tolist()}
        yield Part(change.day, change.phase, by, tuple(events), self._states(rows, change))

    def _by(self, change: Change) -> tuple[str, ...]:
        return () if change.programme is None else (self._plan.programmes[change.programme],)

    def _unit(self, row: int, structure: Structure) -> str:
        """Return the unit in which a row is."""
        return self._plan.units[int(self._plan.staffed[structure.unit[row]])]

    def _states(self, rows: Iterable[int], change: Change) -> dict[str, State | None]:
        return {
            self._plan.slots[row]: State(self._unit(row, change.after), bool(change.posts[row]), change.who[row])
            if change.posts[row] or change.who[row]
            else None
            for row in sorted(rows)
        }

    def _place(self, row: int, structure: Structure) -> Place:
        return Place(self._plan.slots[row], self._unit(row, structure), bool(structure.inside[row]))

    def _event(self, change: Change, what: What, row: int, by: Sequence[str] = ()) -> Event:
        place = self._place(row, change.after)
        return Event(
            day=change.day,
            phase=change.phase,
            what=what,
            slot=place.slot,
            unit=place.unit,
            inside=place.inside,
            post=bool(change.posts[row]),
            by=tuple(by),
            person=change.who[row],
        )

    def _leavers_by_day(self, change: Change) -> Iterator[Part]:
        # The last day is told in any case, so that two roadmaps can be compared on it.
        by_day: dict[dt.date, list[tuple[Leaver, What]]] = {change.day: []}
        for leaver in change.gone:
            assert leaver.fate is not None
            cause, day = leaver.fate
            by_day.setdefault(day, []).append((leaver, _FATES[cause]))
        for day, leavers in sorted(by_day.items()):
            here = replace(change, day=day)
            events = tuple(self._left(here, leaver, cause) for leaver, cause in leavers)
            yield Part(day, change.phase, (), events, self._states((one.row for one, _ in leavers), change))

    def _left(self, change: Change, leaver: Leaver, cause: What) -> Event:
        return replace(self._event(change, cause, leaver.row, self._by(change)), person=leaver.person)

    def _moved(self, change: Change, move: Move, what: What, by: Sequence[str] = ()) -> Event:
        told = self._event(change, what, move.place, by)
        return replace(told, person=move.person, origin=self._place(move.origin, change.after))

    def _posts(self, change: Change) -> Iterator[tuple[int, What]]:
        for row in np.flatnonzero(change.posts != change.posts_before).tolist():
            yield row, "post_created" if change.posts[row] else "post_abolished"

    def _separated(self, change: Change) -> Iterator[Event]:
        assert change.programme is not None
        programme = self._programmes[change.programme]
        for leaver in change.gone:
            # The post is vacant first, and is abolished then.
            yield replace(self._left(change, leaver, programme.cause), post=bool(change.posts_before[leaver.row]))
            if programme.abolish and change.posts_before[leaver.row] and change.after.rank[leaver.row] != STAFF:
                owed = (self._plan.programmes[programme.position], self._plan.slots[leaver.row])
                self._owed[int(change.after.unit[leaver.row])].append(owed)
        for row, what in self._posts(change):
            yield self._event(change, what, row, self._by(change))

    def _promoted(self, change: Change) -> Iterator[Event]:
        risen = [change.after.rank[move.place] != STAFF for move in change.moves]
        for move, rises in zip(change.moves, risen, strict=True):
            if rises:
                yield self._moved(change, move, "promoted", self._promotion)
        for row, what in self._posts(change):
            programme, leader = self._owed[int(change.after.unit[row])].pop(0)
            yield replace(self._event(change, what, row, (programme,)), given_for=leader)
        for move, rises in zip(change.moves, risen, strict=True):
            if not rises:
                yield self._moved(change, move, "regularised")

    def _recruited(self, change: Change) -> Iterator[Event]:
        abolished = list(self._posts(change))
        lot = (len(change.come), len(abolished)) if change.programme in self._lots else None
        for row in change.come:
            yield replace(self._event(change, "recruited", row, self._by(change)), lot=lot)
        for row, what in abolished:
            yield replace(self._event(change, what, row, self._by(change)), lot=lot)

    def _reorganised(self, change: Change) -> Iterator[Event]:
        morning = self._mornings[change.day]
        yield from self._restructured(change)
        for row, what in self._posts(change):
            by = morning.reasons(self._plan.slots[row], "post", self._unit(row, change.before))
            yield self._event(change, what, row, by)
        seated, regularised = self._seated(change)
        for move, by in seated:
            yield self._moved(change, move, "exchanged" if move.exchanged else "succeeded", by)
        for leaver in change.gone:
            slot = self._plan.slots[leaver.row]
            by = tuple(entry.step for entry in morning.entries if slot in entry.released)
            yield replace(self._left(change, leaver, "released"), by=by)
        for move in regularised:
            yield self._moved(change, move, "regularised")

    def _seated(self, change: Change) -> tuple[list[tuple[Move, tuple[str, ...]]], list[Move]]:
        """Return whom steps seat, each once, with the steps; and who gets a post after that."""
        slots, morning = self._plan.slots, self._mornings[change.day]
        seated: dict[Somebody, tuple[Move, tuple[str, ...]]] = {}
        regularised = []
        for move in change.moves:
            by = morning.movers(slots[move.origin], slots[move.place])
            if not by:
                regularised.append(move)
                continue
            # In a ring somebody passes through the others' slots on the way.
            first, steps = seated.get(move.person, (move, ()))
            seated[move.person] = move._replace(origin=first.origin), tuple(dict.fromkeys((*steps, *by)))
        return [(move, by) for move, by in seated.values() if move.origin != move.place], regularised

    def _restructured(self, change: Change) -> Iterator[Event]:
        """Yield which slots that are a post, or held, get another unit, rank or payer."""
        before, after = change.before, change.after
        moved = (before.unit != after.unit) | (before.inside != after.inside)
        ranked, funded = before.rank != after.rank, before.funding != after.funding
        for row in np.flatnonzero(moved | ranked | funded).tolist():
            if not change.posts_before[row] and change.who_before[row] is None:
                continue
            here = replace(
                self._event(change, "transferred", row),
                post=bool(change.posts_before[row]),
                person=change.who_before[row],
            )
            aspects: tuple[tuple[bool, What, Aspect, tuple[str, str] | None], ...] = (
                (bool(moved[row]), "transferred", "unit", None),
                (bool(ranked[row]), "ranked", "rank", (_RANKS[before.rank[row]], _RANKS[after.rank[row]])),
                (bool(funded[row]), "funded", "funding", (FUNDINGS[before.funding[row]], FUNDINGS[after.funding[row]])),
            )
            for differs, what, aspect, words in aspects:
                if differs:
                    by = self._mornings[change.day].reasons(here.slot, aspect, self._unit(row, before))
                    origin = self._place(row, before) if what == "transferred" else None
                    yield replace(here, what=what, by=by, change=words, origin=origin)
