from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure_audit.extract.html_says import unescaped
from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.places import MAX_PLACES
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]

HERE = "51.471150,-0.061200"


def protected(address: str, key: int = 0x5A) -> str:
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


@pytest.mark.parametrize(
    "markup",
    [
        '<div data-lat="51.47115" data-lng="-0.0612"></div>',
        '<div data-latitude="51.47115" data-longitude="-0.0612"></div>',
        '<x-map lat="51.47115" lon="-0.0612"></x-map>',
        '<div data-center="[51.47115, -0.0612]"></div>',
        '<iframe src="https://maps.example/embed?pb=!1m2!2d-0.0612!3d51.47115!4m"></iframe>',
        '<a href="https://maps.example/place/x/@51.47115,-0.0612,17z">map</a>',
        '<a href="https://maps.example/place/x/data=!3d51.47115!4d-0.0612">map</a>',
        '<a href="https://maps.example/?q=51.47115%2C-0.0612">map</a>',
        '<a href="https://maps.example/?ll=51.47115,-0.0612">map</a>',
        '<a href="https://osm.example/#map=17/51.47115/-0.0612">map</a>',
        '<a href="https://osm.example/?mlat=51.47115&amp;mlon=-0.0612">map</a>',
        "<script>L.map('m').setView([51.47115, -0.06120], 13)</script>",
        "<script>new Map({center: {lat: 51.47115, lng: -0.0612}})</script>",
        "<script>new LatLng(51.47115,-0.0612)</script>",
        "<script>map({center: [-0.06120, 51.47115]})</script>",
        '<script type="application/json">{"at": [-0.0612, 51.47115]}</script>',
    ],
)
def test_places_are_read(reading: Reader, texts: Texts, markup: str) -> None:
    page = reading(f"<html><body>x {markup}</body></html>", "text/html")
    assert HERE in "\n".join(texts(page, PartKind.GPS)).split("\n")
    assert not page.gaps


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ('<?xml version="1.0"?><gpx><wpt lat="51.47115" lon="-0.0612"/></gpx>',
         "application/gpx+xml"),
        ("<kml><coordinates>-1.5,52.5,0 -0.0612,51.47115,0</coordinates></kml>", "text/xml"),
        ('{"type": "Polygon", "coordinates": [[[-1.5, 52.5], [-0.0612, 51.47115, 3.0]]]}',
         "application/geo+json"),
        ('{"home": {"latlng": [51.47115, -0.0612]}}', "application/json"),
    ],
)  # fmt: skip
def test_places_in_data_are_read(reading: Reader, texts: Texts, body: str, media_type: str) -> None:
    found = reading(body, media_type)
    assert HERE in "\n".join(texts(found, PartKind.GPS)).split("\n")
    assert not found.gaps


@pytest.mark.parametrize(
    ("markup", "kind", "text"),
    [
        (f'<a data-cfemail="{protected("sian@example.org")}">x</a>', PartKind.LINK,
         "sian@example.org"),
        (f'<a href="/cdn-cgi/l/email-protection#{protected("sian@example.org?subject=x")}">x</a>',
         PartKind.LINK, "sian@example.org subject=x"),
        ("<a onclick=\"location='mailto:sian%40example.org'\">x</a>", PartKind.ATTRIBUTE,
         "location='mailto:sian@example.org'"),
        ("<a href=\"javascript:location='mailto:sian@example.org'\">x</a>", PartKind.ATTRIBUTE,
         "location='mailto:sian@example.org'"),
        ('<a href="data:text/vcard,TEL:07700%20900123">x</a>', PartKind.ATTRIBUTE,
         "TEL:07700 900123"),
        ('<a href="data:text/plain;base64,MDc3MDAgOTAwMTIz">x</a>', PartKind.ATTRIBUTE,
         "07700 900123"),
        ('<script type="application/json">{"mail": "sian\\u0040example.org"}</script>',
         PartKind.HIDDEN, "mail: sian@example.org"),
        ("<script>var road = 'St Mary\\u0027s\\u00a0Road'</script>", PartKind.HIDDEN,
         "var road = 'St Mary's Road'"),
        ('<script>push("{\\\\"mail\\\\":\\\\"sian\\\\u0040example.org\\\\"}")</script>',
         PartKind.HIDDEN, 'push("{"mail":"sian@example.org"}")'),
    ],
)  # fmt: skip
def test_what_is_spelled_otherwise_is_read(
    reading: Reader, texts: Texts, markup: str, kind: PartKind, text: str
) -> None:
    page = reading(f"<html><body>x {markup}</body></html>", "text/html")
    assert text in texts(page, kind)
    assert not page.gaps


