"""Counts of an organisation, or of a part of it."""

from dataclasses import dataclass, fields

__all__ = ["Tally"]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts that add up over units.

    ``people`` hold posts or supernumerary places, ``part_timers`` hold grassroots places. ``posts`` are
    paid by the state (``funded_posts``) or from one of the three other sources. ``seconded`` people are
    counted where their slot is.
    """

    units: int = 0
    posts: int = 0
    funded_posts: int = 0
    own_revenue_posts: int = 0
    province_posts: int = 0
    outside_posts: int = 0
    heads: int = 0
    deputies: int = 0
    supernumerary: int = 0
    grassroots: int = 0
    people: int = 0
    part_timers: int = 0
    seconded: int = 0
    duties: int = 0
    open_sites: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in _NAMES))

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) - getattr(other, name) for name in _NAMES))


_NAMES = tuple(count.name for count in fields(Tally))
