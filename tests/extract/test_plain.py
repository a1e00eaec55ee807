from __future__ import annotations

from collections.abc import Callable

from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def test_lines_stay_countable(reading: Reader, texts: Texts) -> None:
    found = reading("one\r\ntwo\u00a0x\n", "text/plain", "a.txt")
    assert texts(found, PartKind.BODY) == ["one\ntwo x\n"]
    assert found.parts[0].line == 1
