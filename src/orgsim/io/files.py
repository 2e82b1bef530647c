"""Files of a scenario folder: inside the folder only, as UTF-8 text in Unicode's normal form C."""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from orgsim.errors import Message, Place, Problem, did_you_mean

__all__ = ["Source", "decode", "outside", "read_source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read; ``text`` is ``None`` if it could not be, and the problems say why."""

    name: str
    text: str | None
    digest: str = ""
    problems: tuple[Problem, ...] = ()


def read_source(folder: Path, name: str, named: Place, subject: str = "") -> Source:
    """Read a file of a folder.

    Parameters
    ----------
    name
        The file, relative to the folder, with ``/`` between its parts.
    named, subject
        Where the scenario names the file: the place of the problem if there is no such file.
    """
    canonical = PurePosixPath(name).as_posix()
    fault = _outside(folder, name)
    path = folder / canonical
    if not fault and not path.exists():
        fault = Message("there is no file '{name}'{near}", name=name, near=_near(folder, canonical))
    if not fault and not path.is_file():
        fault = Message("'{name}' is not a file", name=name)
    if not fault:
        try:
            return decode(canonical, path.read_bytes())
        except OSError as error:
            fault = Message("'{name}' cannot be read: {reason}", name=name, reason=error.strerror or error)
    return Source(canonical, None, problems=(Problem(named, subject, fault),))


def outside(name: str) -> str:
    """Say why a name is none of a file inside a folder; empty if it is one.

    Examples
    --------
    >>> outside("roadmaps/swift.yaml"), outside("../secret.yaml")
    ('', "'../secret.yaml' leads out of the scenario folder; copy the file into it")
    """
    if not name or "\x00" in name:
        return Message("expected the name of a file")
    if "\\" in name:
        return Message("'{name}' has a backslash; write '/' between folders", name=name)
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or Path(name).drive:
        return Message("'{name}' leads out of the scenario folder; copy the file into it", name=name)
    return ""


def _outside(folder: Path, name: str) -> str:
    """Say why a name leads out of the folder; empty if it does not."""
    fault = outside(name)
    if not fault and not (folder / name).resolve().is_relative_to(folder.resolve()):
        return Message("'{name}' is a link out of the scenario folder; copy the file into it", name=name)
    return fault


def _near(folder: Path, name: str) -> str:
    path = folder / name
    if not path.parent.is_dir():
        return Message("; there is no folder '{parent}' either", parent=PurePosixPath(name).parent)
    beside = (file.relative_to(folder).as_posix() for file in path.parent.iterdir() if file.suffix == path.suffix)
    hint = did_you_mean(name, beside)
    return hint if "mean" in hint else ""


def decode(name: str, content: bytes) -> Source:
    """Turn the bytes of a file into text; a byte order mark is dropped.

    Examples
    --------
    >>> decode("units.csv", b"id,name").text
    'id,name'
    >>> print(decode("units.csv", b"id,name\\na,\\xe1").problems[0])
    units.csv:2:3: this is not UTF-8; save the file as UTF-8 (in Excel: 'CSV UTF-8')
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        fault = Message("this is not UTF-8; save the file as UTF-8 (in Excel: 'CSV UTF-8')")
        return Source(name, None, problems=(Problem(place, "", fault),))
    return Source(name, unicodedata.normalize("NFC", text), hashlib.sha256(content).hexdigest())
