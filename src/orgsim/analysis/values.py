"""What results are made of: values that never change, spreads over replications, and shares of them."""

from pydantic import BaseModel, ConfigDict

__all__ = ["Band", "Proportion", "Value"]


class Value(BaseModel):
    """A frozen value without unknown parts."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(Value):
    """The spread of a count over replications: mean, and the 5 %, 50 % and 95 % quantiles (observed values).

    ``error`` is the standard error of the mean, ``None`` if there is one replication.
    """

    mean: float
    low: int
    median: int
    high: int
    error: float | None


class Proportion(Value):
    """A share of replications with its 95 % Wilson interval."""

    share: float
    low: float
    high: float
