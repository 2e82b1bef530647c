"""The year in plain Python, one future and one person at a time: what the kernel is held against.

It reads the same plan and the same addressed draws, and shares no code with the kernel. Money is left out:
``test_kernel_money.py`` holds it against the law.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from orgsim.engine.plan import ALWAYS, DEPUTY, HEAD, IF_HELD, IF_VACANT, STAFF, LeaverProgramme, Plan, Structure
from orgsim.engine.streams import BLOCK, Decision, clocks, uniforms
from orgsim.model.dates import month_index
from orgsim.model.organisation import Sex
from orgsim.rules.law.benefits import Biography, entitlements

F = np.float32


@dataclass
class Somebody:
    birth: int
    female: bool
    started: int
    grade: int
    contract: int
    quit_clock: np.float32
    death_clock: np.float32


@dataclass
class Future:
    """One lane of one block."""

    plan: Plan
    seed: int
    lane: int
    structure: Structure = field(init=False)
    people: list[Somebody | None] = field(init=False)
    post: list[bool] = field(init=False)
    flows: Counter[str] = field(default_factory=Counter)
    vacated: int = 0
    owed: Counter[int] = field(default_factory=Counter)
    restated: int = 0

    def __post_init__(self) -> None:
        plan, people = self.plan, self.plan.population
        self.structure = plan.opening
        luck = self._draw(clocks, 0, Decision.QUIT), self._draw(clocks, 0, Decision.DEATH)
        self.people = [
            Somebody(
                int(people.birth[row]),
                bool(people.female[row]),
                int(people.started[row]),
                int(people.grade[row]),
                int(people.contract[row]),
                luck[0][row],
                luck[1][row],
            )
            if people.occupied[row]
            else None
            for row in range(len(plan.slots))
        ]
        self.post = plan.opening.authorised.tolist()
        self.restated = sum(self._state_posts())

    def _draw(self, of, moment: int, decision: Decision):  # type: ignore[no-untyped-def]
        plan = self.plan
        drawn = of(plan.homes, len(plan.slots), seed=self.seed, block=0, moment=moment, decision=decision)
        return drawn[:, self.lane]

    def _state_posts(self) -> list[bool]:
        s = self.structure
        return [post and bool(s.funded[row]) and bool(s.inside[row]) for row, post in enumerate(self.post)]

    @property
    def rows(self) -> range:
        return range(len(self.plan.slots))

    def years(self) -> list[dict[str, int]]:
        """Live through the horizon; return the stocks and flows of each year."""
        found, events = [], list(self.plan.reorganisations)
        today = dt.date(self.plan.years[0], 1, 1).toordinal()
        for year in self.plan.years:
            self.flows, self.vacated, self.owed = Counter(), 0, Counter()
            end = dt.date(year + 1, 1, 1).toordinal()
            while events and events[0].day < end:
                event = events.pop(0)
                self._live(today, event.day, year)
                today = event.day
                self._reorganise(event)
            self._live(today, end, year)
            today = end
            month = month_index(dt.date(year, 12, 31))
            for programme in self.plan.leaver_programmes:
                self._separate(programme, year, month)
            self._promote()
            self._recruit(year, month)
            found.append(self._close())
        return found

    def _live(self, start: int, end: int, year: int) -> None:
        if start == end:
            return
        tables, january = self.plan.tables, 12 * year
        year_days = dt.date(year + 1, 1, 1).toordinal() - dt.date(year, 1, 1).toordinal()
        share = F((end - start) / year_days)
        for row, who in enumerate(self.people):
            if who is None:
                continue
            age, sex = (january - who.birth) // 12, int(who.female)
            quits, dies = tables.quit_hazard[self.plan.group[row], age], tables.death_hazard[sex, age]
            retires = int(tables.retirement_day[sex, who.birth - tables.first_birth])
            days: list[float] = [np.inf] * 3
            if who.quit_clock < quits * share:
                days[0] = float(F(who.quit_clock / quits * F(year_days)))
            if who.death_clock < dies * share:
                days[1] = float(F(who.death_clock / dies * F(year_days)))
            if tables.retires[who.contract] and retires <= end:
                days[2] = retires - start
            if min(days) < np.inf:
                self._leaves(row, ("resigned", "died", "retired")[days.index(min(days))])
            else:
                who.quit_clock -= quits * share
                who.death_clock -= dies * share

    def _leaves(self, row: int, cause: str) -> None:
        if self.structure.inside[row]:
            self.flows[cause] += 1
            self.vacated += self.post[row]
        self.people[row] = None

    def _reorganise(self, event) -> None:  # type: ignore[no-untyped-def]
        before, after = self.structure, event.structure
        self.structure = before
        old = sum(self._state_posts())
        self.structure = after
        self.restated += sum(self._state_posts()) - old - self._changed_payer(before, after)
        for row in self.rows:
            if self.post[row] and before.authorised[row] and not after.authorised[row]:
                self.flows["posts_abolished"] += bool(after.inside[row])
                self.post[row] = False
        for row in self.rows:
            if not self.post[row] and after.authorised[row] and not before.authorised[row]:
                self.flows["posts_created"] += bool(after.inside[row])
                self.post[row] = True
        for origin, place, condition in event.moves.tolist():
            if condition == ALWAYS or (condition == IF_HELD and self.people[origin]):
                if self.post[origin] and self.post[place]:
                    self.people[origin], self.people[place] = self.people[place], self.people[origin]
            elif condition == IF_VACANT and self.people[origin] and self.post[place] and not self.people[place]:
                self.people[place], self.people[origin] = self.people[origin], None
        for row in event.released.tolist():
            if self.people[row]:
                self.flows["released"] += bool(after.inside[row])
                self.people[row] = None
        self._regularise()

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
        for row in sorted(able, key=lambda row: (*self._keys(row, programme.order), row))[:quota]:
            self.flows[programme.cause] += 1
            if self.post[row] and programme.abolish:
                if self.structure.rank[row] == STAFF:
                    self.post[row] = False
                    self.flows["posts_abolished"] += 1
                else:
                    self.owed[int(self.structure.unit[row])] += 1
            elif self.post[row]:
                self.vacated += 1
            self.people[row] = None

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

    def _keys(self, row: int, order: tuple[str, ...]) -> list[int]:
        who = self.people[row]
        assert who is not None
        keys = {
            "oldest": who.birth,
            "youngest": -who.birth,
            "longest-service": who.started,
            "shortest-service": -who.started,
        }
        return [keys[word] for word in order]

    def _regular(self, row: int) -> bool:
        who = self.people[row]
        return who is not None and who.contract == self.plan.entrants.contract

    def _promote(self) -> None:
        rank = self.structure.rank
        if self.plan.promotion:
            for origin, place in ((DEPUTY, HEAD), (STAFF, HEAD), (STAFF, DEPUTY)):
                self._seat_within(
                    [row for row in self.rows if self._regular(row) and rank[row] == origin], place, self.plan.promotion
                )
        for unit, count in self.owed.items():
            for row in self._vacant(STAFF, unit)[:count]:
                self.post[row] = False
                self.flows["posts_abolished"] += bool(self.structure.inside[row])
        self._regularise()

    def _regularise(self) -> None:
        self._seat_within(
            [row for row in self.rows if self._regular(row) and not self.post[row]], STAFF, ("longest-service",)
        )

    def _vacant(self, rank: int, unit: int) -> list[int]:
        s = self.structure
        return [
            row
            for row in self.rows
            if self.post[row] and not self.people[row] and s.rank[row] == rank and s.unit[row] == unit
        ]

    def _seat_within(self, origins: list[int], rank: int, order: tuple[str, ...]) -> None:
        """Seat people in vacant posts of a rank of their unit, the first in order in the first post."""
        for unit in sorted({int(self.structure.unit[row]) for row in origins}):
            mine = [row for row in origins if self.structure.unit[row] == unit]
            mine.sort(key=lambda row: (*self._keys(row, order), row))
            for origin, place in zip(mine, self._vacant(rank, unit), strict=False):
                self.people[place], self.people[origin] = self.people[origin], None

    def _recruit(self, year: int, month: int) -> None:
        s, entrants = self.structure, self.plan.entrants
        for rule in self.plan.hiring:
            if not rule.first_year <= year <= rule.last_year:
                continue
            lot = self._draw(uniforms, year, Decision.POST_LOTTERY)
            vacant = [row for row in self.rows if self.post[row] and not self.people[row] and s.inside[row]]
            vacant.sort(key=lambda row: (lot[row], row))
            count = int(self.vacated * rule.share)
            luck = self._draw(uniforms, year, Decision.ENTRANT)
            quit_clock, death_clock = (self._draw(clocks, year, what) for what in (Decision.QUIT, Decision.DEATH))
            chosen = vacant[:count]
            for row in chosen:
                here = float(luck[row])
                profile = next(n for n, upper in enumerate(entrants.cumulative) if here < upper)
                rest = (here - (entrants.cumulative[profile] - entrants.share[profile])) / entrants.share[profile]
                birth = month - 12 * int(entrants.age[profile]) - min(max(int(rest * 12), 0), 11)
                self.people[row] = Somebody(
                    birth,
                    bool(entrants.female[profile]),
                    month + 1,
                    int(entrants.grade[self.plan.group[row]]),
                    entrants.contract,
                    quit_clock[row],
                    death_clock[row],
                )
            self.flows["recruited"] += len(chosen)
            if rule.keep is None:
                continue
            going = min(self.vacated - len(chosen), sum(self._state_posts()) - int(self.restated * rule.keep))
            able = [row for row in vacant[count:] if s.funded[row] and s.rank[row] == STAFF]
            for row in able[: max(going, 0)]:
                self.post[row] = False
                self.flows["posts_abolished"] += 1

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


def lanes(plan: Plan, seed: int, count: int) -> list[list[dict[str, int]]]:
    """Live through the first futures of the first block."""
    assert count <= BLOCK
    return [Future(plan, seed, lane).years() for lane in range(count)]
