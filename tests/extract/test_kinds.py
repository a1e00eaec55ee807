from __future__ import annotations

import base64
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.model import PartKind, Reason

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]

ALL_BYTES = bytes(range(256)) * 8
HIGH = bytes(random.Random(1).choices(range(0x80, 0x100), k=2_000))
NO_ZERO = bytes(random.Random(2).choices(range(1, 0x100), k=2_000))
MAIL = "From: a@example.org\nSubject: x\nContent-Transfer-Encoding: {}\n\n"
MULTIPART = "From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"


@pytest.mark.parametrize("noise", [ALL_BYTES, HIGH, NO_ZERO])
@pytest.mark.parametrize(
    "media_type",
    ["text/html; charset=utf-8", "text/html", "text/plain; charset=iso-8859-1", "", "text/vcard"],
)
def test_noise_is_a_gap_whatever_it_claims(reading: Reader, noise: bytes, media_type: str) -> None:
    found = reading(noise, media_type)
    assert Reason.UNSUPPORTED in found.gaps
    assert found.form is Form.UNKNOWN


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("<p>Siân Hughes, café “La Crêpe” \u2013 £5, déjà vu</p>", "windows-1252"),
        ("<p>Straße, Österreich, Übergröße, Ärger</p>", "iso-8859-1"),
        ("<p>\u0421\u0438\u0430\u043d\u0430 \u0425\u044c\u044e\u0437</p>", "utf-8"),
    ],
)
@pytest.mark.parametrize("media_type", ["text/html", "text/html; charset=utf-8"])
def test_real_pages_stay_readable(
    reading: Reader, texts: Texts, text: str, charset: str, media_type: str
) -> None:
    found = reading(text.encode(charset), media_type)
    assert not found.gaps
    assert texts(found, PartKind.BODY) == [text[3:-4]]


def test_one_broken_byte_does_not_garble_a_page(reading: Reader, texts: Texts) -> None:
    body = "<p>Siân, Siân, Siân, Siân, Siân".encode() + b"\xff</p>"
    found = reading(body, "text/html; charset=utf-8")
    assert texts(found, PartKind.BODY)[0].startswith("Siân, ")


@pytest.mark.parametrize(
    ("body", "media_type", "name", "form"),
    [
        (MAIL.format("base64") + base64.b64encode(b"14 Mill Lane").decode(), "", "x", Form.MAIL),
        (MAIL.format("quoted-printable") + "14 Mill=20Lane", "text/plain", "", Form.MAIL),
        (MULTIPART + "\n14 Mill Lane\n--x--", "", "x.eml", Form.MAIL),
        ("Subject: x\n\n14 Mill Lane", "message/rfc822", "", Form.MAIL),
        ("--x\n\n14 Mill Lane", "multipart/related; boundary=x", "", Form.MAIL),
        ("{\\rtf1 14 M\\'69ll Lane}", "", "x.txt", Form.OFFICE),
        ("14 &#77;ill Lane", "", "README.md", Form.PLAIN),
        ("x = '14 \\x4dill Lane'", "", "a.js", Form.PLAIN),
    ],
)
def test_text_that_hides_text_is_read(
    reading: Reader, body: str, media_type: str, name: str, form: Form
) -> None:
    found = reading(body, media_type, name)
    assert any("14 Mill Lane" in part.text for part in found.parts)
    assert (found.form, found.gaps) == (form, ())


def test_text_that_hides_text_and_is_not_read_is_a_gap(reading: Reader) -> None:
    found = reading("%!PS-Adobe-3.0\n(14) show", "application/octet-stream")
    assert Reason.UNSUPPORTED in found.gaps


@pytest.mark.parametrize(
    "body",
    [
        "Note: base64 is a Content-Transfer-Encoding: base64 one",
        "To: all\n\nA letter in plain words.",
        "Content: 8bit\nContent-Transfer-Encoding: 8bit\n\nplain",
    ],
)
def test_plain_letters_are_read(reading: Reader, body: str) -> None:
    assert reading(body, "text/plain").gaps == ()


@pytest.mark.parametrize(("media_type", "name"), [("text/calendar", ""), ("", "x.ics"), ("", "")])
def test_calendars_are_unfolded(reading: Reader, media_type: str, name: str) -> None:
    body = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION:call 07700 9\r\n 00123\\, or come\r\n"
        "ORGANIZER;CN=Sian Hughes:mailto:sian@example.org\r\nGEO:51.47115;-0.0612\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    found = reading(body, media_type, name)
    assert found.form is Form.VCARD
    read = [part.text for part in found.parts]
    assert read == [
        "call 07700 900123, or come", "Sian Hughes", "sian@example.org",
        "51.471150,-0.061200",
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["BEGIN:VCALENDAR\n", "From: x\n", MULTIPART, "{\\rtf", ";CN=", "x"]),
    st.text(max_size=200),
    st.sampled_from(["text/calendar", "message/rfc822", "text/plain", "", "application/gpx+xml"]),
)
def test_any_text_is_read_or_a_gap(reading: Reader, head: str, rest: str, media_type: str) -> None:
    found = reading((head + rest).encode("utf-8", "replace"), media_type)
    assert found.parts or found.gaps


@pytest.mark.parametrize(
    ("body", "media_type", "form"),
    [
        (b"<p>x", "text/html", Form.HTML),
        (b"{}", "application/json", Form.JSON),
        (b'{"a": 1}\n', "application/x-ndjson", Form.JSON),
        (b"BEGIN:VCARD\nFN:x\nEND:VCARD", "", Form.VCARD),
        (b"%PDF-1.4", "", Form.PDF),
        (b"\x89PNG\r\n\x1a\n", "", Form.IMAGE),
        (b"words", "", Form.PLAIN),
        (b"PK\x03\x04", "", Form.ARCHIVE),
        (b"\x1f\x8b\x08", "", Form.ARCHIVE),
        (b"a,b", "text/csv", Form.TABLE),
        (b"MZ\x90", "", Form.UNKNOWN),
        (b" ", "", Form.EMPTY),
    ],
)
def test_forms(reading: Reader, body: bytes, media_type: str, form: Form) -> None:
    assert reading(body, media_type).form is form
