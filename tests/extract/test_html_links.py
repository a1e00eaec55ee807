from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.html_links import MAX_LINKS, links, refresh

BASE = "https://a.example/p/q"


def urls(markup: str) -> list[str]:
    return [link.url.removeprefix("https://a.example") for link in links(markup.encode(), BASE)]


def test_links_are_absolute_bounded_and_web_only() -> None:
    page = b"""<base href="/sub/"><a href="a.html#top">a</a><a href="a.html">again</a>
    <img src="//cdn.example/i.jpg"><link href="https://x.example/c.css"><iframe src="/f"></iframe>
    <a href="mailto:x@y.example">m</a><a href="javascript:x">j</a><a href="http://[bad">b</a>"""
    found = [(link.element, link.url) for link in links(page, BASE)]
    assert found == [
        ("a", "https://a.example/sub/a.html"),
        ("img", "https://cdn.example/i.jpg"),
        ("link", "https://x.example/c.css"),
        ("iframe", "https://a.example/f"),
    ]
    many = b"".join(b'<a href="/%d">x</a>' % number for number in range(MAX_LINKS + 9))
    assert len(links(many, "https://a.example/")) == MAX_LINKS


@pytest.mark.parametrize(
    "markup",
    [
        "<meta http-equiv='Refresh' content='3; URL=/x'>",
        "<html><frameset><frame src='/x'></frameset>",
        "<object data='/x'></object>",
        "<embed src='/x'>",
        "<img srcset='/small 300w, /x 1200w, /middle 600w'>",
        "<img srcset='/small, /x 2x'>",
        "<picture><source srcset='/x'></picture>",
        "<img data-src='/x'>",
        "<video poster='/x'></video>",
        "<form action='/x'><button>Go</button></form>",
        "<svg><a xlink:href='/x'><text>x</text></a></svg>",
        "<template><p>x</p><template><a href='/x'>x</a></template></template>",
        "<noscript><a href='/x'>x</a></noscript>",
        "<?xml version='1.0'?><rss><item><link>https://a.example/x</link></item></rss>",
        "<rss><item><link><![CDATA[ https://a.example/x ]]></link></item></rss>",
        "<feed><entry><link href='/x'/></entry></feed>",
    ],
)
def test_every_way_to_another_page_is_a_link(markup: str) -> None:
    assert urls(markup) == ["/x"]


@pytest.mark.parametrize(
    "markup",
    [
        "<form method='post' action='/x'></form>",
        "<link rel='stylesheet' href='/x'>",
        "<link rel='pingback' href='/x'>",
        "<script src='/x'></script>",
        "<base href='/x'>",
        "<meta http-equiv='refresh' content='30'>",
        "<img src='data:image/gif;base64,R0lGOD'>",
        "<article><link>https://a.example/x</link></article>",
    ],
)
def test_what_no_visitor_follows_is_no_link(markup: str) -> None:
    assert urls(markup) == []


def test_the_header_says_how_a_page_is_encoded() -> None:
    page = "<a href='/x'>x</a>".encode("utf-16-le")
    assert [link.url for link in links(page, BASE, "utf-16-le")] == ["https://a.example/x"]


def test_hostile_markup_has_no_links() -> None:
    assert links(b"<div>" * 200_000 + b"<a href='/x'>", BASE) == ()


@given(st.text(), st.text())
def test_any_refresh_is_read(content: str, url: str) -> None:
    refresh({"http-equiv": "refresh", "content": content})
    assert refresh({"http-equiv": "refresh", "content": f"0;url=/{url}"}) is not None


@given(st.text(alphabet="abc,. 12wx\n", max_size=60))
def test_any_set_of_pictures_is_read(candidates: str) -> None:
    links(f"<img srcset='{candidates}'>".encode(), BASE)
