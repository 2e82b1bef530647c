"""The HTML report in a real browser: it asks for nothing, complains of nothing, and fits phones, desks and paper."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from orgsim import compare, compile_plan, read_scenario, render_report, simulate
from orgsim.analysis.comparison import Comparison
from tests.report_case import handmade

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def mong_cai() -> Comparison:
    scenario = read_scenario(ROOT / "scenarios" / "mong-cai")
    runs = [simulate(compile_plan(scenario, name), replications=5, seed=1) for name in scenario.roadmaps]
    return compare(scenario, runs)


@pytest.fixture(scope="module", params=["handmade-en", "handmade-vi", "mong-cai-en", "mong-cai-vi"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case, _, lang = request.param.rpartition("-")
    comparison = handmade() if case == "handmade" else request.getfixturevalue("mong_cai")
    path = tmp_path_factory.mktemp(case) / "report.html"
    path.write_text(render_report(comparison, lang), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def test_the_page_asks_for_nothing_but_itself_and_logs_nothing(report: Path, page: Page) -> None:
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(report.as_uri(), wait_until="networkidle")
    assert [url for url in requests if not url.startswith("data:")] == [report.as_uri()]
    assert complaints == []


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_overflows_sideways_even_with_all_details_open(report: Path, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.innerWidth") == width


def test_chart_labels_are_legible_on_a_phone(report: Path, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(report.as_uri())
    heights = page.evaluate("[...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().height)")
    assert len(heights) > 100
    assert min(heights) >= 10


def test_no_label_of_a_chart_is_cut_off(report: Path, page: Page) -> None:
    page.goto(report.as_uri())
    outside = page.evaluate(
        """[...document.querySelectorAll('svg')].flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const r = text.getBoundingClientRect();
                return r.left < box.left || r.right > box.right || r.top < box.top - 1 || r.bottom > box.bottom + 1;
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []


def test_text_has_contrast(report: Path, page: Page) -> None:
    page.goto(report.as_uri())
    weak = page.evaluate(
        """(() => {
            const light = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
            const parse = text => text.match(/[\\d.]+/g).map(Number);
            const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
            const back = element => {
                for (let e = element; e; e = e.parentElement) {
                    const c = parse(getComputedStyle(e).backgroundColor);
                    if (c.length === 3 || c[3] > 0) return c;
                }
                return [255, 255, 255];
            };
            const ratio = element => {
                const svg = element.closest('svg');
                const fore = parse(getComputedStyle(element)[svg ? 'fill' : 'color']);
                const [a, b] = [luminance(fore), luminance(back(element))].sort((x, y) => y - x);
                return (a + 0.05) / (b + 0.05);
            };
            return [...document.querySelectorAll('body *')]
                .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
                .filter(e => !['TITLE', 'title', 'desc'].includes(e.tagName))
                .map(e => [e.tagName, e.textContent.slice(0, 40), ratio(e)])
                .filter(([, , r]) => r < 4.5);
        })()"""
    )
    assert weak == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_rule_of_accessibility_is_broken_seriously(report: Path, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    # Contrast has a test of its own, and would take half a minute here for the thousands of cells of a city.
    contrast = {} if "handmade" in report.parent.name else {"rules": {"color-contrast": {"enabled": False}}}
    found = Axe().run(page, options={"resultTypes": ["violations"], **contrast}).response["violations"]
    assert [
        (rule["id"], node["html"][:200])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ] == []


def test_a_chart_and_its_numbers_can_be_saved(report: Path, page: Page) -> None:
    page.goto(report.as_uri())
    for kind, start in (("svg", b"<svg "), ("png", b"\x89PNG")):
        with page.expect_download() as saving:
            page.locator(f"a[download='organisation-0-0.{kind}']").click()
        assert saving.value.suggested_filename == f"organisation-0-0.{kind}"
        assert saving.value.path().read_bytes().startswith(start)


def test_the_page_and_its_charts_are_written_in_the_font_of_the_report(report: Path, page: Page) -> None:
    page.goto(report.as_uri())
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].map(font => [font.family.replaceAll('\"', ''), font.status])") == [
        ["Report Sans", "loaded"],
        ["Report Sans", "loaded"],
    ]
    families = page.evaluate("[...document.querySelectorAll('svg text')].map(t => getComputedStyle(t).fontFamily)")
    assert all(family.replace('"', "").startswith("Report Sans") for family in families)


def test_names_stay_within_their_boxes_in_the_chart_before_and_after(report: Path, page: Page) -> None:
    page.goto(report.as_uri())
    outside = page.evaluate(
        """[...document.querySelectorAll('.wide g')].filter(g => g.querySelector('rect')).flatMap(g => {
            const box = g.querySelector('rect').getBoundingClientRect();
            const texts = [...g.querySelectorAll('text')];
            const count = texts.find(t => t.getAttribute('text-anchor') === 'end');
            const limit = count ? count.getBoundingClientRect().left : box.right;
            return texts.filter((t, n) => t !== count && t.getBoundingClientRect().right > (n ? box.right : limit))
                .map(t => t.textContent);
        })"""
    )
    assert outside == []


def test_a_table_stays_a_table_when_a_phone_shows_it_as_cards(report: Path, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(report.as_uri())
    page.locator("#steps details > summary").first.click()
    ledger = page.locator("#steps details table").first
    assert ledger.evaluate("table => getComputedStyle(table).display") == "block"
    rows = ledger.locator("tbody tr").count()
    assert ledger.get_by_role("rowheader").count() == rows >= 2
    assert ledger.get_by_role("cell").count() == 4 * rows


def test_the_page_prints_on_a4(report: Path, page: Page, tmp_path: Path) -> None:
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    # The inside of A4 at 96 dots per inch, less the margins.
    page.set_viewport_size({"width": round((210 - 28) / 25.4 * 96), "height": 1000})
    wide = page.evaluate(
        "[...document.querySelectorAll('table')].filter(t => t.offsetWidth > innerWidth).map(t => t.caption.innerText)"
    )
    assert wide == []
    # 265 mm are the inside of A4 from top to bottom; what is to stay together and is higher would be cut.
    cut = page.evaluate(
        """[...document.querySelectorAll('.panel')]
            .filter(p => p.offsetHeight > 265 / 25.4 * 96 || getComputedStyle(p).breakInside !== 'avoid'
                || p.scrollWidth > p.clientWidth)
            .map(p => p.textContent.slice(0, 80))"""
    )
    assert cut == []
    assert not page.locator(".save").first.is_visible()
    assert page.locator("#steps details table").first.is_visible()
    printed = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert 3 <= printed.count(b"/Type /Page\n") <= 45
