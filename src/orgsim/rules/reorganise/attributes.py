"""What a merger does to each attribute of the units that it joins; nothing is decided elsewhere or silently."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["MERGING", "Attribute", "Treatment"]


class Treatment(StrEnum):
    """What becomes of an attribute of several units in the one that they become."""

    SUM = "sum"
    KEEP = "keep"
    UNION = "union"
    NORM = "by norm"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute, written as ``Type.field``; its treatment; and how, in a sentence."""

    attribute: str
    treatment: Treatment
    how: str


MERGING = (
    Attribute(
        "Unit.id", Treatment.KEEP, "That of the unit that survives, or the one that the step gives the new unit."
    ),
    Attribute("Unit.name", Treatment.KEEP, "That of the survivor, or the one that the step gives."),
    Attribute("Unit.name_vi", Treatment.KEEP, "That of the survivor, or the one that the step gives."),
    Attribute("Unit.kind", Treatment.KEEP, "That of the survivor, or the one that the step gives."),
    Attribute("Unit.counted_as", Treatment.KEEP, "That of the survivor, or the one that the step gives."),
    Attribute("Unit.reports_to", Treatment.REFUSE, "Units above the survivor, the boundary and the top cannot end."),
    Attribute("Slot.id", Treatment.UNION, "All slots go to the merged unit, under their own ids."),
    Attribute("Slot.title", Treatment.KEEP, "Each slot keeps its title."),
    Attribute(
        "Slot.rank",
        Treatment.NORM,
        "The heads of the survivor or of the first-named unit that has any stay heads; as many deputies stay as the "
        "step says, the survivor's or first-named first; the others become staff.",
    ),
    Attribute(
        "Slot.standing",
        Treatment.NORM,
        "As many posts are abolished as the step says: those that lost a title first, then vacant ones, then from the "
        "last id on; who holds one stays beyond the establishment. A grassroots place that loses its title ends.",
    ),
    Attribute("Slot.funding", Treatment.KEEP, "Each slot is paid from where it was."),
    Attribute("Slot.group", Treatment.KEEP, "Each slot keeps its staff group."),
    Attribute(
        "Slot.holder",
        Treatment.UNION,
        "Everybody stays in their slot; a vacant head's place is taken by a head who lost the title, of the same title "
        "first and of the same standing only.",
    ),
    Attribute("Duty.id", Treatment.UNION, "All duties go on."),
    Attribute("Duty.name", Treatment.KEEP, "Each duty keeps its name."),
    Attribute("Duty.name_vi", Treatment.KEEP, "Each duty keeps its name."),
    Attribute(
        "Duty.owner",
        Treatment.UNION,
        "All are the merged unit's; of one function that several units had, one owner is left.",
    ),
    Attribute("Duty.function", Treatment.KEEP, "Each duty keeps its function."),
    Attribute("Site.id", Treatment.UNION, "All sites go on."),
    Attribute("Site.name", Treatment.KEEP, "Each site keeps its name."),
    Attribute("Site.unit", Treatment.UNION, "All are the merged unit's."),
    Attribute("Site.open", Treatment.KEEP, "A merger closes no site."),
    Attribute("Secondment.host", Treatment.UNION, "Who works in one of the units works in the merged unit."),
    Attribute("Secondment.step", Treatment.KEEP, "The step that sent them can still recall them."),
    Attribute(
        "Organisation.dotted", Treatment.UNION, "Lines end at the merged unit; one that would join it to itself goes."
    ),
    Attribute("Organisation.natives", Treatment.UNION, "Natives of one of the units are natives of the merged unit."),
    Attribute(
        "Organisation.restricted",
        Treatment.UNION,
        "A title closed to natives in one of the units is so in the merged unit.",
    ),
    Attribute("Organisation.boundary", Treatment.REFUSE, "The boundary cannot end."),
    Attribute(
        "Tally.posts", Treatment.SUM, "The merged unit has the posts of all, less those that the step abolishes."
    ),
    Attribute("Tally.supernumerary", Treatment.SUM, "Those of all, and the held posts that the step abolishes."),
    Attribute("Tally.people", Treatment.SUM, "Everybody in posts and beyond the establishment."),
    Attribute("Tally.open_sites", Treatment.SUM, "The open sites of all."),
    Attribute("Tally.duties", Treatment.SUM, "The duties of all."),
)
"""One row for each attribute of units, slots, duties, sites, secondments and the organisation, and the main counts."""
