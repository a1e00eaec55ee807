"""What links say beyond their text: mail, phones, places, hidden addresses."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote, unquote_plus

from exposure_audit.extract.html_found import Found
from exposure_audit.extract.html_text import BREAK
from exposure_audit.extract.places import gps_text, places_in_code, places_in_links
from exposure_audit.extract.text import decode
from exposure_audit.model import PartKind

_WRITTEN_TO = frozenset(
    ["mailto", "tel", "sms", "smsto", "callto", "sip", "sips", "facetime", "skype", "xmpp", "im"]
)
"""Schemes of links that name whom to write to or call."""
_PAGES = ("https:", "http:")
_HEADER = re.compile(r"[?&](?:to=|cc=|bcc=)?", re.IGNORECASE)
_MESSENGERS = ("wa.me/", "whatsapp", "viber:", "signal.me/", "t.me/")
_NUMBER = re.compile(
    r"(?:wa\.me/|whatsapp(?:\.com/|://)send/?\?(?:[^\s\x02]{0,500}&)?phone=|viber://\w{1,9}\?number="
    r"|signal\.me/\#p/|t\.me/(?=\+|%2B))(?:\+|%2B|%20|00){0,2}(\d[\d().\-]{5,20}\d)",
    re.IGNORECASE,
)
"""Links to messengers that hold a phone number in international form."""
_CLOUDFLARE = "/cdn-cgi/l/email-protection#"
_ESCAPE = re.compile(
    r"\\{1,4}(?:u\{?([0-9a-fA-F]{4})\}?|x([0-9a-fA-F]{2})|([nrt])|([\"'/]))", re.ASCII
)
_LONGEST = 100_000
_LONGEST_TARGET = 8_000


def unescaped(code: str) -> str:
    r"""Return a script with the escapes of its texts undone: `\u0040`, `\x40`, `\'`, `\n`."""
    return _ESCAPE.sub(_meant, code) if "\\" in code else code


def _meant(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if digits:
        return chr(int(digits, 16))
    return "\n" if found[3] else found[4]


def read_targets(found: Found) -> None:
    """Add what the targets of a page's links say, and the places in its attributes."""
    targets = [target[:_LONGEST_TARGET] for target in map(str.strip, found.targets) if target]
    away = [
        target
        for target in targets
        if ":" not in target or target.startswith(_PAGES) or not _spoken(found, target)
    ]
    said = dict.fromkeys(
        [_decoded(target) if "%" in target or "+" in target else target for target in away]
    )
    found.lines(PartKind.LINK).extend([target for target in said if target[0] != "#"])
    found.add(PartKind.GPS, places_in_links(said), "map link")
    found.add(PartKind.GPS, places_in_code(BREAK.join(found.codes))[0], "attribute")
    _read_contacts(found, BREAK.join(away))


def _read_contacts(found: Found, targets: str) -> None:
    """Add phone numbers and e-mail addresses that stand in links to other sites."""
    if any(name in targets for name in _MESSENGERS):
        for number in _NUMBER.findall(targets):
            found.add(PartKind.LINK, f"+{number}", "messenger")
    if _CLOUDFLARE in targets:
        for digits in targets.split(_CLOUDFLARE)[1:]:
            found.add(PartKind.LINK, protected(digits.partition(BREAK)[0]), "protected e-mail")


def _spoken(found: Found, target: str) -> bool:
    """Add what a target with a scheme says by itself; return whether it is no place to go to."""
    scheme, _, rest = target.partition(":")
    match scheme.lower():
        case "geo":
            latitude, _, longitude = rest.partition(",")
            found.add(PartKind.GPS, gps_text(latitude, re.split("[;?,]", longitude)[0]), "geo link")
        case "javascript":
            found.add(PartKind.ATTRIBUTE, unescaped(unquote(rest)), "script link")
        case "data":
            found.add(PartKind.ATTRIBUTE, _data(rest), "data link")
        case name if name in _WRITTEN_TO:
            # A plus sign is the international prefix, not a space.
            found.add(PartKind.LINK, unquote(_HEADER.sub(" ", rest)), name)
        case _:
            return False
    return True


def _decoded(target: str) -> str:
    """Return a target as it is read; a target inside a target is encoded twice."""
    once = unquote_plus(target)
    return unquote_plus(once) if "%" in once else once


def protected(digits: str) -> str:
    """Undo Cloudflare's e-mail protection: hexadecimal, the first byte is XORed with the rest."""
    try:
        key, *rest = bytes.fromhex(digits[:2_000].strip())
    except ValueError:
        return ""
    return bytes(byte ^ key for byte in rest).decode("utf-8", "replace").replace("?", " ")


def _data(value: str) -> str:
    """Return the text of a `data:text/...` URL (RFC 2397)."""
    head, _, value = value[:_LONGEST].partition(",")
    if not head.lower().startswith("text"):
        return ""
    if not head.lower().endswith(";base64"):
        return unquote(value)
    try:
        return decode(base64.b64decode(unquote(value) + "=="))
    except (binascii.Error, ValueError):
        return ""
