"""report.html in a real browser: usable by everyone, on a phone and on paper, and silent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from exposure_audit.reports import html
from exposure_audit.reports.interface import Catalogue
from exposure_audit.result import AuditResult

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def report(tmp_path: Path, result: AuditResult, catalogue: Catalogue) -> Path:
    path = tmp_path / "report.html"
    path.write_text(html.render(result, catalogue), encoding="utf-8")
    return path


@pytest.fixture
def show(browser: Browser, report: Path, request: pytest.FixtureRequest) -> Open:
    def show(width: int = 1280, height: int = 900, **options: Any) -> Page:
        page = browser.new_page(viewport={"width": width, "height": height}, **options)
        request.addfinalizer(page.close)
        page.goto(report.as_uri())
        return page

    return show


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(show: Open, scheme: Literal["light", "dark"]) -> None:
    # axe is put into the page by the test, which the page's own policy rightly refuses.
    page = show(color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_axe_would_find_something(show: Open) -> None:
    page = show(bypass_csp=True)
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    page.evaluate("document.querySelector('main').prepend(new Image())")
    assert Axe().run(page).violations_count >= 2


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_sticks_out_sideways(show: Open, width: int) -> None:
    page = show(width, 700)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
def test_the_first_screen_says_what_was_found_and_what_was_not_checked(
    show: Open, width: int, height: int
) -> None:
    page = show(width, height)
    for selector in ("h1", "#h-found", "#h-not"):
        box = page.locator(selector).bounding_box()
        assert box
        assert box["y"] + box["height"] < height


def test_it_asks_nobody_and_says_nothing(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri(), wait_until="networkidle")
    page.close()
    assert asked == [report.as_uri()]
    assert said == []


def test_the_policy_stops_a_script(show: Open) -> None:
    page = show()
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s) }"
    )
    assert page.evaluate("window.ran === undefined")


def test_a_phone_gets_steps_once(show: Open) -> None:
    page = show(390, 844)
    assert page.locator("#f1 details > ol").is_visible()
    steps = page.locator("#f2 details > ol")
    assert not steps.is_visible()
    page.locator("#g2 > summary").click()
    assert steps.is_visible()
    assert page.locator("#f5 ol").count() == 0
    whole, again = (page.locator(place).bounding_box() for place in ("#f2 #g2", "#f5 .again"))
    assert whole
    assert again
    assert again["height"] < whole["height"] / 2


def test_paper_shows_what_the_reader_has_folded(show: Open) -> None:
    page = show()
    folded = page.locator("#g2 > ol")
    assert not folded.is_visible()
    page.emulate_media(media="print")
    box = folded.bounding_box()
    assert box
    assert box["height"] > 10


def test_paper_holds_no_steps_for_what_was_not_found(show: Open) -> None:
    page = show()
    steps = page.locator("section.out")
    assert steps.is_visible()
    page.emulate_media(media="print")
    assert not steps.is_visible()


def test_the_keyboard_reaches_the_report_first(show: Open) -> None:
    page = show()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box
    assert box["x"] >= 0
