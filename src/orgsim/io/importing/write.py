"""Writing the scenario of lists. The folder appears whole or not at all."""

import os
import shutil
from pathlib import Path

from orgsim.errors import InputError, Message, RunError
from orgsim.io.importing.keys import key
from orgsim.io.importing.lists import Lists
from orgsim.io.importing.mapping import mapping_text
from orgsim.io.importing.scenario import scenario_files
from orgsim.io.scenario import read_scenario

__all__ = ["write_import", "write_mapping"]


def write_import(lists: Lists, folder: Path, *, anonymise: bool) -> None:
    """Write a scenario to a folder that does not exist yet, once it has been read as a scenario without problems.

    Parameters
    ----------
    anonymise
        Whether people get keys p00001, p00002 … in the order of their codes, and no file holds their names and codes.

    Raises
    ------
    InputError
        If the lists have problems, or what was made of them is no sound scenario.
    RunError
        If the folder exists or cannot be written; nothing is left behind then.
    """
    if lists.problems:
        raise InputError(lists.name, lists.problems)
    if folder.exists():
        raise RunError(Message("{folder} exists; name a folder that does not exist yet", folder=folder))
    files = scenario_files(lists, key(folder.name), anonymise=anonymise)
    partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
    try:
        for name, text in files.items():
            (partial / name).parent.mkdir(parents=True, exist_ok=True)
            (partial / name).write_text(text, encoding="utf-8", newline="\n")
        read_scenario(partial)
        partial.rename(folder)
    except OSError as error:
        raise RunError(
            Message("{folder} cannot be written: {reason}", folder=folder, reason=error.strerror or error)
        ) from error
    except InputError as error:
        raise InputError(Message("{folder}, as it would be", folder=folder), error.problems) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_mapping(lists: Lists, path: Path) -> None:
    """Write how lists were read to a file that does not exist yet.

    Raises
    ------
    RunError
        If the file exists or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(mapping_text(lists.mapping))
    except FileExistsError as error:
        raise RunError(
            Message("{path} exists; name a file that does not exist yet, or use it with --mapping", path=path)
        ) from error
    except OSError as error:
        raise RunError(
            Message("{path} cannot be written: {reason}", path=path, reason=error.strerror or error)
        ) from error
