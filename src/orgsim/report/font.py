"""The letters of pages, charts and pictures: one open font that goes with them, so that all look alike everywhere."""

from base64 import b64encode
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from unicodedata import combining

__all__ = ["FAMILY", "font_of", "page_fonts", "register"]

FAMILY = "Report Sans"
"""The name of the font; no machine has it by itself."""

_WEIGHTS = {"regular": 400, "bold": 700}

_LAYOUT = ("GDEF", "GPOS", "GSUB")
"""The tables that tell how letters go together."""


@cache
def page_fonts() -> str:
    """Return the style rules that bring the whole font to a page."""
    folder = files("orgsim.report") / "fonts"
    return "\n".join(
        _rule((folder / f"report-sans-{name}.woff2").read_bytes(), weight) for name, weight in _WEIGHTS.items()
    )


def font_of(regular: frozenset[str], bold: frozenset[str]) -> str:
    """Return the style rules that bring a drawing the letters that it needs, by weight, and no others.

    Examples
    --------
    >>> len(font_of(frozenset("Móng Cái"), frozenset())) < 4000
    True
    """
    needed = {"regular": regular, "bold": bold}
    return "\n".join(_rule(_cut(name, letters), _WEIGHTS[name]) for name, letters in needed.items() if letters)


@cache
def _cut(name: str, letters: frozenset[str]) -> bytes:
    """Cut a weight down to some letters."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    source = (files("orgsim.report") / "fonts" / f"report-sans-{name}.otf").read_bytes()
    font = TTFont(BytesIO(source), recalcTimestamp=False)
    if not any(map(combining, letters)):
        for table in _LAYOUT:
            del font[table]  # reading them takes nearly all the time, and only letters of parts need them
    cut = subset.Subsetter(subset.Options(layout_features=["ccmp", "mark"], name_IDs=[1, 2, 13], hinting=False))
    cut.populate(text="".join(sorted(letters)))
    cut.subset(font)
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    return written.getvalue()


def _rule(font: bytes, weight: int) -> str:
    text = b64encode(font).decode("ascii")
    source = f'url(data:font/woff2;base64,{text}) format("woff2")'
    return f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};src:{source}}}'


@cache
def register() -> None:
    """Make the font known to the drawing of pictures, once."""
    import vl_convert

    with as_file(files("orgsim.report") / "fonts") as folder:
        vl_convert.register_font_directory(str(folder))
