"""How the words of a British street are written: abbreviations, apostrophes, compass points."""

from __future__ import annotations

from itertools import islice, product

from exposure_audit.facts.normalise import letters, words

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
    ("north", "n", "nth"),
    ("south", "s", "sth"),
    ("east", "e"),
    ("west", "w"),
    ("doctor", "dr"),
    ("boulevard", "blvd"),
    ("walk", "wlk", "wk"),
    ("view", "vw"),
    ("mews", "mws"),
    ("heights", "hts"),
    ("building", "bldg"),
    ("estate", "est"),
    ("industrial", "ind"),
    ("station", "stn"),
    ("common", "cmn"),
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("and", "&"),
)
_TYPE_WORDS = (
    "street road avenue lane drive close court crescent place square terrace gardens grove park "
    "parade mount green villas row rise view walk way mews hill yard wharf quay loop end fold "
    "bank croft brae wynd vale mead meadow meadows drift chase path approach st rd ave ln dr cl ct "
    "cres pl sq terr gdns boulevard circus esplanade embankment broadway arcade causeway"
)
_GERMAN = ("strasse", "strase", "str")
TYPES = frozenset(_TYPE_WORDS.split())
"""Words that end the name of a street."""
BUILDINGS = frozenset(
    ["villas", "terrace", "cottages", "buildings", "place", "court", "mansions", "row", "houses"]
)
"""Words that end the name of a terrace or block, which may stand in a street of another name."""


def spellings(word: str) -> tuple[str, ...]:
    """Return the ways in which a folded street word is written, itself first."""
    found = [word]
    for group in _ALIKE:
        if word in group:
            found.extend(group)
    for ending in _GERMAN:
        if word.endswith(ending):
            found.extend(word.removesuffix(ending) + other for other in _GERMAN)
    return tuple(dict.fromkeys((*found, word.replace("'", ""))))


def turned(text: str, most: int) -> tuple[str, ...]:
    """Return a street with its last word first, as an index has it: "Road, St Mary's"."""
    *first, last = words(text) or ("",)
    if not first or last not in TYPES:
        return ()
    return written(" ".join((last, *first)), most)


def written(text: str, most: int) -> tuple[str, ...]:
    """Return a declared street or house name as its letters alone, in its spellings."""
    choices = [dict.fromkeys(map(letters, spellings(word))) for word in words(text)]
    every = ("".join(chosen) for chosen in product(*choices)) if choices else iter(())
    return tuple(islice(every, most))
