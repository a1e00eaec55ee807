from __future__ import annotations

import time

import pytest

from exposure_audit.extract.xmp import packet_parts
from exposure_audit.model import PartKind

CONTACT = {
    "CiAdrPcode": "SE15 4QE", "CiAdrExtadr": "14 St Mary&apos;s Road", "CiAdrCity": "London",
    "CiEmailWork": "sian@example.org", "CiTelWork": "07700 900123",
}  # fmt: skip


def packet(body: str) -> bytes:
    return f'junk<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>{body}</rdf:RDF></x:xmpmeta>'.encode()


def texts(body: str | bytes, kind: PartKind = PartKind.METADATA) -> list[str]:
    raw = body if isinstance(body, bytes) else packet(body)
    return [part.text for part in packet_parts(raw) if part.kind is kind]


@pytest.mark.parametrize(
    "body",
    [
        "<Iptc4xmpCore:CreatorContactInfo {}/>".format(
            " ".join(f'Iptc4xmpCore:{key}="{value}"' for key, value in CONTACT.items())
        ),
        "<rdf:Description>{}</rdf:Description>".format(
            "".join(f"<a:{key}>{value}</a:{key}>" for key, value in CONTACT.items())
        ),
        "".join(f"<a:{key}><rdf:Bag><rdf:li>{value}</rdf:li></rdf:Bag></a:{key}>"
                for key, value in CONTACT.items()),
    ],
    ids=["attributes", "elements", "lists"],
)  # fmt: skip
def test_a_contact_in_any_form_is_an_address(body: str) -> None:
    found = texts(body)
    assert found[-1] == "14 St Mary's Road, London, SE15 4QE"
    assert "sian@example.org" in found[0]
    assert "07700 900123" in found[0]


def test_where_a_photo_was_taken_in_words() -> None:
    place = '<r Iptc4xmpExt:Sublocation="Mill Lane" Iptc4xmpExt:City="Peckham"/>'
    assert "Mill Lane, Peckham" in texts(place)


@pytest.mark.parametrize(
    "body",
    [
        '<r exif:GPSLatitude="51,28.269N" exif:GPSLongitude="0,3.672W"/>',
        '<r exif:GPSLongitude="0,3,40W" exif:GPSLatitude="51,28,16N"/>',
        "<exif:GPSLatitude>51,28.269N</exif:GPSLatitude><exif:GPSLongitude>0,3.672W</exif:GPSLongitude>",
    ],
)  # fmt: skip
def test_coordinates(body: str) -> None:
    (place,) = texts(body, PartKind.GPS)
    assert place.startswith("51.471")
    assert ",-0.061" in place


def test_several_packets_and_bare_ones() -> None:
    assert texts(packet("one") + packet("two")) == ["one", "two"]
    assert texts(b"<rdf:RDF>bare</rdf:RDF>") == ["bare"]
    assert texts(b"<x:xmpmeta>cut") == []
    assert len(texts(packet("x") * 50)) == 10


def test_hostile_packets_end() -> None:
    began = time.process_time()
    for piece in ("<", "a:City>", 'a:City="', "a:CiAdr", "<rdf:li>", "exif:GPSLatitude "):
        texts(packet(piece * 40_000))
    assert time.process_time() - began < 4
