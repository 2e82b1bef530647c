"""What appears on the terminal besides plain lines – tables, and progress – and how sizes are typed there."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

__all__ = ["Size", "progress", "show"]


class Size(click.ParamType):  # type: ignore[type-arg]  # newer versions of click only have one
    """A number of bytes, typed as 500MB or 2GB."""

    name = "size"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a size; of decimal units, as the messages write them."""
        found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([MG])B", str(value))
        if found is None:
            self.fail(f"expected a size such as 500MB or 2GB, found '{value}'", param, ctx)
        return int(float(found[1]) * {"M": 10**6, "G": 10**9}[found[2]])


def show(renderables: Sequence[object]) -> None:
    """Print tables and texts on the terminal."""
    from rich.console import Console

    console = Console()
    for part in renderables:
        console.print(part)


@contextmanager
def progress(total: int, what: str = "futures") -> Iterator[Callable[[str], Callable[[int], None]]]:
    """Show progress and the time left on a terminal; say nothing into a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} " + what),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=total)

        def advance(roadmap: str) -> Callable[[int], None]:
            bar.update(task, description=roadmap)
            return lambda done: bar.advance(task, done)

        yield advance
