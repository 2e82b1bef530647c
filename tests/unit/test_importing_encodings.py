"""Texts of staff lists in the encodings that offices have: read rightly, or refused."""

import codecs
import unicodedata

import pytest

from orgsim.io.importing.encodings import decode_text

TEXT = "Mã;Họ và tên;Ngày sinh\n01;Nguyễn Thị Ánh Tuyết;05/11/1975\n02;Đỗ Hữu Phước;01/02/1980\n"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def in_1258(text: str) -> bytes:
    """Encode as Windows did: letters with their hats and horns, tone marks apart."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in TONES)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        letters.append(bare + tones)
    return "".join(letters).encode("cp1258")


ENCODED = {
    "UTF-8": TEXT.encode(),
    "UTF-8 with a mark": codecs.BOM_UTF8 + TEXT.encode(),
    "UTF-8, letters taken apart": unicodedata.normalize("NFD", TEXT).encode(),
    "UTF-16": TEXT.encode("utf-16"),
    "UTF-16, other order": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "UTF-16 without a mark": TEXT.encode("utf-16-le"),
    "UTF-16 without a mark, other order": TEXT.encode("utf-16-be"),
    "Windows-1258": in_1258(TEXT),
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_vietnamese_is_read_in_every_encoding_that_windows_wrote(encoding: str) -> None:
    assert decode_text(ENCODED[encoding]) == TEXT


@pytest.mark.parametrize("text", ["Müller;Grüße", "Begoña;Señor", "Cosí è però", "Ìnes", "€ 5 – «Ça va»"])
def test_western_texts_are_read_as_windows_1252(text: str) -> None:
    assert decode_text(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("João".encode("cp1252"), "it is not clear in which encoding this text is; save it as UTF-8"),
        (b"name\x81\x8d", "it is not clear in which encoding this text is; save it as UTF-8"),
        ("name".encode("utf-32"), "this is text in UTF-32; save it as UTF-8"),
        (codecs.BOM_UTF8 + b"a\xff", "it begins like text in UTF-8 and goes on otherwise; save it as UTF-8"),
        (bytes(range(256)) * 4, "this is no text, although its name says so; save the list as .xlsx or .csv"),
    ],
)
def test_what_is_not_clear_is_refused_with_a_way_out(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 – the text is read
        decode_text(content)
    assert str(error.value).startswith(reason)
