"""XMP packets in pictures and PDFs, read as text: where somebody is, and how to reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from exposure_audit.extract.places import gps_text
from exposure_audit.extract.text import decode, one_line
from exposure_audit.model import Part, PartKind

_START, _END = b"<x:xmpmeta", b"</x:xmpmeta>"
_BARE_START, _BARE_END = b"<rdf:RDF", b"</rdf:RDF>"
_LONGEST, _MOST = 200_000, 10
_NAMESPACE = re.compile(r"\sxmlns:\w{1,40}=[\"'][^\"'<>]{0,300}[\"']")
_TAG = re.compile(r"<[^<>]{0,4000}>")
_VALUE = re.compile(r"=[\"']([^\"'<>]{3,500})[\"']")
_GPS = re.compile(
    r"exif:GPS(Latitude|Longitude)\W{1,4}(\d{1,3}),(\d{1,2}(?:\.\d{1,10})?)(?:,(\d{1,2}))?([NSEW])"
)
_CONTACT = ("CiAdrExtadr", "CiAdrCity", "CiAdrRegion", "CiAdrPcode", "CiAdrCtry")
_PLACE = ("Sublocation", "City", "ProvinceState", "CountryName")
_WRITTEN = (_CONTACT, _PLACE, ("Location", "City", "State", "Country"))
"""Properties of one address or place, in the order in which it is written (IPTC)."""
_PROPERTY = re.compile(
    r"[\w]{1,20}:(CiAdr\w{2,9}|Sublocation|Location|City|ProvinceState|State|CountryName|Country)"
    r"(?:=[\"']([^\"'<>]{1,500})|>((?:\s{0,200}<rdf:(?:Bag|Seq|Alt|li)(?:\s[^<>]{0,100})?>){0,3}[^<>]{1,500}))"
)


def packet_parts(body: bytes) -> Iterator[Part]:
    """Yield what a file's XMP says; a packet is plain in the file, and no XML parser is needed."""
    for packet in _packets(body):
        text = _NAMESPACE.sub("", decode(packet))
        place = _place(text)
        if place:
            yield Part(PartKind.GPS, place, note="XMP")
        values = " ".join(_VALUE.findall(text))
        words = one_line(unescape(f"{_TAG.sub(' ', text)} {values}"))
        if words:
            yield Part(PartKind.METADATA, words, note="XMP")
        for address in dict.fromkeys(_addresses(text)):
            yield Part(PartKind.METADATA, address, note="XMP, place or contact")


def _packets(body: bytes) -> Iterator[bytes]:
    first, last = (_START, _END) if _START in body else (_BARE_START, _BARE_END)
    at = body.find(first)
    for _ in range(_MOST):
        end = body.find(last, at)
        if at < 0 or end < 0:
            return
        yield body[at : min(end, at + _LONGEST)]
        at = body.find(first, end)


def _addresses(text: str) -> Iterator[str]:
    found: dict[str, str] = {}
    for name, quoted, inside in _PROPERTY.findall(text):
        found.setdefault(name, one_line(unescape(_TAG.sub(" ", quoted or inside))))
    for keys in _WRITTEN:
        values = [found[key] for key in keys if found.get(key)]
        if len(values) > 1:
            yield ", ".join(values)


def _place(text: str) -> str:
    found = {axis: _degrees(*rest) for axis, *rest in _GPS.findall(text)}
    return gps_text(found.get("Latitude", ""), found.get("Longitude", ""))


def _degrees(degrees: str, minutes: str, seconds: str, side: str) -> str:
    value = float(degrees) + float(minutes) / 60 + float(seconds or 0) / 3600
    return str(-value if side in "SW" else value)
