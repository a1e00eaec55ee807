from __future__ import annotations

from collections.abc import Callable

import pytest

from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.reader import read
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


@pytest.fixture(scope="session")
def reading() -> Reader:
    def make(
        body: bytes | str, media_type: str = "", name: str = "", limits: Limits | None = None
    ) -> Extraction:
        raw = body.encode() if isinstance(body, str) else body
        return read(raw, media_type=media_type, name=name, limits=limits or Limits())

    return make


@pytest.fixture(scope="session")
def texts() -> Texts:
    def of(extraction: Extraction, kind: PartKind) -> list[str]:
        return [part.text for part in extraction.parts if part.kind is kind]

    return of
