"""The scenarios that ``orgsim new`` makes: small, complete, and running as they are."""

import json
import os
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory

from orgsim.errors import Message, RunError
from orgsim.io.conversion import convert
from orgsim.io.forms import BOOK
from orgsim.io.schema import KINDS, json_schema

__all__ = ["TEMPLATES", "book_path", "write_template", "write_template_book"]

TEMPLATES = {"city": "small", "ministry": "ministry", "empty": "empty"}
"""The templates, and the folder of each in the package."""


def write_template(folder: Path, template: str = "city") -> None:
    """Write a template scenario, and the schemas its files name, to a folder that does not exist yet.

    Parameters
    ----------
    template
        ``city``: a town with a staff list; ``ministry``: departments, agencies and grades, with people made from
        margins; ``empty``: the least that is a scenario, with comments that say what to fill in.

    Raises
    ------
    RunError
        If the folder exists or cannot be written; nothing is left behind then.
    """
    if folder.exists():
        raise RunError(Message("{folder} exists; name a folder that does not exist yet", folder=folder))
    with as_file(files("orgsim.io") / TEMPLATES[template]) as source:
        partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
        try:
            copytree(source, partial)
            (partial / "schemas").mkdir()
            for kind in KINDS:
                text = json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
                (partial / "schemas" / f"{kind}.schema.json").write_text(text, "utf-8")
            partial.rename(folder)
        except OSError as error:
            raise RunError(Message("{folder} cannot be written: {error}", folder=folder, error=error)) from error
        finally:
            rmtree(partial, ignore_errors=True)


def book_path(path: Path) -> Path:
    """Return the workbook that is meant by a name without its ending.

    Examples
    --------
    >>> book_path(Path("my-city")).name, book_path(Path("my-city.xlsx")).name
    ('my-city.xlsx', 'my-city.xlsx')
    """
    return path if path.suffix.lower() == BOOK else path.with_name(path.name + BOOK)


def write_template_book(path: Path, template: str = "city") -> None:
    """Write a template scenario as a workbook that does not exist yet.

    Raises
    ------
    RunError
        If the file exists or cannot be written.
    """
    with TemporaryDirectory() as beside:
        folder = Path(beside) / template
        write_template(folder, template)
        convert(folder, path)
