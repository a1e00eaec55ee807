"""What every search engine shares: its interface, its answer, and that a refusal is kept to."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from exposure_audit.checks.common import LAST, Shape, gap_of, host_of, shaped
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap
from exposure_audit.net.interface import Response

_MARK = re.compile(r"</?(?:strong|em|b)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A result as a search engine shows it."""

    url: str
    title: str
    snippets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine said to one query, and what it could not look at."""

    hits: tuple[Hit, ...]
    gaps: tuple[Gap, ...] = ()


class Provider(Protocol):
    """A search engine."""

    title: str
    """How reports name it."""
    place: str
    """The public address that is asked."""

    async def search(self, query: str, task: Task) -> Answer:
        """Ask one query; raises `GatherError` where there is no usable answer."""


class HitShape(Shape):
    """A result in an engine's own shape."""

    def hit(self) -> Hit:
        """Return it in ours."""
        raise NotImplementedError


class Patience:
    """Asks one engine until it refuses; what would be asked after that fails the same way."""

    def __init__(self) -> None:
        self._refusal: GatherError | None = None

    async def ask(self, request: Callable[[], Awaitable[Response]]) -> Response:
        """Return the answer to a request; raises as the request does, or did."""
        if self._refusal:
            raise GatherError(self._refusal.reason, self._refusal.host, "asked no further")
        try:
            return await request()
        except GatherError as error:
            if error.reason in LAST:
                self._refusal = error
            raise


def read_hits(
    found: Iterable[Any], model: type[HitShape], place: str
) -> tuple[list[Hit], list[Gap]]:
    """Read each result on its own, so that one bad result does not hide the others."""
    hits: list[Hit] = []
    gaps: list[Gap] = []
    for value in found:
        try:
            hits.append(shaped(model, value, host_of(place)).hit())
        except GatherError as error:
            gaps.append(gap_of(error))
    return hits, gaps


def unmarked(text: str) -> str:
    """Return a text without the marks that an engine sets around the words that it found."""
    return html.unescape(_MARK.sub("", text))
