from __future__ import annotations

from collections.abc import Callable

from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind, Reason

Reader = Callable[..., Extraction]


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
PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r
X-SECRET;ENCODING=QUOTED-PRINTABLE:Mill=20Lane=\r
 =20 3\r
END:VCARD\r
"""


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


def test_sniffed_without_type_and_name(reading: Reader) -> None:
    assert reading("begin:vcard\nTEL:1\nend:vcard").parts[0].note == "TEL"


def test_an_empty_card_is_a_gap(reading: Reader) -> None:
    assert reading("BEGIN:VCARD\nEND:VCARD", "text/vcard").gaps == (Reason.NO_TEXT,)
