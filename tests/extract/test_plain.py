from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def test_lines_stay_countable(reading: Reader, texts: Texts) -> None:
    found = reading("one\r\ntwo\u00a0x\n", "text/plain", "a.txt")
    assert texts(found, PartKind.BODY) == ["one\ntwo x\n"]
    assert found.parts[0].line == 1


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("14 St Mary&#39;s\n", "14 St Mary's\n"),
        ("a&#10;b &NewLine;&nosuch; &copy=1", "a b  &nosuch; &copy=1"),
        ("name=Si\\u00e2n", "name=Siân"),
        ("a\\u000ab", "a b"),
        ("R&D", "R&D"),
    ],
)
def test_entities_and_escapes_are_undone(
    reading: Reader, texts: Texts, body: str, text: str
) -> None:
    assert texts(reading(body, "text/plain"), PartKind.BODY) == [text]


def test_places_in_links_know_their_line(reading: Reader) -> None:
    body = "see\nhttps://maps.example/?q=51.47115,-0.0612 or geo:51.5,-0.12\ngeo:51.6000,-0.1000"
    found = reading(body, "text/plain")
    assert [(part.text, part.line) for part in found.parts if part.kind is PartKind.GPS] == [
        ("51.471150,-0.061200", 2),
        ("51.600000,-0.100000", 3),
    ]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("**14** *Mill* Lane", "14 Mill Lane"),
        ("14 [Mill Lane](/x 'y') z", "14 Mill Lane z"),
        ("Si**â**n ~~old~~ `code`", "Siân old code"),
        ("14 <b>Mill</b> Lane", "14  Mill  Lane"),
        ("_14_ Mill\\_Lane", "14 Mill_Lane"),
    ],
)
def test_markdown_as_it_is_shown(reading: Reader, texts: Texts, body: str, shown: str) -> None:
    assert texts(reading(body, name="a.md"), PartKind.BODY) == [body, shown]


def test_markdown_without_marks_is_read_once(reading: Reader, texts: Texts) -> None:
    assert texts(reading("sian_hughes@example.org\n", name="a.md"), PartKind.BODY) == [
        "sian_hughes@example.org\n"
    ]


def test_links_in_markdown(reading: Reader) -> None:
    body = (
        "# Me\n[write](mailto:sian%40example.org) and\n"
        "[map](<https://maps.example/@51.47115,-0.0612>)\n<tel:07700900123>\n\n[a]: /14-mill-lane\n"
    )
    found = reading(body, "text/markdown")
    links = [(part.text, part.line) for part in found.parts if part.kind is PartKind.LINK]
    assert links == [
        ("sian@example.org", 2),
        ("https://maps.example/@51.47115,-0.0612", 3),
        ("/14-mill-lane", 6),
        ("07700900123", 4),
    ]
    assert ("51.471150,-0.061200", 3) in [(part.text, part.line) for part in found.parts]


@pytest.mark.parametrize(
    ("name", "body", "text"),
    [
        ("a.js", "a = 'sian\\x40example.org';\n", "a = 'sian@example.org';\n"),
        ("a.js", "m = 'sian' + '@' + \"example.org\"", "m = 'sian@example.org\""),
        ("a.js", "t = '14 Mill\\nLane'\nx", "t = '14 Mill Lane'\nx"),
        ("a.sql", "VALUES ('14 St Mary''s Road', '')", "VALUES ('14 St Mary's Road', '')"),
        (
            "a.css",
            'p:after { content: "sian\\40 x.example" }',
            'p:after { content: "sian@x.example" }',
        ),
        ("a.css", "content: '\\a \\110000 x'", "content: '  x'"),
    ],
)  # fmt: skip
def test_escapes_in_source_text(
    reading: Reader, texts: Texts, name: str, body: str, text: str
) -> None:
    assert texts(reading(body, name=name), PartKind.BODY) == [text]


def test_places_in_code(reading: Reader, texts: Texts) -> None:
    found = reading("L.marker([51.47115, -0.0612])", "text/javascript")
    assert "51.471150,-0.061200" in texts(found, PartKind.GPS)[0]


@given(
    st.text(alphabet="[]()<>*_`\\ \na/:&;#1", max_size=120), st.sampled_from(["md", "js", "css"])
)
def test_lines_of_any_text_are_kept(reading: Reader, text: str, suffix: str) -> None:
    found = reading(text, name=f"a.{suffix}")
    for part in found.parts:
        if part.kind is PartKind.BODY:
            assert part.text.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "piece", ["[", "[a](", "*", "_", "<a", "&#", "http://", "\\", "'+", "![x]("]
)
def test_hostile_text_ends(reading: Reader, piece: str) -> None:
    began = time.process_time()
    for name in ("a.md", "a.js", "a.txt", "a.css"):
        reading(piece * 100_000, name=name)
    assert time.process_time() - began < 4
