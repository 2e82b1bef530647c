"""Taking steps: one, or all of a roadmap, each proved to conserve."""

from collections.abc import Callable, Iterable
from typing import Any

from orgsim.errors import StepError
from orgsim.model.ledger import History, LedgerEntry, tally
from orgsim.model.organisation import Organisation
from orgsim.model.steps import (
    Absorb,
    ChangeFunding,
    CloseSites,
    Consolidate,
    MoveUnit,
    ReduceEstablishment,
    Step,
    TransferDuties,
    TransferPosts,
    UnifyTitles,
)
from orgsim.rules.reorganise.adjust import change_funding, close_sites, reduce_establishment, unify_titles
from orgsim.rules.reorganise.conservation import check_conservation
from orgsim.rules.reorganise.draft import Draft
from orgsim.rules.reorganise.merge import absorb, consolidate
from orgsim.rules.reorganise.transfer import move_unit, transfer_duties, transfer_posts

__all__ = ["OPERATORS", "apply", "follow"]

OPERATORS: dict[type, Callable[[Draft, Any], None]] = {
    Absorb: absorb,
    Consolidate: consolidate,
    MoveUnit: move_unit,
    TransferPosts: transfer_posts,
    TransferDuties: transfer_duties,
    CloseSites: close_sites,
    ReduceEstablishment: reduce_establishment,
    UnifyTitles: unify_titles,
    ChangeFunding: change_funding,
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
    draft = Draft.of(organisation)
    try:
        OPERATORS[type(step)](draft, step)
    except StepError as error:
        error.step = step.id
        raise
    after = draft.organisation()
    entry = LedgerEntry(
        step=step.id,
        op=step.op,
        date=step.date,
        before=tally(organisation, inside=False),
        after=tally(after, inside=False),
        inside_before=tally(organisation, inside=True),
        inside_after=tally(after, inside=True),
        abolished=tuple(draft.abolished),
        ended=tuple(draft.ended),
        released=tuple(draft.released),
        successions=tuple(draft.successions),
        descents=tuple(draft.descents),
        crossed_in=_crossed(organisation, after, into=True),
        crossed_out=_crossed(organisation, after, into=False),
    )
    check_conservation(organisation, after, entry)
    return after, entry


def _crossed(before: Organisation, after: Organisation, *, into: bool) -> tuple[str, ...]:
    """Return the slots that exist before and after and crossed the boundary in one direction."""
    was = {slot.id: unit in before.inside for unit, slots in before.slots.items() for slot in slots}
    now = {slot.id: unit in after.inside for unit, slots in after.slots.items() for slot in slots}
    return tuple(sorted(key for key, inside in now.items() if inside is into and was[key] is not into))


def follow(organisation: Organisation, steps: Iterable[Step]) -> History:
    """Take steps in the order of their dates; those of one date in the order given.

    Raises
    ------
    StepError
        At the first step that cannot be taken; ``step`` says which it is.
    """
    moments: list[tuple[Organisation, LedgerEntry]] = []
    current = organisation
    for step in sorted(steps, key=lambda step: step.date):
        current, entry = apply(current, step)
        moments.append((current, entry))
    return History(organisation, tuple(moments))
