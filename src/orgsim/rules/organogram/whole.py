"""Whole posts from full-time equivalents, and what they are paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from orgsim.model.organisation import Rank, Standing
from orgsim.model.organogram import Organogram, SeniorPost
from orgsim.rules.organogram.keys import slug, unit_key
from orgsim.rules.organogram.lines import SeniorPosts, UnitLines

__all__ = ["PostGroup", "rounded", "titles_of", "whole_posts", "yearly_pay"]


@dataclass(frozen=True, slots=True)
class PostGroup:
    """Posts of one unit and title: their exact FTE, how many whole posts they are, and how many of these are held."""

    unit: str
    title: str
    name: str
    rank: Rank
    standing: Standing
    grade: str
    fte: Decimal
    count: int
    filled: int


def rounded(amounts: Sequence[Fraction]) -> list[int]:
    """Round amounts to whole numbers that add up to the rounded total, by largest remainder, the first of equals.

    Examples
    --------
    >>> rounded([Fraction("1.5"), Fraction("0.5"), Fraction("0.7"), Fraction("2")])
    [2, 0, 1, 2]
    """
    whole = [int(amount) for amount in amounts]
    total = int(sum(amounts, Fraction(1, 2)))
    order = sorted(range(len(amounts)), key=lambda place: whole[place] - amounts[place])
    for place in order[: total - sum(whole)]:
        whole[place] += 1
    return whole


def titles_of(organogram: Organogram) -> dict[tuple[str, str, str], str]:
    """Return the title of every senior post, by unit, reference and grade: ``post-`` and the reference.

    References that only differ in capitals, or stand with two grades in one unit, get the grade or a number behind.

    Examples
    --------
    >>> rows = [("A1", "SCS1"), ("A1", "SCS2"), ("B7", "SCS1")]
    >>> posts = tuple(SeniorPost(2, one, "T", grade, "U", "XX", None, None, "") for one, grade in rows)
    >>> list(titles_of(Organogram("D", "D", None, posts, None)).values())
    ['post-a1', 'post-a1.scs2', 'post-b7']
    """
    found: dict[tuple[str, str, str], str] = {}
    taken: set[tuple[str, str]] = set()
    for unit, reference, grade in sorted({_key(row) for row in organogram.seniors}):
        plain = f"post-{slug(reference)[:48].rstrip('-')}"
        tries = [plain, f"{plain}.{grade[:10].rstrip('-')}", *(f"{plain}.{number}" for number in range(2, 1000))]
        title = next(title for title in tries if (unit, title) not in taken)
        taken.add((unit, title))
        found[unit, reference, grade] = title
    return found


def _key(row: SeniorPost) -> tuple[str, str, str]:
    return unit_key(row.unit), row.reference, slug(row.grade)


def whole_posts(organogram: Organogram, lines: UnitLines) -> list[PostGroup]:
    """Return the posts of every unit as whole posts, sorted by unit and title.

    Senior posts are told apart by reference and grade, junior ones by grade. Held posts are the FTE, made whole by
    :func:`rounded` over all units, so that there are as many as the FTE of both files together, rounded. Of a senior
    post there is one at least, and if it is not held it is vacant; one that is marked as eliminated and
    has no FTE is no post. Whoever is "not in post" is beyond the establishment. The head's post is a head's; a
    senior post to which anybody reports is a deputy's.
    """
    titles = titles_of(organogram)
    seniors: dict[tuple[str, str], list[SeniorPost]] = {}
    amounts: dict[tuple[str, str], Decimal] = {}
    grades: dict[tuple[str, str], str] = {}
    for post in organogram.seniors:
        seniors.setdefault((unit_key(post.unit), titles[_key(post)]), []).append(post)
    for key, rows in seniors.items():
        amounts[key] = sum((row.fte for row in rows if row.fte is not None), Decimal(0))
    for group in organogram.juniors or ():
        key = (unit_key(group.unit), slug(group.grade))
        amounts[key] = amounts.get(key, Decimal(0)) + (group.fte or 0)
        grades.setdefault(key, group.grade)
    order = sorted(amounts)
    held = dict(zip(order, rounded([Fraction(amounts[key]) for key in order]), strict=True))
    leads = _leading(organogram)
    made = [
        _senior(key, seniors[key], amounts[key], held[key], lines, leads)
        if key in seniors
        else _junior(key, grades[key], amounts[key], held[key])
        for key in order
    ]
    return [group for group in made if group.count]


def _junior(key: tuple[str, str], grade: str, fte: Decimal, held: int) -> PostGroup:
    unit, title = key
    name = grade or "Grade not named"
    return PostGroup(unit, title, name, Rank.STAFF, Standing.AUTHORISED, title, fte, held, held)


def _senior(
    key: tuple[str, str], rows: Sequence[SeniorPost], fte: Decimal, held: int, lines: UnitLines, leads: frozenset[str]
) -> PostGroup:
    (unit, title), first = key, rows[0]
    placed = any(row.mark != "not-in-post" for row in rows)
    gone = not fte and all(row.mark == "eliminated" for row in rows)
    if not placed:
        rank = Rank.STAFF
    elif lines.heads.get(unit) == first.reference:
        rank = Rank.HEAD
    else:
        rank = Rank.DEPUTY if first.reference in leads else Rank.STAFF
    return PostGroup(
        unit=unit,
        title=title,
        name=first.title,
        rank=rank,
        standing=Standing.AUTHORISED if placed else Standing.SUPERNUMERARY,
        grade=slug(first.grade),
        fte=fte,
        count=max(held, 1) if placed and not gone else held,
        filled=held,
    )


def _leading(organogram: Organogram) -> frozenset[str]:
    """Return the posts to which somebody reports."""
    posts = SeniorPosts.of(organogram)
    found = (posts.found(row.reports_to) for row in organogram.rows)
    return frozenset(boss for boss in found if boss is not None)


def yearly_pay(organogram: Organogram) -> tuple[dict[str, Decimal], frozenset[str]]:
    """Return one yearly pay for every grade: the mean of the midpoints of the published bands, weighted by FTE.

    Returns
    -------
        The pay by grade, in whole units of the currency, and the grades of which none is published. These get the
        mean of all published bands of their file, senior or junior, and 0 if there is none either.

    Examples
    --------
    >>> from orgsim.model.organogram import PayBand
    >>> bands = [PayBand(Decimal(20000), Decimal(30000)), None]
    >>> posts = [SeniorPost(2, "1", "T", f"S{n}", "U", "XX", Decimal(1), band, "") for n, band in enumerate(bands)]
    >>> yearly_pay(Organogram("D", "D", None, tuple(posts), None))
    ({'s0': Decimal('25000'), 's1': Decimal('25000')}, frozenset({'s1'}))
    """
    found: dict[str, Decimal] = {}
    unknown: set[str] = set()
    for rows in (organogram.juniors or (), organogram.seniors):
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        for row in rows:
            for name in (slug(row.grade), ""):
                money, weight = sums.get(name, (Decimal(0), Decimal(0)))
                if row.pay is not None:
                    share = row.fte or Decimal(0)
                    money, weight = money + share * (row.pay.low + row.pay.high) / 2, weight + share
                sums[name] = (money, weight)
        everybody = _mean(*sums.get("", (Decimal(0), Decimal(0))))
        for name, (money, weight) in sums.items():
            if name and (name not in found or name in unknown):
                found[name] = _mean(money, weight) if weight else everybody
                (unknown.discard if weight else unknown.add)(name)
    return dict(sorted(found.items())), frozenset(unknown)


def _mean(money: Decimal, weight: Decimal) -> Decimal:
    return (money / weight).quantize(Decimal(1), ROUND_HALF_UP) if weight else Decimal(0)
