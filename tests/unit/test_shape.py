"""The shape of organisations so small that every number is known."""

from dataclasses import replace

from orgsim.model.organisation import Duty, Organisation, Rank, Standing
from orgsim.rules.shape import coverage, layers, layers_by_group, leadership, spans
from tests.making import slots, unit
from tests.unit.small_city import city, vacated, with_places


def chain(*names: str) -> Organisation:
    """Make units that stand one under the other; the first is the boundary and the top."""
    bosses = [None, *names]
    units = {name: unit(name, boss) for name, boss in zip(names, bosses, strict=False)}
    return Organisation(units, dict.fromkeys(names, ()), {}, {}, frozenset(), names[0])


def test_a_chain_has_as_many_layers_as_units_and_spans_of_one() -> None:
    assert layers(chain("a", "b", "c", "d")) == 4
    assert spans(chain("a", "b", "c", "d")) == {"a": 1, "b": 1, "c": 1}


def test_a_boundary_alone_is_one_layer_and_nobody_reports_to_it() -> None:
    alone = chain("a")
    assert (layers(alone), layers_by_group(alone), spans(alone)) == (1, {}, {})


def test_units_outside_the_boundary_count_nowhere() -> None:
    small = city()
    assert layers(small) == 2
    assert spans(small) == {"city": 4}
    assert leadership(small).posts == 12


def test_the_layer_of_a_group_is_that_of_its_deepest_unit() -> None:
    small = chain("a", "b", "c")
    deep = replace(small, units={**small.units, "c": unit("c", "b", counted_as="village")})
    assert layers_by_group(deep) == {"agency": 2, "village": 3}


def test_leaders_posts_are_authorised_and_leaders_in_post_are_held() -> None:
    found = leadership(with_places())
    assert (found.heads, found.deputies, found.leaders, found.in_post) == (2, 4, 6, 6)
    vacant = leadership(vacated(with_places(), "a/head/001"))
    assert (vacant.leaders, vacant.in_post) == (6, 5)


def test_a_leader_beyond_the_establishment_leads_without_a_post() -> None:
    extra = slots("a", 1, holders=("x",), title="advisor", rank=Rank.DEPUTY, standing=Standing.SUPERNUMERARY)
    small = city()
    found = leadership(replace(small, slots={**small.slots, "a": (*small.slots["a"], *extra)}))
    assert (found.leaders, found.in_post) == (6, 7)


def test_grassroots_places_cover_no_duty() -> None:
    small = city()
    tales = Duty("tales", "Tales", "Chuyện", "v1", "culture")
    found = coverage(replace(small, duties={**small.duties, "tales": tales}))
    assert found.duties == ("health", "roads", "tales")
    assert found.without_posts == found.without_people == ("tales",)


def test_posts_that_nobody_holds_cover_a_duty_with_posts_and_without_people() -> None:
    empty = city()
    for slot in city().slots["b"]:
        empty = vacated(empty, slot.id)
    found = coverage(empty)
    assert (found.without_posts, found.without_people) == ((), ("roads",))


def test_a_duty_outside_the_boundary_is_not_counted() -> None:
    small = city()
    found = coverage(replace(small, duties={**small.duties, "pests": Duty("pests", "P", "P", "station", "pests")}))
    assert "pests" not in found.duties
    assert found.functions == ("health", "roads")
