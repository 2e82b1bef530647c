"""The reference workload of :mod:`benchmarks.reference` as an ordinary scenario: files that anybody could have written.

Where the two differ, in words: in orgsim the deputies who stay in a merged unit are the absorbing unit's and then those
of the other by number, not those with the longest tenure, and the head who loses the title becomes staff and not a
deputy. That concerns some ten people of 2,000, and makes severance some 0.2 % cheaper;
``benchmarks.workload`` holds the eight totals against each other.
"""

import csv
import math
from collections.abc import Iterable
from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.reference import (
    DEATH,
    DEPUTY,
    HEAD,
    MERGER_YEAR,
    PEOPLE_PER_UNIT,
    RESIGNATION,
    YEARS,
    Population,
    hazard_tables,
    merged_units,
    retirement_ages,
)

__all__ = ["FIRST_YEAR", "plain_yaml", "write_scenario"]

FIRST_YEAR = 2001
_ASSUMED = {"source": "the reference workload", "confidence": "assumed"}
_NAMED = {"name": "Reference workload", "name_vi": "Bài toán chuẩn"}
_WORDS = {"legal_basis": "the reference workload", "reason": "The workload says so"}
_POST, _LABOUR, _NONE = "post", "labour", "none"
"""Contracts. Recruits' regular one would let people rise and move to vacant posts, which the workload does not know;
nobody is on it."""


