from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.xml_events import value_of, walk
from exposure_audit.model import Reason


class Heard:
    def __init__(self) -> None:
        self.events: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.events.append(f"<{name} {value_of(attributes, 'id')}>")

    def end(self, name: str) -> None:
        self.events.append(f"</{name}>")

    def text(self, data: str) -> None:
        self.events.append(data)


def heard(body: str | bytes, *, enough: bool = False) -> tuple[list[str], Reason | None]:
    handler = Heard()
    raw = body.encode() if isinstance(body, str) else body
    return handler.events, walk(raw, handler, lambda: enough)


def test_elements_by_their_local_names() -> None:
    assert heard('<w:a r:id="1"><b id="2">x &amp; y</b></w:a>') == (
        ["<a 1>", "<b 2>", "x & y", "</b>", "</a>"],
        None,
    )


@pytest.mark.parametrize(
    "body",
    [
        "", "<a>", "<a></b>", "x", "<!DOCTYPE a><a/>", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a>&b;</a>",
        '<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)  # fmt: skip
def test_what_is_broken_or_brings_a_document_type_is_refused(body: str) -> None:
    assert heard(body)[1] is Reason.MALFORMED


def test_other_encodings() -> None:
    for encoding in ("utf-16", "iso-8859-1"):
        body = f'<?xml version="1.0" encoding="{encoding}"?><a>Siân</a>'.encode(encoding)
        assert heard(body) == (["<a >", "Siân", "</a>"], None)


def test_it_stops_when_there_is_enough() -> None:
    assert heard("<a/>", enough=True) == ([], Reason.TOO_LARGE)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    assert heard(b"<a>" + body)[1] is not None or body.endswith(b"</a>")
