"""The scenario that ``orgsim new`` makes: small, complete, and running as it is."""

import json
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree, rmtree

from orgsim.errors import RunError
from orgsim.io.schema import KINDS, json_schema

__all__ = ["write_template"]


def write_template(folder: Path) -> None:
    """Write the template scenario, and the schemas its files name, to a folder that does not exist yet.

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
            (folder / "schemas").mkdir()
            for kind in KINDS:
                text = json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
                (folder / "schemas" / f"{kind}.schema.json").write_text(text, "utf-8")
        except OSError as error:
            rmtree(folder, ignore_errors=True)
            raise RunError(f"{folder} cannot be written: {error}") from error
