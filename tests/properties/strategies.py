"""The strategies are public: see orgsim.testing."""

from orgsim.testing.strategies import step_of

__all__ = ["step_of"]
