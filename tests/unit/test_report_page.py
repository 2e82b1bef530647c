"""The HTML report: what it says, and that it is one accessible page that fetches nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from orgsim.analysis.comparison import Comparison
from orgsim.analysis.values import Proportion
from orgsim.errors import RunError
from orgsim.report import html
from orgsim.report.html import render_report, report_available
from orgsim.report.views.summary import summary
from orgsim.report.words import words_of
from tests.report_case import HOSTILE, handmade

NONE = "No roadmap meets each of the targets in at least 95% of the simulated futures."
VOID = {"meta", "link", "br", "hr", "img", "input"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)

    def every(self, *tags: str) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                if child.tag in tags:
                    yield child
                yield from child.every(*tags)

    @property
    def text(self) -> str:
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(parts).split())


class Reader(HTMLParser):
    """Read a page into a tree; a tag that is closed out of order is a fault."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Element("page", {})
        self.open = [self.root]
        self.feed(page)
        assert self.open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@cache
def page(lang: str) -> str:
    return render_report(handmade(), lang)


@cache
def tree(lang: str) -> Element:
    return Reader(page(lang)).root


LANGUAGES = pytest.mark.parametrize("lang", ["en", "vi"])


@LANGUAGES
def test_the_same_comparison_gives_the_same_bytes(lang: str) -> None:
    again = render_report(Comparison.model_validate_json(handmade().model_dump_json()), lang)
    assert again == page(lang)


@LANGUAGES
def test_a_page_is_small_fetches_nothing_and_runs_nothing(lang: str) -> None:
    assert len(page(lang).encode()) < 2_000_000
    assert not list(tree(lang).every("script", "iframe", "object", "embed", "img"))
    links = [str(element.attributes["href"]) for element in tree(lang).every("a", "link", "use")]
    away = [link for link in links if not link.startswith("#")]
    assert away[0] == "data:,"
    assert {link.partition(",")[0] for link in away[1:]} == {
        "data:image/svg+xml;base64",
        "data:image/png;base64",
        "data:text/csv;charset=utf-8;base64",
    }
    assert "src=" not in page(lang)
    assert not re.search(r"@import|url\((?!#|data:font/woff2;base64,)", page(lang))
    assert not re.search(r"\son[a-z]+=", page(lang))


@LANGUAGES
def test_names_are_text_and_never_markup(lang: str) -> None:
    assert HOSTILE not in page(lang)
    assert HOSTILE in tree(lang).text


@LANGUAGES
def test_the_page_names_its_language_and_has_its_landmarks_once(lang: str) -> None:
    (root,) = tree(lang).every("html")
    assert root.attributes["lang"] == lang
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert len(list(tree(lang).every(landmark))) == 1, landmark
    (head,) = root.every("head")
    assert next(head.every("title")).text.startswith(handmade().scenario.name_vi if lang == "vi" else "Móng Cái, 2015")