def plain_yaml() -> YAML:
    """Return a writer of plain YAML: in blocks, keys in their order, and what is used twice written twice."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.sort_base_mapping_type_on_output = False, False
    yaml.representer.ignore_aliases = lambda _: True
    return yaml


def write_scenario(start: Population, folder: Path) -> Path:
    """Write the files of the scenario to a folder and return it."""
    units = len(start.allowed)
    names = [f"u{unit:05d}" for unit in range(units)]
    folder.mkdir(parents=True, exist_ok=True)
    yaml = plain_yaml()
    _table(folder / "units.csv", "id,name,name_vi,kind,counted_as,reports_to,assumes", _units(names))
    _table(folder / "posts.csv", "unit,title,title_vi,rank,standing,funding,group,count,filled,assumes", _posts(start))
    _table(folder / "people.csv", "id,unit,title,standing,birth,sex,started,grade,contract", _people(start))
    _table(folder / "duties.csv", "id,name,name_vi,owner,function,assumes", [])
    _table(folder / "sites.csv", "id,name,unit,assumes", [])
    for name, content in (
        ("scenario", _scenario()),
        ("assumptions", _assumptions()),
        ("law", _law()),
        ("roadmap", _roadmap(start, names)),
        *((f"law-{year}", _retirement(year)) for year in range(1, YEARS + 1)),
    ):
        with (folder / f"{name}.yaml").open("w", encoding="utf-8") as out:
            yaml.dump(content, out)
    return folder


def _table(file: Path, columns: str, rows: Iterable[Iterable[object]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns.split(","))
        writer.writerows(rows)


def _units(names: list[str]) -> Iterable[tuple[object, ...]]:
    yield ("top", "The whole", "Toàn bộ", "whole", "whole", "", "")
    yield from ((name, f"Unit {name}", f"Đơn vị {name}", "unit", "unit", "top", "") for name in names)


def _posts(start: Population) -> Iterable[tuple[object, ...]]:
    for unit, allowed in enumerate(start.allowed.tolist()):
        name, staff = f"u{unit:05d}", int(allowed) - 6
        yield (name, "head", "Trưởng", "head", "authorised", "state", "head", 1, 1, "")
        yield (name, "deputy", "Phó", "deputy", "authorised", "state", "deputy", 5, 5, "")
        yield (name, "officer", "Viên chức", "staff", "authorised", "state", "officer", staff, staff, "")
        if more := PEOPLE_PER_UNIT - allowed:
            yield (name, "officer", "Viên chức", "staff", "supernumerary", "state", "officer", more, more, "")


def _people(start: Population) -> Iterable[tuple[object, ...]]:
    """Yield everybody; of the staff the first have posts and the rest are beyond them."""
    for slot in range(len(start)):
        unit, place = divmod(slot, PEOPLE_PER_UNIT)
        rank = int(start.ranks[slot])
        title = "head" if rank == HEAD else "deputy" if rank == DEPUTY else "officer"
        standing = "authorised" if place < start.allowed[unit] else "supernumerary"
        # In December everybody is as old, and has served as long, as the workload says of the year.
        birth = f"{FIRST_YEAR - 1 - start.ages[slot]}-12"
        started = f"{FIRST_YEAR - 1 - start.tenures[slot]}-12"
        sex = "female" if start.women[slot] else "male"
        contract = _LABOUR if start.contracts[slot] else _POST
        yield (f"p{slot:07d}", f"u{unit:05d}", title, standing, birth, sex, started, "flat", contract)


def _scenario() -> dict[str, object]:
    return {
        "id": "workload",
        **_NAMED,
        "currency": "EUR",
        "jurisdiction": "none",
        "instruments": ["law.yaml", *(f"law-{year}.yaml" for year in range(1, YEARS + 1))],
        "horizon": {"start": f"{FIRST_YEAR}-01-01", "end": f"{FIRST_YEAR + YEARS - 1}-12-31"},
        "boundary": "top",
        "tables": {name: f"{name}.csv" for name in ("units", "posts", "duties", "sites")},
        "people": {"roster": "people.csv"},
        "assumptions": "assumptions.yaml",
        "roadmaps": ["roadmap.yaml"],
        "reference": "roadmap",
        "targets": [],
    }


def _assumptions() -> dict[str, object]:
    def stated(value: object) -> dict[str, object]:
        return {"value": value, "unit": "1", "reason": "The workload says so", **_ASSUMED}

    groups = ("head", "deputy", "officer")
    quits, dies = hazard_tables()
    # The age of 1 January is a year less than that which the workload has in the year.
    ages = [0, *(20 + 5 * band - 1 for band in range(1, len(RESIGNATION)))]

    def hazards(woman: int, contract: int) -> list[tuple[int, float, float]]:
        """Return ages, and hazards under which people leave with the workload's probabilities."""
        found = []
        for band, age in enumerate(ages):
            quit_, die = float(quits[woman, contract, band]), float(dies[woman, contract, band])
            hazard = -math.log1p(-(quit_ + die))
            found.append((age, hazard * quit_ / (quit_ + die), hazard * die / (quit_ + die)))
        return found

    assert len(DEATH) == len(ages)
    quit_rows = [
        {"age_from": age, "hazard": hazard, "sex": sex, "contract": contract}
        for woman, sex in enumerate(("male", "female"))
        for contract, on_contract in ((_POST, 0), (_LABOUR, 1), (_NONE, 0))
        for age, hazard, _ in hazards(woman, on_contract)
    ]
    death_rows = [
        {"age_from": age, "male": man, "female": woman}
        for (age, _, man), (_, _, woman) in zip(hazards(0, 0), hazards(1, 0), strict=True)
    ]
    profile = [
        {"age": 24, "sex": sex, "share": share, "contract": contract}
        for sex in ("male", "female")
        for contract, share in ((_POST, 0.45), (_LABOUR, 0.05))
    ]
    return {
        "rates": {
            "quit_hazard": stated(quit_rows),
            "quit_multiplier": stated(dict.fromkeys(groups, 1.0)),
            "death_hazard": stated(death_rows),
            "death_multiplier": stated(1.0),
            "compulsory_retirement": stated({_POST: True, _LABOUR: True, _NONE: True}),
            "leadership": stated({"head": 20.0, "deputy": 10.0}),
            "facts": stated({}),
            "entrants": stated({"profile": profile, "grade": dict.fromkeys(groups, "flat"), "contract": _NONE}),
            "discount_rate": stated(0.0),
        },
        "statements": [],
    }


def _instrument(key: str, parameters: list[dict[str, object]], **more: object) -> dict[str, object]:
    words = {"unit": "1", "article": "1", "confidence": "assumed"}
    return {
        "id": key,
        "title": "The reference workload",
        "title_vi": "Bài toán chuẩn",
        "scheme": "workload",
        "in_force_from": "1900-01-01",
        "source": "the reference workload",
        "parameters": [{**parameter, **words} for parameter in parameters],
        **more,
    }


