"""What around a street says that it is the declared one: postcode, places, or another town."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exposure_audit.facts import postcode
from exposure_audit.facts.address_places import (
    elsewhere,
    goes_on_as_prose,
    goes_on_elsewhere,
    is_among,
    place_forms,
)
from exposure_audit.facts.interface import Match, Need
from exposure_audit.facts.normalise import letters, words
from exposure_audit.facts.text import Text
from exposure_audit.facts.towns import is_county, is_town
from exposure_audit.model import Confidence

NEAR = 170
"""Characters within which a postcode or place supports a street (PERFORMANCE.md section 4)."""
_TAIL = 100
_PIECES = 6
_SAME_ADDRESS = re.compile(r"[a-z0-9\s,.;:|'\"()&\-/\u00b7]{0,120}")
_OTHER_MATTER = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|fax|email|e-mail|office|www|and|from|to|was|is)\b|[\d]{3}"
)
_BREAK = re.compile(r"[,;\n|()\u00b7]|\s-\s|\.\s|\.\Z")
_FOREIGN = re.compile(r"(?<![\w.])\d{5}(?!\w)")
_LEADS = frozenset({"in", "at", "near", "nr"})
_LEADS_ON = re.compile(r"[^\d\n]{0,60}\n?[^\d\n]{0,60}")
"""Between a postcode and the street that it stands before."""
_LOWER = re.compile(r"(?<!\w)[a-z]{4}")
_NOTHING_FOLLOWS = re.compile(r"\s{0,3}(?:\Z|[,.;|)\n])")
_LETTERS_BETWEEN = re.compile(r"[a-z\s,.;:|'\"()\-]{1,60}")


class Support:
    """Weighs what stands around a place where the street was met."""

    __slots__ = ("_abroad", "_code", "_district", "_own_words", "_places", "_street")

    def __init__(self, places: tuple[str, ...], code: str, street: str) -> None:
        self._code, self._district = code, code[:-3]
        self._abroad = bool(code) and not postcode.at(code, 0)
        self._places = frozenset(
            form for place in places for form in place_forms(place) if not form.isdigit()
        )
        self._own_words = frozenset(word for place in self._places for word in place.split())
        self._street = letters(street)

    def street(self, text: Text, start: int, end: int, *, short: bool = False) -> Match | None:
        """Return the match of number and street, or none where another place closes it.

        `short` stands for a street whose last word is missing: it needs the postcode.
        """
        code = self._own_code(text, start, end)
        if self._closed_by_another(text, start, end, code):
            return None
        what = "number and street"
        if short and not self._ends(text, end, code):
            return None
        if code is not None:
            ended = self._stretched(text, end, code)
            level = Confidence.MEDIUM if short else Confidence.HIGH
            return Match(start, ended, level, f"{what} with the postcode")
        tail = self._tail(text, end)
        if tail is False:
            return None
        other = goes_on_as_prose(text, end) or goes_on_elsewhere(text, end)
        if tail or (not other and self._place_near(text, start, end)):
            level = Confidence.MEDIUM if self._code else Confidence.HIGH
            return Match(start, end, level, f"{what} with the town or locality")
        return Match(start, end, Confidence.LOW, f"{what} beside the name", Need.NAME_BESIDE)

    def turned(self, text: Text, start: int, end: int) -> Match | None:
        """Return the match of a street with its number after it: needs the postcode or a place."""
        code = self._own_code(text, start, end)
        tail = self._tail(text, end)
        if self._closed_by_another(text, start, end, code) or (tail is False and code is None):
            return None
        if code is not None:
            ended = self._stretched(text, end, code)
            return Match(start, ended, Confidence.HIGH, "street and number with the postcode")
        ends = _NOTHING_FOLLOWS.match(text.folded, end)
        if not (tail or (ends and self._place_near(text, start, end))):
            return None
        level = Confidence.MEDIUM if self._code else Confidence.HIGH
        return Match(start, end, level, "street and number with the town or locality")

    def house(self, text: Text, start: int, end: int, what: str, *, alone: bool) -> Match | None:
        """Return the match of a house's name; `alone` means without its street."""
        code = self._own_code(text, start, end)
        if self._closed_by_another(text, start, end, code):
            return None
        if code is not None and (not alone or self._belongs(text, start, end, code)):
            ended = self._stretched(text, end, code)
            return Match(start, ended, Confidence.HIGH, f"{what} with the postcode")
        tail = self._tail(text, end)
        if alone:
            near = self._street and self._street in letters(text.after(end, 60))
            near = near and not _LOWER.search(text.raw, end, end + 30)
            why = "house name with its street"
            return Match(start, end, Confidence.MEDIUM, why) if near and tail is not False else None
        if tail is False:
            return None
        if tail or self._place_near(text, start, end):
            level = Confidence.MEDIUM if self._code else Confidence.HIGH
            return Match(start, end, level, f"{what} with the town or locality")
        return Match(start, end, Confidence.LOW, f"{what} beside the name", Need.NAME_BESIDE)

    def _ends(self, text: Text, end: int, code: tuple[int, int] | None) -> bool:
        """Whether a street ends here, and the postcode says which it is."""
        stops = _NOTHING_FOLLOWS.match(text.folded, end) or (code and code[0] - end in range(1, 4))
        return code is not None and bool(stops)

    def _belongs(self, text: Text, start: int, end: int, code: tuple[int, int]) -> bool:
        """Whether only words stand between a house's name and the postcode."""
        if code[0] < start:
            return bool(_LETTERS_BETWEEN.fullmatch(text.folded, code[1], start))
        return bool(_LETTERS_BETWEEN.fullmatch(text.folded, end, code[0]))

    def _own_code(self, text: Text, start: int, end: int) -> tuple[int, int] | None:
        if not self._code:
            return None
        if self._abroad:
            return self._own_foreign(text, start, end)
        ahead = postcode.written(text.folded, end, end + NEAR)
        behind = (
            found
            for found in postcode.written(text.folded, start - NEAR, start)
            if _LEADS_ON.fullmatch(text.folded, found[2], start)
        )
        spans = (span for code, *span in (*ahead, *behind) if code == self._code)
        found = next(iter(spans), None)
        return (found[0], found[1]) if found else None

    def _own_foreign(self, text: Text, start: int, end: int) -> tuple[int, int] | None:
        """Return where a postal code of another country stands near."""
        first, last = self._code[:3], self._code[3:]
        reach = max(0, start - NEAR)
        code = re.compile(rf"(?<!\w){re.escape(first)}[\s\-]?{re.escape(last)}(?!\w)")
        found = code.search(text.folded, reach, end + NEAR)
        return found.span() if found else None

    def _closed_by_another(
        self, text: Text, start: int, end: int, code: tuple[int, int] | None
    ) -> bool:
        """Whether the next postcode is another one, and closes this very address."""
        if self._abroad:
            other = _FOREIGN.search(text.after(end, 80))
            return other is not None and other[0] != self._code
        following = next(postcode.written(text.folded, end, end + 130), None)
        if not self._code or following is None or following[0] == self._code:
            return False
        between = text.folded[end : following[1]]
        if not _SAME_ADDRESS.fullmatch(between) or _OTHER_MATTER.search(between):
            return False
        own_line = code is not None and code[1] <= start
        return not (
            own_line
            and code is not None
            and "\n" in between
            and "\n" not in text.folded[code[1] : start]
        )

    def _tail(self, text: Text, end: int) -> bool | None:
        """Say whether the address goes on with a declared place; false where with another town."""
        other = False
        for piece in self._pieces(text, end):
            district = self._district and _district_of(piece)
            if district:
                return district == self._district
            if is_among(piece, self._places):
                return True
            other = other or elsewhere(piece, self._places)
            if len(piece.split()) > 4 or any(char.isdigit() for char in piece):
                break
        return False if other else None

    def _pieces(self, text: Text, end: int) -> Iterator[str]:
        """Yield what follows, piece by piece, as an address has them."""
        for piece in _BREAK.split(text.after(end, _TAIL))[:_PIECES]:
            found = [*words(piece)]
            while found and found[0] in _LEADS:
                found.pop(0)
            if found:
                yield " ".join(found)

    def _place_near(self, text: Text, start: int, end: int) -> bool:
        window = f" {' '.join(words(text.folded[max(0, start - NEAR) : end + NEAR]))} "
        return any(f" {place} " in window for place in self._places)

    def _stretched(self, text: Text, end: int, code: tuple[int, int]) -> int:
        """Return the end of the whole address, where nothing undeclared stands before it."""
        if code[0] < end:
            return end
        between = words(text.folded[end : code[0]])
        return code[1] if self._own_words.issuperset(between) else end


def _district_of(piece: str) -> str:
    """Return the postcode district at the end of a piece ("london n1"), or an empty text.

    "Unit b1" and "off the a2" end alike and are none: a district stands alone or behind a town.
    """
    *before, last = piece.split()
    place = " ".join(before)
    named = not before or is_town(place) or is_county(place)
    return last if named and postcode.district(last) else ""
