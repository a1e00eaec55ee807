"""How the words of a British street are written: abbreviations, apostrophes, compass points."""

from __future__ import annotations

import re

from exposure_audit.facts.normalise import words

_ALIKE = (
    ("street", "str", "st"),
    ("saint", "st"),
    ("road", "rd"),
    ("avenue", "ave", "av"),
    ("lane", "ln", "la"),
    ("drive", "drv", "dr"),
    ("close", "clo", "cl"),
    ("court", "crt", "ct"),
    ("crescent", "cresc", "cres", "cr"),
    ("place", "plc", "pl"),
    ("square", "sqr", "sq"),
    ("terrace", "terr", "ter", "tce"),
    ("gardens", "gdns", "gdn"),
    ("grove", "grv", "gro", "gr"),
    ("park", "pk"),
    ("parade", "pde"),
    ("mount", "mt"),
    ("green", "grn"),
    ("villas", "vlls"),
    ("buildings", "bldgs", "bdgs"),
    ("house", "hse"),
    ("cottages", "cotts"),
    ("cottage", "cott"),
    ("upper", "upr"),
    ("lower", "lwr"),
    ("great", "gt"),
    ("little", "lt"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("doctor", "dr"),
    ("and", "&"),
)
_TYPE_WORDS = (
    "street road avenue lane drive close court crescent place square terrace gardens grove park "
    "parade mount green villas row rise view walk way mews hill yard wharf quay loop end fold "
    "bank croft brae wynd vale mead meadow meadows drift chase path approach st rd ave"
)
TYPES = frozenset(_TYPE_WORDS.split())
"""Words that end the name of a street."""


def spellings(word: str) -> tuple[str, ...]:
    """Return the ways in which a folded street word is written, itself first."""
    found = [word]
    for group in _ALIKE:
        if word in group:
            found.extend(other for other in group if other not in found)
    bare = word.replace("'", "")
    if bare not in found:
        found.append(bare)
    return tuple(found)


def pattern(text: str, gap: str) -> str:
    """Return a pattern for a declared street or house name in folded text."""
    return gap.join(_one(word) for word in words(text))


def _one(word: str) -> str:
    choices = sorted({_escaped(choice) for choice in spellings(word)}, key=len, reverse=True)
    return f"(?:{'|'.join(choices)})" if len(choices) > 1 else choices[0]


def _escaped(word: str) -> str:
    bare = word.replace("'", "")
    if len(bare) > 3 and bare.endswith("s"):
        return re.escape(bare[:-1]) + r"['\s]?s'?"
    return r"['\s]?".join(re.escape(piece) for piece in word.split("'"))
