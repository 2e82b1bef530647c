"""Putting new files in place: whole or not at all, and never over what is there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orgsim.errors import RunError

__all__ = ["check_new", "new_file", "new_folder"]


def check_new(path: Path) -> None:
    """Check that nothing is where something is to be written.

    Raises
    ------
    RunError
        If there is a file or folder, or no folder to put it in.
    """
    if path.exists() or path.is_symlink():
        raise RunError(f"{path} exists; an export overwrites nothing: name another place")
    if not path.parent.is_dir():
        raise RunError(f"{path} cannot be written: there is no folder {path.parent}")


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a place beside ``path`` to write to, and move what is there to ``path`` if all went well.

    Raises
    ------
    RunError
        If ``path`` exists or cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with new_file(Path(folder) / "note.txt") as partial:
    ...         _ = partial.write_text("whole")
    ...     [path.name for path in Path(folder).iterdir()]
    ['note.txt']
    """
    check_new(path)
    partial = _beside(path)
    try:
        yield partial
        check_new(path)
        partial.rename(path)
    except OSError as error:
        raise RunError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a folder beside ``path`` to write into, and move it to ``path`` if all went well.

    Raises
    ------
    RunError
        If ``path`` exists or cannot be written.
    """
    check_new(path)
    partial = _beside(path)
    try:
        partial.mkdir()
        yield partial
        check_new(path)
        partial.rename(path)
    except OSError as error:
        raise RunError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial-{os.getpid()}")
