"""``IMPORT.md`` of a scenario made of an organogram: the files, the sums, and what is odd in them."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from orgsim.io.organogram.published import Snapshot
from orgsim.model.organogram import Finding, Organogram
from orgsim.rules.organogram.lines import units_of
from orgsim.rules.organogram.whole import PostGroup

__all__ = ["import_text"]


def import_text(snapshot: Snapshot, findings: Sequence[Finding], posts: Sequence[PostGroup]) -> str:
    """Say of what a scenario was made, what the files add up to, and what a reader should know of them."""
    return "\n".join([*_lines(snapshot, findings, posts), ""])


def _lines(snapshot: Snapshot, findings: Sequence[Finding], posts: Sequence[PostGroup]) -> Iterator[str]:
    found: Organogram = snapshot.organogram
    yield f"# {snapshot.name}: what was imported"
    yield ""
    yield "Written by `orgsim organogram import`. Nothing was corrected."
    yield ""
    yield "| file | SHA-256 | rows | FTE |"
    yield "|---|---|---|---|"
    yield _file(snapshot.senior, len(found.seniors), f"{found.senior_fte:,}")
    if snapshot.junior is not None and found.juniors is not None:
        yield _file(snapshot.junior, len(found.juniors), f"{found.junior_fte:,}")
    yield ""
    count, filled = sum(post.count for post in posts), sum(post.filled for post in posts)
    units = len(units_of(found))
    yield f"{units:,} units, {found.fte:,} FTE; as whole posts {filled:,} held, {count - filled:,} vacant."
    yield ""
    yield "`organogram.csv` has each row with its exact FTE, and the unit and title under which `posts.csv` counts it."
    yield "Names of units, posts and grades are as published, in both languages. What is assumed stands in"
    yield "`assumptions.yaml` and `law/pay-bands.yaml`."
    yield ""
    yield "## What is odd in the files"
    yield ""
    yield from (f"- {one.message[:1].upper()}{one.message[1:]}." for one in findings)
    if not findings:
        yield "Nothing was found."


def _file(path: Path, rows: int, fte: str) -> str:
    return f"| `{path.name}` | `{hashlib.sha256(path.read_bytes()).hexdigest()}` | {rows:,} | {fte} |"
