"""What a renderer is given besides the result, and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from exposure_audit.checks.meta import CheckMeta
from exposure_audit.model import CheckId, RouteId
from exposure_audit.removal.routes import Route
from exposure_audit.result import AuditResult


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The data that gives a result's ids their words: the sources and the removal routes."""

    checks: Mapping[CheckId, CheckMeta]
    routes: Mapping[RouteId, Route]

    def check_title(self, check: CheckId) -> str:
        """Return the source's title, or the id where its file is not at hand."""
        meta = self.checks.get(check)
        return meta.title if meta else check


class Renderer(Protocol):
    """Draws one result for people; the JSON renderer needs no catalogue."""

    def __call__(self, result: AuditResult, catalogue: Catalogue) -> str:
        """Return the whole report as text."""
