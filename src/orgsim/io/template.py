"""The scenario that ``orgsim new`` makes: small, complete, and running as it is."""

from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree, rmtree

from orgsim.errors import RunError

__all__ = ["write_template"]


def write_template(folder: Path) -> None:
    """Write the template scenario to a folder that does not exist yet.

    Raises
    ------
    RunError
        If the folder exists or cannot be written; nothing is left behind then.
    """
    if folder.exists():
        raise RunError(f"{folder} exists; name a folder that does not exist yet")
    with as_file(files("orgsim.io") / "small") as small:
        try:
            copytree(small, folder)
        except OSError as error:
            rmtree(folder, ignore_errors=True)
            raise RunError(f"{folder} cannot be written: {error}") from error
