"""Lines of a source: where in a file a sighting stands."""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape
from itertools import accumulate

from exposure_audit.facts.normalise import fold
from exposure_audit.model import Part, Sighting

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"[\W_]{0,200}"
_TAGS = r"(?:<[^<>]{0,300}>[^\w<]{0,80}){0,3}"
_MOST_WORDS = 12
_MOST_FORMS = 300
"""Written forms of one source that are looked for; further ones have no line."""
_BLOCK = 65_536


class Lines:
    """Finds the lines of one file's sightings; folds and decodes its text once, if at all."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._places = _Places(source)
        self._part = _Places("")
        self._forms: dict[str, int | None] = {}
        self._loose: dict[tuple[str, ...], int | None] = {}

    def of(self, part: Part, sighting: Sighting) -> int | None:
        """Return the line (from 1) of a sighting: by its part where that knows, else by its form.

        Sightings are best asked for part by part.
        """
        if part.line is None:
            return self.of_form(sighting.form)
        if self._part.text is not part.text:
            self._part = _Places(part.text)
        return part.line + self._part.line(sighting.start) - 1

    def of_form(self, form: str) -> int | None:
        """Return the first line on which a written form begins.

        Markup, entities and line breaks may stand between its words; none where it is not found,
        as in a file whose text is encoded, and none after very many other forms.
        """
        if form not in self._forms and len(self._forms) < _MOST_FORMS:
            at = self._source.find(form)
            self._forms[form] = self._places.line(at) if at >= 0 else self._of_words(form)
        return self._forms.get(form)

    def _of_words(self, form: str) -> int | None:
        words = tuple(_WORD.findall(fold(form))[:_MOST_WORDS])
        if words and words not in self._loose:
            self._loose[words] = self._search(words)
        return self._loose.get(words)

    def _search(self, words: tuple[str, ...]) -> int | None:
        pattern = re.compile(f"{_BETWEEN}{_TAGS}".join(map(re.escape, words)))
        if found := pattern.search(self._folded):
            return self._places.line(found.start())
        if found := pattern.search(self._decoded.text):
            return self._decoded.line(found.start())
        return None

    @cached_property
    def _folded(self) -> str:
        return fold(self._source)

    @cached_property
    def _decoded(self) -> _Places:
        """The text with entities decoded line by line: the lines stay what they were."""
        if "&" not in self._source:
            return _Places("")
        lines = (unescape(line).replace("\n", " ") for line in self._source.split("\n"))
        return _Places(fold("\n".join(lines)))


class _Places:
    """A text whose line numbers are asked for often."""

    def __init__(self, text: str) -> None:
        self.text = text

    def line(self, at: int) -> int:
        """Return the line (from 1) of an offset."""
        block = at // _BLOCK
        return self._before[block] + self.text.count("\n", block * _BLOCK, at) + 1

    @cached_property
    def _before(self) -> tuple[int, ...]:
        """The line breaks before each block of the text."""
        counts = (
            self.text.count("\n", start, start + _BLOCK)
            for start in range(0, len(self.text), _BLOCK)
        )
        return tuple(accumulate(counts, initial=0))
