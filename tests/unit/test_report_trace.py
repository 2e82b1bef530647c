"""Events as a planner reads them."""

import datetime as dt
import itertools
import re
from io import StringIO
from typing import Any, get_args

import pytest
from rich.console import Console

from orgsim import compile_plan
from orgsim.engine.divergence import divergence
from orgsim.engine.events import Event, Place, Somebody, What
from orgsim.engine.trace import Trace, trace
from orgsim.engine.year import ORDER
from orgsim.model.scenario import Scenario
from orgsim.report.divergence import divergence_tables
from orgsim.report.events import Voice, how, voice_of, what, why
from orgsim.report.plain import plain_words
from orgsim.report.trace import slot_tables, slot_values, step_tables, unit_tables
from orgsim.report.vocabulary import PHASES
from tests.making import people, person, roadmap, slots
from tests.unit.test_kernel import PROMOTION, office, recruitment, separation
from tests.unit.test_kernel_moves import moved, step


def tell(made: Scenario, name: str = "plan") -> Trace:
    return trace(made, compile_plan(made, name), seed=1, replication=0)


def printed(parts: list[Any]) -> str:
    console = Console(file=StringIO(), width=100)
    for part in parts:
        console.print(part)
    assert isinstance(console.file, StringIO)
    return " ".join(console.file.getvalue().split())


def aged() -> Scenario:
    return office({"boss": person("boss", age=59), **people(3)}, separation(quota={2015: 1}), PROMOTION)


def test_an_event_is_said_from_the_side_of_the_slot_that_is_followed() -> None:
    made = aged()
    took, rises, *_, gone = tell(made).events
    assert what(took) == "boss (man, 59, A1) leaves with severance pay; the post is vacant"
    assert what(rises) == "p0000 (man, 40, A1) is promoted and comes from office/deputy/001"
    assert what(rises, "office/deputy/001") == "p0000 (man, 40, A1) is promoted and goes to office/head/001"
    assert what(gone) == "the vacant post is abolished"
    road = made.roadmaps["plan"]
    assert why(took, road) == "programme separation (A test)"
    assert why(gone, road, briefly=True) == (
        "programme separation; the unit owes a post for the leader of office/head/001, who left under it"
    )


def test_a_slot_that_is_no_post_any_more_ends_with_the_reason() -> None:
    made = aged()
    told = tell(made)
    found = printed(slot_tables(told, made.roadmaps["plan"], "office/staff/001"))
    assert found.startswith("Slot office/staff/001: roadmap 'plan', replication 0, seed 1")
    last = found.split("closing ")[1]
    assert "no post, and nobody there:" in last
    assert "abolished on 2015-12-31" in last
    assert "programme separation" in last
    values: dict[str, Any] = slot_values(told, "office/staff/001")
    assert (values["closing"], values["abolished"]["given_for"]) == (None, "office/head/001")


def test_a_slot_that_stays_ends_as_it_is() -> None:
    made = aged()
    found = printed(slot_tables(tell(made), made.roadmaps["plan"], "office/head/001"))
    assert found.endswith("2017-12-31 closing a post in office, held by p0000 (man, 42, A1)")


def test_the_books_of_a_unit_stand_above_what_happened() -> None:
    made = aged()
    found = printed(unit_tables(tell(made), made.roadmaps["plan"], "office"))
    assert "2015 4 0 0 1 0 3 4 0 1 3" in found
    assert "2016 3 0 0 0 0 3 3 0 0 3" in found
    assert "Nothing happened." in printed(unit_tables(tell(made), made.roadmaps["plan"], "city"))


def test_slots_to_which_only_the_step_happened_share_a_line() -> None:
    seats = {"a": slots("a", 3, holders=("x", "y", "z")), "b": slots("b", 1, holders=("w",))}
    absorb = step("absorb", "2015-07-01", absorbed=["a"], into="b", deputies="all", abolish=0)
    staff = [person("x", age=59), *(person(key) for key in "yzw")]
    made = moved(seats, staff, absorb, programmes=[separation()])
    found = printed(step_tables(tell(made), made.roadmaps["plan"], "absorb"))
    assert "Nothing happens until 2015-12-31 to a/staff/002 003, except by the step." in found
    assert "2015-07-01 goes from a to b, with x (man, 59, A1)" in found
    assert "2015-12-31 x (man, 59, A1) leaves with severance pay; the post is vacant [separation]" in found
    assert "at the end: no post, and nobody there" in found


def test_a_step_without_slots_says_so() -> None:
    rename = step("rename", "2015-07-01", unit="a", name="New", name_vi="Mới")
    made = moved({"a": slots("a", 1, holders=("x",))}, [person("x")], rename)
    found = printed(step_tables(tell(made), made.roadmaps["plan"], "rename"))
    assert found.endswith("Within the boundary: no count changes No slot of this replication is touched.")


