"""What appears on the terminal besides plain lines: tables, and progress."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

__all__ = ["progress", "show"]


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
