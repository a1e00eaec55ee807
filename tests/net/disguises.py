"""A fictional subject, its values in their usual spellings, and what can disguise them."""

from __future__ import annotations

import base64
import codecs
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import quote, quote_plus

from exposure_audit.facts.normalise import fold
from exposure_audit.model import Address, Consent, Fact, Kind, Subject

HOME = Address(
    label="home",
    value="Flat 2, 14 St Mary's Road, Peckham, London, SE15 4QE",
    lines=("Flat 2", "14 St Mary's Road", "Peckham", "London"),
    postcode="SE15 4QE",
    location=(51.47115, -0.0612),
)
FACTS: tuple[Fact, ...] = (
    Fact(kind=Kind.NAME, label="", value="Siân Example-Hughes"),
    Fact(kind=Kind.NAME, label="", value="Sian Hughes"),
    Fact(kind=Kind.DATE_OF_BIRTH, label="", value="1979-03-05"),
    HOME,
    Fact(kind=Kind.PHONE, label="mobile", value="+447700900123"),
    Fact(kind=Kind.EMAIL, label="personal", value="sian.hughes@mail.example"),
    Fact(kind=Kind.EMAIL, label="office", value="office@sian-hughes.example", public=True),
    Fact(kind=Kind.USERNAME, label="forum", value="sianh79"),
    Fact(kind=Kind.DOMAIN, label="campaign", value="sian-hughes.example"),
    Fact(kind=Kind.WEBSITE, label="campaign", value="https://sian-hughes.example/"),
    Fact(kind=Kind.COMPANY, label="consultancy", value="01234567"),
    Fact(kind=Kind.DETAIL, label="school", value="Example Primary School"),
)
SUBJECT = Subject(facts=FACTS, consent=Consent(given_by="self", given_on=date(2026, 11, 1)))

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("Sian Hughes", "sian hughes", "Siân Hughes", "Hughes, Sian", "Sian Example-Hughes"),
    "date-of-birth": ("1979-03-05", "05/03/1979", "05031979", "19790305", "5 March 1979"),
    "address:home": ("SE15 4QE", "se154qe", "14 St Mary's Road", "14 st marys rd", HOME.value),
    "phone:mobile": ("07700 900123", "07700900123", "+447700900123", "447700900123", "7700900123"),
    "email:personal": ("sian.hughes@mail.example", "Sian.Hughes@Mail.Example"),
    "username:forum": ("sianh79", "SianH79"),
    "detail:school": ("Example Primary School", "example-primary-school"),
}
"""By fact: as people and programs usually write it."""

Disguise = Callable[[str], str]


def _hexed(text: str) -> str:
    return text.encode().hex()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _base64_url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _base32(text: str) -> str:
    return base64.b32encode(text.encode()).decode()


def _hex_apart(text: str) -> str:
    return text.encode().hex(":")


def _percent_all(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


ESCAPES: Mapping[str, Disguise] = {
    "percent": lambda text: quote(text, safe=""),
    "percent of every byte": _percent_all,
    "percent in small letters": lambda text: _percent_all(text).lower(),
    "percent in Latin-1": lambda text: quote(text, safe="", encoding="latin-1"),
    "percent with u": lambda text: "".join(f"%u{ord(char):04x}" for char in text),
    "plus": quote_plus,
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(char):x};" for char in text),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON of every letter": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "JavaScript": lambda text: "".join(f"\\x{ord(char):02x}" for char in text),
    "quoted-printable": lambda text: "".join(f"={byte:02X}" for byte in text.encode()),
}
ENCODINGS: Mapping[str, Disguise] = {
    "base64": _base64,
    "base64 without padding": lambda text: _base64(text).rstrip("="),
    "base64 for URLs": _base64_url,
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "base64 behind a path": lambda text: f"id/{_base64_url(text)}",
    "base64 behind a word": lambda text: f"t0ken{_base64_url('::' + text)}",
    "base32": _base32,
    "base32 in small letters": lambda text: _base32(text).rstrip("=").lower(),
    "hex": _hexed,
    "hex in capitals": lambda text: _hexed(text).upper(),
    "hex with colons": _hex_apart,
    "hex behind a digit": lambda text: f"f{_hexed(text)}",
}
TURNS: Mapping[str, Disguise] = {
    "backwards": lambda text: text[::-1],
    "ROT13": lambda text: codecs.encode(fold(text), "rot13"),
}
"""Of letters: what stands inside the other disguises."""

ALGORITHMS = ("md5", "sha1", "sha256", "sha384", "sha512")
DIGEST_FORMS: Mapping[str, Callable[[bytes], str]] = {
    "hex": lambda digest: digest.hex(),
    "hex in capitals": lambda digest: digest.hex().upper(),
    "cut hex": lambda digest: digest.hex()[:32],
    "the end of hex": lambda digest: digest.hex()[-32:],
    "base64": lambda digest: base64.b64encode(digest).decode(),
    "base64 for URLs": lambda digest: base64.urlsafe_b64encode(digest).decode().rstrip("="),
}


def digest(text: str, algorithm: str) -> bytes:
    """Return the digest of a text."""
    return hashlib.new(algorithm, text.encode(), usedforsecurity=False).digest()
