from __future__ import annotations

import base64
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]

HEAD = "From: Sian <sian@example.org>\nTo: clerk@council.example\nSubject: Hello\n"


def mail(content: str, head: str = HEAD) -> str:
    return f"{head}MIME-Version: 1.0\n{content}"


def test_header_bodies_and_attachments(reading: Reader, texts: Texts) -> None:
    found = reading(samples.message(), name="a.eml")
    assert (found.form, found.title) == (Form.MAIL, "Nomination \u2013 papers")
    assert [(part.note, part.text) for part in found.parts if part.kind is PartKind.HEADER] == [
        ("from", "Siân Hughes <sian.hughes@example.org>"),
        ("to", "clerk@council.example"),
        ("subject", "Nomination \u2013 papers"),
    ]
    assert texts(found, PartKind.BODY) == [
        "I live at 14 St Mary's Road, Peckham \u2013 déjà vu.\n", "Ring 07700 900123",
    ]  # fmt: skip
    assert texts(found, PartKind.FILENAME) == ["14 Mill Lane.jpg", "a.docx"]
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]
    assert "14 St Mary's Road" in texts(found, PartKind.ATTACHMENT)
    assert {part.line for part in found.parts} == {None}
    assert found.gaps == (Reason.NO_TEXT,)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Content-Transfer-Encoding: base64\n\nMTQgTWlsbCBMYW5l", "14 Mill Lane"),
        ("Content-Transfer-Encoding: base64\n\nMTQg\nTWls*bCBMYW5lQQ", "14 Mill LaneA"),
        ("Content-Transfer-Encoding: quoted-printable\n\n14 Mill=20La=\nne", "14 Mill Lane"),
        ("Content-Transfer-Encoding: 8bit\n\n14 Mill Lane", "14 Mill Lane"),
        ("\n14 Mill Lane", "14 Mill Lane"),
    ],
)
def test_encodings_of_transfer(reading: Reader, texts: Texts, content: str, text: str) -> None:
    assert texts(reading(mail(content), name="x.eml"), PartKind.BODY) == [text]


def test_stated_character_sets(reading: Reader, texts: Texts) -> None:
    text = "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\n"
    body = mail(text + base64.b64encode("Siân".encode("latin-1")).decode())
    assert texts(reading(body), PartKind.BODY) == ["Siân"]


def test_pages_in_mail_keep_their_labels(reading: Reader, texts: Texts) -> None:
    page = "Content-Type: text/html\n\n<p>one<!-- two --><p hidden>three"
    found = reading(mail(page))
    assert texts(found, PartKind.BODY) == ["one"]
    assert texts(found, PartKind.COMMENT) == ["two"]
    assert texts(found, PartKind.HIDDEN) == ["three"]


NESTED = (
    'Content-Type: multipart/mixed; boundary="a b"\n\npreamble 1\n--a b\n\nbody\n--a b\n'
    'Content-Type: multipart/alternative; boundary="a b c"\n\n--a b c\n\ninner\n--a b c--\n'
    "--a b\nContent-Type: message/rfc822\n\n{}\n--a b--\nepilogue"
)


def test_parts_in_parts_and_mail_in_mail(reading: Reader, texts: Texts) -> None:
    found = reading(mail(NESTED.format(HEAD + "\nforwarded")))
    assert texts(found, PartKind.BODY) == ["body", "inner"]
    assert texts(found, PartKind.HIDDEN) == ["preamble 1", "epilogue"]
    forwarded = [(part.note, part.text) for part in found.parts if part.note.startswith("attach")]
    assert ("attachment 1, mail, from", "Sian <sian@example.org>") in forwarded
    assert ("attachment 1, mail", "forwarded") in forwarded


def test_depth_and_number_of_parts_are_bounded(reading: Reader) -> None:
    deep = "".join(
        f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n"
        for number in range(40)
    )
    assert Reason.TOO_LARGE in reading(mail(f"{deep}\nx")).gaps
    many = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 3_000
    found = reading(mail(many), limits=Limits(nested_files=50))
    assert Reason.TOO_LARGE in found.gaps
    within = "x\n\n"
    for _ in range(9):
        within = f"{HEAD}Content-Type: message/rfc822\n\n{within}"
    assert Reason.TOO_LARGE in reading(within).gaps