@pytest.mark.parametrize(
    ("target", "number"),
    [
        ("https://wa.me/447700900123", "+447700900123"),
        ("https://wa.me/+44-7700-900123?text=hello", "+44-7700-900123"),
        ("//wa.me/447700900123", "+447700900123"),
        ("https://api.whatsapp.com/send?phone=447700900123&amp;text=x", "+447700900123"),
        ("https://web.whatsapp.com/send/?text=x&amp;phone=%2B447700900123", "+447700900123"),
        ("whatsapp://send?phone=00447700900123", "+447700900123"),
        ("viber://chat?number=%2B447700900123", "+447700900123"),
        ("https://signal.me/#p/+447700900123", "+447700900123"),
        ("https://t.me/+447700900123", "+447700900123"),
        ("sms:+447700900123?body=07700%20900124", "+447700900123 body=07700 900124"),
        ("mailto:a@b.example?cc=c@d.example&amp;BCC=e@f.example&amp;subject=x%20y",
         "a@b.example c@d.example e@f.example subject=x y"),
        ("mailto:a+b@c.example", "a+b@c.example"),
        (" TEL:+44%207700 ", "+44 7700"),
    ],
)  # fmt: skip
def test_whom_a_link_writes_to(reading: Reader, texts: Texts, target: str, number: str) -> None:
    page = reading(f'<p>x</p><a href="{target}">x</a>', "text/html")
    assert number in texts(page, PartKind.LINK)


def test_what_only_looks_like_a_number(reading: Reader) -> None:
    others = "https://t.me/447700900123", "https://t.me/+AbC123456789", "https://a.example/wa.me"
    page = reading("x" + "".join(f"<a href='{target}'>x</a>" for target in others), "text/html")
    assert [part.note for part in page.parts if part.kind is PartKind.LINK] == [""]


@pytest.mark.parametrize(
    "target",
    [
        "https://maps.example/?q=14+St+Mary%27s+Road",
        "https://maps.example/maps/place/14+St+Mary's+Road,+London/@51.47,-0.06,17z",
        "https://maps.example/embed?pb=!1m18!2s14%20St%20Mary%27s%20Road",
        "https://out.example/?to=https%3A%2F%2Fmaps.example%2F%3Fq%3D14%2BSt%2BMary%2527s%2BRoad",
        "comgooglemaps://?q=14+St+Mary%27s+Road",
    ],
)
def test_what_a_map_link_asks_for(reading: Reader, texts: Texts, target: str) -> None:
    page = reading(f'<p>x</p><iframe src="{target}"></iframe>', "text/html")
    assert "14 St Mary's Road" in texts(page, PartKind.LINK)[0]


def test_data_that_is_no_json_is_read_as_a_script(reading: Reader, texts: Texts) -> None:
    page = reading('x<script type="application/json">{mail: "a\\u0040b.example"}</script>',
                   "text/html")  # fmt: skip
    assert '{mail: "a@b.example"}' in texts(page, PartKind.HIDDEN)
    assert not page.gaps


def test_a_document_inside_a_document(reading: Reader, texts: Texts) -> None:
    inner = "&lt;p&gt;07700 &lt;b&gt;9&lt;/b&gt;00123&lt;a href='mailto:a@b.example'&gt;m&lt;/a&gt;"
    page = reading(f'<p>one</p><iframe srcdoc="{inner}"></iframe>', "text/html")
    assert texts(page, PartKind.BODY) == ["one\n07700 900123 m"]
    assert "a@b.example" in texts(page, PartKind.LINK)


