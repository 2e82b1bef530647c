"""The files of the scenario that is made of lists."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ruamel.yaml import YAML

from orgsim.io.importing.assumed import STATEMENTS, pay_instrument, rates
from orgsim.io.importing.cells import written
from orgsim.io.importing.keys import spelled
from orgsim.io.importing.lists import Lists
from orgsim.io.importing.mapping import mapping_text
from orgsim.io.importing.settle import Staff
from orgsim.io.importing.units import TOP, Made
from orgsim.io.importing.vocabulary import CONTRACTS
from orgsim.model.dates import month_text
from orgsim.model.organisation import Rank, Standing
from orgsim.rules.law.code import basis, grade_scales, parameter_on
from orgsim.rules.law.facts import SIMULATED
from orgsim.rules.law.pay import PAY

__all__ = ["scenario_files"]

Row = Sequence[str]
_CURRENCIES = {"vietnam": "VND", "united-kingdom": "GBP", "united-states": "USD", "germany": "EUR", "france": "EUR"}
_NO_CURRENCY = "XXX"
_YEARS = 5


@dataclass(frozen=True, slots=True)
class _Posts:
    """Posts of one unit, title and standing; the people in them, those gone included, and how many more are vacant."""

    unit: str
    title: str
    title_text: str
    rank: Rank
    standing: Standing
    group: str
    staff: tuple[Staff, ...]
    vacant: int
    assumes: frozenset[str]


def scenario_files(lists: Lists, name: str, *, anonymise: bool) -> dict[str, str]:
    """Return the files of a scenario by name; the same lists give the same bytes.

    Parameters
    ----------
    name
        The id of the scenario.
    anonymise
        Whether people get keys p00001, p00002 … in the order of their codes, and nothing holds their names and codes.
    """
    made = _Scenario(lists, name)
    keys = {one.id: one.id for one in made.present}
    if anonymise:
        keys = {one.id: f"p{number:05d}" for number, one in enumerate(made.present, start=1)}
    tables = {
        "units.csv": (_UNITS, made.unit_rows()),
        "posts.csv": (_POSTS, made.post_rows()),
        "people.csv": (_PEOPLE, made.people_rows(keys)),
        "duties.csv": (_DUTIES, ()),
        "sites.csv": (_SITES, ()),
    }
    if not anonymise and any(one.entry.name for one in made.present):
        tables["names.csv"] = (("id", "name"), [(one.id, one.entry.name) for one in made.present])
    files = {table: _csv(header, rows) for table, (header, rows) in tables.items()}
    files["scenario.yaml"] = _yaml(made.main(), "What is simulated, and in which files it is described.")
    files["assumptions.yaml"] = _yaml(made.assumptions(), "Made by orgsim import: nothing here is from your lists.")
    files["roadmaps/unchanged.yaml"] = _yaml(_ROADMAP, _ROADMAP_HEAD)
    if not made.scales:
        files["law/pay.yaml"] = _yaml(pay_instrument(made.grades, made.currency), "Pay that is not known.")
    files["import-mapping.yaml"] = mapping_text(lists.mapping)
    return dict(sorted(files.items()))


_UNITS = ("id", "name", "name_vi", "kind", "counted_as", "reports_to", "assumes")
_POSTS = ("unit", "title", "title_vi", "rank", "standing", "funding", "group", "count", "filled", "assumes")
_PEOPLE = ("id", "unit", "title", "standing", "birth", "sex", "started", "grade", "contract")
_DUTIES = ("id", "name", "name_vi", "owner", "function", "assumes")
_SITES = ("id", "name", "unit", "assumes")
_ROADMAP_HEAD = (
    "Nothing is reorganised, and nobody is recruited. Copy this file and write steps and programmes into the copy:\n"
    "orgsim schema roadmap has every field, docs/reference/operators.md every step."
)
_ROADMAP = {
    "id": "unchanged",
    "name": "Nothing is reorganised",
    "name_vi": "Giữ nguyên tổ chức",
    "summary": "Units and posts stay as they are; who leaves is not replaced.",
    "summary_vi": "Giữ nguyên đơn vị và biên chế; người nghỉ không được thay thế.",
    "steps": [],
}


@dataclass(frozen=True)
class _Scenario:
    """Lists as the rows and values of a scenario."""

    lists: Lists
    name: str

    @cached_property
    def present(self) -> Sequence[Staff]:
        return [one for one in self.lists.staff if not one.gone]

    @cached_property
    def scales(self) -> frozenset[str]:
        return frozenset(grade_scales(self.lists.law, self.lists.opening))

    @cached_property
    def grades(self) -> Sequence[str]:
        return sorted({one.grade for one in self.lists.staff})

    @cached_property
    def posts(self) -> Sequence[_Posts]:
        return [posts for unit in self.lists.units.made for posts in self._unit_posts(unit)]

    @property
    def currency(self) -> str:
        return _CURRENCIES.get(self.lists.law.jurisdiction, _NO_CURRENCY)

    def _unit_posts(self, unit: Made) -> Iterator[_Posts]:
        alike: dict[tuple[str, Standing], list[Staff]] = {}
        for one in self.by_unit.get(unit.id, ()):
            alike.setdefault((one.title, one.standing), []).append(one)
        authorised = {
            title: len(staff) for (title, standing), staff in alike.items() if standing is Standing.AUTHORISED
        }
        posts = sum(authorised.values())
        vacant = max(0, (unit.establishment or 0) - posts)
        least = min(authorised, key=lambda title: (-authorised[title], title), default=None)
        over = unit.establishment is not None and posts > unit.establishment
        why = {"over-establishment"} if over else {"posts-are-people"} if unit.establishment is None else set()
        for (title, standing), staff in sorted(alike.items()):
            here = vacant if title == least and standing is Standing.AUTHORISED else 0
            group = _most(one.group for one in staff)
            assumes = {"state-pays", *(reason for one in staff for reason in one.assumes)}
            assumes |= why if standing is Standing.AUTHORISED else set()
            assumes |= {"vacant-posts"} if here else set()
            assumes |= {"beyond-establishment"} if standing is Standing.SUPERNUMERARY else set()
            assumes |= {"grade-codes"} if any(self._is_coded(one) for one in staff) else set()
            rank = Rank(_most(str(one.rank) for one in staff))
            text = _most(one.title_text for one in staff)
            yield _Posts(unit.id, title, text, rank, standing, group, tuple(staff), here, frozenset(assumes))
        if vacant and least is None:
            why = {"state-pays", "vacant-posts"}
            yield _Posts(
                unit.id,
                "post",
                "Vị trí việc làm",
                Rank.STAFF,
                Standing.AUTHORISED,
                self._usual_group,
                (),
                vacant,
                frozenset(why),
            )

    @cached_property
    def by_unit(self) -> Mapping[str, Sequence[Staff]]:
        found: dict[str, list[Staff]] = {}
        for one in self.lists.staff:
            found.setdefault(one.unit, []).append(one)
        return found

    @cached_property
    def _usual_group(self) -> str:
        return _most(one.group for one in self.lists.staff) if self.lists.staff else "civil-servant"

    def _is_coded(self, one: Staff) -> bool:
        """Say whether a grade follows from a code, and not from the name of a pay table or the mapping."""
        return (
            bool(self.scales) and one.entry.grade is not None and spelled(self._grade_words(one)) != spelled(one.grade)
        )

    def _grade_words(self, one: Staff) -> str:
        return written(one.entry.row.cell("grade"))

    def unit_rows(self) -> Iterator[Row]:
        for unit in self.lists.units.made:
            assumes = "one-top" if unit.id == TOP and unit.row is None else ""
            yield unit.id, unit.name, unit.name_vi, unit.kind, unit.kind, unit.boss, assumes

    def post_rows(self) -> Iterator[Row]:
        for posts in self.posts:
            filled = sum(not one.gone for one in posts.staff)
            counts = (str(len(posts.staff) + posts.vacant), str(filled))
            words = (str(posts.rank), str(posts.standing), "state", posts.group)
            yield (
                posts.unit,
                self._title(posts.title, posts.standing),
                posts.title_text,
                *words,
                *counts,
                ";".join(sorted(posts.assumes)),
            )

    def people_rows(self, keys: Mapping[str, str]) -> Iterator[Row]:
        for one in self.present:
            place = (one.unit, self._title(one.title, one.standing), str(one.standing))
            yield (
                keys[one.id],
                *place,
                month_text(one.birth),
                str(one.sex),
                month_text(one.started),
                one.grade,
                one.contract,
            )

    def _title(self, title: str, standing: Standing) -> str:
        """Part-time places have a title of their own: no title is part-time in one place and a post in another."""
        return f"{title[:54].rstrip('-')}-part-time" if standing is Standing.GRASSROOTS else title

    def main(self) -> Mapping[str, object]:
        lists = self.lists
        last = lists.opening.year + _YEARS - 1
        return {
            "id": self.name,
            "name": lists.name,
            "name_vi": lists.name,
            "currency": self.currency,
            "jurisdiction": lists.law.jurisdiction,
            **({} if self.scales else {"instruments": ["law/pay.yaml"]}),
            "horizon": {"start": lists.opening.isoformat(), "end": f"{last}-12-31"},
            "boundary": lists.units.made[0].id,
            "tables": {name: f"{name}.csv" for name in ("units", "posts", "duties", "sites")},
            "people": {"roster": "people.csv"},
            "assumptions": "assumptions.yaml",
            "roadmaps": ["roadmaps/unchanged.yaml"],
            "reference": "unchanged",
        }

    def assumptions(self) -> Mapping[str, object]:
        groups = sorted({posts.group for posts in self.posts})
        usual = _most(one.grade for one in self.lists.staff) if self.lists.staff else min(self.grades, default="")
        by_group = {
            group: _most(grades) if (grades := [one.grade for one in self.lists.staff if one.group == group]) else usual
            for group in groups
        }
        contracts = [name for name in CONTRACTS if any(one.contract == name for one in self.lists.staff)]
        named = {reason for posts in self.posts for reason in posts.assumes}
        named |= {row[-1] for row in self.unit_rows() if row[-1]}
        return {
            "rates": rates(groups, contracts, by_group, retire=self.lists.retire, facts=self._facts()),
            "statements": [
                {"id": key, "statement": said, "statement_vi": said_vi, "reason": reason}
                for key, (said, said_vi, reason) in STATEMENTS.items()
                if key in named
            ],
        }

    def _facts(self) -> Sequence[str]:
        """Return the facts for which the pay of the law asks."""
        if not self.scales:
            return []
        asked: set[str] = set()
        for name in PAY:
            found = parameter_on(self.lists.law, name, self.lists.opening)
            asked |= basis(self.lists.law, [name], self.lists.opening, found.instrument.scheme).facts
        return sorted(asked - SIMULATED)


def _most(words: Iterable[str]) -> str:
    """Return the most frequent word; of several, the first by letters."""
    found = Counter(words)
    return min(found, key=lambda word: (-found[word], word))


def _csv(header: Row, rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _yaml(value: object, head: str) -> str:
    written = YAML()
    written.indent(mapping=2, sequence=4, offset=2)
    written.width = 120
    text = io.StringIO()
    text.writelines(f"# {line}\n" for line in head.splitlines())
    written.dump(value, text)
    return text.getvalue()
