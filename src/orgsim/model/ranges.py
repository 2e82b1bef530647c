"""Ranges: between which ends a number that nobody knows may lie, and how likely each part of the way is."""

import math
from typing import Annotated, Literal

from pydantic import Field, model_validator

from orgsim.errors import Message
from orgsim.model.closed import Closed, Text

__all__ = ["Range"]

End = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Range(Closed):
    """Within what a stated value may lie."""

    of: Literal["value", "factor"]
    """``value`` gives the ends of the number itself, ``factor`` those of what all its numbers are multiplied with."""
    low: End
    high: End
    shape: Literal["uniform", "triangular"]
    """Every part is as likely as another, or the stated value is the likeliest and the ends are the least likely."""
    reason: Text
    """Why these ends: a source, or that they are assumed."""

    @model_validator(mode="after")
    def _opens(self) -> "Range":
        if self.low >= self.high:
            raise ValueError(
                Message(
                    "'low' is {low:g} and 'high' {high:g}; 'low' must be less than 'high'", low=self.low, high=self.high
                )
            )
        return self

    def quantile(self, share: float, mode: float) -> float:
        """Return the number below which a share of the probability lies.

        Parameters
        ----------
        share
            From 0 to 1.
        mode
            The likeliest number, which is the stated one, or factor 1; from ``low`` to ``high``. Of a triangular range
            only.

        Notes
        -----
        The inverse of the distribution function, for a triangle that of [Johnson1997]_.

        .. [Johnson1997] D. Johnson, The triangular distribution as a proxy for the beta distribution in risk analysis,
           The Statistician 46 (1997) 387-398.

        Examples
        --------
        >>> wide = Range(of="factor", low=0.5, high=2, shape="uniform", reason="assumed")
        >>> wide.quantile(0.5, mode=1), wide.model_copy(update={"shape": "triangular"}).quantile(1 / 3, mode=1)
        (1.25, 1.0)
        """
        width = self.high - self.low
        if self.shape == "uniform":
            return self.low + share * width
        rising = mode - self.low
        if share * width <= rising:
            return self.low + math.sqrt(share * width * rising)
        return self.high - math.sqrt((1 - share) * width * (self.high - mode))
