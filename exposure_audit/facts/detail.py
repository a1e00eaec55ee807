"""Any other sensitive text: a school, a workplace, a car's plate."""

from __future__ import annotations

import re

from exposure_audit.facts.interface import Recogniser
from exposure_audit.facts.normalise import words
from exposure_audit.facts.patterns import Literal, Several, spelled
from exposure_audit.model import Confidence, Fact


def normal(text: str) -> str:
    """Return the text with single spaces; raises `ValueError` where it is too short to look for."""
    bare = " ".join(text.split())
    if sum(len(word) for word in words(bare)) < 4:
        raise ValueError("too short to look for: give at least four letters or digits")
    return bare


def recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a detail in folded text; it counts only beside the name."""
    parts = words(fact.value)
    if not parts:
        return Several(())
    # A car's plate is written with and without its space.
    between = r"[\W_]{0,4}" if any(char.isdigit() for char in fact.value) else r"[\W_]{1,4}"
    pattern = rf"(?<!\w){between.join(spelled(part) for part in parts)}(?!\w)"
    return Literal(re.compile(pattern), Confidence.MEDIUM, "the words as declared", needs_name=True)
