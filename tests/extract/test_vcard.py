from __future__ import annotations

import base64
import time
from collections.abc import Callable

import pytest

from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


CARD = """BEGIN:VCARD\r
VERSION:3.0\r
N:Example-Hughes;Siân;;;\r
FN:Siân Example-Hughes\r
item1.ADR;TYPE=home:;Flat 2;14 St Mary's Road;London;;SE15 \r
 4QE;UK\r
TEL;TYPE=CELL;VALUE=uri:tel:+447700900123\r
EMAIL:sian.hughes@example.org\r
BDAY:19790305\r
GEO:51.47115;-0.0612\r
NOTE:call first\\, then come\\nround\r
KEY;ENCODING=b:AAAA\r
X-SECRET;ENCODING=QUOTED-PRINTABLE:Mill=20Lane=\r
 =20 3\r
END:VCARD\r
"""


def card(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD"))


def test_a_card(reading: Reader) -> None:
    found = reading(CARD, name="me.vcf")
    said = {part.note: (part.text, part.line, part.address) for part in found.parts if part.note}
    assert said["ADR"] == ("Flat 2, 14 St Mary's Road, London, SE15 4QE, UK", 5, True)
    assert said["TEL"] == ("+447700900123", 7, False)
    assert said["EMAIL"][0] == "sian.hughes@example.org"
    assert said["BDAY"] == ("Birthday: 1979-03-05", 9, False)
    assert said["GEO"] == ("51.471150,-0.061200", 10, False)
    others = [part.text for part in found.parts if not part.note]
    assert others == ["Siân Example-Hughes", "call first, then come round", "Mill Lane 3"]
    assert found.gaps == ()
    assert {part.kind for part in found.parts} == {PartKind.STRUCTURED_DATA, PartKind.GPS}


@pytest.mark.parametrize(
    ("line", "note", "text"),
    [
        ('ADR;LABEL="14 Mill Lane^nPeckham":;;;;;;', "LABEL", "14 Mill Lane, Peckham"),
        ("item2.LABEL;TYPE=home:14 Mill Lane\\nPeckham", "LABEL", "14 Mill Lane Peckham"),
        ('ADR;GEO="geo:51.47115,-0.0612":;;x;;;;', "GEO", "51.471150,-0.061200"),
        ("GEO:geo:51.47115,-0.0612", "GEO", "51.471150,-0.061200"),
        ("LOCATION:14 Mill Lane", "LOCATION", "14 Mill Lane"),
        ('ATTENDEE;CN="Al: Bo":MAILTO:al@b.example', "CN", "Al: Bo"),
        ('ATTENDEE;CN="Al: Bo":MAILTO:al@b.example', "ATTENDEE", "al@b.example"),
        ('ORGANIZER;SENT-BY="mailto:x@y.example":mailto:a@b.example', "SENT-BY", "x@y.example"),
        ("X-APPLE-STRUCTURED-LOCATION;X-ADDRESS=14 Mill Lane;X-TITLE=Home:geo:51.47115,-0.0612",
         "X-ADDRESS", "14 Mill Lane"),
        ("X-APPLE-STRUCTURED-LOCATION;X-TITLE=Home:geo:51.47115,-0.0612",
         "location", "51.471150,-0.061200"),
    ],
)  # fmt: skip
def test_what_properties_and_their_parameters_say(
    reading: Reader, line: str, note: str, text: str
) -> None:
    found = reading(card(line))
    assert text in [part.text for part in found.parts if part.note == note]
    assert {part.line for part in found.parts} == {2}


@pytest.mark.parametrize(
    "line", ["PHOTO;ENCODING=b;TYPE=JPEG:{}", "PHOTO:data:image/jpeg;base64,{}", "LOGO;BASE64:{}"]
)
def test_pictures_are_read_and_are_no_gap(reading: Reader, texts: Texts, line: str) -> None:
    photo = base64.b64encode(samples.photo()).decode()
    folded = "\r\n ".join(photo[start : start + 70] for start in range(0, len(photo), 70))
    found = reading(card(line.format(folded), "TEL:1"))
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]
    assert texts(found, PartKind.ATTACHMENT) == ["Sian Hughes"]
    assert found.gaps == ()


def test_attachments_of_calendars(reading: Reader, texts: Texts) -> None:
    found = reading(samples.CALENDAR, "text/calendar")
    assert texts(found, PartKind.ATTACHMENT) == ["07700 900123"]
    assert [part.text for part in found.parts if part.note == "LOCATION"] == [
        "14 St Mary's Road, Peckham"
    ]
    broken = reading(card("ATTACH;ENCODING=BASE64:UEsDBHJlc3Q="))
    assert broken.gaps == (Reason.MALFORMED,)


def test_sniffed_without_type_and_name(reading: Reader) -> None:
    assert reading("begin:vcard\nTEL:1\nend:vcard").parts[0].note == "TEL"


def test_an_empty_card_is_a_gap(reading: Reader) -> None:
    assert reading("BEGIN:VCARD\nEND:VCARD", "text/vcard").gaps == (Reason.NO_TEXT,)


def test_a_colon_in_quotation_marks_and_a_quotation_that_never_ends(reading: Reader) -> None:
    began = time.process_time()
    found = reading(card('X-A;B="' + ":" * 300_000, 'NOTE;X="a:b":14 Mill Lane'))
    assert time.process_time() - began < 2
    assert "14 Mill Lane" in [part.text for part in found.parts]
