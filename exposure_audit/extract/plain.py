"""Plain text, Markdown, CSV and whatever else is text."""

from __future__ import annotations

from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.text import clean
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason


def read(text: str, _limits: Limits) -> Extraction:
    """Return the whole text as one part, so that lines can be counted in it."""
    cleaned = clean(text)
    if not cleaned.strip():
        return Extraction((), (Reason.NO_TEXT,))
    return Extraction((Part(PartKind.BODY, cleaned, line=1),))
