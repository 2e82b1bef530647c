"""Choosing who goes: the first of a roll who are still there and say yes, and others in their places among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orgsim.engine.kernel.lanes import Cells, Lanes
from orgsim.engine.kernel.rolls import Roll
from orgsim.engine.kernel.selection import narrow, places
from orgsim.engine.plan import LeaverProgramme, Plan
from orgsim.engine.streams import Decision, draw, draw_rows, moment_keys

__all__ = ["Goers", "Others", "choose"]

Ints = NDArray[np.int64]
Room = NDArray[np.unsignedinteger]
"""How many may still go of each list in each lane."""

_WINDOW = 8
"""Places of a roll that are looked at together."""

_FEW = 4096
"""So many people are not worth looking at in parts."""


@dataclass(frozen=True, slots=True)
class Goers:
    """Who goes, what each is paid, and what that costs a pension fund, where the law defines it."""

    cells: Cells
    amount: Ints
    strain: Ints | None

    @classmethod
    def joined(cls, parts: Sequence["Goers"]) -> "Goers":
        """Put several together."""
        strains = [part.strain for part in parts if part.strain is not None]
        return cls(
            np.concatenate([np.zeros(0, np.intp), *(part.cells for part in parts)]),
            np.concatenate([np.zeros(0, np.int64), *(part.amount for part in parts)]),
            np.concatenate([np.zeros(0, np.int64), *strains]) if len(strains) == len(parts) else None,
        )


def choose(
    lanes: Lanes, plan: Plan, programme: LeaverProgramme, roll: Roll, quota: NDArray[np.integer], others: "Others"
) -> Goers:
    """Return who goes; ``quota`` ``(lists, lanes)`` is how many may of each list in each lane.

    The roll is walked in windows until nobody may go any more.
    """
    left, found = narrow(quota), list[Goers]()
    if left.any():
        placed = _Placed.of(lanes, plan, programme, roll, others, left)
        # Behind the last place come those others who stand behind everybody of their list.
        for first in range(0, len(roll.rows) + 1, _WINDOW):
            found += _window(lanes, plan, programme, roll, first, left, placed)
            if not left.any():
                break
    return Goers.joined(found)


def _window(
    lanes: Lanes, plan: Plan, programme: LeaverProgramme, roll: Roll, first: int, left: Room, placed: "_Placed"
) -> Iterator[Goers]:
    """Yield who goes of some places, and take them from the room that is ``left``."""
    last = min(first + _WINDOW, len(roll.rows) + 1)
    staying = _staying(lanes, plan, programme, roll, first, last, left.dtype)
    near = placed.where(np.flatnonzero((placed.place >= first) & (placed.place < last)))
    near = near.where(np.flatnonzero(left[near.listing, near.people.columns]))
    bucket = ((near.place - first) * left.shape[0] + near.listing) * lanes.width + near.people.columns
    order = np.lexsort((near.people.rows, near.keys, bucket))
    near, bucket = near.where(order), bucket[order]
    nth, ends = places(bucket), np.flatnonzero(np.diff(bucket, append=-1))
    waiting = np.zeros((last - first, *left.shape), left.dtype)
    waiting.reshape(-1)[bucket[ends]] = np.minimum(nth[ends] + 1, np.iinfo(left.dtype).max)
    for place in range(last - first):
        # Others of a place come before whoever of the roll has it.
        for here in (waiting, staying) if len(bucket) else (staying,):
            if place < len(here):
                np.minimum(here[place], left, out=here[place])
                np.subtract(left, here[place], out=left)
    line, lane = np.divmod(_marked(staying), lanes.width)
    at = (first + line // left.shape[0], line % left.shape[0])
    yield Goers(roll.rows[at] * lanes.width + lane, roll.amount[at], None if roll.strain is None else roll.strain[at])
    going = near.where(np.flatnonzero(nth < waiting.reshape(-1)[bucket]))
    yield Goers(going.people.cells, going.amount, going.strain)


def _marked(marks: Room) -> NDArray[np.intp]:
    """Return flat positions of marks, each 0 or 1."""
    # Truth values are found several times faster than numbers.
    return np.flatnonzero(marks.view(np.bool_) if marks.itemsize == 1 else marks)


@dataclass(frozen=True, slots=True)
class Others:
    """People who sit elsewhere than at the opening."""

    cells: Cells
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    who: NDArray[np.int32]

    @classmethod
    def of(cls, lanes: Lanes, cells: Cells) -> "Others":
        """Look up who they are."""
        return cls(cells, *lanes.split(cells), lanes.who.reshape(-1)[cells])

    def where(self, mask: NDArray[np.bool_] | NDArray[np.intp]) -> "Others":
        """Return some of them."""
        return Others(self.cells[mask], self.rows[mask], self.columns[mask], self.who[mask])


@dataclass(frozen=True, slots=True)
class _Placed:
    """Those of them who may go and say yes, in the order of a roll, and what each gets.

    ``place`` is how many of their list of the roll come before each.
    """

    people: Others
    keys: Ints
    listing: NDArray[np.intp]
    place: NDArray[np.intp]
    amount: Ints
    strain: Ints | None

    @classmethod
    def of(
        cls,
        lanes: Lanes,
        plan: Plan,
        programme: LeaverProgramme,
        roll: Roll,
        others: Others,
        left: Room,
    ) -> "_Placed":
        """Place those whose list has room left in their lane; who comes too late may be left out."""
        people = others
        may = roll.able[people.who]
        if left.shape[0] > 1 or not left.all():
            may &= left.reshape(-1)[roll.listing[people.rows] * lanes.width + people.columns] > 0
        people = people.where(np.flatnonzero(may))
        may = roll.concerned[people.rows] & (lanes.code.reshape(-1)[people.cells] > lanes.nobody)
        if programme.only_supernumerary:
            may &= ~lanes.posts.reshape(-1)[people.cells]
        people = people.where(np.flatnonzero(may))
        keys = programme.seniority.keys(people.rows, people.who)
        at = roll.listing[people.rows] * lanes.width + people.columns
        for soon in _ever_more(keys):
            some = people.where(soon)
            offers = roll.offers(plan, programme, some.rows, some.who)
            goes = offers.willing > 0
            if programme.take_up is not None:
                luck = draw(_luck_keys(lanes, plan, programme, roll)[some.rows], lanes.pairs, some.columns)
                goes &= luck < offers.willing
            going = np.flatnonzero(goes)
            if len(soon) == len(keys) or _enough(at, soon, soon[going], left.reshape(-1)):
                break
        some, offers, keys = some.where(going), offers.where(going), keys[soon[going]]
        listing = roll.listing[some.rows]
        place = np.searchsorted(roll.keys, keys + roll.span * listing) - roll.start[listing]
        return cls(some, keys, listing, place, offers.amount, offers.strain)

    def where(self, chosen: NDArray[np.intp]) -> "_Placed":
        """Return some of them."""
        strain = None if self.strain is None else self.strain[chosen]
        people = self.people.where(chosen)
        return _Placed(people, self.keys[chosen], self.listing[chosen], self.place[chosen], self.amount[chosen], strain)


def _ever_more(keys: Ints) -> Iterator[NDArray[np.intp]]:
    """Yield the positions of the smallest keys: of about a sixteenth, of a quarter, of all."""
    if len(keys) > _FEW:
        sample = np.sort(keys[:: len(keys) // _FEW + 1])
        for share in (16, 4):
            yield np.flatnonzero(keys <= sample[len(sample) // share])
    yield np.arange(len(keys))


def _enough(at: NDArray[np.intp], soon: NDArray[np.intp], going: NDArray[np.intp], left: Room) -> bool:
    """Return whether nobody who was left out can be chosen: as many as may go come before them."""
    every, looked, found = (np.bincount(at[some], minlength=len(left)) for some in (slice(None), soon, going))
    return bool(((found >= left) | (every == looked)).all())


def _staying(
    lanes: Lanes,
    plan: Plan,
    programme: LeaverProgramme,
    roll: Roll,
    first: int,
    last: int,
    kind: "np.dtype[np.unsignedinteger]",
) -> Room:
    """Return who of some places of the roll is still where they were, and says yes: ``(places, lists, lanes)``."""
    rows = roll.rows[first:last]
    there = (lanes.code[rows] > lanes.nobody) > lanes.moved[rows]
    there &= (rows >= 0)[..., None]
    if programme.only_supernumerary:
        there &= ~lanes.posts[rows]
    if programme.take_up is not None:
        luck = np.empty((rows.size, lanes.width), np.uint32)
        draw_rows(_luck_keys(lanes, plan, programme, roll)[rows.reshape(-1)], lanes.pairs, luck)
        there &= luck.reshape(there.shape) < roll.willing[first:last, :, None]
    return there.astype(kind)


def _luck_keys(lanes: Lanes, plan: Plan, programme: LeaverProgramme, roll: Roll) -> NDArray[np.uint64]:
    moment = roll.month // 12 + (programme.word << 16)
    return moment_keys(plan.keys, seed=lanes.seed, decision=Decision.TAKE_UP, moment=moment)
