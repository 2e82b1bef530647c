"""The ledger: what each step did, in counts and by name."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from orgsim.model.organisation import Organisation, Slot
from orgsim.model.tally import Tally

__all__ = ["Descent", "History", "LedgerEntry", "slots_by_id", "tally"]


class Descent(NamedTuple):
    """A unit becomes another one, or goes on beside it, to a share of what it was."""

    origin: str
    heir: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What one step did.

    ``before`` and ``after`` count everything modelled, ``inside_before`` and ``inside_after`` only what
    is within the boundary. The other fields name the slots and units concerned:

    ``moved``, ``duties_moved``
        Slots that are in another unit after the step, and duties that another unit has.
    ``created``
        Slots that did not exist before.
    ``abolished``
        Slots that were posts before and are not any more; a held one goes on as supernumerary.
    ``ended``
        Slots that exist no longer: abolished posts that nobody held, and the places of those released.
    ``released``
        Slots whose holder leaves the organisation on the date of the step.
    ``successions``
        Pairs ``(from, to)``: if nobody holds ``to``, the holder of ``from`` takes it.
    ``exchanges``
        Pairs of slots whose holders change places, in this order.
    ``descents``
        The lineage: the shares of a unit add up to 1, and one that goes on keeps the rest.
    ``founded``
        Units that stem from no other.
    ``duties_begun``, ``duties_ended``
        Duties that did not exist before, or exist no longer.
    ``crossed_in``, ``crossed_out``
        Slots that crossed the boundary.
    """

    step: str
    op: str
    date: dt.date
    before: Tally
    after: Tally
    inside_before: Tally
    inside_after: Tally
    moved: tuple[str, ...] = ()
    duties_moved: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    abolished: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    successions: tuple[tuple[str, str], ...] = ()
    exchanges: tuple[tuple[str, str], ...] = ()
    descents: tuple[Descent, ...] = ()
    founded: tuple[str, ...] = ()
    duties_begun: tuple[str, ...] = ()
    duties_ended: tuple[str, ...] = ()
    crossed_in: tuple[str, ...] = ()
    crossed_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """An organisation through a roadmap: the opening, and after each step the organisation and the entry."""

    opening: Organisation
    moments: tuple[tuple[Organisation, LedgerEntry], ...]

    def __repr__(self) -> str:
        return f"<History of {self.opening!r} through {len(self.moments)} steps>"

    @property
    def closing(self) -> Organisation:
        """The organisation after the last step."""
        return self.moments[-1][0] if self.moments else self.opening

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """The ledger."""
        return tuple(entry for _, entry in self.moments)

    def on(self, date: dt.date) -> Organisation:
        """Return the organisation as it is on a day, the steps of that day included."""
        reached = [organisation for organisation, entry in self.moments if entry.date <= date]
        return reached[-1] if reached else self.opening


def tally(organisation: Organisation, *, inside: bool) -> Tally:
    """Count an organisation, or only what is within its boundary (the boundary unit itself is no unit then)."""
    return organisation.tallies[1 if inside else 0]


def slots_by_id(organisation: Organisation) -> Mapping[str, tuple[str, Slot]]:
    """Return each slot with its unit, by the slot's id."""
    return {slot.id: (unit, slot) for unit in sorted(organisation.slots) for slot in organisation.slots[unit]}
