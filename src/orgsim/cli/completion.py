"""``orgsim completion``, and what a shell offers for names that a scenario folder or a run directory has."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from orgsim.cli.help import argument, command

__all__ = ["completion", "roadmap_names", "slot_names", "unit_names"]

SHELLS = ("bash", "zsh", "fish")

_ID = re.compile(r"^id: *([a-z0-9._-]+)", re.MULTILINE)

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


@command()
@argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that lets a SHELL complete commands, options, and the names of roadmaps, units and slots.

    \b
    orgsim completion bash >> ~/.bashrc
    orgsim completion zsh >> ~/.zshrc
    orgsim completion fish > ~/.config/fish/completions/orgsim.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(click.Command("orgsim"), {}, "orgsim", "_ORGSIM_COMPLETE").source())


def _completed(names: Callable[[Path], Iterator[str]]) -> Complete:
    """Return a completion by names read in the folder that was typed before; where nothing can be read, no names."""

    def complete(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
        # The value of an option is missing while it is typed; click then leaves the arguments unread in `args`.
        typed = [*(value for value in context.params.values() if isinstance(value, Path)), *map(Path, context.args)]
        folder = next((path for path in typed if path.is_dir()), None)
        if folder is None:
            return []
        inputs = folder / "inputs"
        try:
            return sorted({name for name in names(inputs if inputs.is_dir() else folder) if name.startswith(begun)})
        except (OSError, LookupError, ValueError, csv.Error):
            return []

    return complete


def _roadmaps(folder: Path) -> Iterator[str]:
    for path in folder.glob("roadmaps/*.yaml"):
        found = _ID.search(path.read_text("utf-8"))
        yield found[1] if found else path.stem


def _units(folder: Path) -> Iterator[str]:
    return (row["id"] for row in _rows(folder / "units.csv") if row.get("id"))


def _slots(folder: Path) -> Iterator[str]:
    """Yield the slots of the opening; those that steps create are in no table."""
    for row in _rows(folder / "posts.csv"):
        mark = "s" if row["standing"] == "supernumerary" else ""
        for number in range(1, int(row["count"]) + 1):
            yield f"{row['unit']}/{row['title']}/{mark}{number:03d}"


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


roadmap_names = _completed(_roadmaps)
"""Completes ``--roadmap``."""

unit_names = _completed(_units)
"""Completes ``--unit``."""

slot_names = _completed(_slots)
"""Completes ``--slot``."""
