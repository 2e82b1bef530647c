"""Charts as files of their own: SVG with the letters that it needs, and PNG; and anything as a link that saves it."""

import re
from base64 import b64encode
from html import unescape
from io import BytesIO

import vl_convert
from PIL import Image

from orgsim.report.font import font_of, register

__all__ = ["data_uri", "png_file", "svg_file"]

_SCALE = 2
"""Pixels of a picture for each unit of the drawing."""

_COLOURS = 64
"""A chart has few; with so many a picture takes an eighth of the room."""

_TEXT = re.compile(r"<text\b([^>]*)>(.*?)</text>", re.DOTALL)


def svg_file(drawing: str) -> str:
    """Return an SVG element of the page as a file that looks the same everywhere: with its size, font and background.

    Examples
    --------
    >>> file = svg_file('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><text y="9">Cái</text></svg>')
    >>> file.startswith('<svg width="40" height="20" xmlns'), "@font-face" in file, "#fff" in file
    (True, True, True)
    """
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    assert size is not None
    letters: dict[bool, set[str]] = {False: set(), True: set()}
    for attributes, text in _TEXT.findall(drawing):
        letters["bold" in attributes] |= set(unescape(re.sub(r"<[^>]*>", "", text)))
    style = font_of(frozenset(letters[False]), frozenset(letters[True]))
    head, _, body = drawing.partition(">")
    sized = head.replace("<svg ", f'<svg width="{size[1]}" height="{size[2]}" ', 1)
    return f'{sized}><style>{style}</style><rect width="100%" height="100%" fill="#fff"/>{body}'


def png_file(drawing: str) -> bytes:
    """Return an SVG element of the page as a picture on white."""
    register()
    head, _, body = drawing.partition(">")
    drawn = vl_convert.svg_to_png(f'{head}><rect width="100%" height="100%" fill="#fff"/>{body}', scale=_SCALE)
    written = BytesIO()
    few = (
        Image.open(BytesIO(drawn))
        .convert("RGB")
        .quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    )
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def data_uri(kind: str, content: bytes) -> str:
    """Return a file as an address that holds it.

    Examples
    --------
    >>> data_uri("text/csv", b"a,b")
    'data:text/csv;base64,YSxi'
    """
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"
