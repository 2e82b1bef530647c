"""In which encoding a text was saved, where nothing in it says so."""

import codecs
import re
import unicodedata

from orgsim.errors import Message

__all__ = ["decode_text"]

_MARKS = ((codecs.BOM_UTF8, "UTF-8"), (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))
_UTF8 = Message("save it as UTF-8 (in Excel: 'CSV UTF-8')")
_TONE = "[\u0300\u0301\u0303\u0309\u0323]"
_TONES = re.compile(_TONE)
_VIETNAMESE = re.compile(f"[aăâeêioôơuưy]{_TONE}", re.IGNORECASE)


def decode_text(content: bytes) -> str:
    """Return the text of a file, in normal form C.

    UTF-8 and UTF-16 are tried first. Of the two old encodings of Windows, Vietnamese (1258) is recognised by its tone
    marks: it writes them as letters of their own, each after a vowel; in Western European (1252) the same bytes are
    letters such as ``ì`` and ``ò``, which also follow consonants.

    Raises
    ------
    ValueError
        If the encoding is not clear; the message says what to do.

    Examples
    --------
    >>> decode_text("Họ và tên".encode("utf-16")), decode_text(b"Ho\\xf2 v\\xe0 Ti\\xea\\xecn")
    ('Họ và tên', 'Họ và Tiến')
    """
    return unicodedata.normalize("NFC", _decoded(content))


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise ValueError(Message("this is text in UTF-32; {utf8}", utf8=_UTF8))
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    try:
        if marked is not None:
            return content.decode(marked).removeprefix("\ufeff")
        if b"\x00" in content:
            return _without_mark(content)
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if marked is not None:
            raise ValueError(
                Message("it begins like text in {marked} and goes on otherwise; {utf8}", marked=marked, utf8=_UTF8)
            ) from None
    return _old(content)


def _without_mark(content: bytes) -> str:
    """Decode UTF-16 that does not say so: in a table, every second byte of most letters is zero."""
    high, low = content[0::2].count(0), content[1::2].count(0)
    try:
        text = content.decode("utf-16-be" if high > low else "utf-16-le")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text or max(high, low) < len(content) // 8:
        raise ValueError(Message("this is no text, although its name says so; save the list as .xlsx or .csv"))
    return text


def _old(content: bytes) -> str:
    """Decode the old Vietnamese or the old Western encoding of Windows."""
    vietnamese = unicodedata.normalize("NFD", content.decode("cp1258", "replace"))
    tones = len(_TONES.findall(content.decode("cp1258", "replace")))
    if tones and "\ufffd" not in vietnamese and len(_vowels(content)) == tones:
        return content.decode("cp1258")
    western = content.decode("cp1252", "replace")
    if tones and "\ufffd" not in western:
        return western
    if western == content.decode("cp1258", "replace") and "\ufffd" not in western:
        return western
    raise ValueError(Message("it is not clear in which encoding this text is; {utf8}", utf8=_UTF8))


def _vowels(content: bytes) -> list[str]:
    return _VIETNAMESE.findall(content.decode("cp1258", "replace"))
