"""The organisation before and after a roadmap: who reports to whom, and what became of which unit."""

from orgsim.analysis.roadmap_values import ChartUnit, OrganisationChart
from orgsim.model.ledger import History
from orgsim.model.organisation import Organisation, Standing
from orgsim.rules.lineage import lineage

__all__ = ["organisation_chart"]


def organisation_chart(history: History) -> OrganisationChart:
    """Return the units within the boundary at the opening and after the last step, and how they descend.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> from orgsim.rules.reorganise import follow
    >>> town = read_scenario(Path("src/orgsim/io/small"))
    >>> chart = organisation_chart(follow(town.organisation, town.roadmaps["gradual"].steps))
    >>> len(chart.opening), len(chart.closing), chart.parts[:2]
    (8, 8, (('culture-centre', 'culture-centre', '1'), ('radio-station', 'culture-centre', '1')))
    """
    opening, closing = history.opening, history.closing
    inside = opening.inside | closing.inside
    parts = [
        (old, new, str(share))
        for new, made_of in lineage(history).parts.items()
        if made_of != {new: 1} or (new in opening.units and opening.is_inside(new) != closing.is_inside(new))
        for old, share in made_of.items()
        if old in inside or new in inside
    ]
    return OrganisationChart(opening=_units(opening), closing=_units(closing), parts=tuple(parts))


def _units(organisation: Organisation) -> tuple[ChartUnit, ...]:
    """Return the units within the boundary, sorted by id; the boundary unit has no boss here."""
    return tuple(
        ChartUnit(
            id=key,
            boss="" if key == organisation.boundary else str(organisation.units[key].reports_to),
            group=organisation.units[key].counted_as,
            posts=sum(slot.standing is Standing.AUTHORISED for slot in organisation.slots[key]),
        )
        for key in sorted(organisation.inside)
    )
