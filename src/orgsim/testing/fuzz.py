"""Fuzzing a roadmap: its steps dropped, reordered and perturbed, until a law breaks or patience ends."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from orgsim.errors import ConservationError, StepError, StructureError
from orgsim.model.ledger import LedgerEntry
from orgsim.model.organisation import Organisation, Standing
from orgsim.model.steps import Step
from orgsim.rules.reorganise import apply
from orgsim.testing.invariants import broken

__all__ = ["Counterexample", "fuzz"]

_STEP: TypeAdapter[Step] = TypeAdapter(Step)
_MOST = 8
"""Steps of an example at the most: enough for steps to meet, and few enough to be fast."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The smallest roadmap found that breaks a law, in the order in which its steps are taken, and how."""

    steps: tuple[Step, ...]
    breach: str


class _BrokenError(AssertionError):
    """A law is broken; not an error of orgsim's users, and never seen outside this module."""

    def __init__(self, found: Counterexample) -> None:
        super().__init__(found.breach)
        self.found = found


def fuzz(
    organisation: Organisation,
    steps: Sequence[Step],
    *,
    examples: int = 2000,
    start: int = 0,
    progress: Callable[[int], None] = lambda _: None,
) -> Counterexample | None:
    """Take random selections of a roadmap's steps, in random order and with random changes, and check every law.

    A step that is refused is left out. The proof of conservation is held after each step, and all invariants after
    the last one, from the opening to the end.

    Parameters
    ----------
    examples
        How many roadmaps to try.
    start
        Where the random choice starts; the same start tries the same roadmaps.
    progress
        Called after each roadmap with 1.

    Returns
    -------
        The smallest roadmap found that breaks a law, or nothing.

    Examples
    --------
    >>> from pathlib import Path
    >>> from orgsim import read_scenario
    >>> town = read_scenario(Path("src/orgsim/io/small"))
    >>> fuzz(town.organisation, town.roadmaps["gradual"].steps, examples=20) is None
    True
    """
    if not steps:
        return None

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(_variants(organisation, steps))
    def search(variant: list[Step]) -> None:
        progress(1)
        taken, breach = _walk(organisation, variant)
        if breach:
            raise _BrokenError(Counterexample(tuple(taken), breach))

    try:
        search()
    except _BrokenError as error:
        return _smallest(organisation, error.found)
    return None


def _smallest(organisation: Organisation, found: Counterexample) -> Counterexample:
    """Leave out steps, one after the other, as long as a law is broken without them."""
    for left_out in range(len(found.steps)):
        taken, breach = _walk(organisation, [s for n, s in enumerate(found.steps) if n != left_out])
        if breach:
            return _smallest(organisation, Counterexample(tuple(taken), breach))
    return found


@st.composite
def _variants(draw: st.DrawFn, organisation: Organisation, steps: Sequence[Step]) -> list[Step]:
    """Draw some of the steps in some order, each as it is or with one operand changed, one a day."""
    units = sorted(organisation.units)
    chosen = draw(st.lists(st.sampled_from(range(len(steps))), max_size=_MOST, unique=True))
    drawn = []
    for day, position in enumerate(chosen):
        step = steps[position]
        if draw(st.sampled_from([False, False, True])):
            step = _perturbed(step, units, draw)
        # One a day and renamed: two steps of one name would make slots of one name.
        drawn.append(step.model_copy(update={"date": dt.date(2000, 1, 1) + dt.timedelta(days=day)}))
    return drawn


def _perturbed(step: Step, units: Sequence[str], draw: st.DrawFn) -> Step:
    """Return a step with one number or one unit changed; the step itself if it has none that can."""
    fields = step.model_dump(mode="json", exclude_none=True)
    places = [place for place in _places(fields, ()) if place[0] not in ("id", "date", "op", "assumes")]
    able = [place for place in places if isinstance(_at(fields, place), int) or _at(fields, place) in units]
    if not able:
        return step
    place = draw(st.sampled_from(able))
    number = isinstance(_at(fields, place), int)
    inner: Any = _at(fields, place[:-1])
    inner[place[-1]] = draw(st.integers(0, 6) if number else st.sampled_from(units))
    try:
        return _STEP.validate_python(fields, strict=False)
    except ValidationError:
        return step


def _places(value: object, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [place for key, item in value.items() for place in _places(item, (*path, key))]
    if isinstance(value, list):
        return [place for position, item in enumerate(value) for place in _places(item, (*path, position))]
    return [path]


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _walk(organisation: Organisation, steps: Sequence[Step]) -> tuple[list[Step], str]:
    """Take the steps that are legal; return them, and the first breach of a law."""
    current, taken, entries = organisation, list[Step](), list[LedgerEntry]()
    for step in steps:
        try:
            following, entry = apply(current, step)
        except StepError:
            continue
        except (ConservationError, StructureError) as error:
            return [*taken, step], str(error)
        taken.append(step)
        entries.append(entry)
        if current is organisation:
            found = broken(current, following, entry)
            if found:
                return taken, found[0]
        current = following
    return taken, _breach_of_the_way(organisation, current, entries)


def _breach_of_the_way(opening: Organisation, closing: Organisation, entries: Sequence[LedgerEntry]) -> str:
    """Hold the end against the opening, by what the entries say together."""
    old, new = ({slot.id: slot for slot in o.every_slot} for o in (opening, closing))
    created = {key for entry in entries for key in entry.created}
    ended = {key for entry in entries for key in entry.ended}
    if old.keys() | created != new.keys() | ended:
        return f"slots: {sorted((old.keys() | created) ^ (new.keys() | ended))[:3]} are neither there nor ended"
    had, have = ({slot.holder for slot in slots.values() if slot.holder} for slots in (old, new))
    released = sum(len(entry.released) for entry in entries)
    if have - had or len(had - have) != released:
        return f"people: {len(had - have)} are gone, {len(have - had)} came, {released} were released"
    abolished = {key for entry in entries for key in entry.abolished}
    posts = {key for key, slot in old.items() if slot.standing is Standing.AUTHORISED} | created - abolished
    kept = {key for key in posts - abolished if new[key].standing is not Standing.GRASSROOTS}
    if kept != {key for key, slot in new.items() if slot.standing is Standing.AUTHORISED}:
        return "posts: those at the end are not those before and created less those abolished"
    begun = {key for entry in entries for key in entry.duties_begun}
    dropped = {key for entry in entries for key in entry.duties_ended}
    if set(opening.duties) | begun != set(closing.duties) | dropped:
        return "duties: those at the end are not those before and begun less those ended"
    recounted = (closing.count(closing.units), closing.count(closing.inside))
    if recounted[0] != closing.tallies[0] or recounted[1].units - 1 != closing.tallies[1].units:
        return "counts: the ledger's are not what a count of everything gives"
    return ""