@LANGUAGES
def test_headings_go_down_one_level_at_a_time(lang: str) -> None:
    levels = [int(heading.tag[1]) for heading in tree(lang).every("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@LANGUAGES
def test_every_table_has_a_caption_and_every_head_a_scope(lang: str) -> None:
    tables = list(tree(lang).every("table"))
    assert len(tables) > 12
    for table in tables:
        (caption,) = table.every("caption")
        assert caption.text
        assert all(head.attributes.get("scope") in {"col", "row", "rowgroup"} for head in table.every("th"))
        widths = {
            sum(int(cell.attributes.get("colspan") or 1) for cell in row.every("th", "td")) for row in table.every("tr")
        }
        assert len(widths) == 1, caption.text


@LANGUAGES
def test_every_chart_has_a_text_alternative_and_its_numbers_in_a_table(lang: str) -> None:
    figures = list(tree(lang).every("figure"))
    assert [len(list(figure.every("svg"))) for figure in figures] == [3, 3, 3, 3, 3, 1, 1]
    for figure in figures:
        (details,) = figure.every("details")
        assert list(details.every("table"))
    for chart in tree(lang).every("svg"):
        assert chart.attributes["role"] == "img"
        assert all(next(iter(chart.every(tag))).text for tag in ("title", "desc"))


@LANGUAGES
def test_ids_are_unique_and_every_link_within_the_page_has_its_target(lang: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page(lang))
    assert len(set(ids)) == len(ids)
    targets = {link for a in tree(lang).every("a") if (link := str(a.attributes["href"])).startswith("#")}
    assert len(targets) == 19
    named = re.findall(r'aria-labelledby="([^"]+)"', page(lang))
    assert {target[1:] for target in targets} | {name for names in named for name in names.split()} <= set(ids)


def section(lang: str, name: str) -> Element:
    (found,) = (part for part in tree(lang).every("section") if part.attributes["id"] == name)
    return found


def test_the_summary_leads_with_the_answer() -> None:
    paragraph = next(iter(section("en", "summary").every("p"))).text
    assert paragraph == (
        "No roadmap meets each of the targets in at least 95% of the simulated futures. "
        "“As decreed” comes closest: it likely meets 1 of 2 targets."
    )
    paragraph = next(iter(section("vi", "summary").every("p"))).text
    assert paragraph == (
        "Không có lộ trình nào mà mỗi mục tiêu đều đạt trong ít nhất 95% số lần mô phỏng. "
        "“Theo quyết định” gần đạt nhất: nhiều khả năng đạt 1 trong 2 mục tiêu."
    )


@pytest.mark.parametrize(
    ("shares", "lead"),
    [
        ((0.99, 0.99, 0.95), "All roadmaps meet each target in at least 95% of the simulated futures."),
        ((0.99, 0.5, 0.2), "“As decreed” meets each target in at least 95% of the simulated futures."),
        (
            (0.97, 0.96, 0.2),
            "“As decreed” and “Attrition only” meet each target in at least 95% of the simulated futures.",
        ),
        (
            (0.5, 0.6, 0.2),
            f"{NONE} “Attrition only” comes closest.",
        ),
        ((0, 0, 0), NONE),
    ],
)
def test_the_lead_follows_from_the_probabilities(shares: tuple[float, ...], lead: str) -> None:
    comparison = handmade()
    roadmaps = tuple(
        roadmap.model_copy(
            update={
                "targets": tuple(
                    result.model_copy(update={"met": Proportion(share=share, low=0, high=1)})
                    for result in roadmap.targets
                )
            }
        )
        for roadmap, share in zip(comparison.roadmaps, shares, strict=True)
    )
    assert summary(comparison.model_copy(update={"roadmaps": roadmaps}), words_of("en")).lead == lead


def test_the_targets_show_probability_interval_closing_number_limit_and_shortfall() -> None:
    tables = list(section("vi", "targets").every("table"))
    rows = [[cell.text for cell in row.every("th", "td")] for row in tables[0].every("tr")]
    assert rows[1] == ["Theo quyết định", "100% 98,1–100%", "1.654 1.626–1.682", "1.676", "–"]
    assert rows[2] == ["Chỉ giảm tự nhiên", "34% 28–41%", "1.707 1.679–1.735", "1.676", "40,0 28–52"]


def test_a_ledger_that_two_roadmaps_share_is_shown_once() -> None:
    text = section("en", "steps").text
    assert text.count("merge-health") == 2  # in the ledger and in the lineage
    assert f"The same steps are taken by “As decreed” and “{HOSTILE}”" in text
    assert "Regional hospital; Old health centre Health centre" in text
    assert "units −1, authorised posts −6, head posts −1, deputy head posts −1" in text
    assert "with the units outside: units −2" in text


def test_doubtful_assumptions_are_marked_and_verified_law_is_not() -> None:
    def marked(name: str) -> list[str]:
        return [span.text for span in section("en", name).every("span") if span.attributes.get("class") == "tone warn"]

    assert marked("assumptions") == ["uncertain", "from memory, no source found", "assumed"]
    assert marked("law") == []


def test_the_hindcast_marks_a_figure_that_the_simulation_hardly_ever_gives() -> None:
    rows = [[cell.text for cell in row.every("th", "td")] for row in section("en", "hindcast").every("tr")]
    assert rows[1] == ["Left to chance"]
    assert rows[2][1:4] == ["264", "251 229–273", "98% unusual"]
    assert rows[3] == ["Fixed by the tables and steps"]
    assert rows[4][1:4] == ["98", "98", "equal"]


def test_synthetic_people_are_announced_and_real_ones_are_not() -> None:
    assert "SYNTHETIC PEOPLE." in page("en")
    assert "NHÂN SỰ GIẢ LẬP." in page("vi")
    assert "SYNTHETIC PEOPLE." not in render_report(handmade().model_copy(update={"synthetic": False}))


def test_the_vietnamese_page_has_no_english_of_ours() -> None:
    for message in ("Targets", "Opening", "Recruits", "simulated futures", "billion", "Legal basis", "Percentile"):
        assert message not in tree("vi").text, message
    assert "orgsim" in tree("vi").text


def test_a_bare_comparison_renders() -> None:
    bare = handmade()
    one = bare.roadmaps[1].model_copy(update={"targets": (), "programmes": (), "ledger": ()})
    page_ = render_report(
        bare.model_copy(
            update={
                "roadmaps": (one,),
                "reference": one.id,
                "targets": (),
                "differences": (),
                "hindcast": (),
                "hindcast_of": None,
                "law": (),
                "savings": (),
            }
        )
    )
    text = Reader(page_).root.text
    assert "This scenario sets no target." in text
    assert "There is only one roadmap; nothing is compared." in text
    assert "No law is applied." in text


def test_one_replication_has_no_interval_of_the_mean() -> None:
    row = handmade().differences[0].model_copy(update={"mean_low": None, "mean_high": None})
    assert "unknown: one future says nothing about chance" in render_report(
        handmade().model_copy(update={"differences": (row,)})
    )


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(RunError, match=r"no report in language 'vn'.*allowed: en, vi"):
        render_report(handmade(), "vn")


def test_a_missing_library_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(html._NEEDED, "no_such_library", "No-Such-Library")
    with pytest.raises(RunError, match=r"needs No-Such-Library: pip install 'orgsim\[report\]'"):
        report_available()
    with pytest.raises(RunError, match="the HTML report needs"):
        render_report(handmade())


def test_a_quota_of_each_unit_is_not_said_to_be_filled_or_not() -> None:
    made = handmade()
    roads = tuple(
        road.model_copy(update={"programmes": tuple(p.model_copy(update={"quota": {}}) for p in road.programmes)})
        for road in made.roadmaps
    )
    before, after = (
        Reader(render_report(one)).root.text for one in (made, made.model_copy(update={"roadmaps": roads}))
    )
    assert "Separation under Decree 108/2014 – quota not filled in some year" in before
    assert "Separation under Decree 108/2014" in after
    assert "quota not filled in some year" not in after
