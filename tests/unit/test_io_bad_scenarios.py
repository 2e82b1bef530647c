"""A gallery of mistakes: each folder holds what differs from the small scenario, and the exact text that is said."""

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orgsim.errors import InputError
from orgsim.io.scenario import read_scenario
from orgsim.report.errors import error_text
from orgsim.report.plain import plain_words

TESTS = Path(__file__).parent.parent
SMALL = TESTS.parent / "src" / "orgsim" / "io" / "small"
MADE = TESTS / "scenarios" / "small-made"
GALLERY = sorted(path for path in (TESTS / "bad_scenarios").iterdir() if path.is_dir())


def overlaid(overlay: Path, folder: Path) -> Path:
    """Copy the small scenario, and the files of an overlay over it."""
    shutil.copytree(SMALL, folder)
    shutil.copytree(overlay, folder, dirs_exist_ok=True)
    (folder / "expected.txt").unlink(missing_ok=True)
    return folder


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_good_scenarios_are_good() -> None:
    assert read_scenario(SMALL).id == read_scenario(overlaid(MADE, Path("made"))).id == "ben-song"


def test_the_gallery_shows_many_mistakes() -> None:
    assert len(GALLERY) >= 60


@pytest.mark.parametrize("case", GALLERY, ids=lambda path: path.name)
def test_a_mistake_is_told_in_exactly_these_words(case: Path) -> None:
    folder = overlaid(case, Path("small"))
    with pytest.raises(InputError) as raised:
        read_scenario(folder)
    assert f"{raised.value}\n" == (case / "expected.txt").read_text("utf-8")
    for problem in raised.value.problems:
        assert 0 <= problem.place.line <= (folder / problem.place.file).read_bytes().count(b"\n") + 1


ENGLISH = {"and", "are", "expected", "found", "is", "must", "of", "only", "the", "there", "with"}


@pytest.mark.parametrize("case", GALLERY, ids=lambda path: path.name)
def test_a_mistake_is_told_in_vietnamese_too(case: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_scenario(overlaid(case, Path("small")))
    said = error_text(raised.value, plain_words("vi"))
    assert said.count("\n") == str(raised.value).count("\n")
    # What is quoted is the planner's own, or a word of the format; what is in brackets, the reason of a library.
    words = set(re.findall(r"[\w.]+", re.sub(r"'[^']*'|\(unexpected end of data\)", "", said)))
    assert not words & ENGLISH, said


JUNK = [
    "",
    "\t",
    "[",
    "}",
    '"',
    ":",
    "- ",
    "&a",
    "*a",
    "!x",
    "-1",
    "1e999",
    ".nan",
    "null",
    "\x00",
    "<<: {}",
    "%YAML 1.3",
]


def _broken(content: bytes, chance: random.Random) -> bytes:
    """Remove, repeat, cut short or soil one line."""
    lines = content.split(b"\n")
    place = chance.randrange(len(lines))
    line, cut = lines[place], chance.randrange(len(lines[place]) + 1)
    soiled: list[list[bytes]] = [
        [],
        [line, line],
        [line[:cut]],
        [line[:cut] + chance.choice(JUNK).encode() + line[cut:]],
        [line[:cut] + bytes([chance.randrange(256)]) + line[cut + 1 :]],
        [b",".join(chance.choice(JUNK).encode() if chance.random() < 0.3 else part for part in line.split(b","))],
    ]
    return b"\n".join([*lines[:place], *chance.choice(soiled), *lines[place + 1 :]])


def _soiled_folders(count: int) -> Iterator[Path]:
    chance = random.Random(2022)  # noqa: S311  # no secret depends on it
    for number in range(count):
        folder = overlaid(chance.choice([SMALL, MADE]), Path(f"soiled-{number}"))
        file = chance.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
        file.write_bytes(_broken(file.read_bytes(), chance))
        yield folder


def test_whatever_is_done_to_a_line_only_input_errors_are_raised() -> None:
    def is_refused(folder: Path) -> bool:
        try:
            read_scenario(folder)
        except InputError:
            return True
        return False

    refused = sum(is_refused(folder) for folder in _soiled_folders(80))
    assert 40 < refused < 80
