"""What the target of a link says by itself: an address to write to, a number, a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from exposure_audit.extract.places import gps_text, places_in_link
from exposure_audit.extract.text import one_line
from exposure_audit.model import Part, PartKind

_SCHEME = re.compile(r"^(mailto|tel|sms|callto):", re.IGNORECASE)
_GEO = re.compile(r"^geo:(-?[\d.]{1,20}),(-?[\d.]{1,20})", re.IGNORECASE)
_LONGEST = 8_000


def target_parts(target: str, note: str = "") -> Iterator[Part]:
    """Yield the target as text without its scheme and encoding, and the places that it names."""
    target = target.strip()[:_LONGEST]
    text = one_line(unquote(_SCHEME.sub("", target)).replace("?", "\n"))
    if text:
        yield Part(PartKind.LINK, text, note=note)
    geo = _GEO.match(target)
    places = gps_text(geo[1], geo[2]) if geo else places_in_link(target)
    if places:
        yield Part(PartKind.GPS, places, note=note)
