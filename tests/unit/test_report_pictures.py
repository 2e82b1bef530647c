"""What of a report can be saved: each chart as SVG and PNG with the report's own letters, its numbers as CSV."""

import csv
import io
import re
import unicodedata
import xml.etree.ElementTree as ET
from base64 import b64decode
from functools import cache

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from orgsim.cli.catalogues import read_catalogue
from orgsim.report.font import font_of, page_fonts
from orgsim.report.html import render_report
from orgsim.report.words import SUPPORTED
from tests.report_case import OPENING, handmade

SAVED = re.compile(r'<a download="([^"]+)" href="data:([^;,]+)[^,]*;base64,([^"]+)"')


@cache
def saved() -> dict[str, bytes]:
    """Return the files that the page holds, by name."""
    found = SAVED.findall(render_report(handmade(), "vi"))
    assert len({name for name, _, _ in found}) == len(found)
    return {name: b64decode(content) for name, _, content in found}


def letters(font: bytes) -> set[str]:
    return set(map(chr, TTFont(io.BytesIO(font)).getBestCmap()))


def fonts(style: str) -> list[bytes]:
    return [b64decode(font) for font in re.findall(r"data:font/woff2;base64,([^)]+)", style)]


def test_every_chart_is_there_as_svg_and_as_png_and_every_figure_as_csv() -> None:
    kinds = {kind: {name[:-4] for name in saved() if name.endswith(kind)} for kind in (".svg", ".png", ".csv")}
    assert kinds[".svg"] == kinds[".png"]
    assert {name.rpartition("-")[0] for name in kinds[".svg"]} == kinds[".csv"]
    assert {"people-0", "leavers-2", "waterfall-people-1", "organisation-0-0"} <= kinds[".svg"]


def test_a_saved_drawing_has_every_letter_that_it_shows() -> None:
    for name, content in saved().items():
        if name.endswith(".svg"):
            root = ET.fromstring(content)  # noqa: S314 - our own
            assert root.attrib["width"]
            shown = {letter for text in root.iter("{*}text") for letter in "".join(text.itertext())}
            has = set[str]().union(*(letters(font) for font in fonts(content.decode())))
            assert shown - {"\n"} <= has, name


def test_a_saved_picture_has_the_size_of_its_drawing_twice_over() -> None:
    for name, content in saved().items():
        if name.endswith(".png"):
            root = ET.fromstring(saved()[name[:-4] + ".svg"])  # noqa: S314
            wide, high = Image.open(io.BytesIO(content)).size
            assert (wide, high) == pytest.approx(
                (2 * float(root.attrib["width"]), 2 * float(root.attrib["height"])), abs=1
            )


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(saved()[name].decode("utf-8-sig"))))


def test_saved_numbers_are_those_of_the_comparison_and_not_rounded() -> None:
    comparison = handmade()
    found = {(row["roadmap"], int(row["year"])): row for row in rows("people.csv")}
    for roadmap in comparison.roadmaps:
        for year, band in roadmap.yearly["people"].items():
            row = found.pop((roadmap.id, year))
            assert (float(row["mean"]), int(row["p05"]), int(row["p95"])) == (band.mean, band.low, band.high)
    assert not found


def test_saved_channels_begin_with_the_opening_and_end_with_the_closing() -> None:
    channels = [row["channel"] for row in rows("waterfall-people.csv") if row["roadmap"] == "attrition"]
    assert channels == ["opening", "resigned", "recruited", "closing"]
    assert float(rows("waterfall-people.csv")[0]["mean"]) == OPENING["people"]


def test_saved_descents_tell_of_every_unit_what_became_of_it() -> None:
    found = {(row["before"], row["after"], row["share_of_before"]) for row in rows("organisation-0.csv")}
    kept = {(unit, unit, "1") for unit in ("city", "school-1", "school-2")}
    assert found == kept | {("hospital", "health", "1"), ("old-health", "health", "1")}


def test_the_font_has_every_letter_of_the_catalogues_and_of_vietnamese() -> None:
    texts = [text for lang in SUPPORTED for message in read_catalogue(lang) for text in message.string or ()]
    wanted = set("".join(texts)) - {"\n", "\t"}
    vowels = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    wanted |= {unicodedata.normalize("NFC", v + t) for v in vowels + vowels.upper() for t in tones} | set("đĐ₫")
    for font in fonts(page_fonts()):
        assert wanted <= letters(font), wanted - letters(font)


def test_the_whole_font_takes_less_than_sixty_kilobytes() -> None:
    assert sum(map(len, fonts(page_fonts()))) < 60_000


def test_a_drawing_gets_only_the_letters_and_weights_that_it_needs() -> None:
    (font,) = fonts(font_of(frozenset("Cái"), frozenset()))
    assert letters(font) == set("Cái")
