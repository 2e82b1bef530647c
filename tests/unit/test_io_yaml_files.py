import pytest

from orgsim.errors import Place
from orgsim.io.files import Source, decode
from orgsim.io.yaml_files import Document, parse_document, subject


def parsed(text: str) -> Document:
    return parse_document(Source("a.yaml", text))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("22:30", "22:30"),
        ("2015-01-01", "2015-01-01"),
        ("2015-02-30", "2015-02-30"),
        ("true", True),
        ("True", True),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("010", "010"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("9" * 30, "9" * 30),
    ],
)
def test_only_plain_numbers_and_truth_values_are_more_than_text(written: str, value: object) -> None:
    found = parsed(f"a: {written}").value
    assert found == {"a": value}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(value)


def test_every_key_and_value_has_its_place() -> None:
    document = parsed("a:\n  - b: 1\n    c: [x,  y]\n  - {d: }\ne:\n")
    assert document.place(("a", 0, "b")) == Place("a.yaml", 2, 8)
    assert document.place(("a", 0, "b"), at_key=True) == Place("a.yaml", 2, 5)
    assert document.place(("a", 0, "c", 1)) == Place("a.yaml", 3, 13)
    assert document.place(("a", 1, "d")) == Place("a.yaml", 4, 6)
    assert document.place(("e",)) == Place("a.yaml", 5, 1)


def test_what_does_not_exist_is_placed_at_what_is_around_it() -> None:
    document = parsed("a:\n  b:\n    c: 1\n")
    assert document.place(("a", "b", "missing", 3)) == Place("a.yaml", 2, 3)
    assert document.place(("missing",)) == Place("a.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\n\tb: 2\n", "a.yaml:2:1: a tab cannot indent; use spaces"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document starts here ('---'); a file holds one"),
        ("a: x\x01y", "a.yaml:1:5: the character U+0001 cannot stand here; remove it"),
        ("%YAML 1.1\n---\na: NO\n", "a.yaml:1:1: a line that starts with '%' changes what YAML means; remove it"),
        ("a: !tea x\n", "a.yaml:1:4: a: the tag '!tea' is not read; leave it out"),
        ("a: !!binary eA==\n", "a.yaml:1:4: a: the tag 'tag:yaml.org,2002:binary' is not read; leave it out"),
        ("? [a]\n: 1\n", "a.yaml:1:3: expected a key, found a list or a mapping"),
        ('a: "\\ud800"\n', "a.yaml:1:4: a: an escape stands for half a character; write the character itself"),
        ("a: " + "[" * 40 + "]" * 40, "a.yaml:1:34: this is nested too deeply"),
        ("a: " + "[" * 2000 + "]" * 2000, "a.yaml: this is nested too deeply"),
        ("a: &x [*x]", "a.yaml:1:4: a[0]: an alias (*) repeats this value elsewhere; write the value there instead"),
        ("", "a.yaml: the file is empty"),
        ("just words", "a.yaml: expected keys and values at the top of the file"),
        ("a: 1\nb\n", "a.yaml:2: this is not YAML: expected a key, a ':' and a value"),
    ],
)
def test_what_is_not_read_is_told_in_words(text: str, message: str) -> None:
    assert [str(problem) for problem in parsed(text).problems] == [message]


def test_every_repeated_key_is_told_with_the_line_of_the_first() -> None:
    document = parsed("a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n")
    assert [str(problem) for problem in document.problems] == [
        "a.yaml:2:11: b.c: this key is already on line 2",
        "a.yaml:3:1: a: this key is already on line 1",
        "a.yaml:4:1: a: this key is already on line 1",
    ]
    assert document.value == {"a": 1, "b": {"c": 1}}


def test_aliases_do_not_explode() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    assert len(parsed("\n".join(lines)).problems) == 78


def test_a_subject_is_the_way_to_the_value() -> None:
    assert subject(("steps", 2, "duties", 0, "to")) == "steps[2].duties[0].to"
    assert subject(()) == ""


def test_a_byte_that_is_not_utf8_is_placed_by_characters() -> None:
    source = decode("a.csv", "\ufeffđ,ă\ná".encode() + b"\xff")
    assert source.text is None
    assert source.problems[0].place == Place("a.csv", 2, 2)
