"""Keeping the catalogues: collect the messages of the library and its commands, update ``.po``, write ``.mo``.

Run ``python -m orgsim.cli.catalogues`` after a message changed; then translate what is empty in
``report/locale/vi/LC_MESSAGES/orgsim.po`` and run it again.
"""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from orgsim.cli import orgsim
from orgsim.cli.click_words import CLICK_COUNTS, CLICK_WORDS
from orgsim.cli.help import in_pieces
from orgsim.report.words import SUPPORTED
from orgsim.rules.law.facts import FACTS

__all__ = ["compiled", "po_path", "read_catalogue", "used_messages"]

_HERE = Path(__file__).parents[1] / "report"
_SPEAKING = ("analysis", "cli", "engine", "errors.py", "io", "model", "report", "rules")
"""What says anything to a reader."""

_KEYWORDS = {"say": 1, "mark": 1, "say_count": 2, "Message": 1}
"""The functions whose texts are messages, and how many of their arguments are."""


def used_messages() -> Catalog:
    """Collect the messages that the code and the templates use, sorted, without line numbers."""
    catalogue = Catalog()
    for message, file in sorted(_messages(), key=lambda found: (found[0], found[1])):
        catalogue.add(message if len(message) > 1 else message[0], locations=[(file, 0)])
    return catalogue


def _messages() -> Iterator[tuple[tuple[str, ...], str]]:
    paths = [path for path in _HERE.parent.rglob("*") if path.suffix in (".py", ".html")]
    for path in sorted(paths):
        name = path.relative_to(_HERE.parent)
        if name.parts[0] not in _SPEAKING or path == Path(__file__):
            continue
        base = _HERE if path.is_relative_to(_HERE) else _HERE.parent
        found = _in_code(path) if path.suffix == ".py" else _in_template(path)
        yield from ((message, path.relative_to(base).as_posix()) for message in found)
    yield from (((fact.meaning,), "rules/law/facts.py") for fact in FACTS.values())
    yield from (((message,), "cli/click_words.py") for message in CLICK_WORDS)
    yield from ((messages, "cli/click_words.py") for messages in CLICK_COUNTS)
    yield from (((piece,), "cli") for piece in _help(orgsim))


def _in_code(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the messages of a module. Babel's own reader does not look into f-strings before Python 3.12."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            texts = [arg.value for arg in node.args[: _KEYWORDS.get(name, 0)] if isinstance(arg, ast.Constant)]
            if texts:
                yield tuple(text for text in texts if isinstance(text, str))


def _in_template(path: Path) -> Iterator[tuple[str, ...]]:
    keywords = {name: tuple(range(1, texts + 1)) for name, texts in _KEYWORDS.items()}
    for _, message, _, _ in extract("jinja2.ext:babel_extract", BytesIO(path.read_bytes()), keywords=keywords):
        yield (message,) if isinstance(message, str) else tuple(message)


def _help(command: click.Command) -> Iterator[str]:
    """Yield what the help of a command and of those below it is made of."""
    texts = [command.help, *(parameter.help for parameter in command.params if isinstance(parameter, click.Option))]
    said: list[str] = []

    def note(piece: str) -> str:
        said.append(piece)
        return piece

    for text in filter(None, texts):
        in_pieces(text, note)
    yield from said
    context = click.Context(command, info_name=command.name)
    metavars = [parameter.make_metavar(context) for parameter in command.params if parameter.metavar]
    yield from (piece for piece in (*command.collect_usage_pieces(context), *metavars) if "|" not in piece)
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _help(inner)


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