@pytest.mark.parametrize(
    "content",
    [
        "Content-Type: multipart/encrypted; boundary=x\n\n--x\n\nVersion: 1\n--x--",
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIAG",
        "\n-----BEGIN PGP MESSAGE-----\nhQEMA\n-----END PGP MESSAGE-----",
    ],
)
def test_locked_mail_says_so(reading: Reader, content: str) -> None:
    assert Reason.ENCRYPTED in reading(mail(content)).gaps


def test_a_signature_is_no_gap(reading: Reader) -> None:
    signed = (
        "Content-Type: multipart/signed; boundary=x\n\n--x\n\nhello\n--x\n"
        "Content-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n--x--"
    )
    assert reading(mail(signed)).gaps == ()


def test_a_logo_within_the_text_is_no_gap(reading: Reader) -> None:
    logo = base64.b64encode(samples.photo()).decode()
    part = f"Content-Type: image/jpeg\nContent-Transfer-Encoding: base64\n{{}}\n\n{logo}"
    whole = "Content-Type: multipart/related; boundary=x\n\n--x\n\nhello\n--x\n" + part + "\n--x--"
    assert reading(mail(whole.format("Content-ID: <a>"))).gaps == ()
    assert reading(mail(whole.format("Content-Disposition: attachment"))).gaps == (Reason.NO_TEXT,)


def test_parts_without_a_boundary_are_text_and_a_gap(reading: Reader, texts: Texts) -> None:
    found = reading(mail("Content-Type: multipart/mixed; boundary=x\n\n14 Mill Lane"))
    assert found.gaps == (Reason.MALFORMED,)
    assert texts(found, PartKind.BODY) == ["14 Mill Lane"]


def test_a_body_whose_header_came_with_the_answer(reading: Reader, texts: Texts) -> None:
    found = reading("--x\n\nplain\n--x--", "multipart/related; boundary=x")
    assert texts(found, PartKind.BODY) == ["plain"]
    assert reading("Subject: x\n\nplain", "message/rfc822").title == "x"


def test_mailboxes(reading: Reader, texts: Texts) -> None:
    found = reading(samples.mailbox(), name="a.mbox")
    assert len(texts(found, PartKind.FILENAME)) == 4
    notes = [part.note for part in found.parts if part.kind is PartKind.BODY]
    assert notes == ["message 1", "message 1", "message 2", "message 2"]
    many = reading(samples.mailbox() * 20, limits=Limits(nested_files=9))
    assert Reason.TOO_LARGE in many.gaps


@pytest.mark.parametrize("line", ["From: a@b.example", "Subject: x", "Received: by c"])
def test_sniffed_by_several_fields(reading: Reader, line: str) -> None:
    assert reading(f"{line}\nDate: Sun\nTo: x\nCc: y\n\nhello").form is Form.MAIL
    assert reading(f"{line}\n\nA letter in plain words.").form is Form.PLAIN


@given(st.lists(st.sampled_from(
    ["Content-Type: ", "multipart/mixed", "; boundary=", "x", "\n", "\n\n", "--x", "--", '"',
     "*0*=",
     "text/html", "=?utf-8?q?=41?=", "message/rfc822", "\r", "Content-Disposition: attachment",
     "; filename", "=", "utf-8''%41", "base64", "Content-Transfer-Encoding: "]
), max_size=40))  # fmt: skip
def test_any_mail_is_read_or_a_gap(reading: Reader, pieces: list[str]) -> None:
    found = reading(HEAD + "".join(pieces), "message/rfc822")
    assert found.parts or found.gaps


@pytest.mark.parametrize(
    ("line", "cut"), [("--b\n\nx\n", True), ("\n--b", True), ("--b--\n", False)]
)
def test_hundreds_of_thousands_of_parts_end(reading: Reader, line: str, cut: bool) -> None:
    began = time.process_time()
    found = reading(mail("Content-Type: multipart/mixed; boundary=b\n\n" + line * 300_000))
    assert time.process_time() - began < 5
    assert (Reason.TOO_LARGE in found.gaps) is cut