def test_where_two_roadmaps_part_is_said_with_both_sides() -> None:
    roads = [
        roadmap("none"),
        roadmap("some", programmes=[separation(quota={2016: 1}, post="keep"), recruitment(share_of_leavers=0)]),
    ]
    made = moved({"a": slots("a", 2, holders=("x", "y"))}, [person("x", age=59), person("y")])
    made = type(made)(**{**vars(made), "roadmaps": {road.id: road for road in roads}})
    found = printed(divergence_tables(divergence(tell(made, "none"), tell(made, "some"))))
    assert "Their steps make the same organisation on every day." in found
    assert "first time on 2016-12-31, separate: 'none' has nothing; 'some' has separation." in found
    assert "a/staff/001 occupied a post in a, held by x (man, 60, A1) a vacant post in a" in found


def test_how_a_slot_is_says_post_holder_and_unit() -> None:
    state = tell(aged()).opening["office/head/001"]
    assert how(state, dt.date(2015, 1, 1)) == "a post in office, held by boss (man, 59, A1)"
    assert how(None, dt.date(2015, 1, 1)) == "no post, and nobody there"


VI = plain_words("vi")


def happening(kind: What, *, post: bool = True, crosses: bool = False, alone: bool = False) -> Event:
    """Make an event of a kind, in an office, to somebody who comes from another one."""
    changes = {"ranked": ("head", "staff"), "funded": ("state", "own-revenue")}
    comes = kind in ("transferred", "succeeded", "exchanged", "promoted", "regularised")
    return Event(
        day=dt.date(2020, 5, 31),
        phase="reorganise",
        what=kind,
        slot="b/staff/001",
        unit="b",
        inside=True,
        post=post,
        person=None if alone else Somebody(person("p1", age=50), 2018),
        origin=Place("a/staff/001", "a", not crosses) if comes else None,
        change=changes.get(kind),
    )


def words(sentence: str) -> set[str]:
    """Return the words of a sentence, ids of slots left out."""
    return set(re.findall(r"[^\W\d_]{3,}", re.sub(r"[ab]/staff/001", "", sentence)))


@pytest.mark.parametrize("kind", get_args(What))
def test_every_kind_of_event_is_told_in_vietnamese_only(kind: What) -> None:
    voice = Voice(VI, {"a": "Phòng Một", "b": "Phòng Hai"})
    for event, slot in itertools.product((happening(kind), happening(kind, post=False)), ("", "a/staff/001")):
        said = what(event, slot, voice)
        assert said
        assert not words(said) & words(what(event, slot))


def test_vietnamese_has_its_own_order_of_words_and_its_names_of_units() -> None:
    voice = Voice(VI, {"a": "Phòng Một", "b": "Phòng Hai"})
    crossing = happening("transferred", crosses=True, alone=True)
    assert what(crossing) == "goes from a to b and enters the boundary, vacant"
    assert what(crossing, voice=voice) == "chuyển từ Phòng Một sang Phòng Hai và vào phạm vi, còn trống"
    ended = what(happening("contract_ended", post=False), voice=voice)
    assert ended == "người tuyển dụng năm 2018 (nam, 55 tuổi, A1) chấm dứt hợp đồng; vị trí không còn người"


def test_a_unit_has_its_last_name_and_one_that_several_have_stands_with_the_id() -> None:
    last = {"a": "Phòng Một", "b": "Phòng Một", "c": "Phòng Ba"}
    renames = [step("rename", "2015-07-01", unit=key, name_vi=name) | {"id": key} for key, name in last.items()]
    history = compile_plan(moved({key: slots(key, 1) for key in last}, [person("x")], *renames), "plan").history
    voice = voice_of(VI, history)
    assert [voice.unit(key) for key in ("a", "b", "c")] == ["Phòng Một (a)", "Phòng Một (b)", "Phòng Ba"]
    assert voice_of(plain_words("en"), history).unit("a") == "a"


def test_tables_in_vietnamese_have_no_english() -> None:
    made = aged()
    told, road = tell(made), made.roadmaps["plan"]
    voice = voice_of(VI, told.plan.history)
    shown = [
        *slot_tables(told, road, "office/staff/001", voice),
        *unit_tables(told, road, "office", voice),
        *divergence_tables(divergence(told, told), voice),
    ]
    text = f" {printed(shown)} "
    assert "Vị trí office/staff/001: lộ trình 'plan', lần mô phỏng 0, hạt giống 1" in text
    assert "theo chương trình này" in text
    for english in (
        " the ",
        " post",
        "replication",
        "Phase",
        "Why",
        " held ",
        "closing",
        "separate,",
        "programme",
        " in ",
    ):
        assert english not in text


def test_every_phase_of_the_year_in_which_something_happens_has_a_word() -> None:
    assert set(PHASES) == set(ORDER) - {"close"}
