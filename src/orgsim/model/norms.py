"""Norms of structure that a scenario declares: how many leaders a unit of a kind may have."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from orgsim.model.closed import Closed, Identifier, KindName, Text

__all__ = ["LeadershipNorm"]


class LeadershipNorm(Closed):
    """How many leaders a unit of a kind may have, and how long a merged unit may have more."""

    kind: KindName
    """The kind of unit."""
    heads: Annotated[int, Field(ge=0)]
    deputies: Annotated[int, Field(ge=0)]
    grace_months: Annotated[int, Field(ge=0)]
    """Months after a step within which the leaders beyond the norm must be gone."""
    in_force_from: dt.date
    """The norm touches no step before this day."""
    legal_basis: Text
    assumes: tuple[Identifier, ...] = ()

    @property
    def id(self) -> str:
        """The name of the norm: the kind of unit, which has only one."""
        return self.kind
