"""What links and attributes say beyond their text: mail, phones, places, hidden addresses."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, unquote_plus

from exposure_audit.extract.places import gps_text, places_in_code, places_in_link
from exposure_audit.extract.text import decode
from exposure_audit.model import Part, PartKind

_SEPARATE_SCHEMES = ("mailto:", "tel:", "sms:", "callto:")
_NO_PAGE = ("data:", "javascript:", "#")
_CLOUDFLARE = "/cdn-cgi/l/email-protection#"
_LATITUDE = frozenset({"lat", "latitude"})
_LONGITUDE = frozenset({"lon", "lng", "long", "longitude"})
_ESCAPE = re.compile(
    r"\\{1,4}(?:u\{?([0-9a-fA-F]{4})\}?|x([0-9a-fA-F]{2})|([nrt])|([\"'/]))", re.ASCII
)
_LONGEST = 100_000

Attributes = Mapping[str, str | None]


def unescaped(code: str) -> str:
    r"""Return a script with the escapes of its texts undone: `\u0040`, `\x40`, `\'`, `\n`."""
    return _ESCAPE.sub(_meant, code) if "\\" in code else code


def _meant(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if digits:
        return chr(int(digits, 16))
    return "\n" if found[3] else found[4]


def link_parts(target: str) -> Iterator[Part]:
    """Yield what a link target says by itself; for most there is nothing but the target."""
    start = target[:11].lower()
    scheme = next((scheme for scheme in _SEPARATE_SCHEMES if start.startswith(scheme)), "")
    if scheme:
        # A plus sign in tel: is the international prefix, not a space.
        text = unquote_plus(target[len(scheme) :].replace("+", "%2B"))
        yield Part(PartKind.LINK, text.replace("?", "\n"), note=scheme.rstrip(":"))
    elif start.startswith("geo:"):
        latitude, _, longitude = target[4:].partition(",")
        place = gps_text(latitude, re.split(r"[;?,]", longitude)[0])
        yield Part(PartKind.GPS, place, note="geo link")
    elif start.startswith("javascript:"):
        yield Part(PartKind.ATTRIBUTE, unescaped(unquote(target[11:])), note="script link")
    elif start.startswith("data:text"):
        yield Part(PartKind.ATTRIBUTE, _data(target), note="data link")
    elif _CLOUDFLARE in target:
        yield _protected(target.partition(_CLOUDFLARE)[2])
    else:
        yield Part(PartKind.GPS, places_in_link(target), note="map link")


def leads_out(target: str) -> bool:
    """Whether a target is a place rather than a value of its own."""
    start = target[:11].lower()
    return bool(target) and not start.startswith((*_SEPARATE_SCHEMES, "geo:", *_NO_PAGE))


def attribute_parts(attributes: Attributes) -> Iterator[Part]:
    """Yield coordinates, e-mail addresses kept from robots, and what happens on a click."""
    values = {
        name.removeprefix("data-").replace("-", ""): value
        for name, value in attributes.items()
        if value
    }
    latitude = next((values[name] for name in sorted(_LATITUDE & values.keys())), "")
    longitude = next((values[name] for name in sorted(_LONGITUDE & values.keys())), "")
    yield Part(PartKind.GPS, gps_text(latitude, longitude), note="attributes")
    if "cfemail" in values:
        yield _protected(values["cfemail"])
    for name, value in attributes.items():
        if value and name.startswith("on"):
            yield Part(PartKind.ATTRIBUTE, unescaped(unquote(value)), note="script")
        elif value and name.startswith("data-"):
            yield Part(PartKind.GPS, places_in_code(unescaped(value))[0], note="attribute")


def _protected(digits: str) -> Part:
    """Undo Cloudflare's e-mail protection: hexadecimal, the first byte is XORed with the rest."""
    try:
        key, *rest = bytes.fromhex(digits[:2_000].strip())
    except ValueError:
        return Part(PartKind.LINK, "")
    text = bytes(byte ^ key for byte in rest).decode("utf-8", "replace")
    return Part(PartKind.LINK, text.replace("?", "\n"), note="protected e-mail")


def _data(target: str) -> str:
    """Return the text of a `data:text/...` URL (RFC 2397)."""
    head, _, value = target[:_LONGEST].partition(",")
    if not head.lower().endswith(";base64"):
        return unquote(value)
    try:
        return decode(base64.b64decode(unquote(value) + "=="))
    except (binascii.Error, ValueError):
        return ""
