from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract import html_links
from exposure_audit.extract.interface import Extraction
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


PAGE = """<!doctype html><html lang="en"><head><title>Vote &amp; win</title>
<meta name="description" content="A page about Peckham">
<meta name="geo.position" content="51.47115;-0.0612">
<style>.x { content: "styled" }</style>
<script type="application/ld+json">
{"@graph": [{"@type": "Person", "birthDate": "1979-03-05",
  "address": {"@type": "PostalAddress", "postalCode": "SE15 4QE", "addressLocality": "Peckham",
              "streetAddress": "14 St Mary's Road"},
  "geo": {"latitude": 51.5, "longitude": "-0.1"},}]}</script>
<script>var state = {"tel": "07700 900123"};</script></head>
<body><!-- old: <b>14</b> Mill Lane --><div>one</div><div>two</div>
<p>S<b>i</b>ân <span>14</span><span>Mill</span><br>Lane</p>
<table><tr><td>a</td><td>b</td></tr></table>
<div style="display: none">concealed <i>words</i></div><p hidden>also hidden</p>
<template><p>in a template</p></template><noscript>without script</noscript>
<img alt="Our house" title="front" src="/14-mill-lane.jpg" data-place="Peckham">
<input value="typed"><input type="hidden" value="secretly">
<a href="mailto:sian%40example.org?subject=x%20y">write</a>
<a href="tel:+44%207700%20900123">ring</a>
<a href="geo:51.6,-0.2;u=35">place</a> <a href="https://maps.example/?q=14+St+Mary%27s+Road">map</a>
<div itemscope itemtype="https://schema.org/PostalAddress">
<span itemprop="postalCode">ZZ1 1ZZ</span>
<span itemprop="streetAddress">3 Hill <b>Street</b></span></div>
<pre>kept</pre></body></html>"""


def test_every_part_is_labelled(reading: Reader, texts: Texts) -> None:
    page = reading(PAGE, "text/html")
    (body,) = texts(page, PartKind.BODY)
    for line in ("one", "two", "Siân 14 Mill", "Lane", "a", "b", "write ring", "kept"):
        assert line in body.split("\n") or f"{line} " in body
    for unseen in ("styled", "concealed", "hidden", "template", "state", "without script"):
        assert unseen not in body
    hidden = "\n".join(texts(page, PartKind.HIDDEN))
    for line in ("concealed words", "also hidden", "in a template", "07700 900123",
                 "without script", "secretly", "styled"):  # fmt: skip
        assert line in hidden
    assert texts(page, PartKind.COMMENT) == ["old: 14 Mill Lane"]
    assert page.title == "Vote & win"
    assert texts(page, PartKind.META) == ["Vote & win", "A page about Peckham"]
    (said,) = texts(page, PartKind.ATTRIBUTE)
    assert {"Our house front Peckham", "typed"} <= set(said.split("\n"))
    assert not page.gaps


def test_links_and_places(reading: Reader, texts: Texts) -> None:
    page = reading(PAGE, "text/html")
    targets, mail, phone = texts(page, PartKind.LINK)
    assert targets.split("\n") == ["/14-mill-lane.jpg", "https://maps.example/?q=14 St Mary's Road"]
    assert (mail, phone) == ("sian@example.org subject=x y", "+44 7700 900123")
    assert [part.note for part in page.parts if part.kind is PartKind.LINK] == ["", "mailto", "tel"]
    assert sorted(texts(page, PartKind.GPS)) == [
        "51.471150,-0.061200", "51.500000,-0.100000", "51.600000,-0.200000",
    ]  # fmt: skip


def test_addresses_are_put_in_writing_order(reading: Reader) -> None:
    page = reading(PAGE, "text/html")
    assert [part.text for part in page.parts if part.address] == [
        "14 St Mary's Road, Peckham, SE15 4QE",
        "3 Hill Street, ZZ1 1ZZ",
    ]
    flat = [part.text for part in page.parts if part.kind is PartKind.STRUCTURED_DATA]
    assert "birth Date: 1979-03-05" in flat[0]


def test_malformed_structured_data_is_text_and_a_gap(reading: Reader) -> None:
    broken = '<script type="application/ld+json">{14 Mill}</script>'
    page = reading(f"<!doctype html><p>x</p>{broken}")
    assert page.gaps == (Reason.MALFORMED,)
    assert any("14 Mill" in part.text for part in page.parts)


def test_a_page_without_visible_text_is_a_gap(reading: Reader) -> None:
    page = reading('<html><body><div id="app"></div><script>run()</script></body></html>')
    assert Reason.NO_TEXT in page.gaps


