"""The files that name others: ``scenario.yaml`` and the hindcast file."""

from typing import Annotated

from pydantic import Field, model_validator

from orgsim.errors import Message
from orgsim.model.closed import Closed, Identifier, KindName, Text
from orgsim.model.norms import LeadershipNorm
from orgsim.model.roadmap import Target
from orgsim.model.scenario import Horizon, Reported

__all__ = ["HindcastFile", "PeopleSource", "ScenarioFile", "Tables"]


class Tables(Closed):
    """The CSV tables of the opening organisation, relative to the scenario folder."""

    units: Text
    """Columns id, name, name_vi, kind, counted_as, reports_to, assumes; population and area_km2 if any are known."""
    posts: Text | None = None
    """Columns unit, title, title_vi, rank, standing, funding, group, count, filled, assumes."""
    norms: Text | None = None
    """As the posts table, with a column kind instead of unit: the posts that every unit of a kind has."""
    duties: Text
    """Columns id, name, name_vi, owner, function, assumes."""
    sites: Text
    """Columns id, name, unit, assumes; all are open at the opening."""
    sizes: Text | None = None
    """Columns unit, population, area_km2, assumes: of units that steps found; those of the opening are in ``units``."""
    dotted: Text | None = None
    """Columns from, to: further reporting lines beside the hierarchy."""
    natives: Text | None = None
    """Columns unit, title, native_of, assumes: of which unit the holders of a title are natives at the opening."""

    @model_validator(mode="after")
    def _some_posts(self) -> "Tables":
        if self.posts is None and self.norms is None:
            raise ValueError(Message("give 'posts', 'norms' or both"))
        return self


class PeopleSource(Closed):
    """Where the people come from: a roster, or margins from which people are made."""

    roster: Text | None = None
    """A table with the columns id, unit, title, standing, birth, sex, started, grade, contract."""
    ratings: Text | None = None
    """With ``roster``: a table with the columns person, rating – how good the work was, from 1 to 100."""
    margins: Text | None = None
    """A table with the columns group, margin, value, share, assumes."""
    seed: Annotated[int, Field(ge=0)] | None = None
    """With ``margins``: from what the random joining of the features starts."""

    @model_validator(mode="after")
    def _one_source(self) -> "PeopleSource":
        made = self.margins is not None and self.seed is not None
        if (self.roster is not None and (self.margins, self.seed) != (None, None)) or (not self.roster and not made):
            raise ValueError(Message("give either 'roster', or 'margins' and 'seed'"))
        if self.ratings is not None and self.roster is None:
            raise ValueError(Message("'ratings' go with a 'roster' only"))
        return self


class ScenarioFile(Closed):
    """The file ``scenario.yaml``: what is simulated, and in which files it is described."""

    id: Identifier
    """The name of the scenario."""
    name: Text
    name_vi: Text
    currency: Text
    """The currency of all money, such as VND."""
    jurisdiction: Text
    """Whose law applies; ``none`` if only that of the scenario's own instruments does."""
    instruments: tuple[Text, ...] = ()
    """Files with further instruments of law, such as an employer's own, relative to the scenario folder."""
    horizon: Horizon
    boundary: Text
    """The unit whose subtree, itself included, is the modelled organisation."""
    tables: Tables
    people: PeopleSource
    assumptions: Text
    """The assumptions file, relative to the scenario folder."""
    roadmaps: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The roadmap files, relative to the scenario folder."""
    reference: Text
    """The id of the roadmap with which the others are compared."""
    targets: tuple[Target, ...] = ()
    leadership_norms: tuple[LeadershipNorm, ...] = ()
    """How many leaders units may have, one norm for each kind; a kind without one is not held against any."""
    unit_types: dict[KindName, Identifier] = Field(default_factory=dict)
    """What kinds of units are in the words of the law, such as ``public-service-unit``: its norms hold for them."""
    hindcast: Text | None = None
    """The file of published figures, relative to the scenario folder."""


class HindcastFile(Closed):
    """Published figures, to be set beside what one roadmap gives."""

    roadmap: Text
    """The id of the roadmap that was taken in fact."""
    reported: Annotated[tuple[Reported, ...], Field(min_length=1)]
