"""Tables of the terminal in Vietnamese, without the libraries of the HTML report."""

import subprocess
import sys
from collections.abc import Iterable

import pytest
from rich.console import Console, RenderableType

from orgsim.report.decision import baseline, decision_tables
from orgsim.report.plain import plain_words
from orgsim.report.terminal import comparison_tables
from orgsim.report.words import words_of
from tests.report_case import handmade

VI = plain_words("vi")


def shown(tables: Iterable[RenderableType]) -> str:
    console = Console(width=100, force_terminal=False)
    with console.capture() as capture:
        for table in tables:
            console.print(table)
    return capture.get()


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_terminal_writes_numbers_as_the_report_does(lang: str) -> None:
    plain, rich = plain_words(lang), words_of(lang)
    for number in (0, -0.2, 0.05, 7, -6, 999.5, 1863.25, -1_234_567.891):
        for digits in (-1, 0, 1, 2):
            assert plain.decimal(number, digits) == rich.decimal(number, digits)
    for share in (0, 0.005, 0.345, 0.9531, 1):
        for digits in (0, 1, 2):
            assert plain.percent(share, digits) == rich.percent(share, digits)
    for text in ("-0.25", "1,863.2", "1e-05"):
        assert plain.written(text) == rich.written(text)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_terminal_says_messages_and_counts_as_the_report_does(lang: str) -> None:
    plain, rich = plain_words(lang), words_of(lang)
    assert plain.say("Years {first} to {last}", first=1, last=2) == rich.say("Years {first} to {last}", first=1, last=2)
    for count in (1, 2, 1500):
        assert plain.say_count("{count} step", "{count} steps", count) == rich.say_count(
            "{count} step", "{count} steps", count
        )


def test_a_comparison_in_vietnamese_has_vietnamese_words_names_and_numbers() -> None:
    comparison = handmade()
    text = shown([baseline(comparison, VI), *comparison_tables(comparison, VI), *decision_tables(comparison, VI)])
    assert "Số người có mặt" in text
    assert "1.785 [1.757–1.813]" in text
    assert "98,1–100%" in text
    assert comparison.roadmaps[0].name_vi in text
    for english in ("Target", "Opening", "Closing", "futures", "People in post", "Baseline", "every future", " of "):
        assert english not in text
    assert max(map(len, text.splitlines())) <= 100


def test_vietnamese_on_the_terminal_needs_no_babel() -> None:
    script = (
        "import sys\n"
        "sys.modules.update(babel=None, jinja2=None, vl_convert=None)\n"
        "from orgsim.report.plain import plain_words\n"
        "import orgsim.report.decision, orgsim.report.sensitivity, orgsim.report.attribution, orgsim.report.checks\n"
        "print(ascii(plain_words('vi').say('Opening')))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ascii("Ban đầu")
