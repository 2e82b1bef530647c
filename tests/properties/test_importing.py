"""Whatever a staff list says: it becomes a scenario that reads, with everybody in it, or its faults are told."""

import csv
import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim import read_scenario
from orgsim.errors import OrgsimError
from orgsim.io.importing.lists import read_lists
from orgsim.io.importing.write import write_import
from orgsim.model.dates import month_index
from orgsim.model.organisation import Standing

HEAD = ["Mã", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị", "Chức vụ", "Ngày vào ngành", "Ngạch", "Hợp đồng"]
WORDS = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyÁẬỆ 'ọũ-,;\""), min_size=1, max_size=12).filter(
    lambda text: any(letter.isalpha() for letter in text)
)
BIRTHS = st.dates(dt.date(1970, 1, 1), dt.date(1998, 12, 28))
PERSON = st.tuples(
    WORDS,
    BIRTHS,
    st.sampled_from(["Nam", "Nữ", "male", "F"]),
    st.sampled_from(["Phòng Bản", "Phòng Bán", "phòng  BẢN", "Sở Y tế, Dân số", "Trường Hoà", "Trường Hòa"]),
    st.sampled_from(["Trưởng phòng", "Phó phòng", "Giáo viên", "Lái xe", "Kế toán"]),
    st.dates(dt.date(2014, 1, 1), dt.date(2019, 12, 31)),
    st.sampled_from(["01.003", "A1", "B", "cán sự"]),
    st.sampled_from(["Biên chế", "Viên chức", "Hợp đồng 68", "Không chuyên trách"]),
)


@settings(max_examples=15, deadline=None)
@given(people=st.lists(PERSON, min_size=1, max_size=25), separator=st.sampled_from(",;\t"), anonymise=st.booleans())
def test_a_sound_list_becomes_a_scenario_with_everybody_in_it(
    people: list[tuple[str, dt.date, str, str, str, dt.date, str, str]],
    separator: str,
    anonymise: bool,  # noqa: FBT001
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding="utf-16", newline="") as file:
            writer = csv.writer(file, delimiter=separator)
            writer.writerow(HEAD)
            for number, (name, birth, sex, unit, title, start, *rest) in enumerate(people):
                days = (f"{day:%d/%m/%Y}" for day in (birth, start))
                writer.writerow([f"{number:04d}", name, next(days), sex, unit, title, next(days), *rest])
        lists = read_lists([path], name="town", opening=2020)
        assert [str(problem) for problem in lists.problems] == []
        write_import(lists, Path(folder) / "town", anonymise=anonymise)
        scenario = read_scenario(Path(folder) / "town")
    assert sorted(one.birth for one in scenario.people.values()) == sorted(
        month_index(birth) for _, birth, *_ in people
    )
    slots = [slot for held in scenario.organisation.slots.values() for slot in held]
    assert len(slots) == len(people)
    part_timers = sum(row[7] == "Không chuyên trách" for row in people)
    assert sum(slot.standing is Standing.GRASSROOTS for slot in slots) == part_timers
    # Two spellings of 'Bản' are one unit and so are those of 'Hoà'; 'Bản' and 'Bán' are two.
    spelt = {"phòng  BẢN": "Phòng Bản", "Trường Hòa": "Trường Hoà"}
    assert len(scenario.organisation.units) == 1 + len({spelt.get(row[3], row[3]) for row in people})


@settings(max_examples=100, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=300), st.text(max_size=200).map(lambda text: "\n".join([";".join(HEAD), text]).encode())
    )
)
def test_whatever_bytes_a_file_has_it_is_read_or_refused_in_words(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        try:
            lists = read_lists([path], name="town", opening=2020)
            write_import(lists, Path(folder) / "town", anonymise=False)
        except OrgsimError:
            assert [one.name for one in Path(folder).iterdir()] == ["a.csv"]
