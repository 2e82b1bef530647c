"""The operators: pure functions from an organisation and a step to a new organisation and a ledger entry."""

from orgsim.rules.reorganise.conservation import check_conservation
from orgsim.rules.reorganise.follow import OPERATORS, apply, follow

__all__ = ["OPERATORS", "apply", "check_conservation", "follow"]
