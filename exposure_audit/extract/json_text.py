"""JSON and JSON lines: values with their keys, and addresses put together in writing order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.json_cards import card_parts, is_card
from exposure_audit.extract.json_load import MALFORMED, inner_data, loads
from exposure_audit.extract.json_places import positions_of
from exposure_audit.extract.json_records import record_parts
from exposure_audit.extract.json_strings import said
from exposure_audit.extract.targets import target_parts
from exposure_audit.extract.text import one_line
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

_MOST_TARGETS = 1_000
_TELLING_KEY = re.compile(r"@|\d{5}|\s")
"""What a key holds that is a value itself rather than the name of one."""


def read(text: str, limits: Limits) -> Extraction:
    """Return a JSON document's parts; what is not JSON is taken as text, with a gap."""
    parts, gaps = parts_of(text, limits)
    if Reason.MALFORMED in gaps and _is_lines(text):
        return read_lines(text, limits)
    return Extraction(tuple(parts), gaps)


def read_lines(text: str, limits: Limits) -> Extraction:
    """Return the parts of JSON lines; a line that is not JSON is taken as text, with a gap."""
    parts: list[Part] = []
    gaps: dict[Reason, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if len(parts) > limits.parts_per_document:
            break
        if line.strip():
            found, missing = parts_of(line, limits, line=number)
            parts.extend(found)
            gaps.update(dict.fromkeys(missing))
    if not parts:
        gaps[Reason.NO_TEXT] = None
    return Extraction(tuple(parts), tuple(gaps))


def parts_of(
    text: str, limits: Limits, *, kind: PartKind = PartKind.STRUCTURED_DATA, line: int | None = None
) -> tuple[list[Part], tuple[Reason, ...]]:
    """Return the parts of one JSON text and its gaps, for JSON-LD in pages too."""
    try:
        data = loads(text)
    except MALFORMED:
        raw = Part(kind, one_line(text), note="not valid JSON", line=line)
        return [raw] if raw.text else [], (Reason.MALFORMED,)
    walk = _Walk(limits.nesting, line)
    walk.run(data)
    parts = [Part(kind, "\n".join(walk.lines), line=line)] if walk.lines else []
    parts += walk.parts
    for target in dict.fromkeys(walk.targets[:_MOST_TARGETS]):
        parts += target_parts(target, "link in the data")
    positions, all_of_them = positions_of(data, limits.nesting)
    if positions:
        parts.append(Part(PartKind.GPS, positions, note="positions in the data", line=line))
    cut = walk.deep or not all_of_them
    gaps = (Reason.TOO_LARGE,) if cut else () if walk.lines else (Reason.NO_TEXT,)
    return parts, gaps


@dataclass(slots=True)
class _Walk:
    """Gathers the values of data, and what its objects say."""

    deepest: int
    line: int | None
    lines: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    deep: bool = False

    def run(self, data: Any) -> None:
        """Take everything in order; never recurses."""
        stack: list[tuple[str, Any, int]] = [("", data, 0)]
        while stack:
            key, value, depth = stack.pop()
            inner = list(self._inside(key, value))
            if depth < self.deepest:
                stack.extend((name, item, depth + 1) for name, item in reversed(inner))
            else:
                self.deep = self.deep or bool(inner)

    def _inside(self, key: str, value: Any) -> Iterator[tuple[str, Any]]:
        """Take a value, and yield what is inside it."""
        if isinstance(value, str) and (data := inner_data(value)):
            value = data
        if isinstance(value, Mapping):
            self.parts += [part for part in record_parts(value, self.line) if part.text]
            self.lines += [one_line(key)] if _TELLING_KEY.search(key) else []
            yield from value.items()
        elif isinstance(value, list):
            if is_card(value):
                self.parts += [part for part in card_parts(value, self.line) if part.text]
            yield from ((key, item) for item in value)
        elif value not in (None, "") and not isinstance(value, bool):
            self._say(key, value)

    def _say(self, key: str, value: Any) -> None:
        text, targets = said(value) if isinstance(value, str) else (str(value), [])
        self.targets += targets
        line = one_line(text)
        self.lines.append(f"{_words(key)}: {line}" if key else line)


def _is_lines(text: str) -> bool:
    first, _, rest = text.lstrip().partition("\n")
    return bool(rest.strip()) and inner_data(first.strip()) is not None


def _words(key: str) -> str:
    """Return a key as words, so that "birthDate" reads as words of birth."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-]", " ", key)[:100]
