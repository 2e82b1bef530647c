"""Keeping the catalogues: collect the messages of reports and commands, update ``.po``, write ``.mo``.

Run ``python -m orgsim.report.catalogues`` after a message changed; then translate what is empty in
``locale/vi/LC_MESSAGES/orgsim.po`` and run it again.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from orgsim.report.words import SUPPORTED

__all__ = ["compiled", "po_path", "read_catalogue", "used_messages"]

_HERE = Path(__file__).parent
_COMMANDS = _HERE.parent / "cli"
_KEYWORDS = {"say": None, "mark": None, "say_count": (1, 2)}
"""The functions whose texts are messages, and which of their arguments are."""


def used_messages() -> Catalog:
    """Collect the messages that the code and the templates use, sorted, without line numbers."""
    catalogue = Catalog()
    for message, file in sorted(_messages(), key=lambda found: (found[0], found[1])):
        catalogue.add(message if len(message) > 1 else message[0], locations=[(file, 0)])
    return catalogue


def _messages() -> Iterator[tuple[tuple[str, ...], str]]:
    for path in sorted([*_HERE.rglob("*.py"), *_HERE.rglob("*.html"), *_COMMANDS.rglob("*.py")]):
        if path == Path(__file__):
            continue
        base = _HERE if path.is_relative_to(_HERE) else _HERE.parent
        kind = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        for _, message, _, _ in extract(kind, BytesIO(path.read_bytes()), keywords=_KEYWORDS):
            yield (message,) if isinstance(message, str) else tuple(message), path.relative_to(base).as_posix()


def po_path(lang: str) -> Path:
    """Return where the catalogue of a language is."""
    return _HERE / "locale" / lang / "LC_MESSAGES" / "orgsim.po"


def read_catalogue(lang: str) -> Catalog:
    """Read the catalogue of a language."""
    return read_po(BytesIO(po_path(lang).read_bytes()), locale=lang)


def compiled(catalogue: Catalog) -> bytes:
    """Return the bytes of the ``.mo`` file."""
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def _update(lang: str) -> None:
    """Bring a catalogue up to date with the messages in use; English is translated by itself."""
    catalogue = read_catalogue(lang)
    catalogue.update(used_messages(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    for message in catalogue:
        message.flags.discard("python-format")  # '5% of' is no format; values are inserted by name
        if lang == "en" and message.id:
            message.string = message.id
    written = BytesIO()
    write_po(written, catalogue, width=110, include_lineno=False)
    po_path(lang).write_bytes(written.getvalue())
    po_path(lang).with_suffix(".mo").write_bytes(compiled(catalogue))


if __name__ == "__main__":
    for language in SUPPORTED:
        _update(language)
