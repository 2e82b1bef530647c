"""Which language a command speaks: --lang, else ORGSIM_LANG, else the locale, else English."""

import json
from pathlib import Path

import pytest

from orgsim.cli.language import language_of
from tests.console import Done, orgsim

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "src" / "orgsim" / "io" / "small"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG", "ORGSIM_LANG")


def typed(*words: str | Path, **variables: str) -> Done:
    return orgsim(*words, cwd=ROOT, **(dict.fromkeys(LOCALE, "") | variables))


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi"}, "vi"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "vi_VN", "LANG": "en_GB.UTF-8"}, "vi"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "vi_VN.UTF-8"}, "en"),
    ],
)
def test_the_first_variable_of_the_locale_that_is_set_decides(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


@pytest.mark.parametrize(
    ("option", "environment", "vietnamese"),
    [
        ((), {}, False),
        ((), {"LANG": "vi_VN.UTF-8"}, True),
        ((), {"LANG": "vi_VN.UTF-8", "ORGSIM_LANG": "en"}, False),
        (("--lang", "vi"), {"LANG": "en_GB.UTF-8", "ORGSIM_LANG": "en"}, True),
    ],
)
def test_the_option_wins_over_the_variable_and_the_variable_over_the_locale(
    option: tuple[str, ...], environment: dict[str, str], *, vietnamese: bool
) -> None:
    done = typed(*option, "law", "list", "vietnam", **environment)
    assert done.returncode == 0, done.stderr
    assert ("The law of" in done.stdout) != vietnamese
    assert ("Pháp luật của" in done.stdout) == vietnamese


def test_a_language_that_orgsim_does_not_speak_is_refused_with_those_it_does() -> None:
    for done in (typed("check", SMALL, ORGSIM_LANG="fr"), typed("--lang", "fr", "check", SMALL)):
        assert done.returncode == 2
        assert "'fr' is not one of 'en', 'vi'" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the same scenario in Vietnamese, with reports in Vietnamese and in English."""
    folder = tmp_path_factory.mktemp("runs")
    words = ("run", SMALL, "--replications", "6", "--out")
    for done in (
        typed(*words, folder / "vi", ORGSIM_LANG="vi"),
        typed("--lang", "vi", *words, folder / "mixed", "--lang", "en"),
    ):
        assert done.returncode == 0, done.stderr
        assert "Thư mục kết quả: " in done.stdout
        assert "Số người có mặt" in done.stdout
    return folder


def test_the_report_follows_unless_it_is_told_otherwise(runs: Path) -> None:
    assert 'lang="vi"' in (runs / "vi" / "report.html").read_text("utf-8")
    assert 'lang="en"' in (runs / "mixed" / "report.html").read_text("utf-8")


def test_what_programs_read_has_no_language(runs: Path) -> None:
    summary = (runs / "vi" / "summary.json").read_bytes()
    assert summary == (runs / "mixed" / "summary.json").read_bytes()
    shown = typed("compare", runs / "vi", "--json", ORGSIM_LANG="vi")
    assert json.loads(shown.stdout) == json.loads(summary)


def test_what_is_made_of_a_run_is_shown_in_vietnamese(runs: Path) -> None:
    few = ("--replications", "4")
    for words, shown in (
        (("attribute", runs / "vi", "--roadmap", "swift", *few), "Mỗi phần của lộ trình 'swift' đóng góp bao nhiêu"),
        (("sensitivity", runs / "vi", "--points", "2", *few), "Các giả định có khoảng giá trị"),
        (("compare", runs / "vi", "--by", "payer"), "Số người có mặt theo nguồn chi trả"),
        (("check", SMALL), "Sổ theo dõi của Từng bước"),
    ):
        done = typed("--lang", "vi", *words)
        assert done.returncode == 0, done.stderr
        assert shown in " ".join(done.stdout.split())