def _law() -> dict[str, object]:
    """Return pay of 20 units and a leader's allowance, and severance in half-months of pay with seniority."""
    tenure = "floor(service_months / 12)"
    half_month = f"(pay + min(floor({tenure} / 3), 12))"
    amounts = {"contract": f"2 * {tenure}", "early": f"months_early / 2 + {tenure}", "other": f"3 * {tenure}"}
    parameters: list[dict[str, object]] = [
        {"id": "grades", "grades": {"flat": {"first": 20.0, "step": 0, "steps": 1, "months_per_step": 12}}},
        {"id": "base_salary", "value": 1},
        {"id": "allowance_rate", "value": 0},
        {"id": "employer_rate", "value": 0},
        {"id": "anybody", "formula": "service_months > 0"},
        {"id": "near_retirement", "formula": "months_early <= 60 and service_months >= 240"},
        *({"id": f"{key}_amount", "formula": f"({half}) * {half_month}"} for key, half in amounts.items()),
    ]
    names = {"name": "Severance", "name_vi": "Trợ cấp"}
    benefits = [
        {"route": key, "cause": cause, "eligible": able, "amount": f"{key}_amount", **names}
        for key, cause, able in (
            ("contract", "contract_ended", "anybody"),
            ("early", "early_retired", "near_retirement"),
            ("other", "severed", "anybody"),
        )
    ]
    return _instrument("severance", parameters, benefits=benefits)


def _retirement(year: int) -> dict[str, object]:
    """Return the ages of one year; those of the first year hold before it, those of the last one after it."""
    men, women = retirement_ages(year)
    age: list[dict[str, object]] = [{"id": "retirement_age", "formula": f"{12 * men} if male else {12 * women}"}]
    first = "1900-01-01" if year == 1 else f"{FIRST_YEAR + year - 1}-01-01"
    last = {} if year == YEARS else {"in_force_to": f"{FIRST_YEAR + year - 1}-12-31"}
    return _instrument(f"retirement-{year}", age, scheme="retirement", in_force_from=first, **last)


def _roadmap(start: Population, names: list[str]) -> dict[str, object]:
    merged = merged_units(len(names))
    steps = []
    for one in range(0, merged, 2):
        # The one whose head has served longer goes on, so that this head stays.
        heads = start.tenures[[one * PEOPLE_PER_UNIT, (one + 1) * PEOPLE_PER_UNIT]]
        into, absorbed = (one, one + 1) if heads[0] >= heads[1] else (one + 1, one)
        both = int(start.allowed[one] + start.allowed[one + 1])
        steps.append(
            {
                "op": "absorb",
                "id": f"merge-{one:05d}",
                "date": f"{FIRST_YEAR + MERGER_YEAR - 1}-01-01",
                **_WORDS,
                "absorbed": [names[absorbed]],
                "into": names[into],
                "deputies": 8,
                "abolish": both - 9 * both // 10,
            }
        )
    limit = {"at_most_share": 0.05, "at_least": 1}
    shared: dict[str, object] = {**_NAMED, **_WORDS, "scheme": "workload", "of_each_unit": limit}
    shared["quota"] = {FIRST_YEAR + year: 10_000 for year in range(YEARS)}
    separation = {**shared, "programme": "separation", "contracts": [_POST], "post": "keep"}
    programmes = [
        {**shared, "id": "contracts", "programme": "end_contracts", "route": "contract", "contracts": [_LABOUR]},
        {**separation, "id": "early", "route": "early", "groups": ["deputy", "officer"], "order": ["oldest"]},
        {**separation, "id": "staff", "route": "other", "groups": ["officer"]},
        {**separation, "id": "deputies", "route": "other", "groups": ["deputy"]},
    ]
    hiring = {
        **_NAMED,
        **_WORDS,
        "id": "hiring",
        "programme": "recruitment",
        "first_year": FIRST_YEAR,
        "last_year": FIRST_YEAR + YEARS - 1,
        "share_of_leavers": 0.5,
        "of_each_unit": True,
        "unfilled": "keep",
    }
    words = {"summary": "The reference workload", "summary_vi": "Bài toán chuẩn"}
    ordered = [{"order": ["shortest-service"], **programme} for programme in programmes]
    return {"id": "roadmap", **_NAMED, **words, "steps": steps, "programmes": [*ordered, hiring]}
