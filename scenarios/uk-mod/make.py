# ruff: noqa: INP001 - a script beside its tables, in no package
"""Write the tables, the assumptions and the observed steps of this scenario from the files in ``source/``.

``python make.py`` writes them beside itself, ``python make.py FOLDER`` into another folder. The same files give
the same bytes. What is written by hand is left alone.
"""

import datetime as dt
import io
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from ruamel.yaml import YAML

from orgsim.io.organogram.published import Snapshot, junior_beside, read_snapshot
from orgsim.io.organogram.scenario import scenario_files
from orgsim.rules.apportion import largest_remainder
from orgsim.rules.organogram.findings import findings
from orgsim.rules.organogram.lines import unit_lines
from orgsim.rules.organogram.whole import whole_posts

HERE = Path(__file__).resolve().parent
OPENING, CLOSING = "2011-09-30-senior.csv.gz", "2016-03-31-senior.csv.gz"
BY_HAND = ("scenario.yaml", "roadmaps/all-replaced.yaml")
"""Files of an import that this scenario does not take as they are."""
DAYS = tuple(f"{year}-03-31" for year in range(2012, 2017))
BASIS = "Observed in the snapshots; the orders were not read"
ORGANISATION = "ministry-of-defence"
CENTRE, OVERSEAS, JOINT = "central-top-level-budget", "permanent-joint-headquarters", "joint-forces-command"
PART = "centre-for-"
"""How units are called for the moment between leaving the centre and joining another unit."""
HEIRS = {
    CENTRE: "head-office-and-corporate-services",
    "land-forces": "army-command",
    "navy-command-tlb": "navy-command",
    "royal-air-force-air-command": "air-command",
}
"""The unit of the last snapshot that a unit of the first one became."""
NAMES = (
    (CENTRE, "Head Office and Corporate Services", "2012-03-31"),
    ("land-forces", "Army", "2012-03-31"),
    ("navy-command-tlb", "Navy Command", "2013-09-30"),
    ("land-forces", "Army Command", "2016-03-31"),
    ("royal-air-force-air-command", "Air Command", "2016-03-31"),
)
"""Units, their later names, and the first snapshot that has the name; one step cannot change an id."""
STATEMENTS = (
    (
        "growth-from-the-centre",
        "The centre gave what Joint Forces Command has beyond the Permanent Joint Headquarters, and what units gained.",
        "Khối trung ương giao phần của Bộ Tư lệnh Liên quân ngoài Sở Chỉ huy Liên quân, và phần tăng của các đơn vị.",
        "The senior posts known again came from it, and it lost more; of junior posts only numbers are known",
    ),
    (
        "equal-yearly-cuts",
        "What a unit lost between September 2011 and March 2016 went in five equal parts, on each 31 March.",
        "Số vị trí một đơn vị giảm từ tháng 9/2011 đến tháng 3/2016 được chia thành năm phần bằng nhau, mỗi 31/3.",
        "Several snapshots between lack a unit or count one twice, so single years cannot be told",
    ),
    (
        "vacancies-filled",
        "Every leaver whose post still exists is replaced.",
        "Người nghỉ có vị trí còn tồn tại đều được tuyển bù.",
        "The steps already take away the posts that went",
    ),
)


def files() -> dict[str, str]:
    """Return the files by name."""
    opening = _snapshot(OPENING)
    made = scenario_files(opening, [*opening.findings, *findings(opening.organogram)])
    keys = ("id", "statement", "statement_vi", "reason")
    added = _yaml([dict(zip(keys, row, strict=True)) for row in STATEMENTS])
    # The list of statements is the last thing in the file, so that more of them can follow.
    made["assumptions.yaml"] += added
    made["steps/observed.yaml"] = _yaml({"steps": list(_steps())})
    return {name: text for name, text in sorted(made.items()) if name not in BY_HAND}


def _snapshot(name: str) -> Snapshot:
    senior = HERE / "source" / name
    return read_snapshot(senior, junior_beside(senior))


def _posts(name: str) -> Counter[str]:
    """Return how many whole posts each unit of a snapshot has."""
    found: Counter[str] = Counter()
    organogram = _snapshot(name).organogram
    for post in whole_posts(organogram, unit_lines(organogram)):
        found[post.unit] += post.count
    return found


def _steps() -> Iterator[Mapping[str, object]]:
    """Yield what became of the units and of their posts, in order of date."""
    posts, then = _posts(OPENING), _posts(CLOSING)
    closing = {unit: then[HEIRS.get(unit, unit)] for unit in (*posts, JOINT) if unit != OVERSEAS}
    whole = posts[CENTRE]
    posts[JOINT] = posts.pop(OVERSEAS)
    grown = {unit: closing[unit] - posts[unit] for unit in sorted(posts) if closing[unit] > posts[unit]}
    yield _spin_off(grown, whole)
    yield _absorb("form-joint-forces", OVERSEAS, JOINT, "The Permanent Joint Headquarters goes into the new command")
    for unit in grown:
        if unit != JOINT:
            yield _absorb(f"enlarge-{unit}", f"{PART}{unit}", unit, "What the unit gained by March 2016")
    posts[CENTRE] -= sum(grown.values())
    lost = {unit: posts[unit] - closing[unit] for unit in sorted(posts) if unit not in grown}
    parts = {unit: largest_remainder(less, [Fraction(1, len(DAYS))] * len(DAYS)) for unit, less in lost.items() if less}
    for place, day in enumerate(DAYS):
        cuts = {unit: part[place] for unit, part in parts.items() if part[place]}
        said = _said(f"cut-{day[:4]}", day, "A fifth of what each unit lost by March 2016", "equal-yearly-cuts")
        yield {"op": "reduce_establishment", **said, "cuts": cuts}
    for unit, name, day in NAMES:
        said = _said(f"rename-{unit}-{day[:4]}", day, "The snapshot has the unit's senior posts under this name")
        yield {"op": "rename", **said, "unit": unit, "name": name, "name_vi": name}


def _spin_off(grown: Mapping[str, int], whole: int) -> Mapping[str, object]:
    """Let the centre give each unit that grew its posts: to Joint Forces Command itself, to others by a part."""
    names = {JOINT: "Joint Forces Command"}
    into = [
        {
            "id": unit if unit == JOINT else f"{PART}{unit}",
            "name": names.get(unit, f"Posts for {unit}"),
            "name_vi": names.get(unit, f"Vị trí cho {unit}"),
            "kind": "unit",
            "counted_as": "unit",
            "reports_to": ORGANISATION,
            "share": f"{posts}/{whole}",
        }
        for unit, posts in grown.items()
    ]
    reason = "Joint Forces Command is formed, and posts of the centre go to other units"
    return {
        "op": "spin_off",
        **_said("leave-the-centre", DAYS[0], reason, "growth-from-the-centre"),
        "unit": CENTRE,
        "into": into,
    }


def _absorb(key: str, unit: str, into: str, reason: str) -> Mapping[str, object]:
    said = _said(key, DAYS[0], reason, "growth-from-the-centre")
    return {"op": "absorb", **said, "absorbed": [unit], "into": into, "deputies": "all", "abolish": 0}


def _said(key: str, day: str, reason: str, *assumes: str) -> Mapping[str, object]:
    words = {"id": key, "date": dt.date.fromisoformat(day), "legal_basis": BASIS, "reason": f"{reason}."}
    return {**words, "assumes": list(assumes)} if assumes else words


def _yaml(value: object) -> str:
    written = YAML()
    written.indent(mapping=2, sequence=4, offset=2)
    written.width = 120
    text = io.StringIO()
    written.dump(value, text)
    return text.getvalue()


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, text in files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
