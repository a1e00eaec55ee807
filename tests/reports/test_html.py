"""report.html says everything in order, holds nothing live, and stays inert under attack."""

import re
import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from exposure_audit.model import FindingId
from exposure_audit.reports import html
from exposure_audit.reports.interface import Catalogue, Renderer
from exposure_audit.result import AuditResult, Doors

BUILT = date(2026, 11, 1)
LIVE = (
    "script, iframe, object, embed, form, input, base, link, img, video, audio, style[src],"
    " meta[http-equiv=refresh]"
)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "</style><script>x</script>",
    "&lt;script&gt;",
    "\u202etxt.exe\u2066",
    "javascript:alert(1)",
)


def parse(result: AuditResult, catalogue: Catalogue, built: date = BUILT) -> LexborHTMLParser:
    return LexborHTMLParser(html.render(result, catalogue, built=built))


def one(where: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    node = where.css_first(selector)
    assert node is not None
    return node


def words_of(node: LexborHTMLParser | LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def test_it_is_a_renderer(result: AuditResult, catalogue: Catalogue) -> None:
    draw: Renderer = html.render
    assert draw(result, catalogue).startswith("<!DOCTYPE html>")


def test_what_was_found_and_what_was_not_checked_come_first(
    result: AuditResult, catalogue: Catalogue
) -> None:
    page = parse(result, catalogue)
    headings = [(node.tag, node.text(strip=True)) for node in page.css("h1, h2")]
    assert headings == [
        ("h1", "Your home address can be found from your name."),
        ("h2", "What was found"),
        ("h2", "What could not be checked"),
        ("h2", "Cut this first"),
        ("h2", "Each place, worst first"),
        ("h2", "What your candidacy puts on paper"),
        ("h2", "Also noticed"),
        ("h2", "Places for you to look at"),
        ("h2", "Places checked"),
        ("h2", "What this run told, and to whom"),
        ("h2", "What this tool does not see"),
        ("h2", "How to get things removed"),
    ]
    glance = words_of(one(page, ".glance"))
    for words in (
        "1 critical",
        "3 high",
        "4 of 6 places could be checked, one of them only in part",
        "Web search",
        "in part",
    ):
        assert words in glance


def test_a_finding_says_where_what_and_how(result: AuditResult, catalogue: Catalogue) -> None:
    page = parse(result, catalogue)
    card = one(page, "#f4")
    text = words_of(card)
    for words in (
        "4. Your home address: Companies House",
        "in an entry in a register",
        "Registered office [your home address]",
        "Have a home address hidden at Companies House (about 45 minutes)",
        "£34 for each document (second-hand)",
        "How soon check on the site",
        "Take care. Never give a false address on a statutory form.",
        "When not to. The address is still the registered office.",
        "Compared with its sources on 22 November 2026",
    ):
        assert words in text
    link = one(card, "dd.url a")
    assert link.attributes["rel"] == "noreferrer noopener"
    assert "within a fortnight" not in text
    assert "guess.example" not in str(card.html)
    assert "It is probably yours." in one(page, "#f5").text()
    assert "a comment in the page's source" in one(page, "#f2").text()


def test_a_guide_stands_once_and_the_first_is_open(
    result: AuditResult, catalogue: Catalogue
) -> None:
    page = parse(result, catalogue)
    guides = page.css("article > details")
    assert [node.attributes["id"] for node in guides] == ["g1", "g2", "g3", "g4"]
    assert ["open" in node.attributes for node in guides] == [True, False, False, False]
    assert page.text().count("Open the page in your site's editor") == 1


def test_a_later_place_names_its_route_who_acts_and_where_the_steps_are(
    result: AuditResult, catalogue: Catalogue
) -> None:
    page = parse(result, catalogue)
    later = words_of(one(page, "#f5 .again"))
    assert later == (
        "How to get it removed: Take it off your own web site (about ten minutes)"
        " You can do this yourself, or ask the owner as a customer or member."
        " Who decides: you. Take the steps of place 2"
    )
    assert one(page, "#f5 .again a").attributes["href"] == "#g2"


def test_a_later_hostile_place_still_says_whom_not_to_contact(
    result: AuditResult, catalogue: Catalogue
) -> None:
    twice = replace(result.findings[0], id=FindingId("a9"))
    page = parse(replace(result, findings=(*result.findings, twice)), catalogue)
    assert words_of(one(page, "#f8 .again .notice")).startswith("Do not contact whoever")


def test_the_ways_to_the_door(result: AuditResult, catalogue: Catalogue) -> None:
    page = parse(result, catalogue)
    short, long = (words_of(way) for way in page.css("ol.way"))
    assert re.match(r"Your name .* 2\. .* cut here 3\. .* 4\. .* Your home address$", short)
    assert re.match(r"Your name .* 5\. .* Your phone \(mobile\) .* 1\. .* Your home", long)
    said = [words_of(node) for node in page.css("ol.way .hidden")]
    assert said == [
        "From your name, any of these places leads to your home address:",
        "From your name, this place leads to your phone (mobile):",
        "From your phone (mobile), this place leads to your home address:",
    ]
    assert "These four removals close every way" in page.text()
    assert [a.attributes["href"] for a in page.css("ol.cut a")] == ["#f2", "#f3", "#f4", "#f1"]


def test_removals_of_one_kind_at_one_publisher_are_one_entry(
    result: AuditResult, catalogue: Catalogue
) -> None:
    twice = replace(result.findings[1], id=FindingId("b3"))
    doors = replace(result.doors, cut=(FindingId("c3"), FindingId("b2"), FindingId("b3")))
    page = parse(replace(result, findings=(*result.findings, twice), doors=doors), catalogue)
    first, second = (words_of(entry) for entry in page.css("ol.cut > li"))
    assert first.endswith("Remove the location from your photo (about five minutes) Place 3")
    assert second.endswith("own web site (about ten minutes each) Place 2 , Place 8")


def test_coverage_possible_entries_and_disclosures(
    result: AuditResult, catalogue: Catalogue
) -> None:
    page = parse(result, catalogue)
    text = words_of(page)
    for words in (
        "Something found, but not everything could be checked",
        "It asked us to slow down. Run the audit again in an hour.",
        "Sites: blog.example and news.example.",
        "Telephone directory",
        "Companies House may hold three records under your name; look yourself.",
        "Your name and your company (consultancy) (two requests)",
        "Two other hosts saw this computer's internet address",
        "Scanned documents that were filed on paper.",
        "This report is itself sensitive:",
        "exposure-audit",
        "built 1 November 2026",
    ):
        assert words in text


def test_every_fragment_leads_somewhere_and_every_id_is_once(
    result: AuditResult, catalogue: Catalogue
) -> None:
    page = parse(result, catalogue)
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    targets = {str(node.attributes["href"])[1:] for node in page.css("[href^='#']")}
    assert targets <= set(ids)


def test_nothing_in_it_is_live_or_remote(result: AuditResult, catalogue: Catalogue) -> None:
    source = html.render(result, catalogue)
    page = LexborHTMLParser(source)
    assert not page.css(LIVE)
    assert not page.css("[src], [srcset], [style], [onclick], [onload], [onerror]")
    policy = one(page, "meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    style = one(page, "style").text()
    assert "url(" not in style
    assert "@import" not in style
    for link in page.css("a"):
        href = str(link.attributes["href"])
        assert href.startswith(("#", "https://"))
        assert href.startswith("#") or link.attributes["rel"] == "noreferrer noopener"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str, result: AuditResult, catalogue: Catalogue) -> None:
    spoilt = replace(
        result.findings[0],
        title=text,
        excerpt=text,
        publisher=text,
        locator=f"https://a.example/{text}",
    )
    source = html.render(replace(result, findings=(spoilt,)), catalogue)
    page = LexborHTMLParser(source)
    assert not page.css(LIVE)
    assert len(page.css("svg")) == len(page.css("svg[aria-hidden]"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", source)
    assert one(page, "#f1 blockquote").text(strip=True) == re.sub("[\u2066\u202e]", "", text)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_text_adds_an_element_or_an_attribute(text: str) -> None:
    template = html._template("_finding.html.j2")
    assert template.environment.autoescape is True
    drawn = template.environment.from_string('<p title="{{ x }}">{{ x }}</p>').render(x=text)
    page = LexborHTMLParser(drawn)
    body = page.body
    assert body is not None
    assert [node.tag for node in body.iter()] == ["p"]
    assert set(one(page, "p").attributes) == {"title"}


@pytest.mark.parametrize(
    "locator", ["javascript:alert(1)", "https://gov.example@evil.example/", "data:text/html,x"]
)
def test_a_locator_that_is_no_plain_web_address_is_not_linked(
    locator: str, result: AuditResult, catalogue: Catalogue
) -> None:
    spoilt = replace(result.findings[1], locator=locator)
    page = parse(replace(result, findings=(spoilt,), doors=Doors()), catalogue)
    assert page.css_first("#f1 dd.url a") is None
    assert one(page, "#f1 dd.url").text(strip=True)


def test_nothing_found(empty: AuditResult, catalogue: Catalogue) -> None:
    page = parse(empty, catalogue)
    text = page.text()
    assert one(page, "h1").text() == ("No route found in the 1 of 2 places that we could check.")
    assert page.css_first("#findings") is None
    assert page.css_first("#cut") is None
    assert "No request carried anything that you declared." in text
    assert not re.search(r"\b(safe|all clear)\b", text, re.IGNORECASE)


def test_an_old_build_says_so_and_gives_no_law(result: AuditResult, catalogue: Catalogue) -> None:
    assert one(parse(result, catalogue), "main > .notice").text().startswith("One of these")
    ageing = parse(result, catalogue, built=date(2026, 8, 1))
    assert "more than 90 days" in one(ageing, ".notice").text()
    assert "SR01" in ageing.text()
    stale = parse(result, catalogue, built=date(2025, 8, 1))
    assert "more than a year" in one(stale, ".notice").text()
    for gone in ("SR01", "Companies Act", "£34"):
        assert gone not in stale.text()


def test_a_result_without_its_data_files_still_draws(result: AuditResult) -> None:
    page = parse(result, Catalogue({}, {}))
    assert "companies-house-address" in one(page, "#f4").text()
    assert "check on the site" in one(page, "#f4 details").text()


def test_a_stopped_run_says_so(result: AuditResult, catalogue: Catalogue) -> None:
    stopped = replace(result, run=replace(result.run, interrupted=True))
    assert "stopped before it was done" in parse(stopped, catalogue).text()


def test_ten_thousand_findings_stay_quick_and_lean(
    result: AuditResult, catalogue: Catalogue
) -> None:
    many = tuple(replace(result.findings[n % 7], id=FindingId(f"x{n}")) for n in range(10_000))
    html.render(result, catalogue)
    began = time.process_time()
    page = html.render(replace(result, findings=many), catalogue)
    assert time.process_time() - began < 1.5
    assert len(page) < 14_000_000
