"""Taking steps: one, or all of a roadmap, each proved to conserve."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from orgsim.errors import Message, StepError
from orgsim.model.change import Change, changed, touched_units
from orgsim.model.ledger import History, LedgerEntry, tally
from orgsim.model.organisation import Organisation
from orgsim.model.steps import (
    Absorb,
    AdjustDuties,
    AppointByCompetition,
    ChangeFunding,
    CloseSites,
    Consolidate,
    Create,
    Dissolve,
    EndPlaces,
    FormTeams,
    JointOffice,
    MergeVillages,
    MoveUnit,
    Recall,
    ReduceEstablishment,
    Rename,
    RestrictPlace,
    Rotate,
    Second,
    SetEstablishment,
    SpinOff,
    Split,
    Step,
    TransferDuties,
    TransferPeople,
    TransferPosts,
    UnifyTitles,
)
from orgsim.rules.reorganise.adjust import (
    change_funding,
    close_sites,
    end_contracts,
    reduce_establishment,
    rename,
    set_establishment,
    unify_titles,
)
from orgsim.rules.reorganise.conservation import check_conservation
from orgsim.rules.reorganise.divide import dissolve, spin_off, split
from orgsim.rules.reorganise.draft import Draft
from orgsim.rules.reorganise.found import create, form_teams, joint_office
from orgsim.rules.reorganise.merge import absorb, consolidate, merge_villages
from orgsim.rules.reorganise.seat import appoint_by_competition, recall, restrict_place, rotate, second
from orgsim.rules.reorganise.transfer import adjust_duties, move_unit, transfer_duties, transfer_people, transfer_posts

__all__ = ["OPERATORS", "apply", "follow"]

OPERATORS: dict[type, Callable[[Draft, Any], None]] = {
    Absorb: absorb,
    Consolidate: consolidate,
    MergeVillages: merge_villages,
    Split: split,
    SpinOff: spin_off,
    Dissolve: dissolve,
    Create: create,
    FormTeams: form_teams,
    JointOffice: joint_office,
    MoveUnit: move_unit,
    TransferPosts: transfer_posts,
    TransferPeople: transfer_people,
    TransferDuties: transfer_duties,
    AdjustDuties: adjust_duties,
    Rotate: rotate,
    AppointByCompetition: appoint_by_competition,
    Second: second,
    Recall: recall,
    RestrictPlace: restrict_place,
    Rename: rename,
    CloseSites: close_sites,
    SetEstablishment: set_establishment,
    ReduceEstablishment: reduce_establishment,
    UnifyTitles: unify_titles,
    ChangeFunding: change_funding,
    EndPlaces: end_contracts,
}
"""The operator of each type of step."""


def apply(organisation: Organisation, step: Step) -> tuple[Organisation, LedgerEntry]:
    """Take one step.

    Returns
    -------
        The new organisation and the ledger entry; the organisation given is never changed.

    Raises
    ------
    StepError
        If the step cannot be taken; ``field`` says which part of it is wrong, ``step`` which it is.
    ConservationError
        If something was lost or invented: a fault of orgsim.
    """
    draft = Draft.of(organisation, step.id)
    try:
        OPERATORS[type(step)](draft, step)
    except StepError as error:
        error.step = step.id
        raise
    change = draft.change
    after = changed(organisation, change)
    touched = touched_units(organisation, after, change)
    entry = LedgerEntry(
        step=step.id,
        op=step.op,
        date=step.date,
        before=tally(organisation, inside=False),
        after=tally(after, inside=False),
        inside_before=tally(organisation, inside=True),
        inside_after=tally(after, inside=True),
        moved=_moved(organisation, after, touched),
        duties_moved=tuple(sorted(_given_away(organisation, after, change))),
        created=tuple(draft.created),
        abolished=tuple(draft.abolished),
        ended=tuple(draft.ended),
        released=tuple(draft.released),
        successions=tuple(draft.successions),
        exchanges=tuple(draft.exchanges),
        descents=tuple(draft.descents),
        founded=tuple(draft.founded),
        duties_begun=tuple(draft.duties_begun),
        duties_ended=tuple(draft.duties_ended),
        crossed_in=_crossed(organisation, after, touched, into=True),
        crossed_out=_crossed(organisation, after, touched, into=False),
    )
    check_conservation(organisation, after, entry, touched)
    return after, entry


def _moved(before: Organisation, after: Organisation, units: Collection[str]) -> tuple[str, ...]:
    """Return the slots that are in another unit than before."""
    was = {slot.id: unit for unit in units if unit in before.units for slot in before.slots[unit]}
    return tuple(
        sorted(
            slot.id
            for unit in units
            if unit in after.units
            for slot in after.slots[unit]
            if was.get(slot.id, unit) != unit
        )
    )


def _given_away(before: Organisation, after: Organisation, change: Change) -> Iterator[str]:
    """Yield the duties that another unit has than before."""
    for key in change.duties:
        if key in before.duties and key in after.duties and before.duties[key].owner != after.duties[key].owner:
            yield key


def _crossed(before: Organisation, after: Organisation, units: Collection[str], *, into: bool) -> tuple[str, ...]:
    """Return the slots that exist before and after and crossed the boundary in one direction."""
    sides = {o.is_inside(unit) for o in (before, after) for unit in units if unit in o.units}
    if len(sides) < 2:  # all that was touched is on one side
        return ()
    was, now = (
        {slot.id: o.is_inside(unit) for unit in units if unit in o.units for slot in o.slots[unit]}
        for o in (before, after)
    )
    return tuple(sorted(key for key, inside in now.items() if inside is into and was.get(key, into) is not into))


def follow(organisation: Organisation, steps: Iterable[Step]) -> History:
    """Take steps in the order of their dates; those of one date in the order given.

    Raises
    ------
    StepError
        At the first step that cannot be taken; ``step`` says which it is. If it names a unit that an earlier step
        ended, the message says which and what the unit became.
    """
    moments: list[tuple[Organisation, LedgerEntry]] = []
    current = organisation
    for step in sorted(steps, key=lambda step: step.date):
        try:
            current, entry = apply(current, step)
        except StepError as error:
            raise _told_of_end(error, [entry for _, entry in moments]) from None
        moments.append((current, entry))
    return History(organisation, tuple(moments))


def _told_of_end(error: StepError, entries: Iterable[LedgerEntry]) -> StepError:
    """Say by which step a unit ended that a step names."""
    for entry in entries:
        heirs = [descent.heir for descent in entry.descents if descent.origin == error.missing_unit]
        if heirs and error.missing_unit not in heirs:
            became = f"'{heirs[0]}'" + (Message(" and {count} more", count=len(heirs) - 1) if len(heirs) > 1 else "")
            told = StepError(
                Message(
                    "unit '{missing_unit}' ended on {date} by step '{step}' and became {became}; name that "
                    "instead, or take this step before",
                    missing_unit=error.missing_unit,
                    date=entry.date,
                    step=entry.step,
                    became=became,
                ),
                *error.field,
            )
            told.step = error.step
            return told
    return error
