"""A stateful machine that walks random legal roadmaps of an organisation and checks every step."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from orgsim.model.organisation import Organisation
from orgsim.rules.lineage import lineage
from orgsim.rules.reorganise import follow
from orgsim.testing.invariants import broken
from orgsim.testing.strategies import DATE, legal_steps

__all__ = ["reorganisation_machine"]


def reorganisation_machine(organisation: Organisation) -> type[RuleBasedStateMachine]:
    """Return a state machine whose rule takes any legal step, and whose invariants hold after each.

    Returns
    -------
        A class; ``Machine.TestCase`` is a test for pytest and unittest.

    Examples
    --------
    >>> from pathlib import Path
    >>> from hypothesis import HealthCheck, settings
    >>> from orgsim import read_scenario
    >>> town = read_scenario(Path("src/orgsim/io/small")).organisation
    >>> machine = reorganisation_machine(town).TestCase
    >>> quiet = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
    >>> machine.settings = settings(max_examples=2, stateful_step_count=5, **quiet)
    >>> machine().runTest()
    """

    class Reorganisation(RuleBasedStateMachine):
        """An organisation on its way."""

        def __init__(self) -> None:
            super().__init__()
            self.history = follow(organisation, ())

        @rule(data=st.data())
        def take_a_step(self, data: st.DataObject) -> None:
            """Take any legal step, one a day."""
            number = len(self.history.moments)
            step = data.draw(legal_steps(self.history.closing)).model_copy(
                update={"id": f"step-{number}", "date": DATE + dt.timedelta(days=number)}
            )
            before = self.history.closing
            after, entry = follow(before, [step]).moments[0]
            assert broken(before, after, entry) == []
            self.history = type(self.history)(organisation, (*self.history.moments, (after, entry)))

        @invariant()
        def everyone_has_heirs(self) -> None:
            """Hold the lineage of the whole way against its two ends."""
            found = lineage(self.history)
            assert set(found.parts) == set(self.history.closing.units)
            for unit in organisation.units:
                assert sum(found.became(unit).values()) == 1

    return Reorganisation