@pytest.mark.parametrize(
    "declared", ['<meta charset="iso-8859-1">', '<?xml version="1.0" encoding="latin-1"?>']
)
def test_declared_charset(reading: Reader, texts: Texts, declared: str) -> None:
    page = reading(f"<!doctype html>{declared}<p>Siân".encode("latin-1"), "text/html")
    assert texts(page, PartKind.BODY) == ["Siân"]


@pytest.mark.parametrize(
    ("markup", "body"),
    [
        ("<html><frameset><frame src='/a'><noframes><p>14 <b>Mill</b> Lane</noframes></frameset>",
         "14 Mill Lane"),
        ("<p>14 Mill<p>Lane<div><b>bro<i>k</b>en</i><table><tr><td>one<td>two",
         "14 Mill\nLane\nbroken\none\ntwo"),
        ("14 Mill Lane", "14 Mill Lane"),
        ("<!doctype html></p></div>14</b> Mill <x-y>Lane</html> Peckham", "14 Mill\nLane Peckham"),
    ],
    ids=["frames", "unclosed", "no tags", "closed without being opened"],
)  # fmt: skip
def test_broken_pages_are_read(reading: Reader, texts: Texts, markup: str, body: str) -> None:
    page = reading(markup, "text/html")
    assert texts(page, PartKind.BODY) == [body]
    assert not page.gaps


def test_a_page_that_is_hidden_as_a_whole_is_a_gap(reading: Reader, texts: Texts) -> None:
    for page in ("<html hidden><body>14 Mill Lane", '<body style="display:none">14 Mill Lane'):
        found = reading(page, "text/html")
        assert texts(found, PartKind.HIDDEN) == ["14 Mill Lane"]
        assert found.gaps == (Reason.NO_TEXT,)


def test_long_pages_are_read_to_their_end(reading: Reader, texts: Texts) -> None:
    page = reading("<!doctype html>" + "<p>word <a href='/x'>link</a>" * 60_000 + "14 Mill Lane")
    assert page.gaps == ()
    assert texts(page, PartKind.BODY)[0].endswith("\nword link 14 Mill Lane")


def test_xml_is_read_as_markup(reading: Reader, texts: Texts) -> None:
    feed = reading("<?xml version='1.0'?><rss><item><street>St Mary&apos;s</street></item></rss>")
    assert texts(feed, PartKind.BODY) == ["St Mary's"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 200_000 + "14 Mill Lane",
        "<a><div>" * 100_000 + "14 Mill Lane",
        "<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">14 Mill Lane",
        '<div b=">" ' + " ".join(f"a{n}" for n in range(100_000)) + ">14 Mill Lane",
    ],
    ids=["deep", "misnested", "attributes", "attributes behind a quoted bracket"],
)
def test_hostile_markup_is_still_read_and_is_a_gap(
    reading: Reader, texts: Texts, markup: str
) -> None:
    began = time.process_time()
    page = reading(f"<!doctype html>{markup}")
    assert time.process_time() - began < 5
    assert Reason.TOO_LARGE in page.gaps
    assert "14 Mill Lane" in texts(page, PartKind.BODY)[0]
    assert html_links.links(markup.encode(), "https://a.example/") == ()


def test_unclosed_paragraphs_are_not_hostile(reading: Reader) -> None:
    page = reading("<!doctype html><ul>" + "<li><p>one" * 2_000)
    assert page.gaps == ()


def test_parts_and_text_are_bounded(reading: Reader) -> None:
    limits = Limits(parts_per_document=3, text_characters=50)
    page = reading("<!doctype html><p>x" + "<!-- comment of some length -->" * 99, limits=limits)
    assert Reason.TOO_LARGE in page.gaps
    assert len(page.parts) <= 3
    assert sum(len(part.text) for part in page.parts) <= 50


TAGS = st.sampled_from(
    ["<div>", "</div>", "<p>", "<script>", "</script>", "<table>", "<td>", "<template>", "<svg>",
     "<!--", "-->", "<a href=", "'mailto:%zz'>", "<b", " itemscope itemprop=x ", ">", "&#x0;",
     "<script type=application/ld+json>", "{", "}", "[", "\x00", "<select>", "text ", "\ud83d"]
)  # fmt: skip


@given(st.lists(TAGS, max_size=40))
def test_any_markup_is_read(reading: Reader, pieces: list[str]) -> None:
    body = "<html>" + "".join(pieces)
    reading(body.encode("utf-8", "surrogatepass"), "text/html")
