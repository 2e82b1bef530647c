"""What appears on the terminal besides plain lines – tables, and progress – and how sizes are typed there."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from orgsim.cli.language import words

__all__ = ["Size", "progress", "show"]


class Size(click.ParamType):  # type: ignore[type-arg]  # newer versions of click only have one
    """A number of bytes, typed as 500MB or 2GB."""

    name = "size"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a size; of decimal units, as the messages write them."""
        found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([MG])B", str(value))
        if found is None:
            self.fail(words().say("expected a size such as 500MB or 2GB, found '{found}'", found=value), param, ctx)
        return int(float(found[1]) * {"M": 10**6, "G": 10**9}[found[2]])


def show(renderables: Sequence[object]) -> None:
    """Print tables and texts on the terminal."""
    from rich.console import Console

    console = Console()
    for part in renderables:
        console.print(part)


@contextmanager
def progress(total: int, message: str) -> Iterator[Callable[[str], Callable[[int], None]]]:
    """Show progress, by a message with ``{done}`` and ``{total}``, and the time left; say nothing into a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    said = words()
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=total, count="")

        def forward(done: int) -> None:
            bar.advance(task, done)
            count = said.say(message, done=said.decimal(bar.tasks[0].completed), total=said.decimal(total))
            bar.update(task, count=count)

        def advance(roadmap: str) -> Callable[[int], None]:
            bar.update(task, description=roadmap)
            forward(0)
            return forward

        yield advance
