"""What a million people get by each benefit of a law: the time it takes, and that a sample is right.

Run ``python -m benchmarks.law`` from the project's folder with nothing else running; it prints what it measured and
fails if an amount is not what it is for the person alone, or a benefit takes longer than it may.
"""

import datetime as dt
import json
import sys
import time
from fractions import Fraction

import numpy as np

from orgsim.io.law import NO_LAW, jurisdictions, read_law
from orgsim.model.dates import month_index
from orgsim.model.organisation import Sex
from orgsim.rules.law.benefits import Biography, Ruling, amounts, derived_facts, entitlements, rulings
from orgsim.rules.law.evaluate import Exact, Vector
from orgsim.rules.law.facts import FACTS

PEOPLE = 1_000_000
SECONDS = 2.0
"""What one benefit for all of them may take, of one core, with what follows from birthdays."""
SAMPLE = 200
DAYS = {
    "vietnam": [dt.date(2016, 1, 31), dt.date(2024, 1, 31), dt.date(2025, 3, 31), dt.date(2026, 1, 31)],
    "united-states": [dt.date(2025, 3, 31)],
    "united-kingdom": [dt.date(2012, 3, 31)],
    "germany": [dt.date(2025, 3, 31)],
    "france": [dt.date(2025, 3, 31)],
}


def people(one: Ruling) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Draw months of birth, sexes and the facts that a benefit asks for."""
    stream = np.random.default_rng(2025)
    leaves = month_index(one.day)
    births = stream.integers(leaves - 12 * 64, leaves - 12 * 20, PEOPLE)
    male = stream.random(PEOPLE) < 0.5
    given: dict[str, np.ndarray] = {}
    for name in sorted(name for name in one.basis.facts if not FACTS[name].derived):
        if FACTS[name].kind == "truth":
            given[name] = stream.random(PEOPLE) < 0.5
        else:
            given[name] = stream.integers(0, 40_000_000 if "pay" in name or "cost" in name else 480, PEOPLE)
    return births, male, given


def measure(one: Ruling) -> dict[str, object]:
    """Work out a benefit for everybody, and for some of them alone."""
    births, male, given = people(one)
    start = time.process_time()
    facts: dict[str, Vector] = derived_facts(one.law, one.day, births, male)
    facts |= {name: values if values.dtype == bool else Exact(values) for name, values in given.items()}
    eligible, amount, _ = amounts(one, {name: facts[name] for name in one.basis.facts})
    seconds = time.process_time() - start
    able, money = (np.broadcast_to(values, PEOPLE) for values in (eligible, amount.numerators))
    for n in np.random.default_rng(1).choice(PEOPLE, SAMPLE, replace=False).tolist():
        alone = {name: values[n].item() for name, values in given.items()}
        person = Biography(int(births[n]), Sex.MALE if male[n] else Sex.FEMALE, one.day, alone)
        found = next(e for e in entitlements(one.law, person, one.instrument.scheme) if e.benefit is one.benefit)
        assert found.eligible == bool(able[n]), (one.instrument.id, person)
        assert found.amount in (None, Fraction(int(money[n]), amount.denominator)), (one.instrument.id, person)
    return {
        "instrument": one.instrument.id,
        "route": one.benefit.route,
        "eligible": int(able.sum()),
        "seconds": round(seconds, 3),
    }


def main() -> None:
    """Measure every benefit of every law that orgsim ships."""
    laws = {name: read_law(name) for name in jurisdictions() if name != NO_LAW}
    rows = [measure(one) for name, law in laws.items() for day in DAYS[name] for one in rulings(law, day)]
    print(json.dumps(rows, indent=1))
    slowest = max(rows, key=lambda row: float(str(row["seconds"])))
    print(f"{len(rows)} benefits, {PEOPLE:,} people each; the slowest: {slowest}")
    if float(str(slowest["seconds"])) > SECONDS:
        sys.exit(f"{slowest['instrument']} takes longer than {SECONDS} s")


if __name__ == "__main__":
    main()
