"""Which language a command speaks: --lang, else ORGSIM_LANG, else the locale, else English."""

import gettext
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
import pytest

from orgsim.cli import main, orgsim
from orgsim.cli.help import in_pieces
from orgsim.cli.language import language_of
from tests import console

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "src" / "orgsim" / "io" / "small"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG", "ORGSIM_LANG")


def typed(*words: str | Path, **variables: str) -> console.Done:
    return console.orgsim(*words, cwd=ROOT, **(dict.fromkeys(LOCALE, "") | variables))


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
        (("trace", runs / "vi", "--roadmap", "swift", "--unit", "school-north"), "Đơn vị Trường Bắc: lộ trình 'swift'"),
        (("diff", SMALL / "roadmaps" / "gradual.yaml", SMALL / "roadmaps" / "swift.yaml"), "(Từng bước)"),
    ):
        done = typed("--lang", "vi", *words)
        assert done.returncode == 0, done.stderr
        assert shown in " ".join(done.stdout.split())


def commands(group: click.Group = orgsim, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def said(capsys: pytest.CaptureFixture[str], *typed: str | Path) -> tuple[str, str]:
    """Return what a command line writes to each stream, each in one line."""
    with suppress(SystemExit):
        main([*map(str, typed)])
    shown, told = capsys.readouterr()
    return " ".join(shown.split()), " ".join(told.split())


def sentences(command: click.Command) -> list[str]:
    """Return what the help of a command says in English."""
    found: dict[str, str] = {}
    for text in (command.help, *(option.help for option in command.params if isinstance(option, click.Option))):
        if text:
            in_pieces(text, lambda piece: found.setdefault(piece, piece))
    return [" ".join(piece.split()) for piece in found]


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_the_help_of_a_command_is_in_one_language(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    command: click.Command = orgsim
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    english, vietnamese = (said(capsys, "--lang", lang, *path, "--help")[0] for lang in ("en", "vi"))
    assert sentences(command)
    assert [sentence for sentence in sentences(command) if sentence not in english] == []
    words = ["Usage:", "Options:", "Commands:", "[OPTIONS]", "[required]", "[default", "INTEGER", "Show this message"]
    assert [text for text in (*sentences(command), *words) if text in vietnamese] == []
    assert vietnamese.startswith(f"Cách dùng: {' '.join(('orgsim', *path))} [TÙY_CHỌN]")
    assert "--help Hiển thị trợ giúp này rồi thoát." in vietnamese
    examples = [line for line in (command.help or "").splitlines() if line.startswith("orgsim ")]
    assert [line for line in examples if line.split("   ")[0] not in vietnamese] == []


def test_the_short_lines_of_the_commands_are_in_the_language_too(capsys: pytest.CaptureFixture[str]) -> None:
    shown, _ = said(capsys, "--lang", "vi", "--help")
    assert "Các lệnh: attribute Cho biết mỗi bước và chương trình" in shown


def test_help_speaks_the_language_wherever_it_is_chosen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in LOCALE:
        monkeypatch.delenv(name, raising=False)
    assert said(capsys, "run", "--help")[0].startswith("Usage: orgsim run [OPTIONS] SCENARIO Simulate")
    assert said(capsys, "--help", "--lang", "vi")[0].startswith("Cách dùng: orgsim")
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    assert said(capsys, "run", "--help")[0].startswith("Cách dùng: orgsim run [TÙY_CHỌN] KỊCH_BẢN Mô phỏng")
    monkeypatch.setenv("ORGSIM_LANG", "en")
    assert said(capsys, "run", "--help")[0].startswith("Usage: orgsim run")
    # What other programs ask gettext for is theirs to choose, before and after.
    assert gettext.gettext("Usage:") == "Usage:"
    assert gettext.textdomain() == "messages"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("--wrong",), "Lỗi: Không có tùy chọn"),
        (("chek",), "Lỗi: Không có lệnh 'chek'."),
        (("run",), "Cách dùng: orgsim run [TÙY_CHỌN] KỊCH_BẢN Hãy gõ 'orgsim run -"),
        (("run",), "Lỗi: Thiếu đối số 'KỊCH_BẢN'."),
        (("check", "x", "y"), "Lỗi: Thừa đối số (y)"),
        (("attribute", "x"), "Lỗi: Thiếu tùy chọn '--roadmap'."),
        (("attribute", "x", "--roadmap"), "Lỗi: Tùy chọn '--roadmap' cần có giá trị đi kèm."),
        (("attribute", "x", "--roadma", "y"), "Có phải bạn muốn nói: "),
        (("report", "x", "--lang", "fr"), "cho '--lang': 'fr' không thuộc các giá trị được phép: 'en', 'vi'."),
        (("run", "x", "--workers", "0"), "Giá trị không hợp lệ cho '--workers': 0 nằm ngoài khoảng x>=1."),
        (("run", "x", "--workers", "many"), "'many' không phải là số nguyên hợp lệ."),
        (("run", "x", "--memory", "2"), "cần một dung lượng, ví dụ 500MB hoặc 2GB, nhưng nhận được '2'"),
        (("run", "x", "--at-most", "2"), "Giá trị không hợp lệ cho --at-most: chỉ dùng cùng với --precision"),
        (("completion",), "Hãy chọn một trong các giá trị: bash, zsh, fish"),
        (("export", "x"), "Lỗi: hãy nêu cần ghi gì: --xlsx TỆP, --csv THƯ_MỤC hoặc --parquet THƯ_MỤC"),
        (("trace", "x", "--roadmap", "y"), "đúng một trong: --slot, --unit, --step, --against; nhận được: không có"),
    ],
)
def test_wrong_usage_is_told_in_vietnamese(
    typed: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, wrong = said(capsys, "--lang", "vi", *typed)
    assert told in wrong
    assert shown == ""
    assert not {"Usage:", "Error:", "Try", "Invalid", "Missing", "Did"} & set(wrong.split())


def test_a_mistake_in_a_scenario_is_told_in_vietnamese_with_its_place() -> None:
    done = typed("check", "nowhere", ORGSIM_LANG="vi")
    assert done.returncode == 1
    assert done.stderr == "nowhere: 1 lỗi\n  - scenario.yaml: không có thư mục 'nowhere'\n"
