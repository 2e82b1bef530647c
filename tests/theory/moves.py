"""Plans of numbers as roadmaps: every flow is a step that moves posts with their holders, taken by the engine."""

import datetime as dt
from collections.abc import Mapping, Sequence

from orgsim import compile_plan, simulate
from orgsim.model.outcomes import Outcomes
from tests.making import START, people, roadmap, scenario, slots, unit

Move = tuple[int, str, str, int]
"""A year from 1, the unit that people leave, the unit that they join, and how many."""


def live(inside: Mapping[str, int], outside: Mapping[str, int], moves: Sequence[Move]) -> Outcomes:
    """Live through a plan in two futures, from the people of each unit; nobody leaves by chance."""
    counts = {**inside, **outside}
    staff = {key: people(count, f"{key}-") for key, count in counts.items()}
    steps = [
        {
            "id": f"move-{position}",
            "op": "transfer_posts",
            "date": dt.date(START.year + year - 1, 12, 31),
            "origin": origin,
            "to": to,
            "title": "staff",
            "posts": count,
        }
        for position, (year, origin, to, count) in enumerate(moves)
        if count
    ]
    made = scenario(
        [
            unit("world", None),
            unit("city", "world"),
            *(unit(key, "city" if key in inside else "world") for key in counts),
        ],
        {key: slots(key, count, holders=tuple(staff[key])) for key, count in counts.items()},
        {key: who for mine in staff.values() for key, who in mine.items()},
        roadmap(steps=steps),
        years=max(year for year, *_ in moves),
    )
    return simulate(compile_plan(made, "plan"), replications=2, seed=1)


def there(outcomes: Outcomes, year: int, names: Sequence[str]) -> list[int]:
    """Return the people of units at the close of a year from 1, which every future must have alike."""
    found = outcomes.by_unit["people"][:, year - 1]
    assert (found == found[0]).all()
    return [int(found[0, outcomes.units.index(name)]) for name in names]
