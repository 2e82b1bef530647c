import pytest

from orgsim.errors import OrgsimError, StructureError
from orgsim.io.law import jurisdictions, read_instruments, read_law, years_without_law


def instrument(key: str, first: int, last: int | None) -> bytes:
    rule = "{months: 720, base_year: 2000, yearly_rise: 0, highest: 720}"
    years = f"first_year: {first}\n" + (f"last_year: {last}\n" if last else "")
    words = "title: A\ntitle_vi: A\narticle: A\nsource: A\nconfidence: assumed\n"
    return f"id: {key}\n{words}{years}retirement_ages:\n  male: {rule}\n  female: {rule}\n".encode()


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_law_that_is_shipped_can_be_read(jurisdiction: str) -> None:
    assert read_law(jurisdiction).jurisdiction == jurisdiction


def test_instruments_come_in_the_order_of_their_years() -> None:
    found = read_instruments("x", {"a.yaml": instrument("new", 2010, None), "b.yaml": instrument("old", 2000, 2009)})
    assert [one.id for one in found] == ["old", "new"]


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ((2000, 2009), (2011, None), "neither of x/a.yaml and x/b.yaml holds in 2010"),
        ((2000, 2010), (2010, None), "x/a.yaml and x/b.yaml both hold in 2010"),
        ((2000, None), (2010, None), "x/a.yaml and x/b.yaml both hold in 2010"),
    ],
)
def test_instruments_must_follow_each_other(
    first: tuple[int, int | None], second: tuple[int, int | None], message: str
) -> None:
    with pytest.raises(StructureError, match=message):
        read_instruments("x", {"a.yaml": instrument("a", *first), "b.yaml": instrument("b", *second)})


def test_a_faulty_file_of_a_pack_is_named() -> None:
    with pytest.raises(StructureError, match=r"x/a\.yaml:8:12: last_year: expected a whole number, found 'soon'"):
        read_instruments(
            "x",
            {
                "a.yaml": instrument("a", 2000, None).replace(
                    b"first_year: 2000\n", b"first_year: 2000\nlast_year: soon\n"
                )
            },
        )


def test_an_unknown_jurisdiction_is_an_error_with_a_guess() -> None:
    with pytest.raises(OrgsimError, match="did you mean 'vietnam'"):
        read_law("viet-nam")


def test_years_without_law_are_those_that_no_instrument_covers() -> None:
    law = read_law("vietnam")
    assert years_without_law(law, range(law.instruments[0].first_year - 2, 2060)) == [
        law.instruments[0].first_year - 2,
        law.instruments[0].first_year - 1,
    ]
    assert years_without_law(read_law("none"), [1950]) == []
