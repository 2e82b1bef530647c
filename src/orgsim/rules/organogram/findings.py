"""What is odd in an organogram: in itself, and beside the snapshots before and after it. Nothing is corrected."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from orgsim.errors import Message
from orgsim.model.organogram import Finding, FindingKind, JuniorGroup, Organogram, SeniorPost
from orgsim.rules.organogram.keys import TOP, is_placeholder, lasting_reference, unit_key
from orgsim.rules.organogram.lines import SeniorPosts, circles, unit_lines, units_of

__all__ = ["findings", "gaps"]

_FAR = Fraction(1, 4)
"""By how much a unit differs from its neighbours in time before that is told."""
_SMALL = Decimal(50)
"""FTE up to which a unit may jump without anything being odd."""

Rows = Sequence[SeniorPost | JuniorGroup]
File = Literal["senior", "junior"]


def findings(organogram: Organogram) -> list[Finding]:
    """Return what is odd in the rows: numbers, references, bosses and units.

    Examples
    --------
    >>> post = SeniorPost(2, "A1", "Head", "SCS1", "Office", "A9", None, None, "")
    >>> for found in findings(Organogram("D", "D", None, (post,), None)):
    ...     print(found.kind, found.lines, found.message)
    without-fte (2,) 1 senior post has no FTE, or 0: it is vacant
    unknown-boss (2,) 1 senior row reports to a post that is not in the file: A9
    no-junior-file () there is no junior file: only senior posts are known
    """
    return [found for found in _found(organogram) if found.rows]


def _found(organogram: Organogram) -> Iterator[Finding]:
    yield from _vacancies(organogram)
    yield from _references(organogram)
    yield _repeated_rows("senior", organogram.seniors)
    yield _repeated_rows("junior", organogram.juniors or ())
    yield from _bosses(organogram)
    yield from _units(organogram)
    if organogram.juniors is None:
        yield Finding("no-junior-file", "", Message("there is no junior file: only senior posts are known"), 1)


def _finding(kind: FindingKind, file: File, rows: Rows, message: str) -> Finding:
    fte = sum((row.fte for row in rows if row.fte is not None), Decimal(0))
    return Finding(kind, file, message, len(rows), fte, tuple(row.line for row in rows))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _some(words: Iterable[str], most: int = 5) -> str:
    found = sorted(set(words))
    return ", ".join(found[:most]) + (
        Message(" and {count:,} more", count=len(found) - most) if len(found) > most else ""
    )


def _vacancies(organogram: Organogram) -> Iterator[Finding]:
    empty = [row for row in organogram.seniors if not row.fte]
    what = _counted(
        len(empty), Message("senior post has no FTE, or 0: it is"), Message("senior posts have no FTE, or 0: they are")
    )
    yield _finding("without-fte", "senior", empty, Message("{what} vacant", what=what))
    nothing = [row for row in organogram.juniors or () if not row.fte]
    what = _counted(len(nothing), Message("junior group has"), Message("junior groups have"))
    yield _finding("without-fte", "junior", nothing, Message("{what} no FTE, or 0", what=what))
    for mark, words in (("vacant", "vacant"), ("eliminated", "eliminated"), ("not-in-post", "not in post")):
        said = [row for row in organogram.seniors if row.mark == mark and row.fte]
        what = _counted(len(said), Message("senior row says"), Message("senior rows say"))
        yield _finding(
            "said-vacant", "senior", said, Message("{what} '{words}' and still count FTE", what=what, words=words)
        )


def _references(organogram: Organogram) -> Iterator[Finding]:
    count = Counter(row.reference for row in organogram.seniors)
    vague = [row for row in organogram.seniors if is_placeholder(row.reference)]
    what = _counted(
        len(vague), Message("senior row has a reference that names"), Message("senior rows have references that name")
    )
    yield _finding(
        "placeholder",
        "senior",
        vague,
        Message("{what} no post: {some}", what=what, some=_some(row.reference for row in vague)),
    )
    again = [row for row in organogram.seniors if count[row.reference] > 1 and not is_placeholder(row.reference)]
    shared: dict[str, Decimal] = {}
    for row in again:
        shared[row.reference] = shared.get(row.reference, Decimal(0)) + (row.fte or 0)
    job_shares = sum(fte <= 1 for fte in shared.values())
    message = Message(
        "{counted} on several senior rows: {job_shares} with at most 1 FTE together, as a job "
        "share has, and {number} with more, so that two people hold the post, or it is counted "
        "twice: {some}",
        counted=_counted(len(shared), "reference stands", "references stand"),
        job_shares=job_shares,
        number=len(shared) - job_shares,
        some=_some(shared),
    )
    yield _finding("repeated-reference", "senior", again, message)
    spellings: dict[str, set[str]] = {}
    for row in organogram.seniors:
        if (lasting := lasting_reference(row.reference)) is not None:
            spellings.setdefault(lasting, set()).add(row.reference)
    twice = [row for row in organogram.seniors if len(spellings.get(lasting_reference(row.reference) or "", ())) > 1]
    what = _counted(
        len(twice),
        Message("senior row has a reference that differs"),
        Message("senior rows have references that differ"),
    )
    names = _some(row.reference for row in twice)
    message = Message(
        "{what} from another one in zeros in front only, as if a post were listed twice: {names}",
        what=what,
        names=names,
    )
    yield _finding("reference-written-otherwise", "senior", twice, message)


def _repeated_rows(file: File, rows: Rows) -> Finding:
    seen: set[SeniorPost | JuniorGroup] = set()
    again = []
    for row in rows:
        alike = replace(row, line=0)
        if alike in seen:
            again.append(row)
        seen.add(alike)
    by_unit: dict[str, Decimal] = {}
    for row in again:
        by_unit[row.unit] = by_unit.get(row.unit, Decimal(0)) + (row.fte or 0)
    most = sorted(by_unit, key=lambda unit: (-by_unit[unit], unit))
    units = ", ".join(f"{unit} {by_unit[unit]:,}" for unit in most[:4]) + (" …" if len(most) > 4 else "")
    message = Message(
        "{counted} in every column, with {fte:,} FTE; they may be meant or counted twice: {units}",
        counted=_counted(
            len(again),
            Message("{file} row repeats another one", file=file),
            Message("{file} rows repeat other ones", file=file),
        ),
        fte=sum(by_unit.values(), Decimal(0)),
        units=units,
    )
    return _finding("repeated-row", file, again, message)


def _bosses(organogram: Organogram) -> Iterator[Finding]:
    posts = SeniorPosts.of(organogram)
    yield from _strays("senior", organogram.seniors, posts)
    yield from _strays("junior", organogram.juniors or (), posts)
    for circle in circles(organogram):
        alone = Message("post {circle} reports to itself", circle=circle[0])
        message = (
            alone if len(circle) == 1 else Message("posts report to each other in a circle: {some}", some=_some(circle))
        )
        yield _finding("circle", "senior", [posts.first[one] for one in circle], message)


def _strays(file: File, rows: Rows, posts: SeniorPosts) -> Iterator[Finding]:
    meant = [(row, posts.found(row.reports_to)) for row in rows if row.reports_to != TOP]
    strays = [row for row, boss in meant if boss is None]
    what = _counted(len(strays), Message("{file} row reports", file=file), Message("{file} rows report", file=file))
    names = _some(row.reports_to or "(blank)" for row in strays)
    yield _finding(
        "unknown-boss",
        file,
        strays,
        Message("{what} to a post that is not in the file: {names}", what=what, names=names),
    )
    other = [row for row, boss in meant if boss is not None and boss != row.reports_to]
    what = _counted(len(other), Message("{file} row writes", file=file), Message("{file} rows write", file=file))
    names = _some(row.reports_to for row in other)
    yield _finding(
        "boss-written-otherwise",
        file,
        other,
        Message("{what} a boss with other zeros in front: {names}", what=what, names=names),
    )


def _units(organogram: Organogram) -> Iterator[Finding]:
    seniors = {unit_key(row.unit) for row in organogram.seniors}
    without = [row for row in organogram.juniors or () if unit_key(row.unit) not in seniors]
    names = _some(row.unit for row in without)
    what = _counted(len({unit_key(row.unit) for row in without}), Message("unit has"), Message("units have"))
    yield _finding(
        "unit-without-seniors",
        "junior",
        without,
        Message("{what} junior posts and no senior one: {names}", what=what, names=names),
    )
    if organogram.juniors is not None:
        juniors = {unit_key(row.unit) for row in organogram.juniors}
        alone = [row for row in organogram.seniors if unit_key(row.unit) not in juniors]
        names = _some(row.unit for row in alone)
        what = _counted(len({unit_key(row.unit) for row in alone}), Message("unit has"), Message("units have"))
        yield _finding(
            "unit-without-juniors",
            "senior",
            alone,
            Message("{what} senior posts and no junior one: {names}", what=what, names=names),
        )
    for unit in unit_lines(organogram).circular:
        name = units_of(organogram)[unit]
        message = Message("the units above '{name}' come back to it; it reports to the organisation instead", name=name)
        yield Finding("unit-circle", "", message, 1)


def gaps(before: Organogram | None, this: Organogram, after: Organogram | None) -> list[Finding]:
    """Return what a snapshot lacks beside the ones before and after it, and which units are out of line.

    A unit is missing if both neighbours have it. One is out of line if it has a quarter more, or a quarter less, FTE
    than each neighbour that has it, and these have fifty or more. A single neighbour is not enough for
    either. The sum of both files is judged as a unit is.

    Examples
    --------
    >>> from datetime import date
    >>> def snapshot(year, *units):
    ...     posts = (SeniorPost(2, "1", "T", "G", unit, "XX", Decimal(60), None, "") for unit in units)
    ...     return Organogram("D", "D", date(year, 3, 31), tuple(posts), None)
    >>> for found in gaps(snapshot(2012, "Army", "Navy"), snapshot(2013, "Army"), snapshot(2014, "Army", "Navy")):
    ...     print(found.message)
    'Navy' is missing: it has 60 FTE on 2012-03-31 and 60 on 2014-03-31
    all units together have 60 FTE, and 120 on 2012-03-31 and 120 on 2014-03-31
    """
    if before is None or after is None:
        return []
    earlier, now, later = map(_fte_by_unit, (before, this, after))
    names = units_of(before) | units_of(this)
    found = []
    for unit in sorted(earlier.keys() & later.keys()):
        beside = f"{earlier[unit]:,} {_on(before)} and {later[unit]:,} {_on(after)}"
        if unit not in now:
            had = Message(
                "{earlier:,} FTE {on} and {later:,} {on2}",
                earlier=earlier[unit],
                on=_on(before),
                later=later[unit],
                on2=_on(after),
            )
            message = Message("'{names}' is missing: it has {had}", names=names[unit], had=had)
            found.append(Finding("unit-missing", "", message, 1))
        elif _far(now[unit], earlier[unit], later[unit]):
            message = Message(
                "'{names}' has {now:,} FTE, and {beside}", names=names[unit], now=now[unit], beside=beside
            )
            found.append(Finding("out-of-line", "", message, 1, now[unit]))
    if _far(this.fte, before.fte, after.fte):
        beside = f"{before.fte:,} {_on(before)} and {after.fte:,} {_on(after)}"
        message = Message("all units together have {fte:,} FTE, and {beside}", fte=this.fte, beside=beside)
        found.append(Finding("out-of-line", "", message, 1, this.fte))
    return found


def _on(organogram: Organogram) -> str:
    return Message("on {day}", day=organogram.day) if organogram.day else "beside it"


def _fte_by_unit(organogram: Organogram) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in organogram.rows:
        unit = unit_key(row.unit)
        found[unit] = found.get(unit, Decimal(0)) + (row.fte or 0)
    return found


def _far(this: Decimal, before: Decimal, after: Decimal) -> bool:
    low, high = sorted(map(Fraction, (before, after)))
    return low >= _SMALL and (this < low * (1 - _FAR) or this > high * (1 + _FAR))
