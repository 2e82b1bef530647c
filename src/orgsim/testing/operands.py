"""The operands of random steps: for each operator the fields that an organisation offers it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from orgsim.model.organisation import Funding, Organisation, Standing

__all__ = ["BUILDERS", "Fields"]

Fields = dict[str, Any]
Builder = Callable[[Organisation], st.SearchStrategy[Fields]]
"""Makes the fields of one operator's steps on an organisation; an empty strategy if it offers nothing to work on."""


def _units(o: Organisation) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(o.units))


def _several(o: Organisation, low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(_units(o), min_size=low, max_size=high, unique=True)


def _new_unit(o: Organisation, stem: str = "new") -> st.SearchStrategy[Fields]:
    free = next(key for key in (stem, *(f"{stem}-{n}" for n in range(len(o.units) + 1))) if key not in o.units)
    words = {"id": free, "name": "New", "name_vi": "Mới", "kind": "division", "counted_as": "division"}
    return _units(o).map(lambda boss: {**words, "reports_to": boss})


def _posts_of(o: Organisation, *standings: Standing) -> list[tuple[str, str]]:
    """Return pairs of units and titles that they have, sorted."""
    wanted = standings or tuple(Standing)
    return sorted({(unit, slot.title) for unit in o.slots for slot in o.slots[unit] if slot.standing in wanted})


def _title_of(o: Organisation, *standings: Standing) -> st.SearchStrategy[tuple[str, str]]:
    found = _posts_of(o, *standings)
    return st.sampled_from(found) if found else st.nothing()


def _new_posts(count: int, title: str = "staff") -> Fields:
    return {"title": title, "rank": "staff", "funding": "state", "group": "staff", "count": count}


def _deputies() -> st.SearchStrategy[int | str]:
    return st.just("all") | st.integers(0, 2)


def _absorb(o: Organisation) -> st.SearchStrategy[Fields]:
    return st.fixed_dictionaries(
        {"absorbed": _several(o, 1, 2), "into": _units(o), "deputies": _deputies(), "abolish": st.integers(0, 3)}
    )


def _consolidate(o: Organisation) -> st.SearchStrategy[Fields]:
    return st.fixed_dictionaries(
        {"units": _several(o, 2, 3), "into": _new_unit(o), "deputies": _deputies(), "abolish": st.integers(0, 3)}
    )


def _merge_villages(o: Organisation) -> st.SearchStrategy[Fields]:
    bosses = {boss: _villages(o, boss) for boss in sorted(o.reports)}
    pairs = [(a, b) for villages in bosses.values() for a in villages for b in villages if a != b]
    return st.sampled_from(pairs).map(lambda pair: {"villages": [pair[0]], "into": pair[1]}) if pairs else st.nothing()


def _villages(o: Organisation, boss: str) -> list[str]:
    return [
        unit
        for unit in sorted(o.reports[boss])
        if o.slots[unit] and all(slot.standing is Standing.GRASSROOTS for slot in o.slots[unit])
    ]


def _portions(o: Organisation, unit: str, targets: Sequence[Fields], shares: Sequence[str]) -> list[Fields]:
    """Give shares of a unit to targets, and all that no share divides to the first."""
    whole = {
        "duties": sorted(o.duties_of.get(unit, ())),
        "sites": sorted(o.sites_of.get(unit, ())),
        "subordinates": sorted(o.reports.get(unit, ())),
    }
    return [
        {**target, "share": share, **(whole if not position else {})}
        for position, (target, share) in enumerate(zip(targets, shares, strict=True))
    ]


def _split(o: Organisation) -> st.SearchStrategy[Fields]:
    def build(unit: str, one: Fields, two: Fields, shares: tuple[str, str]) -> Fields:
        return {"unit": unit, "into": _portions(o, unit, [one, two], shares)}

    shares = st.sampled_from([("1/2", "1/2"), ("1/3", "2/3"), ("0.9", "0.1")])
    return st.builds(build, _units(o), _new_unit(o, "one"), _new_unit(o, "two"), shares)


def _spin_off(o: Organisation) -> st.SearchStrategy[Fields]:
    def build(unit: str, part: Fields, share: str) -> Fields:
        duties = sorted(o.duties_of.get(unit, ()))[:1]
        return {"unit": unit, "into": [{**part, "share": share, "duties": duties}]}

    return st.builds(build, _units(o), _new_unit(o), st.sampled_from(["1/2", "1/3", "1"]))


def _dissolve(o: Organisation) -> st.SearchStrategy[Fields]:
    def build(unit: str, receivers: list[str], posts: str) -> Fields:
        shares = ["1"] if len(receivers) == 1 else ["1/4", "3/4"]
        return {
            "unit": unit,
            "posts": posts,
            "receivers": _portions(o, unit, [{"to": receiver} for receiver in receivers], shares),
        }

    return st.builds(build, _units(o), _several(o, 1, 2), st.sampled_from(["transfer", "abolish"]))


def _create(o: Organisation) -> st.SearchStrategy[Fields]:
    return st.builds(lambda unit, count: {"unit": unit, "posts": [_new_posts(count)]}, _new_unit(o), st.integers(0, 3))


def _form_teams(o: Organisation) -> st.SearchStrategy[Fields]:
    team = {"suffix": "team", "name": "Team", "name_vi": "Tổ", "kind": "team", "counted_as": "team"}
    places = {"title": "member", "group": "staff", "places": 2}
    return _several(o, 1, 3).map(lambda units: {"units": units, "team": {**team, **places}})


def _joint_office(o: Organisation) -> st.SearchStrategy[Fields]:
    found = [(unit, title) for unit, title in _posts_of(o, Standing.AUTHORISED) if title not in ("head", "chair")]
    if len({unit for unit, _ in found}) < 2:
        return st.nothing()
    pools = st.lists(st.sampled_from(found), min_size=2, max_size=3, unique_by=lambda pool: pool[0])
    return st.builds(
        lambda office, pooled: {
            "office": office,
            "pooled": [{"body": unit, "title": title, "posts": 1} for unit, title in pooled],
        },
        _new_unit(o),
        pools,
    )


def _move_unit(o: Organisation) -> st.SearchStrategy[Fields]:
    return st.builds(lambda unit, to: {"units": [unit], "to": to}, _units(o), _units(o))


def _transfer_posts(o: Organisation) -> st.SearchStrategy[Fields]:
    titles = _title_of(o, Standing.AUTHORISED)
    return st.builds(
        lambda found, to, posts: {"origin": found[0], "title": found[1], "to": to, "posts": posts},
        titles,
        _units(o),
        st.integers(1, 2),
    )


def _transfer_people(o: Organisation) -> st.SearchStrategy[Fields]:
    vacant = sorted(
        {
            (unit, slot.title)
            for unit in o.slots
            for slot in o.slots[unit]
            if slot.holder is None and slot.standing is Standing.AUTHORISED
        }
    )
    origins = _title_of(o, Standing.AUTHORISED, Standing.SUPERNUMERARY)
    if not vacant:
        return st.nothing()
    return st.builds(
        lambda found, to, people: {
            "origin": found[0], "title": found[1], "to": to[0], "to_title": to[1], "people": people
        },
        origins,
        st.sampled_from(vacant),
        st.integers(1, 2),
    )  # fmt: skip


def _transfer_duties(o: Organisation) -> st.SearchStrategy[Fields]:
    duties = sorted(o.duties)
    return (
        st.builds(lambda duty, to: {"duties": [{"duty": duty, "to": to}]}, st.sampled_from(duties), _units(o))
        if duties
        else st.nothing()
    )


def _adjust_duties(o: Organisation) -> st.SearchStrategy[Fields]:
    words = {"id": "a-new-duty", "name": "New", "name_vi": "Mới", "function": "f0"}
    begin = _units(o).map(lambda owner: {"begins": [{**words, "owner": owner}], "ends": []})
    end = st.sampled_from(sorted(o.duties)).map(lambda duty: {"ends": [duty]}) if o.duties else st.nothing()
    return begin | end


def _rotate(o: Organisation) -> st.SearchStrategy[Fields]:
    counted: dict[tuple[str, str], int] = {}
    for unit in o.slots:
        for slot in o.slots[unit]:
            if slot.standing is not Standing.SUPERNUMERARY:
                counted[slot.title, unit] = counted.get((slot.title, unit), 0) + 1
    single = sorted(key for key, count in counted.items() if count == 1)
    rings = {title: [unit for other, unit in single if other == title] for title, _ in single}
    titles = [title for title in sorted(rings) if len(rings[title]) > 1]
    return (
        st.sampled_from(titles).flatmap(
            lambda title: st.lists(st.sampled_from(rings[title]), min_size=2, max_size=4, unique=True).map(
                lambda ring: {"title": title, "ring": ring}
            )
        )
        if titles
        else st.nothing()
    )


def _appoint(o: Organisation) -> st.SearchStrategy[Fields]:
    titles = _title_of(o, Standing.AUTHORISED)
    return st.builds(
        lambda post, candidates, incumbent: {
            "units": [post[0]], "title": post[1], "candidates": candidates[1], "incumbent": incumbent
        },
        titles,
        titles,
        st.sampled_from(["exchanges", "stays"]),
    )  # fmt: skip


def _second(o: Organisation) -> st.SearchStrategy[Fields]:
    titles = _title_of(o, Standing.AUTHORISED)
    return st.builds(
        lambda found, to: {"origin": found[0], "title": found[1], "to": to, "people": 1}, titles, _units(o)
    )


def _recall(o: Organisation) -> st.SearchStrategy[Fields]:
    away = sorted({secondment.step for secondment in o.seconded.values()})
    return st.sampled_from(away).map(lambda step: {"seconded_by": step}) if away else st.nothing()


def _restrict_place(o: Organisation) -> st.SearchStrategy[Fields]:
    titles = _title_of(o, Standing.AUTHORISED, Standing.GRASSROOTS)
    return titles.map(lambda found: {"units": [found[0]], "title": found[1]})


def _rename(o: Organisation) -> st.SearchStrategy[Fields]:
    return st.builds(
        lambda unit, kind: {"unit": unit, "name": "Renamed", "new_kind": kind},
        _units(o),
        st.sampled_from(["division", "village"]),
    )


def _close_sites(o: Organisation) -> st.SearchStrategy[Fields]:
    open_sites = sorted(key for key, site in o.sites.items() if site.open)
    return st.sampled_from(open_sites).map(lambda site: {"sites": [site]}) if open_sites else st.nothing()


def _set_establishment(o: Organisation) -> st.SearchStrategy[Fields]:
    return st.builds(
        lambda units, count, others: {"units": units, "posts": [_new_posts(count)], "others": others},
        _several(o, 1, 2),
        st.integers(0, 5),
        st.sampled_from(["keep", "abolish"]),
    )


def _reduce(o: Organisation) -> st.SearchStrategy[Fields]:
    return st.dictionaries(_units(o), st.integers(1, 3), min_size=1, max_size=2).map(lambda cuts: {"cuts": cuts})


def _unify(o: Organisation) -> st.SearchStrategy[Fields]:
    titles = _title_of(o, Standing.AUTHORISED, Standing.GRASSROOTS)
    fates = st.sampled_from([("abolish", "stays"), ("abolish", "released"), ("staff", "stays")])
    return st.builds(
        lambda kept, freed, fate: {
            "units": [kept[0]], "keep": kept[1], "free": freed[1], "freed_post": fate[0], "freed_person": fate[1]
        },
        titles,
        titles,
        fates,
    )  # fmt: skip


def _change_funding(o: Organisation) -> st.SearchStrategy[Fields]:
    return st.builds(
        lambda unit, funding: {"units": [unit], "funding": funding},
        _units(o),
        st.sampled_from([f.value for f in Funding]),
    )


def _end_contracts(o: Organisation) -> st.SearchStrategy[Fields]:
    places = _title_of(o, Standing.SUPERNUMERARY)
    return places.map(lambda found: {"places": {found[0]: 1}})


BUILDERS: Mapping[str, Builder] = {
    "absorb": _absorb,
    "consolidate": _consolidate,
    "merge_villages": _merge_villages,
    "split": _split,
    "spin_off": _spin_off,
    "dissolve": _dissolve,
    "create": _create,
    "form_teams": _form_teams,
    "joint_office": _joint_office,
    "move_unit": _move_unit,
    "transfer_posts": _transfer_posts,
    "transfer_people": _transfer_people,
    "transfer_duties": _transfer_duties,
    "adjust_duties": _adjust_duties,
    "rotate": _rotate,
    "appoint_by_competition": _appoint,
    "second": _second,
    "recall": _recall,
    "restrict_place": _restrict_place,
    "rename": _rename,
    "close_sites": _close_sites,
    "set_establishment": _set_establishment,
    "reduce_establishment": _reduce,
    "unify_titles": _unify,
    "change_funding": _change_funding,
    "end_contracts": _end_contracts,
}
"""What makes the steps of each operator, by the operator's name."""
