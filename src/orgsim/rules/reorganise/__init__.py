"""The operators: pure functions from an organisation and a step to a new organisation and a ledger entry."""
