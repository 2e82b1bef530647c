"""What every command does on a terminal: it starts at once, explains itself, completes, and is quiet in a pipe."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from orgsim.cli import orgsim

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "src" / "orgsim" / "io" / "small"
HEAVY = {"babel", "jinja2", "networkx", "numpy", "pydantic", "rich", "ruamel", "scipy", "simpy"}
STARTED = """
import resource, sys
from orgsim.cli import main
sys.argv = ["orgsim", *sys.argv[1:]]
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    roots = {name.partition(".")[0] for name in sys.modules}
    print(used.ru_utime + used.ru_stime, *sorted(roots), file=sys.stderr)
"""
FILES_ONLY = {"completion", "schema"}
"""Commands that print a file as it is; a schema is JSON."""


def commands(
    group: click.Group = orgsim, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        yield (*path, name), command


EVERY = dict(commands())


def typed(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orgsim.cli", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | variables,
        cwd=ROOT,
    )


def examples(command: click.Command) -> list[str]:
    """Return the commands in a help text, without the words that explain them."""
    joined = (command.help or "").replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines()]
    return [re.split(r" {3,}[a-z]", line)[0] for line in lines if line.startswith("orgsim ")]


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("--version",),
        ("run", "--help"),
        ("completion", "bash"),
        ("--lang", "vi", "--help"),
        ("--lang", "vi", "run", "--help"),
    ],
)
def test_the_command_line_starts_within_a_moment_and_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    pytest.importorskip("resource")

    def seconds() -> float:
        done = subprocess.run(
            [sys.executable, "-c", STARTED, *words], capture_output=True, text=True, encoding="utf-8", check=True
        )
        used, *modules = done.stderr.split()
        assert not HEAVY & set(modules)
        return float(used)

    # The best of three: another program may be in the way of one.
    assert any(seconds() < 0.4 for _ in range(3))


@pytest.mark.parametrize("path", EVERY)
def test_every_command_has_an_example_and_its_examples_can_be_typed(path: tuple[str, ...]) -> None:
    found = examples(EVERY[path])
    assert any(line.split()[1 : 1 + len(path)] == list(path) for line in found)
    for line in found:
        words = shlex.split(re.split(r" >>? ", line)[0])[1:]
        depth = 2 if words[0] == "law" else 1
        named = EVERY[tuple(words[:depth])]
        named.parse_args(click.Context(named), words[depth:])


def test_every_command_with_a_result_prints_it_as_json() -> None:
    without = {
        " ".join(path)
        for path, command in EVERY.items()
        if not isinstance(command, click.Group) and not any("--json" in option.opts for option in command.params)
    }
    assert without <= FILES_ONLY


def test_an_instrument_as_json_has_what_the_list_has_of_it() -> None:
    shown = json.loads(typed("law", "show", "decree-178-2024", "--json").stdout)
    listed = json.loads(typed("law", "list", "vietnam", "--json").stdout)
    assert shown in listed[0]["instruments"]


def completed(*words: str) -> list[str]:
    done = typed(
        _ORGSIM_COMPLETE="bash_complete", COMP_WORDS=shlex.join(["orgsim", *words]), COMP_CWORD=str(len(words))
    )
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.split()]


def test_a_shell_completes_commands_and_options() -> None:
    assert completed("att") == ["attribute"]
    assert completed("law", "") == ["compute", "list", "show"]
    assert completed("run", "x", "--rep") == ["--replications"]
    assert completed("schema", "road") == ["roadmap"]


def test_a_shell_completes_the_names_of_a_scenario() -> None:
    assert completed("run", str(SMALL), "--roadmap", "") == ["gradual", "swift"]
    assert completed("trace", str(SMALL), "--roadmap", "swift", "--unit", "school") == ["school-north", "school-south"]
    # One beyond the establishment has a number of its own.
    assert completed("trace", str(SMALL), "--slot", "culture-centre/off") == [
        f"culture-centre/officer/{number}" for number in ("001", "002", "s001")
    ]


def test_a_shell_completes_the_names_of_a_run(tmp_path: Path) -> None:
    made = typed("run", str(SMALL), "--replications", "4", "--out", str(tmp_path / "run"))
    assert made.returncode == 0, made.stderr
    assert completed("attribute", str(tmp_path / "run"), "--roadmap", "s") == ["swift"]


def test_nothing_is_completed_from_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("unit,title\na,b\n", "utf-8")
    (tmp_path / "units.csv").write_bytes(b"id\n\xff\xfe\n")
    for option in ("--roadmap", "--unit", "--slot"):
        assert completed("trace", str(tmp_path), option, "") == []
        assert completed("trace", str(tmp_path / "missing"), option, "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_asks_orgsim(shell: str) -> None:
    done = typed("completion", shell)
    assert done.returncode == 0
    assert f"_ORGSIM_COMPLETE={shell}_complete" in done.stdout


def on_a_terminal(*words: str, **variables: str) -> str:
    """Return all that a command writes to a terminal, which it takes for one 100 columns wide."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "100", **variables}
    started = subprocess.Popen(
        [sys.executable, "-m", "orgsim.cli", *words], stdout=theirs, stderr=theirs, env=environment, cwd=ROOT
    )
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65536):
            written += part
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(ours)
    assert started.wait() == 0
    return written.decode("utf-8")


COLOUR = re.compile(r"\x1b\[[0-9;]*?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m")
TRACE = ("trace", str(SMALL), "--roadmap", "swift", "--unit", "school-north")


def test_a_terminal_sees_progress_and_a_pipe_does_not() -> None:
    seen = on_a_terminal(*TRACE)
    assert re.search(r"[0-9]+ of 5 years", seen)
    assert re.search(r"[0-9]:[0-9]{2}:[0-9]{2}", seen)  # the time left
    piped = typed(*TRACE)
    assert (piped.stderr, "\x1b" in piped.stdout, "of 5 years" in piped.stdout) == ("", False, False)


def test_progress_is_told_in_the_language_of_the_terminal() -> None:
    assert re.search(r"[0-9]+ trên 5 năm", on_a_terminal(*TRACE, ORGSIM_LANG="vi"))


def test_no_color_takes_the_colours_away() -> None:
    assert COLOUR.search(on_a_terminal(*TRACE))
    assert not COLOUR.search(on_a_terminal(*TRACE, NO_COLOR="1"))
