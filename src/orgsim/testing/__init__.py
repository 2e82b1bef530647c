"""Property tests of reorganisations, for one's own organisation: random steps, invariants and laws.

``organisations()`` draws an organisation, ``legal_steps(organisation)`` a step that it allows, ``broken`` finds what a
step broke, and ``LAWS`` are the laws of the algebra. On one's own organisation:

>>> from pathlib import Path
>>> from hypothesis import HealthCheck, given, settings, strategies as st
>>> from orgsim import read_scenario
>>> town = read_scenario(Path("src/orgsim/io/small")).organisation
>>> @settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
... @given(st.sampled_from(LAWS), st.data())
... def test_every_law_holds_in_our_town(law, data):
...     law.check(town, data.draw)
>>> test_every_law_holds_in_our_town()

``reorganisation_machine(town)`` walks random legal roadmaps as a stateful machine of Hypothesis.
"""

from orgsim.testing.fuzz import Counterexample, fuzz
from orgsim.testing.invariants import INVARIANTS, Invariant, broken
from orgsim.testing.laws import LAWS, Law
from orgsim.testing.machine import reorganisation_machine
from orgsim.testing.strategies import legal_roadmaps, legal_steps, organisations, step_of, steps

__all__ = [
    "INVARIANTS",
    "LAWS",
    "Counterexample",
    "Invariant",
    "Law",
    "broken",
    "fuzz",
    "legal_roadmaps",
    "legal_steps",
    "organisations",
    "reorganisation_machine",
    "step_of",
    "steps",
]
