"""What a check notices at a declared place that is no exposure and still wants something done."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from exposure_audit.model import FactId


class RemarkKind(StrEnum):
    """What a source shows that is no exposure and still wants something done: a closed list."""

    IMPRINT_MISSING = "imprint-missing"
    REGISTERS_HELD = "registers-held"
    """A company keeps its register of directors at Companies House, open to all."""
    OLD_FILING = "old-filing"
    """A filed document of a kind and time that shows directors' home addresses."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a check noticed at a declared place; holds nothing that was not declared."""

    kind: RemarkKind
    own: FactId
    """The declared site, domain or number whose place this is."""
    locator: str = field(repr=False)
    detail: str = ""
    """A form and a date ("AP01, 2008-03-01"), or empty."""