@pytest.mark.parametrize(
    "item",
    ["&lt;p&gt;Call &lt;b&gt;07700&lt;/b&gt; 900123&lt;/p&gt;",
     "<![CDATA[<p>Call <b>07700</b> 900123</p>]]>"],
)  # fmt: skip
def test_escaped_html_in_a_feed_is_read_once(reading: Reader, texts: Texts, item: str) -> None:
    feed = f'<?xml version="1.0"?><rss><item><description>{item}</description></item></rss>'
    assert texts(reading(feed, "application/rss+xml"), PartKind.BODY) == ["Call 07700 900123"]


def test_attributes_of_plain_xml(reading: Reader, texts: Texts) -> None:
    found = reading('<?xml version="1.0"?><p phone="07700 900123">x</p>', "application/xml")
    assert texts(found, PartKind.ATTRIBUTE) == ["07700 900123"]
    page = reading('<p phone="07700 900123">x</p>', "text/html")
    assert not texts(page, PartKind.ATTRIBUTE)


def test_too_many_places_are_a_gap(reading: Reader) -> None:
    points = ",".join(f"[51.{number:06},0.1234]" for number in range(MAX_PLACES))
    assert reading(f"x<script>a=[{points}]</script>", "text/html").gaps == (Reason.TOO_LARGE,)
    data = f"[{points},[51.5,-0.1]]"
    assert reading(data, "application/json").gaps == (Reason.TOO_LARGE,)
    assert Reason.TOO_LARGE not in reading(f"[{points}]", "application/json").gaps


@pytest.mark.parametrize(
    "hostile",
    [
        "<?xml?>" + "<![CDATA[" * 60_000,
        "<?xml?><p>" + "&lt;p&gt;" * 60_000,
        "<?xml?>" + "<a>&lt;b&gt;</a>" * 20_000,
        "<script>" + "51.47115 " * 60_000 + "</script>",
        "<script>" + "\\" * 500_000 + "</script>",
        "<kml><coordinates>" + "1" * 500_000,
        "<kml><coordinates>" + "1.5," * 100_000,
        "<iframe srcdoc='" + "&lt;div&gt;" * 20_000 + "'></iframe>",
        "<a href='" + "!2d1.123" * 50_000 + "'>",
        "<a data-cfemail='" + "ab" * 200_000 + "'>",
        '<iframe srcdoc="<p>x</p>"></iframe>' * 20_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_hostile_pages_take_little_time(reading: Reader, hostile: str) -> None:
    start = time.perf_counter()
    found = reading(hostile, "")
    assert time.perf_counter() - start < 3
    assert found.parts or found.gaps
    assert len(found.parts) <= Limits().parts_per_document


PIECES = st.sampled_from(
    ["<?xml?>", "<![CDATA[", "]]>", "<p>", "&lt;b&gt;", "<script>", "</script>", "\\u00", "27",
     "<iframe srcdoc='", "'>", "<a data-cfemail=", "<a href=data:text/x;base64,", "!2d1.123!3d",
     "<kml><coordinates>", "51.12345", ",", "-0.12345", "[", "{", '<script type="x/json">',
     "<a href=javascript:", "\ud800", "\\ud800", "=", "</a>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=30))
def test_any_page_is_read_or_a_gap(reading: Reader, pieces: list[str]) -> None:
    body = "".join(pieces).encode("utf-8", "surrogatepass")
    for media_type in ("text/html", "application/json"):
        found = reading(body, media_type)
        assert found.parts or found.gaps
        assert not any("\ud800" <= char <= "\udfff" for part in found.parts for char in part.text)


@given(st.text())
def test_undoing_escapes_never_adds_text(code: str) -> None:
    assert len(unescaped(code)) <= len(code)
