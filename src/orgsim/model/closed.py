"""The parent of every type that is read from a file: closed, frozen, and documented field by field."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "DOUBTFUL",
    "Closed",
    "Confidence",
    "DutyName",
    "ExactShare",
    "GroupName",
    "Identifier",
    "KindName",
    "Refers",
    "Share",
    "SiteName",
    "StepName",
    "Text",
    "TitleName",
    "UnitName",
]

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_.][a-z0-9]+)*$", max_length=64)]
"""Lower-case letters, digits and single hyphens, dots or underscores between them."""

Text = Annotated[str, Field(min_length=1)]
"""Words for a reader; never empty."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A share of a whole, from 0 to 1."""

ExactShare = Annotated[str, Field(pattern=r"^[0-9]{1,9}(/[1-9][0-9]{0,8}|\.[0-9]{1,9})?$")]
"""A share as a text, "1/3" or "0.25", which stands for exactly that number."""

Confidence = Literal["verified", "computed", "from-memory", "uncertain", "assumed"]
"""How sure a number is: read in its source, worked out from such numbers, remembered, doubtful, or chosen."""

DOUBTFUL = frozenset({"from-memory", "uncertain", "assumed"})
"""Confidences of which a reader is warned."""


@dataclass(frozen=True, slots=True)
class Refers:
    """The mark of a field that names something: a unit, a duty, a title. Readers look whether it exists."""

    what: str


UnitName = Annotated[str, Refers("unit")]
KindName = Annotated[str, Refers("kind of unit")]
TitleName = Annotated[str, Field(min_length=1), Refers("title")]
DutyName = Annotated[str, Refers("duty")]
SiteName = Annotated[str, Refers("site")]
GroupName = Annotated[str, Refers("staff group")]
StepName = Annotated[str, Refers("step")]


class Closed(BaseModel):
    """A type whose unknown keys are errors and whose values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
