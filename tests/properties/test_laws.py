"""The laws of reorganisation hold on random organisations; and the machine walks random roadmaps."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgsim.model.organisation import Organisation
from orgsim.rules.reorganise import OPERATORS, apply
from orgsim.testing import LAWS, Law, broken, legal_steps, organisations, reorganisation_machine
from orgsim.testing.operands import BUILDERS
from tests.unit.small_city import city

SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_holds(law: Law) -> None:
    @SLOW
    @given(organisations(min_units=4), st.data())
    def holds(organisation: Organisation, data: st.DataObject) -> None:
        law.check(organisation, data.draw)

    holds()


@pytest.mark.parametrize("op", sorted(BUILDERS))
def test_every_operator_keeps_all_invariants(op: str) -> None:
    @settings(SLOW, max_examples=40)
    @given(organisations(), st.data())
    def keeps(organisation: Organisation, data: st.DataObject) -> None:
        step = data.draw(legal_steps(organisation, ops=[op]))
        assert broken(organisation, *apply(organisation, step)) == []

    keeps()


def test_every_operator_can_be_drawn() -> None:
    assert sorted(BUILDERS) == sorted(kind.model_fields["op"].annotation.__args__[0] for kind in OPERATORS)  # type: ignore[attr-defined]


class TestMachine(reorganisation_machine(city()).TestCase):  # type: ignore[misc]
    settings = settings(max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
