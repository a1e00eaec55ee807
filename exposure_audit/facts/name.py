"""Names: they make no findings, they link them.

Recognised in the given order, with other given names as whole words between, and as "Surname,
Forenames", with only a space between these where the surname is in capitals, and in the fields of a
form; regardless of accents, apostrophes and hyphens; never inside another word or as a part
of a double-barrelled name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exposure_audit.facts.interface import Match, Recogniser
from exposure_audit.facts.normalise import words
from exposure_audit.facts.patterns import Judged, Several, spelled
from exposure_audit.model import Confidence, Fact

_TITLE_WORDS = (
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev revd reverend cllr councillor "
    "rt hon the"
)
_SUFFIX_WORDS = "jr sr jnr snr junior senior ii iii iv mp ms msp mbe obe cbe jp phd"
_PARTICLE_WORDS = "van von de der den del della di da dos la le al el bin ibn ap ab ter ten"
_OTHER_WORDS = (
    "and or the of to in on at by with for from as is was are were met said says who that but his "
    "her not has had have will would told asked saw knows called if than then so"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_SUFFIXES = frozenset(_SUFFIX_WORDS.split())
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_NO_NAME = frozenset(_OTHER_WORDS.split())
"""Words that stand between two people rather than inside one name."""

_SPACE = r"\s{1,3}"
_JOIN = r"[\s\-]{1,2}"
_OTHERS = r"(?P<others>(?:\s{1,3}[^\W\d_][\w'\-]{0,20}\.?){0,2})"
_BEFORE = r"(?<![\w@])(?<!\w[-'])"
_AFTER = r"(?![\w@])(?!-\w)"
_TURNED = r"(?:,\s{0,3}|\s?[\n|;]\s?)"
_SEPARATOR = r"[\s:;,|=.\"'\-]{1,6}"
_FORENAME_LABEL = r"(?:first|given|fore|christian)[\s\-]?names?(?:\(s\))?"
_SURNAME_LABEL = r"(?:last|family|sur)[\s\-]?names?"
_MIDDLE = rf"(?:{_SEPARATOR}(?:middle|other)\s?names?{_SEPARATOR}[^\W\d_][\w'\-]{{0,20}})?"
_FIELD_WORDS = (
    "name names first given fore christian forename forenames last family sur surname surnames "
    "middle other"
)
_LABEL_WORDS = frozenset(_FIELD_WORDS.split())
_NO_LETTERS = re.compile(r"[\W_]+")
_UMLAUTS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue"})
_TWO_LETTERS = re.compile(r"([aou])e(?=[b-df-hj-np-tv-z])")


def normal(text: str) -> str:
    """Return a name with single spaces.

    Raises `ValueError` where it is not forename and surname.
    """
    bare = " ".join(text.split())
    if len(_bare(words(bare))) < 2:
        raise ValueError("not a full name: give forename and surname")
    return bare


def recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a declared name in folded text."""
    patterns = {pattern for form in _forms(fact.value) for pattern in _patterns(form)}
    return Several(tuple(Judged(re.compile(pattern), _judge) for pattern in sorted(patterns)))


def split(name: str) -> tuple[tuple[str, ...], str]:
    """Return a name's folded forenames and its surname; titles and post-nominals are left out."""
    tokens = _bare(tuple("-".join(words(token)) for token in name.split() if words(token)))
    start = max(0, len(tokens) - 1)
    while start > 1 and tokens[start - 1] in _PARTICLES:
        start -= 1
    return tokens[:start], "-".join(tokens[start:])


def plausible(written: str, fact: Fact | None = None) -> bool:
    """Whether a form as written can be one name: words between are capitalised as the others.

    With the declared name, "Surname Forenames" also needs its surname in capitals.
    """
    if fact is not None and _only_turned(written, fact.value):
        return _surname_in_capitals(written)
    between = written.replace(",", " ").split()[1:-1]
    if not written[:1].isupper():
        return True
    return all(
        not word[:1].islower()
        or word.lower() in _PARTICLES
        or _LABEL_WORDS.issuperset(_NO_LETTERS.sub(" ", word).lower().split())
        for word in between
    )


def _only_turned(written: str, name: str) -> bool:
    """Whether the surname stands first, with nothing but spaces after it."""
    forenames, surname = split(name)
    if re.search(r"[,\n|;:]", written) or not forenames:
        return False
    first = words(written.split(maxsplit=1)[0])
    return first != words(forenames[0]) and first == words(surname)[: len(first)]


def _surname_in_capitals(written: str) -> bool:
    *surname, last = written.split()
    return surname[0].isupper() and len(surname[0]) > 1 and not last.isupper()


def _forms(name: str) -> set[str]:
    """Return a name and its spellings with and without German umlauts."""
    *first, last = name.lower().split() or [""]
    shorter = _TWO_LETTERS.sub(r"\1", last) if len(last) > 4 else last
    return {name, name.lower().translate(_UMLAUTS), " ".join((*first, shorter))}


def _patterns(name: str) -> Iterator[str]:
    forenames, surname = split(name)
    if not surname:
        return
    if not forenames:
        yield _BEFORE + _spelled(surname) + _AFTER
        return
    yield from _both_orders(forenames, surname)
    if len(forenames) > 2:
        # Two surnames, of which the first is the one in use.
        yield from _both_orders(forenames[:-1], forenames[-1])


def _both_orders(forenames: tuple[str, ...], surname: str) -> Iterator[str]:
    first, *middle = (_spelled(name) for name in forenames)
    own = "".join(rf"(?:{_SPACE}(?:{name}|{name[0]}\.?))?" for name in middle)
    last = _spelled(surname)
    yield rf"{_BEFORE}{first}{own or _OTHERS}{_SPACE}{last}{_AFTER}"
    yield rf"{_BEFORE}{last}{_TURNED}{first}{own}{_AFTER}"
    yield rf"{_BEFORE}{last}(?P<turned>{_SPACE}){first}{own}{_AFTER}"
    given, family = rf"{_FORENAME_LABEL}{_SEPARATOR}", rf"{_SEPARATOR}{_SURNAME_LABEL}{_SEPARATOR}"
    whole = rf"{first}{own or _OTHERS}"
    yield rf"{_BEFORE}{given}{whole}{_MIDDLE}{family}{last}{_AFTER}"
    yield rf"{_BEFORE}{_SURNAME_LABEL}{_SEPARATOR}{last}{_SEPARATOR}{given}{first}{own}{_AFTER}"


def _judge(_folded: str, found: re.Match[str]) -> Match | None:
    others = found.groupdict().get("others") or ""
    if _NO_NAME.intersection(others.split()):
        return None
    if found.groupdict().get("turned"):
        # Less sure than what it may overlap: whether the surname is in capitals is judged later.
        return Match(*found.span(), Confidence.MEDIUM, "the surname before the given name")
    if others:
        return Match(*found.span(), Confidence.MEDIUM, "the name with other given names")
    return Match(*found.span(), Confidence.HIGH, "the name in full")


def _bare(tokens: tuple[str, ...]) -> tuple[str, ...]:
    kept = list(tokens)
    while len(kept) > 2 and kept[0] in _TITLES:
        kept.pop(0)
    while len(kept) > 2 and kept[-1] in _SUFFIXES:
        kept.pop()
    return tuple(kept)


def _spelled(name: str) -> str:
    return _JOIN.join(spelled(piece) for piece in name.split("-"))
