"""The algebra: laws of single operators and of several steps together, which hold on every organisation."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from orgsim.errors import StepError
from orgsim.model.ledger import LedgerEntry
from orgsim.model.organisation import Organisation, Rank, Secondment, Slot, Standing
from orgsim.model.steps import Step
from orgsim.rules.lineage import lineage
from orgsim.rules.reorganise import OPERATORS, apply, follow
from orgsim.testing.invariants import broken
from orgsim.testing.renaming import renamed_organisation, renamed_step
from orgsim.testing.strategies import legal_roadmaps, legal_steps, step_of, steps

__all__ = ["LAWS", "Law"]

T = TypeVar("T")


class Draw:
    """The drawing function that Hypothesis gives to a test, as ``data.draw``."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw

    def __call__(self, strategy: st.SearchStrategy[T]) -> T:
        drawn: T = self.draw(strategy)
        return drawn


@dataclass(frozen=True, slots=True)
class Law:
    """A law: its name, what it says, the operators it is about, and its check.

    ``check(organisation, draw)`` raises ``AssertionError`` if the law is broken; ``draw`` is
    Hypothesis's ``data.draw``.
    """

    name: str
    statement: str
    operators: tuple[str, ...]
    holds: Callable[[Organisation, Draw], None]

    def check(self, organisation: Organisation, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        """Draw what the law needs on an organisation, and check it."""
        self.holds(organisation, Draw(draw))


def _taken(organisation: Organisation, *path: Step) -> Organisation:
    """Take steps; an example in which one is refused says nothing about a law."""
    for step in path:
        try:
            organisation, _ = apply(organisation, step)
        except StepError:
            assume(condition=False)
    return organisation


def _with_heads(organisation: Organisation, *, elected: bool = True) -> Organisation:
    """Return an organisation in which every head's post is held, and which may have no elected places."""

    def kept(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        return tuple(
            replace(slot, holder=slot.holder or f"head of {slot.id}") if slot.rank is Rank.HEAD else slot
            for slot in slots
            if elected or slot.standing is not Standing.GRASSROOTS
        )

    slots = {unit: kept(found) for unit, found in organisation.slots.items()}
    there = {slot.id for found in slots.values() for slot in found}
    seconded = {key: away for key, away in organisation.seconded.items() if key in there}
    return replace(organisation, slots=slots, seconded=seconded)


def _same_slots(one: Organisation, two: Organisation) -> bool:
    return {key: set(found) for key, found in one.slots.items()} == {
        key: set(found) for key, found in two.slots.items()
    }


def _places(organisation: Organisation) -> tuple[object, ...]:
    """Say who and what is where, whatever titles and names are."""
    return (
        {unit: sorted((slot.id, slot.holder or "") for slot in slots) for unit, slots in organisation.slots.items()},
        {key: duty.owner for key, duty in organisation.duties.items()},
        {key: site.unit for key, site in organisation.sites.items()},
        {key: unit.reports_to for key, unit in organisation.units.items()},
    )


def _every_step_keeps_all(organisation: Organisation, draw: Draw) -> None:
    step = draw(legal_steps(organisation))
    after, entry = apply(organisation, step)
    assert broken(organisation, after, entry) == []


def _refused_changes_nothing(organisation: Organisation, draw: Draw) -> None:
    step = draw(steps(organisation))
    kept = renamed_organisation(organisation, {})
    try:
        apply(organisation, step)
    except StepError as error:
        assert str(error)
        assert error.step == step.id
    assert organisation == kept


def _empty_is_identity(organisation: Organisation, draw: Draw) -> None:
    assert follow(organisation, ()).closing is organisation


def _ledger_adds_up(organisation: Organisation, draw: Draw) -> None:
    history = follow(organisation, draw(legal_roadmaps(organisation)))
    assert history.on(dt.date(2015, 12, 31)) == organisation
    before = organisation.tallies
    for entry in history.entries:
        assert (entry.before, entry.inside_before) == before
        before = entry.after, entry.inside_after
    assert before == history.closing.tallies


def _absorb_removes_the_absorbed(organisation: Organisation, draw: Draw) -> None:
    step = draw(steps(organisation, ops=["absorb"])).model_copy(update={"deputies": "all", "abolish": 0})
    after = _taken(organisation, step)
    assert set(after.units) == set(organisation.units) - set(step.absorbed)  # type: ignore[union-attr]


def _three_at_once_or_two_and_one(organisation: Organisation, draw: Draw) -> None:
    # Who takes a vacant head's post depends on the order of mergers: the same title comes first in each.
    organisation = _with_heads(organisation)
    units = draw(st.permutations(sorted(organisation.units)))[:3]
    assume(len(units) == 3)
    new = {"id": "new", "name": "N", "name_vi": "N", "kind": "division", "counted_as": "division"}
    into = {**new, "reports_to": organisation.boundary}
    merge = {"op": "consolidate", "deputies": "all", "abolish": 0}
    at_once = _taken(organisation, step_of(**merge, units=units, into=into))
    half = step_of(**merge, units=units[:2], into={**into, "id": "half"})
    then = _taken(organisation, half, step_of(**merge, units=["half", units[2]], into=into))
    assert then == at_once


def _disjoint_steps_commute(organisation: Organisation, draw: Draw) -> None:
    one, two = (draw(legal_steps(organisation)).model_copy(update={"id": key}) for key in ("one", "two"))
    assume(not _reach(organisation, one) & _reach(organisation, two))
    forth, back = _taken(organisation, one, two), _taken(organisation, two, one)
    assert _same_slots(forth, back)
    assert replace(forth, slots=back.slots) == back


def _reach(organisation: Organisation, step: Step) -> set[str]:
    """Return the units that a step changes or names, with their bosses."""
    after, _ = apply(organisation, step)
    changed = {
        key for key in {*organisation.units, *after.units} if organisation.units.get(key) != after.units.get(key)
    }
    changed |= {
        key for key in {*organisation.slots, *after.slots} if organisation.slots.get(key) != after.slots.get(key)
    }
    things = [*organisation.duties.values(), *after.duties.values()]
    changed |= {duty.owner for duty in things if organisation.duties.get(duty.id) != after.duties.get(duty.id)}
    sites = [*organisation.sites.values(), *after.sites.values()]
    changed |= {site.unit for site in sites if organisation.sites.get(site.id) != after.sites.get(site.id)}
    away = set(organisation.seconded.items()) ^ set(after.seconded.items())
    changed |= {secondment.host for _, secondment in away}
    homes = {slot.id: unit for o in (organisation, after) for unit, slots in o.slots.items() for slot in slots}
    changed |= {homes[slot] for slot, _ in away}
    named = {word for word in _texts(step.model_dump()) if word in organisation.units or word in after.units}
    reached = changed | named
    bosses = {boss for o in (organisation, after) for key in reached if key in o.units for boss in o.bosses(key)}
    return reached | (bosses - {organisation.boundary, _top(organisation)})


def _top(organisation: Organisation) -> str:
    return next(key for key, unit in organisation.units.items() if unit.reports_to is None)


def _texts(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    inner = (
        (*value.keys(), *value.values()) if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    )
    return {text for item in inner for text in _texts(item)}


def _split_restores_a_merger(organisation: Organisation, draw: Draw) -> None:
    # Elected places that lose their title end, and vacant heads' posts are taken: what ended cannot be restored.
    organisation = _with_heads(organisation, elected=False)
    siblings = {boss: sorted(set(below) - {organisation.boundary}) for boss, below in organisation.reports.items()}
    bosses = sorted(boss for boss, below in siblings.items() if len(below) > 1)
    assume(bosses)
    boss = draw(st.sampled_from(bosses))
    units = draw(st.lists(st.sampled_from(siblings[boss]), min_size=2, max_size=3, unique=True))
    words = {"name": "N", "name_vi": "N", "kind": "division", "counted_as": "division", "reports_to": boss}
    merge = step_of(op="consolidate", units=units, into={"id": "merged", **words}, deputies="all", abolish=0)
    merged = _taken(organisation, merge)
    made_of = lineage(follow(organisation, [merge])).made_of("merged")
    assert made_of == dict.fromkeys(sorted(units), Fraction(1))
    parts = [
        {
            "id": unit,
            **words,
            "slots": [slot.id for slot in organisation.slots[unit]],
            "duties": sorted(organisation.duties_of.get(unit, ())),
            "sites": sorted(organisation.sites_of.get(unit, ())),
            "subordinates": sorted(organisation.reports.get(unit, ())),
        }
        for unit in made_of
    ]
    restored = _taken(merged, step_of(op="split", unit="merged", into=parts))
    assert _places(restored) == _places(organisation)


def _there_and_back(organisation: Organisation, draw: Draw) -> None:
    op = draw(st.sampled_from(["move_unit", "transfer_posts", "transfer_duties", "rotate", "second", "rename"]))
    there = draw(steps(organisation, ops=[op]))
    after = _taken(organisation, there)
    back = _taken(after, _undone(organisation, there))
    assert _same_slots(back, organisation)
    assert replace(back, slots=organisation.slots) == organisation


def _undone(before: Organisation, step: Any) -> Step:
    """Return the step that leads back; an example in which orders of ids differ says nothing."""
    match step.op:
        case "move_unit":
            return step_of(op="move_unit", units=step.units, to=before.units[step.units[0]].reports_to)
        case "transfer_posts":
            assume(not any(slot.title == step.title for slot in before.slots[step.to]))
            return step_of(op=step.op, origin=step.to, to=step.origin, title=step.title, posts=step.posts)
        case "transfer_duties":
            pairs = [{"duty": given.duty, "to": before.duties[given.duty].owner} for given in step.duties]
            return step_of(op=step.op, duties=pairs)
        case "rotate":
            return step_of(op="rotate", title=step.title, ring=step.ring[::-1])
        case "second":
            return step_of(op="recall", seconded_by=step.id)
        case _:
            unit = before.units[step.unit]
            return step_of(op="rename", unit=unit.id, name=unit.name, name_vi=unit.name_vi, new_kind=unit.kind)


def _renaming_renames(organisation: Organisation, draw: Draw) -> None:
    step = draw(legal_steps(organisation))
    names = {unit: f"x-{unit}" for unit in organisation.units}
    after, entry = apply(organisation, step)
    other, other_entry = apply(renamed_organisation(organisation, names), renamed_step(step, names, organisation))
    new = {unit: _renamed_new(unit, names, entry) for unit in after.units}
    assert (other_entry.after, other_entry.inside_after) == (entry.after, entry.inside_after)
    assert sorted(other.units) == sorted(new.values())
    assert sorted(map(len, other.slots.values())) == sorted(map(len, after.slots.values()))
    assert {new[duty.owner] for duty in after.duties.values()} == {duty.owner for duty in other.duties.values()}


def _renamed_new(unit: str, names: Mapping[str, str], entry: LedgerEntry) -> str:
    # A team's id starts with that of its unit; other new units have the id that the step gives.
    if unit in entry.founded and entry.op == "form_teams":
        return f"x-{unit}"
    return names.get(unit, unit)


def _rows_have_no_order(organisation: Organisation, draw: Draw) -> None:
    def shuffled(mapping: Mapping[str, T]) -> dict[str, T]:
        return dict(draw(st.permutations(sorted(mapping.items(), key=lambda item: item[0]))))

    other = replace(
        organisation,
        units=shuffled(organisation.units),
        slots={key: tuple(draw(st.permutations(slots))) for key, slots in shuffled(organisation.slots).items()},
        duties=shuffled(organisation.duties),
        sites=shuffled(organisation.sites),
    )
    step = draw(legal_steps(organisation))
    (one, entry), (two, other_entry) = apply(organisation, step), apply(other, step)
    assert entry == other_entry
    assert _same_slots(one, two)
    assert replace(one, slots=two.slots) == two


def _autonomy_moves_money_only(organisation: Organisation, draw: Draw) -> None:
    step = draw(legal_steps(organisation, ops=["change_funding"]))
    after, entry = apply(organisation, step)
    change = entry.after - entry.before
    paid = (change.funded_posts, change.own_revenue_posts, change.province_posts, change.outside_posts)
    assert sum(paid) == 0
    assert replace(change, funded_posts=0, own_revenue_posts=0, province_posts=0, outside_posts=0) == change - change
    assert _places(after) == _places(organisation)


def _rotation_has_no_fixed_point(organisation: Organisation, draw: Draw) -> None:
    assume(_offers(organisation, "rotate"))
    step: Any = draw(legal_steps(organisation, ops=["rotate"]))
    after, _ = apply(organisation, step)

    def leader(o: Organisation, unit: str) -> str | None:
        return next(slot.holder for slot in o.slots[unit] if slot.title == step.title)

    for unit, following in zip(step.ring, (*step.ring[1:], step.ring[0]), strict=True):
        assert leader(after, following) == leader(organisation, unit) != leader(after, unit)


def _offers(organisation: Organisation, op: str) -> bool:
    strategy = steps(organisation, ops=[op])
    return not strategy.is_empty


def _division_is_exact(organisation: Organisation, draw: Draw) -> None:
    step: Any = draw(legal_steps(organisation, ops=["split"]))
    after, _ = apply(organisation, step)
    before = len(organisation.slots[step.unit])
    counts = [len(after.slots[part.id]) for part in step.into]
    assert sum(counts) == before
    for part, count in zip(step.into, counts, strict=True):
        assert abs(count - Fraction(part.share) * before) < 1


def _seconded_posts_wait(organisation: Organisation, draw: Draw) -> None:
    step = draw(legal_steps(organisation, ops=["reduce_establishment", "set_establishment", "absorb", "consolidate"]))
    after, entry = apply(organisation, step)
    # A head who loses the title to a vacant post moves there, and the right of return goes along.
    assert not set(after.seconded) & set(entry.abolished)
    kept = {key: away for key, away in organisation.seconded.items() if key not in entry.released}
    assert _away(after, after.seconded) == _away(organisation, kept)


def _away(organisation: Organisation, seconded: Mapping[str, Secondment]) -> dict[str | None, str]:
    """Return who is seconded, and by which step."""
    holders = {slot.id: slot.holder for slot in organisation.every_slot}
    return {holders[slot]: secondment.step for slot, secondment in seconded.items()}


_ALL = tuple(sorted(_op for kind in OPERATORS for _op in kind.model_fields["op"].annotation.__args__))  # type: ignore[attr-defined]
LAWS = (
    Law("conservation", "A step keeps all invariants.", _ALL, _every_step_keeps_all),
    Law("refusal", "A step that is refused says why, and changes nothing.", _ALL, _refused_changes_nothing),
    Law("identity", "The empty roadmap changes nothing.", (), _empty_is_identity),
    Law("ledger", "Each entry starts from the counts with which the one before it ended.", _ALL, _ledger_adds_up),
    Law("row order", "The order of rows in the input never matters.", _ALL, _rows_have_no_order),
    Law("renaming", "Renaming units renames results and changes nothing else.", _ALL, _renaming_renames),
    Law(
        "commuting",
        "Steps that touch no unit in common commute, whenever both orders are legal.",
        _ALL,
        _disjoint_steps_commute,
    ),
    Law("absorption", "Absorbing removes exactly the absorbed units.", ("absorb",), _absorb_removes_the_absorbed),
    Law(
        "association",
        "Consolidating three units is consolidating two and then the third, where all heads' posts are held.",
        ("consolidate",),
        _three_at_once_or_two_and_one,
    ),
    Law(
        "restoration",
        "A split along the lineage of a merger puts everyone and everything where it was; titles lost stay lost.",
        ("consolidate", "split"),
        _split_restores_a_merger,
    ),
    Law(
        "division",
        "Parts have all slots of a unit, each less than one away from its share.",
        ("split",),
        _division_is_exact,
    ),
    Law(
        "there and back",
        "A step and the one that leads back change nothing.",
        ("move_unit", "transfer_posts", "transfer_duties", "rotate", "second", "recall", "rename"),
        _there_and_back,
    ),
    Law(
        "derangement",
        "After a rotation every leader leads another unit, the next one of the ring.",
        ("rotate",),
        _rotation_has_no_fixed_point,
    ),
    Law(
        "autonomy",
        "Another source of money moves posts between the sources' totals, and nobody.",
        ("change_funding",),
        _autonomy_moves_money_only,
    ),
    Law(
        "right of return",
        "No merger and no cut takes the post of somebody who is seconded, wherever a merger seats them.",
        ("second", "recall", "absorb", "consolidate", "reduce_establishment", "set_establishment"),
        _seconded_posts_wait,
    ),
)
"""All laws; those of every operator first."""
