"""The year in plain Python, one future and one person at a time: what the kernel is held against.

It reads the same plan and the same addressed draws, and shares no code with the kernel. Money is left out:
``test_kernel_money.py`` holds it against the law.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from orgsim.engine.fates import DIED, QUIT, RETIRED
from orgsim.engine.plan import (
    ALWAYS,
    DEPUTY,
    HEAD,
    IF_HELD,
    IF_VACANT,
    STAFF,
    LeaverProgramme,
    Limit,
    Plan,
    Seniority,
    Structure,
)
from orgsim.engine.streams import Decision, draw, lane_keys, moment_keys
from orgsim.model.dates import month_index
from orgsim.model.organisation import Sex
from orgsim.rules.law.benefits import Biography, entitlements

Year = tuple[dict[str, int], dict[str, list[int]], dict[str, int]]

CAUSE = {QUIT: "resigned", DIED: "died", RETIRED: "retired"}


@dataclass
class Somebody:
    number: int
    birth: int
    female: bool
    started: int
    contract: int
    draw: int


@dataclass
class Future:
    """One lane of one block."""

    plan: Plan
    seed: int
    lane: int
    structure: Structure = field(init=False)
    people: list[Somebody | None] = field(init=False)
    post: list[bool] = field(init=False)
    strained: list[bool] = field(init=False)
    flows: Counter[str] = field(default_factory=Counter)
    paid: Counter[tuple[str, int]] = field(default_factory=Counter)
    wages: Counter[str] = field(default_factory=Counter)
    year: int = 0
    passed: int = 0
    vacated: int = 0
    left: Counter[int] = field(default_factory=Counter)
    evening: Counter[int] = field(default_factory=Counter)
    owed: Counter[int] = field(default_factory=Counter)
    restated: int = 0

    def __post_init__(self) -> None:
        plan = self.plan
        self.structure = plan.opening
        self.strained = [False] * len(plan.slots)
        luck = self._draw(0, Decision.FATE)
        self.people = [
            self._somebody(row, luck[row]) if plan.people.occupied[row] else None for row in range(len(plan.slots))
        ]
        self.post = plan.opening.authorised.tolist()
        self.restated = sum(self._state_posts())

    def _somebody(self, number: int, luck: int) -> Somebody:
        people = self.plan.people
        return Somebody(
            number,
            int(people.birth[number]),
            bool(people.female[number]),
            int(people.started[number]),
            int(people.contract[number]),
            luck,
        )

    def _draw(self, moment: int, decision: Decision) -> list[int]:
        keys = moment_keys(self.plan.keys, seed=self.seed, decision=decision, moment=moment)
        lane = np.full(len(keys), self.lane)
        return draw(keys, lane_keys(self.seed, 0, self.lane + 1), lane).tolist()  # type: ignore[no-any-return]

    def _class(self, row: int, who: Somebody) -> int:
        extra = self.plan.overload.fate if self.plan.overload and self.strained[row] else 0
        return int(self.plan.fate[row] + self.plan.people.fate[who.number]) + extra

    def _state_posts(self) -> list[bool]:
        s = self.structure
        return [post and bool(s.funded[row]) and bool(s.inside[row]) for row, post in enumerate(self.post)]

    @property
    def rows(self) -> range:
        return range(len(self.plan.slots))

    def years(self) -> list[Year]:
        """Live through the horizon; return the stocks and flows of each year, those of each payer, and monthly pay."""
        found, events = [], list(self.plan.reorganisations)
        for year in self.plan.years:
            self.flows, self.paid, self.left, self.vacated, self.owed = Counter(), Counter(), Counter(), 0, Counter()
            self.wages, self.year = Counter(), year
            end = dt.date(year + 1, 1, 1).toordinal()
            while events and events[0].day < end:
                event = events.pop(0)
                self._live_until(event.day)
                self._reorganise(event)
            self._live_until(end)
            month = month_index(dt.date(year, 12, 31))
            self.evening = Counter(self.structure.unit[row] for row in self.rows if self.people[row])
            for programme in self.plan.leaver_programmes:
                self._separate(programme, year, month)
            self._promote()
            self._recruit(year)
            found.append((self._close(), self._close_payers(), self._close_wages()))
            if self.plan.overload is not None:
                self._strain()
        return found

    def _live_until(self, day: int) -> None:
        while self.passed < len(self.plan.intervals) and self.plan.intervals[self.passed].end <= day:
            self._live()

    def _live(self) -> None:
        """Let the next interval pass: who has drawn less than its ``low`` resigns, more than its ``high`` dies."""
        fates, over = self.plan.fates, self.passed + 1
        for row, who in enumerate(self.people):
            if who is None:
                continue
            kind = self._class(row, who)
            code = int(fates.leaves[kind])
            if who.draw < int(fates.low[kind, over]):
                self._leaves(row, "resigned")
            elif who.draw > int(fates.high[kind, over]):
                self._leaves(row, "died")
            elif code == 1 + 3 * self.passed + RETIRED:
                self._leaves(row, "retired")
        self.passed = over

    def _reseat(self, row: int, place: int) -> None:
        """Let whoever sits in a row take another one; the rest of a fate is that of the new one, equally lucky."""
        who = self.people[row]
        assert who is not None
        self._change(who, self._class(row, who), self._class(place, who))
        self.people[place], self.people[row] = who, None

    def _change(self, who: Somebody, old: int, new: int) -> None:
        if old != new:
            fates = self.plan.fates
            (low, high), (start, end) = (
                (int(fates.low[kind, self.passed]), int(fates.high[kind, self.passed])) for kind in (old, new)
            )
            who.draw = start + (who.draw - low) * (end - start + 1) // (high - low + 1)

    def _strain(self) -> None:
        """Let those in units with many vacant posts have other fates from now on."""
        assert self.plan.overload is not None
        share, units = self.plan.overload.share, self.structure.unit.tolist()
        posts, vacant = Counter[int](), Counter[int]()
        for row, unit in enumerate(units):
            posts[unit] += self.post[row]
            vacant[unit] += self.post[row] and not self.people[row]
        for row, who in enumerate(self.people):
            unit = units[row]
            old = self._class(row, who) if who else 0
            self.strained[row] = vacant[unit] > 0 and vacant[unit] >= posts[unit] * share
            if who:
                self._change(who, old, self._class(row, who))

    def _count(self, name: str, row: int) -> None:
        """Count something that happens to a row within the boundary, and for who pays for it."""
        if self.structure.inside[row]:
            self.flows[name] += 1
            self.paid[name, int(self.structure.funding[row])] += 1
            if not name.startswith("posts_"):
                self.wages[name] += self._wage(row)

    def _wage(self, row: int) -> int:
        """Return what whoever sits in a row is paid in December, in hundred-thousandths."""
        who, tables = self.people[row], self.plan.tables
        assert who is not None
        steps = tables.coefficient[int(self.plan.people.grade[who.number])]
        own = int(steps[min(max(12 * self.year - who.started, 0), len(steps) - 1)])
        led = int(tables.leadership[int(self.structure.rank[row])])
        return (own + led) * int(tables.pay_rate[int(self.plan.group[row]), 12 * self.year + 11 - tables.first_month])

    def _leaves(self, row: int, cause: str) -> None:
        self._count(cause, row)
        if self.structure.inside[row]:
            self.vacated += self.post[row]
        self.left[int(self.structure.unit[row])] += 1
        self.people[row] = None

    def _reorganise(self, event) -> None:  # type: ignore[no-untyped-def]
        before, after = self.structure, event.structure
        self.structure = before
        old = sum(self._state_posts())
        self.structure = after
        self.restated += sum(self._state_posts()) - old - self._changed_payer(before, after)
        for row in self.rows:
            if self.post[row] and before.authorised[row] and not after.authorised[row]:
                self._count("posts_abolished", row)
                self.post[row] = False
        for row in self.rows:
            if not self.post[row] and after.authorised[row] and not before.authorised[row]:
                self._count("posts_created", row)
                self.post[row] = True
        for origin, place, condition in event.moves.tolist():
            if condition == ALWAYS or (condition == IF_HELD and self.people[origin]):
                if self.post[origin] and self.post[place]:
                    self._exchange(origin, place)
            elif condition == IF_VACANT and self.people[origin] and self.post[place] and not self.people[place]:
                self._reseat(origin, place)
        for row in event.released.tolist():
            if self.people[row]:
                self._count("released", row)
                self.left[int(after.unit[row])] += 1
                self.people[row] = None
        self._regularise()

    def _exchange(self, one: int, two: int) -> None:
        first, self.people[one] = self.people[one], None
        if self.people[two]:
            self._reseat(two, one)
        second, self.people[one] = self.people[one], first
        if first:
            self._reseat(one, two)
        self.people[one] = second

    def _changed_payer(self, before: Structure, after: Structure) -> int:
        """Count what is no crossing: posts that stay inside and get another payer."""
        return sum(
            int(after.funded[row]) - int(before.funded[row])
            for row in self.rows
            if self.post[row] and before.inside[row] and after.inside[row]
        )

    def _separate(self, programme: LeaverProgramme, year: int, month: int) -> None:
        quota = programme.quota.get(year, 0)
        if not quota:
            return
        able = [row for row in self.rows if self._may_go(row, programme, year, month)]
        able.sort(key=lambda row: self._key(row, programme.seniority))
        going = able[:quota]
        if programme.limit is not None:
            room = self._room(programme.limit, quota)
            going = []
            for row in able:
                unit = int(self.structure.unit[row])
                if room[unit] > 0:
                    room[unit] -= 1
                    going.append(row)
        for row in going:
            self._count(programme.cause, row)
            if self.post[row] and programme.abolish:
                if self.structure.rank[row] == STAFF:
                    self.post[row] = False
                    self._count("posts_abolished", row)
                else:
                    self.owed[int(self.structure.unit[row])] += 1
            elif self.post[row]:
                self.vacated += 1
            self.left[int(self.structure.unit[row])] += 1
            self.people[row] = None

    def _room(self, limit: Limit, quota: int) -> dict[int, int]:
        """Return how many may leave each unit: those beyond its posts, and a share, less whom others took tonight."""
        people = Counter(int(self.structure.unit[row]) for row in self.rows if self.people[row])
        posts = Counter(int(self.structure.unit[row]) for row in self.rows if self.post[row])
        return {
            unit: min(
                people[unit] - posts[unit],
                min(quota, max(limit.least, int(before * limit.share))) - (before - people[unit]),
            )
            for unit, before in self.evening.items()
        }

    def _may_go(self, row: int, programme: LeaverProgramme, year: int, month: int) -> bool:
        who = self.people[row]
        if who is None or not programme.rows[row] or not self.structure.inside[row]:
            return False
        age, sex = (month - who.birth) // 12, int(who.female)
        if (programme.only_supernumerary and self.post[row]) or not programme.contracts[who.contract]:
            return False
        if not programme.age_from[sex] <= age <= programme.age_to[sex]:
            return False
        if month - who.started < 12 * programme.service_years:
            return False
        ruling = programme.offers[year].ruling
        facts = {"service_months": month - who.started + 1}
        for name, values in self.plan.facts.items():
            known = values if isinstance(values, np.ndarray) else values.numerators
            facts[name] = known[self.plan.group[row]].item()
        person = Biography(who.birth, Sex.FEMALE if who.female else Sex.MALE, dt.date(year, 12, 31), facts)
        found = entitlements(ruling.law, person, ruling.instrument.scheme)
        return bool(next(one.eligible for one in found if one.benefit == ruling.benefit))

    def _key(self, row: int, order: Seniority) -> tuple[int, int]:
        who = self.people[row]
        assert who is not None
        return int(order.keys(np.array([row]), np.array([who.number]))[0]), row

    def _regular(self, row: int) -> bool:
        who = self.people[row]
        return who is not None and bool(self.plan.people.regular[who.number])

    def _promote(self) -> None:
        rank = self.structure.rank
        if self.plan.promotion is not None:
            for origin, place in ((DEPUTY, HEAD), (STAFF, HEAD), (STAFF, DEPUTY)):
                self._seat_within(
                    [row for row in self.rows if self._regular(row) and rank[row] == origin], place, self.plan.promotion
                )
        for unit, count in self.owed.items():
            for row in self._vacant(STAFF, unit)[:count]:
                self.post[row] = False
                self._count("posts_abolished", row)
        self._regularise()

    def _regularise(self) -> None:
        self._seat_within(
            [row for row in self.rows if self._regular(row) and not self.post[row]], STAFF, self.plan.service
        )

    def _vacant(self, rank: int, unit: int) -> list[int]:
        s = self.structure
        return [
            row
            for row in self.rows
            if self.post[row] and not self.people[row] and s.rank[row] == rank and s.unit[row] == unit
        ]

    def _seat_within(self, origins: list[int], rank: int, order: Seniority) -> None:
        """Seat people in vacant posts of a rank of their unit, the first in order in the first post."""
        for unit in sorted({int(self.structure.unit[row]) for row in origins}):
            mine = [row for row in origins if self.structure.unit[row] == unit]
            mine.sort(key=lambda row: self._key(row, order))
            for origin, place in zip(mine, self._vacant(rank, unit), strict=False):
                self._reseat(origin, place)

    def _recruit(self, year: int) -> None:
        s = self.structure
        for rule in self.plan.hiring:
            if not rule.first_year <= year <= rule.last_year:
                continue
            if rule.of_each_unit:
                chosen = [row for unit in range(len(self.plan.staffed)) for row in self._to_fill(unit, rule.share)]
                self._seat_recruits(chosen, year)
                continue
            lot = self._draw(year, Decision.POST_LOTTERY)
            vacant = [row for row in self.rows if self.post[row] and not self.people[row] and s.inside[row]]
            vacant.sort(key=lambda row: (lot[row], row))
            count = int(self.vacated * rule.share)
            chosen = vacant[:count]
            self._seat_recruits(chosen, year)
            if rule.keep is None:
                continue
            going = min(self.vacated - len(chosen), sum(self._state_posts()) - int(self.restated * rule.keep))
            able = [row for row in vacant[count:] if s.funded[row] and s.rank[row] == STAFF]
            for row in able[: max(going, 0)]:
                self.post[row] = False
                self._count("posts_abolished", row)

    def _to_fill(self, unit: int, share: Fraction) -> list[int]:
        mine = [row for row in self.rows if self.structure.unit[row] == unit and self.structure.inside[row]]
        vacant = [row for row in mine if self.post[row] and not self.people[row]]
        free = sum(self.post[row] for row in mine) - sum(self.people[row] is not None for row in mine)
        return vacant[: max(0, min(int(self.left[unit] * share), free))]

    def _seat_recruits(self, chosen: list[int], year: int) -> None:
        entrants, fates = self.plan.entrants, self.plan.fates
        luck, fate = self._draw(year, Decision.ENTRANT), self._draw(year, Decision.FATE)
        for row in chosen:
            kind = next(n for n, upper in enumerate(entrants.upper.tolist()) if luck[row] < upper)
            kinds = self.plan.years.index(year) * len(entrants.upper) + kind
            group = int(self.plan.group[row])
            who = self._somebody(entrants.first + kinds * entrants.groups + group, 0)
            assert who.started == 12 * year + 12
            low, high = (int(part[self._class(row, who), self.passed]) for part in (fates.low, fates.high))
            who.draw = low + (fate[row] * (high - low + 1) >> 32)
            self.people[row] = who
            self._count("recruited", row)

    def _close(self) -> dict[str, int]:
        s, inside = self.structure, [row for row in self.rows if self.structure.inside[row]]
        held = [row for row in inside if self.people[row]]
        return {
            "people": len(held),
            "posts": sum(self.post[row] for row in inside),
            "funded_posts": sum(self._state_posts()),
            "supernumerary": sum(not self.post[row] for row in held),
            "vacancies": sum(self.post[row] and not self.people[row] for row in inside),
            "heads": sum(s.rank[row] == HEAD for row in held),
            "deputies": sum(s.rank[row] == DEPUTY for row in held),
            **{
                name: self.flows[name]
                for name in ("resigned", "died", "retired", "early_retired", "severed", "contract_ended", "released")
            },
            **{name: self.flows[name] for name in ("recruited", "posts_created", "posts_abolished")},
        }

    def _close_wages(self) -> dict[str, int]:
        """Return the monthly pay of everybody, and of those of the flows, in whole units."""
        there = [row for row in self.rows if self.people[row] and self.structure.inside[row]]
        names = ("resigned", "died", "retired", "early_retired", "severed", "contract_ended", "released", "recruited")
        found = {"people": sum(self._wage(row) for row in there), **{name: self.wages[name] for name in names}}
        return {name: (pay + 50_000) // 100_000 for name, pay in found.items()}

    def _close_payers(self) -> dict[str, list[int]]:
        """Return people, posts and the flows of everyone who pays, as ``by_funding`` has them."""
        payers = [int(payer) if self.structure.inside[row] else -1 for row, payer in enumerate(self.structure.funding)]
        flows = ("resigned", "died", "retired", "early_retired", "severed", "contract_ended", "released", "recruited")
        return {
            "people": [
                sum(p == payer and self.people[r] is not None for r, p in enumerate(payers)) for payer in range(4)
            ],
            "posts": [sum(p == payer and self.post[row] for row, p in enumerate(payers)) for payer in range(4)],
            **{n: [self.paid[n, payer] for payer in range(4)] for n in (*flows, "posts_created", "posts_abolished")},
        }


def lanes(plan: Plan, seed: int, count: int) -> list[list[Year]]:
    """Live through the first futures."""
    return [Future(plan, seed, lane).years() for lane in range(count)]
